/* A Cloud Optimized GeoTIFF by copy: plain GeoTIFF beside the target, COG from it, one rename. */
#include "base/file.h"
#include "store/driver.h"
#include "store/raster.h"

#include <cpl_string.h>
#include <gdal.h>
#include <gdal_alg.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct job {
    const jj_raster_out *spec;
    jj_driver_words words;
    char *plain, *cog; /* temporary files in the target's folder */
} job;

static void job_end(job *j) {
    jj_driver_hush(&j->words);
    if (j->plain)
        (void)unlink(j->plain);
    if (j->cog)
        (void)unlink(j->cog);
    jj_free(j->plain);
    jj_free(j->cog);
}

static char *beside(const char *path, const char *suffix) {
    size_t room = strlen(path) + strlen(suffix) + 32;
    char *s = jj_alloc(room, 1);
    if (s)
        snprintf(s, room, "%s.%ld%s", path, (long)getpid(), suffix);
    return s;
}

static jj_status fail_write(jj_ctx *ctx, const job *j) {
    return jj_fail(ctx, JJ_E_IO, "cannot write raster '%s': %s", j->spec->path,
                   jj_driver_said(ctx, &j->words, j->spec->path));
}

static size_t cell_bytes(const jj_raster_out *spec) {
    return spec->type == JJ_RASTER_F32 ? sizeof(float) : sizeof(uint32_t);
}

static GDALDataType gdal_type(const jj_raster_out *spec) {
    return spec->type == JJ_RASTER_F32 ? GDT_Float32 : GDT_UInt32;
}

/* The plain file is uncompressed, so its need is known; the copy is smaller with its overviews. */
static jj_status check_disk(jj_ctx *ctx, const jj_raster_out *spec) {
    uint64_t need = jj_grid_cells(spec->grid) * cell_bytes(spec) * 2, left;
    JJ_TRY(jj_disk_free(ctx, spec->path, &left));
    if (left >= need)
        return JJ_OK;
    return jj_fail(ctx, JJ_E_IO, "'%s' needs %.2f GB of disk and %.2f GB are free", spec->path,
                   (double)need / 1e9, (double)left / 1e9);
}

static jj_status describe(jj_ctx *ctx, job *j, GDALDatasetH ds) {
    const jj_raster_out *s = j->spec;
    const jj_grid *g = s->grid;
    double t[6] = {g->x0, g->dx, 0, g->y0, 0, -g->dy};
    GDALRasterBandH band = GDALGetRasterBand(ds, 1);
    bool is_good = GDALSetGeoTransform(ds, t) == CE_None &&
                   GDALSetRasterNoDataValue(band, s->nodata) == CE_None;
    if (s->unit)
        is_good = is_good && GDALSetRasterUnitType(band, s->unit) == CE_None;
    if (s->description)
        GDALSetDescription(band, s->description);
    if (s->crs && *s->crs) {
        OGRSpatialReferenceH srs = OSRNewSpatialReference(s->crs);
        if (srs)
            OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
        is_good = is_good && srs && GDALSetSpatialRef(ds, srs) == CE_None;
        OSRRelease(srs);
    }
    return is_good && j->words.n_errors == 0 ? JJ_OK : fail_write(ctx, j);
}

static jj_status write_rows(jj_ctx *ctx, job *j, GDALDatasetH ds, jj_row_fn row_fn, void *user) {
    const jj_grid *g = j->spec->grid;
    JJ_AUTO void *line = jj_alloc(g->cols, cell_bytes(j->spec));
    if (!line)
        return jj_no_memory(ctx, j->spec->path, g->cols * cell_bytes(j->spec));
    GDALRasterBandH band = GDALGetRasterBand(ds, 1);
    int w = (int)g->cols;
    for (uint32_t row = 0; row < g->rows; row++) {
        row_fn(user, row, line);
        CPLErr st =
            GDALRasterIO(band, GF_Write, 0, (int)row, w, 1, line, w, 1, gdal_type(j->spec), 0, 0);
        if (st != CE_None || j->words.n_errors)
            return fail_write(ctx, j);
        if (row % 256 == 0) {
            JJ_TRY(jj_ctx_poll(ctx));
            jj_progress(ctx, "writing rasters", row, g->rows);
        }
    }
    return JJ_OK;
}

