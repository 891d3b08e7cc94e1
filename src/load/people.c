#include "load/people.h"

#include <math.h>
#include <string.h>

/* What is known of units above from those below: a unit without a figure has its children's sum. */
static jj_status roll_up(jj_loader *l, const jj_people_keys *k, double *of_unit) {
    const jj_units *u = &l->scene->units;
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
                                             .source = k->group,
                                             .field = k->column ? k->column : k->numerator,
                                             .feature = unit->code,
                                             .value = unit->name,
                                             .people = below[i] - of_unit[i]}));
        if (unit->parent != JJ_NO_UNIT && !isnan(of_unit[i]))
            below[unit->parent] =
                isnan(below[unit->parent]) ? of_unit[i] : below[unit->parent] + of_unit[i];
    }
    return JJ_OK;
}

static jj_status read_units_column(jj_loader *l, const jj_people_keys *k, const char *name,
                                   jj_demand *d) {
    const jj_units *u = &l->scene->units;
    const double *values;
    JJ_TRY(jj_people_column(l, k, name, &values));
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
    JJ_TRY(roll_up(l, k, d->of_unit));
    if (d->people)
        return JJ_OK;
    for (size_t i = 0; i < u->n; i++)
        if (u->units[i].parent == JJ_NO_UNIT && !isnan(d->of_unit[i]))
            d->total += d->of_unit[i];
    return JJ_OK;
}

static jj_status new_cells(jj_loader *l, jj_demand *d) {
    size_t n = jj_grid_cells(&l->scene->grid);
    d->people = jj_alloc(n, sizeof *d->people);
    return d->people ? JJ_OK : jj_no_memory(l->ctx, "population", n * sizeof *d->people);
}

/* The first grid says where the lattice has data at all. */
static jj_status read_grid(jj_loader *l, const jj_people_keys *k, jj_demand *d) {
    jj_scene *s = l->scene;
    size_t n = jj_grid_cells(&s->grid);
    JJ_TRY(new_cells(l, d));
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
        JJ_TRY(new_cells(l, d));
        JJ_TRY(jj_people_share(l, k, base, d));
    }
    return read_units_column(l, k, k->numerator, d);
}

static jj_status read_group(jj_loader *l, const jj_people_keys *k, jj_demand *d) {
    d->group = jj_keep(l, k->group);
    d->source = jj_keep(l, k->grid ? k->grid : k->share_of ? k->share_of : k->column);
    if (!d->group || !d->source)
        return jj_loader_no_room(l);
    d->year = (int)k->year;
    d->is_modelled = k->is_modelled;
    if (k->grid)
        JJ_TRY(read_grid(l, k, d));
    if (k->share_of)
        return read_share(l, k, d);
    if (k->rescale && d->people)
        JJ_TRY(jj_people_rescale(l, k, d));
    return k->column ? read_units_column(l, k, k->column, d) : JJ_OK;
}

static jj_status refuse_twice(jj_loader *l, size_t i) {
    const jj_people_keys *all = l->project->people, *k = &all[i];
    for (size_t j = 0; j < i; j++)
        if (strcmp(all[j].group, k->group) == 0 && all[j].year == k->year)
            return jj_fail(l->ctx, JJ_E_FORMAT, "%s:%d: group '%s' of %d stands twice",
                           l->project->path, k->line, k->group, (int)k->year);
    return JJ_OK;
}

jj_status jj_load_people(jj_loader *l) {
    jj_scene *s = l->scene;
    s->demands = jj_alloc(l->project->n_people + 1, sizeof *s->demands);
    if (!s->demands)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < l->project->n_people; i++) {
        JJ_TRY(refuse_twice(l, i));
        jj_demand *d = &s->demands[s->n_demands];
        jj_status st = read_group(l, &l->project->people[i], d);
        s->n_demands++;
        JJ_TRY(st);
    }
    return JJ_OK;
}
