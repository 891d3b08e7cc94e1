#!/usr/bin/env python3
"""The order of records changes nothing: the demonstration county run as it is and with the rows of every
list of facilities shuffled, table by table.

order.py JIUJIN     Records that the ledger refuses as repeated are kept in their order: the first one counts.
"""
import csv
import os
import random
import subprocess
import sys
import tempfile

SEED = 20261122
jiujin = os.path.realpath(sys.argv[1])
os.environ["LC_ALL"] = "C.UTF-8"
failures = []
LISTS = ("demo_kindergartens.csv", "demo_health_gcj02.csv", "demo_culture_epsg4543.csv", "demo_others.csv")


def check(what, is_so):
    print(("ok   " if is_so else "FAIL ") + what)
    if not is_so:
        failures.append(what)


def run(folder, *args):
    done = subprocess.run([jiujin, *args], capture_output=True, text=True, cwd=folder)
    if done.returncode not in (0, 1):
        sys.exit(f"jiujin {' '.join(args)}: exit {done.returncode}\n{done.stdout}{done.stderr}")


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
    check(f"{kind}: the same files", names == sorted(os.listdir(f"{two}/result/{kind}")) and len(names) >= least)
    for name in names:
        a, b = (open(f"{folder}/result/{kind}/{name}", "rb").read() for folder in (one, two))
        check(f"{kind}/{name}", a == b)
        if a != b and name.endswith(".csv"):
            pairs = zip(a.decode().splitlines(), b.decode().splitlines())
            print("\n".join(f"  {x}\n  {y}" for x, y in pairs if x != y)[:1500])


def main():
    print("seed", SEED)
    dice = random.Random(SEED)
    with tempfile.TemporaryDirectory() as scratch:
        one, two = f"{scratch}/one", f"{scratch}/two"
        for folder in (one, two):
            run(scratch, "init", folder, "--demo")
        for name in LISTS:
            check(f"{name} is shuffled", shuffle(f"{two}/data/{name}", dice))
        for folder in (one, two):
            run(folder, "run", "project.yaml", "--quiet", "--out", "result")
        check("findings", findings(one) == findings(two) and len(findings(one)) > 5)
        same_files(one, two, "tables", 12)
        same_files(one, two, "rasters", 8)


main()
sys.exit(1 if failures else 0)
