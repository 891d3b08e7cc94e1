#include "out/demo/county.h"

#include <math.h>
#include <string.h>

enum { OUTSIDE = 0 };

bool demo_is_inside(const demo_county *c, uint32_t cell, int reach) {
    int row = (int)(cell / DEMO_COLS), col = (int)(cell % DEMO_COLS);
    for (int r = row - reach; r <= row + reach; r++)
        for (int k = col - reach; k <= col + reach; k++)
            if (r < 0 || k < 0 || r >= DEMO_ROWS || k >= DEMO_COLS ||
                c->unit[r * DEMO_COLS + k] != c->unit[cell] || c->unit[cell] == OUTSIDE)
                return false;
    return true;
}

static double step_cells(int direction) {
    return direction & 1 ? 1.4142135623730951 : 1;
}

/* What spreading over a cell costs: outlines run where it is dear, on steep and noisy ground. */
static double outline_cost(const demo_county *c, uint32_t cell) {
    double row = cell / DEMO_COLS, col = cell % DEMO_COLS;
    double edge = fmin(fmin(row, DEMO_ROWS - 1 - row), fmin(col, DEMO_COLS - 1 - col));
    return 1 + 0.7 * demo_noise_sum(81, col / 60, row / 60, 4) + 2 * (double)c->slope[cell] +
           (edge < 12 ? 4 * (12 - edge) : 0);
}

/* The county: the cheapest cells around its middle, then its holes. Every cell is 1 in c->unit. */
static bool grow_county(demo_county *c, demo_queue *q, double *cost) {
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
        cost[cell] = INFINITY;
    uint32_t middle = DEMO_ROWS / 2 * DEMO_COLS + DEMO_COLS / 2, n = 0;
    cost[middle] = 0;
    demo_push(q, 0, middle);
    for (demo_item item; n < DEMO_AREA_CELLS && demo_pop(q, &item);) {
        if (c->unit[item.cell])
            continue;
        c->unit[item.cell] = 1;
        n++;
        for (int d = 0; d < 8; d++) {
            uint32_t next = demo_neighbour(item.cell, d);
            if (next == DEMO_CELLS || c->unit[next])
                continue;
            double to = item.cost + step_cells(d) * outline_cost(c, next);
            if (to < cost[next])
                demo_push(q, cost[next] = to, next);
        }
    }
    q->n = 0;
    return !q->failed;
}

/* Cells that side-by-side steps over cells of equal unit reach from `from` are marked. */
static void mark_connected(const demo_county *c, uint32_t from, demo_queue *q, uint8_t *mark) {
    if (mark[from])
        return;
    mark[from] = 1;
    demo_push(q, 0, from);
    for (demo_item item; demo_pop(q, &item);)
        for (int d = 0; d < 8; d += 2) {
            uint32_t next = demo_neighbour(item.cell, d);
            if (next == DEMO_CELLS || mark[next] || c->unit[next] != c->unit[item.cell])
                continue;
            mark[next] = 1;
            demo_push(q, 0, next);
        }
}

/* Cells that hang on their unit by a corner only, and holes, go to a marked neighbour's unit. */
static void give_away_unmarked(demo_county *c, uint8_t *mark) {
    for (bool is_changed = true; is_changed;) {
        is_changed = false;
        for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
            for (int d = 0; d < 8 && !mark[cell]; d += 2) {
                uint32_t next = demo_neighbour(cell, d);
                if (next == DEMO_CELLS || !mark[next])
                    continue;
                c->unit[cell] = c->unit[next];
                mark[cell] = 1;
                is_changed = true;
            }
    }
}

static void measure_river(demo_county *c) {
    enum { REACH = 20 };
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
        c->river_m[cell] = REACH * DEMO_CELL_M;
    for (size_t i = 0; i + 1 < c->n_river; i++)
        for (int k = 0; k < 8; k++) {
            demo_xy a = c->river[i], b = c->river[i + 1];
            demo_xy at = {a.x + (b.x - a.x) * k / 8, a.y + (b.y - a.y) * k / 8};
            uint32_t here = demo_cell_at(at.x, at.y);
            if (here == DEMO_CELLS)
                continue;
            int row = (int)(here / DEMO_COLS), col = (int)(here % DEMO_COLS);
            for (int r = row - REACH; r <= row + REACH; r++)
                for (int j = col - REACH; j <= col + REACH; j++) {
                    if (r < 0 || j < 0 || r >= DEMO_ROWS || j >= DEMO_COLS)
                        continue;
                    uint32_t cell = (uint32_t)(r * DEMO_COLS + j);
                    float away = (float)demo_distance(at, demo_centre(cell));
                    if (away < c->river_m[cell])
                        c->river_m[cell] = away;
                }
        }
}

