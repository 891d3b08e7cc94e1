#include "out/demo/county.h"

#include <math.h>
#include <string.h>

/* Shares of each age group by rank of settlement: hamlet, village, community, seat. */
static const double shares[DEMO_GROUPS][4] = {
    [DEMO_TOTAL] = {1, 1, 1, 1},
    [DEMO_AGE3_5] = {0.021, 0.028, 0.039, 0.036},
    [DEMO_AGE3_5_2025] = {0.012, 0.018, 0.028, 0.024},
    [DEMO_AGE6_11] = {0.040, 0.056, 0.072, 0.068},
    [DEMO_AGE0_17] = {0.105, 0.142, 0.190, 0.180},
    [DEMO_AGE15_17] = {0.016, 0.021, 0.032, 0.030},
    [DEMO_AGE65P] = {0.290, 0.220, 0.095, 0.130},
};

/* How strongly people of a settlement are drawn to a cell; 0 where they cannot live. */
static double pull(const demo_county *c, const demo_settlement *s, uint32_t cell) {
    double away = demo_distance(s->at, demo_centre(cell)) / s->radius_m;
    if (away > 2.6 || c->unit[cell] != s->unit + 1 || c->bank[cell] != c->bank[s->cell] ||
        c->river_m[cell] < 120 || c->is_lake[cell] || c->slope[cell] > 0.3F ||
        !demo_is_inside(c, cell, 1))
        return 0;
    double near = 1 / (1 + away * away),
           patchy = demo_noise(111, cell % DEMO_COLS * 0.9, cell / DEMO_COLS * 0.9);
    double level = 1 - 2.5 * (double)c->slope[cell];
    return near * near * (0.75 + 0.6 * patchy) * (level > 0.1 ? level : 0.1);
}

/* The settlement's people over the cells around it, whole numbers that add up. */
static void spread(demo_county *c, const demo_settlement *s, double carry[DEMO_GROUPS][4]) {
    enum { REACH = 13, SIDE = 2 * REACH + 1 };
    double weight[SIDE * SIDE], total = 0, so_far = 0;
    uint32_t cells[SIDE * SIDE];
    int row = (int)(s->cell / DEMO_COLS), col = (int)(s->cell % DEMO_COLS), n = 0;
    for (int r = row - REACH; r <= row + REACH; r++)
        for (int k = col - REACH; k <= col + REACH; k++) {
            if (r < 0 || k < 0 || r >= DEMO_ROWS || k >= DEMO_COLS)
                continue;
            cells[n] = (uint32_t)(r * DEMO_COLS + k);
            total += weight[n] = pull(c, s, cells[n]);
            n++;
        }
    uint32_t given = 0;
    for (int i = 0; i < n; i++) {
        so_far += weight[i];
        uint32_t upto = (uint32_t)(s->people * so_far / total + 0.5);
        uint32_t here = upto - given;
        given = upto;
        c->people[DEMO_TOTAL][cells[i]] = (uint16_t)(c->people[DEMO_TOTAL][cells[i]] + here);
        for (int g = DEMO_TOTAL + 1; g < DEMO_GROUPS; g++) {
            double *rest = &carry[g][s->rank];
            *rest += here * shares[g][s->rank];
            uint32_t whole = (uint32_t)(*rest + 0.5);
            whole = whole > here ? here : whole;
            *rest -= whole;
            c->people[g][cells[i]] = (uint16_t)(c->people[g][cells[i]] + whole);
        }
    }
}

static void count_units(demo_county *c) {
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
        for (int g = 0; g < DEMO_GROUPS && c->unit[cell]; g++)
            c->units[c->unit[cell] - 1].people[g] += c->people[g][cell];
}

/* Mean slope of the cell and those around it: a single level cell on a ridge is no field. */
static double slope_around(const demo_county *c, uint32_t cell) {
    double sum = (double)c->slope[cell];
    for (int d = 0; d < 8; d++) {
        uint32_t next = demo_neighbour(cell, d);
        sum += (double)c->slope[next == DEMO_CELLS ? cell : next];
    }
    return sum / 9;
}

static demo_land natural_cover(const demo_county *c, uint32_t cell) {
    double row = cell / DEMO_COLS, col = cell % DEMO_COLS, slope = (double)c->slope[cell];
    double wild = demo_noise_sum(121, col / 22, row / 22, 4);
    if (slope > 0.62 + 0.2 * wild)
        return DEMO_ROCK;
    if (slope_around(c, cell) < 0.13 + 0.03 * wild && c->height_m[cell] < 1250)
        return DEMO_CROP;
    return (double)c->height_m[cell] / 1000 + wild > 0.92 ? DEMO_FOREST : DEMO_SHRUB;
}

static void cover_land(demo_county *c) {
    enum { BUILT_PEOPLE = 4 };
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
        c->land[cell] =
            (uint8_t)(c->is_lake[cell]                              ? DEMO_WATER
                      : c->people[DEMO_TOTAL][cell] >= BUILT_PEOPLE ? DEMO_BUILT
                                                                    : natural_cover(c, cell));
}

void demo_make_people(demo_county *c) {
    double carry[DEMO_GROUPS][4];
    memset(carry, 0, sizeof carry);
    for (size_t i = 0; i < c->n_settlements; i++)
        spread(c, &c->settlements[i], carry);
    count_units(c);
    cover_land(c);
}
