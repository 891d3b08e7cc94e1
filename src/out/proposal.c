#include "out/proposal.h"
#include "base/file.h"
#include "base/nearest.h"
#include "out/proposal_better.h"
#include "out/proposal_fields.h"
#include "out/proposal_sites.h"
#include "rules/fields.h"
#include "rules/run.h"
#include "rules/scope.h"
#include "rules/what_if.h"
#include "store/crs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *jj_advice_name(jj_advice a) {
    static const char *const names[] = {"build", "resize", "elsewhere", "no"};
    return names[a];
}

const char *jj_advice_title(jj_advice a, jj_lang lang) {
    static const char *const titles[][2] = {{"site recommended", "建议选址"},
                                            {"agreed with another size", "调整规模后同意"},
                                            {"another site should be found", "另行选址"},
                                            {"not recommended", "不建议"}};
    return titles[a][lang == JJ_LANG_ZH];
}

static jj_status no_room(jj_ctx *ctx) {
    return jj_no_memory(ctx, "a proposal", 0);
}

static uint32_t find_facility(const jj_proposals *p, const char *id) {
    for (size_t i = 0; i < p->n_old; i++)
        if (strcmp(p->loaded.scene.facilities[i].id, id) == 0)
            return (uint32_t)i;
    return JJ_NO_FACILITY;
}

const jj_facility *jj_proposal_closed(const jj_proposal *a, size_t i) {
    return &a->scene.facilities[find_facility(a->on, a->ask->closed[i])];
}

static jj_status no_such_facility(jj_ctx *ctx, const jj_proposals *p, const char *id) {
    JJ_AUTO const char **ids = jj_alloc(p->n_old + 1, sizeof *ids);
    if (!ids)
        return no_room(ctx);
    for (size_t i = 0; i < p->n_old; i++)
        ids[i] = p->loaded.scene.facilities[i].id;
    size_t near = jj_nearest_name(id, ids, p->n_old);
    if (near < p->n_old)
        return jj_fail(ctx, JJ_E_DATA, "no facility has the id '%s'; did you mean '%s'?", id,
                       ids[near]);
    return jj_fail(ctx, JJ_E_DATA,
                   "no facility has the id '%s': see the table facility of the "
                   "result",
                   id);
}

jj_status jj_proposals_kind_of(jj_ctx *ctx, const jj_proposals *p, const char *id,
                               const char **kind) {
    uint32_t i = find_facility(p, id);
    if (i == JJ_NO_FACILITY)
        return no_such_facility(ctx, p, id);
    *kind = p->loaded.scene.facilities[i].kind;
    return JJ_OK;
}

static void free_transform(jj_transform **t) {
    jj_transform_free(*t);
}

/* The candidate as a facility of the changed scene. */
static jj_status place(jj_ctx *ctx, const jj_proposal_ask *ask, const jj_candidate *c, jj_scene *s,
                       jj_facility *f) {
    JJ_CLEANUP(free_transform) jj_transform *t = NULL;
    uint32_t unit = jj_unit_at(&s->units, c->lon, c->lat);
    *f = (jj_facility){.id = c->name,
                       .name = c->name,
                       .kind = ask->kind,
                       .source = "proposal",
                       .unit_declared = unit,
                       .unit_located = unit,
                       .has_point = true,
                       .lon = c->lon,
                       .lat = c->lat,
                       .cell = JJ_NO_CELL,
                       .x = c->lon,
                       .y = c->lat,
                       .places = ask->capacity > 0 ? (double)ask->capacity : (double)NAN};
    if (s->has_grid) {
        JJ_TRY(jj_transform_new(ctx, "EPSG:4326", s->crs, &t));
        if (jj_transform_points(ctx, t, &f->x, &f->y, 1) == JJ_OK)
            f->cell = jj_grid_cell_at(&s->grid, f->x, f->y);
    }
    bool is_outside = f->cell == JJ_NO_CELL && unit == JJ_NO_UNIT;
    if (is_outside && jj_unit_at(&s->units, c->lat, c->lon) != JJ_NO_UNIT)
        return jj_fail(ctx, JJ_E_DATA,
                       "%s (%.6f, %.6f) lies outside the project's area, and inside with latitude "
                       "and longitude exchanged: longitude comes first",
                       c->name, c->lon, c->lat);
    if (is_outside)
        return jj_fail(ctx, JJ_E_DATA, "%s (%.6f, %.6f) lies outside the project's area", c->name,
                       c->lon, c->lat);
    return JJ_OK;
}

