#include "geo/hilbert.h"

uint32_t jj_hilbert(uint32_t x, uint32_t y) {
    const uint32_t side = 1u << 16;
    uint32_t distance = 0;
    for (uint32_t s = side / 2; s > 0; s /= 2) {
        uint32_t right = (x & s) != 0, upper = (y & s) != 0;
        distance += s * s * ((3 * right) ^ upper);
        if (upper)
            continue;
        if (right) {
            x = side - 1 - x;
            y = side - 1 - y;
        }
        uint32_t swap = x;
        x = y;
        y = swap;
    }
    return distance;
}
