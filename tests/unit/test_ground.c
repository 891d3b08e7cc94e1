/* The plain solver: facts worked by hand, GRASS's manual grid, an oracle, the certificate, laws. */
#include "ground_case.h"
#include "solve/step.h"

/* GRASS r.cost manual, seconds as whole units; see also its knight figures. */
static void test_manual_grid(void) {
    static const float cost[6][7] = {{2, 2, 1, 1, 5, 5, 5}, {2, 2, 8, 8, 5, 2, 1},
                                     {7, 1, 1, 8, 2, 2, 2}, {8, 7, 8, 8, 8, 8, 5},
                                     {8, 8, 1, 1, 5, 3, 9}, {8, 1, 1, 2, 5, 3, 9}};
    static const double row1[2][7] = {{21.778, 21.121, 20.692, 19.692, 16.935, 14.899, 13.657},
                                      {21.416, 21.003, 20.073, 19.073, 16.756, 14.747, 13.657}};
    static const double row6[2][7] = {{13.914, 9.414, 8.414, 8.5, 5.657, 3, 8.485},
                                      {13.736, 9.236, 8.414, 8.385, 5.657, 3, 8.485}};
    for (int k = 0; k < 2; k++) {
        ground_case *t = case_new(6, 7, 1, 1);
        for (int i = 0; i < 42; i++)
            t->pace[i] = cost[i / 7][i % 7] * 100000;
        t->sources[0].cell = 4 * 7 + 5;
        t->how.stencil = k ? JJ_STENCIL_16 : JJ_STENCIL_8;
        case_plain(t);
        for (int c = 0; c < 7; c++) {
            CHECK_NEAR(t->time_ms[c] / 1e5, row1[k][c], 0.00051);
            CHECK_NEAR(t->time_ms[35 + c] / 1e5, row6[k][c], 0.00051);
        }
        case_certify(t);
        case_free(t);
    }
}

/* One move of each kind over ground of known paces, on cells of 3 m x 4 m. */
static void test_moves(void) {
    ground_case *t = case_new(4, 4, 1, 1);
    t->lengths.east_m[0] = 3;
    t->lengths.north_m[0] = 4;
    for (int i = 0; i < 16; i++)
        t->pace[i] = (float)(100 * (1 + i));
    /* only the move from the corner counts: every other way is dearer or shut by the stencil */
    jj_steps steps;
    CHECK_OK(t->ctx, jj_steps_init(t->ctx, &t->ground, JJ_STENCIL_32, &steps));
    static const struct {
        int row, col;
        double ms;
    } moves[] = {
        {0, 1, 3 * 150.0},
        {1, 0, 4 * 300.0},
        {1, 1, 5 * 350.0},
        {2, 1, 73 /* (2*4)^2 + 3^2 */},
        {1, 2, 52 /* 4^2 + (2*3)^2 */},
        {3, 1, 153},
        {3, 2, 180},
    };
    static const double mean[] = {0,
                                  0,
                                  0,
                                  (1 + 5 + 6 + 10) * 25.0,
                                  (1 + 2 + 6 + 7) * 25.0,
                                  (1 + 2 * 5 + 2 * 10 + 14) * 100 / 6.0,
                                  (2 * 1 + 5 + 3 * 6 + 3 * 10 + 11 + 2 * 15) * 100 / 12.0};
    for (unsigned i = 0; i < 7; i++)
        for (unsigned m = 0; m < 32; m++) {
            if (jj_move_step[m][0] != moves[i].row || jj_move_step[m][1] != moves[i].col)
                continue;
            uint32_t ms, back;
            double want = mean[i] > 0 ? sqrt(moves[i].ms) * mean[i] : moves[i].ms;
            jj_steps_row(&steps, m, 0, 0, 1, &ms);
            CHECK_INT(ms, (int64_t)floor(want + 0.5));
            jj_steps_row(&steps, jj_move_back(m), (uint32_t)moves[i].row, (uint32_t)moves[i].col, 1,
                         &back);
            CHECK_INT(back, ms);
        }
    jj_steps_deinit(&steps);
    case_free(t);
}

