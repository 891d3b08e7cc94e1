#include "out/demo/county.h"

#include <math.h>

typedef struct kind_of_place {
    demo_rank rank;
    uint32_t fewest, most; /* people wished for */
    double radius_m;
} kind_of_place;

static const kind_of_place hamlet = {DEMO_HAMLET, 45, 230, 150},
                           village = {DEMO_VILLAGE, 230, 820, 240},
                           community = {DEMO_COMMUNITY, 3600, 5200, 420};

/* Ground where people settle: gentle, dry, well inside its township-level unit. */
static bool is_settleable(const demo_county *c, uint32_t cell, double steepest) {
    if (cell == DEMO_CELLS || c->slope[cell] > steepest || c->river_m[cell] < 220)
        return false;
    for (int d = 0; d < 8; d++) {
        uint32_t next = demo_neighbour(cell, d);
        if (next == DEMO_CELLS || c->is_lake[next])
            return false;
    }
    return !c->is_lake[cell] && demo_is_inside(c, cell, 4);
}

static bool is_in_valley(const demo_county *c, uint32_t cell) {
    enum { REACH = 4 };
    int row = (int)(cell / DEMO_COLS), col = (int)(cell % DEMO_COLS);
    for (int r = row - REACH; r <= row + REACH; r++)
        for (int k = col - REACH; k <= col + REACH; k++)
            if (r >= 0 && k >= 0 && r < DEMO_ROWS && k < DEMO_COLS &&
                c->stream_km2[r * DEMO_COLS + k] > 1.5F)
                return true;
    return false;
}

static double nearest_m(const demo_county *c, uint32_t cell) {
    double nearest = INFINITY;
    for (size_t i = 0; i < c->n_settlements; i++)
        nearest = fmin(nearest, demo_distance(c->settlements[i].at, demo_centre(cell)));
    return nearest;
}

/* Beyond the river at the ferry nobody lives but the people who are cut off. */
static bool is_beyond_ferry(const demo_county *c, uint32_t cell) {
    return c->bank[cell] == 0 && demo_distance(c->ferry, demo_centre(cell)) < 7000;
}

static demo_settlement *settle(demo_county *c, uint32_t cell, kind_of_place kind,
                               size_t village_of) {
    demo_settlement *s = &c->settlements[c->n_settlements++];
    *s = (demo_settlement){.at = demo_centre(cell),
                           .cell = cell,
                           .unit = (uint8_t)(c->unit[cell] - 1),
                           .rank = kind.rank,
                           .village = (uint32_t)village_of,
                           .people = kind.fewest + demo_below(&c->rng, kind.most - kind.fewest),
                           .radius_m = kind.radius_m};
    return s;
}

static void add_village(demo_county *c, size_t settlement) {
    demo_village *v = &c->villages[c->n_villages];
    demo_settlement *s = &c->settlements[settlement];
    *v = (demo_village){.unit = s->unit,
                        .is_community = s->rank != DEMO_VILLAGE,
                        .settlement = (uint32_t)settlement};
    s->village = (uint32_t)c->n_villages++;
}

/* The gentle cell nearest to `at` on that bank. */
static uint32_t nearest_settleable(const demo_county *c, demo_xy at, uint8_t bank) {
    uint32_t best = DEMO_CELLS;
    double nearest = INFINITY;
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++) {
        double away = demo_distance(at, demo_centre(cell));
        if (away < nearest && c->bank[cell] == bank && is_settleable(c, cell, 0.1)) {
            nearest = away;
            best = cell;
        }
    }
    return best;
}

static void people_seats(demo_county *c) {
    for (size_t i = 0; i < DEMO_UNITS; i++) {
        demo_settlement *s = &c->settlements[i];
        uint32_t fewest = i < DEMO_SUBDISTRICTS                ? 4200
                          : i < DEMO_SUBDISTRICTS + DEMO_TOWNS ? 2600
                                                               : 950;
        s->people = fewest + demo_below(&c->rng, fewest / 2);
        s->radius_m = i < DEMO_SUBDISTRICTS ? 480 : fewest > 2000 ? 400 : 300;
        add_village(c, i);
    }
}

/* Candidate cells in random order, so that nearby candidates do not follow one another. */
static size_t shuffled(demo_county *c, uint32_t *cells, double steepest, bool in_valley) {
    size_t n = 0;
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
        if (is_settleable(c, cell, steepest) && (!in_valley || is_in_valley(c, cell)))
            cells[n++] = cell;
    for (size_t i = n; i-- > 1;) {
        size_t k = demo_below(&c->rng, (uint32_t)i + 1);
        uint32_t swap = cells[i];
        cells[i] = cells[k];
        cells[k] = swap;
    }
    return n;
}

