#include "geo/shut.h"

#include <math.h>
#include <string.h>

enum { TILE = 32 };         /* cells a side */
#define BRIDGE_REACH 0.7072 /* half a cell's diagonal: a bridge always opens a straight move */

const int8_t jj_move_step[32][2] = {
    {-1, 0},  {1, 0}, {0, -1}, {0, 1},  {-1, -1}, {1, 1}, {-1, 1}, {1, -1}, /* straight, diagonal */
    {-2, -1}, {2, 1}, {-2, 1}, {2, -1}, {-1, -2}, {1, 2}, {-1, 2}, {1, -2}, /* knight */
    {-3, -1}, {3, 1}, {-3, 1}, {3, -1}, {-1, -3}, {1, 3}, {-1, 3}, {1, -3},
    {-3, -2}, {3, 2}, {-3, 2}, {3, -2}, {-2, -3}, {2, 3}, {-2, 3}, {2, -3},
};

struct jj_shut_moves {
    uint32_t rows, cols, n_tile_cols;
    uint32_t *tile_at; /* 1 + place in `bits`, 0 = nothing shut there */
    uint32_t *bits;    /* TILE*TILE a stored tile */
    size_t n_tiles, cap;
};

/* Points in cells from the north-west corner: x east, y south; centres at whole numbers. */
typedef struct point {
    double x, y;
} point;
typedef struct segment {
    point a, b;
} segment;

typedef struct bridges {
    segment *items;
    size_t n, cap;
    uint32_t n_tile_cols, n_tile_rows;
    size_t *first; /* per tile, one more at the end: its part of `at` */
    uint32_t *at;  /* indexes of items */
} bridges;

uint64_t jj_shut_moves_bytes(const jj_shut_moves *s) {
    const uint64_t tile_bytes = (uint64_t)TILE * TILE * sizeof(uint32_t);
    return s ? s->cap * tile_bytes + (uint64_t)((s->rows - 1) / TILE + 1) * s->n_tile_cols * 4 : 0;
}

void jj_shut_moves_free(jj_shut_moves *s) {
    if (!s)
        return;
    jj_free(s->tile_at);
    jj_free(s->bits);
    jj_free(s);
}

const uint32_t *jj_shut_moves_row(const jj_shut_moves *s, uint32_t row, uint32_t col, uint32_t *n) {
    uint32_t tile = s->tile_at[(size_t)(row / TILE) * s->n_tile_cols + col / TILE];
    uint32_t left = TILE - col % TILE;
    *n = *n < left ? *n : left;
    return tile ? s->bits + (size_t)(tile - 1) * TILE * TILE + row % TILE * TILE + col % TILE
                : NULL;
}

uint32_t jj_shut_moves_at(const jj_shut_moves *s, uint32_t cell) {
    uint32_t n = 1;
    const uint32_t *bits = s ? jj_shut_moves_row(s, cell / s->cols, cell % s->cols, &n) : NULL;
    return bits ? *bits : 0;
}

static double side(point p, segment s) {
    return (s.b.x - s.a.x) * (p.y - s.a.y) - (s.b.y - s.a.y) * (p.x - s.a.x);
}

/*
 * Whether a wall crosses the move c. A point exactly on the other's line is decided as if every
 * centre were moved by an infinitely small (e, e^2): a line through centres cuts off no cell, and
 * a vertex on a move lets nothing slip between the two segments that share it.
 */
static bool crosses(segment wall, segment c, double *at) {
    double dx = wall.b.x - wall.a.x, dy = wall.b.y - wall.a.y;
    double on_line = dy != 0 ? -dy : dx;
    double s1 = side(c.a, wall), s2 = side(c.b, wall);
    if (((s1 != 0 ? s1 : on_line) > 0) == ((s2 != 0 ? s2 : on_line) > 0))
        return false;
    double on_move = c.b.y != c.a.y ? c.b.y - c.a.y : c.a.x - c.b.x;
    double t1 = side(wall.a, c), t2 = side(wall.b, c);
    if (((t1 != 0 ? t1 : on_move) > 0) == ((t2 != 0 ? t2 : on_move) > 0))
        return false;
    *at = s1 / (s1 - s2);
    return true;
}

