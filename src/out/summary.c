#include "out/summary.h"
#include "base/lang.h"
#include "out/annex/annex.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SUMMARY_GAPS = 5 };

/* Rows judged on units themselves, by verdict. */
typedef struct counts {
    uint64_t of[JJ_N_VERDICTS], n;
} counts;

static counts count_verdicts(const jj_outcome *o, uint32_t rule) {
    counts c = {0};
    jj_rule_rows rows = jj_outcome_rows(o, rule);
    for (size_t i = 0; i < rows.n; i++) {
        if (!(rows.row[i].flags & JJ_FLAG_ROLLED_UP)) {
            c.of[rows.row[i].verdict]++;
            c.n++;
        }
    }
    return c;
}

bool jj_outcome_is_met(const jj_outcome *o) {
    for (size_t i = 0; i < o->result->n_rows; i++)
        if (o->result->rows[i].verdict == JJ_FAIL || o->result->rows[i].verdict == JJ_NODATA)
            return false;
    return true;
}

static const char *title_of(const jj_rule *rule, jj_lang lang) {
    const char *zh = rule->title_zh, *en = rule->title_en;
    bool wants_zh = lang == JJ_LANG_ZH;
    return wants_zh ? (zh && *zh ? zh : en) : (en && *en ? en : zh);
}

static void add_counts(jj_text *t, const counts *c, jj_lang lang) {
    bool is_first = true;
    for (int v = 0; v < JJ_N_VERDICTS; v++) {
        if (c->of[v] == 0)
            continue;
        jj_text_addf(t, "%s%s %" PRIu64,
                     is_first             ? "  "
                     : lang == JJ_LANG_ZH ? "，"
                                          : ", ",
                     jj_verdict_title((jj_verdict)v, lang), c->of[v]);
        is_first = false;
    }
    jj_text_add(t, "\n");
}

/* The coarsest level the rule has rows on, where it is one unit: its sentence speaks for all. */
static const jj_rule_row *row_of_whole(const jj_outcome *o, uint32_t rule) {
    const jj_rule_row *best = NULL;
    uint32_t best_level = UINT32_MAX;
    size_t n_there = 0;
    jj_rule_rows rows = jj_outcome_rows(o, rule);
    for (size_t i = 0; i < rows.n; i++) {
        const jj_rule_row *r = &rows.row[i];
        uint32_t level = o->scene->units.units[r->unit].level;
        if (level > best_level)
            continue;
        n_there = level < best_level ? 1 : n_there + 1;
        best_level = level;
        best = r;
    }
    return n_there == 1 || (n_there == 2 && best->flags & JJ_FLAG_ROLLED_UP) ? best : NULL;
}

bool jj_summary_whole(jj_text *t, const jj_outcome *o, uint32_t rule) {
    jj_rule_row sum;
    if (o->rules->rules[rule].metric != JJ_POP_COVER || !jj_outcome_sum(o, rule, &sum))
        return false;
    bool is_modelled = sum.flags & JJ_FLAG_MODELLED;
    jj_people_print(t, sum.num, is_modelled, o->lang);
    jj_text_add(t, o->lang == JJ_LANG_ZH ? " / " : " of ");
    jj_people_print(t, sum.den, is_modelled, o->lang);
    jj_text_addf(t, jj_tr(o->lang, " within reach, %.2f %%"), sum.value * 100);
    return true;
}

static void add_rule(jj_text *t, const jj_outcome *o, uint32_t rule) {
    const jj_rule *r = &o->rules->rules[rule];
    counts c = count_verdicts(o, rule);
    jj_text_addf(t, jj_tr(o->lang, "%s %s (%d)\n"), r->id, title_of(r, o->lang),
                 jj_outcome_year(o, r));
    add_counts(t, &c, o->lang);
    const jj_rule_row *whole = row_of_whole(o, rule);
    const char *sentence =
        whole ? (o->lang == JJ_LANG_ZH ? whole->evidence_zh : whole->evidence_en) : NULL;
    if (sentence && *sentence)
        jj_text_addf(t, "  %s\n", sentence);
    else {
        JJ_CLEANUP(jj_text_deinit) jj_text sum = {0};
        if (jj_summary_whole(&sum, o, rule))
            jj_text_addf(t, "  %s\n", sum.s);
        t->failed |= sum.failed;
    }
}

/* A rule that no unit could be judged on is one line, with all others like it. */
static bool is_without_data(const jj_outcome *o, uint32_t rule) {
    counts c = count_verdicts(o, rule);
    return c.n > 0 && c.of[JJ_NODATA] == c.n;
}

static void add_rules(jj_text *t, const jj_outcome *o) {
    size_t n_without = 0;
    for (uint32_t i = 0; i < o->rules->n; i++) {
        if (is_without_data(o, i))
            n_without++;
        else
            add_rule(t, o, i);
    }
    if (n_without == 0)
        return;
    jj_text_addf(t,
                 jj_tr(o->lang, "%zu rules lack data; what is missing stands in "
                                "tables/rule_result.csv:"),
                 n_without);
    for (uint32_t i = 0; i < o->rules->n; i++)
        if (is_without_data(o, i))
            jj_text_addf(t, " %s", o->rules->rules[i].id);
    jj_text_add(t, "\n");
}

