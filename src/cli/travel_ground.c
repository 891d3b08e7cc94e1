/* The ground of `travel` from its files, and the lattice of --straight. */
#include "cli/travel.h"
#include "base/lang.h"
#include "base/text.h"
#include "geo/cover.h"
#include "geo/metric.h"
#include "store/crs.h"

#include <math.h>
#include <string.h>

static jj_status take_lattice(travel *t, jj_raster *r) {
    t->grid = jj_raster_grid(r);
    t->has_grid = true;
    t->crs = jj_strdup(jj_raster_crs(r));
    if (!t->crs)
        return jj_no_memory(t->ctx, "coordinate system", 0);
    JJ_TRY(travel_plan_memory(t, jj_raster_path(r)));
    return jj_crs_lengths(t->ctx, &t->grid, t->crs, &t->lengths);
}

static void rows_done(const void *user, uint32_t row) {
    travel_row_done(user, row);
}

static jj_lattice lattice_of(const travel *t) {
    return (jj_lattice){&t->grid, t->crs, &t->lengths, rows_done, t};
}

static jj_status new_floats(travel *t, const char *what, float **out) {
    void *array;
    JJ_TRY(travel_new_array(t, what, sizeof **out, &array));
    *out = array;
    return JJ_OK;
}

/* Friction and tables of speeds speak of one walker; of another speed is the one of the profile. */
static double walker_factor(const travel *t) {
    const double usual_km_h = 4;
    bool is_other = t->profile.mode == JJ_ROAD_WALK && !t->o->compat &&
                    fabs(t->profile.speed_kmh - usual_km_h) > 1e-9;
    return is_other ? t->profile.speed_kmh / usual_km_h : 1;
}

static void note_walker(const travel *t, const char *path, double factor) {
    travel_note(t,
                "'%s' is taken to speak of a walker at 4 km/h: speeds on foot are multiplied by "
                "%.4g for profile '%s'",
                path, factor, t->keys.id);
}

static void scale_walkers(travel *t) {
    double factor = walker_factor(t);
    if (factor == 1 || !t->o->speeds)
        return;
    for (size_t i = 0; i < t->speeds.n; i++)
        if (t->speeds.rows[i].going == JJ_ON_FOOT)
            t->speeds.rows[i].km_h *= factor;
    note_walker(t, t->o->speeds, factor);
}

static void scale_friction(travel *t) {
    double factor = walker_factor(t);
    if (factor == 1)
        return;
    for (uint32_t row = 0; row < t->grid.rows; row++) {
        float *pace = t->pace_ms_m + (size_t)row * t->grid.cols;
        for (uint32_t c = 0; c < t->grid.cols; c++)
            pace[c] = (float)((double)pace[c] / factor);
        travel_row_done(t, row);
    }
    note_walker(t, t->o->friction, factor);
}

static jj_status read_friction(travel *t) {
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = NULL;
    JJ_TRY(jj_raster_open(t->ctx, t->o->friction, 1, t->o->crs, &r));
    JJ_TRY(take_lattice(t, r));
    JJ_TRY(new_floats(t, "pace", &t->pace_ms_m));
    const jj_lattice l = lattice_of(t);
    jj_friction_notes notes;
    JJ_TRY(jj_ground_friction(t->ctx, r, &l, t->pace_ms_m, &notes));
    if (notes.n_above_fastest)
        travel_note(t,
                    "%llu cells of '%s' are crossed faster than %g km/h: is it in minutes per "
                    "metre?",
                    (unsigned long long)notes.n_above_fastest, t->o->friction, JJ_FASTEST_KM_H);
    scale_friction(t);
    return JJ_OK;
}

static void note_unknown(const travel *t, const jj_class_areas *a) {
    enum { SHOWN = 10 };
    JJ_CLEANUP(jj_text_deinit) jj_text list = {0};
    for (size_t i = 0; i < a->n && i < SHOWN; i++)
        jj_text_addf(&list, "%s%.15g (%.3f km2)", i ? ", " : "", a->rows[i].class_value,
                     a->rows[i].km2);
    if (a->n && !list.failed)
        travel_note(t, "classes of '%s' without a speed cannot be crossed: %s%s", t->o->landcover,
                    list.s, a->n > SHOWN ? ", ..." : "");
}

