#include "cli/rules_lacks.h"
#include "base/lang.h"
#include "load/kinds.h"
#include "out/print.h"
#include "out/reply.h"
#include "rules/unit_set.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* One rule looked at; `list` collects what is lacking. */
typedef struct search {
    jj_ctx *ctx;
    const jj_loaded *loaded;
    const jj_kinds *kinds;
    const jj_rule *rule;
    jj_text list;
} search;

static const char *title(const search *s, const char *en, const char *zh) {
    return s->ctx->lang == JJ_LANG_ZH ? zh : en;
}

/* Said once, however many filters ask for it. */
static void say(search *s, const char *what, const char *which) {
    JJ_CLEANUP(jj_text_deinit) jj_text one = {0};
    jj_text_addf(&one, "%s %s", jj_tr(s->ctx->lang, what), which);
    if (one.failed)
        s->list.failed = true;
    else if (s->list.len == 0 || !strstr(s->list.s, one.s))
        jj_text_addf(&s->list, "%s%s", s->list.len ? "; " : "", one.s);
}

static jj_status count(search *s, const char *condition, size_t *n) {
    JJ_AUTO uint32_t *rows = NULL;
    return jj_facility_table_select(s->ctx, s->loaded->table, condition, &rows, n);
}

static bool is_word_at(const char *text, const char *p, size_t len) {
    bool is_open = p == text || !(isalnum((unsigned char)p[-1]) || p[-1] == '_');
    return is_open && !(isalnum((unsigned char)p[len]) || p[len] == '_');
}

/* Whether the condition names the column outside its literals. */
static bool names_column(const char *condition, const char *column) {
    size_t len = strlen(column);
    bool is_literal = false;
    for (const char *p = condition; *p; p++) {
        is_literal = is_literal != (*p == '\'');
        if (!is_literal && strncmp(p, column, len) == 0 && is_word_at(condition, p, len))
            return true;
    }
    return false;
}

/* Titles of the kinds a condition asks for, those that stand in it as literals. */
static void add_kinds(const search *s, const char *condition, jj_text *out) {
    for (size_t i = 0; i < s->kinds->n; i++) {
        const jj_kind *k = &s->kinds->kinds[i];
        char literal[80];
        snprintf(literal, sizeof literal, "'%.60s'", k->id);
        if (strstr(condition, literal))
            jj_text_addf(out, "%s%s", out->len ? title(s, ", ", "、") : "",
                         title(s, k->title_en, k->title_zh));
    }
}

static bool has_kind_of(const search *s, const char *condition) {
    if (!names_column(condition, "kind"))
        return s->loaded->scene.n_facilities > 0;
    for (size_t i = 0; i < s->loaded->scene.n_facilities; i++) {
        char literal[80];
        snprintf(literal, sizeof literal, "'%.60s'", s->loaded->scene.facilities[i].kind);
        if (strstr(condition, literal))
            return true;
    }
    return false;
}

static bool is_listed_as_none(const search *s, const char *condition) {
    const jj_scene *scene = &s->loaded->scene;
    for (size_t i = 0; i < scene->n_selections; i++)
        if (strcmp(scene->selections[i].filter, condition) == 0)
            return scene->selections[i].is_listed_as_none;
    return false;
}

static jj_status add_empty_column(search *s, const jj_attribute *a, const char *condition) {
    size_t n;
    JJ_CLEANUP(jj_text_deinit) jj_text test = {0};
    jj_text_addf(&test, "%s IS NOT NULL", a->id);
    if (condition)
        jj_text_addf(&test, " AND (%s)", condition);
    JJ_TRY(test.failed ? jj_no_memory(s->ctx, "rules", test.len) : count(s, test.s, &n));
    if (n == 0)
        say(s, "facility column", a->id);
    return JJ_OK;
}

/* Why a condition picks nothing: no list of the kind, a column nobody filled, or truly none. */
static jj_status look_at_filter(search *s, const char *condition) {
    size_t n, before = s->list.len;
    JJ_TRY(count(s, condition, &n));
    if (n > 0 || is_listed_as_none(s, condition))
        return JJ_OK;
    if (!has_kind_of(s, condition)) {
        JJ_CLEANUP(jj_text_deinit) jj_text kinds = {0};
        add_kinds(s, condition, &kinds);
        say(s, "a list of", kinds.len ? kinds.s : condition);
        return JJ_OK;
    }
    for (size_t i = 0; i < s->kinds->n_attributes; i++)
        if (names_column(condition, s->kinds->attributes[i].id))
            JJ_TRY(add_empty_column(s, &s->kinds->attributes[i], NULL));
    if (s->list.len == before)
        say(s, "nothing meets", condition);
    return JJ_OK;
}

/* num_attr and den_attr: a facility column, else a unit column. */
static jj_status look_at_attribute(search *s, const char *name, const char *condition) {
    if (!*name)
        return JJ_OK;
    const jj_attribute *a = condition ? jj_attribute_find(s->kinds, name) : NULL;
    if (a && has_kind_of(s, condition))
        return add_empty_column(s, a, condition);
    if (!a && jj_unit_column(&s->loaded->scene.units, name) < 0 &&
        !jj_scene_demand(&s->loaded->scene, name, s->loaded->scene.year))
        say(s, "unit column", name);
    return JJ_OK;
}

