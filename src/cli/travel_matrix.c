/* The matrix of `travel`: every facility to every other, or to the points of --to. */
#include "cli/travel.h"
#include "base/file.h"
#include "base/text.h"
#include "geo/geodesic.h"
#include "solve/entrance.h"
#include "solve/way.h"
#include "solve/window.h"
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

/* The last steps to each place: walks from the centres around it. */
typedef struct steps_home {
    jj_source *sources; /* JJ_DOORSTEP a point of `to` */
    uint8_t *n;
} steps_home;

static void steps_home_deinit(steps_home *s) {
    jj_free(s->sources);
    jj_free(s->n);
}

static jj_status make_steps_home(const travel *t, const jj_ground *ground, const jj_points *to,
                                 steps_home *out) {
    jj_direction leaving = t->direction == JJ_TOWARD ? JJ_AWAY : JJ_TOWARD;
    out->sources = jj_alloc(to->n, JJ_DOORSTEP * sizeof *out->sources);
    out->n = jj_alloc(to->n, sizeof *out->n);
    if (to->n && (!out->sources || !out->n))
        return jj_no_memory(t->ctx, "places", to->n * JJ_DOORSTEP * sizeof *out->sources);
    for (size_t i = 0; i < to->n; i++) {
        out->n[i] = (uint8_t)jj_ground_doorstep(ground, leaving, to->rows[i].x, to->rows[i].y,
                                                out->sources + i * JJ_DOORSTEP);
        if (i % 64 == 0)
            travel_rest(t);
    }
    return JJ_OK;
}

/* One facility's share of t->sources, and the field from it. */
typedef struct origin {
    const travel *t;
    const jj_points *to;
    const steps_home *home;
    size_t first, n; /* of t->sources */
    uint32_t facility, margin;
    jj_window w, by_time; /* `by_time` with --metres: the same part at its paces */
    jj_steps steps, also; /* `also`: times along ways that were chosen by length */
    bool is_on_disk;      /* the field is t->time */
} origin;

static void origin_clear(origin *o) {
    jj_steps_deinit(&o->steps);
    jj_steps_deinit(&o->also);
    if (o->is_on_disk)
        o->w.time_ms = NULL;
    jj_window_deinit(&o->w);
    jj_window_deinit(&o->by_time);
}

static const jj_point *source_point(const origin *o, size_t i) {
    return &o->t->from.rows[o->t->source_point[o->first + i]];
}

/* A cell of the grid in the window, or JJ_NO_CELL. */
static uint32_t in_window(const origin *o, uint32_t cell) {
    const jj_part p = o->w.part;
    uint32_t row = cell / o->t->grid.cols - p.row0, col = cell % o->t->grid.cols - p.col0;
    return row < p.rows && col < p.cols ? row * p.cols + col : JJ_NO_CELL; /* unsigned */
}

/* Straight metres between a point and the centre of a cell. */
static double metres_to(const travel *t, uint32_t cell, const jj_point *p) {
    double x, y;
    jj_grid_centre(&t->grid, cell, &x, &y);
    size_t b = jj_lengths_block(&t->lengths, cell / t->grid.cols, cell % t->grid.cols);
    return hypot((p->x - x) / t->grid.dx * t->lengths.east_m[b],
                 (p->y - y) / t->grid.dy * t->lengths.north_m[b]);
}

/* Seconds of so many metres between a point and the centre of a cell, whatever was minimised. */
static double seconds_of(const travel *t, double metres, uint32_t cell, const jj_point *p) {
    uint32_t own = jj_grid_cell_at(&t->grid, p->x, p->y);
    return metres * ((double)t->pace_ms_m[cell] + (double)t->pace_ms_m[own]) / 2000;
}

