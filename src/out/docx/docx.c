#include "out/docx/docx.h"
#include "base/mem.h"
#include "out/docx/parts.h"

#include <stdio.h>
#include <string.h>

enum { CREATED = 1735689600, EMU_A_MM = 36000, TWIPS_A_MM_1000 = 56693 };

jj_status jj_docx_new(jj_ctx *ctx, jj_lang lang, const char *base, jj_docx **out) {
    jj_docx *d = jj_alloc(1, sizeof *d);
    if (!d)
        return jj_no_memory(ctx, "a document", sizeof *d);
    *d = (jj_docx){.lang = lang};
    jj_status st = JJ_OK;
    if (base)
        st = jj_docx_from(ctx, d, base);
    else
        jj_docx_builtin(d);
    if (st == JJ_OK)
        *out = d;
    else
        jj_docx_free(d);
    return st;
}

void jj_docx_free(jj_docx *d) {
    if (!d)
        return;
    for (size_t i = 0; i < d->n_parts; i++) {
        jj_free(d->parts[i].name);
        jj_text_deinit(&d->parts[i].data);
    }
    jj_free(d->parts);
    jj_text_deinit(&d->before);
    jj_text_deinit(&d->body);
    jj_text_deinit(&d->after);
    jj_free(d);
}

void jj_docx_freep(jj_docx **d) {
    jj_docx_free(*d);
    *d = NULL;
}

void jj_text_xml(jj_text *t, const char *s) {
    for (const char *at = s; *at;) {
        size_t plain =
            strcspn(at, "&<>\"\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12"
                        "\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f");
        jj_text_addn(t, at, plain);
        at += plain;
        if (*at == '&')
            jj_text_add(t, "&amp;");
        else if (*at == '<')
            jj_text_add(t, "&lt;");
        else if (*at == '>')
            jj_text_add(t, "&gt;");
        else if (*at == '"')
            jj_text_add(t, "&quot;");
        at += *at != '\0';
    }
}

void jj_docx_paragraph(jj_docx *d, jj_docx_style style, const char *text) {
    jj_text_addf(&d->body,
                 "<w:p><w:pPr><w:pStyle w:val=\"%s\"/></w:pPr><w:r>"
                 "<w:t xml:space=\"preserve\">",
                 d->style_ids[style]);
    jj_text_xml(&d->body, text);
    jj_text_add(&d->body, "</w:t></w:r></w:p>");
}

static int width_of(const jj_docx *d, const jj_form *f, size_t column) {
    int sum = 0;
    for (size_t c = 0; c < f->n_columns; c++)
        sum += f->columns[c].width;
    return d->width_twips * f->columns[column].width / (sum ? sum : 1);
}

static void add_cell(jj_docx *d, int width, const char *more, jj_docx_style style,
                     const char *text) {
    jj_text_addf(&d->body,
                 "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>%s"
                 "<w:vAlign w:val=\"center\"/></w:tcPr>",
                 width, more);
    jj_docx_paragraph(d, style, text);
    jj_text_add(&d->body, "</w:tc>");
}

static const char row_head[] = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";

static bool has_groups(const jj_form *f) {
    for (size_t c = 0; c < f->n_columns; c++)
        if (f->columns[c].group)
            return true;
    return false;
}

static void add_groups(jj_docx *d, const jj_form *f) {
    jj_text_add(&d->body, row_head);
    for (size_t c = 0; c < f->n_columns;) {
        const char *group = f->columns[c].group;
        int width = width_of(d, f, c), span = 1;
        for (; group && c + (size_t)span < f->n_columns &&
               f->columns[c + (size_t)span].group == group;
             span++)
            width += width_of(d, f, c + (size_t)span);
        char more[64];
        snprintf(more, sizeof more,
                 group ? "<w:gridSpan w:val=\"%d\"/>" : "<w:vMerge w:val=\"restart\"/>", span);
        add_cell(d, width, more, JJ_DOCX_TABLE_HEAD, group ? group : f->columns[c].title);
        c += (size_t)span;
    }
    jj_text_add(&d->body, "</w:tr>");
}

static void add_head(jj_docx *d, const jj_form *f) {
    bool two = has_groups(f);
    if (two)
        add_groups(d, f);
    jj_text_add(&d->body, row_head);
    for (size_t c = 0; c < f->n_columns; c++) {
        bool is_below = two && !f->columns[c].group;
        add_cell(d, width_of(d, f, c), is_below ? "<w:vMerge/>" : "", JJ_DOCX_TABLE_HEAD,
                 is_below ? "" : f->columns[c].title);
    }
    jj_text_add(&d->body, "</w:tr>");
}

