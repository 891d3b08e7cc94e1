/* Growing text, strict number parsing and UTF-8; always the C locale's decimal point. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Text being built. After a failed allocation `failed` stays set and adding does nothing. */
typedef struct jj_text {
    char *s; /* NUL-terminated once anything was added; NULL before */
    size_t len, cap;
    bool failed;
} jj_text;

void jj_text_add(jj_text *t, const char *s);
void jj_text_addn(jj_text *t, const char *s, size_t len);
void jj_text_addf(jj_text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* One CSV field (RFC 4180): quoted only where it must be. */
void jj_text_csv(jj_text *t, const char *field);
void jj_text_deinit(jj_text *t);

/*
 * The whole of s as a number, blanks around it allowed: false for empty, trailing text, overflow,
 * "nan", "inf" and hexadecimal. *out is untouched then.
 */
bool jj_parse_double(const char *s, double *out);
bool jj_parse_int64(const char *s, int64_t *out);

/* "4G", "512M", "64K", "1000": bytes. */
bool jj_parse_bytes(const char *s, uint64_t *out);

/*
 * "2025", "2021.9", "2021-09-01", "2021/9/1", "2021年9月": yyyymmdd, 0 month or day where absent.
 */
bool jj_parse_date(const char *s, int32_t *out);

/* Offset of the first byte that is not valid UTF-8, or len when all is. */
size_t jj_utf8_valid(const char *s, size_t len);

/* Columns on a terminal: East Asian wide characters count 2. */
int jj_text_width(const char *s);

/* Whether `text` is one of the words of "8|16|32". */
bool jj_is_choice(const char *choices, const char *text);

bool jj_text_eq(const char *a, const char *b); /* NULL equals only NULL */

/*
 * The order of ids everywhere: as numbers when both are plain integers (then by length and
 * digits, so any size), integers before text, else bytewise. <0, 0, >0. This order breaks ties.
 */
int jj_id_cmp(const char *a, const char *b);

#endif
