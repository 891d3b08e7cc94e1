#include "rules/proposal.h"

#include "rules/fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct compare {
    jj_ctx *ctx;
    const jj_state *was, *now;
    const jj_rule *rule;
    uint32_t rule_index;
    const jj_rule_reach *reach_was, *reach_now;
    const jj_result_field *field_was, *field_now; /* by the rule's first profile, first kind */
    jj_proposal_effect *out;
} compare;

static const jj_rule_reach *reach_of(const jj_result *r, uint32_t rule) {
    for (size_t i = 0; i < r->n_reaches; i++)
        if (r->reaches[i].rule == rule)
            return &r->reaches[i];
    return NULL;
}

static jj_status add_flips(compare *c) {
    const jj_result *a = c->was->result, *b = c->now->result;
    jj_proposal_effect *out = c->out;
    size_t cap = 0, k = 0;
    for (size_t i = 0; i < b->n_rows; i++) {
        const jj_rule_row *now = &b->rows[i];
        while (k < a->n_rows && (a->rows[k].rule < now->rule ||
                                 (a->rows[k].rule == now->rule && a->rows[k].unit < now->unit)))
            k++;
        bool has = k < a->n_rows && a->rows[k].rule == now->rule && a->rows[k].unit == now->unit;
        if (!has || a->rows[k].verdict == now->verdict)
            continue;
        if (!jj_grow(&out->flips, &cap, out->n_flips + 1, sizeof *out->flips))
            return jj_no_memory(c->ctx, "rule results", 0);
        out->flips[out->n_flips++] =
            (jj_flip){now->rule, now->unit, a->rows[k].verdict, now->verdict};
    }
    return JJ_OK;
}

static bool is_covered(const jj_rule_reach *r, size_t cell) {
    return r->reach[cell] == JJ_REACH_COVERED;
}

/* Cells are summed by the covers of the top level: each person once. */
typedef struct tally {
    double people, before, after, newly, lost, gaining, gained_s;
} tally;

static void add_cell(const compare *c, size_t cell, double share, tally *t) {
    double people = share * c->reach_was->people[cell];
    if (c->reach_was->reach[cell] == JJ_REACH_NODATA || !(people > 0))
        return;
    bool a = is_covered(c->reach_was, cell), b = is_covered(c->reach_now, cell);
    t->people += people;
    t->before += a ? people : 0;
    t->after += b ? people : 0;
    t->newly += b && !a ? people : 0;
    t->lost += a && !b ? people : 0;
    if (a != b || !c->field_was)
        return;
    uint32_t ms_a = c->field_was->time_ms[cell], ms_b = c->field_now->time_ms[cell];
    if (ms_b < ms_a && ms_a != JJ_UNREACHED) {
        t->gaining += people;
        t->gained_s += people * (ms_a - ms_b) / 1000;
    }
}

static tally tally_of(const compare *c, const jj_cover *cover) {
    tally t = {0};
    const jj_grid *g = &c->now->scene->grid;
    for (size_t i = 0; i < cover->n_spans; i++) {
        const jj_span *s = &cover->spans[i];
        size_t first = jj_span_cell(g, s);
        for (size_t k = 0; k < s->n; k++)
            add_cell(c, first + k, s->fraction, &t);
    }
    return t;
}

static jj_status add_unit(compare *c, size_t *cap, uint32_t unit, const tally *t) {
    jj_proposal_effect *out = c->out;
    if (t->newly == 0 && t->lost == 0)
        return JJ_OK;
    if (!jj_grow(&out->units, cap, out->n_units + 1, sizeof *out->units))
        return jj_no_memory(c->ctx, "units", 0);
    out->units[out->n_units++] = (jj_unit_change){unit, t->people, t->before, t->after};
    return JJ_OK;
}

static jj_status add_units(compare *c) {
    const jj_units *u = &c->now->scene->units;
    size_t cap = 0;
    bool is_first = true;
    for (size_t l = 0; l < u->n_levels; l++) {
        if (!u->levels[l].has_geometry)
            continue;
        for (uint32_t i = u->levels[l].first; i < u->levels[l].first + u->levels[l].n; i++) {
            tally t = tally_of(c, &u->units[i].cover);
            JJ_TRY(add_unit(c, &cap, i, &t));
            if (!is_first)
                continue;
            c->out->people += t.people;
            c->out->before += t.before;
            c->out->after += t.after;
            c->out->newly += t.newly;
            c->out->lost += t.lost;
            c->out->gaining += t.gaining;
            c->out->gained_s += t.gained_s;
        }
        is_first = false;
    }
    if (c->out->gaining > 0)
        c->out->gained_s /= c->out->gaining;
    return JJ_OK;
}

static double within_of(const jj_result *r, uint32_t rule, uint32_t facility) {
    double people = 0;
    for (size_t i = 0; i < r->n_catchments; i++)
        if (r->catchments[i].rule == rule && r->catchments[i].facility == facility)
            people += r->catchments[i].people_within;
    return people;
}

static int by_loss(const void *a, const void *b) {
    const jj_facility_change *x = a, *y = b;
    double p = x->before - x->after, q = y->before - y->after;
    if (p != q)
        return p > q ? -1 : 1;
    return (x->facility > y->facility) - (x->facility < y->facility);
}