/* The gentle cell on `bank` nearest to `at` that keeps off the river. */
static uint32_t dry_cell(const demo_county *c, demo_xy at, uint8_t bank) {
    uint32_t best = DEMO_CELLS;
    double nearest = INFINITY;
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++) {
        double away = demo_distance(at, demo_centre(cell));
        if (away < nearest && c->bank[cell] == bank && c->river_m[cell] >= 350 &&
            c->slope[cell] < 0.08F && c->unit[cell]) {
            nearest = away;
            best = cell;
        }
    }
    return best;
}

/* The river's vertex in that row of the lattice. */
static demo_xy river_at(const demo_county *c, double row) {
    double y = DEMO_Y0 - row * DEMO_CELL_M;
    size_t best = 0;
    for (size_t i = 1; i < c->n_river; i++)
        if (fabs(c->river[i].y - y) < fabs(c->river[best].y - y))
            best = i;
    return c->river[best];
}

/* Where the road crosses: a cell west of the river whose eastern neighbour lies beyond it. */
static uint32_t bridge_at(const demo_county *c, demo_xy at) {
    uint32_t best = DEMO_CELLS;
    double nearest = INFINITY;
    for (uint32_t cell = 2; cell + 2 < DEMO_CELLS; cell++) {
        bool crosses = c->bank[cell - 1] == 0 && c->bank[cell] == 0 && c->bank[cell + 1] == 1 &&
                       c->bank[cell + 2] == 1;
        double away = demo_distance(at, demo_centre(cell));
        if (crosses && away < nearest) {
            nearest = away;
            best = cell;
        }
    }
    return best;
}

static void add_seat(demo_county *c, uint32_t cell) {
    uint32_t i = (uint32_t)c->n_settlements++;
    c->settlements[i] = (demo_settlement){
        .at = demo_centre(cell), .cell = cell, .unit = (uint8_t)i, .rank = DEMO_SEAT, .village = i};
    c->units[i].seat = i;
}

static double seat_distance(const demo_county *c, uint32_t cell) {
    double nearest = INFINITY;
    for (size_t i = 0; i < c->n_settlements; i++)
        nearest = fmin(nearest, demo_distance(c->settlements[i].at, demo_centre(cell)));
    return nearest;
}

/* Away from the county's edge by `cells` in the eight directions. */
static bool is_deep(const demo_county *c, uint32_t cell, int cells) {
    int row = (int)(cell / DEMO_COLS), col = (int)(cell % DEMO_COLS);
    for (int d = 0; d < 8; d++) {
        int r = row + cells * demo_step[d][0], k = col + cells * demo_step[d][1];
        if (r < 0 || k < 0 || r >= DEMO_ROWS || k >= DEMO_COLS || !c->unit[r * DEMO_COLS + k])
            return false;
    }
    return true;
}

/* Three seats in the county's town, one by the ferry, the rest spread over the valleys. */
static void place_seats(demo_county *c) {
    c->town = river_at(c, 236);
    c->ferry = river_at(c, 74);
    c->bridge[0] = bridge_at(c, c->town);
    c->bridge[1] = bridge_at(c, river_at(c, 372));
    add_seat(c, dry_cell(c, (demo_xy){c->town.x + 300, c->town.y + 900}, 1));
    add_seat(c, dry_cell(c, (demo_xy){c->town.x + 2700, c->town.y + 500}, 1));
    add_seat(c, dry_cell(c, (demo_xy){c->town.x + 700, c->town.y - 1100}, 0));
    add_seat(c, dry_cell(c, (demo_xy){c->ferry.x + 600, c->ferry.y}, 1));
    while (c->n_settlements < DEMO_UNITS) {
        uint32_t best = DEMO_CELLS;
        double farthest = 0;
        for (uint32_t cell = 0; cell < DEMO_CELLS; cell++) {
            if (c->stream_km2[cell] < 9 || c->river_m[cell] < 350 || c->slope[cell] > 0.1F ||
                !is_deep(c, cell, 24))
                continue;
            double away =
                seat_distance(c, cell) *
                (1 + 0.35 * demo_noise(91, cell % DEMO_COLS / 7.0, cell / DEMO_COLS / 7.0));
            if (away > farthest) {
                farthest = away;
                best = cell;
            }
        }
        add_seat(c, best);
    }
}

