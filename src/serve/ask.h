/* What a page or program proposes, read from JSON and checked. */
#ifndef SERVE_ASK_H
#define SERVE_ASK_H

#include "out/proposal.h"

struct json_t;

enum { SERVE_MOST_CANDIDATES = 5, SERVE_MOST_CHANGES = 32 };

/* Names of constraint layers that are switched off: they only note. */
typedef struct serve_names {
    const char *items[SERVE_MOST_CHANGES];
    size_t n;
} serve_names;

typedef struct serve_ask {
    jj_arena arena;
    int year; /* 0 = the result's */
    jj_candidate candidates[SERVE_MOST_CANDIDATES];
    size_t n_candidates;
    serve_names closed, without;
    jj_set_value set[SERVE_MOST_CHANGES];
    jj_proposal_ask base; /* all but the candidates */
} serve_ask;

/*
 * {"kind", "candidates": [{"name", "lon", "lat"} or {"name", "at", "crs", "datum"} or {"name",
 * "parcel": a GeoJSON polygon in WGS 84}], "capacity" or "classes", "class_size", "rate", "year",
 * "rule", "close": [ids], "set": {column: value}, "without": [names of constraint layers that shall
 * only note], "spacing_m", "road_m", "slope_percent", "look_m": as --spacing, --road, --slope and
 * --around of the command line}. Several lines in "at" are the
 * corners of a parcel. JJ_E_RANGE names the member and what may stand there.
 */
jj_status serve_ask_read(jj_ctx *ctx, struct json_t *json, serve_ask *out);
void serve_ask_deinit(serve_ask *a);

/*
 * A place or corners as pasted; *wkb is empty for a place, else a polygon whose inside is lon, lat.
 */
jj_status serve_read_at(jj_ctx *ctx, const char *text, const char *crs, const char *datum,
                        jj_text *wkb, double lon_lat[2]);

#endif
