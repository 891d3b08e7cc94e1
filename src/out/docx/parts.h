/* The parts of a Word document as XML, and how a document holds them. Shared inside docx/. */
#ifndef OUT_DOCX_PARTS_H
#define OUT_DOCX_PARTS_H

#include "out/docx/docx.h"

#include <zip.h>

enum { JJ_TWIPS_TEXT = 8844 /* 156 mm */, JJ_STYLE_ID = 64 };

/* A file inside the package. */
typedef struct jj_docx_part {
    char *name;
    jj_text data;
} jj_docx_part;

struct jj_docx {
    jj_lang lang;
    jj_text before, body, after; /* of word/document.xml */
    char style_ids[JJ_DOCX_N_STYLES][JJ_STYLE_ID];
    int width_twips;
    jj_docx_part *parts; /* all others */
    size_t n_parts, cap_parts;
    int n_pictures;
    bool failed;
};

jj_docx_part *jj_docx_find(jj_docx *d, const char *name);

/* A new part with a copy of the data; false: out of memory. */
bool jj_docx_add(jj_docx *d, const char *name, const void *data, size_t len);

/* The built-in page into an empty document. */
void jj_docx_builtin(jj_docx *d);

/* The page of another document into an empty one; messages name `path`. */
jj_status jj_docx_from(jj_ctx *ctx, jj_docx *d, const char *path);

/* The definition of a style as XML, and the name Word knows it by. */
void jj_docx_define_style(jj_text *t, jj_docx_style style);
const char *jj_docx_style_name(jj_docx_style style);

/* The style that tables refer to. */
void jj_docx_define_grid(jj_text *t);

/* Put `xml` before the first or last `mark`. */
void jj_text_insert_before(jj_text *t, const char *mark, const char *xml);

#endif
