#include "store/vector.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "store/crs.h"
#include "store/driver.h"
#include "store/vector_shape.h"

#include <cpl_string.h>
#include <errno.h>
#include <gdal.h>
#include <iconv.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <string.h>

struct jj_layer {
    GDALDatasetH ds;
    OGRLayerH layer;
    bool is_result; /* of a SQL statement: released, not closed */
    char *label, *crs;
    char **fields;
    size_t n_fields;
    int x_field, y_field; /* -1: the layer's own geometry */
    jj_datum datum;
    iconv_t encoding; /* to UTF-8; NULL = texts are UTF-8 already */
    OGRCoordinateTransformationH way;
    bool is_projected;
    uint64_t n_repaired;
    int64_t row;
    OGRGeometryH geometry; /* of the feature at hand */
    jj_flat flat;
    uint8_t *wkb;
    size_t cap_wkb;
    jj_text words; /* its texts, NUL after each */
    size_t *word_at;
    const char **text;
};

static bool is_given(const char *s) {
    return s && *s;
}

/* Recodes `s` and adds it with its NUL; false when it is not in the encoding. */
static bool add_recoded(iconv_t cd, const char *s, jj_text *out) {
    char part[256];
    const char *from = s;
    size_t left = strlen(s);
    iconv(cd, NULL, NULL, NULL, NULL);
    while (left) {
        char *to = part;
        size_t room = sizeof part;
        /* iconv() does not write to its input, though its type says so */
        char *in;
        memcpy(&in, &from, sizeof in);
        size_t rc = iconv(cd, &in, &left, &to, &room);
        memcpy(&from, &in, sizeof from);
        jj_text_addn(out, part, (size_t)(to - part));
        if (rc == (size_t)-1 && errno != E2BIG)
            return false;
    }
    jj_text_addn(out, "", 1);
    return true;
}

static bool add_word(const jj_layer *l, const char *s, jj_text *out) {
    if (l->encoding)
        return add_recoded(l->encoding, s, out);
    size_t len = strlen(s);
    if (jj_utf8_valid(s, len) != len)
        return false;
    jj_text_addn(out, s, len + 1);
    return true;
}

static jj_status refuse_open(jj_ctx *ctx, const char *path, const jj_driver_words *words) {
    bool is_file = !strchr(path, ':');
    if (is_file && !jj_file_exists(path) && !jj_is_folder(path))
        return jj_fail(ctx, JJ_E_IO, "there is no file '%s'", path);
    return jj_fail(ctx, JJ_E_IO, "'%s' cannot be opened as a vector layer or table: %s", path,
                   jj_driver_said(ctx, words, path));
}

static jj_status open_dataset(jj_ctx *ctx, const jj_source_spec *spec, jj_driver_words *words,
                              jj_layer *l) {
    /* an empty ENCODING hands over the bytes of a .dbf as they are; only its driver knows it */
    const char *const raw[] = {"ENCODING=", NULL};
    size_t n = strlen(spec->path);
    bool is_dbf = n > 4 && (EQUAL(spec->path + n - 4, ".shp") || EQUAL(spec->path + n - 4, ".dbf"));
    l->ds = GDALOpenEx(spec->path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                       spec->drivers, is_dbf && is_given(spec->encoding) ? raw : NULL, NULL);
    return l->ds ? JJ_OK : refuse_open(ctx, spec->path, words);
}

static jj_status refuse_layer(jj_ctx *ctx, const jj_source_spec *spec, GDALDatasetH ds) {
    JJ_CLEANUP(jj_text_deinit) jj_text names = {0};
    for (int i = 0; i < GDALDatasetGetLayerCount(ds); i++)
        jj_text_addf(&names, i ? ", %s" : "%s", OGR_L_GetName(GDALDatasetGetLayer(ds, i)));
    return jj_fail(ctx, JJ_E_FORMAT, "'%s' has no layer '%s'; it has: %s", spec->path,
                   is_given(spec->layer) ? spec->layer : "0", names.s ? names.s : "-");
}

