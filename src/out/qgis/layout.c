/* Print layouts, A3 landscape: map left, title, legend and notes right. */
#include "base/param.h"
#include "out/docx/docx.h"
#include "out/qgis/project.h"
#include "out/sheet/draw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_LAYOUTS = 60 };

/* Of the map on the page, mm. */
enum { MAP_WIDE = 285, MAP_HIGH = 269 };

/* QGIS's numbers for the kinds of item. */
enum { ITEM_PAGE = 65638, ITEM_MAP, ITEM_PICTURE, ITEM_LABEL, ITEM_LEGEND, ITEM_SCALE = 65646 };

typedef struct item {
    int type;
    double x, y, w, h;
    int z;
    const char *uuid;
} item;

static void begin_item(jj_text *t, const item *i) {
    jj_text_addf(t,
                 "<LayoutItem type=\"%d\" position=\"%g,%g,mm\" positionOnPage=\"%g,%g,mm\" "
                 "size=\"%g,%g,mm\" zValue=\"%d\" uuid=\"{%s}\" templateUuid=\"{%s}\" "
                 "referencePoint=\"0\" positionLock=\"false\" visibility=\"1\" opacity=\"1\" "
                 "itemRotation=\"0\" blendMode=\"0\" excludeFromExports=\"0\" groupUuid=\"\" "
                 "frameJoinStyle=\"miter\" ",
                 i->type, i->x, i->y, i->x, i->y, i->w, i->h, i->z, i->uuid, i->uuid);
}

static void add_label(jj_text *t, const item *at, const char *text, double points, bool is_bold) {
    begin_item(t, at);
    jj_text_add(t, "frame=\"false\" background=\"false\" htmlState=\"0\" halign=\"1\" "
                   "valign=\"32\" marginX=\"0\" marginY=\"0\" labelText=\"");
    jj_text_xml(t, text);
    jj_text_addf(t,
                 "\"><LabelFont description=\"Noto Sans CJK SC,%g,-1,5,%d,0,0,0,0,0\" style=\"\"/>"
                 "<FontColor red=\"20\" green=\"20\" blue=\"20\" alpha=\"255\"/></LayoutItem>",
                 points, is_bold ? 75 : 50);
}

static void add_page(jj_text *t, const char *uuid) {
    static const char white[] =
        "<symbol type=\"fill\" name=\"\" alpha=\"1\" clip_to_extent=\"1\"><layer "
        "class=\"SimpleFill\" enabled=\"1\" pass=\"0\" locked=\"0\"><Option type=\"Map\"><Option "
        "type=\"QString\" name=\"color\" value=\"255,255,255,255\"/><Option type=\"QString\" "
        "name=\"style\" value=\"solid\"/><Option type=\"QString\" name=\"outline_style\" "
        "value=\"no\"/></Option></layer></symbol>";
    jj_text_addf(t, "<PageCollection>%s", white);
    begin_item(t, &(item){ITEM_PAGE, 0, 0, 420, 297, 0, uuid});
    jj_text_addf(t, "frame=\"false\" background=\"true\">%s</LayoutItem></PageCollection>", white);
}

/* Degrees between lines of the graticule, about five across. */
static double graticule(const jj_qgis *q) {
    static const double minutes[] = {1, 2, 5, 10, 15, 30, 60, 120, 300};
    double wanted = (q->box[2] - q->box[0]) / 111000 * 60 / 4;
    size_t i = 0;
    while (i + 1 < JJ_COUNT(minutes) && minutes[i] < wanted)
        i++;
    return minutes[i] / 60;
}

static void bind_item(jj_text *t, const jj_qgis_binding *bindings, size_t n) {
    jj_text_add(t, "<LayoutObject><dataDefinedProperties>");
    jj_qgis_bind(t, bindings, n);
    jj_text_add(t, "</dataDefinedProperties></LayoutObject>");
}

