/* The workbooks an office hands in: one file, a pattern, or a folder with all below it. */
#ifndef LOAD_INTAKE_OFFICE_FILES_H
#define LOAD_INTAKE_OFFICE_FILES_H

#include "base/arena.h"
#include "base/ctx.h"

typedef struct jj_office_files {
    jj_arena arena;
    const char **paths; /* by bytes, whatever order the file system gives */
    size_t n, cap;
} jj_office_files;

/*
 * Of a folder: .xlsx, .xlsm, .xls, .ods, .et, .csv and .txt, without the lock files of an open
 * workbook (~$name) and hidden ones. A file is taken as it is. JJ_E_IO: nothing there (says what
 * was looked for).
 */
jj_status jj_office_files_find(jj_ctx *ctx, const char *path, jj_office_files *out);
void jj_office_files_deinit(jj_office_files *f);

#endif
