#include "out/annex/wording.h"
#include "base/lang.h"
#include "rules/target.h"
#include "rules/words.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *jj_annex_text(jj_annex *a, const char *fmt, ...) {
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *s = len < 0 ? NULL : jj_arena_alloc(a->arena, (size_t)len + 1, 1);
    if (s)
        vsnprintf(s, (size_t)len + 1, fmt, again);
    else
        a->failed = true;
    va_end(again);
    return s ? s : "";
}

const char *jj_rule_title(const jj_annex *a, const jj_rule *rule) {
    const char *first = a->is_zh ? rule->title_zh : rule->title_en;
    const char *second = a->is_zh ? rule->title_en : rule->title_zh;
    return *first ? first : *second ? second : rule->id;
}

const char *jj_group_title(jj_annex *a, const char *group) {
    jj_both words = jj_words_group(a->arena, group);
    a->failed |= words.failed;
    return jj_both_in(&words, a->is_zh ? JJ_LANG_ZH : JJ_LANG_EN);
}

const char *jj_demand_title(jj_annex *a, const jj_rule *rule) {
    jj_both words = jj_words_group_in(a->arena, rule->demand, rule->area_mask);
    a->failed |= words.failed;
    return jj_both_in(&words, a->is_zh ? JJ_LANG_ZH : JJ_LANG_EN);
}

static const char *profile_title(const jj_annex *a, const char *id) {
    const jj_profile *p = jj_scene_profile(a->o->scene, id);
    const char *title = !p ? id : a->is_zh ? p->title_zh : p->title_en;
    return title && *title ? title : id;
}

static bool is_cover(const jj_rule *rule) {
    return rule->metric == JJ_POP_COVER || rule->metric == JJ_LAND_COVER;
}

static bool is_counted(const jj_rule *rule) {
    return rule->metric == JJ_AT_LEAST_N || rule->metric == JJ_UNIT_SHARE;
}

/* "步行（标准）或骑行" */
static const char *way_of(jj_annex *a, const jj_rule *rule) {
    const char *way = "";
    for (size_t i = 0; i < rule->n_profiles; i++)
        way = jj_annex_text(a, "%s%s%s", way, i ? jj_say(a, " or ", "或") : "",
                            profile_title(a, rule->profiles[i]));
    return way;
}

/* "步行（标准）或骑行15分钟", "15 min (on foot or by bicycle)" */
static const char *reach_of(jj_annex *a, const jj_rule *rule) {
    const char *way = way_of(a, rule);
    const double *most = rule->threshold;
    const char *unit =
        strcmp(rule->threshold_unit, "m") == 0 ? jj_say(a, "m", "米") : jj_say(a, "min", "分钟");
    if (most[1] > 0)
        return a->is_zh
                   ? jj_annex_text(a, "%s城镇%g%s、农村%g%s", way, most[0], unit, most[1], unit)
                   : jj_annex_text(a, "%g %s in town, %g %s elsewhere (%s)", most[0], unit, most[1],
                                   unit, way);
    return a->is_zh ? jj_annex_text(a, "%s%g%s", way, most[0], unit)
                    : jj_annex_text(a, "%g %s (%s)", most[0], unit, way);
}

const char *jj_rule_basis(jj_annex *a, const jj_rule *rule, int people_year) {
    if (!is_cover(rule))
        return jj_annex_text(a, jj_say(a, "%d", "%d年"), jj_outcome_year(a->o, rule));
    if (rule->metric == JJ_LAND_COVER)
        return jj_annex_text(a, jj_say(a, "%s, residential land", "%s，居住用地"),
                             reach_of(a, rule));
    if (people_year == 0)
        return jj_annex_text(a, "%s%s%s", reach_of(a, rule), jj_say(a, ", ", "，"),
                             jj_demand_title(a, rule));
    return jj_annex_text(a, jj_say(a, "%s, %s (%d)", "%s，%s（%d年）"), reach_of(a, rule),
                         jj_demand_title(a, rule), people_year);
}

bool jj_row_is_share(const jj_rule *rule, const jj_rule_row *row) {
    bool is_parent = row->flags & JJ_FLAG_ROLLED_UP;
    switch (rule->metric) {
    case JJ_POP_COVER:
    case JJ_LAND_COVER:
        return true;
    case JJ_AT_LEAST_N:
    case JJ_UNIT_SHARE:
    case JJ_TIER:
        return is_parent;
    case JJ_TREND:
        return rule->n_profiles > 0 || jj_rule_base(rule) == 1;
    case JJ_ATTR_SHARE:
    case JJ_STATUS_SHARE:
    case JJ_GROSS_RATE:
    case JJ_CAPACITY:
    case JJ_PUBLISH:
        return jj_rule_base(rule) == 1;
    default:
        return false;
    }
}

