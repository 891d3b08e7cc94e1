#include "load/area.h"

#include <math.h>
#include <string.h>

static const double nowhere[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};

static void include_point(double box[4], double x, double y) {
    box[0] = fmin(box[0], x);
    box[1] = fmin(box[1], y);
    box[2] = fmax(box[2], x);
    box[3] = fmax(box[3], y);
}

static void include_box(double box[4], const double other[4]) {
    include_point(box, other[0], other[1]);
    include_point(box, other[2], other[3]);
}

static void grid_box(const jj_scene *s, double box[4]) {
    const jj_grid *g = &s->grid;
    if (s->has_grid) {
        include_point(box, g->x0, g->y0);
        include_point(box, g->x0 + g->cols * g->dx, g->y0 - g->rows * g->dy);
    }
}

/* --- units ------------------------------------------------------------------------------------ */

static const jj_tree_unit *parent_of(const jj_unit_area *a, const jj_feature *f) {
    for (size_t i = 0; i < a->n_parents; i++)
        if (*f->text[a->parents[i]])
            return jj_tree_find(a->tree, f->text[a->parents[i]]);
    char code[16];
    for (size_t step = 0; a->code >= 0 && jj_parent_code(f->text[a->code], step, code); step++) {
        const jj_tree_unit *u = jj_tree_find(a->tree, code);
        if (u && strcmp(code, f->text[a->code]) != 0)
            return u;
    }
    return NULL;
}

static bool parent_holds(const void *user, const jj_feature *f, double x, double y) {
    const jj_tree_unit *parent = parent_of(user, f);
    double box[4];
    if (!parent || !parent->shape)
        return true; /* the whole area will do */
    jj_shape_box(parent->shape, box);
    /* the lower level's borders may be drawn a little otherwise */
    double slack = 0.02 * (box[2] - box[0] + box[3] - box[1]);
    return x >= box[0] - slack && x <= box[2] + slack && y >= box[1] - slack && y <= box[3] + slack;
}

void jj_unit_area_new(const jj_loader *l, const jj_tree *tree, jj_unit_area *out) {
    *out = (jj_unit_area){.tree = tree, .code = -1};
    memcpy(out->area.box, nowhere, sizeof nowhere);
    for (size_t i = 0; i < tree->n; i++) {
        double box[4];
        if (!tree->units[i].shape)
            continue;
        jj_shape_box(tree->units[i].shape, box);
        include_box(out->area.box, box);
        out->area.holds = parent_holds;
        out->area.user = out;
    }
    if (!out->area.holds)
        grid_box(l->scene, out->area.box);
}

/* --- everything else -------------------------------------------------------------------------- */

static bool some_unit_holds(const void *user, const jj_feature *f, double x, double y) {
    const jj_loader_area *a = user;
    (void)f;
    uint32_t unit = JJ_NO_UNIT;
    if (jj_transform_points(a->l->ctx, a->to_scene, &x, &y, 1) != JJ_OK)
        return false;
    return jj_locate_unit(a->l, x, y, &unit) == JJ_OK && unit != JJ_NO_UNIT;
}

static void free_transform(jj_transform **t) {
    jj_transform_free(*t);
}

/* The box of a box's rim in the other system. */
static jj_status bring_box(jj_loader *l, const char *crs, const double from[4], double box[4]) {
    enum { STEPS = 16 };
    JJ_CLEANUP(free_transform) jj_transform *way = NULL;
    JJ_TRY(jj_transform_new(l->ctx, l->crs, crs, &way));
    for (int i = 0; i <= STEPS; i++)
        for (int side = 0; side < 4; side++) {
            double t = (double)i / STEPS;
            double x = side < 2 ? from[0] + t * (from[2] - from[0]) : from[side == 2 ? 0 : 2];
            double y = side < 2 ? from[side == 0 ? 1 : 3] : from[1] + t * (from[3] - from[1]);
            if (jj_transform_points(l->ctx, way, &x, &y, 1) == JJ_OK)
                include_point(box, x, y);
        }
    return JJ_OK;
}

jj_status jj_loader_area_new(jj_loader *l, const char *crs, jj_loader_area *out) {
    double box[4];
    *out = (jj_loader_area){.l = l};
    memcpy(out->area.box, nowhere, sizeof nowhere);
    memcpy(box, nowhere, sizeof nowhere);
    for (size_t i = 0; i < l->n_shapes; i++)
        if (l->shapes[i])
            include_box(box, l->boxes[i]);
    bool has_units = box[0] < box[2];
    if (!has_units)
        grid_box(l->scene, box);
    if (box[0] > box[2])
        return JJ_OK;
    if (has_units) {
        out->area.holds = some_unit_holds;
        out->area.user = out;
    }
    JJ_TRY(jj_transform_new(l->ctx, crs, l->crs, &out->to_scene));
    return bring_box(l, crs, box, out->area.box);
}

jj_status jj_loader_project(jj_loader *l, jj_layer *layer, const char *crs, jj_loader_area *area) {
    JJ_TRY(jj_loader_area_new(l, crs, area));
    jj_layer_expect(layer, &area->area);
    return jj_layer_project(l->ctx, layer, crs);
}

void jj_loader_area_deinit(jj_loader_area *a) {
    jj_transform_free(a->to_scene);
    a->to_scene = NULL;
}

jj_status jj_note_layer(jj_loader *l, const jj_layer *layer, const char *source) {
    uint64_t turned = jj_layer_n_turned(layer), doubtful = jj_layer_n_doubtful(layer);
    const char *encoding = jj_layer_guessed_encoding(layer);
    if (encoding)
        JJ_TRY(jj_note_add(l->ctx, &l->notes,
                           &(jj_finding){.code = "encoding_guessed",
                                         .source = source,
                                         .layer = jj_layer_name(layer),
                                         .value = encoding}));
    if (turned)
        JJ_TRY(jj_note_add(l->ctx, &l->notes,
                           &(jj_finding){.code = "swapped_axes",
                                         .source = source,
                                         .layer = jj_layer_name(layer),
                                         .count = turned}));
    if (doubtful)
        JJ_TRY(jj_note_add(l->ctx, &l->notes,
                           &(jj_finding){.code = "crs_doubtful",
                                         .source = source,
                                         .layer = jj_layer_name(layer),
                                         .count = doubtful}));
    if (jj_layer_is_crs_replaced(layer))
        JJ_TRY(jj_note_add(l->ctx, &l->notes,
                           &(jj_finding){.code = "crs_replaced",
                                         .source = source,
                                         .layer = jj_layer_name(layer)}));
    return JJ_OK;
}
