#include "geo/outline.h"

#include <stdlib.h>
#include <string.h>

/* Sides run with the cell on their left: south side east, east side north, and so on. */
enum { EAST, NORTH, WEST, SOUTH };

typedef struct side {
    uint64_t from; /* corner number */
    uint32_t cell; /* index into the cells of the set */
    uint8_t heading;
    bool is_used;
} side;

typedef struct ring {
    uint32_t group; /* cells joined side by side: the polygon */
    bool is_hole;
    size_t first, n; /* in the corner list */
} ring;

typedef struct tracer {
    const jj_grid *g;
    uint32_t *cells, *group; /* ascending; the group of each */
    size_t n_cells;
    side *sides;
    size_t n_sides;
    size_t *path, *position; /* path of sides; per side at a corner: 1 + its place on the path */
    uint32_t *corners;
    size_t n_corners, cap_corners;
    ring *rings;
    size_t n_rings, cap_rings;
} tracer;

static uint64_t corner_of(const jj_grid *g, uint32_t row, uint32_t col) {
    return (uint64_t)row * ((uint64_t)g->cols + 1) + col;
}

/* Index of a cell in the set, or -1. */
static int64_t find_cell(const tracer *t, int64_t row, int64_t col) {
    if (row < 0 || col < 0 || row >= t->g->rows || col >= t->g->cols)
        return -1;
    uint32_t wanted = (uint32_t)(row * t->g->cols + col);
    size_t low = 0, high = t->n_cells;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (t->cells[mid] < wanted)
            low = mid + 1;
        else
            high = mid;
    }
    return low < t->n_cells && t->cells[low] == wanted ? (int64_t)low : -1;
}

static uint32_t group_root(uint32_t *group, uint32_t i) {
    while (group[i] != i)
        i = group[i] = group[group[i]];
    return i;
}

static void join_groups(uint32_t *group, uint32_t a, uint32_t b) {
    a = group_root(group, a);
    b = group_root(group, b);
    group[a > b ? a : b] = a < b ? a : b;
}

static void list_cells(tracer *t, const jj_cover *cover) {
    for (size_t i = 0; i < cover->n_spans; i++)
        for (uint32_t k = 0; k < cover->spans[i].n; k++)
            t->cells[t->n_cells++] = cover->spans[i].row * t->g->cols + cover->spans[i].col + k;
}

static int by_corner(const void *a, const void *b) {
    const side *p = a, *q = b;
    if (p->from != q->from)
        return p->from < q->from ? -1 : 1;
    return (int)p->heading - (int)q->heading;
}

static void list_sides(tracer *t) {
    static const int step_row[4] = {1, 0, -1, 0}, step_col[4] = {0, 1, 0, -1};
    static const uint32_t from_row[4] = {1, 1, 0, 0}, from_col[4] = {0, 1, 1, 0};
    for (uint32_t i = 0; i < t->n_cells; i++) {
        uint32_t row = t->cells[i] / t->g->cols, col = t->cells[i] % t->g->cols;
        for (uint8_t h = EAST; h <= SOUTH; h++) {
            int64_t other = find_cell(t, (int64_t)row + step_row[h], (int64_t)col + step_col[h]);
            if (other >= 0)
                join_groups(t->group, i, (uint32_t)other);
            else
                t->sides[t->n_sides++] =
                    (side){.from = corner_of(t->g, row + from_row[h], col + from_col[h]),
                           .cell = i,
                           .heading = h};
        }
    }
    qsort(t->sides, t->n_sides, sizeof *t->sides, by_corner);
}

static uint64_t end_of(const tracer *t, const side *s) {
    uint64_t width = (uint64_t)t->g->cols + 1;
    switch (s->heading) {
    case EAST:
        return s->from + 1;
    case NORTH:
        return s->from - width;
    case WEST:
        return s->from - 1;
    default:
        return s->from + width;
    }
}

