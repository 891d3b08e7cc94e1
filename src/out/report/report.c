#include "base/file.h"
#include "out/report/figures.h"
#include "out/report/teller.h"
#include "out/summary.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_GAPS = 20, MOST_SENTENCES = 12 };

static jj_lang lang_of(const jj_teller *t) {
    return t->a->is_zh ? JJ_LANG_ZH : JJ_LANG_EN;
}

static void tell_overall(jj_teller *t) {
    jj_annex *a = t->a;
    const jj_outcome *o = a->o;
    size_t met = 0, failed = 0, nodata = 0, reported = 0;
    for (uint32_t i = 0; i < o->rules->n; i++) {
        uint64_t of[JJ_N_VERDICTS];
        uint64_t n = jj_rule_counts(o, i, of);
        const jj_rule_row *whole = jj_rule_whole(o, i, NULL);
        jj_verdict v = whole           ? whole->verdict
                       : of[JJ_FAIL]   ? JJ_FAIL
                       : of[JJ_NODATA] ? JJ_NODATA
                       : of[JJ_PASS]   ? JJ_PASS
                       : n == 0        ? JJ_NODATA
                                       : JJ_REPORT;
        met += v == JJ_PASS;
        failed += v == JJ_FAIL;
        nodata += v == JJ_NODATA;
        reported += v == JJ_REPORT || v == JJ_NA || v == JJ_EXEMPT;
    }
    jj_tell_chapter(t, "Overall progress", "总体进展");
    jj_tell_paragraph(
        t, jj_annex_text(
               a,
               jj_say(a,
                      "%zu indicators were judged on %zu units with %zu facilities, for %d: "
                      "%zu are met, %zu are not met, %zu lack data, %zu are reported without "
                      "a pass mark.",
                      "本次评估共%zu项指标，涉及%zu个行政单元、%zu处设施，评价年份为%d年。"
                      "其中达标%zu项，未达标%zu项，无数据%zu项，仅报告数值或不适用%zu项。"),
               o->rules->n, o->scene->units.n, o->scene->n_facilities, o->scene->year, met, failed,
               nodata, reported));
}

/* Whether there is a base to measure progress from. */
static bool is_paced(const jj_rule *rule, const jj_rule_row *whole) {
    return whole && !isnan(whole->base) && rule->has_target;
}

static bool has_progress(const jj_outcome *o) {
    for (uint32_t i = 0; i < o->rules->n; i++)
        if (is_paced(&o->rules->rules[i], jj_rule_whole(o, i, NULL)))
            return true;
    return false;
}

static void tell_indicator_table(jj_teller *t) {
    jj_annex *a = t->a;
    const jj_form_column columns[] = {
        {NULL, jj_say(a, "No.", "序号"), 6},
        {NULL, jj_say(a, "indicator", "指标"), 30},
        {NULL, jj_say(a, "target", "目标"), 12},
        {NULL, jj_say(a, "actual", "实际"), 12},
        {NULL, jj_say(a, "verdict", "结论"), 10},
        {jj_say(a, "units", "单位（个）"), jj_say(a, "met", "达标"), 8},
        {NULL, jj_say(a, "judged", "应考核"), 8},
        {NULL, jj_say(a, "progress", "进度评价"), 12},
    };
    jj_form_column shared[JJ_COUNT(columns)];
    memcpy(shared, columns, sizeof columns);
    shared[6].group = shared[5].group;
    JJ_CLEANUP(jj_form_deinit)
    jj_form f = {.title = jj_say(a, "Main indicators", "主要指标达标情况"),
                 .columns = shared,
                 .n_columns = JJ_COUNT(columns) - !has_progress(a->o),
                 .split_column = -1};
    for (uint32_t i = 0; i < a->o->rules->n; i++) {
        const jj_rule *rule = &a->o->rules->rules[i];
        jj_rule_row sum;
        const jj_rule_row *whole = jj_rule_whole(a->o, i, &sum);
        jj_form_cell *cells = jj_tell_row(t, &f);
        if (!cells)
            return;
        cells[0] = jj_form_number(i + 1.0, 0);
        cells[1] = jj_form_text(jj_rule_title(a, rule));
        jj_met met = jj_rule_met(a->o, i);
        cells[5] = jj_form_number(met.n_met, 0);
        cells[6] = jj_form_number(met.n_judged, 0);
        if (!whole)
            continue;
        cells[2] = jj_row_target(rule, whole);
        cells[3] = jj_row_value(rule, whole);
        if (whole->unit != JJ_NO_UNIT)
            cells[4] = jj_form_text(jj_verdict_title(whole->verdict, lang_of(t)));
        if (is_paced(rule, whole))
            cells[7] = jj_form_text(jj_progress_title(whole->progress.class, lang_of(t)));
    }
    jj_tell_table(t, &f);
}

