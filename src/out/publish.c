#define _XOPEN_SOURCE 700 /* realpath */
#include "out/publish.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "out/manifest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static char *with_suffix(const char *path, const char *suffix) {
    char *out = jj_alloc(strlen(path) + strlen(suffix) + 1, 1);
    if (out)
        sprintf(out, "%s%s", path, suffix);
    return out;
}

/*
 * Without trailing slashes, through a link where there is one: the exchange must meet the folder.
 */
static char *plain_path(const char *path) {
    char *real = realpath(path, NULL);
    char *out = jj_strdup(real ? real : path);
    free(real);
    for (size_t n = out ? strlen(out) : 0; n > 1 && out[n - 1] == '/'; n--)
        out[n - 1] = '\0';
    return out;
}

static void close_dir(DIR **d) {
    if (*d)
        (void)closedir(*d);
}

static bool is_empty_folder(const char *path) {
    JJ_CLEANUP(close_dir) DIR *d = opendir(path);
    int n = 0;
    while (d && readdir(d) && n < 3)
        n++;
    return d && n <= 2; /* . and .. */
}

static jj_status check_place(jj_ctx *ctx, const jj_publish *p) {
    const char *path = p->path, *shown = p->given;
    if (!jj_file_exists(path))
        return JJ_OK;
    if (!jj_is_folder(path))
        return jj_fail(ctx, JJ_E_DATA, "'%s' is a file: name a folder for the result with --out",
                       shown);
    if (is_empty_folder(path) || jj_manifest_is_ours(ctx, path))
        return JJ_OK;
    return jj_fail(ctx, JJ_E_DATA,
                   "'%s' holds something that is not a result of jiujin and will not be replaced: "
                   "name another folder with --out",
                   shown);
}

/* A lock file may vanish between open and flock: then its holder has just finished. */
static jj_status take_lock(jj_ctx *ctx, jj_publish *p) {
    for (;;) {
        int fd = open(p->lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (fd < 0)
            return jj_fail(ctx, JJ_E_IO, "cannot write beside '%s': %s", p->given,
                           jj_tr_errno(ctx->lang, errno));
        if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
            bool is_held = errno == EWOULDBLOCK;
            const char *reason = jj_tr_errno(ctx->lang, errno);
            (void)close(fd);
            if (is_held)
                return jj_fail(ctx, JJ_E_DATA, "another run is writing '%s': wait for it",
                               p->given);
            return jj_fail(ctx, JJ_E_IO, "cannot lock '%s': %s", p->lock_path, reason);
        }
        struct stat held, named;
        if (fstat(fd, &held) == 0 && stat(p->lock_path, &named) == 0 &&
            held.st_ino == named.st_ino) {
            p->lock = fd;
            return JJ_OK;
        }
        (void)close(fd);
    }
}

/* PID of "NAME.tmp-PID", or 0. */
static pid_t pid_of_debris(const char *entry, const char *name) {
    size_t n = strlen(name);
    int64_t pid;
    if (strncmp(entry, name, n) != 0 || strncmp(entry + n, ".tmp-", 5) != 0 ||
        !jj_parse_int64(entry + n + 5, &pid) || pid <= 0 || pid > INT32_MAX)
        return 0;
    return (pid_t)pid;
}

static jj_status sweep(jj_ctx *ctx, const jj_publish *p) {
    JJ_AUTO char *folder = jj_path_folder(p->path);
    if (!folder)
        return jj_no_memory(ctx, p->path, 0);
    JJ_CLEANUP(close_dir) DIR *d = opendir(*folder ? folder : ".");
    for (struct dirent *e; d && (e = readdir(d));) {
        pid_t pid = pid_of_debris(e->d_name, jj_path_name(p->path));
        if (pid == 0 || (pid != getpid() && (kill(pid, 0) == 0 || errno != ESRCH)))
            continue;
        JJ_AUTO char *debris = jj_path_join(folder, e->d_name);
        if (!debris)
            return jj_no_memory(ctx, p->path, 0);
        JJ_TRY(jj_remove_tree(ctx, debris));
    }
    return JJ_OK;
}

