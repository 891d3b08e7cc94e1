/* Rows of one source of facilities, whether a layer or an office's lists. Private to load/. */
#ifndef LOAD_FACILITY_ROWS_H
#define LOAD_FACILITY_ROWS_H

#include "load/intake/office.h"
#include "load/loader.h"

typedef struct jj_facility_rows jj_facility_rows;

/* Errors as of jj_layer_open() or jj_office_read(). Files read are vouched for in the manifest. */
jj_status jj_facility_rows_open(jj_loader *l, const jj_facility_keys *k, jj_facility_rows **out);
void jj_facility_rows_close(jj_facility_rows *r);

/* JJ_E_DATA lists the columns there are. */
jj_status jj_facility_rows_field(const jj_facility_rows *r, const char *name, int *out);
const char *jj_facility_rows_field_name(const jj_facility_rows *r, int field);
const char *jj_facility_rows_label(const jj_facility_rows *r);

/* Whether an office's lists give the column at all. */
bool jj_facility_rows_has(const jj_facility_rows *r, const char *name);

/* As jj_layer_next(); points come in degrees of WGS 84. */
jj_status jj_facility_rows_next(jj_facility_rows *r, jj_feature *out, bool *more);

/* Metres of the row at hand, x before y; false for a layer and for rows in degrees. */
bool jj_facility_rows_metres(const jj_facility_rows *r, double xy[2]);

/* The row at hand as the office gave it, and its name; NULL for a layer. */
const jj_office_row *jj_facility_rows_office(const jj_facility_rows *r);
const char *jj_facility_rows_name(const jj_facility_rows *r);

#endif
