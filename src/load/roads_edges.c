/* A bare graph from a table: source,target,seconds[,reverse_seconds,metres]. Nodes are names. */
#include "base/text.h"
#include "load/roads.h"
#include "store/vector.h"

#include <math.h>
#include <string.h>

typedef struct edge_columns {
    int source, target, seconds, reverse_seconds, metres; /* the last two may be -1 */
} edge_columns;

static int optional_column(const jj_layer *l, const char *name) {
    for (size_t i = 0; i < jj_layer_n_fields(l); i++)
        if (strcmp(jj_layer_field_name(l, i), name) == 0)
            return (int)i;
    return -1;
}

static jj_status find_columns(jj_ctx *ctx, const jj_layer *l, edge_columns *c) {
    JJ_TRY(jj_layer_field(ctx, l, "source", &c->source));
    JJ_TRY(jj_layer_field(ctx, l, "target", &c->target));
    JJ_TRY(jj_layer_field(ctx, l, "seconds", &c->seconds));
    c->reverse_seconds = optional_column(l, "reverse_seconds");
    c->metres = optional_column(l, "metres");
    return JJ_OK;
}

/* Node of that name, made when it is new. */
static jj_status node_of(jj_ctx *ctx, jj_roads *r, size_t *cap, const char *name, uint32_t *out) {
    uint32_t node = jj_map_get(&r->by_id, name);
    if (node == JJ_MAP_NONE) {
        char *copy = jj_strdup(name);
        node = r->n_nodes;
        if (!copy || !jj_grow(&r->node_id, cap, (size_t)node + 1, sizeof *r->node_id) ||
            jj_map_put(&r->by_id, copy, node) == JJ_MAP_NONE) {
            jj_free(copy);
            return jj_no_memory(ctx, "graph nodes", 0);
        }
        r->node_id[r->n_nodes++] = copy;
    }
    *out = node;
    return JJ_OK;
}

/*
 * Whole milliseconds (or millimetres) of a cell; a negative or, where allowed, empty one = no way.
 */
static jj_status thousandths(jj_ctx *ctx, const jj_feature *f, int column, const char *name,
                             bool may_be_empty, uint32_t *out) {
    double v;
    *out = JJ_UNREACHED;
    if (may_be_empty && !*f->text[column])
        return JJ_OK;
    if (!jj_parse_double(f->text[column], &v))
        return jj_fail(ctx, JJ_E_FORMAT, "edge row %lld: %s '%s' is not a number",
                       (long long)f->row, name, f->text[column]);
    if (v < 0)
        return JJ_OK;
    if (v * 1000 >= JJ_FARTHEST)
        return jj_fail(ctx, JJ_E_LIMIT, "edge row %lld: %s '%s' is more than 2147483",
                       (long long)f->row, name, f->text[column]);
    *out = (uint32_t)floor(v * 1000 + 0.5);
    return JJ_OK;
}

static jj_status add_edge(jj_ctx *ctx, const edge_columns *c, const jj_feature *f, jj_roads *out,
                          size_t *cap) {
    jj_road road = {.length_mm = 0};
    JJ_TRY(node_of(ctx, out, cap, f->text[c->source], &road.from));
    JJ_TRY(node_of(ctx, out, cap, f->text[c->target], &road.to));
    JJ_TRY(thousandths(ctx, f, c->seconds, "seconds", false, &road.forward_ms));
    road.backward_ms = road.forward_ms;
    if (c->reverse_seconds >= 0)
        JJ_TRY(thousandths(ctx, f, c->reverse_seconds, "reverse_seconds", true, &road.backward_ms));
    if (c->metres >= 0)
        JJ_TRY(thousandths(ctx, f, c->metres, "metres", false, &road.length_mm));
    if (c->metres >= 0 && road.length_mm == JJ_UNREACHED)
        return jj_fail(ctx, JJ_E_RANGE, "edge row %lld: metres must not be negative",
                       (long long)f->row);
    return jj_roads_add(ctx, out, &road, NULL, 0);
}

jj_status jj_roads_read_edges(jj_ctx *ctx, const char *path, jj_roads *out, jj_roads_count *count) {
    const jj_source_spec spec = {.path = path};
    JJ_CLEANUP(jj_layer_closep) jj_layer *l = NULL;
    edge_columns columns;
    size_t cap = 0;
    JJ_TRY(jj_layer_open(ctx, &spec, &l));
    JJ_TRY(find_columns(ctx, l, &columns));
    out->has_lengths = columns.metres >= 0;
    for (;;) {
        jj_feature f;
        bool more;
        JJ_TRY(jj_layer_next(ctx, l, &f, &more));
        if (!more)
            return JJ_OK;
        count->n_lines++;
        JJ_TRY(add_edge(ctx, &columns, &f, out, &cap));
    }
}