static double distance2(point p, segment s) {
    double dx = s.b.x - s.a.x, dy = s.b.y - s.a.y, length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? ((p.x - s.a.x) * dx + (p.y - s.a.y) * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double ex = s.a.x + t * dx - p.x, ey = s.a.y + t * dy - p.y;
    return ex * ex + ey * ey;
}

static bool is_bridged(const bridges *b, point p) {
    if (!b->n)
        return false;
    size_t row = (size_t)(p.y + 0.5) / TILE, col = (size_t)(p.x + 0.5) / TILE;
    size_t tile = row * b->n_tile_cols + col;
    for (size_t i = b->first[tile]; i < b->first[tile + 1]; i++)
        if (distance2(p, b->items[b->at[i]]) <= BRIDGE_REACH * BRIDGE_REACH)
            return true;
    return false;
}

/* False at the end of the line; segments that are no segments are passed over. */
static bool next_segment(const jj_grid *g, const jj_line *line, size_t *i, segment *out) {
    for (; *i + 1 < line->n; ++*i) {
        const double *p = line->xy + 2 * *i;
        segment s = {{(p[0] - g->x0) / g->dx - 0.5, (g->y0 - p[1]) / g->dy - 0.5},
                     {(p[2] - g->x0) / g->dx - 0.5, (g->y0 - p[3]) / g->dy - 0.5}};
        double sum = s.a.x + s.a.y + s.b.x + s.b.y;
        if (isfinite(sum) && (s.a.x != s.b.x || s.a.y != s.b.y)) {
            *out = s;
            ++*i;
            return true;
        }
    }
    return false;
}

/* The whole numbers lo .. hi-1 of 0 .. n-1 that lie in [from, to]. */
static void whole_range(double from, double to, uint32_t n, uint32_t *lo, uint32_t *hi) {
    *lo = from > 0 ? from < n ? (uint32_t)from : n : 0;
    *hi = to < 0 ? 0 : to < n ? (uint32_t)to + 1 : n;
    if (*hi < *lo)
        *hi = *lo;
}

typedef struct tile_box {
    uint32_t row0, row1, col0, col1; /* half open */
} tile_box;

static tile_box tiles_near(const bridges *b, segment s) {
    tile_box t;
    const double near = 2.0;
    whole_range((fmin(s.a.y, s.b.y) - near) / TILE, (fmax(s.a.y, s.b.y) + near) / TILE,
                b->n_tile_rows, &t.row0, &t.row1);
    whole_range((fmin(s.a.x, s.b.x) - near) / TILE, (fmax(s.a.x, s.b.x) + near) / TILE,
                b->n_tile_cols, &t.col0, &t.col1);
    return t;
}

/* One walk over the tiles of every bridge: counts when `at` is NULL, else files the indexes. */
static void file_bridges(bridges *b) {
    for (size_t i = 0; i < b->n; i++) {
        tile_box t = tiles_near(b, b->items[i]);
        for (size_t r = t.row0; r < t.row1; r++)
            for (size_t c = t.col0; c < t.col1; c++) {
                size_t tile = r * b->n_tile_cols + c;
                if (b->at)
                    b->at[b->first[tile]++] = (uint32_t)i;
                else
                    b->first[tile + 2]++;
            }
    }
}

static void bridges_deinit(bridges *b) {
    jj_free(b->items);
    jj_free(b->first);
    jj_free(b->at);
}

static bool bridges_init(const jj_grid *g, const jj_line *lines, size_t n, bridges *b) {
    b->n_tile_rows = (g->rows - 1) / TILE + 1;
    b->n_tile_cols = (g->cols - 1) / TILE + 1;
    size_t n_tiles = (size_t)b->n_tile_rows * b->n_tile_cols;
    segment s;
    for (size_t l = 0; l < n; l++)
        for (size_t i = 0; next_segment(g, &lines[l], &i, &s);) {
            if (!jj_grow(&b->items, &b->cap, b->n + 1, sizeof s))
                return false;
            b->items[b->n++] = s;
        }
    if (!b->n)
        return true;
    /* counted two places on, so that filing leaves each tile's beginning in its own place */
    if (!(b->first = jj_alloc(n_tiles + 2, sizeof *b->first)))
        return false;
    file_bridges(b);
    for (size_t t = 2; t < n_tiles + 2; t++)
        b->first[t] += b->first[t - 1];
    if (!(b->at = jj_alloc(b->first[n_tiles + 1], sizeof *b->at)))
        return false;
    size_t *first = b->first++;
    file_bridges(b);
    b->first = first;
    return true;
}

static bool shut_move(jj_shut_moves *s, uint32_t row, uint32_t col, unsigned move) {
    uint32_t *tile = &s->tile_at[(size_t)(row / TILE) * s->n_tile_cols + col / TILE];
    if (!*tile) {
        if (!jj_grow(&s->bits, &s->cap, s->n_tiles + 1, sizeof *s->bits * TILE * TILE))
            return false;
        *tile = (uint32_t)++s->n_tiles;
    }
    s->bits[(size_t)(*tile - 1) * TILE * TILE + row % TILE * TILE + col % TILE] |= 1u << move;
    return true;
}

/* Shut what the wall crosses of the moves that start at the upper end in this cell. */
static bool shut_from(jj_shut_moves *s, segment wall, const bridges *b, uint32_t row,
                      uint32_t col) {
    for (unsigned move = 1; move < 32; move += 2) {
        int64_t r = (int64_t)row + jj_move_step[move][0], c = (int64_t)col + jj_move_step[move][1];
        if (r < 0 || r >= s->rows || c < 0 || c >= s->cols)
            continue;
        segment path = {{col, row}, {(double)c, (double)r}};
        double at;
        if (!crosses(wall, path, &at))
            continue;
        if (is_bridged(b, (point){col + at * ((double)c - col), row + at * ((double)r - row)}))
            continue;
        if (!shut_move(s, row, col, move) || !shut_move(s, (uint32_t)r, (uint32_t)c, move ^ 1))
            return false;
    }
    return true;
}

static bool shut_along(jj_shut_moves *s, segment wall, const bridges *b) {
    enum { FARTHEST = 3, SLACK = 1 };
    if (wall.a.y > wall.b.y)
        wall = (segment){wall.b, wall.a};
    double per_y = wall.b.y > wall.a.y ? (wall.b.x - wall.a.x) / (wall.b.y - wall.a.y) : 0;
    uint32_t row0, row1, col0, col1;
    whole_range(wall.a.y - FARTHEST - SLACK, wall.b.y + SLACK, s->rows, &row0, &row1);
    for (uint32_t row = row0; row < row1; row++) {
        double y0 = fmax(wall.a.y, row - SLACK), y1 = fmin(wall.b.y, row + FARTHEST + SLACK);
        double x0 = wall.a.x + per_y * (y0 - wall.a.y), x1 = wall.a.x + per_y * (y1 - wall.a.y);
        if (per_y == 0)
            x0 = wall.a.x, x1 = wall.b.x;
        whole_range(fmin(x0, x1) - FARTHEST - SLACK, fmax(x0, x1) + FARTHEST + SLACK, s->cols,
                    &col0, &col1);
        for (uint32_t col = col0; col < col1; col++)
            if (!shut_from(s, wall, b, row, col))
                return false;
    }
    return true;
}

static bool shut_all(jj_shut_moves *s, const jj_grid *g, const jj_line *barriers, size_t n,
                     const bridges *b) {
    segment wall;
    for (size_t l = 0; l < n; l++)
        for (size_t i = 0; next_segment(g, &barriers[l], &i, &wall);)
            if (!shut_along(s, wall, b))
                return false;
    return true;
}

jj_status jj_shut_moves_new(jj_ctx *ctx, const jj_grid *g, const jj_line *barriers,
                            size_t n_barriers, const jj_line *bridge_lines, size_t n_bridges,
                            jj_shut_moves **out) {
    JJ_CLEANUP(bridges_deinit) bridges b = {0};
    jj_shut_moves *s = jj_alloc(1, sizeof *s);
    *out = NULL;
    if (!s)
        return jj_no_memory(ctx, "barriers", sizeof *s);
    s->rows = g->rows;
    s->cols = g->cols;
    s->n_tile_cols = (g->cols - 1) / TILE + 1;
    size_t n_tiles = (size_t)((g->rows - 1) / TILE + 1) * s->n_tile_cols;
    s->tile_at = jj_alloc(n_tiles, sizeof *s->tile_at);
    if (!s->tile_at || !bridges_init(g, bridge_lines, n_bridges, &b) ||
        !shut_all(s, g, barriers, n_barriers, &b)) {
        jj_shut_moves_free(s);
        return jj_no_memory(ctx, "barriers", n_tiles * sizeof *s->tile_at);
    }
    if (s->n_tiles)
        *out = s;
    else
        jj_shut_moves_free(s);
    return JJ_OK;
}

jj_status jj_shut_moves_window(jj_ctx *ctx, const jj_shut_moves *s, jj_part w,
                               jj_shut_moves **out) {
    *out = NULL;
    if (!s)
        return JJ_OK;
    uint32_t n_rows = (w.rows - 1) / TILE + 1, n_cols = (w.cols - 1) / TILE + 1;
    jj_shut_moves *part = jj_alloc(1, sizeof *part);
    if (!part)
        return jj_no_memory(ctx, "barriers", sizeof *part);
    *part = (jj_shut_moves){.rows = w.rows, .cols = w.cols, .n_tile_cols = n_cols};
    part->tile_at = jj_alloc((size_t)n_rows * n_cols, sizeof *part->tile_at);
    bool is_enough = part->tile_at != NULL;
    const size_t tile_bits = (size_t)TILE * TILE;
    for (size_t i = 0; i < (size_t)n_rows * n_cols && is_enough; i++) {
        size_t row = w.row0 / TILE + i / n_cols, col = w.col0 / TILE + i % n_cols;
        uint32_t tile = s->tile_at[row * s->n_tile_cols + col];
        if (!tile)
            continue;
        is_enough =
            jj_grow(&part->bits, &part->cap, part->n_tiles + 1, sizeof *part->bits * tile_bits);
        if (!is_enough)
            break;
        memcpy(part->bits + part->n_tiles * tile_bits, s->bits + (tile - 1) * tile_bits,
               tile_bits * sizeof *part->bits);
        part->tile_at[i] = (uint32_t)++part->n_tiles;
    }
    if (!is_enough) {
        jj_shut_moves_free(part);
        return jj_no_memory(ctx, "barriers", (size_t)n_rows * n_cols * sizeof(uint32_t));
    }
    *out = part;
    return JJ_OK;
}
