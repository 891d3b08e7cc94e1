/* `travel` over grids that do not fit in memory: arrays on disk, the field block by block. */
#include "cli/travel.h"
#include "base/spill.h"
#include "jiujin/blocks.h"

#include <string.h>

static uint64_t array_bytes(const travel *t) {
    return (uint64_t)jj_grid_cells(&t->grid) * sizeof(uint32_t);
}

static const char *written(const travel *t) {
    return t->o->time ? t->o->time : t->o->nearest;
}

jj_status travel_new_array(const travel *t, const char *what, void **out) {
    if (t->is_spilled)
        return jj_spill_new(t->ctx, written(t), what, array_bytes(t), out);
    *out = jj_alloc(jj_grid_cells(&t->grid), sizeof(uint32_t));
    return *out ? JJ_OK : jj_no_memory(t->ctx, what, array_bytes(t));
}

void travel_free_array(const travel *t, void *array) {
    if (t->is_spilled)
        jj_spill_free(array, array_bytes(t));
    else
        jj_free(array);
}

jj_status travel_plan_blocks(travel *t, uint64_t bytes) {
    const travel_options *o = t->o;
    if (!o->friction || o->matrix || o->areas || o->compat || travel_is_length(t) ||
        t->stencil == JJ_STENCIL_CONTINUOUS || !written(t))
        return JJ_E_RANGE;
    t->is_spilled = true;
    travel_note(
        t,
        "%zu cells need %.2f GB of memory, more than the %.2f GB allowed: solved in blocks, "
        "with %.2f GB of disk beside '%s'",
        jj_grid_cells(&t->grid), (double)bytes / 1e9, (double)jj_ctx_memory(t->ctx) / 1e9,
        (double)array_bytes(t) * (o->dem ? 4 : 3) / 1e9, written(t));
    return JJ_OK;
}

static void copy_in(const travel *t, jj_part w, size_t stride, const void *array, void *out) {
    for (uint32_t r = 0; r < w.rows; r++)
        memcpy((uint32_t *)out + r * stride,
               (const uint32_t *)array + (size_t)(w.row0 + r) * t->grid.cols + w.col0,
               w.cols * sizeof(uint32_t));
}

static void copy_out(const travel *t, jj_part w, size_t stride, const uint32_t *from,
                     uint32_t *array) {
    for (uint32_t r = 0; r < w.rows; r++)
        memcpy(array + (size_t)(w.row0 + r) * t->grid.cols + w.col0, from + r * stride,
               w.cols * sizeof(uint32_t));
}

static jj_status read_pace(void *arg, jj_part w, size_t stride, float *out) {
    travel *t = arg;
    copy_in(t, w, stride, t->pace_ms_m, out);
    jj_spill_rest(t->pace_ms_m, array_bytes(t));
    return JJ_OK;
}

static jj_status read_height(void *arg, jj_part w, size_t stride, float *out) {
    travel *t = arg;
    copy_in(t, w, stride, t->height_m, out);
    jj_spill_rest(t->height_m, array_bytes(t));
    return JJ_OK;
}

static jj_status read_field(void *arg, jj_part w, size_t stride, uint32_t *time_ms,
                            uint32_t *nearest) {
    travel *t = arg;
    copy_in(t, w, stride, t->time, time_ms);
    copy_in(t, w, stride, t->nearest, nearest);
    jj_spill_rest(t->time, array_bytes(t));
    jj_spill_rest(t->nearest, array_bytes(t));
    return JJ_OK;
}

static jj_status write_field(void *arg, jj_part w, size_t stride, const uint32_t *time_ms,
                             const uint32_t *nearest) {
    travel *t = arg;
    copy_out(t, w, stride, time_ms, t->time);
    copy_out(t, w, stride, nearest, t->nearest);
    jj_spill_rest(t->time, array_bytes(t));
    jj_spill_rest(t->nearest, array_bytes(t));
    return JJ_OK;
}

jj_status travel_solve_blocks(travel *t, const jj_ground *ground) {
    jj_field_store store = {t, read_pace, t->height_m ? read_height : NULL, read_field,
                            write_field};
    jj_travel how = {t->stencil, t->direction, t->within};
    memset(t->time, 0xff, array_bytes(t));    /* JJ_UNREACHED */
    memset(t->nearest, 0xff, array_bytes(t)); /* JJ_NO_FACILITY */
    jj_spill_rest(t->time, array_bytes(t));
    jj_spill_rest(t->nearest, array_bytes(t));
    jj_spill_rest(t->pace_ms_m, array_bytes(t));
    /* half for the block, the rest for reading and writing rasters */
    uint32_t side = jj_block_side(jj_ctx_memory(t->ctx) / 2, t->height_m != NULL);
    return jj_ground_field_blocks(t->ctx, ground, t->sources, t->n_sources, &how, &store, side);
}
