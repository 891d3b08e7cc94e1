#define _GNU_SOURCE /* madvise, mkostemp */
#include "base/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"

static jj_status refuse(jj_ctx *ctx, const char *folder, const char *what, uint64_t bytes,
                        int error) {
    return jj_fail(ctx, JJ_E_IO, "no room for %s (%.2f GB) in '%s': %s", what, (double)bytes / 1e9,
                   folder, jj_tr_errno(ctx->lang, error));
}

jj_status jj_spill_new(jj_ctx *ctx, const char *beside, const char *what, uint64_t bytes,
                       void **out) {
    JJ_AUTO char *folder = jj_path_folder(beside);
    JJ_CLEANUP(jj_text_deinit) jj_text name = {0};
    *out = NULL;
    if (!folder)
        return jj_no_memory(ctx, what, bytes);
    jj_text_addf(&name, "%s/.jiujin-XXXXXX", *folder ? folder : ".");
    if (name.failed)
        return jj_no_memory(ctx, what, bytes);
    int fd = mkostemp(name.s, O_CLOEXEC);
    if (fd < 0)
        return refuse(ctx, folder, what, bytes, errno);
    unlink(name.s);
    int error = bytes ? posix_fallocate(fd, 0, (off_t)bytes) : EINVAL;
    void *p = error ? MAP_FAILED : mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (!error && p == MAP_FAILED)
        error = errno;
    close(fd);
    if (error)
        return refuse(ctx, folder, what, bytes, error);
    *out = p;
    return JJ_OK;
}

void jj_spill_free(void *p, uint64_t bytes) {
    if (p)
        munmap(p, bytes);
}

void jj_spill_rest(void *p, uint64_t bytes) {
    if (p)
        madvise(p, bytes, MADV_DONTNEED); /* a shared file keeps what was written */
}
