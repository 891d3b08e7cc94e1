/* The layers of the project: what each shows and how, and the tree and themes that order them. */
#include "base/lang.h"
#include "base/mem.h"
#include "base/param.h"
#include "out/docx/docx.h"
#include "out/qgis/project.h"
#include "out/style.h"

#include <stdio.h>
#include <string.h>

void jj_qgis_crs(const jj_qgis *q, bool is_geographic) {
    const char *authid = is_geographic ? "EPSG:4326" : q->crs;
    jj_text_add(q->xml, "<spatialrefsys nativeFormat=\"Wkt\"><wkt>");
    jj_text_xml(q->xml, is_geographic ? q->wgs84_wkt : q->wkt);
    /* QGIS looks the code up only where a number of its own stands, whichever it is */
    jj_text_addf(q->xml,
                 "</wkt><srsid>1</srsid><srid>%s</srid><authid>%s</authid><geographicflag>%s"
                 "</geographicflag></spatialrefsys>",
                 authid + strlen("EPSG:"), authid, is_geographic ? "true" : "false");
}

/* Of a raster QGIS replaces an id of up to 16 letters by one of its own. */
static const char relief_id[] = "relief_under_the_maps";

/* Rasters lie as the lattice does. */
static void lattice_crs(const jj_qgis *q) {
    jj_text_add(q->xml, "<spatialrefsys nativeFormat=\"Wkt\"><wkt>");
    jj_text_xml(q->xml, q->o->scene->crs);
    jj_text_add(q->xml, "</wkt></spatialrefsys>");
}

void jj_qgis_tree_layer(jj_text *t, const char *id, const char *name, bool is_checked) {
    jj_text_addf(t, "<layer-tree-layer id=\"%s\" name=\"", id);
    jj_text_xml(t, name);
    jj_text_addf(t, "\" checked=\"Qt::%s\" expanded=\"1\" providerKey=\"ogr\"/>",
                 is_checked ? "Checked" : "Unchecked");
}

static const char *word(const jj_qgis *q, const char *en, const char *zh) {
    return q->annex->is_zh ? zh : en;
}

const char *jj_qgis_places_title(const jj_qgis *q, const jj_qgis_rule *r) {
    return strcmp(r->places_table, "catchment") == 0
               ? word(q, "facilities that serve", "提供服务的设施")
               : word(q, "facilities counted", "计入的设施");
}

static void begin_group(jj_text *t, const char *name, bool is_checked, bool is_open) {
    jj_text_add(t, "<layer-tree-group name=\"");
    jj_text_xml(t, name);
    jj_text_addf(t, "\" checked=\"Qt::%s\" expanded=\"%d\">", is_checked ? "Checked" : "Unchecked",
                 is_open);
}

static void tree_rule(const jj_qgis *q, size_t i) {
    const jj_qgis_rule *r = &q->rules[i];
    bool is_checked = i == 0;
    begin_group(q->xml, jj_annex_text(q->annex, "%s %s", r->rule->id, r->title), is_checked,
                is_checked);
    if (*r->places)
        jj_qgis_tree_layer(q->xml, r->places, jj_qgis_places_title(q, r), is_checked);
    if (i == q->atlas)
        jj_qgis_tree_layer(q->xml, jj_qgis_page_unit, word(q, "unit of the page", "本页单位"),
                           is_checked);
    if (*r->gaps)
        jj_qgis_tree_layer(q->xml, r->gaps, word(q, "gaps", "缺口"), is_checked);
    jj_qgis_tree_layer(q->xml, r->units, word(q, "verdicts by unit", "各单位结论"), is_checked);
    jj_text_add(q->xml, "</layer-tree-group>");
}

