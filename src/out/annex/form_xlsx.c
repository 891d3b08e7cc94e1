#include "model/people.h"
#include "out/annex/form.h"
#include "out/annex/lines.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

enum {
    CREATED = 1735689600, /* the same bytes for the same run */
    MOST_SHEETS = 200,
    MOST_ROWS = 1048000,
    N_DECIMALS = 5,
    LINE_PT = 15,   /* of letters of 10.5 pt */
    SHEET_NAME = 31 /* characters that a sheet's name may have */
};
enum { ROW_LABEL, ROW_TITLE, ROW_UNIT, ROW_HEAD, ROW_HEAD_2, ROW_DATA };

typedef struct book {
    lxw_workbook *file;
    const jj_form *form;
    jj_lang lang;
    lxw_format *label, *title, *unit, *head, *note;
    lxw_format *cells[2][2][JJ_FORM_N_KINDS][N_DECIMALS]; /* [is_sum][is_centred][kind][decimals] */
    bool *is_centred;                                     /* by column; owned */
    int *widths; /* by column, in half-width characters; owned */
} book;

static void book_deinit(book *b) {
    jj_free(b->is_centred);
    jj_free(b->widths);
}

static void frame(lxw_format *f, const book *b, double size) {
    format_set_font_name(f, b->lang == JJ_LANG_ZH ? "宋体" : "Times New Roman");
    format_set_font_size(f, size);
    format_set_border(f, LXW_BORDER_THIN);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    format_set_text_wrap(f);
}

static void make_formats(book *b) {
    bool is_zh = b->lang == JJ_LANG_ZH;
    b->label = workbook_add_format(b->file);
    format_set_font_name(b->label, is_zh ? "黑体" : "Arial");
    format_set_font_size(b->label, 14);
    b->title = workbook_add_format(b->file);
    format_set_font_name(b->title, is_zh ? "方正小标宋简体" : "Arial");
    format_set_font_size(b->title, 20);
    format_set_align(b->title, LXW_ALIGN_CENTER);
    format_set_align(b->title, LXW_ALIGN_VERTICAL_CENTER);
    b->unit = workbook_add_format(b->file);
    format_set_font_name(b->unit, is_zh ? "楷体" : "Times New Roman");
    format_set_font_size(b->unit, 11);
    format_set_align(b->unit, LXW_ALIGN_RIGHT);
    b->note = workbook_add_format(b->file);
    format_set_font_name(b->note, is_zh ? "宋体" : "Times New Roman");
    format_set_font_size(b->note, 10);
    format_set_text_wrap(b->note);
    format_set_align(b->note, LXW_ALIGN_VERTICAL_TOP);
    b->head = workbook_add_format(b->file);
    frame(b->head, b, 10.5);
    format_set_font_name(b->head, is_zh ? "黑体" : "Arial");
    format_set_align(b->head, LXW_ALIGN_CENTER);
    format_set_bg_color(b->head, 0xF2F2F2);
}

/* "_ " keeps a figure a blank away from the cell's edge: indents are not kept by every program. */
static void set_number_format(lxw_format *f, const jj_form_cell *cell, jj_lang lang) {
    static const char *const plain[N_DECIMALS] = {"0_ ", "0.0_ ", "0.00_ ", "0.000_ ", "0.0000_ "};
    bool is_zh = lang == JJ_LANG_ZH;
    char few[32];
    snprintf(few, sizeof few, is_zh ? "\"不足%d\"_ " : "\"fewer than %d\"_ ", JJ_FEW_PEOPLE);
    format_set_num_format(f, cell->kind == JJ_FORM_NUMBER    ? plain[cell->decimals]
                             : cell->kind == JJ_FORM_PERCENT ? "0.00%_ "
                             : cell->kind == JJ_FORM_FEW     ? few
                             : is_zh                         ? "\"约\"0_ "
                                                             : "\"about \"0_ ");
}