static jj_status write_plain(jj_ctx *ctx, job *j, jj_row_fn row_fn, void *user) {
    const jj_grid *g = j->spec->grid;
    const char *const options[] = {"TILED=YES",      "BLOCKXSIZE=512",    "BLOCKYSIZE=512",
                                   "SPARSE_OK=TRUE", "BIGTIFF=IF_NEEDED", NULL};
    const char *const *small = (g->cols < 512 || g->rows < 512) ? options + 3 : options;
    GDALDatasetH ds = GDALCreate(GDALGetDriverByName("GTiff"), j->plain, (int)g->cols, (int)g->rows,
                                 1, gdal_type(j->spec), (CSLConstList)(uintptr_t)small);
    if (!ds)
        return fail_write(ctx, j);
    jj_status st = describe(ctx, j, ds);
    if (st == JJ_OK)
        st = write_rows(ctx, j, ds, row_fn, user);
    GDALClose(ds);
    return st == JJ_OK && j->words.n_errors ? fail_write(ctx, j) : st;
}

/* One thread and fixed options: the same bytes for the same cells. */
static jj_status copy_to_cog(jj_ctx *ctx, job *j) {
    GDALDatasetH plain = GDALOpenEx(j->plain, GDAL_OF_RASTER, NULL, NULL, NULL);
    if (!plain)
        return fail_write(ctx, j);
    /* level 4: a third less time than 6, files 4 % larger */
    const char *const options[] = {
        "COMPRESS=DEFLATE", "LEVEL=4", "PREDICTOR=YES", "BLOCKSIZE=512", "RESAMPLING=NEAREST",
        "BIGTIFF=IF_SAFER", NULL};
    GDALDatasetH cog = GDALCreateCopy(GDALGetDriverByName("COG"), j->cog, plain, TRUE,
                                      (CSLConstList)(uintptr_t)options, NULL, NULL);
    bool is_good = cog != NULL;
    GDALClose(cog);
    GDALClose(plain);
    return is_good && j->words.n_errors == 0 ? JJ_OK : fail_write(ctx, j);
}

/* Reads every block: what the disk did not take shows here at the latest. */
static jj_status check_written(jj_ctx *ctx, job *j) {
    const jj_grid *g = j->spec->grid;
    GDALDatasetH ds = GDALOpenEx(j->cog, GDAL_OF_RASTER, NULL, NULL, NULL);
    bool is_good = ds && (uint32_t)GDALGetRasterXSize(ds) == g->cols &&
                   (uint32_t)GDALGetRasterYSize(ds) == g->rows;
    if (is_good) {
        GDALRasterBandH band = GDALGetRasterBand(ds, 1);
        is_good = GDALChecksumImage(band, 0, 0, (int)g->cols, (int)g->rows) >= 0;
    }
    GDALClose(ds);
    return is_good && j->words.n_errors == 0 ? JJ_OK : fail_write(ctx, j);
}

jj_status jj_raster_write(jj_ctx *ctx, const jj_raster_out *spec, jj_row_fn row_fn, void *user) {
    JJ_TRY(jj_grid_check(ctx, spec->grid));
    JJ_TRY(check_disk(ctx, spec));
    JJ_CLEANUP(job_end)
    job j = {
        .spec = spec, .plain = beside(spec->path, ".plain"), .cog = beside(spec->path, ".part")};
    if (!j.plain || !j.cog)
        return jj_no_memory(ctx, spec->path, 0);
    jj_driver_listen(ctx, &j.words);
    JJ_TRY(write_plain(ctx, &j, row_fn, user));
    JJ_TRY(copy_to_cog(ctx, &j));
    JJ_TRY(check_written(ctx, &j));
    return jj_file_publish(ctx, j.cog, spec->path);
}
