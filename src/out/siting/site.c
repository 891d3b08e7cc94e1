#include "out/siting/site.h"
#include "base/lang.h"
#include "out/proposal_fields.h"
#include "out/proposal_sites.h"
#include "out/siting/places.h"
#include "rules/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A question on its way. */
typedef struct finder {
    jj_ctx *ctx;
    jj_proposals *p;
    const jj_site_ask *ask;
    jj_sited *out;
    const jj_scene *scene;
    jj_rules one; /* the rule alone, borrowed */
    jj_rule rule;
    jj_result result; /* its field and reach */
    jj_gain_base base;
    jj_site_places places; /* candidates first, then what stands already where it stands alone */
    size_t n_candidates;
    uint32_t *client_of_cell; /* JJ_NO_CELL where nobody lives */
    double *demand;
    uint32_t n_clients, *cell_of_client;
    jj_cost_table table;
    uint32_t n_sites_all, existing; /* index of the one site that stands for all existing ones */
    uint32_t *fixed;
    size_t n_fixed;
    uint32_t *unit; /* per site: the unit it would be the first one in, JJ_NO_SITE */
    double *price, *capacity;
} finder;

static void finder_deinit(finder *f) {
    jj_result_deinit(&f->result);
    jj_site_places_deinit(&f->places);
    jj_cost_table_deinit(&f->table);
    jj_free(f->client_of_cell);
    jj_free(f->cell_of_client);
    jj_free(f->demand);
    jj_free(f->fixed);
    jj_free(f->unit);
    jj_free(f->price);
    jj_free(f->capacity);
}

static jj_status no_room(const finder *f) {
    return jj_no_memory(f->ctx, "sites", 0);
}

static bool counts_kind(const jj_scene *s, const jj_rule *r, const char *kind) {
    const jj_selection *sel = jj_scene_selection(s, r->filters[0], jj_rule_year(r, s->year));
    for (size_t i = 0; sel && i < sel->n; i++)
        if (strcmp(s->facilities[sel->facilities[i]].kind, kind) == 0)
            return true;
    JJ_CLEANUP(jj_text_deinit) jj_text quoted = {0};
    jj_text_addf(&quoted, "'%s'", kind);
    return quoted.s && strstr(r->filters[0], quoted.s);
}

jj_status jj_site_rule(jj_ctx *ctx, const jj_proposals *p, const char *kind, const char *id,
                       const jj_rule **out) {
    const jj_rules *all = &p->loaded.rules;
    *out = NULL;
    for (size_t i = 0; i < all->n; i++) {
        const jj_rule *r = &all->rules[i];
        bool is_asked = id && strcmp(r->id, id) == 0;
        bool is_plain = r->metric == JJ_POP_COVER && r->n_filters == 1 && r->n_profiles == 1 &&
                        !r->own_unit_only && r->status != JJ_RULE_DESCRIPTIVE;
        bool serves = !id && is_plain && counts_kind(&p->loaded.scene, r, kind);
        if (!*out && (is_asked || serves))
            *out = r;
    }
    if (!*out && id)
        return jj_fail(ctx, JJ_E_DATA, "the result has no rule '%s'", id);
    if (!*out)
        return jj_fail(ctx, JJ_E_DATA,
                       "no rule of the result judges how many people are within reach of a '%s': "
                       "put one into the project, or name one with --rule",
                       kind);
    return JJ_OK;
}

static jj_status choose_rule(finder *f) {
    JJ_TRY(jj_site_rule(f->ctx, f->p, f->ask->kind, f->ask->rule, &f->out->rule));
    f->rule = *f->out->rule;
    f->one = (jj_rules){.rules = &f->rule, .n = 1};
    return JJ_OK;
}

/* What there is now: the field, who is reached. */
static jj_status solve_now(finder *f) {
    if (!f->scene->has_grid)
        return jj_fail(f->ctx, JJ_E_DATA, "sites need a grid of people, and the project has none");
    JJ_TRY(jj_proposal_fields(f->ctx, f->p, &f->one, &f->result));
    JJ_TRY(jj_run_figures(f->ctx, f->scene, &f->one, NULL, &f->result));
    JJ_TRY(jj_gain_of_rule(f->ctx, f->scene, &f->one, &f->result, 0, &f->base));
    bool is_far =
        f->ask->model == JJ_PMEDIAN || f->ask->model == JJ_PCENTER || f->ask->model == JJ_CPMEDIAN;
    double ms = f->ask->within_min > 0 ? f->ask->within_min * 60000
                                       : f->base.within_ms * (is_far ? 4.0 : 1.0);
    f->out->limit_ms = f->base.within_ms;
    f->out->within_ms = ms < JJ_FARTHEST / 2 ? (uint32_t)floor(ms + 0.5) : JJ_FARTHEST / 2;
    return JJ_OK;
}

