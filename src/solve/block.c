#include "solve/block.h"

#include "base/wide.h"
#include "geo/shut.h"

uint32_t jj_block_reach(unsigned n_moves) {
    return n_moves == 32 ? 3 : n_moves == 16 ? 2 : 1;
}

/* Bytes jj_block_init() takes for a side. */
static size_t block_bytes(unsigned n_moves, bool is_sloped, uint32_t side) {
    size_t stride = side + 2 * BLOCK_MARGIN, n_costs = is_sloped ? n_moves : n_moves / 2;
    return stride * side * (sizeof(int64_t) + n_costs * sizeof(uint32_t)) +
           2 * stride * sizeof(int64_t) + 3 * side * sizeof(uint32_t);
}

jj_status jj_block_init(jj_ctx *ctx, const jj_steps *steps, uint32_t side, uint32_t within_ms,
                        jj_block *out) {
    bool is_sloped = steps->ground->height_m != NULL;
    size_t bytes = block_bytes(steps->n_moves, is_sloped, side);
    jj_block b = {.side = side,
                  .reach = jj_block_reach(steps->n_moves),
                  .stride = side + 2 * BLOCK_MARGIN,
                  .n_moves = steps->n_moves,
                  .none = jj_key(within_ms, JJ_NO_FACILITY),
                  .memory = jj_alloc(bytes, 1)};
    if (!b.memory)
        return jj_no_memory(ctx, "a block of cells", bytes);
    size_t n = (size_t)b.stride * side;
    b.keys = b.memory;
    b.spare = b.keys + n;
    uint32_t *next = (uint32_t *)(b.spare + 2 * (size_t)b.stride);
    for (unsigned move = 1; move < b.n_moves; move += 2) {
        b.ms[move] = next;
        b.ms[move - 1] = is_sloped ? next + n : next;
        next += is_sloped ? 2 * n : n;
    }
    b.changed = next;
    b.asked[0] = next + side;
    b.asked[1] = next + 2 * (size_t)side;
    for (size_t i = 0; i < n; i++)
        b.keys[i] = b.none;
    *out = b;
    return JJ_OK;
}

void jj_block_deinit(jj_block *b) {
    jj_free(b->memory);
    *b = (jj_block){0};
}

JJ_WIDE static void cap(uint32_t *ms, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        ms[i] = ms[i] < BLOCK_CLOSED ? ms[i] : BLOCK_CLOSED;
}

static void close_moves(uint32_t *ms, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        ms[i] = BLOCK_CLOSED;
}

/* Costs of one search move at the upper ends of one row of the block. */
static void cost_row(jj_block *b, const jj_steps *steps, bool is_forward, unsigned move,
                     int64_t row, int64_t col0, uint32_t *ms) {
    const jj_grid *g = &steps->ground->grid;
    const int8_t *step = jj_move_step[move | 1];
    /*
     * the traveller goes as the search does, or the other way; his move starts at one end or the
     * other
     */
    unsigned travel = is_forward ? move : jj_move_back(move);
    bool is_at_upper = travel & 1;
    int64_t down = is_at_upper ? 0 : step[0], right = is_at_upper ? 0 : step[1];
    int64_t first = col0 + right < 0 ? -(col0 + right) : 0;
    int64_t last = (int64_t)g->cols - (col0 + right);
    last = last < b->side ? last : b->side;
    if (row + down < 0 || row + down >= g->rows || first >= last) {
        close_moves(ms, b->side);
        return;
    }
    close_moves(ms, (uint32_t)first);
    close_moves(ms + last, b->side - (uint32_t)last);
    jj_steps_row(steps, travel, (uint32_t)(row + down), (uint32_t)(col0 + right + first),
                 (uint32_t)(last - first), ms + first);
    cap(ms + first, (uint32_t)(last - first));
}

void jj_block_costs(jj_block *b, const jj_steps *steps, jj_direction direction, int64_t row0,
                    int64_t col0) {
    bool is_forward = jj_step_is_forward(direction);
    for (unsigned move = 0; move < b->n_moves; move++) {
        if (!(move & 1) && b->ms[move] == b->ms[move + 1])
            continue;
        int64_t n_rows = (int64_t)b->side - jj_move_step[move | 1][0];
        for (int64_t r = 0; r < n_rows; r++)
            cost_row(b, steps, is_forward, move, row0 + r, col0,
                     b->ms[move] + r * b->stride + BLOCK_MARGIN);
    }
}

