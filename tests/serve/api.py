"""Answers against the result itself, and requests meant to harm. api.py JIUJIN"""
import json
import os
import socket
import sqlite3
import struct
import subprocess
import sys
import zlib

from served import Served, check


def rss_kb(pid):
    with open(f"/proc/{pid}/status") as f:
        return int(next(line for line in f if line.startswith("VmRSS")).split()[1])


def raw(served, data, wait=5):
    """What the server sends back to these bytes; b'' when it closes."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=wait) as s:
        try:
            s.sendall(data)
            got = b""
            while chunk := s.recv(65536):
                got += chunk
        except (ConnectionError, TimeoutError):
            pass
        return got


def check_answers(served, db):
    result = served.json("/api/v1/result")
    want = db.execute("SELECT count(*) FROM rule").fetchone()[0]
    check(len(result["rules"]) == want, "rules are missing")
    for rule in result["rules"]:
        status = db.execute("SELECT status FROM rule_result WHERE rule_id=? ORDER BY fid LIMIT 1", (rule["id"],)).fetchone()
        check(rule["status"] == (status and status[0]), f"{rule['id']}: verdict differs")
        n = db.execute("SELECT count(*) FROM rule_result WHERE rule_id=? AND unit_level=? AND status='fail'",
                       (rule["id"], rule["unit_level"])).fetchone()[0]
        check(rule["n_fail"] == n, f"{rule['id']}: {rule['n_fail']} failing units, not {n}")
        units = served.json("/api/v1/units?rule=" + rule["id"])["features"]
        rows = db.execute("SELECT unit_code,status,num,den,value FROM rule_result WHERE rule_id=?", (rule["id"],)).fetchall()
        got = [tuple(u["properties"][k] for k in ("code", "status", "num", "den", "value")) for u in units]
        check(sorted(map(repr, got)) == sorted(map(repr, rows)), f"{rule['id']}: units differ")
    gaps = served.json("/api/v1/gaps?top=3")["features"]
    people = [r[0] for r in db.execute("SELECT people FROM gap_patch WHERE NOT is_scattered ORDER BY people DESC LIMIT 3")]
    check([g["properties"]["people"] for g in gaps] == people, "gaps differ")


def check_features(served, db):
    want = sorted(r[0] for r in db.execute("SELECT fid FROM facility WHERE lon BETWEEN 102.7 AND 102.9 AND lat BETWEEN 40 AND 40.2"))
    got, offset = [], 0
    while True:
        page = served.json(f"/collections/facility/items?bbox=102.7,40,102.9,40.2&limit=7&offset={offset}")
        got += [f["id"] for f in page["features"]]
        offset += 7
        check(page["numberMatched"] == len(want), "numberMatched is wrong")
        if not any(link["rel"] == "next" for link in page["links"]):
            break
    check(got == want and len(want) > 10, f"bbox: {len(got)} facilities, not {len(want)}")
    one = served.json(f"/collections/facility/items/{want[0]}")
    check(one["type"] == "Feature" and one["id"] == want[0], "one feature")
    status, headers, body = served.get("/collections/ledger/items?f=csv")
    check(status == 200 and body.count(b"\n") == 1 + db.execute("SELECT count(*) FROM ledger").fetchone()[0], "csv")
    check("attachment" in headers["Content-Disposition"], "csv is not offered for saving")


def check_explain(served, db):
    """Where a kindergarten stands, one is near."""
    field = "kindergarten-walk_std-2025"
    rows = db.execute("SELECT f.lon,f.lat,f.id FROM catchment c JOIN facility f ON f.id=c.facility_id "
                      "JOIN rule_field r ON r.rule_id=c.rule_id WHERE r.field_id=? LIMIT 5", (field,)).fetchall()
    check(len(rows) == 5, "no kindergartens")
    near = 0
    for lon, lat, _ in rows:
        row = next(r for r in served.json(f"/api/v1/explain?lon={lon}&lat={lat}") if r["rule_id"] == "DEMO-EDU-01")
        check(row["reach"] in ("covered", "blocked") and row["minutes"] < 3, f"{lon},{lat}: {row}")
        near += row["reach"] == "covered"
    check(near >= 4, "kindergartens do not cover their own place")


def check_remedy(jiujin, served):
    """The ground drawn for an uncovered place holds exactly the sites that cover it."""
    gap = served.json("/api/v1/gaps?rule=DEMO-EDU-01&top=1")["features"][0]["properties"]
    at = f"lon={gap['lon']}&lat={gap['lat']}"
    row = next(f for f in served.json(f"/api/v1/explain?{at}&remedy=1&f=geojson")["features"] if f["properties"]["rule_id"] == "DEMO-EDU-01")
    told, rings = row["properties"], [r for p in row["geometry"]["coordinates"] for r in p]
    check(0 < told["permitted_km2"] <= told["serves_km2"] and "km2" in told["remedy"], f"remedy: {told}")
    corners = [c for r in rings for c in r]
    check(min(c[0] for c in corners) < gap["lon"] < max(c[0] for c in corners), "the ground lies elsewhere")
    area = sum(abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(r, r[1:]))) / 2 for r in rings) * 111.2 ** 2 * 0.764
    check(len(rings) > 1 or abs(area - told["serves_km2"]) < 0.03 * area, f"{told['serves_km2']} km2 are drawn as {area}")
    rows = served.json(f"/api/v1/explain?{at}&remedy=1")
    check(all((r["remedy"] is None) == (r["reach"] not in ("too_far", "unreachable")) for r in rows), "a remedy for what needs none")
    check(next(r for r in rows if r["rule_id"] == "DEMO-EDU-01")["serves_km2"] == told["serves_km2"], "json and geojson differ")
    line = subprocess.run([jiujin, "query", served.result, "--at", f"{gap['lon']},{gap['lat']}", "--remedy", "--format", "json"],
                          capture_output=True, check=True).stdout
    check(json.loads(line) == rows, "the command line tells another remedy")


def tile_of(lon, lat, zoom):
    from math import asinh, pi, radians, tan
    n = 2 ** zoom
    x, y = (lon / 360 + 0.5) * n, (0.5 - asinh(tan(radians(lat))) / (2 * pi)) * n
    return int(x), int(y), int(256 * (x % 1)), int(256 * (y % 1))


def check_tiles(served):
    """A pixel says what explain says of its place, within a cell's walk."""
    field = "kindergarten-walk_std-2025"
    for lon, lat in ((102.8, 40.15), (102.7, 40.1), (102.75, 40.2)):
        x, y, px, py = tile_of(lon, lat, 13)
        status, _, body = served.get(f"/tiles/{field}/13/{x}/{y}.bin")
        check(status == 200 and len(body) == 2 * 65536, "tile")
        tenths = struct.unpack_from("<H", body, 2 * (256 * py + px))[0]
        row = next(r for r in served.json(f"/api/v1/explain?lon={lon}&lat={lat}") if r["rule_id"] == "DEMO-EDU-01")
        check(abs(tenths / 10 - row["minutes"]) < 3, f"{lon},{lat}: tile {tenths / 10}, explain {row['minutes']}")
    status, headers, body = served.get(f"/tiles/{field}/10/804/387.png?minutes=30")
    check(status == 200 and body[:8] == b"\x89PNG\r\n\x1a\n" and headers["Content-Type"] == "image/png", "png")
    at, seen = 8, {}
    while at < len(body):
        n, kind = struct.unpack_from(">I4s", body, at)
        data = body[at + 8:at + 8 + n]
        check(struct.unpack_from(">I", body, at + 8 + n)[0] == zlib.crc32(kind + data), "png checksum")
        seen[kind] = data
        at += 12 + n
    check(len(zlib.decompress(seen[b"IDAT"])) == 257 * 256, "png pixels")


