#include "out/tables.h"

#include <math.h>
#include <string.h>

static const char *null_if_empty(const char *s) {
    return s && *s ? s : NULL;
}

enum {
    BA_RULE,
    BA_GROUP,
    BA_YEAR,
    BA_SOURCE,
    BA_TOTAL,
    BA_NODATA,
    BA_OUTSIDE,
    BA_BLOCKED,
    BA_UNREACHABLE,
    BA_TOO_FAR,
    BA_COVERED,
    BA_DIFFERENCE,
    BA_N
};

static const jj_column balance_columns[BA_N] = {
    {"rule_id", JJ_CELL_TEXT, "rule", "规则"},
    {"people_group", JJ_CELL_TEXT, "group of people", "人群"},
    {"year", JJ_CELL_INT, "year of the people", "人口年份"},
    {"source", JJ_CELL_TEXT, "source", "来源"},
    {"total", JJ_CELL_REAL, "people of the source", "来源总人口"},
    {"in_nodata", JJ_CELL_REAL, "in cells without data", "位于无数据格网"},
    {"outside_units", JJ_CELL_REAL, "outside every unit", "位于各单位之外"},
    {"on_blocked", JJ_CELL_REAL, "on blocked ground", "位于不可通行处"},
    {"unreachable", JJ_CELL_REAL, "unreachable", "无法到达"},
    {"too_far", JJ_CELL_REAL, "too far", "距离过远"},
    {"covered", JJ_CELL_REAL, "covered", "已覆盖"},
    {"difference", JJ_CELL_REAL, "total less its parts", "总数与各项之差"},
};

static void balance_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const jj_outcome *o = user;
    const jj_balance *b = &o->result->balances[row];
    const jj_demand *d = &o->scene->demands[b->demand];
    double parts =
        b->in_nodata + b->outside_units + b->on_blocked + b->unreachable + b->too_far + b->covered;
    const double reals[BA_N] = {[BA_TOTAL] = b->total,
                                [BA_NODATA] = b->in_nodata,
                                [BA_OUTSIDE] = b->outside_units,
                                [BA_BLOCKED] = b->on_blocked,
                                [BA_UNREACHABLE] = b->unreachable,
                                [BA_TOO_FAR] = b->too_far,
                                [BA_COVERED] = b->covered,
                                [BA_DIFFERENCE] = b->total - parts};
    if (column == BA_RULE)
        jj_cell_text(out, o->rules->rules[b->rule].id);
    else if (column == BA_GROUP)
        jj_cell_text(out, d->group);
    else if (column == BA_YEAR)
        jj_cell_int(out, d->year);
    else if (column == BA_SOURCE)
        jj_cell_text(out, d->source);
    else
        jj_cell_real(out, reals[column]);
}

enum {
    LE_CODE,
    LE_SEVERITY,
    LE_SOURCE,
    LE_LAYER,
    LE_FEATURE,
    LE_FIELD,
    LE_VALUE,
    LE_LIMIT,
    LE_COUNT,
    LE_PEOPLE,
    LE_EXAMPLE,
    LE_N
};

static const jj_column ledger_columns[LE_N] = {
    {"code", JJ_CELL_TEXT, "finding", "情况"},     {"severity", JJ_CELL_TEXT, "severity", "程度"},
    {"source", JJ_CELL_TEXT, "source", "来源"},    {"layer", JJ_CELL_TEXT, "layer", "图层"},
    {"feature", JJ_CELL_TEXT, "record", "记录"},   {"field", JJ_CELL_TEXT, "field", "字段"},
    {"value", JJ_CELL_TEXT, "value", "值"},        {"limit", JJ_CELL_TEXT, "limit", "限值"},
    {"count", JJ_CELL_INT, "records", "条数"},     {"people", JJ_CELL_REAL, "people", "人数"},
    {"example", JJ_CELL_TEXT, "examples", "示例"},
};

static void ledger_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    static const char *const severities[] = {"info", "warning", "refused"};
    const jj_outcome *o = user;
    const jj_ledger_row *r = &o->scene->ledger.rows[row];
    const char *texts[LE_N] = {
        [LE_CODE] = r->code->code, [LE_SEVERITY] = severities[r->code->severity],
        [LE_SOURCE] = r->source,   [LE_LAYER] = r->layer,
        [LE_FEATURE] = r->feature, [LE_FIELD] = r->field,
        [LE_VALUE] = r->value,     [LE_LIMIT] = r->limit,
        [LE_EXAMPLE] = r->example};
    if (column == LE_COUNT)
        jj_cell_int(out, (int64_t)r->count);
    else if (column == LE_PEOPLE)
        jj_cell_real(out, r->people);
    else
        jj_cell_text(out, null_if_empty(texts[column]));
}

