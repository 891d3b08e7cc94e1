/* The whole run folder: GeoPackage, rasters, tables, ledger, manifest. */
#ifndef OUT_WRITE_H
#define OUT_WRITE_H

#include "out/outcome.h"
#include "out/publish.h"

/*
 * Write the result of a run into the work folder of `p` and publish it. The old result stays whole
 * whatever fails. JJ_E_IO: too little room, or a write that failed.
 */
jj_status jj_result_write(jj_ctx *ctx, const jj_outcome *o, jj_publish *p);

#endif
