#include "load/load_rules.h"
#include "base/file.h"
#include "base/geodata.h"
#include "base/lang.h"
#include "base/nearest.h"
#include "load/catalogue.h"
#include "load/catalogue_cell.h"
#include "load/catalogue_check.h"
#include "load/facilities.h"

#include <stdio.h>
#include <string.h>

/* A rule named in one language alone goes by that name in both. */
static void name_in_both(jj_rule *r) {
    if (!*r->title_zh)
        r->title_zh = r->title_en;
    if (!*r->title_en)
        r->title_en = r->title_zh;
}

static jj_status append(jj_loader *l, jj_rules *to, const jj_rule *rule) {
    const jj_rule *twin = jj_rule_find(to, rule->id);
    if (twin)
        return jj_fail(l->ctx, JJ_E_DATA, "%s: rule '%s' stands in two catalogues",
                       l->project->path, rule->id);
    if (!jj_grow(&to->rules, &to->cap, to->n + 1, sizeof *to->rules))
        return jj_loader_no_room(l);
    to->rules[to->n] = *rule;
    name_in_both(&to->rules[to->n++]);
    return JJ_OK;
}

/* A catalogue beside the project, or one that ships under that name. */
static jj_status find_catalogue(jj_loader *l, const char *path, char **out) {
    size_t n = strlen(l->project->folder);
    const char *name = n && strncmp(path, l->project->folder, n) == 0 ? path + n : path;
    name += strspn(name, "/");
    if (jj_file_exists(path) || jj_geodata_path(l->ctx, name, out) != JJ_OK)
        *out = jj_strdup(path);
    return *out ? JJ_OK : jj_loader_no_room(l);
}

static jj_status read_catalogue(jj_loader *l, const char *name, jj_rules *out) {
    JJ_AUTO char *path = NULL;
    JJ_TRY(find_catalogue(l, name, &path));
    JJ_CLEANUP(jj_rules_deinit) jj_rules one = {0};
    JJ_TRY(jj_rules_read(l->ctx, path, &one));
    JJ_TRY(jj_add_input(l, "rules", path));
    for (size_t i = 0; i < one.n; i++)
        JJ_TRY(append(l, out, &one.rules[i]));
    jj_arena_join(&out->arena, &one.arena);
    return JJ_OK;
}

static jj_status find_column(jj_loader *l, const char *key, int line, size_t *out) {
    *out = 0;
    while (*out < n_rule_columns && strcmp(rule_columns[*out], key) != 0)
        ++*out;
    if (*out < n_rule_columns)
        return JJ_OK;
    size_t near = jj_nearest_name(key, rule_columns, n_rule_columns);
    if (near < n_rule_columns)
        return jj_fail(l->ctx, JJ_E_FORMAT,
                       "%s:%d: '%s' is not a column of rules; did you mean '%s'?", l->project->path,
                       line, key, rule_columns[near]);
    return jj_fail(
        l->ctx, JJ_E_FORMAT,
        "%s:%d: '%s' is not a column of rules; 'jiujin rules list --columns' names them all",
        l->project->path, line, key);
}

static jj_status read_own(jj_loader *l, const jj_pairs *own, jj_rules *out) {
    jj_rule rule = rule_empty();
    rule.line = own->n ? own->lines[0] : 0;
    for (size_t i = 0; i < own->n; i++) {
        size_t column;
        JJ_TRY(find_column(l, own->keys[i], own->lines[i], &column));
        rule_cell cell = {l->project->path, own->lines[i], own->keys[i], own->values[i],
                          &out->arena};
        JJ_TRY(rule_set_cell(l->ctx, &cell, column, &rule));
    }
    JJ_TRY(rule_check(l->ctx, l->project->path, &rule, &l->kinds));
    return append(l, out, &rule);
}

static bool is_in(const char *s, const char *const *items, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(s, items[i]) == 0)
            return true;
    return n == 0;
}

static bool is_kept(const jj_rules_keys *k, const jj_load_options *o, const jj_rule *r) {
    if (o->n_only)
        return is_in(r->id, o->only, o->n_only);
    return is_in(r->id, k->only.items, k->only.n) &&
           is_in(r->domain, k->domains.items, k->domains.n) &&
           (k->priority == 0 || r->priority <= k->priority);
}