enum { FI_ID, FI_FILTER, FI_PROFILE, FI_YEAR, FI_WITHIN, FI_N_FACILITIES, FI_N_INFERRED, FI_N };

static const jj_column field_columns[FI_N] = {
    {"id", JJ_CELL_TEXT, "field (begins the names of its rasters)", "场（栅格文件名的前段）"},
    {"facility_filter", JJ_CELL_TEXT, "facilities", "设施条件"},
    {"profile", JJ_CELL_TEXT, "way of travel", "出行方式"},
    {"year", JJ_CELL_INT, "year", "年份"},
    {"within_minutes", JJ_CELL_REAL, "solved to so many minutes", "求解至（分钟）"},
    {"n_facilities", JJ_CELL_INT, "facilities", "设施数"},
    {"n_inferred", JJ_CELL_INT, "of which rest on inferred values", "其中依推断值计入"},
};

static void field_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const jj_outcome *o = user;
    const jj_result_field *f = &o->result->fields[row];
    const jj_selection *s = &o->scene->selections[f->selection];
    switch (column) {
    case FI_ID:
        jj_cell_text(out, f->id);
        break;
    case FI_FILTER:
        jj_cell_text(out, s->filter);
        break;
    case FI_PROFILE:
        jj_cell_text(out, o->scene->profiles[f->profile].id);
        break;
    case FI_YEAR:
        jj_cell_int(out, f->year);
        break;
    case FI_WITHIN:
        jj_cell_real(out, f->within_ms >= JJ_FARTHEST ? (double)NAN : f->within_ms / 60000.0);
        break;
    case FI_N_FACILITIES:
        jj_cell_int(out, (int64_t)s->n);
        break;
    default:
        jj_cell_int(out, (int64_t)s->n_inferred);
        break;
    }
}

static jj_status add_plain_tables(jj_ctx *ctx, const jj_outcome *o, jj_tables *t) {
    JJ_TRY(jj_table_of_rules(ctx, o, &t->arena, &t->tables[t->n++]));
    t->tables[t->n++] = jj_table_of_results(o);
    JJ_TRY(jj_table_of_rule_fields(ctx, o, &t->arena, &t->tables[t->n++]));
    const jj_table plain[] = {
        {"field", "Solved fields", "求解的场", field_columns, FI_N, o->result->n_fields, NULL, o,
         field_cell, NULL},
        {"balance", "Balance of people", "人口平衡表", balance_columns, BA_N, o->result->n_balances,
         NULL, o, balance_cell, NULL},
        {"ledger", "Ledger of findings", "数据核实表", ledger_columns, LE_N,
         o->review ? 0 : o->scene->ledger.n, NULL, o, ledger_cell, NULL},
    };
    for (size_t i = 0; i < JJ_COUNT(plain); i++)
        t->tables[t->n++] = plain[i];
    t->n += jj_service_tables(o, &t->tables[t->n]);
    if (o->result->n_scenarios == 0)
        return JJ_OK;
    return jj_table_of_scenarios(ctx, o, &t->arena, &t->tables[t->n++]);
}

jj_status jj_tables_of(jj_ctx *ctx, const jj_outcome *o, jj_tables *out) {
    enum { MOST_OTHERS = 16 };
    size_t n_levels = o->scene->units.n_levels;
    *out = (jj_tables){0};
    out->tables = jj_arena_alloc(&out->arena, n_levels + MOST_OTHERS, sizeof *out->tables);
    out->view = jj_arena_alloc(&out->arena, 1, sizeof *out->view);
    jj_status st = out->tables && out->view ? jj_layer_view_init(ctx, o, out->view)
                                            : jj_no_memory(ctx, "tables", 0);
    for (uint32_t level = 0; st == JJ_OK && level < n_levels; level++)
        st = jj_table_of_units(ctx, o, level, &out->arena, &out->tables[out->n++]);
    if (st == JJ_OK)
        out->n += jj_layer_tables(out->view, &out->tables[out->n]);
    if (st == JJ_OK)
        st = jj_table_of_counted(ctx, out->view, &out->arena, &out->tables[out->n++]);
    if (st == JJ_OK)
        st = jj_table_of_areas(ctx, out->view, &out->tables[out->n++], &out->areas);
    if (st == JJ_OK)
        st = add_plain_tables(ctx, o, out);
    if (st != JJ_OK)
        jj_tables_deinit(out);
    return st;
}

const jj_table *jj_tables_find(const jj_tables *t, const char *name) {
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->tables[i].name, name) == 0)
            return &t->tables[i];
    return NULL;
}

void jj_tables_deinit(jj_tables *t) {
    if (t->view)
        jj_layer_view_deinit(t->view);
    jj_service_areas_free(t->areas);
    jj_arena_deinit(&t->arena);
    *t = (jj_tables){0};
}
