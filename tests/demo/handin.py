#!/usr/bin/env python3
"""The hand-in of one run says the same everywhere: verdicts, shares and people to the last digit.

handin.py JIUJIN            Reads annexes (xlsx, csv), report (docx, html), result.gpkg,
                            map sheet (PDF text), map/, result.qgz and shapefiles back.
"""
import csv
import glob
import html.parser
import math
import os
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from checks import check, end, failures, jiujin, run  # noqa: E402

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VERDICTS = {"pass": "达标", "fail": "未达标", "exempt": "免予考核", "na": "不适用",
            "nodata": "无数据", "report": "仅报告"}


def column(ref):
    n = 0
    for c in re.match(r"[A-Z]+", ref).group():
        n = n * 26 + ord(c) - 64
    return n - 1


def xlsx_rows(path):
    """The first sheet as readers see it: numbers through their formats."""
    z = zipfile.ZipFile(path)
    strings = ["".join(t.text or "" for t in si.iter(S + "t"))
               for si in ET.fromstring(z.read("xl/sharedStrings.xml"))]
    styles = ET.fromstring(z.read("xl/styles.xml"))
    formats = {int(f.get("numFmtId")): f.get("formatCode") for f in styles.iter(S + "numFmt")}
    formats.update({1: "0", 2: "0.00", 10: "0.00%"})
    cell_formats = [formats.get(int(x.get("numFmtId")), "") for x in styles.find(S + "cellXfs")]
    rows = []
    for row in ET.fromstring(z.read("xl/worksheets/sheet1.xml")).iter(S + "row"):
        out = {}
        for c in row:
            v = c.find(S + "v")
            if v is None:
                continue
            out[column(c.get("r"))] = (strings[int(v.text)] if c.get("t") == "s" else
                                       shown(float(v.text), cell_formats[int(c.get("s"))]))
        rows.append(out)
    return rows


def shown(v, fmt):
    fmt = fmt.removesuffix("_ ")  # a blank at the cell's edge
    if fmt.startswith('"') and fmt.endswith('"'):
        return fmt.strip('"')
    if fmt.endswith("%"):
        return f"{v * 100:.2f}%"
    prefix = fmt.split('"')[1] if '"' in fmt else ""
    digits = len(fmt.split(".")[1]) if "." in fmt else 0
    return f"{prefix}{v:.{digits}f}"


def csv_rows(path):
    with open(path, "rb") as f:
        check(os.path.basename(path) + " begins with a BOM", f.read(3), b"\xef\xbb\xbf")
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.reader(f))


def docx_tables(path):
    body = ET.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
    return [[["".join(t.text or "" for t in cell.iter(W + "t")) for cell in row.iter(W + "tc")]
             for row in table.iter(W + "tr")] for table in body.iter(W + "tbl")]


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tables, self.cell, self.outside, self.text = [], None, [], text
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.cell = ""
        self.outside += [v for k, v in attrs if k in ("src", "href")]

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tables[-1][-1].append(self.cell)
            self.cell = None


def percent(num, den):
    return math.floor(num / den * 10000 + 0.5) / 100


def people(n, is_modelled):
    if is_modelled and 0 < n < 5:
        return "不足5"
    is_modelled = is_modelled and n > 0
    step = 10 if is_modelled and n < 1000 else 1
    return ("约" if is_modelled else "") + f"{math.floor(n / step + 0.5) * step:.0f}"


def annex(folder, number):
    return [glob.glob(f"{folder}/annexes/附表{number}-*.{ext}")[0] for ext in ("xlsx", "csv")]


def same_cells(folder):
    """Each workbook holds exactly what its CSV file holds."""
    for number in range(1, 11):
        book, text = annex(folder, number)
        table = csv_rows(text)
        got = [[r.get(c, "") for c in range(len(table[0]))] for r in xlsx_rows(book)[5:]]
        while got and len(got) >= len(table):
            got.pop()  # the note below the table
        check(f"annex {number}: cells", got, table[1:])


def against_gpkg(folder, db):
    rules = {r["id"]: r["title_zh"] for r in db.execute("SELECT id,title_zh FROM rule")}
    rows = list(db.execute("SELECT * FROM rule_result"))
    failing = {(r[2], r[4]): r for r in csv_rows(annex(folder, 3)[1])[1:]}
    judged = [r for r in rows if r["status"] == "fail" and not r["is_rolled_up"]]
    check("annex 3: rows", len(failing), len(judged))
    for r in judged:
        got = failing.get((r["unit_code"], rules[r["rule_id"]]))
        name = f"{r['rule_id']} {r['unit_code']}"
        if not got:
            check(name, None, "a row in annex 3")
            continue
        for what, place in (("demand_total", 9), ("demand_uncovered", 10)):
            want = "" if r[what] is None else people(r[what], r["is_modelled"])
            check(f"{name} {what}", got[place], want)
        if r["value_strict"] is not None:
            check(name + " share", got[5], f"{percent(r['num'], r['den']):.2f}%")
    verdicts_of_units(folder, rows, rules)


