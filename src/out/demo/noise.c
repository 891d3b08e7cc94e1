#include "out/demo/noise.h"

static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static uint64_t rand64(demo_rng *r) {
    return mix(r->state += 0x9e3779b97f4a7c15u);
}

uint32_t demo_below(demo_rng *r, uint32_t n) {
    return (uint32_t)(rand64(r) % n);
}

double demo_uniform(demo_rng *r, double lo, double hi) {
    return lo + (hi - lo) * ((double)(rand64(r) >> 11) * 0x1p-53);
}

static double lattice(uint64_t seed, int64_t ix, int64_t iy) {
    uint64_t key = seed * 0x9e3779b97f4a7c15u + (uint64_t)ix * 0xd1b54a32d192ed03u +
                   (uint64_t)iy * 0x8cb92ba72f3d8dd7u;
    return (double)(mix(mix(key)) >> 11) * 0x1p-52 - 1.0;
}

static double fade(double t) {
    return t * t * t * (t * (t * 6 - 15) + 10);
}

static int64_t whole(double x) {
    int64_t i = (int64_t)x;
    return (double)i > x ? i - 1 : i;
}

double demo_noise(uint64_t seed, double x, double y) {
    int64_t ix = whole(x), iy = whole(y);
    double u = fade(x - (double)ix), v = fade(y - (double)iy);
    double north = lattice(seed, ix, iy) * (1 - u) + lattice(seed, ix + 1, iy) * u;
    double south = lattice(seed, ix, iy + 1) * (1 - u) + lattice(seed, ix + 1, iy + 1) * u;
    return north * (1 - v) + south * v;
}

double demo_noise_sum(uint64_t seed, double x, double y, int octaves) {
    double sum = 0, weight = 1, total = 0;
    for (int i = 0; i < octaves; i++) {
        sum += weight * demo_noise(seed + (uint64_t)i, x, y);
        total += weight;
        weight *= 0.5;
        x *= 2;
        y *= 2;
    }
    return sum / total;
}
