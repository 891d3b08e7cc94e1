/* `travel --roads`: the network read, places joined to it, and the fields and matrix made. */
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "cli/travel.h"
#include "load/roads.h"
#include "solve/journey.h"
#include "store/crs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The network and where the points of --from and --to stand on it. */
typedef struct network {
    jj_roads roads;
    jj_road_index *index; /* NULL for a bare graph, whose places are nodes */
    jj_journeys how;
    jj_access *from, *to;
    uint32_t *delay; /* of each point of --from */
} network;

static void network_deinit(network *n) {
    jj_roads_deinit(&n->roads);
    jj_road_index_free(n->index);
    jj_free(n->from);
    jj_free(n->to);
    jj_free(n->delay);
}

static jj_status read_network(travel *t, network *n) {
    const jj_roads_source source = {.path = t->o->roads,
                                    .crs = t->o->crs,
                                    .join_m = isnan(t->o->join_m) ? 0 : t->o->join_m,
                                    .splits_crossings = t->o->splits_crossings,
                                    .cost = travel_is_length(t) ? JJ_COST_LENGTH : JJ_COST_TIME,
                                    .graphs = 1u << t->direction};
    jj_roads_count count;
    JJ_TRY(jj_roads_read(t->ctx, &source, &t->profile, &n->roads, &count));
    n->how = (jj_journeys){.roads = &n->roads,
                           .cost = source.cost,
                           .direction = t->direction,
                           .within = t->within,
                           .walk_m_s = t->profile.walk_m_s,
                           .snap_m = t->profile.snap_m};
    travel_note(t,
                "%u junctions and %zu stretches of road in %u separate networks; turn costs are "
                "left out",
                n->roads.n_nodes, n->roads.n_roads, n->roads.n_components);
    if (count.n_unusable)
        travel_note(t, "%llu road lines are not open to this profile",
                    (unsigned long long)count.n_unusable);
    if (count.n_missing_nodes)
        travel_note(
            t,
            "%llu points named by roads are not in the file or not on Earth; the roads end there",
            (unsigned long long)count.n_missing_nodes);
    if (count.n_joined)
        travel_note(t, "%llu loose road ends were joined", (unsigned long long)count.n_joined);
    if (count.n_crossed)
        travel_note(t, "%llu crossings were made junctions", (unsigned long long)count.n_crossed);
    if (n->roads.n_nodes > n->roads.n_largest)
        travel_note(t, "%u junctions are cut off from the largest network",
                    n->roads.n_nodes - n->roads.n_largest);
    if (!n->roads.node_lonlat)
        return JJ_OK;
    return jj_road_index_new(t->ctx, &n->roads, &n->index);
}

/* Points of a bare graph: the id, or the column `node` where there is one, names a node. */
static jj_status nodes_of(const travel *t, const network *n, const jj_points *points,
                          const char *path, jj_access *out) {
    for (size_t i = 0; i < points->n; i++) {
        const jj_point *p = &points->rows[i];
        const char *name = p->node ? p->node : p->id;
        uint32_t node = jj_map_get(&n->roads.by_id, name);
        if (node == JJ_MAP_NONE)
            return jj_fail(t->ctx, JJ_E_DATA, "'%s': '%s' is no node of '%s'", path, name,
                           t->o->roads);
        out[i] = (jj_access){.road = UINT32_MAX, .node = node};
    }
    return JJ_OK;
}

