#include "rules/gain_reach.h"

#include "rules/fields.h"

#include <math.h>
#include <string.h>

/* Of one kind of side, `l->north_m` or `l->east_m`. */
static double shortest_m(const jj_lengths *l, const double *side_m, const jj_grid *g) {
    double least = INFINITY;
    size_t n_block_rows = (g->rows + l->block_rows - 1) / l->block_rows;
    for (size_t b = 0; b < n_block_rows * l->n_block_cols; b++)
        least = fmin(least, side_m[b]);
    return least;
}

/* Rows of the grid that so many metres can span at the most. */
double jj_rows_within(const jj_scene *s, double metres) {
    return ceil(metres / shortest_m(&s->lengths, s->lengths.north_m, &s->grid) * 1.01) + 1;
}

static jj_rows wider(jj_rows rows, double by, const jj_grid *g) {
    return (jj_rows){by < rows.first ? rows.first - (uint32_t)by : 0,
                     by < g->rows - rows.end ? rows.end + (uint32_t)by : g->rows};
}

/* Least milliseconds a metre in the rows; what a stencil and a slope take off is in it. */
static double fastest_ms_m(const jj_scene *s, const jj_profile *p, jj_rows rows) {
    static const double least_scale = 0.98; /* of true16 and true32 */
    float fastest = INFINITY;
    double factor = 1;
    size_t end = (size_t)rows.end * s->grid.cols;
    for (size_t i = (size_t)rows.first * s->grid.cols; i < end; i++)
        if (p->pace_ms_m[i] > 0 && p->pace_ms_m[i] < fastest)
            fastest = p->pace_ms_m[i];
    for (uint32_t i = 0; p->slope && i < p->slope->n; i++)
        factor = fmin(factor, (double)p->slope->factor[i]);
    return (double)fastest * factor * least_scale;
}

jj_rows jj_gain_rows(const jj_scene *s, const jj_rule *rule, jj_rows places) {
    const jj_profile *p = jj_scene_profile(s, rule->profiles[0]);
    const jj_rows all = {0, s->grid.rows};
    if (!p || p->mode == JJ_MODE_ROAD)
        return all;
    double ms = jj_threshold_ms(rule, p, rule->threshold[0]);
    if (p->mode == JJ_MODE_STRAIGHT)
        return wider(places, jj_rows_within(s, ms * p->speed_m_s / 1000), &s->grid);
    jj_rows rows = places; /* faster ground farther out may reach farther still */
    for (;;) {
        double by = jj_rows_within(s, ms / fastest_ms_m(s, p, rows)) + JJ_ENTRANCE_REACH;
        jj_rows next = wider(places, by, &s->grid);
        if (next.first >= rows.first && next.end <= rows.end)
            return rows;
        rows = next;
    }
}

/* The cells that a straight walk on the fastest ground there is can reach: columns to either side,
 * by rows away. */
typedef struct disc {
    uint32_t *cols;
    uint32_t n_rows;
} disc;

static bool disc_make(const jj_scene *s, const jj_gain_base *base, disc *d) {
    double metres = base->within_ms / fastest_ms_m(s, base->profile, base->rows);
    double row_m = shortest_m(&s->lengths, s->lengths.north_m, &s->grid);
    double col_m = shortest_m(&s->lengths, s->lengths.east_m, &s->grid);
    double n_rows = fmin(jj_rows_within(s, metres), s->grid.rows);
    *d = (disc){.cols = jj_alloc((size_t)n_rows + 1, sizeof *d->cols), .n_rows = (uint32_t)n_rows};
    for (uint32_t i = 0; d->cols && i <= d->n_rows; i++) {
        double up = fmax(0, i * row_m / 1.01 - row_m);
        double right = ceil(sqrt(fmax(0, metres * metres - up * up)) / col_m * 1.01) + 1;
        d->cols[i] = (uint32_t)fmin(right, s->grid.cols);
    }
    return d->cols != NULL;
}

/* sums[c] = wanted people in the row's first c columns. */
static void sum_row(const jj_scene *s, const jj_gain_base *base, uint32_t row, double *sums) {
    size_t first = (size_t)row * s->grid.cols;
    sums[0] = 0;
    for (uint32_t c = 0; c < s->grid.cols; c++) {
        bool is_wanted = jj_gain_is_wanted(base, first + c);
        sums[c + 1] = sums[c] + (is_wanted ? base->reach->people[first + c] : 0);
    }
}

static double sum_disc(const jj_scene *s, const jj_gain_base *base, const disc *d,
                       const double *sums, uint32_t cell) {
    static const double rounding = 1 + 1e-9; /* sums in another order */
    int64_t row = cell / s->grid.cols, col = cell % s->grid.cols;
    int64_t top = row - d->n_rows, bottom = row + d->n_rows;
    double sum = 0, all = 0;
    top = top > base->rows.first ? top : base->rows.first;
    bottom = bottom < (int64_t)base->rows.end - 1 ? bottom : (int64_t)base->rows.end - 1;
    for (int64_t r = top; r <= bottom; r++) {
        const double *of = sums + (size_t)(r - base->rows.first) * (s->grid.cols + 1u);
        int64_t wide = d->cols[r > row ? r - row : row - r];
        int64_t left = col > wide ? col - wide : 0;
        int64_t right = col + wide + 1 < s->grid.cols ? col + wide + 1 : s->grid.cols;
        sum += of[right] - of[left];
        all += of[right];
    }
    return sum + all * (rounding - 1);
}

jj_status jj_gain_most(jj_ctx *ctx, const jj_scene *s, const jj_gain_base *base,
                       const uint32_t *cells, size_t n, double *most) {
    for (size_t i = 0; i < n; i++)
        most[i] = INFINITY;
    if (base->profile->mode != JJ_MODE_GROUND)
        return JJ_OK;
    size_t n_rows = base->rows.end - base->rows.first;
    JJ_AUTO double *sums = jj_alloc(n_rows * (s->grid.cols + 1u), sizeof *sums);
    disc d = {0};
    if (!sums || !disc_make(s, base, &d)) {
        jj_free(d.cols);
        return jj_no_memory(ctx, "what new places would bring", n_rows * s->grid.cols * 8);
    }
    for (size_t r = 0; r < n_rows; r++)
        sum_row(s, base, base->rows.first + (uint32_t)r, sums + r * (s->grid.cols + 1u));
    for (size_t i = 0; i < n; i++)
        most[i] = sum_disc(s, base, &d, sums, cells[i]);
    jj_free(d.cols);
    return JJ_OK;
}
