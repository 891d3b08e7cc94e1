#include "out/kept_result.h"

#include "base/file.h"
#include "load/kept_scene.h"

#include <stdio.h>
#include <string.h>

enum { NAME = 100 };

static const uint64_t most_bytes = 4ULL << 30;

/* Rows of numbers: counts and indices are exact in a double. */
enum {
    SUM_UNIT,
    SUM_OF,
    SUM_PEOPLE = SUM_OF + JJ_N_REACH,
    SUM_TIME,
    SUM_REACHED,
    SUM_PEAK,
    SUM_NEAREST,
    SUM_MS,
    N_SUM
};
enum {
    C_KIND,
    C_FACILITY,
    C_PEOPLE,
    C_WITHIN,
    C_MEAN,
    C_MAX,
    C_PLACES,
    C_LOAD,
    C_FIRST,
    C_END,
    N_CATCHMENT
};

static bool is_kept(const jj_outcome *o) {
    return o->scene->has_grid && !o->review && jj_scene_keep_bytes(o->scene) <= most_bytes;
}

static uint64_t field_bytes(const jj_scene *s) {
    return (uint64_t)jj_grid_cells(&s->grid) * 2 * sizeof(uint32_t);
}

uint64_t jj_kept_result_size(const jj_outcome *o) {
    uint64_t all = jj_scene_keep_bytes(o->scene) + field_bytes(o->scene) * o->result->n_fields;
    return !is_kept(o) ? 0 : all < most_bytes ? all : most_bytes;
}

static void name_of(const char *what, const char *id, char name[NAME]) {
    snprintf(name, NAME, "%s/%.80s", what, id);
}

static jj_status add(jj_ctx *ctx, jj_keeper *k, const char *what, const char *id, const void *data,
                     uint64_t bytes) {
    char name[NAME];
    name_of(what, id, name);
    return jj_keeper_add(ctx, k, name, data, bytes);
}

static void sums_as_numbers(const jj_unit_sums *s, double *to) {
    to[SUM_UNIT] = s->unit;
    memcpy(to + SUM_OF, s->sums.of, sizeof s->sums.of);
    to[SUM_PEOPLE] = s->sums.people;
    to[SUM_TIME] = s->sums.time_sum;
    to[SUM_REACHED] = s->sums.reached;
    to[SUM_PEAK] = s->sums.peak_cell;
    to[SUM_NEAREST] = s->peak_nearest;
    to[SUM_MS] = s->peak_ms;
}

static jj_unit_sums sums_of_numbers(uint32_t rule, const double *from) {
    jj_unit_sums s = {.rule = rule,
                      .unit = (uint32_t)from[SUM_UNIT],
                      .sums = {.people = from[SUM_PEOPLE],
                               .time_sum = from[SUM_TIME],
                               .reached = from[SUM_REACHED],
                               .peak_cell = (uint32_t)from[SUM_PEAK]},
                      .peak_nearest = (uint32_t)from[SUM_NEAREST],
                      .peak_ms = (uint32_t)from[SUM_MS]};
    memcpy(s.sums.of, from + SUM_OF, sizeof s.sums.of);
    return s;
}

static void catchment_as_numbers(const jj_catchment *c, double *to) {
    to[C_KIND] = c->kind;
    to[C_FACILITY] = c->facility;
    to[C_PEOPLE] = c->people;
    to[C_WITHIN] = c->people_within;
    to[C_MEAN] = c->mean_ms;
    to[C_MAX] = c->max_ms;
    to[C_PLACES] = c->places;
    to[C_LOAD] = c->load;
    to[C_FIRST] = c->first_row;
    to[C_END] = c->end_row;
}

static jj_catchment catchment_of_numbers(uint32_t rule, const double *from) {
    return (jj_catchment){.rule = rule,
                          .kind = (uint32_t)from[C_KIND],
                          .facility = (uint32_t)from[C_FACILITY],
                          .people = from[C_PEOPLE],
                          .people_within = from[C_WITHIN],
                          .mean_ms = from[C_MEAN],
                          .max_ms = from[C_MAX],
                          .places = from[C_PLACES],
                          .load = from[C_LOAD],
                          .first_row = (uint32_t)from[C_FIRST],
                          .end_row = (uint32_t)from[C_END]};
}

