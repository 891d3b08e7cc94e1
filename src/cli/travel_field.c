/* The joint field of `travel`, and what is written of it. */
#include "cli/travel.h"
#include "load/row_places.h"
#include "base/file.h"
#include "base/text.h"
#include "jiujin/straight.h"
#include "solve/accessmod.h"
#include "store/crs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

jj_status travel_new_fields(travel *t) {
    void *time, *nearest;
    JJ_TRY(travel_new_array(t, "travel times", sizeof *t->time, &time));
    t->time = time;
    JJ_TRY(travel_new_array(t, "nearest facilities", sizeof *t->nearest, &nearest));
    t->nearest = nearest;
    return JJ_OK;
}

static jj_status solve_ground(travel *t) {
    const jj_ground ground = travel_ground(t);
    jj_travel how = {t->stencil, t->direction, t->within};
    if (t->is_spilled)
        return travel_solve_blocks(t, t->sources, t->n_sources);
    return jj_ground_field(t->ctx, &ground, t->sources, t->n_sources, &how, t->time, t->nearest);
}

static void places_release(jj_row_places **p) {
    jj_row_places_free(*p);
}

static double straight_pace(const travel *t) {
    return travel_is_length(t) ? 1000 : 3600 / t->profile.speed_kmh;
}

static jj_status solve_straight(travel *t) {
    JJ_CLEANUP(places_release) jj_row_places *rows = NULL;
    jj_straight how = {.pace_ms_m = straight_pace(t), .within_ms = t->within};
    if (!t->grid.is_geographic && !jj_crs_is_local(t->crs)) {
        JJ_TRY(jj_row_places_new(t->ctx, &t->grid, t->crs, &rows));
        how.lonlat = jj_row_places_lonlat;
        how.lonlat_arg = rows;
    }
    JJ_AUTO jj_place *places = jj_alloc(t->from.n, sizeof *places);
    if (!places)
        return jj_no_memory(t->ctx, "facilities", t->from.n * sizeof *places);
    for (size_t i = 0; i < t->from.n; i++) {
        const jj_point *p = &t->from.rows[i];
        double delay = travel_is_length(t) ? 0 : floor(p->delay_s * 1000 + 0.5);
        places[i] =
            (jj_place){p->x, p->y, p->index, delay < JJ_FARTHEST ? (uint32_t)delay : JJ_FARTHEST};
    }
    return jj_straight_field(t->ctx, &t->grid, places, t->from.n, &how, t->time, t->nearest);
}

jj_status travel_solve(travel *t) {
    JJ_TRY(travel_new_fields(t));
    return t->o->is_straight ? solve_straight(t) : solve_ground(t);
}

static void time_row(void *user, uint32_t row, void *out) {
    const travel *t = user;
    const uint32_t *time = t->time + (size_t)row * t->grid.cols;
    const double per_unit = travel_is_length(t) ? 1000 : 60000;
    float *minutes = out;
    for (uint32_t c = 0; c < t->grid.cols; c++)
        minutes[c] = time[c] == JJ_UNREACHED ? -9999 : (float)(time[c] / per_unit);
    travel_row_done(t, row);
}

jj_status travel_write_time(const travel *t) {
    jj_raster_out spec = {.path = t->o->time,
                          .grid = &t->grid,
                          .crs = t->crs,
                          .type = JJ_RASTER_F32,
                          .nodata = -9999,
                          .unit = travel_is_length(t) ? "m" : "min",
                          .description = "travel to the nearest facility"};
    return jj_raster_write(t->ctx, &spec, time_row, (void *)(uintptr_t)t);
}

/*
 * What stands in the raster for each id: the id itself where all are whole numbers, else its row.
 */
typedef struct nearest_row {
    const travel *t;
    const uint32_t *label;
} nearest_row;

static void label_row(void *user, uint32_t row, void *out) {
    const nearest_row *n = user;
    uint32_t cols = n->t->grid.cols, *label = out;
    const uint32_t *nearest = n->t->nearest + (size_t)row * cols;
    for (uint32_t c = 0; c < cols; c++)
        label[c] = nearest[c] == JJ_NO_FACILITY ? 0 : n->label[nearest[c]];
    travel_row_done(n->t, row);
}

static bool ids_are_labels(const jj_points *p, uint32_t *label) {
    for (size_t i = 0; i < p->n_ids; i++) {
        int64_t id;
        const char *text = p->ids[i];
        if (!jj_parse_int64(text, &id) || id < 1 || id > UINT32_MAX || text[0] < '1' ||
            text[0] > '9')
            return false;
        label[i] = (uint32_t)id;
    }
    return true;
}