static void test_refusals(void) {
    ground_case *t = case_new(3, 3, 100, 1);
    t->sources[0].cell = 9;
    CHECK_REFUSED(
        t->ctx, jj_ground_field(t->ctx, &t->ground, t->sources, 1, &t->how, t->time_ms, t->nearest),
        JJ_E_RANGE, "source 0 is at cell 9");
    t->sources[0] = (jj_source){4, JJ_NO_FACILITY, 0};
    CHECK_REFUSED(
        t->ctx, jj_ground_field(t->ctx, &t->ground, t->sources, 1, &t->how, t->time_ms, t->nearest),
        JJ_E_RANGE, "belongs to no facility");
    t->sources[0].facility = 0;
    static const float bad[] = {-1, INFINITY, NAN};
    for (int i = 0; i < 3; i++) {
        t->pace[5] = bad[i];
        CHECK_REFUSED(
            t->ctx,
            jj_ground_field(t->ctx, &t->ground, t->sources, 1, &t->how, t->time_ms, t->nearest),
            JJ_E_RANGE, "row 1, column 2");
    }
    t->pace[5] = 1;
    static const float heights[9] = {0};
    t->ground.height_m = heights;
    CHECK_REFUSED(
        t->ctx, jj_ground_field(t->ctx, &t->ground, t->sources, 1, &t->how, t->time_ms, t->nearest),
        JJ_E_RANGE, "heights need a table");
    static const float factors[3] = {1, 0, 1};
    jj_slope_table table = {-1, 1, 3, factors};
    t->ground.slope = &table;
    CHECK_REFUSED(
        t->ctx, jj_ground_field(t->ctx, &t->ground, t->sources, 1, &t->how, t->time_ms, t->nearest),
        JJ_E_RANGE, "entry 1 of the slope table");
    case_free(t);
}

/* Independent of solve/step.c: the segment is cut where it passes from cell to cell. */
static double oracle_ms(const ground_case *t, int row, int col, int dr, int dc) {
    const jj_grid *g = &t->ground.grid;
    double cut[16] = {0, 1};
    int n = 2;
    for (int k = 0; k < abs(dr); k++)
        cut[n++] = (k + 0.5) / abs(dr);
    for (int k = 0; k < abs(dc); k++)
        cut[n++] = (k + 0.5) / abs(dc);
    for (int i = 1; i < n; i++)
        for (int j = i; j > 0 && cut[j] < cut[j - 1]; j--) {
            double x = cut[j];
            cut[j] = cut[j - 1];
            cut[j - 1] = x;
        }
    double pace = 0, north = dr * t->lengths.north_m[0], east = dc * t->lengths.east_m[0];
    for (int i = 0; i + 1 < n; i++) {
        double part = cut[i + 1] - cut[i], at = (cut[i] + cut[i + 1]) / 2;
        if (part < 1e-9)
            continue;
        float p = t->pace[(size_t)lround(row + at * dr) * g->cols + (size_t)lround(col + at * dc)];
        if (!(p > 0))
            return INFINITY;
        pace += part * (double)p;
    }
    double length = sqrt(north * north + east * east), factor = 1;
    double scale = t->how.stencil == JJ_STENCIL_TRUE16   ? 0.9859
                   : t->how.stencil == JJ_STENCIL_TRUE32 ? 0.9952
                                                         : 1;
    if (t->height) {
        double up = (double)t->height[(row + dr) * (int)g->cols + col + dc] -
                    (double)t->height[row * (int)g->cols + col];
        /* at a tie between two entries the table's own arithmetic decides: 10 entries a unit */
        double at = floor((isnan(up) ? 0 : up) * (10 / length) + 20.5);
        factor = (double)t->factor[at < 0 ? 0 : at > 40 ? 40 : (int)at];
    }
    return floor(length * scale * pace * factor + 0.5);
}

