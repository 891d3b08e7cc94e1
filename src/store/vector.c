#include "store/vector_layer.h"
#include "base/degrees.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/lang.h"
#include "store/driver.h"

#include <cpl_string.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

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
    size_t len = strlen(s), n = jj_utf8_valid(s, len);
    bool is_cut = l->text_encoding && len - n < 4; /* by the end of its .dbf field */
    if (n != len && !is_cut)
        return false;
    jj_text_addn(out, s, n);
    jj_text_addn(out, "", 1);
    return true;
}

/* A shapefile is several files, and people pass on one of them: is "shx" or "SHX" not there? */
static bool lacks_part(const char *path, const char *part) {
    size_t n = strlen(path);
    if (n < 5 || strcasecmp(path + n - 4, ".shp") != 0)
        return false;
    JJ_AUTO char *beside = jj_strdup(path);
    if (!beside)
        return false;
    memcpy(beside + n - 3, part, 3);
    bool is_there = jj_file_exists(beside);
    for (size_t i = n - 3; i < n; i++)
        beside[i] = (char)toupper((unsigned char)beside[i]);
    return !is_there && !jj_file_exists(beside);
}

static jj_status refuse_lone_shp(jj_ctx *ctx, const char *path, const char *part) {
    return jj_fail(ctx, JJ_E_IO,
                   "'%s': its .%s is not beside it; a shapefile is its .shp, .shx, .dbf and .prj "
                   "together: ask for all of them",
                   path, part);
}

static jj_status refuse_open(jj_ctx *ctx, const char *path, const jj_driver_words *words) {
    bool is_file = !strchr(path, ':');
    if (is_file && !jj_file_exists(path) && !jj_is_folder(path))
        return jj_fail(ctx, JJ_E_IO, "there is no file '%s'", path);
    if (lacks_part(path, "shx"))
        return refuse_lone_shp(ctx, path, "shx");
    uint64_t bytes;
    int64_t mtime_ns;
    if (is_file && !jj_is_folder(path)) {
        JJ_TRY(jj_file_stat(ctx, path, &bytes, &mtime_ns));
        if (bytes == 0)
            return jj_fail(ctx, JJ_E_FORMAT, "'%s' is an empty file: ask for it again", path);
    }
    return jj_fail(ctx, JJ_E_IO, "'%s' cannot be opened as a vector layer or table: %s", path,
                   jj_driver_said(ctx, words, path));
}

static jj_status open_dataset(jj_ctx *ctx, const jj_source_spec *spec, jj_driver_words *words,
                              jj_layer *l) {
    char encoding[64];
    const char *const options[] = {encoding, NULL};
    JJ_TRY(jj_layer_prepare_text(ctx, spec, l));
    bool is_told = l->text_encoding && !l->copy_path;
    snprintf(encoding, sizeof encoding, "ENCODING=%s", is_told ? l->text_encoding : "");
    l->ds = GDALOpenEx(l->copy_path ? l->copy_path : spec->path,
                       GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, spec->drivers,
                       is_told ? options : NULL, NULL);
    return l->ds ? JJ_OK : refuse_open(ctx, spec->path, words);
}

static jj_status refuse_layer(jj_ctx *ctx, const jj_source_spec *spec, GDALDatasetH ds) {
    JJ_CLEANUP(jj_text_deinit) jj_text names = {0};
    for (int i = 0; i < GDALDatasetGetLayerCount(ds); i++)
        jj_text_addf(&names, i ? ", %s" : "%s", OGR_L_GetName(GDALDatasetGetLayer(ds, i)));
    return jj_fail(ctx, JJ_E_FORMAT, "'%s' has no layer '%s'; it has: %s", spec->path,
                   jj_is_given(spec->layer) ? spec->layer : "0", names.s ? names.s : "-");
}

static jj_status find_layer(jj_ctx *ctx, const jj_source_spec *spec, jj_driver_words *words,
                            jj_layer *l) {
    if (jj_is_given(spec->sql)) {
        l->layer = GDALDatasetExecuteSQL(l->ds, spec->sql, NULL, "SQLITE");
        l->is_result = true;
        return l->layer ? JJ_OK
                        : jj_fail(ctx, JJ_E_FORMAT, "'%s': the statement \"%s\" gives no rows: %s",
                                  spec->path, spec->sql, jj_driver_said(ctx, words, ""));
    }
    l->layer = jj_is_given(spec->layer) ? GDALDatasetGetLayerByName(l->ds, spec->layer)
                                        : GDALDatasetGetLayer(l->ds, 0);
    return l->layer ? JJ_OK : refuse_layer(ctx, spec, l->ds);
}

