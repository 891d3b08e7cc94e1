/*
 * Boundaries as lines that each stand once: the side two units share, or a unit shares with the
 * one above it, is drawn by the highest level alone, so that dashes do not fill each other's gaps.
 */
#include "base/param.h"
#include "out/sheet/data.h"

#include <math.h>
#include <string.h>

/* The two ends of a segment in decimetres, the smaller first. */
typedef struct segment {
    int64_t x0, y0, x1, y1;
} segment;

typedef struct segment_set {
    segment *items;
    uint8_t *is_used;
    size_t cap; /* a power of two, over twice the segments */
} segment_set;

static segment make_segment(const double *a, const double *b) {
    segment s = {llround(a[0] * 10), llround(a[1] * 10), llround(b[0] * 10), llround(b[1] * 10)};
    if (s.x0 > s.x1 || (s.x0 == s.x1 && s.y0 > s.y1))
        s = (segment){s.x1, s.y1, s.x0, s.y0};
    return s;
}

/* True when it was not there yet. */
static bool insert(segment_set *set, const segment *s) {
    uint64_t h = (uint64_t)s->x0 * 0x9E3779B97F4A7C15U ^ (uint64_t)s->y0 * 0xC2B2AE3D27D4EB4FU ^
                 (uint64_t)s->x1 * 0x165667B19E3779F9U ^ (uint64_t)s->y1 * 0x27D4EB2F165667C5U;
    h ^= h >> 29;
    for (size_t i = h & (set->cap - 1);; i = (i + 1) & (set->cap - 1)) {
        if (!set->is_used[i]) {
            set->is_used[i] = 1;
            set->items[i] = *s;
            return true;
        }
        if (memcmp(&set->items[i], s, sizeof *s) == 0)
            return false;
    }
}

typedef struct builder {
    jj_sheet_data *d;
    segment_set set;
    bool failed;
} builder;

static void builder_deinit(builder *b) {
    jj_free(b->set.items);
    jj_free(b->set.is_used);
}

static void add_point(builder *b, const double *xy, bool starts, const char *level) {
    jj_sheet_data *d = b->d;
    if (starts) {
        if (!jj_grow(&d->edges, &d->cap_edges, d->n_edges + 1, sizeof *d->edges)) {
            b->failed = true;
            return;
        }
        d->edges[d->n_edges++] =
            (jj_sheet_edge){level, d->n_edge_points, 0, {INFINITY, INFINITY, -INFINITY, -INFINITY}};
    }
    if (!jj_grow(&d->edge_xy, &d->cap_edge_points, 2 * (d->n_edge_points + 1), sizeof(double))) {
        b->failed = true;
        return;
    }
    jj_sheet_edge *e = &d->edges[d->n_edges - 1];
    memcpy(&d->edge_xy[2 * d->n_edge_points++], xy, 2 * sizeof *xy);
    e->n++;
    for (int k = 0; k < 2; k++) {
        e->box[k] = fmin(e->box[k], xy[k]);
        e->box[k + 2] = fmax(e->box[k + 2], xy[k]);
    }
}

static void add_shape(builder *b, const jj_sheet_unit *u) {
    const jj_sheet_shape *s = &u->shape;
    for (size_t k = 0, begin = 0; k < s->n_parts && !b->failed; begin = s->part_end[k++]) {
        bool is_open = false;
        for (size_t i = begin; i + 1 < s->part_end[k] && !b->failed; i++) {
            segment g = make_segment(&s->xy[2 * i], &s->xy[2 * i + 2]);
            if (!insert(&b->set, &g)) {
                is_open = false;
                continue;
            }
            if (!is_open)
                add_point(b, &s->xy[2 * i], true, u->level);
            if (!b->failed)
                add_point(b, &s->xy[2 * i + 2], false, u->level);
            is_open = true;
        }
    }
}

jj_status jj_mapsheet_edges(jj_ctx *ctx, jj_sheet_data *d) {
    size_t n = 0;
    for (size_t i = 0; i < d->n_above; i++)
        n += d->above[i].shape.n_points;
    for (size_t i = 0; i < d->n_units; i++)
        n += d->units[i].shape.n_points;
    JJ_CLEANUP(builder_deinit) builder b = {.d = d, .set.cap = 64};
    while (b.set.cap < 2 * n + 2)
        b.set.cap *= 2;
    b.set.items = jj_alloc(b.set.cap, sizeof *b.set.items);
    b.set.is_used = jj_alloc(b.set.cap, 1);
    if (!b.set.items || !b.set.is_used)
        return jj_no_memory(ctx, "a map sheet", b.set.cap * sizeof *b.set.items);
    for (size_t i = 0; i < d->n_above; i++)
        add_shape(&b, &d->above[i]);
    for (size_t i = 0; i < d->n_units; i++)
        add_shape(&b, &d->units[i]);
    return b.failed ? jj_no_memory(ctx, "a map sheet", 0) : JJ_OK;
}
