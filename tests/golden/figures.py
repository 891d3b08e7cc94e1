#!/usr/bin/env python3
"""Shanxi's census and units through the rules: the figures that were worked out beforehand.

figures.py JIUJIN DATA     DATA/shanxi holds units.tsv and census2020.tsv; exit 77 where it does not.
"""
import csv
import io
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from checks import check, end, run  # noqa: E402

data = os.path.realpath(sys.argv[2])
UNITS, CENSUS = f"{data}/shanxi/units.tsv", f"{data}/shanxi/census2020.tsv"
if not os.path.exists(UNITS) or not os.path.exists(CENSUS):
    print(f"no data: {data}/shanxi is not there")
    sys.exit(77)


COLUMNS = "pop, urban, rural, p60p, p65p, p80p, est_3_5"
GROUPS = {"total": "pop", "urban": "urban", "rural": "rural", "age60p": "p60p", "age65p": "p65p",
          "age80p": "p80p", "age3_5": "est_3_5"}

# id, metric, unit set and the rest; kinds that only open in 2030 are known and not there yet
RULES = [
    *[(f"G-{group}", "RATIO", "CNTY117", f"filters: kind = 'football_pitch', demand: {group}, base: 1, op: report") for group in GROUPS],
    ("G-URBAN", "ATTR_SHARE", "CNTY117", "num_attr: urban, den_attr: pop, op: report"),
    ("G-OLD", "ATTR_SHARE", "CNTY117", "num_attr: p65p, den_attr: pop, op: '>=', target: 14%"),
    ("G-VERY-OLD", "ATTR_SHARE", "CNTY117", "num_attr: p65p, den_attr: pop, op: '>=', target: 20%"),
    ("G-300", "ATTR_SHARE", "CNTY117", "num_attr: p65p, den_attr: pop, op: report, area_mask: 'people>=300000', demand: total"),
    ("G-200", "ATTR_SHARE", "CNTY117", "num_attr: p65p, den_attr: pop, op: report, area_mask: 'people>=200000', demand: total"),
    ("G-SPORT", "RATIO", "PROV1", "filters: kind = 'stadium', num_attr: area_m2, demand: total, base: 1, op: '>=', target: 2.6"),
    ("G-PITCH", "RATIO", "PROV1", "filters: kind = 'football_pitch', demand: total, base: 10000, op: '>=', target: 0.9"),
    ("G-NURSERY", "RATIO", "PROV1", "filters: kind = 'nursery', num_attr: places, demand: total, base: 1000, op: '>=', target: 4.5"),
    ("G-DOCTOR", "RATIO", "PROV1", "filters: kind = 'hospital', num_attr: staff_doctors, demand: total, base: 1000, op: '>=', target: 3.2"),
    ("G-GROSS", "GROSS_RATE", "PROV1", "filters: kind = 'kindergarten', num_attr: enrol, demand: age3_5, op: '>=', target: 91%"),
    ("G-BEDS", "ATTR_SHARE", "PROV1", "filters: kind = 'elder_home', num_attr: beds_nursing, den_attr: beds, op: '>=', target: 45%"),
    ("G-TOWN", "AT_LEAST_N", "TWN1061", "filters: kind = 'football_pitch', n_min: 1, op: '>=', target: 1"),
]
FACILITIES = """id,name,kind,unit,opened,area_m2,places,staff_doctors,enrol,beds,beds_nursing
1,体育场地,stadium,140000,2010,80655073,,,,,
2,球场,football_pitch,140000,2030,,,,,,
3,托育机构,nursery,140000,2030,,100,,,,
4,医疗机构,hospital,140000,2010,,,101953,,,
5,幼儿园,kindergarten,140000,2030,,,,100,,
6,养老机构,elder_home,140000,2010,,,,,1000,449
"""


