/*
 * What a run found: fields, verdicts, gaps, catchments, balances. out/ writes it, nothing changes
 * it.
 */
#ifndef RULES_RESULT_H
#define RULES_RESULT_H

#include "analysis/catchment/catchment.h"
#include "analysis/coverage/coverage.h"
#include "analysis/gaps/gaps.h"
#include "analysis/trend/trend.h"
#include "model/rule.h"
#include "model/scene.h"

typedef enum jj_verdict {
    JJ_PASS,
    JJ_FAIL,
    JJ_EXEMPT,
    JJ_NA,     /* the rule does not speak of this unit, or 0/0 */
    JJ_NODATA, /* cannot be judged for want of data */
    JJ_REPORT  /* a figure without a pass mark */
} jj_verdict;

enum {
    JJ_FLAG_MARGINAL = 1,
    JJ_FLAG_UNVERIFIED = 2,
    JJ_FLAG_MODELLED = 4,
    JJ_FLAG_ROLLED_UP = 8,
    JJ_FLAG_REPORTED = 16 /* the value is the department's */
};

enum { JJ_N_VERDICTS = JJ_REPORT + 1 };

/* One rule judged on one unit (catalogue 2.2). */
typedef struct jj_rule_row {
    uint32_t rule; /* index into the run's rules */
    uint32_t unit; /* index into the scene's units */
    jj_verdict verdict;
    unsigned flags;
    double num, den, value; /* value = num/den where that is meant; NaN = none */
    double gap;             /* how much is missing to the target, in gap_unit; 0 when met */
    const char *gap_unit;   /* "facilities", "people", "places", ... */
    double demand_total, demand_uncovered;
    uint32_t nearest_facility; /* index, or JJ_NO_FACILITY */
    uint32_t nearest_ms; /* from where most of the uncovered people live (else of all) to it */
    uint32_t mean_ms;    /* people-weighted, each to their own nearest; JJ_UNREACHED = none */
    const char *evidence_en, *evidence_zh; /* one sentence with the figures */
    const char *missing;                   /* NODATA: the input that is missing, "" otherwise */
    int year, people_year;        /* judged on; of the people in the denominator, 0 = none */
    uint32_t n_of[JJ_N_VERDICTS]; /* rolled-up rows: judged units below by verdict */
    double rate_all;              /* rolled-up rows: passing / all units, exempt ones included */
    double strict, loose,
        straight;            /* coverage: value by strict and loose profile, straight x 1.3 */
    double own_num, own_den; /* rolled-up coverage: by the unit's own outline; NaN = not told */
    double base; /* of the base year: what the plan states, else worked out; NaN = none */
    jj_progress_made progress;     /* from the rule's base to its target, at the run's year */
    double reported;               /* the department's figure for value; NaN = none */
    int reported_year;             /* of that figure, 0 = none */
    const char *reported_source;   /* who reports it, "" when nobody; exempt: reason and document */
    const char *reported_document; /* its number, "" when none */
} jj_rule_row;

/* One solved field, shared by every rule that needs it. */
typedef struct jj_result_field {
    char id[64];                 /* name of its rasters: "kindergarten-walk-2025" */
    uint32_t selection, profile; /* indices into the scene */
    int year;
    uint32_t within_ms;
    uint32_t *time_ms, *nearest; /* per cell */
    bool is_borrowed;            /* both are another's */
} jj_result_field;

/* What the cells of one unit add up to under a rule judged on coverage. */
typedef struct jj_unit_sums {
    uint32_t rule, unit;
    jj_reach_sums sums;
    uint32_t peak_nearest, peak_ms; /* of sums.peak_cell, where there is one */
} jj_unit_sums;

/* What became of each cell's people under a rule judged on coverage. */
typedef struct jj_rule_reach {
    uint32_t rule;
    uint8_t *reach; /* per cell: a jj_reach; owned */
    const double
        *people; /* per cell: the people (or m2 of land) that count; the scene's or `own` */
    double *own; /* owned; NULL when people are the scene's */
    uint8_t
        *n_missing; /* per cell: kinds of the rule that are out of reach; owned; NULL = one kind */
} jj_rule_reach;

