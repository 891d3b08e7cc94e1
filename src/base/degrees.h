/* Degrees as people type them: 112.5537, 112°33′13.5″, 112度33分13秒, E112-33-13. */
#ifndef BASE_DEGREES_H
#define BASE_DEGREES_H

#include <stdbool.h>

/* The whole of text as one angle in degrees, -360..360; false when it is none. */
bool jj_degrees_read(const char *text, double *out);

/* Two of them with a comma, semicolon, or blank between, in the order written. */
bool jj_degrees_read_pair(const char *text, double *first, double *second);

#endif
