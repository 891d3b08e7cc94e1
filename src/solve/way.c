#include "solve/way.h"

#include "geo/shut.h"

static bool is_at_source(const jj_way_field *f, uint32_t cell, size_t *source) {
    for (size_t i = 0; i < f->n_sources; i++)
        if (f->sources[i].cell == cell && f->sources[i].start_ms == f->time_ms[cell]) {
            *source = i;
            return true;
        }
    return false;
}

static double length_m(const jj_steps *s, unsigned move, uint32_t row, uint32_t col) {
    bool is_home = move & 1; /* lengths are those of the upper end */
    int dr = is_home ? 0 : jj_move_step[move][0], dc = is_home ? 0 : jj_move_step[move][1];
    size_t b = jj_lengths_block(s->ground->lengths, (uint32_t)((int64_t)row + dr),
                                (uint32_t)((int64_t)col + dc));
    return s->length_m[move / 2 * s->n_blocks + b] * s->scale;
}

/* Cost by `s` of the traveller's move between the cell and the next one on the way. */
static uint32_t cost(const jj_way_field *f, const jj_steps *s, unsigned move, uint32_t cell,
                     uint32_t next) {
    uint32_t cols = s->ground->grid.cols, ms;
    if (f->direction == JJ_TOWARD)
        jj_steps_row(s, move, cell / cols, cell % cols, 1, &ms);
    else
        jj_steps_row(s, jj_move_back(move), next / cols, next % cols, 1, &ms);
    return ms;
}

/* The move to the cell before this one; its cell, or JJ_NO_CELL. Times must fall. */
static uint32_t step_back(const jj_way_field *f, uint32_t cell, unsigned *move) {
    const jj_grid *g = &f->steps->ground->grid;
    uint32_t time = f->time_ms[cell];
    for (unsigned m = 0; m < f->steps->n_moves; m++) {
        int64_t r = (int64_t)(cell / g->cols) + jj_move_step[m][0];
        int64_t c = (int64_t)(cell % g->cols) + jj_move_step[m][1];
        if (r < 0 || r >= g->rows || c < 0 || c >= g->cols)
            continue;
        uint32_t next = (uint32_t)(r * g->cols + c);
        if (f->time_ms[next] >= time)
            continue;
        uint32_t ms = cost(f, f->steps, m, cell, next);
        if (ms != JJ_NO_STEP && jj_later(f->time_ms[next], ms) == time) {
            *move = m;
            return next;
        }
    }
    return JJ_NO_CELL;
}

bool jj_way_trace(const jj_way_field *f, uint32_t cell, jj_way *out) {
    *out = (jj_way){0};
    if (f->time_ms[cell] == JJ_UNREACHED)
        return false;
    while (!is_at_source(f, cell, &out->source)) {
        unsigned move;
        uint32_t next = step_back(f, cell, &move);
        if (next == JJ_NO_CELL)
            return false;
        uint32_t cols = f->steps->ground->grid.cols;
        out->metres += length_m(f->steps, move, cell / cols, cell % cols);
        if (f->also)
            out->ms += cost(f, f->also, move, cell, next);
        out->n_steps++;
        cell = next;
    }
    return true;
}

void jj_way_cells(const jj_way_field *f, uint32_t cell, const jj_way *way, uint32_t *cells) {
    unsigned move;
    cells[0] = cell;
    for (size_t i = 0; i < way->n_steps; i++)
        cells[i + 1] = step_back(f, cells[i], &move);
}
