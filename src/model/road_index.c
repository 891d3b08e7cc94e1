/*
 * A plain grid of buckets, each listing the segments whose box touches it. A query looks at rings
 * of buckets around the point until the ring is farther than the best found.
 */
#include "model/road_index.h"
#include "geo/metric.h"

#include <math.h>

enum { SEGMENTS_A_BUCKET = 4, MOST_SIDE = 4096 };

/* Step k of a road leads from its point k to the next. */
typedef struct segment {
    uint32_t road, step;
} segment;

struct jj_road_index {
    const jj_roads *roads;
    double west, south, bucket_lon, bucket_lat;
    int32_t cols, rows;
    uint32_t *bucket_first; /* rows*cols + 1 */
    segment *segments;      /* by bucket */
};

typedef struct span {
    int32_t col0, col1, row0, row1;
} span;

static int32_t clamp(double v, int32_t n) {
    return v < 0 ? 0 : v >= n ? n - 1 : (int32_t)v;
}

static span buckets_of(const jj_road_index *x, const double *a, const double *b) {
    return (span){clamp((fmin(a[0], b[0]) - x->west) / x->bucket_lon, x->cols),
                  clamp((fmax(a[0], b[0]) - x->west) / x->bucket_lon, x->cols),
                  clamp((fmin(a[1], b[1]) - x->south) / x->bucket_lat, x->rows),
                  clamp((fmax(a[1], b[1]) - x->south) / x->bucket_lat, x->rows)};
}

static void widen(double box[4], const double *lonlat, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (size_t axis = 0; axis < 2; axis++) {
            box[axis] = fmin(box[axis], lonlat[2 * i + axis]);
            box[2 + axis] = fmax(box[2 + axis], lonlat[2 * i + axis]);
        }
}

static int32_t side_of(uint64_t n_segments) {
    double side = sqrt((double)n_segments / SEGMENTS_A_BUCKET);
    return side < 1 ? 1 : side > MOST_SIDE ? MOST_SIDE : (int32_t)side;
}

static void lay_out(jj_road_index *x) {
    const jj_roads *r = x->roads;
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    widen(box, r->node_lonlat, r->n_nodes);
    widen(box, r->bends, r->n_bends);
    x->west = box[0];
    x->south = box[1];
    x->cols = x->rows = side_of(r->n_roads + r->n_bends);
    x->bucket_lon = fmax((box[2] - box[0]) / x->cols, 1e-9);
    x->bucket_lat = fmax((box[3] - box[1]) / x->rows, 1e-9);
}

/* Each (segment, bucket) is counted or, with `fill`, put there; how many there are. */
static uint64_t visit(jj_road_index *x, bool fill) {
    uint64_t n = 0;
    for (uint32_t road = 0; road < x->roads->n_roads; road++) {
        uint64_t n_steps = jj_road_n_points(x->roads, road) - 1;
        for (uint64_t k = 0; k < n_steps; k++) {
            span s = buckets_of(x, jj_road_point(x->roads, road, k),
                                jj_road_point(x->roads, road, k + 1));
            for (int32_t r = s.row0; r <= s.row1; r++)
                for (int32_t c = s.col0; c <= s.col1; c++, n++) {
                    uint32_t *at = &x->bucket_first[(size_t)r * (size_t)x->cols + (size_t)c];
                    if (fill)
                        x->segments[*at] = (segment){road, (uint32_t)k};
                    ++*at;
                }
        }
    }
    return n;
}

/* Turns counts into starts: entry i becomes the sum before it. */
static void starts(uint32_t *first, size_t n) {
    uint32_t sum = 0;
    for (size_t i = 0; i <= n; i++) {
        uint32_t count = first[i];
        first[i] = sum;
        sum += count;
    }
}

static jj_status fill_buckets(jj_ctx *ctx, jj_road_index *x) {
    size_t n = (size_t)x->rows * (size_t)x->cols;
    x->bucket_first = jj_alloc(n + 1, sizeof *x->bucket_first);
    if (!x->bucket_first)
        return jj_no_memory(ctx, "an index of roads", n * 4);
    uint64_t total = visit(x, false);
    if (total > UINT32_MAX)
        return jj_fail(ctx, JJ_E_LIMIT, "the index of roads has more than 2^32 entries");
    starts(x->bucket_first, n);
    x->segments = jj_alloc(total, sizeof *x->segments);
    if (!x->segments)
        return jj_no_memory(ctx, "an index of roads", total * sizeof *x->segments);
    (void)visit(x, true);
    for (size_t i = n; i > 0; i--) /* filling moved every start to its end */
        x->bucket_first[i] = x->bucket_first[i - 1];
    x->bucket_first[0] = 0;
    return JJ_OK;
}

