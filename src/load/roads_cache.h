/*
 * A network as it was once read, kept beside the project so that the next run need not read a large
 * file again. The file is named by what it was made of and believed only when it proves whole.
 */
#ifndef LOAD_ROADS_CACHE_H
#define LOAD_ROADS_CACHE_H

#include "load/roads.h"

typedef enum jj_roads_cache_state {
    JJ_CACHE_NONE, /* there is no file for it */
    JJ_CACHE_GOOD,
    JJ_CACHE_BAD /* torn, changed, of another make, or its content is no network */
} jj_roads_cache_state;

/* 64 hexadecimal digits over everything a network depends on: the source's content (its SHA-256),
 * how it is read, the profile's speeds, and the version of the engine. */
void jj_roads_cache_key(const jj_roads_source *source, const char source_sha256[65],
                        const jj_road_profile *profile, char key[65]);

/*
 * The network with that key from FOLDER/.jiujin, built as `source` asks; *out is empty unless GOOD.
 * A file that cannot be believed is no error. JJ_E_NOMEM.
 */
jj_status jj_roads_cache_read(jj_ctx *ctx, const char *folder, const char key[65],
                              const jj_roads_source *source, jj_roads *out, jj_roads_count *count,
                              jj_roads_cache_state *state);

/* Keep a network that was just read. Nothing happens where the folder cannot be written, or where a
 * copy in memory would pass the ceiling. */
void jj_roads_cache_write(jj_ctx *ctx, const char *folder, const char key[65],
                          const jj_roads *roads, const jj_roads_count *count);

#endif
