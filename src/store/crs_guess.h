/*
 * Which of the systems used in China points of an unknown one are in: those that put them inside.
 */
#ifndef STORE_CRS_GUESS_H
#define STORE_CRS_GUESS_H

#include "base/ctx.h"
#include "base/text.h"

typedef struct jj_crs_guess jj_crs_guess;

/* A system that puts points inside the area. */
typedef struct jj_crs_candidate {
    int epsg;
    bool is_swapped; /* north stands where east is due */
    double share;    /* of the points, in (0, 1] */
} jj_crs_candidate;

enum { JJ_CRS_MOST_CANDIDATES = 4 };

/* Whether a point of the target system lies in the area. */
typedef bool (*jj_inside_fn)(const void *user, double x, double y);

/* `target`: the system of the area, as in jj_crs_wkt(). JJ_E_RANGE, JJ_E_NOMEM. */
jj_status jj_crs_guess_new(jj_ctx *ctx, const char *target, jj_crs_guess **out);
void jj_crs_guess_free(jj_crs_guess *g);

/*
 * Try one point in every system its figures allow: CGCS2000 degrees; Gauss-Krueger of 3 degrees,
 * with (EPSG:4513-4533) and without (4534-4554) the zone before the easting, and of 6 degrees with
 * it (4491-4501; without it they are the same numbers as 3 degrees); UTM (32643-32653); web
 * Mercator; each as it stands and with its axes exchanged.
 */
jj_status jj_crs_guess_add(jj_ctx *ctx, jj_crs_guess *g, double x, double y, jj_inside_fn inside,
                           const void *user);

/* The best first, Gauss-Krueger before UTM where equal, none below half the best. */
size_t jj_crs_guess_best(const jj_crs_guess *g, jj_crs_candidate out[JJ_CRS_MOST_CANDIDATES]);

/* "EPSG:4526 (CGCS2000 3-degree zone 38) puts 100 %, ..."; how many there are in `best`. */
size_t jj_crs_guess_describe(const jj_ctx *ctx, const jj_crs_guess *g, jj_text *out,
                             jj_crs_candidate best[JJ_CRS_MOST_CANDIDATES]);

/* The same with what to do about it, for the end of a message. */
void jj_crs_guess_advise(const jj_ctx *ctx, const jj_crs_guess *g, jj_text *out);

/* Without an area to land in: what the figures of one point say. */
void jj_crs_advise_by_figures(const jj_ctx *ctx, double x, double y, jj_text *out);

#endif
