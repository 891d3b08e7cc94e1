/*
 * A field larger than memory: solved block by block, each again when a neighbour improves its rim,
 * until nothing changes. The bits are those of jj_ground_field(), bounded or not.
 */
#ifndef JIUJIN_BLOCKS_H
#define JIUJIN_BLOCKS_H

#include "jiujin/ground.h"

/*
 * Where ground and field are kept: files, mostly. Rows of a window lie `stride` cells apart. All
 * are called on the caller's thread; a status other than JJ_OK ends the job with it.
 */
typedef struct jj_field_store {
    void *arg;
    jj_status (*read_pace)(void *arg, jj_part w, size_t stride, float *pace_ms_m);
    jj_status (*read_height)(void *arg, jj_part w, size_t stride, float *height_m); /* or NULL */
    /* What was written there before; JJ_UNREACHED and JJ_NO_FACILITY where nothing was. */
    jj_status (*read_field)(void *arg, jj_part w, size_t stride, uint32_t *time_ms,
                            uint32_t *nearest);
    jj_status (*write_field)(void *arg, jj_part w, size_t stride, const uint32_t *time_ms,
                             const uint32_t *nearest);
} jj_field_store;

/*
 * Bytes of memory a block takes with all the solver needs for it, and the side (cells, a multiple
 * of 32) that a ceiling allows. `has_lines`: the ground has barriers (room for lines everywhere).
 */
JJ_API uint64_t jj_block_memory(uint32_t side, bool has_heights, bool has_lines);
JJ_API uint32_t jj_block_side(uint64_t bytes, bool has_heights, bool has_lines);

/*
 * `ground` gives grid, lengths, barriers and the slope table; its paces and heights are the
 * store's. Cells farther than 12.4 days stay JJ_UNREACHED. Refuses what jj_ground_field() refuses,
 * and the continuous stencil; JJ_E_RANGE: a side that is no multiple of 32.
 */
JJ_API jj_status jj_ground_field_blocks(jj_ctx *ctx, const jj_ground *ground,
                                        const jj_source *sources, size_t n, const jj_travel *how,
                                        const jj_field_store *store, uint32_t side);

#endif