/* Now, near and far term side by side, where the lists hold a plan. */
static void tell_scenarios(jj_teller *t) {
    jj_annex *a = t->a;
    JJ_CLEANUP(jj_form_deinit)
    jj_form f = {.title = jj_say(a, "What the plan changes", "现状与规划各期对照"),
                 .note = jj_say(a, "Change: against now, percentage points for shares.",
                                "注：变化为与现状之差，比率类为百分点。"),
                 .split_column = -1};
    if (a->o->result->n_scenarios == 0)
        return;
    jj_tell_section(t, jj_say(t->a, "What the plan changes", "规划实施前后对照"));
    jj_scenarios_form(a, &f);
    if (f.n_rows)
        jj_tell_table(t, &f);
    else
        jj_tell_paragraph(t, jj_say(a, "The plan changes none of the indicators.",
                                    "规划各期对各项指标均无影响。"));
}

/* One service of the dashboard, rows [first, end): units by class, those short and far by name. */
static void fill_service(jj_teller *t, size_t first, size_t end, jj_form_cell *cells) {
    enum { MOST_NAMES = 8 };
    const jj_outcome *o = t->a->o;
    const jj_dashboard_row *rows = o->result->dashboard;
    size_t of[JJ_N_DASHBOARD_CLASSES] = {0};
    const char *names = "";
    for (size_t i = first; i < end; i++) {
        jj_dashboard_class class = jj_dashboard_class_of(&rows[i]);
        if (++of[class] <= MOST_NAMES && class == JJ_SHORT_FAR)
            names = jj_annex_text(t->a, "%s%s%s", names, *names ? jj_say(t->a, ", ", "、") : "",
                                  o->scene->units.units[rows[i].unit].name);
    }
    if (of[JJ_SHORT_FAR] > MOST_NAMES)
        names = jj_annex_text(t->a, jj_say(t->a, "%s; %zu in all", "%s等%zu个"), names,
                              of[JJ_SHORT_FAR]);
    const jj_rule *rule = &o->rules->rules[rows[first].rule];
    uint32_t by = rows[first].enough_by;
    cells[0] = jj_form_text(jj_rule_title(t->a, rule));
    for (size_t c = 0; c < JJ_N_DASHBOARD_CLASSES; c++)
        cells[1 + c] = jj_form_number((double)of[JJ_N_DASHBOARD_CLASSES - 1 - c], 0);
    cells[5] = jj_form_text(by == JJ_NO_RULE ? jj_say(t->a, "mean of the area", "全域平均")
                                             : o->rules->rules[by].id);
    cells[6] = jj_form_text(names);
}

/* Services by whether there is enough of them and whether they are near. */
static void tell_dashboard(jj_teller *t) {
    jj_annex *a = t->a;
    const jj_result *r = a->o->result;
    if (r->n_dashboard == 0)
        return;
    jj_tell_section(t, jj_say(a, "Enough and near, by service", "分服务多少与远近"));
    const jj_form_column columns[] = {
        {NULL, jj_say(a, "service", "服务"), 26},
        {NULL, jj_dashboard_class_title(JJ_ENOUGH_NEAR, lang_of(t)), 9},
        {NULL, jj_dashboard_class_title(JJ_ENOUGH_FAR, lang_of(t)), 9},
        {NULL, jj_dashboard_class_title(JJ_SHORT_NEAR, lang_of(t)), 9},
        {NULL, jj_dashboard_class_title(JJ_SHORT_FAR, lang_of(t)), 9},
        {NULL, jj_say(a, "enough by", "“足”的依据"), 12},
        {NULL, jj_say(a, "short and far", "少而远的单位"), 26},
    };
    JJ_CLEANUP(jj_form_deinit)
    jj_form f = {.title = jj_say(a, "Units by class", "各类单位个数"),
                 .note =
                     jj_say(a,
                            "Enough: by the rule named, else places or facilities for 1000 "
                            "people against the mean of the area. Layer 'dashboard' is the map.",
                            "注：“足”按所列规则判定；没有标准的，按每千人数量与全域平均比较。地图见"
                            "图层 dashboard。"),
                 .columns = columns,
                 .n_columns = JJ_COUNT(columns),
                 .split_column = -1};
    for (size_t first = 0, end = 0; first < r->n_dashboard; first = end) {
        while (end < r->n_dashboard && r->dashboard[end].rule == r->dashboard[first].rule)
            end++;
        jj_form_cell *cells = jj_tell_row(t, &f);
        if (!cells)
            return;
        fill_service(t, first, end, cells);
    }
    jj_tell_table(t, &f);
}

