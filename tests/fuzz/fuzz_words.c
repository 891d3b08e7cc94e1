/* Any bytes as one cell: folded, as a figure, an angle, a date, and as a text in some encoding. */
#include "fuzz.h"
#include "base/degrees.h"
#include "base/encoding.h"
#include "load/intake/cell.h"

#include <string.h>

static void read_cell(const char *text) {
    char folded[64];
    double a, b;
    int32_t date;
    jj_cell_fold(text, folded, sizeof folded);
    if (jj_utf8_valid(folded, strlen(folded)) != strlen(folded))
        abort();
    (void)jj_cell_read(text);
    (void)jj_degrees_read(text, &a);
    (void)jj_degrees_read_pair(text, &a, &b);
    (void)jj_parse_typed_double(text, &a);
    (void)jj_parse_date(text, &date);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    jj_ctx *ctx = jj_ctx_new();
    char *text = jj_alloc(size + 1, 1);
    size_t len = size;
    const char *found;
    if (ctx && text) {
        memcpy(text, data, size);
        if (jj_to_utf8(ctx, "fuzz", NULL, &text, &len, &found) == JJ_OK)
            read_cell(text);
    }
    jj_free(text);
    jj_ctx_free(ctx);
    return 0;
}
