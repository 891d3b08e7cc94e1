/* What a proposal changes: two runs of the same rules, before and after, set side by side. */
#ifndef RULES_PROPOSAL_H
#define RULES_PROPOSAL_H

#include "analysis/siting/size.h"
#include "rules/scope.h"

/* One state of affairs: a scene and what the rules found on it. */
typedef struct jj_state {
    const jj_scene *scene;
    const jj_result *result;
} jj_state;

/* Times from the added facilities in a part of the lattice; outside of it nothing is reached. */
typedef struct jj_look {
    jj_part part;
    uint32_t *time_ms; /* by cell of the part; owned; NULL = nothing is reached */
} jj_look;

/*
 * What facilities from n_old on reach within twice the standard of a coverage rule of one kind and
 * one profile; empty for other rules. The cells reached are added to `touched`. JJ_E_NOMEM and what
 * the solvers refuse. Deinit in any case.
 */
jj_status jj_proposal_look(jj_ctx *ctx, const jj_scene *now, const jj_rule *rule, size_t n_old,
                           jj_touched *touched, jj_look *out);
void jj_look_deinit(jj_look *l);

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
    double people, before, after; /* of the units the rule sums up, in their order */
    double newly, lost;           /* people who come within, who fall out of the standard */
    double gaining, gained_s;     /* people nearer than before on the same side, seconds each */
    jj_unit_change *units; /* of every level with polygons, those with newly or lost; above the
                              rule's own level the sums of the units below */
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

/* Two results of the same rules, and where they may differ. */
typedef struct jj_comparison {
    jj_state was, now;
    const jj_rules *rules;
    uint32_t rule; /* the coverage rule to speak of, or JJ_NO_UNIT for the verdicts alone */
    const jj_touched *touched; /* outside of these cells nothing does; NULL = anywhere */
    const jj_look *look;       /* from what is added; NULL = nothing is */
} jj_comparison;

/* Facilities of now beyond those of before are the added ones. JJ_E_NOMEM. Deinit in any case. */
jj_status jj_proposal_compare(jj_ctx *ctx, const jj_comparison *of, jj_proposal_effect *out);
void jj_proposal_effect_deinit(jj_proposal_effect *e);

#endif
