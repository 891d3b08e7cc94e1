/* People by a unit's own outline against those of the units below it. */
#include "load/loader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Beyond this share of the larger the two are told. */
static const double tolerance = 0.001;

/* Residents, else the first group that has a place. */
static const jj_demand *people_of(const jj_scene *s) {
    const jj_demand *first = NULL;
    for (size_t i = 0; i < s->n_demands; i++) {
        const jj_demand *d = &s->demands[i];
        if (d->people && strcmp(d->group, "total") == 0)
            return d;
        if (d->people && !first)
            first = d;
    }
    return first;
}

/* By unit: of its own outline, and the sum of its children that have one. */
typedef struct outlines {
    double *own, *below; /* owned */
    uint32_t *n_below;   /* owned */
} outlines;

static void outlines_deinit(outlines *o) {
    jj_free(o->own);
    jj_free(o->below);
    jj_free(o->n_below);
}

static void sum_people(const jj_scene *s, const jj_demand *d, outlines *o) {
    const jj_units *u = &s->units;
    for (uint32_t i = 0; i < u->n; i++) {
        if (!u->units[i].has_geometry)
            continue;
        o->own[i] = jj_cover_sum(&u->units[i].cover, &s->grid, d->people, NULL);
        uint32_t parent = u->units[i].parent;
        if (parent == JJ_NO_UNIT)
            continue;
        o->below[parent] += o->own[i];
        o->n_below[parent]++;
    }
}

static jj_status tell(jj_loader *l, const jj_demand *d, uint32_t unit, const outlines *o) {
    const jj_unit *u = &l->scene->units.units[unit];
    char both[96];
    snprintf(both, sizeof both, "%.0f / %.0f (%u)", o->own[unit], o->below[unit], o->n_below[unit]);
    return jj_note_add(l->ctx, &l->notes,
                       &(jj_finding){.code = "levels_differ",
                                     .source = d->source,
                                     .layer = l->scene->units.levels[u->level].id,
                                     .feature = u->code,
                                     .field = u->name,
                                     .value = both,
                                     .limit = "0.1 %",
                                     .people = fabs(o->own[unit] - o->below[unit])});
}

jj_status jj_load_levels(jj_loader *l) {
    const jj_scene *s = l->scene;
    const jj_demand *d = people_of(s);
    if (!d)
        return JJ_OK;
    size_t n = s->units.n;
    JJ_CLEANUP(outlines_deinit)
    outlines o = {jj_alloc(n, sizeof *o.own), jj_alloc(n, sizeof *o.below),
                  jj_alloc(n, sizeof *o.n_below)};
    if (!o.own || !o.below || !o.n_below)
        return jj_no_memory(l->ctx, "people by outline", n * 20);
    sum_people(s, d, &o);
    for (uint32_t i = 0; i < n; i++)
        if (s->units.units[i].has_geometry && o.n_below[i] > 0 &&
            fabs(o.own[i] - o.below[i]) > tolerance * fmax(o.own[i], o.below[i]))
            JJ_TRY(tell(l, d, i, &o));
    return JJ_OK;
}