static jj_status set_value(jj_ctx *ctx, const jj_facility_table *t, const char **values,
                           const char *column, const char *value) {
    for (size_t i = 0; i < jj_facility_table_n_columns(t); i++)
        if (strcmp(jj_facility_table_column(t, i), column) == 0) {
            values[i] = value;
            return JJ_OK;
        }
    return jj_fail(ctx, JJ_E_DATA, "facilities have no column '%s' that could be set", column);
}

static jj_status add_row(jj_ctx *ctx, jj_facility_table *t, const jj_proposal_ask *ask,
                         const jj_facility *f) {
    JJ_AUTO const char **values = jj_alloc(jj_facility_table_n_columns(t) + 1, sizeof *values);
    char places[32], lon[32], lat[32];
    if (!values)
        return no_room(ctx);
    snprintf(places, sizeof places, "%lld", (long long)ask->capacity);
    snprintf(lon, sizeof lon, "%.17g", f->lon);
    snprintf(lat, sizeof lat, "%.17g", f->lat);
    const jj_set_value own[] = {{"id", f->id},
                                {"name", f->name},
                                {"kind", f->kind},
                                {"status", "open"},
                                {"ownership", "public"},
                                {"lon", lon},
                                {"lat", lat},
                                {"places", ask->capacity ? places : ""}};
    for (size_t i = 0; i < JJ_COUNT(own); i++)
        JJ_TRY(set_value(ctx, t, values, own[i].column, own[i].value));
    for (size_t i = 0; i < ask->n_set; i++)
        JJ_TRY(set_value(ctx, t, values, ask->set[i].column, ask->set[i].value));
    jj_status st = jj_facility_table_add(ctx, t, values);
    return st == JJ_E_RANGE ? JJ_E_DATA : st;
}

static jj_status copy_facilities(jj_ctx *ctx, jj_proposals *p, const jj_proposal_ask *ask,
                                 jj_proposal *a) {
    jj_scene *s = &a->scene;
    size_t first = jj_facility_table_n_rows(p->loaded.table), n = first + ask->n_added;
    s->facilities = jj_alloc(n + 1, sizeof *s->facilities);
    if (!s->facilities)
        return no_room(ctx);
    if (p->n_old)
        memcpy(s->facilities, p->loaded.scene.facilities, p->n_old * sizeof *s->facilities);
    for (size_t i = p->n_old; i < first; i++) /* rows of earlier proposals: nowhere */
        s->facilities[i] = (jj_facility){.id = "",
                                         .name = "",
                                         .kind = "",
                                         .source = "",
                                         .unit_declared = JJ_NO_UNIT,
                                         .unit_located = JJ_NO_UNIT,
                                         .cell = JJ_NO_CELL,
                                         .places = NAN};
    a->first_added = (uint32_t)first;
    s->n_facilities = n;
    for (size_t i = 0; i < ask->n_added; i++) {
        JJ_TRY(place(ctx, ask, &ask->added[i], s, &s->facilities[first + i]));
        JJ_TRY(add_row(ctx, p->loaded.table, ask, &s->facilities[first + i]));
    }
    return JJ_OK;
}

