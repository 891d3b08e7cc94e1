#include "out/demo/county.h"

#include <math.h>
#include <string.h>

enum { W = DEMO_COLS / 2, H = DEMO_ROWS / 2, N = W * H, STEP_M = 2 * DEMO_CELL_M };

/*
 * Landscape evolution on every second cell: uplift, and rivers that cut by the stream power law
 * with slope exponent 1 and area exponent 1/2, solved implicitly from the outlet upwards (Braun and
 * Willett 2013). All water leaves by one outlet in the south; a large river comes in from the
 * north.
 */
typedef struct erosion {
    double height[N], area_m2[N], rock[N];
    uint32_t to[N], order[N];
    uint8_t state[N]; /* 0 unseen, 1 queued, 2 drained */
    demo_queue queue;
} erosion;

static const double inlet_area_m2 = 2.4e9, uplift_m = 5.5, cutting = 0.05;
static const uint32_t inlet = 104, outlet = (uint32_t)(H - 1) * W + 150;

const int8_t demo_step[8][2] = {{-1, 0}, {-1, 1}, {0, 1},  {1, 1},
                                {1, 0},  {1, -1}, {0, -1}, {-1, -1}};

uint32_t demo_neighbour(uint32_t cell, int direction) {
    int row = (int)(cell / DEMO_COLS) + demo_step[direction][0];
    int col = (int)(cell % DEMO_COLS) + demo_step[direction][1];
    if (row < 0 || col < 0 || row >= DEMO_ROWS || col >= DEMO_COLS)
        return DEMO_CELLS;
    return (uint32_t)row * DEMO_COLS + (uint32_t)col;
}

demo_xy demo_centre(uint32_t cell) {
    return (demo_xy){DEMO_X0 + DEMO_CELL_M * (cell % DEMO_COLS + 0.5),
                     DEMO_Y0 - DEMO_CELL_M * (cell / DEMO_COLS + 0.5)};
}

uint32_t demo_cell_at(double x, double y) {
    double col = (x - DEMO_X0) / DEMO_CELL_M, row = (DEMO_Y0 - y) / DEMO_CELL_M;
    if (!(col >= 0 && col < DEMO_COLS && row >= 0 && row < DEMO_ROWS))
        return DEMO_CELLS;
    return (uint32_t)row * DEMO_COLS + (uint32_t)col;
}

double demo_distance(demo_xy a, demo_xy b) {
    return sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
}

static uint32_t coarse_neighbour(uint32_t cell, int direction) {
    int row = (int)(cell / W) + demo_step[direction][0];
    int col = (int)(cell % W) + demo_step[direction][1];
    return row < 0 || col < 0 || row >= H || col >= W ? N : (uint32_t)(row * W + col);
}

static double run_m(int direction) {
    return direction & 1 ? STEP_M * 1.4142135623730951 : STEP_M;
}

/* Softer and harder rock keeps streams from running straight. */
static double rock(uint32_t cell) {
    return 1 + 0.75 * demo_noise_sum(51, (cell % W) / 5.0, (cell / W) / 5.0, 3);
}

/*
 * Rough ground that falls to a winding trough from inlet to outlet, so that the river crosses it.
 */
static void raise_ground(erosion *e) {
    for (uint32_t cell = 0; cell < N; cell++) {
        double row = cell / W, col = cell % W, share = row / (H - 1);
        double trough =
            104 + 46 * share + 150 * demo_noise(11, row / 50, 0.5) * share * (1 - share);
        double edge = fmin(fmin(row, H - 1 - row), fmin(col, W - 1 - col));
        e->height[cell] = 640 + 2.8 * fabs(col - trough) - 0.9 * row +
                          (edge < 10 ? 10 - edge : 0) * 5 +
                          170 * demo_noise_sum(21, col / 34, row / 34, 6) +
                          14 * demo_noise(41, col * 0.77, row * 0.77);
    }
    e->height[outlet] = 520;
    for (uint32_t cell = 0; cell < N; cell++)
        e->rock[cell] = rock(cell);
}

static uint32_t steepest(const erosion *e, uint32_t cell) {
    uint32_t best = N;
    double fall = 0;
    for (int d = 0; d < 8; d++) {
        uint32_t next = coarse_neighbour(cell, d);
        if (next == N || e->state[next] != 2)
            continue;
        double slope = (e->height[cell] - e->height[next]) / run_m(d);
        if (slope > fall) {
            fall = slope;
            best = next;
        }
    }
    return best;
}