REFUSED = [  # path, status
    ("/nothing", 404), ("/../../etc/passwd", 404), ("/%2e%2e/%2e%2e/etc/passwd", 404), ("/app.js/", 404),
    ("/collections/sqlite_master/items", 404), ("/collections/..%2f..%2fetc/items", 404),
    ("/collections/facility%22;drop%20table%20facility/items", 404), ("/collections/layer_styles/items", 404),
    ("/collections/facility/items/0", 404), ("/collections/facility/items/-1", 404),
    ("/collections/facility/items/1%20or%201", 404), ("/collections/facility/items/99999999999999999999", 404),
    ("/collections/facility/items?limit=0", 400), ("/collections/facility/items?limit=1e3", 400),
    ("/collections/facility/items?limit=%00", 400), ("/collections/facility/items?offset=-1", 400),
    ("/collections/facility/items?bbox=1,2,3", 400), ("/collections/facility/items?bbox=1,2,3,4,5", 400),
    ("/collections/facility/items?bbox=nan,0,1,1", 400), ("/collections/facility/items?bbox=2,0,1,1", 400),
    ("/collections/facility/items?bbox=0,-1e308,1,1e308", 400), ("/collections/facility/items?unknown=1", 400),
    ("/collections/facility/items?kind=a&kind=b", 400), ("/collections/facility/items?name=%ff", 400),
    ("/collections/facility/items?name=" + "x" * 600, 400), ("/collections/facility/items?f=exe", 400),
    ("/api/v1/explain", 400), ("/api/v1/explain?lon=1", 400), ("/api/v1/explain?lon=181&lat=0", 400),
    ("/api/v1/explain?lon=nan&lat=0", 400), ("/api/v1/explain?lon=1e999&lat=0", 400),
    ("/api/v1/explain?lon=0x10&lat=0", 400), ("/api/v1/explain?lon=0&lat=0", 404),
    ("/api/v1/query?rule=';--", 400), ("/api/v1/query?sql=select", 400), ("/api/v1/gaps?top=999999999", 400),
    ("/api/v1/units?rule=NONE", 400), ("/tiles/x/1/0/0.png", 404), ("/tiles/..%2f..%2fmanifest/1/0/0.bin", 404),
    ("/tiles/kindergarten-walk_std-2025/21/0/0.png", 404), ("/tiles/kindergarten-walk_std-2025/2/4/0.png", 404),
    ("/tiles/kindergarten-walk_std-2025/2/0/0.gif", 404), ("/tiles/kindergarten-walk_std-2025/2/0/-1.png", 404),
    ("/tiles/kindergarten-walk_std-2025/2/0/0.png?minutes=-1", 400), ("/tiles/kindergarten-walk_std-2025/2//0.png", 404),
    ("/tiles/" + "a" * 4000 + "/2/0/0.png", 404),
]