static jj_status feet_of(const travel *t, const network *n, const jj_points *points,
                         const char *path, jj_access *out) {
    JJ_AUTO double *lon = jj_alloc(points->n, sizeof *lon);
    JJ_AUTO double *lat = jj_alloc(points->n, sizeof *lat);
    if (!lon || !lat)
        return jj_no_memory(t->ctx, path, points->n * 16);
    for (size_t i = 0; i < points->n; i++) {
        lon[i] = points->rows[i].x;
        lat[i] = points->rows[i].y;
    }
    JJ_TRY(jj_journey_access(t->ctx, &n->how, n->index, lon, lat, points->n, out));
    size_t n_far = 0;
    double longest_m = 0;
    for (size_t i = 0; i < points->n; i++) {
        n_far += jj_access_is_nowhere(&out[i]);
        longest_m = fmax(longest_m, out[i].walk_m);
    }
    if (n_far == points->n)
        return jj_fail(t->ctx, JJ_E_DATA,
                       "none of the %zu points of '%s' is within %g m of a road of '%s': do they "
                       "overlap, and are both coordinate systems right?",
                       points->n, path, n->how.snap_m, t->o->roads);
    if (n_far)
        travel_note(t, "%zu of %zu points of '%s' are farther than %g m from any road", n_far,
                    points->n, path, n->how.snap_m);
    travel_note(t, "'%s': the walk to the road is %.0f m at most", path, longest_m);
    return JJ_OK;
}

static jj_status join_points(const travel *t, const network *n, const jj_points *points,
                             const char *path, jj_access **out) {
    *out = jj_alloc(points->n, sizeof **out);
    if (!*out)
        return jj_no_memory(t->ctx, path, points->n * sizeof **out);
    return n->index ? feet_of(t, n, points, path, *out) : nodes_of(t, n, points, path, *out);
}

static jj_status join_all(const travel *t, network *n) {
    JJ_TRY(join_points(t, n, &t->from, t->o->from, &n->from));
    if (t->o->to)
        JJ_TRY(join_points(t, n, &t->to, t->o->to, &n->to));
    n->delay = jj_alloc(t->from.n, sizeof *n->delay);
    if (!n->delay)
        return jj_no_memory(t->ctx, t->o->from, t->from.n * sizeof *n->delay);
    for (size_t i = 0; i < t->from.n && !travel_is_length(t); i++) {
        double delay_ms = floor(t->from.rows[i].delay_s * 1000 + 0.5);
        n->delay[i] = delay_ms < JJ_FARTHEST ? (uint32_t)delay_ms : JJ_FARTHEST;
    }
    return JJ_OK;
}

/* The k nearest of each place, doors of one id being one facility. */
static jj_status find_closest(const travel *t, const network *n, const jj_access *places,
                              size_t n_places, uint32_t k, jj_road_near *near) {
    JJ_AUTO uint32_t *tag = jj_alloc(t->from.n, sizeof *tag);
    if (!tag)
        return jj_no_memory(t->ctx, "the nearest facilities", t->from.n * sizeof *tag);
    for (size_t i = 0; i < t->from.n; i++)
        tag[i] = t->from.rows[i].index;
    const jj_doors doors = {n->from, n->delay, tag, t->from.n};
    return jj_journey_closest(t->ctx, &n->how, &doors, places, n_places, k, near);
}

/* --- rasters --------------------------------------------------------------------------------- */

static void transform_release(jj_transform **t) {
    jj_transform_free(*t);
}

/* Centres of all cells in degrees. */
static jj_status cell_places(const travel *t, double *lon, double *lat) {
    JJ_CLEANUP(transform_release) jj_transform *to_degrees = NULL;
    size_t n = jj_grid_cells(&t->grid);
    for (size_t i = 0; i < n; i++)
        jj_grid_centre(&t->grid, (uint32_t)i, &lon[i], &lat[i]);
    if (t->grid.is_geographic)
        return JJ_OK;
    JJ_TRY(jj_transform_new(t->ctx, t->crs, "EPSG:4326", &to_degrees));
    return jj_transform_points(t->ctx, to_degrees, lon, lat, n);
}

/* The nearest facility of each cell, or under --closest K the K-th nearest. */
static jj_status solve_nearest(travel *t, const network *n, const jj_access *cells,
                               size_t n_cells) {
    uint32_t k = t->o->closest ? (uint32_t)t->o->closest : 1;
    if (k > 1) {
        JJ_AUTO jj_road_near *near = jj_alloc(n_cells * k, sizeof *near);
        if (!near)
            return jj_no_memory(t->ctx, "the nearest facilities", n_cells * k * sizeof *near);
        JJ_TRY(find_closest(t, n, cells, n_cells, k, near));
        for (size_t i = 0; i < n_cells; i++) {
            t->time[i] = near[i * k + k - 1].cost;
            t->nearest[i] = near[i * k + k - 1].facility;
        }
        return JJ_OK;
    }
    JJ_TRY(jj_journey_nearest(t->ctx, &n->how, n->from, n->delay, t->from.n, cells, n_cells,
                              t->time, t->nearest));
    for (size_t i = 0; i < n_cells; i++) /* from a row of --from to the facility it is part of */
        if (t->nearest[i] != JJ_NO_FACILITY)
            t->nearest[i] = t->from.rows[t->nearest[i]].index;
    return JJ_OK;
}

