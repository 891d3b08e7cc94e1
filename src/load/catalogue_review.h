/* What a planner should know of a catalogue beyond what its cells say. */
#ifndef LOAD_CATALOGUE_REVIEW_H
#define LOAD_CATALOGUE_REVIEW_H

#include "load/catalogue.h"

/* Filters that do not compile over the columns of geodata/kinds/attributes.csv. */
jj_status jj_rules_check_filters(jj_ctx *ctx, const char *path, const jj_rules *rules,
                                 jj_problems *out);

/* Rules whose enough_by names no rule of the catalogue. */
jj_status jj_rules_check_standards(jj_ctx *ctx, const char *path, const jj_rules *rules,
                                   jj_problems *out);

/*
 * Pairs of rows that would judge the same thing: same metric, filters, columns, group, area,
 * unit sets and year. They may be meant (two thresholds of one thing are none), so they are told,
 * not refused.
 */
jj_status jj_rules_find_overlaps(jj_ctx *ctx, const char *path, const jj_rules *rules,
                                 jj_problems *out);

#endif
