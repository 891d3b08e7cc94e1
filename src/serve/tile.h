/* Web Mercator tiles (EPSG:3857, XYZ) of a result's rasters: travel times, relief, opportunity. */
#ifndef SERVE_TILE_H
#define SERVE_TILE_H

#include "base/text.h"
#include "out/result_file.h"

enum { SERVE_TILE_SIDE = 256, SERVE_TILE_CELLS = 256 * 256, SERVE_MAX_ZOOM = 20 };

/* NoData, outside, no way. */
enum { SERVE_NO_VALUE = 65535, SERVE_MOST_SHARE = 1000 };

/* What the 16-bit values of a layer's tiles say. */
typedef enum serve_scale {
    SERVE_TIMES,  /* tenths of minutes, rounded up */
    SERVE_RELIEF, /* brightness, 1 to 255 */
    SERVE_SHARE   /* thousandths of the raster's greatest value, rounded up; below 0 counts as 0 */
} serve_scale;

typedef struct serve_layer {
    char id[160];   /* as in the address */
    char file[200]; /* in the result folder */
    serve_scale scale;
} serve_layer;

/*
 * The rasters read so far, shared by the workers; those unused longest leave when memory is short.
 */
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
    serve_layer layer;
    uint32_t zoom, x, y;
} serve_tile_at;

/* Values at 256 x 256 pixel centres, north row first. JJ_E_DATA: there is no such raster. */
jj_status serve_tile_read(jj_ctx *ctx, serve_tiles *t, serve_mercator *m, const jj_result_file *r,
                          const serve_tile_at *at, uint16_t *values);

/* The greatest value of a layer of shares. JJ_E_DATA: there is no such raster. */
jj_status serve_tile_most(jj_ctx *ctx, serve_tiles *t, const jj_result_file *r,
                          const serve_layer *layer, double *most);

/*
 * As PNG. Times: within `minutes` in blues, beyond in oranges up to four times as far; relief in
 * greys; shares in greens.
 */
jj_status serve_tile_png(jj_ctx *ctx, const uint16_t *values, serve_scale scale, double minutes,
                         jj_text *out);

#endif
