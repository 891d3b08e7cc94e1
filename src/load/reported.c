#include "load/loader.h"
#include "load/project_keys.h"
#include "model/rule.h"
#include "store/sheet.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* One row of a sheet into a struct by the section's table; header names are the keys. */
static jj_status set_row(jj_loader *l, const char *path, const jj_sheet *t, size_t row,
                         const jj_section *section, void *values) {
    const jj_section_part *part = &section->parts[0];
    JJ_TRY(jj_param_defaults(l->ctx, part->params, part->n, values));
    for (size_t c = 0; c < t->n_columns; c++) {
        const jj_param *p = jj_param_find(part->params, part->n, t->header[c]);
        const char *text = jj_keep(l, jj_sheet_cell(t, row, c));
        char where[400];
        snprintf(where, sizeof where, "%.300s:%d: %.60s", path, t->lines[row], t->header[c]);
        if (!p)
            return jj_fail(l->ctx, JJ_E_FORMAT, "%s: there is no such column in %s", where,
                           section->name);
        if (!text)
            return jj_loader_no_room(l);
        if (*text)
            JJ_TRY(jj_param_set(l->ctx, p, values, text, where));
        else if (p->is_required)
            return jj_fail(l->ctx, JJ_E_FORMAT, "%s: the cell is empty", where);
    }
    return JJ_OK;
}

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

static jj_status load_exemptions(jj_loader *l, const jj_rules *rules) {
    const jj_project *p = l->project;
    JJ_CLEANUP(jj_sheet_deinit) jj_sheet t = {0};
    if (p->exemptions_table) {
        JJ_TRY(jj_sheet_read(l->ctx, p->exemptions_table, &t));
        JJ_TRY(jj_add_input(l, "exemptions", p->exemptions_table));
    }
    l->scene->exemptions = jj_alloc(p->n_exemptions + t.n_rows + 1, sizeof *l->scene->exemptions);
    if (!l->scene->exemptions)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < p->n_exemptions; i++)
        JJ_TRY(add_exemption(l, rules, &(entry_place){p->path, p->exemptions[i].line},
                             &p->exemptions[i]));
    for (size_t i = 0; i < t.n_rows; i++) {
        jj_exemption_keys k = {0};
        JJ_TRY(set_row(l, p->exemptions_table, &t, i, &exemption_section, &k));
        JJ_TRY(add_exemption(l, rules, &(entry_place){p->exemptions_table, t.lines[i]}, &k));
    }
    return JJ_OK;
}

static jj_status load_indicators(jj_loader *l, const jj_rules *rules) {
    const jj_project *p = l->project;
    JJ_CLEANUP(jj_sheet_deinit) jj_sheet t = {0};
    if (p->indicators_table) {
        JJ_TRY(jj_sheet_read(l->ctx, p->indicators_table, &t));
        JJ_TRY(jj_add_input(l, "indicators", p->indicators_table));
    }
    l->scene->indicators = jj_alloc(p->n_indicators + t.n_rows + 1, sizeof *l->scene->indicators);
    if (!l->scene->indicators)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < p->n_indicators; i++)
        JJ_TRY(add_indicator(l, rules, &(entry_place){p->path, p->indicators[i].line},
                             &p->indicators[i]));
    for (size_t i = 0; i < t.n_rows; i++) {
        jj_indicator_keys k = {0};
        JJ_TRY(set_row(l, p->indicators_table, &t, i, &indicator_section, &k));
        JJ_TRY(add_indicator(l, rules, &(entry_place){p->indicators_table, t.lines[i]}, &k));
    }
    return JJ_OK;
}

jj_status jj_load_reported(jj_loader *l, const jj_rules *rules) {
    JJ_TRY(load_exemptions(l, rules));
    return load_indicators(l, rules);
}