/* Where each cell drains to, and an order in which receivers come first; hollows are filled. */
static bool drain(erosion *e) {
    memset(e->state, 0, sizeof e->state);
    e->queue.n = 0;
    demo_push(&e->queue, e->height[outlet], outlet);
    e->state[outlet] = 1;
    size_t n = 0;
    for (demo_item item; demo_pop(&e->queue, &item);) {
        uint32_t cell = item.cell;
        e->to[cell] = cell == outlet ? outlet : steepest(e, cell);
        e->order[n++] = cell;
        e->state[cell] = 2;
        for (int d = 0; d < 8; d++) {
            uint32_t next = coarse_neighbour(cell, d);
            if (next == N || e->state[next])
                continue;
            if (e->height[next] < e->height[cell] + 0.002)
                e->height[next] = e->height[cell] + 0.002;
            e->state[next] = 1;
            demo_push(&e->queue, e->height[next], next);
        }
    }
    for (size_t i = 0; i < N; i++)
        e->area_m2[i] = (double)STEP_M * STEP_M;
    e->area_m2[inlet] += inlet_area_m2;
    for (size_t i = N; i-- > 1;)
        e->area_m2[e->to[e->order[i]]] += e->area_m2[e->order[i]];
    return !e->queue.failed;
}

static void cut(erosion *e) {
    for (size_t i = 1; i < N; i++) {
        uint32_t cell = e->order[i], to = e->to[cell];
        bool is_straight = cell / W == to / W || cell % W == to % W;
        double f = cutting * e->rock[cell] * sqrt(e->area_m2[cell]) / run_m(is_straight ? 0 : 1);
        e->height[cell] = (e->height[cell] + uplift_m + f * e->height[to]) / (1 + f);
    }
}

/* The evolved landscape is bent a little when drawn on the fine lattice, in coarse cells: the eight
 * directions of drainage no longer show. */
static demo_xy bend(double col, double row) {
    return (demo_xy){
        3.2 * demo_noise(61, col / 15, row / 15) + 1.1 * demo_noise(62, col / 6, row / 6),
        3.2 * demo_noise(63, col / 15, row / 15) + 1.1 * demo_noise(64, col / 6, row / 6)};
}

static demo_xy drawn_at(uint32_t coarse) {
    double col = coarse % W, row = coarse / W;
    demo_xy by = bend(col, row);
    return (demo_xy){DEMO_X0 + STEP_M * (col + by.x + 0.5), DEMO_Y0 - STEP_M * (row + by.y + 0.5)};
}

/* The river from inlet to outlet, smoothed; its ends stay on the lattice's edges. */
static void trace_river(const erosion *e, demo_county *c) {
    size_t n = 0;
    for (uint32_t cell = inlet; n < DEMO_MAX_RIVER; cell = e->to[cell]) {
        c->river[n++] = drawn_at(cell);
        if (cell == outlet)
            break;
    }
    c->n_river = n;
    c->river[0].y = DEMO_Y0 + STEP_M;
    c->river[n - 1].y = DEMO_Y0 - (double)DEMO_ROWS * DEMO_CELL_M - STEP_M;
    for (int pass = 0; pass < 8; pass++) {
        demo_xy before = c->river[0];
        for (size_t i = 1; i + 1 < n; i++) {
            demo_xy here = c->river[i], after = c->river[i + 1];
            c->river[i] = (demo_xy){0.25 * before.x + 0.5 * here.x + 0.25 * after.x,
                                    0.25 * before.y + 0.5 * here.y + 0.25 * after.y};
            before = here;
        }
    }
}

/* Bilinear between the coarse cells, with small roughness of its own. */
static double fine_height(const erosion *e, uint32_t row, uint32_t col) {
    const double row0 = (row + 0.5) / 2 - 0.5, col0 = (col + 0.5) / 2 - 0.5;
    double y = row0, x = col0;
    for (int i = 0; i < 8; i++) {
        demo_xy by = bend(x, y);
        x = col0 - by.x;
        y = row0 - by.y;
    }
    y = y < 0 ? 0 : y > H - 1 ? H - 1 : y;
    x = x < 0 ? 0 : x > W - 1 ? W - 1 : x;
    uint32_t r = y >= H - 1 ? H - 2 : (uint32_t)y, k = x >= W - 1 ? W - 2 : (uint32_t)x;
    double v = y - r, u = x - k;
    const double *h = e->height + (size_t)r * W + k;
    return (h[0] * (1 - u) + h[1] * u) * (1 - v) + (h[W] * (1 - u) + h[W + 1] * u) * v +
           6 * demo_noise_sum(31, col / 9.0, row / 9.0, 3);
}

