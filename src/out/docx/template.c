/* Another document's page: everything is kept but the text of its body. */
#include "base/lang.h"
#include "base/mem.h"
#include "out/docx/parts.h"

#include <errno.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 64 << 20 };

static jj_status read_part(jj_ctx *ctx, jj_docx *d, zip_t *zip, zip_int64_t i, const char *path) {
    zip_stat_t about;
    if (zip_stat_index(zip, (zip_uint64_t)i, 0, &about) != 0 || about.size > MOST_BYTES)
        return jj_fail(ctx, JJ_E_FORMAT, "'%s' is not a Word document (.docx)", path);
    if (about.name[strlen(about.name) - 1] == '/')
        return JJ_OK;
    JJ_AUTO char *data = jj_alloc((size_t)about.size + 1, 1);
    if (!data)
        return jj_no_memory(ctx, path, (size_t)about.size);
    zip_file_t *f = zip_fopen_index(zip, (zip_uint64_t)i, 0);
    bool is_whole = f && zip_fread(f, data, about.size) == (zip_int64_t)about.size;
    if (f)
        zip_fclose(f);
    if (!is_whole)
        return jj_fail(ctx, JJ_E_IO, "cannot read '%s': %s", path, zip_strerror(zip));
    return jj_docx_add(d, about.name, data, (size_t)about.size)
               ? JJ_OK
               : jj_no_memory(ctx, path, (size_t)about.size);
}

static jj_status read_parts(jj_ctx *ctx, jj_docx *d, const char *path) {
    int code = 0;
    zip_t *zip = zip_open(path, ZIP_RDONLY, &code);
    if (!zip)
        return code == ZIP_ER_NOZIP
                   ? jj_fail(ctx, JJ_E_FORMAT, "'%s' is not a Word document (.docx)", path)
                   : jj_fail(ctx, JJ_E_IO, "cannot read '%s': %s", path,
                             jj_tr_errno(ctx->lang, errno));
    jj_status st = JJ_OK;
    for (zip_int64_t i = 0; st == JJ_OK && i < zip_get_num_entries(zip, 0); i++)
        st = read_part(ctx, d, zip, i, path);
    zip_discard(zip);
    return st;
}

/* The value of an attribute within one element's text, into `out`; "" when it has none. */
static void attribute(const char *element, const char *end, const char *name, char *out,
                      size_t size) {
    const char *at = strstr(element, name);
    out[0] = '\0';
    if (!at || at >= end)
        return;
    at += strlen(name);
    size_t len = strcspn(at, "\"");
    snprintf(out, size, "%.*s", (int)(len < size ? len : size - 1), at);
}

static bool same_name(const char *a, const char *b) {
    for (; *a && *b; a++, b++)
        if ((*a | 32) != (*b | 32))
            return false;
    return *a == *b;
}

/* Ids of the styles of those names, as the document calls them. */
static void find_styles(jj_docx *d, const char *styles) {
    for (const char *at = strstr(styles, "<w:style "); at; at = strstr(at + 1, "<w:style ")) {
        const char *end = strstr(at, "</w:style>");
        char id[JJ_STYLE_ID], name[JJ_STYLE_ID];
        const char *named = strstr(at, "<w:name ");
        if (!end || !named || named > end)
            continue;
        attribute(at, end, "w:styleId=\"", id, sizeof id);
        attribute(named, end, "w:val=\"", name, sizeof name);
        for (int s = 0; s < JJ_DOCX_N_STYLES; s++)
            if (!d->style_ids[s][0] && same_name(name, jj_docx_style_name((jj_docx_style)s)))
                memcpy(d->style_ids[s], id, sizeof id);
    }
}

