/* Annexes of a plan: what each facility becomes, what is built next. */
#include "load/kinds.h"
#include "out/annex/annex.h"

#include <math.h>
#include <string.h>

static jj_form_cell *add_row(jj_annex *a, jj_form *f) {
    jj_form_cell *cells = a->failed ? NULL : jj_form_add_row(f);
    a->failed |= !cells;
    if (cells)
        cells[0] = jj_form_number((double)f->n_rows, 0);
    return cells;
}

bool jj_annex_has_plan(const jj_outcome *o) {
    for (size_t i = 0; i < o->scene->n_facilities; i++)
        if (o->scene->facilities[i].action || o->scene->facilities[i].phase)
            return true;
    return false;
}

static jj_lang lang_of(const jj_annex *a) {
    return a->is_zh ? JJ_LANG_ZH : JJ_LANG_EN;
}

enum {
    PL_NUMBER,
    PL_NAME,
    PL_KIND,
    PL_UNIT,
    PL_ABOVE,
    PL_ACTION,
    PL_AREA,
    PL_NOW,
    PL_THEN,
    PL_PHASE,
    PL_COST,
    PL_REMARKS,
    PL_N
};
static const jj_form_column plan_zh[PL_N] = {
    {NULL, "序号", 6},
    {NULL, "名称", 30},
    {NULL, "类别", 18},
    {NULL, "所在乡镇（街道、单位）", 18},
    {NULL, "上级单位", 14},
    {NULL, "建设性质", 10},
    {NULL, "用地面积（平方米）", 12},
    {"班数/床位/学位（个）", "现状", 9},
    {"班数/床位/学位（个）", "规划", 9},
    {NULL, "建设时序", 10},
    {NULL, "投资估算（万元）", 12},
    {NULL, "备注", 20},
};
static const jj_form_column plan_en[PL_N] = {
    {NULL, "No.", 6},
    {NULL, "name", 30},
    {NULL, "kind", 22},
    {NULL, "unit", 18},
    {NULL, "unit above", 14},
    {NULL, "action", 14},
    {NULL, "site, m2", 10},
    {"places", "now", 9},
    {"places", "planned", 9},
    {NULL, "phase", 12},
    {NULL, "cost, 10 000 yuan", 12},
    {NULL, "remarks", 20},
};

static void fill_plan(jj_annex *a, uint32_t i, const jj_kinds *kinds, jj_form_cell *cells) {
    const jj_scene *s = a->o->scene;
    const jj_facility *p = &s->facilities[i];
    uint32_t unit = p->unit_located != JJ_NO_UNIT ? p->unit_located : p->unit_declared;
    const jj_kind *kind = jj_kind_find(kinds, p->kind);
    const double *area = jj_scene_attribute(s, "land_m2");
    cells[PL_NAME] = jj_form_text(p->name);
    cells[PL_KIND] = jj_form_text(
        kind ? jj_annex_text(a, "%s", a->is_zh ? kind->title_zh : kind->title_en) : p->kind);
    if (unit != JJ_NO_UNIT) {
        cells[PL_UNIT] = jj_form_text(s->units.units[unit].name);
        cells[PL_ABOVE] = jj_form_text(jj_unit_above(a, unit));
    }
    cells[PL_ACTION] = jj_form_text(jj_action_title(p->action, lang_of(a)));
    cells[PL_AREA] = jj_form_number(area ? area[i] : (double)NAN, 0);
    bool stands_now = p->action != JJ_ACTION_BUILD && p->places > 0;
    cells[PL_NOW] = jj_form_number(stands_now ? p->places : (double)NAN, 0);
    double planned =
        isnan(p->places_planned) && p->action == JJ_ACTION_BUILD ? p->places : p->places_planned;
    cells[PL_THEN] = jj_form_number(planned, 0);
    cells[PL_PHASE] = jj_form_text(jj_phase_title(p->phase, lang_of(a)));
    cells[PL_COST] = jj_form_number(p->cost_10k_yuan, 0);
    cells[PL_REMARKS] = jj_form_text(p->has_point ? "" : jj_say(a, "no coordinates", "无坐标"));
}

/* A line for the sums of what stands above it. */
static void add_sum(jj_annex *a, jj_form *f) {
    double now = 0, then = 0, cost = 0;
    for (size_t r = 0; r < f->n_rows; r++) {
        const jj_form_cell *cells = &f->cells[r * f->n_columns];
        now += cells[PL_NOW].kind ? cells[PL_NOW].number : 0;
        then += cells[PL_THEN].kind ? cells[PL_THEN].number : 0;
        cost += cells[PL_COST].kind ? cells[PL_COST].number : 0;
    }
    jj_form_cell *cells = add_row(a, f);
    if (!cells)
        return;
    f->is_sum[f->n_rows - 1] = 1;
    cells[PL_NUMBER] = (jj_form_cell){0};
    cells[PL_NAME] = jj_form_text(jj_say(a, "total", "合计"));
    cells[PL_NOW] = jj_form_number(now, 0);
    cells[PL_THEN] = jj_form_number(then, 0);
    cells[PL_COST] = jj_form_number(cost, 0);
}

static void make_plan(jj_annex *a, jj_form *f, bool is_near_only) {
    JJ_CLEANUP(jj_kinds_deinit) jj_kinds kinds = {0};
    jj_outcome_kinds(a->o, &kinds);
    f->columns = a->is_zh ? plan_zh : plan_en;
    f->n_columns = PL_N;
    f->n_frozen = PL_KIND;
    for (uint32_t i = 0; i < a->o->scene->n_facilities && !a->failed; i++) {
        const jj_facility *p = &a->o->scene->facilities[i];
        bool is_project = p->phase == JJ_PHASE_NEAR && p->action > JJ_ACTION_KEEP;
        if (is_near_only ? !is_project : !p->action && !p->phase)
            continue;
        jj_form_cell *cells = add_row(a, f);
        if (cells)
            fill_plan(a, i, &kinds, cells);
    }
    if (f->n_rows)
        add_sum(a, f);
    else
        f->note = jj_say(a, "The lists plan nothing of the kind.", "注：名单中没有此类规划项目。");
}

void jj_annex_plan(jj_annex *a, jj_form *f) {
    make_plan(a, f, false);
}

void jj_annex_projects(jj_annex *a, jj_form *f) {
    make_plan(a, f, true);
}