/* The part of each cell that the units of one level hold, where it is more than `share` says. */
static void widen_share(const jj_scene *s, uint32_t level, double *of_level, double *share) {
    const jj_level *l = &s->units.levels[level];
    size_t n = jj_grid_cells(&s->grid);
    memset(of_level, 0, n * sizeof *of_level);
    for (uint32_t i = l->first; i < l->first + l->n; i++)
        for (size_t k = 0; k < s->units.units[i].cover.n_spans; k++) {
            const jj_span *span = &s->units.units[i].cover.spans[k];
            double *row = of_level + (size_t)span->row * s->grid.cols + span->col;
            for (uint32_t c = 0; c < span->n; c++)
                row[c] += span->fraction;
        }
    for (size_t i = 0; i < n; i++)
        share[i] = fmax(share[i], fmin(of_level[i], 1));
}

/* People within any unit: the others are counted by no rule. One per cell, the caller's. */
static double *people_inside(const finder *f) {
    size_t n = jj_grid_cells(&f->scene->grid);
    JJ_AUTO double *of_level = jj_alloc(n, sizeof *of_level);
    double *people = jj_alloc(n, sizeof *people);
    if (!of_level || !people) {
        jj_free(people);
        return NULL;
    }
    for (uint32_t l = 0; l < f->scene->units.n_levels; l++)
        widen_share(f->scene, l, of_level, people);
    for (size_t i = 0; i < n; i++)
        people[i] *= f->base.reach->reach[i] == JJ_REACH_NODATA ? 0 : f->base.reach->people[i];
    return people;
}

static jj_status find_clients(finder *f) {
    size_t n = jj_grid_cells(&f->scene->grid);
    JJ_AUTO double *people = people_inside(f);
    f->client_of_cell = jj_alloc(n, sizeof *f->client_of_cell);
    if (!people || !f->client_of_cell)
        return no_room(f);
    for (size_t i = 0; i < n; i++) {
        bool is_client = people[i] > 0;
        f->client_of_cell[i] = is_client ? f->n_clients++ : JJ_NO_CELL;
    }
    f->demand = jj_alloc(f->n_clients, sizeof *f->demand);
    f->cell_of_client = jj_alloc(f->n_clients, sizeof *f->cell_of_client);
    if (!f->demand || !f->cell_of_client)
        return no_room(f);
    for (size_t i = 0; i < n; i++) {
        uint32_t c = f->client_of_cell[i];
        if (c == JJ_NO_CELL)
            continue;
        f->demand[c] = people[i];
        f->cell_of_client[c] = (uint32_t)i;
        f->out->people += people[i];
        f->out->before += f->base.field->time_ms[i] <= f->out->limit_ms ? people[i] : 0;
    }
    return f->n_clients ? JJ_OK
                        : jj_fail(f->ctx, JJ_E_DATA, "nobody of group '%s' lives on the grid",
                                  f->rule.demand);
}

/* Models that count servers or their load need every existing one on its own. */
static bool needs_each(const finder *f) {
    return f->ask->model == JJ_LSCPB || f->ask->model == JJ_CPMEDIAN;
}

static jj_status add_existing(finder *f) {
    for (size_t i = 0; needs_each(f) && i < f->base.selection->n; i++) {
        const jj_facility *x = &f->scene->facilities[f->base.selection->facilities[i]];
        if (x->cell == JJ_NO_CELL && !x->has_point)
            continue;
        jj_site_place place = {.at = {x->x, x->y, x->lon, x->lat},
                               .name = x->name,
                               .capacity = x->places,
                               .price = (double)NAN};
        JJ_TRY(jj_site_places_add(f->ctx, &f->places, &place));
    }
    return JJ_OK;
}

