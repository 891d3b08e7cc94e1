/* Well-known binary (OGC 06-103r4), little endian, two dimensions, and its GeoPackage envelope. */
#ifndef OUT_WKB_H
#define OUT_WKB_H

#include "base/text.h"
#include "geo/outline.h"

void jj_wkb_point(jj_text *wkb, double x, double y);

/* Corner coordinates (x, y pairs, one per corner of the outline) as a MultiPolygon. */
void jj_wkb_outline(jj_text *wkb, const jj_outline *o, const double *xy);

/* A polygon as a MultiPolygon of one; anything else as it is. */
void jj_wkb_multipolygon(jj_text *out, const void *wkb, size_t len);

/*
 * The GeoPackage blob of a WKB (any OGC type, little endian): header with srs 4326 and envelope.
 * box: minx, maxx, miny, maxy, which it also returns. False: not such a WKB.
 */
bool jj_gpkg_blob(jj_text *blob, const void *wkb, size_t len, double box[4]);

#endif
