#include "store/raster.h"
#include "store/crs.h"
#include "store/driver.h"

#include <cpl_conv.h>
#include <gdal.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <string.h>

struct jj_raster {
    GDALDatasetH dataset;
    GDALRasterBandH band;
    jj_grid grid;
    char *path, *crs;
    bool is_south_first;
    bool has_nodata, has_mask;
    double nodata, scale, offset;
};

void jj_raster_close(jj_raster *r) {
    if (!r)
        return;
    if (r->dataset)
        GDALClose(r->dataset);
    jj_free(r->path);
    jj_free(r->crs);
    jj_free(r);
}

void jj_raster_closep(jj_raster **r) {
    jj_raster_close(*r);
}

jj_grid jj_raster_grid(const jj_raster *r) {
    return r->grid;
}

const char *jj_raster_crs(const jj_raster *r) {
    return r->crs;
}

const char *jj_raster_path(const jj_raster *r) {
    return r->path;
}

static jj_status open_dataset(jj_ctx *ctx, jj_raster *r, int band) {
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    r->dataset = GDALOpenEx(r->path, GDAL_OF_RASTER | GDAL_OF_VERBOSE_ERROR, NULL, NULL, NULL);
    if (!r->dataset)
        return jj_fail(ctx, JJ_E_IO, "cannot open raster '%s': %s", r->path,
                       jj_driver_said(ctx, &words, r->path));
    int n_bands = GDALGetRasterCount(r->dataset);
    if (band < 1 || band > n_bands)
        return jj_fail(ctx, JJ_E_FORMAT, "'%s' has %d bands: there is no band %d", r->path, n_bands,
                       band);
    r->band = GDALGetRasterBand(r->dataset, band);
    if (GDALDataTypeIsComplex(GDALGetRasterDataType(r->band)))
        return jj_fail(ctx, JJ_E_FORMAT, "'%s' holds complex numbers: real ones are needed",
                       r->path);
    return JJ_OK;
}

static jj_status read_grid(jj_ctx *ctx, jj_raster *r) {
    double t[6];
    if (GDALGetGeoTransform(r->dataset, t) != CE_None)
        return jj_fail(ctx, JJ_E_FORMAT,
                       "'%s' has no georeferencing: give it one with gdal_translate -a_ullr",
                       r->path);
    double skew_limit = 1e-9 * (fabs(t[1]) + fabs(t[5]));
    if (!(fabs(t[2]) <= skew_limit && fabs(t[4]) <= skew_limit && t[1] > 0))
        return jj_fail(ctx, JJ_E_FORMAT, "'%s' is a rotated grid: turn it north up with gdalwarp",
                       r->path);
    r->is_south_first = t[5] > 0;
    uint32_t rows = (uint32_t)GDALGetRasterYSize(r->dataset);
    r->grid = (jj_grid){.rows = rows,
                        .cols = (uint32_t)GDALGetRasterXSize(r->dataset),
                        .x0 = t[0],
                        .y0 = r->is_south_first ? t[3] + rows * t[5] : t[3],
                        .dx = t[1],
                        .dy = fabs(t[5]),
                        .is_geographic = jj_crs_is_geographic(r->crs)};
    return jj_grid_check(ctx, &r->grid) == JJ_OK ? JJ_OK
                                                 : jj_fail_within(ctx, JJ_E_FORMAT, r->path);
}

static jj_status read_crs(jj_ctx *ctx, jj_raster *r, const char *crs_given) {
    OGRSpatialReferenceH own = GDALGetSpatialRef(r->dataset);
    if (!own && (!crs_given || !*crs_given))
        return jj_fail(ctx, JJ_E_DATA,
                       "'%s' has no coordinate system: say which with --crs EPSG:n (crs: in a "
                       "project), or write it into the file with gdal_edit.py -a_srs",
                       r->path);
    if (!own)
        return jj_crs_wkt(ctx, crs_given, &r->crs);
    const char *const options[] = {"FORMAT=WKT2_2019", NULL};
    char *text = NULL;
    OGRErr failed = OSRExportToWktEx(own, &text, options);
    r->crs = failed == OGRERR_NONE ? jj_strdup(text) : NULL;
    CPLFree(text);
    if (failed != OGRERR_NONE)
        return jj_fail(ctx, JJ_E_FORMAT, "'%s' has a coordinate system that cannot be read",
                       r->path);
    return r->crs ? JJ_OK : jj_no_memory(ctx, r->path, 0);
}

