/* The plain solver: facts worked by hand, GRASS's manual grid, an oracle, the certificate, laws. */
#include "geo/shut.h"
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
        ground_case t = case_new(6, 7, 1, 1);
        for (int i = 0; i < 42; i++)
            t.pace[i] = cost[i / 7][i % 7] * 100000;
        t.sources[0].cell = 4 * 7 + 5;
        t.how.stencil = k ? JJ_STENCIL_16 : JJ_STENCIL_8;
        case_plain(&t);
        for (int c = 0; c < 7; c++) {
            CHECK_NEAR(t.time_ms[c] / 1e5, row1[k][c], 0.00051);
            CHECK_NEAR(t.time_ms[35 + c] / 1e5, row6[k][c], 0.00051);
        }
        case_certify(&t);
        case_free(&t);
    }
}

/* One move of each kind over ground of known paces, on cells of 3 m x 4 m. */
static void test_moves(void) {
    ground_case t = case_new(4, 4, 1, 1);
    t.lengths.east_m[0] = 3;
    t.lengths.north_m[0] = 4;
    for (int i = 0; i < 16; i++)
        t.pace[i] = (float)(100 * (1 + i));
    /* only the move from the corner counts: every other way is dearer or shut by the stencil */
    jj_steps steps;
    case_ready(&t);
    CHECK_OK(t.ctx, jj_steps_init(t.ctx, &t.ground, JJ_STENCIL_32, &steps));
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
    case_free(&t);
}

static void test_refusals(void) {
    ground_case t = case_new(3, 3, 100, 1);
    case_ready(&t);
    t.sources[0].cell = 9;
    CHECK_REFUSED(t.ctx,
                  jj_ground_field(t.ctx, &t.ground, t.sources, 1, &t.how, t.time_ms, t.nearest),
                  JJ_E_RANGE, "source 0 is at cell 9");
    t.sources[0] = (jj_source){4, JJ_NO_FACILITY, 0};
    CHECK_REFUSED(t.ctx,
                  jj_ground_field(t.ctx, &t.ground, t.sources, 1, &t.how, t.time_ms, t.nearest),
                  JJ_E_RANGE, "belongs to no facility");
    t.sources[0].facility = 0;
    static const float bad[] = {-1, INFINITY, NAN};
    for (int i = 0; i < 3; i++) {
        t.pace[5] = bad[i];
        CHECK_REFUSED(t.ctx,
                      jj_ground_field(t.ctx, &t.ground, t.sources, 1, &t.how, t.time_ms, t.nearest),
                      JJ_E_RANGE, "row 1, column 2");
    }
    t.pace[5] = 1;
    static const float heights[9] = {0};
    t.ground.height_m = heights;
    CHECK_REFUSED(t.ctx,
                  jj_ground_field(t.ctx, &t.ground, t.sources, 1, &t.how, t.time_ms, t.nearest),
                  JJ_E_RANGE, "heights need a table");
    static const float factors[3] = {1, 0, 1};
    jj_slope_table table = {-1, 1, 3, factors};
    t.ground.slope = &table;
    CHECK_REFUSED(t.ctx,
                  jj_ground_field(t.ctx, &t.ground, t.sources, 1, &t.how, t.time_ms, t.nearest),
                  JJ_E_RANGE, "entry 1 of the slope table");
    case_free(&t);
}

int main(void) {
    RUN(test_manual_grid);
    RUN(test_moves);
    RUN(test_refusals);
    return 0;
}
