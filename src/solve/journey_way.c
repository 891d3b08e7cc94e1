#include "solve/journey_way.h"

#include "geo/metric.h"
#include "solve/step.h"

#include <math.h>
#include <string.h>

bool jj_way_line_add(jj_way_line *line, double lon, double lat) {
    double *last = line->n ? line->lonlat + 2 * line->n - 2 : NULL;
    const double same = 1e-9; /* degrees: a tenth of a millimetre */
    if (last && fabs(last[0] - lon) < same && fabs(last[1] - lat) < same)
        return true;
    if (!jj_grow(&line->lonlat, &line->cap, line->n + 1, 2 * sizeof *line->lonlat))
        return false;
    line->lonlat[2 * line->n] = lon;
    line->lonlat[2 * line->n++ + 1] = lat;
    return true;
}

void jj_way_line_reverse(jj_way_line *line) {
    for (size_t i = 0, k = line->n; i + 1 < k; i++) {
        k--;
        for (size_t axis = 0; axis < 2; axis++) {
            double swap = line->lonlat[2 * i + axis];
            line->lonlat[2 * i + axis] = line->lonlat[2 * k + axis];
            line->lonlat[2 * k + axis] = swap;
        }
    }
}

void jj_way_line_deinit(jj_way_line *line) {
    jj_free(line->lonlat);
    *line = (jj_way_line){0};
}

/* A road's shape measured from its first point. */
typedef struct course {
    const jj_roads *roads;
    uint32_t road;
    size_t n;
    double length_m;
} course;

static const double *point_of(const course *c, size_t i) {
    return jj_road_point(c->roads, c->road, i);
}

static double step_m(const course *c, size_t i) {
    const double *a = point_of(c, i), *b = point_of(c, i + 1);
    return jj_metric_distance_m(a[0], a[1], b[0], b[1]);
}

static course course_of(const jj_roads *r, uint32_t road) {
    course c = {r, road, (size_t)jj_road_n_points(r, road), 0};
    for (size_t i = 0; i + 1 < c.n; i++)
        c.length_m += step_m(&c, i);
    return c;
}

/* The point at so many metres from the first one, within step i that begins at `at_m`. */
static bool add_between(jj_way_line *line, const course *c, size_t i, double at_m, double m) {
    double step = step_m(c, i), t = step > 0 ? fmin(1, fmax(0, (m - at_m) / step)) : 0;
    const double *a = point_of(c, i), *b = point_of(c, i + 1);
    return jj_way_line_add(line, a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]));
}

static bool add_upward(jj_way_line *line, const course *c, double from_m, double to_m) {
    double at_m = 0;
    bool has_begun = false, fits = true;
    for (size_t i = 0; fits && i + 1 < c->n; i++) {
        double end_m = i + 2 == c->n ? INFINITY : at_m + step_m(c, i);
        if (!has_begun && from_m <= end_m) {
            fits = add_between(line, c, i, at_m, from_m);
            has_begun = true;
        }
        if (has_begun && to_m <= end_m)
            return fits && add_between(line, c, i, at_m, to_m);
        if (has_begun)
            fits = fits && jj_way_line_add(line, point_of(c, i + 1)[0], point_of(c, i + 1)[1]);
        at_m = end_m;
    }
    return fits;
}

/* The road from one fraction of its length to another, either way. */
static bool add_part(const jj_roads *r, uint32_t road, double from, double to, jj_way_line *line) {
    course c = course_of(r, road);
    line->metres += fabs(to - from) * r->roads[road].length_mm / 1000;
    if (from <= to)
        return add_upward(line, &c, from * c.length_m, to * c.length_m);
    jj_way_line down = {0};
    bool fits = add_upward(&down, &c, to * c.length_m, from * c.length_m);
    for (size_t i = down.n; fits && i-- > 0;)
        fits = jj_way_line_add(line, down.lonlat[2 * i], down.lonlat[2 * i + 1]);
    jj_way_line_deinit(&down);
    return fits;
}

/* One way between a place and an end of its road. */
typedef struct exit_way {
    uint32_t node, cost;
    bool is_from; /* the end is the road's first node */
} exit_way;

static size_t exits_of(const jj_journeys *how, const jj_access *place, jj_direction direction,
                       exit_way out[2]) {
    if (place->road == UINT32_MAX)
        return 0;
    jj_source ends[2];
    size_t n = jj_access_ends(how->roads, how->cost, place, 0, 0, direction, ends);
    for (size_t i = 0; i < n; i++)
        out[i] = (exit_way){ends[i].cell, ends[i].start_ms,
                            jj_access_end_is_first(how->roads, place, direction, i)};
    return n;
}

