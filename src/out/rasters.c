#include "out/rasters.h"
#include "analysis/reach.h"
#include "base/file.h"
#include "base/text.h"
#include "store/raster.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float no_value = -9999;

/* One file being written row by row. */
typedef struct rows {
    const jj_grid *grid;
    const uint32_t *values; /* times or facilities */
    const double *people;   /* uncovered people: their cells, */
    const uint8_t *reach;   /* and what became of them */
} rows;

static void minutes_row(void *user, uint32_t row, void *out) {
    const rows *r = user;
    const uint32_t *ms = r->values + (size_t)row * r->grid->cols;
    float *minutes = out;
    for (uint32_t c = 0; c < r->grid->cols; c++)
        minutes[c] = ms[c] == JJ_UNREACHED ? no_value : (float)(ms[c] / 60000.0);
}

static void exact_row(void *user, uint32_t row, void *out) {
    const rows *r = user;
    memcpy(out, r->values + (size_t)row * r->grid->cols, r->grid->cols * sizeof *r->values);
}

static void nearest_row(void *user, uint32_t row, void *out) {
    const rows *r = user;
    const uint32_t *nearest = r->values + (size_t)row * r->grid->cols;
    uint32_t *number = out;
    for (uint32_t c = 0; c < r->grid->cols; c++)
        number[c] = nearest[c] == JJ_NO_FACILITY ? 0 : nearest[c] + 1;
}

static void uncovered_row(void *user, uint32_t row, void *out) {
    const rows *r = user;
    size_t first = (size_t)row * r->grid->cols;
    float *people = out;
    for (uint32_t c = 0; c < r->grid->cols; c++) {
        uint8_t reach = r->reach[first + c];
        people[c] = reach == JJ_REACH_NODATA       ? no_value
                    : jj_reach_is_uncovered(reach) ? (float)r->people[first + c]
                                                   : 0;
    }
}

static void reach_row(void *user, uint32_t row, void *out) {
    const rows *r = user;
    uint32_t *code = out;
    for (uint32_t c = 0; c < r->grid->cols; c++)
        code[c] = r->reach[(size_t)row * r->grid->cols + c];
}

typedef struct target {
    const char *folder, *name, *suffix;
    jj_raster_type type;
    double nodata;
    const char *unit, *description;
} target;

static jj_status write_raster(jj_ctx *ctx, const jj_scene *s, const target *t, jj_row_fn fn,
                              rows *r) {
    JJ_CLEANUP(jj_text_deinit) jj_text path = {0};
    jj_text_addf(&path, "%s/%s%s.tif", t->folder, t->name, t->suffix);
    if (path.failed)
        return jj_no_memory(ctx, t->name, 0);
    jj_raster_out spec = {.path = path.s,
                          .grid = &s->grid,
                          .crs = s->crs,
                          .type = t->type,
                          .nodata = t->nodata,
                          .unit = t->unit,
                          .description = t->description};
    r->grid = &s->grid;
    return jj_raster_write(ctx, &spec, fn, r);
}

static jj_status write_field(jj_ctx *ctx, const char *rasters, const char *exact, const jj_scene *s,
                             const jj_result_field *f) {
    rows time = {.values = f->time_ms}, nearest = {.values = f->nearest};
    const target minutes = {rasters,
                            f->id,
                            "_minutes",
                            JJ_RASTER_F32,
                            no_value,
                            "min",
                            "minutes to the nearest facility"};
    const target numbers = {rasters,
                            f->id,
                            "_nearest",
                            JJ_RASTER_U32,
                            0,
                            "",
                            "nearest facility: row of facility_ids.csv"};
    const target ms = {exact,
                       f->id,
                       "_ms",
                       JJ_RASTER_U32,
                       JJ_UNREACHED,
                       "ms",
                       "milliseconds to the nearest facility"};
    JJ_TRY(write_raster(ctx, s, &minutes, minutes_row, &time));
    JJ_TRY(write_raster(ctx, s, &numbers, nearest_row, &nearest));
    return write_raster(ctx, s, &ms, exact_row, &time);
}

static jj_status write_reach(jj_ctx *ctx, const char *rasters, const jj_outcome *o,
                             const jj_rule_reach *found) {
    const jj_rule *rule = &o->rules->rules[found->rule];
    bool is_land = rule->metric == JJ_LAND_COVER;
    rows r = {.people = found->people, .reach = found->reach};
    char slug[64], name[80];
    jj_outcome_slug(rule->id, slug, sizeof slug);
    snprintf(name, sizeof name, "reach_%s", slug);
    const target reach = {rasters,
                          name,
                          "",
                          JJ_RASTER_U32,
                          JJ_REACH_NODATA,
                          "",
                          "0 covered, 1 too far, 2 unreachable, 3 blocked"};
    JJ_TRY(write_raster(ctx, o->scene, &reach, reach_row, &r));
    snprintf(name, sizeof name, "uncovered_%s", slug);
    const target people = {rasters,
                           name,
                           "",
                           JJ_RASTER_F32,
                           no_value,
                           is_land ? "m2" : "people",
                           is_land ? "residential land beyond the threshold"
                                   : "people beyond the threshold"};
    return write_raster(ctx, o->scene, &people, uncovered_row, &r);
}

