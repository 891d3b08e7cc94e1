#include "load/loader.h"
#include "base/lang.h"
#include "load/area.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A source of units being read. */
typedef struct unit_source {
    jj_loader *l;
    const jj_units_keys *keys;
    jj_layer *layer;
    int code, kind; /* columns, -1 = none */
    int *names, *parents, *columns;
    size_t *column_of;       /* of each kept figure: its place in the tree's columns */
    const char *prefix;      /* of generated codes, NULL = they are given */
    jj_facility_table *rows; /* for the condition 'judged' */
    size_t *unit_of_row, n_rows, cap_rows;
    jj_unit_area area;
} unit_source;

static void close_source(unit_source *s) {
    jj_layer_close(s->layer);
    jj_facility_table_free(s->rows);
    jj_free(s->names);
    jj_free(s->parents);
    jj_free(s->columns);
    jj_free(s->column_of);
    jj_free(s->unit_of_row);
}

static jj_status find_columns(jj_loader *l, const jj_layer *layer, const jj_param_list *names,
                              int **out) {
    *out = jj_alloc(names->n + 1, sizeof **out);
    if (!*out)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < names->n; i++)
        JJ_TRY(jj_layer_field(l->ctx, layer, names->items[i], &(*out)[i]));
    return JJ_OK;
}

static jj_status find_figures(jj_loader *l, const jj_tree *tree, const jj_param_list *names,
                              size_t **out) {
    *out = jj_alloc(names->n + 1, sizeof **out);
    if (!*out)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < names->n; i++)
        (*out)[i] = jj_tree_column(tree, names->items[i]);
    return JJ_OK;
}

static jj_status open_rows_table(unit_source *s) {
    if (!s->keys->judged)
        return JJ_OK;
    size_t n = jj_layer_n_fields(s->layer);
    JJ_AUTO const char **names = jj_alloc(n + 1, sizeof *names);
    JJ_AUTO char *types = jj_alloc(n + 1, 1);
    if (!names || !types)
        return jj_loader_no_room(s->l);
    for (size_t i = 0; i < n; i++) {
        names[i] = jj_layer_field_name(s->layer, i);
        types[i] = 't';
    }
    return jj_facility_table_new(s->l->ctx, names, types, n, &s->rows);
}

static jj_status open_source(unit_source *s, const jj_tree *tree) {
    static const char generate[] = "generate ";
    const jj_units_keys *k = s->keys;
    jj_ctx *ctx = s->l->ctx;
    JJ_TRY(jj_layer_open(ctx, &k->source, &s->layer));
    JJ_TRY(jj_add_input(s->l, "units", k->source.path));
    s->code = s->kind = -1;
    if (strncmp(k->code, generate, sizeof generate - 1) == 0)
        s->prefix = k->code + sizeof generate - 1;
    else
        JJ_TRY(jj_layer_field(ctx, s->layer, k->code, &s->code));
    if (k->kind_column)
        JJ_TRY(jj_layer_field(ctx, s->layer, k->kind_column, &s->kind));
    JJ_TRY(find_columns(s->l, s->layer, &k->name, &s->names));
    JJ_TRY(find_columns(s->l, s->layer, &k->parent, &s->parents));
    JJ_TRY(find_columns(s->l, s->layer, &k->columns, &s->columns));
    JJ_TRY(find_figures(s->l, tree, &k->columns, &s->column_of));
    JJ_TRY(open_rows_table(s));
    return JJ_OK;
}

/* Polygons are due within their parents. */
static jj_status place(unit_source *s, const jj_tree *tree) {
    jj_unit_area_new(s->l, tree, &s->area);
    s->area.code = s->prefix ? -1 : s->code;
    s->area.parents = s->parents;
    s->area.n_parents = s->parents ? s->keys->parent.n : 0;
    jj_layer_expect(s->layer, &s->area.area);
    return jj_layer_project(s->l->ctx, s->layer, s->l->crs);
}

/* A figure, NaN where the cell is empty; other text is told of and left out. */
static jj_status read_figure(jj_loader *l, const char *source, const char *column, const char *unit,
                             const char *text, double *out) {
    *out = NAN;
    if (!*text || jj_parse_double(text, out))
        return JJ_OK;
    return jj_note_add(l->ctx, &l->notes,
                       &(jj_finding){.code = "bad_number",
                                     .source = source,
                                     .field = column,
                                     .feature = unit,
                                     .value = text});
}

