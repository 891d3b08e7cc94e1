/* Exact polygon-cell cover: facts, laws, and clipping one cell at a time as the oracle. */
#include "geo/cover.h"
#include "test.h"

static jj_ctx *ctx;

/* The cover as a full matrix; spans must be in order, disjoint and within the grid. */
static double *matrix(const jj_grid *g, const jj_rings *rings) {
    jj_cover c;
    CHECK_OK(ctx, jj_cover_polygon(ctx, g, rings, &c));
    double *m = jj_alloc(jj_grid_cells(g), sizeof *m);
    uint64_t at = 0;
    for (size_t i = 0; i < c.n_spans; i++) {
        const jj_span *s = &c.spans[i];
        uint64_t first = (uint64_t)s->row * g->cols + s->col;
        CHECK(first >= at && s->row < g->rows && s->n > 0 && s->n <= g->cols - s->col);
        CHECK(s->fraction > 0 && s->fraction <= 1);
        for (uint32_t k = 0; k < s->n; k++)
            m[first + k] = s->fraction;
        at = first + s->n;
    }
    jj_cover_deinit(&c);
    return m;
}

static double *one_ring(const jj_grid *g, const double *xy, size_t n) {
    jj_rings r = {xy, &n, 1};
    return matrix(g, &r);
}

enum { MOST = 64 };

/* Numbers of one line into `out`; how many. */
static size_t numbers(const char *s, double *out) {
    size_t n = 0;
    char *end;
    for (double v = strtod(s, &end); end != s; v = strtod(s, &end)) {
        CHECK(n < MOST);
        out[n++] = v;
        s = end;
    }
    return n;
}

typedef struct fact {
    char name[80];
    jj_grid g;
    double xy[MOST];
    size_t n_xy, ring_end[8], n_rings;
} fact;

static void check_fact(const fact *f, const char *cells) {
    double want[MOST];
    CHECK_INT(numbers(cells, want), jj_grid_cells(&f->g));
    jj_rings r = {f->xy, f->ring_end, f->n_rings};
    JJ_AUTO double *m = matrix(&f->g, &r);
    for (size_t i = 0; i < jj_grid_cells(&f->g); i++) {
        if (fabs(m[i] - want[i]) > 1e-6)
            fprintf(stderr, "case %s, cell %zu\n", f->name, i);
        CHECK_NEAR(m[i], want[i], 1e-6);
    }
}

static void test_facts(void) {
    char path[4096], line[1000];
    snprintf(path, sizeof path, "%s/cover.txt", getenv("FACTS"));
    FILE *in = fopen(path, "r");
    CHECK(in);
    fact f = {0};
    int n = 0;
    while (fgets(line, sizeof line, in)) {
        double v[MOST];
        if (strncmp(line, "case ", 5) == 0) {
            f = (fact){0};
            snprintf(f.name, sizeof f.name, "%.*s", (int)strcspn(line + 5, "\n"), line + 5);
        } else if (strncmp(line, "grid ", 5) == 0) {
            CHECK_INT(numbers(line + 5, v), 6);
            f.g = (jj_grid){(uint32_t)v[0], (uint32_t)v[1], v[2], v[3], v[4], v[5], false};
        } else if (strncmp(line, "ring ", 5) == 0) {
            f.n_xy += numbers(line + 5, f.xy + f.n_xy);
            f.ring_end[f.n_rings++] = f.n_xy / 2;
        } else if (strncmp(line, "cells ", 6) == 0) {
            check_fact(&f, line + 6);
            n++;
        }
    }
    fclose(in);
    CHECK_INT(n, 13);
}

static double unit(uint64_t *s) {
    return (double)(test_rand(s) >> 11) / 9007199254740992.0;
}

/* Twice the signed area. */
static double shoelace2(const double *xy, size_t n) {
    double a = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = (i + 1) % n;
        a += (xy[2 * i] - xy[0]) * (xy[2 * k + 1] - xy[1]) -
             (xy[2 * k] - xy[0]) * (xy[2 * i + 1] - xy[1]);
    }
    return a;
}

/* A star-shaped ring about (cx, cy). */
static void star(uint64_t *seed, double cx, double cy, double radius, size_t n, double *xy) {
    for (size_t i = 0; i < n; i++) {
        double angle = 6.283185307179586 * ((double)i + 0.9 * unit(seed)) / (double)n;
        double r = radius * (0.2 + 0.8 * unit(seed));
        xy[2 * i] = cx + r * cos(angle);
        xy[2 * i + 1] = cy + r * sin(angle);
    }
}