/* Made as they are needed. */
static lxw_format *format_of(book *b, const jj_form_cell *cell, bool is_sum, bool is_centred) {
    lxw_format **f = &b->cells[is_sum][is_centred][cell->kind][cell->decimals];
    if (*f)
        return *f;
    *f = workbook_add_format(b->file);
    frame(*f, b, 10.5);
    bool is_text = cell->kind == JJ_FORM_TEXT || cell->kind == JJ_FORM_NONE;
    format_set_align(*f, is_centred ? LXW_ALIGN_CENTER
                         : is_text  ? LXW_ALIGN_LEFT
                                    : LXW_ALIGN_RIGHT);
    if (!is_centred && is_text)
        format_set_indent(*f, 1);
    if (!is_text)
        set_number_format(*f, cell, b->lang);
    if (is_sum) {
        format_set_bold(*f);
        format_set_bg_color(*f, 0xFAFAFA);
    }
    return *f;
}

static void write_cell(book *b, lxw_worksheet *s, lxw_row_t row, lxw_col_t col,
                       const jj_form_cell *cell, bool is_sum) {
    lxw_format *f = format_of(b, cell, is_sum, b->is_centred[col]);
    if (cell->kind == JJ_FORM_TEXT)
        worksheet_write_string(s, row, col, cell->text, f);
    else if (cell->kind == JJ_FORM_NONE)
        worksheet_write_blank(s, row, col, f);
    else
        worksheet_write_number(
            s, row, col, cell->kind == JJ_FORM_PERCENT ? cell->number / 100 : cell->number, f);
}

/* What a column needs so that no figure and no short text of it breaks. */
static int width_of(const book *b, size_t column) {
    enum { SHORT = 14, MARGIN = 3 };
    const jj_form *f = b->form;
    int most = f->columns[column].width;
    for (size_t r = 0; r < f->n_rows; r++) {
        const jj_form_cell *cell = &f->cells[r * f->n_columns + column];
        JJ_CLEANUP(jj_text_deinit) jj_text shown = {0};
        jj_form_print(&shown, cell, b->lang);
        int width = shown.s ? jj_text_width(shown.s) : 0;
        if ((cell->kind > JJ_FORM_TEXT || width <= SHORT) && width + MARGIN > most)
            most = width + MARGIN;
    }
    return most;
}

static bool make_columns(book *b) {
    const jj_form *f = b->form;
    b->is_centred = jj_alloc(f->n_columns + 1, sizeof *b->is_centred);
    b->widths = jj_alloc(f->n_columns + 1, sizeof *b->widths);
    if (!b->is_centred || !b->widths)
        return false;
    for (size_t c = 0; c < f->n_columns; c++) {
        b->is_centred[c] = jj_form_is_centred(f, c);
        b->widths[c] = width_of(b, c);
    }
    return true;
}

/* Columns [from, end) have one heading over them: broken so that it keeps off its edges. */
static int head_lines(const book *b, jj_text *t, const char *text, size_t from, size_t end) {
    int width = 0;
    for (size_t c = from; c < end; c++)
        width += b->widths[c] - 1;
    return jj_lines_add(t, text, width);
}

/* The column after those of the group that begins at `from`; without group the next. */
static size_t end_of_group(const jj_form *f, size_t from) {
    size_t end = from + 1;
    while (f->columns[from].group && end < f->n_columns &&
           f->columns[end].group == f->columns[from].group)
        end++;
    return end;
}

static void write_head(book *b, lxw_worksheet *s, lxw_row_t row, lxw_row_t last_row, size_t from,
                       size_t end, const char *text) {
    JJ_CLEANUP(jj_text_deinit) jj_text lines = {0};
    head_lines(b, &lines, text, from, end);
    const char *shown = lines.failed || !lines.s ? text : lines.s;
    if (row == last_row && end == from + 1)
        worksheet_write_string(s, row, (lxw_col_t)from, shown, b->head);
    else
        worksheet_merge_range(s, row, (lxw_col_t)from, last_row, (lxw_col_t)(end - 1), shown,
                              b->head);
}

