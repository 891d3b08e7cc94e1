#include "base/text.h"
#include "out/annex/form.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

enum {
    CREATED = 1735689600, /* the same bytes for the same run */
    MOST_SHEETS = 200,
    MOST_ROWS = 1048000,
    N_DECIMALS = 5,
    MOST_COLUMNS = 1024,
    SHEET_NAME = 31 /* characters that a sheet's name may have */
};
enum { ROW_LABEL, ROW_TITLE, ROW_UNIT, ROW_HEAD, ROW_HEAD_2, ROW_DATA };

typedef struct book {
    lxw_workbook *file;
    const jj_form *form;
    jj_lang lang;
    lxw_format *label, *title, *unit, *head, *note;
    lxw_format *cells[2][2][JJ_FORM_N_KINDS][N_DECIMALS]; /* [is_sum][is_centred][kind][decimals] */
    bool is_centred[MOST_COLUMNS];
} book;

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

static void set_number_format(lxw_format *f, const jj_form_cell *cell, jj_lang lang) {
    static const char *const plain[N_DECIMALS] = {"0", "0.0", "0.00", "0.000", "0.0000"};
    if (cell->kind == JJ_FORM_NUMBER)
        format_set_num_format(f, plain[cell->decimals]);
    else if (cell->kind == JJ_FORM_PERCENT)
        format_set_num_format(f, "0.00%");
    else
        format_set_num_format(f, lang == JJ_LANG_ZH ? "\"约\"0" : "\"about \"0");
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
    if (!is_centred)
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
    lxw_format *f = format_of(b, cell, is_sum, col < MOST_COLUMNS && b->is_centred[col]);
    if (cell->kind == JJ_FORM_TEXT)
        worksheet_write_string(s, row, col, cell->text, f);
    else if (cell->kind == JJ_FORM_NONE)
        worksheet_write_blank(s, row, col, f);
    else
        worksheet_write_number(
            s, row, col, cell->kind == JJ_FORM_PERCENT ? cell->number / 100 : cell->number, f);
}

static void write_heading(book *b, lxw_worksheet *s) {
    const jj_form *f = b->form;
    lxw_col_t last = (lxw_col_t)(f->n_columns - 1);
    worksheet_write_string(s, ROW_LABEL, 0, f->label, b->label);
    worksheet_merge_range(s, ROW_TITLE, 0, ROW_TITLE, last, f->title, b->title);
    worksheet_set_row(s, ROW_TITLE, 32, NULL);
    worksheet_merge_range(s, ROW_UNIT, 0, ROW_UNIT, last, f->unit_line, b->unit);
    for (size_t c = 0; c < f->n_columns; c++) {
        const jj_form_column *col = &f->columns[c];
        lxw_col_t at = (lxw_col_t)c;
        worksheet_set_column(s, at, at, col->width, NULL);
        if (!col->group) {
            worksheet_merge_range(s, ROW_HEAD, at, ROW_HEAD_2, at, col->title, b->head);
            continue;
        }
        worksheet_write_string(s, ROW_HEAD_2, at, col->title, b->head);
        size_t end = c;
        while (end + 1 < f->n_columns && f->columns[end + 1].group == col->group)
            end++;
        bool is_first = c == 0 || f->columns[c - 1].group != col->group;
        if (is_first && end > c)
            worksheet_merge_range(s, ROW_HEAD, at, ROW_HEAD, (lxw_col_t)end, col->group, b->head);
        else if (is_first)
            worksheet_write_string(s, ROW_HEAD, at, col->group, b->head);
    }
}

/* Long groups wrap over the columns they span: a line for every so many characters. */
static double heading_height(const jj_form *f) {
    double most = 1;
    for (size_t c = 0; c < f->n_columns; c++) {
        const char *group = f->columns[c].group;
        if (!group)
            continue;
        int width = 0;
        for (size_t k = c; k < f->n_columns && f->columns[k].group == group; k++)
            width += f->columns[k].width;
        double lines = jj_text_width(group) / (width - 3.0) + 0.999;
        most = lines > most ? lines : most;
    }
    return 16 * (double)(int)most + 4;
}

static void set_paper(book *b, lxw_worksheet *s, lxw_row_t last_row) {
    enum { PAPER_A3 = 8, PAPER_A4 = 9 };
    const jj_form *f = b->form;
    worksheet_set_row(s, ROW_HEAD, heading_height(f), NULL);
    worksheet_set_row(s, ROW_HEAD_2, 32, NULL);
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

/* Spreadsheets do not fit rows to wrapped text when they open a file, so the height is given. */
static double row_height(const jj_form *f, const jj_form_cell *cells) {
    int most = 1;
    for (size_t c = 0; c < f->n_columns; c++) {
        if (cells[c].kind != JJ_FORM_TEXT)
            continue;
        int room = f->columns[c].width - 3;
        int lines = (jj_text_width(cells[c].text) + room - 1) / room;
        most = lines > most ? lines : most;
    }
    return 15.0 * most + 5;
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
        worksheet_set_row(s, row, row_height(f, cells), NULL);
        row++;
    }
    set_paper(b, s, row - 1);
    if (f->note) {
        worksheet_merge_range(s, row, 0, row, (lxw_col_t)(f->n_columns - 1), f->note, b->note);
        worksheet_set_row(s, row, 48, NULL);
    }
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
    book b = {.file = workbook_new(path), .form = f, .lang = lang};
    if (!b.file)
        return jj_no_memory(ctx, path, 0);
    lxw_doc_properties about = {.created = (time_t)CREATED, .title = (char *)(uintptr_t)f->title};
    workbook_set_properties(b.file, &about);
    make_formats(&b);
    for (size_t c = 0; c < f->n_columns && c < MOST_COLUMNS; c++)
        b.is_centred[c] = jj_form_is_centred(f, c);
    lxw_worksheet *all = workbook_add_worksheet(b.file, lang == JJ_LANG_ZH ? "总表" : "all");
    fill_sheet(&b, all, NULL);
    if (f->split_column >= 0)
        write_split(&b);
    lxw_error error = workbook_close(b.file);
    if (error != LXW_NO_ERROR)
        return jj_fail(ctx, JJ_E_IO, "cannot write '%s': %s", path, lxw_strerror(error));
    return JJ_OK;
}
