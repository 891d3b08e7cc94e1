/* Layers of polygons and lines burned onto the lattice. Private to load/. */
#ifndef LOAD_LAND_LAYERS_H
#define LOAD_LAND_LAYERS_H

#include "load/loader.h"

typedef jj_status (*jj_feature_fn)(jj_loader *l, const jj_feature *f, void *user);

/*
 * Every feature of a layer in the scene's system that has geometry; `due` is what it must hold
 * (rims of polygons pass for lines). `role` names it in messages and in the manifest.
 * `open` (NULL = not asked) is called once the layer's columns are known.
 */
typedef jj_status (*jj_layer_fn)(jj_loader *l, const jj_layer *layer, void *user);
jj_status jj_each_feature(jj_loader *l, const char *role, const jj_source_spec *source,
                          jj_geometry due, jj_layer_fn open, jj_feature_fn take, void *user);

/* Adds the share of each cell that the cover holds, up to 1. */
void jj_add_share(const jj_grid *g, const jj_cover *cover, float *share);

/* The cover of a polygon as a feature holds it; the caller's. */
jj_status jj_feature_cover(jj_loader *l, const jj_feature *f, jj_cover *out);

/* One 0 a cell; the caller's. */
jj_status jj_new_shares(jj_loader *l, float **out);

#endif
