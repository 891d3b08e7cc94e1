#include "load/intake/office.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/geodata.h"
#include "load/intake/office_files.h"
#include "load/intake/office_row.h"
#include "load/intake/place_name.h"
#include "load/intake/table.h"
#include "load/intake/totals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LABEL = 300 };

size_t jj_office_column(const jj_office *o, const char *meaning) {
    for (size_t i = 0; i < o->n_columns; i++)
        if (strcmp(o->columns[i], meaning) == 0)
            return i;
    return SIZE_MAX;
}

/* --- columns --------------------------------------------------------------------------------- */

static jj_status read_columns(jj_ctx *ctx, const jj_office_spec *spec, jj_columns *out) {
    JJ_AUTO char *path = NULL;
    JJ_TRY(jj_geodata_path(ctx, "intake/columns.csv", &path));
    for (size_t i = 0; spec->columns && i < spec->columns->n; i++) /* the first meaning stays */
        JJ_TRY(jj_columns_add(ctx, out, spec->columns->keys[i], spec->columns->values[i]));
    return jj_columns_read(ctx, path, out);
}

static jj_status take_columns(jj_ctx *ctx, const jj_columns *columns, jj_office *o) {
    o->columns = jj_arena_alloc(&o->arena, columns->n + 1, sizeof *o->columns);
    o->is_given = jj_arena_alloc(&o->arena, columns->n + 1, sizeof *o->is_given);
    if (!o->columns || !o->is_given)
        return jj_no_memory(ctx, "columns", 0);
    for (; o->n_columns < columns->n; o->n_columns++) {
        o->columns[o->n_columns] = jj_arena_str(&o->arena, columns->meanings[o->n_columns]);
        if (!o->columns[o->n_columns])
            return jj_no_memory(ctx, "columns", 0);
    }
    return JJ_OK;
}

/* --- one sheet ------------------------------------------------------------------------------- */

/* A sheet with what stands around its records. */
typedef struct sheet {
    const jj_office_reader *r;
    const jj_table *t;
    const char *label;   /* "平遥县.xlsx:幼儿园" */
    size_t *column;      /* of the office, one a column of the sheet; SIZE_MAX = none */
    const char **common; /* what holds for every record, one a column of the office */
} sheet;

static void sheet_deinit(sheet *s) {
    jj_free(s->column);
    jj_free(s->common);
}

/* Whole names above the township that the sheet has no column for, or leaves empty. */
static jj_status find_common(sheet *s, const char *const *texts, size_t n_texts) {
    static const char *const levels[] = {"province", "prefecture", "county"};
    const jj_office *o = s->r->office;
    uint32_t above = JJ_NO_UNIT;
    for (size_t i = 0; i < JJ_COUNT(levels); i++) {
        size_t c = jj_office_column(o, levels[i]);
        int level = jj_level_find(s->r->spec->units, levels[i]);
        if (c == SIZE_MAX || level < 0)
            continue;
        uint32_t unit =
            jj_place_name_find(s->r->spec->units, (uint32_t)level, above, texts, n_texts);
        if (unit == JJ_NO_UNIT)
            continue;
        s->common[c] = s->r->spec->units->units[unit].name;
        o->is_given[c] = true;
        above = unit;
    }
    size_t status = jj_office_column(o, "status");
    if (status != SIZE_MAX && jj_table_column(s->t, "status") == SIZE_MAX)
        s->common[status] = "open";
    return JJ_OK;
}

static void add_quoted(jj_text *t, const char *s) {
    jj_text_add(t, "\"");
    for (; *s; s++) {
        bool is_line_break = *s == '\n' || *s == '\r';
        if (*s == '"' || *s == '\\')
            jj_text_add(t, "\\");
        jj_text_addn(t, is_line_break ? " " : s, 1);
    }
    jj_text_add(t, "\"");
}

static void map_heading(jj_text *t, const char *heading, const char *meaning) {
    jj_text_add(t, "      ");
    add_quoted(t, heading);
    jj_text_addf(t, ": %s\n", meaning ? meaning : "\"-\"");
}

/* Of two columns of one heading the first is meant. */
static bool stands_before(const jj_table *t, size_t column) {
    for (size_t c = 0; c < column; c++)
        if (strcmp(t->headings[c], t->headings[column]) == 0)
            return true;
    return false;
}

