/* People onto the lattice and into units. Private to load/people*. */
#ifndef LOAD_PEOPLE_H
#define LOAD_PEOPLE_H

#include "load/loader.h"

/*
 * Reads a population grid into d->people, mass kept: a source cell's people are shared out by the
 * part of it that lies in each cell of the lattice (whole cells stay whole where the two agree).
 * `seen` (NULL = not asked): 1 for cells on which the source has data.
 * JJ_E_DATA: another coordinate system than the lattice's, nobody on the lattice.
 */
jj_status jj_people_grid(jj_loader *l, const jj_people_keys *k, jj_demand *d, uint8_t *seen);

/* d->people as `base` times the units' numerator / denominator. */
jj_status jj_people_share(jj_loader *l, const jj_people_keys *k, const jj_demand *base,
                          jj_demand *d);

/*
 * Brings the cells to the figures of units of several levels, by proportional fitting: round after
 * round each level's sums are scaled to its figures, the finer level last, so that where levels
 * contradict one another the finer holds. What is left of a difference, over 0.1 %, and units
 * that cannot be fitted go to the notes; figures by unit give way to the sums of the cells.
 * JJ_E_FORMAT: no grid, no such level or column.
 */
jj_status jj_people_fit(jj_loader *l, const jj_control_keys *controls, size_t n, jj_demand *d);

/*
 * A new demand without people; the pointer holds until the next. JJ_E_FORMAT: it is there already.
 */
jj_status jj_people_new(jj_loader *l, const char *group, int year, int line, jj_demand **out);
jj_status jj_people_new_cells(jj_loader *l, jj_demand *d);

/* Units without a figure get the sum of those below, others are compared with it; without cells
 * the total is that of the top units. */
jj_status jj_people_roll_up(jj_loader *l, const char *group, const char *field, jj_demand *d);

/* The demands of an entry of 'people'; births are aged to the years of the rules. */
jj_status jj_people_places(jj_loader *l, const jj_count_keys *k, const jj_rules *rules);

/* The column's values. JJ_E_FORMAT: no level keeps it (lists those there). */
jj_status jj_people_column(jj_loader *l, const char *group, int line, const char *name,
                           const double **values);

/* The level of that name, NULL = the lowest with polygons. JJ_E_FORMAT: none such, or without. */
jj_status jj_people_level(jj_loader *l, const char *group, const char *name, int line,
                          const jj_level **out);

/* A number a unit of one level, brought to cells by how much of each cell the units hold. */
typedef struct jj_unit_field {
    const jj_level *level;
    double *value;  /* one a unit of the level; NaN = none */
    double *sum;    /* per cell: sum of fraction x value */
    double *inside; /* per cell: sum of fractions of units with a value */
} jj_unit_field;
jj_status jj_unit_field_new(jj_loader *l, const jj_level *level, jj_unit_field *f);
void jj_unit_field_spread(const jj_scene *s, jj_unit_field *f);
void jj_unit_field_deinit(jj_unit_field *f);

jj_status jj_people_note_unit(jj_loader *l, const char *code, const char *group, const jj_unit *u);

#endif
