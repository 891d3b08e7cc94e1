/* The matrix of `travel`: every facility to every other, or to the points of --to. */
#include "cli/travel.h"
#include "base/file.h"
#include "base/text.h"
#include "geo/geodesic.h"
#include "solve/way.h"
#include "store/crs.h"

#include <math.h>
#include <string.h>

/* One pair as it is written. */
typedef struct pair {
    uint64_t cost; /* what was minimised: ms or mm */
    double seconds, metres;
} pair;

static bool is_within(const travel *t, uint64_t cost) {
    return t->within == JJ_FARTHEST ? cost < JJ_UNREACHED : cost <= t->within;
}

/* Points to reach: those of --to, or the facilities themselves. */
static const jj_points *targets(const travel *t, bool *is_same) {
    *is_same = !t->o->to || strcmp(t->o->to, t->o->from) == 0;
    return t->o->to ? &t->to : &t->from;
}

static void write_pair(jj_text *csv, const char *from, const char *to, const pair *p) {
    jj_text_csv(csv, from);
    jj_text_add(csv, ",");
    jj_text_csv(csv, to);
    jj_text_addf(csv, ",%.3f,%.3f\n", p->seconds, p->metres);
}

static jj_status save(const travel *t, const jj_text *csv) {
    if (csv->failed)
        return jj_no_memory(t->ctx, t->o->matrix, csv->len);
    return jj_file_replace(t->ctx, t->o->matrix, csv->s, csv->len);
}

/* One facility's share of t->sources, and the field from it. */
typedef struct origin {
    const travel *t;
    const jj_ground *ground, *by_time;
    jj_steps steps, also; /* `also`: times along ways that were chosen by length */
    uint32_t *time;
    size_t first, n; /* of t->sources */
    uint32_t facility;
} origin;

static void origin_deinit(origin *o) {
    jj_steps_deinit(&o->steps);
    jj_steps_deinit(&o->also);
    jj_free(o->time);
}

static const jj_point *source_point(const origin *o, size_t i) {
    return &o->t->from.rows[o->t->source_point[o->first + i]];
}

static double pace(const travel *t, uint32_t cell) {
    return (double)t->pace_ms_m[cell];
}

/* Two points of one cell: straight across it. */
static pair across_cell(const travel *t, uint32_t cell, const jj_point *a, const jj_point *b) {
    size_t block = jj_lengths_block(&t->lengths, cell / t->grid.cols, cell % t->grid.cols);
    pair p = {.metres = hypot((a->x - b->x) / t->grid.dx * t->lengths.east_m[block],
                              (a->y - b->y) / t->grid.dy * t->lengths.north_m[block])};
    p.seconds = a->delay_s + p.metres * pace(t, cell) / 1000;
    p.cost = (uint64_t)((travel_is_length(t) ? p.metres : p.seconds) * 1000 + 0.5);
    return p;
}

static bool along_way(const origin *o, uint32_t cell, const jj_point *to, pair *out) {
    const travel *t = o->t;
    jj_way_field field = {&o->steps,
                          travel_is_length(t) ? &o->also : NULL,
                          t->direction,
                          o->time,
                          t->sources + o->first,
                          o->n};
    jj_way way;
    if (!jj_way_trace(&field, cell, &way))
        return false;
    const jj_source *s = &t->sources[o->first + way.source];
    const jj_point *from = source_point(o, way.source);
    double first_m, last_m;
    uint32_t last = travel_in_cell(t, cell, to->x, to->y, &last_m);
    (void)travel_in_cell(t, s->cell, from->x, from->y, &first_m);
    out->metres = first_m + way.metres + last_m;
    out->cost = (uint64_t)o->time[cell] + last;
    out->seconds = (double)out->cost / 1000;
    if (travel_is_length(t))
        out->seconds = from->delay_s + (double)way.ms / 1000 +
                       (first_m * pace(t, s->cell) + last_m * pace(t, cell)) / 1000;
    return true;
}

/* The best of a straight line inside one cell and of the way over cell centres. */
static bool reach(const origin *o, const jj_point *to, pair *best) {
    const travel *t = o->t;
    uint32_t cell = jj_grid_cell_at(&t->grid, to->x, to->y);
    if (cell == JJ_NO_CELL || !(t->pace_ms_m[cell] > 0))
        return false;
    bool is_reached = along_way(o, cell, to, best) && is_within(t, best->cost);
    for (size_t i = 0; i < o->n; i++) {
        const jj_point *from = source_point(o, i);
        if (t->sources[o->first + i].cell != cell ||
            jj_grid_cell_at(&t->grid, from->x, from->y) != cell)
            continue;
        pair direct = across_cell(t, cell, from, to);
        if (is_within(t, direct.cost) && (!is_reached || direct.cost < best->cost)) {
            *best = direct;
            is_reached = true;
        }
    }
    return is_reached;
}

static void write_origin(const origin *o, jj_text *csv) {
    const travel *t = o->t;
    bool is_same;
    const jj_points *to = targets(t, &is_same);
    for (size_t i = 0; i < to->n;) {
        uint32_t index = to->rows[i].index;
        bool is_reached = false;
        pair best = {0}, p;
        for (; i < to->n && to->rows[i].index == index; i++)
            if (reach(o, &to->rows[i], &p) && (!is_reached || p.cost < best.cost)) {
                best = p;
                is_reached = true;
            }
        if (is_reached && !(is_same && index == o->facility))
            write_pair(csv, t->from.ids[o->facility], to->ids[index], &best);
    }
}