static void write_heading(book *b, lxw_worksheet *s) {
    const jj_form *f = b->form;
    lxw_col_t last = (lxw_col_t)(f->n_columns - 1);
    worksheet_write_string(s, ROW_LABEL, 0, f->label, b->label);
    worksheet_merge_range(s, ROW_TITLE, 0, ROW_TITLE, last, f->title, b->title);
    worksheet_set_row(s, ROW_TITLE, 32, NULL);
    worksheet_merge_range(s, ROW_UNIT, 0, ROW_UNIT, last, f->unit_line, b->unit);
    worksheet_set_row(s, ROW_UNIT, 20, NULL);
    for (size_t c = 0; c < f->n_columns; c++)
        worksheet_set_column(s, (lxw_col_t)c, (lxw_col_t)c, b->widths[c], NULL);
    for (size_t c = 0; c < f->n_columns; c = end_of_group(f, c)) {
        size_t end = end_of_group(f, c);
        const char *group = f->columns[c].group;
        write_head(b, s, ROW_HEAD, group ? ROW_HEAD : ROW_HEAD_2, c, end,
                   group ? group : f->columns[c].title);
        for (size_t k = c; group && k < end; k++)
            write_head(b, s, ROW_HEAD_2, ROW_HEAD_2, k, k + 1, f->columns[k].title);
    }
}

static int larger(int a, int b) {
    return a > b ? a : b;
}

static void set_head_heights(const book *b, lxw_worksheet *s) {
    enum { MARGIN_PT = 6 };
    const jj_form *f = b->form;
    int upper = 1, lower = 1, both = 2;
    for (size_t c = 0; c < f->n_columns; c = end_of_group(f, c)) {
        size_t end = end_of_group(f, c);
        const char *group = f->columns[c].group;
        if (group)
            upper = larger(upper, head_lines(b, NULL, group, c, end));
        for (size_t k = c; k < end; k++) {
            int *most = group ? &lower : &both;
            *most = larger(*most, head_lines(b, NULL, f->columns[k].title, k, k + 1));
        }
    }
    upper = larger(upper, both - lower);
    worksheet_set_row(s, ROW_HEAD, LINE_PT * upper + MARGIN_PT, NULL);
    worksheet_set_row(s, ROW_HEAD_2, LINE_PT * lower + MARGIN_PT, NULL);
}

static void set_paper(book *b, lxw_worksheet *s, lxw_row_t last_row) {
    enum { PAPER_A3 = 8, PAPER_A4 = 9 };
    const jj_form *f = b->form;
    set_head_heights(b, s);
    worksheet_freeze_panes(s, ROW_DATA, (lxw_col_t)f->n_frozen);
    if (last_row >= ROW_DATA)
        worksheet_autofilter(s, ROW_HEAD_2, 0, last_row, (lxw_col_t)(f->n_columns - 1));
    worksheet_set_landscape(s);
    worksheet_set_paper(s, f->is_a3 ? PAPER_A3 : PAPER_A4);
    worksheet_set_margins(s, 0.6, 0.6, 0.8, 0.7);
    worksheet_fit_to_pages(s, 1, 0);
    worksheet_repeat_rows(s, ROW_HEAD, ROW_HEAD_2);
    worksheet_center_horizontally(s);
    worksheet_set_footer(s, b->lang == JJ_LANG_ZH ? "&C第 &P 页 共 &N 页" : "&C&P / &N");
}

static double row_height(const book *b, const jj_form_cell *cells) {
    enum { MARGIN = 3, MARGIN_PT = 5 };
    int most = 1;
    for (size_t c = 0; c < b->form->n_columns; c++)
        if (cells[c].kind == JJ_FORM_TEXT)
            most = larger(most, jj_lines_add(NULL, cells[c].text, b->widths[c] - MARGIN));
    return LINE_PT * most + MARGIN_PT;
}

/* The note stands below the table, as wide as it. */
static void write_note(book *b, lxw_worksheet *s, lxw_row_t row) {
    const jj_form *f = b->form;
    if (!f->note)
        return;
    int lines = head_lines(b, NULL, f->note, 0, f->n_columns);
    worksheet_merge_range(s, row, 0, row, (lxw_col_t)(f->n_columns - 1), f->note, b->note);
    worksheet_set_row(s, row, LINE_PT * (lines + 1), NULL);
}

