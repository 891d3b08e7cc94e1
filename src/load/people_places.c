/* Demands from counts: each group and year that the project's rules or keys ask for. */
#include "load/people.h"
#include "load/people_births.h"
#include "load/people_spread.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one demand is made of. */
typedef struct maker {
    jj_loader *l;
    const jj_counts *counts;
    const jj_rules *rules;
    jj_rates rates;
    jj_spread spread; /* made when first needed */
} maker;

/* One figure as it stands, or births aged. */
typedef struct wanted {
    const char *group;
    int year;
    size_t figure; /* SIZE_MAX = from births */
    int from, to;
} wanted;

static double people_of(const maker *m, const wanted *w, const jj_count_row *row) {
    if (w->figure != SIZE_MAX)
        return row->people[w->figure];
    return jj_births_aged(m->counts, row, w->from, w->to, w->year,
                          jj_rate_a_year(m->l, &m->rates, row->unit));
}

/* By the part of the polygon's ground in each cell. */
static void give_cover(const jj_scene *s, const jj_cover *cover, double people, double *cells) {
    double ground = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < cover->n_spans; i++) {
            const jj_span *span = &cover->spans[i];
            for (uint32_t c = span->col; c < span->col + span->n; c++) {
                double m2 = span->fraction * jj_lengths_area_m2(&s->lengths, span->row, c);
                if (pass == 0)
                    ground += m2;
                else
                    cells[(size_t)span->row * s->grid.cols + c] += people * m2 / ground;
            }
        }
}

static jj_status give_placed(const maker *m, const wanted *w, double *of_unit, jj_demand *d) {
    const jj_scene *s = m->l->scene;
    for (size_t i = 0; i < m->counts->n; i++) {
        const jj_count_row *row = &m->counts->rows[i];
        double people = people_of(m, w, row);
        if (row->cell != JJ_NO_CELL)
            d->people[row->cell] += people;
        else if (row->cover.n_spans)
            give_cover(s, &row->cover, people, d->people);
        else if (row->unit != JJ_NO_UNIT)
            of_unit[row->unit] = isnan(of_unit[row->unit]) ? people : of_unit[row->unit] + people;
        if (s->is_nodata && people > 0 && row->cell != JJ_NO_CELL)
            s->is_nodata[row->cell] = 0;
        if (jj_count_has_place(row))
            d->total += people;
    }
    return JJ_OK;
}

/* Polygons' and spread people make their cells known ground too. */
static void mark_known(jj_scene *s, const double *people) {
    size_t n = s->is_nodata ? jj_grid_cells(&s->grid) : 0;
    for (size_t i = 0; i < n; i++)
        if (people[i] > 0)
            s->is_nodata[i] = 0;
}

static bool has_any(const double *of_unit, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (of_unit[i] > 0)
            return true;
    return false;
}

static jj_status put_on_cells(maker *m, const wanted *w, jj_demand *d) {
    jj_scene *s = m->l->scene;
    const jj_count_keys *k = m->counts->keys;
    JJ_AUTO double *unplaced = jj_alloc(s->units.n + 1, sizeof *unplaced);
    if (!unplaced)
        return jj_loader_no_room(m->l);
    for (size_t i = 0; i < s->units.n; i++)
        unplaced[i] = NAN;
    JJ_TRY(jj_people_new_cells(m->l, d));
    JJ_TRY(give_placed(m, w, unplaced, d));
    if (has_any(unplaced, s->units.n)) {
        if (!m->spread.weight)
            JJ_TRY(jj_spread_new(m->l, k->name, k->spread, k->line, &m->spread));
        JJ_TRY(jj_spread_units(&m->spread, unplaced, d->people, &d->total));
        d->is_modelled = true;
    }
    mark_known(s, d->people);
    return JJ_OK;
}

/* Sums by unit, where every row says or shows in which it is. */
static jj_status put_on_units(maker *m, const wanted *w, jj_demand *d) {
    const jj_units *u = &m->l->scene->units;
    d->of_unit = jj_alloc(u->n + 1, sizeof *d->of_unit);
    if (!d->of_unit)
        return jj_loader_no_room(m->l);
    for (size_t i = 0; i < u->n; i++)
        d->of_unit[i] = NAN;
    for (size_t i = 0; i < m->counts->n; i++) {
        const jj_count_row *row = &m->counts->rows[i];
        double people = people_of(m, w, row);
        double *sum = row->unit == JJ_NO_UNIT ? NULL : &d->of_unit[row->unit];
        if (sum)
            *sum = isnan(*sum) ? people : *sum + people;
    }
    return jj_people_roll_up(m->l, w->group, m->counts->keys->name, d);
}

static bool all_in_units(const jj_counts *c) {
    for (size_t i = 0; i < c->n; i++)
        if (c->rows[i].unit == JJ_NO_UNIT)
            return false;
    return true;
}

static jj_status fit(maker *m, const wanted *w, jj_demand *d) {
    const jj_count_keys *k = m->counts->keys;
    JJ_AUTO jj_control_keys *meant = jj_alloc(k->n_controls + 1, sizeof *meant);
    size_t n = 0;
    if (!meant)
        return jj_loader_no_room(m->l);
    for (size_t i = 0; i < k->n_controls; i++) {
        bool is_group = !k->controls[i].group || strcmp(k->controls[i].group, w->group) == 0;
        bool is_year = k->controls[i].year == 0 || k->controls[i].year == w->year;
        if (is_group && is_year)
            meant[n++] = k->controls[i];
    }
    return n ? jj_people_fit(m->l, meant, n, d) : JJ_OK;
}

