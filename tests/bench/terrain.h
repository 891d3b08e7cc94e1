/*
 * Terrain made by a rule: fields, woods, lakes, rivers, roads and hills, the same on every machine.
 */
#ifndef BENCH_TERRAIN_H
#define BENCH_TERRAIN_H

#include <math.h>
#include <stdint.h>

static inline uint32_t terrain_hash(uint32_t x, uint32_t y, uint32_t seed) {
    uint32_t h = x * 0x9e3779b1u ^ y * 0x85ebca77u ^ seed * 0xc2b2ae3du;
    h = (h ^ (h >> 15)) * 0x2c1b3c6du;
    h = (h ^ (h >> 12)) * 0x297a2d39u;
    return h ^ (h >> 15);
}

/* Smooth noise in 0 .. 1 with features `wave` cells across. */
static inline double terrain_noise(uint32_t r, uint32_t c, uint32_t wave, uint32_t seed) {
    uint32_t y = r / wave, x = c / wave;
    double fy = (r % wave) / (double)wave, fx = (c % wave) / (double)wave;
    fy = fy * fy * (3 - 2 * fy);
    fx = fx * fx * (3 - 2 * fx);
    double n00 = terrain_hash(x, y, seed), n01 = terrain_hash(x + 1, y, seed);
    double n10 = terrain_hash(x, y + 1, seed), n11 = terrain_hash(x + 1, y + 1, seed);
    double top = n00 + (n01 - n00) * fx, bottom = n10 + (n11 - n10) * fx;
    return (top + (bottom - top) * fy) / UINT32_MAX;
}

/* Milliseconds per metre: 2 to 6 km/h on foot, three classes of winding roads; 0 = water. */
static inline float terrain_pace(uint32_t r, uint32_t c) {
    double rough = terrain_noise(r, c, 23, 4) * 0.7 + terrain_noise(r, c, 5, 5) * 0.3;
    double pace = 600 + 1200 * rough * rough;
    double lake = terrain_noise(r, c, 90, 6), river = fabs(terrain_noise(r, c, 300, 7) - 0.5);
    if (lake < 0.08 || river < 0.002)
        pace = 0;
    for (uint32_t class = 0; class < 3; class ++) {
        double way = fabs(terrain_noise(r, c, 60u << 2 * class, 8 + class) - 0.5);
        if (way < 0.012 / (1u << 2 * class))
            pace = (double)(180u >> class);
    }
    return (float)pace;
}

static inline float terrain_height(uint32_t r, uint32_t c) {
    return (float)(400 * (terrain_noise(r, c, 400, 1) + 0.5 * terrain_noise(r, c, 130, 2) +
                          0.25 * terrain_noise(r, c, 40, 3)));
}

#endif
