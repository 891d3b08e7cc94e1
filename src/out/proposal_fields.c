#include "out/proposal_fields.h"
#include "base/file.h"
#include "out/kept_result.h"
#include "rules/fields.h"
#include "rules/run.h"
#include "rules/what_if.h"
#include "store/raster.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What a NoData cell is, and by how much the file's numbers are above ours. */
typedef struct coding {
    uint32_t none, offset;
} coding;

static jj_status read_cells(jj_ctx *ctx, const jj_grid *g, jj_raster *raster, coding code,
                            uint32_t *out) {
    JJ_AUTO double *row = jj_alloc(g->cols, sizeof *row);
    if (!row)
        return jj_no_memory(ctx, "a field", 0);
    for (uint32_t r = 0; r < g->rows; r++) {
        uint32_t *to = out + (size_t)r * g->cols;
        JJ_TRY(jj_raster_read(ctx, raster, r, 1, row));
        for (uint32_t c = 0; c < g->cols; c++)
            to[c] = isnan(row[c]) ? code.none : (uint32_t)row[c] - code.offset;
    }
    return JJ_OK;
}

/* *is_there is false where the file is missing or of another lattice. */
static jj_status read_raster(jj_ctx *ctx, const jj_proposals *p, const char *name, coding code,
                             uint32_t *out, bool *is_there) {
    const jj_grid *g = &p->loaded.scene.grid;
    JJ_AUTO char *path = jj_path_join(p->folder, name);
    JJ_CLEANUP(jj_raster_closep) jj_raster *raster = NULL;
    *is_there = false;
    if (!path)
        return jj_no_memory(ctx, name, 0);
    if (!jj_file_exists(path))
        return JJ_OK;
    JJ_TRY(jj_raster_open(ctx, path, 1, "local", &raster));
    jj_grid found = jj_raster_grid(raster);
    if (found.rows != g->rows || found.cols != g->cols || found.x0 != g->x0 || found.y0 != g->y0)
        return JJ_OK;
    *is_there = true;
    return read_cells(ctx, g, raster, code, out);
}

static jj_status read_stored(jj_ctx *ctx, const jj_proposals *p, jj_result_field *f,
                             bool *is_there) {
    char name[160];
    snprintf(name, sizeof name, "fields/%s_ms.tif", f->id);
    JJ_TRY(read_raster(ctx, p, name, (coding){JJ_UNREACHED, 0}, f->time_ms, is_there));
    if (!*is_there)
        return JJ_OK;
    snprintf(name, sizeof name, "rasters/%s_nearest.tif", f->id);
    return read_raster(ctx, p, name, (coding){JJ_NO_FACILITY, 1}, f->nearest, is_there);
}

static jj_status fill(jj_ctx *ctx, const jj_proposals *p, jj_result_field *f) {
    const jj_scene *s = &p->loaded.scene;
    if (p->uses_stored && jj_kept_field(s->kept, &s->grid, f))
        return JJ_OK;
    size_t n = jj_grid_cells(&s->grid);
    bool is_there = false;
    f->time_ms = jj_alloc(n, sizeof *f->time_ms);
    f->nearest = jj_alloc(n, sizeof *f->nearest);
    if (!f->time_ms || !f->nearest)
        return jj_no_memory(ctx, "a field", (uint64_t)n * 8);
    if (p->uses_stored)
        JJ_TRY(read_stored(ctx, p, f, &is_there));
    if (is_there)
        return JJ_OK;
    const jj_selection *sel = &s->selections[f->selection];
    jj_field_query q = {&s->profiles[f->profile], sel->facilities, sel->n, f->within_ms, NULL};
    return jj_field_solve(ctx, s, &q, f->time_ms, f->nearest);
}

/* Half a field is none. */
static jj_status fill_or_forget(jj_ctx *ctx, const jj_proposals *p, jj_result_field *f) {
    jj_status st = f->time_ms ? JJ_OK : fill(ctx, p, f);
    if (st != JJ_OK && !f->is_borrowed) {
        jj_free(f->time_ms);
        jj_free(f->nearest);
        f->time_ms = f->nearest = NULL;
    }
    return st;
}

static jj_result_field *stored_field(jj_proposals *p, const jj_result_field *f) {
    for (size_t i = 0; i < p->stored.n_fields; i++)
        if (p->stored.fields[i].selection == f->selection &&
            p->stored.fields[i].profile == f->profile)
            return &p->stored.fields[i];
    return NULL; /* never: all rules were planned */
}

jj_status jj_proposal_fields(jj_ctx *ctx, jj_proposals *p, const jj_rules *rules, jj_result *out) {
    JJ_TRY(jj_fields_plan(ctx, &p->loaded.scene, rules, out));
    JJ_TRY(jj_ctx_need(ctx,
                       (uint64_t)jj_grid_cells(&p->loaded.scene.grid) * 16 * (out->n_fields + 2),
                       "the fields of the proposal"));
    for (size_t i = 0; i < out->n_fields; i++) {
        jj_result_field *f = stored_field(p, &out->fields[i]);
        JJ_TRY(fill_or_forget(ctx, p, f));
        out->fields[i] = *f;
        out->fields[i].is_borrowed = true;
    }
    return JJ_OK;
}

