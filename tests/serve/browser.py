"""The page in Chromium, by keyboard and mouse, at two sizes and in two languages. browser.py JIUJIN [FOLDER]"""
import base64
import json
import os
import shutil
import subprocess
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
    b.run("document.getElementById('layers').open = true")
    b.click("#showTimes")
    b.until("!document.getElementById('timeControls').hidden", "the slider")
    b.until("document.getElementById('legend').textContent.includes('≤')", "the legend of times")
    time.sleep(1.5)
    before = len(b.run(COLOURS))
    b.picture(folder, f"{size}-2-times")
    pixels = "const c = document.getElementById('map'); return c.toDataURL().length"
    first = b.run(pixels)
    b.run("const m = document.getElementById('minutes'); m.value = 60; m.dispatchEvent(new Event('input'))")
    time.sleep(0.5)
    check(b.run(pixels) != first, f"{size}: the slider does not recolour")
    check(before > 3, f"{size}: no travel times are drawn")
    b.click("#showTimes")


def see_layers(b, folder, size):
    """Each layer changes the map; none breaks it."""
    b.run("[...document.querySelectorAll('.rule')].find((r) => r.textContent.includes('DEMO-MED-01')).click()")
    b.until("document.getElementById('rule').textContent.includes('任一基层医疗机构') && !document.getElementById('showGain').disabled", "the rule")
    for layer in ("showAreas", "showRelief", "showBase", "showGain"):
        if b.run(f"return document.getElementById('{layer}').disabled"):
            check(False, f"{size}: {layer} is not offered")
        before = b.run("return document.getElementById('map').toDataURL()")
        b.click("#" + layer)
        for _ in range(100):
            if b.run("return document.getElementById('map').toDataURL()") != before:
                break
            time.sleep(0.1)
        else:
            check(False, f"{size}: {layer} changes nothing")
        time.sleep(0.5)
        b.picture(folder, f"{size}-3-{layer}")
        b.click("#" + layer)
    if size.startswith("390"):
        b.run("document.getElementById('layers').open = false")


def explain_gap(b, folder, size):
    """Find the largest gap, stand in it by keyboard, and read why."""
    b.click("#all")
    at = b.run("return fetch('/api/v1/gaps?rule=DEMO-EDU-01&top=1').then((r) => r.json()).then((g) => g.features[0].properties)")
    b.type("#find", at["unit_name"])
    b.until("document.querySelectorAll('#found [role=option]').length > 0", "the search")
    b.type("#find", DOWN + ENTER)
    b.run("return import('/state.js').then((s) => import('/map.js').then((m) => { [s.map.view.x, s.map.view.y] = m.project([arguments[0], arguments[1]]); s.map.draw(); }))".replace("arguments[0]", str(at["lon"])).replace("arguments[1]", str(at["lat"])))
    b.type("#map", ENTER)
    b.until("document.querySelectorAll('#place .places li').length > 3", "the explanation")
    b.until("document.querySelector('#place .showRemedy')", "what would cover it")
    said = b.text("#place")
    check("过远" in said and "怎样才能覆盖" in said and "平方千米内新建一处" in said, f"{size}: the gap is not explained: {said}")
    b.until("document.getElementById('place').textContent.includes('路程')", "the ways")
    before = b.run("return document.getElementById('map').toDataURL()")
    b.run("[...document.querySelectorAll('#place .look')].find((e) => e.textContent.includes('补建')).click()")
    b.until("document.querySelector('#place .showRemedy[aria-pressed=false]')", "a second remedy")
    b.run("document.querySelector('#place .showRemedy[aria-pressed=false]').click()")
    b.until("document.getElementById('legend').textContent.includes('即可覆盖该地点')", "the ground in the legend")
    time.sleep(0.5)
    check(b.run("return document.getElementById('map').toDataURL()") != before, f"{size}: the ground is not drawn")
    b.picture(folder, f"{size}-4-explain")
    return at


def propose(b, folder, size, at):
    """Three sites: one by the button, one pasted, one a parcel by its corners; saved, left and reopened."""
    b.click("#tryHere")
    b.until("document.querySelectorAll('.candidates li').length === 1", "the first candidate")
    b.run("document.getElementById('kind').value = 'kindergarten'; document.getElementById('kind').dispatchEvent(new Event('change'))")
    b.type("#pasted", f"{at['lon'] + 0.01:.5f}E {at['lat']:.5f}N")
    b.click("#addPasted")
    b.until("document.querySelectorAll('.candidates li').length === 2", "the second candidate")
    x, y = at["lon"] - 0.01, at["lat"]
    b.run("document.getElementById('pasted').value = arguments[0]", "\n".join(
        f"{lon:.5f},{lat:.5f}" for lon, lat in ((x, y), (x + 0.001, y), (x + 0.001, y + 0.001), (x, y + 0.001))))
    b.click("#addPasted")
    b.until("document.querySelectorAll('.candidates li').length === 3", "the parcel")
    b.run("const s = document.getElementById('size'); s.value = 6; s.dispatchEvent(new Event('change')); "
          "const u = document.getElementById('sizeUnit'); u.value = 'classes'; u.dispatchEvent(new Event('change'))")
    b.click("#work")
    b.until("document.querySelectorAll('#answers .comparison thead th').length === 3", "the answers")
    check("方案比选表" in b.text("#answers"), f"{size}: no comparison")
    b.picture(folder, f"{size}-5-answers")
    b.type("#saveTitle", "三处幼儿园选址")
    b.type("#saveWho", "规划股")
    b.click("#save")
    b.until("document.getElementById('planMessage').textContent.includes('已保存')", "the saving")
    page = b.run("return fetch('/api/v1/opinion?f=pdf', {method: 'POST', headers: {'X-Jiujin': '1'}, body: JSON.stringify({ask: {kind: 'kindergarten', "
                 "candidates: [{name: '甲', lon: arguments[0], lat: arguments[1]}]}})}).then((r) => r.blob()).then((f) => f.slice(0, 5).text())",
                 at["lon"], at["lat"])
    check(page == "%PDF-", f"{size}: the opinion is {page}")
    printed = base64.b64decode(b.call("POST", "/print", {}))
    check(printed[:5] == b"%PDF-" and len(printed) > 10000, f"{size}: the page does not print")


