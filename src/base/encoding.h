/* Text as it arrives from offices: GBK files, byte-order marks, full-width digits and signs. */
#ifndef BASE_ENCODING_H
#define BASE_ENCODING_H

#include "base/ctx.h"
#include "base/text.h"

/*
 * Make the file's content UTF-8 without a byte-order mark. `encoding` as iconv names it, GBK and GB
 * 2312 read as GB18030, which holds both; NULL or "" = find out: UTF-16 by its mark, UTF-8 where it
 * is valid, else GB18030. *found is what it was taken for ("UTF-8", "GB18030", "UTF-16"); "UTF-8"
 * too where it was said. *text is replaced by a new buffer where it changes, NUL added. JJ_E_FORMAT
 * names `path`, row, column and the byte that is no text; UTF-8 with a few bad bytes is refused,
 * not read as GB18030. JJ_E_RANGE: an encoding nobody knows.
 */
jj_status jj_to_utf8(jj_ctx *ctx, const char *path, const char *encoding, char **text, size_t *len,
                     const char **found);

/* What an encoding is read as: GB18030 for GBK and GB 2312, else the name itself. */
const char *jj_encoding_name(const char *name);

/*
 * `s` with full-width ASCII (U+FF01 to U+FF5E) and the ideographic space made half-width, curly
 * single quotes made straight, and blanks around it off. What stands between straight or curly
 * single quotes keeps its width: a SQL literal may hold full-width brackets.
 */
void jj_text_fold(jj_text *out, const char *s);

/*
 * A number as people type it in a sheet: full-width digits, "1,026", blanks. False like
 * jj_parse_double.
 */
bool jj_parse_typed_double(const char *s, double *out);

#endif