static jj_status solve_cells(travel *t, const network *n) {
    size_t n_cells = jj_grid_cells(&t->grid);
    uint64_t near_bytes = (t->o->closest > 1 ? (uint64_t)t->o->closest : 0) * sizeof(jj_road_near);
    JJ_TRY(jj_ctx_need(t->ctx, (uint64_t)n_cells * (16 + sizeof(jj_access) + 8 + near_bytes),
                       "a raster of the network"));
    JJ_AUTO double *lon = jj_alloc(n_cells, sizeof *lon);
    JJ_AUTO double *lat = jj_alloc(n_cells, sizeof *lat);
    JJ_AUTO jj_access *cells = jj_alloc(n_cells, sizeof *cells);
    t->time = jj_alloc(n_cells, sizeof *t->time);
    t->nearest = jj_alloc(n_cells, sizeof *t->nearest);
    if (!lon || !lat || !cells || !t->time || !t->nearest)
        return jj_no_memory(t->ctx, "travel times", n_cells * 80);
    JJ_TRY(cell_places(t, lon, lat));
    JJ_TRY(jj_journey_access(t->ctx, &n->how, n->index, lon, lat, n_cells, cells));
    return solve_nearest(t, n, cells, n_cells);
}

static jj_status write_rasters(travel *t, const network *n) {
    if (!n->index)
        return jj_fail(t->ctx, JJ_E_RANGE,
                       "a table of edges has no place on a map: give --matrix alone");
    JJ_TRY(travel_make_grid(t));
    JJ_TRY(solve_cells(t, n));
    if (t->o->time)
        JJ_TRY(travel_write_time(t));
    if (t->o->nearest)
        JJ_TRY(travel_write_nearest(t));
    return t->o->areas ? travel_write_areas(t) : JJ_OK;
}

/* --- matrix ---------------------------------------------------------------------------------- */

/* Rows of one pair of ids together, the least first. */
typedef struct row {
    uint32_t from, to; /* indices of ids */
    uint32_t cost;
    const jj_journey *journey;
} row;

static int by_pair(const void *a, const void *b) {
    const row *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return (x->journey > y->journey) - (x->journey < y->journey);
}

