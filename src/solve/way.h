/* The way behind a field: back from a cell to the source that serves it, step by step. */
#ifndef SOLVE_WAY_H
#define SOLVE_WAY_H

#include "solve/step.h"

typedef struct jj_way {
    uint64_t ms;   /* of `also`'s steps, from the source's cell to the cell; 0 without `also` */
    double metres; /* scaled as the stencil's times are */
    size_t n_steps;
    size_t source; /* index of the source it leads back to */
} jj_way;

/* What a field was made of. */
typedef struct jj_way_field {
    const jj_steps *steps;
    const jj_steps *also; /* of another ground with the same stencil, or NULL */
    jj_direction direction;
    const uint32_t *time_ms;
    const jj_source *sources;
    size_t n_sources;
} jj_way_field;

/*
 * The way of `cell`. Of equal ways the first move in the order of jj_move_step is taken. False
 * when the field does not lead back to a source: an unreached cell, times that stand still, or a
 * field of other ground.
 */
bool jj_way_trace(const jj_way_field *f, uint32_t cell, jj_way *out);

/* The way->n_steps + 1 cells of a way just traced, from `cell` to the source's. */
void jj_way_cells(const jj_way_field *f, uint32_t cell, const jj_way *way, uint32_t *cells);

#endif