static void tree_ground(const jj_qgis *q) {
    begin_group(q->xml, word(q, "Ground", "底图"), true, false);
    for (size_t i = 0; i < q->o->scene->units.n_levels; i++) {
        const jj_level *l = &q->o->scene->units.levels[i];
        char id[JJ_QGIS_ID];
        snprintf(id, sizeof id, "outline_%s", l->id);
        if (l->has_geometry)
            jj_qgis_tree_layer(q->xml, id, q->annex->is_zh ? l->title_zh : l->title_en, true);
    }
    jj_qgis_tree_layer(q->xml, "facility_all", word(q, "all facilities", "全部设施"), false);
    jj_qgis_tree_layer(q->xml, "service_area_all", word(q, "service areas", "服务范围"), false);
    if (q->has_relief)
        jj_qgis_tree_layer(q->xml, relief_id, word(q, "relief", "地形晕渲"), true);
    jj_text_add(q->xml, "</layer-tree-group>");
}

/* The first row of the dashboard of each service: its layers in the project. */
static const jj_dashboard_row *next_service(const jj_result *r, size_t *at) {
    while (*at < r->n_dashboard) {
        size_t i = (*at)++;
        if (i == 0 || r->dashboard[i].rule != r->dashboard[i - 1].rule)
            return &r->dashboard[i];
    }
    return NULL;
}

static const char *service_id(const jj_qgis *q, const jj_rule *rule) {
    char slug[64];
    jj_outcome_slug(rule->id, slug, sizeof slug);
    return jj_annex_text(q->annex, "dashboard_%s", slug);
}

static const char *service_title(const jj_qgis *q, const jj_rule *rule) {
    return jj_annex_text(q->annex, "%s %s", rule->id,
                         q->annex->is_zh ? rule->title_zh : rule->title_en);
}

/* Enough and near, a layer a service, off until asked for. */
static void tree_dashboard(const jj_qgis *q) {
    size_t at = 0;
    if (q->o->result->n_dashboard == 0)
        return;
    begin_group(q->xml, word(q, "Enough and near", "多少与远近"), false, false);
    for (const jj_dashboard_row *r; (r = next_service(q->o->result, &at));) {
        const jj_rule *rule = &q->o->rules->rules[r->rule];
        jj_qgis_tree_layer(q->xml, service_id(q, rule), service_title(q, rule), false);
    }
    jj_text_add(q->xml, "</layer-tree-group>");
}

void jj_qgis_layer_tree(const jj_qgis *q) {
    jj_text_add(q->xml, "<layer-tree-group>");
    for (size_t i = 0; i < q->n_rules; i++) {
        const char *domain = q->rules[i].rule->domain;
        bool is_first = i == 0 || strcmp(domain, q->rules[i - 1].rule->domain) != 0;
        bool is_last = i + 1 == q->n_rules || strcmp(domain, q->rules[i + 1].rule->domain) != 0;
        if (is_first)
            begin_group(q->xml, jj_domain_title(domain, q->o->lang), true, true);
        tree_rule(q, i);
        if (is_last)
            jj_text_add(q->xml, "</layer-tree-group>");
    }
    tree_dashboard(q);
    tree_ground(q);
    jj_text_add(q->xml, "</layer-tree-group>");
}

/* A vector layer of result.gpkg up to its renderer. */
typedef struct layer {
    const char *id, *name, *table, *subset, *geometry;
    bool has_labels;
} layer;

static void begin_layer(const jj_qgis *q, const layer *l) {
    jj_text *t = q->xml;
    jj_text_addf(t,
                 "<maplayer type=\"vector\" geometry=\"%s\" wkbType=\"%s\" labelsEnabled=\"%d\" "
                 "styleCategories=\"AllStyleCategories\" simplifyDrawingHints=\"1\" "
                 "simplifyDrawingTol=\"1\"><id>%s</id><datasource>%s/result.gpkg|layername=%s",
                 l->geometry, strcmp(l->geometry, "Point") == 0 ? "Point" : "MultiPolygon",
                 l->has_labels, l->id, q->data, l->table);
    if (l->subset) {
        jj_text_add(t, "|subset=");
        jj_text_xml(t, l->subset);
    }
    jj_text_add(t, "</datasource><layername>");
    jj_text_xml(t, l->name);
    jj_text_add(t, "</layername><srs>");
    jj_qgis_crs(q, true);
    jj_text_add(t, "</srs><provider encoding=\"UTF-8\">ogr</provider>"
                   "<map-layer-style-manager current=\"default\"><map-layer-style "
                   "name=\"default\"/></map-layer-style-manager><flags><Identifiable>1"
                   "</Identifiable><Removable>1</Removable><Searchable>1</Searchable></flags>");
}

