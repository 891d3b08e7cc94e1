#include "solve/step.h"

#include "base/threads.h"
#include "base/wide.h"
#include "geo/shut.h"

#include <math.h>
#include <stdlib.h>

/* Times are scaled so that on uniform ground the area reached is that of the circle. */
#define TRUE16_SCALE 0.9859
#define TRUE32_SCALE 0.9952

/* Cells a move crosses between its ends, as offsets from its start, and how their paces weigh. */
typedef struct crossing {
    ptrdiff_t inner[4]; /* in order from the start; symmetric pairs are (0, n-1) and so on */
    unsigned n_inner;   /* 0, 2 or 4 */
    double end, first, second;
    double total; /* sum of all weights */
} crossing;

static crossing cells_crossed(unsigned move, uint32_t cols) {
    int dr = jj_move_step[move][0], dc = jj_move_step[move][1];
    ptrdiff_t down = (dr > 0) - (dr < 0), right = (dc > 0) - (dc < 0);
    bool is_steep = abs(dr) > abs(dc);
    int n_long = is_steep ? abs(dr) : abs(dc), n_short = is_steep ? abs(dc) : abs(dr);
    ptrdiff_t along = is_steep ? down * cols : right, across = is_steep ? right : down * cols;
    if (n_long == 1)
        return (crossing){.end = 1, .total = 2};
    if (n_long == 2)
        return (crossing){{along, along + across}, 2, 1, 1, 0, 4};
    if (n_short == 1)
        return (crossing){{along, 2 * along + across}, 2, 1, 2, 0, 6};
    return (crossing){
        {along, along + across, 2 * along + across, 2 * along + 2 * across}, 4, 2, 1, 3, 12};
}

static jj_status check_slope(jj_ctx *ctx, const jj_ground *g) {
    const jj_slope_table *t = g->slope;
    if (!g->height_m)
        return JJ_OK;
    if (!t || t->n < 2 || !(t->max_slope > t->min_slope))
        return jj_fail(ctx, JJ_E_RANGE,
                       "heights need a table of at least 2 paces over a range of slopes");
    for (uint32_t i = 0; i < t->n; i++)
        if (!(t->factor[i] > 0))
            return jj_fail(ctx, JJ_E_RANGE, "entry %u of the slope table is %g: must be above 0", i,
                           (double)t->factor[i]);
    return JJ_OK;
}

/* Whether all are paces; *slowest grows to the largest. */
JJ_WIDE static bool scan_paces(const float *pace, uint32_t n, float *slowest) {
    unsigned n_bad = 0;
    float most = *slowest;
    for (uint32_t i = 0; i < n; i++) {
        n_bad += !(pace[i] >= 0 && pace[i] < INFINITY);
        most = pace[i] > most ? pace[i] : most;
    }
    *slowest = most;
    return n_bad == 0;
}

typedef struct pace_check {
    const jj_ground *ground;
    float *slowest; /* per chunk of rows */
} pace_check;

enum { CHECK_ROWS = 64 };

static jj_status check_rows(void *arg, size_t chunk, int worker) {
    (void)worker;
    const pace_check *check = arg;
    const jj_grid *g = &check->ground->grid;
    size_t first = chunk * CHECK_ROWS, last = first + CHECK_ROWS;
    for (size_t r = first; r < last && r < g->rows; r++)
        if (!scan_paces(check->ground->pace_ms_m + r * g->cols, g->cols, &check->slowest[chunk]))
            return JJ_E_RANGE;
    return JJ_OK;
}

static jj_status blame_pace(jj_ctx *ctx, const jj_ground *g) {
    size_t i = 0;
    while (g->pace_ms_m[i] >= 0 && g->pace_ms_m[i] < INFINITY)
        i++;
    return jj_fail(ctx, JJ_E_RANGE,
                   "the pace of row %u, column %u is %g ms/m: must be 0 (impassable) or a "
                   "positive number",
                   (unsigned)(i / g->grid.cols), (unsigned)(i % g->grid.cols),
                   (double)g->pace_ms_m[i]);
}

