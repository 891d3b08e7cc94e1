#!/usr/bin/env python3
"""map/index.html and report.html of the demonstration county from the file system, in Chromium.

viewer.py JIUJIN [FOLDER]     FOLDER: pictures go there
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "serve"))
from chromium import DOWN, ENTER, Browser
from served import check


def colours(b):
    return b.run("""const c = document.getElementById('map'), o = new OffscreenCanvas(c.width, c.height).getContext('2d');
o.drawImage(c, 0, 0); const d = o.getImageData(0, 0, c.width, c.height).data; let n = 0;
for (let i = 0; i < d.length; i += 4) n += d[i] > 200 && d[i + 1] > 150 && d[i + 2] < 160; return n""")


def is_drawn(b):
    """Whether the service area comes onto the map; drawing is asynchronous, so it is waited for."""
    for _ in range(100):
        if colours(b) > 300:
            return True
        time.sleep(0.1)
    return False


def find_clinic(b, folder, size):
    b.type("#find", "柏沟村卫生室")
    b.until("document.querySelectorAll('#found [role=option]').length > 0", "the search")
    b.type("#find", DOWN + ENTER)
    check("柏沟村卫生室" in b.text("#place h2"), f"{size}: the search does not find the clinic")
    check("服务范围" in b.text("#place"), f"{size}: no service area told")
    check("步行30分钟到任一基层医疗机构" in b.text("#rule h2"), f"{size}: the clinic is not shown under the rule it serves")
    b.picture(folder, f"viewer-{size}-2-clinic")


def click_facility(b, folder, size):
    """A click in the middle, where the facility found stands, shows its area; one beside does not."""
    box = b.run("const r = document.getElementById('map').getBoundingClientRect(); return [r.x, r.y, r.width, r.height]")
    b.until("true", "")
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    at = {"type": "mousePressed", "x": x + 60, "y": y + 45, "button": "left", "clickCount": 1}
    for place, kind in (((x + 60, y + 45), "a place"), ((x, y), "the facility")):
        for what in ("mousePressed", "mouseReleased"):
            at.update(type=what, x=place[0], y=place[1])
            b.call("POST", "/goog/cdp/execute", {"cmd": "Input.dispatchMouseEvent", "params": at})
        b.until("document.querySelector('#place h2') !== null", kind)
        b.picture(folder, f"viewer-{size}-3-{kind.replace(' ', '-')}")
        if kind == "a place":
            check("由谁服务" in b.text("#place"), f"{size}: a click on {kind} says nothing")
        else:
            check("柏沟村卫生室" in b.text("#place h2"), f"{size}: a click on {kind} does not choose it")
            check(is_drawn(b), f"{size}: the service area is not drawn")


def walk(b, url, folder, width, height):
    size = f"{width}x{height}"
    b.open(url, width, height)
    check("未达标" in b.text("#rules"), f"{size}: not in Chinese")
    check("内部使用" in b.text("header"), f"{size}: not marked as internal")
    check(b.run("return document.documentElement.scrollWidth <= innerWidth"), f"{size}: wider than the screen")
    b.picture(folder, f"viewer-{size}-1-map")
    find_clinic(b, folder, size)
    click_facility(b, folder, size)
    b.click("#language")
    b.until("document.documentElement.lang === 'en' && document.getElementById('rules').textContent.includes('not met')", "English")
    b.picture(folder, f"viewer-{size}-4-english")
    b.run("localStorage.lang = 'zh'")


def see_report(b, url, folder):
    b.call("POST", "/url", {"url": url})
    n = b.run("return [...document.images].filter((i) => i.complete && i.naturalWidth > 300 && i.alt).length")
    check(n >= 4, f"report: {n} maps")
    check(b.run("return document.querySelectorAll('svg[role=img] path').length > 2"), "report: no curves")
    check(b.run("return [...document.querySelectorAll('table')].every((t) => t.caption && t.querySelector('th[scope]'))"),
          "report: a table without caption or headings")
    check(b.run("return document.querySelectorAll('h1').length === 1 && document.documentElement.lang === 'zh-CN'"),
          "report: headings or language")
    b.picture(folder, "report")


def main():
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        print("skipped: chromium and chromium-driver are not installed")
        sys.exit(77)
    jiujin, folder = os.path.realpath(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        subprocess.run([jiujin, "init", home + "/county", "--demo"], **quiet)
        subprocess.run([jiujin, "run", home + "/county/project.yaml", "--out", home + "/result", "--lang", "zh"], **quiet)
        b = Browser(home + "/chromium")
        try:
            walk(b, f"file://{home}/result/map/index.html", folder, 1366, 768)
            walk(b, f"file://{home}/result/map/index.html", folder, 390, 844)
            see_report(b, f"file://{home}/result/report.html", folder)
            errors = [e["message"] for e in b.logs("browser") if e["level"] in ("SEVERE", "WARNING")]
            check(not errors, f"console: {errors}")
            asked = [json.loads(e["message"])["message"] for e in b.logs("performance")]
            urls = [m["params"]["request"]["url"] for m in asked if m["method"] == "Network.requestWillBeSent"]
            away = [u for u in urls if u.startswith(("http", "ws"))]
            check(urls and not away, f"asked elsewhere: {away}")
        finally:
            b.close()
    print("map and report open from the file system, at both sizes and in both languages")


main()
