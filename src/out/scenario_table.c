/* What the plan changes: each scenario's verdict beside today's. */
#include "out/tables.h"

#include <math.h>

enum { ID_RULE, ID_LEVEL, ID_UNIT, ID_NAME, N_IDS };
enum { OF_STATUS, OF_VALUE, OF_GAP, OF_UNCOVERED, OF_CHANGE, OF_GAINED, N_OF };
enum { N_OF_NOW = OF_CHANGE }; /* nothing to compare now with */

typedef struct scenario_table {
    const jj_outcome *o;
    const jj_rule_row **rows; /* [row][scenario], NULL = no row there */
    size_t n_rows, n_scenarios;
} scenario_table;

static bool is_changed(const jj_result *r, uint32_t rule) {
    for (size_t i = 0; i < r->n_scenarios; i++)
        if (r->scenarios[i].is_changed[rule])
            return true;
    return false;
}

static const jj_rule_row *row_of(const scenario_table *t, size_t row, size_t scenario) {
    return t->rows[row * t->n_scenarios + scenario];
}

static bool stands_before(const jj_rule_row *a, const jj_rule_row *b) {
    return a->rule != b->rule ? a->rule < b->rule : a->unit < b->unit;
}

/* Both lists stand by rule, then by unit. */
static void add_scenario(scenario_table *t, size_t k, const jj_scenario_rows *s) {
    size_t at = 0;
    for (size_t row = 0; row < t->n_rows; row++) {
        const jj_rule_row *now = row_of(t, row, 0);
        while (at < s->n_rows && stands_before(&s->rows[at], now))
            at++;
        if (at < s->n_rows && !stands_before(now, &s->rows[at]))
            t->rows[row * t->n_scenarios + k] = &s->rows[at];
    }
}

static jj_status match_rows(jj_ctx *ctx, jj_arena *arena, scenario_table *t) {
    const jj_result *r = t->o->result;
    t->n_scenarios = r->n_scenarios + 1;
    t->rows = jj_arena_alloc(arena, r->n_rows * t->n_scenarios + 1, sizeof *t->rows);
    if (!t->rows)
        return jj_no_memory(ctx, "tables", r->n_rows * t->n_scenarios * sizeof *t->rows);
    for (size_t i = 0; i < r->n_rows; i++)
        if (is_changed(r, r->rows[i].rule))
            t->rows[t->n_rows++ * t->n_scenarios] = &r->rows[i];
    for (size_t k = 0; k < r->n_scenarios; k++)
        add_scenario(t, k + 1, &r->scenarios[k]);
    return JJ_OK;
}

static void id_cell(const jj_outcome *o, const jj_rule_row *r, size_t column, jj_cell *out) {
    const jj_unit *u = &o->scene->units.units[r->unit];
    const char *const texts[N_IDS] = {[ID_RULE] = o->rules->rules[r->rule].id,
                                      [ID_LEVEL] = o->scene->units.levels[u->level].id,
                                      [ID_UNIT] = u->code,
                                      [ID_NAME] = u->name};
    jj_cell_text(out, texts[column]);
}

/* "met" and "lost": the verdict turns; "" when it does not. */
static const char *change_of(const jj_rule_row *now, const jj_rule_row *then) {
    if (now->verdict == JJ_FAIL && then->verdict == JJ_PASS)
        return "met";
    return now->verdict == JJ_PASS && then->verdict == JJ_FAIL ? "lost" : NULL;
}