static bool is_larger(const jj_gap_patch *a, const jj_gap_patch *b) {
    if (a->people != b->people)
        return a->people > b->people;
    return a->rule != b->rule ? a->rule < b->rule : a->rank < b->rank;
}

static size_t find_largest(const jj_outcome *o, const jj_gap_patch *largest[SUMMARY_GAPS]) {
    size_t n = 0;
    for (size_t i = 0; i < o->result->n_patches; i++) {
        const jj_gap_patch *p = &o->result->patches[i];
        size_t at = n;
        while (at > 0 && is_larger(p, largest[at - 1]))
            at--;
        if (p->is_scattered || at == SUMMARY_GAPS)
            continue;
        n += n < SUMMARY_GAPS;
        memmove(&largest[at + 1], &largest[at], (n - 1 - at) * sizeof *largest);
        largest[at] = p;
    }
    return n;
}

static void add_gap(jj_text *t, const jj_outcome *o, const jj_gap_patch *p) {
    jj_text_addf(t,
                 o->lang == JJ_LANG_ZH ? "  %s  %s：" : "  %s  %s: ", o->rules->rules[p->rule].id,
                 o->scene->units.units[p->unit].name);
    jj_people_print(t, p->people, jj_outcome_is_modelled(o, p->rule), o->lang);
    jj_text_addf(t, "%s%s", o->lang == JJ_LANG_ZH ? "，" : ", ",
                 jj_gap_reason_title(p->reason, o->lang));
    if (p->nearest_facility != JJ_NO_FACILITY && p->nearest_ms < JJ_FARTHEST)
        jj_text_addf(t, jj_tr(o->lang, "; %.0f min to %s"), p->nearest_ms / 60000.0,
                     o->scene->facilities[p->nearest_facility].name);
    jj_text_add(t, "\n");
}

static void add_gaps(jj_text *t, const jj_outcome *o) {
    const jj_gap_patch *largest[SUMMARY_GAPS];
    size_t n = find_largest(o, largest);
    if (n == 0)
        return;
    jj_text_add(t, jj_tr(o->lang, "Largest gaps:\n"));
    for (size_t i = 0; i < n; i++)
        add_gap(t, o, largest[i]);
}

static void add_ledger(jj_text *t, const jj_outcome *o) {
    const jj_ledger *l = &o->scene->ledger;
    jj_text_addf(t, jj_tr(o->lang, "Ledger: %zu records read, %zu refused"), (size_t)l->n_records,
                 (size_t)jj_ledger_refused(l));
    size_t n_codes;
    const jj_ledger_code *codes = jj_ledger_codes(&n_codes);
    bool is_zh = o->lang == JJ_LANG_ZH;
    for (size_t c = 0; c < n_codes; c++) {
        uint64_t n = 0;
        for (size_t i = 0; i < l->n; i++)
            n += l->rows[i].code == &codes[c] ? l->rows[i].count : 0;
        if (n > 0 && codes[c].severity != JJ_LEDGER_INFO)
            jj_text_addf(t, "%s%s %" PRIu64, is_zh ? "；" : "; ",
                         is_zh ? codes[c].title_zh : codes[c].title_en, n);
    }
    jj_text_add(t, "\n");
}

static void add_balance(jj_text *t, const jj_outcome *o) {
    double worst = 0;
    for (size_t i = 0; i < o->result->n_balances; i++) {
        const jj_balance *b = &o->result->balances[i];
        double parts = b->in_nodata + b->outside_units + b->on_blocked + b->unreachable +
                       b->too_far + b->covered;
        worst = fmax(worst, b->total > 0 ? fabs(b->total - parts) / b->total : 0);
    }
    if (o->result->n_balances)
        jj_text_addf(t, jj_tr(o->lang, "People: %zu balances add up (largest difference %.1e)\n"),
                     o->result->n_balances, worst);
}

static jj_status add_scenarios(jj_ctx *ctx, jj_text *t, const jj_outcome *o) {
    JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
    jj_annex a = {.o = o, .arena = &arena, .is_zh = o->lang == JJ_LANG_ZH};
    jj_scenarios_print(&a, t);
    return a.failed ? jj_no_memory(ctx, "the summary", 0) : JJ_OK;
}

jj_status jj_summary(jj_ctx *ctx, const jj_outcome *o, jj_text *out) {
    const jj_scene *s = o->scene;
    const char *name = o->lang == JJ_LANG_EN && s->name_en && *s->name_en ? s->name_en : s->name;
    jj_text_addf(out, jj_tr(o->lang, "%s, %d: %zu rules, %zu units, %zu facilities\n"),
                 name ? name : "", s->year, o->rules->n, s->units.n, s->n_facilities);
    add_rules(out, o);
    JJ_TRY(add_scenarios(ctx, out, o));
    add_gaps(out, o);
    add_balance(out, o);
    add_ledger(out, o);
    return out->failed ? jj_no_memory(ctx, "the summary", 0) : JJ_OK;
}