def verdicts_of_units(folder, rows, rules):
    """Annex 2 holds every rule on every unit it lists: the verdict, and of coverage the share."""
    units = csv_rows(annex(folder, 2)[1])
    titles = [t.split(" ")[0] for t in units[0]]
    lines = {u[0]: u for u in units[1:]}
    summed = {(r["rule_id"], r["unit_code"]) for r in rows if r["is_rolled_up"]}
    n = 0
    for r in rows:
        line, key = lines.get(r["unit_code"]), (r["rule_id"], r["unit_code"])
        if not line or (key in summed and not r["is_rolled_up"]):
            continue
        at, n = titles.index(rules[r["rule_id"]]), n + 1
        check(f"annex 2 {' '.join(key)}", line[at + 1], VERDICTS[r["status"]])
        if r["value_strict"] is not None:
            check(f"annex 2 {' '.join(key)} share", line[at], f"{percent(r['num'], r['den']):.2f}%")
    cells = sum(1 for u in units[1:] for c in u[3::2] if c)
    check("annex 2: every verdict is a row of the result", cells, n)


def report_agrees(folder):
    word = docx_tables(folder + "/report.docx")
    with open(folder + "/report.html", encoding="utf-8") as f:
        page = Page(f.read())
    check("report.html asks for nothing outside",
          [u for u in page.outside if not u.startswith("data:")], [])
    main = [r for r in word[0][2:]]
    check("indicators in Word and on the page", [r for r in page.tables[0][2:]], main)
    titles, *annex1 = csv_rows(annex(folder, 1)[1])
    wanted = ["指标", "目标 数值", "实际 数值", "结论", "考核单位（个） 达标", "考核单位（个） 应考核"]
    places = [titles.index(t) for t in wanted]
    check("indicators in Word and annex 1", [(r[1], r[2], r[3], r[4], r[5], r[6]) for r in main],
          [tuple(r[i] for i in places) for r in annex1])
    parts = [t for t in page.tables if t[0][0] == "代码"]
    whole = [a + [c for t in parts[1:] for c in t[i + 2][2:]] for i, a in enumerate(parts[0][2:])]
    check("annex 2 on the page", whole, csv_rows(annex(folder, 2)[1])[1:])
    words = ["".join(t.text or "" for t in p.iter(W + "t")) for p in
             ET.fromstring(zipfile.ZipFile(folder + "/report.docx").read("word/document.xml")).iter(W + "p")]
    said = [r[13] for r in csv_rows(annex(folder, 3)[1])[1:]]
    check("sentences of annex 3 in Word", [s for s in said if s not in words], [])
    check("sentences of annex 3 on the page", [s for s in said if s not in page.text], [])
    for what, head in (("gaps", ["指标", "所在单位"]), ("terms of the plan", ["指标", "目标"])):
        last = [[t for t in tables if t[0][1:3] == head][-1] for tables in (page.tables, word)]
        check(what + " in Word and on the page", *[[r for r in t if r[0].isdigit()] for t in last])


def terminal_agrees(folder, said, db):
    """The lines a run prints: figures of each rule, and the largest gaps as the report lists them."""
    for r in db.execute("SELECT * FROM rule_result WHERE rule_id LIKE 'DEMO%' AND unit_level='province'"):
        want = f"{people(r['num'], r['is_modelled'])}人，总人口{people(r['den'], r['is_modelled'])}人"
        check(f"terminal: {r['rule_id']} {want}", want in said, True)
        check(f"terminal: {r['rule_id']} share", f"人口覆盖率{percent(r['num'], r['den']):.2f}%" in said, True)
    word = [t for t in docx_tables(folder + "/report.docx") if t[0][1:3] == ["指标", "所在单位"]][-1]
    gaps = [r for r in word if r[0].isdigit()][:5]
    at = said.index("最大的缺口")
    lines = said[at:].splitlines()[1:1 + len(gaps)]
    check("terminal: gaps", [re.match(r"  \S+  (.*?)：(.*?)人，(.*?)(?:；|$)", l).groups() for l in lines],
          [(r[2], r[3], r[4]) for r in gaps])


