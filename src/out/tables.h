/* The tables of a run: what the GeoPackage and tables/ hold, one definition each. */
#ifndef OUT_TABLES_H
#define OUT_TABLES_H

#include "base/arena.h"
#include "out/layers.h"
#include "out/outcome.h"
#include "out/table.h"

typedef struct jj_service_areas jj_service_areas; /* what makes the rows of service_area */

typedef struct jj_tables {
    jj_arena arena;
    jj_layer_view *view;
    jj_service_areas *areas;
    jj_table *tables; /* unit_<level> first, then the layers, then the plain tables */
    size_t n;
} jj_tables;

/* Borrows from `o`, which must outlive it and stay where it is. JJ_E_NOMEM. */
jj_status jj_tables_of(jj_ctx *ctx, const jj_outcome *o, jj_tables *out);
const jj_table *jj_tables_find(const jj_tables *t, const char *name);
void jj_tables_deinit(jj_tables *t);

/* One `unit_<level>` table: the units, and value and status of each rule judged at that level. */
jj_status jj_table_of_units(jj_ctx *ctx, const jj_outcome *o, uint32_t level, jj_arena *arena,
                            jj_table *out);

/*
 * The `scenario_result` table: verdicts of the rules that the plan touches, one row a rule and
 * unit, one set of columns a scenario and what it changes against now. No rows without scenarios.
 */
jj_status jj_table_of_scenarios(jj_ctx *ctx, const jj_outcome *o, jj_arena *arena, jj_table *out);

/* The verdicts, and the rules with what each is measured by; texts of the rules in the arena. */
jj_table jj_table_of_results(const jj_outcome *o);
jj_status jj_table_of_rules(jj_ctx *ctx, const jj_outcome *o, jj_arena *arena, jj_table *out);

/*
 * `service_area`: the cells nearest to each facility within the time a rule allows, one polygon a
 * field, time and facility. Without rows where the lattice has more than 25 million cells.
 * *held goes to jj_service_areas_free() when the table is no longer needed.
 */
jj_status jj_table_of_areas(jj_ctx *ctx, const jj_layer_view *v, jj_table *out,
                            jj_service_areas **held);
void jj_service_areas_free(jj_service_areas *a);

/* `rule_facility`: the facilities that each rule without a field counts; rows live in the arena. */
jj_status jj_table_of_counted(jj_ctx *ctx, const jj_layer_view *v, jj_arena *arena, jj_table *out);

/* A rule's n-th field and the longest time it allows there, NaN without a limit. */
typedef struct jj_rule_field {
    uint32_t rule, part;
    const jj_result_field *field;
    double within_minutes;
} jj_rule_field;

/*
 * Every field of every rule, in order; room for one a rule, filter and profile. Returns how many.
 */
size_t jj_rule_fields(const jj_outcome *o, jj_rule_field *out);
size_t jj_rule_fields_most(const jj_outcome *o);
jj_status jj_table_of_rule_fields(jj_ctx *ctx, const jj_outcome *o, jj_arena *arena, jj_table *out);

/* `dashboard` and `missing_services`; returns how many there are. */
size_t jj_service_tables(const jj_outcome *o, jj_table *out);

/* Fill a cell. */
static inline void jj_cell_text(jj_cell *c, const char *s) {
    c->text = s;
}
static inline void jj_cell_int(jj_cell *c, int64_t v) {
    c->integer = v;
}
static inline void jj_cell_real(jj_cell *c, double v) {
    c->real = v;
}
static inline void jj_cell_none(jj_cell *c) {
    *c = (jj_cell){.is_null = true, .real = (double)__builtin_nan("")};
}

#endif