/* The first side that begins at a corner; one more may follow it. */
static size_t first_at(const tracer *t, uint64_t corner) {
    size_t low = 0, high = t->n_sides;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (t->sides[mid].from < corner)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Where two sides leave a corner, the left turn stays with the same group of cells. */
static size_t next_side(const tracer *t, size_t first, uint8_t heading) {
    bool has_two = first + 1 < t->n_sides && t->sides[first + 1].from == t->sides[first].from;
    if (!has_two)
        return first;
    uint8_t left = (uint8_t)((heading + 1) % 4);
    size_t wanted = t->sides[first].heading == left ? first : first + 1;
    return t->sides[wanted].is_used ? (wanted == first ? first + 1 : first) : wanted;
}

static bool add_corner(tracer *t, uint64_t corner) {
    if (!jj_grow(&t->corners, &t->cap_corners, t->n_corners + 2, sizeof *t->corners))
        return false;
    uint64_t width = (uint64_t)t->g->cols + 1;
    t->corners[t->n_corners++] = (uint32_t)(corner % width);
    t->corners[t->n_corners++] = (uint32_t)(corner / width);
    return true;
}

/* The sides path[0..n-1] close a ring: keep the corners where it turns. */
static bool close_ring(tracer *t, const size_t *path, size_t n) {
    if (!jj_grow(&t->rings, &t->cap_rings, t->n_rings + 1, sizeof *t->rings))
        return false;
    ring *r = &t->rings[t->n_rings++];
    *r = (ring){.group = group_root(t->group, t->sides[path[0]].cell), .first = t->n_corners / 2};
    for (size_t i = 0; i < n; i++) {
        const side *s = &t->sides[path[i]], *before = &t->sides[path[i ? i - 1 : n - 1]];
        if (s->heading != before->heading && !add_corner(t, s->from))
            return false;
    }
    const uint32_t *c = t->corners + 2 * r->first;
    if (!add_corner(t, corner_of(t->g, c[1], c[0])))
        return false;
    r->n = t->n_corners / 2 - r->first;
    int64_t twice_area = 0; /* y downwards: positive is clockwise on the map */
    c = t->corners + 2 * r->first;
    for (size_t i = 0; i + 1 < r->n; i++)
        twice_area += (int64_t)c[2 * i] * c[2 * i + 3] - (int64_t)c[2 * i + 2] * c[2 * i + 1];
    r->is_hole = twice_area > 0;
    return true;
}

/* A corner met again closes a ring there, so that no ring touches itself. */
static bool trace_from(tracer *t, size_t start) {
    size_t n_path = 0, at = start;
    for (;;) {
        side *s = &t->sides[at];
        s->is_used = true;
        t->position[first_at(t, s->from)] = n_path + 1;
        t->path[n_path++] = at;
        size_t first = first_at(t, end_of(t, s));
        if (t->position[first]) {
            size_t keep = t->position[first] - 1;
            if (!close_ring(t, t->path + keep, n_path - keep))
                return false;
            for (size_t i = keep; i < n_path; i++)
                t->position[first_at(t, t->sides[t->path[i]].from)] = 0;
            n_path = keep;
            if (n_path == 0)
                return true;
        }
        at = next_side(t, first, s->heading);
    }
}

static int by_group(const void *a, const void *b) {
    const ring *p = a, *q = b;
    if (p->group != q->group)
        return p->group < q->group ? -1 : 1;
    if (p->is_hole != q->is_hole)
        return p->is_hole ? 1 : -1;
    return p->first < q->first ? -1 : p->first > q->first;
}

static jj_status gather(jj_ctx *ctx, tracer *t, jj_outline *out) {
    qsort(t->rings, t->n_rings, sizeof *t->rings, by_group);
    jj_outline o = {.corners = jj_alloc(t->n_corners, sizeof *o.corners),
                    .ring_end = jj_alloc(t->n_rings, sizeof *o.ring_end),
                    .polygons = jj_alloc(t->n_rings, sizeof *o.polygons),
                    .n_rings = t->n_rings};
    if (!o.corners || !o.ring_end || !o.polygons) {
        jj_outline_deinit(&o);
        return jj_no_memory(ctx, "outlines", t->n_corners * sizeof *o.corners);
    }
    size_t end = 0;
    for (size_t i = 0; i < t->n_rings; i++) {
        const ring *r = &t->rings[i];
        memcpy(o.corners + 2 * end, t->corners + 2 * r->first, 2 * r->n * sizeof *o.corners);
        o.ring_end[i] = end += r->n;
        bool is_new = i > 0 && r->group != r[-1].group;
        o.polygons[i] = i ? o.polygons[i - 1] + is_new : 0;
    }
    *out = o;
    return JJ_OK;
}

static jj_status trace_all(jj_ctx *ctx, tracer *t, jj_outline *out) {
    t->position = jj_alloc(t->n_sides, sizeof *t->position);
    t->path = jj_alloc(t->n_sides, sizeof *t->path);
    if (!t->position || !t->path)
        return jj_no_memory(ctx, "outlines", 2 * t->n_sides * sizeof *t->path);
    for (size_t i = 0; i < t->n_sides; i++)
        if (!t->sides[i].is_used && !trace_from(t, i))
            return jj_no_memory(ctx, "outlines", 0);
    return gather(ctx, t, out);
}

static void tracer_deinit(tracer *t) {
    jj_free(t->cells);
    jj_free(t->group);
    jj_free(t->sides);
    jj_free(t->path);
    jj_free(t->position);
    jj_free(t->corners);
    jj_free(t->rings);
}

jj_status jj_outline_cover(jj_ctx *ctx, const jj_grid *g, const jj_cover *cover, jj_outline *out) {
    size_t n = 0;
    for (size_t i = 0; i < cover->n_spans; i++)
        n += cover->spans[i].n;
    *out = (jj_outline){0};
    if (n == 0)
        return JJ_OK;
    JJ_CLEANUP(tracer_deinit)
    tracer t = {.g = g,
                .cells = jj_alloc(n, sizeof *t.cells),
                .group = jj_alloc(n, sizeof *t.group),
                .sides = jj_alloc(4 * n, sizeof *t.sides)};
    if (!t.cells || !t.group || !t.sides)
        return jj_no_memory(ctx, "outlines", 4 * n * sizeof *t.sides);
    list_cells(&t, cover);
    for (uint32_t i = 0; i < n; i++)
        t.group[i] = i;
    list_sides(&t);
    return trace_all(ctx, &t, out);
}

void jj_outline_deinit(jj_outline *o) {
    jj_free(o->corners);
    jj_free(o->ring_end);
    jj_free(o->polygons);
    *o = (jj_outline){0};
}
