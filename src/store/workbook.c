#define _GNU_SOURCE /* struct stat64 of cpl_vsi.h */
#include "store/workbook.h"
#include "base/file.h"
#include "base/lang.h"
#include "store/csv.h"
#include "store/driver.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <string.h>
#include <strings.h>

#define MOST_UNPACKED ((uint64_t)1 << 30)

static bool ends_in(const char *path, const char *ending) {
    size_t n = strlen(path), m = strlen(ending);
    return n > m && strcasecmp(path + n - m, ending) == 0;
}

/* --- what is refused before any reader sees it ----------------------------------------------- */

static jj_status check_unpacked(jj_ctx *ctx, const char *path) {
    JJ_AUTO char *inside = jj_alloc(strlen(path) + 9, 1);
    if (!inside)
        return jj_no_memory(ctx, path, 0);
    snprintf(inside, strlen(path) + 9, "/vsizip/%s", path);
    char **names = VSIReadDirRecursive(inside);
    uint64_t total = 0;
    for (char **name = names; name && *name; name++) {
        VSIStatBufL st;
        const char *part = CPLFormFilename(inside, *name, NULL);
        if (VSIStatL(part, &st) == 0)
            total += (uint64_t)st.st_size;
    }
    CSLDestroy(names);
    if (total > MOST_UNPACKED)
        return jj_fail(ctx, JJ_E_LIMIT,
                       "'%s' unpacks to %.1f GB, more than 1 GiB: it is not an office's list", path,
                       (double)total / 1e9);
    return JJ_OK;
}

enum { HEAD = 8192 };

/* A file's first bytes; fewer in a shorter file. */
static jj_status read_head(jj_ctx *ctx, const char *path, unsigned char head[HEAD], size_t *n) {
    FILE *f = fopen(path, "rb");
    if (!f)
        return jj_fail(ctx, JJ_E_IO, "cannot read '%s'", path);
    *n = fread(head, 1, HEAD, f);
    fclose(f);
    return JJ_OK;
}

static bool holds(const unsigned char *head, size_t n, const char *bytes, size_t len) {
    for (size_t i = 0; i + len <= n; i++)
        if (memcmp(head + i, bytes, len) == 0)
            return true;
    return false;
}

/* The record that locks an Excel 97 workbook stands among the first after its beginning. */
static bool is_locked_stream(const unsigned char *head, size_t n) {
    static const unsigned char begin[] = {9, 8, 16, 0, 0, 6, 5, 0};
    enum { FILEPASS = 0x2f, AMONG = 8 };
    size_t at = 0;
    while (at + sizeof begin <= n && memcmp(head + at, begin, sizeof begin) != 0)
        at++;
    for (int i = 0; i < AMONG && at + 4 <= n; i++) {
        if ((head[at] | head[at + 1] << 8) == FILEPASS)
            return true;
        at += 4 + (size_t)(head[at + 2] | head[at + 3] << 8);
    }
    return false;
}

static jj_status refuse_locked(jj_ctx *ctx, const char *path) {
    return jj_fail(ctx, JJ_E_FORMAT,
                   "'%s' is locked with a password: open it and save it without one", path);
}