static jj_status find_layer(jj_ctx *ctx, const jj_source_spec *spec, jj_driver_words *words,
                            jj_layer *l) {
    if (is_given(spec->sql)) {
        l->layer = GDALDatasetExecuteSQL(l->ds, spec->sql, NULL, "SQLITE");
        l->is_result = true;
        return l->layer ? JJ_OK
                        : jj_fail(ctx, JJ_E_FORMAT, "'%s': the statement \"%s\" gives no rows: %s",
                                  spec->path, spec->sql, jj_driver_said(ctx, words, ""));
    }
    l->layer = is_given(spec->layer) ? GDALDatasetGetLayerByName(l->ds, spec->layer)
                                     : GDALDatasetGetLayer(l->ds, 0);
    return l->layer ? JJ_OK : refuse_layer(ctx, spec, l->ds);
}

static jj_status filter_rows(jj_ctx *ctx, const jj_source_spec *spec, jj_driver_words *words,
                             jj_layer *l) {
    if (is_given(spec->where) && OGR_L_SetAttributeFilter(l->layer, spec->where) != OGRERR_NONE)
        return jj_fail(ctx, JJ_E_FORMAT, "%s: the condition \"%s\" is refused: %s", l->label,
                       spec->where, jj_driver_said(ctx, words, ""));
    OGRFeatureH first = OGR_L_GetNextFeature(l->layer);
    bool is_empty = !first;
    OGR_F_Destroy(first);
    OGR_L_ResetReading(l->layer);
    if (is_empty && words->n_errors)
        return jj_fail(ctx, JJ_E_IO, "%s cannot be read: %s", l->label,
                       jj_driver_said(ctx, words, spec->path));
    if (is_empty && is_given(spec->where))
        return jj_fail(ctx, JJ_E_FORMAT, "%s: no row satisfies \"%s\"", l->label, spec->where);
    return is_empty ? jj_fail(ctx, JJ_E_FORMAT, "%s is empty: it has no rows", l->label) : JJ_OK;
}

static jj_status set_label(jj_ctx *ctx, const jj_source_spec *spec, jj_layer *l) {
    JJ_CLEANUP(jj_text_deinit) jj_text label = {0};
    bool is_one = GDALDatasetGetLayerCount(l->ds) <= 1 || l->is_result;
    jj_text_add(&label, spec->path);
    if (!is_one)
        jj_text_addf(&label, jj_tr(ctx->lang, ", layer %s"), OGR_L_GetName(l->layer));
    l->label = label.failed ? NULL : jj_strdup(label.s);
    return l->label ? JJ_OK : jj_no_memory(ctx, spec->path, 0);
}

static jj_status set_encoding(jj_ctx *ctx, const jj_source_spec *spec, jj_layer *l) {
    if (!is_given(spec->encoding) || EQUAL(spec->encoding, "UTF-8"))
        return JJ_OK;
    const char *driver = GDALGetDriverShortName(GDALGetDatasetDriver(l->ds));
    if (!EQUAL(driver, "ESRI Shapefile") && !EQUAL(driver, "CSV") && !EQUAL(driver, "MapInfo File"))
        return JJ_OK;
    iconv_t cd = iconv_open("UTF-8", spec->encoding);
    if (cd == (iconv_t)-1) /* NOLINT: the value iconv_open() is specified to fail with */
        return jj_fail(ctx, JJ_E_RANGE, "'%s': the encoding '%s' is not known: write UTF-8 or GBK",
                       spec->path, spec->encoding);
    l->encoding = cd;
    return JJ_OK;
}