/* Rows of the table: what each place reaches, and the one site of all that stands. */
static jj_status build_table(finder *f) {
    JJ_AUTO jj_gain_place *at = jj_alloc(f->places.n, sizeof *at);
    JJ_AUTO jj_gain_pair *pairs = NULL;
    size_t n_pairs = 0, n = 0;
    if (!at)
        return no_room(f);
    for (size_t i = 0; i < f->places.n; i++)
        at[i] = f->places.rows[i].at;
    JJ_TRY(jj_gain_pairs(f->ctx, f->scene, &f->base, at, f->places.n, f->out->within_ms, &pairs,
                         &n_pairs));
    JJ_AUTO jj_cost *rows = jj_alloc(n_pairs + f->n_clients, sizeof *rows);
    if (!rows)
        return no_room(f);
    for (size_t i = 0; i < n_pairs; i++) {
        uint32_t client = f->client_of_cell[pairs[i].cell];
        if (client != JJ_NO_CELL)
            rows[n++] = (jj_cost){client, pairs[i].place, pairs[i].time_ms / 60000.0};
    }
    jj_free(pairs);
    pairs = NULL;
    f->existing = JJ_NO_SITE;
    f->n_sites_all = (uint32_t)f->places.n;
    if (!needs_each(f) && f->base.selection->n) {
        f->existing = f->n_sites_all++;
        for (uint32_t c = 0; c < f->n_clients; c++) {
            uint32_t ms = f->base.field->time_ms[f->cell_of_client[c]];
            if (ms <= f->out->within_ms)
                rows[n++] = (jj_cost){c, f->existing, ms / 60000.0};
        }
    }
    return jj_cost_table_build(f->ctx, f->n_clients, f->n_sites_all, rows, n, &f->table);
}

/* --- one first in every unit ----------------------------------------------------------------- */

static jj_status find_level(const finder *f, uint32_t *level) {
    const jj_units *u = &f->scene->units;
    for (*level = 0; *level < u->n_levels; ++*level)
        if (strcmp(u->levels[*level].id, f->ask->per_level) == 0 && u->levels[*level].has_geometry)
            return JJ_OK;
    return jj_fail(f->ctx, JJ_E_DATA, "the project has no level '%s' with polygons",
                   f->ask->per_level);
}

/* needs[unit]: 1 where the unit of the level has none of the kind yet. */
static void find_needs(const finder *f, uint32_t level, uint8_t *needs) {
    const jj_units *u = &f->scene->units;
    for (uint32_t i = 0; i < u->levels[level].n; i++)
        needs[u->levels[level].first + i] = u->units[u->levels[level].first + i].is_judged;
    for (size_t i = 0; i < f->base.selection->n; i++) {
        const jj_facility *x = &f->scene->facilities[f->base.selection->facilities[i]];
        uint32_t at = x->unit_located != JJ_NO_UNIT ? x->unit_located : x->unit_declared;
        uint32_t unit = jj_unit_at_level(u, at, level);
        if (unit != JJ_NO_UNIT)
            needs[unit] = 0;
    }
}

static jj_status list_without(finder *f, uint32_t level, const uint8_t *needs,
                              const uint8_t *has_candidate) {
    const jj_level *l = &f->scene->units.levels[level];
    f->out->units_without = jj_alloc(l->n + 1, sizeof *f->out->units_without);
    if (!f->out->units_without)
        return no_room(f);
    for (uint32_t i = l->first; i < l->first + l->n; i++)
        if (needs[i] && !has_candidate[i])
            f->out->units_without[f->out->n_units_without++] = f->scene->units.units[i].name;
    return JJ_OK;
}

/* unit[site]: the unit of the level that a candidate would be the first one in. */
static jj_status ask_firsts(finder *f) {
    uint32_t level;
    JJ_AUTO uint8_t *needs = jj_alloc(f->scene->units.n, 1);
    JJ_AUTO uint8_t *has_candidate = jj_alloc(f->scene->units.n, 1);
    f->unit = jj_alloc((size_t)f->n_sites_all + 1, sizeof *f->unit);
    if (!needs || !has_candidate || !f->unit)
        return no_room(f);
    JJ_TRY(find_level(f, &level));
    find_needs(f, level, needs);
    for (uint32_t i = 0; i < f->n_sites_all; i++) {
        uint32_t unit = i < f->n_candidates
                            ? jj_unit_at_level(&f->scene->units, f->places.rows[i].unit, level)
                            : JJ_NO_UNIT;
        f->unit[i] = unit != JJ_NO_UNIT && needs[unit] ? unit : JJ_NO_SITE;
        if (unit != JJ_NO_UNIT)
            has_candidate[unit] = 1;
    }
    return list_without(f, level, needs, has_candidate);
}

/* --- models ---------------------------------------------------------------------------------- */

static jj_status list_fixed(finder *f) {
    f->fixed = jj_alloc((size_t)f->n_sites_all + 1, sizeof *f->fixed);
    if (!f->fixed)
        return no_room(f);
    for (uint32_t i = (uint32_t)f->n_candidates; i < f->n_sites_all; i++)
        f->fixed[f->n_fixed++] = i; /* places that stand, or the one for all of them */
    return JJ_OK;
}