/* What the first bytes say of a workbook that its name does not. */
static jj_status check_head(jj_ctx *ctx, const char *path, bool is_packed) {
    static const char compound[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    static const char encrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P";
    unsigned char head[HEAD];
    size_t n = 0;
    JJ_TRY(read_head(ctx, path, head, &n));
    bool is_compound = n >= 8 && memcmp(head, compound, 8) == 0;
    bool is_zip = n >= 4 && memcmp(head, "PK", 2) == 0;
    size_t first = n >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (first < n && strchr(" \t\r\n", head[first]) && head[first])
        first++;
    if (is_compound && (holds(head, n, encrypted, sizeof encrypted) || is_locked_stream(head, n)))
        return refuse_locked(ctx, path);
    if (first < n && head[first] == '<')
        return jj_fail(ctx, JJ_E_FORMAT,
                       "'%s' is an HTML or XML page under a workbook's name: open it and save it "
                       "as .xlsx",
                       path);
    if (is_packed && is_compound)
        return jj_fail(ctx, JJ_E_FORMAT, "'%s' is an old workbook: name it .xls", path);
    if (!is_compound && !is_zip)
        return jj_fail(ctx, JJ_E_FORMAT,
                       "'%s' does not begin as a workbook does: it is damaged, or something else "
                       "under that name",
                       path);
    return is_zip ? check_unpacked(ctx, path) : JJ_OK;
}

static jj_status check_kind(jj_ctx *ctx, const char *path) {
    if (!jj_file_exists(path))
        return jj_fail(ctx, JJ_E_IO, "'%s' does not exist", path);
    if (ends_in(path, ".et"))
        return jj_fail(ctx, JJ_E_FORMAT,
                       "'%s' is a WPS .et workbook: save it as .xlsx in WPS (File, Save as)", path);
    if (ends_in(path, ".xlsx") || ends_in(path, ".ods") || ends_in(path, ".xlsm"))
        return check_head(ctx, path, true);
    if (ends_in(path, ".xls"))
        return check_head(ctx, path, false);
    if (ends_in(path, ".csv") || ends_in(path, ".txt"))
        return JJ_OK;
    return jj_fail(ctx, JJ_E_FORMAT, "'%s' is no spreadsheet: .xlsx, .xls, .ods or .csv", path);
}

/* --- cells ---------------------------------------------------------------------------------- */

/* Cells of one sheet being read, row by row. */
typedef struct cells {
    const char **items;
    size_t n, cap;
    size_t *row_first;
    size_t n_rows, cap_rows;
} cells;

static void cells_deinit(cells *c) {
    jj_free(c->items);
    jj_free(c->row_first);
}

static const char *trimmed(jj_arena *arena, const char *s, size_t len) {
    while (len && strchr(" \t\r\n", s[len - 1]))
        len--;
    while (len && strchr(" \t\r\n", *s)) {
        s++;
        len--;
    }
    if (len == 0)
        return "";
    char *copy = jj_arena_alloc(arena, len + 1, 1);
    if (copy)
        memcpy(copy, s, len);
    return copy;
}

static jj_status add_cell(jj_ctx *ctx, cells *c, const char *text) {
    size_t len = text ? strlen(text) : 0;
    if (len > JJ_WORKSHEET_MOST_TEXT)
        return jj_fail(ctx, JJ_E_LIMIT, "row %zu: a cell holds %zu bytes of text, more than %d",
                       c->n_rows + 1, len, JJ_WORKSHEET_MOST_TEXT);
    if (!text || !jj_grow(&c->items, &c->cap, c->n + 1, sizeof *c->items))
        return jj_no_memory(ctx, "a sheet", c->n * sizeof *c->items);
    c->items[c->n++] = text;
    return JJ_OK;
}

static jj_status end_row(jj_ctx *ctx, cells *c) {
    if (!jj_grow(&c->row_first, &c->cap_rows, c->n_rows + 2, sizeof *c->row_first))
        return jj_no_memory(ctx, "a sheet", 0);
    c->row_first[++c->n_rows] = c->n;
    return JJ_OK;
}

/* Rows of unequal length into a rectangle. */
static jj_status square(jj_ctx *ctx, const char *path, const cells *c, jj_arena *arena,
                        jj_worksheet *out) {
    size_t n_cols = 0;
    for (size_t r = 0; r < c->n_rows; r++) {
        size_t n = c->row_first[r + 1] - c->row_first[r];
        n_cols = n > n_cols ? n : n_cols;
    }
    if (n_cols > JJ_WORKSHEET_MOST_COLS || n_cols * c->n_rows > JJ_WORKSHEET_MOST_CELLS)
        return jj_fail(ctx, JJ_E_LIMIT,
                       "'%s' has %zu columns and %zu rows: the limit is %d columns "
                       "and %d cells",
                       path, n_cols, c->n_rows, JJ_WORKSHEET_MOST_COLS, JJ_WORKSHEET_MOST_CELLS);
    out->cells = jj_arena_alloc(arena, n_cols * c->n_rows + 1, sizeof *out->cells);
    if (!out->cells)
        return jj_no_memory(ctx, "a sheet", n_cols * c->n_rows * 8);
    for (size_t r = 0; r < c->n_rows; r++)
        for (size_t k = 0; k < n_cols; k++) {
            size_t at = c->row_first[r] + k;
            out->cells[r * n_cols + k] = at < c->row_first[r + 1] ? c->items[at] : "";
        }
    out->n_rows = c->n_rows;
    out->n_cols = n_cols;
    return JJ_OK;
}

static jj_status read_csv_rows(jj_ctx *ctx, jj_csv *csv, jj_arena *arena, cells *c) {
    for (;;) {
        bool more;
        JJ_TRY(jj_csv_next(ctx, csv, &more));
        if (!more)
            return JJ_OK;
        for (size_t i = 0; i < csv->n; i++)
            JJ_TRY(add_cell(ctx, c, trimmed(arena, csv->fields[i], strlen(csv->fields[i]))));
        JJ_TRY(end_row(ctx, c));
    }
}

static jj_status read_csv(jj_ctx *ctx, const char *path, const char *encoding, jj_workbook *out) {
    JJ_CLEANUP(jj_csv_close) jj_csv csv = {0};
    JJ_CLEANUP(cells_deinit) cells c = {0};
    JJ_TRY(jj_csv_open(ctx, path, encoding, &csv));
    JJ_TRY(read_csv_rows(ctx, &csv, &out->arena, &c));
    out->sheets = jj_arena_alloc(&out->arena, 1, sizeof *out->sheets);
    if (!out->sheets)
        return jj_no_memory(ctx, path, 0);
    out->n_sheets = 1;
    out->encoding = strcmp(csv.encoding, "UTF-8") == 0 ? NULL : csv.encoding;
    out->sheets[0].name = "";
    return square(ctx, path, &c, &out->arena, &out->sheets[0]);
}

/* --- workbooks ------------------------------------------------------------------------------- */

static jj_status read_row(jj_ctx *ctx, OGRFeatureH f, int n_fields, jj_arena *arena, cells *c) {
    for (int i = 0; i < n_fields; i++) {
        const char *s = OGR_F_IsFieldSetAndNotNull(f, i) ? OGR_F_GetFieldAsString(f, i) : "";
        JJ_TRY(add_cell(ctx, c, trimmed(arena, s, strlen(s))));
    }
    return end_row(ctx, c);
}

/* Rows that are wholly empty are passed over by some readers: feature ids tell the true row. */
static jj_status read_rows(jj_ctx *ctx, OGRLayerH layer, jj_arena *arena, cells *c) {
    int n_fields = OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(layer));
    for (;;) {
        OGRFeatureH f = OGR_L_GetNextFeature(layer);
        if (!f)
            return JJ_OK;
        GIntBig row = OGR_F_GetFID(f) - 1;
        jj_status st = JJ_OK;
        while (st == JJ_OK && row > 0 && (GIntBig)c->n_rows < row && row < 1 << 20)
            st = end_row(ctx, c);
        if (st == JJ_OK)
            st = read_row(ctx, f, n_fields, arena, c);
        OGR_F_Destroy(f);
        JJ_TRY(st);
        JJ_TRY(jj_ctx_poll(ctx));
    }
}

