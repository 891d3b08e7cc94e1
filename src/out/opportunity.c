#include "out/opportunity.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
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

static jj_status write_surface(jj_ctx *ctx, const jj_outcome *o, uint32_t rule, size_t k,
                               const char *path) {
    const jj_scene *s = o->scene;
    size_t n = jj_grid_cells(&s->grid);
    JJ_AUTO uint8_t *may = jj_alloc(n, 1);
    JJ_AUTO double *gain = jj_alloc(n, sizeof *gain);
    if (!may || !gain)
        return jj_no_memory(ctx, "the opportunity surface", n * 9);
    memset(may, 1, n);
    leave_inhabited(s, may);
    JJ_TRY(jj_opportunity_surface_of(ctx, s, o->rules, o->result, rule, k, may, gain));
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