/* Bellman and Ford: every move from every cell until nothing changes. */
static void oracle(const ground_case *t, uint32_t *time_ms, uint32_t *nearest) {
    static const int most[] = {1, 1, 2, 3, 2, 3};
    const jj_grid *g = &t->ground.grid;
    int rows = (int)g->rows, cols = (int)g->cols, reach = most[t->how.stencil];
    for (size_t i = 0; i < case_cells(t); i++)
        time_ms[i] = nearest[i] = UINT32_MAX;
    for (size_t i = 0; i < t->n_sources; i++) {
        jj_source s = t->sources[i];
        if (!(t->pace[s.cell] > 0) || s.start_ms > t->how.within_ms ||
            s.start_ms > time_ms[s.cell] ||
            (s.start_ms == time_ms[s.cell] && s.facility > nearest[s.cell]))
            continue;
        time_ms[s.cell] = s.start_ms;
        nearest[s.cell] = s.facility;
    }
    for (bool is_changed = true; is_changed;) {
        is_changed = false;
        for (int a = 0; a < rows * cols; a++)
            for (int k = 0; time_ms[a] != UINT32_MAX && k < 49; k++) {
                int dr = k / 7 - 3, dc = k % 7 - 3, r = a / cols + dr, c = a % cols + dc;
                int far = abs(dr) > abs(dc) ? abs(dr) : abs(dc);
                int near = abs(dr) + abs(dc) - far;
                bool is_move = far == 1 ? near == 0 || t->how.stencil != JJ_STENCIL_4
                                        : far <= reach && near > 0 && near < far;
                if (!is_move || r < 0 || c < 0 || r >= rows || c >= cols)
                    continue;
                bool is_away = t->how.direction == JJ_AWAY;
                double ms = is_away ? oracle_ms(t, a / cols, a % cols, dr, dc)
                                    : oracle_ms(t, r, c, -dr, -dc);
                unsigned bit = 0;
                while (jj_move_step[bit][0] != dr || jj_move_step[bit][1] != dc)
                    bit++;
                if (jj_shut_moves_at(t->shut, (uint32_t)a) >> bit & 1 || isinf(ms))
                    continue;
                ms = fmin(time_ms[a] + ms, JJ_FARTHEST);
                int b = r * cols + c;
                if (ms > t->how.within_ms || ms > time_ms[b] ||
                    (ms == time_ms[b] && nearest[a] >= nearest[b]))
                    continue;
                time_ms[b] = (uint32_t)ms;
                nearest[b] = nearest[a];
                is_changed = true;
            }
    }
}

static void test_oracle(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 400; i++) {
        ground_case *t = case_random(&seed, 9, true);
        JJ_AUTO uint32_t *time_ms = jj_alloc(case_cells(t), sizeof *time_ms);
        JJ_AUTO uint32_t *nearest = jj_alloc(case_cells(t), sizeof *nearest);
        oracle(t, time_ms, nearest);
        case_plain(t);
        for (size_t c = 0; c < case_cells(t); c++) {
            CHECK_INT(t->time_ms[c], time_ms[c]);
            CHECK_INT(t->nearest[c], nearest[c]);
        }
        case_certify(t);
        case_free(t);
    }
}

/* Each kind of flaw put into a right field is found, at its cell. */
static void test_certificate_refutes(void) {
    ground_case *t = case_new(20, 20, 10, 2);
    t->sources[0].cell = 45;
    t->sources[1].cell = 320;
    static const struct {
        uint32_t cell, add_ms, facility;
        jj_flaw flaw;
    } flaws[] = {{45, 1, 0, JJ_FLAW_SOURCE},
                 {200, 1, 0, JJ_FLAW_IMPROVABLE},
                 {0, (uint32_t)-1, 0, JJ_FLAW_UNFOUNDED},
                 {399, 0, 0, JJ_FLAW_UNFOUNDED},
                 {0, 0, JJ_NO_FACILITY, JJ_FLAW_IMPROVABLE},
                 {399, 100000, 1, JJ_FLAW_IMPROVABLE}};
    for (unsigned i = 0; i < sizeof flaws / sizeof *flaws; i++) {
        jj_certificate c;
        case_plain(t);
        case_certify(t);
        t->time_ms[flaws[i].cell] += flaws[i].add_ms;
        t->nearest[flaws[i].cell] = flaws[i].facility;
        CHECK_OK(t->ctx, jj_certify(t->ctx, &t->ground, t->sources, 2, &t->how, t->time_ms,
                                    t->nearest, &c));
        CHECK(c.flaw != JJ_FLAW_NONE);
        CHECK(c.flaw == flaws[i].flaw || c.cell != flaws[i].cell);
    }
    case_free(t);
}

int main(void) {
    RUN(test_oracle);
    RUN(test_certificate_refutes);
    RUN(test_manual_grid);
    RUN(test_moves);
    RUN(test_refusals);
    return 0;
}
