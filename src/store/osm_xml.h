/* OpenStreetMap XML (.osm, .osm.gz), streamed. */
#ifndef STORE_OSM_XML_H
#define STORE_OSM_XML_H

#include "store/osm.h"

/*
 * One pass: ways to way_fn or, where that is NULL, nodes to node_fn. `source` is what is opened
 * (a .gz through GDAL's /vsigzip/), `shown` what messages call it. Nodes without a place (deleted
 * ones have none) and tags without key or value are passed over. JJ_E_IO: cannot be opened;
 * JJ_E_FORMAT: torn or not OpenStreetMap, with the line; JJ_E_NOMEM; or what a callback returned.
 */
jj_status jj_osm_read_xml(jj_ctx *ctx, const char *source, const char *shown, jj_osm_way_fn way_fn,
                          jj_osm_node_fn node_fn, void *user);

#endif