/* The field's way to `last`, a walk to the place; false when it is not reached. */
static bool along_way(const origin *o, const jj_source *last, const jj_point *to, pair *out) {
    const travel *t = o->t;
    jj_way_field field = {&o->steps,    travel_is_length(t) ? &o->also : NULL,
                          t->direction, o->w.time_ms,
                          o->w.sources, o->w.n_sources};
    jj_way way;
    uint32_t cell = in_window(o, last->cell);
    if (!jj_way_trace(&field, cell, &way))
        return false;
    const jj_source *s = &t->sources[o->first + way.source];
    const jj_point *from = source_point(o, way.source);
    double first_m = metres_to(t, s->cell, from), last_m = metres_to(t, last->cell, to);
    out->metres = first_m + way.metres + last_m;
    out->cost = (uint64_t)o->w.time_ms[cell] + last->start_ms;
    out->seconds = (double)out->cost / 1000;
    if (travel_is_length(t))
        out->seconds = from->delay_s + (double)way.ms / 1000 +
                       seconds_of(t, first_m, s->cell, from) +
                       seconds_of(t, last_m, last->cell, to);
    return true;
}

/* The last walk that ends the way soonest, or NULL. */
static const jj_source *best_last(const origin *o, size_t point, uint64_t *cost) {
    const jj_source *best = NULL;
    *cost = UINT64_MAX;
    for (size_t i = 0; i < o->home->n[point]; i++) {
        const jj_source *s = &o->home->sources[point * JJ_DOORSTEP + i];
        uint32_t cell = in_window(o, s->cell);
        uint32_t time = cell == JJ_NO_CELL ? JJ_UNREACHED : o->w.time_ms[cell];
        if (time == JJ_UNREACHED || (uint64_t)time + s->start_ms >= *cost)
            continue;
        *cost = (uint64_t)time + s->start_ms;
        best = s;
    }
    return best;
}

/* Straight from one door to the other, where both are near. */
static bool straight_on(const origin *o, const jj_point *from, const jj_point *to, pair *out) {
    const travel *t = o->t;
    const double a[2] = {from->x, from->y}, b[2] = {to->x, to->y};
    uint32_t ms = jj_ground_straight_ms(&o->w.ground, t->stencil, a, b);
    if (ms == JJ_UNREACHED)
        return false;
    uint32_t cell = jj_grid_cell_at(&t->grid, from->x, from->y);
    size_t block = jj_lengths_block(&t->lengths, cell / t->grid.cols, cell % t->grid.cols);
    out->metres = hypot((a[0] - b[0]) / t->grid.dx * t->lengths.east_m[block],
                        (a[1] - b[1]) / t->grid.dy * t->lengths.north_m[block]);
    bool is_length = travel_is_length(t);
    out->seconds = from->delay_s + (is_length ? seconds_of(t, out->metres, cell, to) : ms / 1000.0);
    out->cost = is_length ? ms : (uint64_t)(from->delay_s * 1000 + 0.5) + ms;
    return true;
}

/* The best of the straight line between near doors and of the way over cell centres. */
static bool reach(const origin *o, size_t point, pair *best) {
    const jj_point *to = &o->to->rows[point];
    uint64_t cost;
    const jj_source *last = best_last(o, point, &cost);
    bool is_reached = last && is_within(o->t, cost) && along_way(o, last, to, best);
    const jj_point *before = NULL;
    for (size_t i = 0; i < o->n; i++) {
        const jj_point *from = source_point(o, i);
        pair direct;
        if (from != before && straight_on(o, from, to, &direct) && is_within(o->t, direct.cost) &&
            (!is_reached || direct.cost < best->cost)) {
            *best = direct;
            is_reached = true;
        }
        before = from;
    }
    return is_reached;
}

