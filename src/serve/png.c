#include "serve/png.h"
#include "base/mem.h"

#include <string.h>
#include <zlib.h>

static void add_u32(jj_text *t, uint32_t v) {
    const unsigned char b[4] = {(unsigned char)(v >> 24), (unsigned char)(v >> 16),
                                (unsigned char)(v >> 8), (unsigned char)v};
    jj_text_addn(t, (const char *)b, sizeof b);
}

static void add_chunk(jj_text *t, const char type[4], const void *data, size_t len) {
    add_u32(t, (uint32_t)len);
    uLong crc = crc32(crc32(0, NULL, 0), (const Bytef *)type, 4);
    crc = len ? crc32(crc, data, (uInt)len) : crc;
    jj_text_addn(t, type, 4);
    jj_text_addn(t, data, len);
    add_u32(t, (uint32_t)crc);
}

bool serve_png(jj_text *out, const uint8_t *pixels, uint32_t side, const uint8_t palette[256][4]) {
    size_t line = (size_t)side + 1, n_raw = line * side;
    uLongf n_packed = compressBound((uLong)n_raw);
    JJ_AUTO uint8_t *raw = jj_alloc(n_raw, 1);
    JJ_AUTO uint8_t *packed = jj_alloc(n_packed, 1);
    if (!raw || !packed)
        return false;
    for (uint32_t y = 0; y < side; y++)
        memcpy(raw + y * line + 1, pixels + (size_t)y * side, side);
    if (compress2(packed, &n_packed, raw, (uLong)n_raw, 1) != Z_OK)
        return false;
    uint8_t colours[256 * 3], opacity[256];
    for (int i = 0; i < 256; i++) {
        memcpy(colours + 3 * i, palette[i], 3);
        opacity[i] = palette[i][3];
    }
    jj_text head = {0};
    add_u32(&head, side);
    add_u32(&head, side);
    jj_text_addn(&head, "\x08\x03\0\0\0", 5); /* 8 bits, indexed, no interlace */
    jj_text_addn(out, "\x89PNG\r\n\x1a\n", 8);
    if (!head.failed)
        add_chunk(out, "IHDR", head.s, head.len);
    add_chunk(out, "PLTE", colours, sizeof colours);
    add_chunk(out, "tRNS", opacity, sizeof opacity);
    add_chunk(out, "IDAT", packed, n_packed);
    add_chunk(out, "IEND", "", 0);
    bool is_whole = !head.failed && !out->failed;
    jj_text_deinit(&head);
    return is_whole;
}
