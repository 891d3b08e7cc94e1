#include "load/land_layers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Lines of several layers laid out flat, as geo/shut.h wants them. */
typedef struct line_set {
    double *xy;
    size_t n_numbers, cap_numbers;
    size_t *end; /* numbers just past each line */
    size_t n, cap_ends;
    jj_line *lines;
} line_set;

static void lines_deinit(line_set *s) {
    jj_free(s->xy);
    jj_free(s->end);
    jj_free(s->lines);
}

static jj_status add_lines(jj_loader *l, const jj_feature *f, line_set *s) {
    size_t first = 0;
    for (size_t k = 0; k < f->n_parts; first = f->part_end[k++]) {
        size_t n = 2 * (f->part_end[k] - first);
        if (!jj_grow(&s->xy, &s->cap_numbers, s->n_numbers + n, sizeof *s->xy) ||
            !jj_grow(&s->end, &s->cap_ends, s->n + 1, sizeof *s->end))
            return jj_no_memory(l->ctx, "barriers", s->n_numbers * sizeof *s->xy);
        memcpy(s->xy + s->n_numbers, f->xy + 2 * first, n * sizeof *s->xy);
        s->n_numbers += n;
        s->end[s->n++] = s->n_numbers;
    }
    return JJ_OK;
}

static jj_status take_lines(jj_loader *l, const jj_feature *f, void *user) {
    return add_lines(l, f, user);
}

static jj_status read_lines(jj_loader *l, const char *role, const jj_source_spec *sources, size_t n,
                            line_set *out) {
    for (size_t i = 0; i < n; i++)
        JJ_TRY(jj_each_feature(l, role, &sources[i], JJ_GEOMETRY_LINE, NULL, take_lines, out));
    out->lines = jj_alloc(out->n + 1, sizeof *out->lines);
    if (!out->lines)
        return jj_loader_no_room(l);
    for (size_t i = 0, first = 0; i < out->n; first = out->end[i++])
        out->lines[i] = (jj_line){.xy = out->xy + first, .n = (out->end[i] - first) / 2};
    return JJ_OK;
}

static jj_status load_barriers(jj_loader *l) {
    const jj_surface_keys *k = &l->project->surface;
    if (k->n_barriers == 0)
        return JJ_OK;
    JJ_CLEANUP(lines_deinit) line_set barriers = {0};
    JJ_CLEANUP(lines_deinit) line_set bridges = {0};
    JJ_TRY(read_lines(l, "barriers", k->barriers, k->n_barriers, &barriers));
    JJ_TRY(read_lines(l, "bridges", k->bridges, k->n_bridges, &bridges));
    return jj_shut_moves_new(l->ctx, &l->scene->grid, barriers.lines, barriers.n, bridges.lines,
                             bridges.n, &l->scene->shut);
}

static jj_status take_water(jj_loader *l, const jj_feature *f, void *user) {
    JJ_CLEANUP(jj_cover_deinit) jj_cover cover = {0};
    JJ_TRY(jj_feature_cover(l, f, &cover));
    jj_add_share(&l->scene->grid, &cover, user);
    return JJ_OK;
}

/* Cells that are water for the greater part cannot be walked, whatever the profile. */
static jj_status block_water(jj_loader *l) {
    const jj_surface_keys *k = &l->project->surface;
    if (k->n_water == 0)
        return JJ_OK;
    JJ_AUTO float *water = NULL;
    JJ_TRY(jj_new_shares(l, &water));
    for (size_t i = 0; i < k->n_water; i++)
        JJ_TRY(jj_each_feature(l, "water", &k->water[i], JJ_GEOMETRY_POLYGON, NULL, take_water,
                               water));
    size_t n = jj_grid_cells(&l->scene->grid);
    for (size_t p = 0; p < l->scene->n_profiles; p++)
        for (size_t i = 0; l->scene->profiles[p].pace_ms_m && i < n; i++)
            if (water[i] >= 0.5F)
                l->scene->profiles[p].pace_ms_m[i] = 0;
    return JJ_OK;
}

jj_status jj_load_surface(jj_loader *l) {
    if (!l->scene->has_grid)
        return JJ_OK;
    JJ_TRY(load_barriers(l));
    return l->kept ? JJ_OK : block_water(l); /* the paces kept know of it */
}