/* Sutherland-Hodgman against one half-plane: axis 0 or 1, keeping what is on `side` of `limit`. */
static size_t clip(const double *in, size_t n, int axis, double limit, double side, double *out) {
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        const double *p = in + 2 * i, *q = in + 2 * ((i + 1) % n);
        double dp = side * (p[axis] - limit), dq = side * (q[axis] - limit);
        if (dp >= 0) {
            out[2 * m] = p[0];
            out[2 * m++ + 1] = p[1];
        }
        if ((dp >= 0) != (dq >= 0)) {
            double t = dp / (dp - dq);
            out[2 * m] = p[0] + t * (q[0] - p[0]);
            out[2 * m++ + 1] = p[1] + t * (q[1] - p[1]);
        }
    }
    return m;
}

static double clipped_fraction(const jj_grid *g, uint32_t row, uint32_t col, const double *xy,
                               size_t n) {
    double a[400], b[400];
    double west = g->x0 + col * g->dx, north = g->y0 - row * g->dy;
    size_t m = clip(xy, n, 0, west, 1, a);
    m = clip(a, m, 0, west + g->dx, -1, b);
    m = clip(b, m, 1, north, -1, a);
    m = clip(a, m, 1, north - g->dy, 1, b);
    return fabs(shoelace2(b, m)) / 2 / (g->dx * g->dy);
}

/* Polygons of all sizes, some beyond the border, some with vertices on cell corners. */
static void test_against_clipping(void) {
    uint64_t seed = test_seed();
    for (int turn = 0; turn < 400; turn++) {
        jj_grid g = {.rows = 1 + test_below(&seed, 12),
                     .cols = 1 + test_below(&seed, 12),
                     .x0 = 110 + unit(&seed),
                     .y0 = 38 + unit(&seed),
                     .dx = 0.5 + unit(&seed),
                     .dy = 0.5 + unit(&seed)};
        double xy[80];
        size_t n = 3 + test_below(&seed, 37);
        star(&seed, g.x0 + unit(&seed) * g.cols * g.dx, g.y0 - unit(&seed) * g.rows * g.dy,
             0.1 + 8 * unit(&seed), n, xy);
        if (turn % 3 == 0) /* onto the corners of cells: degenerate and touching rings */
            for (size_t i = 0; i < n; i++) {
                xy[2 * i] = g.x0 + round((xy[2 * i] - g.x0) / g.dx) * g.dx;
                xy[2 * i + 1] = g.y0 + round((xy[2 * i + 1] - g.y0) / g.dy) * g.dy;
            }
        if (turn % 3 == 0 && fabs(shoelace2(xy, n)) < 1e-9)
            continue;
        JJ_AUTO double *m = one_ring(&g, xy, n);
        for (uint32_t i = 0; i < jj_grid_cells(&g); i++)
            if (turn % 3) /* snapped rings may cross themselves: then only clamping is promised */
                CHECK_NEAR(m[i], clipped_fraction(&g, i / g.cols, i % g.cols, xy, n), 2e-9);
            else
                CHECK(m[i] >= 0 && m[i] <= 1);
    }
}

/* Fractions add up to the area, and a shift by whole cells shifts the fractions. */
static void test_area_and_shift(void) {
    uint64_t seed = test_seed();
    jj_grid g = {.rows = 60, .cols = 50, .x0 = 0, .y0 = 60, .dx = 1, .dy = 1};
    for (int turn = 0; turn < 200; turn++) {
        double xy[200], shifted[200];
        size_t n = 3 + test_below(&seed, 90);
        star(&seed, 22, 33, 1 + 20 * unit(&seed), n, xy);
        JJ_AUTO double *m = one_ring(&g, xy, n);
        double sum = 0, area = fabs(shoelace2(xy, n)) / 2;
        for (size_t i = 0; i < jj_grid_cells(&g); i++)
            sum += m[i];
        CHECK_NEAR(sum / area, 1, 1e-12);
        for (size_t i = 0; i < n; i++) {
            shifted[2 * i] = xy[2 * i] + 4;
            shifted[2 * i + 1] = xy[2 * i + 1] - 3;
        }
        JJ_AUTO double *s = one_ring(&g, shifted, n);
        for (uint32_t r = 3; r < g.rows; r++)
            for (uint32_t c = 4; c < g.cols; c++)
                CHECK_NEAR(s[r * g.cols + c], m[(r - 3) * g.cols + c - 4], 1e-12);
    }
}

