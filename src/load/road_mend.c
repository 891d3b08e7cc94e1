#include "load/road_mend.h"
#include "geo/metric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double touch_m = 0.05;

/* A point to be put on the course of a way, after ref `after`. */
typedef struct insert {
    uint64_t after;
    double fraction; /* of the way to the next ref */
    uint32_t point;
} insert;

/* A plain grid of buckets over the segments; segment i leads from ref i to ref i + 1. */
typedef struct mending {
    jj_ctx *ctx;
    jj_ways *ways;
    uint32_t *way; /* of each ref */
    double west, south, bucket;
    int32_t cols, rows;
    uint64_t *first;
    uint64_t *segment;
    insert *inserts;
    size_t n_inserts, cap_inserts;
} mending;

static void mending_release(mending *m) {
    jj_free(m->way);
    jj_free(m->first);
    jj_free(m->segment);
    jj_free(m->inserts);
}

static const jj_way_point *point_of(const mending *m, uint64_t ref) {
    return &m->ways->points[m->ways->at[ref]];
}

static bool is_segment(const mending *m, uint64_t i) {
    return i + 1 < m->ways->n_refs && m->way[i] == m->way[i + 1] && point_of(m, i)->is_found &&
           point_of(m, i + 1)->is_found;
}

typedef struct span {
    int32_t col0, col1, row0, row1;
} span;

static int32_t clamp(double v, int32_t n) {
    return v < 0 ? 0 : v >= n ? n - 1 : (int32_t)v;
}

/* Buckets of a box, `margin` degrees wider on each side. */
static span buckets_of(const mending *m, const jj_way_point *a, const jj_way_point *b,
                       double margin) {
    return (span){clamp((fmin(a->lon, b->lon) - margin - m->west) / m->bucket, m->cols),
                  clamp((fmax(a->lon, b->lon) + margin - m->west) / m->bucket, m->cols),
                  clamp((fmin(a->lat, b->lat) - margin - m->south) / m->bucket, m->rows),
                  clamp((fmax(a->lat, b->lat) + margin - m->south) / m->bucket, m->rows)};
}

/* Degrees that are at least `metres` at the point in any direction. */
static double margin_of(const jj_way_point *p, double metres) {
    double east_m, north_m;
    jj_metric_at(p->lat, &east_m, &north_m);
    return metres / fmax(fmin(east_m, north_m), 1);
}

static void lay_out(mending *m) {
    enum { MOST_SIDE = 4096 };
    double east = -INFINITY, north = -INFINITY;
    m->west = m->south = INFINITY;
    for (size_t i = 0; i < m->ways->n_points; i++) {
        const jj_way_point *p = &m->ways->points[i];
        if (!p->is_found)
            continue;
        m->west = fmin(m->west, p->lon);
        m->south = fmin(m->south, p->lat);
        east = fmax(east, p->lon);
        north = fmax(north, p->lat);
    }
    double side = fmin(fmax(sqrt((double)m->ways->n_refs / 2), 1), MOST_SIDE);
    m->bucket = fmax(fmax(east - m->west, north - m->south) / side, 1e-7);
    m->cols = (int32_t)fmin((east - m->west) / m->bucket, MOST_SIDE) + 1;
    m->rows = (int32_t)fmin((north - m->south) / m->bucket, MOST_SIDE) + 1;
}

/* Counts segments by bucket, or with `fill` puts them there. */
static void visit(mending *m, bool fill) {
    for (uint64_t i = 0; i < m->ways->n_refs; i++) {
        if (!is_segment(m, i))
            continue;
        const jj_way_point *a = point_of(m, i);
        span s = buckets_of(m, a, point_of(m, i + 1), margin_of(a, touch_m));
        for (int32_t r = s.row0; r <= s.row1; r++)
            for (int32_t c = s.col0; c <= s.col1; c++) {
                uint64_t *at = &m->first[(size_t)r * (size_t)m->cols + (size_t)c + 1];
                if (fill)
                    m->segment[*at] = i;
                ++*at;
            }
    }
}

