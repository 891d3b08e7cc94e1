#include "load/intake/office_row.h"
#include "base/degrees.h"
#include "base/encoding.h"
#include "base/geodata.h"
#include "base/hash.h"
#include "load/intake/cell.h"

#include <stdio.h>
#include <string.h>

/* A dictionary and the column it fills. */
typedef struct jj_office_filling {
    size_t column;
    jj_dictionary words;
    size_t *looks_at; /* one a rule: the column, SIZE_MAX = not among ours */
} jj_office_filling;

jj_status jj_office_note(const jj_office_reader *r, const char *code, const char *field,
                         const char *place, const char *value) {
    return jj_note_add(r->ctx, r->notes,
                       &(jj_finding){.code = code,
                                     .source = r->spec->name,
                                     .field = field,
                                     .feature = place,
                                     .value = value});
}

static jj_status read_dictionary(jj_ctx *ctx, const char *name, jj_office *o, jj_dictionary *out) {
    char file[64];
    JJ_AUTO char *path = NULL;
    snprintf(file, sizeof file, "intake/values/%s.csv", name);
    JJ_TRY(jj_geodata_path(ctx, file, &path));
    return jj_dictionary_read(ctx, path, &o->arena, out);
}

static jj_status resolve(jj_ctx *ctx, const jj_office *o, jj_arena *arena, jj_office_filling *f) {
    f->looks_at = jj_arena_alloc(arena, f->words.n + 1, sizeof *f->looks_at);
    if (!f->looks_at)
        return jj_no_memory(ctx, "dictionaries", 0);
    for (size_t i = 0; i < f->words.n; i++) {
        const char *column = f->words.rules[i].column;
        f->looks_at[i] = strcmp(column, "*") == 0 ? f->column : jj_office_column(o, column);
    }
    return JJ_OK;
}

/* The types of map services stand first: they say both more and less than a kind's name. */
jj_status jj_office_words_read(jj_ctx *ctx, jj_office *o, jj_office_words *out) {
    static const char *const names[][2] = {
        {"kind", "poi_kind"},   {"kind", "kind"},     {"ownership", "ownership"},
        {"central", "central"}, {"grade", "grade"},   {"level", "level"},
        {"status", "status"},   {"action", "action"}, {"phase", "phase"}};
    out->fillings = jj_arena_alloc(&o->arena, JJ_COUNT(names), sizeof *out->fillings);
    if (!out->fillings)
        return jj_no_memory(ctx, "dictionaries", 0);
    for (size_t i = 0; i < JJ_COUNT(names); i++) {
        size_t column = jj_office_column(o, names[i][0]);
        if (column == SIZE_MAX)
            continue;
        jj_office_filling *f = &out->fillings[out->n++];
        f->column = column;
        JJ_TRY(read_dictionary(ctx, names[i][1], o, &f->words));
        JJ_TRY(resolve(ctx, o, &o->arena, f));
    }
    return read_dictionary(ctx, "yes_no", o, &out->yes_no);
}

/* --- dictionaries ---------------------------------------------------------------------------- */

static const jj_value_rule *first_fitting(const jj_office_filling *f, const char *const *said,
                                          size_t *at) {
    for (size_t i = 0; i < f->words.n; i++) {
        *at = f->looks_at[i];
        if (*at != SIZE_MAX && jj_value_rule_fits(&f->words.rules[i], said[*at]))
            return &f->words.rules[i];
    }
    return NULL;
}

static jj_status note_inferred(const jj_office_reader *r, const jj_office_row *row, size_t column,
                               const char *from, const char *value) {
    char text[300];
    snprintf(text, sizeof text, "%.200s -> %.60s", from, *value ? value : "\"\"");
    return jj_office_note(r, "value_inferred", r->office->columns[column], row->place, text);
}