static jj_status check_asked(jj_loader *l, const jj_rules *rules, const char *const *ids,
                             size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!jj_rule_find(rules, ids[i]))
            return jj_fail(l->ctx, JJ_E_RANGE, "no catalogue of the project has a rule '%s'",
                           ids[i]);
    return JJ_OK;
}

jj_status jj_load_rules(jj_loader *l, const jj_load_options *options, jj_rules *out) {
    const jj_rules_keys *k = &l->project->rules;
    for (size_t i = 0; i < k->catalogues.n; i++)
        JJ_TRY(read_catalogue(l, k->catalogues.items[i], out));
    for (size_t i = 0; i < k->n_own; i++)
        JJ_TRY(read_own(l, &k->own[i], out));
    JJ_TRY(check_asked(l, out, options->only, options->n_only));
    JJ_TRY(check_asked(l, out, k->only.items, k->only.n));
    size_t n = 0;
    for (size_t i = 0; i < out->n; i++)
        if (is_kept(k, options, &out->rules[i]))
            out->rules[n++] = out->rules[i];
    out->n = n;
    for (size_t i = 0; i < n; i++) {
        out->rules[i].due_year = out->rules[i].target_year;
        if (options->year)
            out->rules[i].target_year = 0;
    }
    return JJ_OK;
}

/* One row a kind, all else unknown: a filter that is not plainly false of
 * one of them can be satisfied. */
static jj_status possible_rows(jj_loader *l, const jj_kind_names *kinds, jj_facility_table **out) {
    const jj_kinds *k = &l->kinds;
    size_t n = k->n_attributes, kind = jj_own_column_index(l, JJ_C_KIND);
    JJ_AUTO const char **values = jj_alloc(n + 1, sizeof *values);
    if (!values)
        return jj_loader_no_room(l);
    JJ_TRY(jj_facilities_table(l, out));
    for (size_t i = 0; i < kinds->n; i++) {
        values[kind] = kinds->ids[i];
        JJ_TRY(jj_facility_table_add(l->ctx, *out, values));
    }
    return JJ_OK;
}

static jj_status is_possible(jj_loader *l, jj_facility_table *possible, const char *filter,
                             bool *out) {
    JJ_AUTO uint32_t *rows = NULL;
    JJ_AUTO uint32_t *unknown = NULL;
    size_t n, n_unknown;
    JJ_TRY(jj_facility_table_select(l->ctx, possible, filter, &rows, &n));
    JJ_TRY(jj_facility_table_unknown(l->ctx, possible, filter, &unknown, &n_unknown));
    *out = n + n_unknown > 0;
    return JJ_OK;
}

/* What selections of one scenario are made from. */
typedef struct selecting {
    jj_loader *l;
    jj_facility_table *table;
    jj_facility_table *possible, *none; /* kinds sources can deliver, kinds listed as none */
    const bool *is_opened;              /* by facility: open whatever its date; NULL = none is */
} selecting;

/* Keeps those that are open in the year. */
static size_t keep_open(const selecting *from, uint32_t *rows, size_t n, int year) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if ((from->is_opened && from->is_opened[rows[i]]) ||
            jj_facility_is_open(&from->l->scene->facilities[rows[i]], year))
            rows[kept++] = rows[i];
    return kept;
}

static jj_status select_facilities(const selecting *from, jj_selection *s) {
    jj_loader *l = from->l;
    JJ_TRY(jj_facility_table_select(l->ctx, from->table, s->filter, &s->facilities, &s->n));
    JJ_TRY(jj_facility_table_unknown(l->ctx, from->table, s->filter, &s->unknown, &s->n_unknown));
    s->n = keep_open(from, s->facilities, s->n, s->year);
    s->n_unknown = keep_open(from, s->unknown, s->n_unknown, s->year);
    for (size_t i = 0; i < s->n; i++)
        s->n_inferred += l->scene->facilities[s->facilities[i]].is_inferred;
    JJ_TRY(is_possible(l, from->none, s->filter, &s->is_listed_as_none));
    return is_possible(l, from->possible, s->filter, &s->has_source);
}