static jj_status check_pace(jj_ctx *ctx, const jj_ground *g, float *slowest) {
    size_t n = (g->grid.rows - 1) / CHECK_ROWS + 1;
    JJ_AUTO float *each = jj_alloc(n, sizeof *each);
    pace_check check = {g, each};
    if (!each)
        return jj_no_memory(ctx, "the check of paces", n * sizeof *each);
    jj_status st = jj_parallel(ctx, n, check_rows, &check);
    if (st != JJ_OK)
        return st == JJ_E_RANGE ? blame_pace(ctx, g) : st;
    for (size_t i = 0; i < n; i++)
        *slowest = each[i] > *slowest ? each[i] : *slowest;
    return JJ_OK;
}

jj_status jj_sources_check(jj_ctx *ctx, const jj_grid *g, const jj_source *sources, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (sources[i].cell >= jj_grid_cells(g))
            return jj_fail(ctx, JJ_E_RANGE, "source %zu is at cell %u of a grid of %u x %u cells",
                           i, sources[i].cell, g->rows, g->cols);
        if (sources[i].facility == JJ_NO_FACILITY)
            return jj_fail(ctx, JJ_E_RANGE, "source %zu belongs to no facility", i);
    }
    return JJ_OK;
}

/* Where blocks are rows, a move takes the mean of the rows at its ends; else its upper end's. */
static double move_length(const jj_lengths *l, size_t n_blocks, size_t block, unsigned pair) {
    int dr = jj_move_step[2 * pair + 1][0], dc = jj_move_step[2 * pair + 1][1];
    size_t end = l->block_rows == 1 ? block + (size_t)dr * l->n_block_cols : block;
    end = end < n_blocks ? end : block;
    double north = dr * (l->north_m[block] + l->north_m[end]) / 2;
    double east = dc * (l->east_m[block] + l->east_m[end]) / 2;
    return sqrt(north * north + east * east);
}

jj_status jj_steps_init_checked(jj_ctx *ctx, const jj_ground *ground, jj_stencil stencil,
                                jj_steps *out) {
    static const unsigned moves[] = {4, 8, 16, 32, 16, 32};
    const jj_lengths *l = ground->lengths;
    jj_steps s = {.ground = ground, .n_moves = moves[stencil], .scale = 1};
    if (stencil == JJ_STENCIL_TRUE16)
        s.scale = TRUE16_SCALE;
    if (stencil == JJ_STENCIL_TRUE32)
        s.scale = TRUE32_SCALE;
    s.n_blocks = (size_t)((ground->grid.rows - 1) / l->block_rows + 1) * l->n_block_cols;
    s.length_m = jj_alloc(s.n_blocks * 16, sizeof *s.length_m);
    if (!s.length_m)
        return jj_no_memory(ctx, "move lengths", s.n_blocks * 16 * sizeof *s.length_m);
    for (unsigned pair = 0; pair < 16; pair++)
        for (size_t b = 0; b < s.n_blocks; b++)
            s.length_m[pair * s.n_blocks + b] = move_length(l, s.n_blocks, b, pair);
    *out = s;
    return JJ_OK;
}

jj_status jj_steps_init(jj_ctx *ctx, const jj_ground *ground, jj_stencil stencil, jj_steps *out) {
    float slowest_ms_m = 0;
    if (stencil == JJ_STENCIL_CONTINUOUS)
        return jj_fail(ctx, JJ_E_RANGE, "the continuous stencil is not made of moves");
    JJ_TRY(jj_grid_check(ctx, &ground->grid));
    JJ_TRY(check_slope(ctx, ground));
    JJ_TRY(check_pace(ctx, ground, &slowest_ms_m));
    JJ_TRY(jj_steps_init_checked(ctx, ground, stencil, out));
    out->slowest_ms_m = slowest_ms_m;
    return JJ_OK;
}

void jj_steps_deinit(jj_steps *s) {
    jj_free(s->length_m);
    *s = (jj_steps){0};
}

