#include "rules/proposal.h"

#include "rules/fields.h"
#include "solve/window.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct compare {
    jj_ctx *ctx;
    const jj_state *was, *now;
    const jj_touched *touched;
    const jj_look *look;
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

/* Of one unit. */
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

/* Nothing of a unit that is not touched: nobody there comes or goes. */
static tally tally_of(const compare *c, const jj_cover *cover) {
    tally t = {0};
    const jj_grid *g = &c->now->scene->grid;
    if (c->touched && !jj_touched_meets(c->touched, g, cover))
        return t;
    for (size_t i = 0; i < cover->n_spans; i++) {
        const jj_span *s = &cover->spans[i];
        size_t first = jj_span_cell(g, s);
        for (size_t k = 0; k < s->n; k++)
            add_cell(c, first + k, s->fraction, &t);
    }
    return t;
}

static void add_tally(tally *to, const tally *t) {
    to->people += t->people;
    to->before += t->before;
    to->after += t->after;
    to->newly += t->newly;
    to->lost += t->lost;
    to->gaining += t->gaining;
    to->gained_s += t->gained_s;
}

/* The units the rule sums up, and what is above them. */
static void tally_judged(const compare *c, tally *of, tally *all) {
    const jj_units *u = &c->now->scene->units;
    size_t n, n_now;
    const jj_unit_sums *was = jj_sums_of(c->was->result, c->rule_index, &n);
    const jj_unit_sums *now = jj_sums_of(c->now->result, c->rule_index, &n_now);
    for (size_t i = 0; i < n && i < n_now; i++) {
        tally t = tally_of(c, &u->units[was[i].unit].cover);
        t.people = was[i].sums.people;
        t.before = was[i].sums.of[JJ_REACH_COVERED];
        t.after = now[i].sums.of[JJ_REACH_COVERED];
        add_tally(all, &t);
        for (uint32_t at = was[i].unit; at != JJ_NO_UNIT; at = u->units[at].parent)
            add_tally(&of[at], &t);
    }
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
    JJ_AUTO tally *of = jj_alloc(u->n + 1, sizeof *of);
    if (!of)
        return jj_no_memory(c->ctx, "units", u->n * sizeof *of);
    size_t cap = 0, n;
    tally all = {0};
    const jj_unit_sums *sums = jj_sums_of(c->was->result, c->rule_index, &n);
    uint32_t level = n ? u->units[sums[0].unit].level : 0;
    tally_judged(c, of, &all);
    for (uint32_t i = 0; i < u->n; i++) {
        bool is_below = u->units[i].level > level && u->units[i].has_geometry;
        tally t = is_below ? tally_of(c, &u->units[i].cover) : of[i];
        if (u->levels[u->units[i].level].has_geometry)
            JJ_TRY(add_unit(c, &cap, i, &t));
    }
    c->out->people = all.people;
    c->out->before = all.before;
    c->out->after = all.after;
    c->out->newly = all.newly;
    c->out->lost = all.lost;
    c->out->gaining = all.gaining;
    c->out->gained_s = all.gaining > 0 ? all.gained_s / all.gaining : 0;
    return JJ_OK;
}

