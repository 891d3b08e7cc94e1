/* OpenStreetMap files (.osm, .osm.gz, .osm.pbf), streamed: ways in one pass, nodes in another. */
#ifndef STORE_OSM_H
#define STORE_OSM_H

#include "base/ctx.h"

typedef struct jj_osm_tag {
    const char *key, *value;
} jj_osm_tag;

typedef struct jj_osm_way {
    int64_t id;
    const int64_t *refs; /* node ids, in order */
    size_t n_refs;
    const jj_osm_tag *tags;
    size_t n_tags;
} jj_osm_way;

/* Return JJ_OK to go on; another status ends the reading and is returned. */
typedef jj_status (*jj_osm_way_fn)(void *user, const jj_osm_way *way);
typedef jj_status (*jj_osm_node_fn)(void *user, int64_t id, double lon, double lat);

/*
 * Two passes over the file: every way goes to way_fn, then every node to node_fn. XML is
 * read as it is unpacked. JJ_E_IO: cannot be opened; JJ_E_FORMAT: torn or not OpenStreetMap
 * (found only after some callbacks were made: publish nothing from them).
 */
jj_status jj_osm_read(jj_ctx *ctx, const char *path, jj_osm_way_fn way_fn, jj_osm_node_fn node_fn,
                      void *user);

/* The value of a tag, or "". */
const char *jj_osm_tag_value(const jj_osm_tag *tags, size_t n, const char *key);

#endif
