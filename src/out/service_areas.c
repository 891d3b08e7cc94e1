/*
 * Service areas as polygons. Cells are sorted by their facility once a field and time, when the
 * first of its rows is asked for: rows are asked for in order.
 */
#include "out/tables.h"

#include <math.h>

enum { MOST_CELLS = 25000000 };

enum { SA_FIELD, SA_MINUTES, SA_FACILITY, SA_NAME, SA_KIND, SA_UNIT, SA_AREA, SA_N };

static const jj_column columns[SA_N] = {
    {"field_id", JJ_CELL_TEXT, "field", "所用的场"},
    {"within_minutes", JJ_CELL_REAL, "within minutes", "时间（分钟）"},
    {"facility_id", JJ_CELL_TEXT, "facility", "设施编号"},
    {"name", JJ_CELL_TEXT, "name", "名称"},
    {"kind", JJ_CELL_TEXT, "kind", "类别"},
    {"unit_code", JJ_CELL_TEXT, "unit it lies in", "所在单位代码"},
    {"area_km2", JJ_CELL_REAL, "area, km2", "面积（平方千米）"},
};

/* All facilities of one field within one time. */
typedef struct area_set {
    const jj_result_field *field;
    double minutes;
    const jj_selection *selection;
    size_t first_row;
} area_set;

/* The cells of one set. */
typedef struct sorting {
    const area_set *of;
    uint32_t *slot;  /* by facility: its place in the selection, from 1; 0 = none */
    uint32_t *first; /* by place: where its cells begin */
    uint32_t *cells;
} sorting;

struct jj_service_areas {
    const jj_layer_view *view;
    area_set *sets;
    size_t n_sets;
    sorting *sorted;
};

void jj_service_areas_free(jj_service_areas *a) {
    if (!a)
        return;
    jj_free(a->sets);
    if (a->sorted) {
        jj_free(a->sorted->slot);
        jj_free(a->sorted->first);
        jj_free(a->sorted->cells);
    }
    jj_free(a->sorted);
    jj_free(a);
}

static const area_set *set_of(const jj_service_areas *a, size_t row) {
    size_t i = a->n_sets;
    while (i > 1 && a->sets[i - 1].first_row > row)
        i--;
    return &a->sets[i - 1];
}

/* Place in the selection of the facility that serves the cell in time, from 1; 0 = none. */
static uint32_t server_of(const jj_service_areas *a, const area_set *s, size_t cell) {
    double limit_ms = s->minutes * 60000.0;
    if (s->field->nearest[cell] == JJ_NO_FACILITY || s->field->time_ms[cell] > limit_ms)
        return 0;
    return a->sorted->slot[s->field->nearest[cell]];
}

/* Counting sort: row-major order stays within each facility. */
static jj_status sort_cells(jj_ctx *ctx, const jj_service_areas *a, const area_set *s) {
    sorting *k = a->sorted;
    const jj_scene *scene = a->view->o->scene;
    size_t n_cells = (size_t)scene->grid.rows * scene->grid.cols, n = s->selection->n;
    jj_freep(&k->slot);
    jj_freep(&k->first);
    jj_freep(&k->cells);
    k->slot = jj_alloc(scene->n_facilities, sizeof *k->slot);
    k->first = jj_alloc(n + 2, sizeof *k->first);
    if (!k->slot || !k->first)
        return jj_no_memory(ctx, "service areas", n * 4);
    for (uint32_t i = 0; i < n; i++)
        k->slot[s->selection->facilities[i]] = i + 1;
    for (size_t c = 0; c < n_cells; c++)
        k->first[server_of(a, s, c)]++;
    k->first[0] = 0;
    for (size_t i = 1; i <= n; i++)
        k->first[i] += k->first[i - 1];
    size_t total = k->first[n];
    k->cells = jj_alloc(total, sizeof *k->cells);
    if (!k->cells)
        return jj_no_memory(ctx, "service areas", total * 4);
    for (size_t c = n_cells; c-- > 0;) {
        uint32_t place = server_of(a, s, c);
        if (place)
            k->cells[--k->first[place]] = (uint32_t)c;
    }
    k->first[n + 1] = (uint32_t)total;
    k->of = s;
    return JJ_OK;
}