static jj_status look_at_units(search *s) {
    for (size_t i = 0; i < s->rule->n_unit_sets; i++) {
        jj_unit_set set = {0};
        bool needs_geometry = s->rule->metric == JJ_POP_COVER || s->rule->metric == JJ_LAND_COVER;
        JJ_TRY(jj_unit_set_make(s->ctx, &s->loaded->scene.units, s->rule->unit_sets[i],
                                needs_geometry, &set));
        if (set.level < 0 || set.n == 0)
            say(s, "units of", s->rule->unit_sets[i]);
        jj_unit_set_deinit(&set);
    }
    return JJ_OK;
}

static void look_at_people(search *s) {
    const jj_scene *scene = &s->loaded->scene;
    const jj_rule *r = s->rule;
    int year = r->target_year ? r->target_year : scene->year;
    bool is_count =
        r->metric == JJ_AT_LEAST_N || r->metric == JJ_UNIT_SHARE || r->metric == JJ_TIER;
    if (*r->demand && !is_count && !jj_scene_demand(scene, r->demand, year))
        say(s, "people of group", r->demand);
    if (!isnan(r->threshold[0]) && !scene->has_grid)
        say(s, "a grid of", title(s, "people", "人口"));
    bool has_profile = r->n_profiles == 0;
    for (size_t i = 0; i < r->n_profiles; i++)
        has_profile = has_profile || jj_scene_profile(scene, r->profiles[i]);
    if (!has_profile)
        say(s, "profile", r->profiles[0]);
}

static bool is_reported(const search *s) {
    for (size_t i = 0; i < s->loaded->scene.n_indicators; i++)
        if (strcmp(s->loaded->scene.indicators[i].rule, s->rule->id) == 0)
            return true;
    return false;
}

static jj_status look(search *s) {
    const jj_rule *r = s->rule;
    if (is_reported(s) || r->status == JJ_RULE_DESCRIPTIVE)
        return JJ_OK;
    if (r->status == JJ_RULE_NEEDS_TABLE) {
        say(s, "reported figures:", title(s, r->note_en, r->note_zh));
        return JJ_OK;
    }
    JJ_TRY(look_at_units(s));
    for (size_t i = 0; i < r->n_filters; i++)
        JJ_TRY(look_at_filter(s, r->filters[i]));
    JJ_TRY(look_at_attribute(s, r->num_attr, r->n_filters ? r->filters[0] : NULL));
    JJ_TRY(look_at_attribute(s, r->den_attr, r->n_filters ? r->filters[0] : NULL));
    look_at_people(s);
    return JJ_OK;
}

static const jj_column columns[] = {
    {"id", JJ_CELL_TEXT, "id", "编号"},
    {"department", JJ_CELL_TEXT, "department", "责任单位"},
    {"lacks", JJ_CELL_TEXT, "lacks", "缺少"},
};

static jj_status look_at_all(search *s, const jj_rules *rules, jj_reply *reply) {
    for (size_t i = 0; i < rules->n; i++) {
        s->rule = &rules->rules[i];
        s->list.len = 0;
        JJ_TRY(look(s));
        if (s->list.failed)
            return jj_no_memory(s->ctx, "rules", s->list.len);
        jj_cell cells[JJ_COUNT(columns)] = {
            {.text = s->rule->id}, {.text = s->rule->dept}, {.text = s->list.s}};
        if (s->list.len)
            JJ_TRY(jj_reply_add(s->ctx, reply, cells));
    }
    return JJ_OK;
}

jj_status rules_find_lacks(jj_ctx *ctx, const jj_loaded *loaded, const jj_rules *rules,
                           jj_reply *out) {
    JJ_CLEANUP(jj_kinds_deinit) jj_kinds kinds = {0};
    jj_reply_begin(out, columns, JJ_COUNT(columns));
    JJ_TRY(jj_kinds_read(ctx, NULL, &kinds));
    search s = {.ctx = ctx, .loaded = loaded, .kinds = &kinds};
    jj_status st = look_at_all(&s, rules, out);
    jj_text_deinit(&s.list);
    return st;
}

jj_status rules_print_lacks(jj_ctx *ctx, const jj_loaded *loaded, const jj_rules *rules) {
    JJ_CLEANUP(jj_reply_deinit) jj_reply reply = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text text = {0};
    JJ_TRY(rules_find_lacks(ctx, loaded, rules, &reply));
    jj_table table = jj_reply_table(&reply);
    if (reply.n_rows)
        JJ_TRY(jj_table_print(ctx, &table, JJ_FORMAT_TABLE, &text));
    fwrite(text.s ? text.s : "", 1, text.len, stdout);
    printf(jj_tr(ctx->lang, "%zu of %zu rules have what they need in this project\n"),
           rules->n - reply.n_rows, rules->n);
    return JJ_OK;
}