/* Towns lie nearer to the county's seat than townships; codes go by that order. */
static void order_seats(demo_county *c) {
    for (size_t i = DEMO_SUBDISTRICTS; i < DEMO_UNITS; i++)
        for (size_t k = i + 1; k < DEMO_UNITS; k++) {
            demo_settlement *a = &c->settlements[i], *b = &c->settlements[k];
            if (demo_distance(b->at, c->town) >= demo_distance(a->at, c->town))
                continue;
            demo_settlement swap = *a;
            *a = *b;
            *b = swap;
        }
    for (size_t i = 0; i < DEMO_UNITS; i++)
        c->settlements[i].unit = (uint8_t)i;
}

static double township_cost(const demo_county *c, uint32_t from, uint32_t to) {
    double cost = 1 + 7 * (double)c->slope[to] +
                  0.3 * demo_noise_sum(101, to % DEMO_COLS / 18.0, to / DEMO_COLS / 18.0, 3);
    if (c->bank[from] != c->bank[to])
        cost += 22;
    return c->unit[from] <= DEMO_SUBDISTRICTS ? 2.1 * cost : cost;
}

/* Each cell joins the seat it is easiest to reach from. */
static bool grow_townships(demo_county *c, demo_queue *q, double *cost) {
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
        cost[cell] = c->unit[cell] ? INFINITY : -1;
    for (uint32_t i = 0; i < DEMO_UNITS; i++) {
        c->unit[c->settlements[i].cell] = (uint8_t)(i + 1);
        demo_push(q, cost[c->settlements[i].cell] = 0, c->settlements[i].cell);
    }
    for (demo_item item; demo_pop(q, &item);) {
        if (item.cost > cost[item.cell])
            continue;
        for (int d = 0; d < 8; d++) {
            uint32_t next = demo_neighbour(item.cell, d);
            if (next == DEMO_CELLS)
                continue;
            double to = item.cost + step_cells(d) * township_cost(c, item.cell, next);
            if (to < cost[next]) {
                c->unit[next] = c->unit[item.cell];
                demo_push(q, cost[next] = to, next);
            }
        }
    }
    return !q->failed;
}

/* A dam floods what lies lower than its crest, above it; *n is the number of cells flooded. */
static void flood(const demo_county *c, uint32_t dam, bool *is_lake, size_t *n) {
    enum { MOST = 400 };
    uint32_t queue[MOST];
    size_t done = 0;
    memset(is_lake, 0, DEMO_CELLS * sizeof *is_lake);
    queue[0] = dam;
    is_lake[dam] = true;
    for (*n = 1; done < *n; done++)
        for (int d = 0; d < 8 && *n < MOST; d += 2) {
            uint32_t next = demo_neighbour(queue[done], d);
            if (next == DEMO_CELLS || is_lake[next] || c->height_m[next] < c->height_m[dam] ||
                c->height_m[next] > c->height_m[dam] + 14)
                continue;
            is_lake[next] = true;
            queue[(*n)++] = next;
        }
}

/* The reservoir: the first dam that floods between 0.6 and 1.6 km2 away from every seat. */
static void fill_reservoir(demo_county *c) {
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++) {
        if (c->stream_km2[cell] < 15 || c->river_m[cell] < 1500 || !is_deep(c, cell, 30) ||
            seat_distance(c, cell) < 2600)
            continue;
        size_t n;
        flood(c, cell, c->is_lake, &n);
        if (n >= 60 && n <= 160)
            return;
    }
    memset(c->is_lake, 0, sizeof c->is_lake);
}

static bool make_units(demo_county *c, demo_queue *q, double *cost, uint8_t *mark) {
    if (!grow_county(c, q, cost))
        return false;
    memset(mark, 0, DEMO_CELLS);
    mark_connected(c, 0, q, mark);
    mark_connected(c, DEMO_ROWS / 2 * DEMO_COLS + DEMO_COLS / 2, q, mark);
    give_away_unmarked(c, mark);
    measure_river(c);
    place_seats(c);
    order_seats(c);
    fill_reservoir(c);
    if (!grow_townships(c, q, cost))
        return false;
    memset(mark, 0, DEMO_CELLS);
    mark_connected(c, 0, q, mark);
    for (size_t i = 0; i < DEMO_UNITS; i++)
        mark_connected(c, c->settlements[i].cell, q, mark);
    give_away_unmarked(c, mark);
    return !q->failed;
}

jj_status demo_make_units(jj_ctx *ctx, demo_county *c) {
    JJ_AUTO double *cost = jj_alloc(DEMO_CELLS, sizeof *cost);
    JJ_AUTO uint8_t *mark = jj_alloc(DEMO_CELLS, 1);
    demo_queue queue = {0};
    bool is_ok = cost && mark && make_units(c, &queue, cost, mark);
    demo_queue_deinit(&queue);
    return is_ok ? JJ_OK : jj_no_memory(ctx, "townships", 0);
}
