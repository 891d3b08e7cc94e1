#define _GNU_SOURCE /* MAP_NORESERVE */
#include "base/kept.h"

#include "base/lang.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096, NAME = 112 };

static const char magic[16] = "jiujin kept 1\n";

/* The first page of the file; the index stands at its end. */
typedef struct header {
    char magic[sizeof magic];
    uint32_t order; /* 1 in the writer's byte order */
    uint32_t entry_bytes;
    uint64_t index, n; /* where it begins, and how many arrays there are */
} header;

typedef struct entry {
    char name[NAME];
    uint64_t offset, bytes;
} entry;

struct jj_keeper {
    char *path;
    int fd;
    uint64_t end;
    entry *entries;
    size_t n, cap;
};

struct jj_kept {
    char *path;
    uint8_t *at;
    uint64_t bytes;
    const entry *entries;
    uint64_t n;
};

static jj_status fail_io(jj_ctx *ctx, const char *path) {
    return jj_fail(ctx, JJ_E_IO, "'%s': %s", path, jj_tr_errno(ctx->lang, errno));
}

jj_status jj_keeper_new(jj_ctx *ctx, const char *path, jj_keeper **out) {
    *out = jj_alloc(1, sizeof **out);
    if (!*out)
        return jj_no_memory(ctx, path, sizeof **out);
    **out = (jj_keeper){.path = jj_strdup(path), .fd = -1, .end = PAGE};
    if (!(*out)->path)
        return jj_no_memory(ctx, path, 0);
    (*out)->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return (*out)->fd < 0 ? fail_io(ctx, path) : JJ_OK;
}

