/* Geometry: a circle is a circle, light bends by Snell's law, ways go round what is in the way. */
#include "ground_case.h"

static const double pi = 3.14159265358979323846;

static ground_case *even_ground(uint32_t side, const char *stencil) {
    ground_case *t = case_new(side, side, 1, JJ_ENTRANCE_SOURCES);
    CHECK(jj_stencil_parse(stencil, &t->how.stencil));
    for (size_t i = 0; i < case_cells(t); i++)
        t->pace[i] = 1000; /* a second a cell */
    return t;
}

static void solve_from(ground_case *t, double x, double y) {
    t->n_sources = jj_ground_entrance(&t->ground, &t->how, x, y, 0, 0, t->sources);
    CHECK_OK(t->ctx, jj_ground_field(t->ctx, &t->ground, t->sources, t->n_sources, &t->how,
                                     t->time_ms, t->nearest));
}

/* Time in seconds at the centre of the cell that holds (x, y). */
static double seconds_at(const ground_case *t, double x, double y) {
    return t->time_ms[jj_grid_cell_at(&t->ground.grid, x, y)] / 1000.0;
}

/*
 * Seeded sources off the cell centres: the mean area reached at every radius, the worst direction.
 */
static void check_circle(const char *stencil, int n_sources, double least_radius,
                         double most_direction) {
    enum { CENTRE = 110, MOST_RADIUS = 100 };
    uint64_t seed = test_seed();
    double n_reached[MOST_RADIUS + 1] = {0};
    ground_case *t = even_ground(2 * CENTRE + 1, stencil);
    t->how.within_ms = 1020 * MOST_RADIUS;
    for (int k = 0; k < n_sources; k++) {
        double x = CENTRE + test_below(&seed, 1000000) / 1e6;
        double y = CENTRE + test_below(&seed, 1000000) / 1e6;
        solve_from(t, x, y);
        for (size_t i = 0; i < case_cells(t); i++) {
            double cx, cy, s = t->time_ms[i] / 1000.0;
            jj_grid_centre(&t->ground.grid, (uint32_t)i, &cx, &cy);
            double d = hypot(cx - x, cy - y);
            if (d >= least_radius && d <= MOST_RADIUS)
                CHECK_NEAR(s, d, most_direction * d);
            for (int r = (int)ceil(s); r <= MOST_RADIUS; r++)
                n_reached[r]++;
        }
    }
    for (int r = 6; r <= MOST_RADIUS; r++)
        CHECK_NEAR(n_reached[r] / n_sources, pi * r * r, 0.005 * pi * r * r);
    case_free(t);
}

static void test_true32_circle(void) {
    check_circle("true32", 400, 6, 0.01);
}

static void test_continuous_circle(void) {
    check_circle("continuous", 40, 8, 0.005);
}

/* What the plain stencils are known to lose: 10.0, 2.8 and 1.0 %; the scaled one loses nothing. */
static void test_known_bias(void) {
    static const struct {
        const char *stencil;
        double area;
    } cases[] = {{"8", 0.900}, {"16", 0.972}, {"32", 0.990}, {"true16", 1}, {"true32", 1}};
    for (int k = 0; k < 5; k++) {
        ground_case *t = even_ground(401, cases[k].stencil);
        double n = 0, r = 180;
        solve_from(t, 200.5, 200.5);
        for (size_t i = 0; i < case_cells(t); i++)
            n += t->time_ms[i] <= r * 1000;
        CHECK_NEAR(n / (pi * r * r), cases[k].area, 0.002);
        case_free(t);
    }
}

/* Fermat: the least time over all points where the way may pass the border at x = 100. */
static double refracted_s(double y1, double x2, double y2, double pace1, double pace2, double x1) {
    double best = INFINITY;
    for (double y = 0; y <= 200; y += 0.01)
        best = fmin(best, pace1 * hypot(100 - x1, y - y1) + pace2 * hypot(x2 - 100, y2 - y));
    return best;
}

static void test_refraction(void) {
    ground_case *t = even_ground(200, "continuous");
    for (size_t i = 0; i < case_cells(t); i++)
        t->pace[i] = i % 200 < 100 ? 1000 : 3000;
    solve_from(t, 40.5, 60.5);
    for (double x = 110.5; x < 190; x += 10)
        for (double y = 10.5; y < 200; y += 15) {
            double want = refracted_s(60.5, x, y, 1, 3, 40.5);
            CHECK_NEAR(seconds_at(t, x, y), want, 0.01 * want);
        }
    case_free(t);
}

