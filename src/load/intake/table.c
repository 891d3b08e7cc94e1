#include "load/intake/table.h"
#include "base/text.h"
#include "load/intake/cell.h"

#include <string.h>

enum { MOST_ROWS_ABOVE = 30, MOST_TEXT = 256 };

static const char *cell(const jj_table *t, size_t row, size_t col) {
    return jj_worksheet_cell(t->sheet, row, col);
}

static size_t n_filled_cells(const jj_table *t, size_t row) {
    size_t n = 0;
    for (size_t c = 0; c < t->sheet->n_cols; c++)
        n += *cell(t, row, c) != '\0';
    return n;
}

/* By hand first: "-" is no meaning. */
static const char *meaning_of(const jj_table *t, const jj_columns *columns, const char *heading) {
    const char *said = jj_mapped_meaning(t->said, heading);
    if (!said)
        return jj_columns_meaning(columns, heading);
    return strcmp(said, "-") == 0 ? NULL : said;
}

static size_t n_known(const jj_table *t, const jj_columns *columns, size_t row) {
    size_t n = 0;
    for (size_t c = 0; c < t->sheet->n_cols; c++)
        n += *cell(t, row, c) && meaning_of(t, columns, cell(t, row, c)) != NULL;
    return n;
}

/* The row among the first thirty with the most known column names, at least two. */
static bool find_heading_row(const jj_table *t, const jj_columns *columns, size_t *out) {
    size_t best = 1;
    bool is_found = false;
    for (size_t r = 0; r < t->sheet->n_rows && r < MOST_ROWS_ABOVE; r++) {
        size_t n = n_known(t, columns, r);
        if (n > best) {
            best = n;
            *out = r;
            is_found = true;
        }
    }
    return is_found;
}

/* A cell of text that is no number: headings are, records have at least one that is not. */
static bool is_words(const char *text) {
    return *text && jj_cell_read(text).type == JJ_CELL_TEXT;
}

/*
 * Two heading rows: the one below names columns where the one above is merged or empty, and holds
 * words only. The one above may also be the group names over the row with most known names.
 */
static bool is_second_heading(const jj_table *t, const jj_columns *columns, size_t row) {
    size_t n = n_filled_cells(t, row), words = 0, fills_gap = 0;
    if (row >= t->sheet->n_rows || n == 0)
        return false;
    for (size_t c = 0; c < t->sheet->n_cols; c++) {
        words += is_words(cell(t, row, c));
        fills_gap += *cell(t, row, c) && (!*cell(t, row - 1, c) || n_known(t, columns, row) > 0);
    }
    return words == n && fills_gap == n && n < t->sheet->n_cols && n_known(t, columns, row) > 0;
}

/* Group names over the headings: words only, and none that says something, as a unit line does. */
static bool is_group_row(const jj_table *t, size_t row) {
    if (n_filled_cells(t, row) < 2)
        return false; /* a title */
    for (size_t c = 0; c < t->sheet->n_cols; c++) {
        char folded[MOST_TEXT];
        int32_t date;
        jj_cell_fold(cell(t, row, c), folded, sizeof folded);
        if (*folded && (!is_words(folded) || strchr(folded, ':') || jj_parse_date(folded, &date)))
            return false;
    }
    return true;
}

/* "公办/所数": the upper text reaches over the empty cells to its right (merged across). */
static jj_status name_columns(jj_ctx *ctx, jj_table *t, const jj_columns *columns,
                              jj_arena *arena) {
    const char *group = "";
    bool is_double = t->n_heading_rows == 2;
    for (size_t c = 0; c < t->sheet->n_cols; c++) {
        const char *upper = cell(t, t->heading_row, c);
        const char *lower = is_double ? cell(t, t->heading_row + 1, c) : "";
        if (*upper)
            group = upper;
        if (*upper && !*lower)
            group = is_double ? upper : "";
        const char *above = *upper ? upper : is_double && *lower ? group : "";
        char *name = *lower && *above ? jj_arena_printf(arena, "%s/%s", above, lower)
                                      : jj_arena_str(arena, *lower ? lower : above);
        if (!name)
            return jj_no_memory(ctx, "headings", 0);
        t->headings[c] = name;
        t->meanings[c] = *name ? meaning_of(t, columns, name) : NULL;
        for (size_t k = 0; k < c && t->meanings[c]; k++)
            if (t->meanings[k] && strcmp(t->meanings[k], t->meanings[c]) == 0)
                t->meanings[c] = NULL; /* the first of two such columns is meant */
    }
    return JJ_OK;
}

