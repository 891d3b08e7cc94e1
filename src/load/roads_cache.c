#include "load/roads_cache.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Arrays follow in the order of their counts; 64 digits of SHA-256 over all before them end the
 * file. Machines of another byte order or layout see another `mark`. */
typedef struct head {
    char magic[8];
    uint64_t mark;
    char key[64];
    uint64_t n_nodes, n_roads, n_bends, has_lengths;
    jj_roads_count count;
} head;

static const char magic[8] = "JJROADS2";
static const uint64_t mark = UINT64_C(0x0102030405060700) + sizeof(head) + sizeof(jj_road);
enum { DIGEST = 64 };

void jj_roads_cache_key(const jj_roads_source *source, const char source_sha256[65],
                        const jj_road_profile *profile, char key[65]) {
    char line[256];
    jj_sha256 h;
    jj_sha256_init(&h);
    int n = snprintf(line, sizeof line, "%s %.17g %d %d %d %.17g %d", JIUJIN_VERSION,
                     source->join_m, source->splits_crossings, (int)source->cost,
                     (int)profile->mode, profile->speed_kmh, profile->is_by_length);
    jj_sha256_add(&h, line, (size_t)n + 1);
    const char *texts[] = {source_sha256, source->layer, source->crs};
    for (size_t i = 0; i < JJ_COUNT(texts); i++) {
        const char *text = texts[i] ? texts[i] : "";
        jj_sha256_add(&h, text, strlen(text) + 1);
    }
    for (size_t i = 0; i < profile->classes.n; i++) {
        const jj_class_speed *c = &profile->classes.rows[i];
        n = snprintf(line, sizeof line, "%.200s %.17g", c->name, c->km_h);
        jj_sha256_add(&h, line, (size_t)n + 1);
    }
    jj_sha256_hex(&h, key);
}

static char *path_of(const char *folder, const char *key) {
    char name[64];
    snprintf(name, sizeof name, ".jiujin/roads-%.16s.graph", key);
    return jj_path_join(folder, name);
}

/* --- believing ------------------------------------------------------------------------------- */

/* Bytes the arrays take, or UINT64_MAX when the counts cannot be right. */
static uint64_t array_bytes(const head *h) {
    if (h->n_nodes > UINT32_MAX - 1 || h->n_roads > UINT32_MAX / 2 || h->n_bends > UINT32_MAX)
        return UINT64_MAX;
    return h->n_nodes * 16 + h->n_roads * sizeof(jj_road) + (h->n_roads + 1) * 8 + h->n_bends * 16;
}

static bool is_whole(const char *data, size_t len, const char *key, head *h) {
    char found[65];
    if (len < sizeof *h + DIGEST)
        return false;
    memcpy(h, data, sizeof *h);
    if (memcmp(h->magic, magic, sizeof magic) != 0 || h->mark != mark ||
        memcmp(h->key, key, sizeof h->key) != 0 || array_bytes(h) != len - sizeof *h - DIGEST)
        return false;
    jj_sha256 sha;
    jj_sha256_init(&sha);
    jj_sha256_add(&sha, data, len - DIGEST);
    jj_sha256_hex(&sha, found);
    return memcmp(found, data + len - DIGEST, DIGEST) == 0;
}

static bool is_cost(uint32_t v) {
    return v <= JJ_FARTHEST || v == JJ_UNREACHED;
}

/* A digest proves that the file is as it was written, not that a network was written. */
static bool is_network(const jj_roads *r) {
    for (size_t i = 0; i < r->n_nodes; i++)
        if (!(fabs(r->node_lonlat[2 * i]) <= 360 && fabs(r->node_lonlat[2 * i + 1]) <= 90))
            return false;
    for (size_t i = 0; i < r->n_roads; i++) {
        const jj_road *road = &r->roads[i];
        if (road->from >= r->n_nodes || road->to >= r->n_nodes || !is_cost(road->forward_ms) ||
            !is_cost(road->backward_ms) || road->length_mm > JJ_FARTHEST ||
            r->bend_first[i] > r->bend_first[i + 1])
            return false;
    }
    for (size_t i = 0; i < 2 * r->n_bends; i++)
        if (!(fabs(r->bends[i]) <= 360))
            return false;
    return r->bend_first[0] == 0 && r->bend_first[r->n_roads] == r->n_bends;
}

