#include "out/templates/templates.h"
#include "base/file.h"
#include "base/text.h"
#include "out/templates/columns.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

extern const unsigned char templates_text_kinds[], templates_text_project[];

enum { LAST_ROW = 5000, WIDTH = 14, CREATED = 1735689600, MAX_CHOICES = 12 };

typedef struct book {
    lxw_workbook *file;
    lxw_format *heading, *text, *wrapped;
} book;

/* Kinds of geodata/kinds/kinds.csv, Chinese titles into the first column; returns how many. */
static lxw_row_t write_kinds(const book *b, lxw_worksheet *sheet) {
    worksheet_write_string(sheet, 0, 0, "类别", b->heading);
    worksheet_write_string(sheet, 0, 1, "引擎代码", b->heading);
    worksheet_set_column(sheet, 0, 1, 34, NULL);
    const char *line = strchr((const char *)templates_text_kinds, '\n');
    lxw_row_t row = 1;
    while (line && line[1]) {
        char id[64], title[128];
        if (sscanf(line + 1, "%63[^,],%*[^,],%127[^,\n]", id, title) == 2) {
            worksheet_write_string(sheet, row, 0, title, NULL);
            worksheet_write_string(sheet, row++, 1, id, NULL);
        }
        line = strchr(line + 1, '\n');
    }
    return row - 1;
}

static void limit_to_list(lxw_worksheet *sheet, lxw_col_t col, const char *choices) {
    char copy[256];
    char *list[MAX_CHOICES + 1] = {NULL};
    size_t n = 0;
    snprintf(copy, sizeof copy, "%s", choices);
    for (char *at = copy; at && n < MAX_CHOICES; n++) {
        list[n] = at;
        at = strchr(at, ',');
        if (at)
            *at++ = '\0';
    }
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_LIST, .value_list = list};
    worksheet_data_validation_range(sheet, 1, col, LAST_ROW, col, &rule);
}

static void limit(lxw_worksheet *sheet, lxw_col_t col, const jj_template_column *c,
                  lxw_row_t n_kinds) {
    lxw_data_validation rule = {.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO,
                                .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING};
    char kinds[64];
    switch (c->what) {
    case FILL_CHOICE:
        limit_to_list(sheet, col, c->choices);
        return;
    case FILL_KIND:
        snprintf(kinds, sizeof kinds, "=词表!$A$2:$A$%u", n_kinds + 1);
        rule = (lxw_data_validation){.validate = LXW_VALIDATION_TYPE_LIST_FORMULA,
                                     .value_formula = kinds};
        break;
    case FILL_WHOLE:
        rule.validate = LXW_VALIDATION_TYPE_INTEGER;
        break;
    case FILL_NUMBER:
        rule.validate = LXW_VALIDATION_TYPE_DECIMAL;
        rule.value_number = -180;
        break;
    case FILL_TEXT:
    case FILL_DATE:
        return;
    }
    worksheet_data_validation_range(sheet, 1, col, LAST_ROW, col, &rule);
}

static void write_help(const book *b, lxw_worksheet *sheet, const jj_template_book *spec) {
    worksheet_set_column(sheet, 0, 0, 16, NULL);
    worksheet_set_column(sheet, 1, 1, 70, NULL);
    worksheet_write_string(sheet, 0, 0, "用途", b->heading);
    worksheet_write_string(sheet, 0, 1, spec->purpose, b->wrapped);
    worksheet_write_string(sheet, 1, 0, "填写", b->heading);
    worksheet_write_string(sheet, 1, 1,
                           "首行为表头，请勿改动；自第二行起每行一条，不填合计行；没有的数据留空，"
                           "不填“—”或0。代码按文本填写，保留前导0。",
                           b->wrapped);
    worksheet_write_string(sheet, 3, 0, "列", b->heading);
    worksheet_write_string(sheet, 3, 1, "说明", b->heading);
    for (size_t i = 0; i < spec->n; i++) {
        worksheet_write_string(sheet, (lxw_row_t)(4 + i), 0, spec->columns[i].title, NULL);
        worksheet_write_string(sheet, (lxw_row_t)(4 + i), 1, spec->columns[i].help, b->wrapped);
    }
}

static void fill_book(const book *b, const jj_template_book *spec) {
    lxw_worksheet *sheet = workbook_add_worksheet(b->file, spec->sheet);
    lxw_worksheet *help = workbook_add_worksheet(b->file, "填写说明");
    bool has_kinds = false;
    for (size_t i = 0; i < spec->n; i++)
        has_kinds = has_kinds || spec->columns[i].what == FILL_KIND;
    lxw_row_t n_kinds = has_kinds ? write_kinds(b, workbook_add_worksheet(b->file, "词表")) : 0;
    for (size_t i = 0; i < spec->n; i++) {
        lxw_col_t col = (lxw_col_t)i;
        bool is_number =
            spec->columns[i].what == FILL_WHOLE || spec->columns[i].what == FILL_NUMBER;
        worksheet_set_column(sheet, col, col, WIDTH, is_number ? NULL : b->text);
        worksheet_write_string(sheet, 0, col, spec->columns[i].title, b->heading);
        limit(sheet, col, &spec->columns[i], n_kinds);
    }
    worksheet_freeze_panes(sheet, 1, 2);
    worksheet_set_landscape(sheet);
    worksheet_repeat_rows(sheet, 0, 0);
    write_help(b, help, spec);
}

static jj_status write_book(jj_ctx *ctx, const char *folder, const jj_template_book *spec) {
    JJ_AUTO char *path = jj_path_join(folder, spec->file);
    book b = {.file = path ? workbook_new(path) : NULL};
    if (!b.file)
        return jj_no_memory(ctx, spec->file, 0);
    lxw_doc_properties about = {.created = (time_t)CREATED};
    workbook_set_properties(b.file, &about);
    b.heading = workbook_add_format(b.file);
    format_set_bold(b.heading);
    format_set_bg_color(b.heading, 0xDDEBF7);
    format_set_border(b.heading, LXW_BORDER_THIN);
    b.text = workbook_add_format(b.file);
    format_set_num_format(b.text, "@");
    b.wrapped = workbook_add_format(b.file);
    format_set_text_wrap(b.wrapped);
    fill_book(&b, spec);
    lxw_error error = workbook_close(b.file);
    if (error != LXW_NO_ERROR)
        return jj_fail(ctx, JJ_E_IO, "cannot write '%s': %s", path, lxw_strerror(error));
    return JJ_OK;
}

jj_status jj_templates_write(jj_ctx *ctx, const char *folder) {
    for (size_t i = 0; i < jj_template_n_books; i++)
        JJ_TRY(write_book(ctx, folder, &jj_template_books[i]));
    JJ_AUTO char *path = jj_path_join(folder, "project.yaml");
    if (!path)
        return jj_no_memory(ctx, "project.yaml", 0);
    const char *text = (const char *)templates_text_project;
    return jj_file_replace(ctx, path, text, strlen(text));
}
