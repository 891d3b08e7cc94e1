/* Nearest place by a k-d tree of earth-centred points; a chord is never longer than its geodesic,
 * so it tells what need not be measured. */
#include "jiujin/straight.h"

#include "base/threads.h"
#include "geo/geodesic.h"

#include <math.h>
#include <string.h>

enum { BLOCK_ROWS = 64 };

typedef struct site {
    jj_ecef point;
    uint32_t facility, start_ms;
    int axis; /* that divides the sites before it from those after it */
} site;

typedef struct best {
    uint32_t ms, facility;
    size_t site;
} best;

typedef struct job {
    const jj_straight *how;
    site *sites;
    size_t n;
    uint32_t first_start_ms;
    bool is_plane;
    uint32_t cols, row0; /* of the block */
    double *lon, *lat;   /* of its cells */
    uint32_t *time_ms, *nearest;
    double *up;
} job;

static int widest_axis(const site *s, size_t n) {
    int widest = 0;
    double width = -1;
    for (int k = 0; k < 3; k++) {
        double lo = s[0].point.at[k], hi = lo;
        for (size_t i = 1; i < n; i++) {
            lo = fmin(lo, s[i].point.at[k]);
            hi = fmax(hi, s[i].point.at[k]);
        }
        if (hi - lo > width) {
            width = hi - lo;
            widest = k;
        }
    }
    return widest;
}

static void swap(site *a, site *b) {
    site t = *a;
    *a = *b;
    *b = t;
}

/*
 * Hoare's selection: the item of rank `mid` in its place, none before it larger, none after
 * smaller.
 */
static void divide(site *s, size_t n, size_t mid, int k) {
    size_t lo = 0, hi = n - 1;
    while (lo < hi) {
        double pivot = s[lo + (hi - lo) / 2].point.at[k];
        size_t i = lo, j = hi + 1;
        for (;; i++) {
            while (s[i].point.at[k] < pivot)
                i++;
            do
                j--;
            while (pivot < s[j].point.at[k]);
            if (i >= j)
                break;
            swap(&s[i], &s[j]);
        }
        if (mid <= j)
            hi = j;
        else
            lo = j + 1;
    }
}

static void build(site *s, size_t n) {
    while (n > 1) {
        size_t mid = n / 2;
        int axis = widest_axis(s, n);
        divide(s, n, mid, axis);
        s[mid].axis = axis;
        build(s, mid);
        s += mid + 1;
        n -= mid + 1;
    }
}

static void consider(const job *j, const jj_ecef *from, size_t i, best *b) {
    const site *s = &j->sites[i];
    double m = j->is_plane ? sqrt(jj_chord2_m2(from, &s->point)) : jj_geodesic_m(from, &s->point);
    double ms = floor(m * j->how->pace_ms_m + 0.5) + s->start_ms;
    if (ms > b->ms)
        return;
    uint32_t whole = (uint32_t)ms;
    if (whole < b->ms || s->facility < b->facility)
        *b = (best){whole, s->facility, i};
}

static bool is_hopeless(const job *j, double at_least_m, const best *b) {
    return j->first_start_ms + at_least_m * j->how->pace_ms_m > b->ms + 1.0;
}

static void search(const job *j, const jj_ecef *from, size_t lo, size_t hi, best *b) {
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const site *s = &j->sites[mid];
        if (!is_hopeless(j, sqrt(jj_chord2_m2(from, &s->point)), b))
            consider(j, from, mid, b);
        double beyond_m = from->at[s->axis] - s->point.at[s->axis];
        bool is_before = beyond_m < 0;
        search(j, from, is_before ? lo : mid + 1, is_before ? mid : hi, b);
        if (is_hopeless(j, fabs(beyond_m), b))
            return;
        if (is_before)
            lo = mid + 1;
        else
            hi = mid;
    }
}

static jj_ecef point_of(const job *j, double lon, double lat) {
    return j->is_plane ? (jj_ecef){.at = {lon, lat, 0}} : jj_ecef_from(lon, lat);
}

/* The cell `i` of the block whose first is `first`. */
static jj_ecef point_of_cell(const job *j, size_t first, size_t i) {
    bool is_known = j->how->up && !j->is_plane;
    return is_known ? jj_ecef_under(&j->how->up[3 * (first + i)])
                    : point_of(j, j->lon[i], j->lat[i]);
}

static jj_status solve_row(void *arg, size_t item, int worker) {
    (void)worker;
    const job *j = arg;
    size_t block = (size_t)j->row0 * j->cols, first = block + item * j->cols, guess = j->n;
    for (size_t c = 0; c < j->cols; c++) {
        if (j->how->only && !j->how->only[first + c])
            continue;
        jj_ecef from = point_of_cell(j, block, item * j->cols + c);
        best b = {j->how->within_ms < JJ_FARTHEST ? j->how->within_ms : JJ_FARTHEST, JJ_NO_FACILITY,
                  j->n};
        if (guess < j->n)
            consider(j, &from, guess, &b);
        search(j, &from, 0, j->n, &b);
        guess = b.site;
        j->time_ms[first + c] = b.facility == JJ_NO_FACILITY ? JJ_UNREACHED : b.ms;
        if (j->nearest)
            j->nearest[first + c] = b.facility;
    }
    return JJ_OK;
}