/* The map of the rule, where it has one. */
static void tell_map(jj_teller *t, uint32_t rule) {
    jj_annex *a = t->a;
    const jj_text *png = &t->spec->figures->maps[rule];
    if (png->len == 0)
        return;
    const char *title = jj_rule_title(a, &a->o->rules->rules[rule]);
    jj_tell_figure(
        t, &(jj_figure){.title = title,
                        .alt = jj_annex_text(a,
                                             jj_say(a, "Map of the verdicts of each unit on: %s",
                                                    "地图：各单位“%s”的结论，数字见正文及附表"),
                                             title),
                        .png = png->s,
                        .len = png->len,
                        .width_mm = 138,
                        .is_plate = true});
}

/* "15个单位中，达标9个，未达标6个（见图4）。": only the verdicts there are. */
static const char *counts_sentence(const jj_teller *t, uint32_t rule, uint64_t n,
                                   const uint64_t *of) {
    jj_annex *a = t->a;
    const char *text =
        jj_annex_text(a, jj_say(a, "Of %" PRIu64 " units", "%" PRIu64 "个单位中"), n);
    for (int v = 0; v < JJ_N_VERDICTS; v++)
        if (of[v])
            text = jj_annex_text(a, jj_say(a, "%s, %s %" PRIu64, "%s，%s%" PRIu64 "个"), text,
                                 jj_verdict_title((jj_verdict)v, lang_of(t)), of[v]);
    if (t->spec->figures->maps[rule].len > 0)
        text =
            jj_annex_text(a, jj_say(a, "%s (figure %zu)", "%s（见图%zu）"), text, t->n_figures + 1);
    return jj_annex_text(a, "%s%s", text, jj_say(a, ".", "。"));
}

/* Several units at the top: what they come to together. */
static void tell_sum(jj_teller *t, uint32_t rule) {
    JJ_CLEANUP(jj_text_deinit) jj_text sum = {0};
    if (!jj_summary_whole(&sum, t->a->o, rule))
        return;
    t->a->failed |= sum.failed;
    const char *said = sum.failed ? "" : sum.s;
    jj_tell_paragraph(t, jj_annex_text(t->a, jj_say(t->a, "All units: %s.", "合计%s。"), said));
}

/* How one indicator stands: the whole in one sentence, then the units that do not meet it. */
static void tell_indicator(jj_teller *t, uint32_t rule) {
    jj_annex *a = t->a;
    const jj_rule_row *whole = jj_rule_whole(a->o, rule, NULL);
    uint64_t of[JJ_N_VERDICTS];
    uint64_t n = jj_rule_counts(a->o, rule, of);
    jj_tell_section(t, jj_rule_title(a, &a->o->rules->rules[rule]));
    if (whole)
        jj_tell_paragraph(t, jj_row_sentence(a, whole));
    else
        tell_sum(t, rule);
    if (n > 1)
        jj_tell_paragraph(t, counts_sentence(t, rule, n, of));
    tell_map(t, rule);
    size_t told = 0;
    for (size_t i = 0; n > 1 && i < a->o->result->n_rows && told < MOST_SENTENCES; i++) {
        const jj_rule_row *r = &a->o->result->rows[i];
        if (r->rule != rule || r->verdict != JJ_FAIL || r->flags & JJ_FLAG_ROLLED_UP)
            continue;
        jj_tell_paragraph(t, jj_row_sentence(a, r));
        told++;
    }
    if (of[JJ_FAIL] > told && told > 0)
        jj_tell_paragraph(t, jj_annex_text(a,
                                           jj_say(a, "The other %" PRIu64 " stand in annex 3.",
                                                  "其余%" PRIu64 "个见附表3。"),
                                           of[JJ_FAIL] - told));
}