static void read_meaning(jj_raster *r) {
    int is_given = 0;
    r->nodata = GDALGetRasterNoDataValue(r->band, &is_given);
    r->has_nodata = is_given && !isnan(r->nodata);
    if (GDALGetRasterDataType(r->band) == GDT_Float32)
        r->nodata = (float)r->nodata; /* as the cells are stored */
    int flags = GDALGetMaskFlags(r->band);
    r->has_mask = (flags & GMF_PER_DATASET) && !(flags & GMF_ALPHA);
    double scale = GDALGetRasterScale(r->band, &is_given);
    r->scale = is_given && isfinite(scale) && scale != 0 ? scale : 1;
    double offset = GDALGetRasterOffset(r->band, &is_given);
    r->offset = is_given && isfinite(offset) ? offset : 0;
}

jj_status jj_raster_open(jj_ctx *ctx, const char *path, int band, const char *crs_given,
                         jj_raster **out) {
    *out = NULL;
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = jj_alloc(1, sizeof *r);
    if (!r || !(r->path = jj_strdup(path)))
        return jj_no_memory(ctx, path, sizeof *r);
    JJ_TRY(open_dataset(ctx, r, band));
    JJ_TRY(read_crs(ctx, r, crs_given));
    JJ_TRY(read_grid(ctx, r));
    read_meaning(r);
    *out = r;
    r = NULL; /* handed over */
    return JJ_OK;
}

static void swap_rows(double *cells, uint32_t n_rows, uint32_t n_cols) {
    for (uint32_t i = 0; i < n_rows / 2; i++) {
        double *a = cells + (size_t)i * n_cols, *b = cells + (size_t)(n_rows - 1 - i) * n_cols;
        for (uint32_t c = 0; c < n_cols; c++) {
            double keep = a[c];
            a[c] = b[c];
            b[c] = keep;
        }
    }
}

static void read_values(const jj_raster *r, size_t n, const uint8_t *mask, double *cells) {
    for (size_t i = 0; i < n; i++) {
        bool is_missing = (r->has_nodata && cells[i] == r->nodata) || (mask && !mask[i]);
        cells[i] = is_missing ? NAN : cells[i] * r->scale + r->offset;
    }
}

jj_status jj_raster_read_window(jj_ctx *ctx, jj_raster *r, uint32_t row, uint32_t col,
                                uint32_t n_rows, uint32_t n_cols, double *out) {
    const jj_grid *g = &r->grid;
    if (row > g->rows || n_rows > g->rows - row || col > g->cols || n_cols > g->cols - col)
        return jj_fail(ctx, JJ_E_RANGE, "a window of %u x %u cells at (%u, %u) leaves '%s'", n_rows,
                       n_cols, row, col, r->path);
    if (n_rows == 0 || n_cols == 0)
        return JJ_OK;
    size_t n = (size_t)n_rows * n_cols;
    JJ_AUTO uint8_t *mask = r->has_mask ? jj_alloc(n, 1) : NULL;
    if (r->has_mask && !mask)
        return jj_no_memory(ctx, r->path, n);
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    int file_row = (int)(r->is_south_first ? g->rows - row - n_rows : row);
    int w = (int)n_cols, h = (int)n_rows;
    CPLErr st =
        GDALRasterIO(r->band, GF_Read, (int)col, file_row, w, h, out, w, h, GDT_Float64, 0, 0);
    if (st == CE_None && mask)
        st = GDALRasterIO(GDALGetMaskBand(r->band), GF_Read, (int)col, file_row, w, h, mask, w, h,
                          GDT_Byte, 0, 0);
    if (st != CE_None || words.n_errors)
        return jj_fail(ctx, JJ_E_IO, "cannot read rows %u to %u of raster '%s': %s", row,
                       row + n_rows - 1, r->path, jj_driver_said(ctx, &words, r->path));
    read_values(r, n, mask, out);
    if (r->is_south_first)
        swap_rows(out, n_rows, n_cols);
    return JJ_OK;
}

jj_status jj_raster_read(jj_ctx *ctx, jj_raster *r, uint32_t row, uint32_t n_rows, double *out) {
    return jj_raster_read_window(ctx, r, row, 0, n_rows, r->grid.cols, out);
}
