/* The sentence that defends a verdict: the figures, the mark, and what they rest on. */
#include "model/people.h"
#include "rules/competition.h"
#include "rules/target.h"
#include "rules/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct writer {
    const jj_judge *j;
    const jj_slot *slot;
    const jj_unit *unit;
    jj_arena *a;
    jj_both *text;
} writer;

static bool is_counted(const jj_judge *j) {
    return j->rule->metric == JJ_AT_LEAST_N || j->rule->metric == JJ_UNIT_SHARE;
}

static double percent(const writer *w) {
    return jj_percent_shown(w->j->rule, w->slot->row.num, w->slot->row.den);
}

static void write_words(const writer *w, const char *en, const char *zh) {
    const jj_both words = {en, zh, false};
    jj_both_join(w->a, w->text, &words);
}

static void write_figure(const writer *w, double figure) {
    char digits[32];
    snprintf(digits, sizeof digits, "%.10g", figure);
    write_words(w, digits, digits);
}

static void write_number_of_people(const writer *w, double people) {
    bool is_modelled = w->slot->row.flags & JJ_FLAG_MODELLED;
    double shown = jj_people_shown(people, is_modelled);
    if (jj_people_are_few(people, is_modelled))
        jj_both_add(w->a, w->text, "fewer than %d", JJ_FEW_PEOPLE);
    else if (is_modelled && shown > 0)
        jj_both_add(w->a, w->text, "about %.0f", shown);
    else
        write_figure(w, shown);
}

/* "within 15 min (on foot; by bicycle)": no share stands without what it was measured by. */
static void write_reach(const writer *w) {
    const jj_rule *rule = w->j->rule;
    bool has_two = rule->threshold[1] > 0;
    bool is_metres = strcmp(rule->threshold_unit, "m") == 0;
    if (has_two && is_metres)
        jj_both_add(w->a, w->text, "within %g m in town, %g m elsewhere (", rule->threshold[0],
                    rule->threshold[1]);
    else if (has_two)
        jj_both_add(w->a, w->text, "within %g min in town, %g min elsewhere (", rule->threshold[0],
                    rule->threshold[1]);
    else if (is_metres)
        jj_both_add(w->a, w->text, "within %g m (", rule->threshold[0]);
    else
        jj_both_add(w->a, w->text, "within %g min (", rule->threshold[0]);
    for (size_t i = 0; i < rule->n_profiles; i++) {
        jj_both title = jj_words_profile(jj_scene_profile(w->j->scene, rule->profiles[i]));
        if (i > 0)
            jj_both_add(w->a, w->text, "; or ");
        jj_both_join(w->a, w->text, &title);
    }
    jj_both_add(w->a, w->text, "), ");
}

/* "residents (2020)", with the area that counts: "residents in town (2020)". */
static void write_group(const writer *w) {
    jj_both group = jj_words_group_in(w->a, w->j->rule->demand, w->j->rule->area_mask);
    jj_both_join(w->a, w->text, &group);
    if (w->slot->row.people_year)
        jj_both_add(w->a, w->text, " (%d)", w->slot->row.people_year);
}

static void write_people(const writer *w) {
    const jj_rule_row *row = &w->slot->row;
    write_reach(w);
    write_words(w, "", "可达人口");
    write_number_of_people(w, row->num);
    write_words(w, " of ", "人，总人口");
    write_number_of_people(w, row->den);
    write_words(w, " ", "人；口径：");
    write_group(w);
    jj_both_add(w->a, w->text, ", share of people covered %.2f %%", percent(w));
}

static void write_land(const writer *w) {
    const jj_rule_row *row = &w->slot->row;
    write_reach(w);
    jj_both_add(w->a, w->text,
                "%.2f of %.2f km2 of residential land, share of land covered %.2f %%",
                row->num / 1e6, row->den / 1e6, percent(w));
}

/* Units that meet the rule, facilities there, tiers or kinds present. */
static void write_counted(const writer *w) {
    const jj_rule_row *row = &w->slot->row;
    if (row->flags & JJ_FLAG_ROLLED_UP)
        jj_both_add(w->a, w->text, "%.0f of %.0f units judged meet it, %.2f %%", row->num, row->den,
                    percent(w));
    else if (w->j->rule->metric == JJ_TIER && w->j->rule->n_unit_sets > 1)
        jj_both_add(w->a, w->text, "%.0f of %.0f tiers present", row->num, row->den);
    else if (w->j->rule->n_filters > 1)
        jj_both_add(w->a, w->text, "%.0f of %.0f kinds present", row->num, row->den);
    else
        jj_both_add(w->a, w->text, "%.0f facilities, at least %.0f needed", row->num, row->den);
}