/* The table of rows beside the raster; an old one goes where the ids stand in the raster itself. */
static jj_status write_ids(const travel *t, bool are_labels) {
    JJ_CLEANUP(jj_text_deinit) jj_text csv = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text path = {0};
    jj_text_addf(&path, "%s.ids.csv", t->o->nearest);
    if (path.failed)
        return jj_no_memory(t->ctx, t->o->nearest, 0);
    if (are_labels)
        return jj_remove_tree(t->ctx, path.s);
    jj_text_add(&csv, "row,id\n");
    for (size_t i = 0; i < t->from.n_ids; i++) {
        jj_text_addf(&csv, "%zu,", i + 1);
        jj_text_csv(&csv, t->from.ids[i]);
        jj_text_add(&csv, "\n");
    }
    if (csv.failed)
        return jj_no_memory(t->ctx, t->o->nearest, csv.len);
    return jj_file_replace(t->ctx, path.s, csv.s, csv.len);
}

jj_status travel_write_nearest(const travel *t) {
    JJ_AUTO uint32_t *label = jj_alloc(t->from.n_ids, sizeof *label);
    if (!label)
        return jj_no_memory(t->ctx, "ids", t->from.n_ids * sizeof *label);
    bool are_labels = ids_are_labels(&t->from, label);
    for (size_t i = 0; !are_labels && i < t->from.n_ids; i++)
        label[i] = (uint32_t)i + 1;
    JJ_TRY(write_ids(t, are_labels));
    nearest_row rows = {t, label};
    jj_raster_out spec = {.path = t->o->nearest,
                          .grid = &t->grid,
                          .crs = t->crs,
                          .type = JJ_RASTER_U32,
                          .nodata = 0,
                          .description = "nearest facility"};
    return jj_raster_write(t->ctx, &spec, label_row, &rows);
}

/* Whole minutes, rounded up, as AccessMod publishes them. */
typedef struct whole_minutes {
    const double *seconds;
    uint32_t cols;
} whole_minutes;

static void whole_minutes_row(void *user, uint32_t row, void *out) {
    const whole_minutes *w = user;
    const double *seconds = w->seconds + (size_t)row * w->cols;
    float *minutes = out;
    for (uint32_t c = 0; c < w->cols; c++)
        minutes[c] = isnan(seconds[c]) ? -9999 : (float)fmax(0, ceil(seconds[c] / 60 - 1e-9));
}

static jj_status write_whole_minutes(const travel *t, const double *seconds) {
    whole_minutes rows = {seconds, t->grid.cols};
    jj_raster_out spec = {.path = t->o->time,
                          .grid = &t->grid,
                          .crs = t->crs,
                          .type = JJ_RASTER_F32,
                          .nodata = -9999,
                          .unit = "min",
                          .description = "travel to the nearest facility, minutes rounded up"};
    return jj_raster_write(t->ctx, &spec, whole_minutes_row, &rows);
}

jj_status travel_accessmod(travel *t) {
    size_t n = jj_grid_cells(&t->grid);
    JJ_AUTO double *seconds = jj_alloc(n, sizeof *seconds);
    JJ_AUTO jj_accessmod_class *classes = jj_alloc(t->speeds.n, sizeof *classes);
    if (!seconds || !classes)
        return jj_no_memory(t->ctx, "travel times", n * sizeof *seconds);
    static const jj_accessmod_mode modes[] = {[JJ_ON_FOOT] = JJ_ACCESSMOD_WALKING,
                                              [JJ_BY_CYCLE] = JJ_ACCESSMOD_BICYCLING,
                                              [JJ_BY_MOTOR] = JJ_ACCESSMOD_MOTORIZED};
    for (size_t i = 0; i < t->speeds.n; i++)
        classes[i] = (jj_accessmod_class){modes[t->speeds.rows[i].going], t->speeds.rows[i].km_h};
    JJ_TRY(travel_new_fields(t));
    jj_accessmod a = {.grid = t->grid,
                      .classes = classes,
                      .class_of_cell = t->row_of_cell,
                      .height_m = t->height_m,
                      .has_knight_moves = t->stencil == JJ_STENCIL_16,
                      .direction = t->direction,
                      .within_s = isnan(t->o->within_min) ? INFINITY : t->o->within_min * 60};
    JJ_TRY(jj_accessmod_field(t->ctx, &a, t->sources, t->n_sources, seconds, t->nearest));
    if (t->o->time)
        JJ_TRY(write_whole_minutes(t, seconds));
    return t->o->nearest ? travel_write_nearest(t) : JJ_OK;
}
