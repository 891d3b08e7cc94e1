#include "rules/scope.h"

jj_status jj_touched_init(jj_ctx *ctx, const jj_grid *g, jj_touched *out) {
    *out = (jj_touched){.is_touched = jj_alloc(jj_grid_cells(g), 1)};
    return out->is_touched ? JJ_OK : jj_no_memory(ctx, "a change", jj_grid_cells(g));
}

void jj_touched_deinit(jj_touched *t) {
    jj_free(t->is_touched);
    *t = (jj_touched){0};
}

void jj_touched_widen(jj_touched *t, jj_rows rows) {
    if (rows.first == rows.end)
        return;
    bool is_first = t->rows.first == t->rows.end;
    t->rows.first = is_first || rows.first < t->rows.first ? rows.first : t->rows.first;
    t->rows.end = is_first || rows.end > t->rows.end ? rows.end : t->rows.end;
}

void jj_touched_add(jj_touched *t, const jj_grid *g, size_t cell) {
    uint32_t row = (uint32_t)(cell / g->cols);
    t->is_touched[cell] = 1;
    jj_touched_widen(t, (jj_rows){row, row + 1});
}

bool jj_touched_meets(const jj_touched *t, const jj_grid *g, const jj_cover *cover) {
    for (size_t i = jj_cover_from(cover, t->rows.first);
         i < cover->n_spans && cover->spans[i].row < t->rows.end; i++) {
        const jj_span *s = &cover->spans[i];
        size_t first = jj_span_cell(g, s);
        for (size_t c = first; c < first + s->n; c++)
            if (t->is_touched[c])
                return true;
    }
    return false;
}

void jj_touched_serving(const jj_touched *t, const jj_grid *g, const jj_result *fields,
                        uint8_t *serves) {
    size_t first = (size_t)t->rows.first * g->cols, end = (size_t)t->rows.end * g->cols;
    for (size_t c = first; c < end; c++)
        for (size_t f = 0; t->is_touched[c] && f < fields->n_fields; f++)
            if (fields->fields[f].nearest[c] != JJ_NO_FACILITY)
                serves[fields->fields[f].nearest[c]] = 1;
}

const jj_unit_sums *jj_sums_of(const jj_result *r, uint32_t rule, size_t *n) {
    size_t first = 0;
    while (first < r->n_sums && r->sums[first].rule != rule)
        first++;
    *n = 0;
    while (first + *n < r->n_sums && r->sums[first + *n].rule == rule)
        ++*n;
    return r->sums ? r->sums + first : NULL;
}

static const jj_catchment *catchments_of(const jj_result *r, uint32_t rule, size_t *n) {
    size_t first = 0;
    while (first < r->n_catchments && r->catchments[first].rule != rule)
        first++;
    *n = 0;
    while (first + *n < r->n_catchments && r->catchments[first + *n].rule == rule)
        ++*n;
    return r->catchments ? r->catchments + first : NULL;
}

static jj_rows rows_of(const jj_cover *cover) {
    if (cover->n_spans == 0)
        return (jj_rows){0, 0};
    return (jj_rows){cover->spans[0].row, cover->spans[cover->n_spans - 1].row + 1};
}

jj_rows jj_scope_rows(const jj_scope *s, const jj_scene *scene, uint32_t rule, uint32_t level) {
    const jj_units *u = &scene->units;
    jj_touched all = {.rows = s->touched->rows};
    for (size_t i = u->levels[level].first; i < u->n; i++)
        if (jj_touched_meets(s->touched, &scene->grid, &u->units[i].cover))
            jj_touched_widen(&all, rows_of(&u->units[i].cover));
    size_t n;
    const jj_catchment *was = catchments_of(s->before, s->rule_before[rule], &n);
    for (size_t i = 0; i < n; i++)
        if (s->serves_anew[was[i].facility])
            jj_touched_widen(&all, (jj_rows){was[i].first_row, was[i].end_row});
    return all.rows;
}

void jj_scope_catchments(const jj_scope *s, uint32_t rule, uint32_t kind, jj_catchment *c,
                         size_t n) {
    size_t n_was, k = 0;
    const jj_catchment *was = catchments_of(s->before, s->rule_before[rule], &n_was);
    while (k < n_was && was[k].kind != kind)
        k++;
    for (size_t i = 0; i < n; i++) {
        while (k < n_was && was[k].kind == kind && was[k].facility < c[i].facility)
            k++;
        bool is_there = k < n_was && was[k].kind == kind && was[k].facility == c[i].facility;
        if (is_there && !s->serves_anew[c[i].facility])
            c[i] = was[k];
    }
}