/* What every rule comes to once the phases of a scenario are done; rows as those of now. */
typedef struct jj_scenario_rows {
    uint32_t scenario; /* index into the scene's, never 0 */
    jj_rule_row *rows; /* by rule, then by unit; owned */
    size_t n_rows;
    bool *is_changed; /* by rule: the plan touches what it rests on; owned */
} jj_scenario_rows;

#define JJ_NO_RULE UINT32_MAX

typedef enum jj_dashboard_class {
    JJ_SHORT_FAR,
    JJ_SHORT_NEAR,
    JJ_ENOUGH_FAR,
    JJ_ENOUGH_NEAR
} jj_dashboard_class;

enum { JJ_N_DASHBOARD_CLASSES = JJ_ENOUGH_NEAR + 1 };

/* One service in one county: rules/dashboard.h. */
typedef struct jj_dashboard_row {
    uint32_t rule, unit;
    double coverage, near_mark; /* shares */
    double per_1000;            /* places or facilities for 1000 people of the rule's group */
    double amount, enough_mark; /* what is compared: the standard's figure, else per_1000 */
    uint32_t enough_by;         /* the rule that says what is enough; JJ_NO_RULE: the mean */
    bool is_target;             /* near_mark is the rule's target, not the whole area's share */
    bool is_places;
    bool is_near, is_enough;
} jj_dashboard_row;

/* People of one unit who miss so many of a rule's kinds. */
typedef struct jj_missing_row {
    uint32_t rule, unit;
    uint32_t n_missing;
    double people, all; /* all: of the unit */
} jj_missing_row;

/* How often the run searched: fields are one a distinct (filter, profile, year). */
typedef struct jj_solves {
    size_t n_fields;   /* shared by all rules */
    size_t n_straight; /* straight lines x 1.3 beside a rule */
    size_t n_nearby;   /* facilities that are near and do not qualify */
    size_t n_changed;  /* after closures, of one unit's own, of one candidate, of one site */
} jj_solves;

typedef struct jj_result {
    jj_arena arena;
    jj_rule_row *rows;
    size_t n_rows, cap_rows;
    jj_result_field *fields;
    size_t n_fields, cap_fields;
    jj_rule_reach *reaches;
    size_t n_reaches, cap_reaches;
    jj_unit_sums *sums; /* by rule, then by unit */
    size_t n_sums, cap_sums;
    jj_balance *balances;
    size_t n_balances, cap_balances;
    jj_gap_patch *patches;
    size_t n_patches, cap_patches;
    jj_catchment *catchments;
    size_t n_catchments, cap_catchments;
    jj_scenario_rows *scenarios;
    size_t n_scenarios;
    jj_dashboard_row *dashboard;
    size_t n_dashboard, cap_dashboard;
    jj_missing_row *missing;
    size_t n_missing, cap_missing;
    jj_solves solves;
} jj_result;

const char *jj_verdict_name(jj_verdict v); /* "pass", "fail", ... */
bool jj_verdict_parse(const char *name, jj_verdict *out);
const char *jj_verdict_title(jj_verdict v, jj_lang lang);
const char *jj_progress_name(jj_progress_class c); /* "ahead", "on_track", "behind", "none" */
const char *jj_progress_title(jj_progress_class c, jj_lang lang);
/* "enough_near", ..., and what people read: "enough, near"; 足而近. */
const char *jj_dashboard_class_name(jj_dashboard_class c);
const char *jj_dashboard_class_title(jj_dashboard_class c, jj_lang lang);
jj_dashboard_class jj_dashboard_class_of(const jj_dashboard_row *row);
const char *jj_gap_reason_name(jj_gap_reason r);
const char *jj_gap_reason_title(jj_gap_reason r, jj_lang lang);
void jj_result_deinit(jj_result *r);

#endif
