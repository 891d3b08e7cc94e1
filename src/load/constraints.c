/* Constraint layers: each feature with its buffer, and the cells it takes up. */
#include "load/area.h"
#include "geo/centres.h"
#include "store/buffer.h"
#include "store/crs.h"

#include <math.h>
#include <string.h>

/* One layer on its way onto the lattice. */
typedef struct layer_reader {
    jj_loader *l;
    jj_constraint *c;
    jj_buffer *buffer;
    jj_transform *to_lattice;
    float *share;       /* per cell: part of it that is inside; NULL without a grid */
    uint8_t *is_centre; /* per cell: whether its centre is inside */
} layer_reader;

static void reader_deinit(layer_reader *r) {
    jj_buffer_free(r->buffer);
    jj_transform_free(r->to_lattice);
    jj_free(r->share);
    jj_free(r->is_centre);
}

static void free_shape(jj_shape **s) {
    jj_shape_free(*s);
}

static jj_status keep_area(const layer_reader *r, const jj_shape *shape) {
    jj_constraint *c = r->c;
    jj_arena *arena = &r->l->scene->arena;
    JJ_AUTO uint8_t *wkb = NULL;
    size_t len;
    JJ_TRY(jj_shape_wkb(r->l->ctx, shape, &wkb, &len));
    uint8_t *kept = jj_arena_alloc(arena, len, 1);
    if (!kept || !jj_grow(&c->areas, &c->cap_areas, c->n_areas + 1, sizeof *c->areas))
        return jj_loader_no_room(r->l);
    memcpy(kept, wkb, len);
    jj_constraint_area *a = &c->areas[c->n_areas++];
    a->wkb = kept;
    a->wkb_len = len;
    jj_shape_box(shape, a->box);
    return JJ_OK;
}

/* `shape` is in degrees and is carried into the lattice's system. */
static jj_status mark_cells(const layer_reader *r, jj_shape *shape) {
    const jj_grid *g = &r->l->scene->grid;
    jj_rings rings;
    JJ_CLEANUP(jj_cover_deinit) jj_cover cover = {0};
    JJ_TRY(jj_shape_carry(r->l->ctx, shape, r->to_lattice));
    JJ_TRY(jj_shape_rings(r->l->ctx, shape, &rings));
    JJ_TRY(jj_cover_polygon(r->l->ctx, g, &rings, &cover));
    for (size_t i = 0; i < cover.n_spans; i++) {
        size_t cell = (size_t)cover.spans[i].row * g->cols + cover.spans[i].col;
        for (uint32_t k = 0; k < cover.spans[i].n; k++, cell++)
            r->share[cell] = (float)fmin(1, (double)r->share[cell] + cover.spans[i].fraction);
    }
    return jj_centres_mark(r->l->ctx, g, &rings, r->is_centre);
}

static jj_status take_feature(layer_reader *r, const jj_layer *layer, const jj_feature *f) {
    jj_ctx *ctx = r->l->ctx;
    JJ_CLEANUP(free_shape) jj_shape *shape = NULL;
    r->l->scene->ledger.n_records++;
    if (f->type == JJ_GEOMETRY_NONE)
        return JJ_OK;
    if (f->type != JJ_GEOMETRY_POLYGON && !(r->c->buffer_m > 0))
        return jj_fail(
            ctx, JJ_E_DATA, "%s, row %lld: constraint '%s' holds %s: give it a 'buffer_m' above 0",
            jj_layer_label(layer), (long long)f->row, r->c->name, jj_geometry_title(ctx, f->type));
    JJ_TRY(jj_buffer_around(ctx, r->buffer, f, r->c->buffer_m, &shape));
    if (!shape) /* worn away by a negative buffer */
        return JJ_OK;
    JJ_TRY(keep_area(r, shape));
    return r->share ? mark_cells(r, shape) : JJ_OK;
}

static jj_status prepare(layer_reader *r) {
    const jj_scene *s = r->l->scene;
    JJ_TRY(jj_buffer_new(r->l->ctx, &r->buffer));
    if (!s->has_grid || r->l->kept)
        return JJ_OK; /* the cells are not asked for, or known */
    size_t n = jj_grid_cells(&s->grid);
    r->share = jj_alloc(n, sizeof *r->share);
    r->is_centre = jj_alloc(n, 1);
    if (!r->share || !r->is_centre)
        return jj_no_memory(r->l->ctx, r->c->name, n * 5);
    return jj_transform_new(r->l->ctx, "EPSG:4326", s->crs, &r->to_lattice);
}

