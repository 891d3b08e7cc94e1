#include "load/people.h"
#include "load/people_spread.h"

#include <math.h>
#include <string.h>

/* What is known of units above from those below: a unit without a figure has its children's sum. */
jj_status jj_people_roll_up(jj_loader *l, const char *group, const char *field, jj_demand *d) {
    const jj_units *u = &l->scene->units;
    double *of_unit = d->of_unit;
    JJ_AUTO double *below = jj_alloc(u->n + 1, sizeof *below);
    if (!below)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < u->n; i++)
        below[i] = NAN;
    for (size_t i = u->n; i-- > 0;) {
        const jj_unit *unit = &u->units[i];
        if (isnan(of_unit[i]))
            of_unit[i] = below[i];
        else if (fabs(below[i] - of_unit[i]) > 0.001 * of_unit[i])
            JJ_TRY(jj_note_add(l->ctx, &l->notes,
                               &(jj_finding){.code = "people_differ",
                                             .source = group,
                                             .field = field,
                                             .feature = unit->code,
                                             .value = unit->name,
                                             .people = below[i] - of_unit[i]}));
        if (unit->parent != JJ_NO_UNIT && !isnan(of_unit[i]))
            below[unit->parent] =
                isnan(below[unit->parent]) ? of_unit[i] : below[unit->parent] + of_unit[i];
    }
    for (size_t i = 0; !d->people && i < u->n; i++)
        if (u->units[i].parent == JJ_NO_UNIT && !isnan(of_unit[i]))
            d->total += of_unit[i];
    return JJ_OK;
}

static jj_status read_units_column(jj_loader *l, const jj_people_keys *k, const char *name,
                                   jj_demand *d) {
    const jj_units *u = &l->scene->units;
    const double *values;
    JJ_TRY(jj_people_column(l, k->group, k->line, name, &values));
    int level = k->level ? jj_level_find(u, k->level) : -1;
    d->of_unit = jj_alloc(u->n + 1, sizeof *d->of_unit);
    if (!d->of_unit)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < u->n; i++) {
        bool is_meant = level < 0 || u->units[i].level == (uint32_t)level;
        bool is_good = is_meant && values[i] >= 0;
        d->of_unit[i] = is_good ? values[i] : NAN;
        if (is_meant && values[i] < 0)
            JJ_TRY(jj_note_add(l->ctx, &l->notes,
                               &(jj_finding){.code = "negative_people",
                                             .source = k->group,
                                             .field = name,
                                             .feature = u->units[i].code,
                                             .value = u->units[i].name,
                                             .people = values[i]}));
    }
    return jj_people_roll_up(l, k->group, k->column ? k->column : k->numerator, d);
}

jj_status jj_people_new_cells(jj_loader *l, jj_demand *d) {
    size_t n = jj_grid_cells(&l->scene->grid);
    d->people = jj_alloc(n, sizeof *d->people);
    return d->people ? JJ_OK : jj_no_memory(l->ctx, "population", n * sizeof *d->people);
}

/* The first grid says where the lattice has data at all. */
static jj_status read_grid(jj_loader *l, const jj_people_keys *k, jj_demand *d) {
    jj_scene *s = l->scene;
    size_t n = jj_grid_cells(&s->grid);
    JJ_TRY(jj_people_new_cells(l, d));
    if (s->is_nodata)
        return jj_people_grid(l, k, d, NULL);
    JJ_AUTO uint8_t *seen = jj_alloc(n, 1);
    s->is_nodata = jj_alloc(n, 1);
    if (!seen || !s->is_nodata)
        return jj_no_memory(l->ctx, "population", 2 * n);
    JJ_TRY(jj_people_grid(l, k, d, seen));
    for (size_t i = 0; i < n; i++)
        s->is_nodata[i] = !seen[i];
    return JJ_OK;
}

static jj_status read_share(jj_loader *l, const jj_people_keys *k, jj_demand *d) {
    const jj_demand *base = jj_scene_demand(l->scene, k->share_of, (int)k->year);
    if (!base)
        return jj_fail(l->ctx, JJ_E_FORMAT,
                       "%s:%d: group '%s' is a share of '%s', which does not stand before it",
                       l->project->path, k->line, k->group, k->share_of);
    d->is_modelled = true;
    if (base->people) {
        JJ_TRY(jj_people_new_cells(l, d));
        JJ_TRY(jj_people_share(l, k, base, d));
    }
    return read_units_column(l, k, k->numerator, d);
}