static jj_status list_capacities(finder *f) {
    f->capacity = jj_alloc((size_t)f->n_sites_all + 1, sizeof *f->capacity);
    if (!f->capacity)
        return no_room(f);
    for (uint32_t i = 0; i < f->n_sites_all; i++) {
        double given = i < f->places.n ? f->places.rows[i].capacity : (double)NAN;
        bool is_new = i < f->n_candidates;
        double usual = is_new && f->ask->capacity > 0 ? f->ask->capacity : (double)INFINITY;
        f->capacity[i] = isnan(given) ? usual : given;
    }
    return JJ_OK;
}

static jj_status list_prices(finder *f) {
    f->price = jj_alloc((size_t)f->n_sites_all + 1, sizeof *f->price);
    if (!f->price)
        return no_room(f);
    for (uint32_t i = 0; i < f->n_candidates; i++) {
        double own = f->places.rows[i].price;
        f->price[i] = isnan(own) ? f->ask->price : own;
        if (!(f->price[i] > 0))
            return jj_fail(f->ctx, JJ_E_DATA,
                           "candidate %u has no price: give a column price, or --price", i + 1);
    }
    return JJ_OK;
}

static jj_locate question_of(const finder *f) {
    static const uint64_t usual_effort = 1500000000; /* some seconds */
    return (jj_locate){.model = f->ask->model,
                       .table = &f->table,
                       .demand = f->demand,
                       .capacity = f->capacity,
                       .radius = f->out->within_ms / 60000.0,
                       .p = f->ask->n_sites + (uint32_t)f->n_fixed,
                       .fixed = f->fixed,
                       .n_fixed = f->n_fixed,
                       .share = f->ask->share < 1 ? f->ask->share : 0,
                       .budget = f->ask->money,
                       .price = f->price,
                       .unit = f->unit,
                       .first_radius = f->out->limit_ms / 60000.0,
                       .effort = f->ask->effort ? f->ask->effort : usual_effort,
                       .is_over = f->ask->is_over,
                       .user = f->ask->user};
}

static jj_status solve_model(finder *f, const jj_locate *question) {
    jj_sited *out = f->out;
    JJ_TRY(jj_locate_solve(f->ctx, question, &out->located));
    out->objective = out->located.objective;
    out->bound = out->located.bound;
    out->spent = out->located.spent;
    out->is_share = question->share > 0;
    if (out->is_share) {
        out->objective -= (double)f->n_fixed;
        out->bound -= (double)f->n_fixed;
    }
    return JJ_OK;
}

/* --- what is told ---------------------------------------------------------------------------- */

static jj_status put_in_order(finder *f, const jj_locate *question) {
    jj_sited *out = f->out;
    JJ_AUTO jj_built *built = NULL;
    size_t n = 0;
    JJ_TRY(jj_locate_order(f->ctx, question, &out->located, out->limit_ms / 60000.0,
                           f->ask->n_phases, &built, &n));
    out->sites = jj_alloc(n + 1, sizeof *out->sites);
    if (!out->sites)
        return no_room(f);
    for (out->n_sites = 0; out->n_sites < n; out->n_sites++) {
        const jj_built *b = &built[out->n_sites];
        const jj_site_place *place = &f->places.rows[b->site];
        out->sites[out->n_sites] = (jj_site){.name = place->name,
                                             .lon = place->at.lon,
                                             .lat = place->at.lat,
                                             .unit = place->unit,
                                             .place = b->site,
                                             .phase = (int)b->phase,
                                             .is_first_of_unit = b->is_first,
                                             .newly = b->newly,
                                             .covered = b->covered,
                                             .price = f->price ? f->price[b->site] : (double)NAN};
    }
    return JJ_OK;
}

