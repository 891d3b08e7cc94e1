/* Proposed sites as people send them: points, parcels, or corners typed in. */
#ifndef LOAD_CANDIDATES_H
#define LOAD_CANDIDATES_H

#include "base/arena.h"
#include "base/ctx.h"

enum { JJ_MOST_CANDIDATES = 50 };

/* One candidate, WGS 84. */
typedef struct jj_candidate {
    const char *name;
    bool is_numbered; /* nobody named it: P1, P2, ... */
    double lon, lat;
    const uint8_t *parcel; /* its ground: a polygon as ISO WKB in degrees; NULL = not known */
    size_t parcel_len;
} jj_candidate;

typedef struct jj_candidates {
    jj_arena arena; /* of names and parcels */
    jj_candidate rows[JJ_MOST_CANDIDATES];
    size_t n;
} jj_candidates;

void jj_candidates_deinit(jj_candidates *c);

/* JJ_E_RANGE: more than JJ_MOST_CANDIDATES. The name is copied. */
jj_status jj_candidates_add_point(jj_ctx *ctx, jj_candidates *c, const char *name, double lon,
                                  double lat);

/*
 * Every feature of a file: points (a table has them in columns as jj_points_read() finds them) or
 * polygons, which are parcels and stand for a point inside them. Named by the column id, name, 编号
 * or 名称, else P1, P2, ... `crs` is used only where the file has none (EPSG:4326 for tables),
 * `datum` as in store/vector.h; both may be NULL. JJ_E_IO, JJ_E_FORMAT,
 * JJ_E_RANGE; JJ_E_DATA: neither point nor polygon, an outline that crosses itself, a row without
 * coordinates or not in degrees, two of one name.
 */
jj_status jj_candidates_read(jj_ctx *ctx, const char *path, const char *crs, const char *datum,
                             jj_candidates *c);

/* A parcel by its corners, each as jj_place_parse() takes it, ';' or '|' between them: at least
 * three. JJ_E_RANGE; `option` begins the message. */
jj_status jj_candidates_corners(jj_ctx *ctx, const char *option, const char *text, const char *crs,
                                const char *datum, jj_candidates *c);

#endif
