/* What the files of qgis/ share. */
#ifndef OUT_QGIS_PROJECT_H
#define OUT_QGIS_PROJECT_H

#include "out/annex/wording.h"
#include "out/qgis/qgis.h"

enum { JJ_QGIS_ID = 96 };

/* A rule that can be mapped, and the ids of its layers; "" where it has none. */
typedef struct jj_qgis_rule {
    const jj_rule *rule;
    const char *title, *basis;
    const char *level; /* whose polygons show the verdicts */
    char units[JJ_QGIS_ID], gaps[JJ_QGIS_ID], places[JJ_QGIS_ID];
    const char *places_table; /* of result.gpkg, that `places` shows */
    char status[JJ_QGIS_ID];  /* column of the verdicts */
} jj_qgis_rule;

typedef struct jj_qgis {
    jj_ctx *ctx;
    const jj_outcome *o;
    const jj_tables *tables;
    jj_annex *annex; /* for words */
    jj_text *xml;
    char crs[16];
    const char *wkt, *wgs84_wkt;
    double box[4]; /* of all units, in crs: west, south, east, north */
    jj_qgis_rule *rules;
    size_t n_rules;
    const char *data; /* the result's folder from the project's: "." or ".." */
    size_t atlas;     /* the rule of the atlas */
    bool has_relief;
} jj_qgis;

/* A reference system as QGIS writes it: WGS 84, or that of the sheets. */
void jj_qgis_crs(const jj_qgis *q, bool is_geographic);

/* <layer-tree-group>, <projectlayers> and the map themes. */
void jj_qgis_layer_tree(const jj_qgis *q);
void jj_qgis_map_layers(const jj_qgis *q);
void jj_qgis_themes(const jj_qgis *q);

/* <Layouts>: one a rule, and the atlas. */
void jj_qgis_layouts(const jj_qgis *q);

/* The layer that marks the unit of an atlas page and fades those around it. */
extern const char jj_qgis_page_unit[];

/* A property that follows from an expression of QGIS's. */
typedef struct jj_qgis_binding {
    const char *property, *expression;
} jj_qgis_binding;
/* <Option> of such properties, as items of layouts and symbols hold it. */
void jj_qgis_bind(jj_text *t, const jj_qgis_binding *bindings, size_t n);

/* What the points of a rule are: those that serve, or those it counts. */
const char *jj_qgis_places_title(const jj_qgis *q, const jj_qgis_rule *r);

/* One entry of a layer tree. */
void jj_qgis_tree_layer(jj_text *t, const char *id, const char *name, bool is_checked);

#endif