static bool begins_with(const char *s, const char *const *words, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strncmp(s, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static bool contains(const char *s, const char *const *words, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strstr(s, words[i]))
            return true;
    return false;
}

static const char *first_text(const jj_table *t, size_t row, char *folded, size_t size) {
    for (size_t c = 0; c < t->sheet->n_cols; c++)
        if (is_words(cell(t, row, c))) {
            jj_cell_fold(cell(t, row, c), folded, size);
            return folded;
        }
    *folded = '\0';
    return folded;
}

/* A word for a sum in one of the first cells; a name that merely holds it is longer. */
static bool is_total(const jj_table *t, size_t row) {
    static const char *const exact[] = {"小计",     "合计",     "总计",     "共计",
                                        "全县合计", "全市合计", "全省合计", "总数"};
    static const char *const ending[] = {"小计", "合计", "总计"};
    for (size_t c = 0; c < t->sheet->n_cols; c++) {
        char folded[MOST_TEXT];
        jj_cell_fold(cell(t, row, c), folded, sizeof folded);
        for (size_t i = 0; i < JJ_COUNT(exact); i++)
            if (strcmp(folded, exact[i]) == 0)
                return true;
        size_t n = strlen(folded), m = strlen(ending[0]);
        if (n > m && n <= 30 && c < 3)
            for (size_t i = 0; i < JJ_COUNT(ending); i++)
                if (strcmp(folded + n - m, ending[i]) == 0)
                    return true;
    }
    return false;
}

static jj_row_kind kind_of(const jj_table *t, size_t row) {
    static const char *const remarks[] = {"注:",  "备注:",  "说明:", "填表",     "填报",    "审核",
                                          "制表", "负责人", "联系",  "单位负责", "数据来源"};
    size_t n = n_filled_cells(t, row);
    if (n == 0)
        return JJ_ROW_EMPTY;
    if (row < t->heading_row)
        return JJ_ROW_TITLE;
    if (row < t->heading_row + t->n_heading_rows)
        return JJ_ROW_HEADING;
    if (is_total(t, row))
        return JJ_ROW_TOTAL;
    char folded[MOST_TEXT];
    first_text(t, row, folded, sizeof folded);
    bool is_remark = begins_with(folded, remarks, JJ_COUNT(remarks));
    if (is_remark && (n <= 2 || contains(folded, (const char *const[]){":"}, 1)))
        return JJ_ROW_REMARK;
    return JJ_ROW_RECORD;
}

/* A heading row repeated further down, as printed lists do on every page. */
static bool repeats_heading(const jj_table *t, size_t row) {
    size_t same = 0, n = 0;
    for (size_t c = 0; c < t->sheet->n_cols; c++) {
        const char *heading = cell(t, t->heading_row, c);
        n += *heading != '\0';
        same += *heading && strcmp(heading, cell(t, row, c)) == 0;
    }
    return n > 1 && same == n;
}

/* Columns of place names, merged over the records below them; a village left blank is not known. */
static bool is_filled_down(const char *meaning) {
    static const char *const names[] = {"unit_name", "township", "county", "prefecture",
                                        "unit_code"};
    for (size_t i = 0; meaning && i < JJ_COUNT(names); i++)
        if (strcmp(meaning, names[i]) == 0)
            return true;
    return false;
}

static jj_status fill_down(jj_ctx *ctx, jj_table *t, jj_arena *arena) {
    size_t n_cols = t->sheet->n_cols;
    t->filled = jj_arena_alloc(arena, t->sheet->n_rows * n_cols + 1, sizeof *t->filled);
    if (!t->filled)
        return jj_no_memory(ctx, "a table", t->sheet->n_rows * n_cols * 8);
    for (size_t c = 0; c < n_cols; c++) {
        const char *last = "";
        for (size_t r = 0; r < t->sheet->n_rows; r++) {
            const char *text = cell(t, r, c);
            bool is_record = t->kinds[r] == JJ_ROW_RECORD;
            if (is_record && *text)
                last = text;
            bool fills = is_record && !*text && is_filled_down(t->meanings[c]);
            t->filled[r * n_cols + c] = fills ? last : text;
        }
    }
    return JJ_OK;
}

static void sort_rows(jj_table *t) {
    for (size_t r = 0; r < t->sheet->n_rows; r++) {
        t->kinds[r] = kind_of(t, r);
        if (t->kinds[r] == JJ_ROW_RECORD && repeats_heading(t, r))
            t->kinds[r] = JJ_ROW_HEADING;
        t->n_records += t->kinds[r] == JJ_ROW_RECORD;
        t->n_totals += t->kinds[r] == JJ_ROW_TOTAL;
    }
}

static jj_status find_headings(jj_ctx *ctx, const char *label, const jj_columns *columns,
                               jj_table *t) {
    bool is_said = t->said && t->said->heading_row > 0;
    t->n_heading_rows = 1;
    t->heading_row = is_said ? t->said->heading_row - 1 : 0;
    if (is_said ? t->heading_row >= t->sheet->n_rows
                : !find_heading_row(t, columns, &t->heading_row))
        return jj_fail(ctx, JJ_E_FORMAT,
                       "%s: no heading row among the first %d: no row names two known columns "
                       "(name, township, kind, ...); say header_rows and columns in the project",
                       label, MOST_ROWS_ABOVE);
    if (t->said && t->said->heading_rows > 0) {
        t->n_heading_rows = t->said->heading_rows;
    } else if (is_second_heading(t, columns, t->heading_row + 1)) {
        t->n_heading_rows = 2;
    } else if (!is_said && t->heading_row > 0 && is_group_row(t, t->heading_row - 1)) {
        t->heading_row--;
        t->n_heading_rows = 2;
    }
    return JJ_OK;
}

jj_status jj_table_find(jj_ctx *ctx, const char *label, const jj_worksheet *sheet,
                        const jj_columns *columns, jj_arena *arena, jj_table *out) {
    return jj_table_find_as(ctx, label, sheet, columns, NULL, arena, out);
}

jj_status jj_table_find_as(jj_ctx *ctx, const char *label, const jj_worksheet *sheet,
                           const jj_columns *columns, const jj_mapped_list *said, jj_arena *arena,
                           jj_table *out) {
    jj_table t = {.sheet = sheet, .said = said};
    JJ_TRY(find_headings(ctx, label, columns, &t));
    t.kinds = jj_arena_alloc(arena, sheet->n_rows, sizeof *t.kinds);
    t.headings = jj_arena_alloc(arena, sheet->n_cols, sizeof *t.headings);
    t.meanings = jj_arena_alloc(arena, sheet->n_cols, sizeof *t.meanings);
    if (!t.kinds || !t.headings || !t.meanings)
        return jj_no_memory(ctx, "a table", 0);
    JJ_TRY(name_columns(ctx, &t, columns, arena));
    sort_rows(&t);
    JJ_TRY(fill_down(ctx, &t, arena));
    *out = t;
    return JJ_OK;
}

size_t jj_table_column(const jj_table *t, const char *meaning) {
    for (size_t c = 0; c < t->sheet->n_cols; c++)
        if (t->meanings[c] && strcmp(t->meanings[c], meaning) == 0)
            return c;
    return SIZE_MAX;
}

const char *jj_table_cell(const jj_table *t, size_t row, const char *meaning) {
    size_t c = jj_table_column(t, meaning);
    return c == SIZE_MAX ? "" : t->filled[row * t->sheet->n_cols + c];
}