/* `said` is the row as written: what one dictionary fills is not looked at by the next. */
static jj_status translate(const jj_office_reader *r, const char *const *said, jj_office_row *row) {
    jj_office *o = r->office;
    size_t kind = jj_office_column(o, "kind"), at = SIZE_MAX;
    for (size_t i = 0; i < r->words->n; i++) {
        const jj_office_filling *f = &r->words->fillings[i];
        bool is_kind = f->column == kind;
        if (is_kind && row->is_kind_sure)
            continue;
        const jj_value_rule *rule = first_fitting(f, said, &at);
        if (!rule)
            continue;
        row->text[f->column] = rule->value;
        o->is_given[f->column] = true;
        if (is_kind)
            row->is_kind_sure = rule->is_sure;
        else if (!rule->is_sure && *rule->value) {
            row->is_inferred = true;
            JJ_TRY(note_inferred(r, row, f->column, said[at], rule->value));
        }
    }
    return JJ_OK;
}

/* --- figures --------------------------------------------------------------------------------- */

static const char *as_flag(const jj_dictionary *yes_no, const char *text) {
    for (size_t i = 0; i < yes_no->n; i++)
        if (jj_value_rule_fits(&yes_no->rules[i], text))
            return yes_no->rules[i].value;
    return NULL;
}

static jj_status plain_figure(const jj_office_reader *r, jj_office_row *row, size_t c, char type) {
    const char *flag = type == 'i' ? as_flag(&r->words->yes_no, row->text[c]) : NULL;
    if (flag) {
        row->text[c] = flag;
        return JJ_OK;
    }
    jj_cell_value v = jj_cell_read(row->text[c]);
    if (v.type == JJ_CELL_TEXT)
        return JJ_OK; /* told of where it meets its column */
    if (v.is_about) {
        row->is_inferred = true;
        JJ_TRY(jj_office_note(r, "number_about", r->office->columns[c], row->place, row->text[c]));
    }
    row->text[c] =
        v.type == JJ_CELL_EMPTY ? "" : jj_arena_printf(&r->office->arena, "%.15g", v.number);
    return row->text[c] ? JJ_OK : jj_no_memory(r->ctx, "figures", 0);
}

static jj_status plain_values(const jj_office_reader *r, jj_office_row *row) {
    const jj_office *o = r->office;
    for (size_t c = 0; c < o->n_columns; c++) {
        const jj_attribute *a = jj_attribute_find(r->spec->kinds, o->columns[c]);
        bool is_degrees = strcmp(o->columns[c], "lon") == 0 || strcmp(o->columns[c], "lat") == 0;
        if (!*row->text[c] || is_degrees)
            continue;
        if (a && a->type != 't')
            JJ_TRY(plain_figure(r, row, c, a->type));
        else if (jj_cell_read(row->text[c]).type == JJ_CELL_EMPTY)
            row->text[c] = "";
    }
    return JJ_OK;
}

/* Metres of a projection: figures no angle has. */
static bool read_metres(const char *text, double *out) {
    return jj_parse_typed_double(text, out) && (*out > 360 || *out < -360);
}

/* "38512345.7, 4192345.1" */
static bool read_metres_pair(const char *text, double *x, double *y) {
    static const char between[] = ",;，；、 ";
    char left[64];
    size_t n = strcspn(text, between);
    if (n == 0 || n >= sizeof left || !text[n])
        return false;
    memcpy(left, text, n);
    left[n] = '\0';
    const char *right = text + n + strspn(text + n, between);
    return read_metres(left, x) && read_metres(right, y);
}

/* Where each record says it is, whatever its column is called. */
typedef struct where_columns {
    size_t lon, lat, x, y, both;
} where_columns;

static jj_status keep_metres(const jj_office_reader *r, jj_office_row *row, const where_columns *c,
                             double x, double y) {
    jj_office *o = r->office;
    row->text[c->lon] = row->text[c->lat] = "";
    row->text[c->x] = jj_arena_printf(&o->arena, "%.15g", x);
    row->text[c->y] = jj_arena_printf(&o->arena, "%.15g", y);
    return row->text[c->x] && row->text[c->y] ? JJ_OK : jj_no_memory(r->ctx, "coordinates", 0);
}

