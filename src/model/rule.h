/* A planning rule as data: one row of a catalogue under geodata/rules/. */
#ifndef MODEL_RULE_H
#define MODEL_RULE_H

#include "base/arena.h"
#include "base/ctx.h"
#include "base/param.h"

/* Vocabulary of the catalogue, section 2.3. */
typedef enum jj_metric {
    JJ_AT_LEAST_N,
    JJ_UNIT_SHARE,
    JJ_TIER,
    JJ_POP_COVER,
    JJ_LAND_COVER,
    JJ_RATIO,
    JJ_ATTR_SHARE,
    JJ_STATUS_SHARE,
    JJ_GROSS_RATE,
    JJ_COUNT_YEAR,
    JJ_CAPACITY,
    JJ_MATCH,
    JJ_EQUITY,
    JJ_SITING,
    JJ_CONSOLIDATE,
    JJ_TREND,
    JJ_PUBLISH,
    JJ_PARAM /* no judgement: a figure of a standard that rules and profiles rest on */
} jj_metric;

typedef enum jj_rule_state {
    JJ_RULE_MACHINE,
    JJ_RULE_NEEDS_TABLE,
    JJ_RULE_DESCRIPTIVE
} jj_rule_state;
typedef enum jj_op { JJ_OP_GE, JJ_OP_GT, JJ_OP_LE, JJ_OP_LT, JJ_OP_EQ, JJ_OP_REPORT } jj_op;

/*
 * Columns of a rule file are the names of these fields. Several values in one cell are separated
 * by '|': one filter and one unit set per tier, one threshold for urban and one for rural. Every
 * text is "" where its cell is empty, never NULL.
 */
typedef struct jj_rule {
    const char *id;       /* "A-EDU-03" */
    const char *domain;   /* EDU, MED, ... */
    jj_rule_state status; /* machine | needs_table | descriptive */
    const char *title_zh, *title_en;
    const char *source_doc, *source_section; /* document number and clause */
    const char *binding;                     /* explicit | qualitative | baseline | standard */
    jj_metric metric;
    const char *unit_sets[8]; /* one per tier, top first; others use [0]: PROV1, CNTY117, TWN1061 */
    size_t n_unit_sets;
    /*
     * SQL over facility columns. TIER: one per unit set, top first. POP_COVER, LAND_COVER: all of
     * them must be in reach. AT_LEAST_N, UNIT_SHARE: n_min of each of them. SITING: [0] what is
     * there, [1] the candidates. COUNT_YEAR: opened in each year from base_year on. RATIO,
     * ATTR_SHARE, STATUS_SHARE, GROSS_RATE: [0] picks the facilities of the numerator; [1], where
     * given, those of the denominator (else the same).
     */
    const char *filters[8];
    size_t n_filters;
    const char *demand; /* group: total, age3_5, ... */
    /* all | urban | rural | urban_community | dense; a column of the units that marks the area
     * (mountain, key_assist, old_estate, underdeveloped, county_seat); people>=N: units so large */
    const char *area_mask;
    const char *profiles[4]; /* either of them serves */
    size_t n_profiles;
    double threshold[2];        /* urban and rural; the second is NaN when there is one for both */
    const char *threshold_unit; /* "min" | "m" | "" */
    int64_t n_min;
    /*
     * Facility columns (else unit columns) summed above and below the line; "" counts facilities.
     * RATIO and GROSS_RATE without den_attr divide by the demand group; STATUS_SHARE reads num_attr
     * as a flag: 1 yes, 0 no, empty = not known.
     */
    const char *num_attr, *den_attr;
    double base; /* RATIO: per so many people */
    jj_op op;
    int64_t target_num, target_den; /* the target as an exact fraction: 0.55 is 55/100 */
    bool has_target;
    const char *target_unit;
    int target_year;   /* the year it is judged on; 0 = the run's */
    int due_year;      /* the year its target is set for, whichever is judged; 0 = none */
    double base_value; /* NaN = none */
    int base_year;
    bool exempt_allowed;
    bool own_unit_only;     /* coverage: only facilities of the same unit serve */
    const char *enough_by;  /* coverage: id of the rule that says whether there is enough of it */
    const char *dept;       /* responsible department(s) */
    const char *nature;     /* 约束性 | 预期性 */
    int64_t priority;       /* 1, 2, 3 */
    const char *confidence; /* seed | verified | secondary | unverified | default */
    const char *source_ref;
    const char *note_zh, *note_en;          /* what was read into the clause, what is lacking */
    const char *param, *value, *value_unit; /* PARAM and standards: name, figure as text, unit */
    int line;                               /* in its file, for messages */
} jj_rule;

typedef struct jj_rules {
    jj_arena arena;
    jj_rule *rules;
    size_t n, cap;
} jj_rules;

const char *jj_metric_name(jj_metric m);
bool jj_metric_parse(const char *name, jj_metric *out);
/* "at least so many in every unit", for people. */
const char *jj_metric_title(jj_metric m, jj_lang lang);
const char *jj_rule_state_name(jj_rule_state s); /* "machine", ... */
const char *jj_rule_state_title(jj_rule_state s, jj_lang lang);
const char *jj_op_sign(jj_op op); /* ">=", ..., "report" */

/* "public education" for "EDU"; the code itself when it is none of the catalogue's. */
const char *jj_domain_title(const char *domain, jj_lang lang);
const jj_rule *jj_rule_find(const jj_rules *r, const char *id);

/* The year the rule is judged on. */
static inline int jj_rule_year(const jj_rule *rule, int run_year) {
    return rule->target_year ? rule->target_year : run_year;
}

/* Whether its coverage in the base year is worked out too: a change without a stated base. */
static inline bool jj_rule_needs_base(const jj_rule *rule) {
    return rule->metric == JJ_TREND && rule->n_profiles > 0 && rule->base_year > 0;
}

void jj_rules_deinit(jj_rules *r);

#endif
