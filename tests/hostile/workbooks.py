#!/usr/bin/env python3
"""Workbooks nobody means well with: each is refused in a sentence or read for what it says, within bounds.

workbooks.py JIUJIN     Every file is made here. 20 s and 1 GiB are the bounds, of `jiujin check`.
"""
import io
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)) + "/../golden")
from xls import entry, record, stream, xls_bytes  # noqa: E402

jiujin = os.path.realpath(sys.argv[1])
os.environ["LC_ALL"] = "C.UTF-8"
MOST_SECONDS, MOST_BYTES = 20, 1 << 30
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PROJECT = """name: x
year: 2025
units:
  - {level: county, source: units.csv, code: code, name: name}
facilities:
  - {name: kg, source: lists, office: true, kind: kindergarten}
rules:
  own:
    - {id: T, domain: EDU, status: machine, metric: AT_LEAST_N, unit_sets: county, filters: "kind = 'kindergarten'",
       n_min: 1, op: report, title_zh: 每县一所, title_en: one a county}
"""
failures = []


def cell(ref, text):
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(n, *texts):
    return f'<row r="{n}">' + "".join(cell(f"{chr(65 + c)}{n}", t) for c, t in enumerate(texts)) + "</row>"


LIST = row(1, "园所名称", "县", "学位") + row(2, "甲园", "平遥县", "90")


