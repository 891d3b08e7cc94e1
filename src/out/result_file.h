/* A published result opened for reading. */
#ifndef OUT_RESULT_FILE_H
#define OUT_RESULT_FILE_H

#include "store/database.h"

typedef struct jj_result_file {
    char *folder;
    char *manifest; /* JSON text */
    jj_db *db;
    struct jj_result_kept *kept; /* see out/result_kept.h */
} jj_result_file;

/* The folder as jj_manifest_check() vouches for it; its messages. */
jj_status jj_result_file_open(jj_ctx *ctx, const char *path, jj_result_file *out);
void jj_result_file_close(jj_result_file *r);

/*
 * JJ_E_RANGE, with the nearest known names, when the result has no such rule or unit. A unit may
 * be given by its name: *code is the caller's to jj_free().
 */
jj_status jj_result_find_rule(jj_ctx *ctx, const jj_result_file *r, const char *id);
jj_status jj_result_find_unit(jj_ctx *ctx, const jj_result_file *r, const char *name, char **code);

/* "SELECT 'township' AS level, code, name, parent, geom FROM ... UNION ALL ...": every unit. */
jj_status jj_result_units_sql(jj_ctx *ctx, const jj_result_file *r, char **sql);

#endif
