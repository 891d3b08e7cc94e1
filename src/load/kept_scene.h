/*
 * What the cells of a scene hold, kept beside a result: who asks the result a question has the
 * scene back without reading grids and laying polygons and roads onto cells once more.
 */
#ifndef LOAD_KEPT_SCENE_H
#define LOAD_KEPT_SCENE_H

#include "base/kept.h"
#include "model/scene.h"

/* Every array of one entry a cell, the covers of units and the demands. JJ_E_IO, JJ_E_NOMEM. */
jj_status jj_scene_keep(jj_ctx *ctx, const jj_scene *s, jj_keeper *k);

/* About what that takes. */
uint64_t jj_scene_keep_bytes(const jj_scene *s);

/*
 * Private to load/: each gives what one step of loading would, from l->kept. The arrays are the
 * file's and leave with it. JJ_E_FORMAT: the file is of another scene.
 */
struct jj_loader;
jj_status jj_kept_check(struct jj_loader *l);
jj_status jj_kept_lengths(struct jj_loader *l);
jj_status jj_kept_covers(struct jj_loader *l);
jj_status jj_kept_people(struct jj_loader *l);
void jj_kept_land(struct jj_loader *l);
float *jj_kept_pace(const struct jj_loader *l, const char *profile); /* NULL = not kept */

#endif