/* Unit figures onto cells, where the entry says by what. */
static jj_status spread_column(jj_loader *l, const jj_people_keys *k, jj_demand *d) {
    JJ_CLEANUP(jj_spread_deinit) jj_spread spread = {0};
    JJ_TRY(jj_spread_new(l, k->group, k->spread, k->line, &spread));
    JJ_TRY(jj_people_new_cells(l, d));
    d->is_modelled = true;
    d->total = 0;
    return jj_spread_units(&spread, d->of_unit, d->people, &d->total);
}

static jj_status fit(jj_loader *l, const jj_people_keys *k, jj_demand *d) {
    const jj_control_keys own = {.level = k->level, .column = k->rescale, .line = k->line};
    if (k->rescale && d->people)
        return jj_people_fit(l, &own, 1, d);
    return k->n_controls ? jj_people_fit(l, k->controls, k->n_controls, d) : JJ_OK;
}

static jj_status read_group(jj_loader *l, const jj_people_keys *k, jj_demand *d) {
    d->source = jj_keep(l, k->grid ? k->grid : k->share_of ? k->share_of : k->column);
    if (!d->source)
        return jj_loader_no_room(l);
    d->is_modelled = k->is_modelled;
    if (k->grid)
        JJ_TRY(read_grid(l, k, d));
    if (k->share_of)
        return read_share(l, k, d);
    if (!k->column)
        return fit(l, k, d);
    if (!k->spread)
        JJ_TRY(fit(l, k, d));
    JJ_TRY(read_units_column(l, k, k->column, d));
    if (!k->spread || !l->scene->has_grid)
        return JJ_OK;
    JJ_TRY(spread_column(l, k, d));
    return fit(l, k, d);
}

jj_status jj_people_new(jj_loader *l, const char *group, int year, int line, jj_demand **out) {
    jj_scene *s = l->scene;
    for (size_t i = 0; i < s->n_demands; i++)
        if (strcmp(s->demands[i].group, group) == 0 && s->demands[i].year == year)
            return jj_fail(l->ctx, JJ_E_FORMAT, "%s:%d: group '%s' of %d stands twice",
                           l->project->path, line, group, year);
    if (!jj_grow(&s->demands, &l->cap_demands, s->n_demands + 1, sizeof *s->demands))
        return jj_loader_no_room(l);
    *out = &s->demands[s->n_demands];
    **out = (jj_demand){.group = jj_keep(l, group), .year = year};
    if (!(*out)->group)
        return jj_loader_no_room(l);
    s->n_demands++;
    return JJ_OK;
}

/* A share of what places give waits for them. */
static bool must_wait(const jj_loader *l, const jj_people_keys *k) {
    return k->share_of && l->project->n_counts > 0 &&
           !jj_scene_demand(l->scene, k->share_of, (int)k->year);
}

static jj_status load_groups(jj_loader *l, bool *is_done) {
    for (size_t i = 0; i < l->project->n_people; i++) {
        const jj_people_keys *k = &l->project->people[i];
        jj_demand *d;
        if (is_done[i] || must_wait(l, k))
            continue;
        JJ_TRY(jj_people_new(l, k->group, (int)k->year, k->line, &d));
        JJ_TRY(read_group(l, k, d));
        is_done[i] = true;
    }
    return JJ_OK;
}

static jj_status refuse_baseless(jj_loader *l, const bool *is_done) {
    for (size_t i = 0; i < l->project->n_people; i++) {
        const jj_people_keys *k = &l->project->people[i];
        if (!is_done[i])
            return jj_fail(l->ctx, JJ_E_FORMAT,
                           "%s:%d: group '%s' is a share of '%s', which does not stand before it",
                           l->project->path, k->line, k->group, k->share_of);
    }
    return JJ_OK;
}

jj_status jj_load_people(jj_loader *l, const jj_rules *rules) {
    JJ_AUTO bool *is_done = jj_alloc(l->project->n_people + 1, sizeof *is_done);
    if (!is_done)
        return jj_loader_no_room(l);
    JJ_TRY(load_groups(l, is_done));
    for (size_t i = 0; i < l->project->n_counts; i++)
        JJ_TRY(jj_people_places(l, &l->project->counts[i], rules));
    JJ_TRY(load_groups(l, is_done));
    return refuse_baseless(l, is_done);
}
