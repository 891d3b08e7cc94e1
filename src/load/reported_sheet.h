/* Sheets of reported figures and exemptions, with headings as offices write them. */
#ifndef LOAD_REPORTED_SHEET_H
#define LOAD_REPORTED_SHEET_H

#include "load/loader.h"

enum { JJ_REPORTED_N_NAMES = 4 };

typedef enum jj_reported_cell {
    JJ_REPORTED_RULE, /* id or title */
    JJ_REPORTED_YEAR,
    JJ_REPORTED_NUM,
    JJ_REPORTED_DEN,
    JJ_REPORTED_VALUE,
    JJ_REPORTED_SOURCE,
    JJ_REPORTED_DOCUMENT,
    JJ_REPORTED_REASON,
    JJ_REPORTED_FROM,
    JJ_REPORTED_TO,
    JJ_REPORTED_NAMES, /* and three more: province, prefecture, county; the last may be a code */
    JJ_REPORTED_N_CELLS = JJ_REPORTED_NAMES + JJ_REPORTED_N_NAMES
} jj_reported_cell;

typedef struct jj_reported_row {
    const char *text[JJ_REPORTED_N_CELLS]; /* "" where there is none */
    const char *place;                     /* "指标.xlsx:指标:7" */
} jj_reported_row;

typedef jj_status (*jj_reported_fn)(jj_loader *l, const jj_reported_row *row, void *user);

/*
 * Every record of every sheet: title rows, two heading rows and totals are told apart as in lists
 * of facilities. JJ_E_IO, JJ_E_LIMIT as of jj_workbook_read(); JJ_E_FORMAT: no sheet whose headings
 * name rules and units.
 */
jj_status jj_reported_sheets(jj_loader *l, const char *role, const char *path, jj_reported_fn take,
                             void *user);

#endif
