/*
 * Travel over the ground, timed. One line a case: seconds (best of N), million cells a second,
 * bytes of state a cell, and the ratio to the memory floor: one pass that reads the paces and
 * writes times and facilities on as many threads.
 *
 *   bench_ground [--size CELLS] [--sources N] [--threads N] [--best N] [--only CASE]
 *                [--dump FOLDER] [--side CELLS] [--ahead CROSSINGS]
 *
 * Then the same on one thread and on grids of 1 to 64 million cells (400 million, from
 * file to file and under --memory 4G, is bench_blocks; peers_ground.sh runs it).
 *
 * --dump writes the ground as pace.f32, height.f32 and sources.txt for other tools, and nothing
 * else.
 */
#include "base/mem.h"
#include "base/text.h"
#include "base/threads.h"
#include "jiujin/ground.h"
#include "bench.h"
#include "terrain.h"
#include "solve/tiles.h"

#include <math.h>
#include <string.h>
#include <sys/resource.h>

typedef struct bench {
    jj_ctx *ctx;
    uint32_t size;
    size_t n_sources;
    int best_of;
    const char *only, *dump;
    float *pace, *height;
    float factor[2001];
    jj_source *sources;
    uint32_t *time_ms, *nearest;
    jj_lengths lengths;
    jj_slope_table slope;
    double floor_s;
    double last_s; /* of the case run last */
    int n_threads;
    jj_tiling tiling; /* 0 = the stencil's own */
} bench;

/* Processor seconds of all threads: what the work costs, whatever else the machine does. */
static double cpu_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/*
 * Fields, woods and hills on foot at 2 to 6 km/h, lakes and rivers, three classes of winding roads.
 */
static void make_ground(bench *b) {
    for (uint32_t r = 0; r < b->size; r++)
        for (uint32_t c = 0; c < b->size; c++) {
            size_t i = (size_t)r * b->size + c;
            b->pace[i] = terrain_pace(r, c);
            b->height[i] = terrain_height(r, c);
        }
    for (size_t i = 0; i < b->n_sources; i++) {
        uint32_t cell = terrain_hash((uint32_t)i, 77, 9) % (b->size * b->size);
        while (!(b->pace[cell] > 0))
            cell = (cell + 1) % (b->size * b->size);
        b->sources[i] = (jj_source){cell, (uint32_t)i, 0};
    }
    for (int i = 0; i <= 2000; i++) { /* Tobler's hiking function, level ground as 1 */
        double slope = (i - 1000) / 1000.0;
        b->factor[i] = (float)(exp(3.5 * fabs(slope + 0.05)) / exp(3.5 * 0.05));
    }
    b->slope = (jj_slope_table){-1, 1, 2001, b->factor};
}

static jj_status touch_row(void *arg, size_t row, int worker) {
    (void)worker;
    bench *b = arg;
    for (size_t i = row * b->size; i < (row + 1) * b->size; i++) {
        b->time_ms[i] = (uint32_t)(int32_t)b->pace[i];
        b->nearest[i] = (uint32_t)i;
    }
    return JJ_OK;
}

static void measure_floor(bench *b) {
    b->floor_s = 1e9;
    for (int i = 0; i < b->best_of; i++) {
        double start = bench_now_s();
        jj_parallel(b->ctx, b->size, touch_row, b);
        b->floor_s = fmin(b->floor_s, bench_now_s() - start);
    }
    printf("%-34s %8.3f s %9.1f Mcells/s\n", "memory floor", b->floor_s,
           (double)b->size * b->size / b->floor_s / 1e6);
}

static void run_case(bench *b, const char *name, jj_stencil stencil, bool is_sloped,
                     double within_min) {
    if (b->only && strcmp(b->only, name) != 0)
        return;
    jj_ground g = {.grid = {.rows = b->size, .cols = b->size, .y0 = b->size, .dx = 1, .dy = 1},
                   .lengths = &b->lengths,
                   .pace_ms_m = b->pace,
                   .height_m = is_sloped ? b->height : NULL,
                   .slope = is_sloped ? &b->slope : NULL};
    jj_travel how = {.stencil = stencil,
                     .within_ms = within_min > 0 ? (uint32_t)(within_min * 60000) : JJ_FARTHEST};
    double best = 1e9, best_cpu = 1e9, cells = (double)b->size * b->size;
    jj_tiling tiling = jj_tiling_for(stencil);
    if (b->tiling.side)
        tiling.side = b->tiling.side;
    if (b->tiling.ahead > 0)
        tiling.ahead = b->tiling.ahead;
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    for (int i = 0; i < b->best_of; i++) {
        double start = bench_now_s(), cpu = cpu_s();
        bench_must(b->ctx, jj_tiles_field(b->ctx, &g, b->sources, b->n_sources, &how, &tiling,
                                          b->time_ms, b->nearest));
        best = fmin(best, bench_now_s() - start);
        best_cpu = fmin(best_cpu, cpu_s() - cpu);
    }
    getrusage(RUSAGE_SELF, &after);
    uint64_t n_reached = 0;
    for (size_t i = 0; i < (size_t)b->size * b->size; i++)
        n_reached += b->time_ms[i] != JJ_UNREACHED;
    double state = (double)(after.ru_maxrss - before.ru_maxrss) * 1024 / cells;
    printf("%-34s %8.3f s %8.3f s cpu %9.2f Mcells/s %6.1f %% reached %6.2f B/cell %6.1f x floor\n",
           name, best, best_cpu, cells / best / 1e6, 100 * (double)n_reached / cells, state + 8,
           best / b->floor_s);
    fflush(stdout);
    b->last_s = best;
}