/* Offer each taker what its giver has plus the cost of the move; returns < 0 when one took it. */
static inline int64_t relax(int64_t *restrict taker, const int64_t *restrict giver,
                            const uint32_t *restrict ms, uint32_t n) {
    int64_t sign = 0;
    for (uint32_t i = 0; i < n; i++) {
        int64_t offer = giver[i] + (int64_t)((uint64_t)ms[i] << 32), own = taker[i];
        sign |= offer - own;
        taker[i] = offer < own ? offer : own;
    }
    return sign;
}

/* Along the row both ways at once, as if neither knew the other: no way in a row turns back. */
static inline int64_t relax_along(int64_t *restrict keys, int64_t *restrict east,
                                  int64_t *restrict west, const uint32_t *restrict ms_east,
                                  const uint32_t *restrict ms_west, uint32_t n) {
    int64_t sign = 0, from_west = keys[0], from_east = keys[n - 1];
    east[0] = from_west;
    west[n - 1] = from_east;
    for (uint32_t i = 1, k = n - 2; i < n; i++, k--) {
        int64_t go_east = from_west + (int64_t)((uint64_t)ms_east[i - 1] << 32), own = keys[i];
        from_west = go_east < own ? go_east : own;
        east[i] = from_west;
        int64_t go_west = from_east + (int64_t)((uint64_t)ms_west[k] << 32), its = keys[k];
        from_east = go_west < its ? go_west : its;
        west[k] = from_east;
    }
    for (uint32_t i = 0; i < n; i++) {
        int64_t best = east[i] < west[i] ? east[i] : west[i];
        sign |= best - keys[i];
        keys[i] = best;
    }
    return sign;
}

/* One row asks the rows above it, or below it. Costs stand at the upper end of a move. */
JJ_WIDE static bool ask_across(jj_block *b, uint32_t row, bool is_down) {
    const uint32_t n = b->side / BLOCK_SIDE_STEP * BLOCK_SIDE_STEP;
    int64_t *keys = b->keys + (size_t)row * b->stride + BLOCK_MARGIN;
    int64_t sign = 0;
    for (unsigned move = is_down; move < b->n_moves; move += 2) {
        int dr = jj_move_step[move][0], dc = jj_move_step[move][1];
        int64_t giver_row = (int64_t)row - dr;
        if (dr == 0 || giver_row < 0 || giver_row >= b->side)
            continue;
        ptrdiff_t to_giver = -(ptrdiff_t)dr * b->stride - dc;
        const uint32_t *ms = b->ms[move] + (keys - b->keys) + (is_down ? to_giver : 0);
        sign |= relax(keys, keys + to_giver, ms, n);
    }
    return sign < 0;
}

JJ_WIDE static bool ask_along(jj_block *b, uint32_t row) {
    enum { WEST = 2, EAST = 3 };
    size_t at = (size_t)row * b->stride + BLOCK_MARGIN;
    return relax_along(b->keys + at, b->spare, b->spare + b->stride, b->ms[EAST] + at,
                       b->ms[WEST] + at, b->side) < 0;
}

/* Whether a row within reach on that side has changed since this row last asked there. */
static bool has_news(const jj_block *b, uint32_t row, bool is_down) {
    for (uint32_t k = 1; k <= b->reach; k++) {
        int64_t giver = is_down ? (int64_t)row - k : (int64_t)row + k;
        if (giver >= 0 && giver < b->side && b->changed[giver] > b->asked[is_down][row])
            return true;
    }
    return false;
}

static bool visit_row(jj_block *b, uint32_t row, bool is_down, uint32_t turn) {
    bool is_first = b->changed[row] == 1 && is_down && !b->asked[true][row];
    bool is_changed = has_news(b, row, is_down) && ask_across(b, row, is_down);
    if (is_changed || is_first)
        is_changed |= ask_along(b, row);
    b->asked[is_down][row] = turn;
    if (is_changed)
        b->changed[row] = turn;
    return is_changed;
}

bool jj_block_sweep(jj_block *b) {
    bool has_changed = false, is_changed = true;
    uint32_t turn = 1;
    for (uint32_t r = 0; r < b->side; r++) {
        b->changed[r] = turn;
        b->asked[0][r] = b->asked[1][r] = 0;
    }
    while (is_changed) {
        is_changed = false;
        for (uint32_t r = 0; r < b->side; r++)
            is_changed |= visit_row(b, r, true, ++turn);
        for (uint32_t r = b->side; r-- > 0;)
            is_changed |= visit_row(b, r, false, ++turn);
        has_changed |= is_changed;
    }
    return has_changed;
}
