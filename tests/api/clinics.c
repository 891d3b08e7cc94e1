/*
 * The library in one page, and a test that its headers are enough: minutes on foot to the nearest
 * of two clinics beside a river, then where a third should stand so that most people have one
 * within ten minutes.
 *
 *   cc clinics.c $(pkg-config --cflags --libs jiujin)
 */
#include <jiujin/jiujin.h>

#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 5, COLS = 12, CELLS = ROWS * COLS, CELL_M = 200, MINUTE_MS = 60000 };
enum { WITHIN_MS = 10 * MINUTE_MS, PEOPLE_A_CELL = 40, N_CLINICS = 2 };

/* Fields, a river that is forded in the third row, two clinics. */
static const char map[CELLS + 1] = "....~......."
                                   "....~......."
                                   "1..........."
                                   "....~......."
                                   "....~......2";

/* Says what failed and ends the program: the message names the thing, the limit and the cure. */
static void must(const jj_ctx *ctx, jj_status st) {
    if (st == JJ_OK)
        return;
    fprintf(stderr, "%s: %s\n", jj_status_name(st), jj_ctx_message(ctx));
    exit(1);
}

/* On foot at 4 km/h: 900 ms a metre; water is impassable. Returns how many clinics stand there. */
static uint32_t read_map(float pace_ms_m[CELLS], uint32_t clinic_cell[N_CLINICS]) {
    uint32_t n = 0;
    for (uint32_t cell = 0; cell < CELLS; cell++) {
        pace_ms_m[cell] = map[cell] == '~' ? 0 : 900;
        if (map[cell] >= '1' && map[cell] <= '9')
            clinic_cell[n++] = cell;
    }
    return n;
}

static void print_minutes(const uint32_t time_ms[CELLS]) {
    for (uint32_t row = 0; row < ROWS; row++) {
        for (uint32_t col = 0; col < COLS; col++) {
            uint32_t ms = time_ms[row * COLS + col];
            if (ms == JJ_UNREACHED)
                printf("  -");
            else
                printf(" %2u", ms / MINUTE_MS);
        }
        printf("\n");
    }
}

/* What each cell costs from each candidate cell: a row a pair within ten minutes. */
static uint64_t list_costs(jj_ctx *ctx, const jj_ground *ground, const jj_travel *how,
                           jj_cost rows[CELLS * CELLS]) {
    uint32_t time_ms[CELLS];
    uint64_t n = 0;
    for (uint32_t site = 0; site < CELLS; site++) {
        jj_source source = {.cell = site};
        must(ctx, jj_ground_field(ctx, ground, &source, 1, how, time_ms, NULL));
        for (uint32_t cell = 0; cell < CELLS; cell++)
            if (time_ms[cell] != JJ_UNREACHED)
                rows[n++] = (jj_cost){.client = cell, .site = site, .cost = time_ms[cell]};
    }
    return n;
}

static void place_a_third(jj_ctx *ctx, const jj_ground *ground, const uint32_t clinic_cell[]) {
    static jj_cost rows[CELLS * CELLS];
    double people[CELLS];
    for (uint32_t cell = 0; cell < CELLS; cell++)
        people[cell] = ground->pace_ms_m[cell] > 0 ? PEOPLE_A_CELL : 0;
    jj_travel how = {JJ_STENCIL_TRUE32, JJ_TOWARD, WITHIN_MS};
    uint64_t n = list_costs(ctx, ground, &how, rows);
    jj_cost_table table;
    must(ctx, jj_cost_table_build(ctx, CELLS, CELLS, rows, n, &table));
    jj_locate ask = {.model = JJ_MCLP,
                     .table = &table,
                     .demand = people,
                     .radius = WITHIN_MS,
                     .p = N_CLINICS + 1,
                     .fixed = clinic_cell,
                     .n_fixed = N_CLINICS};
    jj_located answer;
    must(ctx, jj_locate_solve(ctx, &ask, &answer));
    for (size_t i = 0; i < answer.n_sites; i++)
        printf("clinic in row %u, column %u\n", answer.sites[i] / COLS, answer.sites[i] % COLS);
    printf("%.0f people within 10 minutes, at most %.0f: %s\n", answer.objective, answer.bound,
           answer.is_optimal ? "no choice is better" : "a better choice may exist");
    jj_located_deinit(&answer);
    jj_cost_table_deinit(&table);
}

int main(void) {
    jj_ctx *ctx = jj_ctx_new();
    if (!ctx)
        return 1;
    float pace_ms_m[CELLS];
    uint32_t clinic_cell[N_CLINICS];
    if (read_map(pace_ms_m, clinic_cell) != N_CLINICS)
        return 1;
    jj_ground ground = {.grid = {.rows = ROWS,
                                 .cols = COLS,
                                 .y0 = (double)ROWS * CELL_M,
                                 .dx = CELL_M,
                                 .dy = CELL_M},
                        .pace_ms_m = pace_ms_m};
    jj_lengths lengths;
    must(ctx, jj_lengths_plane(ctx, &ground.grid, CELL_M, CELL_M, &lengths));
    ground.lengths = &lengths;

    jj_source clinics[N_CLINICS];
    for (uint32_t i = 0; i < N_CLINICS; i++)
        clinics[i] = (jj_source){.cell = clinic_cell[i], .facility = i};
    jj_travel how = {JJ_STENCIL_TRUE32, JJ_TOWARD, JJ_FARTHEST};
    uint32_t time_ms[CELLS], nearest[CELLS];
    must(ctx, jj_ground_field(ctx, &ground, clinics, N_CLINICS, &how, time_ms, nearest));
    printf("jiujin %s\n", jj_version());
    print_minutes(time_ms);
    printf("from row 0, column 5 people go to clinic %u\n", nearest[5] + 1);
    place_a_third(ctx, &ground, clinic_cell);

    jj_lengths_deinit(&lengths);
    jj_ctx_free(ctx);
    return 0;
}
