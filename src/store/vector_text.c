/* What a layer's texts are in, found out before its driver sees them. */
#define _GNU_SOURCE /* struct stat64 of cpl_vsi.h */
#include "base/encoding.h"
#include "base/file.h"
#include "base/param.h"
#include "store/vector_layer.h"

#include <cpl_vsi.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool ends_in(const char *path, const char *ending) {
    size_t n = strlen(path), m = strlen(ending);
    return n > m && strcasecmp(path + n - m, ending) == 0;
}

/* --- .dbf ------------------------------------------------------------------------------------- */

enum { HEADER = 32, MOST_FIELDS = 2048, NAME = 11, LANGUAGE = 29 };

typedef struct dbf_field {
    char name[NAME + 1];
    size_t at, length;
} dbf_field;

/* Where text first fails to be one, and how much of it does not. */
typedef struct reading {
    const char *encoding;
    iconv_t cd; /* NULL = UTF-8, which needs none */
    size_t n_bad, n_whole;
    size_t row; /* 0 = a field's name */
    char column[NAME + 1];
} reading;

typedef struct dbf {
    FILE *file;
    unsigned char language;
    size_t record_length;
    dbf_field *fields; /* of text */
    size_t n;
    char *record;
} dbf;

static void dbf_close(dbf *d) {
    if (d->file)
        fclose(d->file);
    jj_free(d->fields);
    jj_free(d->record);
}

static size_t u16(const unsigned char *p) {
    return p[0] | (size_t)p[1] << 8;
}

/* False: no .dbf one can make sense of; its driver will say so. */
static bool read_fields(dbf *d, size_t header_length) {
    unsigned char f[HEADER];
    size_t at = 1; /* after the mark of deleted records */
    for (size_t i = 0; i < header_length / HEADER && i < MOST_FIELDS; i++) {
        if (fread(f, 1, 1, d->file) != 1)
            return false;
        if (f[0] == '\r')
            break;
        if (fread(f + 1, HEADER - 1, 1, d->file) != 1)
            return false;
        dbf_field *field = &d->fields[d->n];
        *field = (dbf_field){.at = at, .length = f[16]};
        memcpy(field->name, f, NAME);
        at += f[16];
        d->n += f[11] == 'C' && at <= d->record_length;
    }
    return fseek(d->file, (long)header_length, SEEK_SET) == 0;
}

static bool dbf_open(const char *path, dbf *d) {
    unsigned char header[HEADER];
    d->file = fopen(path, "rb");
    if (!d->file || fread(header, HEADER, 1, d->file) != 1)
        return false;
    d->language = header[LANGUAGE];
    d->record_length = u16(header + 10);
    d->fields = jj_alloc(MOST_FIELDS, sizeof *d->fields);
    d->record = jj_alloc(d->record_length + 1, 1);
    return d->fields && d->record && read_fields(d, u16(header + 8));
}

/* A name cut off in the middle of a character by its field's end is text all the same. */
static bool is_text(reading *r, const char *s, size_t len, bool is_full) {
    if (!r->cd) {
        size_t n = jj_utf8_valid(s, len);
        return n == len || (is_full && len - n < 4 && (s[n] & 0xc0) == 0xc0);
    }
    char out[1024], *in, *to = out;
    size_t left = len, room = sizeof out;
    memcpy(&in, &s, sizeof in); /* iconv() does not write to its input, though its type says so */
    iconv(r->cd, NULL, NULL, NULL, NULL);
    return iconv(r->cd, &in, &left, &to, &room) != (size_t)-1 || (is_full && errno == EINVAL);
}

static void try_text(reading *r, const char *s, size_t length, size_t row, const char *column) {
    size_t n = length;
    bool is_ascii = true;
    while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\0'))
        n--;
    for (size_t i = 0; i < n; i++)
        is_ascii = is_ascii && (unsigned char)s[i] < 0x80;
    if (is_ascii)
        return;
    if (is_text(r, s, n, n == length)) {
        r->n_whole++;
        return;
    }
    if (r->n_bad++ == 0) {
        r->row = row;
        snprintf(r->column, sizeof r->column, "%s", column);
    }
}