jj_status jj_proposal_own_fields(jj_ctx *ctx, jj_proposals *p, const jj_rules *rules,
                                 jj_result *out) {
    JJ_CLEANUP(jj_result_deinit) jj_result from = {0};
    const jj_scene *s = &p->loaded.scene;
    JJ_TRY(jj_proposal_fields(ctx, p, rules, &from));
    return jj_fields_change(ctx, s, s, &from, out, NULL);
}

static bool is_known(const jj_proposals *p, const char *id) {
    for (size_t i = 0; i < p->loaded.rules.n; i++)
        if (strcmp(p->loaded.rules.rules[i].id, id) == 0)
            return p->is_before[i];
    return false;
}

static uint32_t number_of(const jj_proposals *p, const jj_rule *rule) {
    uint32_t i = 0;
    while (strcmp(p->loaded.rules.rules[i].id, rule->id) != 0)
        i++;
    return i;
}

static jj_status add_before(jj_ctx *ctx, jj_proposals *p, const jj_rules *rules,
                            const jj_result *r) {
    jj_result *to = &p->before;
    if (!jj_grow(&to->sums, &to->cap_sums, to->n_sums + r->n_sums, sizeof *to->sums) ||
        !jj_grow(&to->catchments, &to->cap_catchments, to->n_catchments + r->n_catchments,
                 sizeof *to->catchments))
        return jj_no_memory(ctx, "a proposal", 0);
    for (size_t i = 0; i < r->n_sums; i++) {
        to->sums[to->n_sums] = r->sums[i];
        to->sums[to->n_sums++].rule = number_of(p, &rules->rules[r->sums[i].rule]);
    }
    for (size_t i = 0; i < r->n_catchments; i++) {
        to->catchments[to->n_catchments] = r->catchments[i];
        to->catchments[to->n_catchments++].rule =
            number_of(p, &rules->rules[r->catchments[i].rule]);
    }
    for (size_t i = 0; i < rules->n; i++)
        p->is_before[number_of(p, &rules->rules[i])] = true;
    return JJ_OK;
}

/* Leaves those rules that the result kept nothing of. */
static jj_status take_kept(jj_ctx *ctx, jj_proposals *p, jj_rules *rules) {
    size_t n = 0;
    for (size_t i = 0; i < rules->n; i++) {
        bool is_there = false;
        uint32_t number = number_of(p, &rules->rules[i]);
        const jj_scene *s = &p->loaded.scene;
        if (p->uses_stored && s->kept)
            JJ_TRY(
                jj_kept_sums(ctx, s->kept, s, rules->rules[i].id, number, &p->before, &is_there));
        p->is_before[number] = is_there;
        if (!is_there)
            rules->rules[n++] = rules->rules[i];
    }
    rules->n = n;
    return JJ_OK;
}

jj_status jj_proposal_copies(jj_ctx *ctx, const jj_proposals *p, const jj_result *fields,
                             jj_kept **kept, jj_result *out) {
    const jj_scene *s = &p->loaded.scene;
    bool is_all = s->kept != NULL;
    for (size_t i = 0; i < fields->n_fields; i++)
        is_all = is_all && jj_kept_holds(s->kept, fields->fields[i].time_ms);
    if (!is_all)
        return JJ_OK;
    JJ_TRY(jj_kept_again(ctx, s->kept, kept));
    if (!jj_grow(&out->fields, &out->cap_fields, fields->n_fields + 1, sizeof *out->fields))
        return jj_no_memory(ctx, "fields", 0);
    for (size_t i = 0; i < fields->n_fields; i++) {
        out->fields[i] = fields->fields[i];
        if (!jj_kept_field(*kept, &s->grid, &out->fields[i]))
            return JJ_OK; /* never: it is the same file */
        out->n_fields++;
    }
    return JJ_OK;
}

jj_status jj_proposal_before(jj_ctx *ctx, jj_proposals *p, const jj_rules *rules) {
    JJ_CLEANUP(jj_result_deinit) jj_result r = {0};
    JJ_AUTO jj_rule *asked = jj_alloc(rules->n + 1, sizeof *asked);
    jj_rules unknown = {.rules = asked};
    if (!asked)
        return jj_no_memory(ctx, "a proposal", 0);
    for (size_t i = 0; i < rules->n; i++) {
        const jj_rule *rule = &rules->rules[i];
        bool is_summed = rule->metric == JJ_POP_COVER || rule->metric == JJ_LAND_COVER;
        if (is_summed && !is_known(p, rule->id))
            asked[unknown.n++] = *rule;
    }
    JJ_TRY(take_kept(ctx, p, &unknown));
    if (unknown.n == 0)
        return JJ_OK;
    JJ_TRY(jj_proposal_fields(ctx, p, &unknown, &r));
    JJ_TRY(jj_run_figures(ctx, &p->loaded.scene, &unknown, NULL, &r));
    return add_before(ctx, p, &unknown, &r);
}
