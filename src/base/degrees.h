/*
 * Degrees as people type them: 112.5537, 112°33′13.5″, 112度33分13秒, E112-33-13, 东经112.55°,
 * 60.5W.
 */
#ifndef BASE_DEGREES_H
#define BASE_DEGREES_H

#include <stdbool.h>

/*
 * One angle from *text on, which moves past it: a side of the earth before or behind it, a sign,
 * degrees, then minutes and seconds below 60 by their marks. West and south are below 0. *side:
 * 'E', 'W', 'N', 'S', 0 = not said. Full-width signs are for the caller to fold (jj_text_fold()).
 */
bool jj_degrees_take(const char **text, double *out, char *side);

/* The whole of text as one angle in degrees, -360..360; false when it is none. */
bool jj_degrees_read(const char *text, double *out);

/* Two of them with a comma, semicolon, or blank between, in the order written. */
bool jj_degrees_read_pair(const char *text, double *first, double *second);

#endif
