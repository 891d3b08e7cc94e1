#include "load/intake/totals.h"
#include "load/intake/cell.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Sums of one column: of the records since the last total, before this row, and in the sheet. */
typedef struct sums {
    double since, before, all;
    bool is_exact;
} sums;

static void add_record(sums *s, const jj_cell_value *v) {
    s->is_exact &= v->type != JJ_CELL_TEXT && !v->is_about && !v->is_percent;
    if (v->type != JJ_CELL_NUMBER)
        return;
    s->since += v->number;
    s->before += v->number;
}

static bool is_figure(const jj_table *t, const jj_kinds *kinds, size_t column) {
    const jj_attribute *a =
        t->meanings[column] ? jj_attribute_find(kinds, t->meanings[column]) : NULL;
    return a && a->type == 'r' && strcmp(a->id, "lon") != 0 && strcmp(a->id, "lat") != 0;
}

static double sum_of_column(const jj_table *t, size_t column) {
    sums s = {0};
    for (size_t row = 0; row < t->sheet->n_rows; row++) {
        jj_cell_value v = jj_cell_read(jj_worksheet_cell(t->sheet, row, column));
        if (t->kinds[row] == JJ_ROW_RECORD)
            add_record(&s, &v);
    }
    return s.before;
}

static bool is_near(double a, double b) {
    return fabs(a - b) <= 1e-6 * fmax(1, fabs(a));
}

/* Of the sums the total may stand for, the one it was most likely meant to be. */
static double nearest(double given, const sums *s) {
    double best = s->all;
    if (fabs(given - s->before) < fabs(given - best))
        best = s->before;
    return fabs(given - s->since) < fabs(given - best) ? s->since : best;
}

static jj_status check_total(const jj_office_reader *r, const jj_table *t, const char *label,
                             size_t at, const sums *s) {
    size_t row = at / t->sheet->n_cols, column = at % t->sheet->n_cols;
    jj_cell_value v = jj_cell_read(jj_worksheet_cell(t->sheet, row, column));
    if (v.type != JJ_CELL_NUMBER || v.is_about || v.is_percent || !s->is_exact ||
        is_near(v.number, s->since) || is_near(v.number, s->before) || is_near(v.number, s->all))
        return JJ_OK;
    char place[300], value[120];
    snprintf(place, sizeof place, "%.240s:%zu", label, row + 1);
    snprintf(value, sizeof value, "%.15g / %.15g", v.number, nearest(v.number, s));
    return jj_office_note(r, "total_differs", t->headings[column], place, value);
}

static jj_status check_column(const jj_office_reader *r, const jj_table *t, const char *label,
                              size_t column) {
    sums s = {.is_exact = true, .all = sum_of_column(t, column)};
    for (size_t row = 0; row < t->sheet->n_rows; row++) {
        jj_cell_value v = jj_cell_read(jj_worksheet_cell(t->sheet, row, column));
        if (t->kinds[row] == JJ_ROW_RECORD)
            add_record(&s, &v);
        if (t->kinds[row] != JJ_ROW_TOTAL)
            continue;
        JJ_TRY(check_total(r, t, label, row * t->sheet->n_cols + column, &s));
        s.since = 0;
    }
    return JJ_OK;
}

jj_status jj_totals_check(const jj_office_reader *r, const jj_table *t, const char *label) {
    for (size_t c = 0; t->n_totals > 0 && c < t->sheet->n_cols; c++)
        if (is_figure(t, r->spec->kinds, c))
            JJ_TRY(check_column(r, t, label, c));
    return JJ_OK;
}
