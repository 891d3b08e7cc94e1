/* Where the features of a source are due: the project's own ground, as far as it is known yet. */
#ifndef LOAD_AREA_H
#define LOAD_AREA_H

#include "load/loader.h"
#include "load/units.h"
#include "store/crs.h"

typedef struct jj_loader_area {
    jj_area area;
    jj_loader *l;
    jj_transform *to_scene; /* from the area's system */
} jj_loader_area;

/*
 * In `crs`: inside the units' polygons where there are any, else on the grid; anywhere (area.box
 * west > east) with neither. The address of *out must stay: area.user points to it.
 */
jj_status jj_loader_area_new(jj_loader *l, const char *crs, jj_loader_area *out);
void jj_loader_area_deinit(jj_loader_area *a);

/*
 * Tell a layer to expect its features there, and bring them to `crs`. Errors of jj_layer_project().
 */
jj_status jj_loader_project(jj_loader *l, jj_layer *layer, const char *crs, jj_loader_area *area);

/* Of units being read, in the scene's system: in the box of the parent that the code or the columns
 * of `parents` name, else in that of all units above, else on the grid. */
typedef struct jj_unit_area {
    jj_area area;
    const jj_tree *tree;
    int code;
    const int *parents; /* columns */
    size_t n_parents;
} jj_unit_area;

void jj_unit_area_new(const jj_loader *l, const jj_tree *tree, jj_unit_area *out);

/* What the layer did to bring records there goes to the notes. */
jj_status jj_note_layer(jj_loader *l, const jj_layer *layer, const char *source);

#endif
