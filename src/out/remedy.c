#include "out/remedy.h"

#include "base/lang.h"
#include "out/layers.h"
#include "out/outcome.h"
#include "out/result_kept.h"
#include "out/annex/form.h"
#include "out/way.h"
#include "rules/remedy.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void jj_remedy_deinit(jj_remedy *m) {
    jj_text_deinit(&m->wkb);
}

/* One question on its way to its answer. */
typedef struct finding {
    jj_ctx *ctx;
    const jj_scene *scene;
    uint8_t *where;    /* per cell: jj_remedy_find() */
    jj_part box;       /* around all that serves */
    jj_transform *out; /* to WGS 84; NULL where the lattice is in degrees */
    jj_remedy *remedy;
} finding;

static void finding_deinit(finding *f) {
    jj_free(f->where);
    jj_transform_free(f->out);
}

static jj_status no_room(jj_ctx *ctx) {
    return jj_no_memory(ctx, "where one more would serve a place", 0);
}

static const jj_rule *rule_named(const jj_proposals *p, const char *id) {
    for (size_t i = 0; i < p->loaded.rules.n; i++)
        if (strcmp(p->loaded.rules.rules[i].id, id) == 0)
            return &p->loaded.rules.rules[i];
    return NULL;
}

static jj_remedy_ask ask_of(const jj_proposals *p, const jj_remedy_question *q,
                            const jj_result_field *f) {
    const jj_scene *s = &p->loaded.scene;
    const jj_selection *selection = &s->selections[f->selection];
    const jj_rule *rule = rule_named(p, q->rule);
    bool is_own = rule && rule->own_unit_only && q->unit;
    double ms = fmin(floor(q->within_minutes * 60000 + 0.5), JJ_FARTHEST);
    return (jj_remedy_ask){.profile = &s->profiles[f->profile],
                           .kind =
                               selection->n ? s->facilities[selection->facilities[0]].kind : NULL,
                           .within_ms = (uint32_t)ms,
                           .unit = is_own ? jj_unit_find(&s->units, q->unit) : JJ_NO_UNIT};
}

static void measure(finding *f) {
    const jj_grid *g = &f->scene->grid;
    uint32_t up = g->rows, down = 0, left = g->cols, right = 0;
    for (uint32_t row = 0; row < g->rows; row++)
        for (uint32_t col = 0; col < g->cols; col++) {
            uint8_t here = f->where[(size_t)row * g->cols + col];
            if (!here)
                continue;
            double km2 = jj_lengths_area_m2(&f->scene->lengths, row, col) / 1e6;
            f->remedy->serves_km2 += km2;
            f->remedy->permitted_km2 += here & JJ_REMEDY_PERMITTED ? km2 : 0;
            up = row < up ? row : up;
            down = row > down ? row : down;
            left = col < left ? col : left;
            right = col > right ? col : right;
        }
    bool is_any = f->remedy->serves_km2 > 0;
    f->box = is_any ? (jj_part){up, left, down - up + 1, right - left + 1} : (jj_part){0};
}

static jj_status add_spans(const finding *f, jj_cover *cover) {
    size_t cap = 0;
    for (uint32_t row = f->box.row0; row < f->box.row0 + f->box.rows; row++) {
        bool continues = false;
        for (uint32_t col = f->box.col0; col < f->box.col0 + f->box.cols; col++) {
            bool serves = f->where[(size_t)row * f->scene->grid.cols + col];
            if (serves && continues)
                cover->spans[cover->n_spans - 1].n++;
            if (serves && !continues) {
                if (!jj_grow(&cover->spans, &cap, cover->n_spans + 1, sizeof *cover->spans))
                    return no_room(f->ctx);
                cover->spans[cover->n_spans++] = (jj_span){row, col, 1, 1};
            }
            continues = serves;
        }
    }
    return JJ_OK;
}

static jj_status draw(const finding *f) {
    JJ_CLEANUP(jj_cover_deinit) jj_cover cover = {0};
    const jj_outcome outcome = {.scene = f->scene};
    const jj_layer_view view = {.o = &outcome, .to_wgs84 = f->out};
    JJ_TRY(add_spans(f, &cover));
    JJ_TRY(jj_layer_outline(f->ctx, &view, &cover, &f->remedy->wkb));
    return f->remedy->wkb.failed ? no_room(f->ctx) : JJ_OK;
}