/* The road by which the search came from `tail` to `head`. */
static uint32_t road_between(const jj_journeys *how, const jj_road_search *search, uint32_t tail,
                             uint32_t head) {
    const jj_road_graph g = how->roads->graph[how->direction];
    uint32_t step = jj_road_search_cost(search, head) - jj_road_search_cost(search, tail);
    for (uint32_t a = g.first[tail]; a < g.first[tail + 1]; a++)
        if (g.arcs[a].head == head && g.arcs[a].cost == step)
            return g.road[a];
    return UINT32_MAX; /* not reached: the search took one of these arcs */
}

/* From an end of the place's road along the search's way to the facility's foot. */
static bool follow(const jj_journeys *how, const jj_road_search *search, const jj_access *facility,
                   uint32_t node, jj_way_line *line) {
    uint32_t before;
    while ((before = jj_road_search_before(search, node)) != JJ_NO_CELL) {
        uint32_t road = road_between(how, search, before, node);
        bool is_up = how->roads->roads[road].from == node;
        if (!add_part(how->roads, road, is_up ? 0 : 1, is_up ? 1 : 0, line))
            return false;
        node = before;
    }
    exit_way ends[2];
    size_t n = exits_of(how, facility, how->direction, ends);
    for (size_t i = 0; i < n; i++)
        if (ends[i].node == node && ends[i].cost == jj_road_search_cost(search, node))
            return add_part(how->roads, facility->road, ends[i].is_from ? 0 : 1, facility->fraction,
                            line);
    return true; /* not reached: the search began at one of these */
}

static bool draw_straight(const jj_journeys *how, const jj_access *facility, const jj_access *place,
                          jj_way_line *line) {
    line->metres = jj_journey_straight_m(how, place, facility);
    return jj_way_line_add(line, place->lon, place->lat) &&
           jj_way_line_add(line, facility->lon, facility->lat);
}

static bool draw(const jj_journeys *how, const jj_road_search *search, const jj_access *facility,
                 const jj_access *place, jj_way_line *line) {
    exit_way ends[2], best = {JJ_NO_CELL, JJ_UNREACHED, false};
    uint32_t along = jj_journey_along(how, place, facility, 0);
    size_t n = exits_of(how, place, how->direction == JJ_TOWARD ? JJ_AWAY : JJ_TOWARD, ends);
    for (size_t i = 0; i < n; i++) {
        uint32_t at_node = jj_road_search_cost(search, ends[i].node);
        if (at_node != JJ_UNREACHED && jj_later(at_node, ends[i].cost) < best.cost) {
            best = ends[i];
            best.cost = jj_later(at_node, ends[i].cost);
        }
    }
    uint32_t by_road = along <= best.cost ? along : best.cost;
    uint32_t straight = jj_journey_straight(how, place, facility, 0);
    line->ms = straight < by_road ? straight : by_road;
    if (line->ms == JJ_UNREACHED || line->ms > how->within)
        return true;
    if (straight < by_road)
        return draw_straight(how, facility, place, line);
    line->metres = place->walk_m + facility->walk_m;
    if (along <= best.cost)
        return add_part(how->roads, place->road, place->fraction, facility->fraction, line);
    return add_part(how->roads, place->road, place->fraction, best.is_from ? 0 : 1, line) &&
           follow(how, search, facility, best.node, line);
}

static void free_search(jj_road_search **s) {
    jj_road_search_free(*s);
}

jj_status jj_journey_way(jj_ctx *ctx, const jj_journeys *how, const jj_access *facility,
                         const jj_access *place, jj_way_line *out) {
    *out = (jj_way_line){.ms = JJ_UNREACHED};
    if (facility->node != JJ_NO_CELL || place->node != JJ_NO_CELL)
        return JJ_OK;
    JJ_CLEANUP(free_search) jj_road_search *search = NULL;
    jj_arcs graph = jj_roads_graph(how->roads, how->direction);
    jj_source seeds[2];
    size_t n = jj_access_ends(how->roads, how->cost, facility, 0, 0, how->direction, seeds);
    JJ_TRY(jj_road_search_new(ctx, &graph, &search));
    if (jj_road_search_run(search, seeds, n, how->within) != JJ_OK ||
        !draw(how, search, facility, place, out))
        return jj_no_memory(ctx, "a way", 0);
    if (how->direction == JJ_AWAY)
        jj_way_line_reverse(out);
    return JJ_OK;
}