static void scenario_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const scenario_table *t = user;
    const jj_rule_row *now = row_of(t, row, 0);
    if (column < N_IDS) {
        id_cell(t->o, now, column, out);
        return;
    }
    bool is_now = column < N_IDS + N_OF_NOW;
    size_t at = is_now ? column - N_IDS : column - N_IDS - N_OF_NOW;
    size_t scenario = is_now ? 0 : 1 + at / N_OF;
    size_t what = is_now ? at : at % N_OF;
    const jj_rule_row *r = row_of(t, row, scenario);
    if (!r) {
        jj_cell_none(out);
        return;
    }
    const double reals[N_OF] = {[OF_VALUE] = r->value,
                                [OF_GAP] = r->gap,
                                [OF_UNCOVERED] = r->demand_uncovered,
                                [OF_GAINED] = now->demand_uncovered - r->demand_uncovered};
    if (what == OF_STATUS)
        jj_cell_text(out, jj_verdict_name(r->verdict));
    else if (what == OF_CHANGE)
        jj_cell_text(out, change_of(now, r));
    else
        jj_cell_real(out, reals[what]);
}

static const struct {
    const char *name, *title_en, *title_zh;
    jj_cell_type type;
} of_scenario[N_OF] = {
    [OF_STATUS] = {"status", "verdict", "结论", JJ_CELL_TEXT},
    [OF_VALUE] = {"value", "value", "值", JJ_CELL_REAL},
    [OF_GAP] = {"gap", "missing to the target", "缺口", JJ_CELL_REAL},
    [OF_UNCOVERED] = {"uncovered", "people not covered", "未覆盖人口", JJ_CELL_REAL},
    [OF_CHANGE] = {"change", "met or lost against now",
                   "与现状比较（met 转为达标、lost 转为未达标）", JJ_CELL_TEXT},
    [OF_GAINED] = {"gained", "people covered more than now", "较现状新增覆盖人口", JJ_CELL_REAL},
};

static const jj_column id_columns[N_IDS] = {
    {"rule_id", JJ_CELL_TEXT, "rule", "规则"},
    {"unit_level", JJ_CELL_TEXT, "level", "层级"},
    {"unit_code", JJ_CELL_TEXT, "unit code", "单位代码"},
    {"unit_name", JJ_CELL_TEXT, "unit", "单位"},
};

static jj_status name_columns(jj_ctx *ctx, const scenario_table *t, jj_arena *arena,
                              jj_table *out) {
    size_t n = N_IDS + N_OF_NOW + (t->n_scenarios - 1) * N_OF;
    jj_column *columns = jj_arena_alloc(arena, n, sizeof *columns);
    if (!columns)
        return jj_no_memory(ctx, "tables", n * sizeof *columns);
    for (size_t i = 0; i < N_IDS; i++)
        columns[i] = id_columns[i];
    size_t at = N_IDS;
    for (size_t k = 0; k < t->n_scenarios; k++) {
        const jj_scenario *s = &t->o->scene->scenarios[k];
        for (size_t i = 0; i < (k == 0 ? N_OF_NOW : N_OF); i++) {
            jj_column *c = &columns[at++];
            c->name = jj_arena_printf(arena, "%s_%s", of_scenario[i].name, s->id);
            c->type = of_scenario[i].type;
            c->title_en = jj_arena_printf(arena, "%s: %s", s->title_en, of_scenario[i].title_en);
            c->title_zh = jj_arena_printf(arena, "%s：%s", s->title_zh, of_scenario[i].title_zh);
            if (!c->name || !c->title_en || !c->title_zh)
                return jj_no_memory(ctx, "tables", 0);
        }
    }
    out->columns = columns;
    out->n_columns = n;
    return JJ_OK;
}

jj_status jj_table_of_scenarios(jj_ctx *ctx, const jj_outcome *o, jj_arena *arena, jj_table *out) {
    scenario_table *t = jj_arena_alloc(arena, 1, sizeof *t);
    if (!t)
        return jj_no_memory(ctx, "tables", sizeof *t);
    t->o = o;
    JJ_TRY(match_rows(ctx, arena, t));
    *out = (jj_table){.name = "scenario_result",
                      .title_en = "Verdicts by scenario",
                      .title_zh = "情景对比",
                      .n_rows = t->n_rows,
                      .user = t,
                      .cell = scenario_cell};
    return name_columns(ctx, t, arena, out);
}
