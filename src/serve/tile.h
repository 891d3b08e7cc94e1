/* Web Mercator tiles (EPSG:3857, XYZ) of stored travel-time fields. */
#ifndef SERVE_TILE_H
#define SERVE_TILE_H

#include "base/text.h"
#include "out/result_file.h"

enum { SERVE_TILE_SIDE = 256, SERVE_TILE_CELLS = 256 * 256, SERVE_MAX_ZOOM = 20 };

/* No way, no field or outside it. Other values are tenths of minutes, rounded up. */
enum { SERVE_NO_TIME = 65535 };

/* The fields read so far, shared by the workers; those unused longest leave when memory is short. */
typedef struct serve_tiles serve_tiles;
jj_status serve_tiles_new(jj_ctx *ctx, serve_tiles **out);
void serve_tiles_free(serve_tiles *t);

/* A worker's own way from WGS 84 into the fields' coordinate system. */
typedef struct serve_mercator {
    struct jj_transform *to_grid;
    char *crs;
} serve_mercator;
void serve_mercator_deinit(serve_mercator *m);

typedef struct serve_tile_at {
    const char *field; /* id, known to be one of the result's */
    uint32_t zoom, x, y;
} serve_tile_at;

/* Times of 256 x 256 pixel centres, north row first. JJ_E_DATA: no raster is stored for the field. */
jj_status serve_tile_read(jj_ctx *ctx, serve_tiles *t, serve_mercator *m, const jj_result_file *r,
                          const serve_tile_at *at, uint16_t *tenths);

/* As PNG: within `minutes` in blues, beyond in oranges up to four times as far. */
jj_status serve_tile_png(jj_ctx *ctx, const uint16_t *tenths, double minutes, jj_text *out);

#endif