static int by_place(const void *a, const void *b) {
    const row *x = a, *y = b;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

/* Each pair once, at its least, without what leads to itself; of each place the K nearest if asked
 * for. By pair again; returns how many. */
static size_t sort_rows(const travel *t, row *rows, size_t n, bool is_same) {
    size_t kept = 0, of_place = 0;
    if (n)
        qsort(rows, n, sizeof *rows, by_pair);
    for (size_t i = 0; i < n; i++) {
        bool is_repeated =
            kept > 0 && rows[kept - 1].from == rows[i].from && rows[kept - 1].to == rows[i].to;
        if (!is_repeated && !(is_same && rows[i].from == rows[i].to))
            rows[kept++] = rows[i];
    }
    if (!t->o->closest || kept == 0)
        return kept;
    qsort(rows, kept, sizeof *rows, by_place);
    n = kept;
    kept = 0;
    for (size_t i = 0; i < n; i++) {
        of_place = i > 0 && rows[i].to == rows[i - 1].to ? of_place + 1 : 0;
        if (of_place < (size_t)t->o->closest)
            rows[kept++] = rows[i];
    }
    qsort(rows, kept, sizeof *rows, by_pair);
    return kept;
}

static jj_status save_matrix(const travel *t, const row *rows, size_t n, const jj_points *to,
                             bool has_lengths) {
    JJ_CLEANUP(jj_text_deinit) jj_text csv = {0};
    jj_text_add(&csv, "from,to,seconds,metres\n");
    for (size_t i = 0; i < n; i++) {
        const jj_journey *j = rows[i].journey;
        jj_text_csv(&csv, t->from.ids[rows[i].from]);
        jj_text_add(&csv, ",");
        jj_text_csv(&csv, to->ids[rows[i].to]);
        jj_text_addf(&csv, ",%u.%03u,", j->ms / 1000, j->ms % 1000);
        if (has_lengths)
            jj_text_addf(&csv, "%u.%03u", j->mm / 1000, j->mm % 1000);
        jj_text_add(&csv, "\n");
    }
    if (csv.failed)
        return jj_no_memory(t->ctx, t->o->matrix, csv.len);
    return jj_file_replace(t->ctx, t->o->matrix, csv.s, csv.len);
}

/* How far each door must be searched so that no place misses one of its K nearest: a place may
 * stand first on its own list where facilities are the places. */
static jj_status bound_doors(const travel *t, const network *n, const jj_access *places,
                             size_t n_places, bool is_same, uint32_t **out) {
    uint32_t k = (uint32_t)t->o->closest + is_same;
    JJ_AUTO uint32_t *far = jj_alloc(t->from.n_ids, sizeof *far);
    JJ_AUTO jj_road_near *near = jj_alloc(n_places * k, sizeof *near);
    *out = jj_alloc(t->from.n, sizeof **out);
    if (!far || !near || !*out)
        return jj_no_memory(t->ctx, "the matrix", n_places * k * sizeof *near);
    JJ_TRY(find_closest(t, n, places, n_places, k, near));
    for (size_t i = 0; i < n_places * k; i++)
        if (near[i].cost != JJ_UNREACHED && near[i].cost > far[near[i].facility])
            far[near[i].facility] = near[i].cost;
    for (size_t i = 0; i < t->from.n; i++)
        (*out)[i] = far[t->from.rows[i].index];
    return JJ_OK;
}

static jj_status write_matrix(const travel *t, const network *n) {
    bool is_same = !t->o->to || strcmp(t->o->to, t->o->from) == 0;
    const jj_points *to = is_same ? &t->from : &t->to;
    const jj_access *places = is_same ? n->from : n->to;
    JJ_AUTO jj_journey *journeys = NULL;
    JJ_AUTO uint32_t *within_of = NULL;
    size_t n_rows;
    jj_journeys how = n->how;
    if (t->o->closest)
        JJ_TRY(bound_doors(t, n, places, to->n, is_same, &within_of));
    how.within_of = within_of;
    JJ_TRY(jj_journey_matrix(t->ctx, &how, n->from, n->delay, t->from.n, places, to->n, &journeys,
                             &n_rows));
    JJ_AUTO row *rows = jj_alloc(n_rows, sizeof *rows);
    if (!rows)
        return jj_no_memory(t->ctx, "the matrix", n_rows * sizeof *rows);
    for (size_t i = 0; i < n_rows; i++)
        rows[i] = (row){t->from.rows[journeys[i].facility].index, to->rows[journeys[i].place].index,
                        travel_is_length(t) ? journeys[i].mm : journeys[i].ms, &journeys[i]};
    n_rows = sort_rows(t, rows, n_rows, is_same);
    return save_matrix(t, rows, n_rows, to, n->roads.has_lengths);
}

jj_status travel_by_roads(travel *t) {
    JJ_CLEANUP(network_deinit) network n = {0};
    JJ_TRY(read_network(t, &n));
    t->is_bare_graph = n.index == NULL;
    JJ_TRY(jj_crs_wkt(t->ctx, "EPSG:4326", &t->crs));
    JJ_TRY(travel_read_points(t));
    JJ_TRY(join_all(t, &n));
    if (t->o->time || t->o->nearest || t->o->areas)
        JJ_TRY(write_rasters(t, &n));
    return t->o->matrix ? write_matrix(t, &n) : JJ_OK;
}