static void try_all(dbf *d, reading *readings, size_t n_readings) {
    for (size_t i = 0; i < d->n; i++)
        for (size_t k = 0; k < n_readings; k++)
            try_text(&readings[k], d->fields[i].name, strlen(d->fields[i].name), 0, "");
    for (size_t row = 1; fread(d->record, d->record_length, 1, d->file) == 1; row++)
        for (size_t i = 0; i < d->n; i++)
            for (size_t k = 0; k < n_readings; k++)
                try_text(&readings[k], d->record + d->fields[i].at, d->fields[i].length, row,
                         d->fields[i].name);
}

static jj_status refuse_text(jj_ctx *ctx, const char *path, const reading *r) {
    const char *column =
        *r->column && jj_utf8_valid(r->column, strlen(r->column)) == strlen(r->column) ? r->column
                                                                                       : "?";
    return jj_fail(ctx, JJ_E_DATA,
                   "%s, row %zu, column %s: this is no text in %s; say the 'encoding' of the "
                   "source, or mend the cell",
                   path, r->row, column, r->encoding);
}

/* Of a file that does not say: UTF-8 where it is valid, else GB18030. */
static jj_status settle(jj_ctx *ctx, const char *path, const reading r[2], jj_layer *l) {
    bool is_utf8 = r[0].n_bad == 0;
    if (!is_utf8 && (r[1].n_bad > 0 || r[0].n_whole > r[0].n_bad))
        return refuse_text(ctx, path, r[1].n_bad > 0 && r[0].n_whole <= r[0].n_bad ? &r[1] : &r[0]);
    l->text_encoding = r[is_utf8 ? 0 : 1].encoding;
    l->is_encoding_guessed = !is_utf8;
    return JJ_OK;
}

static void close_iconv(iconv_t *cd) {
    if (*cd && *cd != (iconv_t)-1) /* NOLINT: the value iconv_open() is specified to fail with */
        iconv_close(*cd);
}

static jj_status check_given(jj_ctx *ctx, const char *path, const char *encoding, dbf *d,
                             jj_layer *l) {
    JJ_CLEANUP(close_iconv) iconv_t cd = iconv_open("UTF-8", encoding);
    if (cd == (iconv_t)-1) /* NOLINT: as above */
        return jj_fail(ctx, JJ_E_RANGE, "'%s': the encoding '%s' is not known: write UTF-8 or GBK",
                       path, encoding);
    reading r = {.encoding = encoding, .cd = cd};
    try_all(d, &r, 1);
    l->text_encoding = encoding;
    return r.n_bad > 0 ? refuse_text(ctx, path, &r) : JJ_OK;
}

/* A code page file that says something else than UTF-8 is believed; its driver knows how. */
static bool says_code_page(const char *base, size_t n) {
    static const char *const utf8[] = {"UTF-8", "UTF8", "65001"};
    static const char *const endings[] = {".cpg", ".CPG"};
    for (size_t i = 0; i < JJ_COUNT(endings); i++) {
        char path[1024], word[32] = "";
        snprintf(path, sizeof path, "%.*s%s", (int)n, base, endings[i]);
        FILE *f = fopen(path, "rb");
        if (!f)
            continue;
        size_t len = fread(word, 1, sizeof word - 1, f);
        fclose(f);
        word[len] = '\0';
        word[strcspn(word, " \r\n\t")] = '\0';
        for (size_t k = 0; k < JJ_COUNT(utf8); k++)
            if (strcasecmp(word, utf8[k]) == 0)
                return false;
        return *word != '\0';
    }
    return false;
}

/*
 * 0 says nothing; 0x57 and 0x03, "the writer's own" and Western Europe, are what writers put there.
 */
static bool says_language(unsigned char language) {
    return language != 0 && language != 0x57 && language != 0x03;
}

