#include "load/zones.h"

#include <math.h>

/* Values under one zone are read in bands of at most this many cells. */
enum { BAND_CELLS = 4 << 20 };

typedef struct band {
    double *value;
    size_t cap;
} band;

static void band_release(band *b) {
    jj_free(b->value);
}

static jj_status add_cover(jj_ctx *ctx, jj_raster *r, const jj_cover *cover, band *b,
                           jj_zone_sums *sums) {
    jj_cover_part all = jj_cover_window(cover);
    if (all.n_rows == 0)
        return JJ_OK;
    uint32_t step = BAND_CELLS / all.n_cols ? BAND_CELLS / all.n_cols : 1;
    for (uint32_t done = 0; done < all.n_rows; done += step) {
        uint32_t n_rows = all.n_rows - done < step ? all.n_rows - done : step;
        size_t n = (size_t)n_rows * all.n_cols;
        if (!jj_grow(&b->value, &b->cap, n, sizeof *b->value))
            return jj_no_memory(ctx, jj_raster_path(r), n * sizeof *b->value);
        jj_cover_part w = {all.row + done, all.col, n_rows, all.n_cols, b->value};
        JJ_TRY(jj_raster_read_window(ctx, r, w.row, w.col, w.n_rows, w.n_cols, b->value));
        jj_cover_add_window(cover, &w, sums);
        JJ_TRY(jj_ctx_poll(ctx));
    }
    return JJ_OK;
}

static jj_status sum_zone(jj_ctx *ctx, const jj_layer *zones, jj_raster *r, const jj_feature *f,
                          band *b, jj_zone_sums *sums) {
    *sums = (jj_zone_sums){.min = NAN, .max = NAN};
    if (f->type == JJ_GEOMETRY_NONE)
        return JJ_OK;
    if (f->type != JJ_GEOMETRY_POLYGON)
        return jj_fail(ctx, JJ_E_DATA, "%s, feature %lld holds %s: zones are polygons",
                       jj_layer_label(zones), (long long)f->row, jj_geometry_title(ctx, f->type));
    jj_grid g = jj_raster_grid(r);
    jj_rings rings = {f->xy, f->part_end, f->n_parts};
    JJ_CLEANUP(jj_cover_deinit) jj_cover cover = {0};
    JJ_TRY(jj_cover_polygon(ctx, &g, &rings, &cover));
    return add_cover(ctx, r, &cover, b, sums);
}

jj_status jj_zones_each(jj_ctx *ctx, jj_layer *zones, int id_field, jj_raster *values,
                        jj_zone_fn take, void *user) {
    JJ_TRY(jj_layer_project(ctx, zones, jj_raster_crs(values)));
    JJ_CLEANUP(band_release) band b = {0};
    for (;;) {
        jj_feature f;
        bool more;
        JJ_TRY(jj_layer_next(ctx, zones, &f, &more));
        if (!more)
            return JJ_OK;
        jj_zone_sums sums;
        JJ_TRY(sum_zone(ctx, zones, values, &f, &b, &sums));
        JJ_TRY(take(ctx, user, f.text[id_field], &sums));
    }
}
