/*
 * Lists as offices hand them in: every sheet of every workbook brought to the columns of
 * geodata/intake/columns.csv, totals dropped and checked, words translated by the dictionaries.
 * What comes out does not depend on the order of files, sheets, rows or columns.
 */
#ifndef LOAD_INTAKE_OFFICE_H
#define LOAD_INTAKE_OFFICE_H

#include "load/kinds.h"
#include "load/notes.h"
#include "load/section.h"
#include "model/unit.h"

typedef struct jj_office_spec {
    const char *path;        /* a workbook, a pattern or a folder */
    const char *name;        /* of the source, in the ledger */
    const char *encoding;    /* of its CSV files; NULL = found out */
    const jj_pairs *columns; /* meaning -> heading of its own; NULL = none */
    const char *mapping;     /* file of load/intake/mapping.h; NULL = none */
    const jj_units *units;   /* whose names are looked for in the names of sheets and files */
    const jj_kinds *kinds;
} jj_office_spec;

typedef struct jj_office_row {
    const char **text; /* one a column, "" = nothing; figures plain, degrees decimal */
    const char *place; /* "平遥县.xlsx, 幼儿园, row 7" */
    char key[17];      /* of its names, address and point: the same in any file */
    bool is_inferred;  /* a dictionary guessed one of its values */
    bool is_kind_sure; /* kind was said outright, not guessed */
} jj_office_row;

typedef struct jj_office {
    jj_arena arena;
    const char **columns; /* meanings, in the order of columns.csv */
    bool *is_given;       /* some sheet has it, or it could be inferred */
    size_t n_columns;
    jj_office_row *rows; /* by what they say */
    size_t n, cap;
    char **paths; /* of the files read */
    size_t n_paths;
    jj_text mapping; /* YAML: file, sheet, heading -> meaning, to be confirmed */
} jj_office;

/*
 * JJ_E_IO, JJ_E_FORMAT, JJ_E_LIMIT as store/workbook.h says; JJ_E_FORMAT: a file without any list
 * in it. A sheet without one, totals, unknown headings and guesses go to the notes.
 */
jj_status jj_office_read(jj_ctx *ctx, const jj_office_spec *spec, jj_notes *notes, jj_office *out);
void jj_office_deinit(jj_office *o);

/* The column of a meaning, or SIZE_MAX. */
size_t jj_office_column(const jj_office *o, const char *meaning);

#endif