/* An empty list says that it is one. */
static void write_none(book *b, lxw_worksheet *s, lxw_row_t row) {
    const jj_form_cell none = jj_form_text(b->lang == JJ_LANG_ZH ? "无" : "None");
    worksheet_merge_range(s, row, 0, row, (lxw_col_t)(b->form->n_columns - 1), none.text,
                          format_of(b, &none, false, true));
    worksheet_set_row(s, row, 2 * LINE_PT, NULL);
}

/* Rows of one value of the split column, or all (`only` NULL). */
static void fill_sheet(book *b, lxw_worksheet *s, const char *only) {
    const jj_form *f = b->form;
    write_heading(b, s);
    lxw_row_t row = ROW_DATA;
    for (size_t i = 0; i < f->n_rows && row < MOST_ROWS; i++) {
        const jj_form_cell *cells = &f->cells[i * f->n_columns];
        if (only && (!cells[f->split_column].text || strcmp(cells[f->split_column].text, only)))
            continue;
        for (size_t c = 0; c < f->n_columns; c++)
            write_cell(b, s, row, (lxw_col_t)c, &cells[c], f->is_sum[i]);
        worksheet_set_row(s, row, row_height(b, cells), NULL);
        row++;
    }
    set_paper(b, s, row - 1);
    if (row == ROW_DATA)
        write_none(b, s, row++);
    write_note(b, s, row);
}

/* At most 31 characters, none of []:*?/\ and no quote at an end; the number keeps equals apart. */
static void name_sheet(const char *value, size_t number, char *out, size_t size) {
    char text[SHEET_NAME * 4 + 1];
    size_t len = 0, n_chars = 0;
    const size_t most = SHEET_NAME - 5;
    for (const char *c = value; *c && len + 1 < sizeof text; c++) {
        bool starts = ((unsigned char)*c & 0xC0) != 0x80;
        if (starts && n_chars == most)
            break;
        n_chars += starts;
        text[len++] = strchr("[]:*?/\\'", *c) ? '_' : *c;
    }
    text[len] = '\0';
    snprintf(out, size, "%zu %s", number, text);
}

static lxw_worksheet *add_sheet(book *b, const char *value, size_t number) {
    char name[SHEET_NAME * 4 + 16];
    name_sheet(value, number, name, sizeof name);
    return workbook_add_worksheet(b->file, name);
}

/* Rows of a value stand together, so that a new value starts a new sheet. */
static void write_split(book *b) {
    const jj_form *f = b->form;
    const char *now = NULL;
    size_t n = 0;
    for (size_t i = 0; i < f->n_rows && n < MOST_SHEETS; i++) {
        const char *value = f->cells[i * f->n_columns + (size_t)f->split_column].text;
        if (!value || (now && strcmp(now, value) == 0))
            continue;
        now = value;
        lxw_worksheet *s = add_sheet(b, value, ++n);
        if (s)
            fill_sheet(b, s, value);
    }
}

jj_status jj_form_write_xlsx(jj_ctx *ctx, const jj_form *f, const char *path, jj_lang lang) {
    JJ_CLEANUP(book_deinit) book b = {.form = f, .lang = lang};
    if (make_columns(&b))
        b.file = workbook_new(path);
    if (!b.file)
        return jj_no_memory(ctx, path, 0);
    lxw_doc_properties about = {.created = (time_t)CREATED, .title = (char *)(uintptr_t)f->title};
    workbook_set_properties(b.file, &about);
    make_formats(&b);
    lxw_worksheet *all = workbook_add_worksheet(b.file, lang == JJ_LANG_ZH ? "总表" : "all");
    fill_sheet(&b, all, NULL);
    if (f->split_column >= 0)
        write_split(&b);
    lxw_error error = workbook_close(b.file);
    if (error != LXW_NO_ERROR)
        return jj_fail(ctx, JJ_E_IO, "cannot write '%s': %s", path, lxw_strerror(error));
    return JJ_OK;
}