/* Speed v0 + g x from a point: T = acosh(1 + g^2 d^2 / (2 v v0)) / g. */
static void test_linear_gradient(void) {
    const double v0 = 1, g = 0.01;
    ground_case *t = even_ground(200, "continuous");
    for (size_t i = 0; i < case_cells(t); i++)
        t->pace[i] = (float)(1000 / (v0 + g * ((double)(i % 200) - 20)));
    solve_from(t, 20.5, 100.5);
    for (double x = 2.5; x < 200; x += 9)
        for (double y = 5.5; y < 200; y += 11) {
            double d2 = (x - 20.5) * (x - 20.5) + (y - 100.5) * (y - 100.5);
            double want = acosh(1 + g * g * d2 / (2 * (v0 + g * (x - 20.5)) * v0)) / g;
            if (d2 > 64)
                CHECK_NEAR(seconds_at(t, x, y), want, 0.01 * want);
        }
    case_free(t);
}

/* Behind a lake the way follows a tangent, the shore and a tangent. */
static void test_round_a_disk(void) {
    const double cx = 150.5, cy = 150.5, radius = 50;
    ground_case *t = even_ground(301, "continuous");
    for (size_t i = 0; i < case_cells(t); i++)
        if (hypot((double)(i % 301) + 0.5 - cx, (double)(i / 301) + 0.5 - cy) < radius)
            t->pace[i] = 0;
    solve_from(t, 40.5, 150.5);
    for (double x = 230.5; x < 300; x += 10) { /* straight behind */
        double a = cx - 40.5, b = x - cx;
        double arc = pi - acos(radius / a) - acos(radius / b);
        double want = sqrt(a * a - radius * radius) + sqrt(b * b - radius * radius) + radius * arc;
        CHECK_NEAR(seconds_at(t, x, 150.5), want, 0.01 * want);
    }
    case_free(t);
}

/* A wall drawn as a barrier line: round its end in two straight parts. */
static void test_round_a_wall(void) {
    double wall[] = {100, -1, 100, 120};
    ground_case *t = even_ground(201, "continuous");
    case_shut(t, &(jj_line){wall, 2}, 1, NULL, 0);
    solve_from(t, 60.5, 60.5);
    for (double x = 110.5; x < 200; x += 10)
        for (double y = 5.5; y < 100; y += 10) { /* in the shadow of the wall */
            if (60.5 + (y - 60.5) * (100 - 60.5) / (x - 60.5) > 115)
                continue;
            double want = hypot(39.5, 59.5) + hypot(x - 100, 120 - y);
            CHECK_NEAR(seconds_at(t, x, y), want, 0.01 * want + 1);
        }
    case_free(t);
}

static void test_entrances(void) {
    ground_case *t = case_new(20, 20, 10, JJ_ENTRANCE_SOURCES);
    t->how.stencil = JJ_STENCIL_TRUE32;
    CHECK_INT(jj_ground_entrance(&t->ground, &t->how, 25, 5, 0, 0, t->sources), 0);
    t->how.stencil = JJ_STENCIL_8;
    CHECK_INT(jj_ground_entrance(&t->ground, &t->how, 5.5, 5.5, 3, 77, t->sources), 1);
    CHECK(t->sources[0].cell == 14 * 20 + 5 && t->sources[0].facility == 3);
    CHECK_INT(t->sources[0].start_ms, 77);
    CHECK_INT(jj_ground_entrance(&t->ground, &t->how, 5.1, 5.5, 3, 0, t->sources), 9);
    t->how.stencil = JJ_STENCIL_TRUE32;
    size_t n = jj_ground_entrance(&t->ground, &t->how, 5.1, 5.5, 3, 0, t->sources);
    CHECK(n > 140);
    for (size_t i = 0; i < n; i++) {
        double x, y;
        jj_grid_centre(&t->ground.grid, t->sources[i].cell, &x, &y);
        CHECK_INT(t->sources[i].start_ms, lround(10 * hypot(x - 5.1, y - 5.5)));
    }
    double wall[] = {5.8, -1, 5.8, 30}; /* near a line only the own cell is entered */
    case_shut(t, &(jj_line){wall, 2}, 1, NULL, 0);
    CHECK_INT(jj_ground_entrance(&t->ground, &t->how, 5.1, 5.5, 3, 0, t->sources), 1);
    t->pace[14 * 20 + 5] = 0;
    CHECK_INT(jj_ground_entrance(&t->ground, &t->how, 5.1, 5.5, 3, 0, t->sources), 0);
    float flat[400] = {0};
    t->ground.height_m = flat;
    t->how.stencil = JJ_STENCIL_CONTINUOUS;
    CHECK_REFUSED(t->ctx,
                  jj_ground_field(t->ctx, &t->ground, t->sources, 1, &t->how, t->time_ms, NULL),
                  JJ_E_RANGE, "knows no slopes");
    case_free(t);
}

int main(void) {
    RUN(test_entrances);
    RUN(test_known_bias);
    RUN(test_true32_circle);
    RUN(test_continuous_circle);
    RUN(test_refraction);
    RUN(test_linear_gradient);
    RUN(test_round_a_disk);
    RUN(test_round_a_wall);
    return 0;
}
