/* A raster brought onto another lattice: by cell centres, never for people. */
#include "store/crs.h"
#include "store/raster.h"

#include <math.h>
#include <string.h>

static void transform_release(jj_transform **t) {
    jj_transform_free(*t);
}

/* Places of one row of target centres in the source's cells: (0, 0) is the north-west corner. */
typedef struct places {
    double *col, *row; /* one per target column, in cells and parts of cells */
} places;

/* The source lattice shifted by whole cells. */
typedef struct shift {
    int64_t row, col; /* source cell = target cell + shift */
    bool is_exact;
} shift;

static bool nearly_whole(double v, int64_t *out) {
    if (!(fabs(v) < 4e9))
        return false;
    *out = llround(v);
    return fabs(v - (double)*out) <= 1e-6;
}

/* The far corners must agree as well: a size off by 1e-9 adds up over 10^5 cells. */
static shift lattice_shift(const jj_grid *from, const jj_grid *to) {
    shift s = {0}, far = {0};
    double x1 = to->x0 + to->cols * to->dx, y1 = to->y0 - to->rows * to->dy;
    s.is_exact = nearly_whole((to->x0 - from->x0) / from->dx, &s.col) &&
                 nearly_whole((from->y0 - to->y0) / from->dy, &s.row) &&
                 nearly_whole((x1 - from->x0) / from->dx, &far.col) &&
                 nearly_whole((from->y0 - y1) / from->dy, &far.row) &&
                 far.col - s.col == to->cols && far.row - s.row == to->rows;
    return s;
}

static void fill_nan(double *out, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = NAN;
}

static jj_status copy_row(jj_ctx *ctx, jj_raster *r, const jj_grid *to, shift s, uint32_t row,
                          double *out) {
    jj_grid from = jj_raster_grid(r);
    fill_nan(out, to->cols);
    int64_t source_row = row + s.row;
    int64_t begin = s.col < 0 ? -s.col : 0;
    int64_t end = (int64_t)from.cols - s.col;
    if (end > to->cols)
        end = to->cols;
    if (source_row < 0 || source_row >= from.rows || begin >= end)
        return JJ_OK;
    return jj_raster_read_window(ctx, r, (uint32_t)source_row, (uint32_t)(begin + s.col), 1,
                                 (uint32_t)(end - begin), out + begin);
}

/* Bounds of the source cells that the places of a block touch, one cell more for bilinear. */
typedef struct window {
    uint32_t row, col, n_rows, n_cols;
    double *value;
} window;

static uint32_t clamp_cell(double v, uint32_t n) {
    return v < 0 ? 0 : v >= n ? n - 1 : (uint32_t)v;
}

static window window_of(const jj_grid *from, const places *p, size_t n) {
    double row0 = INFINITY, row1 = -INFINITY, col0 = INFINITY, col1 = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        row0 = fmin(row0, p->row[i]);
        row1 = fmax(row1, p->row[i]);
        col0 = fmin(col0, p->col[i]);
        col1 = fmax(col1, p->col[i]);
    }
    if (!(row1 >= 0 && row0 <= from->rows && col1 >= 0 && col0 <= from->cols))
        return (window){0};
    window w = {.row = clamp_cell(row0 - 1, from->rows), .col = clamp_cell(col0 - 1, from->cols)};
    w.n_rows = clamp_cell(row1 + 1, from->rows) - w.row + 1;
    w.n_cols = clamp_cell(col1 + 1, from->cols) - w.col + 1;
    return w;
}

static double value_at(const window *w, uint32_t row, uint32_t col) {
    return w->value[(size_t)(row - w->row) * w->n_cols + (col - w->col)];
}

/* The four cell centres around the place, weighted; those without data are left out. */
static double bilinear(const jj_grid *from, const window *w, double row, double col) {
    double r = row - 0.5, c = col - 0.5, sum = 0, weights = 0;
    for (int k = 0; k < 4; k++) {
        double rk = floor(r) + k / 2, ck = floor(c) + k % 2;
        double weight = (1 - fabs(r - rk)) * (1 - fabs(c - ck));
        double v = value_at(w, clamp_cell(rk, from->rows), clamp_cell(ck, from->cols));
        if (isnan(v) || !(weight > 0))
            continue;
        sum += weight * v;
        weights += weight;
    }
    return weights > 0 ? sum / weights : NAN;
}

static void sample_row(const jj_grid *from, const window *w, const places *p, jj_resample how,
                       uint32_t n_cols, double *out) {
    for (uint32_t i = 0; i < n_cols; i++) {
        double row = p->row[i], col = p->col[i];
        if (!w->value || !(row >= 0 && row <= from->rows && col >= 0 && col <= from->cols))
            out[i] = NAN;
        else if (how == JJ_RESAMPLE_NEAREST)
            out[i] = value_at(w, clamp_cell(row, from->rows), clamp_cell(col, from->cols));
        else
            out[i] = bilinear(from, w, row, col);
    }
}

