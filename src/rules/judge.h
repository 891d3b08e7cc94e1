/* One rule being judged: what every metric's judge is given and fills. Internal to rules/. */
#ifndef RULES_JUDGE_H
#define RULES_JUDGE_H

#include "rules/both.h"
#include "rules/result.h"
#include "rules/scope.h"
#include "rules/unit_set.h"

/* The same figure by stricter and looser assumptions (catalogue 2.7). */
enum { JJ_BAND_STRICT, JJ_BAND_LOOSE, JJ_BAND_STRAIGHT, JJ_N_BANDS };

/* What a unit's row becomes; one per unit of the scene, used or not. */
typedef struct jj_slot {
    jj_rule_row row;
    bool is_used;
    bool is_hidden;          /* of a unit that is not judged: no row, but its sums go up */
    bool meets;              /* has what the rule asks for, whatever the verdict is called */
    double num_all, den_all; /* rolled-up sums with the exempt units in them */
    double band[JJ_N_BANDS]; /* covered people by each assumption, NaN = not asked */
    double n_unsure;         /* of num, resting on inferred or coarsely placed records */
    jj_both missing;         /* of NODATA */
    jj_both note;            /* more of the evidence: what fell back, what each tier has */
} jj_slot;

/*
 * The share of each cell that an area mask takes in; share NULL = the project cannot tell; owned.
 */
typedef struct jj_mask {
    const char *name;
    int year;
    float *share;
} jj_mask;

/* Made once a run and shared by the rules. */
typedef struct jj_shared {
    jj_mask *masks;
    size_t n_masks, cap_masks;
    float **inside;  /* by level: share of each cell in some unit of it; NULL until asked for */
    double **people; /* by demand: people of each unit, NaN unknown; NULL until asked for */
    double *up;      /* 3 a cell: jj_field_up(); NULL until asked for */
    bool is_figures_only;  /* without what stands beside a figure */
    const jj_scope *scope; /* judge what a change touches; NULL = everything */
} jj_shared;

typedef struct jj_judge {
    jj_ctx *ctx;
    const jj_scene *scene;
    const jj_rule *rule;
    uint32_t rule_index;
    int year;
    jj_unit_set set; /* the units judged; of TIER the deepest */
    jj_slot *slots;
    jj_both note;         /* more of every row's evidence */
    bool is_whole;        /* numerators are counted things: what is missing is rounded up */
    const char *gap_unit; /* of a sum that falls short: "people", "places", "m2" */
    jj_shared *shared;
    jj_result *out;
} jj_judge;

/* Judges fill the slots of the set's units, and hidden ones of units not judged whose sums count;
 * exemptions, reported figures and roll-up come after. */
typedef jj_status (*jj_judge_fn)(jj_judge *j);
jj_status jj_judge_provision(jj_judge *j); /* AT_LEAST_N, UNIT_SHARE */
jj_status jj_judge_tier(jj_judge *j);
jj_status jj_judge_coverage(jj_judge *j);     /* POP_COVER, LAND_COVER */
jj_status jj_judge_quotient(jj_judge *j);     /* RATIO, ATTR_SHARE, GROSS_RATE */
jj_status jj_judge_status_share(jj_judge *j); /* STATUS_SHARE */
jj_status jj_judge_match(jj_judge *j);        /* MATCH */
jj_status jj_judge_count_year(jj_judge *j);   /* COUNT_YEAR */
jj_status jj_judge_publish(jj_judge *j);      /* PUBLISH */
jj_status jj_judge_capacity(jj_judge *j);     /* CAPACITY */
jj_status jj_judge_trend(jj_judge *j);        /* TREND */
jj_status jj_judge_equity(jj_judge *j);       /* EQUITY; makes its own rows above the set */
jj_status jj_judge_consolidate(jj_judge *j);  /* CONSOLIDATE */
jj_status jj_judge_siting(jj_judge *j);       /* SITING */

/* The slot of a unit, begun with defaults (REPORT, NaN figures) the first time. */
jj_slot *jj_judge_slot(jj_judge *j, uint32_t unit);

/*
 * Every unit of the set is NODATA for want of `missing` (the top units when the project has none
 * of the set), so that a rule is never silent.
 */
void jj_judge_lacks(jj_judge *j, const jj_both *missing);

/*
 * The rule's n-th selection; NULL when the project has no facility of its kind at all (an empty
 * selection is an answer only where others of the kind are known). The second form also does
 * jj_judge_lacks().
 */
const jj_selection *jj_judge_knows(const jj_judge *j, size_t filter);
const jj_selection *jj_judge_selection(jj_judge *j, size_t filter);

/* Verdict and gap of a slot from its num and den against the rule's target; 0/0 is NA. */
void jj_judge_by_target(const jj_judge *j, jj_slot *slot);

/* Shares of the band from its sums; marginal when they do not all say the same of the target. */
void jj_judge_band(const jj_judge *j, jj_slot *slot);

/* Exempt the units of the set that do not meet the rule and have a valid exemption. */
void jj_judge_exempt(jj_judge *j);

/* Where a department reports a figure: beside the computed one, or in place of a missing one. */
void jj_judge_reported(jj_judge *j, jj_slot *slot);

/* Rows of the judged units above the set: units that meet the rule over units judged, or sums of
 * numerators over sums of denominators. */
void jj_roll_up_counts(jj_judge *j);
void jj_roll_up_sums(jj_judge *j);

/* Whether the filter quotes this kind: kind = 'kindergarten', kind IN ('clinic', 'hospital'). */
bool jj_filter_quotes(const char *filter, const char *kind);

/* The field when each unit of the set is served by its own facilities alone. A cell belongs to the
 * unit that holds most of it; cells of no unit are unreached. */
jj_status jj_own_unit_field(jj_judge *j, const jj_selection *selection, const jj_profile *profile,
                            uint32_t *time_ms, uint32_t *nearest);

/* Gaps of a coverage rule, into out->patches; with a scope those of touched units, reasons left
 * out. */
jj_status jj_judge_gaps(jj_judge *j, const jj_reach_map *map, const jj_scope *scope,
                        const jj_selection *selection, const jj_profile *profile);

/* The evidence sentence of every used slot. JJ_E_NOMEM. */
jj_status jj_evidence_write(jj_judge *j);

/* mask.c: whether a mask is one of town and country; whether the rule's is a column of the units
 * that marks those it speaks of (key_assist = 1). */
bool jj_mask_is_urban(const char *mask);
bool jj_mask_is_marked(const jj_judge *j);

/* The rule's mask by cell; NULL when it has none or the project cannot tell. */
jj_status jj_shared_mask(jj_judge *j, const float **out);

/* Leaves only marked units in the set, or those of so many people ("people>=300000"); the others
 * are NA. is_any: false when none is left or, with jj_judge_lacks() done, nothing tells. */
jj_status jj_mask_restrict(jj_judge *j, bool *is_any);

/* Shared arrays, made on first use. */
jj_status jj_shared_inside(jj_judge *j, int level, const float **out);
jj_status jj_shared_people(jj_judge *j, const jj_demand *demand, const double **out);
jj_status jj_shared_up(jj_judge *j, const double **out); /* NULL on a plane */

#endif
