/* What a proposal changes: two runs of the same rules, before and after, set side by side. */
#ifndef RULES_PROPOSAL_H
#define RULES_PROPOSAL_H

#include "analysis/siting/size.h"
#include "rules/result.h"

/* One state of affairs: a scene and what the rules found on it. */
typedef struct jj_state {
    const jj_scene *scene;
    const jj_result *result;
} jj_state;

/* People of one unit under one rule. */
typedef struct jj_unit_change {
    uint32_t unit;
    double people, before, after; /* of the group; within the standard before and after */
} jj_unit_change;

/* Who goes to an existing facility: nearest to it and within the standard. */
typedef struct jj_facility_change {
    uint32_t facility;
    double before, after;
} jj_facility_change;

/* A verdict that turns. */
typedef struct jj_flip {
    uint32_t rule, unit;
    jj_verdict from, to;
} jj_flip;

/* What stays unserved within reach of twice the standard: a patch of the changed result. */
typedef struct jj_left_over {
    const jj_gap_patch *patch;
    uint32_t from_site_ms; /* JJ_UNREACHED where nothing is added */
} jj_left_over;

enum { JJ_LEFT_OVERS = 5 };

/* Under the one coverage rule that is asked about; arrays are owned. */
typedef struct jj_proposal_effect {
    uint32_t rule; /* JJ_NO_UNIT: no coverage rule of this kind is judged */
    int people_year;
    uint32_t within_ms;
    double people, before, after; /* of the units at the rule's level, summed cell by cell */
    double newly, lost;           /* people who come within, who fall out of the standard */
    double gaining, gained_s;     /* people nearer than before on the same side, seconds each */
    jj_unit_change *units;        /* of every level with polygons, those with newly or lost */
    size_t n_units;
    jj_facility_change *facilities; /* those that lose or gain */
    size_t n_facilities;
    double served; /* who would go to the added facilities, within the standard */
    size_t n_years;
    int year[JJ_SIZE_YEARS];         /* from the judged year on, as the scene knows them */
    double served_in[JJ_SIZE_YEARS]; /* the same people of the group in that year */
    jj_left_over left[JJ_LEFT_OVERS];
    size_t n_left;
    jj_flip *flips; /* of all rules that were run */
    size_t n_flips;
} jj_proposal_effect;

/*
 * Compare `was` and `now`, results of the same `rules`; facilities from n_old on are the added ones.
 * `rule` is the index of the coverage rule to speak of, or JJ_NO_UNIT for the verdicts alone.
 * JJ_E_NOMEM and what a bounded field refuses. Deinit in any case.
 */
jj_status jj_proposal_compare(jj_ctx *ctx, const jj_state *was, const jj_state *now,
                              const jj_rules *rules, uint32_t rule, jj_proposal_effect *out);
void jj_proposal_effect_deinit(jj_proposal_effect *e);

#endif
