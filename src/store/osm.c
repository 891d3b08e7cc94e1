#define _DEFAULT_SOURCE /* mkstemps */
#include "store/osm.h"
#include "base/file.h"
#include "store/osm_blobs.h"

#include <cpl_vsi.h>
#include <readosm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

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

static jj_status parse(reader *r, const char *path, const char *shown, bool is_way) {
    JJ_CLEANUP(close_osm) const void *handle = NULL;
    if (readosm_open(path, &handle) != READOSM_OK)
        return jj_fail(r->ctx, JJ_E_IO, "cannot open '%s' as OpenStreetMap data", shown);
    int rc = readosm_parse(handle, &r, is_way ? NULL : on_node, is_way ? on_way : NULL, NULL);
    if (r->st != JJ_OK)
        return r->st;
    if (rc != READOSM_OK)
        return jj_fail(r->ctx, JJ_E_FORMAT,
                       "'%s' is torn or not OpenStreetMap data (reader code %d): fetch it again",
                       shown, rc);
    return JJ_OK;
}

static void remove_and_free(char **path) {
    if (*path)
        (void)unlink(*path);
    jj_free(*path);
}

static jj_status copy_stream(jj_ctx *ctx, VSILFILE *in, int fd, const char *path) {
    char buf[1 << 16];
    for (;;) {
        size_t n = VSIFReadL(buf, 1, sizeof buf, in);
        if (n == 0)
            break;
        for (size_t done = 0; done < n;) {
            ssize_t k = write(fd, buf + done, n - done);
            if (k < 0)
                return jj_fail(ctx, JJ_E_IO, "cannot unpack '%s': no space in the temporary folder",
                               path);
            done += (size_t)k;
        }
    }
    return VSIFEofL(in) ? JJ_OK : jj_fail(ctx, JJ_E_FORMAT, "'%s' is a torn gzip file", path);
}

/* readosm knows a file by its ending, so the unpacked copy must end in .osm too. */
static jj_status unpack(jj_ctx *ctx, const char *path, char **out) {
    const char *folder = getenv("TMPDIR");
    char *copy = jj_path_join(folder && *folder ? folder : "/tmp", "jiujin-XXXXXX.osm");
    JJ_AUTO char *source = jj_alloc(strlen(path) + 12, 1);
    *out = copy;
    if (!copy || !source)
        return jj_no_memory(ctx, path, 0);
    snprintf(source, strlen(path) + 12, "/vsigzip/%s", path);
    int fd = mkstemps(copy, 4);
    VSILFILE *in = fd < 0 ? NULL : VSIFOpenL(source, "rb");
    jj_status st =
        in ? copy_stream(ctx, in, fd, path) : jj_fail(ctx, JJ_E_IO, "cannot unpack '%s'", path);
    if (in)
        VSIFCloseL(in);
    if (fd >= 0 && close(fd) < 0 && st == JJ_OK)
        st = jj_fail(ctx, JJ_E_IO, "cannot unpack '%s'", path);
    return st;
}

jj_status jj_osm_read(jj_ctx *ctx, const char *path, jj_osm_way_fn way_fn, jj_osm_node_fn node_fn,
                      void *user) {
    if (!jj_file_exists(path))
        return jj_fail(ctx, JJ_E_IO, "'%s' does not exist", path);
    JJ_CLEANUP(remove_and_free) char *copy = NULL;
    size_t len = strlen(path);
    if (len > 3 && strcasecmp(path + len - 3, ".gz") == 0)
        JJ_TRY(unpack(ctx, path, &copy));
    if (len > 4 && strcasecmp(path + len - 4, ".pbf") == 0)
        JJ_TRY(jj_osm_check_blobs(ctx, path)); /* the reader believes any length it finds */
    reader r = {.ctx = ctx, .way_fn = way_fn, .node_fn = node_fn, .user = user};
    JJ_TRY(parse(&r, copy ? copy : path, path, true));
    return parse(&r, copy ? copy : path, path, false);
}

const char *jj_osm_tag_value(const jj_osm_tag *tags, size_t n, const char *key) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(tags[i].key, key) == 0)
            return tags[i].value ? tags[i].value : "";
    return "";
}