static void write_origin(const origin *o, bool is_same, jj_text *csv) {
    const jj_points *to = o->to;
    for (size_t i = 0; i < to->n;) {
        uint32_t index = to->rows[i].index;
        bool is_reached = false;
        pair best = {0}, p;
        for (; i < to->n && to->rows[i].index == index; i++) {
            if (reach(o, i, &p) && (!is_reached || p.cost < best.cost)) {
                best = p;
                is_reached = true;
            }
            if (o->is_on_disk)
                travel_rest(o->t);
        }
        if (is_reached && !(is_same && index == o->facility))
            write_pair(csv, o->t->from.ids[o->facility], to->ids[index], &best);
    }
}

/* The whole grid in blocks on disk, for a field too wide for memory. */
static jj_status solve_on_disk(origin *o, const jj_ground *ground) {
    const travel *t = o->t;
    const jj_part all = {0, 0, t->grid.rows, t->grid.cols};
    JJ_TRY(travel_solve_blocks(t, t->sources + o->first, o->n));
    JJ_TRY(jj_window_cut(t->ctx, ground, all, &o->w));
    o->is_on_disk = true;
    o->w.time_ms = t->time;
    o->w.n_sources = o->n;
    o->w.sources = jj_alloc(o->n, sizeof *o->w.sources);
    if (!o->w.sources)
        return jj_no_memory(t->ctx, "sources", o->n * sizeof *o->w.sources);
    memcpy(o->w.sources, t->sources + o->first, o->n * sizeof *o->w.sources);
    return JJ_OK;
}

static jj_status solve_origin(origin *o) {
    const travel *t = o->t;
    const jj_ground ground = travel_ground(t);
    jj_travel how = {t->stencil, t->direction, t->within};
    uint64_t room = t->is_spilled ? travel_block_room(t) / 2 : UINT64_MAX;
    jj_status st = jj_window_field(t->ctx, &ground, t->sources + o->first, o->n, &how, room,
                                   &o->margin, &o->w);
    if (st == JJ_E_LIMIT && t->is_spilled)
        st = solve_on_disk(o, &ground);
    JJ_TRY(st);
    travel_rest(t);
    JJ_TRY(jj_steps_init_checked(t->ctx, &o->w.ground, t->stencil, &o->steps));
    if (!travel_is_length(t))
        return JJ_OK;
    jj_ground by_time = ground;
    by_time.pace_ms_m = t->pace_ms_m;
    by_time.height_m = t->height_m;
    by_time.slope = t->height_m ? &t->slope.table : NULL;
    JJ_TRY(jj_window_cut(t->ctx, &by_time, o->w.part, &o->by_time));
    return jj_steps_init_checked(t->ctx, &o->by_time.ground, t->stencil, &o->also);
}

static jj_status write_rows(const travel *t, const jj_points *to, bool is_same,
                            const steps_home *home, jj_text *csv) {
    uint32_t margin = 0;
    for (size_t first = 0, n; first < t->n_sources; first += n) {
        jj_progress(t->ctx, "travel matrix", first, t->n_sources);
        JJ_TRY(jj_ctx_poll(t->ctx));
        for (n = 1; first + n < t->n_sources; n++)
            if (t->sources[first + n].facility != t->sources[first].facility)
                break;
        JJ_CLEANUP(origin_clear)
        origin o = {.t = t,
                    .to = to,
                    .home = home,
                    .first = first,
                    .n = n,
                    .facility = t->sources[first].facility,
                    .margin = margin};
        JJ_TRY(solve_origin(&o));
        write_origin(&o, is_same, csv);
        margin = o.margin;
    }
    return JJ_OK;
}

jj_status travel_write_matrix(travel *t) {
    bool is_same;
    const jj_points *to = targets(t, &is_same);
    const jj_ground ground = travel_ground(t);
    JJ_CLEANUP(steps_home_deinit) steps_home home = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text csv = {0};
    if (t->is_spilled && !t->time)
        JJ_TRY(travel_new_fields(t));
    JJ_TRY(make_steps_home(t, &ground, to, &home));
    jj_text_add(&csv, "from,to,seconds,metres\n");
    JJ_TRY(write_rows(t, to, is_same, &home, &csv));
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