/* Numeric columns, longer by the added facilities. */
static jj_status copy_attributes(jj_ctx *ctx, jj_proposals *p, jj_proposal *a) {
    const jj_attributes *from = &p->loaded.scene.attributes;
    jj_attributes *to = &a->scene.attributes;
    to->values = jj_alloc(from->n + 1, sizeof *to->values);
    if (!to->values)
        return no_room(ctx);
    for (size_t i = 0; i < from->n; i++) {
        to->values[i] = jj_alloc(a->scene.n_facilities + 1, sizeof **to->values);
        if (!to->values[i])
            return no_room(ctx);
        JJ_TRY(jj_facility_table_numbers(ctx, p->loaded.table, from->names[i], to->values[i]));
        if (p->n_old)
            memcpy(to->values[i], from->values[i], p->n_old * sizeof **to->values);
    }
    return JJ_OK;
}

static bool is_closed(const uint32_t *closed, size_t n, uint32_t facility) {
    for (size_t i = 0; i < n; i++)
        if (closed[i] == facility)
            return true;
    return false;
}

/* The old members but for the closed ones, then the added ones among the rows. */
static jj_status change_list(jj_ctx *ctx, const jj_proposal *a, const uint32_t *closed,
                             const uint32_t *old, size_t n_old, const uint32_t *rows, size_t n_rows,
                             uint32_t **out, size_t *n) {
    *out = jj_alloc(n_old + a->ask->n_added + 1, sizeof **out);
    *n = 0;
    if (!*out)
        return no_room(ctx);
    for (size_t i = 0; i < n_old; i++)
        if (!is_closed(closed, a->ask->n_closed, old[i]))
            (*out)[(*n)++] = old[i];
    for (size_t i = 0; i < n_rows; i++)
        if (rows[i] >= a->first_added)
            (*out)[(*n)++] = rows[i];
    return JJ_OK;
}

static jj_status change_selection(jj_ctx *ctx, jj_proposals *p, const jj_proposal *a,
                                  const uint32_t *closed, const jj_selection *old,
                                  jj_selection *s) {
    JJ_AUTO uint32_t *rows = NULL;
    JJ_AUTO uint32_t *unknown = NULL;
    size_t n_rows, n_unknown;
    jj_facility_table *t = p->loaded.table;
    JJ_TRY(jj_facility_table_select(ctx, t, old->filter, &rows, &n_rows));
    JJ_TRY(jj_facility_table_unknown(ctx, t, old->filter, &unknown, &n_unknown));
    JJ_TRY(
        change_list(ctx, a, closed, old->facilities, old->n, rows, n_rows, &s->facilities, &s->n));
    return change_list(ctx, a, closed, old->unknown, old->n_unknown, unknown, n_unknown,
                       &s->unknown, &s->n_unknown);
}

static jj_status change_selections(jj_ctx *ctx, jj_proposals *p, jj_proposal *a) {
    const jj_scene *old = &p->loaded.scene;
    jj_scene *s = &a->scene;
    JJ_AUTO uint32_t *closed = jj_alloc(a->ask->n_closed + 1, sizeof *closed);
    s->selections = jj_alloc(old->n_selections + 1, sizeof *s->selections);
    if (!closed || !s->selections)
        return no_room(ctx);
    for (size_t i = 0; i < a->ask->n_closed; i++) {
        closed[i] = find_facility(p, a->ask->closed[i]);
        if (closed[i] == JJ_NO_FACILITY)
            return no_such_facility(ctx, p, a->ask->closed[i]);
    }
    for (size_t i = 0; i < old->n_selections; i++) {
        jj_selection *to = &s->selections[i];
        *to = old->selections[i];
        to->facilities = to->unknown = NULL;
        s->n_selections = i + 1;
        JJ_TRY(change_selection(ctx, p, a, closed, &old->selections[i], to));
    }
    return JJ_OK;
}

static bool is_same_list(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b) {
    return n_a == n_b && (n_a == 0 || memcmp(a, b, n_a * sizeof *a) == 0);
}

