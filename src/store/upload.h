/* A file that a stranger sent: opened by a few harmless drivers alone, whatever it says it is. */
#ifndef STORE_UPLOAD_H
#define STORE_UPLOAD_H

#include "base/ctx.h"

typedef struct jj_upload {
    const char *name; /* as the sender calls it: its ending alone is used */
    const void *data;
    size_t len;
    const char *crs, *datum; /* used where the file has no system; NULL or "" = none */
} jj_upload;

/* The first parcel of the file. */
typedef struct jj_parcel {
    uint8_t *wkb; /* polygon, WGS 84; owned */
    size_t wkb_len;
    double lon, lat; /* inside it */
    double area_m2;  /* on the ellipsoid */
    uint32_t n_others;
} jj_parcel;

/*
 * GeoJSON, KML/KMZ, DXF, or a zipped shapefile. A closed line counts as a polygon; metres that
 * carry their zone need no system (store/place.h). JJ_E_RANGE: another kind of file, no polygon in
 * it, over 64 MiB unpacked, or a system is missing; the message says which.
 */
jj_status jj_upload_parcel(jj_ctx *ctx, const jj_upload *u, jj_parcel *out);
void jj_parcel_deinit(jj_parcel *p);

#endif
