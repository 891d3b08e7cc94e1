/* COUNT_YEAR: so many opened in every year; PUBLISH: how complete the records are. */
#include "rules/figures.h"
#include "rules/target.h"

#include <math.h>

enum { MAX_YEARS = 32 };

typedef struct openings {
    int first_year, n_years;
    uint32_t *n;         /* [unit][year]; owned */
    uint32_t *n_undated; /* by unit; owned */
} openings;

static jj_status count_openings(jj_judge *j, const jj_selection *selection, openings *o) {
    const jj_units *u = &j->scene->units;
    size_t years = (size_t)o->n_years;
    o->n = jj_alloc(u->n, years * sizeof *o->n);
    o->n_undated = jj_alloc(u->n, sizeof *o->n_undated);
    if (!o->n || !o->n_undated)
        return jj_no_memory(j->ctx, "openings", u->n * (years + 1) * sizeof *o->n);
    for (size_t i = 0; i < selection->n; i++) {
        const jj_facility *f = &j->scene->facilities[selection->facilities[i]];
        uint32_t unit = jj_facility_unit(u, f, (uint32_t)j->set.level);
        int at = f->open_date / 10000 - o->first_year;
        if (unit == JJ_NO_UNIT)
            continue;
        if (f->open_date == 0)
            o->n_undated[unit]++;
        else if (at >= 0 && at < o->n_years)
            o->n[unit * years + (size_t)at]++;
    }
    return JJ_OK;
}

/* The year with fewest openings decides. */
static void judge_openings(jj_judge *j, uint32_t unit, jj_slot *slot, void *arg) {
    const openings *o = arg;
    const uint32_t *n = &o->n[unit * (size_t)o->n_years];
    uint32_t fewest = UINT32_MAX;
    for (int y = 0; y < o->n_years; y++) {
        fewest = n[y] < fewest ? n[y] : fewest;
        jj_both_add(&j->out->arena, &slot->note, "; %d: %u", o->first_year + y, n[y]);
    }
    slot->row.num = fewest;
    slot->row.den = 1;
    jj_judge_by_target(j, slot);
    if (o->n_undated[unit] == 0)
        return;
    slot->row.flags |= JJ_FLAG_UNVERIFIED;
    jj_both_add(&j->out->arena, &slot->note, "; %u without an opening date", o->n_undated[unit]);
}

jj_status jj_judge_count_year(jj_judge *j) {
    if (j->rule->num_attr[0])
        return jj_judge_quotient(j);
    const jj_selection *selection = jj_judge_selection(j, 0);
    if (!selection)
        return JJ_OK;
    int first =
        j->rule->base_year > 0 && j->rule->base_year <= j->year ? j->rule->base_year : j->year;
    if (j->year - first >= MAX_YEARS)
        first = j->year - MAX_YEARS + 1;
    openings o = {.first_year = first, .n_years = j->year - first + 1};
    j->gap_unit = "facilities";
    jj_status st = count_openings(j, selection, &o);
    if (st == JJ_OK)
        jj_judge_each(j, judge_openings, &o);
    jj_free(o.n);
    jj_free(o.n_undated);
    return st;
}

/* Records with a place, a unit and an opening date, of all. */
static void add_complete(const jj_judge *j, const jj_selection *selection, double *n_complete,
                         double *n_all) {
    for (size_t i = 0; i < selection->n; i++) {
        const jj_facility *f = &j->scene->facilities[selection->facilities[i]];
        uint32_t unit = jj_facility_unit(&j->scene->units, f, (uint32_t)j->set.level);
        if (unit == JJ_NO_UNIT)
            continue;
        n_all[unit]++;
        n_complete[unit] += f->has_point && f->unit_declared != JJ_NO_UNIT && f->open_date != 0;
    }
}

typedef struct completeness {
    const double *n_complete, *n_all;
} completeness;

static void judge_complete(jj_judge *j, uint32_t unit, jj_slot *slot, void *arg) {
    const completeness *c = arg;
    slot->row.num = c->n_complete[unit];
    slot->row.den = c->n_all[unit];
    jj_judge_by_target(j, slot);
}

jj_status jj_judge_publish(jj_judge *j) {
    const jj_selection *selection = jj_judge_selection(j, 0);
    if (!selection)
        return JJ_OK;
    size_t n = j->scene->units.n;
    JJ_AUTO double *n_complete = jj_alloc(n, sizeof *n_complete);
    JJ_AUTO double *n_all = jj_alloc(n, sizeof *n_all);
    if (!n_complete || !n_all)
        return jj_no_memory(j->ctx, "records of units", n * 16);
    add_complete(j, selection, n_complete, n_all);
    completeness c = {n_complete, n_all};
    j->gap_unit = "facilities";
    jj_judge_each(j, judge_complete, &c);
    return JJ_OK;
}