/* Figures without digits that mean nothing. */
static double trimmed(double v) {
    return floor(v * 100 + 0.5) / 100;
}

/*
 * What a sum is of: "14 (beds)", 床位14; records that are so where it is a yes or no, "14 (open to
 * all)", 向公众开放14个; records without a name of theirs, "14", 14个.
 */
static void write_amount(const writer *w, double amount, const char *attr) {
    static const char is_it[] = "是否";
    jj_both word = jj_words_term(w->a, w->j->scene, attr);
    w->text->failed |= word.failed;
    bool is_yes_or_no = *attr && strncmp(word.zh, is_it, sizeof is_it - 1) == 0;
    write_words(w, "", !*attr ? "" : is_yes_or_no ? word.zh + sizeof is_it - 1 : word.zh);
    write_figure(w, trimmed(amount));
    write_words(w, "", !*attr || is_yes_or_no ? "个" : "");
    if (!*attr)
        return;
    write_words(w, " (", "");
    write_words(w, word.en, "");
    write_words(w, ")", "");
}

static bool has_people_below(const jj_rule *r) {
    return (r->metric == JJ_RATIO || r->metric == JJ_GROSS_RATE || r->metric == JJ_CAPACITY ||
            r->metric == JJ_EQUITY || r->metric == JJ_TREND) &&
           !*r->den_attr && *r->demand;
}

static bool is_share_of_records(const jj_rule *r) {
    return r->metric == JJ_ATTR_SHARE || r->metric == JJ_STATUS_SHARE;
}

static void write_below(const writer *w) {
    const jj_rule *rule = w->j->rule;
    const jj_rule_row *row = &w->slot->row;
    jj_both group = jj_words_group_in(w->a, rule->demand, rule->area_mask);
    if (!has_people_below(rule)) {
        bool is_part = is_share_of_records(rule) && strcmp(rule->num_attr, rule->den_attr) == 0;
        write_words(w, "", is_part || !*rule->den_attr ? "共" : "");
        if (is_part && *rule->den_attr) /* its name is said */
            write_figure(w, trimmed(row->den));
        else
            write_amount(w, row->den, rule->den_attr);
        return;
    }
    w->text->failed |= group.failed;
    char year[16] = "";
    if (row->people_year)
        snprintf(year, sizeof year, "%d", row->people_year);
    write_words(w, "", group.zh);
    write_words(w, "", *year ? "（" : "");
    write_words(w, "", year);
    write_words(w, "", *year ? "年）" : "");
    write_number_of_people(w, row->den);
    write_words(w, " ", "");
    write_words(w, group.en, "");
    write_words(w, *year ? " (" : "", "");
    write_words(w, year, "");
    write_words(w, *year ? ")" : "", "");
}

static void write_quotient(const writer *w) {
    const jj_rule *rule = w->j->rule;
    const jj_rule_row *row = &w->slot->row;
    bool is_share = is_share_of_records(rule);
    write_amount(w, row->num, rule->num_attr);
    write_words(w, is_share ? " of " : " to ", "，");
    write_below(w);
    if (rule->metric == JJ_GROSS_RATE)
        jj_both_add(w->a, w->text, ", gross rate %.2f %%", percent(w));
    else if (jj_rule_base(rule) != 1)
        jj_both_add(w->a, w->text, ", %.4g per %.0f", row->value, jj_rule_base(rule));
    else if (rule->metric == JJ_RATIO && has_people_below(rule))
        jj_both_add(w->a, w->text, ", %.4g each", row->value);
    else if (rule->metric == JJ_RATIO)
        jj_both_add(w->a, w->text, ", ratio %.4g", row->value);
    else
        jj_both_add(w->a, w->text, ", %.2f %%", percent(w));
    bool sounds_spatial = strstr(rule->title_zh, "覆盖") != NULL;
    if (sounds_spatial && is_share)
        jj_both_add(w->a, w->text, " (a share of records, not of space)");
}

/* Places for each person when people compete for them. */
static void write_supply(const writer *w) {
    const jj_rule *rule = w->j->rule;
    const jj_rule_row *row = &w->slot->row;
    jj_both_add(w->a, w->text, "competing for places within reach (%s, %s), %.1f places for %.0f ",
                rule->param, rule->value, row->num, row->den);
    write_group(w);
    jj_both_add(w->a, w->text, ", %.4g per %.0f", row->value, jj_rule_base(rule));
}

static void write_siting(const writer *w) {
    const jj_rule_row *row = &w->slot->row;
    write_reach(w);
    write_group(w);
    if (row->verdict != JJ_REPORT)
        jj_both_add(w->a, w->text,
                    ": %.0f of %.0f in reach now, %.0f once the best site is built, %.2f %%",
                    row->demand_total - row->demand_uncovered, row->den, row->num, percent(w));
    else
        jj_both_add(w->a, w->text, ": %.0f are not in reach, of whom one site can reach %.0f",
                    row->den, row->num);
}

