#include "out/opportunity.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "out/wkb.h"
#include "rules/opportunity.h"
#include "store/raster.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float no_value = -9999;

typedef struct rows {
    const double *gain;
    uint32_t cols;
} rows;

static void gain_row(void *user, uint32_t row, void *out) {
    const rows *r = user;
    const double *gain = r->gain + (size_t)row * r->cols;
    float *people = out;
    for (uint32_t c = 0; c < r->cols; c++)
        people[c] = isnan(gain[c]) ? no_value : (float)gain[c];
}

/* The kind is named where a rule has a surface for each of several. */
static void add_name(jj_text *path, const char *folder, const char *rule_id, const char *kind) {
    char slug[64];
    jj_outcome_slug(rule_id, slug, sizeof slug);
    jj_text_addf(path, "%s/rasters/opportunity_%s%s%s.tif", folder, slug, *kind ? "_" : "", kind);
}

/* Only where people live: nobody builds in the wilderness for the sake of the map. */
static void leave_inhabited(const jj_scene *s, uint8_t *may) {
    for (size_t i = 0; i < jj_grid_cells(&s->grid); i++) {
        bool is_inhabited = false;
        for (size_t d = 0; may[i] && !is_inhabited && d < s->n_demands; d++)
            is_inhabited = s->demands[d].people && s->demands[d].people[i] > 0;
        may[i] = is_inhabited;
    }
}

/* Cells of the unit whose middle it holds and no unit after it does. */
static jj_status stand_in(jj_ctx *ctx, const jj_scene *s, uint32_t unit, uint32_t *stands_in) {
    const jj_unit *u = &s->units.units[unit];
    uint32_t row = UINT32_MAX; /* whose centres are at hand */
    JJ_AUTO double *lon = jj_alloc(s->grid.cols, sizeof *lon);
    JJ_AUTO double *lat = jj_alloc(s->grid.cols, sizeof *lat);
    if (!lon || !lat)
        return jj_no_memory(ctx, "the opportunity surface", s->grid.cols * 16);
    for (size_t i = 0; i < u->cover.n_spans; i++) {
        const jj_span *span = &u->cover.spans[i];
        bool is_whole = span->fraction > 1 - 1e-9;
        if (!is_whole && span->row != row)
            JJ_TRY(jj_scene_row_centres(s, span->row, lon, lat));
        row = is_whole ? row : span->row;
        for (uint32_t c = span->col; c < span->col + span->n; c++) {
            size_t cell = (size_t)span->row * s->grid.cols + c;
            if (stands_in[cell] == JJ_NO_UNIT &&
                (is_whole || jj_wkb_holds(u->wkb, u->wkb_len, lon[c], lat[c])))
                stands_in[cell] = unit;
        }
    }
    return JJ_OK;
}

/* As jj_unit_at() would say of the middle of each cell. */
static jj_status find_stands_in(jj_ctx *ctx, const jj_scene *s, uint32_t *stands_in) {
    for (size_t i = 0; i < jj_grid_cells(&s->grid); i++)
        stands_in[i] = JJ_NO_UNIT;
    for (uint32_t i = (uint32_t)s->units.n; i-- > 0;)
        if (s->units.units[i].wkb)
            JJ_TRY(stand_in(ctx, s, i, stands_in));
    return JJ_OK;
}

static jj_status write_surface(jj_ctx *ctx, const jj_outcome *o, uint32_t rule, size_t k,
                               const char *path) {
    const jj_scene *s = o->scene;
    size_t n = jj_grid_cells(&s->grid);
    JJ_AUTO uint8_t *may = jj_alloc(n, 1);
    JJ_AUTO double *gain = jj_alloc(n, sizeof *gain);
    if (!may || !gain)
        return jj_no_memory(ctx, "the opportunity surface", n * 9);
    JJ_AUTO uint32_t *stands_in = NULL;
    memset(may, 1, n);
    leave_inhabited(s, may);
    if (o->rules->rules[rule].own_unit_only) {
        stands_in = jj_alloc(n, sizeof *stands_in);
        if (!stands_in)
            return jj_no_memory(ctx, "the opportunity surface", n * sizeof *stands_in);
        JJ_TRY(find_stands_in(ctx, s, stands_in));
    }
    const jj_opportunity_ask ask = {rule, k, stands_in};
    JJ_TRY(jj_opportunity_surface_of(ctx, s, o->rules, o->result, &ask, may, gain));
    rows r = {gain, s->grid.cols};
    const jj_raster_out spec = {.path = path,
                                .grid = &s->grid,
                                .crs = s->crs,
                                .type = JJ_RASTER_F32,
                                .nodata = no_value,
                                .unit = "people",
                                .description =
                                    "people newly within the standard if a facility stood here"};
    return jj_raster_write(ctx, &spec, gain_row, &r);
}