static jj_status begin(jj_ctx *ctx, jj_ways *w, mending *m) {
    *m = (mending){.ctx = ctx, .ways = w};
    lay_out(m);
    size_t n = (size_t)m->rows * (size_t)m->cols;
    m->way = jj_alloc(w->n_refs + 1, sizeof *m->way);
    m->first = jj_alloc(n + 2, sizeof *m->first);
    if (!m->way || !m->first)
        return jj_no_memory(ctx, "road ends", (uint64_t)n * 8);
    for (size_t k = 0; k < w->n; k++)
        for (uint64_t i = w->ways[k].first; i < w->ways[k + 1].first; i++)
            m->way[i] = (uint32_t)k;
    visit(m, false);
    uint64_t sum = 0;
    for (size_t i = 1; i <= n; i++) { /* counts become starts, one entry further on */
        uint64_t count = m->first[i];
        m->first[i] = sum;
        sum += count;
    }
    m->segment = jj_alloc(sum, sizeof *m->segment);
    if (!m->segment)
        return jj_no_memory(ctx, "road ends", sum * 8);
    visit(m, true); /* and starts become ends, that is the next one's start */
    return JJ_OK;
}

static jj_status no_room(const mending *m) {
    return jj_no_memory(m->ctx, "road ends", (uint64_t)m->ways->n_points * sizeof(jj_way_point));
}

static jj_status put_point(mending *m, double lon, double lat, uint32_t *out) {
    jj_ways *w = m->ways;
    if (!jj_grow(&w->points, &w->cap_points, w->n_points + 1, sizeof *w->points))
        return no_room(m);
    *out = (uint32_t)w->n_points;
    w->points[w->n_points++] = (jj_way_point){
        .id = INT64_MIN, .lon = lon, .lat = lat, .junction = JJ_NO_CELL, .is_found = true};
    return JJ_OK;
}

static jj_status put_on(mending *m, uint64_t segment, double fraction, uint32_t point) {
    if (!jj_grow(&m->inserts, &m->cap_inserts, m->n_inserts + 1, sizeof *m->inserts))
        return no_room(m);
    m->inserts[m->n_inserts++] = (insert){segment, fraction, point};
    return JJ_OK;
}

static int by_place(const void *a, const void *b) {
    const insert *x = a, *y = b;
    if (x->after != y->after)
        return x->after < y->after ? -1 : 1;
    if (x->fraction != y->fraction)
        return x->fraction < y->fraction ? -1 : 1;
    return (x->point > y->point) - (x->point < y->point);
}

/* The ways with what is to be put on them. */
static jj_status rewrite(mending *m) {
    jj_ways *w = m->ways;
    uint32_t *at = jj_alloc(w->n_refs + m->n_inserts, sizeof *at);
    if (!at)
        return no_room(m);
    if (m->n_inserts)
        qsort(m->inserts, m->n_inserts, sizeof *m->inserts, by_place);
    size_t n = 0, next = 0;
    for (size_t k = 0; k < w->n; k++) {
        uint64_t first = w->ways[k].first;
        w->ways[k].first = n;
        for (uint64_t i = first; i < (k + 1 < w->n ? w->ways[k + 1].first : w->n_refs); i++) {
            at[n++] = w->at[i];
            for (; next < m->n_inserts && m->inserts[next].after == i; next++)
                if (at[n - 1] != m->inserts[next].point)
                    at[n++] = m->inserts[next].point;
        }
    }
    w->ways[w->n].first = w->n_refs = n;
    jj_free(w->at);
    w->at = at;
    return JJ_OK;
}

/* --- loose ends ------------------------------------------------------------------------------ */

/* The nearest place of another way. */
typedef struct place {
    double metres, fraction;
    uint64_t segment;
} place;

