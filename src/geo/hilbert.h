/* Order of points along a Hilbert curve: what is near on the map is near in memory. */
#ifndef GEO_HILBERT_H
#define GEO_HILBERT_H

#include <stdint.h>

/* Distance along the curve of order 16 of cell (x, y), both below 2^16 (Lam and Shapiro 1994). */
uint32_t jj_hilbert(uint32_t x, uint32_t y);

#endif