/* The surfaces of one rule, and a line each in the list; or a line with the reason. */
static jj_status write_rule(jj_ctx *ctx, const char *folder, const jj_outcome *o, uint32_t i,
                            jj_text *list) {
    const jj_rule *rule = &o->rules->rules[i];
    const char *why;
    size_t n = jj_opportunity_count(o->scene, o->rules, o->result, i, &why);
    if (n == 0 && rule->metric == JJ_POP_COVER)
        jj_text_addf(list, "%s,,,\"%s\"\n", rule->id, why);
    for (size_t k = 0; k < n; k++) {
        JJ_CLEANUP(jj_text_deinit) jj_text path = {0};
        const char *kind = jj_opportunity_kind(o->scene, rule, k);
        char number[24];
        snprintf(number, sizeof number, "%zu", k + 1);
        add_name(&path, folder, rule->id, n == 1 ? "" : *kind ? kind : number);
        if (path.failed)
            return jj_no_memory(ctx, "the opportunity surface", 0);
        JJ_TRY(write_surface(ctx, o, i, k, path.s));
        jj_text_addf(list, "%s,%s,%s,\n", rule->id, kind, jj_path_name(path.s));
    }
    return JJ_OK;
}

jj_status jj_opportunities_write(jj_ctx *ctx, const char *folder, const jj_outcome *o) {
    JJ_CLEANUP(jj_text_deinit) jj_text list = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text path = {0};
    if (!o->scene->has_grid)
        return JJ_OK;
    jj_text_add(&list, "rule,kind,file,reason\n");
    for (uint32_t i = 0; i < o->rules->n; i++) {
        jj_progress(ctx, jj_tr(ctx->lang, "opportunity surfaces"), i, o->rules->n);
        JJ_TRY(write_rule(ctx, folder, o, i, &list));
    }
    jj_text_addf(&path, "%s/rasters/opportunity.csv", folder);
    if (list.failed || path.failed)
        return jj_no_memory(ctx, "the opportunity surface", 0);
    return jj_file_replace(ctx, path.s, list.s, list.len);
}

jj_status jj_opportunity_read(jj_ctx *ctx, const char *folder, const char *rule_id,
                              const jj_grid *g, float **out) {
    JJ_CLEANUP(jj_text_deinit) jj_text path = {0};
    JJ_CLEANUP(jj_raster_closep) jj_raster *raster = NULL;
    *out = NULL;
    add_name(&path, folder, rule_id, "");
    if (path.failed)
        return jj_no_memory(ctx, "the opportunity surface", 0);
    if (!jj_file_exists(path.s))
        return JJ_OK;
    JJ_TRY(jj_raster_open(ctx, path.s, 1, "local", &raster));
    jj_grid found = jj_raster_grid(raster);
    if (found.rows != g->rows || found.cols != g->cols || found.x0 != g->x0 || found.y0 != g->y0)
        return JJ_OK;
    JJ_AUTO double *row = jj_alloc(g->cols, sizeof *row);
    JJ_AUTO float *gain = jj_alloc(jj_grid_cells(g), sizeof *gain);
    if (!row || !gain)
        return jj_no_memory(ctx, "the opportunity surface", 0);
    for (uint32_t r = 0; r < g->rows; r++) {
        JJ_TRY(jj_raster_read(ctx, raster, r, 1, row));
        for (uint32_t c = 0; c < g->cols; c++)
            gain[(size_t)r * g->cols + c] = (float)row[c];
    }
    *out = gain;
    gain = NULL; /* handed over */
    return JJ_OK;
}

uint64_t jj_opportunities_size(const jj_outcome *o) {
    uint64_t n_surfaces = 0;
    const char *why;
    for (uint32_t i = 0; o->wants_opportunity && i < o->rules->n; i++)
        n_surfaces += jj_opportunity_count(o->scene, o->rules, o->result, i, &why);
    return o->scene->has_grid ? n_surfaces * jj_grid_cells(&o->scene->grid) * sizeof(float) : 0;
}
