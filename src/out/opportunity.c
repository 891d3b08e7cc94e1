#include "out/opportunity.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "rules/gain.h"
#include "store/raster.h"

#include <math.h>
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

static void add_name(jj_text *path, const char *folder, const char *rule_id) {
    char slug[64];
    jj_outcome_slug(rule_id, slug, sizeof slug);
    jj_text_addf(path, "%s/rasters/opportunity_%s.tif", folder, slug);
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

static jj_status write_surface(jj_ctx *ctx, const char *folder, const jj_outcome *o,
                               const jj_gain_base *base) {
    const jj_scene *s = o->scene;
    size_t n = jj_grid_cells(&s->grid);
    JJ_CLEANUP(jj_text_deinit) jj_text path = {0};
    JJ_AUTO uint8_t *may = jj_alloc(n, 1);
    JJ_AUTO double *gain = jj_alloc(n, sizeof *gain);
    add_name(&path, folder, base->rule->id);
    if (!may || !gain || path.failed)
        return jj_no_memory(ctx, "the opportunity surface", n * 9);
    jj_gain_permitted(s, base->kind, base->profile, base->rows, may);
    leave_inhabited(s, may);
    JJ_TRY(jj_gain_surface(ctx, s, base, may, gain));
    rows r = {gain, s->grid.cols};
    const jj_raster_out spec = {.path = path.s,
                                .grid = &s->grid,
                                .crs = s->crs,
                                .type = JJ_RASTER_F32,
                                .nodata = no_value,
                                .unit = "people",
                                .description =
                                    "people newly within the standard if a facility stood here"};
    return jj_raster_write(ctx, &spec, gain_row, &r);
}

jj_status jj_opportunities_write(jj_ctx *ctx, const char *folder, const jj_outcome *o) {
    if (!o->scene->has_grid)
        return JJ_OK;
    for (uint32_t i = 0; i < o->rules->n; i++) {
        jj_gain_base base;
        jj_status st = jj_gain_of_rule(ctx, o->scene, o->rules, o->result, i, &base);
        if (st == JJ_E_DATA)
            continue;
        JJ_TRY(st);
        jj_progress(ctx, jj_tr(ctx->lang, "opportunity surfaces"), i, o->rules->n);
        JJ_TRY(write_surface(ctx, folder, o, &base));
    }
    return JJ_OK;
}

jj_status jj_opportunity_read(jj_ctx *ctx, const char *folder, const char *rule_id,
                              const jj_grid *g, float **out) {
    JJ_CLEANUP(jj_text_deinit) jj_text path = {0};
    JJ_CLEANUP(jj_raster_closep) jj_raster *raster = NULL;
    *out = NULL;
    add_name(&path, folder, rule_id);
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
    size_t n = o->scene->has_grid ? jj_grid_cells(&o->scene->grid) : 0;
    return (uint64_t)n * sizeof(float) * o->result->n_reaches;
}
