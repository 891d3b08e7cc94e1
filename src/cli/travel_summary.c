/*
 * What a field says in numbers: people and land within minutes, by sides, and how far to trust
 * them.
 */
#include "cli/travel.h"
#include "base/file.h"
#include "base/text.h"
#include "geo/sides.h"
#include "store/crs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDES_SHOWN = 20 };

typedef struct tally {
    uint64_t n_cells;
    double km2, people;
} tally;

/* One part of the ground: its land, people and facilities. */
typedef struct side {
    tally all;
    uint32_t number, n_facilities;
} side;

typedef struct summary {
    travel *t;
    jj_raster *people; /* or NULL */
    double *minutes;
    tally *within;
    size_t n_minutes;
    tally total, reached, blocked, unreached;
    side *sides; /* by number, then by people, facilities and land */
} summary;

static void summary_deinit(summary *s) {
    jj_raster_close(s->people);
    jj_free(s->minutes);
    jj_free(s->within);
    jj_free(s->sides);
}

static void add(tally *to, double km2, double people) {
    to->n_cells++;
    to->km2 += km2;
    to->people += people;
}

static bool is_whole(double v) {
    return fabs(v - floor(v + 0.5)) <= 1e-6;
}

/* People are never moved: their lattice must be the ground's, shifted by whole cells. */
static jj_status open_people(summary *s) {
    const travel *t = s->t;
    if (!t->o->people)
        return JJ_OK;
    JJ_TRY(jj_raster_open(t->ctx, t->o->people, 1, t->o->crs, &s->people));
    jj_grid g = jj_raster_grid(s->people);
    bool is_same = fabs(g.dx / t->grid.dx - 1) < 1e-9 && fabs(g.dy / t->grid.dy - 1) < 1e-9 &&
                   is_whole((g.x0 - t->grid.x0) / g.dx) && is_whole((g.y0 - t->grid.y0) / g.dy) &&
                   jj_crs_same(jj_raster_crs(s->people), t->crs);
    return is_same
               ? JJ_OK
               : jj_fail(t->ctx, JJ_E_DATA,
                         "'%s' lies on another lattice than the ground: people are never moved; "
                         "bring the ground onto the people's cells (gdalwarp -tr -te)",
                         t->o->people);
}

