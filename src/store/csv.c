#include "store/csv.h"
#include "base/encoding.h"
#include "base/file.h"

#include <string.h>

static char find_separator(const char *text) {
    size_t n[3] = {0, 0, 0};
    bool is_quoted = false;
    for (const char *p = text; *p && (is_quoted || *p != '\n'); p++) {
        if (*p == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted)
            for (size_t k = 0; k < 3; k++)
                n[k] += *p == ",;\t"[k];
    }
    if (n[1] > n[0] && n[1] >= n[2])
        return ';';
    return n[2] > n[0] ? '\t' : ',';
}

jj_status jj_csv_open(jj_ctx *ctx, const char *path, const char *encoding, jj_csv *out) {
    *out = (jj_csv){.path = path, .next_line = 1};
    JJ_TRY(jj_file_read(ctx, path, &out->text, &out->len));
    JJ_TRY(jj_to_utf8(ctx, path, encoding, &out->text, &out->len, &out->encoding));
    const char *nul = memchr(out->text, '\0', out->len);
    if (nul)
        return jj_fail(ctx, JJ_E_FORMAT, "%s: byte %zu is zero: this is no text file", path,
                       (size_t)(nul - out->text) + 1);
    out->separator = find_separator(out->text);
    return JJ_OK;
}

static jj_status add_field(jj_ctx *ctx, jj_csv *c, char *field) {
    if (c->n == c->cap && !jj_grow(&c->fields, &c->cap, c->n + 1, sizeof *c->fields))
        return jj_no_memory(ctx, c->path, c->n * sizeof *c->fields);
    c->fields[c->n++] = field;
    return JJ_OK;
}

/* Unquotes the field whose opening quote is at c->at; leaves c->at just past the closing one. */
static jj_status quoted_field(jj_ctx *ctx, jj_csv *c, char **field) {
    int opened = c->next_line;
    char *to = c->text + c->at + 1, *p = to;
    *field = to;
    for (; *p; p++) {
        if (*p == '"' && p[1] != '"')
            break;
        if (*p == '"')
            p++;
        c->next_line += *p == '\n';
        *to++ = *p;
    }
    if (!*p)
        return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: the quote that opens here is never closed",
                       c->path, opened);
    c->at = (size_t)(p - c->text) + 1;
    char after = c->text[c->at];
    *to = '\0';
    if (after && after != c->separator && after != '\n' && after != '\r')
        return jj_fail(ctx, JJ_E_FORMAT,
                       "%s:%d: text follows the closing quote: write a quote inside a quoted field "
                       "twice",
                       c->path, c->next_line);
    return JJ_OK;
}

/* Cuts the field at c->at; *end is the character that ended it (separator, newline or NUL). */
static jj_status next_field(jj_ctx *ctx, jj_csv *c, char *end) {
    char *field = c->text + c->at;
    char *stop = field;
    if (*field == '"') {
        JJ_TRY(quoted_field(ctx, c, &field));
        stop = c->text + c->at;
    } else {
        while (*stop && *stop != c->separator && *stop != '\n' && *stop != '\r')
            stop++;
    }
    *end = *stop;
    c->at = (size_t)(stop - c->text) + (*stop != '\0');
    if (*stop == '\r' && stop[1] == '\n')
        c->at++;
    *stop = '\0';
    return add_field(ctx, c, field);
}

jj_status jj_csv_next(jj_ctx *ctx, jj_csv *c, bool *more) {
    bool is_empty = true;
    c->n = 0;
    while (is_empty && c->at < c->len) {
        char end;
        c->n = 0;
        c->line = c->next_line;
        do {
            JJ_TRY(next_field(ctx, c, &end));
            is_empty = is_empty && c->fields[c->n - 1][0] == '\0';
        } while (end == c->separator);
        c->next_line += end != '\0';
    }
    *more = !is_empty;
    return JJ_OK;
}

void jj_csv_close(jj_csv *c) {
    jj_free(c->text);
    jj_free(c->fields);
    *c = (jj_csv){0};
}
