#include "out/demo/border.h"

#include <string.h>

/* Corners of cells: one more each way than cells. Directions are east, north, west, south. */
enum { CORNER_COLS = DEMO_COLS + 1, CORNERS = CORNER_COLS * (DEMO_ROWS + 1) };
static const int step_row[4] = {0, -1, 0, 1}, step_col[4] = {1, 0, -1, 0};

void demo_shape_deinit(demo_shape *s) {
    jj_free(s->xy);
    jj_free(s->part_end);
    *s = (demo_shape){0};
}

static void add_point(demo_shape *s, demo_xy at) {
    if (jj_grow(&s->xy, &s->cap_points, s->n_points + 1, sizeof *s->xy))
        s->xy[s->n_points++] = at;
    else
        s->failed = true;
}

static void end_part(demo_shape *s) {
    if (jj_grow(&s->part_end, &s->cap_parts, s->n_parts + 1, sizeof *s->part_end))
        s->part_end[s->n_parts++] = s->n_points;
    else
        s->failed = true;
}

static demo_xy corner_xy(uint32_t corner) {
    return (demo_xy){DEMO_X0 + (double)DEMO_CELL_M * (corner % CORNER_COLS),
                     DEMO_Y0 - (double)DEMO_CELL_M * (corner / CORNER_COLS)};
}

/* The class of the cell at (row, col), 0 beyond the lattice. */
static uint8_t class_at(const uint8_t *value, int row, int col) {
    bool is_inside = row >= 0 && col >= 0 && row < DEMO_ROWS && col < DEMO_COLS;
    return is_inside ? value[row * DEMO_COLS + col] : 0;
}

/*
 * The cell to the left of the side that leaves `corner` in `direction`, and the one to its right.
 */
static uint8_t beside(const uint8_t *value, uint32_t corner, int direction, bool is_left) {
    static const int left_row[4] = {-1, -1, 0, 0}, left_col[4] = {0, -1, -1, 0};
    int row = (int)(corner / CORNER_COLS), col = (int)(corner % CORNER_COLS);
    int k = is_left ? direction : (direction + 3) % 4;
    return class_at(value, row + left_row[k], col + left_col[k]);
}

static bool is_side(const uint8_t *value, uint8_t which, uint32_t corner, int direction) {
    return beside(value, corner, direction, true) == which &&
           beside(value, corner, direction, false) != which;
}

/* Whether three classes or more meet at a corner. */
static bool is_junction(const uint8_t *value, uint32_t corner) {
    uint8_t around[4];
    int n = 0;
    for (int d = 0; d < 4; d++) {
        uint8_t class = beside(value, corner, d, true);
        bool is_new = true;
        for (int i = 0; i < n; i++)
            is_new = is_new && around[i] != class;
        if (is_new)
            around[n++] = class;
    }
    return n > 2;
}

static uint32_t next_corner(uint32_t corner, int direction) {
    return (uint32_t)((int)corner + step_row[direction] * CORNER_COLS + step_col[direction]);
}

static void walk_ring(const uint8_t *value, uint8_t which, uint8_t *done, uint32_t start,
                      demo_shape *out) {
    uint32_t corner = start;
    int direction = 0;
    size_t first = out->n_points;
    do {
        if (direction == 0)
            done[corner] = 1;
        uint32_t next = next_corner(corner, direction);
        demo_xy a = corner_xy(corner), b = corner_xy(next);
        add_point(out, (demo_xy){(a.x + b.x) / 2, (a.y + b.y) / 2});
        if (is_junction(value, next))
            add_point(out, b);
        int turn = (direction + 1) % 4;
        while (!is_side(value, which, next, turn))
            turn = (turn + 3) % 4;
        corner = next;
        direction = turn;
    } while (corner != start || direction != 0);
    if (!out->failed)
        add_point(out, out->xy[first]);
    end_part(out);
}

void demo_outline(const uint8_t *value, uint8_t which, demo_shape *out) {
    JJ_AUTO uint8_t *done = jj_alloc(CORNERS, 1);
    if (!done) {
        out->failed = true;
        return;
    }
    for (uint32_t corner = 0; corner < CORNERS && !out->failed; corner++)
        if (!done[corner] && is_side(value, which, corner, 0))
            walk_ring(value, which, done, corner, out);
}

/* A cell where a road of the class ends, forks or changes class. */
static bool is_node(const demo_county *c, uint32_t cell, uint8_t class) {
    int of_class = 0, all = 0;
    for (int d = 0; d < 8; d++) {
        of_class += c->links[cell][d] == class;
        all += c->links[cell][d] != 0;
    }
    return of_class != 2 || all != 2;
}

static void walk_road(const demo_county *c, uint8_t class, uint8_t (*done)[8], uint32_t start,
                      int direction, demo_shape *out) {
    uint32_t cell = start;
    add_point(out, demo_centre(cell));
    for (;;) {
        uint32_t next = demo_neighbour(cell, direction);
        int back = (direction + 4) % 8;
        done[cell][direction] = done[next][back] = 1;
        bool is_last = is_node(c, next, class) || next == start;
        demo_xy a = demo_centre(cell), b = demo_centre(next);
        add_point(out, is_last ? b : (demo_xy){(a.x + b.x) / 2, (a.y + b.y) / 2});
        if (is_last)
            break;
        direction = 0;
        while (direction == back || c->links[next][direction] != class)
            direction++;
        cell = next;
    }
    end_part(out);
}

void demo_road_lines(const demo_county *c, uint8_t class, demo_shape *out) {
    JJ_AUTO uint8_t(*done)[8] = jj_alloc(DEMO_CELLS, sizeof *done);
    if (!done) {
        out->failed = true;
        return;
    }
    for (int nodes_only = 1; nodes_only >= 0; nodes_only--)
        for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
            for (int d = 0; d < 8; d++)
                if (c->links[cell][d] == class && !done[cell][d] &&
                    (!nodes_only || is_node(c, cell, class)))
                    walk_road(c, class, done, cell, d, out);
}