double jj_steps_dearest_ms(const jj_steps *s) {
    const jj_slope_table *t = s->ground->height_m ? s->ground->slope : NULL;
    double longest_m = 0, factor = t ? 0 : 1;
    for (size_t i = 0; i < s->n_moves / 2 * s->n_blocks; i++)
        longest_m = s->length_m[i] > longest_m ? s->length_m[i] : longest_m;
    for (uint32_t i = 0; t && i < t->n; i++)
        if (t->factor[i] < INFINITY && (double)t->factor[i] > factor)
            factor = (double)t->factor[i];
    return longest_m * (double)s->slowest_ms_m * factor + 1;
}

static inline uint32_t whole_ms(double ms) {
    ms += 0.5;
    ms = ms < (double)JJ_NO_STEP ? ms : (double)JJ_NO_STEP;
    return (uint32_t)(int32_t)ms;
}

/* An impassable cell takes for ever. */
static inline double pace_of(float pace) {
    return (double)(pace > 0 ? pace : INFINITY);
}

/* Sum of the paces a move crosses, each by its weight. */
static inline double pace_sum(const float *p, ptrdiff_t to, const crossing *x, unsigned n_inner) {
    double sum = x->end * (pace_of(p[0]) + pace_of(p[to]));
    if (n_inner >= 2)
        sum += x->first * (pace_of(p[x->inner[0]]) + pace_of(p[x->inner[n_inner - 1]]));
    if (n_inner == 4)
        sum += x->second * (pace_of(p[x->inner[1]]) + pace_of(p[x->inner[2]]));
    return sum;
}

static inline void cost_level(const float *restrict pace, ptrdiff_t to, const crossing *x,
                              unsigned n_inner, double per_sum, uint32_t n, uint32_t *restrict ms) {
    for (uint32_t i = 0; i < n; i++)
        ms[i] = whole_ms(pace_sum(pace + i, to, x, n_inner) * per_sum);
}

JJ_WIDE static void cost_2(const float *restrict pace, ptrdiff_t to, const crossing *x,
                           double per_sum, uint32_t n, uint32_t *restrict ms) {
    const crossing mine = {.end = x->end};
    cost_level(pace, to, &mine, 0, per_sum, n, ms);
}

JJ_WIDE static void cost_4(const float *restrict pace, ptrdiff_t to, const crossing *x,
                           double per_sum, uint32_t n, uint32_t *restrict ms) {
    const crossing mine = *x;
    cost_level(pace, to, &mine, 2, per_sum, n, ms);
}

JJ_WIDE static void cost_6(const float *restrict pace, ptrdiff_t to, const crossing *x,
                           double per_sum, uint32_t n, uint32_t *restrict ms) {
    const crossing mine = *x;
    cost_level(pace, to, &mine, 4, per_sum, n, ms);
}

/* Place in the slope table by height difference, for moves of one length. */
typedef struct slope_scale {
    double per_m, at_level, last;
    const float *factor;
} slope_scale;

static slope_scale slope_scale_of(const jj_slope_table *t, double length_m) {
    double per_slope = (t->n - 1) / (t->max_slope - t->min_slope);
    return (slope_scale){per_slope / length_m, 0.5 - t->min_slope * per_slope, t->n - 1, t->factor};
}

/*
 * A height that is not known is taken as level; slopes beyond the table's ends have its last entry.
 */
static inline double factor_at(const slope_scale *s, float from_m, float to_m) {
    double rise_m = (double)to_m - (double)from_m;
    rise_m = rise_m == rise_m ? rise_m : 0;
    double at = rise_m * s->per_m + s->at_level;
    at = at > 0 ? at : 0;
    at = at < s->last ? at : s->last;
    return (double)s->factor[(int32_t)at];
}

double jj_slope_factor(const jj_slope_table *t, float from_m, float to_m, double length_m) {
    slope_scale scale = slope_scale_of(t, length_m);
    return factor_at(&scale, from_m, to_m);
}

static inline void cost_slope(const float *restrict pace, const float *restrict height,
                              ptrdiff_t to, const crossing *x, unsigned n_inner, double per_sum,
                              const slope_scale *scale, uint32_t n, uint32_t *restrict ms) {
    for (uint32_t i = 0; i < n; i++)
        ms[i] = whole_ms(pace_sum(pace + i, to, x, n_inner) * per_sum *
                         factor_at(scale, height[i], height[i + to]));
}

