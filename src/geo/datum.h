/* The shifted datums of Chinese web maps, to and from WGS 84 (= CGCS2000 to a decimetre). */
#ifndef GEO_DATUM_H
#define GEO_DATUM_H

#include <stdbool.h>

typedef enum jj_datum { JJ_DATUM_WGS84, JJ_DATUM_CGCS2000, JJ_DATUM_GCJ02, JJ_DATUM_BD09 } jj_datum;

bool jj_datum_parse(const char *name, jj_datum *out);
const char *jj_datum_name(jj_datum d);

/* Degrees in place. The inverse of GCJ-02 is solved to 1e-9 degrees (0.1 mm). */
void jj_datum_to_wgs84(jj_datum d, double *lon, double *lat);
void jj_datum_from_wgs84(jj_datum d, double *lon, double *lat);

#endif