static void add_grid(const jj_qgis *q, bool is_atlas) {
    double step = graticule(q);
    jj_text_addf(q->xml,
                 "<ComposerMapGrid name=\"graticule\" uuid=\"{graticule}\" show=\"1\" "
                 "gridStyle=\"0\" unit=\"0\" intervalX=\"%.10g\" intervalY=\"%.10g\" offsetX=\"0\" "
                 "offsetY=\"0\" position=\"3\" showAnnotation=\"1\" annotationFormat=\"5\" "
                 "annotationPrecision=\"0\" frameAnnotationDistance=\"1\" "
                 "leftAnnotationDirection=\"1\" rightAnnotationDirection=\"1\" "
                 "leftAnnotationPosition=\"1\" rightAnnotationPosition=\"1\" "
                 "topAnnotationPosition=\"1\" bottomAnnotationPosition=\"1\" blendMode=\"0\" "
                 "gridFrameStyle=\"0\" crossLength=\"3\">",
                 step, step);
    if (is_atlas) {
        const char *every =
            jj_annex_text(q->annex,
                          "with_variable('wanted', @map_scale * %g / 111000 * 60 / 5, "
                          "array_first(array_filter(array(0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300), "
                          "@element >= @wanted))) / 60",
                          MAP_WIDE / 1000.0);
        const jj_qgis_binding bindings[] = {{"dataDefinedMapGridIntervalX", every},
                                            {"dataDefinedMapGridIntervalY", every}};
        bind_item(q->xml, bindings, JJ_COUNT(bindings));
    }
    jj_qgis_crs(q, true);
    jj_text_add(q->xml,
                "<lineStyle><symbol type=\"line\" name=\"\" alpha=\"0.5\" clip_to_extent=\"1\">"
                "<layer class=\"SimpleLine\" enabled=\"1\" pass=\"0\" locked=\"0\"><Option "
                "type=\"Map\"><Option type=\"QString\" name=\"line_color\" "
                "value=\"40,100,140,255\"/><Option type=\"QString\" name=\"line_width\" "
                "value=\"0.1\"/><Option type=\"QString\" name=\"line_width_unit\" value=\"MM\"/>"
                "</Option></layer></symbol></lineStyle>"
                "<text-style fontFamily=\"Noto Sans CJK SC\" fontSize=\"7\" "
                "fontSizeUnit=\"Point\" textColor=\"60,60,60,255\"/></ComposerMapGrid>");
}

/* Extent of the map item's proportions around all units. */
static void add_extent(const jj_qgis *q, double w, double h) {
    double dx = (q->box[2] - q->box[0]) * 1.06, dy = (q->box[3] - q->box[1]) * 1.06;
    double metres_a_mm = jj_round_scale(fmax(dx / w, dy / h) * 1000) / 1000;
    double x = (q->box[0] + q->box[2]) / 2, y = (q->box[1] + q->box[3]) / 2;
    jj_text_addf(q->xml, "<Extent xmin=\"%.3f\" ymin=\"%.3f\" xmax=\"%.3f\" ymax=\"%.3f\"/>",
                 x - w / 2 * metres_a_mm, y - h / 2 * metres_a_mm, x + w / 2 * metres_a_mm,
                 y + h / 2 * metres_a_mm);
}

/* The scale of a page: that of jj_view_fit() around its unit. */
static void bind_scale(const jj_qgis *q) {
    const char *scale = jj_annex_text(
        q->annex,
        "with_variable('box', bounds(transform(@atlas_geometry, 'EPSG:4326', '%s')), "
        "with_variable('wanted', 1250 * max(bounds_width(@box) / %d, bounds_height(@box) / %d), "
        "with_variable('ten', 10 ^ floor(log10(@wanted)), @ten * array_first(array_filter("
        "array(1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10), @element * @ten >= @wanted)))))",
        q->crs, MAP_WIDE, MAP_HIGH);
    const jj_qgis_binding binding = {"dataDefinedMapScale", scale};
    bind_item(q->xml, &binding, 1);
}

static void add_map(const jj_qgis *q, const char *theme, bool is_atlas) {
    const item at = {ITEM_MAP, 14, 14, MAP_WIDE, MAP_HIGH, 1, "map"};
    begin_item(q->xml, &at);
    jj_text_add(q->xml, "frame=\"true\" outlineWidthM=\"0.4,mm\" background=\"true\" id=\"map\" "
                        "keepLayerSet=\"false\" drawCanvasItems=\"true\" mapRotation=\"0\" "
                        "labelMargin=\"0,mm\" mapFlags=\"0\" followPreset=\"true\" "
                        "followPresetName=\"");
    jj_text_xml(q->xml, theme);
    jj_text_add(q->xml, "\">");
    if (is_atlas)
        bind_scale(q); /* first: QGIS takes the first of these, and the grid has its own */
    jj_qgis_crs(q, false);
    add_extent(q, at.w, at.h);
    jj_text_add(q->xml, "<LayerSet/>");
    add_grid(q, is_atlas);
    jj_text_addf(q->xml,
                 "<AtlasMap atlasDriven=\"%d\" scalingMode=\"2\" margin=\"0.15\"/></LayoutItem>",
                 is_atlas);
}