def check_refusals(served):
    for path, want in REFUSED:
        status, headers, body = served.get(path.replace("'", "%27"))
        check(status == want, f"{path[:80]}: {status}, not {want}")
        check(b'"message"' in body and served.result.encode() not in body, f"{path[:80]}: {body[:200]}")
        check("default-src 'none'" in headers["Content-Security-Policy"], "no content policy")
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        want = 403 if method == "POST" else 405
        check(served.get("/api/v1/result", method=method, data=b"{" * 10)[0] == want, method)
    check(served.get("/api/v1/result", method="HEAD")[2] == b"", "HEAD has a body")
    for headers, want in (({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403), ({"Sec-Fetch-Site": "same-origin"}, 200),
                          ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200)):
        check(served.get("/api/v1/result", headers=headers)[0] == want, f"{headers}: not {want}")
    check(served.get("/", headers={"Host": "evil.example"})[0] == 403, "a foreign host name is served")
    check(served.get("/", headers={"Host": "127.0.0.1.evil.example"})[0] == 403, "a foreign host name is served")


def check_hostile_bytes(served):
    host = b"Host: 127.0.0.1\r\n"
    for data in (b"\0" * 4000, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /" + b"A" * 100000 + b" HTTP/1.1\r\n\r\n",
                 b"GET / HTTP/1.1\r\n" + host + b"X: " + b"y" * 100000 + b"\r\n\r\n",
                 b"GET / HTTP/1.1\r\n" + host + b"".join(b"X%d: 1\r\n" % i for i in range(20000)) + b"\r\n"):
        got = raw(served, data)
        check(b" 200 " not in got[:20], f"{data[:20]} is answered {got[:40]}")
    body = b"GET / HTTP/1.1\r\n" + host + b"Content-Length: 99999999999\r\n\r\n" + b"z" * 100000
    got = raw(served, body)
    check(got == b"" or b" 413 " in got[:20], f"a giant body is answered {got[:40]}")
    raw(served, b"GET / HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\nffffffffffff\r\n")
    slow = socket.create_connection(("127.0.0.1", served.port))
    slow.sendall(b"GET / HTTP/1.1\r\nHost: ")
    many = []
    for _ in range(1000):
        s = socket.socket()
        s.setblocking(False)
        s.connect_ex(("127.0.0.1", served.port))
        many.append(s)
    for s in many:
        s.close()
    slow.settimeout(25)  # the server drops it sooner, or this raises
    check(b" 200 " not in slow.recv(100), "half a request is answered")
    slow.close()
    served.json("/api/v1/result")


