#include "solve/continuous.h"

#include "geo/shut.h"
#include "solve/heap.h"

#include <math.h>
#include <string.h>

enum { DIRECTIONS = 16 };

/* The sixteen moves in order of direction, as indexes of jj_move_step. */
static const uint8_t ring[DIRECTIONS] = {3, 13, 5, 9, 1, 11, 7, 15, 2, 12, 4, 8, 0, 10, 6, 14};

/* The triangle of a cell and its neighbours in directions k and k + 1. */
typedef struct triangle {
    double side_m;   /* from the cell to neighbour k */
    double base_m;   /* between the two neighbours */
    double height_m; /* of the cell above the base */
    double foot_m;   /* from the foot of that height to neighbour k, along the base */
} triangle;

typedef struct front {
    const jj_ground *ground;
    const jj_travel *how;
    triangle *triangles; /* [block of lengths][direction] */
    uint32_t *time_ms, *nearest;
    uint8_t *is_settled;
    jj_heap heap;
} front;

static void lay_triangles(const jj_lengths *l, size_t block, triangle *out) {
    for (int k = 0; k < DIRECTIONS; k++) {
        const int8_t *a = jj_move_step[ring[k]], *b = jj_move_step[ring[(k + 1) % DIRECTIONS]];
        double ay = a[0] * l->north_m[block], ax = a[1] * l->east_m[block];
        double by = b[0] * l->north_m[block], bx = b[1] * l->east_m[block];
        double ey = by - ay, ex = bx - ax, base = hypot(ex, ey);
        out[k] = (triangle){hypot(ax, ay), base, fabs(ax * by - ay * bx) / base,
                            (ax * ex + ay * ey) / base};
    }
}

/* The neighbour of a cell in a direction, or JJ_NO_CELL. */
static uint32_t neighbour(const jj_grid *g, uint32_t cell, int k) {
    const int8_t *step = jj_move_step[ring[k]];
    int64_t r = (int64_t)(cell / g->cols) + step[0], c = (int64_t)(cell % g->cols) + step[1];
    bool is_on = r >= 0 && c >= 0 && r < g->rows && c < g->cols;
    return is_on ? (uint32_t)(r * g->cols + c) : JJ_NO_CELL;
}

/* Mean pace of a move to a neighbour that is on the grid; 0 when it cannot be made. */
static double pace_of_move(const front *f, uint32_t cell, uint32_t other, int k) {
    const float *pace = f->ground->pace_ms_m;
    const int8_t *step = jj_move_step[ring[k]];
    ptrdiff_t cols = f->ground->grid.cols;
    if (jj_shut_moves_at(f->ground->shut, cell) >> ring[k] & 1)
        return 0;
    float a = pace[cell], b = pace[other];
    if (step[0] * step[0] + step[1] * step[1] <= 2)
        return a > 0 && b > 0 ? ((double)a + (double)b) / 2 : 0;
    ptrdiff_t along = step[0] / 2 * cols + step[1] / 2; /* the long axis, one cell */
    ptrdiff_t both = along + (step[0] % 2) * cols + step[1] % 2;
    float c = pace[(ptrdiff_t)cell + along], d = pace[(ptrdiff_t)cell + both];
    bool is_open = a > 0 && b > 0 && c > 0 && d > 0;
    return is_open ? (((double)a + (double)b) + ((double)c + (double)d)) / 4 : 0;
}

/* Time at the cell through the base of a triangle; INFINITY when the best point is an end of it.
 * *share is the part of neighbour k + 1 in it. */
static double through_base(const triangle *t, double a_ms, double b_ms, double pace,
                           double *share) {
    double slant = (a_ms - b_ms) / (pace * t->base_m);
    if (!(fabs(slant) < 1))
        return INFINITY;
    double along_m = slant * t->height_m / sqrt(1 - slant * slant);
    *share = (along_m - t->foot_m) / t->base_m;
    if (!(*share > 0 && *share < 1))
        return INFINITY;
    return a_ms - *share * (a_ms - b_ms) + pace * hypot(along_m, t->height_m);
}

static uint32_t facility_of(const front *f, uint32_t cell) {
    return f->nearest ? f->nearest[cell] : 0;
}

static bool offer(front *f, uint32_t cell, double ms, uint32_t facility) {
    double whole = floor(ms + 0.5);
    uint32_t time_ms = whole < JJ_FARTHEST ? (uint32_t)whole : JJ_FARTHEST;
    uint64_t key = (uint64_t)time_ms << 32 | (f->nearest ? facility : 0);
    uint64_t own = (uint64_t)f->time_ms[cell] << 32 | facility_of(f, cell);
    if (time_ms > f->how->within_ms || key >= own)
        return true;
    f->time_ms[cell] = time_ms;
    if (f->nearest)
        f->nearest[cell] = facility;
    return jj_heap_push(&f->heap, key, cell);
}

