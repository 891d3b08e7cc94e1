/* How results are put into words and cells: the same in annexes, report and page. */
#ifndef OUT_ANNEX_WORDING_H
#define OUT_ANNEX_WORDING_H

#include "out/annex/form.h"
#include "out/outcome.h"

/* What makes forms: texts made on the way live in `arena`. */
typedef struct jj_annex {
    const jj_outcome *o;
    jj_arena *arena;
    bool is_zh, failed;
} jj_annex;

static inline __attribute__((format_arg(2), format_arg(3))) const char *
jj_say(const jj_annex *a, const char *en, const char *zh) {
    return a->is_zh ? zh : en;
}

/* Text in the arena; "" and `failed` when out of memory. */
const char *jj_annex_text(jj_annex *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

const char *jj_rule_title(const jj_annex *a, const jj_rule *rule);

/* "3—5岁人口" for "age3_5". */
const char *jj_group_title(jj_annex *a, const char *group);

/* Whom a rule is about: "3—5岁人口", "城镇社区常住人口". */
const char *jj_demand_title(jj_annex *a, const jj_rule *rule);

/*
 * What a share is measured by: "步行（标准）15分钟，2025年3—5岁人口". "" where nothing is to be
 * said.
 */
const char *jj_rule_basis(jj_annex *a, const jj_rule *rule, int people_year);

/* Whether the row's value is a share, shown in percent. */
bool jj_row_is_share(const jj_rule *rule, const jj_rule_row *row);
jj_form_cell jj_row_value(const jj_rule *rule, const jj_rule_row *row);
jj_form_cell jj_row_target(const jj_rule *rule, const jj_rule_row *row);
jj_form_cell jj_row_gap(const jj_rule_row *row);
const char *jj_gap_unit_title(const jj_annex *a, const char *gap_unit);

/* The verdict as one sentence with its figures. */
const char *jj_row_sentence(jj_annex *a, const jj_rule_row *row);

/* What an input of the project is for, 土地覆盖 for "landcover"; NULL for lists of facilities. */
const char *jj_input_title(const jj_annex *a, const char *role);

/* "临界、待核实" or "". */
const char *jj_row_remarks(jj_annex *a, const jj_rule_row *row);

/* The name of the unit above at county level (else at the top), with its own unit above. */
const char *jj_unit_above(jj_annex *a, uint32_t unit);

/*
 * The row that speaks for everything: of the one unit at the top, else the units added up in `sum`
 * as jj_outcome_sum() does (`sum` NULL: not asked for); NULL when there is neither.
 */
const jj_rule_row *jj_rule_whole(const jj_outcome *o, uint32_t rule, jj_rule_row *sum);

/* Units that meet a rule, of those judged on it; all NaN where no unit is. */
typedef struct jj_met {
    double n_met, n_judged, n_exempt;
} jj_met;

jj_met jj_rule_met(const jj_outcome *o, uint32_t rule);

/* Rows judged on units themselves, by verdict; returns how many. */
uint64_t jj_rule_counts(const jj_outcome *o, uint32_t rule, uint64_t of[JJ_N_VERDICTS]);

#endif
