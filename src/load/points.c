#include "load/points.h"

#include "base/text.h"
#include "store/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Field numbers; -1 = none. */
typedef struct columns {
    int id, delay;
} columns;

static jj_status find_columns(jj_ctx *ctx, const jj_layer *l, const jj_points_spec *spec,
                              columns *out) {
    *out = (columns){-1, -1};
    for (size_t i = 0; !spec->id && i < jj_layer_n_fields(l); i++)
        if (strcmp(jj_layer_field_name(l, i), "id") == 0)
            out->id = (int)i;
    if (spec->id && jj_layer_field(ctx, l, spec->id, &out->id) != JJ_OK)
        return JJ_E_RANGE;
    if (spec->delay && jj_layer_field(ctx, l, spec->delay, &out->delay) != JJ_OK)
        return JJ_E_RANGE;
    return JJ_OK;
}

/* Seconds of a cell of minutes; an empty one is none. */
static jj_status read_delay(jj_ctx *ctx, const char *label, int64_t row, const char *text,
                            double *delay_s) {
    *delay_s = 0;
    if (!*text)
        return JJ_OK;
    double minutes;
    if (!jj_parse_double(text, &minutes) || minutes < 0 || minutes > 1e6)
        return jj_fail(ctx, JJ_E_DATA, "%s, row %lld: a start delay of '%s' is not minutes >= 0",
                       label, (long long)row, text);
    *delay_s = minutes * 60;
    return JJ_OK;
}

static const char *read_id(jj_points *p, const columns *c, const jj_feature *f) {
    return c->id < 0 ? jj_arena_printf(&p->arena, "%lld", (long long)f->row)
                     : jj_arena_str(&p->arena, f->text[c->id]);
}

static jj_status add_feature(jj_ctx *ctx, const jj_layer *l, const columns *c, const jj_feature *f,
                             jj_points *p) {
    if (f->type == JJ_GEOMETRY_NONE) {
        p->n_without++;
        return JJ_OK;
    }
    if (f->type != JJ_GEOMETRY_POINT)
        return jj_fail(ctx, JJ_E_DATA, "%s, row %lld holds %s: points are needed",
                       jj_layer_label(l), (long long)f->row, jj_geometry_title(ctx, f->type));
    const char *id = read_id(p, c, f);
    if (!id || !jj_grow(&p->rows, &p->cap, p->n + f->n_points, sizeof *p->rows))
        return jj_no_memory(ctx, jj_layer_label(l), (p->n + f->n_points) * sizeof *p->rows);
    if (!*id)
        return jj_fail(ctx, JJ_E_DATA, "%s, row %lld has no id", jj_layer_label(l),
                       (long long)f->row);
    double delay_s;
    JJ_TRY(read_delay(ctx, jj_layer_label(l), f->row, c->delay < 0 ? "" : f->text[c->delay],
                      &delay_s));
    for (size_t i = 0; i < f->n_points; i++)
        p->rows[p->n++] = (jj_point){.id = id,
                                     .row = f->row,
                                     .index = (uint32_t)p->n,
                                     .x = f->xy[2 * i],
                                     .y = f->xy[2 * i + 1],
                                     .delay_s = delay_s};
    return JJ_OK;
}

/* `index` is the order of reading until ids are numbered: the sort is stable by it. */
static int by_id(const void *a, const void *b) {
    const jj_point *p = a, *q = b;
    int order = jj_id_cmp(p->id, q->id);
    return order ? order : (p->index > q->index) - (p->index < q->index);
}

static jj_status number_ids(jj_ctx *ctx, jj_points *p) {
    qsort(p->rows, p->n, sizeof *p->rows, by_id);
    p->ids = jj_alloc(p->n, sizeof *p->ids);
    if (!p->ids)
        return jj_no_memory(ctx, "points", p->n * sizeof *p->ids);
    for (size_t i = 0; i < p->n; i++) {
        if (i > 0 && strcmp(p->rows[i].id, p->rows[i - 1].id) == 0)
            p->n_repeated++;
        else
            p->ids[p->n_ids++] = p->rows[i].id;
        p->rows[i].index = (uint32_t)p->n_ids - 1;
    }
    return JJ_OK;
}

static jj_status read_all(jj_ctx *ctx, jj_layer *l, const columns *c, jj_points *p) {
    for (;;) {
        jj_feature f;
        bool more;
        JJ_TRY(jj_layer_next(ctx, l, &f, &more));
        if (!more)
            break;
        JJ_TRY(add_feature(ctx, l, c, &f, p));
    }
    if (p->n == 0)
        return jj_fail(ctx, JJ_E_DATA, "%s has no feature with coordinates", jj_layer_label(l));
    return number_ids(ctx, p);
}

static const char *field_called(const jj_layer *l, const char *name) {
    for (size_t i = 0; i < jj_layer_n_fields(l); i++)
        if (strcasecmp(jj_layer_field_name(l, i), name) == 0)
            return jj_layer_field_name(l, i);
    return NULL;
}

/* Tables mostly call their coordinates by one of these pairs. */
static bool find_coordinates(const jj_layer *l, const char **x, const char **y) {
    static const char *const pairs[][2] = {
        {"x", "y"}, {"lon", "lat"}, {"lng", "lat"}, {"longitude", "latitude"}, {"经度", "纬度"}};
    for (size_t i = 0; i < JJ_COUNT(pairs); i++) {
        *x = field_called(l, pairs[i][0]);
        *y = field_called(l, pairs[i][1]);
        if (*x && *y)
            return true;
    }
    return false;
}

