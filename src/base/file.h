/* Whole files and folders: read, replace whole, publish by one rename. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/ctx.h"
#include "base/text.h"

/* The whole file, NUL added; *out is the caller's to jj_free(). JJ_E_IO, JJ_E_LIMIT over 1 GiB. */
jj_status jj_file_read(jj_ctx *ctx, const char *path, char **out, size_t *out_len);

/* Write to PATH.part, fsync, rename over `path`, fsync the folder: the old file or the new one. */
jj_status jj_file_replace(jj_ctx *ctx, const char *path, const void *data, size_t len);

/* Put the finished file `part` in the place of `path`: fsync, rename, fsync the folder. */
jj_status jj_file_publish(jj_ctx *ctx, const char *part, const char *path);

bool jj_file_exists(const char *path);
bool jj_is_folder(const char *path);
/*
 * Names in a folder that end with `suffix`, without it, in order, as "a, b, c". JJ_E_IO,
 * JJ_E_NOMEM.
 */
jj_status jj_folder_names(jj_ctx *ctx, const char *path, const char *suffix, jj_text *out);

bool jj_folder_is_empty(const char *path); /* false too when it is no folder */

/* Size in bytes and time of last change in nanoseconds. JJ_E_IO names the file. */
jj_status jj_file_stat(jj_ctx *ctx, const char *path, uint64_t *bytes, int64_t *mtime_ns);

/* SHA-256 of the content, 64 hexadecimal digits. */
jj_status jj_file_sha256(jj_ctx *ctx, const char *path, char out[65]);

/* Make the folder and those above it that are missing. */
jj_status jj_make_folders(jj_ctx *ctx, const char *path);

/* Delete a file or a folder with all it holds; nothing there is no error. Follows no link. */
jj_status jj_remove_tree(jj_ctx *ctx, const char *path);

/*
 * Put the finished folder `fresh` in the place of `path` by one rename; both on one file system.
 * Every file of `fresh` is fsynced first. An old `path` is exchanged atomically and then deleted.
 */
jj_status jj_publish_folder(jj_ctx *ctx, const char *fresh, const char *path);

/*
 * "dir/name", or `name` alone when it is absolute, a URL, PG: or dir is "". Caller frees; NULL = no
 * memory.
 */
char *jj_path_join(const char *dir, const char *name);

/* The folder part of path ("" when none), caller frees. */
char *jj_path_folder(const char *path);

/* The last part of path: points into it. */
const char *jj_path_name(const char *path);

/* Free bytes of the file system that holds `path` (or its folder). */
jj_status jj_disk_free(jj_ctx *ctx, const char *path, uint64_t *bytes);

#endif
