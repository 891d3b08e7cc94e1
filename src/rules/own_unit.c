/* Coverage by the unit's own facilities alone: a county does not fund its neighbour's children. */
#include "rules/own_unit.h"
#include "analysis/provision/provision.h"
#include "rules/fields.h"
#include "rules/judge.h"

jj_status jj_own_unit_owners(jj_ctx *ctx, const jj_scene *s, const jj_unit_set *set,
                             uint32_t *owner) {
    const jj_grid *g = &s->grid;
    JJ_AUTO double *share = jj_alloc(jj_grid_cells(g), sizeof *share);
    if (!share)
        return jj_no_memory(ctx, "a coverage rule", jj_grid_cells(g) * sizeof *share);
    for (size_t c = 0; c < jj_grid_cells(g); c++)
        owner[c] = JJ_NO_UNIT;
    for (size_t i = 0; i < set->n; i++) {
        const jj_cover *cover = &s->units.units[set->units[i]].cover;
        for (size_t k = 0; k < cover->n_spans; k++) {
            const jj_span *span = &cover->spans[k];
            size_t first = jj_span_cell(g, span);
            for (size_t c = first; c < first + span->n; c++)
                if (span->fraction > share[c]) {
                    share[c] = span->fraction;
                    owner[c] = set->units[i];
                }
        }
    }
    return JJ_OK;
}

/* Copies the unit's cells out of a field solved for it. */
static void take_cells(const jj_judge *j, uint32_t unit, const uint32_t *owner,
                       const jj_joint *solved, const jj_joint *out) {
    const jj_grid *g = &j->scene->grid;
    const jj_cover *cover = &j->scene->units.units[unit].cover;
    for (size_t k = 0; k < cover->n_spans; k++) {
        const jj_span *s = &cover->spans[k];
        size_t first = (size_t)s->row * g->cols + s->col;
        for (size_t c = first; c < first + s->n; c++)
            if (owner[c] == unit) {
                out->time_ms[c] = solved->time_ms[c];
                out->nearest[c] = solved->nearest[c];
            }
    }
}

static size_t own_facilities(const jj_judge *j, const jj_selection *selection, uint32_t unit,
                             uint32_t *own) {
    size_t n = 0;
    for (size_t i = 0; i < selection->n; i++) {
        const jj_facility *f = &j->scene->facilities[selection->facilities[i]];
        if (jj_facility_unit(&j->scene->units, f, (uint32_t)j->set.level) == unit)
            own[n++] = selection->facilities[i];
    }
    return n;
}

jj_status jj_own_unit_field(jj_judge *j, const jj_selection *selection, const jj_profile *profile,
                            uint32_t *time_ms, uint32_t *nearest) {
    size_t n_cells = jj_grid_cells(&j->scene->grid);
    JJ_AUTO uint32_t *owner = jj_alloc(n_cells, sizeof *owner);
    JJ_AUTO uint32_t *own = jj_alloc(selection->n, sizeof *own);
    JJ_AUTO uint32_t *solved_ms = jj_alloc(n_cells, sizeof *solved_ms);
    JJ_AUTO uint32_t *solved_nearest = jj_alloc(n_cells, sizeof *solved_nearest);
    if (!owner || !own || !solved_ms || !solved_nearest)
        return jj_no_memory(j->ctx, "a coverage rule", n_cells * 12);
    JJ_TRY(jj_own_unit_owners(j->ctx, j->scene, &j->set, owner));
    jj_joint out = {time_ms, nearest, n_cells}, solved = {solved_ms, solved_nearest, n_cells};
    for (size_t c = 0; c < n_cells; c++) {
        time_ms[c] = JJ_UNREACHED;
        nearest[c] = JJ_NO_FACILITY;
    }
    for (size_t i = 0; i < j->set.n; i++) {
        uint32_t unit = j->set.units[i];
        jj_field_query q = {profile, own, own_facilities(j, selection, unit, own), JJ_FARTHEST,
                            NULL};
        if (q.n == 0)
            continue;
        JJ_TRY(jj_field_solve(j->ctx, j->scene, &q, solved_ms, solved_nearest));
        j->out->solves.n_changed++;
        take_cells(j, unit, owner, &solved, &out);
    }
    return JJ_OK;
}
