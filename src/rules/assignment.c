/* Places against people who walk to them: who finds the nearest one taken, and who finds none. */
#include "rules/competition.h"

#include <math.h>

/* By cell: people sent on from a full place, people left without one though some are in reach. */
typedef struct outcome {
    double *displaced, *left; /* owned */
} outcome;

static void outcome_deinit(outcome *o) {
    jj_free(o->displaced);
    jj_free(o->left);
}

static jj_status spread(jj_judge *j, const jj_coverage *c, const jj_competition *k,
                        const jj_assignment *a, outcome *o) {
    o->displaced = jj_alloc(c->joint.n, sizeof *o->displaced);
    o->left = jj_alloc(c->joint.n, sizeof *o->left);
    if (!o->displaced || !o->left)
        return jj_no_memory(j->ctx, "an assignment", c->joint.n * 16);
    for (size_t i = 0; i < a->n; i++)
        if (a->shares[i].is_displaced)
            o->displaced[k->client_cell[a->shares[i].client]] += a->shares[i].people;
    for (size_t i = 0; i < k->n_clients; i++)
        if (k->table.client_first[i + 1] > k->table.client_first[i])
            o->left[k->client_cell[i]] = a->left[i];
    return JJ_OK;
}

static void note_unit(jj_judge *j, const jj_coverage *c, const outcome *o, uint32_t unit) {
    const jj_cover *cover = &j->scene->units.units[unit].cover;
    double displaced = 0, left = 0;
    for (size_t k = 0; k < cover->n_spans; k++) {
        const jj_span *s = &cover->spans[k];
        size_t first = jj_span_cell(c->map.grid, s);
        for (size_t i = first; i < first + s->n; i++) {
            displaced += o->displaced[i] * s->fraction;
            left += o->left[i] * s->fraction;
        }
    }
    jj_slot *slot = &j->slots[unit];
    if (slot->is_used && displaced + left > 0.5)
        jj_both_add(&j->out->arena, &slot->note,
                    "; %.0f find the nearest full and go on, %.0f find every one in reach full",
                    displaced, left);
}

/* What each facility takes in, beside who is nearest to it. */
static void fill_loads(jj_judge *j, const jj_assignment *a, size_t n_sites) {
    jj_result *out = j->out;
    for (size_t i = 0; i < n_sites; i++)
        out->catchments[out->n_catchments - n_sites + i].load = a->load[i];
}

/* People left over are gaps of their own: near enough, and full. */
static jj_status add_gaps(jj_judge *j, const jj_coverage *c, const outcome *o) {
    size_t n = c->joint.n, n_before = j->out->n_patches;
    JJ_AUTO uint8_t *reach = jj_alloc(n, 1);
    JJ_AUTO uint32_t *mark = jj_alloc(n, sizeof *mark);
    if (!reach || !mark)
        return jj_no_memory(j->ctx, "gap cells", n * 5);
    for (size_t i = 0; i < n; i++)
        reach[i] = o->left[i] > 0 ? JJ_REACH_TOO_FAR : JJ_REACH_COVERED;
    jj_reach_map map = c->map;
    map.reach = reach;
    map.people = o->left;
    jj_gap_query q = {&map, j->scene->patch_density_km2, NULL, mark};
    jj_gap_list list = {j->out->patches, j->out->n_patches, j->out->cap_patches};
    jj_status st = JJ_OK;
    for (size_t i = 0; i < j->set.n && st == JJ_OK; i++)
        st = jj_gaps_of_unit(j->ctx, &q, j->set.units[i],
                             &j->scene->units.units[j->set.units[i]].cover, false, &list);
    j->out->patches = list.patches;
    j->out->n_patches = list.n;
    j->out->cap_patches = list.cap;
    for (size_t i = n_before; i < list.n; i++) {
        list.patches[i].rule = j->rule_index;
        list.patches[i].reason = JJ_GAP_FULL;
    }
    return st == JJ_OK ? jj_gaps_rank(j->ctx, &list.patches[n_before], list.n - n_before) : st;
}

jj_status jj_judge_assignment(jj_judge *j, const jj_coverage *c) {
    JJ_CLEANUP(jj_competition_deinit) jj_competition k;
    JJ_CLEANUP(jj_assignment_deinit) jj_assignment a = {0};
    JJ_CLEANUP(outcome_deinit) outcome o = {0};
    const uint32_t *within = c->threshold.within_ms;
    uint32_t limit = within[0] > within[1] ? within[0] : within[1];
    JJ_TRY(jj_competition_open(j, c, limit, &k));
    if (k.n_unstated == k.n_sites)
        return JJ_OK;
    JJ_TRY(jj_assign(j->ctx, &k.table, k.demand, k.supply, limit, &a));
    JJ_TRY(spread(j, c, &k, &a, &o));
    for (size_t i = 0; i < j->set.n; i++)
        note_unit(j, c, &o, j->set.units[i]);
    fill_loads(j, &a, k.n_sites);
    return add_gaps(j, c, &o);
}