static void add_communities(demo_county *c, const uint32_t *cells, size_t n) {
    static const int wanted[DEMO_SUBDISTRICTS] = {4, 4, 5}; /* beside the seat's own */
    int n_of[DEMO_SUBDISTRICTS] = {0};
    for (double apart = 900; apart > 300; apart -= 60)
        for (size_t i = 0; i < n; i++) {
            uint32_t unit = c->unit[cells[i]] - 1U;
            if (unit >= DEMO_SUBDISTRICTS || n_of[unit] == wanted[unit] ||
                demo_distance(demo_centre(cells[i]), c->settlements[unit].at) > 2100 ||
                nearest_m(c, cells[i]) < apart)
                continue;
            settle(c, cells[i], community, 0);
            add_village(c, c->n_settlements - 1);
            n_of[unit]++;
        }
}

static void add_villages(demo_county *c, const uint32_t *cells, size_t n) {
    c->cut_off = (uint32_t)c->n_settlements;
    settle(c, nearest_settleable(c, (demo_xy){c->ferry.x - 450, c->ferry.y}, 0), village, 0);
    c->settlements[c->cut_off].people = 640;
    add_village(c, c->cut_off);
    for (double apart = 3400; c->n_villages < DEMO_VILLAGES && apart > 600; apart -= 150)
        for (size_t i = 0; i < n && c->n_villages < DEMO_VILLAGES; i++) {
            if (is_beyond_ferry(c, cells[i]) || nearest_m(c, cells[i]) < apart)
                continue;
            settle(c, cells[i], village, 0);
            add_village(c, c->n_settlements - 1);
        }
}

/* One to three hamlets around each village outside the county's town. */
static void add_hamlets(demo_county *c) {
    enum { TRIES = 40 };
    for (size_t v = 0; v < c->n_villages; v++) {
        demo_settlement main = c->settlements[c->villages[v].settlement];
        if (main.unit < DEMO_SUBDISTRICTS || c->villages[v].settlement == c->cut_off)
            continue;
        int wanted = 1 + (int)demo_below(&c->rng, 3);
        for (int i = 0; i < TRIES && wanted > 0; i++) {
            double x = main.at.x + demo_uniform(&c->rng, -1500, 1500);
            double y = main.at.y + demo_uniform(&c->rng, -1500, 1500);
            uint32_t cell = demo_cell_at(x, y);
            if (!is_settleable(c, cell, 0.2) || c->unit[cell] != main.unit + 1 ||
                c->bank[cell] != c->bank[main.cell] || nearest_m(c, cell) < 550 ||
                is_beyond_ferry(c, cell) || c->n_settlements == DEMO_MAX_SETTLEMENTS)
                continue;
            settle(c, cell, hamlet, v);
            wanted--;
        }
    }
}

/* Wishes are scaled to the census total, each settlement to a whole number. */
static void scale_to_census(demo_county *c) {
    uint64_t wished = 0, before = 0, given = 0;
    for (size_t i = 0; i < c->n_settlements; i++)
        wished += c->settlements[i].people;
    for (size_t i = 0; i < c->n_settlements; i++) {
        before += c->settlements[i].people;
        uint64_t upto = before * DEMO_PEOPLE_2020 / wished;
        c->settlements[i].people = (uint32_t)(upto - given);
        c->villages[c->settlements[i].village].people += c->settlements[i].people;
        given = upto;
    }
}

/* Villages by unit, communities first, then from north-west to south-east: the order of codes. */
static int code_order(const demo_county *c, const demo_village *a, const demo_village *b) {
    if (a->unit != b->unit)
        return a->unit < b->unit ? -1 : 1;
    if (a->is_community != b->is_community)
        return a->is_community ? -1 : 1;
    uint32_t left = c->settlements[a->settlement].cell, right = c->settlements[b->settlement].cell;
    return left < right ? -1 : left > right;
}

static void sort_villages(demo_county *c) {
    for (size_t i = 1; i < c->n_villages; i++) {
        demo_village moved = c->villages[i];
        size_t k = i;
        for (; k > 0 && code_order(c, &moved, &c->villages[k - 1]) < 0; k--)
            c->villages[k] = c->villages[k - 1];
        c->villages[k] = moved;
    }
    for (size_t v = 0; v < c->n_villages; v++)
        c->settlements[c->villages[v].settlement].village = (uint32_t)v;
}

jj_status demo_make_villages(jj_ctx *ctx, demo_county *c) {
    static const double gentle = 0.12;
    JJ_AUTO uint32_t *cells = jj_alloc(DEMO_CELLS, sizeof *cells);
    if (!cells)
        return jj_no_memory(ctx, "villages", 0);
    people_seats(c);
    add_communities(c, cells, shuffled(c, cells, gentle, false));
    add_villages(c, cells, shuffled(c, cells, gentle, true));
    sort_villages(c);
    add_hamlets(c);
    scale_to_census(c);
    return JJ_OK;
}
