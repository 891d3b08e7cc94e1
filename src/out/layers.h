/* The map layers of a run beside its units: facilities, catchments, gaps. */
#ifndef OUT_LAYERS_H
#define OUT_LAYERS_H

#include "out/outcome.h"
#include "out/table.h"
#include "store/crs.h"

/* What the layers need beside the outcome; stays where it is while the tables live. */
typedef struct jj_layer_view {
    const jj_outcome *o;
    jj_transform *to_wgs84; /* NULL = the lattice is in degrees already, or tied to no place */
    double *patch_lonlat;   /* 2 a gap: its most populated cell; NaN without one; owned */
} jj_layer_view;

/* JJ_E_RANGE: the lattice's CRS has no way to WGS 84. */
jj_status jj_layer_view_init(jj_ctx *ctx, const jj_outcome *o, jj_layer_view *out);
void jj_layer_view_deinit(jj_layer_view *v);

/*
 * Fills out[0..3]: facility, catchment, gap_patch and, where there are any, constraint_area;
 * returns how many.
 */
size_t jj_layer_tables(const jj_layer_view *v, jj_table *out);

/* The WGS 84 point of a facility, generalised for the public; nothing where it has none. */
jj_status jj_layer_facility_point(jj_ctx *ctx, const jj_layer_view *v, size_t facility,
                                  jj_text *wkb);

/* Rings of a cover of the lattice as a WGS 84 MultiPolygon. */
jj_status jj_layer_outline(jj_ctx *ctx, const jj_layer_view *v, const jj_cover *cover,
                           jj_text *wkb);

#endif
