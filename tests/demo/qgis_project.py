#!/usr/bin/env python3
"""result.qgz in QGIS itself, without a screen: layers valid, themes, a layout and the atlas print.

qgis_project.py JIUJIN      skipped (77) where PyQGIS is not installed
"""
import os
import sys
import tempfile

os.environ["QT_QPA_PLATFORM"] = "offscreen"
try:
    from qgis.core import QgsApplication, QgsLayoutExporter, QgsLayoutItemMap, QgsProject
except ImportError:
    print("skipped: python3-qgis is not installed")
    sys.exit(77)

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from checks import check, failures, run  # noqa: E402


def scales_of_pages(layout):
    """The denominator of each page of an atlas."""
    atlas = layout.atlas()
    shown = [i for i in layout.items() if isinstance(i, QgsLayoutItemMap)][0]
    atlas.beginRender()
    found = []
    while atlas.next():
        found.append(round(shown.scale(), 3))
    atlas.endRender()
    return found


with tempfile.TemporaryDirectory() as temp:
    run("init", temp + "/county", "--demo")
    run("run", temp + "/county/project.yaml", "--out", temp + "/result", "--lang", "zh", "--both")
    app = QgsApplication([], False)
    app.initQgis()
    project = QgsProject.instance()
    check("opens", project.read(temp + "/result/result.qgz"), True)
    check("projection", project.crs().authid(), "EPSG:4543")
    check("invalid layers", [l.name() for l in project.mapLayers().values() if not l.isValid()], [])
    check("themes", len(project.mapThemeCollection().mapThemes()), 10)
    visible = project.mapThemeCollection().mapThemeVisibleLayers(project.mapThemeCollection().mapThemes()[0])
    relief = [l for l in visible if l.type() == 1]
    layouts = project.layoutManager().printLayouts()
    shown = [i for i in layouts[0].items() if isinstance(i, QgsLayoutItemMap)][0].extent()
    check("relief under a theme", [l.extent().intersects(shown) for l in relief], [True])
    check("atlases", [l.atlas().enabled() for l in layouts].count(True), 1)
    for layout in layouts[:1]:
        image = QgsLayoutExporter(layout).renderPageToImage(0, dpi=40)
        colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
        check("a layout is drawn", len(colours) > 20, True)
    scales = [s for layout in layouts if layout.atlas().enabled() for s in scales_of_pages(layout)]
    check("pages of the atlas", len(scales), 15)
    check("scales that are not round", [s for s in scales if s % 5000], [])
    check("pages of different scales", len(set(scales)) > 3, True)
    check("the second set opens", project.read(temp + "/result/en/result.qgz"), True)
    check("its invalid layers", [l.name() for l in project.mapLayers().values() if not l.isValid()], [])
    check("its titles", "Any clinic within 30 minutes on foot" in [l.name() for l in project.mapLayers().values()], True)
    app.exitQgis()
sys.stdout.flush()
os._exit(1 if failures else 0)  # QGIS may crash in Python's own exit
