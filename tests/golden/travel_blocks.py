"""`travel` under a small --memory solves block by block; every file it writes is the same bytes."""
import filecmp, json, os, random, subprocess, sys, tempfile

JIUJIN = os.path.abspath(sys.argv[1])
SIDE, CELL_M, X0, Y0 = 2000, 30, 500000, 4000000
SPEEDS = "class,mode,speed_km_h\n10,walking,2\n20,walking,3.3\n30,walking,4\n40,walking,1.2\n"


def raster(name, bits, rows):
    with open(name + ".bil", "wb") as f:
        f.writelines(rows)
    with open(name + ".hdr", "w") as f:
        f.write(f"NROWS {SIDE}\nNCOLS {SIDE}\nNBANDS 1\nNBITS {bits}\nBYTEORDER I\nLAYOUT BIL\n"
                f"PIXELTYPE {'SIGNEDINT' if bits == 16 else 'UNSIGNEDINT'}\n"
                f"ULXMAP {X0 + CELL_M / 2}\nULYMAP {Y0 - CELL_M / 2}\nXDIM {CELL_M}\nYDIM {CELL_M}\n")


def point(r):
    return X0 + r.uniform(0.01, 0.99) * SIDE * CELL_M, Y0 - r.uniform(0.01, 0.99) * SIDE * CELL_M


def write_lines(name, lines):
    features = [{"type": "Feature", "properties": {"highway": "footway"},
                 "geometry": {"type": "LineString", "coordinates": line}} for line in lines]
    with open(name, "w") as f:
        json.dump({"type": "FeatureCollection", "features": features,
                   "crs": {"type": "name", "properties": {"name": "EPSG:32649"}}}, f)


def write_inputs(r):
    classes = bytes([10, 20, 30, 30, 20, 40, 0, 20])
    coarse = [[r.choice(classes) for _ in range(SIDE // 10)] for _ in range(SIDE // 10)]
    raster("cover", 8, (bytes(c for c in coarse[i // 10] for _ in range(10)) for i in range(SIDE)))
    heights = [[r.randrange(0, 400) for _ in range(SIDE // 25 + 1)] for _ in range(SIDE // 25 + 1)]
    raster("dem", 16, (b"".join(h.to_bytes(2, "little") * 25 for h in heights[i // 25])[:2 * SIDE]
                       for i in range(SIDE)))
    for name, n in (("from", 60), ("to", 40)):
        with open(name + ".csv", "w") as f:
            f.write("id,x,y\n")
            f.writelines("%d,%.3f,%.3f\n" % (i + 1, *point(r)) for i in range(n))
    write_lines("roads.geojson", [[point(r) for _ in range(4)] for _ in range(12)])
    # a river with one bridge and a fence round a corner: two grounds
    mid, east, south = X0 + SIDE * CELL_M / 2, X0 + SIDE * CELL_M, Y0 - SIDE * CELL_M
    walls = [[(mid, Y0), (mid + 900, Y0 - 20000), (mid - 700, south)],
             [(east - 9000, south - 1), (east - 9000, south + 8000), (east + 1, south + 8000)]]
    write_lines("walls.geojson", walls)
    write_lines("bridges.geojson", [[(mid - 3000, Y0 - 20010), (mid + 3000, Y0 - 20010)]])
    with open("speeds.csv", "w") as f:
        f.write(SPEEDS)


def run(folder, memory, options, outputs):
    os.makedirs(folder)
    files = [w for o, f in outputs for w in (o, f"{folder}/{f}")]
    p = subprocess.run([JIUJIN, "travel", "--landcover", "cover.bil", "--speeds", "speeds.csv",
                        "--crs", "EPSG:32649", "--from", "from.csv", "--id", "id", "--x", "x",
                        "--y", "y", "--lang", "en", "--memory", memory, *options, *files],
                       capture_output=True, text=True)
    assert p.returncode == 0, p.stderr
    assert ("solved in blocks" in p.stderr) == (memory == SMALL), p.stderr


SMALL, LARGE = "256M", "3G"
TIME, NEAREST = ("--time", "time.tif"), ("--nearest", "nearest.tif")
AREAS, MATRIX = ("--areas", "areas.gpkg"), ("--matrix", "matrix.csv")
ELDER = ["--profile", "walk_elder"]
CASES = {
    "flat": (["--profile", "walk"], [TIME, NEAREST]),
    "away": (["--dem", "dem.bil", "--direction", "away", "--profile", "walk"], [TIME, NEAREST]),
    "elder on roads": (ELDER + ["--roads", "roads.geojson", "--at-minutes", "30,60"],
                       [TIME, NEAREST, AREAS]),
    "metres": (["--metres", "9000", "--to", "to.csv", "--profile", "walk"],
               [TIME, NEAREST, MATRIX]),
    "sides": (["--barriers", "walls.geojson", "--bridges", "bridges.geojson", "--at-minutes", "20", "--profile", "walk"],
              [("--summary", "summary.json")]),
    "matrix": (ELDER + ["--roads", "roads.geojson", "--to", "to.csv", "--within", "240"], [MATRIX]),
}

os.environ["OGR_CURRENT_DATE"] = "2025-01-01T00:00:00.000Z"
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    write_inputs(random.Random(20251122))
    wrong = []
    for name, (options, outputs) in CASES.items():
        for memory in (LARGE, SMALL):
            run(f"{name}-{memory}", memory, options, outputs)
        for _, f in outputs:
            one, other = f"{name}-{LARGE}/{f}", f"{name}-{SMALL}/{f}"
            is_same = os.path.getsize(one) > 100 and filecmp.cmp(one, other, shallow=False)
            print("same" if is_same else "DIFFERENT", name, f, os.path.getsize(one))
            wrong += [] if is_same else [f"{name} {f}"]
    sys.exit(1 if wrong else 0)