static int ascending(const void *a, const void *b) {
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

static jj_status read_minutes(summary *s) {
    const jj_param_list *list = &s->t->o->at_minutes;
    s->minutes = jj_alloc(list->n + 1, sizeof *s->minutes);
    s->within = jj_alloc(list->n + 1, sizeof *s->within);
    if (!s->minutes || !s->within)
        return jj_no_memory(s->t->ctx, "thresholds", list->n * sizeof *s->within);
    for (size_t i = 0; i < list->n; i++)
        (void)jj_parse_double(list->items[i], &s->minutes[i]);
    qsort(s->minutes, list->n, sizeof *s->minutes, ascending);
    s->n_minutes = list->n;
    return JJ_OK;
}

static void row_done(const void *user, uint32_t row) {
    travel_row_done(user, row);
}

static jj_status part_ground(travel *t) {
    void *array;
    if (t->side_of)
        return JJ_OK;
    JJ_TRY(travel_new_array(t, "sides of the ground", sizeof *t->side_of, &array));
    t->side_of = array;
    const jj_ground ground = travel_ground(t);
    t->n_sides = jj_ground_sides(&ground, t->side_of, row_done, t);
    travel_rest(t);
    return JJ_OK;
}

static jj_status find_sides(summary *s) {
    travel *t = s->t;
    JJ_TRY(part_ground(t));
    s->sides = jj_alloc((size_t)t->n_sides + 1, sizeof *s->sides);
    if (!s->sides)
        return jj_no_memory(t->ctx, "sides of the ground", t->n_sides * sizeof *s->sides);
    for (uint32_t i = 0; i <= t->n_sides; i++)
        s->sides[i].number = i;
    for (size_t i = 0; i < t->from.n; i++) {
        uint32_t cell = jj_grid_cell_at(&t->grid, t->from.rows[i].x, t->from.rows[i].y);
        bool is_entrance = i > 0 && t->from.rows[i].index == t->from.rows[i - 1].index;
        if (cell != JJ_NO_CELL && !is_entrance)
            s->sides[t->side_of[cell]].n_facilities++;
    }
    return JJ_OK;
}

static void count_cell(summary *s, size_t cell, double km2, double people) {
    const travel *t = s->t;
    add(&s->total, km2, people);
    add(&s->sides[t->side_of[cell]].all, km2, people);
    if (!(t->pace_ms_m[cell] > 0)) {
        add(&s->blocked, km2, people);
    } else if (!t->time || t->time[cell] == JJ_UNREACHED) {
        add(&s->unreached, km2, people);
    } else {
        add(&s->reached, km2, people);
        for (size_t k = 0; k < s->n_minutes; k++)
            if (t->time[cell] <= s->minutes[k] * 60000)
                add(&s->within[k], km2, people);
    }
}

static jj_status count(summary *s) {
    const travel *t = s->t;
    uint32_t cols = t->grid.cols;
    JJ_AUTO double *people = jj_alloc(cols, sizeof *people);
    if (!people)
        return jj_no_memory(t->ctx, "people", cols * sizeof *people);
    for (uint32_t row = 0; row < t->grid.rows; row++) {
        if (s->people)
            JJ_TRY(jj_raster_rows_onto(t->ctx, s->people, &t->grid, t->crs, JJ_RESAMPLE_NEAREST,
                                       row, 1, people));
        for (uint32_t c = 0; c < cols; c++)
            count_cell(s, (size_t)row * cols + c, jj_lengths_area_m2(&t->lengths, row, c) / 1e6,
                       people[c] > 0 ? people[c] : 0);
        travel_row_done(t, row);
    }
    return JJ_OK;
}

/* People first, then facilities, then land; the number settles the rest. */
static int by_weight(const void *a, const void *b) {
    const side *p = a, *q = b;
    if (p->all.people != q->all.people)
        return p->all.people > q->all.people ? -1 : 1;
    if (p->n_facilities != q->n_facilities)
        return p->n_facilities > q->n_facilities ? -1 : 1;
    if (p->all.km2 != q->all.km2)
        return p->all.km2 > q->all.km2 ? -1 : 1;
    return (p->number > q->number) - (p->number < q->number);
}

static void json_tally(jj_text *out, const summary *s, const tally *a) {
    jj_text_addf(out, "\"cells\": %llu, \"km2\": %.6f", (unsigned long long)a->n_cells, a->km2);
    if (s->people)
        jj_text_addf(out, ", \"people\": %.3f", a->people);
}

static void json_row(jj_text *out, const summary *s, const char *name, const tally *a) {
    jj_text_addf(out, "  \"%s\": {", name);
    json_tally(out, s, a);
    jj_text_add(out, "},\n");
}

/* Circles of the facilities' mean size: what counting whole cells adds to each. */
static void json_noise(jj_text *out, const summary *s, const tally *a) {
    double n = s->t->from.n_ids > 0 ? (double)s->t->from.n_ids : 1;
    double radius = sqrt((double)a->n_cells / n / 3.14159265358979323846);
    if (radius > 0)
        jj_text_addf(out, ", \"mean_radius_cells\": %.2f, \"counting_noise_percent\": %.2f", radius,
                     jj_counting_noise(radius));
}

static void json_stencil(jj_text *out, const travel *t) {
    jj_stencil_bias b = jj_stencil_bias_of(t->stencil);
    jj_text_addf(out,
                 "  \"stencil\": {\"name\": \"%s\", \"area_bias_percent\": %.1f, "
                 "\"reach_error_percent\": [%.2f, %.2f]},\n",
                 jj_stencil_name(t->stencil), b.area, b.reach_least, b.reach_most);
    jj_text_addf(out, "  \"direction\": \"%s\",\n", t->direction == JJ_AWAY ? "away" : "toward");
    if (t->within == JJ_FARTHEST)
        jj_text_add(out, "  \"limit_minutes\": null,\n");
    else
        jj_text_addf(out, "  \"limit_minutes\": %.6g,\n", t->within / 60000.0);
}

static void json_sides(jj_text *out, const summary *s) {
    uint32_t n = s->t->n_sides;
    jj_text_addf(out, "  \"n_sides\": %u,\n  \"sides\": [", n);
    for (uint32_t i = 0; i < n && i < SIDES_SHOWN; i++) {
        jj_text_addf(out, "%s\n    {\"facilities\": %u, ", i ? "," : "",
                     s->sides[i + 1].n_facilities);
        json_tally(out, s, &s->sides[i + 1].all);
        jj_text_add(out, "}");
    }
    jj_text_add(out, "\n  ]\n");
}

static void write_json(jj_text *out, const summary *s) {
    jj_text_add(out, "{\n");
    json_stencil(out, s->t);
    json_row(out, s, "total", &s->total);
    json_row(out, s, "reached", &s->reached);
    json_row(out, s, "not_reached", &s->unreached);
    json_row(out, s, "impassable", &s->blocked);
    jj_text_add(out, "  \"within\": [");
    for (size_t k = 0; k < s->n_minutes; k++) {
        jj_text_addf(out, "%s\n    {\"minutes\": %.6g, ", k ? "," : "", s->minutes[k]);
        json_tally(out, s, &s->within[k]);
        json_noise(out, s, &s->within[k]);
        jj_text_add(out, "}");
    }
    jj_text_add(out, s->n_minutes ? "\n  ],\n" : "],\n");
    json_sides(out, s);
    jj_text_add(out, "}\n");
}

static jj_status make(const travel *t, summary *s) {
    JJ_TRY(open_people(s));
    JJ_TRY(read_minutes(s));
    JJ_TRY(find_sides(s));
    JJ_TRY(count(s));
    if (t->n_sides > 1)
        qsort(s->sides + 1, t->n_sides, sizeof *s->sides, by_weight);
    double parts = s->reached.people + s->unreached.people + s->blocked.people;
    if (fabs(parts - s->total.people) > 1e-6 * s->total.people)
        return jj_fail(t->ctx, JJ_E_DATA, "people do not balance: %.3f counted of %.3f", parts,
                       s->total.people);
    return JJ_OK;
}

jj_status travel_write_summary(travel *t) {
    JJ_CLEANUP(summary_deinit) summary s = {.t = t};
    JJ_CLEANUP(jj_text_deinit) jj_text out = {0};
    JJ_TRY(make(t, &s));
    write_json(&out, &s);
    if (out.failed)
        return jj_no_memory(t->ctx, t->o->summary, out.len);
    if (!jj_text_eq(t->o->summary, "-"))
        return jj_file_replace(t->ctx, t->o->summary, out.s, out.len);
    return fwrite(out.s, 1, out.len, stdout) == out.len
               ? JJ_OK
               : jj_fail(t->ctx, JJ_E_IO, "cannot write to standard output");
}

/* Sides worth a word: with facilities, or with a fiftieth of the ground. */
static bool is_worth_telling(const summary *s, const side *a) {
    return a->n_facilities > 0 || a->all.n_cells * 50 > s->total.n_cells;
}

jj_status travel_note_sides(travel *t) {
    JJ_CLEANUP(summary_deinit) summary s = {.t = t};
    JJ_CLEANUP(jj_text_deinit) jj_text list = {0};
    if (!t->o->barriers.n || t->is_quiet)
        return JJ_OK;
    JJ_TRY(make(t, &s));
    uint32_t n_told = 0;
    for (uint32_t i = 1; i <= t->n_sides; i++)
        if (is_worth_telling(&s, &s.sides[i]) && n_told++ < SIDES_SHOWN) {
            jj_text_addf(&list, "%s%u (%.1f km2", n_told > 1 ? ", " : "", s.sides[i].n_facilities,
                         s.sides[i].all.km2);
            if (s.people)
                jj_text_addf(&list, ", %.0f people", s.sides[i].all.people);
            jj_text_add(&list, ")");
        }
    if (n_told > 1 && !list.failed)
        travel_note(t, "no way joins %u parts of the ground; facilities on each: %s", n_told,
                    list.s);
    return JJ_OK;
}