static void try_segment(const mending *m, const jj_way_point *from, uint64_t i, place *best) {
    const jj_way_point *a = point_of(m, i), *b = point_of(m, i + 1);
    double east_m, north_m;
    jj_metric_at(from->lat, &east_m, &north_m);
    double ax = (a->lon - from->lon) * east_m, ay = (a->lat - from->lat) * north_m;
    double dx = (b->lon - a->lon) * east_m, dy = (b->lat - a->lat) * north_m;
    double length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? fmin(1, fmax(0, -(ax * dx + ay * dy) / length2)) : 0;
    double d = hypot(ax + t * dx, ay + t * dy);
    if (d < best->metres || (d == best->metres && i < best->segment))
        *best = (place){d, t, i};
}

/* Whether the way already holds an end of the segment: joining would shut a loop of its own. */
static bool is_of_way(const mending *m, uint32_t way, uint64_t segment) {
    const jj_way *w = &m->ways->ways[way];
    for (uint64_t i = w->first; i < w[1].first; i++)
        if (m->ways->at[i] == m->ways->at[segment] || m->ways->at[i] == m->ways->at[segment + 1])
            return true;
    return false;
}

static place nearest_place(const mending *m, uint64_t end, double join_m) {
    const jj_way_point *from = point_of(m, end);
    place best = {nextafter(join_m, INFINITY), 0, UINT64_MAX};
    span s = buckets_of(m, from, from, margin_of(from, join_m));
    for (int32_t r = s.row0; r <= s.row1; r++)
        for (int32_t c = s.col0; c <= s.col1; c++) {
            size_t bucket = (size_t)r * (size_t)m->cols + (size_t)c;
            for (uint64_t k = m->first[bucket]; k < m->first[bucket + 1]; k++)
                if (m->way[m->segment[k]] != m->way[end] &&
                    !is_of_way(m, m->way[end], m->segment[k]))
                    try_segment(m, from, m->segment[k], &best);
        }
    return best;
}

static jj_status join_end(mending *m, uint64_t end, const place *to) {
    jj_ways *w = m->ways;
    uint64_t i = to->segment;
    uint32_t point = 0;
    if (to->fraction <= 0 || to->fraction >= 1) {
        point = w->at[to->fraction <= 0 ? i : i + 1];
    } else {
        const jj_way_point *a = point_of(m, i), *b = point_of(m, i + 1);
        JJ_TRY(put_point(m, a->lon + to->fraction * (b->lon - a->lon),
                         a->lat + to->fraction * (b->lat - a->lat), &point));
        JJ_TRY(put_on(m, i, to->fraction, point));
    }
    w->at[end] = point;
    jj_way_point_name(&w->points[point], 2);
    return JJ_OK;
}

static jj_status join_all(jj_ctx *ctx, jj_ways *w, double join_m, uint64_t *n_joined) {
    JJ_CLEANUP(mending_release) mending m;
    *n_joined = 0;
    JJ_TRY(begin(ctx, w, &m));
    jj_ways_count_names(w);
    for (size_t k = 0; k < w->n; k++)
        for (int side = 0; side < 2; side++) {
            uint64_t end = side ? w->ways[k + 1].first - 1 : w->ways[k].first;
            const jj_way_point *p = point_of(&m, end);
            if (p->n_named != 2 || !p->is_found)
                continue;
            place to = nearest_place(&m, end, join_m);
            if (to.segment == UINT64_MAX)
                continue;
            JJ_TRY(join_end(&m, end, &to));
            ++*n_joined;
        }
    return rewrite(&m);
}

/* --- crossings ------------------------------------------------------------------------------- */

/* Where two segments meet: fractions of both. */
typedef struct meeting {
    double t, u, lon, lat;
} meeting;