static jj_status read_fields(jj_ctx *ctx, jj_layer *l) {
    OGRFeatureDefnH defn = OGR_L_GetLayerDefn(l->layer);
    size_t n = (size_t)OGR_FD_GetFieldCount(defn);
    l->fields = jj_alloc(n + 1, sizeof *l->fields);
    l->word_at = jj_alloc(n + 1, sizeof *l->word_at);
    l->text = jj_alloc(n + 1, sizeof *l->text);
    if (!l->fields || !l->word_at || !l->text)
        return jj_no_memory(ctx, l->label, 0);
    for (size_t i = 0; i < n; i++) {
        const char *name = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(defn, (int)i));
        JJ_CLEANUP(jj_text_deinit) jj_text word = {0};
        if (!add_word(l, name, &word))
            return jj_fail(
                ctx, JJ_E_DATA, "%s: the name of column %zu is not %s: add its 'encoding' (GBK?)",
                l->label, i + 1, l->encoding ? jj_tr(ctx->lang, "in the encoding given") : "UTF-8");
        l->fields[i] = word.failed ? NULL : jj_strdup(word.s);
        if (!l->fields[i])
            return jj_no_memory(ctx, l->label, 0);
        l->n_fields++;
    }
    return JJ_OK;
}

static jj_status find_xy(jj_ctx *ctx, const jj_source_spec *spec, jj_layer *l) {
    l->x_field = l->y_field = -1;
    if (!is_given(spec->x) && !is_given(spec->y))
        return JJ_OK;
    if (!is_given(spec->x) || !is_given(spec->y))
        return jj_fail(ctx, JJ_E_RANGE, "%s: x and y go together; '%s' is given alone", l->label,
                       is_given(spec->x) ? spec->x : spec->y);
    JJ_TRY(jj_layer_field(ctx, l, spec->x, &l->x_field));
    return jj_layer_field(ctx, l, spec->y, &l->y_field);
}

/* The file's own system; else the one given; else degrees where a datum is given. */
static jj_status find_crs(jj_ctx *ctx, const jj_source_spec *spec, jj_layer *l) {
    if (is_given(spec->datum) && !jj_datum_parse(spec->datum, &l->datum))
        return jj_fail(ctx, JJ_E_RANGE,
                       "'%s': the datum '%s' is not known: wgs84, cgcs2000, gcj02 or bd09",
                       spec->path, spec->datum);
    OGRSpatialReferenceH own = l->x_field < 0 ? OGR_L_GetSpatialRef(l->layer) : NULL;
    if (own) {
        char *wkt = NULL;
        const char *const options[] = {"FORMAT=WKT2_2019", NULL};
        OSRExportToWktEx(own, &wkt, options);
        l->crs = wkt ? jj_strdup(wkt) : NULL;
        CPLFree(wkt);
        return l->crs ? JJ_OK : jj_no_memory(ctx, l->label, 0);
    }
    if (is_given(spec->crs))
        return jj_crs_wkt(ctx, spec->crs, &l->crs);
    if (is_given(spec->datum))
        return jj_crs_wkt(ctx, "EPSG:4326", &l->crs);
    l->crs = jj_strdup("");
    return l->crs ? JJ_OK : jj_no_memory(ctx, l->label, 0);
}

static jj_status open_layer(jj_ctx *ctx, const jj_source_spec *spec, jj_layer *l) {
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    JJ_TRY(open_dataset(ctx, spec, &words, l));
    JJ_TRY(find_layer(ctx, spec, &words, l));
    JJ_TRY(set_label(ctx, spec, l));
    JJ_TRY(filter_rows(ctx, spec, &words, l));
    JJ_TRY(set_encoding(ctx, spec, l));
    JJ_TRY(read_fields(ctx, l));
    JJ_TRY(find_xy(ctx, spec, l));
    return find_crs(ctx, spec, l);
}

jj_status jj_layer_open(jj_ctx *ctx, const jj_source_spec *spec, jj_layer **out) {
    *out = NULL;
    jj_layer *l = jj_alloc(1, sizeof *l);
    if (!l)
        return jj_no_memory(ctx, spec->path, sizeof *l);
    jj_status st = open_layer(ctx, spec, l);
    if (st != JJ_OK) {
        jj_layer_close(l);
        return st;
    }
    *out = l;
    return JJ_OK;
}

