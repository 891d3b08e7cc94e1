/* The demonstration county written as a project: files, project.yaml, README.md, plants.csv. */
#ifndef OUT_DEMO_DEMO_H
#define OUT_DEMO_DEMO_H

#include "base/ctx.h"

/* Into `folder`, which must be there. The same bytes on every machine. JJ_E_IO, JJ_E_NOMEM. */
jj_status jj_demo_write(jj_ctx *ctx, const char *folder);

/* A blank project.yaml, and project.reference.yaml where every key is explained, into `folder`. */
jj_status jj_demo_write_blank(jj_ctx *ctx, const char *folder);

#endif