static jj_status place_row(jj_ctx *ctx, jj_transform *t, const jj_grid *from, const jj_grid *to,
                           uint32_t row, const places *p) {
    for (uint32_t c = 0; c < to->cols; c++)
        jj_grid_centre(to, (uint32_t)((uint64_t)row * to->cols + c), &p->col[c], &p->row[c]);
    JJ_TRY(jj_transform_points(ctx, t, p->col, p->row, to->cols));
    for (uint32_t c = 0; c < to->cols; c++) {
        p->col[c] = (p->col[c] - from->x0) / from->dx;
        p->row[c] = (from->y0 - p->row[c]) / from->dy;
    }
    return JJ_OK;
}

/* Rows are taken in blocks so that a band of the source is read once, not once a row. */
static jj_status resample_block(jj_ctx *ctx, jj_raster *r, jj_transform *t, const jj_grid *to,
                                jj_resample how, uint32_t row, uint32_t n_rows, const places *p,
                                double *out) {
    jj_grid from = jj_raster_grid(r);
    for (uint32_t k = 0; k < n_rows; k++) {
        places one = {p->col + (size_t)k * to->cols, p->row + (size_t)k * to->cols};
        JJ_TRY(place_row(ctx, t, &from, to, row + k, &one));
    }
    window w = window_of(&from, p, (size_t)n_rows * to->cols);
    size_t n = (size_t)w.n_rows * w.n_cols;
    JJ_TRY(jj_ctx_need(ctx, n * sizeof(double), jj_raster_path(r)));
    JJ_AUTO double *value = n ? jj_alloc(n, sizeof *value) : NULL;
    if (n && !value)
        return jj_no_memory(ctx, jj_raster_path(r), n * sizeof *value);
    if (n)
        JJ_TRY(jj_raster_read_window(ctx, r, w.row, w.col, w.n_rows, w.n_cols, value));
    w.value = value;
    for (uint32_t k = 0; k < n_rows; k++) {
        places one = {p->col + (size_t)k * to->cols, p->row + (size_t)k * to->cols};
        sample_row(&from, &w, &one, how, to->cols, out + (size_t)k * to->cols);
    }
    return JJ_OK;
}

static jj_status resample(jj_ctx *ctx, jj_raster *r, jj_transform *t, const jj_grid *to,
                          jj_resample how, uint32_t row, uint32_t n_rows, double *out) {
    enum { BLOCK_ROWS = 32 };
    JJ_AUTO double *col = jj_alloc((size_t)BLOCK_ROWS * to->cols, sizeof *col);
    JJ_AUTO double *place = jj_alloc((size_t)BLOCK_ROWS * to->cols, sizeof *place);
    if (!col || !place)
        return jj_no_memory(ctx, jj_raster_path(r), (uint64_t)BLOCK_ROWS * to->cols * 16);
    places p = {col, place};
    for (uint32_t k = 0; k < n_rows; k += BLOCK_ROWS) {
        uint32_t some = n_rows - k < BLOCK_ROWS ? n_rows - k : BLOCK_ROWS;
        JJ_TRY(jj_ctx_poll(ctx));
        JJ_TRY(resample_block(ctx, r, t, to, how, row + k, some, &p, out + (size_t)k * to->cols));
    }
    return JJ_OK;
}

jj_status jj_raster_rows_onto(jj_ctx *ctx, jj_raster *r, const jj_grid *grid, const char *crs,
                              jj_resample how, uint32_t row, uint32_t n_rows, double *out) {
    jj_grid from = jj_raster_grid(r);
    shift s = lattice_shift(&from, grid);
    if (s.is_exact && jj_crs_same(jj_raster_crs(r), crs)) {
        for (uint32_t k = 0; k < n_rows; k++)
            JJ_TRY(copy_row(ctx, r, grid, s, row + k, out + (size_t)k * grid->cols));
        return JJ_OK;
    }
    JJ_CLEANUP(transform_release) jj_transform *t = NULL;
    if (jj_transform_new(ctx, crs, jj_raster_crs(r), &t) != JJ_OK)
        return jj_fail_within(ctx, JJ_E_DATA, jj_raster_path(r));
    return resample(ctx, r, t, grid, how, row, n_rows, out);
}

jj_status jj_raster_onto(jj_ctx *ctx, jj_raster *r, const jj_grid *grid, const char *crs,
                         jj_resample how, double *out) {
    return jj_raster_rows_onto(ctx, r, grid, crs, how, 0, grid->rows, out);
}
