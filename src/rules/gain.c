#include "rules/gain.h"

#include "base/lang.h"
#include "rules/fields.h"
#include "rules/gain_reach.h"
#include "rules/reach_search.h"

#include <math.h>
#include <string.h>

static jj_status no_room(jj_ctx *ctx) {
    return jj_no_memory(ctx, "what new places would bring", 0);
}

static const char *reason_against(const jj_rule *rule) {
    if (rule->metric != JJ_POP_COVER || !jj_rule_needs_fields(rule))
        return "it is not judged on people's coverage";
    if (rule->n_filters != 1)
        return "several kinds must be in reach together";
    if (rule->n_profiles != 1)
        return "several ways of travel serve";
    if (rule->own_unit_only)
        return "only facilities of the own unit serve";
    return NULL;
}

static jj_status refuse(jj_ctx *ctx, const jj_rule *rule, const char *why) {
    return jj_fail(ctx, JJ_E_DATA, "rule '%s': what one more facility brings cannot be told: %s",
                   rule->id, jj_tr(ctx->lang, why));
}

static const jj_rule_reach *reach_of(const jj_result *r, uint32_t rule) {
    for (size_t i = 0; i < r->n_reaches; i++)
        if (r->reaches[i].rule == rule)
            return &r->reaches[i];
    return NULL;
}

jj_status jj_gain_of_rule(jj_ctx *ctx, const jj_scene *s, const jj_rules *rules, const jj_result *r,
                          uint32_t index, jj_gain_base *out) {
    const jj_rule *rule = &rules->rules[index];
    const char *why = reason_against(rule);
    bool has_two = !isnan(rule->threshold[1]) && rule->threshold[1] > 0 &&
                   rule->threshold[1] != rule->threshold[0] && s->is_urban;
    *out = (jj_gain_base){.rule = rule, .rule_index = index};
    if (!why && has_two)
        why = "town and country have different limits";
    if (why)
        return refuse(ctx, rule, why);
    out->selection = jj_scene_selection(s, rule->filters[0], jj_rule_year(rule, s->year));
    out->profile = jj_scene_profile(s, rule->profiles[0]);
    out->reach = reach_of(r, index);
    out->field =
        out->selection && out->profile ? jj_field_find(s, r, out->selection, out->profile) : NULL;
    if (!s->has_grid || !out->field || !out->field->time_ms || !out->reach)
        return refuse(ctx, rule, "the result has no field or no people for it");
    if (out->selection->n)
        out->kind = s->facilities[out->selection->facilities[0]].kind;
    double strictest = rule->threshold[1] > 0 && rule->threshold[1] < rule->threshold[0]
                           ? rule->threshold[1]
                           : rule->threshold[0];
    out->within_ms = jj_threshold_ms(rule, out->profile, strictest);
    out->rows = (jj_rows){0, s->grid.rows};
    return JJ_OK;
}

/* Cells of the cover, however little of them it holds. */
static void mark_inside(const jj_cover *cover, const jj_grid *g, jj_rows rows, uint8_t *is_in) {
    for (size_t i = jj_cover_from(cover, rows.first);
         i < cover->n_spans && cover->spans[i].row < rows.end; i++)
        memset(is_in + jj_span_cell(g, &cover->spans[i]), 1, cover->spans[i].n);
}

void jj_gain_permitted(const jj_scene *s, const char *kind, const jj_profile *profile, jj_rows rows,
                       uint8_t *may) {
    size_t first = (size_t)rows.first * s->grid.cols, end = (size_t)rows.end * s->grid.cols;
    uint32_t forbidden = jj_scene_constraint_mask(s, kind, JJ_EFFECT_FORBID);
    for (size_t i = 0; i < s->units.n; i++)
        if (s->units.units[i].has_geometry)
            mark_inside(&s->units.units[i].cover, &s->grid, rows, may);
    for (size_t i = first; i < end; i++) {
        bool is_free = !s->constraint_bits || !(s->constraint_bits[i] & forbidden);
        bool is_passable = !profile->pace_ms_m || profile->pace_ms_m[i] > 0;
        may[i] = may[i] && is_free && is_passable;
    }
}

typedef struct sums {
    const double *people;
    double *gain; /* by place */
} sums;

static bool add_up(void *user, int worker, size_t place, const uint32_t *cells,
                   const uint32_t *time_ms, size_t n) {
    (void)worker;
    (void)time_ms;
    const sums *s = user;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += s->people[cells[i]];
    s->gain[place] = sum;
    return true;
}

/* The middles of the cells, which ascend. Over the ground degrees are not asked for. */
static jj_status centre_places(const jj_scene *s, const jj_gain_base *base, const uint32_t *cells,
                               size_t n, jj_gain_place *places) {
    bool needs_degrees = base->profile->mode != JJ_MODE_GROUND;
    JJ_AUTO double *lon = jj_alloc(s->grid.cols, sizeof *lon);
    JJ_AUTO double *lat = jj_alloc(s->grid.cols, sizeof *lat);
    uint32_t last = UINT32_MAX;
    if (!lon || !lat)
        return JJ_E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        uint32_t row = cells[i] / s->grid.cols, col = cells[i] % s->grid.cols;
        if (needs_degrees && row != last)
            JJ_TRY(jj_scene_row_centres(s, row, lon, lat));
        last = row;
        places[i] = (jj_gain_place){.lon = lon[col], .lat = lat[col]};
        jj_grid_centre(&s->grid, cells[i], &places[i].x, &places[i].y);
    }
    return JJ_OK;
}

