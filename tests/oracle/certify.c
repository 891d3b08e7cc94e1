#include "certify.h"

#include "geo/shut.h"
#include "solve/step.h"

typedef struct field {
    const jj_steps *steps;
    const jj_travel *how;
    const uint32_t *time_ms, *nearest;
    uint8_t *is_founded;
    uint32_t *ms; /* one row of costs */
    jj_certificate found;
} field;

static void blame(field *f, size_t cell, jj_flaw flaw) {
    if (cell < f->found.cell)
        f->found = (jj_certificate){flaw, (uint32_t)cell};
}

/* What (time, facility) offered to a cell says about the value it has. */
static void judge_offer(field *f, size_t cell, uint32_t time_ms, uint32_t facility, jj_flaw flaw) {
    uint32_t own = f->time_ms[cell];
    if (time_ms > f->how->within_ms || time_ms > own)
        return;
    uint32_t own_facility = f->nearest ? f->nearest[cell] : facility;
    if (time_ms < own || facility < own_facility)
        blame(f, cell, flaw);
    else if (facility == own_facility)
        f->is_founded[cell] = 1;
}

/* All offers by one move from the cells of one row, in the direction of the search. */
static void judge_row(field *f, uint32_t row, unsigned move) {
    const jj_grid *g = &f->steps->ground->grid;
    ptrdiff_t to = (ptrdiff_t)jj_move_step[move][0] * g->cols + jj_move_step[move][1];
    bool is_forward = jj_step_is_forward(f->how->direction);
    jj_steps_row(f->steps, move, row, 0, g->cols, f->ms);
    for (uint32_t c = 0; c < g->cols; c++) {
        if (f->ms[c] == JJ_NO_STEP)
            continue;
        ptrdiff_t start = (ptrdiff_t)((size_t)row * g->cols + c), end = start + to;
        size_t giver = (size_t)(is_forward ? start : end),
               taker = (size_t)(is_forward ? end : start);
        if (f->time_ms[giver] != JJ_UNREACHED)
            judge_offer(f, taker, jj_later(f->time_ms[giver], f->ms[c]),
                        f->nearest ? f->nearest[giver] : 0, JJ_FLAW_IMPROVABLE);
    }
}

static void judge(field *f, const jj_source *sources, size_t n) {
    const jj_ground *ground = f->steps->ground;
    for (size_t i = 0; i < n; i++)
        if (ground->pace_ms_m[sources[i].cell] > 0)
            judge_offer(f, sources[i].cell, jj_later(sources[i].start_ms, 0),
                        f->nearest ? sources[i].facility : 0, JJ_FLAW_SOURCE);
    for (uint32_t row = 0; row < ground->grid.rows; row++)
        for (unsigned move = 0; move < f->steps->n_moves; move++)
            judge_row(f, row, move);
    for (size_t cell = 0; cell < jj_grid_cells(&ground->grid); cell++) {
        bool is_reached = f->time_ms[cell] != JJ_UNREACHED;
        bool is_served = f->nearest ? f->nearest[cell] != JJ_NO_FACILITY : is_reached;
        if (is_reached != is_served || (is_reached && f->time_ms[cell] > f->how->within_ms))
            blame(f, cell, JJ_FLAW_BOUND);
        else if (is_reached && !f->is_founded[cell])
            blame(f, cell, JJ_FLAW_UNFOUNDED);
    }
}

jj_status jj_certify(jj_ctx *ctx, const jj_ground *ground, const jj_source *sources, size_t n,
                     const jj_travel *how, const uint32_t *time_ms, const uint32_t *nearest,
                     jj_certificate *out) {
    JJ_CLEANUP(jj_steps_deinit) jj_steps steps = {0};
    JJ_TRY(jj_steps_init(ctx, ground, how->stencil, &steps));
    JJ_TRY(jj_sources_check(ctx, &ground->grid, sources, n));
    size_t n_cells = jj_grid_cells(&ground->grid);
    JJ_AUTO uint8_t *is_founded = jj_alloc(n_cells, 1);
    JJ_AUTO uint32_t *ms = jj_alloc(ground->grid.cols, sizeof *ms);
    if (!is_founded || !ms)
        return jj_no_memory(ctx, "the certificate", n_cells);
    field f = {.steps = &steps,
               .how = how,
               .time_ms = time_ms,
               .nearest = nearest,
               .is_founded = is_founded,
               .ms = ms,
               .found = {JJ_FLAW_NONE, JJ_NO_CELL}};
    judge(&f, sources, n);
    *out = f.found;
    return JJ_OK;
}
