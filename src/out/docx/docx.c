#include "out/docx/docx.h"
#include "base/lang.h"
#include "base/mem.h"
#include "out/annex/lines.h"
#include "out/docx/parts.h"

#include <errno.h>
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

/* How a paragraph of a table stands beside its style. */
typedef struct look {
    jj_docx_style style;
    bool stays;      /* on the page of what follows */
    int half_points; /* of its letters; 0 = as its style has them */
    bool is_centred;
} look;

static void add_paragraph(jj_docx *d, const look *l, const char *text) {
    jj_text_addf(&d->body, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s%s</w:pPr><w:r>",
                 d->style_ids[l->style], l->stays ? "<w:keepNext/>" : "",
                 l->is_centred ? "<w:jc w:val=\"center\"/>" : "");
    if (l->half_points)
        jj_text_addf(&d->body, "<w:rPr><w:sz w:val=\"%d\"/></w:rPr>", l->half_points);
    jj_text_add(&d->body, "<w:t xml:space=\"preserve\">");
    jj_text_xml(&d->body, text);
    jj_text_add(&d->body, "</w:t></w:r></w:p>");
}

void jj_docx_paragraph(jj_docx *d, jj_docx_style style, const char *text) {
    add_paragraph(d, &(look){.style = style}, text);
}

/* A table being written: the widths of its columns in twips, and how each stands. */
typedef struct table {
    jj_docx *d;
    const jj_form *f;
    int *widths;
    bool *is_centred;
    int half_points; /* of its letters: 10.5 pt, less where there are many columns */
} table;

enum { CELL_TWIPS = 140 }; /* margins of a cell and its line */

/* Room for text of so many half-width characters, in fonts whose figures are wide. */
static int room_for(const table *t, int width) {
    return CELL_TWIPS + width * t->half_points * 13 / 2;
}

static int larger(int a, int b) {
    return a > b ? a : b;
}

/* What a column needs so that no figure, no word and no short text breaks; headings may take two
 * lines. */
static int needed(table *t, size_t column) {
    enum { SHORT = 8, LONG_WORD = 16 };
    const jj_form *f = t->f;
    const char *title = f->columns[column].title;
    int most = larger((jj_text_width(title) + 3) / 4 * 2, jj_lines_widest_piece(title));
    for (size_t r = 0; r < f->n_rows; r++) {
        const jj_form_cell *cell = &f->cells[r * f->n_columns + column];
        JJ_CLEANUP(jj_text_deinit) jj_text shown = {0};
        jj_form_print(&shown, cell, t->d->lang);
        const char *text = shown.s ? shown.s : "";
        int width = jj_text_width(text), word = jj_lines_widest_piece(text);
        if (cell->kind > JJ_FORM_TEXT || width <= SHORT)
            most = larger(most, width);
        else if (word <= LONG_WORD)
            most = larger(most, word);
    }
    return room_for(t, most < SHORT || f->n_rows ? most : SHORT);
}

/*
 * The declared widths; columns too narrow for what they hold take from those that have room; where
 * there is not room enough, each gets its share of it.
 */
static bool fit_columns(table *t) {
    const jj_form *f = t->f;
    JJ_AUTO int *need = jj_alloc(f->n_columns + 1, sizeof *need);
    int sum = 0, missing = 0, spare = 0, needs = 0;
    if (!need)
        return false;
    for (size_t c = 0; c < f->n_columns; c++)
        sum += f->columns[c].width;
    for (size_t c = 0; c < f->n_columns; c++) {
        t->widths[c] = t->d->width_twips * f->columns[c].width / (sum ? sum : 1);
        t->is_centred[c] = jj_form_is_centred(f, c);
        need[c] = needed(t, c);
        needs += need[c];
        missing += need[c] > t->widths[c] ? need[c] - t->widths[c] : 0;
        spare += need[c] < t->widths[c] ? t->widths[c] - need[c] : 0;
    }
    for (size_t c = 0; missing <= spare && spare > 0 && c < f->n_columns; c++)
        t->widths[c] = need[c] > t->widths[c]
                           ? need[c]
                           : t->widths[c] - (int)((long)(t->widths[c] - need[c]) * missing / spare);
    for (size_t c = 0; missing > spare && c < f->n_columns; c++)
        t->widths[c] = (int)((long)t->d->width_twips * need[c] / needs);
    return true;
}

