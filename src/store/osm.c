#include "store/osm.h"
#include "base/file.h"
#include "store/osm_blobs.h"
#include "store/osm_xml.h"

#include <readosm.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* the reader's tags are handed on as they lie in memory */
_Static_assert(sizeof(readosm_tag) == sizeof(jj_osm_tag), "tag layouts differ");

typedef struct reader {
    jj_ctx *ctx;
    jj_osm_way_fn way_fn;
    jj_osm_node_fn node_fn;
    void *user;
    jj_status st;
    uint64_t n;
} reader;

static int go_on(reader *r, jj_status st) {
    enum { POLL_EVERY = 1 << 16 };
    if (st == JJ_OK && ++r->n % POLL_EVERY == 0)
        st = jj_ctx_poll(r->ctx);
    r->st = st;
    return st == JJ_OK ? READOSM_OK : READOSM_ABORT;
}

static int on_way(const void *user, const readosm_way *way) {
    reader *r = *(reader *const *)user;
    jj_osm_way w = {.id = way->id,
                    .refs = (const int64_t *)(const void *)way->node_refs,
                    .n_refs = (size_t)way->node_ref_count,
                    .tags = (const jj_osm_tag *)(const void *)way->tags,
                    .n_tags = (size_t)way->tag_count};
    return go_on(r, r->way_fn(r->user, &w));
}

static int on_node(const void *user, const readosm_node *node) {
    reader *r = *(reader *const *)user;
    return go_on(r, r->node_fn(r->user, node->id, node->longitude, node->latitude));
}

static void close_osm(const void **handle) {
    if (*handle)
        readosm_close(*handle);
}

static jj_status parse(reader *r, const char *path, bool is_way) {
    JJ_CLEANUP(close_osm) const void *handle = NULL;
    if (readosm_open(path, &handle) != READOSM_OK)
        return jj_fail(r->ctx, JJ_E_IO, "cannot open '%s' as OpenStreetMap data", path);
    int rc = readosm_parse(handle, &r, is_way ? NULL : on_node, is_way ? on_way : NULL, NULL);
    if (r->st != JJ_OK)
        return r->st;
    if (rc != READOSM_OK)
        return jj_fail(r->ctx, JJ_E_FORMAT,
                       "'%s' is torn or not OpenStreetMap data (reader code %d): fetch it again",
                       path, rc);
    return JJ_OK;
}

static bool ends_in(const char *path, const char *ending) {
    size_t n = strlen(path), m = strlen(ending);
    return n > m && strcasecmp(path + n - m, ending) == 0;
}

static jj_status read_binary(jj_ctx *ctx, const char *path, jj_osm_way_fn way_fn,
                             jj_osm_node_fn node_fn, void *user) {
    JJ_TRY(jj_osm_check_blobs(ctx, path)); /* the reader believes any length it finds */
    reader r = {.ctx = ctx, .way_fn = way_fn, .node_fn = node_fn, .user = user};
    JJ_TRY(parse(&r, path, true));
    return parse(&r, path, false);
}

jj_status jj_osm_read(jj_ctx *ctx, const char *path, jj_osm_way_fn way_fn, jj_osm_node_fn node_fn,
                      void *user) {
    if (!jj_file_exists(path))
        return jj_fail(ctx, JJ_E_IO, "'%s' does not exist", path);
    if (ends_in(path, ".pbf"))
        return read_binary(ctx, path, way_fn, node_fn, user);
    size_t room = strlen(path) + sizeof "/vsigzip/";
    JJ_AUTO char *source = jj_alloc(room, 1);
    if (!source)
        return jj_no_memory(ctx, path, room);
    snprintf(source, room, "%s%s", ends_in(path, ".gz") ? "/vsigzip/" : "", path);
    JJ_TRY(jj_osm_read_xml(ctx, source, path, way_fn, NULL, user));
    return jj_osm_read_xml(ctx, source, path, NULL, node_fn, user);
}

const char *jj_osm_tag_value(const jj_osm_tag *tags, size_t n, const char *key) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(tags[i].key, key) == 0)
            return tags[i].value ? tags[i].value : "";
    return "";
}
