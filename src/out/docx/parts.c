#include "out/docx/parts.h"
#include "base/mem.h"
#include "base/param.h"

#include <stdio.h>
#include <string.h>

#define W_NS "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define R_NS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define XML  "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

/* How a paragraph style looks: font, size in half points, and the rest as XML. */
static const struct {
    const char *id, *name, *font;
    int size;
    const char *properties;
} looks[JJ_DOCX_N_STYLES] = {
    [JJ_DOCX_BODY] =
        {"Normal", "Normal", "仿宋_GB2312", 32,
         "<w:spacing w:line=\"560\" w:lineRule=\"exact\"/>"
         "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/><w:jc w:val=\"both\"/>"},
    [JJ_DOCX_TITLE] = {"Title", "Title", "方正小标宋简体", 44,
                       "<w:spacing w:after=\"560\" w:line=\"700\" w:lineRule=\"exact\"/>"
                       "<w:jc w:val=\"center\"/>"},
    [JJ_DOCX_HEADING1] = {"Heading1", "heading 1", "黑体", 32,
                          "<w:keepNext/><w:spacing w:line=\"560\" w:lineRule=\"exact\"/>"
                          "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>"
                          "<w:outlineLvl w:val=\"0\"/>"},
    [JJ_DOCX_HEADING2] = {"Heading2", "heading 2", "楷体_GB2312", 32,
                          "<w:keepNext/><w:spacing w:line=\"560\" w:lineRule=\"exact\"/>"
                          "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>"
                          "<w:outlineLvl w:val=\"1\"/>"},
    [JJ_DOCX_CAPTION] = {"Caption", "caption", "黑体", 24,
                         "<w:spacing w:before=\"240\" w:after=\"80\"/><w:jc w:val=\"center\"/>"},
    [JJ_DOCX_TABLE_HEAD] = {"TableHead", "Table Head", "黑体", 21, "<w:jc w:val=\"center\"/>"},
    [JJ_DOCX_TABLE_TEXT] = {"TableText", "Table Text", "宋体", 21, ""},
    [JJ_DOCX_TABLE_NUMBER] = {"TableNumber", "Table Number", "宋体", 21, "<w:jc w:val=\"right\"/>"},
    [JJ_DOCX_NOTE] = {"TableNote", "Table Note", "宋体", 18,
                      "<w:spacing w:before=\"40\" w:after=\"160\"/>"},
    [JJ_DOCX_FOOTER] = {"Footer", "footer", "宋体", 28, "<w:jc w:val=\"center\"/>"},
};

const char *jj_docx_style_name(jj_docx_style style) {
    return looks[style].name;
}

void jj_docx_define_style(jj_text *t, jj_docx_style style) {
    jj_text_addf(t,
                 "<w:style w:type=\"paragraph\" w:styleId=\"%s\"%s><w:name w:val=\"%s\"/>"
                 "<w:qFormat/><w:pPr>%s</w:pPr><w:rPr><w:rFonts w:ascii=\"Times New Roman\" "
                 "w:hAnsi=\"Times New Roman\" w:eastAsia=\"%s\"/><w:sz w:val=\"%d\"/>"
                 "<w:szCs w:val=\"%d\"/></w:rPr></w:style>",
                 looks[style].id, style == JJ_DOCX_BODY ? " w:default=\"1\"" : "",
                 looks[style].name, looks[style].properties, looks[style].font, looks[style].size,
                 looks[style].size);
}

void jj_docx_define_grid(jj_text *t) {
    static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
    jj_text_add(t, "<w:style w:type=\"table\" w:styleId=\"Grid\"><w:name w:val=\"Report Grid\"/>"
                   "<w:tblPr><w:tblBorders>");
    for (size_t i = 0; i < JJ_COUNT(sides); i++)
        jj_text_addf(t, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>",
                     sides[i]);
    jj_text_add(t, "</w:tblBorders><w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/>"
                   "<w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>");
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

static const char sheet[] =
    "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1020\" w:right=\"1474\" "
    "w:bottom=\"1020\" w:left=\"1588\" w:header=\"600\" w:footer=\"600\" w:gutter=\"0\"/>"
    "</w:sectPr></w:body></w:document>";

void jj_docx_one_page(jj_docx *d) {
    d->after.len = 0;
    jj_text_add(&d->after, sheet);
}

static void define_styles(jj_docx *d, jj_text *t) {
    const char *language = d->lang == JJ_LANG_ZH ? "zh-CN" : "en-GB";
    jj_text_addf(t,
                 XML "<w:styles xmlns:w=\"" W_NS "\"><w:docDefaults><w:rPrDefault><w:rPr>"
                     "<w:lang w:val=\"en-GB\" w:eastAsia=\"%s\"/></w:rPr></w:rPrDefault>"
                     "</w:docDefaults>",
                 language);
    for (int s = 0; s < JJ_DOCX_N_STYLES; s++) {
        jj_docx_define_style(t, (jj_docx_style)s);
        snprintf(d->style_ids[s], JJ_STYLE_ID, "%s", looks[s].id);
    }
    jj_docx_define_grid(t);
    jj_text_add(t, "</w:styles>");
}

void jj_docx_builtin(jj_docx *d) {
    JJ_CLEANUP(jj_text_deinit) jj_text styles = {0};
    d->width_twips = JJ_TWIPS_TEXT;
    jj_text_add(&d->before, XML "<w:document xmlns:w=\"" W_NS "\" xmlns:r=\"" R_NS "\"><w:body>");
    jj_text_add(&d->after, section);
    define_styles(d, &styles);
    d->failed |=
        styles.failed ||
        !jj_docx_add(d, "[Content_Types].xml", content_types, sizeof content_types - 1) ||
        !jj_docx_add(d, "_rels/.rels", package_rels, sizeof package_rels - 1) ||
        !jj_docx_add(d, "word/styles.xml", styles.s, styles.len) ||
        !jj_docx_add(d, "word/fontTable.xml", font_table, sizeof font_table - 1) ||
        !jj_docx_add(d, "word/footer1.xml", footer, sizeof footer - 1) ||
        !jj_docx_add(d, "word/_rels/document.xml.rels", document_rels, sizeof document_rels - 1);
}

jj_docx_part *jj_docx_find(jj_docx *d, const char *name) {
    for (size_t i = 0; i < d->n_parts; i++)
        if (strcmp(d->parts[i].name, name) == 0)
            return &d->parts[i];
    return NULL;
}

bool jj_docx_add(jj_docx *d, const char *name, const void *data, size_t len) {
    if (!jj_grow(&d->parts, &d->cap_parts, d->n_parts + 1, sizeof *d->parts))
        return false;
    jj_docx_part *p = &d->parts[d->n_parts];
    *p = (jj_docx_part){.name = jj_strdup(name)};
    jj_text_addn(&p->data, data, len);
    if (!p->name || p->data.failed) {
        jj_free(p->name);
        jj_text_deinit(&p->data);
        return false;
    }
    d->n_parts++;
    return true;
}

void jj_text_insert_before(jj_text *t, const char *mark, const char *xml) {
    char *at = t->s ? strstr(t->s, mark) : NULL;
    jj_text whole = {0};
    if (!at) {
        t->failed = true;
        return;
    }
    jj_text_addn(&whole, t->s, (size_t)(at - t->s));
    jj_text_add(&whole, xml);
    jj_text_add(&whole, at);
    whole.failed |= t->failed;
    jj_text_deinit(t);
    *t = whole;
}