static jj_status add_facilities(compare *c) {
    jj_proposal_effect *out = c->out;
    const jj_result *r = c->now->result;
    size_t cap = 0, n_old = c->was->scene->n_facilities;
    for (size_t i = 0; i < r->n_catchments; i++) {
        const jj_catchment *now = &r->catchments[i];
        if (now->rule != c->rule_index)
            continue;
        double before = within_of(c->was->result, now->rule, now->facility);
        if (now->facility >= n_old) {
            out->served += now->people_within;
            continue;
        }
        if (before == now->people_within)
            continue;
        if (!jj_grow(&out->facilities, &cap, out->n_facilities + 1, sizeof *out->facilities))
            return jj_no_memory(c->ctx, "catchments", 0);
        out->facilities[out->n_facilities++] =
            (jj_facility_change){now->facility, before, now->people_within};
    }
    if (out->n_facilities)
        qsort(out->facilities, out->n_facilities, sizeof *out->facilities, by_loss);
    return JJ_OK;
}

/* Another year's people of the cells that go to what is added. */
static double served_by(const compare *c, const jj_demand *d) {
    double people = 0;
    size_t n = jj_grid_cells(&c->now->scene->grid), n_old = c->was->scene->n_facilities;
    for (size_t i = 0; i < n; i++) {
        uint32_t nearest = c->field_now->nearest[i];
        if (nearest != JJ_NO_FACILITY && nearest >= n_old && is_covered(c->reach_now, i))
            people += d->people[i];
    }
    return people;
}

static void add_years(compare *c) {
    jj_proposal_effect *out = c->out;
    const jj_scene *s = c->now->scene;
    out->year[0] = out->people_year;
    out->served_in[0] = out->served;
    out->n_years = 1;
    for (size_t i = 0; c->field_now && i < s->n_demands && out->n_years < JJ_SIZE_YEARS; i++) {
        const jj_demand *d = &s->demands[i];
        if (!d->people || strcmp(d->group, c->rule->demand) != 0 ||
            d->year <= out->year[out->n_years - 1])
            continue;
        out->year[out->n_years] = d->year;
        out->served_in[out->n_years++] = served_by(c, d);
    }
}

static jj_status reach_from_added(compare *c, uint32_t *ms, uint32_t *nearest) {
    const jj_scene *s = c->now->scene;
    const jj_selection *sel = &s->selections[c->field_now->selection];
    const uint32_t *first = sel->facilities;
    size_t n = sel->n, n_old = c->was->scene->n_facilities;
    while (n > 0 && *first < n_old) {
        first++;
        n--;
    }
    jj_field_query q = {&s->profiles[c->field_now->profile], first, n, c->out->within_ms * 2};
    return jj_field_solve(c->ctx, s, &q, ms, nearest);
}

static jj_status add_left_over(compare *c) {
    const jj_result *r = c->now->result;
    size_t n = jj_grid_cells(&c->now->scene->grid);
    JJ_AUTO uint32_t *ms = jj_alloc(n, sizeof *ms);
    JJ_AUTO uint32_t *nearest = jj_alloc(n, sizeof *nearest);
    if (!ms || !nearest)
        return jj_no_memory(c->ctx, "a field", (uint64_t)n * 8);
    JJ_TRY(reach_from_added(c, ms, nearest));
    for (uint32_t rank = 1; c->out->n_left < JJ_LEFT_OVERS; rank++) {
        size_t i = 0;
        while (i < r->n_patches &&
               (r->patches[i].rule != c->rule_index || r->patches[i].rank != rank))
            i++;
        if (i == r->n_patches)
            return JJ_OK;
        uint32_t from = ms[r->patches[i].peak_cell];
        if (from != JJ_UNREACHED)
            c->out->left[c->out->n_left++] = (jj_left_over){&r->patches[i], from};
    }
    return JJ_OK;
}

static const jj_result_field *field_of(const compare *c, const jj_state *s) {
    const jj_scene *scene = s->scene;
    const jj_selection *selection =
        jj_scene_selection(scene, c->rule->filters[0], jj_rule_year(c->rule, scene->year));
    const jj_profile *profile = jj_scene_profile(scene, c->rule->profiles[0]);
    return selection && profile ? jj_field_find(scene, s->result, selection, profile) : NULL;
}

static jj_status compare_rule(compare *c) {
    const jj_scene *s = c->now->scene;
    const jj_demand *d = jj_scene_demand(s, c->rule->demand, jj_rule_year(c->rule, s->year));
    bool is_simple = c->rule->n_filters == 1 && c->rule->n_profiles == 1;
    c->out->rule = c->rule_index;
    c->out->people_year = d ? d->year : s->year;
    c->out->within_ms =
        jj_threshold_ms(c->rule, jj_scene_profile(s, c->rule->profiles[0]), c->rule->threshold[0]);
    c->field_was = is_simple ? field_of(c, c->was) : NULL;
    c->field_now = is_simple ? field_of(c, c->now) : NULL;
    JJ_TRY(add_units(c));
    JJ_TRY(add_facilities(c));
    add_years(c);
    return c->field_now ? add_left_over(c) : JJ_OK;
}

jj_status jj_proposal_compare(jj_ctx *ctx, const jj_state *was, const jj_state *now,
                              const jj_rules *rules, uint32_t rule, jj_proposal_effect *out) {
    *out = (jj_proposal_effect){.rule = JJ_NO_UNIT};
    compare c = {.ctx = ctx, .was = was, .now = now, .rule_index = rule, .out = out};
    JJ_TRY(add_flips(&c));
    if (rule == JJ_NO_UNIT)
        return JJ_OK;
    c.rule = &rules->rules[rule];
    c.reach_was = reach_of(was->result, rule);
    c.reach_now = reach_of(now->result, rule);
    return c.reach_was && c.reach_now ? compare_rule(&c) : JJ_OK;
}

void jj_proposal_effect_deinit(jj_proposal_effect *e) {
    jj_free(e->units);
    jj_free(e->facilities);
    jj_free(e->flips);
    *e = (jj_proposal_effect){0};
}
