#include "load/intake/cell.h"
#include "load/reported_sheet.h"
#include "load/unit_lookup.h"

#include <math.h>
#include <string.h>

/* Where an entry stands: in the project file or in its sheet. */
typedef struct entry_place {
    const char *path;
    int line;
} entry_place;

static jj_status find_unit(jj_loader *l, const entry_place *at, const char *code, uint32_t *unit) {
    *unit = code ? jj_unit_find(&l->scene->units, code) : JJ_NO_UNIT;
    return *unit != JJ_NO_UNIT ? JJ_OK
                               : jj_fail(l->ctx, JJ_E_DATA, "%s:%d: no unit has the code '%s'",
                                         at->path, at->line, code ? code : "");
}

static jj_status check_rule(jj_loader *l, const entry_place *at, const jj_rules *rules,
                            const char *id, bool *is_meant) {
    *is_meant = id && jj_rule_find(rules, id);
    if (*is_meant || (id && l->project->rules.only.n > 0))
        return JJ_OK;
    return jj_fail(l->ctx, JJ_E_DATA, "%s:%d: there is no rule '%s'", at->path, at->line,
                   id ? id : "");
}

static jj_status read_date(jj_loader *l, const entry_place *at, const char *text, int32_t *out) {
    *out = 0;
    if (!text || jj_parse_date(text, out))
        return JJ_OK;
    return jj_fail(l->ctx, JJ_E_FORMAT, "%s:%d: '%s' is not a date such as 2025-03-01", at->path,
                   at->line, text);
}

static jj_status keep_all(jj_loader *l, const char **const texts[], size_t n) {
    for (size_t i = 0; i < n; i++) {
        *texts[i] = jj_keep(l, *texts[i] ? *texts[i] : "");
        if (!*texts[i])
            return jj_loader_no_room(l);
    }
    return JJ_OK;
}

static jj_status add_exemption(jj_loader *l, const jj_rules *rules, const entry_place *at,
                               const jj_exemption_keys *k) {
    jj_exemption *e = &l->scene->exemptions[l->scene->n_exemptions];
    bool is_meant;
    JJ_TRY(check_rule(l, at, rules, k->rule, &is_meant));
    if (!is_meant)
        return JJ_OK;
    *e = (jj_exemption){.rule = k->rule, .reason = k->reason, .document = k->document};
    JJ_TRY(find_unit(l, at, k->unit, &e->unit));
    JJ_TRY(read_date(l, at, k->valid_from, &e->valid_from));
    JJ_TRY(read_date(l, at, k->valid_to, &e->valid_to));
    l->scene->n_exemptions++;
    return keep_all(l, (const char **const[]){&e->rule, &e->reason, &e->document}, 3);
}

static jj_status add_indicator(jj_loader *l, const jj_rules *rules, const entry_place *at,
                               const jj_indicator_keys *k) {
    jj_indicator *e = &l->scene->indicators[l->scene->n_indicators];
    bool is_meant;
    JJ_TRY(check_rule(l, at, rules, k->rule, &is_meant));
    if (!is_meant)
        return JJ_OK;
    bool has_both = !isnan(k->num) && !isnan(k->den);
    if (has_both == !isnan(k->value))
        return jj_fail(l->ctx, JJ_E_FORMAT,
                       "%s:%d: an indicator is either 'value' or 'num' and 'den'", at->path,
                       at->line);
    *e = (jj_indicator){.rule = k->rule,
                        .year = (int)k->year,
                        .num = k->num,
                        .den = k->den,
                        .value = k->value,
                        .source = k->source,
                        .document = k->document};
    JJ_TRY(find_unit(l, at, k->unit, &e->unit));
    l->scene->n_indicators++;
    return keep_all(l, (const char **const[]){&e->rule, &e->source, &e->document}, 3);
}

/* --- the same as sheets: headings and words as offices write them, mistakes go to the ledger -- */

/* What is being read into, for one row after the other. */
typedef struct sheet_reader {
    jj_loader *l;
    const jj_rules *rules;
    const char *role;
} sheet_reader;

static jj_status note(const sheet_reader *r, const jj_reported_row *row, const char *code,
                      const char *field, const char *value) {
    return jj_note_add(r->l->ctx, &r->l->notes,
                       &(jj_finding){.code = code,
                                     .source = r->role,
                                     .field = field,
                                     .feature = row->place,
                                     .value = value});
}