static jj_status take_headings(sheet *s) {
    jj_office *o = s->r->office;
    jj_text_add(&o->mapping, "  - list: ");
    add_quoted(&o->mapping, s->label);
    jj_text_addf(&o->mapping, "\n    heading_row: %zu\n    heading_rows: %zu\n    columns:\n",
                 s->t->heading_row + 1, s->t->n_heading_rows);
    for (size_t c = 0; c < s->t->sheet->n_cols; c++) {
        const char *meaning = s->t->meanings[c], *heading = s->t->headings[c];
        s->column[c] = meaning ? jj_office_column(o, meaning) : SIZE_MAX;
        if (s->column[c] != SIZE_MAX)
            o->is_given[s->column[c]] = true;
        if (*heading && !stands_before(s->t, c))
            map_heading(&o->mapping, heading, meaning);
        if (*heading && !meaning && !jj_mapped_meaning(s->t->said, heading))
            JJ_TRY(jj_office_note(s->r, "unknown_heading", heading, s->label, heading));
    }
    return o->mapping.failed ? jj_no_memory(s->r->ctx, "the mapping", 0) : JJ_OK;
}

static const char *folded(jj_office *o, const char *text) {
    JJ_CLEANUP(jj_text_deinit) jj_text out = {0};
    if (!*text)
        return "";
    jj_text_fold(&out, text);
    return out.failed ? NULL : jj_arena_str(&o->arena, out.s ? out.s : "");
}

static jj_status add_record(const sheet *s, size_t at) {
    jj_office *o = s->r->office;
    size_t n_cols = s->t->sheet->n_cols;
    if (!jj_grow(&o->rows, &o->cap, o->n + 1, sizeof *o->rows))
        return jj_no_memory(s->r->ctx, "records", o->n * sizeof *o->rows);
    jj_office_row *row = &o->rows[o->n];
    row->text = jj_arena_alloc(&o->arena, o->n_columns + 1, sizeof *row->text);
    row->place = jj_arena_printf(&o->arena, "%s:%zu", s->label, at + 1);
    if (!row->text || !row->place)
        return jj_no_memory(s->r->ctx, "records", 0);
    for (size_t c = 0; c < o->n_columns; c++)
        row->text[c] = "";
    for (size_t c = 0; c < n_cols; c++) {
        const char *text = folded(o, s->t->filled[at * n_cols + c]);
        if (!text)
            return jj_no_memory(s->r->ctx, "records", 0);
        if (s->column[c] != SIZE_MAX)
            row->text[s->column[c]] = text;
    }
    for (size_t c = 0; c < o->n_columns; c++)
        if (!*row->text[c] && s->common[c])
            row->text[c] = s->common[c];
    size_t name = jj_office_column(o, "name"), id = jj_office_column(o, "id");
    if (!*row->text[name] && !*row->text[id])
        return jj_office_note(s->r, "row_without_name", "name", row->place, "");
    o->n++;
    return JJ_OK;
}

static jj_status read_table(sheet *s) {
    const jj_table *t = s->t;
    JJ_TRY(take_headings(s));
    for (size_t row = 0; row < t->sheet->n_rows; row++) {
        char place[MOST_LABEL + 24];
        snprintf(place, sizeof place, "%.*s:%zu", MOST_LABEL, s->label, row + 1);
        if (t->kinds[row] == JJ_ROW_RECORD)
            JJ_TRY(add_record(s, row));
        else if (t->kinds[row] == JJ_ROW_TOTAL)
            JJ_TRY(jj_office_note(s->r, "total_row", "", place, ""));
    }
    return jj_totals_check(s->r, t, s->label);
}

static bool is_blank(const jj_worksheet *w) {
    for (size_t i = 0; i < w->n_rows * w->n_cols; i++)
        if (*w->cells[i])
            return false;
    return true;
}

/* The path below the source, for the names of its folders. */
static const char *path_below(const jj_office_spec *spec, const char *path) {
    size_t n = 0;
    while (spec->path[n] && spec->path[n] == path[n])
        n++;
    return path + n;
}

/* What stands above the headings, for the name of the place it speaks of. */
static const char *title_of(jj_arena *arena, const jj_table *t) {
    JJ_CLEANUP(jj_text_deinit) jj_text title = {0};
    jj_text_add(&title, "");
    for (size_t i = 0; i < t->heading_row * t->sheet->n_cols; i++)
        jj_text_add(&title, t->sheet->cells[i]);
    return title.failed ? NULL : jj_arena_str(arena, title.s);
}

static jj_status read_sheet(const jj_office_reader *r, const jj_columns *columns,
                            const jj_worksheet *w, const char *path, bool *is_list) {
    JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
    char label[MOST_LABEL];
    jj_table t;
    *is_list = false;
    if (is_blank(w))
        return JJ_OK;
    snprintf(label, sizeof label, *w->name ? "%s:%s" : "%s", jj_path_name(path), w->name);
    jj_mapped_list *said = jj_mapping_find(r->mapping, label);
    jj_status st = jj_table_find_as(r->ctx, label, w, columns, said, &arena, &t);
    if (said)
        said->is_used = true;
    if (st == JJ_E_FORMAT || (st == JJ_OK && jj_table_column(&t, "name") == SIZE_MAX))
        return jj_office_note(r, "sheet_without_list", "", label, "");
    JJ_TRY(st);
    JJ_CLEANUP(sheet_deinit) sheet s = {.r = r, .t = &t, .label = label};
    s.column = jj_alloc(w->n_cols + 1, sizeof *s.column);
    s.common = jj_alloc(r->office->n_columns + 1, sizeof *s.common);
    const char *texts[] = {w->name, jj_path_name(path), title_of(&arena, &t),
                           path_below(r->spec, path)};
    if (!s.column || !s.common || !texts[2])
        return jj_no_memory(r->ctx, label, 0);
    JJ_TRY(find_common(&s, texts, JJ_COUNT(texts)));
    *is_list = true;
    return read_table(&s);
}