static jj_status filter_rows(jj_ctx *ctx, const jj_source_spec *spec, jj_driver_words *words,
                             jj_layer *l) {
    if (jj_is_given(spec->where) && OGR_L_SetAttributeFilter(l->layer, spec->where) != OGRERR_NONE)
        return jj_fail(ctx, JJ_E_FORMAT, "%s: the condition \"%s\" is refused: %s", l->label,
                       spec->where, jj_driver_said(ctx, words, ""));
    OGRFeatureH first = OGR_L_GetNextFeature(l->layer);
    bool is_empty = !first;
    OGR_F_Destroy(first);
    OGR_L_ResetReading(l->layer);
    if (is_empty && words->n_errors)
        return jj_fail(ctx, JJ_E_IO, "%s cannot be read: %s", l->label,
                       jj_driver_said(ctx, words, spec->path));
    if (is_empty && jj_is_given(spec->where))
        return jj_fail(ctx, JJ_E_FORMAT, "%s: no row satisfies \"%s\"", l->label, spec->where);
    if (is_empty && !spec->may_be_empty)
        return jj_fail(ctx, JJ_E_FORMAT, "%s is empty: it has no rows", l->label);
    return JJ_OK;
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

/* Of the rest only MapInfo's texts come as they stand. */
static jj_status set_encoding(jj_ctx *ctx, const jj_source_spec *spec, jj_layer *l) {
    const char *driver = GDALGetDriverShortName(GDALGetDatasetDriver(l->ds));
    if (!jj_is_given(spec->encoding) || l->text_encoding || !EQUAL(driver, "MapInfo File"))
        return JJ_OK;
    iconv_t cd = iconv_open("UTF-8", jj_encoding_name(spec->encoding));
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
    if (!jj_is_given(spec->x) && !jj_is_given(spec->y))
        return JJ_OK;
    if (!jj_is_given(spec->x) || !jj_is_given(spec->y))
        return jj_fail(ctx, JJ_E_RANGE, "%s: x and y go together; '%s' is given alone", l->label,
                       jj_is_given(spec->x) ? spec->x : spec->y);
    JJ_TRY(jj_layer_field(ctx, l, spec->x, &l->x_field));
    return jj_layer_field(ctx, l, spec->y, &l->y_field);
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
    return jj_layer_find_crs(ctx, spec, l);
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
    jj_layer_forget_ways(l);
    if (l->is_result && l->layer)
        GDALDatasetReleaseResultSet(l->ds, l->layer);
    if (l->ds)
        GDALClose(l->ds);
    jj_layer_forget_text(l);
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

/* The driver numbers columns whose heading is empty: field_2, Field2. */
static bool has_title_above(const jj_layer *l) {
    int number;
    return l->n_fields > 1 && (sscanf(l->fields[1], "field_%d", &number) == 1 ||
                               sscanf(l->fields[1], "Field%d", &number) == 1);
}

jj_status jj_layer_field(jj_ctx *ctx, const jj_layer *l, const char *name, int *out) {
    for (size_t i = 0; i < l->n_fields; i++)
        if (strcmp(l->fields[i], name) == 0) {
            *out = (int)i;
            return JJ_OK;
        }
    if (lacks_part(l->label, "dbf"))
        return refuse_lone_shp(ctx, l->label, "dbf");
    JJ_CLEANUP(jj_text_deinit) jj_text names = {0};
    for (size_t i = 0; i < l->n_fields; i++)
        jj_text_addf(&names, i ? ", %s" : "%s", l->fields[i]);
    if (has_title_above(l))
        return jj_fail(
            ctx, JJ_E_DATA,
            "%s has no column '%s'; it has: %s. Where a title stands above the headings, "
            "write 'office: true'",
            l->label, name, names.s ? names.s : "-");
    return jj_fail(ctx, JJ_E_DATA, "%s has no column '%s'; it has: %s", l->label, name,
                   names.s ? names.s : "-");
}

bool jj_layer_has_geometry(const jj_layer *l) {
    return l->x_field >= 0 || OGR_L_GetGeomType(l->layer) != wkbNone;
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

/* As people type them: 4192345.6, 4,192,345.6, 112°33′13.5″. */
static bool read_number(const char *text, double *out) {
    return jj_parse_double(text, out) || jj_parse_typed_double(text, out) ||
           jj_degrees_read(text, out);
}

static OGRGeometryH point_of_columns(const jj_layer *l) {
    double x, y;
    if (!read_number(l->text[l->x_field], &x) || !read_number(l->text[l->y_field], &y))
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
    g = jj_layer_carry(l, g);
    if (!g) {
        out->is_lost = true;
        return NULL;
    }
    if (jj_ogr_type(g) == JJ_GEOMETRY_POLYGON && !OGR_G_IsValid(g)) {
        g = jj_ogr_repair(g);
        out->is_repaired = true;
        out->is_lost = !g;
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
