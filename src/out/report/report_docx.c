#include "out/report/report.h"
#include "base/lang.h"

#include <string.h>
#include <zip.h>

/*
 * A small writer of Office Open XML (ISO/IEC 29500): the page of an official document (GB/T 9704:
 * A4, 37 mm above, 28 mm at the binding, text of 156 x 225 mm, body in size 3 at 28 pt a line).
 */
enum {
    TWIPS_TEXT = 8844, /* 156 mm */
    CREATED = 1735689600
};

#define W_NS "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define R_NS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define XML  "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

typedef struct docx {
    jj_text body;
    jj_lang lang;
} docx;

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

static void add_paragraph(docx *d, const char *style, const char *text) {
    jj_text_addf(&d->body,
                 "<w:p><w:pPr><w:pStyle w:val=\"%s\"/></w:pPr><w:r>"
                 "<w:t xml:space=\"preserve\">",
                 style);
    jj_text_xml(&d->body, text);
    jj_text_add(&d->body, "</w:t></w:r></w:p>");
}

static void title(void *user, const char *text) {
    add_paragraph(user, "Title", text);
}

static void heading(void *user, int level, const char *text) {
    add_paragraph(user, level == 1 ? "Heading1" : "Heading2", text);
}

static void paragraph(void *user, const char *text) {
    add_paragraph(user, "Normal", text);
}

static int width_of(const jj_form *f, size_t column) {
    int sum = 0;
    for (size_t c = 0; c < f->n_columns; c++)
        sum += f->columns[c].width;
    return TWIPS_TEXT * f->columns[column].width / (sum ? sum : 1);
}

static void add_cell(docx *d, int width, const char *more, const char *style, const char *text) {
    jj_text_addf(&d->body,
                 "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>%s"
                 "<w:vAlign w:val=\"center\"/></w:tcPr>",
                 width, more);
    add_paragraph(d, style, text);
    jj_text_add(&d->body, "</w:tc>");
}

static const char row_head[] = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";

static bool has_groups(const jj_form *f) {
    for (size_t c = 0; c < f->n_columns; c++)
        if (f->columns[c].group)
            return true;
    return false;
}

static void add_groups(docx *d, const jj_form *f) {
    jj_text_add(&d->body, row_head);
    for (size_t c = 0; c < f->n_columns;) {
        const char *group = f->columns[c].group;
        int width = width_of(f, c), span = 1;
        for (; group && c + (size_t)span < f->n_columns &&
               f->columns[c + (size_t)span].group == group;
             span++)
            width += width_of(f, c + (size_t)span);
        char more[64];
        snprintf(more, sizeof more,
                 group ? "<w:gridSpan w:val=\"%d\"/>" : "<w:vMerge w:val=\"restart\"/>", span);
        add_cell(d, width, more, "TableHead", group ? group : f->columns[c].title);
        c += (size_t)span;
    }
    jj_text_add(&d->body, "</w:tr>");
}

static void add_head(docx *d, const jj_form *f) {
    bool two = has_groups(f);
    if (two)
        add_groups(d, f);
    jj_text_add(&d->body, row_head);
    for (size_t c = 0; c < f->n_columns; c++) {
        bool is_below = two && !f->columns[c].group;
        add_cell(d, width_of(f, c), is_below ? "<w:vMerge/>" : "", "TableHead",
                 is_below ? "" : f->columns[c].title);
    }
    jj_text_add(&d->body, "</w:tr>");
}