/* Whether the rule counts what is added or closed, or cannot tell. */
static bool is_touched(const jj_proposal *a, const jj_rule *rule, bool *is_untold) {
    const jj_scene *old = &a->on->loaded.scene;
    bool touched = false;
    *is_untold = false;
    for (size_t k = 0; k < rule->n_filters; k++) {
        const jj_selection *s =
            jj_scene_selection(old, rule->filters[k], jj_rule_year(rule, old->year));
        if (!s)
            continue;
        const jj_selection *now = &a->scene.selections[s - old->selections];
        touched |= !is_same_list(s->facilities, s->n, now->facilities, now->n);
        *is_untold |= now->n_unknown && now->unknown[now->n_unknown - 1] >= a->first_added;
    }
    return touched;
}

static jj_status find_rules(jj_ctx *ctx, jj_proposal *a) {
    const jj_rules *all = &a->on->loaded.rules;
    a->rules.rules = jj_alloc(all->n + 1, sizeof *a->rules.rules);
    a->untold = jj_alloc(all->n + 1, sizeof *a->untold);
    if (!a->rules.rules || !a->untold)
        return no_room(ctx);
    for (size_t i = 0; i < all->n; i++) {
        bool is_untold;
        if (is_touched(a, &all->rules[i], &is_untold))
            a->rules.rules[a->rules.n++] = all->rules[i];
        else if (is_untold)
            a->untold[a->n_untold++] = all->rules[i].id;
    }
    bool is_empty = a->ask->n_added + a->ask->n_closed == 0;
    if (a->rules.n == 0 && a->n_untold == 0 && !is_empty)
        return jj_fail(ctx, JJ_E_DATA,
                       "no rule of the result counts a '%s' like this: choose rules for it in the "
                       "project, or say more with --set COLUMN=VALUE",
                       a->ask->kind);
    return JJ_OK;
}

/* The coverage rule to speak of: the one asked for, else the first of this kind alone. */
static jj_status choose_rule(jj_ctx *ctx, const jj_proposal *a, uint32_t *out) {
    *out = JJ_NO_UNIT;
    for (uint32_t i = 0; i < a->rules.n; i++) {
        const jj_rule *r = &a->rules.rules[i];
        bool is_asked = a->ask->rule && strcmp(r->id, a->ask->rule) == 0;
        bool is_coverage = r->metric == JJ_POP_COVER && jj_rule_needs_fields(r);
        if (is_asked && !is_coverage)
            return jj_fail(ctx, JJ_E_DATA, "rule '%s' is not judged on coverage", r->id);
        if (is_asked || (!a->ask->rule && is_coverage && (*out == JJ_NO_UNIT || r->n_filters == 1)))
            *out = i;
        if (*out == i && (is_asked || r->n_filters == 1))
            return JJ_OK;
    }
    if (a->ask->rule)
        return jj_fail(ctx, JJ_E_DATA, "rule '%s' is not of the result or does not count this",
                       a->ask->rule);
    return JJ_OK;
}

static bool wants_better(const jj_proposal *a, uint32_t rule) {
    bool is_asked = a->ask->look_m > 0 && a->ask->n_added == 1 && a->ask->n_closed == 0;
    return is_asked && rule != JJ_NO_UNIT && a->on->loaded.scene.has_grid;
}

/* What the change touches, and the rows beside it where better places are looked for. */
typedef struct change {
    jj_touched touched;
    jj_look look;
    uint8_t *serves_anew;
    uint32_t *rule_before;
} change;

static void change_deinit(change *c) {
    jj_touched_deinit(&c->touched);
    jj_look_deinit(&c->look);
    jj_free(c->serves_anew);
    jj_free(c->rule_before);
}

