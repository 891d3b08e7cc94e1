"""What the tests in Python share: a figure against the one wanted, the program's own output, the end.

A test stands in a folder beside this file and finds it by
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
"""
import os
import subprocess
import sys

os.environ["LC_ALL"] = "C.UTF-8"
jiujin = os.path.realpath(sys.argv[1])
failures = []


def check(what, got, want):
    print(("ok   " if got == want else "FAIL ") + what, "" if got == want else f"{got!r}, not {want!r}")
    if got != want:
        failures.append(what)


def run(*args, **how):
    done = subprocess.run([jiujin, *args], capture_output=True, text=True, **how)
    if done.returncode not in (0, 1):
        sys.exit(f"jiujin {' '.join(args)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def end():
    sys.exit(1 if failures else 0)