/* Fields are shared by selection: one that holds what another of now holds is that one. */
static uint32_t find_same(const jj_scene *s, const jj_selection *selection) {
    for (uint32_t i = 0; i < s->n_selections; i++) {
        const jj_selection *now = &s->selections[i];
        bool is_twin = now->scenario == 0 && now->year == selection->year &&
                       strcmp(now->filter, selection->filter) == 0;
        if (is_twin && now->n == selection->n && now->n_unknown == selection->n_unknown &&
            (now->n == 0 ||
             memcmp(now->facilities, selection->facilities, now->n * sizeof *now->facilities) == 0))
            return i + 1;
    }
    return 0;
}

static jj_status add_selection(const selecting *from, const jj_rule *rule, const char *filter,
                               int year) {
    jj_scene *s = from->l->scene;
    if (jj_scene_selection(s, filter, year))
        return JJ_OK;
    jj_selection *selection = &s->selections[s->n_selections];
    *selection = (jj_selection){.filter = filter, .year = year, .scenario = s->scenario};
    jj_status st = select_facilities(from, selection);
    selection->same_as = st == JJ_OK && s->scenario ? find_same(s, selection) : 0;
    s->n_selections++;
    if (st == JJ_OK)
        return JJ_OK;
    char where[128];
    snprintf(where, sizeof where, jj_tr(from->l->ctx->lang, "rule %.100s"), rule->id);
    return jj_fail_within(from->l->ctx, st, where);
}

/* In the year judged; where a change is asked for in the base year, where a merger is in the years
 * of scenarios, which leave less than there is now. */
static jj_status select_years(const selecting *from, const jj_rule *rule, const char *filter) {
    const jj_scene *s = from->l->scene;
    int own = s->scenarios[s->scenario].year;
    JJ_TRY(add_selection(from, rule, filter, own ? own : jj_rule_year(rule, s->year)));
    bool is_merger = s->scenario == 0 && rule->metric == JJ_CONSOLIDATE;
    for (size_t k = 1; is_merger && k < s->n_scenarios; k++)
        if (s->scenarios[k].year)
            JJ_TRY(add_selection(from, rule, filter, s->scenarios[k].year));
    bool has_base = s->scenario == 0 && jj_rule_needs_base(rule);
    return has_base ? add_selection(from, rule, filter, rule->base_year) : JJ_OK;
}

static void free_table(jj_facility_table **t) {
    jj_facility_table_free(*t);
}

static jj_status select_for(const selecting *from, const jj_rules *rules) {
    for (size_t i = 0; i < rules->n; i++)
        for (size_t k = 0; k < rules->rules[i].n_filters; k++)
            JJ_TRY(select_years(from, &rules->rules[i], rules->rules[i].filters[k]));
    return JJ_OK;
}

static jj_status select_planned(const selecting *now, const jj_rules *rules, uint32_t scenario) {
    JJ_CLEANUP(jj_scenario_facilities_deinit) jj_scenario_facilities changed = {0};
    JJ_TRY(jj_scenario_table(now->l, scenario, &changed));
    selecting from = *now;
    from.table = changed.table;
    from.is_opened = changed.is_opened;
    return select_for(&from, rules);
}

jj_status jj_load_selections(jj_loader *l, const jj_rules *rules) {
    jj_scene *s = l->scene;
    size_t most = 0;
    for (size_t i = 0; i < rules->n; i++)
        most += 2 * rules->rules[i].n_filters;
    s->selections = jj_alloc(most * s->n_scenarios + 1, sizeof *s->selections);
    if (!s->selections)
        return jj_loader_no_room(l);
    JJ_CLEANUP(free_table) jj_facility_table *possible = NULL;
    JJ_CLEANUP(free_table) jj_facility_table *none = NULL;
    JJ_TRY(possible_rows(l, &l->kinds_given, &possible));
    JJ_TRY(possible_rows(l, &l->kinds_none, &none));
    const selecting now = {l, l->table, possible, none, NULL};
    jj_status st = select_for(&now, rules);
    for (uint32_t k = 1; k < s->n_scenarios && st == JJ_OK; k++) {
        s->scenario = k;
        st = select_planned(&now, rules, k);
    }
    s->scenario = 0;
    return st;
}
