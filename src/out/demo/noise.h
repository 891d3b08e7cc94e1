/* Seeded randomness with the same bits on every machine: no libm beyond sqrt, which IEEE fixes. */
#ifndef OUT_DEMO_NOISE_H
#define OUT_DEMO_NOISE_H

#include <stdint.h>

/* A stream of random numbers (SplitMix64). */
typedef struct demo_rng {
    uint64_t state;
} demo_rng;

uint32_t demo_below(demo_rng *r, uint32_t n);           /* 0 .. n-1, n > 0 */
double demo_uniform(demo_rng *r, double lo, double hi); /* lo <= x < hi */

/* Smooth value noise in [-1, 1]: one lattice of unit spacing, and `octaves` of them halving. */
double demo_noise(uint64_t seed, double x, double y);
double demo_noise_sum(uint64_t seed, double x, double y, int octaves);

#endif