/* Of a table that gives a class by several modes, the profile's mode is kept. */
static jj_status read_speeds(travel *t) {
    static const jj_going goings[] = {
        [JJ_ROAD_WALK] = JJ_ON_FOOT, [JJ_ROAD_CYCLE] = JJ_BY_CYCLE, [JJ_ROAD_DRIVE] = JJ_BY_MOTOR};
    jj_going only = goings[t->profile.mode];
    if (!t->o->speeds)
        return jj_speeds_from(t->ctx, &t->keys, &t->speeds);
    if (jj_speeds_read(t->ctx, t->o->speeds, NULL, &t->speeds) == JJ_OK)
        return JJ_OK;
    return jj_speeds_read(t->ctx, t->o->speeds, &only, &t->speeds);
}

static jj_status read_landcover(travel *t) {
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = NULL;
    JJ_TRY(jj_raster_open(t->ctx, t->o->landcover, 1, t->o->crs, &r));
    JJ_TRY(take_lattice(t, r));
    JJ_TRY(read_speeds(t));
    void *rows;
    JJ_TRY(travel_new_array(t, "land cover", sizeof *t->row_of_cell, &rows));
    t->row_of_cell = rows;
    JJ_TRY(new_floats(t, "pace", &t->pace_ms_m));
    const jj_lattice l = lattice_of(t);
    JJ_CLEANUP(jj_class_areas_deinit) jj_class_areas unknown = {0};
    JJ_TRY(jj_ground_classes(t->ctx, r, &l, &t->speeds, t->row_of_cell, &unknown));
    note_unknown(t, &unknown);
    scale_walkers(t);
    for (uint32_t row = 0; row < t->grid.rows; row++) {
        size_t first = (size_t)row * t->grid.cols;
        jj_ground_pace(&t->speeds, t->row_of_cell + first, t->grid.cols, t->pace_ms_m + first);
        travel_row_done(t, row);
    }
    return JJ_OK;
}

/* The slope model of the ground, and the level speed that sets a cyclist's power. */
typedef struct slope_choice {
    jj_slope_model model;
    double level_km_h;
} slope_choice;

static jj_status slope_by_classes(const travel *t, slope_choice *out) {
    bool has_walk = false, has_cycle = false;
    for (size_t i = 0; i < t->speeds.n; i++) {
        const jj_speed *s = &t->speeds.rows[i];
        has_walk |= s->going == JJ_ON_FOOT;
        has_cycle |= s->going == JJ_BY_CYCLE;
        if (s->going == JJ_BY_CYCLE)
            out->level_km_h = fmax(out->level_km_h, s->km_h);
    }
    if (has_walk && has_cycle)
        return jj_fail(t->ctx, JJ_E_DATA,
                       "'%s' has both walking and bicycling: slopes with --dem need one of them; "
                       "choose it with --profile in a table of its own",
                       t->o->speeds);
    out->model = has_walk ? JJ_SLOPE_WALK : has_cycle ? JJ_SLOPE_CYCLE : JJ_SLOPE_NONE;
    return JJ_OK;
}

static jj_status choose_slope(const travel *t, slope_choice *out) {
    static const jj_slope_model models[] = {[JJ_ROAD_WALK] = JJ_SLOPE_WALK,
                                            [JJ_ROAD_CYCLE] = JJ_SLOPE_CYCLE,
                                            [JJ_ROAD_DRIVE] = JJ_SLOPE_NONE};
    *out = (slope_choice){0};
    if (t->o->landcover)
        return slope_by_classes(t, out);
    *out = (slope_choice){models[t->profile.mode], t->profile.speed_kmh};
    return JJ_OK;
}

/*
 * A motor does not feel slopes: where it goes the ground is flat, and so are moves to and from it.
 */
static void flatten_motor_cells(travel *t) {
    for (uint32_t row = 0; t->row_of_cell && row < t->grid.rows; row++) {
        size_t first = (size_t)row * t->grid.cols;
        for (size_t i = first; i < first + t->grid.cols; i++)
            if (t->row_of_cell[i] && t->speeds.rows[t->row_of_cell[i] - 1].going == JJ_BY_MOTOR)
                t->height_m[i] = NAN;
        travel_row_done(t, row);
    }
}

static jj_status use_slopes(travel *t) {
    slope_choice choice;
    JJ_TRY(choose_slope(t, &choice));
    if (choice.model == JJ_SLOPE_NONE) {
        travel_note(t, "a motor does not feel slopes: '%s' changes nothing", t->o->dem);
        travel_free_array(t, t->height_m, sizeof *t->height_m);
        t->height_m = NULL;
        return JJ_OK;
    }
    flatten_motor_cells(t);
    double level = fmin(fmax(choice.level_km_h, 3), 60);
    JJ_TRY(jj_slope_init(t->ctx, choice.model, level, &t->slope));
    return JJ_OK;
}

