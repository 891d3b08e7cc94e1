/* Control totals: cells brought to the figures of units, level by level, until all agree. */
#include "load/people.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct control {
    jj_unit_field field;
    const double *wanted; /* by unit of the scene */
    const char *column;
} control;

typedef struct fitting {
    jj_loader *l;
    const char *group;
    control *controls;
    size_t n;
} fitting;

static void fitting_deinit(fitting *f) {
    for (size_t i = 0; i < f->n; i++)
        jj_unit_field_deinit(&f->controls[i].field);
    jj_free(f->controls);
}

static int coarser_first(const void *a, const void *b) {
    const control *x = a, *y = b;
    return x->field.level < y->field.level ? -1 : x->field.level > y->field.level;
}

static jj_status prepare(fitting *f, const jj_control_keys *keys, size_t n) {
    f->controls = jj_alloc(n + 1, sizeof *f->controls);
    if (!f->controls)
        return jj_loader_no_room(f->l);
    for (size_t i = 0; i < n; i++) {
        control *c = &f->controls[f->n++];
        const jj_level *level;
        JJ_TRY(jj_people_level(f->l, f->group, keys[i].level, keys[i].line, &level));
        JJ_TRY(jj_people_column(f->l, f->group, keys[i].line, keys[i].column, &c->wanted));
        JJ_TRY(jj_unit_field_new(f->l, level, &c->field));
        c->column = keys[i].column;
    }
    qsort(f->controls, n, sizeof *f->controls, coarser_first);
    return JJ_OK;
}

static double people_in(const jj_scene *s, const control *c, uint32_t i, const double *people) {
    return jj_cover_sum(&s->units.units[c->field.level->first + i].cover, &s->grid, people, NULL);
}

/* One round of bringing sums to what is wanted; returns the largest relative distance before it. */
static double scale_once(const jj_scene *s, control *c, double *people) {
    jj_unit_field *f = &c->field;
    double worst = 0;
    for (uint32_t i = 0; i < f->level->n; i++) {
        double want = c->wanted[f->level->first + i], have = people_in(s, c, i, people);
        f->value[i] = want >= 0 && have > 0 ? want / have : NAN;
        if (!isnan(f->value[i]))
            worst = fmax(worst, fabs(f->value[i] - 1));
    }
    jj_unit_field_spread(s, f);
    size_t n = jj_grid_cells(&s->grid);
    for (size_t i = 0; i < n; i++)
        people[i] *= f->sum[i] + fmax(0, 1 - f->inside[i]);
    return worst;
}

static jj_status note_unfitted(const fitting *f, const control *c) {
    for (uint32_t i = 0; i < c->field.level->n; i++) {
        const jj_unit *u = &f->l->scene->units.units[c->field.level->first + i];
        if (isnan(c->field.value[i]) && u->has_geometry)
            JJ_TRY(jj_people_note_unit(f->l, "not_rescaled", f->group, u));
    }
    return JJ_OK;
}

/* Where the finer level holds, this is what the coarser one misses. */
static jj_status note_residuals(const fitting *f, const control *c, const double *people) {
    for (uint32_t i = 0; i < c->field.level->n; i++) {
        const jj_unit *u = &f->l->scene->units.units[c->field.level->first + i];
        double want = c->wanted[c->field.level->first + i];
        double have = people_in(f->l->scene, c, i, people);
        if (isnan(c->field.value[i]) || !(fabs(have - want) > 0.001 * want))
            continue;
        char value[160];
        snprintf(value, sizeof value, "%.64s %.0f / %.0f (%+.2f %%)", u->name, have, want,
                 want > 0 ? (have / want - 1) * 100 : 100);
        JJ_TRY(jj_note_add(f->l->ctx, &f->l->notes,
                           &(jj_finding){.code = "control_residual",
                                         .source = f->group,
                                         .field = c->column,
                                         .feature = u->code,
                                         .value = value,
                                         .people = have - want}));
    }
    return JJ_OK;
}

static jj_status iterate(const fitting *f, double *people) {
    enum { MOST_ROUNDS = 100 };
    for (int round = 0; round < MOST_ROUNDS; round++) {
        double worst = 0;
        for (size_t i = 0; i < f->n; i++) {
            worst = fmax(worst, scale_once(f->l->scene, &f->controls[i], people));
            if (round == 0)
                JJ_TRY(note_unfitted(f, &f->controls[i]));
        }
        if (worst < 1e-9)
            break;
        JJ_TRY(jj_ctx_poll(f->l->ctx));
    }
    for (size_t i = 0; i < f->n; i++)
        JJ_TRY(note_residuals(f, &f->controls[i], people));
    return JJ_OK;
}

jj_status jj_people_fit(jj_loader *l, const jj_control_keys *keys, size_t n, jj_demand *d) {
    JJ_CLEANUP(fitting_deinit) fitting f = {.l = l, .group = d->group};
    if (!d->people)
        return jj_fail(l->ctx, JJ_E_FORMAT,
                       "%s:%d: group '%s': control totals need people on a grid", l->project->path,
                       keys[0].line, d->group);
    JJ_TRY(prepare(&f, keys, n));
    JJ_TRY(iterate(&f, d->people));
    d->total = 0;
    for (size_t c = 0; c < jj_grid_cells(&l->scene->grid); c++)
        d->total += d->people[c];
    jj_free(d->of_unit);
    d->of_unit = NULL;
    return JJ_OK;
}