def write_project(folder):
    levels = "".join(
        f"  - {{level: {level}, source: '{UNITS}', where: \"level = '{level}'\", code: code, name: name, {parent}, kind_column: kind, "
        f"judged: official = '1'{tables}}}\n"
        for level, parent, tables in (
            ("province", "title: 省", f", tables: [{{source: '{CENSUS}', code: code, columns: [est_3_5]}}]"), ("prefecture", "parent: [parent]", ", columns: [n_town, n_township]"),
            ("county", "parent: [parent]", f", tables: [{{source: '{CENSUS}', code: code, columns: [{COLUMNS}]}}]"),
            ("township", "parent: [host_county, parent]", "")))
    people = "".join(f"  - {{group: {g}, year: 2020, column: {c}}}\n" for g, c in GROUPS.items())
    kinds = ", ".join(f"{k}: {k}" for k in ("stadium", "football_pitch", "nursery", "hospital", "kindergarten", "elder_home"))
    numbers = "area_m2: area_m2, places: places, staff_doctors: staff_doctors, enrol: enrol, beds: beds, beds_nursing: beds_nursing"
    rules = "".join(f"    - {{id: {i}, domain: SYS, status: machine, metric: {metric}, unit_sets: {units}, {rest}, "
                    f"title_zh: {i}, title_en: {i}}}\n" for i, metric, units, rest in RULES)
    with open(f"{folder}/facilities.csv", "w", encoding="utf-8") as f:
        f.write(FACILITIES)
    with open(f"{folder}/project.yaml", "w", encoding="utf-8") as f:
        f.write(f"name: 山西省\nyear: 2025\nunits:\n{levels}population:\n{people}facilities:\n"
                f"  - {{name: f, source: facilities.csv, kind_column: kind, kinds: {{{kinds}}}, "
                f"columns: {{id: id, name: name, unit_code: unit, open_date: opened, {numbers}}}}}\n"
                f"rules:\n  own:\n{rules}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        write_project(folder)
        run("run", f"{folder}/project.yaml", "--quiet")

        def ask(sql):
            return list(csv.DictReader(io.StringIO(run("query", f"{folder}/result", "--sql", sql, "--format", "csv"))))
        figures(ask)


def figures(ask):
    province = {r["rule_id"]: r for r in ask("SELECT * FROM rule_result WHERE unit_code = '140000'")}

    def den(rule):
        return int(float(province[rule]["den"]))

    def short(rule):
        return province[rule]["status"], float(province[rule]["gap"])

    check("people", den("G-total"), 34915616)
    judged = ask("SELECT count(*) AS n, sum(den) AS people, max(den) AS most, min(den) AS least FROM rule_result "
                 "WHERE rule_id = 'G-total' AND unit_level = 'county'")[0]
    check("counties judged", (int(judged["n"]), int(float(judged["people"]))), (117, 34551187))
    check("in the four zones", den("G-total") - int(float(judged["people"])), 364429)
    ends = ask("SELECT unit_name, den FROM rule_result WHERE rule_id = 'G-total' AND unit_level = 'county' ORDER BY den")
    check("smallest", (ends[0]["unit_name"], float(ends[0]["den"])), ("永和县", 49946))
    check("largest", (ends[-1]["unit_name"], float(ends[-1]["den"])), ("小店区", 1139798))
    check("urban and rural", (den("G-urban"), den("G-rural")), (21831494, 13084122))
    check("urban share", f"{100 * float(province['G-URBAN']['value']):.2f}", "62.53")
    check("60+, 65+, 80+", (den("G-age60p"), den("G-age65p"), den("G-age80p")), (6607025, 4504674, 795189))
    check("3 to 5, the province's own and the counties' rounded ones", (den("G-GROSS"), den("G-age3_5")), (1138542, 1138538))
    old = province["G-OLD"]
    check("65+ share", f"{100 * float(old['value']):.2f}", "12.90")
    check("counties of 14 % and more", (old["n_pass"], old["n_fail"]), ("59", "58"))
    check("written so", "12.90%" in old["evidence_zh"], True)
    very_old = ask("SELECT unit_name, printf('%.2f', 100 * value) AS share FROM rule_result WHERE rule_id = 'G-VERY-OLD' "
                   "AND unit_level = 'county' AND status = 'pass'")
    check("counties of 20 % and more", [(r["unit_name"], r["share"]) for r in very_old], [("五台县", "20.08")])
    for rule, n in (("G-300", 40), ("G-200", 70)):
        large = ask(f"SELECT count(*) AS n FROM rule_result WHERE rule_id = '{rule}' AND unit_level = 'county' AND status <> 'na'")
        check(f"counties of {rule[2:]},000 and more", int(large[0]["n"]), n)
    status, gap = short("G-SPORT")
    check("sports ground", (status, f"{float(province['G-SPORT']['num']) / 1e6:.2f}", f"{gap / 1e6:.2f}"), ("fail", "80.66", "10.13"))
    check("sports ground needed", f"{(float(province['G-SPORT']['num']) + gap) / 1e6:.2f}", "90.78")
    check("football pitches", short("G-PITCH"), ("fail", 3143))
    check("nursery places", short("G-NURSERY"), ("fail", 157121))
    check("doctors", short("G-DOCTOR"), ("fail", 9777))
    check("kindergarten places", short("G-GROSS"), ("fail", 1036074))
    check("nursing beds", short("G-BEDS"), ("fail", 1))
    check("nursing beds as shown", "44.90 %" in province["G-BEDS"]["evidence_en"] and "45.00" not in province["G-BEDS"]["evidence_en"], True)
    townships(ask)


def townships(ask):
    """TWN1061 by prefecture, and the counties that have none."""
    with open(UNITS, encoding="utf-8") as f:
        wanted = {r["code"]: int(r["n_town"]) + int(r["n_township"]) for r in csv.DictReader(f, delimiter="\t") if r["level"] == "prefecture"}
    rows = ask("SELECT unit_code, n_pass + n_fail + n_exempt + n_nodata AS n FROM rule_result WHERE rule_id = 'G-TOWN' AND unit_level = 'prefecture'")
    got = {r["unit_code"]: int(r["n"]) for r in rows}
    check("towns and townships by prefecture", got, wanted)
    check("of which there are", (len(got), sum(got.values())), (11, 1061))
    check("some by name", (got["140100"], got["140800"], got["141100"]), (46, 132, 136))
    none = ask("SELECT unit_name FROM rule_result WHERE rule_id = 'G-TOWN' AND unit_level = 'county' AND status = 'na' ORDER BY unit_code")
    check("without any", [r["unit_name"] for r in none], ["万柏林区", "平城区", "矿区"])


main()
end()
