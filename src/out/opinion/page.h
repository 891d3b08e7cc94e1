/* What the pages of an opinion are put together from, whatever they are about. */
#ifndef OUT_OPINION_PAGE_H
#define OUT_OPINION_PAGE_H

#include "out/opinion/opinion.h"

typedef struct jj_page {
    jj_ctx *ctx;
    jj_opinion *o;
    bool failed; /* out of memory: told at the end */
} jj_page;

/* What kind of question is answered; the title follows. */
typedef enum jj_page_about {
    JJ_PAGE_SITE,
    JJ_PAGE_SITES,
    JJ_PAGE_CLOSING,
    JJ_PAGE_MOVE
} jj_page_about;

const char *jj_page_tr(const jj_page *p, const char *en) __attribute__((format_arg(2)));

/* A copy that lives as long as the page. */
const char *jj_page_keep(jj_page *p, const jj_text *t);

void jj_page_title(jj_page *p, const char *title, jj_page_about about, const char *kind);
void jj_page_remark(jj_page *p, const jj_text *t);

/* The head of the table: a column a candidate. */
void jj_page_columns(jj_page *p, const char *const *names, size_t n);

/* Writes the figure of one candidate; nothing where it has none. */
typedef void (*jj_page_cell)(const jj_page *p, const void *of, jj_text *t);

/* One row: the same figure of every candidate; left out when none has it. */
void jj_page_row(jj_page *p, const char *title, const void *const *items, size_t n,
                 jj_page_cell fill);

double jj_page_percent(double part, double whole);

/* "2025: 200; 2028: 154": places needed by year. */
void jj_page_places(const jj_page *p, const jj_size_ask *ask, const jj_size *s, jj_text *t);
void jj_page_size(const jj_page *p, const jj_size *s, jj_text *t);

/* How full it would be in the last year known. */
void jj_page_used(const jj_page *p, const jj_size_ask *ask, const jj_size *s, jj_text *t);

/* JJ_E_NOMEM where anything failed on the way. */
jj_status jj_page_finish(const jj_page *p);

#endif
