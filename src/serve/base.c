#include "serve/base.h"
#include "load/project.h"
#include "out/wkb.h"

#include <math.h>
#include <string.h>

enum { MOST_CORNERS = 200000, ALL_ROADS = 5000 };

typedef struct writer {
    jj_ctx *ctx;
    jj_text *out;
    size_t n_corners;
    bool is_first;
} writer;

static void begin_item(writer *w) {
    jj_text_add(w->out, w->is_first ? "" : ",");
    w->is_first = false;
}

/* Corners nearer than a few metres to the one before are left out. */
static void add_line(writer *w, const double *xy, size_t n) {
    static const double step_deg = 0.00005;
    double x = NAN, y = NAN;
    begin_item(w);
    jj_text_add(w->out, "[");
    for (size_t i = 0; i < n; i++) {
        bool is_end = i == 0 || i == n - 1;
        if (!is_end && fabs(xy[2 * i] - x) + fabs(xy[2 * i + 1] - y) < step_deg)
            continue;
        x = xy[2 * i];
        y = xy[2 * i + 1];
        jj_text_addf(w->out, "%s[%.5f,%.5f]", i ? "," : "", x, y);
        w->n_corners++;
    }
    jj_text_add(w->out, "]");
}

static void add_feature(writer *w, const jj_feature *f, jj_geometry wanted) {
    if (f->type != wanted || w->n_corners > MOST_CORNERS)
        return;
    if (wanted == JJ_GEOMETRY_POLYGON) {
        size_t len = w->out->len;
        begin_item(w);
        if (!jj_wkb_geojson(w->out, f->wkb, f->wkb_len)) {
            w->out->len = len; /* the comma too */
            return;
        }
        w->n_corners += f->n_points;
        return;
    }
    for (size_t p = 0, from = 0; p < f->n_parts; from = f->part_end[p++])
        if (f->part_end[p] - from >= 2)
            add_line(w, f->xy + 2 * from, f->part_end[p] - from);
}

/* A class of road that a county map shows. */
static bool is_main(const char *class) {
    static const char *const mains[] = {"motorway", "trunk", "primary", "secondary", "tertiary"};
    for (size_t i = 0; i < JJ_COUNT(mains); i++)
        if (strcmp(class, mains[i]) == 0)
            return true;
    return false;
}

static int class_column(const jj_layer *l) {
    for (size_t i = 0; i < jj_layer_n_fields(l); i++)
        if (strcmp(jj_layer_field_name(l, i), "highway") == 0)
            return (int)i;
    return -1;
}

static jj_status read_source(writer *w, const jj_source_spec *spec, jj_geometry wanted) {
    JJ_CLEANUP(jj_layer_closep) jj_layer *layer = NULL;
    JJ_TRY(jj_layer_open(w->ctx, spec, &layer));
    JJ_TRY(jj_layer_project(w->ctx, layer, "EPSG:4326"));
    int class = class_column(layer);
    for (size_t n = 0; w->n_corners <= MOST_CORNERS; n++) {
        jj_feature f;
        bool more;
        JJ_TRY(jj_layer_next(w->ctx, layer, &f, &more));
        if (!more)
            break;
        if (class < 0 || n < ALL_ROADS || is_main(f.text[class]))
            add_feature(w, &f, wanted);
    }
    return JJ_OK;
}

/* A source that cannot be read is no reason to show nothing. */
static void add_sources(writer *w, const char *name, const jj_source_spec *specs, size_t n,
                        jj_geometry wanted) {
    jj_text_addf(w->out, "%s\"%s\":[", w->out->len > 1 ? "," : "", name);
    w->is_first = true;
    for (size_t i = 0; i < n; i++)
        if (specs[i].path)
            (void)read_source(w, &specs[i], wanted);
    jj_text_add(w->out, "]");
}

jj_status serve_base_read(jj_ctx *ctx, const char *project, jj_text *out) {
    JJ_CLEANUP(jj_project_deinit) jj_project p = {0};
    JJ_TRY(jj_project_read(ctx, project, &p));
    const jj_surface_keys *s = &p.surface;
    writer w = {.ctx = ctx, .out = out};
    jj_text_add(out, "{");
    add_sources(&w, "water", s->water, s->n_water, JJ_GEOMETRY_POLYGON);
    add_sources(&w, "rivers", s->barriers, s->n_barriers, JJ_GEOMETRY_LINE);
    add_sources(&w, "roads", &p.roads.source, 1, JJ_GEOMETRY_LINE);
    jj_text_add(out, "}");
    return out->failed ? jj_no_memory(ctx, "water and roads", 0) : JJ_OK;
}
