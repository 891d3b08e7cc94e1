#include "load/people_rows.h"
#include "load/area.h"
#include "base/hash.h"
#include "load/intake/cell.h"
#include "load/unit_lookup.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char year_word[] = "{year}";

bool jj_year_pattern_match(const char *pattern, const char *name, int *year) {
    const char *at = strstr(pattern, year_word);
    size_t before = at ? (size_t)(at - pattern) : 0, len = strlen(name);
    const char *after = at ? at + strlen(year_word) : "";
    if (!at || len != before + 4 + strlen(after) || strncmp(pattern, name, before) != 0 ||
        strcmp(name + before + 4, after) != 0 || strspn(name + before, "0123456789") < 4)
        return false;
    *year = 0;
    for (size_t i = 0; i < 4; i++)
        *year = *year * 10 + (name[before + i] - '0');
    return *year >= 1900 && *year <= 2100;
}

/* A source being read. */
typedef struct reader {
    jj_loader *l;
    const jj_count_keys *k;
    jj_counts *out;
    jj_layer *layer;
    jj_loader_area area;
    int code, *unit_names;
    const char **texts, **fields; /* of unit_names */
    size_t to_tell;               /* the figure whose people the ledger speaks of */
} reader;

static void reader_deinit(reader *r) {
    jj_layer_close(r->layer);
    jj_loader_area_deinit(&r->area);
    jj_free(r->unit_names);
    jj_free(r->texts);
    jj_free(r->fields);
}

static jj_status add_figure(reader *r, const jj_count_figure *f) {
    jj_counts *c = r->out;
    if (!jj_grow(&c->figures, &c->cap_figures, c->n_figures + 1, sizeof *c->figures))
        return jj_loader_no_room(r->l);
    c->figures[c->n_figures++] = *f;
    return JJ_OK;
}

/* Every column that the pattern fits, a year each. */
static jj_status add_years(reader *r, const char *group, const char *pattern, int line) {
    size_t n = r->out->n_figures;
    for (size_t i = 0; i < jj_layer_n_fields(r->layer); i++) {
        jj_count_figure f = {.group = group, .column = (int)i};
        if (jj_year_pattern_match(pattern, jj_layer_field_name(r->layer, i), &f.year))
            JJ_TRY(add_figure(r, &f));
    }
    if (r->out->n_figures > n)
        return JJ_OK;
    int unused;
    jj_layer_field(r->l->ctx, r->layer, pattern, &unused); /* says which columns there are */
    char where[300];
    snprintf(where, sizeof where, "%.200s:%d", r->l->project->path, line);
    return jj_fail_within(r->l->ctx, JJ_E_DATA, where);
}

static jj_status add_group(reader *r, const char *group, const char *column, int line) {
    if (strstr(column, year_word))
        return add_years(r, group, column, line);
    jj_count_figure f = {.group = group, .year = (int)r->k->year, .column = -1};
    if (r->k->year == 0)
        return jj_fail(r->l->ctx, JJ_E_FORMAT,
                       "%s:%d: people '%s': 'year' says of which year '%s' is", r->l->project->path,
                       line, r->k->name, column);
    bool is_named = jj_layer_field(r->l->ctx, r->layer, column, &f.column) == JJ_OK;
    bool is_number = !is_named && jj_parse_double(column, &f.constant) && f.constant > 0;
    if (!is_named && !is_number) {
        char where[300];
        snprintf(where, sizeof where, "%.200s:%d", r->l->project->path, line);
        return jj_fail_within(r->l->ctx, JJ_E_DATA, where);
    }
    if (is_number)
        f.column = -1;
    return add_figure(r, &f);
}

static jj_status find_figures(reader *r) {
    const jj_count_keys *k = r->k;
    for (size_t i = 0; i < k->groups.n; i++)
        JJ_TRY(add_group(r, k->groups.keys[i], k->groups.values[i], k->groups.lines[i]));
    if (k->births)
        JJ_TRY(add_years(r, NULL, k->births, k->line));
    for (size_t i = 0; i < r->out->n_figures; i++)
        if (r->out->figures[i].group && strcmp(r->out->figures[i].group, "total") == 0)
            r->to_tell = i;
    return JJ_OK;
}