/* Keeps the polygon of a feature; what is no polygon is refused or told of. */
static jj_status take_polygon(jj_loader *l, const jj_layer *layer, const char *source,
                              const jj_feature *f, jj_tree_unit *u) {
    if (f->is_repaired)
        JJ_TRY(jj_note_add(l->ctx, &l->notes,
                           &(jj_finding){.code = "invalid_geometry",
                                         .source = source,
                                         .feature = u->code,
                                         .value = u->name}));
    if (f->is_lost || f->type == JJ_GEOMETRY_NONE) {
        bool is_table = !jj_layer_has_geometry(layer);
        return is_table ? JJ_OK
                        : jj_note_add(l->ctx, &l->notes,
                                      &(jj_finding){.code = "no_polygon",
                                                    .source = source,
                                                    .feature = u->code,
                                                    .value = u->name});
    }
    if (f->type != JJ_GEOMETRY_POLYGON)
        return jj_fail(
            l->ctx, JJ_E_DATA, "%s, row %lld: units need polygons, and this source holds %s",
            jj_layer_label(layer), (long long)f->row, jj_geometry_title(l->ctx, f->type));
    return jj_unit_add_polygon(l, f, u->code, &u->shape);
}

/* Leading and trailing blanks off, in the scene's arena; NULL when out of memory. */
static const char *keep_trimmed(jj_loader *l, const char *s) {
    s += strspn(s, " \t\r\n");
    size_t n = strlen(s);
    while (n && strchr(" \t\r\n", s[n - 1]))
        n--;
    JJ_AUTO char *cut = jj_strndup(s, n);
    return cut ? jj_keep(l, cut) : NULL;
}

static const char *read_code(unit_source *s, const jj_feature *f) {
    if (!s->prefix)
        return keep_trimmed(s->l, f->text[s->code]);
    return jj_arena_printf(&s->l->scene->arena, "%s%03lld", s->prefix, (long long)f->row);
}

static const char *read_name(unit_source *s, const jj_feature *f) {
    JJ_CLEANUP(jj_text_deinit) jj_text name = {0};
    jj_text_add(&name, "");
    for (size_t i = 0; i < s->keys->name.n; i++)
        jj_text_add(&name, f->text[s->names[i]]);
    return name.failed || !name.s ? NULL : keep_trimmed(s->l, name.s);
}

static const char *read_parent(unit_source *s, const jj_feature *f) {
    for (size_t i = 0; i < s->keys->parent.n; i++)
        if (*f->text[s->parents[i]])
            return keep_trimmed(s->l, f->text[s->parents[i]]);
    return "";
}

static jj_status read_figures(unit_source *s, const jj_feature *f, jj_tree_unit *u) {
    for (size_t i = 0; i < s->keys->columns.n; i++)
        JJ_TRY(read_figure(s->l, s->keys->level, s->keys->columns.items[i], u->code,
                           f->text[s->columns[i]], &u->figures[s->column_of[i]]));
    return JJ_OK;
}

static jj_status add_row(unit_source *s, const jj_feature *f, size_t unit) {
    if (!s->rows)
        return JJ_OK;
    if (!jj_grow(&s->unit_of_row, &s->cap_rows, s->n_rows + 1, sizeof *s->unit_of_row))
        return jj_loader_no_room(s->l);
    s->unit_of_row[s->n_rows++] = unit;
    return jj_facility_table_add(s->l->ctx, s->rows, f->text);
}

static jj_status read_unit(unit_source *s, const jj_feature *f, jj_tree *tree) {
    jj_loader *l = s->l;
    const char *code = read_code(s, f), *name = read_name(s, f), *parent = read_parent(s, f);
    const char *kind = s->kind >= 0 ? keep_trimmed(l, f->text[s->kind])
                                    : jj_keep(l, s->keys->kind ? s->keys->kind : "");
    if (!code || !name || !parent || !kind)
        return jj_loader_no_room(l);
    if (!*code) {
        char row[32];
        snprintf(row, sizeof row, "%lld", (long long)f->row);
        return jj_note_add(l->ctx, &l->notes,
                           &(jj_finding){.code = "unit_without_code",
                                         .source = s->keys->level,
                                         .feature = row,
                                         .value = name});
    }
    jj_tree_unit *u;
    JJ_TRY(jj_tree_add(l, tree, code, s->keys, &u));
    u->name = name;
    u->kind = kind;
    u->parent = parent;
    JJ_TRY(add_row(s, f, (size_t)(u - tree->units)));
    JJ_TRY(read_figures(s, f, u));
    return s->keys->geometry.source.path ? JJ_OK : take_polygon(l, s->layer, s->keys->level, f, u);
}