/* Where renames cannot exchange, an interrupted publication leaves the old result as PATH.old. */
static jj_status recover(jj_ctx *ctx, const jj_publish *p) {
    JJ_AUTO char *aside = with_suffix(p->path, ".old");
    if (!aside)
        return jj_no_memory(ctx, p->path, 0);
    if (!jj_is_folder(aside) || !jj_manifest_is_ours(ctx, aside))
        return JJ_OK;
    if (jj_file_exists(p->path))
        return jj_remove_tree(ctx, aside);
    if (rename(aside, p->path) < 0)
        return jj_fail(ctx, JJ_E_IO, "cannot put '%s' back: %s", p->given,
                       jj_tr_errno(ctx->lang, errno));
    return JJ_OK;
}

static jj_status prepare(jj_ctx *ctx, const char *path, jj_publish *p) {
    char suffix[32];
    snprintf(suffix, sizeof suffix, ".tmp-%ld", (long)getpid());
    p->given = jj_strdup(path);
    p->path = plain_path(path);
    p->work = p->path ? with_suffix(p->path, suffix) : NULL;
    p->lock_path = p->path ? with_suffix(p->path, ".lock") : NULL;
    JJ_AUTO char *folder = p->path ? jj_path_folder(p->path) : NULL;
    if (!p->given || !p->work || !p->lock_path || !folder)
        return jj_no_memory(ctx, path, 0);
    JJ_TRY(check_place(ctx, p));
    if (*folder)
        JJ_TRY(jj_make_folders(ctx, folder));
    JJ_TRY(take_lock(ctx, p));
    JJ_TRY(recover(ctx, p));
    JJ_TRY(sweep(ctx, p));
    return jj_make_folders(ctx, p->work);
}

jj_status jj_publish_begin(jj_ctx *ctx, const char *path, jj_publish *out) {
    *out = (jj_publish){0};
    jj_status st = prepare(ctx, path, out);
    if (st != JJ_OK)
        jj_publish_deinit(out);
    return st;
}

jj_status jj_publish_room(jj_ctx *ctx, const jj_publish *p, uint64_t bytes) {
    uint64_t left;
    JJ_TRY(jj_disk_free(ctx, p->work, &left));
    if (left < bytes)
        return jj_fail(ctx, JJ_E_IO,
                       "'%s' needs about %.1f MB and the disk has %.1f MB free: make room or name "
                       "another folder with --out",
                       p->given, (double)bytes / 1e6, (double)left / 1e6);
    return JJ_OK;
}

jj_status jj_publish_commit(jj_ctx *ctx, jj_publish *p) {
    JJ_TRY(jj_ctx_poll(ctx));
    JJ_TRY(check_place(ctx, p));
    return jj_publish_folder(ctx, p->work, p->path);
}

void jj_publish_deinit(jj_publish *p) {
    if (p->lock > 0) {
        jj_ctx *scratch = jj_ctx_new(); /* the message there is must stay */
        if (scratch)
            (void)jj_remove_tree(scratch, p->work);
        jj_ctx_free(scratch);
        (void)unlink(p->lock_path);
        (void)close(p->lock);
    }
    jj_free(p->given);
    jj_free(p->path);
    jj_free(p->work);
    jj_free(p->lock_path);
    *p = (jj_publish){0};
}

char *jj_publish_find(const char *path) {
    JJ_AUTO char *plain = plain_path(path);
    JJ_AUTO char *aside = plain ? with_suffix(plain, ".old") : NULL;
    if (!aside)
        return NULL;
    return jj_strdup(!jj_file_exists(path) && jj_is_folder(aside) ? aside : path);
}

char *jj_publish_beside(const char *path) {
    JJ_AUTO char *plain = plain_path(path);
    return plain ? jj_path_folder(plain) : NULL;
}
