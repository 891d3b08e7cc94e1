/*
 * result.qgz: an editable QGIS project on the result. Every rule that can be mapped has its units,
 * gaps and facilities as styled layers in the group of its domain, a map theme and an A3 layout
 * with title, legend, scale bar, north arrow and graticule; one more layout is an atlas with a
 * page a unit, each at the largest round scale at which it fits. Paths are relative: the folder
 * may be moved.
 */
#ifndef OUT_QGIS_QGIS_H
#define OUT_QGIS_QGIS_H

#include "out/tables.h"

/*
 * FOLDER/result.qgz on result.gpkg in the folder `data`, "." or ".." of it; that file is there by
 * now. JJ_E_IO, JJ_E_NOMEM.
 */
jj_status jj_qgis_write(jj_ctx *ctx, const char *folder, const char *data, const jj_outcome *o,
                        const jj_tables *tables);

#endif
