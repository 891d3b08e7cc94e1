#!/bin/sh
# One proposal on a stored result: 4000 x 4000 cells of 30 m, 800 kindergartens, 100 townships, 15
# minutes' walk. Usage: propose.sh JIUJIN; the result is made once a folder and kept in $TMPDIR.
# Prints the best of five whole commands: wall, and processor seconds of program and system.
set -eu
jiujin=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=${TMPDIR:-/tmp}/jiujin-bench-propose
mkdir -p "$folder"
cd "$folder"
[ -e project.yaml ] || python3 - <<'PY'
import array, json, random
random.seed(5)
SIDE, CELL, WEST, NORTH, TOWN = 4000, 30, 400000, 3900000, 12000
with open("people.raw", "wb") as f:
    for _ in range(SIDE):
        array.array("f", [random.random() * 3 if random.random() < 0.02 else 0 for _ in range(SIDE)]).tofile(f)
open("people.vrt", "w").write(f"""<VRTDataset rasterXSize="{SIDE}" rasterYSize="{SIDE}"><SRS>EPSG:32649</SRS>
<GeoTransform>{WEST},{CELL},0,{NORTH},0,-{CELL}</GeoTransform>
<VRTRasterBand dataType="Float32" band="1" subClass="VRTRawRasterBand">
<SourceFilename relativeToVRT="1">people.raw</SourceFilename><ImageOffset>0</ImageOffset>
<PixelOffset>4</PixelOffset><LineOffset>{4 * SIDE}</LineOffset><ByteOrder>LSB</ByteOrder>
</VRTRasterBand></VRTDataset>""")
with open("list.csv", "w") as f:
    f.write("id,name,kind,x,y\n")
    for i in range(800):
        x, y = WEST + 500 + random.random() * 119000, NORTH - 500 - random.random() * 119000
        f.write(f"K{i},园{i},kindergarten,{x:.1f},{y:.1f}\n")
def box(x, y, side):
    return [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]
def layer(name, features):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32649"}}
    json.dump({"type": "FeatureCollection", "crs": crs, "features": [
        {"type": "Feature", "properties": {"code": c, "name": n},
         "geometry": {"type": "Polygon", "coordinates": b}} for c, n, b in features]}, open(name, "w"))
south = NORTH - SIDE * CELL
layer("county.geojson", [("610101", "测试县", box(WEST, south, SIDE * CELL))])
layer("towns.geojson", [(f"610101{100 + 10 * i + j}", f"镇{10 * i + j}",
                         box(WEST + i * TOWN, south + j * TOWN, TOWN)) for i in range(10) for j in range(10)])
open("project.yaml", "w").write("""name: 测试县
name_en: Test county
year: 2020
stencil: true32
units:
  - {level: county, source: county.geojson, code: code, name: name}
  - {level: township, source: towns.geojson, code: code, name: name}
population:
  - {group: age3_5, year: 2020, grid: people.vrt}
facilities:
  - {name: list, source: list.csv, x: x, y: y, crs: "EPSG:32649", columns: {id: id, name: name}, kind_column: kind, kinds: {kindergarten: kindergarten}}
profiles:
  - {id: walk_std, ground: uniform}
rules:
  own:
    - {id: K15, domain: EDU, status: machine, metric: POP_COVER, unit_sets: township, filters: kind = 'kindergarten', demand: age3_5, profiles: walk_std, threshold: 15, threshold_unit: min, op: ">=", target: 0.5, title_zh: 步行15分钟幼儿园, title_en: a kindergarten within 15 minutes}
""")
PY
[ -e result/fields/kept.bin ] || "$jiujin" run project.yaml --out result --quiet
measure() {
  name=$1
  shift
  python3 - "$name" "$jiujin" propose result --kind kindergarten "$@" <<'PY'
import os, subprocess, sys, time
best = None
for _ in range(5):
    before, start = os.times(), time.monotonic()
    subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, check=True)
    wall, after = time.monotonic() - start, os.times()
    one = (wall, after.children_user - before.children_user, after.children_system - before.children_system)
    best = min(best or one, one)
print("%-34s %6.3f s wall %6.3f s user %6.3f s system" % (sys.argv[1], *best))
PY
}
at="455000,3845000"
measure "add, alternatives within 3 km" --at $at --crs EPSG:32649
measure "add alone" --at $at --crs EPSG:32649 --around 0
measure "close" --close K17
measure "move" --move K17 --at $at --crs EPSG:32649
printf 'id,x,y\na,455000,3845000\nb,430000,3850000\nc,470000,3830000\nd,455500,3805000\ne,500000,3880000\n' > five.csv
measure "five candidates side by side" --file five.csv --crs EPSG:32649 --around 0
measure "five, alternatives within 3 km" --file five.csv --crs EPSG:32649
echo "user processor seconds of the empty command: $( (TIMEFORMAT=%U; time -p "$jiujin" --version >/dev/null) 2>&1 | sed -n 's/^user //p')"
