/*
 * A Word document being written (Office Open XML, ISO/IEC 29500): paragraphs, editable tables and
 * pictures one after another on the page of an official document (GB/T 9704: A4, 37 mm above, 28
 * mm at the binding, text of 156 x 225 mm, body in size 3 at 28 pt a line), or in the page, styles,
 * header and footer of an office's own document.
 */
#ifndef OUT_DOCX_DOCX_H
#define OUT_DOCX_DOCX_H

#include "out/annex/form.h"

typedef struct jj_docx jj_docx;

/* How a paragraph stands on the page. */
typedef enum jj_docx_style {
    JJ_DOCX_BODY,
    JJ_DOCX_TITLE,
    JJ_DOCX_HEADING1,
    JJ_DOCX_HEADING2,
    JJ_DOCX_CAPTION,
    JJ_DOCX_TABLE_HEAD,
    JJ_DOCX_TABLE_TEXT,
    JJ_DOCX_TABLE_NUMBER,
    JJ_DOCX_NOTE, /* small, below a table or figure */
    JJ_DOCX_FOOTER,
    JJ_DOCX_N_STYLES
} jj_docx_style;

/*
 * Begin. `base` is a .docx whose page, styles, header and footer are kept; its text gives way to
 * ours, or ours stands where its paragraph "{{report}}" is. NULL: the built-in page. Styles are
 * found by name (heading 1, caption, ...); those it lacks are added.
 * JJ_E_IO: cannot be read; JJ_E_FORMAT: no Word document; JJ_E_NOMEM.
 */
jj_status jj_docx_new(jj_ctx *ctx, jj_lang lang, const char *base, jj_docx **out);

/* Out of memory is remembered and told by jj_docx_write(). Texts are UTF-8 without mark-up. */
void jj_docx_paragraph(jj_docx *d, jj_docx_style style, const char *text);
void jj_docx_table(jj_docx *d, const jj_form *form);

/* A PNG as wide as the text or `width_mm`, whichever is less; `alt` is read out to the blind. */
void jj_docx_picture(jj_docx *d, const void *png, size_t len, double width_mm, const char *alt);

/* A sheet of one page instead: 18 mm above and below, no page number. For the built-in page. */
void jj_docx_one_page(jj_docx *d);

/* The whole file or none. JJ_E_IO, JJ_E_NOMEM. */
jj_status jj_docx_write(jj_ctx *ctx, const jj_docx *d, const char *path);
void jj_docx_free(jj_docx *d);
void jj_docx_freep(jj_docx **d); /* for JJ_CLEANUP */

/* Text with &, <, > and quotes as XML and HTML want them; characters XML forbids are left out. */
void jj_text_xml(jj_text *t, const char *s);

#endif
