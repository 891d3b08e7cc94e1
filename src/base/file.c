#define _GNU_SOURCE /* renameat2 */
#include "base/file.h"
#include "base/hash.h"
#include "base/lang.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FILE_MAX ((uint64_t)1 << 30)

static jj_status fail_os(jj_ctx *ctx, const char *verb, const char *path) {
    return jj_fail(ctx, JJ_E_IO, "cannot %s '%s': %s", jj_tr(ctx->lang, verb), path,
                   jj_tr_errno(ctx->lang, errno));
}

static void close_fd(int *fd) {
    if (*fd >= 0)
        (void)close(*fd);
}

jj_status jj_file_read(jj_ctx *ctx, const char *path, char **out, size_t *out_len) {
    JJ_CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) < 0)
        return fail_os(ctx, "open", path);
    if (S_ISDIR(st.st_mode))
        return jj_fail(ctx, JJ_E_LIMIT, "'%s' is a folder: name a file", path);
    if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size > FILE_MAX)
        return jj_fail(ctx, JJ_E_LIMIT, "'%s' is not a file of at most 1 GiB", path);

    size_t len = (size_t)st.st_size, got = 0;
    JJ_AUTO char *buf = jj_alloc(len + 1, 1);
    if (!buf)
        return jj_no_memory(ctx, path, len);
    while (got < len) {
        ssize_t n = read(fd, buf + got, len - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_os(ctx, "read", path);
        if (n == 0)
            return jj_fail(ctx, JJ_E_IO, "'%s' shrank while it was read", path);
        got += (size_t)n;
    }
    *out = buf;
    *out_len = len;
    buf = NULL; /* handed over */
    return JJ_OK;
}