static void add_labels(jj_text *t, const char *column, double size) {
    jj_text_addf(t,
                 "<labeling type=\"simple\"><settings calloutType=\"simple\"><text-style "
                 "fieldName=\"%s\" isExpression=\"0\" fontFamily=\"Noto Sans CJK SC\" "
                 "fontSize=\"%g\" fontSizeUnit=\"Point\" textColor=\"30,30,30,255\" "
                 "fontWeight=\"50\" namedStyle=\"Regular\"><text-buffer bufferDraw=\"1\" "
                 "bufferSize=\"0.7\" bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,220\"/>"
                 "</text-style><placement placement=\"1\" centroidInside=\"1\" "
                 "centroidWhole=\"1\"/><rendering obstacle=\"1\" displayAll=\"0\"/></settings>"
                 "</labeling>",
                 column, size);
}

/* Colours that multiply what lies under them let the relief through. */
typedef enum blend { BLEND_NORMAL = 0, BLEND_MULTIPLY = 6 } blend;

static void end_layer(const jj_qgis *q, const char *table, blend mode) {
    const jj_table *t = jj_tables_find(q->tables, table);
    if (t)
        jj_style_aliases(q->xml, t, q->o->lang);
    jj_text_addf(q->xml, "<blendMode>%d</blendMode><layerOpacity>1</layerOpacity></maplayer>",
                 (int)mode);
}

static const char *rule_subset(const jj_qgis *q, const jj_qgis_rule *r) {
    return jj_annex_text(q->annex, "\"rule_id\" = '%s'", r->rule->id);
}

static void rule_layers(const jj_qgis *q, const jj_qgis_rule *r) {
    static const uint8_t green[3] = {0, 69, 140};
    jj_legend_class verdicts[JJ_N_VERDICTS], reasons[JJ_N_REASONS];
    jj_legend_verdicts(q->o->lang, verdicts);
    jj_legend_reasons(q->o->lang, reasons);
    const char *subset = rule_subset(q, r);
    const char *table = jj_annex_text(q->annex, "unit_%s", r->level);
    begin_layer(q, &(layer){r->units, r->title, table, NULL, "Polygon", true});
    jj_style_fills(q->xml, r->status, verdicts, JJ_N_VERDICTS);
    add_labels(q->xml, "name", 9);
    end_layer(q, table, q->has_relief ? BLEND_MULTIPLY : BLEND_NORMAL);
    if (*r->gaps) {
        begin_layer(
            q, &(layer){r->gaps, word(q, "gaps", "缺口"), "gap_patch", subset, "Polygon", false});
        jj_style_fills(q->xml, "reason", reasons, JJ_N_REASONS);
        end_layer(q, "gap_patch", BLEND_NORMAL);
    }
    if (*r->places) {
        begin_layer(q, &(layer){r->places, jj_qgis_places_title(q, r), r->places_table, subset,
                                "Point", false});
        jj_style_marks(q->xml, green);
        end_layer(q, r->places_table, BLEND_NORMAL);
    }
}