/* A square cut into quadrangles with random corners: every cell is held exactly once in all. */
static void test_partition(void) {
    enum { SIDE = 9 };
    uint64_t seed = test_seed();
    jj_grid g = {.rows = 37, .cols = 41, .x0 = 0, .y0 = 1, .dx = 1.0 / 41, .dy = 1.0 / 37};
    double corner[(SIDE + 1) * (SIDE + 1)][2];
    for (int i = 0; i <= SIDE; i++)
        for (int k = 0; k <= SIDE; k++) {
            double *p = corner[i * (SIDE + 1) + k];
            p[0] = (k + (k % SIDE ? 0.7 * (unit(&seed) - 0.5) : 0)) / SIDE;
            p[1] = (i + (i % SIDE ? 0.7 * (unit(&seed) - 0.5) : 0)) / SIDE;
        }
    JJ_AUTO double *sum = jj_alloc(jj_grid_cells(&g), sizeof *sum);
    for (int i = 0; i < SIDE; i++)
        for (int k = 0; k < SIDE; k++) {
            const int at[] = {0, 1, SIDE + 2, SIDE + 1, 0};
            double xy[10];
            for (int c = 0; c < 5; c++)
                memcpy(xy + 2 * c, corner[i * (SIDE + 1) + k + at[c]], sizeof corner[0]);
            JJ_AUTO double *m = one_ring(&g, xy, 5);
            for (size_t c = 0; c < jj_grid_cells(&g); c++)
                sum[c] += m[c];
        }
    for (size_t c = 0; c < jj_grid_cells(&g); c++)
        CHECK_NEAR(sum[c], 1, 1e-12);
}

/* 10^5 vertices over 10^8 cells: the work is the border's, not the inside's. */
static void test_large(void) {
    enum { N = 100000 };
    uint64_t seed = test_seed();
    jj_grid g = {.rows = 10000, .cols = 10000, .x0 = 0, .y0 = 10000, .dx = 1, .dy = 1};
    JJ_AUTO double *xy = jj_alloc(2 * N, sizeof *xy);
    for (size_t i = 0; i < N; i++) {
        double angle = 6.283185307179586 * (double)i / N;
        double r = 4900 + 3 * unit(&seed);
        xy[2 * i] = 5000 + r * cos(angle);
        xy[2 * i + 1] = 5000 + r * sin(angle);
    }
    size_t n = N;
    jj_rings rings = {xy, &n, 1};
    jj_cover c;
    CHECK_OK(ctx, jj_cover_polygon(ctx, &g, &rings, &c));
    double sum = 0;
    for (size_t i = 0; i < c.n_spans; i++)
        sum += c.spans[i].fraction * c.spans[i].n;
    CHECK_NEAR(sum / (fabs(shoelace2(xy, N)) / 2), 1, 1e-10);
    CHECK(c.n_spans < 200000);
    jj_cover_deinit(&c);
}

static void test_sum(void) {
    jj_grid g = {.rows = 2, .cols = 2, .x0 = 0, .y0 = 2, .dx = 1, .dy = 1};
    const double xy[] = {0, 0, 1.5, 0, 1.5, 2, 0, 2}, value[] = {10, 20, NAN, 40};
    size_t n = 4; /* not closed: closing is ours */
    jj_rings rings = {xy, &n, 1};
    jj_cover c;
    CHECK_OK(ctx, jj_cover_polygon(ctx, &g, &rings, &c));
    double cells;
    CHECK_NEAR(jj_cover_sum(&c, &g, value, &cells), 10 + 0.5 * 20 + 0.5 * 40, 0);
    CHECK_NEAR(cells, 2, 0);
    jj_cover_deinit(&c);
}

static void test_outside_and_refused(void) {
    jj_grid g = {.rows = 2, .cols = 2, .x0 = 0, .y0 = 2, .dx = 1, .dy = 1};
    const double far_away[4][2] = {{50, 0}, {-50, 0}, {0, 50}, {0, -50}};
    for (int i = 0; i < 4; i++) {
        double x = far_away[i][0], y = far_away[i][1];
        double xy[] = {x, y, x + 1, y, x + 1, y + 1, x, y};
        size_t n = 4;
        jj_rings rings = {xy, &n, 1};
        jj_cover c;
        CHECK_OK(ctx, jj_cover_polygon(ctx, &g, &rings, &c));
        CHECK_INT(c.n_spans, 0);
        jj_cover_deinit(&c);
        xy[3] = NAN;
        CHECK_REFUSED(ctx, jj_cover_polygon(ctx, &g, &rings, &c), JJ_E_DATA, "not a finite");
        CHECK(!c.spans);
    }
}

int main(void) {
    ctx = jj_ctx_new();
    RUN(test_facts);
    RUN(test_against_clipping);
    RUN(test_area_and_shift);
    RUN(test_partition);
    RUN(test_large);
    RUN(test_sum);
    RUN(test_outside_and_refused);
    jj_ctx_free(ctx);
    return 0;
}