static jj_status geometry(jj_ctx *ctx, const void *user, size_t row, jj_text *wkb) {
    const jj_service_areas *a = user;
    const area_set *s = set_of(a, row);
    if (a->sorted->of != s)
        JJ_TRY(sort_cells(ctx, a, s));
    size_t place = row - s->first_row + 1;
    const uint32_t *cells = a->sorted->cells + a->sorted->first[place];
    size_t n = a->sorted->first[place + 1] - a->sorted->first[place];
    JJ_CLEANUP(jj_cover_deinit) jj_cover cover = {.spans = jj_alloc(n, sizeof(jj_span))};
    if (!cover.spans)
        return jj_no_memory(ctx, "service areas", n * sizeof(jj_span));
    uint32_t cols = a->view->o->scene->grid.cols;
    for (size_t i = 0; i < n; i++) {
        bool continues = i > 0 && cells[i] == cells[i - 1] + 1 && cells[i] % cols != 0;
        if (continues)
            cover.spans[cover.n_spans - 1].n++;
        else
            cover.spans[cover.n_spans++] = (jj_span){cells[i] / cols, cells[i] % cols, 1, 1};
    }
    return cover.n_spans ? jj_layer_outline(ctx, a->view, &cover, wkb) : JJ_OK;
}

static double area_km2(const jj_service_areas *a, const area_set *s, size_t row) {
    const jj_scene *scene = a->view->o->scene;
    if (a->sorted->of != s || scene->lengths.block_rows == 0)
        return (double)NAN;
    size_t place = row - s->first_row + 1;
    double m2 = 0;
    for (size_t i = a->sorted->first[place]; i < a->sorted->first[place + 1]; i++)
        m2 += jj_lengths_area_m2(&scene->lengths, a->sorted->cells[i] / scene->grid.cols,
                                 a->sorted->cells[i] % scene->grid.cols);
    return m2 / 1e6;
}

static void cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const jj_service_areas *a = user;
    const area_set *s = set_of(a, row);
    const jj_scene *scene = a->view->o->scene;
    const jj_facility *f = &scene->facilities[s->selection->facilities[row - s->first_row]];
    uint32_t unit = f->unit_located;
    const char *texts[SA_N] = {[SA_FIELD] = s->field->id,
                               [SA_FACILITY] = f->id,
                               [SA_NAME] = f->name,
                               [SA_KIND] = f->kind,
                               [SA_UNIT] =
                                   unit == JJ_NO_UNIT ? NULL : scene->units.units[unit].code};
    if (column == SA_MINUTES)
        jj_cell_real(out, s->minutes);
    else if (column == SA_AREA)
        jj_cell_real(out, area_km2(a, s, row));
    else
        jj_cell_text(out, texts[column]);
}

/* Each field and time once, in the order rules name them; returns how many rows they make. */
static size_t list_sets(jj_service_areas *a, const jj_rule_field *pairs, size_t n_pairs) {
    const jj_outcome *o = a->view->o;
    size_t n_rows = 0;
    for (size_t i = 0; i < n_pairs; i++) {
        size_t k = 0;
        while (k < a->n_sets && (a->sets[k].field != pairs[i].field ||
                                 a->sets[k].minutes < pairs[i].within_minutes ||
                                 a->sets[k].minutes > pairs[i].within_minutes))
            k++;
        if (k < a->n_sets || isnan(pairs[i].within_minutes))
            continue;
        const jj_selection *selection = &o->scene->selections[pairs[i].field->selection];
        a->sets[a->n_sets++] =
            (area_set){pairs[i].field, pairs[i].within_minutes, selection, n_rows};
        n_rows += selection->n;
    }
    return n_rows;
}

jj_status jj_table_of_areas(jj_ctx *ctx, const jj_layer_view *v, jj_table *out,
                            jj_service_areas **held) {
    const jj_scene *scene = v->o->scene;
    size_t most = jj_rule_fields_most(v->o), n_rows = 0;
    JJ_AUTO jj_rule_field *pairs = jj_alloc(most, sizeof *pairs);
    *held = jj_alloc(1, sizeof **held);
    if (!pairs || !*held)
        return jj_no_memory(ctx, "service areas", most * sizeof *pairs);
    **held = (jj_service_areas){.view = v,
                                .sets = jj_alloc(most, sizeof(area_set)),
                                .sorted = jj_alloc(1, sizeof(sorting))};
    if (!(*held)->sets || !(*held)->sorted)
        return jj_no_memory(ctx, "service areas", most * sizeof(area_set));
    if (!v->o->review && scene->has_grid &&
        (size_t)scene->grid.rows * scene->grid.cols <= MOST_CELLS)
        n_rows = list_sets(*held, pairs, jj_rule_fields(v->o, pairs));
    *out = (jj_table){"service_area", "Service areas", "服务范围", columns, SA_N,
                      n_rows,         "MULTIPOLYGON",  *held,      cell,    geometry};
    return JJ_OK;
}