jj_form_cell jj_row_value(const jj_rule *rule, const jj_rule_row *row) {
    if (row->verdict == JJ_NODATA || row->verdict == JJ_NA || isnan(row->value))
        return (jj_form_cell){0};
    if (jj_row_is_share(rule, row))
        return jj_form_percent(isnan(row->num) ? floor(row->value * 10000 + 0.5) / 100
                                               : jj_percent_shown(rule, row->num, row->den));
    if (is_counted(rule) || rule->metric == JJ_TIER || rule->metric == JJ_COUNT_YEAR)
        return jj_form_number(isnan(row->num) ? row->value : row->num, 0);
    return jj_form_number(row->value, row->value == floor(row->value) ? 0 : 2);
}

jj_form_cell jj_row_target(const jj_rule *rule, const jj_rule_row *row) {
    if ((is_counted(rule) || rule->metric == JJ_TIER) && !jj_row_is_share(rule, row))
        return jj_form_number(row->den, 0);
    if (!rule->has_target || rule->op == JJ_OP_REPORT)
        return (jj_form_cell){0};
    double target = (double)rule->target_num / (double)rule->target_den;
    if (jj_row_is_share(rule, row))
        return jj_form_percent(target * 100);
    return jj_form_number(target, target == floor(target) ? 0 : 2);
}

jj_form_cell jj_row_gap(const jj_rule_row *row) {
    if (isnan(row->gap))
        return (jj_form_cell){0};
    bool is_people = strcmp(row->gap_unit ? row->gap_unit : "", "people") == 0;
    if (is_people)
        return jj_form_people(ceil(row->gap - 1e-9), row->flags & JJ_FLAG_MODELLED);
    return jj_form_number(row->gap, row->gap == floor(row->gap) ? 0 : 2);
}

const char *jj_gap_unit_title(const jj_annex *a, const char *gap_unit) {
    jj_both words = jj_words_gap_unit(a->arena, a->o->scene, gap_unit ? gap_unit : "");
    return jj_both_in(&words, a->is_zh ? JJ_LANG_ZH : JJ_LANG_EN);
}

static const char *shown(jj_annex *a, jj_form_cell cell) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    jj_form_print(&t, &cell, a->is_zh ? JJ_LANG_ZH : JJ_LANG_EN);
    return t.s ? jj_annex_text(a, "%s", t.s) : "";
}

/* How far it is to the nearest facility from where most people without one live. */
static const char *nearest_of(jj_annex *a, const jj_rule *rule, const jj_rule_row *row) {
    if (row->nearest_facility == JJ_NO_FACILITY || row->nearest_ms >= JJ_FARTHEST ||
        rule->n_profiles == 0)
        return "";
    const char *name = a->o->scene->facilities[row->nearest_facility].name;
    const char *way = profile_title(a, rule->profiles[0]);
    const jj_profile *p = jj_scene_profile(a->o->scene, rule->profiles[0]);
    double seconds = row->nearest_ms / 1000.0;
    if (p && p->mode == JJ_MODE_STRAIGHT)
        return jj_annex_text(
            a,
            jj_say(a, "; where most of them live, the nearest (%s) is %.1f km away (%s)",
                   "；未覆盖人口最集中处至最近的%s%.1f公里（%s）"),
            name, seconds * p->speed_m_s / 1000, way);
    return a->is_zh ? jj_annex_text(a, "；未覆盖人口最集中处%s至最近的%s需%.0f分钟", way, name,
                                    seconds / 60)
                    : jj_annex_text(a,
                                    "; where most of them live, the nearest (%s) is %.0f min away "
                                    "(%s)",
                                    name, seconds / 60, way);
}

/* "其中75人不在步行（标准）30分钟范围内", or that all or none of them are. */
static const char *outside_of(jj_annex *a, const jj_rule *rule, const jj_rule_row *row) {
    const char *reach = reach_of(a, rule);
    if (row->num == 0)
        return jj_annex_text(a, jj_say(a, "none is within %s", "均不在%s范围内"), reach);
    if (row->num == row->den)
        return jj_annex_text(a, jj_say(a, "all are within %s", "均在%s范围内"), reach);
    const char *out = shown(a, jj_form_people(row->den - row->num, row->flags & JJ_FLAG_MODELLED));
    return jj_annex_text(a, jj_say(a, "%s are not within %s", "，其中%s人不在%s范围内"), out,
                         reach);
}

