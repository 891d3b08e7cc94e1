/*
 * Which facilities may close so that nobody who is within the standard now falls out of it, and no
 * receiver is filled beyond its places: one after another, those with fewest people first, each on
 * the field the ones before it left.
 */
#ifndef OUT_SITING_MERGE_H
#define OUT_SITING_MERGE_H

#include "out/proposal.h"
#include "out/table.h"

typedef struct jj_merge_ask {
    const char *kind;
    const char *rule; /* coverage rule; NULL = the first of the kind */
    int rate_10000;   /* share of the people who come; 0 = the norm of the group */
} jj_merge_ask;

/* One that may close. */
typedef struct jj_merger {
    uint32_t facility,
        receiver;  /* the one that takes most of its people; JJ_NO_FACILITY: none come */
    double people; /* who go to it, all of the group */
    double used;   /* of its places; NaN without */
    double receiver_before, receiver_after;       /* of the receiver's places; NaN without */
    uint32_t longest_before_ms, longest_after_ms; /* way of those people */
} jj_merger;

typedef struct jj_mergers {
    const jj_scene *scene;
    const jj_rule *rule;
    uint32_t limit_ms;
    int rate_10000;
    size_t n_looked_at, n_far,
        n_full;      /* kept because someone would be too far, a receiver too full */
    jj_merger *rows; /* in the order of closing; owned */
    size_t n, cap;
} jj_mergers;

/* Errors as jj_site_find(). The proposals must outlive the answer. Deinit in any case. */
jj_status jj_merge_find(jj_ctx *ctx, jj_proposals *p, const jj_merge_ask *ask, jj_mergers *out);
void jj_mergers_deinit(jj_mergers *m);

jj_status jj_merge_text(jj_ctx *ctx, const jj_mergers *m, jj_text *out);
void jj_merge_table(const jj_mergers *m, jj_table *out);

#endif
