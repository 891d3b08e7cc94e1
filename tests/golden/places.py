#!/usr/bin/env python3
"""Places as Shanxi's offices give them: metres of four systems in one folder, and web maps' datums.

places.py JIUJIN SHARED_DATA     77 where the data or ogr2ogr are not there.
One synthetic record a county, at a point inside it, in zone 37 or 38, with or without the zone before
the easting, X north or east: declared, every one lies in its own county. Shanxi's heritage
and university lists and Shanghai's, with and without their datum.
"""
import csv
import io
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from checks import check, end, failures, jiujin  # noqa: E402

data = os.path.realpath(sys.argv[2])
shanxi = f"{data}/shanxi"
if not os.path.exists(f"{shanxi}/units.tsv") or not shutil.which("ogr2ogr"):
    print("no data or no ogr2ogr")
    sys.exit(77)

UNITS = f"""
units:
  - {{level: prefecture, source: '{shanxi}/units.tsv', where: "level = 'prefecture'", code: code, name: name, parent: parent,
     geometry: {{source: '{shanxi}/shanxi_prefectures_wgs84.gpkg', code: adcode}}}}
  - {{level: county, source: '{shanxi}/units.tsv', where: "level = 'county' AND official = '1'", code: code, name: name, parent: parent,
     geometry: {{source: '{shanxi}/shanxi_counties_wgs84.gpkg', code: adcode}}}}
rules:
  own:
    - {{id: T, domain: EDU, status: machine, metric: AT_LEAST_N, unit_sets: county, filters: "kind = 'kindergarten'",
       n_min: 1, op: report, title_zh: 每县一所, title_en: one a county}}
"""


def said(what, text, *words):
    missing = [w for w in words if w not in text]
    print(("FAIL " if missing else "ok   ") + what, f"{missing} not in {text[-1200:]}" if missing else "")
    failures.extend(missing)


def run(folder, facilities, units=UNITS):
    with open(f"{folder}/project.yaml", "w", encoding="utf-8") as f:
        f.write("name: 试验\nyear: 2025\n" + units + "facilities:\n" + facilities)
    done = subprocess.run([jiujin, "check", f"{folder}/project.yaml"], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def points(epsg):
    """adcode -> name, parent, easting, northing of a point inside."""
    sql = (f"SELECT adcode, name, parent, ST_X(ST_Transform(ST_PointOnSurface(geom), {epsg})) AS x, "
           f"ST_Y(ST_Transform(ST_PointOnSurface(geom), {epsg})) AS y FROM shanxi_counties_wgs84")
    layer = subprocess.run(["ogrinfo", "-q", f"{shanxi}/shanxi_counties_wgs84.gpkg"], capture_output=True,
                           text=True).stdout.split(":")[1].split("(")[0].strip()
    text = subprocess.run(["ogr2ogr", "-f", "CSV", "/vsistdout/", f"{shanxi}/shanxi_counties_wgs84.gpkg",
                           "-dialect", "sqlite", "-sql", sql.replace("FROM shanxi_counties_wgs84", f'FROM "{layer}"')],
                          capture_output=True, text=True).stdout
    return {r["adcode"]: r for r in csv.DictReader(io.StringIO(text))}


def write_lists(folder):
    """A file a county; its system goes by its place in the list, its zone by its longitude."""
    os.makedirs(folder)
    degrees = points(4326)
    ways = {zone: (points(4488 + zone), points(4509 + zone)) for zone in (37, 38)}
    for i, (code, r) in enumerate(sorted(degrees.items())):
        zone = 37 if float(r["x"]) < 112.5 else 38
        place = ways[zone][i % 2][code]
        east, north = f"{float(place['x']):.2f}", f"{float(place['y']):.2f}"
        x, y = (north, east) if i % 3 == 0 else (east, north)
        with open(f"{folder}/{code}{r['name']}.csv", "w", encoding="gb18030" if i % 2 else "utf-8") as f:
            f.write(f"{r['name']}幼儿园名录\n序号,代码,园所名称,X坐标,Y坐标\n1,{code},{r['name']}第一幼儿园,{x},{y}\n")
    return len(degrees)


def lists_in_metres(scratch):
    n = write_lists(f"{scratch}/lists")
    section = "  - {name: lists, source: lists, office: true, kind: kindergarten, columns: {unit_code: 代码}%s}\n"
    rc, text = run(scratch, section % "")
    check("refused without a system", rc, 3)
    said("all of them are named", text, "117 records give metres", "say all of them, as 'crs: EPSG:45")
    rc, text = run(scratch, section % ", crs: 'EPSG:4525, EPSG:4526, EPSG:4546, EPSG:4547'")
    check("declared", rc, 0)
    said("all there", text, f"{n} with coordinates", "     39  north where east is due; turned back (lists)")
    check("each in its own county", [w for w in ("units differ", "declared unit and location differ", "outside",
                                                 "nowhere on the earth") if w in text], [])
    rc, text = run(scratch, section % ", crs: 'EPSG:4549'")
    check("refused in the wrong system", rc, 3)
    said("and told", text, "of 117 records in metres EPSG:4549 puts 0 where they should be")
    rc, text = run(scratch, section % ", crs: 'EPSG:2361'")
    check("Xian 1980 refused", (rc, "is in Xian 1980" in text), (3, True))


def lists_of_web_maps(scratch):
    heritage = (f"  - {{name: heritage, source: '{shanxi}/heritage_gcj02.csv', x: lng, y: lat, kind: heritage, "
                "columns: {id: id, name: name}, unit_names: [city, county]%s}\n")
    universities = (f"  - {{name: universities, source: '{shanxi}/universities_bd09.csv', x: lng_bd09, y: lat_bd09, "
                    "kind: university, columns: {name: name}, unit_names: [city, area]%s}\n")
    try_datums(scratch, "heritage", heritage, UNITS, "gcj02")
    try_datums(scratch, "universities", universities, UNITS, "bd09")


def lists_of_shanghai(scratch):
    shanghai = f"{data}/shanghai"
    units = (f"units:\n  - {{level: county, source: '{shanghai}/districts.gpkg', code: code, name: name}}\n"
             + UNITS[UNITS.index("rules:"):])
    for name in ("kindergartens", "medical"):
        section = (f"  - {{name: {name}, source: '{shanghai}/{name}.csv', x: lon, y: lat, kind: kindergarten, "
                   "columns: {name: name}, unit_names: adname%s}\n")
        try_datums(scratch, name, section, units, "wgs84")


def try_datums(scratch, name, section, units, true):
    """Whatever is declared, the datum that fits is said, and only another than the declared one."""
    for given in ("", "wgs84", "gcj02", "bd09"):
        rc, text = run(scratch, section % (f", datum: {given}" if given else ", crs: 'EPSG:4326'"), units)
        is_right = true in (given, given or "wgs84")
        check(f"{name} under {given or 'no datum'}: read", rc, 0)
        check(f"{name} under {given or 'no datum'}: suspected",
              "the points fit the units better under another datum" in text, not is_right)
        if not is_right:
            said(f"{name} under {given or 'no datum'}: which", text, f", {true}: ")


with tempfile.TemporaryDirectory() as scratch:
    lists_in_metres(scratch)
    lists_of_web_maps(scratch)
    lists_of_shanghai(scratch)
end()