static jj_status up_of_row(void *arg, size_t item, int worker) {
    (void)worker;
    const job *j = arg;
    double *up = j->up + 3 * (((size_t)j->row0 + item) * j->cols);
    for (size_t c = 0; c < j->cols; c++) {
        jj_ecef p = jj_ecef_from(j->lon[item * j->cols + c], j->lat[item * j->cols + c]);
        memcpy(&up[3 * c], p.up, sizeof p.up);
    }
    return JJ_OK;
}

static jj_status check(jj_ctx *ctx, const jj_place *places, size_t n, const jj_straight *how) {
    if (!(how->pace_ms_m > 0) || !isfinite(how->pace_ms_m))
        return jj_fail(ctx, JJ_E_RANGE, "a pace of %g ms/m is not a pace", how->pace_ms_m);
    for (size_t i = 0; i < n; i++)
        if (!isfinite(places[i].lon) || !isfinite(places[i].lat) ||
            places[i].facility == JJ_NO_FACILITY)
            return jj_fail(ctx, JJ_E_RANGE, "place %zu at (%g, %g) is no place of a facility", i,
                           places[i].lon, places[i].lat);
    return JJ_OK;
}

static jj_status locate_row(const jj_grid *g, const jj_straight *how, uint32_t row, double *lon,
                            double *lat) {
    if (how->lonlat)
        return how->lonlat(how->lonlat_arg, row, lon, lat);
    for (uint32_t c = 0; c < g->cols; c++)
        jj_grid_centre(g, row * g->cols + c, &lon[c], &lat[c]);
    return JJ_OK;
}

static bool is_row_asked(const jj_grid *g, const jj_straight *how, uint32_t row) {
    return !how->only || memchr(how->only + (size_t)row * g->cols, 1, g->cols);
}

static jj_status work_blocks(jj_ctx *ctx, const jj_grid *g, jj_work_fn work, job *j) {
    for (uint32_t row = 0; row < g->rows; row += BLOCK_ROWS) {
        uint32_t n_rows = g->rows - row < BLOCK_ROWS ? g->rows - row : BLOCK_ROWS;
        j->row0 = row;
        bool is_any = false;
        for (uint32_t r = 0; r < n_rows; r++) {
            bool is_asked = is_row_asked(g, j->how, row + r);
            is_any |= is_asked;
            if (is_asked && !j->how->up)
                JJ_TRY(locate_row(g, j->how, row + r, j->lon + (size_t)r * g->cols,
                                  j->lat + (size_t)r * g->cols));
        }
        if (!is_any)
            continue;
        JJ_TRY(jj_parallel(ctx, n_rows, work, j));
        JJ_TRY(jj_ctx_poll(ctx));
    }
    return JJ_OK;
}

jj_status jj_straight_field(jj_ctx *ctx, const jj_grid *grid, const jj_place *places, size_t n,
                            const jj_straight *how, uint32_t *time_ms, uint32_t *nearest) {
    JJ_TRY(jj_grid_check(ctx, grid));
    JJ_TRY(check(ctx, places, n, how));
    size_t n_block = (size_t)BLOCK_ROWS * grid->cols;
    JJ_AUTO site *sites = jj_alloc(n, sizeof *sites);
    JJ_AUTO double *lon = jj_alloc(n_block, sizeof *lon);
    JJ_AUTO double *lat = jj_alloc(n_block, sizeof *lat);
    if (!sites || !lon || !lat)
        return jj_no_memory(ctx, "places", n * sizeof *sites + 2 * n_block * sizeof *lon);
    job j = {.how = how,
             .sites = sites,
             .n = n,
             .first_start_ms = JJ_FARTHEST,
             .is_plane = !how->lonlat && !grid->is_geographic,
             .cols = grid->cols,
             .lon = lon,
             .lat = lat,
             .time_ms = time_ms,
             .nearest = nearest};
    for (size_t i = 0; i < n; i++) {
        sites[i] = (site){point_of(&j, places[i].lon, places[i].lat), places[i].facility,
                          places[i].start_ms, 0};
        if (places[i].start_ms < j.first_start_ms)
            j.first_start_ms = places[i].start_ms;
    }
    build(sites, n);
    return work_blocks(ctx, grid, solve_row, &j);
}

jj_status jj_straight_up(jj_ctx *ctx, const jj_grid *grid, const jj_straight *how, double *up) {
    JJ_TRY(jj_grid_check(ctx, grid));
    if (!how->lonlat && !grid->is_geographic)
        return jj_fail(ctx, JJ_E_RANGE, "a plane of %u x %u cells has no place on the earth",
                       grid->rows, grid->cols);
    size_t n_block = (size_t)BLOCK_ROWS * grid->cols;
    JJ_AUTO double *lon = jj_alloc(n_block, sizeof *lon);
    JJ_AUTO double *lat = jj_alloc(n_block, sizeof *lat);
    if (!lon || !lat)
        return jj_no_memory(ctx, "places", 2 * n_block * sizeof *lon);
    jj_straight located = *how;
    located.up = NULL;
    located.only = NULL;
    job j = {.how = &located, .cols = grid->cols, .lon = lon, .lat = lat, .up = up};
    return work_blocks(ctx, grid, up_of_row, &j);
}