/* A rule by its id or its title; `is_meant` is false where the row is not for this run. */
static jj_status find_rule(const sheet_reader *r, const jj_reported_row *row, const jj_rule **out) {
    const char *said = row->text[JJ_REPORTED_RULE];
    *out = jj_rule_find(r->rules, said);
    for (size_t i = 0; !*out && i < r->rules->n; i++)
        if (strcmp(r->rules->rules[i].title_zh, said) == 0 ||
            strcmp(r->rules->rules[i].title_en, said) == 0)
            *out = &r->rules->rules[i];
    bool is_left = !*out && r->l->project->rules.only.n > 0;
    return *out || is_left ? JJ_OK : note(r, row, "unknown_rule", "rule", said);
}

static jj_status find_row_unit(const sheet_reader *r, const jj_reported_row *row, uint32_t *out) {
    const jj_units *u = &r->l->scene->units;
    const char *names[JJ_REPORTED_N_NAMES];
    static const char *const fields[JJ_REPORTED_N_NAMES] = {"unit", "unit", "unit", "unit"};
    size_t n = 0;
    *out = JJ_NO_UNIT;
    for (int i = 0; i < JJ_REPORTED_N_NAMES; i++)
        if (*row->text[JJ_REPORTED_NAMES + i])
            names[n++] = row->text[JJ_REPORTED_NAMES + i];
    if (n > 0)
        *out = jj_unit_find(u, names[n - 1]);
    if (*out != JJ_NO_UNIT)
        return JJ_OK;
    const jj_unit_query q = {
        .source = r->role, .place = row->place, .names = names, .fields = fields, .n = n};
    JJ_TRY(jj_unit_lookup(r->l, &q, out));
    return *out != JJ_NO_UNIT ? JJ_OK
                              : note(r, row, "reported_nowhere", "unit", n ? names[n - 1] : "");
}

/* NaN for an empty cell; *is_bad where it is no figure. */
static double figure_of(const jj_reported_row *row, jj_reported_cell c, bool *is_percent,
                        bool *is_bad) {
    jj_cell_value v = jj_cell_read(row->text[c]);
    *is_percent |= v.type == JJ_CELL_NUMBER && v.is_percent;
    *is_bad |= v.type == JJ_CELL_TEXT;
    return v.type == JJ_CELL_NUMBER ? v.number : (double)NAN;
}

static bool is_share(const jj_rule *rule) {
    double target = rule->has_target ? (double)rule->target_num / (double)rule->target_den : 0;
    bool is_named = strstr(rule->target_unit, "share") || strcmp(rule->target_unit, "ratio") == 0;
    jj_metric m = rule->metric;
    bool is_by_metric = m == JJ_POP_COVER || m == JJ_LAND_COVER || m == JJ_ATTR_SHARE ||
                        m == JJ_STATUS_SHARE || m == JJ_GROSS_RATE;
    return (is_named || is_by_metric) && !(rule->base > 1) && target <= 1.5;
}

/* 56.3 where a share is due can only be percent; that is taken and told. */
static jj_status take_value(const sheet_reader *r, const jj_reported_row *row, const jj_rule *rule,
                            bool is_percent, jj_indicator *e) {
    if (is_percent || isnan(e->value) || e->value <= 1.5 || e->value > 100 || !is_share(rule))
        return JJ_OK;
    e->value /= 100;
    return note(r, row, "percent_taken", "value", row->text[JJ_REPORTED_VALUE]);
}