static jj_status read_heights(travel *t) {
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = NULL;
    JJ_TRY(jj_raster_open(t->ctx, t->o->dem, 1, t->o->crs, &r));
    JJ_TRY(new_floats(t, "heights", &t->height_m));
    const jj_lattice l = lattice_of(t);
    JJ_TRY(jj_ground_heights(t->ctx, r, &l, t->height_m));
    return t->o->compat ? JJ_OK : use_slopes(t);
}

/* Lines of several files, copied: a layer's geometry lives until its next feature. */
typedef struct lines {
    jj_arena arena;
    jj_line *rows;
    size_t n, cap;
} lines;

static void lines_deinit(lines *l) {
    jj_arena_deinit(&l->arena);
    jj_free(l->rows);
}

static jj_status add_parts(travel *t, const jj_feature *f, lines *out) {
    size_t begin = 0;
    for (size_t i = 0; i < f->n_parts; i++) {
        size_t n = f->part_end[i] - begin;
        double *xy = jj_arena_alloc(&out->arena, 2 * n, sizeof *xy);
        if (!xy || !jj_grow(&out->rows, &out->cap, out->n + 1, sizeof *out->rows))
            return jj_no_memory(t->ctx, "barriers", 2 * n * sizeof *xy);
        memcpy(xy, f->xy + 2 * begin, 2 * n * sizeof *xy);
        out->rows[out->n++] = (jj_line){xy, n};
        begin = f->part_end[i];
    }
    return JJ_OK;
}

/* An area cannot be entered: cells it holds at least half of are blocked, its rim is a line. */
static jj_status block_area(travel *t, const jj_feature *f) {
    JJ_CLEANUP(jj_cover_deinit) jj_cover cover = {0};
    jj_rings rings = {f->xy, f->part_end, f->n_parts};
    JJ_TRY(jj_cover_polygon(t->ctx, &t->grid, &rings, &cover));
    for (size_t i = 0; i < cover.n_spans; i++) {
        const jj_span *s = &cover.spans[i];
        if (s->fraction >= 0.5)
            memset(t->pace_ms_m + (size_t)s->row * t->grid.cols + s->col, 0,
                   s->n * sizeof *t->pace_ms_m);
    }
    travel_rest(t);
    return JJ_OK;
}

static jj_status read_lines(travel *t, const char *path, bool may_be_areas, lines *out) {
    JJ_CLEANUP(jj_layer_closep) jj_layer *l = NULL;
    JJ_TRY(jj_layer_open(t->ctx, &(jj_source_spec){.path = path, .crs = t->o->crs}, &l));
    JJ_TRY(jj_layer_project(t->ctx, l, t->crs));
    for (;;) {
        jj_feature f;
        bool more;
        JJ_TRY(jj_layer_next(t->ctx, l, &f, &more));
        if (!more)
            return JJ_OK;
        bool is_area = f.type == JJ_GEOMETRY_POLYGON && may_be_areas;
        if (f.type == JJ_GEOMETRY_NONE)
            continue;
        if (f.type != JJ_GEOMETRY_LINE && !is_area)
            return jj_fail(t->ctx, JJ_E_DATA, "%s, feature %lld holds %s: lines are needed",
                           jj_layer_label(l), (long long)f.row, jj_geometry_title(t->ctx, f.type));
        if (is_area)
            JJ_TRY(block_area(t, &f));
        JJ_TRY(add_parts(t, &f, out));
    }
}

static jj_status read_barriers(travel *t) {
    JJ_CLEANUP(lines_deinit) lines barriers = {0};
    JJ_CLEANUP(lines_deinit) lines bridges = {0};
    for (size_t i = 0; i < t->o->barriers.n; i++)
        JJ_TRY(read_lines(t, t->o->barriers.items[i], true, &barriers));
    if (t->o->bridges)
        JJ_TRY(read_lines(t, t->o->bridges, false, &bridges));
    return jj_shut_moves_new(t->ctx, &t->grid, barriers.rows, barriers.n, bridges.rows, bridges.n,
                             &t->shut);
}

/* Times are whole milliseconds: in a cell crossed in less than this rounding begins to show. */
static void note_quick_cells(const travel *t) {
    const double least_ms = 500;
    size_t n_quick = 0;
    for (uint32_t row = 0; row < t->grid.rows; row++) {
        for (uint32_t col = 0; col < t->grid.cols; col++) {
            double pace = (double)t->pace_ms_m[(size_t)row * t->grid.cols + col];
            size_t b = jj_lengths_block(&t->lengths, row, col);
            double ms = pace * fmin(t->lengths.east_m[b], t->lengths.north_m[b]);
            n_quick += pace > 0 && ms < least_ms ? 1 : 0;
        }
        travel_row_done(t, row);
    }
    if (n_quick)
        travel_note(t, "%zu cells are crossed in less than %g ms: times are whole milliseconds",
                    n_quick, least_ms);
}

