#!/usr/bin/env python3
"""The order of records changes nothing: the demonstration county run as it is and with the rows of every
list of facilities shuffled, table by table.

order.py JIUJIN     Records that the ledger refuses as repeated are kept in their order: the first one counts.
"""
import csv
import os
import random
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from checks import check, end, run  # noqa: E402

SEED = 20261122
LISTS = ("demo_kindergartens.csv", "demo_health_gcj02.csv", "demo_culture_epsg4543.csv", "demo_others.csv")


def read(path):
    with open(path, "rb") as f:
        data = f.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            pass
    sys.exit(f"{path}: no text")


def shuffle(path, dice):
    """Rows below the heading; repeated names and ids stay in the order they have among themselves."""
    text, encoding = read(path)
    rows = list(csv.reader(text.splitlines()))
    head, body = rows[0], rows[1:]
    order = list(range(len(body)))
    dice.shuffle(order)
    places = {}
    for at, i in enumerate(order):
        for key in {body[i][0], body[i][1]}:
            places.setdefault(key, []).append(at)
    for key, at in places.items():
        if len(at) > 1:
            for p, i in zip(sorted(at), sorted(order[p] for p in at)):
                order[p] = i
    with open(path, "w", encoding=encoding, newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([head, *(body[i] for i in order)])
    return order != sorted(order)


def findings(folder):
    """What the ledger says, rows and examples apart."""
    with open(f"{folder}/result/ledger.csv", encoding="utf-8") as f:
        return sorted((r["code"], r["source"], r["count"]) for r in csv.DictReader(f))


def same_files(one, two, kind, least):
    names = sorted(os.listdir(f"{one}/result/{kind}"))
    check(f"{kind}: the same files", names, sorted(os.listdir(f"{two}/result/{kind}")))
    check(f"{kind}: at least {least} files", len(names) >= least, True)
    for name in names:
        a, b = (open(f"{folder}/result/{kind}/{name}", "rb").read() for folder in (one, two))
        check(f"{kind}/{name}: the same bytes", a == b, True)
        if a != b and name.endswith(".csv"):
            pairs = zip(a.decode().splitlines(), b.decode().splitlines())
            print("\n".join(f"  {x}\n  {y}" for x, y in pairs if x != y)[:1500])


def main():
    print("seed", SEED)
    dice = random.Random(SEED)
    with tempfile.TemporaryDirectory() as scratch:
        one, two = f"{scratch}/one", f"{scratch}/two"
        for folder in (one, two):
            run("init", folder, "--demo")
        for name in LISTS:
            check(f"{name} is shuffled", shuffle(f"{two}/data/{name}", dice), True)
        for folder in (one, two):
            run("run", "project.yaml", "--quiet", "--out", "result", cwd=folder)
        check("findings", findings(one), findings(two))
        check("findings: more than 5", len(findings(one)) > 5, True)
        same_files(one, two, "tables", 12)
        same_files(one, two, "rasters", 8)


main()
end()
