#!/usr/bin/env python3
"""A hand-in is of one language: no English word in the Chinese set, no Chinese in the English one
but the names the data bring.

language.py JIUJIN          Reads the annexes (xlsx, csv), the report (docx, html) and the terminal.
"""
import csv
import glob
import html
import json
import os
import re
import sqlite3
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from checks import check, end, run  # noqa: E402

CHINESE = re.compile(r"[\u4e00-\u9fff（）“”、，；：。〔〕]+")
WORD = re.compile(r"[A-Za-z][A-Za-z_]+")
# units of measure, standards and programs are called so in Chinese, too
USUAL = {"WGS", "GB", "SHA", "manifest", "json", "jiujin", "gdal", "geos", "proj", "sqlite",
         "libyaml", "jansson", "CAPI", "ledger", "csv", "km", "kinds", "dashboard", "QGIS", "yaml",
         "gpkg", "query", "top", "result"}


def texts_of(folder):
    """Every text a reader sees, by file."""
    for path in sorted(glob.glob(folder + "/annexes/*.csv")):
        with open(path, encoding="utf-8-sig", newline="") as f:
            yield path, [cell for row in csv.reader(f) for cell in row]
    for path in sorted(glob.glob(folder + "/annexes/*.xlsx")):
        z = zipfile.ZipFile(path)
        names = [s.get("name") for s in ET.fromstring(z.read("xl/workbook.xml")).iter()
                 if s.tag.endswith("}sheet")]
        shared = ET.fromstring(z.read("xl/sharedStrings.xml"))
        yield path, names + [t.text or "" for t in shared.iter() if t.tag.endswith("}t")]
    body = ET.fromstring(zipfile.ZipFile(folder + "/report.docx").read("word/document.xml"))
    yield folder + "/report.docx", [t.text or "" for t in body.iter() if t.tag.endswith("}t")]
    with open(folder + "/report.html", encoding="utf-8") as f:
        page = re.sub(r"<style>.*?</style>|data:[^\"]*", "", f.read(), flags=re.S)
    seen = re.sub(r"<[^>]*>", "\n", page) + "\n".join(re.findall(r'(?:alt|aria-label)="([^"]*)"', page))
    yield folder + "/report.html", html.unescape(seen).split("\n")


def brought(db):
    """What the data call things: units, facilities, offices, documents, files, values in doubt."""
    columns = {"rule_result": "unit_name reported_source reported_document",
               "facility": "id name source", "rule": "id dept",
               "ledger": "source layer feature field value example"}
    there = {str(r[0]) for table, names in columns.items() for name in names.split()
             for r in db.execute(f"SELECT DISTINCT {name} FROM {table} WHERE {name} IS NOT NULL")}
    manifest = json.loads(db.execute("SELECT content FROM manifest").fetchone()[0])
    return there | {f[key] for f in manifest["inputs"] for key in ("path", "sha256")}


def unknown(pattern, texts, names, usual=()):
    """Pieces that are neither usual nor part of a name, nor names one after another."""
    all_names, left = "\n".join(names), set()
    for piece in {w for t in texts for w in pattern.findall(t)}:
        rest = piece if piece not in usual and piece not in all_names else ""
        for name in sorted(names, key=len, reverse=True) if rest else ():
            rest = rest.replace(name, "") if name else rest
        if rest:
            left.add(piece)
    return sorted(left)


with tempfile.TemporaryDirectory() as temp:
    run("init", temp + "/county", "--demo")
    said = run("run", temp + "/county/project.yaml", "--out", temp + "/result", "--lang", "zh", "--both")
    names = brought(sqlite3.connect(temp + "/result/result.gpkg"))
    spoken = re.sub(r"--[a-z]+", "", said.replace(temp, ""))
    for path, texts in [("terminal", spoken.split("\n")), *texts_of(temp + "/result")]:
        check(os.path.basename(path) + ": English", unknown(WORD, texts, names, USUAL), [])
    for path, texts in texts_of(temp + "/result/en"):
        check(os.path.basename(path) + ": Chinese", unknown(CHINESE, texts, names), [])
end()