static void dashboard_layers(const jj_qgis *q) {
    jj_legend_class classes[JJ_N_DASHBOARD_CLASSES];
    jj_legend_dashboard(q->o->lang, classes);
    size_t at = 0;
    for (const jj_dashboard_row *r; (r = next_service(q->o->result, &at));) {
        const jj_rule *rule = &q->o->rules->rules[r->rule];
        const char *subset = jj_annex_text(q->annex, "\"rule_id\" = '%s'", rule->id);
        begin_layer(q, &(layer){service_id(q, rule), service_title(q, rule), "dashboard", subset,
                                "Polygon", true});
        jj_style_fills(q->xml, "class", classes, JJ_N_DASHBOARD_CLASSES);
        add_labels(q->xml, "unit_name", 9);
        end_layer(q, "dashboard", BLEND_NORMAL);
    }
}

void jj_qgis_bind(jj_text *t, const jj_qgis_binding *bindings, size_t n) {
    jj_text_add(t, "<Option type=\"Map\"><Option type=\"QString\" name=\"name\" value=\"\"/>"
                   "<Option type=\"Map\" name=\"properties\">");
    for (size_t i = 0; i < n; i++) {
        jj_text_addf(t,
                     "<Option type=\"Map\" name=\"%s\"><Option type=\"bool\" name=\"active\" "
                     "value=\"true\"/><Option type=\"QString\" name=\"expression\" value=\"",
                     bindings[i].property);
        jj_text_xml(t, bindings[i].expression);
        jj_text_add(t, "\"/><Option type=\"int\" name=\"type\" value=\"3\"/></Option>");
    }
    jj_text_add(t,
                "</Option><Option type=\"QString\" name=\"type\" value=\"collection\"/></Option>");
}

const char jj_qgis_page_unit[] = "atlas_page_unit";

/* Without an atlas page nothing of it is seen. */
static void page_unit_layer(const jj_qgis *q) {
    static const jj_qgis_binding bindings[] = {
        {"fillColor",
         "color_rgba(255, 255, 255, if(coalesce(@atlas_featureid, $id) = $id, 0, 150))"},
        {"outlineStyle", "if(@atlas_featureid = $id, 'solid', 'no')"}};
    const char *table = jj_annex_text(q->annex, "unit_%s", q->rules[q->atlas].level);
    begin_layer(q, &(layer){jj_qgis_page_unit, word(q, "unit of the page", "本页单位"), table, NULL,
                            "Polygon", false});
    jj_text_add(q->xml,
                "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"1\" "
                "forceraster=\"0\"><symbols><symbol type=\"fill\" name=\"0\" alpha=\"1\" "
                "clip_to_extent=\"1\"><layer class=\"SimpleFill\" enabled=\"1\" pass=\"0\" "
                "locked=\"0\"><Option type=\"Map\"><Option type=\"QString\" name=\"color\" "
                "value=\"255,255,255,0\"/><Option type=\"QString\" name=\"style\" value=\"solid\"/>"
                "<Option type=\"QString\" name=\"outline_color\" value=\"20,20,20,255\"/>"
                "<Option type=\"QString\" name=\"outline_width\" value=\"0.9\"/><Option "
                "type=\"QString\" name=\"outline_width_unit\" value=\"MM\"/></Option>"
                "<data_defined_properties>");
    jj_qgis_bind(q->xml, bindings, JJ_COUNT(bindings));
    jj_text_add(q->xml, "</data_defined_properties></layer></symbol></symbols><orderby>"
                        "<orderByClause asc=\"1\" nullsFirst=\"0\">@atlas_featureid = $id"
                        "</orderByClause></orderby></renderer-v2>");
    end_layer(q, table, BLEND_NORMAL);
}

