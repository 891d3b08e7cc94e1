/* Candidate sites: a layer's features, cells by a condition, or both. */
#ifndef OUT_SITING_PLACES_H
#define OUT_SITING_PLACES_H

#include "base/arena.h"
#include "rules/gain.h"

typedef struct jj_site_place {
    jj_gain_place at;
    const char *name;       /* "" for a cell */
    uint32_t unit;          /* deepest one that holds it, or JJ_NO_UNIT */
    double capacity, price; /* NaN = none given */
} jj_site_place;

typedef struct jj_site_places {
    jj_arena arena;
    jj_site_place *rows;
    size_t n, cap;
    size_t n_all;       /* before thinning */
    uint32_t every;     /* one cell in so many by so many was kept; 1 = all */
    size_t n_forbidden; /* of the layer: on ground that a constraint forbids, left out */
} jj_site_places;

typedef struct jj_site_source {
    const jj_scene *scene;
    const jj_gain_base *base;
    const char *kind;
    const char *path, *crs, *datum; /* a layer; NULL = none */
    const char *where;              /* condition on cells; NULL: all, unless there is a layer */
    uint32_t within_ms;
} jj_site_source;

/*
 * In the layer's order, then cells row by row. Forbidden and impassable ground is left out. Where
 * the pairs of candidates and cells they reach would be too many, cells are thinned: the one with
 * most people of every so many. JJ_E_DATA: none is left, the layer cannot be read; JJ_E_RANGE: the
 * condition; JJ_E_NOMEM.
 */
jj_status jj_site_places_find(jj_ctx *ctx, const jj_site_source *s, jj_site_places *out);
jj_status jj_site_places_add(jj_ctx *ctx, jj_site_places *p, const jj_site_place *place);
void jj_site_places_deinit(jj_site_places *p);

#endif
