#include "rules/opportunity.h"
#include "analysis/coverage/coverage.h"
#include "rules/fields.h"
#include "rules/own_unit.h"

#include <math.h>
#include <string.h>

/* One surface on its way. */
typedef struct surface {
    jj_ctx *ctx;
    const jj_scene *s;
    const jj_rule *rule;
    const jj_rule_reach *reach;
    const jj_selection *selection;
    const jj_profile *profiles[4];
    size_t n_profiles;
    jj_threshold threshold;
    double *lacking;           /* per cell: people who lack this kind alone; owned */
    const uint32_t *stands_in; /* as asked, where only the own unit's serve; else NULL */
    uint32_t *owner;           /* then, per cell: whose people they are; owned */
    uint32_t level;            /* of the owners */
} surface;

static void surface_deinit(surface *f) {
    jj_free(f->lacking);
    jj_free(f->owner);
}

static const jj_rule_reach *reach_of(const jj_result *r, uint32_t rule) {
    for (size_t i = 0; i < r->n_reaches; i++)
        if (r->reaches[i].rule == rule)
            return &r->reaches[i];
    return NULL;
}

static bool has_profiles(const jj_scene *s, const jj_rule *rule) {
    for (size_t p = 0; p < rule->n_profiles; p++)
        if (!jj_scene_profile(s, rule->profiles[p]))
            return false;
    return rule->n_profiles > 0;
}

size_t jj_opportunity_count(const jj_scene *s, const jj_rules *rules, const jj_result *r,
                            uint32_t index, const char **why) {
    const jj_rule *rule = &rules->rules[index];
    *why = NULL;
    if (rule->metric != JJ_POP_COVER || !jj_rule_needs_fields(rule))
        *why = "it is not judged on people's coverage";
    else if (rule->own_unit_only && rule->n_filters > 1)
        *why = "several kinds must be in reach together, each of the own unit";
    else if (!s->has_grid || !reach_of(r, index) || !has_profiles(s, rule))
        *why = "the result has no field or no people for it";
    return *why ? 0 : rule->n_filters;
}

const char *jj_opportunity_kind(const jj_scene *s, const jj_rule *rule, size_t k) {
    const jj_selection *sel = jj_scene_selection(s, rule->filters[k], jj_rule_year(rule, s->year));
    return sel && sel->n ? s->facilities[sel->facilities[0]].kind : "";
}

static jj_rows all_rows(const surface *f) {
    return (jj_rows){0, f->s->grid.rows};
}

/* Whether the k-th kind is out of reach of the cell by every profile. */
static bool lacks_kind(const surface *f, const jj_result_field *const *fields, size_t cell) {
    for (size_t p = 0; p < f->n_profiles; p++)
        if (fields[p] && fields[p]->time_ms[cell] <= jj_threshold_at(&f->threshold, cell))
            return false;
    return true;
}

static jj_status find_lacking(surface *f, const jj_result *r) {
    const jj_result_field *fields[4] = {NULL};
    size_t n = jj_grid_cells(&f->s->grid);
    f->lacking = jj_alloc(n, sizeof *f->lacking);
    if (!f->lacking)
        return jj_no_memory(f->ctx, "the opportunity surface", n * 8);
    for (size_t p = 0; p < f->n_profiles; p++)
        fields[p] = jj_field_find(f->s, r, f->selection, f->profiles[p]);
    const uint8_t *n_missing = f->reach->n_missing;
    for (size_t i = 0; i < n; i++) {
        bool lacks = jj_reach_is_uncovered(f->reach->reach[i]) && f->reach->people[i] > 0;
        if (lacks && n_missing)
            lacks = n_missing[i] == 1 && lacks_kind(f, fields, i);
        f->lacking[i] = lacks ? f->reach->people[i] : 0;
    }
    return JJ_OK;
}

/* Where one would build. */
typedef struct places {
    jj_gain_place *at;
    uint32_t *cell;
    size_t n;
} places;

static void places_deinit(places *p) {
    jj_free(p->at);
    jj_free(p->cell);
}