def check_memory(served):
    for _ in range(50):
        served.get("/api/v1/units?rule=A-CUL-05")
    before = rss_kb(served.process.pid)
    for i in range(300):
        served.get("/api/v1/units?rule=A-CUL-05")
        served.get(f"/tiles/kindergarten-walk_std-2025/12/{3200 + i % 40}/1550.png")
        served.get("/nothing" + "x" * i)
    check(rss_kb(served.process.pid) < before + 20000, "memory grows")


def check_propose(jiujin, served):
    """The same figures as the command line gives."""
    path = "/api/v1/propose?kind=kindergarten&lon=102.75&lat=40.2&capacity=90"
    line = subprocess.run([jiujin, "propose", served.result, "--kind", "kindergarten", "--at", "102.75,40.2",
                           "--capacity", "90", "--format", "json"], capture_output=True, check=True).stdout
    got = served.json(path)
    answer = got["answers"][0]
    text, name = answer.pop("text"), answer.pop("name")
    check(answer == json.loads(line) and text and name == "P1", "the proposal differs from the command line's")
    check(served.get("/api/v1/propose?kind=nonsense&lon=102.8&lat=40.15")[0] == 404, "a kind that is none")
    check(served.get("/api/v1/propose?kind=kindergarten&lon=102.8")[0] == 400, "no latitude")
    check(served.get("/api/v1/propose?kind=kindergarten&lon=102.8&lat=40.15&capacity=-1")[0] == 400, "capacity")


ASK = {"kind": "kindergarten", "classes": 6, "candidates": [
    {"name": "甲", "lon": 102.75, "lat": 40.2}, {"name": "乙", "at": "北纬40°9′ 东经102°45′"},
    {"name": "丙", "at": "102.70,40.1\n102.702,40.1\n102.702,40.102\n102.70,40.102"}]}