/* Half the width of a valley floor, by the area drained; narrows and widens along the way. */
static double floor_m(double area_km2, demo_xy at) {
    double wide = 28 * sqrt(area_km2);
    return (wide > 1100 ? 1100 : wide) * (0.8 + 0.5 * demo_noise(71, at.x / 2600, at.y / 2600));
}

/* Nothing near a stream stands higher than a flat floor, and beyond it than a hillside. */
static void level_floor(demo_county *c, demo_xy at, double level, double wide) {
    int reach = (int)(wide / DEMO_CELL_M) + 5;
    uint32_t middle = demo_cell_at(at.x, at.y);
    int row = (int)(middle / DEMO_COLS), col = (int)(middle % DEMO_COLS);
    for (int r = row - reach; r <= row + reach; r++)
        for (int k = col - reach; k <= col + reach; k++) {
            if (r < 0 || k < 0 || r >= DEMO_ROWS || k >= DEMO_COLS)
                continue;
            uint32_t cell = (uint32_t)(r * DEMO_COLS + k);
            double away = demo_distance(at, demo_centre(cell));
            double limit = level + 0.008 * away + (away > wide ? 0.4 * (away - wide) : 0);
            if (c->height_m[cell] > limit)
                c->height_m[cell] = (float)limit;
        }
}

static void make_valleys(const erosion *e, demo_county *c) {
    for (size_t i = 0; i < N; i++) {
        uint32_t cell = e->order[i], to = e->to[cell];
        double area_km2 = e->area_m2[cell] / 1e6;
        if (area_km2 < 1.5)
            continue;
        for (int half = 0; half < 2; half++) {
            demo_xy a = drawn_at(cell), b = drawn_at(to);
            demo_xy at = {a.x + (b.x - a.x) * half / 2, a.y + (b.y - a.y) * half / 2};
            uint32_t fine = demo_cell_at(at.x, at.y);
            if (fine == DEMO_CELLS)
                continue;
            if (c->stream_km2[fine] < area_km2)
                c->stream_km2[fine] = (float)area_km2;
            level_floor(c, at, e->height[cell], floor_m(area_km2, at));
        }
    }
}

static void measure_slopes(demo_county *c) {
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++) {
        double rise[2];
        for (int axis = 0; axis < 2; axis++) {
            uint32_t a = demo_neighbour(cell, axis ? 2 : 0), b = demo_neighbour(cell, axis ? 6 : 4);
            a = a == DEMO_CELLS ? cell : a;
            b = b == DEMO_CELLS ? cell : b;
            rise[axis] = (c->height_m[a] - c->height_m[b]) / (2.0 * DEMO_CELL_M);
        }
        c->slope[cell] = (float)sqrt(rise[0] * rise[0] + rise[1] * rise[1]);
    }
}

/*
 * A cell is east of the river when a line from it to the west crosses the river an odd number of
 * times.
 */
static void find_banks(demo_county *c) {
    for (uint32_t row = 0; row < DEMO_ROWS; row++) {
        double y = demo_centre(row * DEMO_COLS).y;
        for (size_t i = 0; i + 1 < c->n_river; i++) {
            demo_xy a = c->river[i], b = c->river[i + 1];
            if ((a.y > y) == (b.y > y))
                continue;
            double x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
            for (uint32_t col = 0; col < DEMO_COLS; col++)
                if (demo_centre(col).x > x)
                    c->bank[row * DEMO_COLS + col] ^= 1;
        }
    }
}

jj_status demo_make_land(jj_ctx *ctx, demo_county *c) {
    enum { ROUNDS = 18, CUTS = 5 };
    JJ_AUTO erosion *e = jj_alloc(1, sizeof *e);
    if (!e)
        return jj_no_memory(ctx, "terrain", sizeof *e);
    raise_ground(e);
    bool is_ok = true;
    for (int i = 0; i < ROUNDS && is_ok; i++) {
        is_ok = drain(e);
        for (int k = 0; k < CUTS; k++)
            cut(e);
    }
    is_ok = is_ok && drain(e);
    demo_queue_deinit(&e->queue);
    if (!is_ok)
        return jj_no_memory(ctx, "terrain", 0);
    for (uint32_t row = 0; row < DEMO_ROWS; row++)
        for (uint32_t col = 0; col < DEMO_COLS; col++)
            c->height_m[row * DEMO_COLS + col] = (float)fine_height(e, row, col);
    make_valleys(e, c);
    trace_river(e, c);
    measure_slopes(c);
    find_banks(c);
    return JJ_OK;
}
