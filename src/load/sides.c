/* Which facilities and how many people lie on which side of barriers and water. */
#include "geo/sides.h"
#include "base/lang.h"
#include "load/loader.h"

#include <stdio.h>
#include <stdlib.h>

enum { SIDES_SHOWN = 20 };

typedef struct side {
    uint32_t number, n_facilities;
    double km2, people;
} side;

static const jj_profile *ground_profile(const jj_scene *s) {
    for (size_t i = 0; i < s->n_profiles; i++)
        if (s->profiles[i].mode == JJ_MODE_GROUND && s->profiles[i].pace_ms_m)
            return &s->profiles[i];
    return NULL;
}

/* People of the first group that has a place. */
static const double *people_by_cell(const jj_scene *s) {
    for (size_t i = 0; i < s->n_demands; i++)
        if (s->demands[i].people)
            return s->demands[i].people;
    return NULL;
}

static void count(const jj_scene *s, const uint32_t *side_of, side *sides) {
    const double *people = people_by_cell(s);
    for (uint32_t r = 0; r < s->grid.rows; r++)
        for (uint32_t c = 0; c < s->grid.cols; c++) {
            size_t cell = (size_t)r * s->grid.cols + c;
            sides[side_of[cell]].km2 += jj_lengths_area_m2(&s->lengths, r, c) / 1e6;
            if (people && people[cell] > 0)
                sides[side_of[cell]].people += people[cell];
        }
    for (size_t i = 0; i < s->n_facilities; i++)
        if (s->facilities[i].cell != JJ_NO_CELL)
            sides[side_of[s->facilities[i].cell]].n_facilities++;
}

static int by_weight(const void *a, const void *b) {
    const side *p = a, *q = b;
    if (p->people != q->people)
        return p->people > q->people ? -1 : 1;
    if (p->n_facilities != q->n_facilities)
        return p->n_facilities > q->n_facilities ? -1 : 1;
    return (p->number > q->number) - (p->number < q->number);
}

/* Parts where nobody lives and nothing stands are islands of no consequence. */
static jj_status tell(jj_loader *l, const jj_profile *p, const side *sides, uint32_t n) {
    uint32_t n_told = 0;
    while (n_told < n && n_told < SIDES_SHOWN &&
           (sides[n_told].people >= 0.5 || sides[n_told].n_facilities))
        n_told++;
    for (uint32_t i = 0; n_told > 1 && i < n_told; i++) {
        char name[80], value[120];
        snprintf(name, sizeof name, jj_tr(l->ctx->lang, "%s, part %u"), p->id, i + 1);
        snprintf(value, sizeof value, jj_tr(l->ctx->lang, "%u facilities, %.0f people, %.1f km2"),
                 sides[i].n_facilities, sides[i].people, sides[i].km2);
        JJ_TRY(jj_note_add(l->ctx, &l->notes,
                           &(jj_finding){.code = "ground_parted",
                                         .source = "barriers",
                                         .field = name,
                                         .value = value,
                                         .people = sides[i].people}));
    }
    return JJ_OK;
}

jj_status jj_load_sides(jj_loader *l) {
    const jj_scene *s = l->scene;
    const jj_profile *p = ground_profile(s);
    if (!p || (!s->shut && l->project->surface.n_water == 0))
        return JJ_OK;
    size_t n_cells = jj_grid_cells(&s->grid);
    jj_ground ground = jj_scene_ground(s, p);
    JJ_AUTO uint32_t *side_of = jj_alloc(n_cells, sizeof *side_of);
    if (!side_of)
        return jj_no_memory(l->ctx, "sides of the ground", n_cells * sizeof *side_of);
    uint32_t n = jj_ground_sides(&ground, side_of, NULL, NULL);
    JJ_AUTO side *sides = jj_alloc((size_t)n + 1, sizeof *sides);
    if (!sides)
        return jj_no_memory(l->ctx, "sides of the ground", n * sizeof *sides);
    for (uint32_t i = 0; i <= n; i++)
        sides[i].number = i;
    count(s, side_of, sides);
    if (n > 1)
        qsort(sides + 1, n, sizeof *sides, by_weight);
    return tell(l, p, sides + 1, n);
}