/* A part of a table: the columns that stay when scrolling, then those [first, end). */
static void tell_part(jj_teller *t, const jj_form *whole, size_t first, size_t end,
                      const char *title) {
    JJ_CLEANUP(jj_form_deinit) jj_form part = {.title = title, .split_column = -1};
    size_t n_kept = whole->n_frozen;
    jj_form_column *columns = jj_arena_alloc(t->a->arena, n_kept + end - first, sizeof *columns);
    t->a->failed |= !columns;
    if (!columns)
        return;
    memcpy(columns, whole->columns, n_kept * sizeof *columns);
    memcpy(columns + n_kept, whole->columns + first, (end - first) * sizeof *columns);
    part.columns = columns;
    part.n_columns = n_kept + end - first;
    part.note = end == whole->n_columns ? whole->note : NULL;
    for (size_t r = 0; r < whole->n_rows; r++) {
        const jj_form_cell *from = &whole->cells[r * whole->n_columns];
        jj_form_cell *to = jj_tell_row(t, &part);
        if (!to)
            return;
        memcpy(to, from, n_kept * sizeof *to);
        memcpy(to + n_kept, from + first, (end - first) * sizeof *to);
        part.is_sum[r] = whole->is_sum[r];
    }
    t->page->table(t->page->user, &part);
}

/* Annex 2, as many indicators at a time as a sheet of paper is wide. */
static jj_status tell_units(jj_teller *t) {
    enum { MOST_COLUMNS = 8 };
    JJ_CLEANUP(jj_form_deinit) jj_form units = {0};
    JJ_TRY(jj_annex_make(t->ctx, t->a, JJ_ANNEX_UNITS, &units));
    size_t n = units.n_columns - units.n_frozen, n_parts = (n + MOST_COLUMNS - 1) / MOST_COLUMNS;
    for (size_t i = 0; i < n_parts && !t->a->failed; i++) {
        size_t first = units.n_frozen + i * MOST_COLUMNS;
        size_t end = i + 1 < n_parts ? first + MOST_COLUMNS : units.n_columns;
        const char *title = jj_annex_text(t->a, "%s %s", units.label, units.title);
        if (n_parts > 1)
            title = jj_annex_text(t->a, jj_say(t->a, "%s (%zu of %zu)", "%s（%zu/%zu）"), title,
                                  i + 1, n_parts);
        tell_part(t, &units, first, end, title);
    }
    return JJ_OK;
}

static jj_status tell_indicators(jj_teller *t) {
    jj_tell_chapter(t, "Main indicators", "主要指标");
    tell_indicator_table(t);
    for (uint32_t i = 0; i < t->a->o->rules->n && !t->a->failed; i++)
        tell_indicator(t, i);
    tell_dashboard(t);
    tell_scenarios(t);
    return t->page->has_units ? tell_units(t) : JJ_OK;
}

static int by_people(const void *x, const void *y) {
    const jj_gap_patch *a = *(const jj_gap_patch *const *)x, *b = *(const jj_gap_patch *const *)y;
    if (a->people != b->people)
        return a->people > b->people ? -1 : 1;
    if (a->rule != b->rule)
        return a->rule < b->rule ? -1 : 1;
    return a->rank < b->rank ? -1 : a->rank > b->rank;
}

static void fill_gap(const jj_teller *t, const jj_gap_patch *p, jj_form_cell *cells) {
    jj_annex *a = t->a;
    const jj_scene *s = a->o->scene;
    cells[1] = jj_form_text(jj_rule_title(a, &a->o->rules->rules[p->rule]));
    cells[2] = jj_form_text(s->units.units[p->unit].name);
    cells[3] = jj_form_people(p->people, jj_outcome_is_modelled(a->o, p->rule));
    cells[4] = jj_form_text(jj_gap_reason_title(p->reason, lang_of(t)));
    if (p->nearest_facility == JJ_NO_FACILITY || p->nearest_ms >= JJ_FARTHEST)
        return;
    cells[5] = jj_form_text(s->facilities[p->nearest_facility].name);
    cells[6] = jj_form_number(p->nearest_ms / 60000.0, 0);
}