static jj_status read_sheet(jj_ctx *ctx, const char *path, OGRLayerH layer, jj_workbook *out,
                            jj_worksheet *sheet) {
    int n_fields = OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(layer));
    if (n_fields > JJ_WORKSHEET_MOST_COLS)
        return jj_fail(ctx, JJ_E_LIMIT, "'%s', sheet '%s' has %d columns: the limit is %d", path,
                       OGR_L_GetName(layer), n_fields, JJ_WORKSHEET_MOST_COLS);
    JJ_CLEANUP(cells_deinit) cells c = {0};
    JJ_TRY(read_rows(ctx, layer, &out->arena, &c));
    sheet->name = jj_arena_str(&out->arena, OGR_L_GetName(layer));
    if (!sheet->name)
        return jj_no_memory(ctx, path, 0);
    return square(ctx, path, &c, &out->arena, sheet);
}

static jj_status read_sheets(jj_ctx *ctx, const char *path, GDALDatasetH ds, jj_workbook *out) {
    int n = GDALDatasetGetLayerCount(ds);
    out->sheets = jj_arena_alloc(&out->arena, (size_t)n + 1, sizeof *out->sheets);
    if (!out->sheets)
        return jj_no_memory(ctx, path, 0);
    for (int i = 0; i < n; i++)
        JJ_TRY(
            read_sheet(ctx, path, GDALDatasetGetLayer(ds, i), out, &out->sheets[out->n_sheets++]));
    return JJ_OK;
}

/* Headings are found by the intake itself: the drivers must take none and guess no types. */
static jj_status read_workbook(jj_ctx *ctx, const char *path, jj_workbook *out) {
    static const char *const drivers[] = {"XLSX", "XLS", "ODS", NULL};
    static const char *const options[] = {"OGR_XLSX_HEADERS", "OGR_XLS_HEADERS", "OGR_ODS_HEADERS"};
    static const char *const types[] = {"OGR_XLSX_FIELD_TYPES", "OGR_XLS_FIELD_TYPES",
                                        "OGR_ODS_FIELD_TYPES"};
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    for (int i = 0; i < 3; i++) {
        CPLSetThreadLocalConfigOption(options[i], "DISABLE");
        CPLSetThreadLocalConfigOption(types[i], "STRING");
    }
    GDALDatasetH ds = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
    jj_status st = ds ? read_sheets(ctx, path, ds, out)
                      : jj_fail(ctx, JJ_E_FORMAT, "cannot read '%s' as a workbook: %s", path,
                                words.n_errors ? jj_driver_said(ctx, &words, path)
                                               : jj_tr(ctx->lang, "it is damaged or cut off"));
    if (ds)
        GDALClose(ds);
    for (int i = 0; i < 3; i++) {
        CPLSetThreadLocalConfigOption(options[i], NULL);
        CPLSetThreadLocalConfigOption(types[i], NULL);
    }
    return st;
}

jj_status jj_workbook_read(jj_ctx *ctx, const char *path, const char *encoding, jj_workbook *out) {
    *out = (jj_workbook){0};
    JJ_TRY(check_kind(ctx, path));
    bool is_text = ends_in(path, ".csv") || ends_in(path, ".txt");
    jj_status st = is_text ? read_csv(ctx, path, encoding, out) : read_workbook(ctx, path, out);
    if (st == JJ_E_LIMIT && !strstr(ctx->message, path))
        jj_fail_within(ctx, st, path);
    if (st != JJ_OK)
        jj_workbook_deinit(out);
    return st;
}

void jj_workbook_deinit(jj_workbook *w) {
    jj_arena_deinit(&w->arena);
    *w = (jj_workbook){0};
}