static void legend_boundaries(const jj_qgis *q) {
    for (size_t i = 0; i < q->o->scene->units.n_levels; i++) {
        const jj_level *l = &q->o->scene->units.levels[i];
        if (l->has_geometry)
            jj_qgis_tree_layer(q->xml, jj_annex_text(q->annex, "outline_%s", l->id),
                               q->annex->is_zh ? l->title_zh : l->title_en, true);
    }
}

static void add_legend(const jj_qgis *q, const jj_qgis_rule *r) {
    const char *zh = q->annex->is_zh ? "图例" : "Legend";
    begin_item(q->xml, &(item){ITEM_LEGEND, 308, 72, 95, 100, 2, "legend"});
    jj_text_addf(q->xml,
                 "frame=\"false\" background=\"false\" title=\"%s\" map_uuid=\"{map}\" "
                 "legendFilterByMap=\"1\" legendFilterByAtlas=\"0\" columnCount=\"1\" "
                 "splitLayer=\"0\" equalColumnWidth=\"0\" resizeToContents=\"1\" boxSpace=\"0\" "
                 "columnSpace=\"2\" symbolWidth=\"8\" symbolHeight=\"4.5\" symbolAlignment=\"1\" "
                 "titleAlignment=\"1\" lineSpacing=\"1\" fontColor=\"#141414\" rasterBorder=\"1\" "
                 "wmsLegendWidth=\"50\" wmsLegendHeight=\"25\" wrapChar=\"\"><styles>",
                 zh);
    enum { LABEL = 3 };
    static const struct {
        const char *name;
        int size, weight;
    } styles[] = {{"title", 12, 75},
                  {"group", 11, 75},
                  {"subgroup", 10, 75},
                  [LABEL] = {"symbolLabel", 9, 50}};
    for (size_t i = 0; i < JJ_COUNT(styles); i++)
        jj_text_addf(q->xml,
                     "<style name=\"%s\" alignment=\"1\" marginTop=\"2\" marginBottom=\"0\" "
                     "marginLeft=\"%d\" marginRight=\"0\" indent=\"0\"><styleFont "
                     "description=\"Noto Sans CJK SC,%d,-1,5,%d,0,0,0,0,0\" style=\"\"/></style>",
                     styles[i].name, i == LABEL ? 2 : 0, styles[i].size, styles[i].weight);
    jj_text_add(q->xml, "</styles><layer-tree-group>");
    jj_qgis_tree_layer(q->xml, r->units, q->annex->is_zh ? "各单位结论" : "verdicts by unit", true);
    if (*r->gaps)
        jj_qgis_tree_layer(q->xml, r->gaps, q->annex->is_zh ? "缺口" : "gaps", true);
    if (*r->places)
        jj_qgis_tree_layer(q->xml, r->places, jj_qgis_places_title(q, r), true);
    legend_boundaries(q);
    jj_text_add(q->xml, "</layer-tree-group></LayoutItem>");
}

/* On an atlas every page has its own scale, and the bar what fits. */
static void add_scale_bar(const jj_qgis *q, bool is_atlas) {
    enum { FIXED, FIT_WIDTH };
    double metres_a_mm =
        fmax((q->box[2] - q->box[0]) / MAP_WIDE, (q->box[3] - q->box[1]) / MAP_HIGH);
    double km = jj_bar_km(metres_a_mm, 60) / 2; /* a segment */
    begin_item(q->xml, &(item){ITEM_SCALE, 308, 232, 80, 14, 3, "scale"});
    jj_text_addf(q->xml,
                 "frame=\"false\" background=\"false\" style=\"Single Box\" mapUuid=\"{map}\" "
                 "unitType=\"km\" unitLabel=\"%s\" numMapUnitsPerScaleBarUnit=\"1\" "
                 "numUnitsPerSegment=\"%g\" numSegments=\"2\" numSegmentsLeft=\"0\" "
                 "segmentSizeMode=\"%d\" height=\"2\" labelBarSpace=\"1.5\" boxContentSpace=\"1\" "
                 "outlineWidth=\"0.2\" minBarWidth=\"40\" maxBarWidth=\"80\" "
                 "labelVerticalPlacement=\"0\" labelHorizontalPlacement=\"0\" alignment=\"0\">"
                 "<text-style fontFamily=\"Noto Sans CJK SC\" fontSize=\"8\" "
                 "fontSizeUnit=\"Point\" textColor=\"20,20,20,255\"/></LayoutItem>",
                 q->annex->is_zh ? "千米" : "km", km, is_atlas ? FIT_WIDTH : FIXED);
}

