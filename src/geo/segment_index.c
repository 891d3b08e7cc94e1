/*
 * A plain grid of buckets, each listing the segments whose box touches it. A query looks at rings
 * of buckets around the point until the ring is farther than the best found.
 */
#include "geo/segment_index.h"
#include "geo/metric.h"

#include <math.h>

enum { SEGMENTS_A_BUCKET = 4, MOST_SIDE = 4096 };

struct jj_segment_index {
    const double *xy;
    const uint64_t *first;
    double west, south, bucket_lon, bucket_lat;
    int32_t cols, rows;
    uint64_t *bucket_first; /* rows*cols + 1 */
    uint32_t *line;         /* by bucket: line and the segment's first point */
    uint64_t *point;
};

typedef struct span {
    int32_t col0, col1, row0, row1;
} span;

static int32_t clamp(double v, int32_t n) {
    return v < 0 ? 0 : v >= n ? n - 1 : (int32_t)v;
}

static span buckets_of(const jj_segment_index *x, const double *a, const double *b) {
    return (span){clamp((fmin(a[0], b[0]) - x->west) / x->bucket_lon, x->cols),
                  clamp((fmax(a[0], b[0]) - x->west) / x->bucket_lon, x->cols),
                  clamp((fmin(a[1], b[1]) - x->south) / x->bucket_lat, x->rows),
                  clamp((fmax(a[1], b[1]) - x->south) / x->bucket_lat, x->rows)};
}

static void lay_out(jj_segment_index *x, uint64_t n_points) {
    double east = -INFINITY, north = -INFINITY;
    x->west = x->south = INFINITY;
    for (uint64_t i = 0; i < n_points; i++) {
        x->west = fmin(x->west, x->xy[2 * i]);
        east = fmax(east, x->xy[2 * i]);
        x->south = fmin(x->south, x->xy[2 * i + 1]);
        north = fmax(north, x->xy[2 * i + 1]);
    }
    double side = sqrt((double)n_points / SEGMENTS_A_BUCKET);
    x->cols = x->rows = side < 1 ? 1 : side > MOST_SIDE ? MOST_SIDE : (int32_t)side;
    x->bucket_lon = fmax((east - x->west) / x->cols, 1e-9);
    x->bucket_lat = fmax((north - x->south) / x->rows, 1e-9);
}

/* Calls for each (segment, bucket): counts first, then fills, by `fill`. */
static void visit(jj_segment_index *x, uint32_t n_lines, bool fill) {
    for (uint32_t l = 0; l < n_lines; l++) {
        uint64_t n = x->first[l + 1] - x->first[l];
        for (uint64_t k = 0; k < (n > 1 ? n - 1 : n); k++) {
            uint64_t p = x->first[l] + k, q = n > 1 ? p + 1 : p;
            span s = buckets_of(x, x->xy + 2 * p, x->xy + 2 * q);
            for (int32_t r = s.row0; r <= s.row1; r++)
                for (int32_t c = s.col0; c <= s.col1; c++) {
                    uint64_t *at = &x->bucket_first[(size_t)r * (size_t)x->cols + (size_t)c];
                    if (fill) {
                        x->line[*at] = l;
                        x->point[*at] = p;
                    }
                    ++*at;
                }
        }
    }
}

/* Turns counts into starts: entry i becomes the sum before it. */
static uint64_t starts(uint64_t *first, size_t n) {
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t count = first[i];
        first[i] = sum;
        sum += count;
    }
    first[n] = sum;
    return sum;
}

jj_status jj_segment_index_new(jj_ctx *ctx, const double *xy, const uint64_t *first,
                               uint32_t n_lines, jj_segment_index **out) {
    jj_segment_index *x = jj_alloc(1, sizeof *x);
    if (!x)
        return jj_no_memory(ctx, "an index of lines", 0);
    x->xy = xy;
    x->first = first;
    lay_out(x, first[n_lines]);
    size_t n = (size_t)x->rows * (size_t)x->cols;
    x->bucket_first = jj_alloc(n + 1, sizeof *x->bucket_first);
    if (x->bucket_first) {
        visit(x, n_lines, false);
        uint64_t total = starts(x->bucket_first, n);
        x->line = jj_alloc(total, sizeof *x->line);
        x->point = jj_alloc(total, sizeof *x->point);
    }
    if (!x->line || !x->point) {
        jj_segment_index_free(x);
        return jj_no_memory(ctx, "an index of lines", n * 8);
    }
    visit(x, n_lines, true);
    for (size_t i = n; i > 0; i--) /* filling moved every start to its end */
        x->bucket_first[i] = x->bucket_first[i - 1];
    x->bucket_first[0] = 0;
    *out = x;
    return JJ_OK;
}

void jj_segment_index_free(jj_segment_index *x) {
    if (!x)
        return;
    jj_free(x->bucket_first);
    jj_free(x->line);
    jj_free(x->point);
    jj_free(x);
}

/* The query's local plane and the best foot so far. */
typedef struct query {
    double lon, lat, east_m, north_m;
    uint32_t line;
    uint64_t point;
    double distance_m, fraction;
} query;

static void try_segment(const jj_segment_index *x, query *q, uint32_t line, uint64_t point) {
    bool is_point = x->first[line + 1] - x->first[line] == 1;
    const double *a = x->xy + 2 * point, *b = is_point ? a : a + 2;
    double ax = (a[0] - q->lon) * q->east_m, ay = (a[1] - q->lat) * q->north_m;
    double dx = (b[0] - a[0]) * q->east_m, dy = (b[1] - a[1]) * q->north_m;
    double length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? -(ax * dx + ay * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double d = hypot(ax + t * dx, ay + t * dy);
    bool is_tie = d == q->distance_m && (line < q->line || (line == q->line && point < q->point));
    if (d < q->distance_m || is_tie) {
        q->distance_m = d;
        q->line = line;
        q->point = point;
        q->fraction = t;
    }
}

static void try_bucket(const jj_segment_index *x, query *q, int32_t row, int32_t col) {
    if (row < 0 || col < 0 || row >= x->rows || col >= x->cols)
        return;
    size_t bucket = (size_t)row * (size_t)x->cols + (size_t)col;
    for (uint64_t i = x->bucket_first[bucket]; i < x->bucket_first[bucket + 1]; i++)
        try_segment(x, q, x->line[i], x->point[i]);
}

static void try_ring(const jj_segment_index *x, query *q, int32_t row, int32_t col, int32_t ring) {
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

static void describe(const jj_segment_index *x, const query *q, jj_foot *out) {
    *out = (jj_foot){.line = q->line, .distance_m = q->distance_m};
    for (uint64_t p = x->first[q->line]; p < q->point; p++)
        out->along_m += jj_metric_distance_m(x->xy[2 * p], x->xy[2 * p + 1], x->xy[2 * p + 2],
                                             x->xy[2 * p + 3]);
    bool is_last = q->point + 1 == x->first[q->line + 1];
    const double *a = x->xy + 2 * q->point, *b = is_last ? a : a + 2;
    out->along_m += q->fraction * jj_metric_distance_m(a[0], a[1], b[0], b[1]);
    out->lon = a[0] + q->fraction * (b[0] - a[0]);
    out->lat = a[1] + q->fraction * (b[1] - a[1]);
}

bool jj_segment_index_nearest(const jj_segment_index *x, double lon, double lat, double limit_m,
                              jj_foot *out) {
    query q = {.lon = lon, .lat = lat, .line = UINT32_MAX, .distance_m = INFINITY};
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
