/* A finished run as out/ sees it: what it rested on, what was asked, what was found. */
#ifndef OUT_OUTCOME_H
#define OUT_OUTCOME_H

#include "load/kinds.h"
#include "rules/fields.h"
#include "rules/result.h"

typedef struct jj_outcome { /* all borrowed */
    const jj_scene *scene;
    const jj_rules *rules;
    const jj_result *result;
    jj_lang lang;       /* of what is written for people; names of columns and files stay English */
    const char *review; /* 审图号 of a result for the public: no ledger, points generalised; NULL =
                           for internal use */
    const char *report_base; /* .docx whose page the report takes; NULL = the built-in one */
    bool wants_both;         /* report, annexes and QGIS project in the other language too */
    bool wants_opportunity;  /* surfaces are stored with the result */
} jj_outcome;

/* The rows of one rule: they stand together, those of its units from the top down. */
typedef struct jj_rule_rows {
    const jj_rule_row *row;
    size_t n;
} jj_rule_rows;

jj_rule_rows jj_outcome_rows(const jj_outcome *o, uint32_t rule);

/*
 * The units themselves added up, as a row of no unit (JJ_NO_UNIT) without verdict: for where
 * several stand at the top. Coverage: what is covered and what counts, exempt units left out, and
 * the strict, loose and straight shares where every unit has them; rules that count facilities:
 * units met and units judged. False for other rules, and where nothing counts.
 */
bool jj_outcome_sum(const jj_outcome *o, uint32_t rule, jj_rule_row *out);

/* At least one figure of the rule rests on modelled people. */
bool jj_outcome_is_modelled(const jj_outcome *o, uint32_t rule);

/* The level with polygons that has most rows of the rule, the coarser of two; -1 = none. */
int jj_outcome_map_level(const jj_outcome *o, uint32_t rule);

/* Degrees as the result may show them: to 0.02 where it is for the public, else as they are. */
double jj_outcome_degrees(const jj_outcome *o, double degrees);

/* The year a rule is judged on: its own, else the run's. */
int jj_outcome_year(const jj_outcome *o, const jj_rule *rule);

/* The field of the rule's n-th filter by its m-th profile, or NULL when it was not solved. */
const jj_result_field *jj_outcome_field(const jj_outcome *o, const jj_rule *rule, size_t filter,
                                        size_t profile);

/* Titles of the kinds of facilities; none where their file cannot be read. Deinit them. */
void jj_outcome_kinds(const jj_outcome *o, jj_kinds *out);

/* "A-EDU-03" as a column or file name: "a_edu_03"; ASCII letters, digits and '_' only. */
void jj_outcome_slug(const char *id, char *out, size_t size);

#endif