static const char *cover_sentence(jj_annex *a, const jj_rule *rule, const jj_rule_row *row) {
    const char *name = a->o->scene->units.units[row->unit].name;
    const char *all = shown(a, jj_form_people(row->den, row->flags & JJ_FLAG_MODELLED));
    const char *who = jj_demand_title(a, rule);
    const char *text = jj_annex_text(
        a, jj_say(a, "%s: of %s %s, %s; the share covered is %s", "%s%s%s人%s，覆盖率%s"), name,
        a->is_zh ? who : all, a->is_zh ? all : who, outside_of(a, rule, row),
        shown(a, jj_row_value(rule, row)));
    if (row->verdict != JJ_FAIL)
        return jj_annex_text(a, "%s%s", text, jj_say(a, ".", "。"));
    return jj_annex_text(
        a,
        jj_say(a, "%s%s; short of the target of %g%% by %s people.", "%s%s；距%g%%的目标差%s人。"),
        text, nearest_of(a, rule, row), (double)rule->target_num * 100 / (double)rule->target_den,
        shown(a, jj_row_gap(row)));
}

/* What facilities are counted in: 所 for those that teach or cure, else 处. */
static const char *measure_word(const jj_rule *rule) {
    bool is_school = strcmp(rule->domain, "EDU") == 0 || strcmp(rule->domain, "MED") == 0;
    return is_school ? "所" : "处";
}

static const char *count_sentence(jj_annex *a, const jj_rule *rule, const jj_rule_row *row) {
    const char *evidence = a->is_zh ? row->evidence_zh : row->evidence_en;
    const char *rest = strstr(evidence, a->is_zh ? "；" : "; ");
    const char *name = a->o->scene->units.units[row->unit].name, *word = measure_word(rule);
    const char *people = "";
    if (!isnan(row->demand_total) && row->demand_total > 0 && *rule->demand)
        people = jj_annex_text(
            a, jj_say(a, " (%s: %s)", "%s%s人，"), jj_demand_title(a, rule),
            shown(a, jj_form_people(row->demand_total, row->flags & JJ_FLAG_MODELLED)));
    const char *need = row->gap > 0 ? shown(a, jj_row_gap(row)) : "";
    if (!a->is_zh)
        return jj_annex_text(a, "%s%s: %.0f there, at least %.0f needed%s%s%s.", name, people,
                             row->num, row->den, *need ? ", missing " : "", need, rest ? rest : "");
    return jj_annex_text(a, "%s%s现有%.0f%s，至少应有%.0f%s%s%s%s%s。", name, people, row->num,
                         word, row->den, word, *need ? "，缺" : "", need, *need ? word : "",
                         rest ? rest : "");
}

const char *jj_row_sentence(jj_annex *a, const jj_rule_row *row) {
    const jj_rule *rule = &a->o->rules->rules[row->rule];
    bool is_judged =
        row->verdict == JJ_PASS || row->verdict == JJ_FAIL || row->verdict == JJ_REPORT;
    if (is_judged && rule->metric == JJ_POP_COVER && !isnan(row->num))
        return cover_sentence(a, rule, row);
    bool is_parent = row->flags & JJ_FLAG_ROLLED_UP;
    if (is_judged && is_counted(rule) && !is_parent && rule->n_filters == 1 && !isnan(row->num))
        return count_sentence(a, rule, row);
    const char *evidence = a->is_zh ? row->evidence_zh : row->evidence_en;
    return evidence && *evidence ? jj_annex_text(a, "%s%s", evidence, jj_say(a, ".", "。")) : "";
}

const char *jj_row_remarks(jj_annex *a, const jj_rule_row *row) {
    const char *marginal = row->flags & JJ_FLAG_MARGINAL ? jj_say(a, "marginal", "临界") : "";
    const char *open = row->flags & JJ_FLAG_UNVERIFIED ? jj_say(a, "unverified", "待核实") : "";
    return jj_annex_text(a, "%s%s%s", marginal, *marginal && *open ? jj_say(a, ", ", "、") : "",
                         open);
}