static jj_status keep_degrees(const jj_office_reader *r, jj_office_row *row, const where_columns *c,
                              double lon, double lat) {
    jj_office *o = r->office;
    row->text[c->x] = row->text[c->y] = "";
    row->text[c->lon] = jj_arena_printf(&o->arena, "%.10g", lon);
    row->text[c->lat] = jj_arena_printf(&o->arena, "%.10g", lat);
    o->is_given[c->lon] = o->is_given[c->lat] = true;
    return row->text[c->lon] && row->text[c->lat] ? JJ_OK : jj_no_memory(r->ctx, "coordinates", 0);
}

/* Two cells, or one with both; degrees or metres is told by the figures. */
static jj_status plain_place(const jj_office_reader *r, jj_office_row *row) {
    const jj_office *o = r->office;
    const where_columns c = {jj_office_column(o, "lon"), jj_office_column(o, "lat"),
                             jj_office_column(o, "x"), jj_office_column(o, "y"),
                             jj_office_column(o, "coordinates")};
    double a, b;
    if (c.lon == SIZE_MAX || c.lat == SIZE_MAX || c.x == SIZE_MAX || c.y == SIZE_MAX)
        return JJ_OK;
    bool has_degrees = jj_cell_read(row->text[c.lon]).type != JJ_CELL_EMPTY;
    bool has_pair = !has_degrees && c.both != SIZE_MAX && *row->text[c.both] && !*row->text[c.x];
    const char *first = has_degrees ? row->text[c.lon] : row->text[c.x];
    const char *second = has_degrees ? row->text[c.lat] : row->text[c.y];
    const char *said = has_pair ? row->text[c.both] : first;
    const char *field = has_pair ? "coordinates" : has_degrees ? "lon" : "x";
    if (has_pair ? read_metres_pair(said, &a, &b)
                 : read_metres(first, &a) && read_metres(second, &b))
        return keep_metres(r, row, &c, a, b);
    if (has_pair ? jj_degrees_read_pair(said, &a, &b)
                 : jj_degrees_read(first, &a) && jj_degrees_read(second, &b))
        return keep_degrees(r, row, &c, a, b);
    bool is_silent = jj_cell_read(said).type == JJ_CELL_EMPTY;
    row->text[c.lon] = row->text[c.lat] = row->text[c.x] = row->text[c.y] = "";
    return is_silent ? JJ_OK : jj_office_note(r, "bad_coordinates", field, row->place, said);
}

/* --- the key --------------------------------------------------------------------------------- */

static jj_status make_key(const jj_office_reader *r, jj_office_row *row) {
    static const char *const parts[] = {"prefecture", "county", "township", "village", "name",
                                        "address",    "lon",    "lat",      "kind"};
    JJ_CLEANUP(jj_text_deinit) jj_text all = {0};
    for (size_t i = 0; i < JJ_COUNT(parts); i++) {
        char folded[512];
        size_t c = jj_office_column(r->office, parts[i]);
        jj_cell_fold(c == SIZE_MAX ? "" : row->text[c], folded, sizeof folded);
        jj_text_addf(&all, "%s\n", folded);
    }
    size_t x = jj_office_column(r->office, "x"), y = jj_office_column(r->office, "y");
    if (x != SIZE_MAX && y != SIZE_MAX && *row->text[x])
        jj_text_addf(&all, "%s\n%s\n", row->text[x], row->text[y]);
    if (all.failed)
        return jj_no_memory(r->ctx, "a row", 0);
    snprintf(row->key, sizeof row->key, "%012llx",
             (unsigned long long)jj_hash64(all.s, all.len) & 0xffffffffffffULL);
    return JJ_OK;
}

jj_status jj_office_row_read(const jj_office_reader *r, jj_office_row *row) {
    size_t n = r->office->n_columns;
    JJ_AUTO const char **said = jj_alloc(n + 1, sizeof *said);
    if (!said)
        return jj_no_memory(r->ctx, "a row", 0);
    memcpy(said, row->text, n * sizeof *said);
    JJ_TRY(translate(r, said, row));
    JJ_TRY(plain_values(r, row));
    JJ_TRY(plain_place(r, row));
    return make_key(r, row);
}