jj_status jj_gain_of_cells(jj_ctx *ctx, const jj_scene *s, const jj_gain_base *base,
                           const uint32_t *cells, size_t n, double *gain) {
    size_t end = (size_t)base->rows.end * s->grid.cols;
    JJ_AUTO uint8_t *is_wanted = jj_alloc(jj_grid_cells(&s->grid), 1);
    JJ_AUTO jj_gain_place *places = jj_alloc(n, sizeof *places);
    if (!is_wanted || !places || centre_places(s, base, cells, n, places) != JJ_OK)
        return no_room(ctx);
    for (size_t i = (size_t)base->rows.first * s->grid.cols; i < end; i++)
        is_wanted[i] = jj_gain_is_wanted(base, i);
    sums to = {base->reach->people, gain};
    jj_reach_ask a = {.ctx = ctx,
                      .scene = s,
                      .profile = base->profile,
                      .is_wanted = is_wanted,
                      .places = places,
                      .n = n,
                      .within_ms = base->within_ms,
                      .rows = base->rows,
                      .take = add_up,
                      .user = &to};
    return jj_reach_search(&a);
}

jj_status jj_gain_surface(jj_ctx *ctx, const jj_scene *s, const jj_gain_base *base,
                          const uint8_t *is_candidate, double *gain) {
    size_t first = (size_t)base->rows.first * s->grid.cols, n = 0;
    size_t end = (size_t)base->rows.end * s->grid.cols;
    for (size_t i = first; i < end; i++)
        n += is_candidate[i];
    JJ_AUTO uint32_t *cells = jj_alloc(n, sizeof *cells);
    JJ_AUTO double *of = jj_alloc(n, sizeof *of);
    if (!cells || !of)
        return no_room(ctx);
    n = 0;
    for (size_t i = first; i < end; i++)
        if (is_candidate[i])
            cells[n++] = (uint32_t)i;
    JJ_TRY(jj_gain_of_cells(ctx, s, base, cells, n, of));
    for (size_t i = first; i < end; i++)
        gain[i] = (double)NAN;
    for (size_t i = 0; i < n; i++)
        gain[cells[i]] = of[i];
    return JJ_OK;
}

/* --- pairs ---------------------------------------------------------------------------------- */

typedef struct own_pairs {
    jj_gain_pair *rows;
    size_t n, cap;
} own_pairs;

typedef struct lists {
    own_pairs *of; /* one a worker */
    size_t most;   /* pairs a worker may keep */
} lists;

static bool keep(void *user, int worker, size_t place, const uint32_t *cells,
                 const uint32_t *time_ms, size_t n) {
    const lists *l = user;
    own_pairs *o = &l->of[worker];
    if (o->n + n > l->most || !jj_grow(&o->rows, &o->cap, o->n + n, sizeof *o->rows))
        return false;
    for (size_t i = 0; i < n; i++)
        o->rows[o->n++] = (jj_gain_pair){(uint32_t)place, cells[i], time_ms[i]};
    return true;
}

/* Counting sort by place: each place's pairs are together already, in one worker's list. */
static jj_status gather(jj_ctx *ctx, const lists *l, size_t n_places, jj_gain_pair **out,
                        size_t *n) {
    JJ_AUTO size_t *at = jj_alloc(n_places + 1, sizeof *at);
    *n = 0;
    for (int w = 0; w < ctx->n_threads; w++)
        *n += l->of[w].n;
    *out = jj_alloc(*n, sizeof **out);
    if (!at || !*out)
        return no_room(ctx);
    for (int w = 0; w < ctx->n_threads; w++)
        for (size_t i = 0; i < l->of[w].n; i++)
            at[l->of[w].rows[i].place + 1]++;
    for (size_t i = 0; i < n_places; i++)
        at[i + 1] += at[i];
    for (int w = 0; w < ctx->n_threads; w++)
        for (size_t i = 0; i < l->of[w].n; i++)
            (*out)[at[l->of[w].rows[i].place]++] = l->of[w].rows[i];
    return JJ_OK;
}

jj_status jj_gain_pairs(jj_ctx *ctx, const jj_scene *s, const jj_gain_base *base,
                        const jj_gain_place *places, size_t n_places, uint32_t within_ms,
                        jj_gain_pair **out, size_t *n) {
    enum { COPIES = 5 }; /* lists, sorted, and the table both ways */
    size_t n_cells = jj_grid_cells(&s->grid);
    JJ_AUTO uint8_t *is_wanted = jj_alloc(n_cells, 1);
    lists l = {.of = jj_alloc((size_t)ctx->n_threads, sizeof *l.of),
               .most = jj_ctx_memory(ctx) / sizeof(jj_gain_pair) / COPIES / (size_t)ctx->n_threads};
    *out = NULL;
    jj_status st = is_wanted && l.of ? JJ_OK : no_room(ctx);
    for (size_t i = 0; st == JJ_OK && i < n_cells; i++)
        is_wanted[i] = base->reach->reach[i] != JJ_REACH_NODATA && base->reach->people[i] > 0;
    jj_reach_ask a = {.ctx = ctx,
                      .scene = s,
                      .profile = base->profile,
                      .is_wanted = is_wanted,
                      .places = places,
                      .n = n_places,
                      .within_ms = within_ms,
                      .rows = {0, s->grid.rows},
                      .take = keep,
                      .user = &l};
    if (st == JJ_OK)
        st = jj_reach_search(&a);
    if (st == JJ_OK)
        st = gather(ctx, &l, n_places, out, n);
    for (int w = 0; l.of && w < ctx->n_threads; w++)
        jj_free(l.of[w].rows);
    jj_free(l.of);
    return st;
}
