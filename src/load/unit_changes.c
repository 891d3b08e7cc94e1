/*
 * The table of unit changes: old_name,parent,village,code,date; one row a part of a divided unit.
 */
#include "load/loader.h"
#include "base/text.h"
#include "store/sheet.h"

#include <string.h>

static const char *cell_of(const jj_sheet *t, size_t row, size_t column) {
    return column < t->n_columns ? jj_sheet_cell(t, row, column) : "";
}

static jj_status add_change(jj_loader *l, const jj_sheet *t, size_t row, const size_t column[5]) {
    const char *path = l->project->unit_changes, *cell[5];
    const jj_units *u = &l->scene->units;
    for (int i = 0; i < 5; i++)
        cell[i] = cell_of(t, row, column[i]);
    jj_name_change c = {.old_name = jj_keep(l, cell[0]),
                        .parent = *cell[1] ? jj_unit_find(u, cell[1]) : JJ_NO_UNIT,
                        .village = jj_keep(l, cell[2]),
                        .unit = jj_unit_find(u, cell[3])};
    if (!c.old_name || !c.village ||
        !jj_grow(&l->changes, &l->cap_changes, l->n_changes + 1, sizeof *l->changes))
        return jj_loader_no_room(l);
    if (!*c.old_name || c.unit == JJ_NO_UNIT || (*cell[1] && c.parent == JJ_NO_UNIT))
        return jj_fail(l->ctx, JJ_E_DATA,
                       "%s:%d: old_name '%s' to unit '%s' under '%s': the name is empty or a code "
                       "is not that of a unit",
                       path, t->lines[row], cell[0], cell[3], cell[1]);
    if (*cell[4] && !jj_parse_date(cell[4], &c.date))
        return jj_fail(l->ctx, JJ_E_DATA, "%s:%d: '%s' is not a date", path, t->lines[row],
                       cell[4]);
    int32_t end_of_year = (int32_t)l->project->year * 10000 + 1231;
    if (c.date <= end_of_year) /* a later change has not happened yet */
        l->changes[l->n_changes++] = c;
    return JJ_OK;
}

static jj_status read_changes(jj_loader *l, const jj_sheet *t) {
    static const char *const names[5] = {"old_name", "parent", "village", "code", "date"};
    size_t column[5];
    for (int i = 0; i < 5; i++)
        column[i] = jj_sheet_column(t, names[i]);
    if (column[0] == t->n_columns || column[3] == t->n_columns)
        return jj_fail(l->ctx, JJ_E_DATA,
                       "%s has no column 'old_name' or no column 'code'; known are old_name, "
                       "parent, village, code, date",
                       l->project->unit_changes);
    for (size_t r = 0; r < t->n_rows; r++)
        JJ_TRY(add_change(l, t, r, column));
    return JJ_OK;
}

jj_status jj_load_unit_changes(jj_loader *l) {
    if (!l->project->unit_changes)
        return JJ_OK;
    JJ_CLEANUP(jj_sheet_deinit) jj_sheet t = {0};
    JJ_TRY(jj_sheet_read(l->ctx, l->project->unit_changes, &t));
    JJ_TRY(jj_add_input(l, "unit_changes", l->project->unit_changes));
    return read_changes(l, &t);
}
