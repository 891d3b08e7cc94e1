/*
 * The parameter table. One row says everything about one parameter: its name, type, unit, range,
 * default and help in two languages. Command-line options, --help, project keys, range checks and
 * report legends are read from the same row, so no range is written twice.
 */
#ifndef BASE_PARAM_H
#define BASE_PARAM_H

#include "base/ctx.h"

typedef enum jj_param_type {
    JJ_P_FLAG,   /* bool: present or not; in a project file true or false     */
    JJ_P_TEXT,   /* const char *                                              */
    JJ_P_FILE,   /* const char *: a path or a data-source name                */
    JJ_P_NUMBER, /* double, with min and max                                  */
    JJ_P_INT,    /* int64_t, with min and max                                 */
    JJ_P_BYTES,  /* uint64_t: 64K, 512M, 4G                                   */
    JJ_P_CHOICE, /* const char *: one of `choices`                            */
    JJ_P_LIST,   /* jj_param_list: the option repeats, or commas separate     */
    JJ_P_REPEAT  /* jj_param_list: the option repeats; commas are kept        */
} jj_param_type;

/* Several values of one parameter, copied; freed by jj_param_deinit(). */
typedef struct jj_param_list {
    const char **items;
    size_t n, cap;
} jj_param_list;

typedef struct jj_param {
    const char *name; /* "at-minutes": the option is --at-minutes, the project key at_minutes */
    jj_param_type type;
    size_t offset;        /* of the value in the caller's struct                               */
    const char *fallback; /* default as text; NULL = none (NULL pointer, 0, NaN for NUMBER)    */
    double min, max;      /* NUMBER and INT, inclusive; both 0 = any                           */
    const char *unit;     /* "min", "m", "km/h"; for TEXT and FILE the word in --help          */
    const char *choices;  /* CHOICE: "4|8|16"                                                  */
    const char *help_en, *help_zh;
    bool is_required;
} jj_param;

/* Set every value of `values` to its fallback. JJ_E_RANGE names a fallback that does not fit. */
jj_status jj_param_defaults(jj_ctx *ctx, const jj_param *table, size_t n, void *values);

/*
 * Set one parameter from text; `where` begins the message ("--within", "project.yaml:12: within").
 * The text is borrowed, but by lists, which keep copies of it (JJ_P_LIST of its parts).
 * JJ_E_RANGE: not of the type, outside the range, not a choice.
 */
jj_status jj_param_set(jj_ctx *ctx, const jj_param *p, void *values, const char *text,
                       const char *where);

/* The row with that name ('_' equals '-'), or NULL. */
const jj_param *jj_param_find(const jj_param *table, size_t n, const char *name);

/* Frees the lists of `values`. */
void jj_param_deinit(const jj_param *table, size_t n, void *values);

#endif
