#!/usr/bin/env python3
"""117 county workbooks in four layouts to the share of townships with a public central kindergarten.

planner.py JIUJIN UNITS_TSV     All kindergartens are made up (seeded); the units are Shanxi's.
Exit 77 where the units are not there. Numbers are worked out beforehand, in `wanted`.
"""
import csv
import io
import os
import random
import sys
import tempfile
import time
import zipfile
from xml.etree import ElementTree
from xml.sax.saxutils import escape

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from checks import check, end, run  # noqa: E402
from xls import xls_bytes  # noqa: E402: beside this file, and to leave nothing there

SEED = 20250621
N_ROWS, N_TOTALS, N_TWINS, N_OLD, N_SPLIT, N_AMBIGUOUS = 6000, 20, 25, 36, 4, 10
N_XLS, N_GBK = 12, 18
N_MET, N_UNMET, N_EXEMPT = 1011, 41, 9
units_tsv = sys.argv[2]
if not os.path.exists(units_tsv):
    print(f"no data: {units_tsv} is not there")
    sys.exit(77)
RULES = os.path.realpath(os.path.dirname(__file__) + "/../../geodata/rules/shanxi-2025.csv")


def read_units():
    with open(units_tsv, encoding="utf-8") as f:
        return {r["code"]: r for r in csv.DictReader(f, delimiter="\t")}


def stem(name):
    return name.removesuffix("街道").removesuffix("镇").removesuffix("乡")


class Maker:
    """Records by county, with what must come out of them."""

    def __init__(self, units):
        self.dice = random.Random(SEED)
        self.units = units
        self.counties = [c for c in units.values() if c["level"] == "county" and c["official"] == "1"]
        self.rows = {c["code"]: [] for c in self.counties}
        self.changes = []
        self.exempt = []
        self.below = {c["code"]: [] for c in self.counties}
        for u in units.values():
            if u["level"] == "township" and u["official"] == "1":
                self.below[u["host_county"] or u["parent"]].append(u)

    def unit_name(self, unit, county):
        """As offices write it; a stem only where it is the only one of its county."""
        stems = [stem(u["name"]) for u in self.below[county]]
        whole = self.units[county]["name"] + unit["name"]
        short = stem(unit["name"])
        ways = [unit["name"], unit["name"], whole]
        if stems.count(short) == 1 and len(short) > 1:
            ways.append(short)
        return self.dice.choice(ways)

    def add(self, county, name, township, ownership, central):
        classes = self.dice.randint(3, 12)
        self.rows[county].append({"name": name, "township": township, "ownership": ownership,
                                  "central": central, "classes": classes, "enrol": classes * 28,
                                  "opened": f"20{self.dice.randint(10, 23)}.{self.dice.randint(1, 12)}"})

    def centrals(self):
        judged = [(u, c) for c, us in self.below.items() for u in us if u["kind"] in ("town", "township")]
        check("townships judged", len(judged), N_MET + N_UNMET + N_EXEMPT)
        self.dice.shuffle(judged)
        met, rest = judged[:N_MET], judged[N_MET:]
        for i, (u, c) in enumerate(met):
            township = self.unit_name(u, c)
            if i < N_OLD:
                township = f"旧{'甲乙丙丁戊己庚辛壬癸'[i % 10]}{'子丑寅卯'[i // 10]}乡"
                self.changes.append((township, c, "", u["code"], "2021-06-30"))
            self.add(c, f"{u['name']}中心幼儿园", township, "公办" if i % 3 else "教育部门办", "是")
        for u, c in rest[:N_UNMET]:
            self.add(c, f"{u['name']}小太阳幼儿园", self.unit_name(u, c), "民办普惠", "否")
        self.exempt = [u["code"] for u, _ in rest[N_UNMET:]]

    def split(self):
        parts = self.below[self.counties[40]["code"]][:2]
        for u, village in zip(parts, ("东头村", "西头村")):
            self.changes.append(("分水岭乡", self.counties[40]["code"], village, u["code"], "2021-06-30"))
        for i in range(N_SPLIT):
            self.add(self.counties[40]["code"], f"分水岭第{i + 1}幼儿园", "分水岭乡", "民办", "否")

    def fill(self, n):
        places = [(u, c) for c, us in self.below.items() for u in us]
        for i in range(n):
            u, c = self.dice.choice(places)
            self.add(c, f"第{i + 1}号幼儿园", self.unit_name(u, c),
                     self.dice.choice(["民办", "民办普惠", "集体办", "公办"]), "否")

    def twins(self):
        found = []
        for rows in self.rows.values():
            found += [(rows, r) for r in rows if r["name"].startswith("第")]
        for rows, r in self.dice.sample(found, N_TWINS):
            rows.append(dict(r))


