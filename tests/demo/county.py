#!/usr/bin/env python3
"""The demonstration county: the same bytes twice, people as the census says, every plant found,
every core statement judged.

county.py JIUJIN            Plants are rows of plants.csv: a query on the result and its answer.
"""
import csv
import math
import json
import filecmp
import io
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from checks import check, end, jiujin, run  # noqa: E402

PEOPLE_2020 = 186432


def rows(text):
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def files(folder):
    return sorted(os.path.relpath(os.path.join(at, name), folder)
                  for at, _, names in os.walk(folder) for name in names)


def same_bytes(a, b):
    check("two counties have the same files", files(a), files(b))
    differing = [f for f in files(a) if not filecmp.cmp(f"{a}/{f}", f"{b}/{f}", shallow=False)]
    check("every file has the same bytes", differing, [])


def census(county):
    with open(f"{county}/data/demo_census.csv", encoding="utf-8") as f:
        wanted = {r["code"]: r for r in csv.DictReader(f)}
    for layer, id_wanted in (("demo_county", ["999901"]), ("demo_townships", sorted(set(wanted) - {"999901"}))):
        for group in ("people_2020", "age3_5_2020", "age3_5_2025", "age6_11_2020", "age65p_2020"):
            out = run("zonal", "--zones", f"{county}/data/{layer}.geojson", "--id", "code",
                      "--values", f"{county}/data/demo_{group}.tif")
            column = group.replace("people", "total")
            got = {r["id"]: round(float(r["sum"]), 6) for r in rows(out)}
            check(f"{group} of {layer} is the census", got,
                  {code: float(wanted[code][column]) for code in id_wanted})
    check("census total", int(wanted["999901"]["total_2020"]), PEOPLE_2020)


def refuses(folder):
    again = subprocess.run([jiujin, "init", folder, "--demo"], capture_output=True, text=True)
    check("a folder that holds something is refused", again.returncode, 3)


def plants(county, result):
    with open(f"{county}/plants.csv", encoding="utf-8") as f:
        wanted = list(csv.DictReader(f))
    check("plants are written down", len(wanted) >= 12, True)
    for plant in wanted:
        answer = rows(run("query", result, "--sql", plant["query"], "--format", "csv"))
        got = ";".join(next(iter(r.values())) for r in answer)
        check(f"{plant['id']} {plant['title_en']}", got, plant["answer"])


def metres(lon_a, lat_a, lon_b, lat_b):
    east = (lon_a - lon_b) * 111320 * math.cos(math.radians(lat_a))
    return math.hypot(east, (lat_a - lat_b) * 111130)


def best_sites(county, result):
    """The next kindergartens go where the missing ones were planted, and it is proven."""
    with open(f"{county}/plants.csv", encoding="utf-8") as f:
        planted = {r["id"]: (float(r["lon"]), float(r["lat"])) for r in csv.DictReader(f)
                   if r["id"] in ("P01", "P02")}
    best = json.loads(run("site", result, "--kind", "kindergarten", "--sites", "3", "--format", "json"))
    check("best sites are proven", best["optimal"], True)
    for plant, (lon, lat) in planted.items():
        nearest = min(metres(lon, lat, s["lon"], s["lat"]) for s in best["sites"])
        check(f"a best site lies at {plant}", nearest < 1000, True)


CORE_RULES = 89
REPORTED = {"A-OLD-11": ("fail", "44.90"), "A-OLD-07": ("pass", "56.30"), "A-MED-20": ("pass", "71.93"),
            "A-MED-20-2": ("fail", "48.35")}


def core(county, result):
    """Every core statement of the catalogue has a verdict here; one does not apply and says why."""
    with open(f"{county}/project.yaml", encoding="utf-8") as f:
        text = f.read()
    core_only = re.sub(r"^  only: \[[^]]*\]", "  priority: 1", text, count=1, flags=re.M)
    with open(f"{county}/core.yaml", "w", encoding="utf-8") as f:
        f.write(core_only)
    run("run", f"{county}/core.yaml", "--out", result, "--quiet")
    said = {}
    for r in rows(run("query", result, "--sql", "SELECT DISTINCT rule_id, status FROM rule_result", "--format", "csv")):
        said.setdefault(r["rule_id"], set()).add(r["status"])
    check("core statements", len(said), CORE_RULES)
    check("without data", sorted(k for k, v in said.items() if "nodata" in v and v <= {"nodata", "na"}), [])
    check("does not apply", sorted(k for k, v in said.items() if v == {"na"}), ["A-EDU-29"])
    figures = rows(run("query", result, "--sql", "SELECT rule_id, status, printf('%.2f', 100 * value) AS percent "
                       "FROM rule_result WHERE is_reported = 1 AND is_rolled_up = 0", "--format", "csv"))
    got = {r["rule_id"]: (r["status"], r["percent"]) for r in figures if r["rule_id"] in REPORTED}
    check("figures as reported", got, REPORTED)


with tempfile.TemporaryDirectory() as scratch:
    one, two = f"{scratch}/one", f"{scratch}/two"
    run("init", one, "--demo")
    run("init", two, "--demo")
    same_bytes(one, two)
    refuses(one)
    census(one)
    run("check", f"{one}/project.yaml")
    told = run("run", f"{one}/project.yaml", "--out", f"{scratch}/result", "--lang", "en")
    check("the plan's terms stand side by side",
          "  A-EDU-03  now 83.33% (10 met) → near term 91.67% +8.34 (11 met) → "
          "long term 100.00% +16.67 (12 met)\n" in told, True)
    with open(f"{scratch}/result/report.html", encoding="utf-8") as report:
        check("so they do in the report", "What the plan changes" in report.read(), True)
    plants(one, f"{scratch}/result")
    best_sites(one, f"{scratch}/result")
    core(one, f"{scratch}/core")
end()
