/* An indexed image as PNG (ISO/IEC 15948). */
#ifndef SERVE_PNG_H
#define SERVE_PNG_H

#include "base/text.h"

/* side*side indices into 256 colours of red, green, blue, opacity. False: out of memory. */
bool serve_png(jj_text *out, const uint8_t *pixels, uint32_t side, const uint8_t palette[256][4]);

#endif