static void tell_gaps(jj_teller *t) {
    jj_annex *a = t->a;
    const jj_result *r = a->o->result;
    jj_tell_chapter(t, "Problems: where the gaps are", "存在问题（缺口）");
    JJ_AUTO const jj_gap_patch **order = jj_alloc(r->n_patches + 1, sizeof *order);
    size_t n = 0;
    a->failed |= !order;
    for (size_t i = 0; order && i < r->n_patches; i++)
        if (!r->patches[i].is_scattered)
            order[n++] = &r->patches[i];
    if (n == 0) {
        jj_tell_paragraph(t, jj_say(a, "No settlement lies outside the reach of the indicators.",
                                    "各项空间指标没有未覆盖的集中居民点。"));
        return;
    }
    qsort(order, n, sizeof *order, by_people);
    size_t shown = n < MOST_GAPS ? n : MOST_GAPS;
    jj_tell_paragraph(
        t, jj_annex_text(a,
                         jj_say(a, "%zu settlements are not covered; the %zu largest follow.",
                                "各项空间指标共有未覆盖居民点%zu处，按人口列出前%zu处。"),
                         n, shown));
    const jj_form_column columns[] = {
        {NULL, jj_say(a, "No.", "序号"), 6},
        {NULL, jj_say(a, "indicator", "指标"), 24},
        {NULL, jj_say(a, "unit", "所在单位"), 14},
        {NULL, jj_say(a, "people", "人口（人）"), 9},
        {NULL, jj_say(a, "reason", "原因"), 12},
        {NULL, jj_say(a, "nearest facility", "最近设施"), 22},
        {NULL, jj_say(a, "min", "分钟"), 7},
    };
    JJ_CLEANUP(jj_form_deinit)
    jj_form f = {.title = jj_say(a, "Largest gaps", "主要缺口居民点"),
                 .columns = columns,
                 .n_columns = JJ_COUNT(columns),
                 .split_column = -1};
    for (size_t i = 0; i < shown; i++) {
        jj_form_cell *cells = jj_tell_row(t, &f);
        if (!cells)
            return;
        cells[0] = jj_form_number((double)(i + 1), 0);
        fill_gap(t, order[i], cells);
    }
    jj_tell_table(t, &f);
}

static void tell_equity(jj_teller *t) {
    jj_annex *a = t->a;
    const jj_report_figures *f = t->spec->figures;
    jj_tell_chapter(t, "Equity and sensitivity", "均等程度与敏感性");
    if (f->n_curves) {
        jj_tell_paragraph(
            t, jj_say(a,
                      "Units are ordered by their share of covered people. The farther a "
                      "curve lies below the diagonal, the more unequal the coverage; the "
                      "Gini coefficient is twice the area between them.",
                      "各单位按覆盖率由低到高排列，曲线离对角线越远，单位之间差距越大；基尼系数为"
                      "两者之间面积的两倍。"));
        jj_tell_figure(t, &(jj_figure){.title = jj_say(a, "Lorenz curves of coverage by unit",
                                                       "各单位覆盖率洛伦兹曲线"),
                                       .alt = jj_say(a, "Lorenz curves of coverage by unit",
                                                     "各单位覆盖率洛伦兹曲线"),
                                       .png = f->curves_png.s,
                                       .len = f->curves_png.len,
                                       .svg = f->curves_svg.s,
                                       .width_mm = 140});
    }
    JJ_CLEANUP(jj_form_deinit)
    jj_form table = {
        .title = jj_say(a, "Sensitivity of the share covered", "覆盖率对速度与阈值的敏感性"),
        .note = jj_say(a, "An empty cell: several kinds, ways or thresholds together.",
                       "注：空格表示该指标涉及多类设施、多种方式或城乡两个阈值，不单独测算。"),
        .split_column = -1};
    jj_report_sensitivity(a, &table);
    if (table.n_rows)
        jj_tell_table(t, &table);
    else
        jj_tell_paragraph(
            t, jj_say(a, "No indicator of coverage was judged.", "本次没有覆盖率类指标。"));
}