HEADINGS = ["序号", "所在乡镇", "园所名称", "办园性质", "是否中心园", "班数", "在园幼儿", "开办时间"]
FIELDS = ["township", "name", "ownership", "central", "classes", "enrol", "opened"]


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in str(text))


def figure(dice, n):
    return dice.choice([str(n), f"{n:,}", wide(n), f"{n}人"])


def records(rows, dice):
    for i, r in enumerate(rows):
        cells = [str(r[f]) for f in FIELDS]
        cells[5] = figure(dice, r["enrol"])
        yield [str(i + 1), *cells]


def total(rows, word):
    return [word, "", "", "", "", str(sum(r["classes"] for r in rows)), str(sum(r["enrol"] for r in rows)), ""]


def sheet_of(county, rows, layout, has_total, dice):
    """Title, unit row, one or two heading rows, records, a total, who filled it in."""
    title = [[f"{county}幼儿园基本情况一览表"], ["单位：所、人", "", "", "", "", "", "", "2025年6月"]]
    body = list(records(rows, dice))
    if layout == 1:
        upper = ["序号", "所在乡镇", "园所名称", "办园性质", "是否中心园", "规模", "", "开办时间"]
        lower = ["", "", "", "", "", "班数", "在园幼儿", ""]
        head, tail = title + [upper, lower], [["填表人：张三", "", "", "审核人：李四"]]
    else:
        head, tail = (title if layout == 2 else []) + [HEADINGS], []
    return head + body + ([total(rows, "合计")] if has_total else []) + tail


def csv_bytes(sheet, encoding):
    out = io.StringIO()
    csv.writer(out).writerows(sheet)
    return out.getvalue().encode(encoding)