/* An end of one within touching distance of the other, or a proper crossing. */
static bool find_meeting(const jj_way_point *a, const jj_way_point *b, const jj_way_point *c,
                         const jj_way_point *d, meeting *out) {
    double east_m, north_m;
    jj_metric_at(a->lat, &east_m, &north_m);
    double px = (b->lon - a->lon) * east_m, py = (b->lat - a->lat) * north_m;
    double qx = (d->lon - c->lon) * east_m, qy = (d->lat - c->lat) * north_m;
    double cx = (c->lon - a->lon) * east_m, cy = (c->lat - a->lat) * north_m;
    double p_m = hypot(px, py), q_m = hypot(qx, qy), cross = px * qy - py * qx;
    if (!(p_m > 0) || !(q_m > 0) || fabs(cross) < 1e-6 * p_m * q_m)
        return false; /* side by side */
    double t = (cx * qy - cy * qx) / cross, u = (cx * py - cy * px) / cross;
    double sin_angle = fabs(cross) / (p_m * q_m);
    double t_slack = touch_m / (p_m * sin_angle), u_slack = touch_m / (q_m * sin_angle);
    if (t < -t_slack || t > 1 + t_slack || u < -u_slack || u > 1 + u_slack)
        return false;
    out->t = t <= t_slack ? 0 : t >= 1 - t_slack ? 1 : t;
    out->u = u <= u_slack ? 0 : u >= 1 - u_slack ? 1 : u;
    t = fmin(1, fmax(0, t));
    out->lon = a->lon + t * (b->lon - a->lon);
    out->lat = a->lat + t * (b->lat - a->lat);
    return true;
}

static jj_status meet(mending *m, uint64_t i, uint64_t k, const meeting *at) {
    bool i_ends = at->t <= 0 || at->t >= 1, k_ends = at->u <= 0 || at->u >= 1;
    uint32_t point = 0;
    if (i_ends && k_ends)
        return JJ_OK; /* two points that touch: the join's to mend */
    if (i_ends)
        return put_on(m, k, at->u, m->ways->at[at->t <= 0 ? i : i + 1]);
    if (k_ends)
        return put_on(m, i, at->t, m->ways->at[at->u <= 0 ? k : k + 1]);
    JJ_TRY(put_point(m, at->lon, at->lat, &point));
    JJ_TRY(put_on(m, i, at->t, point));
    return put_on(m, k, at->u, point);
}

static bool may_meet(const mending *m, uint64_t i, uint64_t k) {
    const uint32_t *at = m->ways->at;
    bool is_apart = m->ways->ways[m->way[i]].is_apart || m->ways->ways[m->way[k]].is_apart;
    return !is_apart && at[i] != at[k] && at[i] != at[k + 1] && at[i + 1] != at[k] &&
           at[i + 1] != at[k + 1];
}

/* Pairs in one bucket; one that shares several buckets is told by where it meets. */
static jj_status cross_bucket(mending *m, int32_t row, int32_t col, uint64_t *n_crossed) {
    size_t bucket = (size_t)row * (size_t)m->cols + (size_t)col;
    for (uint64_t x = m->first[bucket]; x < m->first[bucket + 1]; x++)
        for (uint64_t y = x + 1; y < m->first[bucket + 1]; y++) {
            uint64_t i = m->segment[x], k = m->segment[y];
            meeting at;
            if (!may_meet(m, i, k) || !find_meeting(point_of(m, i), point_of(m, i + 1),
                                                    point_of(m, k), point_of(m, k + 1), &at))
                continue;
            if (clamp((at.lon - m->west) / m->bucket, m->cols) != col ||
                clamp((at.lat - m->south) / m->bucket, m->rows) != row)
                continue;
            JJ_TRY(meet(m, i, k, &at));
            ++*n_crossed;
        }
    return JJ_OK;
}

static jj_status cross_all(jj_ctx *ctx, jj_ways *w, uint64_t *n_crossed) {
    JJ_CLEANUP(mending_release) mending m;
    *n_crossed = 0;
    JJ_TRY(begin(ctx, w, &m));
    for (int32_t row = 0; row < m.rows; row++)
        for (int32_t col = 0; col < m.cols; col++)
            JJ_TRY(cross_bucket(&m, row, col, n_crossed));
    return rewrite(&m);
}

jj_status jj_ways_mend(jj_ctx *ctx, jj_ways *w, const jj_roads_source *source,
                       jj_roads_count *count) {
    if (source->splits_crossings)
        JJ_TRY(cross_all(ctx, w, &count->n_crossed));
    return source->join_m > 0 ? join_all(ctx, w, source->join_m, &count->n_joined) : JJ_OK;
}