/* People within the standard before, by facility; several kinds may have one in common. */
static void add_within(const jj_result *r, uint32_t rule, double *within) {
    for (size_t i = 0; i < r->n_catchments; i++)
        if (r->catchments[i].rule == rule)
            within[r->catchments[i].facility] += r->catchments[i].people_within;
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
    JJ_AUTO double *within = jj_alloc(n_old + 1, sizeof *within);
    if (!within)
        return jj_no_memory(c->ctx, "catchments", n_old * sizeof *within);
    add_within(c->was->result, c->rule_index, within);
    for (size_t i = 0; i < r->n_catchments; i++) {
        const jj_catchment *now = &r->catchments[i];
        if (now->rule != c->rule_index)
            continue;
        if (now->facility >= n_old) {
            out->served += now->people_within;
            continue;
        }
        double before = within[now->facility];
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
    const jj_grid *g = &c->now->scene->grid;
    jj_rows rows = c->touched ? c->touched->rows : (jj_rows){0, g->rows};
    size_t n_old = c->was->scene->n_facilities;
    for (size_t i = (size_t)rows.first * g->cols; i < (size_t)rows.end * g->cols; i++) {
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

static uint32_t look_at(const jj_look *l, const jj_grid *g, uint32_t cell) {
    uint32_t row = cell / g->cols - l->part.row0, col = cell % g->cols - l->part.col0;
    bool is_in = l->time_ms && row < l->part.rows && col < l->part.cols; /* less than 0 is large */
    return is_in ? l->time_ms[(size_t)row * l->part.cols + col] : JJ_UNREACHED;
}

/* The largest patches first. */
static jj_status add_left_over(compare *c) {
    const jj_result *r = c->now->result;
    JJ_AUTO const jj_gap_patch **by_rank = jj_alloc(r->n_patches + 1, sizeof *by_rank);
    if (!by_rank)
        return jj_no_memory(c->ctx, "gap ranks", r->n_patches * sizeof *by_rank);
    for (size_t i = 0; i < r->n_patches; i++)
        if (r->patches[i].rule == c->rule_index)
            by_rank[r->patches[i].rank] = &r->patches[i]; /* 0: scattered ones */
    for (size_t rank = 1; rank <= r->n_patches && c->out->n_left < JJ_LEFT_OVERS; rank++) {
        if (!by_rank[rank])
            break;
        uint32_t from = look_at(c->look, &c->now->scene->grid, by_rank[rank]->peak_cell);
        if (from != JJ_UNREACHED)
            c->out->left[c->out->n_left++] = (jj_left_over){by_rank[rank], from};
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
    return c->look ? add_left_over(c) : JJ_OK;
}

jj_status jj_proposal_compare(jj_ctx *ctx, const jj_comparison *of, jj_proposal_effect *out) {
    *out = (jj_proposal_effect){.rule = JJ_NO_UNIT};
    compare c = {.ctx = ctx,
                 .was = &of->was,
                 .now = &of->now,
                 .touched = of->touched,
                 .look = of->look,
                 .rule_index = of->rule,
                 .out = out};
    JJ_TRY(add_flips(&c));
    if (of->rule == JJ_NO_UNIT)
        return JJ_OK;
    c.rule = &of->rules->rules[of->rule];
    c.reach_was = reach_of(of->was.result, of->rule);
    c.reach_now = reach_of(of->now.result, of->rule);
    return c.reach_was && c.reach_now ? compare_rule(&c) : JJ_OK;
}

/* --- around what is added ------------------------------------------------------------------- */

void jj_look_deinit(jj_look *l) {
    jj_free(l->time_ms);
    *l = (jj_look){0};
}

static jj_status look_over_ground(jj_ctx *ctx, const jj_scene *s, const jj_field_query *q,
                                  jj_look *out) {
    JJ_AUTO jj_source *sources = NULL;
    size_t n;
    uint32_t margin = 0;
    jj_ground ground = jj_scene_ground(s, q->profile);
    const jj_travel how = {q->profile->stencil, q->profile->direction, q->within_ms};
    JJ_TRY(jj_field_sources(ctx, s, q, &sources, &n));
    if (n == 0)
        return JJ_OK;
    JJ_CLEANUP(jj_window_deinit) jj_window w = {0};
    JJ_TRY(jj_window_field(ctx, &ground, sources, n, &how, UINT64_MAX, &margin, &w));
    *out = (jj_look){w.part, w.time_ms};
    w.time_ms = NULL; /* handed over */
    return JJ_OK;
}

static jj_status look(jj_ctx *ctx, const jj_scene *s, const jj_field_query *q, jj_look *out) {
    if (q->profile->mode == JJ_MODE_GROUND)
        return look_over_ground(ctx, s, q, out);
    size_t n = jj_grid_cells(&s->grid);
    JJ_AUTO uint32_t *nearest = jj_alloc(n, sizeof *nearest);
    JJ_AUTO uint8_t *may = jj_alloc(n, 1);
    jj_field_query near = *q;
    *out = (jj_look){{0, 0, s->grid.rows, s->grid.cols}, jj_alloc(n, sizeof *out->time_ms)};
    if (!out->time_ms || !nearest || !may)
        return jj_no_memory(ctx, "a field", (uint64_t)n * 9);
    for (size_t i = 0; i < n; i++)
        out->time_ms[i] = JJ_UNREACHED;
    for (size_t i = 0; i < q->n; i++)
        jj_field_may_reach(s, q->profile, q->facilities[i], NULL, q->within_ms, may);
    near.only = may;
    return jj_field_solve(ctx, s, &near, out->time_ms, nearest);
}

static void touch_seen(const jj_look *l, const jj_grid *g, jj_touched *touched) {
    for (uint32_t r = 0; l->time_ms && r < l->part.rows; r++)
        for (uint32_t c = 0; c < l->part.cols; c++)
            if (l->time_ms[(size_t)r * l->part.cols + c] != JJ_UNREACHED)
                jj_touched_add(touched, g, (size_t)(l->part.row0 + r) * g->cols + l->part.col0 + c);
}

jj_status jj_proposal_look(jj_ctx *ctx, const jj_scene *now, const jj_rule *rule, size_t n_old,
                           jj_touched *touched, jj_look *out) {
    *out = (jj_look){0};
    if (rule->n_filters != 1 || rule->n_profiles != 1)
        return JJ_OK;
    const jj_selection *sel =
        jj_scene_selection(now, rule->filters[0], jj_rule_year(rule, now->year));
    const jj_profile *profile = jj_scene_profile(now, rule->profiles[0]);
    if (!sel || !profile)
        return JJ_OK;
    size_t first = 0;
    while (first < sel->n && sel->facilities[first] < n_old)
        first++;
    uint32_t within_ms = jj_threshold_ms(rule, profile, rule->threshold[0]);
    uint32_t twice_ms = within_ms < JJ_FARTHEST / 2 ? within_ms * 2 : JJ_FARTHEST;
    jj_field_query q = {profile, sel->facilities + first, sel->n - first, twice_ms, NULL};
    if (q.n == 0)
        return JJ_OK;
    JJ_TRY(look(ctx, now, &q, out));
    touch_seen(out, &now->grid, touched);
    return JJ_OK;
}

void jj_proposal_effect_deinit(jj_proposal_effect *e) {
    jj_free(e->units);
    jj_free(e->facilities);
    jj_free(e->flips);
    *e = (jj_proposal_effect){0};
}