/* What triangle k of a cell offers it, when both neighbours are settled. */
static bool offer_through(front *f, const triangle *triangles, uint32_t cell, int k) {
    int next = (k + 1) % DIRECTIONS;
    uint32_t a = neighbour(&f->ground->grid, cell, k), b = neighbour(&f->ground->grid, cell, next);
    if (a == JJ_NO_CELL || b == JJ_NO_CELL || !f->is_settled[a] || !f->is_settled[b])
        return true;
    double a_pace = pace_of_move(f, cell, a, k), b_pace = pace_of_move(f, cell, b, next);
    if (!(a_pace > 0) || !(b_pace > 0))
        return true;
    double share, pace = (a_pace + b_pace) / 2;
    double ms = through_base(&triangles[k], f->time_ms[a], f->time_ms[b], pace, &share);
    if (!(ms < INFINITY))
        return true;
    uint32_t fa = facility_of(f, a), fb = facility_of(f, b);
    uint32_t facility = share < 0.5 ? fa : share > 0.5 ? fb : fa < fb ? fa : fb;
    return offer(f, cell, ms, facility);
}

/* A settled cell speaks to the cells around it, alone and with its neighbours on either side. */
static bool settle(front *f, uint32_t cell) {
    const jj_grid *g = &f->ground->grid;
    f->is_settled[cell] = 1;
    for (int k = 0; k < DIRECTIONS; k++) {
        uint32_t to = neighbour(g, cell, (k + DIRECTIONS / 2) % DIRECTIONS);
        if (to == JJ_NO_CELL || f->is_settled[to])
            continue;
        double pace = pace_of_move(f, to, cell, k);
        if (!(pace > 0))
            continue;
        size_t block = jj_lengths_block(f->ground->lengths, to / g->cols, to % g->cols);
        const triangle *t = f->triangles + block * DIRECTIONS;
        if (!offer(f, to, f->time_ms[cell] + pace * t[k].side_m, facility_of(f, cell)) ||
            !offer_through(f, t, to, k) ||
            !offer_through(f, t, to, (k + DIRECTIONS - 1) % DIRECTIONS))
            return false;
    }
    return true;
}

static jj_status run(jj_ctx *ctx, front *f, const jj_source *sources, size_t n) {
    bool is_enough = true;
    for (size_t i = 0; i < n && is_enough; i++)
        if (f->ground->pace_ms_m[sources[i].cell] > 0)
            is_enough = offer(f, sources[i].cell, sources[i].start_ms, sources[i].facility);
    for (uint64_t step = 1; f->heap.n > 0 && is_enough; step++) {
        jj_heap_entry e = jj_heap_pop(&f->heap);
        if (!f->is_settled[e.cell])
            is_enough = settle(f, e.cell);
        if (step % (1 << 20) == 0)
            JJ_TRY(jj_ctx_poll(ctx));
    }
    return is_enough
               ? JJ_OK
               : jj_no_memory(ctx, "the search front", f->heap.cap * 2 * sizeof(jj_heap_entry));
}

jj_status jj_continuous_field(jj_ctx *ctx, const jj_ground *ground, const jj_source *sources,
                              size_t n, const jj_travel *how, uint32_t *time_ms,
                              uint32_t *nearest) {
    JJ_CLEANUP(jj_steps_deinit) jj_steps steps = {0};
    if (ground->height_m)
        return jj_fail(ctx, JJ_E_RANGE, "the continuous stencil knows no slopes: take true16");
    JJ_TRY(jj_steps_init(ctx, ground, JJ_STENCIL_16, &steps));
    JJ_TRY(jj_sources_check(ctx, &ground->grid, sources, n));
    size_t n_cells = jj_grid_cells(&ground->grid);
    JJ_AUTO triangle *triangles = jj_alloc(steps.n_blocks * DIRECTIONS, sizeof *triangles);
    JJ_AUTO uint8_t *is_settled = jj_alloc(n_cells, 1);
    if (!triangles || !is_settled)
        return jj_no_memory(ctx, "the search front", n_cells);
    for (size_t b = 0; b < steps.n_blocks; b++)
        lay_triangles(ground->lengths, b, triangles + b * DIRECTIONS);
    memset(time_ms, 0xff, n_cells * sizeof *time_ms); /* JJ_UNREACHED */
    if (nearest)
        memset(nearest, 0xff, n_cells * sizeof *nearest); /* JJ_NO_FACILITY */
    front f = {.ground = ground,
               .how = how,
               .triangles = triangles,
               .time_ms = time_ms,
               .nearest = nearest,
               .is_settled = is_settled};
    jj_status st = run(ctx, &f, sources, n);
    jj_heap_deinit(&f.heap);
    return st;
}