static void tell_ledger(jj_teller *t) {
    static const char *const zh[] = {"提示", "待核实", "未采用"};
    static const char *const en[] = {"note", "to verify", "refused"};
    jj_annex *a = t->a;
    const jj_ledger *l = &a->o->scene->ledger;
    jj_tell_chapter(t, "Data: what was refused or mended", "数据说明（台账）");
    jj_tell_paragraph(
        t, jj_annex_text(a,
                         jj_say(a, "%zu records were read, %zu refused. Annex 7 lists each.",
                                "共读入记录%zu条，未采用%zu条，逐条情况见附表7。"),
                         (size_t)l->n_records, (size_t)jj_ledger_refused(l)));
    const jj_form_column columns[] = {
        {NULL, jj_say(a, "finding", "情况"), 34},
        {NULL, jj_say(a, "severity", "程度"), 10},
        {NULL, jj_say(a, "records", "条数"), 8},
        {NULL, jj_say(a, "cure", "处理办法"), 46},
    };
    JJ_CLEANUP(jj_form_deinit)
    jj_form f = {.title = jj_say(a, "Findings in the data", "数据核实情况汇总"),
                 .columns = columns,
                 .n_columns = JJ_COUNT(columns),
                 .split_column = -1};
    size_t n_codes;
    const jj_ledger_code *codes = jj_ledger_codes(&n_codes);
    for (size_t c = 0; c < n_codes; c++) {
        uint64_t n = 0;
        for (size_t i = 0; i < l->n; i++)
            n += l->rows[i].code == &codes[c] ? l->rows[i].count : 0;
        jj_form_cell *cells = n ? jj_tell_row(t, &f) : NULL;
        if (!cells)
            continue;
        cells[0] = jj_form_text(a->is_zh ? codes[c].title_zh : codes[c].title_en);
        cells[1] = jj_form_text((a->is_zh ? zh : en)[codes[c].severity]);
        cells[2] = jj_form_number((double)n, 0);
        cells[3] = jj_form_text(a->is_zh ? codes[c].cure_zh : codes[c].cure_en);
    }
    if (f.n_rows)
        jj_tell_table(t, &f);
}

jj_status jj_report_tell(jj_ctx *ctx, const jj_report_spec *spec, const jj_report_page *page) {
    jj_annex *a = spec->annex;
    jj_teller t = {.ctx = ctx, .a = a, .page = page, .spec = spec};
    const jj_scene *s = a->o->scene;
    const char *name = a->is_zh || !s->name_en || !*s->name_en ? s->name : s->name_en;
    page->title(page->user,
                jj_annex_text(a, jj_say(a, "%s: evaluation report, %d", "%s%d年评估报告"),
                              name ? name : "", s->year));
    jj_tell_paragraph(&t,
                      a->o->review ? a->o->review : jj_say(a, "For internal use.", "（内部使用）"));
    tell_overall(&t);
    JJ_TRY(tell_indicators(&t));
    tell_gaps(&t);
    tell_equity(&t);
    if (!a->o->review)
        tell_ledger(&t);
    jj_tell_method(&t);
    return a->failed ? jj_no_memory(ctx, "the report", 0) : JJ_OK;
}

jj_status jj_report_write(jj_ctx *ctx, const char *folder, const char *result, const jj_outcome *o,
                          const char *manifest) {
    JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
    JJ_CLEANUP(jj_report_figures_deinit) jj_report_figures figures = {0};
    jj_annex a = {.o = o, .arena = &arena, .is_zh = o->lang == JJ_LANG_ZH};
    const jj_report_spec spec = {&a, result, manifest, &figures};
    JJ_AUTO char *docx = jj_path_join(folder, "report.docx");
    JJ_AUTO char *html = jj_path_join(folder, "report.html");
    if (!docx || !html)
        return jj_no_memory(ctx, folder, 0);
    JJ_TRY(jj_report_draw(ctx, &spec, &figures));
    JJ_TRY(jj_report_docx(ctx, &spec, docx));
    return jj_report_html(ctx, &spec, html);
}