jj_status jj_road_index_new(jj_ctx *ctx, const jj_roads *roads, jj_road_index **out) {
    jj_road_index *x = jj_alloc(1, sizeof *x);
    if (!x)
        return jj_no_memory(ctx, "an index of roads", sizeof *x);
    x->roads = roads;
    lay_out(x);
    jj_status st = fill_buckets(ctx, x);
    if (st != JJ_OK) {
        jj_road_index_free(x);
        return st;
    }
    *out = x;
    return JJ_OK;
}

void jj_road_index_free(jj_road_index *x) {
    if (!x)
        return;
    jj_free(x->bucket_first);
    jj_free(x->segments);
    jj_free(x);
}

uint64_t jj_road_index_bytes(uint64_t n_segments) {
    uint64_t side = (uint64_t)side_of(n_segments);
    return side * side * 4 + n_segments * sizeof(segment) * 2;
}

/* The query's local plane and the best foot so far. */
typedef struct query {
    double lon, lat, east_m, north_m;
    segment at;
    double distance_m, fraction;
} query;

static bool is_before(segment a, segment b) {
    return a.road < b.road || (a.road == b.road && a.step < b.step);
}

static void try_segment(const jj_road_index *x, query *q, segment s) {
    const double *a = jj_road_point(x->roads, s.road, s.step);
    const double *b = jj_road_point(x->roads, s.road, (uint64_t)s.step + 1);
    double ax = (a[0] - q->lon) * q->east_m, ay = (a[1] - q->lat) * q->north_m;
    double dx = (b[0] - a[0]) * q->east_m, dy = (b[1] - a[1]) * q->north_m;
    double length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? -(ax * dx + ay * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double d = hypot(ax + t * dx, ay + t * dy);
    if (d < q->distance_m || (d == q->distance_m && is_before(s, q->at))) {
        q->distance_m = d;
        q->at = s;
        q->fraction = t;
    }
}

static void try_bucket(const jj_road_index *x, query *q, int32_t row, int32_t col) {
    if (row < 0 || col < 0 || row >= x->rows || col >= x->cols)
        return;
    size_t bucket = (size_t)row * (size_t)x->cols + (size_t)col;
    for (uint32_t i = x->bucket_first[bucket]; i < x->bucket_first[bucket + 1]; i++)
        try_segment(x, q, x->segments[i]);
}

static void try_ring(const jj_road_index *x, query *q, int32_t row, int32_t col, int32_t ring) {
    for (int32_t c = col - ring; c <= col + ring; c++) {
        try_bucket(x, q, row - ring, c);
        if (ring)
            try_bucket(x, q, row + ring, c);
    }
    for (int32_t r = row - ring + 1; r <= row + ring - 1; r++) {
        try_bucket(x, q, r, col - ring);
        try_bucket(x, q, r, col + ring);
    }
}

static void describe(const jj_road_index *x, const query *q, jj_road_foot *out) {
    *out = (jj_road_foot){.road = q->at.road, .distance_m = q->distance_m};
    const double *a = jj_road_point(x->roads, q->at.road, 0);
    for (uint64_t k = 0;; k++) {
        const double *b = jj_road_point(x->roads, q->at.road, k + 1);
        double step_m = jj_metric_distance_m(a[0], a[1], b[0], b[1]);
        if (k == q->at.step) {
            out->along_m += q->fraction * step_m;
            out->lon = a[0] + q->fraction * (b[0] - a[0]);
            out->lat = a[1] + q->fraction * (b[1] - a[1]);
            return;
        }
        out->along_m += step_m;
        a = b;
    }
}

bool jj_road_index_nearest(const jj_road_index *x, double lon, double lat, double limit_m,
                           jj_road_foot *out) {
    query q = {.lon = lon, .lat = lat, .at = {UINT32_MAX, UINT32_MAX}, .distance_m = INFINITY};
    jj_metric_at(lat, &q.east_m, &q.north_m);
    double bucket_m = fmin(x->bucket_lon * q.east_m, x->bucket_lat * q.north_m);
    /* a point outside starts at the rim; the way to the rim bounds what any ring can hold */
    int32_t col = clamp((lon - x->west) / x->bucket_lon, x->cols);
    int32_t row = clamp((lat - x->south) / x->bucket_lat, x->rows);
    int32_t last = x->cols > x->rows ? x->cols : x->rows;
    for (int32_t ring = 0; ring <= last; ring++) {
        double ring_m = (ring - 1) * bucket_m;
        if (ring_m > q.distance_m || ring_m > limit_m)
            break;
        try_ring(x, &q, row, col, ring);
    }
    if (!(q.distance_m <= limit_m))
        return false;
    describe(x, &q, out);
    return true;
}