static void complete_styles(jj_docx *d, jj_docx_part *styles) {
    find_styles(d, styles->data.s);
    JJ_CLEANUP(jj_text_deinit) jj_text more = {0};
    for (int s = 0; s < JJ_DOCX_N_STYLES; s++) {
        if (d->style_ids[s][0])
            continue;
        const char *name = jj_docx_style_name((jj_docx_style)s);
        size_t n = 0;
        for (const char *c = name; *c && n + 1 < JJ_STYLE_ID; c++)
            if (*c != ' ')
                d->style_ids[s][n++] = *c;
        size_t from = more.len;
        jj_docx_define_style(&more, (jj_docx_style)s);
        char *id = more.s ? strstr(more.s + from, "w:styleId=\"") : NULL;
        if (id)
            attribute(id, id + 128, "w:styleId=\"", d->style_ids[s], JJ_STYLE_ID);
    }
    if (!strstr(styles->data.s, "w:styleId=\"Grid\""))
        jj_docx_define_grid(&more);
    if (more.s)
        jj_text_insert_before(&styles->data, "</w:styles>", more.s);
    d->failed |= more.failed || styles->data.failed;
}

static int twips(const char *element, const char *end, const char *name, int fallback) {
    char text[32];
    attribute(element, end, name, text, sizeof text);
    return text[0] ? (int)strtol(text, NULL, 10) : fallback;
}

/* Width of the text from the page's size and margins. */
static int text_width(const char *section) {
    const char *size = strstr(section, "<w:pgSz"), *margin = strstr(section, "<w:pgMar");
    if (!size || !margin)
        return JJ_TWIPS_TEXT;
    const char *size_end = strstr(size, "/>"), *margin_end = strstr(margin, "/>");
    if (!size_end || !margin_end)
        return JJ_TWIPS_TEXT;
    int width = twips(size, size_end, "w:w=\"", 11906) -
                twips(margin, margin_end, "w:left=\"", 1588) -
                twips(margin, margin_end, "w:right=\"", 1474);
    return width > 2000 ? width : JJ_TWIPS_TEXT;
}

static const char *last_of(const char *text, const char *mark) {
    const char *found = NULL;
    for (const char *at = strstr(text, mark); at; at = strstr(at + 1, mark))
        found = at;
    return found;
}

/* Where our text goes: in place of the paragraph that says {{report}}, else of everything. */
static bool split_body(jj_docx *d, const char *xml) {
    const char *body = strstr(xml, "<w:body>"), *end = strstr(xml, "</w:body>");
    if (!body || !end)
        return false;
    body += strlen("<w:body>");
    const char *section = last_of(body, "<w:sectPr");
    const char *from = body, *to = section ? section : end;
    const char *mark = strstr(body, "{{report}}");
    if (mark) {
        for (const char *p = body; p && p < mark; p = strstr(p + 1, "<w:p"))
            if (strncmp(p, "<w:p>", 5) == 0 || strncmp(p, "<w:p ", 5) == 0)
                from = p;
        const char *close = strstr(mark, "</w:p>");
        to = close ? close + strlen("</w:p>") : to;
    }
    d->width_twips = text_width(section ? section : "");
    jj_text_addn(&d->before, xml, (size_t)(from - xml));
    jj_text_add(&d->after, to);
    return true;
}

jj_status jj_docx_from(jj_ctx *ctx, jj_docx *d, const char *path) {
    JJ_TRY(read_parts(ctx, d, path));
    jj_docx_part *document = jj_docx_find(d, "word/document.xml");
    jj_docx_part *styles = jj_docx_find(d, "word/styles.xml");
    if (!document || !styles || !document->data.s || !styles->data.s ||
        !jj_docx_find(d, "[Content_Types].xml") ||
        !jj_docx_find(d, "word/_rels/document.xml.rels") || !split_body(d, document->data.s))
        return jj_fail(ctx, JJ_E_FORMAT, "'%s' is not a Word document (.docx)", path);
    jj_text_deinit(&document->data);
    document->data = (jj_text){0};
    complete_styles(d, styles);
    return d->failed ? jj_no_memory(ctx, path, 0) : JJ_OK;
}