/* A cell is inside when its centre or half of it is; outside what is not wholly told inside. */
static void set_bits(const layer_reader *r, uint32_t bit) {
    size_t n = jj_grid_cells(&r->l->scene->grid);
    for (size_t i = 0; i < n; i++) {
        bool is_half = r->share[i] >= 0.5F, is_centre = r->is_centre[i];
        bool holds = r->c->is_outside ? !(is_half && is_centre) : is_half || is_centre;
        if (holds)
            r->l->scene->constraint_bits[i] |= bit;
    }
}

static jj_status read_layer(jj_loader *l, const jj_source_spec *source, jj_constraint *c,
                            uint32_t bit) {
    JJ_CLEANUP(reader_deinit) layer_reader r = {.l = l, .c = c};
    JJ_CLEANUP(jj_layer_closep) jj_layer *layer = NULL;
    JJ_TRY(prepare(&r));
    JJ_TRY(jj_layer_open(l->ctx, source, &layer));
    JJ_TRY(jj_add_input(l, "constraint", source->path));
    JJ_CLEANUP(jj_loader_area_deinit) jj_loader_area area = {0};
    JJ_TRY(jj_loader_project(l, layer, "EPSG:4326", &area));
    jj_feature f;
    bool more;
    for (;;) {
        JJ_TRY(jj_layer_next(l->ctx, layer, &f, &more));
        if (!more)
            break;
        JJ_TRY(take_feature(&r, layer, &f));
    }
    if (r.share)
        set_bits(&r, bit);
    return jj_note_layer(l, layer, "constraint");
}

static jj_status begin(jj_loader *l, const jj_constraint_keys *k, jj_constraint *c) {
    *c = (jj_constraint){.name = jj_keep(l, k->name),
                         .clause = jj_keep(l, k->clause),
                         .is_outside = k->is_outside,
                         .buffer_m = k->buffer_m,
                         .kinds = jj_arena_alloc(&l->scene->arena, k->kinds.n + 1, sizeof(char *))};
    if (!c->name || !c->clause || !c->kinds)
        return jj_loader_no_room(l);
    jj_effect_parse(k->effect, &c->effect);
    for (size_t i = 0; i < k->kinds.n; i++) {
        if (!jj_kind_find(&l->kinds, k->kinds.items[i]))
            return jj_fail(l->ctx, JJ_E_DATA, "%s:%d: there is no kind '%s'", l->project->path,
                           k->line, k->kinds.items[i]);
        c->kinds[c->n_kinds] = jj_keep(l, k->kinds.items[i]);
        if (!c->kinds[c->n_kinds++])
            return jj_loader_no_room(l);
    }
    return JJ_OK;
}

jj_status jj_load_constraints(jj_loader *l) {
    const jj_project *p = l->project;
    jj_scene *s = l->scene;
    if (p->n_constraints == 0)
        return JJ_OK;
    if (p->n_constraints > JJ_MOST_CONSTRAINTS)
        return jj_fail(l->ctx, JJ_E_LIMIT, "%s: at most %d constraints, not %zu", p->path,
                       JJ_MOST_CONSTRAINTS, p->n_constraints);
    if (s->has_grid && jj_crs_is_local(s->crs))
        return jj_fail(l->ctx, JJ_E_DATA,
                       "%s: constraints need a lattice that lies somewhere on earth", p->path);
    s->constraints = jj_alloc(p->n_constraints, sizeof *s->constraints);
    if (s->has_grid && !s->constraint_bits)
        s->constraint_bits = jj_alloc(jj_grid_cells(&s->grid), sizeof *s->constraint_bits);
    if (!s->constraints || (s->has_grid && !s->constraint_bits))
        return jj_loader_no_room(l);
    for (size_t i = 0; i < p->n_constraints; i++) {
        const jj_constraint_keys *k = &p->constraints[i];
        s->n_constraints = i + 1;
        JJ_TRY(begin(l, k, &s->constraints[i]));
        JJ_TRY(read_layer(l, &k->source, &s->constraints[i], 1U << i));
        JJ_TRY(jj_ctx_poll(l->ctx));
    }
    return JJ_OK;
}
