#!/usr/bin/env python3
"""The layers of a result in other hands: GDAL's own checker of GeoPackages, and a PostGIS database.

layers.py JIUJIN       Skipped (77) where GDAL's Python samples are missing; the database is left
                       out where PostgreSQL with PostGIS is.
"""
import glob
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

try:
    from osgeo_utils.samples import validate_gpkg
except ImportError:
    print("skipped: python3-gdal is not installed")
    sys.exit(77)

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from checks import check, end, run  # noqa: E402


def is_valid(path):
    try:
        validate_gpkg.check(path, extra_checks=True, warning_msg=[])
        return "valid"
    except validate_gpkg.GPKGCheckException as e:
        return str(e)


class Database:
    """A PostgreSQL server of its own, in a folder that goes away with it."""

    def __init__(self, folder):
        self.bin = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        self.folder = folder
        if self.as_user:
            shutil.chown(folder, "postgres")
        self.call("initdb", "-D", folder + "/data", "-A", "trust", "--no-sync")
        self.call("pg_ctl", "-D", folder + "/data", "-w", "-o", f"-k {folder} -c listen_addresses= -F", "start",
                  "-l", folder + "/log")
        self.sql("postgres", "CREATE DATABASE layers")
        self.sql("layers", "CREATE EXTENSION postgis")

    def call(self, program, *args):
        subprocess.run([*self.as_user, os.path.join(self.bin, program), *args], check=True, cwd=self.folder,
                       stdout=subprocess.DEVNULL)

    def user(self):
        return "postgres" if self.as_user else os.environ.get("USER", "postgres")

    def sql(self, name, text):
        return subprocess.run([os.path.join(self.bin, "psql"), "-h", self.folder, "-U", self.user(), "-d", name, "-qAtc", text],
                              check=True, capture_output=True, text=True).stdout.splitlines()

    def target(self):
        return f"PG:host={self.folder} user={self.user()} dbname=layers"

    def stop(self):
        self.call("pg_ctl", "-D", self.folder + "/data", "-m", "immediate", "stop")


def database_agrees(temp, result, db):
    if not glob.glob("/usr/share/postgresql/*/extension/postgis.control") or not glob.glob("/usr/lib/postgresql/*/bin/initdb"):
        print("the database is left out: PostgreSQL with PostGIS is not installed")
        return
    folder = tempfile.mkdtemp(dir=temp)
    os.chmod(temp, 0o755)
    pg = Database(folder)
    try:
        for _ in range(2):  # a second export replaces the first
            run("export", result, "--out", pg.target())
        names = [r[0] for r in db.execute("SELECT table_name FROM gpkg_contents WHERE table_name <> 'layer_styles'")]
        for name in names:
            check(f"PostGIS: rows of {name}", pg.sql("layers", f'SELECT count(*) FROM "{name}"'),
                  [str(db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])])
        check("PostGIS: verdicts", pg.sql("layers", "SELECT code||' '||coalesce(demo_med_01_status,'') FROM unit_township ORDER BY code"),
              [f"{r[0]} {r[1] or ''}" for r in db.execute("SELECT code, demo_med_01_status FROM unit_township ORDER BY code")])
        check("PostGIS: shapes", pg.sql("layers", "SELECT bool_and(ST_IsValid(geom)) FROM unit_township"), ["t"])
    finally:
        pg.stop()


with tempfile.TemporaryDirectory() as temp:
    run("init", temp + "/county", "--demo")
    for out, more in (("result", []), ("public", ["--public", "--review", "审图号：晋S(2026)001号"])):
        run("run", temp + "/county/project.yaml", "--out", f"{temp}/{out}", *more)
        check(f"{out}: result.gpkg", is_valid(f"{temp}/{out}/result.gpkg"), "valid")
    run("export", temp + "/result", "--out", temp + "/copy")
    check("export: result.gpkg", is_valid(temp + "/copy/result.gpkg"), "valid")
    database_agrees(temp, temp + "/result", sqlite3.connect(temp + "/result/result.gpkg"))
end()
