/* Text as it arrives from offices: GBK files, byte-order marks, full-width digits and signs. */
#ifndef BASE_ENCODING_H
#define BASE_ENCODING_H

#include "base/ctx.h"
#include "base/text.h"

/*
 * Make the file's content UTF-8 without a byte-order mark. Content that is not valid UTF-8 is taken
 * for GB18030 (which holds GBK and GB 2312); UTF-16 is known by its mark. *text is replaced by a
 * new buffer where it changes, NUL added. JJ_E_FORMAT names `path` and the byte that fits neither.
 */
jj_status jj_to_utf8(jj_ctx *ctx, const char *path, char **text, size_t *len);

/*
 * `s` with full-width ASCII (U+FF01 to U+FF5E) and the ideographic space made half-width, curly
 * single quotes made straight, and blanks around it off. What stands between straight or curly
 * single quotes keeps its width: a SQL literal may hold full-width brackets.
 */
void jj_text_fold(jj_text *out, const char *s);

/* A number as people type it in a sheet: full-width digits, "1,026", blanks. False like jj_parse_double. */
bool jj_parse_typed_double(const char *s, double *out);

#endif