static jj_status read_file(const jj_office_reader *r, const jj_columns *columns, const char *path) {
    JJ_CLEANUP(jj_workbook_deinit) jj_workbook book = {0};
    bool is_any = false, is_list;
    JJ_TRY(jj_workbook_read(r->ctx, path, r->spec->encoding, &book));
    if (book.encoding)
        JJ_TRY(jj_office_note(r, "encoding_guessed", "", jj_path_name(path), book.encoding));
    for (size_t i = 0; i < book.n_sheets; i++) {
        JJ_TRY(read_sheet(r, columns, &book.sheets[i], path, &is_list));
        is_any |= is_list;
    }
    return is_any ? JJ_OK
                  : jj_fail(r->ctx, JJ_E_FORMAT,
                            "%s: no sheet holds a list: no row names 'name' and another known "
                            "column; give its headings under 'columns', or move the file away",
                            path);
}

/* --- all of them ----------------------------------------------------------------------------- */

static int by_what_they_say(const void *a, const void *b) {
    const jj_office_row *x = a, *y = b;
    for (size_t c = 0; x->text[c] && y->text[c]; c++) {
        int order = strcmp(x->text[c], y->text[c]);
        if (order)
            return order;
    }
    return strcmp(x->place, y->place);
}

static jj_status read_files(const jj_office_reader *r, const jj_columns *columns) {
    JJ_CLEANUP(jj_office_files_deinit) jj_office_files files = {0};
    jj_office *o = r->office;
    JJ_TRY(jj_office_files_find(r->ctx, r->spec->path, &files));
    o->paths = jj_arena_alloc(&o->arena, files.n + 1, sizeof *o->paths);
    for (size_t i = 0; i < files.n; i++) {
        JJ_TRY(read_file(r, columns, files.paths[i]));
        char *path = o->paths ? jj_arena_str(&o->arena, files.paths[i]) : NULL;
        if (!path)
            return jj_no_memory(r->ctx, r->spec->path, 0);
        o->paths[o->n_paths++] = path;
        jj_progress(r->ctx, r->spec->name, i + 1, files.n);
    }
    return JJ_OK;
}

/* A list that is spoken of and not there may have got another name. */
static jj_status note_unused(const jj_office_reader *r) {
    for (size_t i = 0; i < r->mapping->n; i++)
        if (!r->mapping->lists[i].is_used)
            JJ_TRY(jj_office_note(r, "mapping_unused", "", r->mapping->lists[i].label, ""));
    return JJ_OK;
}

static jj_status read_all(const jj_office_reader *r, jj_office_words *words) {
    jj_office *o = r->office;
    JJ_CLEANUP(jj_columns_deinit) jj_columns columns = {0};
    JJ_TRY(read_columns(r->ctx, r->spec, &columns));
    JJ_TRY(take_columns(r->ctx, &columns, o));
    JJ_TRY(jj_office_words_read(r->ctx, o, words));
    if (r->spec->mapping)
        JJ_TRY(jj_mapping_read(r->ctx, r->spec->mapping, r->spec->name, &columns, r->mapping));
    JJ_TRY(read_files(r, &columns));
    JJ_TRY(note_unused(r));
    if (o->n)
        qsort(o->rows, o->n, sizeof *o->rows, by_what_they_say);
    for (size_t i = 0; i < o->n; i++)
        JJ_TRY(jj_office_row_read(r, &o->rows[i]));
    return JJ_OK;
}

jj_status jj_office_read(jj_ctx *ctx, const jj_office_spec *spec, jj_notes *notes, jj_office *out) {
    jj_office_words words = {0};
    JJ_CLEANUP(jj_mapping_deinit) jj_mapping mapping = {0};
    *out = (jj_office){0};
    const jj_office_reader r = {ctx, spec, notes, out, &words, &mapping};
    return read_all(&r, &words);
}

void jj_office_deinit(jj_office *o) {
    jj_free(o->rows);
    jj_text_deinit(&o->mapping);
    jj_arena_deinit(&o->arena);
    *o = (jj_office){0};
}