JJ_WIDE static void cost_sloped(const jj_steps *s, const crossing *x, ptrdiff_t to, double length_m,
                                size_t from, uint32_t n, uint32_t *ms) {
    const float *pace = s->ground->pace_ms_m + from, *height = s->ground->height_m + from;
    const double per_sum = length_m * s->scale / x->total;
    const crossing mine = *x;
    const slope_scale scale = slope_scale_of(s->ground->slope, length_m);
    if (x->n_inner == 0)
        cost_slope(pace, height, to, &mine, 0, per_sum, &scale, n, ms);
    else if (x->n_inner == 2)
        cost_slope(pace, height, to, &mine, 2, per_sum, &scale, n, ms);
    else
        cost_slope(pace, height, to, &mine, 4, per_sum, &scale, n, ms);
}

/* n cells whose move has one length; `from` is the index of the first. */
static void cost_run(const jj_steps *s, const crossing *x, ptrdiff_t to, double length_m,
                     size_t from, uint32_t n, uint32_t *ms) {
    const float *pace = s->ground->pace_ms_m + from;
    const double per_sum = length_m * s->scale / x->total;
    if (s->ground->height_m)
        cost_sloped(s, x, to, length_m, from, n, ms);
    else if (x->n_inner == 0)
        cost_2(pace, to, x, per_sum, n, ms);
    else if (x->n_inner == 2)
        cost_4(pace, to, x, per_sum, n, ms);
    else
        cost_6(pace, to, x, per_sum, n, ms);
}

static void shut(const jj_steps *s, unsigned move, uint32_t row, uint32_t col, uint32_t n,
                 uint32_t *ms) {
    for (uint32_t i = 0, run; i < n; i += run) {
        run = n - i;
        const uint32_t *bits = jj_shut_moves_row(s->ground->shut, row, col + i, &run);
        for (uint32_t k = 0; bits && k < run; k++)
            if (bits[k] >> move & 1)
                ms[i + k] = JJ_NO_STEP;
    }
}

static void no_steps(uint32_t n, uint32_t *ms) {
    for (uint32_t i = 0; i < n; i++)
        ms[i] = JJ_NO_STEP;
}

void jj_steps_row(const jj_steps *s, unsigned move, uint32_t row, uint32_t col, uint32_t n,
                  uint32_t *ms) {
    const jj_grid *g = &s->ground->grid;
    const jj_lengths *l = s->ground->lengths;
    int dr = jj_move_step[move][0], dc = jj_move_step[move][1];
    int64_t to_row = (int64_t)row + dr;
    int64_t first = dc < 0 ? -dc : 0, last = (int64_t)g->cols - (dc > 0 ? dc : 0);
    first = first > col ? first - col : 0;
    last = last < col ? 0 : last - col < n ? last - col : n;
    if (to_row < 0 || to_row >= g->rows || first >= last) {
        no_steps(n, ms);
        return;
    }
    no_steps((uint32_t)first, ms);
    no_steps(n - (uint32_t)last, ms + last);
    bool is_home = move & 1; /* lengths are those of the upper end */
    uint32_t home_row = is_home ? row : (uint32_t)to_row;
    const crossing x = cells_crossed(move, g->cols);
    const double *length = s->length_m + move / 2 * s->n_blocks;
    for (int64_t i = first; i < last;) {
        uint32_t home_col = (uint32_t)(col + i + (is_home ? 0 : dc));
        size_t b = jj_lengths_block(l, home_row, home_col);
        int64_t left = (int64_t)l->block_cols - home_col % l->block_cols;
        int64_t run = left < last - i ? left : last - i;
        cost_run(s, &x, (ptrdiff_t)dr * g->cols + dc, length[b],
                 (size_t)row * g->cols + col + (size_t)i, (uint32_t)run, ms + i);
        i += run;
    }
    if (s->ground->shut)
        shut(s, move, row, col, n, ms);
}
