/*
 * What-if on a field of 16 M cells of 30 m with 800 facilities and 15 minutes' walk, and the
 * opportunity surface of 300,000 inhabited cells of 100 m.
 */
#include "../unit/gain_case.h"
#include "bench.h"
#include "solve/delta.h"

#include <string.h>

enum { SIDE = 4000, CELLS = SIDE * SIDE, FACILITIES = 800, WITHIN_MS = 900000 };

typedef struct place {
    jj_ctx *ctx;
    jj_ground ground;
    jj_lengths lengths;
    float *pace;
    uint32_t *time_ms, *nearest;
    jj_source sources[FACILITIES + 1];
    jj_delta delta;
    uint32_t at;
} place;

/* Paces about a walk of 5 km/h, up to three times slower in places. */
static void make_ground(place *p, uint32_t side, double cell_m) {
    uint64_t rng = 3;
    *p = (place){.ctx = jj_ctx_new()};
    p->ground.grid = (jj_grid){.rows = side, .cols = side, .y0 = side, .dx = 1, .dy = 1};
    bench_must(p->ctx, jj_lengths_plane(p->ctx, &p->ground.grid, cell_m, cell_m, &p->lengths));
    size_t n = (size_t)side * side;
    p->pace = malloc(n * sizeof *p->pace);
    p->time_ms = malloc(n * sizeof *p->time_ms);
    p->nearest = malloc(n * sizeof *p->nearest);
    if (!p->pace || !p->time_ms || !p->nearest)
        exit(1);
    for (size_t i = 0; i < n; i++)
        p->pace[i] = 720.0f * (1 + (float)(bench_rand(&rng) % 64 == 0 ? 2 : 0) +
                               (float)(bench_rand(&rng) % 16) / 32);
    for (uint32_t f = 0; f <= FACILITIES; f++)
        p->sources[f] = (jj_source){.cell = (uint32_t)(bench_rand(&rng) % n), .facility = f};
    p->ground.lengths = &p->lengths;
    p->ground.pace_ms_m = p->pace;
}

static void free_ground(place *p) {
    jj_lengths_deinit(&p->lengths);
    free(p->pace);
    free(p->time_ms);
    free(p->nearest);
    jj_ctx_free(p->ctx);
}

static void add_and_undo(void *arg) {
    place *p = arg;
    bench_must(p->ctx, jj_delta_add(p->ctx, &p->delta, &p->sources[FACILITIES], 1));
    jj_delta_undo(&p->delta);
}

static void close_and_undo(void *arg) {
    place *p = arg;
    bench_must(p->ctx,
               jj_delta_close(p->ctx, &p->delta, p->at++ % FACILITIES, p->sources, FACILITIES));
    jj_delta_undo(&p->delta);
}

static void time_delta(jj_stencil stencil) {
    place p;
    make_ground(&p, SIDE, 30);
    jj_travel how = {.stencil = stencil, .within_ms = WITHIN_MS};
    double begin = bench_now_s();
    bench_must(p.ctx, jj_ground_field(p.ctx, &p.ground, p.sources, FACILITIES, &how, p.time_ms,
                                      p.nearest));
    double full_s = bench_now_s() - begin;
    bench_must(p.ctx, jj_delta_init(p.ctx, &p.ground, &how, p.time_ms, p.nearest, &p.delta));
    double add_s = bench_best_s(add_and_undo, &p), close_s = bench_best_s(close_and_undo, &p);
    printf("%-7s 16 M cells of 30 m, 800 facilities: full run %.2f s, add %.2f ms, close %.2f ms\n",
           jj_stencil_name(stencil), full_s, add_s * 1e3, close_s * 1e3);
    jj_delta_deinit(&p.delta);
    free_ground(&p);
}

static void time_opportunity(jj_stencil stencil) {
    enum { REGION = 1000 };
    place p;
    make_ground(&p, REGION, 100);
    uint64_t rng = 5;
    uint32_t n = 0;
    jj_travel how = {.stencil = stencil, .within_ms = WITHIN_MS};
    double *people = calloc(REGION * REGION, sizeof *people);
    double *gain = malloc(REGION * REGION * sizeof *gain);
    uint8_t *may = calloc(REGION * REGION, 1);
    if (!people || !gain || !may)
        exit(1);
    for (uint32_t i = 0; i < REGION * REGION; i++)
        if (bench_rand(&rng) % 10 < 3) {
            people[i] = (double)(1 + bench_rand(&rng) % 200);
            may[i] = 1;
            n++;
        }
    bench_must(p.ctx, jj_ground_field(p.ctx, &p.ground, p.sources, 200, &how, p.time_ms, NULL));
    double begin = bench_now_s();
    bench_must(p.ctx, gain_on_ground(p.ctx, &p.ground, &how, people, p.time_ms, may, gain, NULL));
    printf("%-7s opportunity of %u cells of 100 m, 15 min: %.2f s\n", jj_stencil_name(stencil), n,
           bench_now_s() - begin);
    free(people);
    free(gain);
    free(may);
    free_ground(&p);
}

int main(void) {
    time_delta(JJ_STENCIL_8);
    time_delta(JJ_STENCIL_TRUE32);
    time_opportunity(JJ_STENCIL_8);
    time_opportunity(JJ_STENCIL_TRUE32);
    return 0;
}
