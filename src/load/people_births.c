#include "load/people_births.h"
#include "load/people.h"

#include <math.h>
#include <stdio.h>

bool jj_age_group_parse(const char *group, int *from, int *to) {
    int end = 0;
    return sscanf(group, "age%d_%d%n", from, to, &end) == 2 && group[end] == '\0' && *from >= 0 &&
           *to >= *from && *to < 120;
}

static jj_status find_rate(jj_loader *l, const jj_count_keys *k, const char *text, double neutral,
                           double *same, const double **of_unit) {
    *same = neutral;
    *of_unit = NULL;
    if (!text)
        return JJ_OK;
    if (!jj_parse_double(text, same))
        return jj_people_column(l, k->name, k->line, text, of_unit);
    if (*same >= neutral - 1 && *same <= neutral + 1)
        return JJ_OK;
    return jj_fail(l->ctx, JJ_E_RANGE,
                   "%s:%d: people '%s': a rate of %s a year is out of all reason", l->project->path,
                   k->line, k->name, text);
}

jj_status jj_rates_find(jj_loader *l, const jj_count_keys *k, jj_rates *out) {
    JJ_TRY(find_rate(l, k, k->survival, 1, &out->survival, &out->survival_of));
    return find_rate(l, k, k->migration, 0, &out->migration, &out->migration_of);
}

/* The unit's own, or that of the nearest unit above that has one. */
static double rate_of(const jj_units *u, uint32_t unit, const double *of_unit, double otherwise) {
    for (; of_unit && unit != JJ_NO_UNIT; unit = u->units[unit].parent)
        if (!isnan(of_unit[unit]))
            return of_unit[unit];
    return otherwise;
}

double jj_rate_a_year(const jj_loader *l, const jj_rates *r, uint32_t unit) {
    const jj_units *u = &l->scene->units;
    return rate_of(u, unit, r->survival_of, r->survival) *
           (1 + rate_of(u, unit, r->migration_of, r->migration));
}

double jj_births_aged(const jj_counts *c, const jj_count_row *row, int from, int to, int year,
                      double rate) {
    double people = 0;
    for (size_t i = 0; i < c->n_figures; i++) {
        int age = year - c->figures[i].year;
        if (!c->figures[i].group && age >= from && age <= to)
            people += row->people[i] * pow(rate, age);
    }
    return people;
}

bool jj_births_known(const jj_counts *c, int from, int to, int year) {
    int n = 0;
    for (size_t i = 0; i < c->n_figures; i++) {
        int age = year - c->figures[i].year;
        n += !c->figures[i].group && age >= from && age <= to;
    }
    return n == to - from + 1;
}