static jj_status list_places(const surface *f, const uint8_t *may, places *p) {
    const jj_grid *g = &f->s->grid;
    size_t n = 0;
    for (size_t i = 0; i < jj_grid_cells(g); i++)
        n += may[i];
    p->at = jj_alloc(n, sizeof *p->at);
    p->cell = jj_alloc(n, sizeof *p->cell);
    JJ_AUTO double *lon = jj_alloc(g->cols, sizeof *lon);
    JJ_AUTO double *lat = jj_alloc(g->cols, sizeof *lat);
    if (!p->at || !p->cell || !lon || !lat)
        return jj_no_memory(f->ctx, "the opportunity surface", n * sizeof *p->at);
    for (uint32_t row = 0; row < g->rows; row++) {
        if (!memchr(may + (size_t)row * g->cols, 1, g->cols))
            continue;
        JJ_TRY(jj_scene_row_centres(f->s, row, lon, lat));
        for (uint32_t col = 0; col < g->cols; col++) {
            uint32_t cell = row * g->cols + col;
            if (!may[cell])
                continue;
            p->at[p->n] = (jj_gain_place){.lon = lon[col], .lat = lat[col]};
            jj_grid_centre(g, cell, &p->at[p->n].x, &p->at[p->n].y);
            p->cell[p->n++] = cell;
        }
    }
    return JJ_OK;
}

/* The pairs of every profile, each by place, and how far each list is read. */
typedef struct pair_lists {
    jj_gain_pair *of[4];
    size_t n[4], at[4];
} pair_lists;

static void pair_lists_deinit(pair_lists *l) {
    for (size_t p = 0; p < 4; p++)
        jj_free(l->of[p]);
}

/* Whether one that stands in `unit` serves the cell at all. */
static bool may_serve(const surface *f, uint32_t unit, uint32_t cell) {
    return !f->owner || (unit != JJ_NO_UNIT && f->owner[cell] == unit);
}

/* The unit whose own a facility in the cell would be. */
static uint32_t unit_of(const surface *f, uint32_t cell) {
    uint32_t in = f->owner ? f->stands_in[cell] : JJ_NO_UNIT;
    return in == JJ_NO_UNIT ? in : jj_unit_at_level(&f->s->units, in, f->level);
}

/* Whom the place brings within by any profile, each once: the cells it counts are stamped. */
static double sum_place(const surface *f, pair_lists *l, uint32_t place, uint32_t unit,
                        uint32_t stamp, uint32_t *stamps) {
    double sum = 0;
    for (size_t p = 0; p < f->n_profiles; p++)
        for (; l->at[p] < l->n[p] && l->of[p][l->at[p]].place == place; l->at[p]++) {
            const jj_gain_pair *pair = &l->of[p][l->at[p]];
            if (pair->time_ms > jj_threshold_at(&f->threshold, pair->cell) ||
                stamps[pair->cell] == stamp || !may_serve(f, unit, pair->cell))
                continue;
            stamps[pair->cell] = stamp;
            sum += f->lacking[pair->cell];
        }
    return sum;
}

/* The gains of n places from `first`; *n_pairs tells what they took. */
static jj_status sum_some(const surface *f, const places *all, size_t first, size_t n,
                          uint32_t *stamps, double *gain, size_t *n_pairs) {
    const uint32_t *within = f->threshold.within_ms;
    uint32_t farthest = within[0] > within[1] ? within[0] : within[1];
    jj_rule_reach reach = *f->reach;
    JJ_CLEANUP(pair_lists_deinit) pair_lists l = {.of = {NULL}};
    reach.people = f->lacking;
    *n_pairs = 0;
    for (size_t p = 0; p < f->n_profiles; p++) {
        const jj_gain_base base = {.rule = f->rule,
                                   .selection = f->selection,
                                   .profile = f->profiles[p],
                                   .reach = &reach,
                                   .within_ms = farthest,
                                   .rows = all_rows(f)};
        JJ_TRY(jj_gain_pairs(f->ctx, f->s, &base, all->at + first, n, farthest, &l.of[p], &l.n[p]));
        *n_pairs += l.n[p];
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t cell = all->cell[first + i], stamp = (uint32_t)(first + i) + 1;
        gain[cell] = sum_place(f, &l, (uint32_t)i, unit_of(f, cell), stamp, stamps);
    }
    return JJ_OK;
}

static jj_status sum_all(const surface *f, const uint8_t *may, double *gain) {
    enum { FEWEST = 500, MOST = 100000, PAIRS = 10000000 };
    size_t n_cells = jj_grid_cells(&f->s->grid), n_pairs = 0, n = FEWEST;
    JJ_CLEANUP(places_deinit) places all = {0};
    JJ_AUTO uint32_t *stamps = jj_alloc(n_cells, sizeof *stamps);
    if (!stamps)
        return jj_no_memory(f->ctx, "the opportunity surface", n_cells * 4);
    JJ_TRY(list_places(f, may, &all));
    for (size_t i = 0; i < n_cells; i++)
        gain[i] = (double)NAN;
    for (size_t first = 0; first < all.n; first += n) {
        if (first > 0) /* as many as the last ones let expect to take about so many pairs */
            n = PAIRS / (n_pairs / n + 1);
        n = n < FEWEST ? FEWEST : n > MOST ? MOST : n;
        n = n < all.n - first ? n : all.n - first;
        JJ_TRY(sum_some(f, &all, first, n, stamps, gain, &n_pairs));
        JJ_TRY(jj_ctx_poll(f->ctx));
    }
    return JJ_OK;
}