def come_back(b, url, folder, size):
    b.call("POST", "/url", {"url": url})
    b.until("document.body.dataset.ready === 'true'", "the page")
    b.click("#planTab")
    b.click("#savedList button")
    b.until("document.querySelectorAll('#answers .comparison thead th').length === 3", "what was saved")
    check("与当前结果一致" in b.text("#planMessage"), f"{size}: a saved proposal does not say that it is current")
    if b.run("return document.querySelectorAll('#savedList li').length") > 1:
        b.run("for (const i of document.querySelectorAll('#savedList input')) i.checked = true")
        b.click("#compare")
        b.until("document.querySelectorAll('#compared thead th').length > 3", "saved ones side by side")
    check(b.run("return document.documentElement.scrollWidth <= innerWidth"), f"{size}: saved proposals are wider than the screen")
    b.picture(folder, f"{size}-6-saved")


CONTRAST = """const lum = (c) => { const [r, g, b] = c.map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const parse = (s) => s.match(/[\d.]+/g).map(Number);
const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0.85) return c; } return [255, 255, 255]; };
const bad = [];
for (const e of document.querySelectorAll('body *')) {
  const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  if (!own || !e.getClientRects().length || e.matches(':disabled, label:has(:disabled) *')) continue;
  const s = getComputedStyle(e), a = lum(parse(s.color)), b = lum(ground(e)), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) bad.push(`${e.tagName}.${e.className} "${e.textContent.slice(0, 20)}" ${ratio.toFixed(2)}`);
}
return bad"""


def check_access(b, size):
    """Text stands out (WCAG 2.1 AA), every control has a name, and Tab reaches what a mouse does."""
    for tab in ("ruleTab", "placeTab", "planTab"):
        b.click("#" + tab)
        bad = b.run(CONTRAST)
        check(not bad, f"{size}: too little contrast: {bad[:5]}")
    nameless = b.run("return [...document.querySelectorAll('button, input, select, textarea, [role=tab]')].filter((e) => e.getClientRects().length && "
                     "!e.textContent.trim() && !e.getAttribute('aria-label') && !e.labels?.length && !e.placeholder).map((e) => e.outerHTML.slice(0, 80))")
    check(not nameless, f"{size}: controls without a name: {nameless}")
    b.run("document.getElementById('find').focus()")
    seen = set()
    for _ in range(80):
        seen.add(b.run("return document.activeElement.id || document.activeElement.className || document.activeElement.tagName"))
        b.keys("\ue004")
    wanted = {"find", "print", "language", "map", "in", "out", "all", "planTab", "kind", "pick", "work"}
    check(wanted <= seen, f"{size}: not reached by Tab: {wanted - seen}")


def walk(b, url, folder, width, height):
    size = f"{width}x{height}"
    b.open(url, width, height)
    b.run("localStorage.setItem('lang', 'zh')")
    b.open(url, width, height)
    check("未达标" in b.text("#rules"), f"{size}: not in Chinese")
    see_map(b, folder, size)
    see_times(b, folder, size)
    see_layers(b, folder, size)
    at = explain_gap(b, folder, size)
    propose(b, folder, size, at)
    come_back(b, url, folder, size)
    check_access(b, size)
    b.click("#language")
    b.until("document.documentElement.lang === 'en' && document.getElementById('rules').textContent.includes('not met')", "English")
    b.until("document.getElementById('plan').textContent.includes('Proposed sites')", "English")
    b.picture(folder, f"{size}-7-english")


def renew(b, jiujin, served, folder):
    """A run replaces the result under the open page: the next answer tells it, a button loads the new one."""
    check(not b.run("return document.getElementById('updated').checkVisibility()"), "an update before there was one")
    project = os.path.join(served.folder.name, "county", "project.yaml")
    subprocess.run([jiujin, "run", project, "--out", served.result, "--rules", "A-EDU-03", "--quiet"], check=True)
    b.click("#ruleTab")
    b.run("document.querySelector('.rule').click()")
    b.until("document.getElementById('updated').checkVisibility()", "the notice")
    b.picture(folder, "390x844-8-updated")
    b.logs("browser")  # what the old page asks of the new result may be gone
    b.click("#reload")
    b.until("document.body.dataset.ready === 'true' && document.querySelectorAll('.rule').length === 1", "the new result")
    check(not b.run("return document.getElementById('updated').checkVisibility()"), "the new page says that it is old")


def main():
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        print("skipped: chromium and chromium-driver are not installed")
        sys.exit(77)
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    served = Served(sys.argv[1], run=["--opportunity"])
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
            renew(b, sys.argv[1], served, folder)
        finally:
            b.close()
    served.stop()
    print("the page works at both sizes and in both languages")


if __name__ == "__main__":
    main()
