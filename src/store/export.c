#include "store/export.h"
#include "base/param.h"
#include "base/text.h"
#include "store/crs.h"
#include "store/driver.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal_utils.h>
#include <string.h>

static const char *const drivers[] = {"GeoJSON", "FlatGeobuf", "ESRI Shapefile", "GPKG",
                                      "PostgreSQL"};

static char **add(char **list, const char *option, const char *value) {
    return CSLAddString(CSLAddString(list, option), value);
}

/* The arguments that ogr2ogr would have been given. */
static char **arguments(const jj_export_spec *s) {
    char **a = add(NULL, "-f", drivers[s->format]);
    a = add(a, "-nln", s->name);
    if (s->crs)
        a = add(a, "-t_srs", s->crs);
    if (s->sql)
        a = add(add(a, "-sql", s->sql), "-dialect", "SQLITE");
    else
        a = CSLAddString(a, s->layer);
    if (s->format == JJ_EXPORT_GEOJSON && !s->crs)
        a = add(a, "-lco", "RFC7946=YES");
    if (s->format == JJ_EXPORT_SHAPEFILE) {
        JJ_CLEANUP(jj_text_deinit) jj_text encoding = {0};
        jj_text_addf(&encoding, "ENCODING=%s", s->encoding ? s->encoding : "UTF-8");
        a = add(a, "-lco", encoding.s ? encoding.s : "ENCODING=UTF-8");
    }
    if (s->format == JJ_EXPORT_GPKG || s->format == JJ_EXPORT_POSTGIS)
        a = add(add(a, "-lco", "GEOMETRY_NAME=geom"), "-lco", "FID=fid");
    if (s->format == JJ_EXPORT_POSTGIS)
        a = add(add(CSLAddString(a, "-overwrite"), "-lco", "PRECISION=NO"), "-nlt",
                "PROMOTE_TO_MULTI");
    if (s->format == JJ_EXPORT_GPKG)
        a = CSLAddString(a, "-overwrite");
    return a;
}

static GDALDatasetH open_target(const jj_export_spec *s) {
    if (s->format != JJ_EXPORT_GPKG && s->format != JJ_EXPORT_POSTGIS)
        return NULL;
    return GDALOpenEx(s->target, GDAL_OF_VECTOR | GDAL_OF_UPDATE, NULL, NULL, NULL);
}

/* Through the open target, or into a new file. */
static bool translate(const jj_export_spec *s, GDALDatasetH from) {
    int failed = 0;
    char **list = arguments(s);
    GDALDatasetH to = open_target(s);
    if (to)
        list = CSLAddString(list, "-update");
    GDALVectorTranslateOptions *options = GDALVectorTranslateOptionsNew(list, NULL);
    GDALDatasetH out =
        options ? GDALVectorTranslate(to ? NULL : s->target, to, 1, &from, options, &failed) : NULL;
    GDALVectorTranslateOptionsFree(options);
    CSLDestroy(list);
    if (out)
        GDALClose(out);
    else if (to)
        GDALClose(to);
    return out && !failed;
}

jj_status jj_export_layer(jj_ctx *ctx, const jj_export_spec *spec) {
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    JJ_AUTO char *wkt = NULL;
    if (spec->crs)
        JJ_TRY(jj_crs_wkt(ctx, spec->crs, &wkt));
    jj_driver_listen(ctx, &words);
    if (!GDALGetDriverByName(drivers[spec->format]))
        return jj_fail(ctx, JJ_E_FORMAT, "this GDAL cannot write '%s'", drivers[spec->format]);
    GDALDatasetH from = GDALOpenEx(spec->gpkg, GDAL_OF_VECTOR, NULL, NULL, NULL);
    if (!from)
        return jj_fail(ctx, JJ_E_IO, "cannot open '%s': %s", spec->gpkg,
                       jj_driver_said(ctx, &words, spec->gpkg));
    jj_driver_clear(&words);
    bool is_done = translate(spec, from);
    GDALClose(from);
    if (is_done && words.n_errors == 0)
        return JJ_OK;
    return jj_fail(ctx, JJ_E_IO, "cannot write layer '%s' to '%s': %s", spec->name, spec->target,
                   jj_driver_said(ctx, &words, spec->target));
}
