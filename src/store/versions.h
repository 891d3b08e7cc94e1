/* Versions of the libraries a result rests on, for its manifest. */
#ifndef STORE_VERSIONS_H
#define STORE_VERSIONS_H

#include <stddef.h>

typedef struct jj_version {
    const char *library; /* "gdal" */
    char version[32];
} jj_version;

enum { JJ_N_VERSIONS = 5 };

/* In alphabetical order. */
void jj_store_versions(jj_version out[JJ_N_VERSIONS]);

#endif