/* One profile and one limit for one kind: the sum of one search, which needs no lists. */
static bool is_plain(const surface *f) {
    return f->n_profiles == 1 && f->rule->n_filters == 1 && !f->threshold.is_urban && !f->owner;
}

/* May one stand where any of the profiles passes. */
static jj_status permit(const surface *f, const char *kind, uint8_t *may) {
    size_t n = jj_grid_cells(&f->s->grid);
    JJ_AUTO uint8_t *any = jj_alloc(n, 1);
    if (!any)
        return jj_no_memory(f->ctx, "the opportunity surface", n);
    for (size_t p = 0; p < f->n_profiles; p++) {
        JJ_AUTO uint8_t *one = jj_alloc(n, 1);
        if (!one)
            return jj_no_memory(f->ctx, "the opportunity surface", n);
        jj_gain_permitted(f->s, *kind ? kind : NULL, f->profiles[p], all_rows(f), one);
        for (size_t i = 0; i < n; i++)
            any[i] = any[i] | one[i];
    }
    for (size_t i = 0; i < n; i++)
        may[i] = may[i] & any[i];
    return JJ_OK;
}

static jj_status sum_plain(const surface *f, const uint8_t *may, double *gain) {
    const jj_gain_base base = {.rule = f->rule,
                               .selection = f->selection,
                               .profile = f->profiles[0],
                               .reach = f->reach,
                               .within_ms = f->threshold.within_ms[0],
                               .rows = all_rows(f)};
    return jj_gain_surface(f->ctx, f->s, &base, may, gain);
}

/* As the rule is judged: two limits where town is told from country, else the stricter. */
static jj_threshold threshold_of(const jj_scene *s, const jj_rule *rule,
                                 const jj_profile *profile) {
    bool has_two = !isnan(rule->threshold[1]) && rule->threshold[1] > 0;
    uint32_t first = jj_threshold_ms(rule, profile, rule->threshold[0]);
    uint32_t second = has_two ? jj_threshold_ms(rule, profile, rule->threshold[1]) : first;
    uint32_t strict = first < second ? first : second;
    if (has_two && first != second && s->is_urban)
        return (jj_threshold){{first, second}, s->is_urban};
    return (jj_threshold){{strict, strict}, NULL};
}

static jj_status find_owners(surface *f) {
    size_t n = jj_grid_cells(&f->s->grid);
    jj_unit_set set;
    const jj_rule *rule = f->rule;
    const char *name = rule->n_unit_sets ? rule->unit_sets[rule->n_unit_sets - 1] : "PROV1";
    JJ_TRY(jj_unit_set_make(f->ctx, &f->s->units, name, true, &set));
    f->owner = jj_alloc(n, sizeof *f->owner);
    f->level = (uint32_t)set.level;
    jj_status st = f->owner ? jj_own_unit_owners(f->ctx, f->s, &set, f->owner)
                            : jj_no_memory(f->ctx, "the opportunity surface", n * 4);
    jj_unit_set_deinit(&set);
    return st;
}

jj_status jj_opportunity_surface_of(jj_ctx *ctx, const jj_scene *s, const jj_rules *rules,
                                    const jj_result *r, const jj_opportunity_ask *ask, uint8_t *may,
                                    double *gain) {
    const jj_rule *rule = &rules->rules[ask->rule];
    const char *filter = rule->filters[ask->k];
    JJ_CLEANUP(surface_deinit)
    surface f = {.ctx = ctx,
                 .s = s,
                 .rule = rule,
                 .reach = reach_of(r, ask->rule),
                 .selection = jj_scene_selection(s, filter, jj_rule_year(rule, s->year)),
                 .stands_in = ask->stands_in,
                 .n_profiles = rule->n_profiles};
    for (size_t p = 0; p < rule->n_profiles; p++)
        f.profiles[p] = jj_scene_profile(s, rule->profiles[p]);
    f.threshold = threshold_of(s, rule, f.profiles[0]);
    JJ_TRY(permit(&f, jj_opportunity_kind(s, rule, ask->k), may));
    if (rule->own_unit_only)
        JJ_TRY(find_owners(&f));
    if (is_plain(&f))
        return sum_plain(&f, may, gain);
    JJ_TRY(find_lacking(&f, r));
    return sum_all(&f, may, gain);
}