static void relief_layer(const jj_qgis *q) {
    jj_text_addf(q->xml,
                 "<maplayer type=\"raster\"><id>%s</id><datasource>%s/rasters/relief.tif"
                 "</datasource><layername>%s</layername><srs>",
                 relief_id, q->data, word(q, "relief", "地形晕渲"));
    lattice_crs(q);
    jj_text_add(
        q->xml,
        "</srs><provider>gdal</provider><map-layer-style-manager current=\"default\">"
        "<map-layer-style name=\"default\"/></map-layer-style-manager><pipe><rasterrenderer "
        "type=\"singlebandgray\" opacity=\"0.7\" grayBand=\"1\" alphaBand=\"-1\" "
        "gradient=\"BlackToWhite\" nodataColor=\"\"><contrastEnhancement><minValue>1</minValue>"
        "<maxValue>255</maxValue><algorithm>StretchToMinimumMaximum</algorithm>"
        "</contrastEnhancement></rasterrenderer><brightnesscontrast brightness=\"0\" "
        "contrast=\"0\" gamma=\"1\"/><huesaturation saturation=\"0\"/><rasterresampler "
        "zoomedInResampler=\"bilinear\" "
        "maxOversampling=\"2\"/></pipe><blendMode>0</blendMode></maplayer>");
}

void jj_qgis_map_layers(const jj_qgis *q) {
    static const uint8_t grey[3] = {90, 98, 110};
    jj_text_add(q->xml, "<projectlayers>");
    for (size_t i = 0; i < q->n_rules; i++)
        rule_layers(q, &q->rules[i]);
    dashboard_layers(q);
    for (size_t i = 0; i < q->o->scene->units.n_levels; i++) {
        const jj_level *l = &q->o->scene->units.levels[i];
        if (!l->has_geometry)
            continue;
        const char *table = jj_annex_text(q->annex, "unit_%s", l->id);
        const char *id = jj_annex_text(q->annex, "outline_%s", l->id);
        begin_layer(q, &(layer){id, q->annex->is_zh ? l->title_zh : l->title_en, table, NULL,
                                "Polygon", false});
        jj_style_outline(q->xml, jj_boundary_look_of(l->id)->width_mm);
        end_layer(q, table, BLEND_NORMAL);
    }
    if (q->n_rules)
        page_unit_layer(q);
    begin_layer(q, &(layer){"facility_all", word(q, "all facilities", "全部设施"), "facility", NULL,
                            "Point", false});
    jj_style_marks(q->xml, grey);
    end_layer(q, "facility", BLEND_NORMAL);
    begin_layer(q, &(layer){"service_area_all", word(q, "service areas", "服务范围"),
                            "service_area", NULL, "Polygon", false});
    jj_style_fills(q->xml, NULL, NULL, 0);
    end_layer(q, "service_area", BLEND_NORMAL);
    if (q->has_relief)
        relief_layer(q);
    jj_text_add(q->xml, "</projectlayers>");
}

static void theme_layer(jj_text *t, const char *id) {
    if (*id)
        jj_text_addf(t, "<layer id=\"%s\" style=\"default\" visible=\"1\" expanded=\"1\"/>", id);
}

void jj_qgis_themes(const jj_qgis *q) {
    jj_text_add(q->xml, "<visibility-presets>");
    for (size_t i = 0; i < q->n_rules; i++) {
        const jj_qgis_rule *r = &q->rules[i];
        jj_text_add(q->xml, "<visibility-preset has-expanded-info=\"1\" name=\"");
        jj_text_xml(q->xml, jj_annex_text(q->annex, "%s / %s %s",
                                          jj_domain_title(r->rule->domain, q->o->lang), r->rule->id,
                                          r->title));
        jj_text_add(q->xml, "\">");
        theme_layer(q->xml, r->places);
        if (i == q->atlas)
            theme_layer(q->xml, jj_qgis_page_unit);
        theme_layer(q->xml, r->gaps);
        theme_layer(q->xml, r->units);
        for (size_t k = 0; k < q->o->scene->units.n_levels; k++) {
            const jj_level *l = &q->o->scene->units.levels[k];
            if (l->has_geometry)
                theme_layer(q->xml, jj_annex_text(q->annex, "outline_%s", l->id));
        }
        if (q->has_relief)
            theme_layer(q->xml, relief_id);
        jj_text_add(q->xml, "</visibility-preset>");
    }
    jj_text_add(q->xml, "</visibility-presets>");
}
