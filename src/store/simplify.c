#include "store/simplify.h"

#include <opencc/opencc.h>
#include <pthread.h>
#include <string.h>

/* CJK unified ideographs of the basic plane; what lies beyond is in no unit's name. */
enum { FIRST = 0x4e00, LAST = 0x9fff, BYTES = 4 * (LAST - FIRST + 1) };

static pthread_once_t started = PTHREAD_ONCE_INIT;
static uint16_t simple[LAST - FIRST + 1]; /* written once, then read by all; 0 = itself */
static bool is_ready;

static void encode(unsigned c, char out[3]) {
    out[0] = (char)(0xe0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3f));
    out[2] = (char)(0x80 | (c & 0x3f));
}

static unsigned decode(const char *s) {
    const unsigned char *u = (const unsigned char *)s;
    return (u[0] & 0x0fu) << 12 | (u[1] & 0x3fu) << 6 | (u[2] & 0x3fu);
}

static bool is_three_bytes(const char *s) {
    return ((unsigned char)s[0] & 0xf0) == 0xe0;
}

/* Every character on a line of its own, so that none is taken for part of a word. */
static char *all_characters(void) {
    char *text = jj_alloc(BYTES + 1, 1);
    for (unsigned c = FIRST; text && c <= LAST; c++) {
        encode(c, text + 4 * (c - FIRST));
        text[4 * (c - FIRST) + 3] = '\n';
    }
    return text;
}

static void start(void) {
    opencc_t converter = opencc_open("t2s.json");
    if (converter == (opencc_t)-1) /* NOLINT: the value opencc_open() is specified to fail with */
        return;
    char *text = all_characters();
    char *converted = text ? opencc_convert_utf8(converter, text, BYTES) : NULL;
    const char *line = converted;
    for (unsigned c = FIRST; line && c <= LAST; c++) {
        const char *end = strchr(line, '\n');
        unsigned to = end && end - line == 3 && is_three_bytes(line) ? decode(line) : c;
        simple[c - FIRST] = (uint16_t)(to == c ? 0 : to);
        line = end ? end + 1 : NULL;
        is_ready = true;
    }
    if (converted)
        opencc_convert_utf8_free(converted);
    jj_free(text);
    opencc_close(converter);
}

jj_status jj_simplify_ready(jj_ctx *ctx) {
    pthread_once(&started, start);
    return is_ready ? JJ_OK
                    : jj_fail(ctx, JJ_E_IO,
                              "OpenCC's dictionaries are not there (t2s.json): install "
                              "libopencc-data, which folds traditional characters");
}

void jj_simplify(const char s[3], char out[3]) {
    unsigned c = decode(s);
    pthread_once(&started, start);
    if (c >= FIRST && c <= LAST && simple[c - FIRST])
        encode(simple[c - FIRST], out);
    else
        memcpy(out, s, 3);
}