const char *jj_unit_above(jj_annex *a, uint32_t unit) {
    const jj_units *units = &a->o->scene->units;
    int county = jj_level_find(units, "county");
    uint32_t above = county < 0 ? JJ_NO_UNIT : jj_unit_at_level(units, unit, (uint32_t)county);
    if (above == JJ_NO_UNIT)
        above = jj_unit_at_level(units, unit, 0);
    if (above == JJ_NO_UNIT)
        return units->units[unit].name;
    const jj_unit *u = &units->units[above];
    bool has_above = u->parent != JJ_NO_UNIT && units->units[u->parent].level > 0;
    return jj_annex_text(a, "%s%s", has_above ? units->units[u->parent].name : "", u->name);
}

const char *jj_input_title(const jj_annex *a, const char *role) {
    static const char *const titles[][3] = {
        {"project", "project file", "项目文件"},
        {"rules", "rules", "规则目录"},
        {"units", "units", "单位名录"},
        {"boundaries", "boundaries", "单位边界"},
        {"figures", "figures of units", "单位统计数据"},
        {"unit_changes", "changes of units", "区划变更"},
        {"population", "people, grid", "人口格网"},
        {"people", "people, table", "人口表"},
        {"indicators", "reported figures", "部门上报指标"},
        {"exemptions", "exemptions", "免予考核名单"},
        {"corrections", "answers of offices", "核实反馈"},
        {"mapping", "columns of lists", "清单列对应"},
        {"landcover", "land cover", "土地覆盖"},
        {"landuse", "land use", "土地利用"},
        {"residential", "residential land", "居住用地"},
        {"urban", "town and country", "城乡划分"},
        {"speeds", "speeds", "速度表"},
        {"friction", "friction", "通行阻力"},
        {"heights", "heights", "高程"},
        {"roads", "roads", "道路"},
        {"barriers", "barriers", "阻隔线"},
        {"bridges", "bridges", "桥梁"},
        {"water", "water", "水域"},
        {"constraint", "constraint", "限制因素"},
    };
    for (size_t i = 0; i < JJ_COUNT(titles); i++)
        if (strcmp(role, titles[i][0]) == 0)
            return titles[i][a->is_zh ? 2 : 1];
    return NULL;
}

const jj_rule_row *jj_rule_whole(const jj_outcome *o, uint32_t rule, jj_rule_row *sum) {
    const jj_rule_row *best = NULL;
    uint32_t best_level = UINT32_MAX;
    jj_rule_rows rows = jj_outcome_rows(o, rule);
    for (size_t i = 0; i < rows.n; i++) {
        const jj_rule_row *r = &rows.row[i];
        uint32_t level = o->scene->units.units[r->unit].level;
        if (level > best_level)
            continue;
        bool is_same_unit = best && best->unit == r->unit;
        if (is_same_unit && r->flags & JJ_FLAG_ROLLED_UP && !(best->flags & JJ_FLAG_ROLLED_UP))
            continue;
        best = r;
        best_level = level;
    }
    if (best && o->scene->units.levels[best_level].n == 1)
        return best;
    return sum && jj_outcome_sum(o, rule, sum) ? sum : NULL;
}

uint64_t jj_rule_counts(const jj_outcome *o, uint32_t rule, uint64_t of[JJ_N_VERDICTS]) {
    uint64_t n = 0;
    jj_rule_rows rows = jj_outcome_rows(o, rule);
    memset(of, 0, JJ_N_VERDICTS * sizeof *of);
    for (size_t i = 0; i < rows.n; i++) {
        if (rows.row[i].flags & JJ_FLAG_ROLLED_UP)
            continue;
        of[rows.row[i].verdict]++;
        n++;
    }
    return n;
}

jj_met jj_rule_met(const jj_outcome *o, uint32_t rule) {
    uint64_t of[JJ_N_VERDICTS];
    uint64_t n = jj_rule_counts(o, rule, of);
    const jj_rule_row *whole = jj_rule_whole(o, rule, NULL);
    bool is_shared = whole && whole->flags & JJ_FLAG_ROLLED_UP && whole->den > 0 &&
                     o->rules->rules[rule].metric == JJ_UNIT_SHARE;
    if (is_shared) /* its units have no mark of their own */
        return (jj_met){whole->num, whole->den, (double)of[JJ_EXEMPT]};
    double judged = (double)(of[JJ_PASS] + of[JJ_FAIL] + of[JJ_NODATA]);
    if (n == of[JJ_NA] + of[JJ_REPORT])
        return (jj_met){NAN, NAN, NAN};
    return (jj_met){(double)of[JJ_PASS], judged, (double)of[JJ_EXEMPT]};
}
