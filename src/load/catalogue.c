#include "load/catalogue.h"
#include "base/file.h"
#include "base/nearest.h"
#include "base/text.h"
#include "load/catalogue_cell.h"
#include "load/catalogue_check.h"
#include "store/sheet.h"

#include <string.h>

/* One reading: where it goes, and what becomes of a refusal. */
typedef struct reading {
    const char *path;
    jj_sheet table;
    size_t *field_of; /* per table column: its place in rule_columns; n_rule_columns = unnamed */
    jj_kinds kinds;
    jj_rules *out;
    jj_problems *problems; /* NULL: the first refusal ends the reading */
} reading;

static void reading_deinit(reading *r) {
    jj_sheet_deinit(&r->table);
    jj_kinds_deinit(&r->kinds);
    jj_free(r->field_of);
}

void jj_problems_deinit(jj_problems *p) {
    jj_free(p->items);
    jj_arena_deinit(&p->arena);
    *p = (jj_problems){0};
}

jj_status jj_problems_add(jj_ctx *ctx, jj_problems *p) {
    const char *copy = jj_arena_str(&p->arena, ctx->message);
    if (!copy || !jj_grow(&p->items, &p->cap, p->n + 1, sizeof *p->items))
        return jj_no_memory(ctx, "problems", p->n * sizeof *p->items);
    p->items[p->n++] = copy;
    return JJ_OK;
}

/* A refusal is noted where problems are collected; anything else ends the reading. */
static jj_status note(jj_ctx *ctx, reading *r, jj_status st, bool *is_good) {
    if (st == JJ_OK)
        return JJ_OK;
    *is_good = false;
    if (!r->problems || (st != JJ_E_FORMAT && st != JJ_E_RANGE))
        return st;
    return jj_problems_add(ctx, r->problems);
}

static jj_status unknown_column(jj_ctx *ctx, const reading *r, const char *name) {
    size_t near = jj_nearest_name(name, rule_columns, n_rule_columns);
    if (near < n_rule_columns)
        return jj_fail(ctx, JJ_E_FORMAT, "%s: column '%s' is not known; did you mean '%s'?",
                       r->path, name, rule_columns[near]);
    return jj_fail(ctx, JJ_E_FORMAT,
                   "%s: column '%s' is not known; 'jiujin rules list --columns' names them all",
                   r->path, name);
}

static jj_status match_columns(jj_ctx *ctx, reading *r) {
    static const char *const needed[] = {"id",       "domain",   "status",
                                         "title_zh", "title_en", "metric"};
    bool is_good;
    r->field_of = jj_alloc(r->table.n_columns + 1, sizeof *r->field_of);
    if (!r->field_of)
        return jj_no_memory(ctx, r->path, r->table.n_columns * sizeof *r->field_of);
    for (size_t i = 0; i < r->table.n_columns; i++) {
        size_t k = 0;
        while (k < n_rule_columns && strcmp(rule_columns[k], r->table.header[i]) != 0)
            k++;
        r->field_of[i] = k;
        if (k == n_rule_columns && r->table.header[i][0])
            JJ_TRY(note(ctx, r, unknown_column(ctx, r, r->table.header[i]), &is_good));
    }
    size_t column[JJ_COUNT(needed)];
    return jj_sheet_columns(ctx, r->path, &r->table, needed, JJ_COUNT(needed), column);
}

static jj_status read_row(jj_ctx *ctx, reading *r, size_t row, jj_rule *rule, bool *is_good) {
    *rule = rule_empty();
    rule->line = r->table.lines[row];
    for (size_t i = 0; i < r->table.n_columns; i++) {
        rule_cell cell = {r->path, rule->line, r->table.header[i], jj_sheet_cell(&r->table, row, i),
                          &r->out->arena};
        if (r->field_of[i] < n_rule_columns)
            JJ_TRY(note(ctx, r, rule_set_cell(ctx, &cell, r->field_of[i], rule), is_good));
    }
    if (*is_good)
        JJ_TRY(note(ctx, r, rule_check(ctx, r->path, rule, &r->kinds), is_good));
    const jj_rule *twin = *is_good ? jj_rule_find(r->out, rule->id) : NULL;
    if (twin)
        JJ_TRY(note(ctx, r,
                    jj_fail(ctx, JJ_E_FORMAT, "%s:%d, column 'id': '%s' stands already in line %d",
                            r->path, rule->line, rule->id, twin->line),
                    is_good));
    return JJ_OK;
}

static jj_status read_rows(jj_ctx *ctx, reading *r) {
    JJ_TRY(jj_sheet_read(ctx, r->path, &r->table));
    JJ_TRY(match_columns(ctx, r));
    JJ_AUTO char *folder = jj_path_folder(r->path);
    JJ_TRY(jj_kinds_read(ctx, folder && *folder ? folder : ".", &r->kinds));
    for (size_t row = 0; row < r->table.n_rows; row++) {
        jj_rule rule;
        bool is_good = true;
        JJ_TRY(read_row(ctx, r, row, &rule, &is_good));
        if (!is_good)
            continue;
        if (!jj_grow(&r->out->rules, &r->out->cap, r->out->n + 1, sizeof *r->out->rules))
            return jj_no_memory(ctx, r->path, r->out->n * sizeof *r->out->rules);
        r->out->rules[r->out->n++] = rule;
    }
    return JJ_OK;
}

jj_status jj_rules_review(jj_ctx *ctx, const char *path, jj_rules *out, jj_problems *problems) {
    jj_rules rules = {0};
    JJ_CLEANUP(reading_deinit) reading r = {.path = path, .out = &rules, .problems = problems};
    jj_status st = read_rows(ctx, &r);
    if (st == JJ_OK)
        *out = rules;
    else
        jj_rules_deinit(&rules);
    return st;
}

jj_status jj_rules_read(jj_ctx *ctx, const char *path, jj_rules *out) {
    return jj_rules_review(ctx, path, out, NULL);
}