static void add_row(jj_docx *d, const jj_form *f, size_t row) {
    jj_text_add(&d->body, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    for (size_t c = 0; c < f->n_columns; c++) {
        const jj_form_cell *cell = &f->cells[row * f->n_columns + c];
        JJ_CLEANUP(jj_text_deinit) jj_text shown = {0};
        jj_form_print(&shown, cell, d->lang);
        add_cell(d, width_of(d, f, c), "",
                 cell->kind > JJ_FORM_TEXT ? JJ_DOCX_TABLE_NUMBER : JJ_DOCX_TABLE_TEXT,
                 shown.s ? shown.s : "");
        d->failed |= shown.failed;
    }
    jj_text_add(&d->body, "</w:tr>");
}

void jj_docx_table(jj_docx *d, const jj_form *f) {
    if (f->title)
        jj_docx_paragraph(d, JJ_DOCX_CAPTION, f->title);
    jj_text_addf(&d->body,
                 "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"%d\" "
                 "w:type=\"dxa\"/><w:jc w:val=\"center\"/>"
                 "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>",
                 d->width_twips);
    for (size_t c = 0; c < f->n_columns; c++)
        jj_text_addf(&d->body, "<w:gridCol w:w=\"%d\"/>", width_of(d, f, c));
    jj_text_add(&d->body, "</w:tblGrid>");
    add_head(d, f);
    for (size_t r = 0; r < f->n_rows; r++)
        add_row(d, f, r);
    jj_text_add(&d->body, "</w:tbl>");
    jj_docx_paragraph(d, JJ_DOCX_NOTE, f->note ? f->note : "");
}

static uint32_t big_endian(const unsigned char *b) {
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Relationship and content type of a picture that goes in as word/media/NAME. */
static void register_picture(jj_docx *d, const char *name) {
    char relation[256];
    snprintf(relation, sizeof relation,
             "<Relationship Id=\"picture%d\" Type=\"http://schemas.openxmlformats.org/"
             "officeDocument/2006/relationships/image\" Target=\"media/%s\"/>",
             d->n_pictures, name);
    jj_docx_part *relations = jj_docx_find(d, "word/_rels/document.xml.rels");
    jj_docx_part *types = jj_docx_find(d, "[Content_Types].xml");
    jj_text_insert_before(&relations->data, "</Relationships>", relation);
    if (!strstr(types->data.s, "Extension=\"png\""))
        jj_text_insert_before(&types->data, "</Types>",
                              "<Default Extension=\"png\" ContentType=\"image/png\"/>");
    d->failed |= relations->data.failed || types->data.failed;
}

void jj_docx_picture(jj_docx *d, const void *png, size_t len, double width_mm, const char *alt) {
    enum { HEADER = 24 };
    if (len < HEADER || d->failed)
        return;
    char name[64], path[96];
    snprintf(name, sizeof name, "jiujin-%d.png", ++d->n_pictures);
    snprintf(path, sizeof path, "word/media/%s", name);
    uint32_t w = big_endian((const unsigned char *)png + 16),
             h = big_endian((const unsigned char *)png + 20);
    double most_mm = d->width_twips * 1000.0 / TWIPS_A_MM_1000;
    long width = (long)((width_mm < most_mm ? width_mm : most_mm) * EMU_A_MM);
    long height = w ? (long)((double)width * h / w) : width;
    d->failed |= !jj_docx_add(d, path, png, len);
    register_picture(d, name);
    jj_text_addf(&d->body,
                 "<w:p><w:pPr><w:pStyle w:val=\"%s\"/><w:keepNext/><w:jc w:val=\"center\"/></w:pPr>"
                 "<w:r><w:drawing><wp:inline xmlns:wp=\"http://schemas.openxmlformats.org/"
                 "drawingml/2006/wordprocessingDrawing\"><wp:extent cx=\"%ld\" cy=\"%ld\"/>"
                 "<wp:docPr id=\"%d\" name=\"%s\" descr=\"",
                 d->style_ids[JJ_DOCX_NOTE], width, height, d->n_pictures, name);
    jj_text_xml(&d->body, alt);
    jj_text_addf(&d->body,
                 "\"/><a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">"
                 "<a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">"
                 "<pic:pic xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">"
                 "<pic:nvPicPr><pic:cNvPr id=\"%d\" name=\"%s\"/><pic:cNvPicPr/></pic:nvPicPr>"
                 "<pic:blipFill><a:blip xmlns:r=\"http://schemas.openxmlformats.org/"
                 "officeDocument/2006/relationships\" r:embed=\"picture%d\"/><a:stretch>"
                 "<a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" "
                 "y=\"0\"/><a:ext cx=\"%ld\" cy=\"%ld\"/></a:xfrm><a:prstGeom prst=\"rect\">"
                 "<a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>"
                 "</wp:inline></w:drawing></w:r></w:p>",
                 d->n_pictures, name, d->n_pictures, width, height);
}

static bool put_part(zip_t *zip, const char *name, const char *data, size_t len) {
    zip_source_t *source = zip_source_buffer(zip, data ? data : "", len, 0);
    if (!source)
        return false;
    zip_int64_t index = zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_file_set_mtime(zip, (zip_uint64_t)index, CREATED, 0) == 0;
}

static bool put_parts(zip_t *zip, const jj_docx *d, const jj_text *document) {
    for (size_t i = 0; i < d->n_parts; i++) {
        const jj_docx_part *p = &d->parts[i];
        bool is_document = strcmp(p->name, "word/document.xml") == 0;
        if (!is_document && !put_part(zip, p->name, p->data.s, p->data.len))
            return false;
    }
    return put_part(zip, "word/document.xml", document->s, document->len);
}

jj_status jj_docx_write(jj_ctx *ctx, const jj_docx *d, const char *path) {
    JJ_CLEANUP(jj_text_deinit) jj_text document = {0};
    jj_text_addn(&document, d->before.s, d->before.len);
    if (d->body.s)
        jj_text_addn(&document, d->body.s, d->body.len);
    jj_text_addn(&document, d->after.s, d->after.len);
    if (d->failed || document.failed || d->body.failed || d->before.failed || d->after.failed)
        return jj_no_memory(ctx, path, d->body.len);
    int code = 0;
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (!zip)
        return jj_fail(ctx, JJ_E_IO, "cannot write '%s': %s", path, "zip");
    if (put_parts(zip, d, &document) && zip_close(zip) == 0)
        return JJ_OK;
    jj_status st = jj_fail(ctx, JJ_E_IO, "cannot write '%s': %s", path, zip_strerror(zip));
    zip_discard(zip);
    return st;
}
