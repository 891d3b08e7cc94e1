#include "rules/competition.h"
#include "rules/fields.h"

#include <math.h>
#include <string.h>

#define NO_CLIENT UINT32_MAX

typedef struct ways {
    jj_cost *items;
    size_t n, cap;
} ways;

static jj_status number_clients(jj_judge *j, const jj_coverage *c, uint32_t *client_of,
                                jj_competition *k) {
    k->client_cell = jj_alloc(c->joint.n, sizeof *k->client_cell);
    k->demand = jj_alloc(c->joint.n, sizeof *k->demand);
    if (!k->client_cell || !k->demand)
        return jj_no_memory(j->ctx, "people who compete", c->joint.n * 12);
    for (size_t i = 0; i < c->joint.n; i++) {
        bool counts = c->people[i] > 0 && c->reach[i] != JJ_REACH_NODATA;
        client_of[i] = counts ? (uint32_t)k->n_clients : NO_CLIENT;
        if (!counts)
            continue;
        k->client_cell[k->n_clients] = (uint32_t)i;
        k->demand[k->n_clients++] = c->people[i];
    }
    return JJ_OK;
}

static jj_status add_site(jj_judge *j, const jj_coverage *c, uint32_t within_ms,
                          const uint32_t *client_of, uint32_t site, uint32_t *time_ms[2],
                          ways *out) {
    for (size_t p = 0; p < j->rule->n_profiles; p++) {
        jj_field_query q = {c->profiles[p], &c->selections[0]->facilities[site], 1, within_ms,
                            NULL};
        JJ_TRY(jj_field_solve(j->ctx, j->scene, &q, time_ms[p > 0], NULL));
        j->out->solves.n_changed++;
        for (size_t i = 0; p > 0 && i < c->joint.n; i++)
            time_ms[0][i] = time_ms[1][i] < time_ms[0][i] ? time_ms[1][i] : time_ms[0][i];
    }
    for (size_t i = 0; i < c->joint.n; i++) {
        if (time_ms[0][i] > within_ms || client_of[i] == NO_CLIENT)
            continue;
        if (!jj_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items))
            return jj_no_memory(j->ctx, "people who compete", out->n * sizeof *out->items);
        out->items[out->n++] = (jj_cost){client_of[i], site, time_ms[0][i]};
    }
    return jj_ctx_poll(j->ctx);
}

static jj_status read_supply(jj_judge *j, const jj_selection *selection, jj_competition *k) {
    const double *places =
        jj_scene_attribute(j->scene, *j->rule->num_attr ? j->rule->num_attr : "places");
    k->n_sites = selection->n;
    k->supply = jj_alloc(selection->n, sizeof *k->supply);
    if (!k->supply)
        return jj_no_memory(j->ctx, "places", selection->n * sizeof *k->supply);
    for (size_t i = 0; i < selection->n; i++) {
        double v = places ? places[selection->facilities[i]] : (double)NAN;
        k->n_unstated += isnan(v) ? 1 : 0;
        k->supply[i] = v > 0 ? v : 0;
    }
    return JJ_OK;
}

static jj_status gather(jj_judge *j, const jj_coverage *c, uint32_t within_ms, ways *w,
                        jj_competition *k) {
    size_t n = c->joint.n;
    JJ_AUTO uint32_t *client_of = jj_alloc(n, sizeof *client_of);
    JJ_AUTO uint32_t *first_ms = jj_alloc(n, sizeof *first_ms);
    JJ_AUTO uint32_t *other_ms = jj_alloc(n, sizeof *other_ms);
    if (!client_of || !first_ms || !other_ms)
        return jj_no_memory(j->ctx, "people who compete", n * 12);
    uint32_t *time_ms[2] = {first_ms, other_ms};
    JJ_TRY(read_supply(j, c->selections[0], k));
    JJ_TRY(number_clients(j, c, client_of, k));
    for (uint32_t site = 0; site < k->n_sites; site++)
        JJ_TRY(add_site(j, c, within_ms, client_of, site, time_ms, w));
    return jj_cost_table_build(j->ctx, (uint32_t)k->n_clients, (uint32_t)k->n_sites, w->items, w->n,
                               &k->table);
}

jj_status jj_competition_open(jj_judge *j, const jj_coverage *c, uint32_t within_ms,
                              jj_competition *out) {
    *out = (jj_competition){0};
    ways w = {0};
    jj_status st = gather(j, c, within_ms, &w, out);
    jj_free(w.items);
    return st;
}

void jj_competition_deinit(jj_competition *k) {
    jj_free(k->client_cell);
    jj_free(k->demand);
    jj_free(k->supply);
    jj_cost_table_deinit(&k->table);
    *k = (jj_competition){0};
}
