/*
 * map/index.html and map/data.js: the result as a page of its own that works from a file share,
 * without a server and without asking anywhere: verdicts, gaps, facilities and their service
 * areas, search by name. Its map is that of `serve`.
 */
#ifndef OUT_VIEWER_VIEWER_H
#define OUT_VIEWER_VIEWER_H

#include "out/tables.h"

/* FOLDER/map/. Service areas are left out beyond 60 MB of outlines. JJ_E_IO, JJ_E_NOMEM. */
jj_status jj_viewer_write(jj_ctx *ctx, const char *folder, const jj_outcome *o,
                          const jj_tables *tables);

#endif