/* Cell of the largest gain on permitted ground; the smaller cell among equals. */
static uint32_t best_cell(const finding *f, const double *gain, double *most) {
    uint32_t best = JJ_NO_CELL;
    *most = 0;
    for (uint32_t i = 0; i < f->box.rows * f->box.cols; i++) {
        uint32_t cell =
            (f->box.row0 + i / f->box.cols) * f->scene->grid.cols + f->box.col0 + i % f->box.cols;
        if (f->where[cell] & JJ_REMEDY_PERMITTED && gain[i] > *most) {
            best = cell;
            *most = gain[i];
        }
    }
    return best;
}

static jj_status find_site(const finding *f, const jj_result_file *r, const char *rule) {
    char slug[64], name[128];
    jj_raster *surface;
    jj_remedy *m = f->remedy;
    jj_outcome_slug(rule, slug, sizeof slug);
    snprintf(name, sizeof name, "rasters/opportunity_%s.tif", slug);
    JJ_TRY(jj_result_raster(f->ctx, r, name, &surface));
    jj_grid g = surface ? jj_raster_grid(surface) : (jj_grid){0};
    if (g.rows != f->scene->grid.rows || g.cols != f->scene->grid.cols)
        return JJ_OK;
    jj_part b = f->box;
    JJ_AUTO double *gain = jj_alloc((size_t)b.rows * b.cols, sizeof *gain);
    if (!gain)
        return no_room(f->ctx);
    JJ_TRY(jj_raster_read_window(f->ctx, surface, b.row0, b.col0, b.rows, b.cols, gain));
    uint32_t cell = best_cell(f, gain, &m->site_people);
    if (cell == JJ_NO_CELL)
        return JJ_OK;
    jj_grid_centre(&f->scene->grid, cell, &m->site_lon, &m->site_lat);
    m->has_site = true;
    return f->out ? jj_transform_points(f->ctx, f->out, &m->site_lon, &m->site_lat, 1) : JJ_OK;
}

jj_status jj_result_remedy(jj_ctx *ctx, const jj_result_file *r, const jj_proposals *p,
                           const jj_remedy_question *q, jj_remedy *out) {
    const jj_scene *s = &p->loaded.scene;
    const jj_result_field *field = jj_proposals_field(p, q->field);
    JJ_CLEANUP(finding_deinit) finding f = {.ctx = ctx, .scene = s, .remedy = out};
    uint32_t cell;
    *out = (jj_remedy){0};
    if (!field || !s->has_grid || !(q->within_minutes > 0))
        return JJ_OK;
    JJ_TRY(jj_proposals_cell(ctx, p, q->lon_lat, &cell));
    if (cell == JJ_NO_CELL)
        return JJ_OK;
    jj_remedy_ask ask = ask_of(p, q, field);
    ask.cell = cell;
    if (!(f.where = jj_alloc(jj_grid_cells(&s->grid), 1)))
        return no_room(ctx);
    JJ_TRY(jj_remedy_find(ctx, s, &ask, f.where));
    measure(&f);
    if (!(out->serves_km2 > 0))
        return JJ_OK;
    if (!s->grid.is_geographic)
        JJ_TRY(jj_transform_new(ctx, s->crs, "EPSG:4326", &f.out));
    JJ_TRY(draw(&f));
    return find_site(&f, r, q->rule);
}

void jj_remedy_print(const jj_ctx *ctx, const jj_remedy *m, double within_minutes, jj_text *out) {
    jj_lang lang = ctx->lang;
    if (!(m->serves_km2 > 0))
        return;
    jj_text_addf(out, jj_tr(lang, "one more within %.4g min of here, anywhere on these %.2f km2"),
                 within_minutes, m->serves_km2);
    if (!(m->permitted_km2 > 0))
        jj_text_add(out, jj_tr(lang, ", but nothing may be built there"));
    else if (m->permitted_km2 < m->serves_km2)
        jj_text_addf(out, jj_tr(lang, ", of which %.2f km2 may be built on"), m->permitted_km2);
    if (!m->has_site)
        return;
    jj_text_addf(out, jj_tr(lang, "; most people at %.5f, %.5f: "), m->site_lon, m->site_lat);
    jj_people_print(out, m->site_people, true, lang);
    jj_text_add(out, jj_tr(lang, " newly within"));
}
