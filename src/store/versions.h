/* Versions of the libraries a result rests on, for its manifest. */
#ifndef STORE_VERSIONS_H
#define STORE_VERSIONS_H

#include <stddef.h>

typedef struct jj_library {
    const char *library; /* "gdal" */
    char version[32];
} jj_library;

enum { JJ_N_LIBRARIES = 5 };

/* In alphabetical order. */
void jj_store_libraries(jj_library out[JJ_N_LIBRARIES]);

#endif