static jj_status find_change(jj_ctx *ctx, const jj_proposals *p, jj_proposal *a, uint32_t rule,
                             change *c) {
    const jj_grid *g = &a->scene.grid;
    const jj_rules *all = &p->loaded.rules;
    c->serves_anew = jj_alloc(a->scene.n_facilities + 1, 1);
    c->rule_before = jj_alloc(a->rules.n + 1, sizeof *c->rule_before);
    if (!c->serves_anew || !c->rule_before)
        return no_room(ctx);
    for (size_t i = 0, k = 0; i < a->rules.n; i++) {
        while (strcmp(all->rules[k].id, a->rules.rules[i].id) != 0)
            k++;
        c->rule_before[i] = (uint32_t)k;
    }
    JJ_TRY(jj_touched_init(ctx, g, &c->touched));
    JJ_TRY(jj_proposal_copies(ctx, p, &a->was, &a->kept, &a->now));
    JJ_TRY(jj_fields_change(ctx, &p->loaded.scene, &a->scene, &a->was, &a->now, &c->touched));
    jj_touched_serving(&c->touched, g, &a->was, c->serves_anew);
    jj_touched_serving(&c->touched, g, &a->now, c->serves_anew);
    if (rule == JJ_NO_UNIT)
        return JJ_OK;
    JJ_TRY(
        jj_proposal_look(ctx, &a->scene, &a->rules.rules[rule], p->n_old, &c->touched, &c->look));
    if (wants_better(a, rule))
        jj_touched_widen(&c->touched, jj_proposal_better_rows(a, rule));
    return JJ_OK;
}

static jj_status judge(jj_ctx *ctx, jj_proposals *p, jj_proposal *a) {
    const jj_scene *old = &p->loaded.scene;
    JJ_CLEANUP(change_deinit) change c = {0};
    jj_comparison of = {.was = {old, &a->was}, .now = {&a->scene, &a->now}, .rules = &a->rules};
    JJ_TRY(choose_rule(ctx, a, &of.rule));
    if (old->has_grid) {
        JJ_TRY(jj_proposal_fields(ctx, p, &a->rules, &a->was));
        JJ_TRY(jj_proposal_before(ctx, p, &a->rules));
        JJ_TRY(find_change(ctx, p, a, of.rule, &c));
        of.touched = &c.touched;
        of.look = &c.look;
    }
    const jj_scope scope = {&p->before, c.rule_before, &c.touched, c.serves_anew};
    const jj_scope *asked = old->has_grid && !a->ask->is_drawn ? &scope : NULL;
    JJ_TRY(jj_run_figures(ctx, old, &a->rules, asked, &a->was));
    JJ_TRY(jj_run_figures(ctx, &a->scene, &a->rules, asked, &a->now));
    JJ_TRY(jj_proposal_compare(ctx, &of, &a->effect));
    JJ_TRY(jj_proposal_check_sites(ctx, a));
    return wants_better(a, of.rule) ? jj_proposal_find_better(ctx, p, a, of.rule) : JJ_OK;
}

static jj_status find_size(jj_ctx *ctx, jj_proposal *a) {
    const jj_proposal_effect *e = &a->effect;
    if (e->rule == JJ_NO_UNIT || a->ask->n_added == 0)
        return JJ_OK;
    const jj_size_norm *norm = jj_size_norm_of(a->rules.rules[e->rule].demand);
    jj_size_ask *s = &a->size_ask;
    s->rate_10000 = a->ask->rate_10000 ? a->ask->rate_10000 : norm->rate_10000;
    s->class_size = a->ask->class_size ? a->ask->class_size : norm->class_size;
    s->most_classes = norm->most_classes * (int)a->ask->n_added;
    s->capacity = a->ask->capacity * (int64_t)a->ask->n_added;
    s->n_years = e->n_years;
    memcpy(s->year, e->year, sizeof s->year);
    memcpy(s->people, e->served_in, sizeof s->people);
    a->has_size = true;
    return jj_size_find(ctx, s, &a->size);
}

static bool gains_a_verdict(const jj_proposal *a) {
    for (size_t i = 0; i < a->effect.n_flips; i++)
        if (a->effect.flips[i].to == JJ_PASS)
            return true;
    return false;
}

