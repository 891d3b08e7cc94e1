/* The fields each rule rests on. */
#include "out/tables.h"

#include <math.h>

enum { RF_RULE, RF_KIND, RF_FIELD, RF_WITHIN, RF_N };

static const jj_column columns[RF_N] = {
    {"rule_id", JJ_CELL_TEXT, "rule", "规则"},
    {"part", JJ_CELL_INT, "kind that must be in reach, from 1", "须覆盖的第几类设施"},
    {"field_id", JJ_CELL_TEXT, "field it rests on", "所用的场"},
    {"within_minutes", JJ_CELL_REAL, "threshold in minutes", "阈值（分钟）"},
};

typedef struct pairs {
    const jj_outcome *o;
    const jj_rule_field *items;
} pairs;

/* The looser of an urban and a rural threshold: nobody beyond it is covered. */
static double loosest_minutes(const jj_rule *rule, const jj_profile *profile) {
    uint32_t ms = jj_threshold_ms(rule, profile, rule->threshold[0]);
    uint32_t rural =
        isnan(rule->threshold[1]) ? ms : jj_threshold_ms(rule, profile, rule->threshold[1]);
    ms = rural > ms ? rural : ms;
    return ms == JJ_FARTHEST ? (double)NAN : ms / 60000.0;
}

static void cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const pairs *t = user;
    const jj_rule_field *p = &t->items[row];
    switch (column) {
    case RF_RULE:
        jj_cell_text(out, t->o->rules->rules[p->rule].id);
        break;
    case RF_KIND:
        jj_cell_int(out, p->part + 1);
        break;
    case RF_FIELD:
        jj_cell_text(out, p->field->id);
        break;
    default:
        jj_cell_real(out, p->within_minutes);
        break;
    }
}

size_t jj_rule_fields_most(const jj_outcome *o) {
    size_t most = 0;
    for (size_t r = 0; r < o->rules->n; r++)
        most += o->rules->rules[r].n_filters * o->rules->rules[r].n_profiles;
    return most;
}

size_t jj_rule_fields(const jj_outcome *o, jj_rule_field *out) {
    size_t n = 0;
    for (uint32_t r = 0; r < o->rules->n; r++) {
        const jj_rule *rule = &o->rules->rules[r];
        for (uint32_t f = 0; f < rule->n_filters; f++)
            for (size_t p = 0; p < rule->n_profiles; p++) {
                const jj_result_field *field = jj_outcome_field(o, rule, f, p);
                if (field)
                    out[n++] = (jj_rule_field){
                        r, f, field, loosest_minutes(rule, &o->scene->profiles[field->profile])};
            }
    }
    return n;
}

jj_status jj_table_of_rule_fields(jj_ctx *ctx, const jj_outcome *o, jj_arena *arena,
                                  jj_table *out) {
    size_t most = jj_rule_fields_most(o);
    pairs *t = jj_arena_alloc(arena, 1, sizeof *t);
    jj_rule_field *items = jj_arena_alloc(arena, most + 1, sizeof *items);
    if (!t || !items)
        return jj_no_memory(ctx, "tables", most * sizeof *items);
    *t = (pairs){o, items};
    *out = (jj_table){"rule_field",   "Fields of each rule",
                      "规则所用的场", columns,
                      RF_N,           jj_rule_fields(o, items),
                      NULL,           t,
                      cell,           NULL};
    return JJ_OK;
}