/* One side's coverage against the other's. */
static void write_sides(const writer *w) {
    const jj_rule_row *row = &w->slot->row;
    write_reach(w);
    write_group(w);
    jj_both_add(w->a, w->text, ": coverage %.2f %% against %.2f %%, ratio %.4f", row->num * 100,
                row->den * 100, row->value);
}

static void write_figures(const writer *w) {
    const jj_rule_row *row = &w->slot->row;
    const jj_rule *rule = w->j->rule;
    jj_both_add(w->a, w->text, "%s: ", w->unit->name);
    if (isnan(row->value))
        jj_both_add(w->a, w->text, "no figure");
    else if (isnan(row->num))
        jj_both_add(w->a, w->text, "%.4g", row->value);
    else if (rule->metric == JJ_COUNT_YEAR && row->den == 1)
        jj_both_add(w->a, w->text, "%.0f in the poorest year", row->num);
    else if (rule->metric == JJ_CONSOLIDATE)
        jj_both_add(w->a, w->text, "%.0f of %.0f people newly beyond the limit",
                    ceil(row->num - 1e-9), row->den);
    else if (jj_rule_is_supply(rule))
        write_supply(w);
    else if (rule->metric == JJ_SITING)
        write_siting(w);
    else if (is_counted(w->j) || rule->metric == JJ_TIER)
        write_counted(w);
    else if (rule->metric == JJ_POP_COVER || (rule->metric == JJ_TREND && rule->n_profiles > 0))
        write_people(w);
    else if (rule->metric == JJ_EQUITY && rule->n_profiles > 0)
        write_sides(w);
    else if (rule->metric == JJ_LAND_COVER)
        write_land(w);
    else
        write_quotient(w);
}

/* How much is missing: 差23人; what a column counts goes before it: 床位数差14. Never less than is
 * missing, nor digits that mean nothing; people as the annexes say them. */
static void write_gap(const writer *w) {
    const jj_rule_row *row = &w->slot->row;
    jj_both unit = jj_words_gap_unit(w->a, w->j->scene, row->gap_unit);
    w->text->failed |= unit.failed;
    bool is_column = jj_words_is_column(row->gap_unit);
    bool is_yes_or_no = is_column && strncmp(unit.zh, "是否", strlen("是否")) == 0;
    write_words(w, ", short by ", "，");
    write_words(w, "", is_column && !is_yes_or_no ? unit.zh : "");
    write_words(w, "", "差");
    if (strcmp(row->gap_unit, "people") == 0)
        write_number_of_people(w, ceil(row->gap - 1e-9));
    else
        write_figure(w, row->gap < 100 ? ceil(row->gap * 100) / 100 : ceil(row->gap));
    write_words(w, " ", is_yes_or_no ? "个" : is_column ? "" : unit.zh);
    write_words(w, is_yes_or_no ? "records" : unit.en, "");
}

static void write_target(const writer *w) {
    const jj_rule *rule = w->j->rule;
    const jj_rule_row *row = &w->slot->row;
    bool is_count_row = is_counted(w->j) && !(row->flags & JJ_FLAG_ROLLED_UP);
    if (!rule->has_target || rule->op == JJ_OP_REPORT || is_count_row || row->verdict == JJ_REPORT)
        return;
    double target = (double)rule->target_num / (double)rule->target_den;
    bool is_number =
        rule->metric == JJ_COUNT_YEAR || rule->metric == JJ_CONSOLIDATE || rule->metric == JJ_RATIO;
    if (jj_rule_base(rule) == 1 && target <= 2 && !is_number)
        jj_both_add(w->a, w->text, "; target %.6g %%", target * 100);
    else
        jj_both_add(w->a, w->text, "; target %.6g", target);
    if (row->gap > 0)
        write_gap(w);
}

/* A parent's figure is the sum of its children; its own outline may hold others. */
static void write_own_outline(const writer *w) {
    const jj_rule_row *row = &w->slot->row;
    const double tolerance = 0.001;
    if (!(row->own_den > 0) || fabs(row->own_den - row->den) <= tolerance * row->den)
        return;
    jj_both_add(w->a, w->text, "; summed from the units below; within its own outline %.2f %%",
                100 * row->own_num / row->own_den);
    if (w->j->rule->metric == JJ_LAND_COVER)
        jj_both_add(w->a, w->text, " of %.2f km2", row->own_den / 1e6);
    else
        jj_both_add(w->a, w->text, " of %.0f people", row->own_den);
}

