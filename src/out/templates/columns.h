/* What the blank workbooks hold: one row a column. */
#ifndef OUT_TEMPLATES_COLUMNS_H
#define OUT_TEMPLATES_COLUMNS_H

#include <stddef.h>

typedef enum fill { FILL_TEXT, FILL_WHOLE, FILL_NUMBER, FILL_DATE, FILL_CHOICE, FILL_KIND } fill;

typedef struct jj_template_column {
    const char *title; /* heading */
    fill what;
    const char *choices; /* FILL_CHOICE: separated by commas */
    const char *help;    /* one sentence */
} jj_template_column;

typedef struct jj_template_book {
    const char *file, *sheet, *purpose;
    const jj_template_column *columns;
    size_t n;
} jj_template_book;

extern const jj_template_book jj_template_books[];
extern const size_t jj_template_n_books;

#endif