static jj_status make_demand(maker *m, const wanted *w) {
    const jj_count_keys *k = m->counts->keys;
    jj_demand *d;
    JJ_TRY(jj_people_new(m->l, w->group, w->year, k->line, &d));
    d->source = jj_keep(m->l, k->source.path);
    if (!d->source)
        return jj_loader_no_room(m->l);
    bool has_rates = k->survival || k->migration;
    d->is_modelled = k->is_modelled || (w->figure == SIZE_MAX && has_rates);
    if (m->l->scene->has_grid)
        JJ_TRY(put_on_cells(m, w, d));
    if (all_in_units(m->counts))
        JJ_TRY(put_on_units(m, w, d));
    return fit(m, w, d);
}

/* --- which ages of which years ---------------------------------------------------------------- */

typedef struct year_list {
    int years[64];
    size_t n;
} year_list;

static void add_year(year_list *y, int year) {
    for (size_t i = 0; i < y->n; i++)
        if (y->years[i] == year)
            return;
    if (year > 0 && y->n < JJ_COUNT(y->years))
        y->years[y->n++] = year;
}

static int by_number(const void *a, const void *b) {
    const int *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The run's year and the years of the rules that ask for the group. */
static year_list years_of(const maker *m, const char *group) {
    year_list y = {.n = 0};
    add_year(&y, m->l->scene->year);
    for (size_t i = 0; i < m->rules->n; i++)
        if (strcmp(m->rules->rules[i].demand, group) == 0)
            add_year(&y, jj_rule_year(&m->rules->rules[i], m->l->scene->year));
    qsort(y.years, y.n, sizeof *y.years, by_number);
    return y;
}

static jj_status note_births(const maker *m, const wanted *w, const char *code) {
    const jj_count_keys *k = m->counts->keys;
    char group[96], value[160];
    snprintf(group, sizeof group, "%.64s %d", w->group, w->year);
    snprintf(value, sizeof value, "%d-%d; x %.40s (1 + %.40s)", w->year - w->to, w->year - w->from,
             k->survival ? k->survival : "1", k->migration ? k->migration : "0");
    return jj_note_add(
        m->l->ctx, &m->l->notes,
        &(jj_finding){.code = code, .source = k->name, .feature = group, .value = value});
}

static jj_status age(maker *m, const char *group) {
    const jj_count_keys *k = m->counts->keys;
    wanted w = {.group = group, .figure = SIZE_MAX};
    if (!jj_age_group_parse(group, &w.from, &w.to))
        return JJ_OK;
    year_list years = years_of(m, group);
    for (size_t i = 0; i < years.n; i++) {
        w.year = years.years[i];
        const jj_demand *there = jj_scene_demand(m->l->scene, group, w.year);
        if (there && there->year == w.year)
            continue;
        if (!jj_births_known(m->counts, w.from, w.to, w.year)) {
            JJ_TRY(note_births(m, &w, "births_missing"));
            continue;
        }
        JJ_TRY(make_demand(m, &w));
        JJ_TRY(note_births(m, &w, k->survival || k->migration ? "births_aged" : "births_as_born"));
    }
    return JJ_OK;
}

static bool is_first_to_ask(const jj_rules *rules, size_t rule) {
    for (size_t i = 0; i < rule; i++)
        if (strcmp(rules->rules[i].demand, rules->rules[rule].demand) == 0)
            return false;
    return true;
}

static jj_status age_all(maker *m) {
    const jj_count_keys *k = m->counts->keys;
    for (size_t i = 0; i < k->ages.n; i++) {
        int from, to;
        if (!jj_age_group_parse(k->ages.items[i], &from, &to))
            return jj_fail(m->l->ctx, JJ_E_FORMAT,
                           "%s:%d: people '%s': births give ages such as age3_5, not '%s'",
                           m->l->project->path, k->line, k->name, k->ages.items[i]);
        JJ_TRY(age(m, k->ages.items[i]));
    }
    for (size_t i = 0; k->ages.n == 0 && i < m->rules->n; i++)
        if (is_first_to_ask(m->rules, i))
            JJ_TRY(age(m, m->rules->rules[i].demand));
    return JJ_OK;
}

static jj_status make_all(maker *m) {
    for (size_t i = 0; i < m->counts->n_figures; i++) {
        const jj_count_figure *f = &m->counts->figures[i];
        if (f->group)
            JJ_TRY(make_demand(m, &(wanted){f->group, f->year, i, 0, 0}));
    }
    return m->counts->keys->births ? age_all(m) : JJ_OK;
}

jj_status jj_people_places(jj_loader *l, const jj_count_keys *k, const jj_rules *rules) {
    JJ_CLEANUP(jj_counts_deinit) jj_counts counts = {0};
    maker m = {.l = l, .counts = &counts, .rules = rules};
    JJ_TRY(jj_counts_read(l, k, &counts));
    JJ_TRY(jj_rates_find(l, k, &m.rates));
    jj_status st = make_all(&m);
    jj_spread_deinit(&m.spread);
    return st;
}