def sheet_agrees(temp, db):
    """Words on a sheet are those of the tables; the same result gives the same text and bytes."""
    rule = "DEMO-MED-01"
    for out, fmt in (("s1", "pdf"), ("s2", "pdf"), ("s1", "png"), ("s2", "png")):
        run("sheet", temp + "/result", "--rule", rule, "--lang", "zh", "--format", fmt, "--dpi", "60",
            "--out", f"{temp}/{out}")
    read = lambda name: open(f"{temp}/{name}", "rb").read()
    check("sheet: the same bytes of PNG", read("s1/demo_med_01.png") == read("s2/demo_med_01.png"), True)
    if not shutil.which("pdftotext"):
        return
    texts = [subprocess.run(["pdftotext", "-layout", f"{temp}/{s}/demo_med_01.pdf", "-"],
                            capture_output=True, text=True).stdout for s in ("s1", "s2")]
    check("sheet: the same text of PDF", texts[0], texts[1])
    shown = texts[0].replace(" ", "")
    for r in db.execute("SELECT status, count(*) AS n, sum(demand_total) AS people, max(is_modelled) AS m FROM "
                        "rule_result WHERE rule_id=? AND unit_level='township' GROUP BY status", (rule,)):
        want = f"{VERDICTS[r['status']]}：{r['n']}个单位，{people(r['people'], r['m'])}人"
        check(f"sheet: {want}", want in shown, True)


def counted_agree(temp, db):
    """The facilities on the map of a rule that counts them are those its verdicts count."""
    rule = "A-EDU-03"
    found = dict(db.execute("SELECT unit_code, count(*) FROM rule_facility WHERE rule_id=? GROUP BY 1", (rule,)))
    told = {r[0]: r[1] for r in db.execute("SELECT unit_code, num FROM rule_result WHERE rule_id=? AND num > 0 AND "
                                           "NOT is_rolled_up", (rule,))}
    check("facilities counted", found, told)
    check("facilities of rules with catchments are not told twice",
          db.execute("SELECT count(*) FROM rule_facility WHERE rule_id IN (SELECT rule_id FROM catchment)").fetchone()[0], 0)
    if shutil.which("pdftotext"):
        run("sheet", temp + "/result", "--rule", rule, "--lang", "zh", "--out", temp + "/s1")
        shown = subprocess.run(["pdftotext", "-layout", temp + "/s1/a_edu_03.pdf", "-"], capture_output=True, text=True).stdout
        check("sheet: facilities counted", f"计入的设施：{sum(found.values())}处" in shown.replace(" ", ""), True)


def map_agrees(folder, db):
    """The page's data hold the verdicts, numerators and denominators of the tables."""
    with open(folder + "/map/data.js", encoding="utf-8") as f:
        data = json.loads(f.read().removeprefix("window.jiujin=").rstrip().rstrip(";"))
    for rule in data["rules"]:
        rows = {r["unit_code"]: r for r in db.execute("SELECT * FROM rule_result WHERE rule_id=? ORDER BY is_rolled_up DESC", (rule["id"],))}
        for code, status, num, den in rule["results"]:
            check(f"map {rule['id']} {code}", status, rows[code]["status"])
            if num is not None and rule["is_share"]:
                check(f"map {rule['id']} {code} share", percent(num, den), percent(rows[code]["num"], rows[code]["den"]))
    check("map: facilities", len(data["facilities"]), db.execute("SELECT count(*) FROM facility").fetchone()[0])


def project_agrees(folder, db):
    """The QGIS project names every rule that is on a map, and only layers that are there."""
    project = ET.fromstring(zipfile.ZipFile(folder + "/result.qgz").read("result.qgs"))
    there = {r[0] for r in db.execute("SELECT table_name FROM gpkg_contents")}
    layers = list(project.iter("maplayer"))
    for layer in layers:
        source = layer.findtext("datasource")
        if "layername=" in source:
            check(f"qgz: {source}", source.split("layername=")[1].split("|")[0] in there, True)
    titles = {layer.findtext("layername") for layer in layers}
    for r in db.execute("SELECT title_zh FROM rule WHERE id IN (SELECT rule_id FROM rule_result WHERE unit_level='township')"):
        check(f"qgz: {r[0]}", r[0] in titles, True)


def shapefile_agrees(temp, db):
    run("export", temp + "/result", "--format", "shapefile", "--out", temp + "/shp")
    fields = csv_rows(temp + "/shp/fields.csv")[1:]
    names = [(f[0], f[1]) for f in fields]
    check("shapefile: names of ten bytes", [n for n in names if len(n[1].encode()) > 10], [])
    check("shapefile: names once a layer", len(set(names)), len(names))
    check("shapefile: encoding", open(temp + "/shp/unit_township.cpg").read().strip(), "UTF-8")
    if not shutil.which("ogr2ogr"):
        return
    text = subprocess.run(["ogr2ogr", "-f", "CSV", "/vsistdout/", temp + "/shp/unit_township.shp"],
                          capture_output=True, text=True).stdout
    short = next(f[1] for f in fields if f[0] == "unit_township" and f[2] == "demo_med_01_status")
    got = {r["code"]: r[short] for r in csv.DictReader(text.splitlines())}
    want = {r[0]: r[1] for r in db.execute("SELECT code, demo_med_01_status FROM unit_township")}
    check("shapefile: verdicts", got, want)


