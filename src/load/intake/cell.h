/* What office cells say: numbers as people type them, and text folded for comparison. */
#ifndef LOAD_INTAKE_CELL_H
#define LOAD_INTAKE_CELL_H

#include <stdbool.h>
#include <stddef.h>

typedef enum jj_cell {
    JJ_CELL_EMPTY,  /* nothing, or a dash: 无数据 */
    JJ_CELL_NUMBER, /* 1,026  １５０  12.5%  约150 (then is_about) */
    JJ_CELL_TEXT
} jj_cell;

typedef struct jj_cell_value {
    jj_cell type;
    double number;
    bool is_about;   /* 约, 近, 余, 左右 stood by it */
    bool is_percent; /* number is already divided by 100 */
} jj_cell_value;

/* Thousands commas, full-width digits, a unit such as 人 所 张 at the end and 约 are understood. */
jj_cell_value jj_cell_read(const char *text);

/*
 * Folded for comparison into `out` of `size` bytes (cut when longer): full-width letters, digits
 * and brackets made narrow, blanks and line breaks taken out, Latin letters small, traditional
 * characters simplified.
 */
void jj_cell_fold(const char *text, char *out, size_t size);

#endif