/* The rate with the exempt units in it, both numerators shown. */
static void write_exempt(const writer *w) {
    const jj_rule_row *row = &w->slot->row;
    double n = row->den + row->n_of[JJ_EXEMPT];
    bool is_count = is_counted(w->j) || w->j->rule->metric == JJ_TIER;
    double shown_rate = floor(row->rate_all * 10000 + 0.5) / 100;
    if (is_count)
        jj_both_add(w->a, w->text, "; %u exempt; of all units %.0f of %.0f, %.2f %%",
                    row->n_of[JJ_EXEMPT], row->num, n, shown_rate);
    else
        jj_both_add(w->a, w->text, "; %u exempt, with them %.2f %%", row->n_of[JJ_EXEMPT],
                    shown_rate);
}

static void write_fallback(const writer *w) {
    const jj_level *level = &w->j->scene->units.levels[w->j->set.level];
    jj_both judged = {level->title_en, level->title_zh, false};
    jj_both asked = jj_words_set(w->j->scene, w->j->set.name);
    jj_both_add(w->a, w->text, "; judged by ");
    jj_both_join(w->a, w->text, &judged);
    jj_both_add(w->a, w->text, " for want of outlines of ");
    jj_both_join(w->a, w->text, &asked);
}

/* Who says so, in which document and of which year; beside a computed figure the difference. */
static void write_reported(const writer *w) {
    const jj_rule_row *row = &w->slot->row;
    bool is_beside = !(row->flags & JJ_FLAG_REPORTED) && !isnan(row->value);
    if (!row->reported_source[0] || isnan(row->reported))
        return;
    if (row->reported_document[0])
        jj_both_add(w->a, w->text, "; reported %.6g by %s (%s)", row->reported,
                    row->reported_source, row->reported_document);
    else
        jj_both_add(w->a, w->text, "; reported %.6g by %s", row->reported, row->reported_source);
    if (row->reported_year != w->j->year)
        jj_both_add(w->a, w->text, ", of %d", row->reported_year);
    if (is_beside)
        jj_both_add(w->a, w->text, ", computed less reported %+.6g", row->value - row->reported);
}

static void write_rest(const writer *w) {
    const jj_rule_row *row = &w->slot->row;
    if (!isnan(row->strict))
        jj_both_add(w->a, w->text, "; strict %.2f %%, loose %.2f %%", row->strict * 100,
                    row->loose * 100);
    if (!isnan(row->straight))
        jj_both_add(w->a, w->text, "; straight line x 1.3: %.2f %%", row->straight * 100);
    write_own_outline(w);
    if (row->n_of[JJ_EXEMPT] > 0)
        write_exempt(w);
    if (row->n_of[JJ_NODATA] > 0 && row->verdict != JJ_NODATA)
        jj_both_add(w->a, w->text, "; %u without data", row->n_of[JJ_NODATA]);
    if (w->slot->n_unsure > 0)
        jj_both_add(w->a, w->text, "; %.0f rest on inferred or coarsely placed records",
                    w->slot->n_unsure);
    if (w->j->set.is_fallback)
        write_fallback(w);
    write_reported(w);
    if (strcmp(w->j->rule->confidence, "unverified") == 0)
        jj_both_add(w->a, w->text, "; the rule's figure is unverified");
}

static jj_status write_slot(jj_judge *j, jj_slot *slot) {
    jj_both text = JJ_BOTH_EMPTY;
    writer w = {j, slot, &j->scene->units.units[slot->row.unit], &j->out->arena, &text};
    if (slot->row.verdict == JJ_NODATA) {
        jj_both_add(w.a, &text, "%s: cannot be judged, ", w.unit->name);
        jj_both_join(w.a, &text, &slot->missing);
        if (*j->rule->dept)
            jj_both_add(w.a, &text, "; to be supplied by %s", j->rule->dept);
    } else if (slot->row.verdict == JJ_NA) {
        jj_both_add(w.a, &text, "%s: the rule does not apply, nothing to count", w.unit->name);
    } else {
        write_figures(&w);
        write_target(&w);
    }
    write_rest(&w);
    jj_both_join(w.a, &text, &slot->note);
    jj_both_join(w.a, &text, &j->note);
    slot->row.evidence_en = text.en;
    slot->row.evidence_zh = text.zh;
    slot->row.missing = slot->row.verdict == JJ_NODATA ? slot->missing.en : "";
    return text.failed ? jj_no_memory(j->ctx, "evidence", 0) : JJ_OK;
}

jj_status jj_evidence_write(jj_judge *j) {
    for (size_t i = 0; i < j->scene->units.n; i++)
        if (j->slots[i].is_used)
            JJ_TRY(write_slot(j, &j->slots[i]));
    return JJ_OK;
}
