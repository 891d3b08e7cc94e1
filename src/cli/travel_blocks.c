/* `travel` over grids that do not fit in memory: arrays on disk, the field block by block. */
#include "cli/travel.h"
#include "base/file.h"
#include "base/spill.h"
#include "base/text.h"
#include "jiujin/blocks.h"

#include <math.h>
#include <string.h>

/* What is there whatever the grid: the program, its libraries, rows on their way in and out. */
enum { BASE_BYTES = 96 << 20, REST_BYTES = 16 << 20 };

static uint64_t n_cells(const travel *t) {
    return (uint64_t)jj_grid_cells(&t->grid);
}

static const char *written(const travel *t) {
    const travel_options *o = t->o;
    const char *const files[] = {o->time, o->nearest, o->areas, o->matrix};
    for (size_t i = 0; i < JJ_COUNT(files); i++)
        if (files[i])
            return files[i];
    return jj_text_eq(o->summary, "-") ? "summary" : o->summary;
}

jj_status travel_new_array(const travel *t, const char *what, size_t cell_bytes, void **out) {
    uint64_t bytes = n_cells(t) * cell_bytes;
    if (t->is_spilled)
        return jj_spill_new(t->ctx, written(t), what, bytes, out);
    *out = jj_alloc(n_cells(t), cell_bytes);
    return *out ? JJ_OK : jj_no_memory(t->ctx, what, bytes);
}

void travel_free_array(const travel *t, void *array, size_t cell_bytes) {
    if (t->is_spilled)
        jj_spill_free(array, n_cells(t) * cell_bytes);
    else
        jj_free(array);
}

void travel_rest(const travel *t) {
    void *const arrays[] = {t->pace_ms_m, t->metre_pace, t->height_m,
                            t->time,      t->nearest,    t->side_of};
    if (!t->is_spilled)
        return;
    for (size_t i = 0; i < JJ_COUNT(arrays); i++)
        if (arrays[i])
            jj_spill_rest(arrays[i], n_cells(t) * sizeof(uint32_t));
    if (t->row_of_cell)
        jj_spill_rest(t->row_of_cell, n_cells(t) * sizeof *t->row_of_cell);
}

static uint32_t rows_between_rests(const travel *t) {
    uint64_t rows = REST_BYTES / (sizeof(uint32_t) * (uint64_t)t->grid.cols);
    return rows < 1 ? 1 : (uint32_t)rows;
}

void travel_row_done(const travel *t, uint32_t row) {
    if (t->is_spilled && (row + 1) % rows_between_rests(t) == 0)
        travel_rest(t);
}

/*
 * Bytes a cell of the arrays: pace, time, facility; heights, classes, sides, paces under --metres.
 */
static unsigned array_bytes(const travel *t) {
    const travel_options *o = t->o;
    bool has_sides = o->summary || (o->barriers.n && !t->is_quiet);
    return 12u + (o->dem ? 4 : 0) + (o->landcover ? 2 : 0) + (has_sides ? 4 : 0) +
           (travel_is_length(t) ? 4 : 0);
}

/* The driver's cache of raster blocks, as store/ sets it. */
static uint64_t cache_bytes(const travel *t) {
    const uint64_t most = 256u << 20, share = jj_ctx_memory(t->ctx) / 8;
    return share < most ? share : most;
}

/* Rows of doubles on their way onto the lattice, and places of their centres. */
static uint64_t row_bytes(const travel *t) {
    return (uint64_t)t->grid.cols * 64 * 24;
}

static uint64_t fixed_bytes(const travel *t) {
    return BASE_BYTES + cache_bytes(t) + row_bytes(t) + REST_BYTES * 6;
}

uint64_t travel_block_room(const travel *t) {
    uint64_t shut = t->shut ? jj_shut_moves_bytes(t->shut) * 2 : 0;
    uint64_t sources = t->n_sources * 2 * sizeof *t->sources;
    uint64_t fixed = fixed_bytes(t) + shut + sources, all = jj_ctx_memory(t->ctx);
    return all > fixed ? all - fixed : 0;
}

/* Reading, solving and writing on a middling office machine; rasters are packed on one thread. */
static double minutes_at_most(const travel *t) {
    const double solved_a_minute = 600e6, written_a_minute = 300e6;
    int n_rasters = !!t->o->time + !!t->o->nearest;
    return (double)n_cells(t) * (1 / solved_a_minute + n_rasters / written_a_minute);
}

static jj_status plan_blocks(travel *t) {
    const travel_options *o = t->o;
    uint64_t disk = n_cells(t) * (array_bytes(t) + (o->time || o->nearest ? 8 : 0)), left;
    JJ_TRY(jj_disk_free(t->ctx, written(t), &left));
    if (disk > left)
        return jj_fail(t->ctx, JJ_E_IO,
                       "%.0f cells in blocks need %.2f GB of disk beside '%s' and %.2f GB are free",
                       (double)n_cells(t), (double)disk / 1e9, written(t), (double)left / 1e9);
    t->is_spilled = true;
    travel_note(
        t,
        "%.0f cells need %.2f GB of memory, more than the %.2f GB allowed: solved in blocks "
        "with up to %.2f GB of disk beside '%s', in about %.0f minutes at the most",
        (double)n_cells(t), (double)(n_cells(t) * array_bytes(t) + fixed_bytes(t)) / 1e9,
        (double)jj_ctx_memory(t->ctx) / 1e9, (double)disk / 1e9, written(t),
        ceil(minutes_at_most(t)));
    return JJ_OK;
}