OFFICE_STYLES = (f'<w:styles xmlns:w="{W[1:-1]}"><w:style w:type="paragraph" w:styleId="Ours1"><w:name w:val="heading 1"/>'
                 '<w:rPr><w:color w:val="C00000"/></w:rPr></w:style></w:styles>')
OFFICE_SECTION = ('<w:sectPr><w:headerReference w:type="default" r:id="rId7"/><w:pgSz w:w="11906" w:h="16838"/>'
                  '<w:pgMar w:left="2268" w:right="1417" w:top="1436" w:bottom="1436"/></w:sectPr>')


def write_office(path):
    """An office's own document: a header, a heading in red, wide margins, text before the report."""
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
                               'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>' +
                               "".join(f'<Override PartName="/word/{p}.xml" ContentType="{kind}{t}+xml"/>' for p, t in (
                                   ("document", "document.main"), ("styles", "styles"), ("header1", "header"))) + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{rels}"><Relationship Id="rId1" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{rels}"><Relationship Id="rId1" Type="{office}/styles" Target="styles.xml"/>'
                                        f'<Relationship Id="rId7" Type="{office}/header" Target="header1.xml"/></Relationships>',
        "word/styles.xml": OFFICE_STYLES,
        "word/header1.xml": f'<w:hdr xmlns:w="{W[1:-1]}"><w:p><w:r><w:t>县教育局文件</w:t></w:r></w:p></w:hdr>',
        "word/document.xml": f'<w:document xmlns:w="{W[1:-1]}" xmlns:r="{office}"><w:body><w:p><w:r><w:t>呈阅</w:t></w:r></w:p>'
                             f'<w:p><w:r><w:t>{{{{report}}}}</w:t></w:r></w:p>{OFFICE_SECTION}</w:body></w:document>',
    }
    with zipfile.ZipFile(path, "w") as z:
        for name, text in parts.items():
            z.writestr(name, text)
    return parts


def office_page_is_kept(temp, rules):
    parts = write_office(temp + "/office.docx")
    run("run", temp + "/county/project.yaml", "--out", temp + "/office", "--lang", "zh", "--rules", rules,
        "--template", temp + "/office.docx")
    z = zipfile.ZipFile(temp + "/office/report.docx")
    check("office: header", z.read("word/header1.xml").decode(), parts["word/header1.xml"])
    text = z.read("word/document.xml").decode()
    check("office: page and header of the section", OFFICE_SECTION in text, True)
    words = "".join(t.text or "" for t in ET.fromstring(text).iter(W + "t"))
    check("office: its text stands before", words.startswith("呈阅"), True)
    check("office: its mark is gone", "{{report}}" in words, False)
    check("office: its heading is used", '<w:pStyle w:val="Ours1"/>' in text, True)
    defined = {s.get(W + "styleId") for s in ET.fromstring(z.read("word/styles.xml")).iter(W + "style")}
    check("office: styles used and not defined", set(re.findall('<w:pStyle w:val="([^"]*)"', text)) - defined, set())
    check("office: its heading is as it was", z.read("word/styles.xml").decode().startswith(OFFICE_STYLES[:-len("</w:styles>")]), True)
    rels = z.read("word/_rels/document.xml.rels").decode()
    check("office: pictures without a relation", [i for i in re.findall('r:embed="([^"]*)"', text) if f'Id="{i}"' not in rels], [])
    check("office: PNG has a type", 'Extension="png"' in z.read("[Content_Types].xml").decode(), True)


with tempfile.TemporaryDirectory() as temp:
    run("init", temp + "/county", "--demo")
    said = run("run", temp + "/county/project.yaml", "--out", temp + "/result", "--lang", "zh")
    db = sqlite3.connect(temp + "/result/result.gpkg")
    db.row_factory = sqlite3.Row
    same_cells(temp + "/result")
    against_gpkg(temp + "/result", db)
    report_agrees(temp + "/result")
    terminal_agrees(temp + "/result", said, db)
    sheet_agrees(temp, db)
    counted_agree(temp, db)
    map_agrees(temp + "/result", db)
    project_agrees(temp + "/result", db)
    shapefile_agrees(temp, db)
    office_page_is_kept(temp, "DEMO-MED-01")
print("FAIL" if failures else "ok", len(failures))
end()
