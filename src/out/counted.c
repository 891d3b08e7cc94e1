/* The facilities that rules without a field count: what a map of such a rule shows. */
#include "out/layers.h"
#include "out/tables.h"

#include <string.h>

enum { RF_RULE, RF_FACILITY, RF_NAME, RF_KIND, RF_UNIT, RF_N };

static const jj_column columns[RF_N] = {
    {"rule_id", JJ_CELL_TEXT, "rule", "规则"},
    {"facility_id", JJ_CELL_TEXT, "facility", "设施编号"},
    {"name", JJ_CELL_TEXT, "name", "名称"},
    {"kind", JJ_CELL_TEXT, "kind", "类别"},
    {"unit_code", JJ_CELL_TEXT, "unit it lies in", "所在单位代码"},
};

typedef struct counted {
    uint32_t rule, facility;
} counted;

typedef struct counted_rows {
    const jj_layer_view *view;
    const counted *rows;
} counted_rows;

static void cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const counted_rows *c = user;
    const jj_outcome *o = c->view->o;
    const jj_facility *f = &o->scene->facilities[c->rows[row].facility];
    const char *unit =
        f->unit_located == JJ_NO_UNIT ? NULL : o->scene->units.units[f->unit_located].code;
    const char *texts[RF_N] = {[RF_RULE] = o->rules->rules[c->rows[row].rule].id,
                               [RF_FACILITY] = f->id,
                               [RF_NAME] = f->name,
                               [RF_KIND] = f->kind,
                               [RF_UNIT] = unit};
    jj_cell_text(out, texts[column]);
}

static jj_status geometry(jj_ctx *ctx, const void *user, size_t row, jj_text *wkb) {
    const counted_rows *c = user;
    return jj_layer_facility_point(ctx, c->view, c->rows[row].facility, wkb);
}

/* Rules with a field have catchments; one that nothing could be judged by counts nothing. */
static bool is_counting(const jj_outcome *o, uint32_t rule) {
    jj_rule_rows found = jj_outcome_rows(o, rule);
    for (size_t i = 0; i < o->result->n_catchments; i++)
        if (o->result->catchments[i].rule == rule)
            return false;
    for (size_t i = 0; i < found.n && jj_outcome_map_level(o, rule) >= 0; i++)
        if (found.row[i].verdict != JJ_NODATA && found.row[i].verdict != JJ_NA)
            return true;
    return false;
}

static const jj_selection *selection_of(const jj_outcome *o, uint32_t rule, size_t filter) {
    const jj_rule *r = &o->rules->rules[rule];
    return jj_scene_selection(o->scene, r->filters[filter], jj_outcome_year(o, r));
}

static size_t most_rows(const jj_outcome *o) {
    size_t n = 0;
    for (uint32_t rule = 0; rule < o->rules->n; rule++)
        for (size_t k = 0; k < o->rules->rules[rule].n_filters; k++) {
            const jj_selection *s = selection_of(o, rule, k);
            n += s && is_counting(o, rule) ? s->n : 0;
        }
    return n;
}

/* Each facility once a rule, whatever filters it meets; `is_in` has a byte a facility. */
static size_t gather(const jj_outcome *o, uint32_t rule, uint8_t *is_in, counted *rows) {
    size_t n = 0;
    memset(is_in, 0, o->scene->n_facilities);
    for (size_t k = 0; k < o->rules->rules[rule].n_filters; k++) {
        const jj_selection *s = selection_of(o, rule, k);
        for (size_t i = 0; s && i < s->n; i++)
            if (!is_in[s->facilities[i]]++)
                rows[n++] = (counted){rule, s->facilities[i]};
    }
    return n;
}

jj_status jj_table_of_counted(jj_ctx *ctx, const jj_layer_view *v, jj_arena *arena, jj_table *out) {
    const jj_outcome *o = v->o;
    size_t most = most_rows(o), n = 0;
    JJ_AUTO uint8_t *is_in = jj_alloc(o->scene->n_facilities + 1, 1);
    counted_rows *held = jj_arena_alloc(arena, 1, sizeof *held);
    counted *rows = jj_arena_alloc(arena, most + 1, sizeof *rows);
    if (!is_in || !held || !rows)
        return jj_no_memory(ctx, "tables", most * sizeof *rows);
    for (uint32_t rule = 0; rule < o->rules->n; rule++)
        if (is_counting(o, rule))
            n += gather(o, rule, is_in, &rows[n]);
    *held = (counted_rows){v, rows};
    *out = (jj_table){
        "rule_facility", "Facilities counted", "计入的设施", columns, RF_N, n, "POINT", held, cell,
        geometry};
    return JJ_OK;
}