/* Even the smallest size would stand half empty. */
static bool is_too_few(const jj_proposal *a) {
    size_t last = a->size_ask.n_years;
    return a->has_size && a->size_ask.class_size > 0 &&
           a->size.places[last - 1] * 100 < a->size.advised * JJ_SIZE_SURPLUS_PERCENT;
}

static bool loses_a_verdict(const jj_proposal *a) {
    for (size_t i = 0; i < a->effect.n_flips; i++)
        if (a->effect.flips[i].from == JJ_PASS && a->effect.flips[i].to == JJ_FAIL)
            return true;
    return false;
}

bool jj_proposal_is_hopeless(const jj_proposal *a) {
    size_t n = 0;
    for (size_t i = 0; i < a->n_faults; i++)
        n += a->faults[i].fault == JJ_SITE_IMPASSABLE;
    return a->ask->n_added > 0 && n == a->ask->n_added;
}

bool jj_proposal_is_overlap(const jj_proposal *a) {
    enum { LEAST_NEW_PERCENT = 20 };
    return a->effect.newly * 100 < a->effect.served * LEAST_NEW_PERCENT;
}

static jj_advice advise(const jj_proposal *a) {
    const jj_proposal_effect *e = &a->effect;
    bool gains = gains_a_verdict(a), helps = e->newly > 0 || gains;
    for (size_t i = 0; i < a->n_faults; i++)
        if (a->faults[i].effect == JJ_EFFECT_FORBID)
            return helps ? JJ_ADVICE_ELSEWHERE : JJ_ADVICE_NO;
    if (a->ask->n_added == 0)
        return e->lost > 0 || loses_a_verdict(a) ? JJ_ADVICE_NO : JJ_ADVICE_BUILD;
    if (!helps || e->lost > e->newly || (jj_proposal_is_overlap(a) && !gains))
        return JJ_ADVICE_NO;
    if (loses_a_verdict(a) || (is_too_few(a) && !gains))
        return JJ_ADVICE_ELSEWHERE;
    return a->has_size && (a->size.is_surplus || a->size.is_short) ? JJ_ADVICE_RESIZE
                                                                   : JJ_ADVICE_BUILD;
}

jj_status jj_propose(jj_ctx *ctx, jj_proposals *p, const jj_proposal_ask *ask, jj_proposal *out) {
    *out = (jj_proposal){.on = p, .ask = ask, .scene = p->loaded.scene};
    out->scene.facilities = NULL;
    out->scene.attributes.values = NULL;
    out->scene.selections = NULL;
    JJ_TRY(jj_proposal_check_kind(ctx, &p->loaded.scene, ask->kind));
    JJ_TRY(copy_facilities(ctx, p, ask, out));
    JJ_TRY(copy_attributes(ctx, p, out));
    JJ_TRY(change_selections(ctx, p, out));
    JJ_TRY(find_rules(ctx, out));
    JJ_TRY(judge(ctx, p, out));
    JJ_TRY(find_size(ctx, out));
    out->advice = advise(out);
    return JJ_OK;
}

void jj_proposal_deinit(jj_proposal *a) {
    jj_scene *s = &a->scene;
    for (size_t i = 0; s->attributes.values && i < s->attributes.n; i++)
        jj_free(s->attributes.values[i]);
    jj_free(s->attributes.values);
    for (size_t i = 0; s->selections && i < s->n_selections; i++) {
        jj_free(s->selections[i].facilities);
        jj_free(s->selections[i].unknown);
    }
    jj_free(s->selections);
    jj_free(s->facilities);
    jj_free(a->rules.rules);
    jj_free(a->untold);
    jj_free(a->faults);
    jj_result_deinit(&a->was);
    jj_result_deinit(&a->now);
    jj_kept_close(a->kept);
    jj_proposal_effect_deinit(&a->effect);
    *a = (jj_proposal){0};
}
