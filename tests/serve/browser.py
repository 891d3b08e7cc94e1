"""The page in Chromium, by keyboard and mouse, at two sizes and in two languages. browser.py JIUJIN [FOLDER]"""
import json
import shutil
import sys
import tempfile
import time

from chromium import DOWN, ENTER, Browser
from served import Served, check

COLOURS = """const c = document.getElementById('map'), o = new OffscreenCanvas(c.width, c.height).getContext('2d', {willReadFrequently: true});
o.drawImage(c, 0, 0); const d = o.getImageData(0, 0, c.width, c.height).data;
const seen = new Map(); for (let i = 0; i < d.length; i += 4) { const k = d[i] + ',' + d[i+1] + ',' + d[i+2]; seen.set(k, (seen.get(k) || 0) + 1); }
return [...seen].filter(([, n]) => n > 200).map(([k]) => k)"""


def see_map(b, folder, size):
    colours = b.run(COLOURS)
    check("217,95,14" in colours and "44,127,184" in colours, f"{size}: units are not coloured by verdict: {colours[:9]}")
    check(b.run("return document.documentElement.scrollWidth <= innerWidth"), f"{size}: the page is wider than the screen")
    b.picture(folder, f"{size}-1-map")


def see_times(b, folder, size):
    b.click("#showTimes")
    b.until("!document.getElementById('timeControls').hidden", "the slider")
    time.sleep(1.5)
    before = len(b.run(COLOURS))
    b.picture(folder, f"{size}-2-times")
    pixels = "const c = document.getElementById('map'); return c.toDataURL().length"
    first = b.run(pixels)
    b.run("const m = document.getElementById('minutes'); m.value = 60; m.dispatchEvent(new Event('input'))")
    time.sleep(0.3)
    check(b.run(pixels) != first, f"{size}: the slider does not recolour")
    check(before > 3, f"{size}: no travel times are drawn")
    b.click("#showTimes")


def explain(b, folder, size):
    b.type("#map", ENTER)
    b.until("document.querySelectorAll('.places li').length > 5", "the explanation")
    check("min" in b.text("#place") or "分钟" in b.text("#place"), f"{size}: no minutes explained")
    b.picture(folder, f"{size}-3-explain")


def propose(b, folder, size):
    b.run("document.querySelector('#propose select').value = 'kindergarten'")
    b.click("#propose button")
    b.until("document.querySelector('.answer').textContent.length > 20", "the proposal")
    b.picture(folder, f"{size}-5-propose")


def find(b, size):
    b.type("#find", "桃园")
    b.until("document.querySelectorAll('#found [role=option]').length > 0", "the search")
    b.type("#find", DOWN + ENTER)
    check("桃园" in b.run("return document.getElementById('find').value"), f"{size}: nothing was chosen")
    b.click("#all")


def walk(b, url, folder, width, height):
    size = f"{width}x{height}"
    b.open(url, width, height)
    b.run("localStorage.setItem('lang', 'zh')")
    b.open(url, width, height)
    check("未达标" in b.text("#rules"), f"{size}: not in Chinese")
    see_map(b, folder, size)
    see_times(b, folder, size)
    explain(b, folder, size)
    propose(b, folder, size)
    find(b, size)
    b.click("#language")
    b.until("document.documentElement.lang === 'en' && document.getElementById('rules').textContent.includes('not met')", "English")
    b.until("document.getElementById('place').textContent.includes('This place')", "English")
    b.picture(folder, f"{size}-4-english")


def main():
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        print("skipped: chromium and chromium-driver are not installed")
        sys.exit(77)
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    served = Served(sys.argv[1])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        b = Browser(home)
        try:
            walk(b, served.url + "/", folder, 1366, 768)
            walk(b, served.url + "/", folder, 390, 844)
            errors = [e["message"] for e in b.logs("browser") if e["level"] in ("SEVERE", "WARNING")]
            check(not errors, f"console: {errors}")
            asked = [json.loads(e["message"])["message"] for e in b.logs("performance")]
            urls = [m["params"]["request"]["url"] for m in asked if m["method"] == "Network.requestWillBeSent"]
            away = [u for u in urls if u.startswith(("http", "ws")) and not u.startswith(served.url + "/")]
            check(len(urls) > 20 and not away, f"asked elsewhere: {away}")
        finally:
            b.close()
    served.stop()
    print("the page works at both sizes and in both languages")


main()