/* What is not solved in blocks: these need the whole field at once. NULL: blocks will do. */
static const char *solved_whole(const travel *t) {
    const travel_options *o = t->o;
    if (o->compat)
        return "--compat accessmod";
    if (o->friction || o->landcover)
        return t->stencil == JJ_STENCIL_CONTINUOUS ? "--stencil continuous" : NULL;
    return o->is_straight ? "--straight" : "--roads";
}

jj_status travel_plan_memory(travel *t, const char *path) {
    const travel_options *o = t->o;
    uint64_t all = jj_ctx_memory(t->ctx);
    uint64_t whole = n_cells(t) * (array_bytes(t) + (o->compat ? 24 : 0)) + fixed_bytes(t);
    uint64_t at_least = whole - BASE_BYTES - cache_bytes(t);
    const char *whole_only = solved_whole(t);
    if (whole <= all || (whole_only && at_least <= all))
        return JJ_OK;
    if (whole_only)
        return jj_fail(t->ctx, JJ_E_NOMEM,
                       "'%s' needs %.2f GB of memory and the ceiling is %.2f GB; %s is not solved "
                       "block by block: raise --memory, take a coarser grid or do without it",
                       path, (double)at_least / 1e9, (double)all / 1e9, whole_only);
    if (jj_block_side(travel_block_room(t), o->dem, o->barriers.n > 0) < 256)
        return jj_ctx_need(t->ctx, at_least, path);
    return plan_blocks(t);
}

/* Rows of a window out of an array of the grid, and back. */
static void copy_in(const travel *t, jj_part w, size_t stride, const void *array, void *out) {
    for (uint32_t r = 0; r < w.rows; r++) {
        memcpy((uint32_t *)out + r * stride,
               (const uint32_t *)array + (size_t)(w.row0 + r) * t->grid.cols + w.col0,
               w.cols * sizeof(uint32_t));
        travel_row_done(t, r);
    }
    travel_rest(t);
}

static void copy_out(const travel *t, jj_part w, size_t stride, const uint32_t *from,
                     uint32_t *array) {
    for (uint32_t r = 0; r < w.rows; r++) {
        memcpy(array + (size_t)(w.row0 + r) * t->grid.cols + w.col0, from + r * stride,
               w.cols * sizeof(uint32_t));
        travel_row_done(t, r);
    }
    travel_rest(t);
}

/* An array as blocks see it, and the field. */
typedef struct kept {
    const travel *t;
    jj_ground ground;
    uint32_t *time, *nearest;
} kept;

static jj_status read_pace(void *arg, jj_part w, size_t stride, float *out) {
    const kept *k = arg;
    copy_in(k->t, w, stride, k->ground.pace_ms_m, out);
    return JJ_OK;
}

static jj_status read_height(void *arg, jj_part w, size_t stride, float *out) {
    const kept *k = arg;
    copy_in(k->t, w, stride, k->ground.height_m, out);
    return JJ_OK;
}

static jj_status read_field(void *arg, jj_part w, size_t stride, uint32_t *time_ms,
                            uint32_t *nearest) {
    const kept *k = arg;
    copy_in(k->t, w, stride, k->time, time_ms);
    copy_in(k->t, w, stride, k->nearest, nearest);
    return JJ_OK;
}

static jj_status write_field(void *arg, jj_part w, size_t stride, const uint32_t *time_ms,
                             const uint32_t *nearest) {
    const kept *k = arg;
    copy_out(k->t, w, stride, time_ms, k->time);
    copy_out(k->t, w, stride, nearest, k->nearest);
    return JJ_OK;
}

jj_status travel_solve_blocks(const travel *t, const jj_source *sources, size_t n) {
    kept k = {t, travel_ground(t), t->time, t->nearest};
    jj_field_store store = {&k, read_pace, k.ground.height_m ? read_height : NULL, read_field,
                            write_field};
    jj_travel how = {t->stencil, t->direction, t->within};
    for (uint32_t r = 0; r < t->grid.rows; r++) {
        size_t first = (size_t)r * t->grid.cols, bytes = t->grid.cols * sizeof(uint32_t);
        memset(t->time + first, 0xff, bytes);    /* JJ_UNREACHED */
        memset(t->nearest + first, 0xff, bytes); /* JJ_NO_FACILITY */
        travel_row_done(t, r);
    }
    travel_rest(t);
    uint32_t side = jj_block_side(travel_block_room(t), k.ground.height_m != NULL, t->shut != NULL);
    return jj_ground_field_blocks(t->ctx, &k.ground, sources, n, &how, &store, side);
}
