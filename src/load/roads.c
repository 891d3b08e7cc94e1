#include "load/roads.h"
#include "base/text.h"
#include "geo/metric.h"

#include <math.h>
#include <strings.h>
#include <string.h>

/* Whole milliseconds for so many metres at a speed; JJ_UNREACHED for speed 0. */
static uint32_t road_ms(double metres, double kmh) {
    if (!(kmh > 0))
        return JJ_UNREACHED;
    double ms = floor(metres * 3600 / kmh + 0.5);
    return ms < JJ_FARTHEST ? (uint32_t)ms : JJ_FARTHEST;
}

jj_status jj_roads_add_shape(jj_ctx *ctx, jj_roads *roads, uint32_t from, uint32_t to,
                             const double *lonlat, size_t n_points, double forward_kmh,
                             double backward_kmh) {
    double metres = 0;
    for (size_t i = 1; i < n_points; i++)
        metres += jj_metric_distance_m(lonlat[2 * i - 2], lonlat[2 * i - 1], lonlat[2 * i],
                                       lonlat[2 * i + 1]);
    double mm = floor(metres * 1000 + 0.5);
    const jj_road road = {.from = from,
                          .to = to,
                          .forward_ms = road_ms(metres, forward_kmh),
                          .backward_ms = road_ms(metres, backward_kmh),
                          .length_mm = mm < JJ_FARTHEST ? (uint32_t)mm : JJ_FARTHEST};
    roads->has_lengths = true;
    return jj_roads_add(ctx, roads, &road, lonlat + 2, n_points - 2);
}

static bool ends_in(const char *path, const char *ending) {
    size_t n = strlen(path), m = strlen(ending);
    return n > m && strcasecmp(path + n - m, ending) == 0;
}

static jj_status read_any(jj_ctx *ctx, const jj_roads_source *source,
                          const jj_road_profile *profile, jj_roads *out, jj_roads_count *count) {
    static const char *const osm[] = {".osm", ".osm.gz", ".pbf"};
    for (size_t i = 0; i < JJ_COUNT(osm); i++)
        if (ends_in(source->path, osm[i]))
            return jj_roads_read_osm(ctx, source, profile, out, count);
    if (ends_in(source->path, ".csv"))
        return jj_roads_read_edges(ctx, source->path, out, count);
    return jj_roads_read_lines(ctx, source, profile, out, count);
}

jj_status jj_roads_read(jj_ctx *ctx, const jj_roads_source *source, const jj_road_profile *profile,
                        jj_roads *out, jj_roads_count *count) {
    *count = (jj_roads_count){0};
    *out = (jj_roads){0};
    jj_status st = read_any(ctx, source, profile, out, count);
    if (st == JJ_OK && out->n_roads == 0 && source->may_be_closed)
        return JJ_OK;
    if (st == JJ_OK && out->n_roads == 0)
        st = jj_fail(ctx, JJ_E_DATA,
                     "'%s' has no road that this profile may use (%llu lines read): check the "
                     "classes and the profile",
                     source->path, (unsigned long long)count->n_lines);
    if (st == JJ_OK && source->cost == JJ_COST_LENGTH && !out->has_lengths)
        st = jj_fail(ctx, JJ_E_DATA, "'%s' has no lengths: add a column 'metres'", source->path);
    if (st == JJ_OK)
        st = jj_roads_build(ctx, out, source->cost, source->graphs);
    if (st != JJ_OK)
        jj_roads_deinit(out);
    return st;
}

static jj_status add_row(jj_ctx *ctx, jj_ledger *ledger, const char *source, const char *code,
                         uint64_t count) {
    if (count == 0)
        return JJ_OK;
    const jj_ledger_row row = {.source = source, .count = count, .people = NAN};
    return jj_ledger_add(ctx, ledger, code, &row);
}

jj_status jj_roads_ledger(jj_ctx *ctx, const char *source, const jj_roads *roads,
                          const jj_roads_count *count, jj_ledger *ledger) {
    JJ_TRY(add_row(ctx, ledger, source, "road_not_open", count->n_unusable));
    JJ_TRY(add_row(ctx, ledger, source, "road_node_missing", count->n_missing_nodes));
    JJ_TRY(add_row(ctx, ledger, source, "road_joined", count->n_joined));
    JJ_TRY(add_row(ctx, ledger, source, "road_crossing", count->n_crossed));
    JJ_TRY(add_row(ctx, ledger, source, "road_without_length", count->n_empty));
    return add_row(ctx, ledger, source, "road_island", roads->n_nodes - roads->n_largest);
}
