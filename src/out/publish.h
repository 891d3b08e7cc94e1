/*
 * A result folder that is always whole: built beside its place as PATH.tmp-PID, put there by one
 * rename. Whatever happens in between, PATH is the old result or the new one.
 */
#ifndef OUT_PUBLISH_H
#define OUT_PUBLISH_H

#include "base/ctx.h"

typedef struct jj_publish {
    char *given; /* the place as the user named it, for messages */
    char *path;  /* the place without links: where the result will stand */
    char *work;  /* the folder to write into */
    char *lock_path;
    int lock; /* descriptor; 0 = none */
} jj_publish;

/*
 * Take the place: a lock keeps two runs apart, debris of dead runs is swept, a result left aside by
 * an interrupted exchange is put back. Makes the empty work folder.
 * JJ_E_DATA: `path` is a file, a folder with something else in it, or another run is writing it.
 */
jj_status jj_publish_begin(jj_ctx *ctx, const char *path, jj_publish *out);

/* JJ_E_IO when the disk has less than `bytes` free, before anything large is written. */
jj_status jj_publish_room(jj_ctx *ctx, const jj_publish *p, uint64_t bytes);

/* Everything to disk, then the exchange. */
jj_status jj_publish_commit(jj_ctx *ctx, jj_publish *p);

/* Removes the work folder if it is still there and frees the place. Safe on a zeroed struct. */
void jj_publish_deinit(jj_publish *p);

/*
 * The folder that holds a result, whatever it is called by: ".", "result/", a link. Caller frees.
 */
char *jj_publish_beside(const char *path);

/*
 * The result to read for `path`: itself, or the one an interrupted exchange left aside. Caller
 * frees.
 */
char *jj_publish_find(const char *path);

#endif