static void add_north(jj_text *t) {
    begin_item(t, &(item){ITEM_PICTURE, 283, 18, 12, 16, 4, "north"});
    jj_text_add(t, "frame=\"false\" background=\"false\" file=\"arrows/NorthArrow_02.svg\" "
                   "svgFillColor=\"20,20,20,255\" svgBorderColor=\"20,20,20,255\" "
                   "svgBorderWidth=\"0.2\" resizeMode=\"0\" anchorPoint=\"0\" mode=\"2\" "
                   "northMode=\"0\" northOffset=\"0\" pictureRotation=\"0\" mapUuid=\"{map}\"/>");
}

static void add_notes(const jj_qgis *q) {
    const char *text = jj_annex_text(
        q->annex,
        q->annex->is_zh ? "坐标系：CGCS2000（%s）　比例尺 1:[%% round(item_variables('map')"
                          "['map_scale'], -2)%%]\n制图单位：____________　制图日期：________"
                        : "Coordinates: %s   1:[%% round(item_variables('map')"
                          "['map_scale'], -2) %%]\nMade by: ____________   Date: ________",
        q->crs);
    const char *mark = q->o->review      ? q->o->review
                       : q->annex->is_zh ? "内部使用"
                                         : "For internal use";
    add_label(q->xml, &(item){ITEM_LABEL, 308, 250, 98, 18, 5, "notes"}, text, 8, false);
    add_label(q->xml, &(item){ITEM_LABEL, 308, 272, 98, 10, 6, "mark"}, mark, 11, true);
}

static void add_layout(const jj_qgis *q, const jj_qgis_rule *r, bool is_atlas) {
    char page[32];
    const char *theme =
        jj_annex_text(q->annex, "%s / %s %s", jj_domain_title(r->rule->domain, q->o->lang),
                      r->rule->id, r->title);
    const char *name = is_atlas
                           ? jj_annex_text(q->annex, q->annex->is_zh ? "图集 %s %s" : "Atlas %s %s",
                                           r->rule->id, r->title)
                           : jj_annex_text(q->annex, "%s %s", r->rule->id, r->title);
    snprintf(page, sizeof page, "page");
    jj_text_add(q->xml, "<Layout units=\"mm\" printResolution=\"300\" name=\"");
    jj_text_xml(q->xml, name);
    jj_text_add(q->xml, "\"><Snapper snapToItems=\"1\" snapToGuides=\"1\" snapToGrid=\"0\" "
                        "tolerance=\"5\"/><Grid resolution=\"10\" resUnits=\"mm\" offsetX=\"0\" "
                        "offsetY=\"0\" offsetUnits=\"mm\"/>");
    add_page(q->xml, page);
    add_map(q, theme, is_atlas);
    add_legend(q, r);
    add_scale_bar(q, is_atlas);
    add_north(q->xml);
    const char *title =
        is_atlas
            ? jj_annex_text(q->annex, "[%% attribute(@atlas_feature, 'name') %%]\n%s", r->title)
            : r->title;
    add_label(q->xml, &(item){ITEM_LABEL, 308, 14, 98, 34, 7, "title"}, title, 18, true);
    add_label(q->xml, &(item){ITEM_LABEL, 308, 50, 98, 18, 8, "basis"},
              jj_annex_text(q->annex, "%s  %s", r->rule->id, r->basis), 9, false);
    add_notes(q);
    jj_text_addf(q->xml,
                 "<Atlas enabled=\"%d\" coverageLayer=\"%s\" coverageLayerProvider=\"ogr\" "
                 "coverageLayerSource=\"%s/result.gpkg|layername=unit_%s\" "
                 "coverageLayerName=\"\" pageNameExpression=\"&quot;name&quot;\" "
                 "sortFeatures=\"1\" sortKey=\"&quot;code&quot;\" sortAscending=\"1\" "
                 "filterFeatures=\"0\" hideCoverage=\"0\" "
                 "filenamePattern=\"'%s_' || &quot;code&quot;\"/></Layout>",
                 is_atlas, is_atlas ? r->units : "", q->data, r->level, r->rule->id);
}

void jj_qgis_layouts(const jj_qgis *q) {
    jj_text_add(q->xml, "<Layouts>");
    for (size_t i = 0; i < q->n_rules && i < MOST_LAYOUTS; i++)
        add_layout(q, &q->rules[i], false);
    if (q->n_rules)
        add_layout(q, &q->rules[q->atlas], true);
    jj_text_add(q->xml, "</Layouts>");
}