static void table(void *user, const jj_form *f) {
    docx *d = user;
    add_paragraph(d, "Caption", f->title);
    jj_text_addf(&d->body,
                 "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"%d\" "
                 "w:type=\"dxa\"/><w:jc w:val=\"center\"/>"
                 "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>",
                 TWIPS_TEXT);
    for (size_t c = 0; c < f->n_columns; c++)
        jj_text_addf(&d->body, "<w:gridCol w:w=\"%d\"/>", width_of(f, c));
    jj_text_add(&d->body, "</w:tblGrid>");
    add_head(d, f);
    for (size_t r = 0; r < f->n_rows; r++) {
        jj_text_add(&d->body, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (size_t c = 0; c < f->n_columns; c++) {
            const jj_form_cell *cell = &f->cells[r * f->n_columns + c];
            JJ_CLEANUP(jj_text_deinit) jj_text shown = {0};
            jj_form_print(&shown, cell, d->lang);
            add_cell(d, width_of(f, c), "", cell->kind > JJ_FORM_TEXT ? "TableNumber" : "TableText",
                     shown.s ? shown.s : "");
            d->body.failed |= shown.failed;
        }
        jj_text_add(&d->body, "</w:tr>");
    }
    jj_text_add(&d->body, "</w:tbl>");
    add_paragraph(d, "TableText", "");
}

/* How a paragraph style looks: font, size in half points, line in twips, and the rest as XML. */
static void add_style(jj_text *t, const char *id, const char *name, const char *font, int size,
                      const char *paragraph_properties) {
    jj_text_addf(t,
                 "<w:style w:type=\"paragraph\" w:styleId=\"%s\"%s><w:name w:val=\"%s\"/>"
                 "<w:qFormat/><w:pPr>%s</w:pPr><w:rPr><w:rFonts w:ascii=\"Times New Roman\" "
                 "w:hAnsi=\"Times New Roman\" w:eastAsia=\"%s\"/><w:sz w:val=\"%d\"/>"
                 "<w:szCs w:val=\"%d\"/></w:rPr></w:style>",
                 id, strcmp(id, "Normal") == 0 ? " w:default=\"1\"" : "", name,
                 paragraph_properties, font, size, size);
}

static void add_styles(jj_text *t, jj_lang lang) {
    const char *language = lang == JJ_LANG_ZH ? "zh-CN" : "en-GB";
    jj_text_addf(t,
                 XML "<w:styles xmlns:w=\"" W_NS "\"><w:docDefaults><w:rPrDefault><w:rPr>"
                     "<w:lang w:val=\"en-GB\" w:eastAsia=\"%s\"/></w:rPr></w:rPrDefault>"
                     "</w:docDefaults>",
                 language);
    add_style(t, "Normal", "Normal", "仿宋_GB2312", 32,
              "<w:spacing w:line=\"560\" w:lineRule=\"exact\"/><w:ind w:firstLineChars=\"200\" "
              "w:firstLine=\"640\"/><w:jc w:val=\"both\"/>");
    add_style(t, "Title", "Title", "方正小标宋简体", 44,
              "<w:spacing w:after=\"560\" w:line=\"700\" w:lineRule=\"exact\"/>"
              "<w:jc w:val=\"center\"/>");
    add_style(t, "Heading1", "heading 1", "黑体", 32,
              "<w:keepNext/><w:spacing w:line=\"560\" w:lineRule=\"exact\"/>"
              "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/><w:outlineLvl w:val=\"0\"/>");
    add_style(t, "Heading2", "heading 2", "楷体_GB2312", 32,
              "<w:keepNext/><w:spacing w:line=\"560\" w:lineRule=\"exact\"/>"
              "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/><w:outlineLvl w:val=\"1\"/>");
    add_style(t, "Caption", "caption", "黑体", 24,
              "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"80\"/><w:jc w:val=\"center\"/>");
    add_style(t, "TableHead", "Table Head", "黑体", 21, "<w:jc w:val=\"center\"/>");
    add_style(t, "TableText", "Table Text", "宋体", 21, "");
    add_style(t, "TableNumber", "Table Number", "宋体", 21, "<w:jc w:val=\"right\"/>");
    add_style(t, "Footer", "footer", "宋体", 28, "<w:jc w:val=\"center\"/>");
    jj_text_add(t, "<w:style w:type=\"table\" w:styleId=\"Grid\"><w:name w:val=\"Table Grid\"/>"
                   "<w:tblPr><w:tblBorders>");
    static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
    for (size_t i = 0; i < JJ_COUNT(sides); i++)
        jj_text_addf(t, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>",
                     sides[i]);
    jj_text_add(t, "</w:tblBorders><w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/>"
                   "<w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>"
                   "</w:styles>");
}

static const char content_types[] =
    XML "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
        "<Default Extension=\"rels\" "
        "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        "<Override PartName=\"/word/document.xml\" ContentType=\"application/"
        "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
        "<Override PartName=\"/word/styles.xml\" ContentType=\"application/"
        "vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
        "<Override PartName=\"/word/fontTable.xml\" ContentType=\"application/"
        "vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml\"/>"
        "<Override PartName=\"/word/footer1.xml\" ContentType=\"application/"
        "vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/></Types>";

static const char package_rels[] =
    XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        "<Relationship Id=\"rId1\" Type=\"" R_NS "/officeDocument\" Target=\"word/document.xml\"/>"
        "</Relationships>";

static const char document_rels[] =
    XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        "<Relationship Id=\"rId1\" Type=\"" R_NS "/styles\" Target=\"styles.xml\"/>"
        "<Relationship Id=\"rId2\" Type=\"" R_NS "/footer\" Target=\"footer1.xml\"/>"
        "<Relationship Id=\"rId3\" Type=\"" R_NS "/fontTable\" Target=\"fontTable.xml\"/>"
        "</Relationships>";

/* What stands in where an office has not bought the fonts of official documents. */
static const char font_table[] =
    XML "<w:fonts xmlns:w=\"" W_NS "\">"
        "<w:font w:name=\"仿宋_GB2312\"><w:altName w:val=\"仿宋\"/></w:font>"
        "<w:font w:name=\"楷体_GB2312\"><w:altName w:val=\"楷体\"/></w:font>"
        "<w:font w:name=\"方正小标宋简体\"><w:altName w:val=\"宋体\"/></w:font></w:fonts>";

static const char footer[] =
    XML "<w:ftr xmlns:w=\"" W_NS "\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>"
        "<w:r><w:t xml:space=\"preserve\">— </w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        "<w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>";

static const char section[] =
    "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId2\"/>"
    "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" "
    "w:bottom=\"1984\" w:left=\"1588\" w:header=\"851\" w:footer=\"1400\" w:gutter=\"0\"/>"
    "</w:sectPr></w:body></w:document>";

static bool add_part(zip_t *zip, const char *name, const char *data, size_t len) {
    zip_source_t *source = zip_source_buffer(zip, data, len, 0);
    if (!source)
        return false;
    zip_int64_t index = zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_file_set_mtime(zip, (zip_uint64_t)index, CREATED, 0) == 0;
}

static jj_status write_package(jj_ctx *ctx, const char *path, const jj_text *body,
                               const jj_text *styles) {
    int code = 0;
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (!zip)
        return jj_fail(ctx, JJ_E_IO, "cannot write '%s': %s", path, "zip");
    bool is_whole =
        add_part(zip, "[Content_Types].xml", content_types, sizeof content_types - 1) &&
        add_part(zip, "_rels/.rels", package_rels, sizeof package_rels - 1) &&
        add_part(zip, "word/document.xml", body->s, body->len) &&
        add_part(zip, "word/styles.xml", styles->s, styles->len) &&
        add_part(zip, "word/fontTable.xml", font_table, sizeof font_table - 1) &&
        add_part(zip, "word/footer1.xml", footer, sizeof footer - 1) &&
        add_part(zip, "word/_rels/document.xml.rels", document_rels, sizeof document_rels - 1);
    if (is_whole && zip_close(zip) == 0)
        return JJ_OK;
    jj_status st = jj_fail(ctx, JJ_E_IO, "cannot write '%s': %s", path, zip_strerror(zip));
    zip_discard(zip);
    return st;
}

jj_status jj_report_docx(jj_ctx *ctx, jj_annex *a, const char *path) {
    docx d = {.lang = a->o->lang};
    const jj_page page = {&d, title, heading, paragraph, table, false};
    jj_text_add(&d.body, XML "<w:document xmlns:w=\"" W_NS "\" xmlns:r=\"" R_NS "\"><w:body>");
    jj_status st = jj_report_tell(ctx, a, &page);
    jj_text_add(&d.body, section);
    JJ_CLEANUP(jj_text_deinit) jj_text body = d.body, styles = {0};
    add_styles(&styles, a->o->lang);
    JJ_TRY(st);
    if (body.failed || styles.failed)
        return jj_no_memory(ctx, path, body.len);
    return write_package(ctx, path, &body, &styles);
}