static int by_people(const void *a, const void *b) {
    const jj_site_lack *x = a, *y = b;
    if (x->people != y->people)
        return x->people > y->people ? -1 : 1;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

/* Cells no site of the table serves within the model's limit, by the lowest units with polygons. */
static jj_status list_lacks(finder *f) {
    const jj_units *u = &f->scene->units;
    const jj_grid *g = &f->scene->grid;
    uint32_t level = 0;
    for (uint32_t l = 0; l < u->n_levels; l++)
        level = u->levels[l].has_geometry ? l : level;
    f->out->lacks = jj_alloc(u->levels[level].n + 1, sizeof *f->out->lacks);
    if (!f->out->lacks)
        return no_room(f);
    for (uint32_t i = u->levels[level].first; i < u->levels[level].first + u->levels[level].n;
         i++) {
        double people = 0;
        for (size_t k = 0; k < u->units[i].cover.n_spans; k++) {
            const jj_span *s = &u->units[i].cover.spans[k];
            for (uint32_t c = 0; c < s->n; c++) {
                size_t cell = (size_t)s->row * g->cols + s->col + c;
                uint32_t client = f->client_of_cell[cell];
                if (client != JJ_NO_CELL &&
                    f->table.client_first[client] == f->table.client_first[client + 1])
                    people += s->fraction * f->base.reach->people[cell];
            }
        }
        if (people > 0)
            f->out->lacks[f->out->n_lacks++] = (jj_site_lack){i, people};
    }
    if (f->out->n_lacks)
        qsort(f->out->lacks, f->out->n_lacks, sizeof *f->out->lacks, by_people);
    return JJ_OK;
}

static jj_status check(const finder *f) {
    if (f->ask->money > 0 && f->ask->model != JJ_MCLP)
        return jj_fail(f->ctx, JJ_E_RANGE, "a budget goes with --model mclp");
    if (f->ask->money > 0 && f->ask->per_level)
        return jj_fail(f->ctx, JJ_E_RANGE, "a budget and one site per unit do not go together");
    if (f->ask->share < 1 && f->ask->model != JJ_LSCP)
        return jj_fail(f->ctx, JJ_E_RANGE, "a share of the people goes with --model lscp");
    return JJ_OK;
}

static jj_status prepare(finder *f) {
    bool is_counted = f->ask->model != JJ_LSCP && f->ask->model != JJ_LSCPB && !(f->ask->money > 0);
    if (is_counted && f->ask->n_sites > f->n_candidates)
        return jj_fail(f->ctx, JJ_E_DATA, "%u sites are asked for and there are %zu candidates",
                       f->ask->n_sites, f->n_candidates);
    JJ_TRY(add_existing(f));
    JJ_TRY(build_table(f));
    JJ_TRY(list_fixed(f));
    if (f->ask->model == JJ_CPMEDIAN)
        JJ_TRY(list_capacities(f));
    if (f->ask->money > 0)
        JJ_TRY(list_prices(f));
    return f->ask->per_level ? ask_firsts(f) : JJ_OK;
}

static jj_status find(finder *f) {
    JJ_TRY(check(f));
    JJ_TRY(choose_rule(f));
    JJ_TRY(solve_now(f));
    JJ_TRY(find_clients(f));
    const jj_site_source source = {.scene = f->scene,
                                   .base = &f->base,
                                   .kind = f->ask->kind,
                                   .path = f->ask->candidates,
                                   .crs = f->ask->crs,
                                   .datum = f->ask->datum,
                                   .where = f->ask->where,
                                   .within_ms = f->out->within_ms};
    JJ_TRY(jj_site_places_find(f->ctx, &source, &f->places));
    f->out->every = f->places.every;
    f->out->n_all = f->places.n_all;
    f->out->n_candidates = f->n_candidates = f->places.n;
    JJ_TRY(prepare(f));
    const jj_locate question = question_of(f);
    JJ_TRY(solve_model(f, &question));
    JJ_TRY(put_in_order(f, &question));
    return list_lacks(f);
}

/* Names outlive the candidates' file. */
static jj_status keep_names(const finder *f) {
    for (size_t i = 0; i < f->out->n_sites; i++) {
        jj_site *s = &f->out->sites[i];
        s->name = jj_arena_str(&f->out->arena, s->name ? s->name : "");
        if (!s->name)
            return no_room(f);
    }
    return JJ_OK;
}

jj_status jj_site_find(jj_ctx *ctx, jj_proposals *p, const jj_site_ask *ask, jj_sited *out) {
    *out = (jj_sited){.ask = ask, .scene = &p->loaded.scene};
    JJ_CLEANUP(finder_deinit)
    finder f = {.ctx = ctx, .p = p, .ask = ask, .out = out, .scene = &p->loaded.scene};
    JJ_TRY(jj_proposal_check_kind(ctx, &p->loaded.scene, ask->kind));
    JJ_TRY(find(&f));
    return keep_names(&f);
}

void jj_sited_deinit(jj_sited *s) {
    jj_located_deinit(&s->located);
    jj_free(s->sites);
    jj_free(s->lacks);
    jj_free(s->units_without);
    jj_arena_deinit(&s->arena);
    *s = (jj_sited){0};
}
