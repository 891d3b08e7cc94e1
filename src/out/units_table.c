#include "out/tables.h"
#include "out/wkb.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NO_ROW UINT32_MAX

enum { CODE, NAME, KIND, PARENT, PARENT_NAME, IS_JUDGED, AREA_KM2, N_FIXED };

static const jj_column fixed_columns[N_FIXED] = {
    {"code", JJ_CELL_TEXT, "code", "代码"},
    {"name", JJ_CELL_TEXT, "name", "名称"},
    {"kind", JJ_CELL_TEXT, "kind", "类别"},
    {"parent", JJ_CELL_TEXT, "code of the unit above", "上级单位代码"},
    {"parent_name", JJ_CELL_TEXT, "unit above", "上级单位"},
    {"is_judged", JJ_CELL_INT, "judged (0: only adds to the unit above)",
     "是否考核（0：只计入上级）"},
    {"area_km2", JJ_CELL_REAL, "area, km2", "面积（平方千米）"},
};

/*
 * After the fixed columns: the unit attributes, then value and status of each rule of this level.
 */
typedef struct units_table {
    const jj_outcome *o;
    uint32_t level, first, n_units;
    size_t n_attributes, n_rules;
    uint32_t *rules; /* rules with rows at this level, in catalogue order */
    uint32_t *rows;  /* n_rules x n_units: row of the result, or NO_ROW */
} units_table;

static void fixed_cell(const jj_unit *u, const jj_units *units, size_t column, jj_cell *out) {
    const jj_unit *parent = u->parent == JJ_NO_UNIT ? NULL : &units->units[u->parent];
    switch (column) {
    case CODE:
        jj_cell_text(out, u->code);
        break;
    case NAME:
        jj_cell_text(out, u->name);
        break;
    case KIND:
        jj_cell_text(out, u->kind);
        break;
    case PARENT:
        jj_cell_text(out, parent ? parent->code : NULL);
        break;
    case PARENT_NAME:
        jj_cell_text(out, parent ? parent->name : NULL);
        break;
    case IS_JUDGED:
        jj_cell_int(out, u->is_judged);
        break;
    default:
        jj_cell_real(out, u->has_geometry ? u->area_m2 / 1e6 : (double)NAN);
        break;
    }
}

static void unit_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const units_table *t = user;
    const jj_units *units = &t->o->scene->units;
    size_t unit = t->first + row;
    if (column < N_FIXED) {
        fixed_cell(&units->units[unit], units, column, out);
        return;
    }
    column -= N_FIXED;
    if (column < t->n_attributes) {
        jj_cell_real(out, units->attributes[column][unit]);
        return;
    }
    column -= t->n_attributes;
    uint32_t found = t->rows[column / 2 * t->n_units + row];
    const jj_rule_row *r = found == NO_ROW ? NULL : &t->o->result->rows[found];
    if (column % 2)
        jj_cell_text(out, r ? jj_verdict_name(r->verdict) : NULL);
    else
        jj_cell_real(out, r ? r->value : (double)NAN);
}

static jj_status unit_geometry(jj_ctx *ctx, const void *user, size_t row, jj_text *wkb) {
    (void)ctx;
    const units_table *t = user;
    const jj_unit *u = &t->o->scene->units.units[t->first + row];
    if (u->wkb)
        jj_wkb_multipolygon(wkb, u->wkb, u->wkb_len);
    return JJ_OK;
}

/* A judgement from the unit's own polygon goes before one rolled up from its children. */
static void index_rows(units_table *t, const uint32_t *place) {
    const jj_result *result = t->o->result;
    for (size_t i = 0; i < t->n_rules * t->n_units; i++)
        t->rows[i] = NO_ROW;
    for (uint32_t i = 0; i < result->n_rows; i++) {
        const jj_rule_row *r = &result->rows[i];
        if (r->unit < t->first || r->unit >= t->first + t->n_units)
            continue;
        uint32_t *slot = &t->rows[(size_t)place[r->rule] * t->n_units + (r->unit - t->first)];
        if (*slot == NO_ROW || (result->rows[*slot].flags & JJ_FLAG_ROLLED_UP))
            *slot = i;
    }
}

