/*
 * A table as it is handed in: headings of two rows, typed cells, a line for the unit. The workbook,
 * the CSV file, the report and the page are all written from the same form, so that a figure has
 * the same digits wherever it stands.
 */
#ifndef OUT_ANNEX_FORM_H
#define OUT_ANNEX_FORM_H

#include "base/arena.h"
#include "base/ctx.h"
#include "base/text.h"

typedef enum jj_form_kind {
    JJ_FORM_NONE,
    JJ_FORM_TEXT,
    JJ_FORM_NUMBER,  /* with `decimals` */
    JJ_FORM_PERCENT, /* number is a percentage: 83.33 */
    JJ_FORM_ABOUT,   /* modelled people, already rounded: shown with "about" */
    JJ_FORM_FEW,     /* modelled people too few to be rounded: "fewer than 5"; number is 0 */
    JJ_FORM_N_KINDS
} jj_form_kind;

typedef struct jj_form_cell {
    jj_form_kind kind;
    int decimals; /* NUMBER: 0 to 4 */
    double number;
    const char *text;
} jj_form_cell;

typedef struct jj_form_column {
    /* Heading over this and its neighbours of the same group, NULL: none. A line break parts what
     * it is from what it is measured by. */
    const char *group;
    const char *title;
    int width; /* in half-width characters; a column whose figures need more takes more */
} jj_form_column;

typedef struct jj_form {
    const char *file;      /* name without extension */
    const char *label;     /* "附表1" */
    const char *title;     /* "主要指标进展情况表" */
    const char *unit_line; /* "单位：个、人、%" */
    const char *note;      /* below the table; NULL = none */
    const jj_form_column *columns;
    size_t n_columns, n_frozen; /* columns that stay when scrolling */
    int split_column; /* one more sheet for each value of this text column, in order; -1: none */
    bool is_a3;
    jj_form_cell *cells; /* n_rows x n_columns; owned */
    uint8_t *is_sum;     /* by row: a total, set off; owned */
    size_t n_rows, cap_rows;
} jj_form;

/* A new row of empty cells, valid until the next one; NULL = out of memory. */
jj_form_cell *jj_form_add_row(jj_form *f);

static inline jj_form_cell jj_form_text(const char *s) {
    return (jj_form_cell){.kind = s && *s ? JJ_FORM_TEXT : JJ_FORM_NONE, .text = s};
}
/* Whether a column reads best centred: running numbers at the left, or short texts alone. */
bool jj_form_is_centred(const jj_form *f, size_t column);

/* NaN gives an empty cell, in all three. */
jj_form_cell jj_form_number(double v, int decimals);
jj_form_cell jj_form_percent(double percent);
/* As model/people.h has it; modelled ones are said to be about, or too few to say. */
jj_form_cell jj_form_people(double people, bool is_modelled);

/* The cell as readers see it: "83.33%", "约410". */
void jj_form_print(jj_text *t, const jj_form_cell *cell, jj_lang lang);

/* People within a sentence, with the digits of jj_form_people(): "约410人", "about 410 people". */
void jj_people_print(jj_text *t, double people, bool is_modelled, jj_lang lang);

/* PATH, UTF-8 with BOM, CR LF: what spreadsheets open without asking. */
jj_status jj_form_write_csv(jj_ctx *ctx, const jj_form *f, const char *path, jj_lang lang);

/* PATH as a workbook: the whole on the first sheet, then one sheet a value of the split column. */
jj_status jj_form_write_xlsx(jj_ctx *ctx, const jj_form *f, const char *path, jj_lang lang);

void jj_form_deinit(jj_form *f);

#endif