static jj_status write_at(jj_ctx *ctx, const jj_keeper *k, const void *data, uint64_t bytes,
                          uint64_t offset) {
    const char *from = data;
    while (bytes > 0) {
        ssize_t n = pwrite(k->fd, from, bytes, (off_t)offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail_io(ctx, k->path);
        from += n;
        offset += (uint64_t)n;
        bytes -= (uint64_t)n;
    }
    return JJ_OK;
}

static bool is_zero(const uint8_t *p, size_t n) {
    return n == 0 || (p[0] == 0 && memcmp(p, p + 1, n - 1) == 0);
}

/* Runs of pages that are not all zeros. */
static jj_status write_pages(jj_ctx *ctx, const jj_keeper *k, const uint8_t *data, uint64_t bytes) {
    for (uint64_t at = 0, run; at < bytes; at += run) {
        run = bytes - at < PAGE ? bytes - at : PAGE;
        if (is_zero(data + at, run))
            continue;
        while (at + run < bytes) {
            uint64_t next = bytes - at - run < PAGE ? bytes - at - run : PAGE;
            if (is_zero(data + at + run, next))
                break;
            run += next;
        }
        JJ_TRY(write_at(ctx, k, data + at, run, k->end + at));
    }
    return JJ_OK;
}

jj_status jj_keeper_add(jj_ctx *ctx, jj_keeper *k, const char *name, const void *data,
                        uint64_t bytes) {
    if (!jj_grow(&k->entries, &k->cap, k->n + 1, sizeof *k->entries))
        return jj_no_memory(ctx, k->path, 0);
    entry *e = &k->entries[k->n++];
    *e = (entry){.offset = k->end, .bytes = bytes};
    snprintf(e->name, sizeof e->name, "%s", name);
    JJ_TRY(write_pages(ctx, k, data, bytes));
    k->end += (bytes + PAGE - 1) / PAGE * PAGE;
    return JJ_OK;
}

jj_status jj_keeper_finish(jj_ctx *ctx, jj_keeper *k) {
    header h = {.order = 1, .entry_bytes = sizeof(entry), .index = k->end, .n = k->n};
    memcpy(h.magic, magic, sizeof magic);
    JJ_TRY(write_at(ctx, k, k->entries, k->n * sizeof *k->entries, k->end));
    JJ_TRY(write_at(ctx, k, &h, sizeof h, 0));
    int fd = k->fd;
    k->fd = -1;
    return close(fd) == 0 ? JJ_OK : fail_io(ctx, k->path);
}

void jj_keeper_free(jj_keeper *k) {
    if (!k)
        return;
    if (k->fd >= 0)
        close(k->fd);
    jj_free(k->path);
    jj_free(k->entries);
    jj_free(k);
}

void jj_keeper_freep(jj_keeper **k) {
    jj_keeper_free(*k);
    *k = NULL;
}

static jj_status map_file(jj_ctx *ctx, jj_kept *k) {
    struct stat st;
    int fd = open(k->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_io(ctx, k->path);
    int error = fstat(fd, &st) == 0 ? 0 : errno;
    void *at = MAP_FAILED;
    if (!error && st.st_size >= PAGE)
        at = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, fd,
                  0);
    if (!error && st.st_size >= PAGE && at == MAP_FAILED)
        error = errno;
    close(fd);
    errno = error;
    if (error)
        return fail_io(ctx, k->path);
    if (at == MAP_FAILED)
        return JJ_OK; /* too short to be one */
    k->at = at;
    k->bytes = (uint64_t)st.st_size;
    return JJ_OK;
}

/* Every array lies in the file. */
static bool is_whole(jj_kept *k) {
    const header *h = (const header *)(const void *)k->at;
    if (!k->at || memcmp(h->magic, magic, sizeof magic) != 0 || h->order != 1 ||
        h->entry_bytes != sizeof(entry) || h->index > k->bytes || h->index % PAGE != 0 ||
        h->n > (k->bytes - h->index) / sizeof(entry))
        return false;
    k->entries = (const entry *)(const void *)(k->at + h->index);
    k->n = h->n;
    for (uint64_t i = 0; i < k->n; i++) {
        const entry *e = &k->entries[i];
        if (e->offset % PAGE != 0 || e->offset > h->index || e->bytes > h->index - e->offset ||
            e->name[NAME - 1] != '\0')
            return false;
    }
    return true;
}

jj_status jj_kept_open(jj_ctx *ctx, const char *path, jj_kept **out) {
    *out = jj_alloc(1, sizeof **out);
    if (!*out)
        return jj_no_memory(ctx, path, sizeof **out);
    (*out)->path = jj_strdup(path);
    jj_status st = (*out)->path ? map_file(ctx, *out) : jj_no_memory(ctx, path, 0);
    if (st == JJ_OK && !is_whole(*out))
        st = jj_fail(ctx, JJ_E_FORMAT, "'%s' is torn, or of another version or machine: run again",
                     path);
    if (st != JJ_OK) {
        jj_kept_close(*out);
        *out = NULL;
    }
    return st;
}

jj_status jj_kept_again(jj_ctx *ctx, const jj_kept *k, jj_kept **out) {
    return jj_kept_open(ctx, k->path, out);
}

void jj_kept_close(jj_kept *k) {
    if (!k)
        return;
    if (k->at)
        munmap(k->at, k->bytes);
    jj_free(k->path);
    jj_free(k);
}

void *jj_kept_find(const jj_kept *k, const char *name, uint64_t *bytes) {
    for (uint64_t i = 0; i < k->n; i++)
        if (strcmp(k->entries[i].name, name) == 0) {
            if (bytes)
                *bytes = k->entries[i].bytes;
            return k->at + k->entries[i].offset;
        }
    return NULL;
}

void *jj_kept_array(const jj_kept *k, const char *name, uint64_t bytes) {
    uint64_t found;
    void *p = jj_kept_find(k, name, &found);
    return p && found == bytes ? p : NULL;
}

bool jj_kept_holds(const jj_kept *k, const void *p) {
    const uint8_t *at = p;
    return k && at && at >= k->at && at < k->at + k->bytes;
}