/* How many of the rule's services each cell is without. */
static jj_status write_missing(jj_ctx *ctx, const char *rasters, const jj_outcome *o,
                               const jj_rule_reach *found) {
    rows r = {.people = found->people, .reach = found->n_missing};
    char slug[64], name[80];
    jj_outcome_slug(o->rules->rules[found->rule].id, slug, sizeof slug);
    snprintf(name, sizeof name, "missing_%s", slug);
    const target t = {rasters, name, "", JJ_RASTER_U32, JJ_NO_CELL, "", "services out of reach"};
    return write_raster(ctx, o->scene, &t, reach_row, &r);
}

/* Bit i = constraint i of the project file. */
static jj_status write_constraints(jj_ctx *ctx, const char *rasters, const jj_scene *s) {
    rows r = {.values = s->constraint_bits};
    const target bits = {rasters,
                         "constraints",
                         "",
                         JJ_RASTER_U32,
                         0,
                         "",
                         "constraints that hold here, one bit each"};
    return s->constraint_bits ? write_raster(ctx, s, &bits, exact_row, &r) : JJ_OK;
}

static jj_status write_ids(jj_ctx *ctx, const char *rasters, const jj_scene *s) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    JJ_AUTO char *path = jj_path_join(rasters, "facility_ids.csv");
    jj_text_add(&t, "row,id,name,kind\n");
    for (size_t i = 0; i < s->n_facilities; i++) {
        jj_text_addf(&t, "%zu,", i + 1);
        jj_text_csv(&t, s->facilities[i].id);
        jj_text_add(&t, ",");
        jj_text_csv(&t, s->facilities[i].name);
        jj_text_add(&t, ",");
        jj_text_csv(&t, s->facilities[i].kind);
        jj_text_add(&t, "\n");
    }
    return path && !t.failed ? jj_file_replace(ctx, path, t.s, t.len)
                             : jj_no_memory(ctx, "facility_ids.csv", t.len);
}

static jj_status prepare(jj_ctx *ctx, const jj_rasters *r) {
    JJ_TRY(jj_make_folders(ctx, r->folder));
    JJ_TRY(jj_make_folders(ctx, r->exact));
    JJ_TRY(write_ids(ctx, r->folder, r->o->scene));
    return write_constraints(ctx, r->folder, r->o->scene);
}

jj_status jj_rasters_open(jj_ctx *ctx, const char *folder, const jj_outcome *o, jj_rasters *out) {
    *out = (jj_rasters){.o = o};
    if (!o->scene->has_grid || o->result->n_fields == 0)
        return JJ_OK;
    out->folder = jj_path_join(folder, "rasters");
    out->exact = jj_path_join(folder, "fields");
    if (!out->folder || !out->exact)
        return jj_no_memory(ctx, "rasters", 0);
    JJ_TRY(jj_underlays_write(ctx, out->folder, o->scene));
    /* protected ground, times and what is covered give away where each facility is */
    if (o->review)
        return JJ_OK;
    out->n_fields = o->result->n_fields;
    out->n = out->n_fields + o->result->n_reaches;
    return prepare(ctx, out);
}

jj_status jj_rasters_write(jj_ctx *ctx, const jj_rasters *r, size_t item) {
    const jj_result *found = r->o->result;
    if (item < r->n_fields)
        return write_field(ctx, r->folder, r->exact, r->o->scene, &found->fields[item]);
    const jj_rule_reach *reach = &found->reaches[item - r->n_fields];
    JJ_TRY(write_reach(ctx, r->folder, r->o, reach));
    return reach->n_missing ? write_missing(ctx, r->folder, r->o, reach) : JJ_OK;
}

void jj_rasters_close(jj_rasters *r) {
    jj_free(r->folder);
    jj_free(r->exact);
}

uint64_t jj_rasters_size(const jj_outcome *o) {
    enum {
        BYTES_A_CELL = 4,
        WHILE_COPYING = 2,
        UNDERLAYS = 2,
        FILES_A_FIELD = 3,
        FILES_A_RULE = 2
    };
    if (!o->scene->has_grid)
        return 0;
    uint64_t one = (uint64_t)jj_grid_cells(&o->scene->grid) * BYTES_A_CELL;
    return one * (FILES_A_FIELD * o->result->n_fields + FILES_A_RULE * o->result->n_reaches +
                  WHILE_COPYING + UNDERLAYS);
}