def check_plans(jiujin, served):
    """Candidates side by side say what each says alone; places and parcels are read however they come."""
    status, got = served.post("/api/v1/propose", ASK)
    check(status == 200 and [a["name"] for a in got["answers"]] == ["甲", "乙", "丙"], f"side by side: {got}")
    for answer, place in zip(got["answers"], ("102.75,40.2", "102.75,40.15")):
        line = subprocess.run([jiujin, "propose", served.result, "--kind", "kindergarten", "--at", place, "--classes", "6",
                               "--format", "json"], capture_output=True, check=True).stdout
        alone = json.loads(line)
        check(all(alone[k] == answer[k] for k in ("advice", "before", "after", "newly", "served")), f"{place} differs alone")
    status, earlier = served.post("/api/v1/propose", {**ASK, "year": 2020})
    check(status == 200 and earlier["answers"][0]["people_year"] != got["answers"][0]["people_year"], "the year does not count")
    status, closed = served.post("/api/v1/propose", {"kind": "kindergarten", "close": ["K999"]})
    check(status == 404 and "K999" in closed["message"], "a facility that is none is closed")
    check(served.post("/api/v1/place", {"at": "34545000,4450000"})[1]["lon"] > 102.5, "zoned metres")
    square = [[102.7, 40.1], [102.702, 40.1], [102.702, 40.102], [102.7, 40.102], [102.7, 40.1]]
    polygon = {"type": "Polygon", "coordinates": [square]}
    files = {"a.geojson": json.dumps({"type": "Feature", "properties": {}, "geometry": polygon}).encode(),
             "a.kml": ("<kml xmlns='http://www.opengis.net/kml/2.2'><Document><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>"
                       + " ".join(f"{x},{y}" for x, y in square) + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>").encode(),
             "a.zip": zipped_shapefile(square)}
    for name, data in files.items():
        status, parcel = served.post(f"/api/v1/parcel?name={name}", data)
        check(status == 200 and abs(parcel["area_ha"] - 3.787) < 0.01, f"{name}: {status} {parcel}")
    status, inside = served.post("/api/v1/propose", {**ASK, "candidates": [{"name": "P", "parcel": polygon}]})
    check(status == 200 and 102.7 < inside["answers"][0]["opened"][0]["lon"] < 102.702, "a parcel stands elsewhere")
    for form, head in (("pdf", b"%PDF-"), ("docx", b"PK")):
        status, _, body = served.send(f"/api/v1/opinion?f={form}", {"ask": ASK, "title": "三处幼儿园"})
        check(status == 200 and body.startswith(head), f"the opinion as {form}: {status}")
    check(served.get("/api/v1/query?rule=A-CUL-05&f=xlsx")[2][:2] == b"PK", "no workbook")


def zipped_shapefile(ring):
    """A polygon as .shp, .shx and .prj, in Chinese coordinates of zone 34."""
    import io
    import zipfile
    points = b"".join(struct.pack("<2d", x, y) for x, y in reversed(ring))  # outer rings go clockwise
    box = struct.pack("<4d", ring[0][0], ring[0][1], ring[2][0], ring[2][1])
    content = struct.pack("<i", 5) + box + struct.pack("<3i", 1, len(ring), 0) + points
    def head(words):
        return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words) + struct.pack("<2i", 1000, 5) + box + struct.pack("<4d", 0, 0, 0, 0)
    shp = head(50 + 4 + len(content) // 2) + struct.pack(">2i", 1, len(content) // 2) + content
    shx = head(54) + struct.pack(">2i", 50, len(content) // 2)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("地块.shp", shp)
        z.writestr("地块.shx", shx)
        z.writestr("地块.prj", 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]]')
    return out.getvalue()


def check_hostile_posts(served):
    """Bodies that are wrong, absurd or of another site: refused, and the server goes on."""
    bad = [({}, 400), ({"kind": 5}, 400), ({"kind": "kindergarten"}, 400), ({"kind": "kindergarten", "candidates": []}, 400),
           ({"kind": "kindergarten", "candidates": [{}] * 6}, 400), ({"kind": "kindergarten", "candidates": [{"lon": 1e308, "lat": 0}]}, 400),
           ({"kind": "kindergarten", "candidates": [{"lon": 0, "lat": 0}]}, 404), ({"kind": "kindergarten", "candidates": [{"at": "';DROP TABLE x"}]}, 400),
           ({"kind": "kindergarten", "candidates": [{"at": "1,2", "crs": "/etc/passwd"}]}, 400), ({**ASK, "capacity": -1, "classes": None}, 400),
           ({**ASK, "year": 1e9}, 400), ({**ASK, "set": {"kind": 1}}, 400), ({**ASK, "set": {"no_such": "x"}}, 404), ({**ASK, "close": "all"}, 400),
           ({"kind": "kindergarten", "candidates": [{"parcel": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}}]}, 400),
           ({"kind": "kindergarten", "candidates": [{"parcel": {"type": "Polygon", "coordinates": "x"}}]}, 400)]
    for body, want in bad:
        status, got = served.post("/api/v1/propose", body)
        check(status == want and got["message"], f"{str(body)[:90]}: {status} {got}, not {want}")
    for raw_body in (b"", b"{", b"[]", b"\xff\xfe", b'{"kind":' + b"[" * 100000, b'{"a":1,"a":2}'):
        check(served.post("/api/v1/propose", raw_body)[0] == 400, f"{raw_body[:20]} is taken for JSON")
    for name, data in (("a.geojson", b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"),
                       ("a.vrt", b"<OGRVRTDataSource/>"), ("a.zip", b"PK\3\4" + b"\0" * 500), ("a.kml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><kml>&b;</kml>"),
                       ("bow.geojson", b'{"type":"Polygon","coordinates":[[[102.75,40.2],[102.752,40.202],[102.752,40.2],[102.75,40.202],[102.75,40.2]]]}'),
                       ("../../x.geojson", b"{}"), ("a.dxf", b"0\nSECTION\n"), ("", b"{}")):
        status, got = served.post(f"/api/v1/parcel?name={name}", data)
        check(status == 400 and "passwd" not in str(got), f"{name}: {status} {got}")
    for headers in ({}, {"X-Jiujin": "0"}, {"X-Jiujin": "1", "Origin": "http://evil.example"}, {"X-Jiujin": "1", "Sec-Fetch-Site": "cross-site"}):
        status, _, _ = served.get("/api/v1/saved", headers=headers, method="POST", data=b"{}")
        check(status == 403, f"{headers} may post")
    for body in ({"title": "x", "ask": ASK}, {"title": "", "who": "x", "ask": ASK}, {"title": "x" * 400, "who": "x", "ask": ASK}, {"title": "x", "who": "y"}):
        check(served.post("/api/v1/saved", body)[0] == 400, f"{str(body)[:60]} is saved")
    check(b" 413 " in raw(served, b"POST /api/v1/propose HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Jiujin: 1\r\nContent-Length: 5000000\r\n\r\n")[:20], "a giant body")
    chunk = b"%x\r\n" % 65536 + b"x" * 65536 + b"\r\n"
    raw(served, b"POST /api/v1/propose HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Jiujin: 1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 100)
    check(served.get("/api/v1/saved/1%20or%201")[0] == 404 and served.get("/api/v1/saved/-1")[0] == 404, "saved: odd numbers")
    check(served.get("/api/v1/propose", method="DELETE")[0] == 405 and served.get("/api/v1/place")[0] == 405, "methods")


def check_saved(jiujin, served):
    """What is saved outlives kill -9 in the midst of saving; the result is not touched."""
    import threading
    before = subprocess.run(["find", served.result, "-type", "f", "-exec", "sha256sum", "{}", ";"], capture_output=True).stdout
    ask = {"kind": "kindergarten", "candidates": [{"name": "甲", "lon": 102.75, "lat": 40.2}]}
    status, first = served.post("/api/v1/saved", {"title": "方案'; DROP TABLE proposal; --", "who": "<b>张</b>", "ask": ask})
    check(status == 200 and first["id"] == 1, f"not saved: {first}")
    told = [1]

    def save():
        while True:
            try:
                status, got = served.post("/api/v1/saved", {"title": "t", "who": "w", "ask": ask})
            except OSError:
                return
            if status == 200:
                told.append(got["id"])

    threads = [threading.Thread(target=save) for _ in range(3)]
    for t in threads:
        t.start()
    import time
    while len(told) < 8:
        time.sleep(0.01)
    served.process.kill()
    served.process.wait()
    for t in threads:
        t.join()
    served.start(jiujin)
    listed = [s["id"] for s in served.json("/api/v1/saved")["saved"]]
    check(set(told) <= set(listed) and len(listed) <= len(told) + 3, f"told {sorted(told)}, kept {sorted(listed)}")
    kept = served.json("/api/v1/saved/1")
    check(kept["title"].startswith("方案'; DROP") and kept["who"] == "<b>张</b>" and kept["is_current"], f"kept as {kept['title']}")
    check(kept["answer"]["answers"] == first["answer"]["answers"] and kept["ask"] == ask and len(kept["inputs"]) > 3, "kept otherwise than answered")
    db = sqlite3.connect(served.result + ".proposals.sqlite")
    check(db.execute("PRAGMA integrity_check").fetchone()[0] == "ok", "the saved proposals are torn")
    db.close()
    served.post("/api/v1/saved", {"title": "last", "who": "w", "ask": ask})
    served.stop()
    served.start(jiujin)
    check(served.json("/api/v1/saved")["saved"][0]["title"] == "last", "a graceful stop loses what was saved")
    after = subprocess.run(["find", served.result, "-type", "f", "-exec", "sha256sum", "{}", ";"], capture_output=True).stdout
    check(before == after, "saving changed the result")


def check_renewed(jiujin, served):
    """A run that replaces the result is noticed before the next request; what was saved says that it is of another."""
    import shutil
    import threading
    ask = {"kind": "kindergarten", "candidates": [{"name": "甲", "lon": 102.75, "lat": 40.2}]}
    check(served.post("/api/v1/saved", {"title": "before", "who": "w", "ask": ask})[0] == 200, "not saved")
    project = os.path.join(served.folder.name, "county", "project.yaml")
    first = served.get("/api/v1/result")[1]["X-Jiujin-Result"]
    again = served.get("/tiles/kindergarten-walk_std-2025/10/804/387.bin")[1]["X-Jiujin-Result"]
    check(first and first == again, f"answers are of {first} and {again}")
    shutil.copytree(served.result, served.result + ".kept")
    is_done, odd = threading.Event(), []

    def look():
        while not is_done.is_set():
            status, headers, body = served.get("/api/v1/query?rule=A-EDU-03")
            rules = len(json.loads(served.get("/api/v1/result")[2])["rules"]) if status == 200 else 0
            if status != 200 or rules not in (1, 10):
                odd.append((status, rules))

    looking = threading.Thread(target=look)
    looking.start()
    subprocess.run([jiujin, "run", project, "--out", served.result, "--rules", "A-EDU-03", "--quiet"], check=True)
    result = served.json("/api/v1/result")
    is_done.set()
    looking.join()
    second = served.get("/api/v1/result")[1]["X-Jiujin-Result"]
    check(len(result["rules"]) == 1 and second != first, "a new result is not noticed")
    check(not odd, f"in between: {odd[:3]}")
    check(served.get("/tiles/kindergarten-walk_std-2025/10/804/387.bin")[0] == 404, "a field that is gone")
    saved = served.json("/api/v1/saved")["saved"][0]
    check(saved["title"] == "before" and not saved["is_current"], "an earlier result's proposal passes for current")
    shutil.rmtree(served.result)
    os.rename(served.result + ".kept", served.result)
    check(served.get("/api/v1/result")[1]["X-Jiujin-Result"] == first, "the first result again is another")
    check(served.json("/api/v1/saved")["saved"][0]["is_current"], "what was saved of it is not current again")


def check_oapif(served):
    """GDAL reads the features as any client does."""
    import shutil
    if not shutil.which("ogrinfo"):
        return
    said = subprocess.run(["ogrinfo", "-so", f"OAPIF:{served.url}", "unit_township"], capture_output=True, text=True).stdout
    n = len(served.json("/collections/unit_township/items?limit=10000")["features"])
    check(f"Feature Count: {n}" in said and "Polygon" in said, f"OAPIF: {said[-400:]}")


QGIS = """
import sys
from qgis.core import QgsApplication, QgsVectorLayer
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
layer = QgsVectorLayer(f" url='{sys.argv[1]}' typename='unit_township' pageSize='7'", "townships", "OAPIF")
print(layer.isValid(), len(list(layer.getFeatures())), layer.crs().authid())
"""


def check_qgis(served):
    """QGIS adds the service by its address and reads it page by page; passed over where there is no QGIS."""
    if subprocess.run(["/usr/bin/python3", "-c", "import qgis.core"], capture_output=True).returncode:
        print("QGIS is not installed: passed over")
        return
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": served.folder.name, "HOME": served.folder.name}
    said = subprocess.run(["/usr/bin/python3", "-c", QGIS, served.url], capture_output=True, text=True, env=env, timeout=120)
    n = served.json("/collections/unit_township/items?limit=1")["numberMatched"]
    check(f"True {n} " in said.stdout, f"QGIS reads {said.stdout} {said.stderr[-300:]}, not {n} townships")


def check_description(served):
    """The OpenAPI page: what it names is there, what is there it names, and its parts are of the form 3.0 asks."""
    api = json.loads(served.get("/api")[2])
    check(api["openapi"].startswith("3.0.") and {"title", "version"} <= set(api["info"]), "openapi: no head")
    ids = []
    for path, item in api["paths"].items():
        check(path.startswith("/"), path)
        for method, op in item.items():
            check(method in ("get", "post") and op["responses"] and all("description" in r for r in op["responses"].values()), f"{method} {path}")
            given = [(p["name"], p["in"]) for p in op.get("parameters", [])]
            check(len(set(given)) == len(given) and all("schema" in p for p in op.get("parameters", [])), f"{path}: parameters")
            in_path = {part[1:-1] for part in path.replace(".", "/").split("/") if part.startswith("{")}
            check({n for n, where in given if where == "path"} == in_path, f"{path}: {in_path} in the path, {given}")
            check(all(p["required"] is True for p in op.get("parameters", []) if p["in"] == "path"), f"{path}: required")
            ids.append(op.get("operationId"))
            if method == "get" and not in_path and all(not p.get("required") for p in op.get("parameters", [])):
                check(served.get(path)[0] == 200, f"{path} is described and not there")
    named = [i for i in ids if i]
    check(len(set(named)) == len(named), "openapi: an operationId twice")
    for path in ("/", "/conformance", "/collections", "/api/v1/result", "/api/v1/units", "/api/v1/gaps", "/api/v1/explain", "/api/v1/query",
                 "/api/v1/propose", "/api/v1/saved", "/api/v1/opinion", "/api/v1/place", "/api/v1/parcel", "/api/v1/base"):
        check(path in api["paths"], f"{path} is not described")


def check_token(jiujin, served):
    token = "0123456789abcdef-secret"
    refused = subprocess.run([jiujin, "serve", served.result, "--address", "0.0.0.0", "--for", "1"], capture_output=True)
    check(refused.returncode == 2 and b"--token" in refused.stderr, "served to all without a token")
    short = subprocess.run([jiujin, "serve", served.result, "--token", "short", "--for", "1"], capture_output=True)
    check(short.returncode == 2, "a short token is taken")
    served.stop()
    served.start(jiujin, ["--token", token])
    for headers, want in (({}, 401), ({"Authorization": "Bearer " + token}, 200), ({"Authorization": "Bearer " + token[:-1]}, 401),
                          ({"Authorization": "Bearer " + token + "x"}, 401), ({"Cookie": "jiujin=" + token}, 200),
                          ({"Authorization": "Basic eDowMTIzNDU2Nzg5YWJjZGVmLXNlY3JldA=="}, 200),
                          ({"Authorization": "Basic eDp4"}, 401), ({"Authorization": "Bearer "}, 401)):
        check(served.get("/api/v1/result", headers=headers)[0] == want, f"{headers}: not {want}")
    check(served.get("/api/v1/result?token=" + token)[0] == 401, "a token in the address is taken")


def main():
    jiujin = sys.argv[1]
    served = Served(jiujin)
    db = sqlite3.connect(f"file:{os.path.join(served.result, 'result.gpkg')}?mode=ro", uri=True)
    check_answers(served, db)
    check_features(served, db)
    check_explain(served, db)
    check_remedy(jiujin, served)
    check_tiles(served)
    check_propose(jiujin, served)
    check_plans(jiujin, served)
    check_hostile_posts(served)
    check_oapif(served)
    check_qgis(served)
    check_description(served)
    check_refusals(served)
    check_hostile_bytes(served)
    check_memory(served)
    check_saved(jiujin, served)
    check_renewed(jiujin, served)
    check_token(jiujin, served)
    served.stop()
    print("answers agree with the result; hostile requests are refused")


main()
