#!/usr/bin/env python3
"""What README.md and README.zh.md print runs as printed.

readme.py JIUJIN README...    The day of each runs in a folder of its own; the verdicts shown are
lines of its run; the building blocks name commands and options that are there; both READMEs run
the same commands.
"""
import os
import re
import shlex
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from checks import check, end, run  # noqa: E402

SAME_WORD = {"县": "county", "核实": "out", "意见书.docx": "opinion.docx", "幼儿园": "kindergarten"}


def blocks(text):
    """(language, lines) of every fenced block."""
    return [(m[1], m[2].splitlines()) for m in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)]


def commands(lines):
    """Words of the lines that call the program, comments left out."""
    split = [shlex.split(line, comments=True) for line in lines]
    return [words[1:] for words in split if words and words[0] == "jiujin"]


def is_day(called):
    return bool(called) and called[0][0] == "init"


def run_day(called, lang):
    """What `run` says; every command must end well, or the test ends."""
    said = ""
    with tempfile.TemporaryDirectory() as folder:
        for words in called:
            extra = ["--port", "0", "--for", "1"] if words[0] == "serve" else []
            out = run(*words, *extra, "--lang", lang, cwd=folder)
            said = out if words[0] == "run" else said
    return said


def check_blocks(name, called):
    for words in called:
        text = run(words[0], "--help")
        lacking = [w for w in words if w.startswith("--") and f"\n  {w} " not in text]
        check(f"{name}: jiujin {words[0]} has the options shown", lacking, [])


def same_words(words):
    def plain(word):
        head, _, rest = word.partition("/")
        return "/".join([SAME_WORD.get(head, head)] + ([rest] if rest else []))
    return [plain(word) for word in words]


def read(path):
    with open(path, encoding="utf-8") as f:
        found = blocks(f.read())
    name, lang = os.path.basename(path), "zh" if path.endswith(".zh.md") else "en"
    called = [commands(lines) for kind, lines in found if kind == "sh"]
    days = [c for c in called if is_day(c)]
    check(f"{name}: one day", len(days), 1)
    said = run_day(days[0], lang).splitlines()
    shown = next(lines for kind, lines in found if kind == "")
    check(f"{name}: the verdicts shown are those of the run", [l for l in shown if l not in said], [])
    check_blocks(name, [words for c in called if not is_day(c) for words in c])
    return [[same_words(words) for words in c] for c in called]


read_ones = [read(path) for path in sys.argv[2:]]
check("the READMEs run the same commands", [r for r in read_ones if r != read_ones[0]], [])
end()