static jj_status add_indicator_row(jj_loader *l, const jj_reported_row *row, void *user) {
    const sheet_reader *r = user;
    const jj_rule *rule;
    bool is_percent = false, is_bad = false;
    jj_scene *s = l->scene;
    JJ_TRY(find_rule(r, row, &rule));
    if (!rule)
        return JJ_OK;
    if (!jj_grow(&s->indicators, &l->cap_indicators, s->n_indicators + 1, sizeof *s->indicators))
        return jj_loader_no_room(l);
    jj_indicator *e = &s->indicators[s->n_indicators];
    *e = (jj_indicator){.rule = rule->id,
                        .num = figure_of(row, JJ_REPORTED_NUM, &is_percent, &is_bad),
                        .den = figure_of(row, JJ_REPORTED_DEN, &is_percent, &is_bad),
                        .source = row->text[JJ_REPORTED_SOURCE],
                        .document = row->text[JJ_REPORTED_DOCUMENT]};
    is_percent = false;
    e->value = figure_of(row, JJ_REPORTED_VALUE, &is_percent, &is_bad);
    int32_t date = 0;
    bool has_year = jj_parse_date(row->text[JJ_REPORTED_YEAR], &date);
    bool has_both = !isnan(e->num) && !isnan(e->den);
    e->year = date / 10000;
    if (is_bad || !has_year || (!has_both && isnan(e->value)))
        return note(r, row, "reported_unusable", "", rule->id);
    if (has_both)
        e->value = NAN;
    JJ_TRY(take_value(r, row, rule, is_percent, e));
    JJ_TRY(find_row_unit(r, row, &e->unit));
    if (e->unit == JJ_NO_UNIT)
        return JJ_OK;
    s->n_indicators++;
    return keep_all(l, (const char **const[]){&e->rule, &e->source, &e->document}, 3);
}

static jj_status add_exemption_row(jj_loader *l, const jj_reported_row *row, void *user) {
    const sheet_reader *r = user;
    const jj_rule *rule;
    jj_scene *s = l->scene;
    JJ_TRY(find_rule(r, row, &rule));
    if (!rule)
        return JJ_OK;
    if (!jj_grow(&s->exemptions, &l->cap_exemptions, s->n_exemptions + 1, sizeof *s->exemptions))
        return jj_loader_no_room(l);
    jj_exemption *e = &s->exemptions[s->n_exemptions];
    *e = (jj_exemption){.rule = rule->id,
                        .reason = row->text[JJ_REPORTED_REASON],
                        .document = row->text[JJ_REPORTED_DOCUMENT]};
    const char *from = row->text[JJ_REPORTED_FROM], *to = row->text[JJ_REPORTED_TO];
    if (!*e->reason || (*from && !jj_parse_date(from, &e->valid_from)) ||
        (*to && !jj_parse_date(to, &e->valid_to)))
        return note(r, row, "reported_unusable", "", rule->id);
    JJ_TRY(find_row_unit(r, row, &e->unit));
    if (e->unit == JJ_NO_UNIT)
        return JJ_OK;
    s->n_exemptions++;
    return keep_all(l, (const char **const[]){&e->rule, &e->reason, &e->document}, 3);
}

static jj_status read_sheet(jj_loader *l, const jj_rules *rules, const char *role, const char *path,
                            jj_reported_fn take) {
    sheet_reader r = {l, rules, role};
    return path ? jj_reported_sheets(l, role, path, take, &r) : JJ_OK;
}

static jj_status load_exemptions(jj_loader *l, const jj_rules *rules) {
    const jj_project *p = l->project;
    jj_scene *s = l->scene;
    if (!jj_grow(&s->exemptions, &l->cap_exemptions, p->n_exemptions + 1, sizeof *s->exemptions))
        return jj_loader_no_room(l);
    for (size_t i = 0; i < p->n_exemptions; i++)
        JJ_TRY(add_exemption(l, rules, &(entry_place){p->path, p->exemptions[i].line},
                             &p->exemptions[i]));
    return read_sheet(l, rules, "exemptions", p->exemptions_table, add_exemption_row);
}

static jj_status load_indicators(jj_loader *l, const jj_rules *rules) {
    const jj_project *p = l->project;
    jj_scene *s = l->scene;
    if (!jj_grow(&s->indicators, &l->cap_indicators, p->n_indicators + 1, sizeof *s->indicators))
        return jj_loader_no_room(l);
    for (size_t i = 0; i < p->n_indicators; i++)
        JJ_TRY(add_indicator(l, rules, &(entry_place){p->path, p->indicators[i].line},
                             &p->indicators[i]));
    return read_sheet(l, rules, "indicators", p->indicators_table, add_indicator_row);
}

jj_status jj_load_reported(jj_loader *l, const jj_rules *rules) {
    JJ_TRY(load_exemptions(l, rules));
    return load_indicators(l, rules);
}