/* A cell of one paragraph; `more` belongs to the cell, `stays`: on the page of what follows. */
static void add_cell(const table *t, int width, const char *more, const look *l, const char *text) {
    jj_text *body = &t->d->body;
    jj_text_addf(body,
                 "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>%s"
                 "<w:vAlign w:val=\"center\"/></w:tcPr>",
                 width, more);
    add_paragraph(t->d, l, text);
    jj_text_add(body, "</w:tc>");
}

static const char row_head[] = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";

static bool has_groups(const jj_form *f) {
    for (size_t c = 0; c < f->n_columns; c++)
        if (f->columns[c].group)
            return true;
    return false;
}

static void add_groups(const table *t, const look *l) {
    const jj_form *f = t->f;
    jj_text_add(&t->d->body, row_head);
    for (size_t c = 0; c < f->n_columns;) {
        const char *group = f->columns[c].group;
        int width = t->widths[c], span = 1;
        for (; group && c + (size_t)span < f->n_columns &&
               f->columns[c + (size_t)span].group == group;
             span++)
            width += t->widths[c + (size_t)span];
        char more[64];
        snprintf(more, sizeof more,
                 group ? "<w:gridSpan w:val=\"%d\"/>" : "<w:vMerge w:val=\"restart\"/>", span);
        add_cell(t, width, more, l, group ? group : f->columns[c].title);
        c += (size_t)span;
    }
    jj_text_add(&t->d->body, "</w:tr>");
}

/* Headings stay on the page of the first row. */
static void add_head(const table *t) {
    const look l = {JJ_DOCX_TABLE_HEAD, true, t->half_points, false};
    const jj_form *f = t->f;
    bool two = has_groups(f);
    if (two)
        add_groups(t, &l);
    jj_text_add(&t->d->body, row_head);
    for (size_t c = 0; c < f->n_columns; c++) {
        bool is_below = two && !f->columns[c].group;
        add_cell(t, t->widths[c], is_below ? "<w:vMerge/>" : "", &l,
                 is_below ? "" : f->columns[c].title);
    }
    jj_text_add(&t->d->body, "</w:tr>");
}

/* The last row stays with the note below. */
static void add_row(const table *t, size_t row) {
    const jj_form *f = t->f;
    bool stays = f->note && row + 1 == f->n_rows;
    jj_text_add(&t->d->body, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    for (size_t c = 0; c < f->n_columns; c++) {
        const jj_form_cell *cell = &f->cells[row * f->n_columns + c];
        const look l = {cell->kind > JJ_FORM_TEXT ? JJ_DOCX_TABLE_NUMBER : JJ_DOCX_TABLE_TEXT,
                        stays, t->half_points, t->is_centred[c]};
        JJ_CLEANUP(jj_text_deinit) jj_text shown = {0};
        jj_form_print(&shown, cell, t->d->lang);
        add_cell(t, t->widths[c], "", &l, shown.s ? shown.s : "");
        t->d->failed |= shown.failed;
    }
    jj_text_add(&t->d->body, "</w:tr>");
}

void jj_docx_table(jj_docx *d, const jj_form *f) {
    JJ_AUTO int *widths = jj_alloc(f->n_columns + 1, sizeof *widths);
    JJ_AUTO bool *is_centred = jj_alloc(f->n_columns + 1, sizeof *is_centred);
    int half_points = f->n_columns > 10 ? 15 : f->n_columns > 8 ? 18 : 21;
    table t = {d, f, widths, is_centred, half_points};
    if (!widths || !is_centred || !fit_columns(&t)) {
        d->failed = true;
        return;
    }
    if (f->title)
        add_paragraph(d, &(look){.style = JJ_DOCX_CAPTION, .stays = true}, f->title);
    jj_text_addf(&d->body,
                 "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"%d\" "
                 "w:type=\"dxa\"/><w:jc w:val=\"center\"/>"
                 "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>",
                 d->width_twips);
    for (size_t c = 0; c < f->n_columns; c++)
        jj_text_addf(&d->body, "<w:gridCol w:w=\"%d\"/>", widths[c]);
    jj_text_add(&d->body, "</w:tblGrid>");
    add_head(&t);
    for (size_t r = 0; r < f->n_rows; r++)
        add_row(&t, r);
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
        return jj_fail(ctx, JJ_E_IO, "cannot write '%s': %s", path, jj_tr_errno(ctx->lang, errno));
    if (put_parts(zip, d, &document) && zip_close(zip) == 0)
        return JJ_OK;
    jj_status st = jj_fail(ctx, JJ_E_IO, "cannot write '%s': %s", path, zip_strerror(zip));
    zip_discard(zip);
    return st;
}
