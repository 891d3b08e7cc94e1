#include "store/osm_blobs.h"

#include <stdio.h>

static const uint64_t most_head = 64 << 10, most_block = 32 << 20;

/* Bytes of a protocol buffer, read forward. */
typedef struct cursor {
    const uint8_t *at, *end;
} cursor;

static bool take_number(cursor *c, uint64_t *out) {
    *out = 0;
    for (unsigned shift = 0; c->at < c->end && shift < 64; shift += 7) {
        uint8_t byte = *c->at++;
        *out |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

/* The number in field `wanted`; false when the bytes end or other content begins before it. */
static bool find_number(cursor c, uint64_t wanted, uint64_t *out) {
    enum { NUMBER = 0, BYTES = 2 };
    uint64_t key, n;
    while (take_number(&c, &key) && take_number(&c, &n)) {
        if (key % 8 == NUMBER && key / 8 == wanted) {
            *out = n;
            return true;
        }
        if (key % 8 != NUMBER && (key % 8 != BYTES || n > (uint64_t)(c.end - c.at)))
            return false;
        if (key % 8 == BYTES)
            c.at += n;
    }
    return false;
}

typedef struct walk {
    jj_ctx *ctx;
    FILE *file;
    const char *path;
    uint64_t at, size; /* where the block at hand begins; bytes in all */
} walk;

static jj_status torn(const walk *w) {
    return jj_fail(
        w->ctx, JJ_E_FORMAT,
        "'%s' ends within the block that begins at byte %llu: it is torn, fetch it again", w->path,
        (unsigned long long)w->at);
}

static jj_status damaged(const walk *w) {
    return jj_fail(
        w->ctx, JJ_E_FORMAT,
        "'%s' is damaged or no OpenStreetMap data: the block that begins at byte %llu is "
        "none the format allows; fetch it again",
        w->path, (unsigned long long)w->at);
}

static bool read_bytes(const walk *w, uint8_t *out, size_t n) {
    return fread(out, 1, n, w->file) == n;
}

/* One block: its head's length, the head, and of the block itself the first fields. */
static jj_status step(walk *w) {
    enum { DATASIZE = 3, RAW_SIZE = 2, PEEK = 32 };
    static const uint64_t length_bytes = 4;
    uint8_t length[4], head[64 << 10], first[PEEK];
    uint64_t left = w->size - w->at, n_block = 0, n_raw = 0;
    if (left < length_bytes || !read_bytes(w, length, sizeof length))
        return torn(w);
    uint64_t n_head = (uint64_t)length[0] << 24 | (uint64_t)length[1] << 16 |
                      (uint64_t)length[2] << 8 | length[3];
    if (n_head > most_head)
        return damaged(w);
    if (left - length_bytes < n_head || !read_bytes(w, head, n_head))
        return torn(w);
    if (!find_number((cursor){head, head + n_head}, DATASIZE, &n_block) || n_block > most_block)
        return damaged(w);
    if (left - length_bytes - n_head < n_block)
        return torn(w);
    size_t n_first = n_block < PEEK ? (size_t)n_block : PEEK;
    if (!read_bytes(w, first, n_first))
        return torn(w);
    if (find_number((cursor){first, first + n_first}, RAW_SIZE, &n_raw) && n_raw > most_block)
        return damaged(w);
    w->at += length_bytes + n_head + n_block;
    return fseeko(w->file, (off_t)w->at, SEEK_SET) == 0 ? JJ_OK : torn(w);
}

jj_status jj_osm_check_blobs(jj_ctx *ctx, const char *path) {
    walk w = {.ctx = ctx, .path = path, .file = fopen(path, "rb")};
    if (!w.file)
        return jj_fail(ctx, JJ_E_IO, "cannot open '%s' as OpenStreetMap data", path);
    off_t size = fseeko(w.file, 0, SEEK_END) == 0 ? ftello(w.file) : -1;
    jj_status st = JJ_OK;
    w.size = size > 0 ? (uint64_t)size : 0;
    rewind(w.file);
    do {
        st = step(&w);
    } while (st == JJ_OK && w.at < w.size);
    (void)fclose(w.file);
    return st;
}