static jj_status make_metre_pace(travel *t) {
    JJ_TRY(new_floats(t, "metres", &t->metre_pace));
    for (uint32_t row = 0; row < t->grid.rows; row++) {
        size_t first = (size_t)row * t->grid.cols;
        for (size_t i = first; i < first + t->grid.cols; i++)
            t->metre_pace[i] = t->pace_ms_m[i] > 0 ? 1000 : 0;
        travel_row_done(t, row);
    }
    return JJ_OK;
}

jj_status travel_read_ground(travel *t) {
    JJ_TRY(t->o->friction ? read_friction(t) : read_landcover(t));
    note_quick_cells(t);
    if (t->o->dem)
        JJ_TRY(read_heights(t));
    if (t->o->roads)
        JJ_TRY(travel_burn_roads(t));
    if (t->o->barriers.n)
        JJ_TRY(read_barriers(t));
    if (travel_is_length(t))
        JJ_TRY(make_metre_pace(t));
    travel_rest(t);
    return JJ_OK;
}

/* The box of the facilities, wider by how far one may go. */
static jj_status grid_by_cell(travel *t) {
    double west = INFINITY, east = -INFINITY, south = INFINITY, north = -INFINITY;
    for (size_t i = 0; i < t->from.n; i++) {
        west = fmin(west, t->from.rows[i].x);
        east = fmax(east, t->from.rows[i].x);
        south = fmin(south, t->from.rows[i].y);
        north = fmax(north, t->from.rows[i].y);
    }
    bool is_plane = jj_crs_is_local(t->crs);
    double east_m = 1, north_m = 1;
    if (!is_plane)
        jj_metric_at((south + north) / 2, &east_m, &north_m);
    double reach_m =
        travel_is_length(t) ? t->o->metres : t->o->within_min / 60 * t->profile.speed_kmh * 1000;
    double dx = t->o->cell_m / east_m, dy = t->o->cell_m / north_m;
    double x0 = floor((west - reach_m / east_m) / dx) * dx;
    double y0 = ceil((north + reach_m / north_m) / dy) * dy;
    double cols = ceil((east + reach_m / east_m - x0) / dx);
    double rows = ceil((y0 - (south - reach_m / north_m)) / dy);
    const double bytes_a_cell = 8;
    double bytes = rows * cols * bytes_a_cell;
    JJ_TRY(jj_ctx_need(t->ctx, bytes < 1e18 ? (uint64_t)bytes : (uint64_t)1e18, "--cell"));
    if (rows * cols >= JJ_NO_CELL)
        return jj_fail(t->ctx, JJ_E_LIMIT,
                       "--cell %g gives %.0f x %.0f cells, more than 2^32 - 2: take a larger one",
                       t->o->cell_m, rows, cols);
    t->grid = (jj_grid){.rows = rows < 1 ? 1 : (uint32_t)rows,
                        .cols = cols < 1 ? 1 : (uint32_t)cols,
                        .x0 = x0,
                        .y0 = y0,
                        .dx = dx,
                        .dy = dy,
                        .is_geographic = !is_plane};
    return jj_crs_lengths(t->ctx, &t->grid, t->crs, &t->lengths);
}

jj_status travel_make_grid(travel *t) {
    t->has_grid = t->o->like || !isnan(t->o->cell_m);
    if (!t->has_grid)
        return JJ_OK;
    if (!t->o->like)
        return grid_by_cell(t);
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = NULL;
    JJ_TRY(jj_raster_open(t->ctx, t->o->like, 1, t->o->crs, &r));
    if (jj_crs_is_local(t->crs) != jj_crs_is_local(jj_raster_crs(r)))
        return jj_fail(t->ctx, JJ_E_DATA,
                       "'%s' and the facilities are not both in a local plane or both on the earth",
                       t->o->like);
    jj_free(t->crs);
    t->crs = NULL;
    return take_lattice(t, r);
}

jj_ground travel_ground(const travel *t) {
    bool has_slope = t->height_m && !travel_is_length(t);
    return (jj_ground){.grid = t->grid,
                       .lengths = &t->lengths,
                       .pace_ms_m = t->metre_pace ? t->metre_pace : t->pace_ms_m,
                       .shut = t->shut,
                       .height_m = has_slope ? t->height_m : NULL,
                       .slope = has_slope ? &t->slope.table : NULL};
}