static jj_status apply_judged(unit_source *s, jj_tree *tree) {
    if (!s->rows)
        return JJ_OK;
    JJ_AUTO uint32_t *rows = NULL;
    size_t n;
    jj_status st = jj_facility_table_select(s->l->ctx, s->rows, s->keys->judged, &rows, &n);
    if (st != JJ_OK) {
        char where[300];
        snprintf(where, sizeof where, "%.200s:%d: judged", s->l->project->path, s->keys->line);
        return jj_fail_within(s->l->ctx, st, where);
    }
    for (size_t i = 0; i < s->n_rows; i++)
        tree->units[s->unit_of_row[i]].is_judged = false;
    for (size_t i = 0; i < n; i++)
        tree->units[s->unit_of_row[rows[i]]].is_judged = true;
    return JJ_OK;
}

static jj_status read_rows(unit_source *s, jj_tree *tree) {
    jj_feature f;
    bool more;
    uint64_t n = 0;
    for (;; n++) {
        JJ_TRY(jj_layer_next(s->l->ctx, s->layer, &f, &more));
        if (!more)
            break;
        JJ_TRY(read_unit(s, &f, tree));
    }
    s->l->scene->ledger.n_records += n;
    if (s->prefix)
        JJ_TRY(jj_note_add(s->l->ctx, &s->l->notes,
                           &(jj_finding){.code = "codes_generated",
                                         .source = s->keys->level,
                                         .value = s->prefix,
                                         .count = n}));
    return apply_judged(s, tree);
}

/* A table or polygons joined to units already read. */
static jj_status read_joined_row(unit_source *s, const jj_joined_keys *k, const jj_feature *f,
                                 jj_tree *tree, bool is_geometry) {
    jj_loader *l = s->l;
    const char *code = keep_trimmed(l, f->text[s->code]);
    if (!code)
        return jj_loader_no_room(l);
    jj_tree_unit *u = jj_tree_find(tree, code);
    if (u && u->level != jj_level_head(l->project, s->keys))
        return JJ_OK;
    if (!u)
        return jj_note_add(l->ctx, &l->notes,
                           &(jj_finding){.code = "unknown_code",
                                         .source = s->keys->level,
                                         .layer = jj_layer_name(s->layer),
                                         .field = k->code,
                                         .feature = code});
    for (size_t i = 0; i < k->columns.n; i++)
        JJ_TRY(read_figure(l, s->keys->level, k->columns.items[i], u->code, f->text[s->columns[i]],
                           &u->figures[s->column_of[i]]));
    return is_geometry ? take_polygon(l, s->layer, s->keys->level, f, u) : JJ_OK;
}

static jj_status read_joined(jj_loader *l, const jj_units_keys *keys, const jj_joined_keys *k,
                             jj_tree *tree, bool is_geometry) {
    JJ_CLEANUP(close_source) unit_source s = {.l = l, .keys = keys};
    JJ_TRY(jj_layer_open(l->ctx, &k->source, &s.layer));
    JJ_TRY(jj_add_input(l, is_geometry ? "boundaries" : "figures", k->source.path));
    JJ_TRY(jj_layer_field(l->ctx, s.layer, k->code, &s.code));
    JJ_TRY(find_columns(l, s.layer, &k->columns, &s.columns));
    JJ_TRY(find_figures(l, tree, &k->columns, &s.column_of));
    if (is_geometry)
        JJ_TRY(place(&s, tree));
    jj_feature f;
    bool more;
    for (;;) {
        JJ_TRY(jj_layer_next(l->ctx, s.layer, &f, &more));
        if (!more)
            return jj_note_layer(l, s.layer, keys->level);
        l->scene->ledger.n_records++;
        JJ_TRY(read_joined_row(&s, k, &f, tree, is_geometry));
    }
}

static jj_status read_level(jj_loader *l, const jj_units_keys *keys, jj_tree *tree) {
    {
        JJ_CLEANUP(close_source) unit_source s = {.l = l, .keys = keys};
        JJ_TRY(open_source(&s, tree));
        if (jj_layer_has_geometry(s.layer) && !keys->geometry.source.path)
            JJ_TRY(place(&s, tree));
        JJ_TRY(read_rows(&s, tree));
        JJ_TRY(jj_note_layer(l, s.layer, keys->level));
    }
    if (keys->geometry.source.path && keys->geometry.code)
        JJ_TRY(read_joined(l, keys, &keys->geometry, tree, true));
    for (size_t i = 0; i < keys->n_tables; i++)
        JJ_TRY(read_joined(l, keys, &keys->tables[i], tree, false));
    return JJ_OK;
}

jj_status jj_load_units(jj_loader *l) {
    JJ_CLEANUP(jj_tree_deinit) jj_tree tree = {0};
    JJ_TRY(jj_tree_begin(l, &tree));
    for (size_t i = 0; i < l->project->n_units; i++) {
        JJ_TRY(read_level(l, &l->project->units[i], &tree));
        jj_progress(l->ctx, jj_tr(l->ctx->lang, "units"), i + 1, l->project->n_units);
    }
    return jj_tree_finish(l, &tree);
}
