#include "load/reported_sheet.h"
#include "base/file.h"
#include "base/geodata.h"
#include "load/intake/table.h"

#include <stdio.h>
#include <string.h>

static const char *const meanings[JJ_REPORTED_N_CELLS] = {
    [JJ_REPORTED_RULE] = "rule",         [JJ_REPORTED_YEAR] = "year",
    [JJ_REPORTED_NUM] = "num",           [JJ_REPORTED_DEN] = "den",
    [JJ_REPORTED_VALUE] = "value",       [JJ_REPORTED_SOURCE] = "source",
    [JJ_REPORTED_DOCUMENT] = "document", [JJ_REPORTED_REASON] = "reason",
    [JJ_REPORTED_FROM] = "valid_from",   [JJ_REPORTED_TO] = "valid_to",
};

/* What names the unit: names from the top down, or the one cell that says it. */
static const char *const name_meanings[][JJ_REPORTED_N_NAMES] = {
    {"unit", NULL, NULL, NULL},
    {"unit_code", NULL, NULL, NULL},
    {"province", "prefecture", "county", "township"},
    {"name", NULL, NULL, NULL},
};

static void take_names(const jj_table *t, size_t row, jj_reported_row *out) {
    for (int i = 0; i < JJ_REPORTED_N_NAMES; i++)
        out->text[JJ_REPORTED_NAMES + i] = "";
    for (size_t k = 0; k < JJ_COUNT(name_meanings); k++) {
        bool is_any = false;
        for (int i = 0; i < JJ_REPORTED_N_NAMES && name_meanings[k][i]; i++) {
            const char *text = jj_table_cell(t, row, name_meanings[k][i]);
            out->text[JJ_REPORTED_NAMES + i] = text;
            is_any |= *text != '\0';
        }
        if (is_any)
            return;
    }
}

static jj_status read_rows(jj_loader *l, const jj_table *t, const char *label, jj_reported_fn take,
                           void *user) {
    for (size_t row = 0; row < t->sheet->n_rows; row++) {
        if (t->kinds[row] != JJ_ROW_RECORD)
            continue;
        char place[340];
        jj_reported_row r = {.place = place};
        snprintf(place, sizeof place, "%.300s:%zu", label, row + 1);
        for (int i = 0; i < JJ_REPORTED_NAMES; i++)
            r.text[i] = jj_table_cell(t, row, meanings[i]);
        take_names(t, row, &r);
        l->scene->ledger.n_records++;
        JJ_TRY(take(l, &r, user));
    }
    return JJ_OK;
}

static jj_status note_headings(jj_loader *l, const char *role, const jj_table *t,
                               const char *label) {
    for (size_t c = 0; c < t->sheet->n_cols; c++)
        if (*t->headings[c] && !t->meanings[c])
            JJ_TRY(jj_note_add(l->ctx, &l->notes,
                               &(jj_finding){.code = "unknown_heading",
                                             .source = role,
                                             .field = t->headings[c],
                                             .feature = label,
                                             .value = t->headings[c]}));
    return JJ_OK;
}

static bool is_meant(const jj_table *t) {
    static const char *const units[] = {"unit",   "unit_code", "province", "prefecture",
                                        "county", "township",  "name"};
    bool has_unit = false;
    for (size_t i = 0; i < JJ_COUNT(units); i++)
        has_unit |= jj_table_column(t, units[i]) != SIZE_MAX;
    return has_unit && jj_table_column(t, "rule") != SIZE_MAX;
}

static jj_status read_book(jj_loader *l, const char *role, const char *path,
                           const jj_columns *columns, jj_reported_fn take, void *user) {
    JJ_CLEANUP(jj_workbook_deinit) jj_workbook book = {0};
    bool is_any = false;
    JJ_TRY(jj_workbook_read(l->ctx, path, NULL, &book));
    JJ_TRY(jj_add_input(l, role, path));
    for (size_t i = 0; i < book.n_sheets; i++) {
        JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
        const jj_worksheet *w = &book.sheets[i];
        char label[300];
        jj_table t;
        snprintf(label, sizeof label, *w->name ? "%s:%s" : "%s", jj_path_name(path), w->name);
        jj_status st = jj_table_find(l->ctx, label, w, columns, &arena, &t);
        if (st == JJ_E_FORMAT || (st == JJ_OK && !is_meant(&t)))
            continue;
        JJ_TRY(st);
        is_any = true;
        JJ_TRY(note_headings(l, role, &t, label));
        JJ_TRY(read_rows(l, &t, label, take, user));
    }
    return is_any ? JJ_OK
                  : jj_fail(l->ctx, JJ_E_FORMAT,
                            "%s: no sheet has a heading for the rule (规则编号, rule) and one for "
                            "the unit (地区代码, unit); see intake/columns.csv",
                            path);
}

jj_status jj_reported_sheets(jj_loader *l, const char *role, const char *path, jj_reported_fn take,
                             void *user) {
    JJ_CLEANUP(jj_columns_deinit) jj_columns columns = {0};
    JJ_AUTO char *dictionary = NULL;
    JJ_TRY(jj_geodata_path(l->ctx, "intake/columns.csv", &dictionary));
    JJ_TRY(jj_columns_read(l->ctx, dictionary, &columns));
    return read_book(l, role, path, &columns, take, user);
}
