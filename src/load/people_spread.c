#include "load/people_spread.h"

#include <math.h>
#include <string.h>

void jj_spread_deinit(jj_spread *s) {
    jj_free(s->weight);
    jj_free(s->left);
    jj_free(s->is_above);
    *s = (jj_spread){0};
}

static const jj_demand *group_on_cells(const jj_scene *s, const char *group) {
    const jj_demand *d = jj_scene_demand(s, group, s->year);
    return d && d->people ? d : NULL;
}

/* What people are spread by when the project does not say. */
static const char *best_of(const jj_scene *s) {
    if (s->residential)
        return "residential";
    return group_on_cells(s, "total") ? "total" : "area";
}

jj_status jj_spread_new(jj_loader *l, const char *source, const char *by, int line,
                        jj_spread *out) {
    const jj_scene *s = l->scene;
    size_t n = jj_grid_cells(&s->grid);
    by = by ? by : best_of(s);
    bool is_land = strcmp(by, "residential") == 0, is_area = strcmp(by, "area") == 0;
    const jj_demand *d = is_land || is_area ? NULL : group_on_cells(s, by);
    *out = (jj_spread){.l = l, .source = source};
    if ((is_land && !s->residential) || (!is_land && !is_area && !d))
        return jj_fail(l->ctx, JJ_E_FORMAT,
                       "%s:%d: '%s' cannot be spread by '%s': it is 'residential' (which the "
                       "project must give), 'area', or a group that stands before it on the grid",
                       l->project->path, line, source, by);
    out->weight = jj_alloc(n, sizeof *out->weight);
    out->left = jj_alloc(n, sizeof *out->left);
    if (!out->weight || !out->left)
        return jj_no_memory(l->ctx, source, 2 * n * sizeof *out->weight);
    for (size_t i = 0; i < n; i++) {
        double area = jj_lengths_area_m2(&s->lengths, (uint32_t)(i / s->grid.cols),
                                         (uint32_t)(i % s->grid.cols));
        out->weight[i] = d ? d->people[i] : is_land ? area * (double)s->residential[i] : area;
    }
    return JJ_OK;
}

typedef void (*cell_fn)(jj_spread *s, size_t cell, double fraction, void *arg);

static void each_own_cell(jj_spread *s, uint32_t unit, cell_fn take, void *arg) {
    const jj_cover *cover = &s->l->scene->units.units[unit].cover;
    for (size_t i = 0; i < cover->n_spans; i++) {
        const jj_span *span = &cover->spans[i];
        size_t cell = (size_t)span->row * s->l->scene->grid.cols + span->col;
        for (uint32_t c = 0; c < span->n; c++)
            take(s, cell + c, span->fraction, arg);
    }
}

static bool has_ground(const jj_units *u, uint32_t unit) {
    return u->units[unit].cover.n_spans > 0;
}

/* Its own ground; of a unit without a polygon that of the units right below which have one. */
static void each_cell(jj_spread *s, uint32_t unit, cell_fn take, void *arg) {
    const jj_units *u = &s->l->scene->units;
    if (has_ground(u, unit)) {
        each_own_cell(s, unit, take, arg);
        return;
    }
    for (uint32_t i = unit + 1; i < u->n; i++) {
        uint32_t above = has_ground(u, i) ? u->units[i].parent : JJ_NO_UNIT;
        while (above != JJ_NO_UNIT && above != unit && !has_ground(u, above))
            above = u->units[above].parent;
        if (above == unit)
            each_own_cell(s, i, take, arg);
    }
}

static void set_left(jj_spread *s, size_t cell, double fraction, void *arg) {
    (void)arg;
    s->left[cell] = fmin(1, s->left[cell] + fraction);
}

static void take_left(jj_spread *s, size_t cell, double fraction, void *arg) {
    (void)arg;
    s->left[cell] = fmax(0, s->left[cell] - fraction);
}

static void clear_left(jj_spread *s, size_t cell, double fraction, void *arg) {
    (void)fraction;
    (void)arg;
    s->left[cell] = 0;
}

typedef struct sums {
    double weighted, plain;
} sums;

static void add_sums(jj_spread *s, size_t cell, double fraction, void *arg) {
    (void)fraction;
    sums *t = arg;
    t->weighted += s->left[cell] * s->weight[cell];
    t->plain += s->left[cell];
}

