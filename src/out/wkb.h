/*
 * Well-known binary (OGC 06-103r4), little endian, two dimensions; its GeoPackage envelope,
 * GeoJSON.
 */
#ifndef OUT_WKB_H
#define OUT_WKB_H

#include "base/text.h"
#include "geo/outline.h"

void jj_wkb_point(jj_text *wkb, double x, double y);

/* A line through n points (x, y pairs); the same as well-known text, 7 decimals. */
void jj_wkb_line(jj_text *wkb, const double *xy, size_t n);
void jj_wkt_line(jj_text *wkt, const double *xy, size_t n);

/* Corner coordinates (x, y pairs, one per corner of the outline) as a MultiPolygon. */
void jj_wkb_outline(jj_text *wkb, const jj_outline *o, const double *xy);

/*
 * One polygon: its rings one after another in xy (x, y pairs), ring_end just past each, in points.
 */
void jj_wkb_polygon(jj_text *wkb, const double *xy, const size_t *ring_end, size_t n_rings);

/* The head of a MultiPolygon: n polygons follow. */
void jj_wkb_multi(jj_text *wkb, size_t n);

/* A polygon as a MultiPolygon of one; anything else as it is. */
void jj_wkb_multipolygon(jj_text *out, const void *wkb, size_t len);

/*
 * The GeoPackage blob of a WKB (any OGC type, little endian): header with srs 4326 and envelope.
 * box: minx, maxx, miny, maxy, which it also returns. False: not such a WKB.
 */
bool jj_gpkg_blob(jj_text *blob, const void *wkb, size_t len, double box[4]);

/* The WKB inside a GeoPackage blob; adds nothing when it is not one. */
void jj_gpkg_wkb(jj_text *wkb, const void *blob, size_t len);

/* As a GeoJSON geometry (RFC 7946). False, and nothing added, when it is not a WKB of ours. */
bool jj_wkb_geojson(jj_text *out, const void *wkb, size_t len);

/* Whether a polygon or multipolygon holds the point (even-odd over all rings). */
bool jj_wkb_holds(const void *wkb, size_t len, double x, double y);

#endif