static void dump_to(const bench *b, const char *name, const void *data, size_t bytes) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", b->dump, name);
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(data, 1, bytes, f) != bytes || fclose(f) != 0) {
        fprintf(stderr, "cannot write %s\n", path);
        exit(1);
    }
}

static void dump(const bench *b) {
    size_t n = (size_t)b->size * b->size;
    jj_text t = {0};
    for (size_t i = 0; i < b->n_sources; i++)
        jj_text_addf(&t, "%u %u\n", b->sources[i].cell / b->size, b->sources[i].cell % b->size);
    dump_to(b, "pace.f32", b->pace, n * sizeof *b->pace);
    dump_to(b, "height.f32", b->height, n * sizeof *b->height);
    dump_to(b, "sources.txt", t.s, t.len);
    jj_text_deinit(&t);
}

static void set_threads(bench *b, int n) {
    bench_must(b->ctx, jj_ctx_set_threads(b->ctx, n));
}

/* What a second thread gains, and what the unbiased stencil costs beside the biased one. */
static void compare(bench *b) {
    static const struct {
        const char *name, *alone;
        jj_stencil stencil;
        bool is_sloped;
    } cases[] = {
        {"8 neighbours", "8 neighbours, one thread", JJ_STENCIL_8, false},
        {"16 neighbours", "16 neighbours, one thread", JJ_STENCIL_16, false},
        {"true32", "true32, one thread", JJ_STENCIL_TRUE32, false},
        {"16 neighbours, Tobler slopes", "16, Tobler slopes, one thread", JJ_STENCIL_16, true}};
    double eight_s = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        run_case(b, cases[i].name, cases[i].stencil, cases[i].is_sloped, 0);
        double both_s = b->last_s;
        eight_s = i == 0 ? both_s : eight_s;
        set_threads(b, 1);
        run_case(b, cases[i].alone, cases[i].stencil, cases[i].is_sloped, 0);
        set_threads(b, b->n_threads);
        if (!b->only)
            printf("  %d threads are %.2f times as fast as one; %.2f times the 8-neighbour time\n",
                   b->n_threads, b->last_s / both_s, both_s / eight_s);
    }
    run_case(b, "true16, Tobler slopes", JJ_STENCIL_TRUE16, true, 0);
    run_case(b, "8 neighbours, within 15 min", JJ_STENCIL_8, false, 15);
    run_case(b, "true32, within 15 min", JJ_STENCIL_TRUE32, false, 15);
}

static void release(bench *b) {
    jj_free(b->pace);
    jj_free(b->height);
    jj_free(b->sources);
    jj_free(b->time_ms);
    jj_free(b->nearest);
    jj_lengths_deinit(&b->lengths);
}

static void reserve(bench *b) {
    size_t n = (size_t)b->size * b->size;
    b->pace = jj_alloc(n, sizeof *b->pace);
    b->height = jj_alloc(n, sizeof *b->height);
    b->sources = jj_alloc(b->n_sources, sizeof *b->sources);
    b->time_ms = jj_alloc(n, sizeof *b->time_ms);
    b->nearest = jj_alloc(n, sizeof *b->nearest);
    jj_grid g = {.rows = b->size, .cols = b->size, .dx = 1, .dy = 1};
    if (!b->pace || !b->height || !b->sources || !b->time_ms || !b->nearest ||
        jj_lengths_plane(b->ctx, &g, 30, 30, &b->lengths))
        exit(1);
}

/* One facility to 20,000 cells, whatever the size. */
static void scale(bench *b) {
    static const uint32_t sizes[] = {1000, 2000, 8000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes && !b->only; i++) {
        release(b);
        b->size = sizes[i];
        b->n_sources = (size_t)b->size * b->size / 20000;
        b->best_of = sizes[i] > 4000 ? 2 : b->best_of;
        reserve(b);
        make_ground(b);
        printf("%u x %u cells, %zu sources, best of %d\n", b->size, b->size, b->n_sources,
               b->best_of);
        measure_floor(b);
        run_case(b, "8 neighbours, by size", JJ_STENCIL_8, false, 0);
        run_case(b, "true32, by size", JJ_STENCIL_TRUE32, false, 0);
    }
}

int main(int argc, char **argv) {
    bench b = {
        .ctx = jj_ctx_new(), .size = 4000, .n_sources = 800, .best_of = BENCH_RUNS, .n_threads = 2};
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *name = argv[i], *value = argv[i + 1];
        if (!strcmp(name, "--size"))
            b.size = (uint32_t)strtoul(value, NULL, 10);
        else if (!strcmp(name, "--sources"))
            b.n_sources = strtoul(value, NULL, 10);
        else if (!strcmp(name, "--threads"))
            b.n_threads = (int)strtol(value, NULL, 10);
        else if (!strcmp(name, "--best"))
            b.best_of = (int)strtol(value, NULL, 10);
        else if (!strcmp(name, "--only"))
            b.only = value;
        else if (!strcmp(name, "--side"))
            b.tiling.side = (uint32_t)strtoul(value, NULL, 10);
        else if (!strcmp(name, "--ahead"))
            b.tiling.ahead = strtod(value, NULL);
        else if (!strcmp(name, "--dump"))
            b.dump = value;
    }
    set_threads(&b, b.n_threads);
    reserve(&b);
    make_ground(&b);
    if (b.dump) {
        dump(&b);
        return 0;
    }
    printf("%u x %u cells, %zu sources, %d threads, best of %d\n", b.size, b.size, b.n_sources,
           b.n_threads, b.best_of);
    measure_floor(&b);
    compare(&b);
    scale(&b);
    release(&b);
    return 0;
}