typedef struct giving {
    double *people;
    double a_weight, a_cell, given;
} giving;

static void give_cell(jj_spread *s, size_t cell, double fraction, void *arg) {
    (void)fraction;
    giving *g = arg;
    double people = s->left[cell] * (g->a_weight * s->weight[cell] + g->a_cell);
    g->people[cell] += people;
    g->given += people;
}

static jj_status note(const jj_spread *s, const char *code, uint32_t unit, double people) {
    const jj_unit *u = &s->l->scene->units.units[unit];
    return jj_note_add(s->l->ctx, &s->l->notes,
                       &(jj_finding){.code = code,
                                     .source = s->source,
                                     .feature = u->code,
                                     .value = u->name,
                                     .people = people});
}

static bool has_ground_below(const jj_units *u, uint32_t unit) {
    for (uint32_t i = unit + 1; i < u->n; i++)
        if (has_ground(u, i) && jj_unit_at_level(u, i, u->units[unit].level) == unit)
            return true;
    return false;
}

/* The unit whose ground stands for this one's: itself, by its own polygon or those of the units
 * below it, else the nearest above with a polygon. */
static uint32_t ground_of(const jj_units *u, uint32_t unit) {
    if (has_ground(u, unit) || has_ground_below(u, unit))
        return unit;
    while (unit != JJ_NO_UNIT && !has_ground(u, unit))
        unit = u->units[unit].parent;
    return unit;
}

/* Figures of units right below (through units without one) that have ground of their own. */
static double take_those_below(jj_spread *s, const double *of_unit, uint32_t unit) {
    const jj_units *u = &s->l->scene->units;
    double people = 0;
    for (uint32_t i = unit + 1; i < u->n; i++) {
        uint32_t above = u->units[i].parent;
        if (isnan(of_unit[i]))
            continue;
        while (above != JJ_NO_UNIT && above != unit && isnan(of_unit[above]))
            above = u->units[above].parent;
        if (above != unit)
            continue;
        people += of_unit[i];
        each_cell(s, i, take_left, NULL);
    }
    return people;
}

static jj_status give(jj_spread *s, uint32_t ground, double amount, double *people, double *total) {
    sums t = {0};
    each_cell(s, ground, add_sums, &t);
    giving g = {.people = people};
    if (t.weighted > 0)
        g.a_weight = amount / t.weighted;
    else if (t.plain > 0)
        g.a_cell = amount / t.plain;
    each_cell(s, ground, give_cell, &g);
    *total += g.given;
    if (t.weighted > 0)
        return JJ_OK;
    return note(s, t.plain > 0 ? "spread_evenly" : "nowhere_to_spread", ground, amount);
}

/* By unit: whether any below it has a figure. NULL when out of memory. */
static bool *find_those_above(const jj_units *u, const double *of_unit) {
    bool *is_above = jj_alloc(u->n + 1, sizeof *is_above);
    for (size_t i = u->n; is_above && i-- > 0;)
        if (u->units[i].parent != JJ_NO_UNIT && (!isnan(of_unit[i]) || is_above[i]))
            is_above[u->units[i].parent] = true;
    return is_above;
}

static jj_status spread_unit(jj_spread *s, const double *of_unit, uint32_t unit, double *people,
                             double *total) {
    const jj_units *u = &s->l->scene->units;
    uint32_t ground = ground_of(u, unit);
    if (ground == JJ_NO_UNIT)
        return note(s, "nowhere_to_spread", unit, of_unit[unit]);
    each_cell(s, ground, set_left, NULL);
    double rest = of_unit[unit];
    if (ground == unit && s->is_above[unit])
        rest -= take_those_below(s, of_unit, unit);
    jj_status st = rest > 1e-6 * of_unit[unit] ? give(s, ground, rest, people, total) : JJ_OK;
    each_cell(s, ground, clear_left, NULL);
    return st;
}

jj_status jj_spread_units(jj_spread *s, const double *of_unit, double *people, double *total) {
    const jj_units *u = &s->l->scene->units;
    jj_free(s->is_above);
    s->is_above = find_those_above(u, of_unit);
    if (!s->is_above)
        return jj_loader_no_room(s->l);
    for (uint32_t i = 0; i < u->n; i++)
        if (of_unit[i] > 0)
            JJ_TRY(spread_unit(s, of_unit, i, people, total));
    return JJ_OK;
}