static jj_status prepare_dbf(jj_ctx *ctx, const jj_source_spec *spec, jj_layer *l) {
    size_t n = strlen(spec->path) - 4;
    char path[1024];
    snprintf(path, sizeof path, "%.*s.dbf", (int)n, spec->path);
    if (!jj_file_exists(path))
        snprintf(path, sizeof path, "%.*s.DBF", (int)n, spec->path);
    JJ_CLEANUP(dbf_close) dbf d = {0};
    if (!dbf_open(path, &d))
        return JJ_OK;
    if (jj_is_given(spec->encoding))
        return check_given(ctx, path, jj_encoding_name(spec->encoding), &d, l);
    if (says_code_page(spec->path, n) || says_language(d.language))
        return JJ_OK;
    JJ_CLEANUP(close_iconv) iconv_t cd = iconv_open("UTF-8", "GB18030");
    reading r[] = {{.encoding = "UTF-8"}, {.encoding = "GB18030", .cd = cd}};
    try_all(&d, r, JJ_COUNT(r));
    return settle(ctx, path, r, l);
}

/* --- plain text ------------------------------------------------------------------------------- */

static bool is_valid_file(const char *path) {
    enum { CHUNK = 1 << 16 };
    FILE *f = fopen(path, "rb");
    char *buffer = jj_alloc(CHUNK, 1);
    bool is_valid = f && buffer;
    size_t kept = 0, n;
    while (is_valid && (n = fread(buffer + kept, 1, CHUNK - kept, f)) > 0) {
        size_t valid = jj_utf8_valid(buffer, n + kept);
        kept += n - valid;
        is_valid = kept < 4; /* a character may reach into the next chunk */
        memmove(buffer, buffer + valid, is_valid ? kept : 0);
    }
    if (f)
        fclose(f);
    jj_free(buffer);
    return is_valid && kept == 0;
}

/* A copy in UTF-8 for the driver, which takes texts as they are. */
static jj_status recode_file(jj_ctx *ctx, const jj_source_spec *spec, jj_layer *l) {
    size_t len;
    const char *found;
    JJ_TRY(jj_file_read(ctx, spec->path, &l->copy, &len));
    jj_status st = jj_to_utf8(ctx, spec->path, spec->encoding, &l->copy, &len, &found);
    if (st != JJ_OK)
        return st == JJ_E_FORMAT ? JJ_E_DATA : st;
    size_t n = strlen(jj_path_name(spec->path)) + 64;
    l->copy_path = jj_alloc(n, 1);
    if (!l->copy_path)
        return jj_no_memory(ctx, spec->path, n);
    snprintf(l->copy_path, n, "/vsimem/jj-%p/%s", (void *)l, jj_path_name(spec->path));
    l->text_encoding = found;
    l->is_encoding_guessed = strcmp(found, "UTF-8") != 0;
    VSILFILE *f = VSIFileFromMemBuffer(l->copy_path, (GByte *)l->copy, len, FALSE);
    return f && VSIFCloseL(f) == 0 ? JJ_OK : jj_no_memory(ctx, spec->path, len);
}

jj_status jj_layer_prepare_text(jj_ctx *ctx, const jj_source_spec *spec, jj_layer *l) {
    static const char *const plain[] = {".csv", ".txt", ".tsv", ".geojson", ".json"};
    if (!jj_file_exists(spec->path) || jj_is_folder(spec->path))
        return JJ_OK;
    if (ends_in(spec->path, ".shp") || ends_in(spec->path, ".dbf"))
        return prepare_dbf(ctx, spec, l);
    for (size_t i = 0; i < JJ_COUNT(plain); i++)
        if (ends_in(spec->path, plain[i]) && !is_valid_file(spec->path))
            return recode_file(ctx, spec, l);
    return JJ_OK;
}

void jj_layer_forget_text(jj_layer *l) {
    if (l->copy_path)
        VSIUnlink(l->copy_path);
    jj_free(l->copy_path);
    jj_free(l->copy);
}

const char *jj_layer_guessed_encoding(const jj_layer *l) {
    return l->is_encoding_guessed ? l->text_encoding : NULL;
}