def book(sheet=None, rows=LIST, head="", more=None):
    """`sheet`: chunks of the whole part; `rows`: within an ordinary one; `more`: parts beside it."""
    parts = {
        "[Content_Types].xml":
            f'<Types xmlns="{PACK}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
            f'ContentType="{KIND}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
            f'ContentType="{KIND}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACK}/relationships"><Relationship Id="rId1" '
                       f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="S" sheetId="1" '
                           'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACK}/relationships"><Relationship Id="rId1" '
                                      f'Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        **(more or {})}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        for path, text in parts.items():
            z.writestr(path, '<?xml version="1.0"?>\n' + text)
        with z.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for chunk in sheet or [f'<?xml version="1.0"?>{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}'
                                   "</sheetData></worksheet>"]:
                part.write(chunk.encode() if isinstance(chunk, str) else chunk)
    return out.getvalue()


def bomb():
    yield f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>'
    for _ in range(1100):
        yield b" " * (1 << 20)
    yield "</sheetData></worksheet>"


def many_columns():
    yield f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData><row r="1">'
    for _ in range(1000):
        yield '<c t="inlineStr"><is><t>x</t></is></c>' * 1000
    yield "</row></sheetData></worksheet>"


def far_cell(ref):
    return book(rows=LIST + f'<row r="3"><c r="{ref}"><v>1</v></c></row>')


def laughs():
    entities = '<!ENTITY a "haha">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(12))
    return book(head=f"<!DOCTYPE x [{entities}]>", rows=row(1, "园所名称", "县") + row(2, "&m;", "平遥县"))


def outside_entity():
    return book(head='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
                rows=row(1, "园所名称", "县") + row(2, "甲园&e;", "平遥县"))


def formulas():
    return book(rows=row(1, "园所名称", "县", "学位") +
                '<row r="2"><c r="A2" t="str"><f>[1]名册!A2</f><v>甲园</v></c>' + cell("B2", "平遥县") +
                '<c r="C2"><f>45*2</f><v>90</v></c></row>'
                '<row r="3"><c r="A3" t="str"><f>WEBSERVICE("http://192.0.2.1/")</f><v>乙园</v></c>' +
                cell("B3", "平遥县") + '<c r="C3"><f>45+1</f></c></row>',
                more={"xl/externalLinks/externalLink1.xml":
                      f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{REL}" r:id="rId1"/></externalLink>'})


def compound(name):
    """A compound file with one stream, as an encrypted package is."""
    whole = bytearray(xls_bytes([["x"]], "S"))
    folder = whole.index("Workbook".encode("utf-16-le"))
    whole[folder:folder + 128] = entry(name, 2, 2, 4096)
    return bytes(whole)


def locked_xls():
    whole = xls_bytes([["园所名称", "县"], ["甲园", "平遥县"]], "S")
    plain = stream([["园所名称", "县"], ["甲园", "平遥县"]], "S")
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 0x5, 0xDBB, 0x7CC, 0, 6))
    lock = record(0x2F, struct.pack("<HHH", 1, 1, 1) + b"\1" * 48)
    at = whole.index(plain[:40])
    return (whole[:at] + begin + lock + whole[at + len(begin):])[:len(whole)]


GOOD = book()
CASES = [  # file name, content, exit code, what is said
    ("plain.xlsx", lambda: GOOD, 0, "kindergarten      1"),
    ("bomb.xlsx", lambda: book(sheet=bomb()), 3, "more than 1 GiB"),
    ("million-columns.xlsx", lambda: book(sheet=many_columns()), 3, "million-columns.xlsx"),
    ("far-column.xlsx", lambda: far_cell("XFD3"), None, ""),
    ("farther-column.xlsx", lambda: far_cell("ZZZZZZ3"), None, ""),
    ("far-row.xlsx", lambda: book(rows=LIST + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), None, ""),
    ("farther-row.xlsx", lambda: book(rows=LIST + '<row r="999999999"><c r="A999999999"><v>1</v></c></row>'), None, ""),
    ("laughs.xlsx", laughs, None, ""),
    ("entity.xlsx", outside_entity, None, ""),
    ("formulas.xlsx", formulas, 0, "kindergarten      2"),
    ("locked.xlsx", lambda: compound("EncryptedPackage"), 3, "password"),
    ("locked.xls", locked_xls, 3, "password"),
    ("cut.xlsx", lambda: GOOD[:len(GOOD) // 2], 3, "it is damaged or cut off"),
    ("cut.xls", lambda: xls_bytes([["园所名称", "县"], ["甲园", "平遥县"]], "S")[:1500], 3, "cut.xls"),
    ("empty.xlsx", lambda: b"", 3, "does not begin as a workbook"),
    ("noise.xls", lambda: bytes(range(256)) * 40, 3, "does not begin as a workbook"),
    ("page.xls", lambda: "<html><table><tr><td>园所名称</td></tr></table></html>".encode(), 3, "HTML"),
    ("really-new.xls", lambda: GOOD, None, ""),
    ("really-old.xlsx", lambda: xls_bytes([["园所名称", "县"], ["甲园", "平遥县"]], "S"), 3, "name it .xls"),
    ("wps.et", lambda: xls_bytes([["x"]], "S"), 3, "WPS"),
    ("zeros.csv", lambda: b"\0" * 100000, 3, "zeros.csv"),
    ("one-line.csv", lambda: b"a," * 3000000, 3, "the limit is 2000"),
    ("one-cell.csv", lambda: "园所名称,县\n".encode() + b"x" * (20 << 20) + ",平遥县\n".encode(), 3, "a cell holds 20971520 bytes"),
    ("open-quote.csv", lambda: '园所名称,县\n"甲园,平遥县\n'.encode(), 3, "the quote that opens here is never closed"),
]


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def try_case(scratch, name, content, code, word):
    folder = f"{scratch}/{name}"
    os.makedirs(f"{folder}/lists")
    for path, text in (("project.yaml", PROJECT.encode()), ("units.csv", "code,name\n140728,平遥县\n".encode()),
                       (f"lists/{name}", content())):
        with open(f"{folder}/{path}", "wb") as f:
            f.write(text)
    began = time.monotonic()
    proc = subprocess.Popen([jiujin, "check", f"{folder}/project.yaml"], stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, preexec_fn=limit)
    text = proc.stdout.read().decode(errors="replace")
    _, status, usage = os.wait4(proc.pid, 0)
    rc = os.waitstatus_to_exitcode(status)
    said = [line for line in text.splitlines() if name in line or "jiujin" in line]
    problems = []
    if rc not in ((0, 3) if code is None else (code,)):
        problems.append(f"exit {rc}")
    if word not in text:
        problems.append(f"not said: {word}")
    if usage.ru_maxrss * 1024 > MOST_BYTES:
        problems.append(f"{usage.ru_maxrss >> 10} MiB")
    if rc == 3 and len(text.strip().splitlines()) != 1:
        problems.append("not one sentence")
    print(("FAIL " if problems else "ok   ") + name, f"exit {rc}, {time.monotonic() - began:.1f} s, "
          f"{usage.ru_maxrss >> 10} MiB:", (said or [""])[0][-230:], *problems)
    failures.extend(problems)


with tempfile.TemporaryDirectory() as scratch:
    for case in CASES:
        try_case(scratch, *case)
sys.exit(1 if failures else 0)