void jj_layer_close(jj_layer *l) {
    if (!l)
        return;
    if (l->geometry)
        OGR_G_DestroyGeometry(l->geometry);
    if (l->way)
        OCTDestroyCoordinateTransformation(l->way);
    if (l->is_result && l->layer)
        GDALDatasetReleaseResultSet(l->ds, l->layer);
    if (l->ds)
        GDALClose(l->ds);
    if (l->encoding)
        iconv_close(l->encoding);
    for (size_t i = 0; i < l->n_fields; i++)
        jj_free(l->fields[i]);
    jj_free(l->fields);
    jj_free(l->word_at);
    jj_free(l->text);
    jj_free(l->wkb);
    jj_flat_deinit(&l->flat);
    jj_text_deinit(&l->words);
    jj_free(l->label);
    jj_free(l->crs);
    jj_free(l);
}

void jj_layer_closep(jj_layer **l) {
    jj_layer_close(*l);
}

const char *jj_layer_label(const jj_layer *l) {
    return l->label;
}

const char *jj_layer_name(const jj_layer *l) {
    return OGR_L_GetName(l->layer);
}

size_t jj_layer_n_fields(const jj_layer *l) {
    return l->n_fields;
}

const char *jj_layer_field_name(const jj_layer *l, size_t i) {
    return l->fields[i];
}

jj_status jj_layer_field(jj_ctx *ctx, const jj_layer *l, const char *name, int *out) {
    for (size_t i = 0; i < l->n_fields; i++)
        if (strcmp(l->fields[i], name) == 0) {
            *out = (int)i;
            return JJ_OK;
        }
    JJ_CLEANUP(jj_text_deinit) jj_text names = {0};
    for (size_t i = 0; i < l->n_fields; i++)
        jj_text_addf(&names, i ? ", %s" : "%s", l->fields[i]);
    return jj_fail(ctx, JJ_E_DATA, "%s has no column '%s'; it has: %s", l->label, name,
                   names.s ? names.s : "-");
}

bool jj_layer_has_geometry(const jj_layer *l) {
    return l->x_field >= 0 || OGR_L_GetGeomType(l->layer) != wkbNone;
}

bool jj_layer_has_crs(const jj_layer *l) {
    return *l->crs != '\0';
}

const char *jj_layer_crs(const jj_layer *l) {
    return l->crs;
}

uint64_t jj_layer_n_repaired(const jj_layer *l) {
    return l->n_repaired;
}

const char *jj_geometry_title(const jj_ctx *ctx, jj_geometry g) {
    switch (g) {
    case JJ_GEOMETRY_NONE:
        return jj_tr(ctx->lang, "no geometry");
    case JJ_GEOMETRY_POINT:
        return jj_tr(ctx->lang, "points");
    case JJ_GEOMETRY_LINE:
        return jj_tr(ctx->lang, "lines");
    case JJ_GEOMETRY_POLYGON:
        return jj_tr(ctx->lang, "polygons");
    case JJ_GEOMETRY_OTHER:
        break;
    }
    return jj_tr(ctx->lang, "mixed geometry");
}

static jj_status read_words(jj_ctx *ctx, jj_layer *l, OGRFeatureH f) {
    l->words.len = 0;
    for (size_t i = 0; i < l->n_fields; i++) {
        bool is_null = !OGR_F_IsFieldSetAndNotNull(f, (int)i);
        l->word_at[i] = l->words.len;
        if (!add_word(l, is_null ? "" : OGR_F_GetFieldAsString(f, (int)i), &l->words))
            return jj_fail(ctx, JJ_E_DATA,
                           "%s, row %lld: the text in column '%s' is not %s: set 'encoding' of "
                           "the source (GBK?)",
                           l->label, (long long)l->row, l->fields[i],
                           l->encoding ? jj_tr(ctx->lang, "in the encoding given") : "UTF-8");
    }
    if (l->words.failed)
        return jj_no_memory(ctx, l->label, l->words.len);
    for (size_t i = 0; i < l->n_fields; i++)
        l->text[i] = l->words.s + l->word_at[i];
    return JJ_OK;
}