static jj_status find_rules(jj_ctx *ctx, units_table *t, jj_arena *arena) {
    const jj_outcome *o = t->o;
    size_t n_rules = o->rules->n;
    JJ_AUTO uint32_t *place = jj_alloc(n_rules, sizeof *place);
    t->rules = jj_arena_alloc(arena, n_rules, sizeof *t->rules);
    if (!place || !t->rules)
        return jj_no_memory(ctx, "tables", 0);
    for (size_t i = 0; i < o->result->n_rows; i++)
        if (o->scene->units.units[o->result->rows[i].unit].level == t->level)
            place[o->result->rows[i].rule] = 1;
    for (uint32_t i = 0; i < n_rules; i++)
        if (place[i]) {
            place[i] = (uint32_t)t->n_rules;
            t->rules[t->n_rules++] = i;
        }
    t->rows = jj_arena_alloc(arena, t->n_rules * t->n_units, sizeof *t->rows);
    if (!t->rows)
        return jj_no_memory(ctx, "tables", t->n_rules * t->n_units * sizeof *t->rows);
    index_rows(t, place);
    return JJ_OK;
}

static bool is_taken(const jj_column *columns, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++)
        if (columns[i].name && strcmp(columns[i].name, name) == 0)
            return true;
    return false;
}

/* A unit attribute may be called like one of our own columns, or like nothing SQL takes. */
static const char *attribute_name(const jj_column *columns, size_t n, const char *name,
                                  jj_arena *arena) {
    char slug[96];
    jj_outcome_slug(name, slug, sizeof slug);
    if (strspn(slug, "_") == strlen(slug) || is_taken(columns, n, slug) ||
        strcmp(slug, "fid") == 0 || strcmp(slug, "geom") == 0)
        return jj_arena_printf(arena, "attr%zu_%s", n, slug);
    return jj_arena_str(arena, slug);
}

static jj_status name_columns(jj_ctx *ctx, const units_table *t, jj_arena *arena,
                              jj_column *columns) {
    memcpy(columns, fixed_columns, sizeof fixed_columns);
    const jj_scene *scene = t->o->scene;
    size_t n = N_FIXED;
    for (size_t i = 0; i < t->n_attributes; i++, n++) {
        const char *name = scene->units.columns[i];
        columns[n] = (jj_column){attribute_name(columns, n, name, arena), JJ_CELL_REAL, name, name};
    }
    for (size_t i = 0; i < t->n_rules; i++, n += 2) {
        const jj_rule *rule = &t->o->rules->rules[t->rules[i]];
        int year = jj_outcome_year(t->o, rule);
        char slug[64], value[80];
        jj_outcome_slug(rule->id, slug, sizeof slug - 24);
        snprintf(value, sizeof value, "%s_value", slug);
        if (is_taken(columns, n, value))
            snprintf(slug + strlen(slug), 24, "_%zu", i);
        columns[n] = (jj_column){
            jj_arena_printf(arena, "%s_value", slug), JJ_CELL_REAL,
            jj_arena_printf(arena, "%s %s (%d): value", rule->id, rule->title_en, year),
            jj_arena_printf(arena, "%s %s（%d年）：值", rule->id, rule->title_zh, year)};
        columns[n + 1] = (jj_column){
            jj_arena_printf(arena, "%s_status", slug), JJ_CELL_TEXT,
            jj_arena_printf(arena, "%s %s (%d): status", rule->id, rule->title_en, year),
            jj_arena_printf(arena, "%s %s（%d年）：结论", rule->id, rule->title_zh, year)};
    }
    for (size_t i = 0; i < n; i++)
        if (!columns[i].name || !columns[i].title_en || !columns[i].title_zh)
            return jj_no_memory(ctx, "tables", 0);
    return JJ_OK;
}

jj_status jj_table_of_units(jj_ctx *ctx, const jj_outcome *o, uint32_t level, jj_arena *arena,
                            jj_table *out) {
    const jj_level *l = &o->scene->units.levels[level];
    units_table *t = jj_arena_alloc(arena, 1, sizeof *t);
    if (!t)
        return jj_no_memory(ctx, "tables", 0);
    *t = (units_table){.o = o,
                       .level = level,
                       .first = l->first,
                       .n_units = l->n,
                       .n_attributes = o->scene->units.n_columns};
    JJ_TRY(find_rules(ctx, t, arena));
    size_t n = N_FIXED + t->n_attributes + 2 * t->n_rules;
    jj_column *columns = jj_arena_alloc(arena, n, sizeof *columns);
    char *name = jj_arena_printf(arena, "unit_%s", l->id);
    if (!columns || !name)
        return jj_no_memory(ctx, "tables", n * sizeof *columns);
    JJ_TRY(name_columns(ctx, t, arena, columns));
    *out = (jj_table){.name = name,
                      .title_en = l->title_en,
                      .title_zh = l->title_zh,
                      .columns = columns,
                      .n_columns = n,
                      .n_rows = l->n,
                      .geometry_type = l->has_geometry ? "MULTIPOLYGON" : NULL,
                      .user = t,
                      .cell = unit_cell,
                      .geometry = unit_geometry};
    return JJ_OK;
}