static void *take(const char **at, size_t n, size_t size) {
    void *copy = jj_alloc(n, size);
    if (copy && n)
        memcpy(copy, *at, n * size);
    *at += n * size;
    return copy;
}

static jj_status unpack(jj_ctx *ctx, const head *h, const char *data, jj_roads *out) {
    const char *at = data + sizeof *h;
    *out = (jj_roads){.n_nodes = (uint32_t)h->n_nodes,
                      .n_roads = h->n_roads,
                      .cap_roads = h->n_roads,
                      .n_bends = h->n_bends,
                      .cap_bends = h->n_bends,
                      .cap_first = h->n_roads + 1,
                      .has_lengths = h->has_lengths};
    out->node_lonlat = take(&at, h->n_nodes, 16);
    out->roads = take(&at, h->n_roads, sizeof(jj_road));
    out->bend_first = take(&at, h->n_roads + 1, 8);
    out->bends = take(&at, h->n_bends, 16);
    return out->node_lonlat && out->roads && out->bend_first && out->bends
               ? JJ_OK
               : jj_no_memory(ctx, "roads", array_bytes(h));
}

jj_status jj_roads_cache_read(jj_ctx *ctx, const char *folder, const char key[65],
                              const jj_roads_source *source, jj_roads *out, jj_roads_count *count,
                              jj_roads_cache_state *state) {
    JJ_AUTO char *path = path_of(folder, key);
    JJ_AUTO char *data = NULL;
    size_t len = 0;
    head h;
    *out = (jj_roads){0};
    *state = JJ_CACHE_NONE;
    if (!path)
        return jj_no_memory(ctx, "roads", 0);
    if (!jj_file_exists(path))
        return JJ_OK;
    *state = JJ_CACHE_BAD;
    if (jj_file_read(ctx, path, &data, &len) != JJ_OK || !is_whole(data, len, key, &h))
        return JJ_OK;
    jj_status st = unpack(ctx, &h, data, out);
    if (st == JJ_OK && is_network(out)) {
        *state = JJ_CACHE_GOOD;
        *count = h.count;
        st = jj_roads_build(ctx, out, source->cost, source->graphs);
    }
    if (st != JJ_OK || *state != JJ_CACHE_GOOD)
        jj_roads_deinit(out);
    return st;
}

/* --- keeping --------------------------------------------------------------------------------- */

static void add(jj_text *t, const void *data, size_t n, size_t size) {
    if (n)
        jj_text_addn(t, data, n * size);
}

static void pack(const jj_roads *r, const jj_roads_count *count, const char *key, jj_text *t) {
    char digest[65];
    head h = {.mark = mark,
              .n_nodes = r->n_nodes,
              .n_roads = r->n_roads,
              .n_bends = r->n_bends,
              .has_lengths = r->has_lengths,
              .count = *count};
    memcpy(h.magic, magic, sizeof magic);
    memcpy(h.key, key, sizeof h.key);
    add(t, &h, 1, sizeof h);
    add(t, r->node_lonlat, r->n_nodes, 16);
    add(t, r->roads, r->n_roads, sizeof *r->roads);
    add(t, r->bend_first, r->n_roads + 1, sizeof *r->bend_first);
    add(t, r->bends, r->n_bends, 16);
    if (t->failed)
        return;
    jj_sha256 sha;
    jj_sha256_init(&sha);
    jj_sha256_add(&sha, t->s, t->len);
    jj_sha256_hex(&sha, digest);
    jj_text_addn(t, digest, DIGEST);
}

void jj_roads_cache_write(jj_ctx *ctx, const char *folder, const char key[65],
                          const jj_roads *roads, const jj_roads_count *count) {
    JJ_AUTO char *path = path_of(folder, key);
    JJ_AUTO char *place = jj_path_join(folder, ".jiujin");
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    const head h = {
        .n_nodes = roads->n_nodes, .n_roads = roads->n_roads, .n_bends = roads->n_bends};
    enum { COPIES = 4 }; /* the network, its graph, and a text that doubles */
    if (array_bytes(&h) > jj_ctx_memory(ctx) / COPIES)
        return;
    if (!path || !place || jj_make_folders(ctx, place) != JJ_OK)
        return;
    pack(roads, count, key, &t);
    if (!t.failed)
        (void)jj_file_replace(ctx, path, t.s, t.len);
}