static jj_status find_units(reader *r) {
    const jj_param_list *names = &r->k->unit_names;
    r->code = -1;
    if (r->k->code)
        JJ_TRY(jj_layer_field(r->l->ctx, r->layer, r->k->code, &r->code));
    r->unit_names = jj_alloc(names->n + 1, sizeof *r->unit_names);
    r->texts = jj_alloc(names->n + 1, sizeof *r->texts);
    r->fields = jj_alloc(names->n + 1, sizeof *r->fields);
    if (!r->unit_names || !r->texts || !r->fields)
        return jj_loader_no_room(r->l);
    for (size_t i = 0; i < names->n; i++) {
        JJ_TRY(jj_layer_field(r->l->ctx, r->layer, names->items[i], &r->unit_names[i]));
        r->fields[i] = names->items[i];
    }
    return JJ_OK;
}

static jj_status note(const reader *r, const char *code, const jj_finding *f, int64_t row) {
    char feature[32];
    snprintf(feature, sizeof feature, "%lld", (long long)row);
    jj_finding full = *f;
    full.code = code;
    full.source = r->k->name;
    full.feature = feature;
    return jj_note_add(r->l->ctx, &r->l->notes, &full);
}

/* A figure as people write it; what is none counts as nobody and is told of. */
static jj_status read_figure(const reader *r, const jj_feature *f, const jj_count_figure *figure,
                             double *out) {
    *out = figure->constant;
    if (figure->column < 0)
        return JJ_OK;
    const char *text = f->text[figure->column];
    jj_cell_value v = jj_cell_read(text);
    *out = v.type == JJ_CELL_NUMBER ? v.number : 0;
    const jj_finding finding = {.field = jj_layer_field_name(r->layer, (size_t)figure->column),
                                .value = text};
    if (v.type == JJ_CELL_TEXT)
        return note(r, "bad_number", &finding, f->row);
    if (*out >= 0)
        return v.is_about ? note(r, "number_about", &finding, f->row) : JJ_OK;
    *out = 0;
    return note(r, "negative_people", &finding, f->row);
}

/* The same in every run: of all that the row says. NULL when out of memory. */
static const char *key_of(const reader *r, const jj_feature *f) {
    JJ_CLEANUP(jj_text_deinit) jj_text all = {0};
    for (size_t i = 0; i < jj_layer_n_fields(r->layer); i++)
        jj_text_addf(&all, "%s\n", f->text[i]);
    return all.failed ? NULL
                      : jj_arena_printf(&r->out->arena, "%s-%016llx", r->k->name,
                                        (unsigned long long)jj_hash64(all.s, all.len));
}

static jj_status find_unit(reader *r, const jj_feature *f, uint32_t *out) {
    jj_loader *l = r->l;
    const char *code = r->code >= 0 ? f->text[r->code] : "";
    *out = *code ? jj_unit_find(&l->scene->units, code) : JJ_NO_UNIT;
    if (*out != JJ_NO_UNIT)
        return JJ_OK;
    if (*code)
        return note(r, "unknown_unit", &(jj_finding){.field = r->k->code, .value = code}, f->row);
    for (size_t i = 0; i < r->k->unit_names.n; i++)
        r->texts[i] = f->text[r->unit_names[i]];
    char row[32];
    snprintf(row, sizeof row, "%lld", (long long)f->row);
    const char *record = key_of(r, f);
    const jj_unit_query q = {.source = r->k->name,
                             .place = row,
                             .names = r->texts,
                             .fields = r->fields,
                             .n = r->k->unit_names.n,
                             .record = record,
                             .title = f->text[0]};
    return record ? jj_unit_lookup(l, &q, out) : jj_loader_no_room(l);
}

static jj_status place_point(reader *r, double x, double y, jj_count_row *row) {
    if (r->l->scene->has_grid)
        row->cell = jj_grid_cell_at(&r->l->scene->grid, x, y);
    return row->unit == JJ_NO_UNIT ? jj_locate_unit(r->l, x, y, &row->unit) : JJ_OK;
}

