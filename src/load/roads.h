/* Street networks from files: OpenStreetMap, any line layer, or a bare table of edges. */
#ifndef LOAD_ROADS_H
#define LOAD_ROADS_H

#include "load/road_profile.h"
#include "model/ledger.h"
#include "model/roads.h"

typedef struct jj_roads_source {
    const char
        *path; /* .osm .osm.gz .osm.pbf .pbf; .csv with source,target,seconds; else OGR lines */
    const char *layer; /* OGR: its name, the first when NULL */
    const char *crs;   /* OGR: used only where the file has none */
    double join_m;     /* line ends nearer than this are one junction; 0 = only equal coordinates */
    bool splits_crossings; /* lines that cross meet there, bridges and tunnels apart */
    jj_road_cost cost;     /* what the graphs minimise */
    unsigned graphs;       /* the directions to search: JJ_GRAPH_TOWARD, _AWAY or both, 0 = none */
    bool may_be_closed;    /* no road open to the profile is an empty network, not a refusal */
} jj_roads_source;

/* What was found on the way; the ledger's rows are made of it. */
typedef struct jj_roads_count {
    uint64_t n_lines;         /* lines or ways read */
    uint64_t n_unusable;      /* not open to the profile */
    uint64_t n_missing_nodes; /* OSM: references to nodes not in the file or off the Earth */
    uint64_t n_joined;        /* line ends moved onto another within join_m */
    uint64_t n_crossed;       /* crossings made junctions */
    uint64_t n_empty;         /* lines without length or of fewer than two points */
} jj_roads_count;

/*
 * Read and build. A table of edges (columns source,target,seconds and, if there, reverse_seconds
 * and metres) is two-way with equal seconds unless it has reverse_seconds, where an empty or
 * negative value means no way back; a negative value of seconds means no way there.
 *
 * JJ_E_IO, JJ_E_FORMAT: cannot be read, torn; JJ_E_DATA: no CRS, no road open to the profile.
 */
jj_status jj_roads_read(jj_ctx *ctx, const jj_roads_source *source, const jj_road_profile *profile,
                        jj_roads *out, jj_roads_count *count);

/* Rows for what was left out or repaired, and for islands off the largest component. */
jj_status jj_roads_ledger(jj_ctx *ctx, const char *source, const jj_roads *roads,
                          const jj_roads_count *count, jj_ledger *ledger);

/* Add a stretch from its shape, n_points >= 2: length on the ellipsoid, times by speed. */
jj_status jj_roads_add_shape(jj_ctx *ctx, jj_roads *roads, uint32_t from, uint32_t to,
                             const double *lonlat, size_t n_points, double forward_kmh,
                             double backward_kmh);

/* The readers behind jj_roads_read(), one a kind of file; none of them builds the graphs. */
jj_status jj_roads_read_osm(jj_ctx *ctx, const jj_roads_source *source,
                            const jj_road_profile *profile, jj_roads *out, jj_roads_count *count);
jj_status jj_roads_read_lines(jj_ctx *ctx, const jj_roads_source *source,
                              const jj_road_profile *profile, jj_roads *out, jj_roads_count *count);
jj_status jj_roads_read_edges(jj_ctx *ctx, const char *path, jj_roads *out, jj_roads_count *count);

#endif