static OGRGeometryH point_of_columns(const jj_layer *l) {
    double x, y;
    if (!jj_parse_double(l->text[l->x_field], &x) || !jj_parse_double(l->text[l->y_field], &y))
        return NULL;
    OGRGeometryH g = OGR_G_CreateGeometry(wkbPoint);
    if (g)
        OGR_G_SetPoint_2D(g, 0, x, y);
    return g;
}

/* The layer's geometry in the target system, valid; NULL when it has none or it is lost. */
static OGRGeometryH bring(jj_layer *l, OGRGeometryH g, jj_feature *out) {
    g = jj_ogr_plain(g, l->datum);
    if (!g || !l->is_projected)
        return g;
    if (l->way && OGR_G_Transform(g, l->way) != OGRERR_NONE) {
        OGR_G_DestroyGeometry(g);
        out->is_lost = true;
        return NULL;
    }
    if (jj_ogr_type(g) == JJ_GEOMETRY_POLYGON && !OGR_G_IsValid(g)) {
        g = jj_ogr_repair(g);
        out->is_repaired = true;
        out->is_lost = !g;
        l->n_repaired++;
    }
    return g;
}

static jj_status lay_out(jj_ctx *ctx, jj_layer *l, jj_feature *out) {
    l->flat.n_points = l->flat.n_parts = 0;
    JJ_TRY(jj_ogr_flatten(ctx, l->geometry, &l->flat));
    out->xy = l->flat.xy;
    out->n_points = l->flat.n_points;
    out->part_end = l->flat.part_end;
    out->n_parts = l->flat.n_parts;
    for (size_t i = 0; i < 2 * out->n_points; i++)
        if (!isfinite(out->xy[i])) {
            out->is_lost = true;
            out->type = JJ_GEOMETRY_NONE;
        }
    if (out->type != JJ_GEOMETRY_POLYGON)
        return JJ_OK;
    out->wkb_len = (size_t)OGR_G_WkbSize(l->geometry);
    if (!jj_grow(&l->wkb, &l->cap_wkb, out->wkb_len, 1))
        return jj_no_memory(ctx, l->label, out->wkb_len);
    OGR_G_ExportToIsoWkb(l->geometry, wkbNDR, l->wkb);
    out->wkb = l->wkb;
    return JJ_OK;
}

static jj_status read_geometry(jj_ctx *ctx, jj_layer *l, OGRFeatureH f, jj_feature *out) {
    if (l->geometry)
        OGR_G_DestroyGeometry(l->geometry);
    l->geometry = NULL;
    OGRGeometryH g = l->x_field >= 0 ? point_of_columns(l) : OGR_F_StealGeometry(f);
    if (g && !OGR_G_IsEmpty(g))
        l->geometry = bring(l, g, out);
    else if (g)
        OGR_G_DestroyGeometry(g);
    out->type = l->geometry ? jj_ogr_type(l->geometry) : JJ_GEOMETRY_NONE;
    return out->type == JJ_GEOMETRY_NONE ? JJ_OK : lay_out(ctx, l, out);
}

static jj_status read_feature(jj_ctx *ctx, jj_layer *l, OGRFeatureH f, jj_feature *out) {
    *out = (jj_feature){.row = ++l->row};
    JJ_TRY(read_words(ctx, l, f));
    out->text = l->text;
    return read_geometry(ctx, l, f, out);
}

jj_status jj_layer_next(jj_ctx *ctx, jj_layer *l, jj_feature *out, bool *more) {
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    OGRFeatureH f = OGR_L_GetNextFeature(l->layer);
    *more = f != NULL;
    if (!f && words.n_errors)
        return jj_fail(ctx, JJ_E_IO, "%s cannot be read past row %lld: %s", l->label,
                       (long long)l->row, jj_driver_said(ctx, &words, ""));
    if (!f)
        return JJ_OK;
    jj_status st = read_feature(ctx, l, f, out);
    OGR_F_Destroy(f);
    return st;
}