def xlsx_bytes(sheet, name):
    def cell(r, c, text):
        return f'<c r="{chr(65 + c)}{r}" t="inlineStr"><is><t>{escape(text)}</t></is></c>' if text else ""
    rows = "".join(f'<row r="{r}">' + "".join(cell(r, c, t) for c, t in enumerate(row)) + "</row>"
                   for r, row in enumerate(sheet, 1))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    pack = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml":
            f'<Types xmlns="{pack}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{pack}/relationships"><Relationship Id="rId1" '
                       f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="{name}" '
                           'sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{pack}/relationships"><Relationship Id="rId1" '
                                      f'Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for path, text in parts.items():
            z.writestr(path, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
    return out.getvalue()


def write_lists(maker, folder, turned):
    """One file a county; `turned`: rows, columns and files in another order, other encodings."""
    os.makedirs(folder)
    dice = random.Random(SEED + 1)
    counties = list(maker.counties)
    n_texts = n_old_books = 0
    for i, c in enumerate(counties):
        rows = list(maker.rows[c["code"]])
        layout = i % 4
        if turned:
            dice.shuffle(rows)
        sheet = sheet_of(c["name"], rows, layout, i < N_TOTALS, dice)
        if turned:
            width = max(len(r) for r in sheet)
            order = [0, 2, 1, 4, 3, 7, 5, 6]
            sheet = [[(r + [""] * width)[k] for k in order] if len(r) > 1 else r for r in sheet]
        place = maker.units[c["parent"]]["name"] + c["name"]
        number = f"{len(counties) - i:03d}" if turned else f"{i:03d}"
        path = f"{folder}/{number}{place}"
        if layout == 0:
            n_texts += 1
            data, end = csv_bytes(sheet, "gb18030" if (n_texts <= N_GBK) != turned else "utf-8-sig"), ".csv"
        elif layout == 2 and n_old_books < N_XLS:
            n_old_books += 1
            data, end = xls_bytes(sheet, "幼儿园"), ".xls"
        elif layout == 3 and turned:
            data, end = csv_bytes(sheet, "utf-8"), ".csv"
        else:
            data, end = xlsx_bytes(sheet, "幼儿园"), ".xlsx"
        with open(path + end, "wb") as f:
            f.write(data)
    loose = [["序号", "县", "乡镇", "园所名称", "办园性质", "是否中心园", "班数", "在园幼儿"]]
    loose += [[str(k + 1), "城区", "中心街", f"城区第{k + 1}幼儿园", "民办", "否", "6", "170"]
              for k in range(N_AMBIGUOUS)]
    with open(f"{folder}/{'000' if turned else '999'}省直补报.csv", "wb") as f:
        f.write(csv_bytes(loose, "utf-8"))


def write_project(maker, folder):
    with open(f"{folder}/changes.csv", "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows([("old_name", "parent", "village", "code", "date"), *maker.changes])
    exemptions = "".join(f"  - {{rule: A-EDU-03, unit: '{code}', reason: 服务人口不足, document: 晋教基函〔2025〕{i + 1}号}}\n"
                         for i, code in enumerate(maker.exempt))
    levels = "".join(f"  - {{level: {level}, source: '{os.path.realpath(units_tsv)}', "
                     f"where: \"level = '{level}'\", code: code, name: name, {parent}, kind_column: kind, "
                     f"judged: official = '1', columns: [pop2020]}}\n"
                     for level, parent in (("province", "title: 省"), ("prefecture", "parent: [parent]"),
                                           ("county", "parent: [parent]"),
                                           ("township", "parent: [host_county, parent]")))
    with open(f"{folder}/project.yaml", "w", encoding="utf-8") as f:
        f.write(f"name: 山西省\nyear: 2025\nunit_changes: changes.csv\ncorrections: corrections\nunits:\n{levels}"
                "population:\n  - {group: total, year: 2020, column: pop2020}\n"
                "facilities:\n  - {name: kindergartens, source: lists, office: true, kind: kindergarten}\n"
                f"rules:\n  catalogue: '{RULES}'\n  only: [A-EDU-03]\nexemptions:\n{exemptions}")


def table(text):
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def make():
    maker = Maker(read_units())
    maker.centrals()
    maker.split()
    made = sum(len(r) for r in maker.rows.values())
    maker.fill(N_ROWS - made - N_TWINS - N_AMBIGUOUS)
    maker.twins()
    return maker


def main():
    maker = make()
    with tempfile.TemporaryDirectory() as scratch:
        for turned in (False, True):
            folder = f"{scratch}/{'turned' if turned else 'straight'}"
            write_lists(maker, f"{folder}/lists", turned)
            write_project(maker, folder)
            judge(folder, turned)
            ask_and_answer(folder, "turned" if turned else "straight")
            run("run", f"{folder}/project.yaml", "--quiet")
        figures(maker, scratch)
        compare(f"{scratch}/straight/result", f"{scratch}/turned/result")


def cells_of(path):
    """The rows of the first sheet of a workbook, by heading below the title rows."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as z:
        shared = [("".join(t.text or "" for t in si.iter(main + "t")))
                  for si in ElementTree.fromstring(z.read("xl/sharedStrings.xml"))]
        sheet = ElementTree.fromstring(z.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter(main + "row"):
        cells = {}
        for c in row.iter(main + "c"):
            v = c.find(main + "v")
            column = "".join(x for x in c.get("r") if x.isalpha())
            cells[column] = "" if v is None else shared[int(v.text)] if c.get("t") == "s" else v.text
        rows.append(cells)
    head = next(i for i, r in enumerate(rows) if "答复" in r.values())
    names = rows[head]
    return [{names[k]: v for k, v in r.items() if k in names} for r in rows[head + 1:]]


def fill_in(questions, corrections):
    """What 117 clerks would: a village for a divided township, the first county of two; as workbooks."""
    os.makedirs(corrections)
    n = 0
    for name in sorted(os.listdir(questions)):
        rows = cells_of(f"{questions}/{name}")
        sheet = [["数据核实表"], ["编号", "名称", "项", "答复"]]
        for r in rows:
            answer = ""
            if r["项"] == "place":
                n += 1
                answer = r["可能是"].split("; ")[0] if "城区" in r["可能是"] else "东头村"
            sheet.append([r["编号"], r["名称"], r["项"], answer])
        with open(f"{corrections}/{name}", "wb") as f:
            f.write(xlsx_bytes(sheet, "核实表"))
    return n


def ask_and_answer(folder, how):
    """Questions out, answers in, nothing left open; the verdicts are asked for again below."""
    questions, project = f"{folder}/questions", f"{folder}/project.yaml"
    said = run("check", project, "--questions", questions)
    check(f"{how}: questions", "Questions about records: 14 open, 0 answered" in said, True)
    check(f"{how}: answers written in", fill_in(questions, f"{folder}/corrections"), N_SPLIT + N_AMBIGUOUS)
    said = run("check", project)
    check(f"{how}: nothing left to ask", "Questions about records: 0 open, 14 answered" in said, True)
    check(f"{how}: nothing guessed", "ambiguous" in said or "divided" in said, False)


def ask(result, sql):
    return table(run("query", result, "--sql", sql, "--format", "csv"))


def judge(folder, turned):
    began = time.monotonic()
    run("run", f"{folder}/project.yaml", "--quiet")
    result, how = f"{folder}/result", "turned" if turned else "straight"
    seconds = time.monotonic() - began
    check(f"{how}: under two minutes ({seconds:.1f} s)", seconds < 120, True)
    ledger = {r["code"]: int(r["count"]) for r in ask(result, "SELECT code, sum(count) AS count FROM ledger GROUP BY code")}
    wanted = {"total_row": N_TOTALS, "duplicate": N_TWINS, "unit_name_old": N_OLD,
              "unit_divided": N_SPLIT, "ambiguous_unit": N_AMBIGUOUS}
    for code, n in wanted.items():
        check(f"{how}: {code}", ledger.get(code), n)
    for code in ("unknown_unit", "total_differs", "bad_value", "unknown_kind", "value_inferred", "name_not_below"):
        check(f"{how}: no {code}", ledger.get(code, 0), 0)
    province = ask(result, "SELECT n_pass, n_fail, n_exempt, printf('%.2f', 100 * value) AS share, "
                           "printf('%.2f', 100 * rate_all) AS all_units, evidence_zh FROM rule_result WHERE unit_code = '140000'")[0]
    check(f"{how}: verdicts", [province[k] for k in ("n_pass", "n_fail", "n_exempt")],
          [str(N_MET), str(N_UNMET), str(N_EXEMPT)])
    check(f"{how}: shares", (province["share"], province["all_units"]), ("96.10", "95.29"))
    check(f"{how}: as written", "96.10%" in province["evidence_zh"] and "95.29%" in province["evidence_zh"], True)
    na = ask(result, "SELECT unit_name FROM rule_result WHERE unit_level = 'county' AND status = 'na' ORDER BY unit_code")
    check(f"{how}: without townships", {"万柏林区", "平城区", "矿区"} <= {r["unit_name"] for r in na}, True)


def put_csv(path, rows, encoding="utf-8"):
    with open(path, "wb") as f:
        f.write(csv_bytes(rows, encoding))


def write_figures(maker, folder, n_centres):
    """What departments hand in beside lists: a workbook of figures, births by year, residents by year."""
    os.makedirs(folder)
    indicators = [["主要指标上报表"], ["单位：%", "", "", "", "", "", "2025年1月"],
                  ["规则编号", "地区", "年份", "分子", "分母", "数值", "来源", "文号"],
                  ["A-EDU-23", "山西省", "2022年", "", "", "78.5", "省教育厅", "晋教函〔2023〕2号"],
                  ["A-OLD-11", "山西省", "2023", "449", "1,000", "", "省民政厅", "晋民函〔2024〕5号"],
                  ["65岁及以上人口占比监测", "山西省", "2023", "526.98万", "3465.99万", "", "省统计局", ""]]
    with open(f"{folder}/indicators.xlsx", "wb") as f:
        f.write(xlsx_bytes(indicators, "指标"))
    put_csv(f"{folder}/people.csv", [["code", "2020年出生", "2021年出生", "2022年出生", "2020人口", "2023人口"],
                                     ["140000", "28.80万", "24.64万", "23.51万", "34,915,616", "34,659,900"]], "gb18030")
    put_csv(f"{folder}/totals.csv", [["id", "name", "kind", "unit", "enrol", "places"],
                                     ["k", "全省幼儿园", "kindergarten", "140000", "700000", ""],
                                     ["n", "全省托育机构", "nursery", "140000", "", "100000"]])
    centres = [["序号", "市", "县", "机构名称", "级别", "状态"]]
    centres += [[str(i + 1), maker.units[c["parent"]]["name"], c["name"], f"{c['name']}未成年人救助保护中心", "县", "开放"]
                for i, c in enumerate(maker.counties[:n_centres])]
    put_csv(f"{folder}/centres.csv", centres)
    own = ("    - {id: X-GROSS, domain: EDU, status: machine, metric: GROSS_RATE, unit_sets: PROV1, filters: kind = 'kindergarten', "
           "num_attr: enrol, demand: age3_5, op: '>=', target: 91%, target_unit: ratio, title_zh: 毛入园率, title_en: gross rate}\n"
           "    - {id: X-PLACES, domain: BIR, status: machine, metric: RATIO, unit_sets: PROV1, filters: kind = 'nursery', "
           "num_attr: places, base: 1000, demand: total, op: '>=', target: 4.5, target_unit: per_1000, title_zh: 托位, title_en: places}\n")
    levels = "".join(f"  - {{level: {level}, source: '{os.path.realpath(units_tsv)}', where: \"level = '{level}'\", code: code, "
                     f"name: name, {parent}, kind_column: kind, judged: official = '1'}}\n"
                     for level, parent in (("province", "title: 省"), ("prefecture", "parent: [parent]"),
                                           ("county", "parent: [parent]")))
    with open(f"{folder}/project.yaml", "w", encoding="utf-8") as f:
        f.write(f"name: 山西省\nyear: 2025\nindicators_table: indicators.xlsx\nunits:\n{levels}"
                "people:\n  - {name: births, source: people.csv, encoding: GB18030, code: code, births: '{year}年出生', "
                "ages: [age3_5], groups: {total: '{year}人口'}}\n"
                "facilities:\n  - {name: totals, source: totals.csv, kind_column: kind, kinds: {kindergarten: kindergarten, "
                "nursery: nursery}, columns: {id: id, name: name, unit_code: unit, enrol: enrol, places: places}}\n"
                "  - {name: centres, source: centres.csv, office: true, kind: minor_protection_centre}\n"
                f"rules:\n  catalogue: '{RULES}'\n  only: [A-EDU-23, A-OLD-11, A-SYS-03, A-WEL-15, X-GROSS, X-PLACES]\n  own:\n{own}")


def figures(maker, scratch):
    """The rows of the planner's day that rest on departments' figures, births and years."""
    for n_centres, wanted in ((58, ("fail", "49.57", "1")), (59, ("pass", "50.43", "0"))):
        folder = f"{scratch}/figures{n_centres}"
        write_figures(maker, folder, n_centres)
        run("run", f"{folder}/project.yaml", "--quiet")
        rows = {r["rule_id"]: r for r in ask(f"{folder}/result", "SELECT *, printf('%.2f', 100 * value) AS percent, "
                                             "printf('%.0f', gap) AS missing FROM rule_result WHERE unit_code = '140000'")}
        centre = rows["A-WEL-15"]
        check(f"{n_centres} centres", (centre["status"], centre["percent"], centre["missing"]), wanted)
    gross = rows["X-GROSS"]
    check("gross rate", [gross[k] for k in ("status", "percent", "missing", "people_year")], ["fail", "90.97", "245", "2025"])
    check("of 769,500", gross["den"], "769500")
    check("nursing beds", [rows["A-OLD-11"][k] for k in ("status", "percent", "is_reported")], ["fail", "44.90", "1"])
    check("over 65", rows["A-SYS-03"]["percent"], "15.20")
    kept = rows["A-EDU-23"]
    check("inclusive", [kept[k] for k in ("status", "percent", "reported_year")], ["fail", "78.50", "2022"])
    progress = open(f"{scratch}/figures59/result/annexes/附表1-主要指标进展情况表.csv", encoding="utf-8-sig").read()
    line = next(r for r in progress.splitlines() if "普惠性幼儿园覆盖率保持" in r)
    check("progress", all(w in line for w in ("62.5", "66.7", "进度滞后", "晋教函〔2023〕2号")), True)
    check("places of 2023", rows["X-PLACES"]["missing"], str(155970 - 100000))
    run("run", f"{scratch}/figures59/project.yaml", "--quiet", "--year", "2020", "--rules", "X-PLACES")
    places = ask(f"{scratch}/figures59/result", "SELECT printf('%.0f', gap) AS missing FROM rule_result WHERE unit_code = '140000'")
    check("places of 2020", places[0]["missing"], str(157121 - 100000))


def compare(a, b):
    """Neither the order of files, rows and columns nor the encoding shows in the result."""
    for sql in ("SELECT id, name, unit_declared, open_date, is_inferred FROM facility ORDER BY id",
                "SELECT rule_id, unit_code, status, num, den, value FROM rule_result ORDER BY unit_code"):
        one, two = ask(a, sql), ask(b, sql)
        check("rows", len(one) > 1000, True)
        check("the same in any order: " + sql.split()[1], one == two, True)


main()
end()