static jj_status keep_rule(jj_ctx *ctx, const jj_outcome *o, uint32_t rule, jj_keeper *k) {
    const jj_result *r = o->result;
    const char *id = o->rules->rules[rule].id;
    JJ_AUTO double *sums = jj_alloc(r->n_sums * N_SUM + 1, sizeof *sums);
    JJ_AUTO double *catchments = jj_alloc(r->n_catchments * N_CATCHMENT + 1, sizeof *catchments);
    size_t n_sums = 0, n_catchments = 0;
    if (!sums || !catchments)
        return jj_no_memory(ctx, id, 0);
    for (size_t i = 0; i < r->n_sums; i++)
        if (r->sums[i].rule == rule)
            sums_as_numbers(&r->sums[i], sums + N_SUM * n_sums++);
    for (size_t i = 0; i < r->n_catchments; i++)
        if (r->catchments[i].rule == rule)
            catchment_as_numbers(&r->catchments[i], catchments + N_CATCHMENT * n_catchments++);
    if (n_sums == 0)
        return JJ_OK;
    JJ_TRY(add(ctx, k, "sums", id, sums, n_sums * N_SUM * sizeof *sums));
    return add(ctx, k, "catchments", id, catchments,
               n_catchments * N_CATCHMENT * sizeof *catchments);
}

static jj_status keep_fields(jj_ctx *ctx, const jj_outcome *o, jj_keeper *k) {
    uint64_t one = field_bytes(o->scene), all = jj_scene_keep_bytes(o->scene);
    for (size_t i = 0; i < o->result->n_fields && all + one <= most_bytes; i++, all += one) {
        const jj_result_field *f = &o->result->fields[i];
        JJ_TRY(add(ctx, k, "time", f->id, f->time_ms, one / 2));
        JJ_TRY(add(ctx, k, "nearest", f->id, f->nearest, one / 2));
        JJ_TRY(jj_ctx_poll(ctx));
    }
    return JJ_OK;
}

jj_status jj_kept_result_write(jj_ctx *ctx, const char *folder, const jj_outcome *o) {
    if (!is_kept(o) || o->result->n_fields == 0)
        return JJ_OK;
    JJ_CLEANUP(jj_keeper_freep) jj_keeper *k = NULL;
    JJ_AUTO char *fields = jj_path_join(folder, "fields");
    JJ_AUTO char *path = jj_path_join(folder, JJ_KEPT_FILE);
    if (!fields || !path)
        return jj_no_memory(ctx, folder, 0);
    JJ_TRY(jj_make_folders(ctx, fields));
    JJ_TRY(jj_keeper_new(ctx, path, &k));
    JJ_TRY(jj_scene_keep(ctx, o->scene, k));
    for (uint32_t i = 0; i < o->rules->n; i++)
        JJ_TRY(keep_rule(ctx, o, i, k));
    JJ_TRY(keep_fields(ctx, o, k));
    return jj_keeper_finish(ctx, k);
}

/* --- and back -------------------------------------------------------------------------------- */

bool jj_kept_field(const jj_kept *k, const jj_grid *g, jj_result_field *f) {
    char name[NAME];
    uint64_t bytes = (uint64_t)jj_grid_cells(g) * sizeof(uint32_t);
    if (!k)
        return false;
    name_of("time", f->id, name);
    uint32_t *time_ms = jj_kept_array(k, name, bytes);
    name_of("nearest", f->id, name);
    uint32_t *nearest = jj_kept_array(k, name, bytes);
    if (!time_ms || !nearest)
        return false;
    f->time_ms = time_ms;
    f->nearest = nearest;
    f->is_borrowed = true;
    return true;
}

static const double *find(const jj_kept *k, const char *what, const char *id, size_t size,
                          size_t *n) {
    char name[NAME];
    uint64_t bytes = 0;
    name_of(what, id, name);
    const double *found = jj_kept_find(k, name, &bytes);
    *n = found ? bytes / sizeof(double) / size : 0;
    return found;
}

jj_status jj_kept_sums(jj_ctx *ctx, const jj_kept *k, const jj_scene *s, const char *rule_id,
                       uint32_t rule, jj_result *out, bool *is_there) {
    size_t n_sums, n_catchments;
    const double *sums = find(k, "sums", rule_id, N_SUM, &n_sums);
    const double *catchments = find(k, "catchments", rule_id, N_CATCHMENT, &n_catchments);
    *is_there = sums && catchments;
    for (size_t i = 0; *is_there && i < n_sums; i++)
        *is_there = sums[i * N_SUM + SUM_UNIT] < (double)s->units.n;
    for (size_t i = 0; *is_there && i < n_catchments; i++)
        *is_there = catchments[i * N_CATCHMENT + C_FACILITY] < (double)s->n_facilities;
    if (!*is_there)
        return JJ_OK;
    if (!jj_grow(&out->sums, &out->cap_sums, out->n_sums + n_sums, sizeof *out->sums) ||
        !jj_grow(&out->catchments, &out->cap_catchments, out->n_catchments + n_catchments,
                 sizeof *out->catchments))
        return jj_no_memory(ctx, rule_id, 0);
    for (size_t i = 0; i < n_sums; i++)
        out->sums[out->n_sums++] = sums_of_numbers(rule, sums + i * N_SUM);
    for (size_t i = 0; i < n_catchments; i++)
        out->catchments[out->n_catchments++] =
            catchment_of_numbers(rule, catchments + i * N_CATCHMENT);
    return JJ_OK;
}