/* Where coordinates lie tells which systems they can be in; written into `hint`. */
static void guess_crs(const jj_ctx *ctx, double x, double y, char *hint, size_t room) {
    int zone = (int)(x / 1e6);
    if (fabs(x) <= 180 && fabs(y) <= 90)
        snprintf(hint, room, "%s",
                 jj_tr(ctx->lang, "they look like degrees: EPSG:4326, or EPSG:4490 for CGCS2000"));
    else if (zone >= 25 && zone <= 45)
        snprintf(hint, room,
                 jj_tr(ctx->lang, "eastings begin with %d: EPSG:%d, CGCS2000 3-degree zone %d"),
                 zone, 4513 + zone - 25, zone);
    else if (zone >= 13 && zone <= 23)
        snprintf(hint, room,
                 jj_tr(ctx->lang, "eastings begin with %d: EPSG:%d, CGCS2000 6-degree zone %d"),
                 zone, 4491 + zone - 13, zone);
    else if (y / 1e6 >= 13 && y / 1e6 < 46)
        snprintf(hint, room, "%s",
                 jj_tr(ctx->lang, "x and y look swapped: eastings stand in the second place"));
    else
        snprintf(
            hint, room, "%s",
            jj_tr(ctx->lang, "eastings without a zone: EPSG:4534 to 4554 by central meridian"));
}

static jj_status refuse_no_crs(jj_ctx *ctx, jj_layer *l) {
    jj_feature f = {0};
    bool more = true;
    while (more && f.n_points == 0)
        JJ_TRY(jj_layer_next(ctx, l, &f, &more));
    char hint[160] = "-";
    if (more)
        guess_crs(ctx, f.xy[0], f.xy[1], hint, sizeof hint);
    return jj_fail(ctx, JJ_E_DATA,
                   "%s has no coordinate system: add 'crs: EPSG:...' or 'datum:' to the source "
                   "(first coordinates %.15g, %.15g; %s)",
                   l->label, more ? f.xy[0] : NAN, more ? f.xy[1] : NAN, hint);
}

typedef OGRSpatialReferenceH srs;
static void release(srs *s) {
    OSRRelease(*s);
}

static bool set_srs(OGRSpatialReferenceH s, const char *name) {
    bool is_set = s && OSRSetFromUserInput(s, name) == OGRERR_NONE;
    if (is_set)
        OSRSetAxisMappingStrategy(s, OAMS_TRADITIONAL_GIS_ORDER);
    return is_set;
}

jj_status jj_layer_project(jj_ctx *ctx, jj_layer *l, const char *target_crs) {
    if (!*l->crs)
        return refuse_no_crs(ctx, l);
    bool is_shifted = l->datum == JJ_DATUM_GCJ02 || l->datum == JJ_DATUM_BD09;
    if (is_shifted && !jj_crs_is_geographic(l->crs))
        return jj_fail(ctx, JJ_E_DATA,
                       "%s: datum %s is for degrees, and its coordinate system is not in degrees",
                       l->label, jj_datum_name(l->datum));
    l->is_projected = true;
    if (jj_crs_same(l->crs, target_crs))
        return JJ_OK;
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    JJ_CLEANUP(release) srs from = OSRNewSpatialReference(NULL);
    JJ_CLEANUP(release) srs to = OSRNewSpatialReference(NULL);
    if (set_srs(from, l->crs) && set_srs(to, target_crs))
        l->way = OCTNewCoordinateTransformation(from, to);
    if (!l->way)
        return jj_fail(ctx, JJ_E_DATA, "%s cannot be brought into the project's system: %s",
                       l->label, jj_driver_said(ctx, &words, ""));
    return JJ_OK;
}