static jj_status prepare(const travel *t, const jj_ground *ground, const jj_ground *by_time,
                         origin *o) {
    *o = (origin){.t = t, .ground = ground, .by_time = by_time};
    size_t n = jj_grid_cells(&t->grid);
    o->time = jj_alloc(n, sizeof *o->time);
    if (!o->time)
        return jj_no_memory(t->ctx, "travel times", n * sizeof *o->time);
    JJ_TRY(jj_steps_init(t->ctx, ground, t->stencil, &o->steps));
    return travel_is_length(t) ? jj_steps_init(t->ctx, by_time, t->stencil, &o->also) : JJ_OK;
}

jj_status travel_write_matrix(const travel *t) {
    JJ_AUTO float *own = NULL;
    jj_ground ground;
    const jj_ground by_time = {t->grid, &t->lengths, t->pace_ms_m,
                               t->shut, t->height_m, t->height_m ? &t->slope.table : NULL};
    JJ_TRY(travel_ground(t, &own, &ground));
    JJ_CLEANUP(origin_deinit) origin o = {0};
    JJ_TRY(prepare(t, &ground, &by_time, &o));
    JJ_CLEANUP(jj_text_deinit) jj_text csv = {0};
    jj_text_add(&csv, "from,to,seconds,metres\n");
    jj_travel how = {t->stencil, t->direction, t->within};
    for (o.first = 0; o.first < t->n_sources; o.first += o.n) {
        jj_progress(t->ctx, "travel matrix", o.first, t->n_sources);
        o.facility = t->sources[o.first].facility;
        for (o.n = 1; o.first + o.n < t->n_sources; o.n++)
            if (t->sources[o.first + o.n].facility != o.facility)
                break;
        JJ_TRY(jj_ground_field(t->ctx, &ground, t->sources + o.first, o.n, &how, o.time, NULL));
        write_origin(&o, &csv);
    }
    return save(t, &csv);
}

/* Points as places on the ellipsoid, made once. */
static jj_ecef *places(const jj_points *p) {
    jj_ecef *out = jj_alloc(p->n, sizeof *out);
    for (size_t i = 0; out && i < p->n; i++)
        out[i] = jj_ecef_from(p->rows[i].x, p->rows[i].y);
    return out;
}

typedef struct straight {
    const travel *t;
    const jj_points *from, *to;
    const jj_ecef *a, *b; /* NULL on a local plane */
    double m_s;
} straight;

static pair straight_pair(const straight *s, size_t i, size_t k) {
    const jj_point *from = &s->from->rows[i], *to = &s->to->rows[k];
    pair p = {.metres = s->a ? jj_geodesic_m(&s->a[i], &s->b[k])
                             : hypot(from->x - to->x, from->y - to->y)};
    p.seconds = from->delay_s + p.metres / s->m_s;
    double cost = (travel_is_length(s->t) ? p.metres : p.seconds) * 1000 + 0.5;
    p.cost = cost < JJ_UNREACHED ? (uint64_t)cost : JJ_UNREACHED;
    return p;
}

/* Points of one id lie side by side: [begin, end) of each list. */
typedef struct run {
    size_t begin, end;
} run;

static run next_run(const jj_points *p, size_t begin) {
    run r = {begin, begin + 1};
    while (r.end < p->n && p->rows[r.end].index == p->rows[begin].index)
        r.end++;
    return r;
}

static pair best_straight(const straight *s, run from, run to) {
    pair best = {.cost = UINT64_MAX};
    for (size_t i = from.begin; i < from.end; i++)
        for (size_t k = to.begin; k < to.end; k++) {
            pair p = straight_pair(s, i, k);
            if (p.cost < best.cost)
                best = p;
        }
    return best;
}

jj_status travel_straight_matrix(const travel *t) {
    bool is_same, is_plane = jj_crs_is_local(t->crs);
    const jj_points *to = targets(t, &is_same);
    JJ_AUTO jj_ecef *a = is_plane ? NULL : places(&t->from);
    JJ_AUTO jj_ecef *b = is_plane ? NULL : places(to);
    if (!is_plane && (!a || !b))
        return jj_no_memory(t->ctx, "places", (t->from.n + to->n) * sizeof *a);
    straight s = {t, &t->from, to, a, b, t->profile.speed_kmh / 3.6};
    JJ_CLEANUP(jj_text_deinit) jj_text csv = {0};
    jj_text_add(&csv, "from,to,seconds,metres\n");
    for (run i = next_run(&t->from, 0); i.begin < t->from.n; i = next_run(&t->from, i.end)) {
        JJ_TRY(jj_ctx_poll(t->ctx));
        jj_progress(t->ctx, "travel matrix", i.begin, t->from.n);
        for (run k = next_run(to, 0); k.begin < to->n; k = next_run(to, k.end)) {
            uint32_t from_index = t->from.rows[i.begin].index, to_index = to->rows[k.begin].index;
            pair best = best_straight(&s, i, k);
            if (is_within(t, best.cost) && !(is_same && from_index == to_index))
                write_pair(&csv, t->from.ids[from_index], to->ids[to_index], &best);
        }
    }
    return save(t, &csv);
}