static jj_status open_points(jj_ctx *ctx, const jj_source_spec *source, jj_layer **out) {
    jj_status st = jj_layer_open(ctx, source, out);
    if (st != JJ_OK)
        return st == JJ_E_DATA ? JJ_E_RANGE : st; /* the columns of --x and --y */
    if (source->x || jj_layer_has_geometry(*out))
        return JJ_OK;
    const char *x, *y;
    if (!find_coordinates(*out, &x, &y))
        return jj_fail(ctx, JJ_E_RANGE,
                       "%s has no coordinates: name their columns with --x and --y",
                       jj_layer_label(*out));
    jj_source_spec with_columns = *source;
    with_columns.x = x;
    with_columns.y = y;
    jj_layer *table = *out;
    st = jj_layer_open(ctx, &with_columns, out);
    jj_layer_close(table);
    return st;
}

jj_status jj_points_read(jj_ctx *ctx, const jj_points_spec *spec, const char *target_crs,
                         jj_points *out) {
    *out = (jj_points){0};
    JJ_CLEANUP(jj_layer_closep) jj_layer *l = NULL;
    JJ_TRY(open_points(ctx, &spec->source, &l));
    columns c;
    JJ_TRY(find_columns(ctx, l, spec, &c));
    if (target_crs)
        JJ_TRY(jj_layer_project(ctx, l, target_crs));
    jj_points p = {0};
    jj_status st = read_all(ctx, l, &c, &p);
    if (st != JJ_OK)
        jj_points_deinit(&p);
    else
        *out = p;
    return st;
}

/* Field numbers of a list of nodes; -1 = none. */
typedef struct node_columns {
    int id, node, delay;
} node_columns;

static int column_called(const jj_csv *csv, const char *name) {
    for (size_t i = 0; name && i < csv->n; i++)
        if (strcmp(csv->fields[i], name) == 0)
            return (int)i;
    return -1;
}

static jj_status find_node_columns(jj_ctx *ctx, const jj_csv *csv, const jj_points_spec *spec,
                                   node_columns *out) {
    *out = (node_columns){.id = column_called(csv, spec->id ? spec->id : "id"),
                          .node = column_called(csv, "node"),
                          .delay = column_called(csv, spec->delay)};
    if (!spec->id && out->id < 0)
        out->id = out->node;
    if (out->node < 0)
        out->node = out->id;
    if (out->id < 0 || (spec->delay && out->delay < 0))
        return jj_fail(ctx, JJ_E_RANGE,
                       "'%s' has no column '%s': rows name nodes of the table of edges",
                       spec->source.path, out->id < 0 ? spec->id ? spec->id : "id" : spec->delay);
    return JJ_OK;
}

static jj_status add_node(jj_ctx *ctx, const jj_csv *csv, const node_columns *c, jj_points *p) {
    const char *cell[3];
    const int column[3] = {c->id, c->node, c->delay};
    for (int k = 0; k < 3; k++)
        cell[k] = column[k] < 0 || (size_t)column[k] >= csv->n ? "" : csv->fields[column[k]];
    if (!*cell[0] || !*cell[1])
        return jj_fail(ctx, JJ_E_DATA, "%s, row %lld has no id", csv->path, (long long)csv->line);
    jj_point point = {.id = jj_arena_str(&p->arena, cell[0]),
                      .node = jj_arena_str(&p->arena, cell[1]),
                      .row = csv->line,
                      .index = (uint32_t)p->n,
                      .x = NAN,
                      .y = NAN};
    if (!point.id || !point.node || !jj_grow(&p->rows, &p->cap, p->n + 1, sizeof *p->rows))
        return jj_no_memory(ctx, csv->path, p->n * sizeof *p->rows);
    JJ_TRY(read_delay(ctx, csv->path, csv->line, cell[2], &point.delay_s));
    p->rows[p->n++] = point;
    return JJ_OK;
}

static jj_status read_nodes(jj_ctx *ctx, const jj_points_spec *spec, jj_points *p) {
    JJ_CLEANUP(jj_csv_close) jj_csv csv = {0};
    bool more;
    node_columns c;
    JJ_TRY(jj_csv_open(ctx, spec->source.path, spec->source.encoding, &csv));
    JJ_TRY(jj_csv_next(ctx, &csv, &more));
    if (more)
        JJ_TRY(find_node_columns(ctx, &csv, spec, &c));
    while (more) {
        JJ_TRY(jj_csv_next(ctx, &csv, &more));
        if (more)
            JJ_TRY(add_node(ctx, &csv, &c, p));
    }
    if (p->n == 0)
        return jj_fail(ctx, JJ_E_DATA, "%s is empty: it has no rows", spec->source.path);
    return number_ids(ctx, p);
}

jj_status jj_points_read_nodes(jj_ctx *ctx, const jj_points_spec *spec, jj_points *out) {
    *out = (jj_points){0};
    jj_status st = read_nodes(ctx, spec, out);
    if (st != JJ_OK)
        jj_points_deinit(out);
    return st;
}

void jj_points_deinit(jj_points *p) {
    jj_arena_deinit(&p->arena);
    jj_free(p->rows);
    jj_free(p->ids);
    *p = (jj_points){0};
}