static jj_status place(reader *r, const jj_feature *f, jj_count_row *row) {
    if (f->type == JJ_GEOMETRY_NONE)
        return f->is_lost ? note(r, "bad_coordinates", &(jj_finding){0}, f->row) : JJ_OK;
    if (f->type == JJ_GEOMETRY_POINT)
        return place_point(r, f->xy[0], f->xy[1], row);
    if (f->type != JJ_GEOMETRY_POLYGON)
        return jj_fail(r->l->ctx, JJ_E_DATA,
                       "%s, row %lld: people live at points or in polygons, and this holds %s",
                       jj_layer_label(r->layer), (long long)f->row,
                       jj_geometry_title(r->l->ctx, f->type));
    if (!r->l->scene->has_grid)
        return place_point(r, f->xy[0], f->xy[1], row);
    jj_rings rings = {.xy = f->xy, .ring_end = f->part_end, .n_rings = f->n_parts};
    JJ_TRY(jj_cover_polygon(r->l->ctx, &r->l->scene->grid, &rings, &row->cover));
    return row->cover.n_spans ? JJ_OK : place_point(r, f->xy[0], f->xy[1], row);
}

/* Without a place on the lattice a row counts in its unit; without that it cannot count. */
static jj_status keep_or_drop(reader *r, const jj_feature *f, jj_count_row *row) {
    bool is_off = f->type != JJ_GEOMETRY_NONE && r->l->scene->has_grid && !jj_count_has_place(row);
    if (!is_off && (row->unit != JJ_NO_UNIT || jj_count_has_place(row))) {
        r->out->n++;
        return JJ_OK;
    }
    return note(r, is_off ? "people_off_grid" : "people_without_place",
                &(jj_finding){.people = row->people[r->to_tell]}, f->row);
}

static jj_status read_row(reader *r, const jj_feature *f) {
    jj_counts *c = r->out;
    if (!jj_grow(&c->rows, &c->cap, c->n + 1, sizeof *c->rows))
        return jj_loader_no_room(r->l);
    jj_count_row *row = &c->rows[c->n];
    *row = (jj_count_row){.cell = JJ_NO_CELL, .unit = JJ_NO_UNIT};
    row->people = jj_arena_alloc(&c->arena, c->n_figures, sizeof *row->people);
    if (!row->people)
        return jj_loader_no_room(r->l);
    for (size_t i = 0; i < c->n_figures; i++)
        JJ_TRY(read_figure(r, f, &c->figures[i], &row->people[i]));
    JJ_TRY(find_unit(r, f, &row->unit));
    JJ_TRY(place(r, f, row));
    return keep_or_drop(r, f, row);
}

static jj_status read_rows(reader *r) {
    jj_feature f;
    bool more;
    for (;;) {
        JJ_TRY(jj_layer_next(r->l->ctx, r->layer, &f, &more));
        if (!more)
            break;
        r->l->scene->ledger.n_records++;
        JJ_TRY(read_row(r, &f));
    }
    if (r->out->n > 0)
        return JJ_OK;
    return jj_fail(r->l->ctx, JJ_E_DATA,
                   "%s: no row lies on the lattice or names a unit: check crs, datum, the order of "
                   "x and y, 'code' and 'unit_names'",
                   jj_layer_label(r->layer));
}

jj_status jj_counts_read(jj_loader *l, const jj_count_keys *k, jj_counts *out) {
    *out = (jj_counts){.keys = k};
    JJ_CLEANUP(reader_deinit) reader r = {.l = l, .k = k, .out = out};
    JJ_TRY(jj_layer_open(l->ctx, &k->source, &r.layer));
    JJ_TRY(jj_add_input(l, "people", k->source.path));
    JJ_TRY(find_figures(&r));
    JJ_TRY(find_units(&r));
    if (jj_layer_has_geometry(r.layer))
        JJ_TRY(jj_loader_project(l, r.layer, l->crs, &r.area));
    JJ_TRY(read_rows(&r));
    return jj_note_layer(l, r.layer, k->name);
}

void jj_counts_deinit(jj_counts *c) {
    for (size_t i = 0; i < c->n; i++)
        jj_cover_deinit(&c->rows[i].cover);
    jj_free(c->rows);
    jj_free(c->figures);
    jj_arena_deinit(&c->arena);
    *c = (jj_counts){0};
}
