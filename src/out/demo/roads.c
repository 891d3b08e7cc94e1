#include "out/demo/county.h"

#include <math.h>
#include <string.h>

/*
 * Roads are laid one after another, from each place to the network there is, where that is easiest.
 */
typedef struct works {
    demo_queue queue;
    double cost[DEMO_CELLS];
    uint8_t from[DEMO_CELLS]; /* direction back to where the cell was reached from */
    uint8_t is_road[DEMO_CELLS];
    uint32_t touched[DEMO_CELLS];
    size_t n_touched;
} works;

static bool is_bridge(const demo_county *c, uint32_t a, uint32_t b) {
    uint32_t west = a < b ? a : b, east = a < b ? b : a;
    for (int i = 0; i < DEMO_BRIDGES; i++)
        if (west == c->bridge[i] && east == c->bridge[i] + 1)
            return true;
    return false;
}

/*
 * What building from one cell to the next costs; INFINITY across the river away from the bridges.
 */
static double building_cost(const demo_county *c, uint32_t from, uint32_t to, int direction) {
    if (c->is_lake[to] || (c->bank[from] != c->bank[to] && !is_bridge(c, from, to)))
        return INFINITY;
    double run = direction & 1 ? 1.4142135623730951 : 1;
    double rise = ((double)c->height_m[to] - (double)c->height_m[from]) / (run * DEMO_CELL_M);
    double wet = c->river_m[to] < 150 && !is_bridge(c, from, to) ? 2 : 0;
    return run * (1 + 60 * rise * rise + 4 * (double)c->slope[to] + wet);
}

static void forget(works *w) {
    for (size_t i = 0; i < w->n_touched; i++)
        w->cost[w->touched[i]] = INFINITY;
    w->n_touched = 0;
    w->queue.n = 0;
}

static void reach(works *w, uint32_t cell, double cost, int back) {
    if (cost >= w->cost[cell])
        return;
    if (w->cost[cell] == INFINITY)
        w->touched[w->n_touched++] = cell;
    w->cost[cell] = cost;
    w->from[cell] = (uint8_t)back;
    demo_push(&w->queue, cost, cell);
}

static void link_cells(demo_county *c, works *w, uint32_t cell, int direction, uint8_t class) {
    uint32_t next = demo_neighbour(cell, direction);
    int back = (direction + 4) % 8;
    if (c->links[cell][direction] < class)
        c->links[cell][direction] = c->links[next][back] = class;
    w->is_road[cell] = w->is_road[next] = 1;
}

/* From `start` to `goal`, or to the first road cell where goal is DEMO_CELLS. */
static void lay(demo_county *c, works *w, uint32_t start, uint32_t goal, uint8_t class) {
    forget(w);
    reach(w, start, 0, 0);
    for (demo_item item; demo_pop(&w->queue, &item);) {
        if (item.cost > w->cost[item.cell])
            continue;
        if (item.cell == goal || (goal == DEMO_CELLS && w->is_road[item.cell])) {
            for (uint32_t cell = item.cell; cell != start;) {
                int back = w->from[cell];
                link_cells(c, w, cell, back, class);
                cell = demo_neighbour(cell, back);
            }
            return;
        }
        for (int d = 0; d < 8; d++) {
            uint32_t next = demo_neighbour(item.cell, d);
            if (next == DEMO_CELLS)
                continue;
            double step = building_cost(c, item.cell, next, d);
            if (w->is_road[item.cell] && w->is_road[next])
                step *= 0.35;
            reach(w, next, item.cost + step, (d + 4) % 8);
        }
    }
}

/* The river's cell in the lattice's first or last row. */
static uint32_t river_end(const demo_county *c, uint32_t row, int aside) {
    for (uint32_t col = 0; col + 1 < DEMO_COLS; col++)
        if (c->bank[row * DEMO_COLS + col] != c->bank[row * DEMO_COLS + col + 1])
            return row * DEMO_COLS + col + (uint32_t)aside;
    return row * DEMO_COLS + DEMO_COLS / 2;
}

static uint32_t seat_cell(const demo_county *c, int unit) {
    return c->settlements[c->units[unit].seat].cell;
}

static void lay_by_rank(demo_county *c, works *w, demo_rank rank, uint8_t class) {
    for (size_t i = 0; i < c->n_settlements; i++)
        if (c->settlements[i].rank == rank && i != c->cut_off &&
            !w->is_road[c->settlements[i].cell])
            lay(c, w, c->settlements[i].cell, DEMO_CELLS, class);
}

/* Streets of the county's town: the cells' own grid, every third row and column of built land. */
static void lay_streets(demo_county *c, works *w) {
    enum { APART = 3 };
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
        for (int d = 2; d <= 4; d += 2) {
            uint32_t next = demo_neighbour(cell, d),
                     line = d == 2 ? cell / DEMO_COLS : cell % DEMO_COLS;
            if (line % APART == 0 && next != DEMO_CELLS && c->unit[cell] && c->unit[next] &&
                c->unit[cell] <= DEMO_SUBDISTRICTS && c->unit[next] <= DEMO_SUBDISTRICTS &&
                c->land[cell] == DEMO_BUILT && c->land[next] == DEMO_BUILT &&
                c->bank[cell] == c->bank[next] && c->people[DEMO_TOTAL][cell] > 20)
                link_cells(c, w, cell, d, DEMO_TERTIARY);
        }
}

/* The cut-off settlement has tracks of its own that lead nowhere. */
static void lay_all(demo_county *c, works *w) {
    uint32_t town = seat_cell(c, 0);
    w->is_road[town] = 1;
    lay(c, w, river_end(c, 0, 8), town, DEMO_PRIMARY);
    lay(c, w, river_end(c, DEMO_ROWS - 1, 8), town, DEMO_PRIMARY);
    for (int i = 0; i < DEMO_BRIDGES; i++)
        lay(c, w, c->bridge[i] + 1, DEMO_CELLS, DEMO_SECONDARY);
    for (int unit = 1; unit < DEMO_UNITS; unit++)
        lay(c, w, seat_cell(c, unit), DEMO_CELLS, DEMO_SECONDARY);
    for (int i = 0; i < DEMO_BRIDGES; i++)
        lay(c, w, c->bridge[i], DEMO_CELLS, DEMO_SECONDARY);
    lay_by_rank(c, w, DEMO_COMMUNITY, DEMO_TERTIARY);
    lay_by_rank(c, w, DEMO_VILLAGE, DEMO_TERTIARY);
    lay_streets(c, w);
    lay_by_rank(c, w, DEMO_HAMLET, DEMO_TRACK);
}

/* A road's class is its cell's land cover: people walk along it whatever lies around. */
static void stamp(demo_county *c) {
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
        for (int d = 0; d < 8; d++)
            if (c->links[cell][d] > c->land[cell])
                c->land[cell] = c->links[cell][d];
}

jj_status demo_make_roads(jj_ctx *ctx, demo_county *c) {
    JJ_AUTO works *w = jj_alloc(1, sizeof *w);
    if (!w)
        return jj_no_memory(ctx, "roads", sizeof *w);
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
        w->cost[cell] = INFINITY;
    lay_all(c, w);
    bool is_ok = !w->queue.failed;
    demo_queue_deinit(&w->queue);
    if (!is_ok)
        return jj_no_memory(ctx, "roads", 0);
    stamp(c);
    return JJ_OK;
}
