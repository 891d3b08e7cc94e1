/* The blocks of a binary OpenStreetMap file, walked before any is unpacked. */
#ifndef STORE_OSM_BLOBS_H
#define STORE_OSM_BLOBS_H

#include "base/ctx.h"

/*
 * Whether the file is blocks from its first byte to its last, none larger than the format allows
 * (OpenStreetMap wiki, PBF Format: a header below 64 KiB, a block below 32 MiB packed and
 * unpacked). Only the heads of blocks are read. JJ_E_IO: cannot be opened; JJ_E_FORMAT: torn or
 * damaged, with the byte where.
 */
jj_status jj_osm_check_blobs(jj_ctx *ctx, const char *path);

#endif