static jj_status write_all(jj_ctx *ctx, int fd, const char *path, const char *p, size_t left) {
    while (left > 0) {
        ssize_t n = write(fd, p, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_os(ctx, "write", path);
        p += n;
        left -= (size_t)n;
    }
    return fsync(fd) < 0 ? fail_os(ctx, "sync", path) : JJ_OK;
}

static jj_status sync_path(jj_ctx *ctx, const char *path) {
    JJ_CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd < 0 || fsync(fd) < 0 ? fail_os(ctx, "sync", path) : JJ_OK;
}

static jj_status sync_folder_of(jj_ctx *ctx, const char *path) {
    JJ_AUTO char *folder = jj_path_folder(path);
    if (!folder)
        return jj_no_memory(ctx, path, 0);
    return sync_path(ctx, *folder ? folder : ".");
}

static jj_status write_and_rename(jj_ctx *ctx, const char *part, const char *path, const void *data,
                                  size_t len) {
    JJ_CLEANUP(close_fd) int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return fail_os(ctx, "create", part);
    JJ_TRY(write_all(ctx, fd, part, data, len));
    return rename(part, path) < 0 ? fail_os(ctx, "replace", path) : JJ_OK;
}

jj_status jj_file_replace(jj_ctx *ctx, const char *path, const void *data, size_t len) {
    JJ_AUTO char *part = jj_alloc(strlen(path) + 6, 1);
    if (!part)
        return jj_no_memory(ctx, path, 0);
    sprintf(part, "%s.part", path);
    jj_status st = write_and_rename(ctx, part, path, data, len);
    if (st != JJ_OK) {
        (void)unlink(part);
        return st;
    }
    return sync_folder_of(ctx, path);
}

jj_status jj_file_publish(jj_ctx *ctx, const char *part, const char *path) {
    JJ_TRY(sync_path(ctx, part));
    if (rename(part, path) < 0)
        return fail_os(ctx, "replace", path);
    return sync_folder_of(ctx, path);
}

bool jj_file_exists(const char *path) {
    struct stat st;
    return stat(path, &st) == 0;
}

bool jj_is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

jj_status jj_file_stat(jj_ctx *ctx, const char *path, uint64_t *bytes, int64_t *mtime_ns) {
    struct stat st;
    if (stat(path, &st) < 0)
        return fail_os(ctx, "open", path);
    *bytes = (uint64_t)st.st_size;
    *mtime_ns = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
    return JJ_OK;
}

jj_status jj_file_sha256(jj_ctx *ctx, const char *path, char out[65]) {
    JJ_CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_os(ctx, "open", path);
    jj_sha256 h;
    jj_sha256_init(&h);
    unsigned char buf[1 << 16];
    for (;;) {
        ssize_t n = read(fd, buf, sizeof buf);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_os(ctx, "read", path);
        if (n == 0)
            break;
        jj_sha256_add(&h, buf, (size_t)n);
    }
    jj_sha256_hex(&h, out);
    return JJ_OK;
}

jj_status jj_make_folders(jj_ctx *ctx, const char *path) {
    JJ_AUTO char *p = jj_strdup(path);
    if (!p)
        return jj_no_memory(ctx, path, 0);
    for (char *slash = strchr(p + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(p, 0777) < 0 && errno != EEXIST)
            return fail_os(ctx, "create", p);
        *slash = '/';
    }
    if (mkdir(p, 0777) < 0 && errno != EEXIST)
        return fail_os(ctx, "create", p);
    return jj_is_folder(path) ? JJ_OK : jj_fail(ctx, JJ_E_IO, "'%s' is a file, not a folder", path);
}

static void close_dir(DIR **d) {
    if (*d)
        (void)closedir(*d);
}

bool jj_folder_is_empty(const char *path) {
    JJ_CLEANUP(close_dir) DIR *d = opendir(path);
    if (!d)
        return false;
    for (const struct dirent *e; (e = readdir(d));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            return false;
    return true;
}

static void free_entries(struct dirent ***list) {
    free(*list); /* scandir's own */
}

jj_status jj_folder_names(jj_ctx *ctx, const char *path, const char *suffix, jj_text *out) {
    JJ_CLEANUP(free_entries) struct dirent **list = NULL;
    int n = scandir(path, &list, NULL, alphasort);
    if (n < 0)
        return fail_os(ctx, "open", path);
    size_t tail = strlen(suffix);
    for (int i = 0; i < n; i++) {
        size_t len = strlen(list[i]->d_name);
        if (len > tail && strcmp(list[i]->d_name + len - tail, suffix) == 0) {
            jj_text_add(out, out->len ? ", " : "");
            jj_text_addn(out, list[i]->d_name, len - tail);
        }
        free(list[i]);
    }
    return out->failed ? jj_no_memory(ctx, path, 0) : JJ_OK;
}

typedef jj_status (*visit_fn)(jj_ctx *ctx, const char *path);

/* Visits what a folder holds, deepest first, then the folder itself. */
static jj_status visit_tree(jj_ctx *ctx, const char *path, visit_fn visit) {
    struct stat st;
    if (lstat(path, &st) < 0)
        return errno == ENOENT ? JJ_OK : fail_os(ctx, "open", path);
    if (!S_ISDIR(st.st_mode))
        return visit(ctx, path);
    JJ_CLEANUP(close_dir) DIR *d = opendir(path);
    if (!d)
        return fail_os(ctx, "open", path);
    for (struct dirent *e; (e = readdir(d));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        JJ_AUTO char *child = jj_path_join(path, e->d_name);
        if (!child)
            return jj_no_memory(ctx, path, 0);
        JJ_TRY(visit_tree(ctx, child, visit));
    }
    return visit(ctx, path);
}

static jj_status remove_one(jj_ctx *ctx, const char *path) {
    return remove(path) < 0 ? fail_os(ctx, "delete", path) : JJ_OK;
}

jj_status jj_remove_tree(jj_ctx *ctx, const char *path) {
    return visit_tree(ctx, path, remove_one);
}

jj_status jj_publish_folder(jj_ctx *ctx, const char *fresh, const char *path) {
    JJ_TRY(visit_tree(ctx, fresh, sync_path));
    if (!jj_file_exists(path)) {
        if (rename(fresh, path) < 0)
            return fail_os(ctx, "create", path);
        return sync_folder_of(ctx, path);
    }
    if (renameat2(AT_FDCWD, fresh, AT_FDCWD, path, RENAME_EXCHANGE) == 0) {
        JJ_TRY(sync_folder_of(ctx, path));
        return jj_remove_tree(ctx, fresh);
    }
    JJ_AUTO char *aside = jj_alloc(strlen(path) + 5, 1);
    if (!aside)
        return jj_no_memory(ctx, path, 0);
    sprintf(aside, "%s.old", path);
    JJ_TRY(jj_remove_tree(ctx, aside));
    if (rename(path, aside) < 0)
        return fail_os(ctx, "replace", path);
    if (rename(fresh, path) < 0) {
        jj_status st = fail_os(ctx, "replace", path);
        (void)rename(aside, path);
        return st;
    }
    JJ_TRY(sync_folder_of(ctx, path));
    return jj_remove_tree(ctx, aside);
}

static bool is_rooted(const char *name) {
    return name[0] == '/' || strncmp(name, "PG:", 3) == 0 || strstr(name, "://");
}

char *jj_path_join(const char *dir, const char *name) {
    if (!*dir || is_rooted(name))
        return jj_strdup(name);
    size_t len = strlen(dir);
    char *path = jj_alloc(len + strlen(name) + 2, 1);
    if (path)
        sprintf(path, "%s%s%s", dir, dir[len - 1] == '/' ? "" : "/", name);
    return path;
}

char *jj_path_folder(const char *path) {
    const char *slash = strrchr(path, '/');
    if (!slash)
        return jj_strdup("");
    return jj_strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

const char *jj_path_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

jj_status jj_disk_free(jj_ctx *ctx, const char *path, uint64_t *bytes) {
    JJ_AUTO char *folder = jj_path_folder(path);
    struct statvfs s;
    if (!folder)
        return jj_no_memory(ctx, path, 0);
    if (statvfs(path, &s) < 0 && statvfs(*folder ? folder : ".", &s) < 0)
        return fail_os(ctx, "open", path);
    *bytes = (uint64_t)s.f_bavail * s.f_frsize;
    return JJ_OK;
}
