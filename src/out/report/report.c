#include "out/report/report.h"
#include "base/file.h"
#include "out/report/figures.h"
#include "out/summary.h"

#include <jansson.h>

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_GAPS = 20, MOST_SENTENCES = 12 };

typedef struct teller {
    jj_ctx *ctx;
    jj_annex *a;
    const jj_report_page *page;
    const jj_report_spec *spec;
} teller;

static jj_lang lang_of(const teller *t) {
    return t->a->is_zh ? JJ_LANG_ZH : JJ_LANG_EN;
}

static void heading(const teller *t, int level, const char *en, const char *zh) {
    t->page->heading(t->page->user, level, jj_say(t->a, en, zh));
}

static void paragraph(const teller *t, const char *text) {
    if (*text)
        t->page->paragraph(t->page->user, text);
}

static jj_form_cell *add_row(const teller *t, jj_form *f) {
    jj_form_cell *cells = t->a->failed ? NULL : jj_form_add_row(f);
    t->a->failed |= !cells;
    return cells;
}

static void tell_overall(const teller *t) {
    jj_annex *a = t->a;
    const jj_outcome *o = a->o;
    size_t met = 0, failed = 0, nodata = 0, reported = 0;
    for (uint32_t i = 0; i < o->rules->n; i++) {
        uint64_t of[JJ_N_VERDICTS];
        uint64_t n = jj_rule_counts(o, i, of);
        const jj_rule_row *whole = jj_rule_whole(o, i);
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
    heading(t, 1, "1. Overall progress", "一、总体进展");
    paragraph(t, jj_annex_text(
                     a,
                     jj_say(a,
                            "%zu indicators were judged on %zu units with %zu facilities, for %d: "
                            "%zu are met, %zu are not met, %zu lack data, %zu are reported without "
                            "a pass mark.",
                            "本次评估共%zu项指标，涉及%zu个行政单元、%zu处设施，评价年份为%d年。"
                            "其中达标%zu项，未达标%zu项，无数据%zu项，仅报告数值或不适用%zu项。"),
                     o->rules->n, o->scene->units.n, o->scene->n_facilities, o->scene->year, met,
                     failed, nodata, reported));
}

static void tell_indicator_table(const teller *t) {
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
    jj_form f = {.title = jj_say(a, "Table 1 Main indicators", "表1 主要指标达标情况"),
                 .columns = shared,
                 .n_columns = JJ_COUNT(columns),
                 .split_column = -1};
    for (uint32_t i = 0; i < a->o->rules->n; i++) {
        const jj_rule *rule = &a->o->rules->rules[i];
        const jj_rule_row *whole = jj_rule_whole(a->o, i);
        uint64_t of[JJ_N_VERDICTS];
        jj_rule_counts(a->o, i, of);
        jj_form_cell *cells = add_row(t, &f);
        if (!cells)
            return;
        cells[0] = jj_form_number(i + 1.0, 0);
        cells[1] = jj_form_text(jj_rule_title(a, rule));
        cells[5] = jj_form_number((double)of[JJ_PASS], 0);
        cells[6] = jj_form_number((double)(of[JJ_PASS] + of[JJ_FAIL] + of[JJ_NODATA]), 0);
        if (!whole)
            continue;
        cells[2] = jj_row_target(rule, whole);
        cells[3] = jj_row_value(rule, whole);
        cells[4] = jj_form_text(jj_verdict_title(whole->verdict, lang_of(t)));
        if (!isnan(whole->base) && rule->has_target)
            cells[7] = jj_form_text(jj_progress_title(whole->progress.class, lang_of(t)));
    }
    t->page->table(t->page->user, &f);
}

/* Now, near and far term side by side, where the lists hold a plan. */
static void tell_scenarios(const teller *t) {
    jj_annex *a = t->a;
    JJ_CLEANUP(jj_form_deinit)
    jj_form f = {.title = jj_say(a, "What the plan changes", "现状与规划各期对照"),
                 .note = jj_say(a, "Change: against now, percentage points for shares.",
                                "注：变化为与现状之差，比率类为百分点。"),
                 .split_column = -1};
    if (a->o->result->n_scenarios == 0)
        return;
    heading(t, 2, "What the plan changes", "规划实施前后对照");
    jj_scenarios_form(a, &f);
    if (f.n_rows)
        t->page->table(t->page->user, &f);
    else
        paragraph(t, jj_say(a, "The plan changes none of the indicators.",
                            "规划各期对各项指标均无影响。"));
}

/* One service of the dashboard, rows [first, end): units by class, those short and far by name. */
static void fill_service(const teller *t, size_t first, size_t end, jj_form_cell *cells) {
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
static void tell_dashboard(const teller *t) {
    jj_annex *a = t->a;
    const jj_result *r = a->o->result;
    if (r->n_dashboard == 0)
        return;
    heading(t, 2, "Enough and near, by service", "分服务多少与远近");
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
        jj_form_cell *cells = add_row(t, &f);
        if (!cells)
            return;
        fill_service(t, first, end, cells);
    }
    t->page->table(t->page->user, &f);
}

/* The map of the rule, where it has one; figures are numbered as they come. */
static void tell_map(const teller *t, uint32_t rule) {
    jj_annex *a = t->a;
    const jj_text *png = &t->spec->figures->maps[rule];
    size_t number = 1;
    if (png->len == 0)
        return;
    for (uint32_t i = 0; i < rule; i++)
        number += t->spec->figures->maps[i].len > 0;
    const char *title = jj_rule_title(a, &a->o->rules->rules[rule]);
    t->page->figure(
        t->page->user,
        &(jj_figure){.title = jj_annex_text(a, jj_say(a, "Map %zu %s", "图%zu %s"), number, title),
                     .alt = jj_annex_text(a,
                                          jj_say(a, "Map of the verdicts of each unit on: %s",
                                                 "地图：各单位“%s”的结论，数字见正文及附表"),
                                          title),
                     .png = png->s,
                     .len = png->len,
                     .width_mm = 156});
}

/* How one indicator stands: the whole in one sentence, then the units that do not meet it. */
static void tell_indicator(const teller *t, uint32_t rule) {
    jj_annex *a = t->a;
    const jj_rule_row *whole = jj_rule_whole(a->o, rule);
    uint64_t of[JJ_N_VERDICTS];
    uint64_t n = jj_rule_counts(a->o, rule, of);
    t->page->heading(t->page->user, 2, jj_rule_title(a, &a->o->rules->rules[rule]));
    if (whole)
        paragraph(t, jj_row_sentence(a, whole));
    if (n > 1)
        paragraph(
            t, jj_annex_text(a,
                             jj_say(a,
                                    "Of %" PRIu64 " units, %" PRIu64 " meet it, %" PRIu64
                                    " do not, %" PRIu64 " are exempt, %" PRIu64
                                    " lack data, %" PRIu64 " are not concerned or reported only.",
                                    "%" PRIu64 "个单位中，达标%" PRIu64 "个，未达标%" PRIu64
                                    "个，免予考核%" PRIu64 "个，无数据%" PRIu64
                                    "个，不适用或仅报告%" PRIu64 "个。"),
                             n, of[JJ_PASS], of[JJ_FAIL], of[JJ_EXEMPT], of[JJ_NODATA],
                             of[JJ_NA] + of[JJ_REPORT]));
    tell_map(t, rule);
    size_t told = 0;
    for (size_t i = 0; n > 1 && i < a->o->result->n_rows && told < MOST_SENTENCES; i++) {
        const jj_rule_row *r = &a->o->result->rows[i];
        if (r->rule != rule || r->verdict != JJ_FAIL || r->flags & JJ_FLAG_ROLLED_UP)
            continue;
        paragraph(t, jj_row_sentence(a, r));
        told++;
    }
    if (of[JJ_FAIL] > told && told > 0)
        paragraph(t, jj_annex_text(a,
                                   jj_say(a, "The other %" PRIu64 " stand in annex 3.",
                                          "其余%" PRIu64 "个见附表3。"),
                                   of[JJ_FAIL] - told));
}

static jj_status tell_indicators(const teller *t) {
    heading(t, 1, "2. Main indicators", "二、主要指标");
    tell_indicator_table(t);
    for (uint32_t i = 0; i < t->a->o->rules->n && !t->a->failed; i++)
        tell_indicator(t, i);
    tell_dashboard(t);
    tell_scenarios(t);
    if (!t->page->has_wide)
        return JJ_OK;
    JJ_CLEANUP(jj_form_deinit) jj_form units = {0};
    JJ_TRY(jj_annex_make(t->ctx, t->a, JJ_ANNEX_UNITS, &units));
    t->page->table(t->page->user, &units);
    return JJ_OK;
}

static int by_people(const void *x, const void *y) {
    const jj_gap_patch *a = *(const jj_gap_patch *const *)x, *b = *(const jj_gap_patch *const *)y;
    if (a->people != b->people)
        return a->people > b->people ? -1 : 1;
    if (a->rule != b->rule)
        return a->rule < b->rule ? -1 : 1;
    return a->rank < b->rank ? -1 : a->rank > b->rank;
}

static void fill_gap(const teller *t, const jj_gap_patch *p, jj_form_cell *cells) {
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

static void tell_gaps(const teller *t) {
    jj_annex *a = t->a;
    const jj_result *r = a->o->result;
    heading(t, 1, "3. Problems: where the gaps are", "三、存在问题（缺口）");
    JJ_AUTO const jj_gap_patch **order = jj_alloc(r->n_patches + 1, sizeof *order);
    size_t n = 0;
    a->failed |= !order;
    for (size_t i = 0; order && i < r->n_patches; i++)
        if (!r->patches[i].is_scattered)
            order[n++] = &r->patches[i];
    if (n == 0) {
        paragraph(t, jj_say(a, "No settlement lies outside the reach of the indicators.",
                            "各项空间指标没有未覆盖的集中居民点。"));
        return;
    }
    qsort(order, n, sizeof *order, by_people);
    size_t shown = n < MOST_GAPS ? n : MOST_GAPS;
    paragraph(t, jj_annex_text(a,
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
    jj_form f = {.title = jj_say(a, "Table 2 Largest gaps", "表2 主要缺口居民点"),
                 .columns = columns,
                 .n_columns = JJ_COUNT(columns),
                 .split_column = -1};
    for (size_t i = 0; i < shown; i++) {
        jj_form_cell *cells = add_row(t, &f);
        if (!cells)
            return;
        cells[0] = jj_form_number((double)(i + 1), 0);
        fill_gap(t, order[i], cells);
    }
    t->page->table(t->page->user, &f);
}

static void tell_equity(const teller *t) {
    jj_annex *a = t->a;
    const jj_report_figures *f = t->spec->figures;
    heading(t, 1, "4. Equity and sensitivity", "四、均等程度与敏感性");
    if (f->n_curves) {
        paragraph(
            t, jj_say(a,
                      "Units are ordered by their share of covered people. The farther a "
                      "curve lies below the diagonal, the more unequal the coverage; the "
                      "Gini coefficient is twice the area between them.",
                      "各单位按覆盖率由低到高排列，曲线离对角线越远，单位之间差距越大；基尼系数为"
                      "两者之间面积的两倍。"));
        t->page->figure(
            t->page->user,
            &(jj_figure){
                .title = jj_say(a, "Lorenz curves of coverage by unit", "各单位覆盖率洛伦兹曲线"),
                .alt = jj_say(a, "Lorenz curves of coverage by unit", "各单位覆盖率洛伦兹曲线"),
                .png = f->curves_png.s,
                .len = f->curves_png.len,
                .svg = f->curves_svg.s,
                .width_mm = 140});
    }
    JJ_CLEANUP(jj_form_deinit)
    jj_form table = {
        .title =
            jj_say(a, "Table 3 Sensitivity of the share covered", "表3 覆盖率对速度与阈值的敏感性"),
        .note = jj_say(a, "An empty cell: several kinds, ways or thresholds together.",
                       "注：空格表示该指标涉及多类设施、多种方式或城乡两个阈值，不单独测算。"),
        .split_column = -1};
    jj_report_sensitivity(a, &table);
    if (table.n_rows)
        t->page->table(t->page->user, &table);
    else
        paragraph(t, jj_say(a, "No indicator of coverage was judged.", "本次没有覆盖率类指标。"));
}

static void tell_ledger(const teller *t) {
    static const char *const zh[] = {"提示", "待核实", "未采用"};
    static const char *const en[] = {"note", "to verify", "refused"};
    jj_annex *a = t->a;
    const jj_ledger *l = &a->o->scene->ledger;
    heading(t, 1, "5. Data: what was refused or mended", "五、数据说明（台账）");
    paragraph(t, jj_annex_text(a,
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
    jj_form f = {.title = jj_say(a, "Table 4 Findings in the data", "表4 数据核实情况汇总"),
                 .columns = columns,
                 .n_columns = JJ_COUNT(columns),
                 .split_column = -1};
    size_t n_codes;
    const jj_ledger_code *codes = jj_ledger_codes(&n_codes);
    for (size_t c = 0; c < n_codes; c++) {
        uint64_t n = 0;
        for (size_t i = 0; i < l->n; i++)
            n += l->rows[i].code == &codes[c] ? l->rows[i].count : 0;
        jj_form_cell *cells = n ? add_row(t, &f) : NULL;
        if (!cells)
            continue;
        cells[0] = jj_form_text(a->is_zh ? codes[c].title_zh : codes[c].title_en);
        cells[1] = jj_form_text((a->is_zh ? zh : en)[codes[c].severity]);
        cells[2] = jj_form_number((double)n, 0);
        cells[3] = jj_form_text(a->is_zh ? codes[c].cure_zh : codes[c].cure_en);
    }
    if (f.n_rows)
        t->page->table(t->page->user, &f);
}

/* Area reached on uniform ground against a true circle, for a fixed set of moves. */
static const char *stencil_words(const jj_annex *a, jj_stencil stencil) {
    switch (stencil) {
    case JJ_STENCIL_4:
        return jj_say(a, "4 directions: area reached 36.3 % too small", "4方向，可达面积偏小36.3%");
    case JJ_STENCIL_8:
        return jj_say(a, "8 directions: area reached 10.0 % too small", "8方向，可达面积偏小10.0%");
    case JJ_STENCIL_16:
        return jj_say(a, "16 directions: area reached 2.8 % too small", "16方向，可达面积偏小2.8%");
    case JJ_STENCIL_32:
        return jj_say(a, "32 directions: area reached 1 % too small", "32方向，可达面积偏小1%");
    case JJ_STENCIL_TRUE16:
        return jj_say(a, "16 directions scaled: area reached unbiased", "16方向校准，可达面积无偏");
    case JJ_STENCIL_TRUE32:
        return jj_say(a,
                      "32 directions scaled: area reached unbiased, distances -0.81 to +0.49 % by "
                      "direction",
                      "32方向校准，可达面积无偏，距离误差因方向不同为−0.81%至+0.49%");
    case JJ_STENCIL_CONTINUOUS:
        break;
    }
    return jj_say(a, "continuous in direction", "方向连续");
}

static const char *profile_words(jj_annex *a, const jj_profile *p) {
    const char *title = a->is_zh ? p->title_zh : p->title_en;
    const char *note = a->is_zh ? p->note_zh : p->note_en;
    const char *rest = note && *note ? note : "";
    title = title && *title ? title : p->id;
    if (p->mode == JJ_MODE_STRAIGHT)
        return jj_annex_text(
            a,
            jj_say(a, "%s: straight line x %g, %.2f m/s. %s", "%s：直线距离×%g，速度%.2f米/秒。%s"),
            title, p->detour, p->speed_m_s, rest);
    if (p->mode == JJ_MODE_ROAD)
        return jj_annex_text(a, jj_say(a, "%s: along roads. %s", "%s：沿道路网计算。%s"), title,
                             rest);
    return jj_annex_text(a,
                         jj_say(a, "%s: over the ground, %.2f m/s on plain ground; %s. %s",
                                "%s：按地表逐格计算最短时间，平坦地面速度%.2f米/秒；%s。%s"),
                         title, p->speed_m_s, stencil_words(a, p->stencil), rest);
}

/* A circle of whole cells is never quite the circle; small ones are off the most. */
static void tell_noise(const teller *t, const jj_profile *p) {
    const double minutes = 15;
    jj_annex *a = t->a;
    const jj_lengths *l = &a->o->scene->lengths;
    if (!a->o->scene->has_grid || p->mode != JJ_MODE_GROUND)
        return;
    double side_m = sqrt(l->east_m[0] * l->north_m[0]);
    double radius = minutes * 60 * p->speed_m_s / side_m;
    paragraph(
        t, jj_annex_text(a,
                         jj_say(a,
                                "Counting whole cells of %.0f m: %g minutes on plain ground "
                                "are %.1f cells, and the area of one such circle is uncertain "
                                "by %.2f %% (1.5 %% at 6 cells, 0.14 %% at 30).",
                                "按%.0f米的整格计数：平坦地面%g分钟合%.1f格，单个可达圈的面积误差约"
                                "%.2f %%（半径6格时1.5 %%，30格时0.14 %%）。"),
                         side_m, minutes, radius, jj_counting_noise(radius)));
}

/* A road on a ground is as wide as its cells, whoever goes there. */
static void tell_burned(const teller *t, double left_out_m) {
    const double walk_km_h = 4;
    jj_annex *a = t->a;
    if (!(left_out_m > 0))
        return;
    paragraph(
        t, jj_annex_text(
               a,
               jj_say(a,
                      "Roads are laid onto the ground's cells and are as wide as these: times "
                      "along a road are right to 0.8 %%, about %.0f m of the walk to it, %.0f "
                      "s at %g km/h, are not counted.",
                      "道路叠加在地面单元上，宽度即单元：沿路时间误差不超过0.8%%，步行到路约%.0f米"
                      "（%.0f秒，按%g千米/小时）未计入。"),
               left_out_m, left_out_m / walk_km_h * 3.6, walk_km_h));
}

static void tell_method(const teller *t) {
    jj_annex *a = t->a;
    const jj_scene *s = a->o->scene;
    double left_out_m = 0;
    heading(t, 1, "6. Method and its error", "六、方法与误差");
    for (size_t i = 0; i < s->n_profiles; i++)
        for (size_t k = 0; k < a->o->result->n_fields; k++)
            if (a->o->result->fields[k].profile == i) {
                paragraph(t, profile_words(a, &s->profiles[i]));
                tell_noise(t, &s->profiles[i]);
                left_out_m = fmax(left_out_m, s->profiles[i].burn_left_out_m);
                break;
            }
    tell_burned(t, left_out_m);
    for (size_t i = 0; i < s->n_demands; i++)
        paragraph(
            t, jj_annex_text(a, jj_say(a, "People: %s, %d%s.", "人口数据：%s，%d年%s。"),
                             jj_group_title(a, s->demands[i].group), s->demands[i].year,
                             s->demands[i].is_modelled
                                 ? jj_say(a, ", modelled, shown as about", "，模型推算，以“约”表示")
                                 : ""));
    paragraph(t,
              jj_say(a,
                     "Shares are compared with their targets unrounded; people of units above are "
                     "sums of those below, never means.",
                     "达标判定使用未取整的数值；上级单位的比率由下级分子、分母分别求和后相除，"
                     "不取平均。"));
    heading(t, 2, "Inputs", "所用数据文件");
    const jj_form_column columns[] = {
        {NULL, jj_say(a, "role", "用途"), 14},
        {NULL, jj_say(a, "file", "文件"), 34},
        {NULL, "SHA-256", 20},
    };
    JJ_CLEANUP(jj_form_deinit)
    jj_form f = {.title = jj_say(a, "Table 5 Inputs", "表5 数据文件"),
                 .columns = columns,
                 .n_columns = JJ_COUNT(columns),
                 .split_column = -1};
    for (size_t i = 0; i < s->n_inputs; i++) {
        jj_form_cell *cells = add_row(t, &f);
        if (!cells)
            return;
        cells[0] = jj_form_text(s->inputs[i].role);
        cells[1] = jj_form_text(jj_path_name(s->inputs[i].path));
        cells[2] = jj_form_text(jj_annex_text(a, "%.16s…", s->inputs[i].sha256));
    }
    if (f.n_rows)
        t->page->table(t->page->user, &f);
}

/* What made the result, so that it can be made again. */
static void tell_manifest(const teller *t) {
    jj_annex *a = t->a;
    JJ_CLEANUP(jj_text_deinit) jj_text list = {0};
    json_t *m = json_loads(t->spec->manifest, 0, NULL);
    const char *name;
    json_t *version;
    json_object_foreach(json_object_get(m, "libraries"), name, version)
        jj_text_addf(&list, "%s%s %s", list.len ? ", " : "", name, json_string_value(version));
    const char *program = json_string_value(json_object_get(m, "program"));
    a->failed |= list.failed;
    paragraph(t, jj_annex_text(a,
                               jj_say(a,
                                      "Made by jiujin %s (%s). manifest.json lists every input and "
                                      "output with its SHA-256: the same inputs give the same "
                                      "result.",
                                      "本结果由 jiujin %s 生成（%s）；全部输入、输出文件的校验值见 "
                                      "manifest.json，同样的输入可复现同样的结果。"),
                               program ? program : "", list.s ? list.s : ""));
    json_decref(m);
}

jj_status jj_report_tell(jj_ctx *ctx, const jj_report_spec *spec, const jj_report_page *page) {
    jj_annex *a = spec->annex;
    const teller t = {ctx, a, page, spec};
    const jj_scene *s = a->o->scene;
    const char *name = a->is_zh || !s->name_en || !*s->name_en ? s->name : s->name_en;
    page->title(page->user,
                jj_annex_text(a, jj_say(a, "%s: evaluation report, %d", "%s%d年评估报告"),
                              name ? name : "", s->year));
    paragraph(&t, a->o->review ? a->o->review : jj_say(a, "For internal use.", "（内部使用）"));
    tell_overall(&t);
    JJ_TRY(tell_indicators(&t));
    tell_gaps(&t);
    tell_equity(&t);
    if (!a->o->review)
        tell_ledger(&t);
    tell_method(&t);
    tell_manifest(&t);
    return a->failed ? jj_no_memory(ctx, "the report", 0) : JJ_OK;
}

jj_status jj_report_write(jj_ctx *ctx, const char *folder, const jj_outcome *o,
                          const char *manifest, const char *base) {
    JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
    JJ_CLEANUP(jj_report_figures_deinit) jj_report_figures figures = {0};
    jj_annex a = {.o = o, .arena = &arena, .is_zh = o->lang == JJ_LANG_ZH};
    const jj_report_spec spec = {&a, folder, manifest, &figures, base};
    JJ_AUTO char *docx = jj_path_join(folder, "report.docx");
    JJ_AUTO char *html = jj_path_join(folder, "report.html");
    if (!docx || !html)
        return jj_no_memory(ctx, folder, 0);
    JJ_TRY(jj_report_draw(ctx, &spec, &figures));
    JJ_TRY(jj_report_docx(ctx, &spec, docx));
    return jj_report_html(ctx, &spec, html);
}
