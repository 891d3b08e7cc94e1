#include "load/facilities.h"
#include "base/encoding.h"
#include "base/hash.h"
#include "base/lang.h"
#include "base/nearest.h"
#include "load/facility_rows.h"
#include "load/facility_value.h"
#include "load/questions.h"
#include "load/unit_lookup.h"
#include "store/place.h"

#include <fnmatch.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N_OFFICE_LEVELS = 5 };

/* Where each column of the vocabulary comes from in one source. */
typedef struct plan {
    jj_loader *l;
    const jj_facility_keys *keys;
    size_t source;
    jj_facility_rows *rows;
    int *column;             /* of the rows, -1 = none */
    const char **constant;   /* NULL = none */
    const jj_pairs **values; /* dictionary, NULL = none */
    int kind, *unit_names;
    size_t n_unit_names, n_columns;
} plan;

static void plan_deinit(plan *p) {
    jj_facility_rows_close(p->rows);
    jj_free(p->column);
    jj_free(p->constant);
    jj_free(p->values);
    jj_free(p->unit_names);
}

static const char *const own_names[JJ_N_OWN_COLUMNS] = {
    [JJ_C_ID] = "id",
    [JJ_C_NAME] = "name",
    [JJ_C_KIND] = "kind",
    [JJ_C_UNIT_CODE] = "unit_code",
    [JJ_C_LON] = "lon",
    [JJ_C_LAT] = "lat",
    [JJ_C_STATUS] = "status",
    [JJ_C_OPEN_DATE] = "open_date",
    [JJ_C_CLOSE_DATE] = "close_date",
    [JJ_C_PLACES] = "places",
    [JJ_C_ACTION] = "action",
    [JJ_C_PHASE] = "phase",
    [JJ_C_PLACES_PLANNED] = "places_planned",
    [JJ_C_COST] = "cost",
    [JJ_C_BEDS] = "beds",
    [JJ_C_SOURCE] = "source",
    [JJ_C_PRECISION] = "precision",
};

static size_t attribute_index(const jj_kinds *k, const char *name) {
    size_t i = 0;
    while (i < k->n_attributes && strcmp(k->attributes[i].id, name) != 0)
        i++;
    return i;
}

size_t jj_own_column_index(const jj_loader *l, jj_own_column c) {
    return attribute_index(&l->kinds, own_names[c]);
}

/* Names of the vocabulary for "did you mean"; the caller's. */
static const char **known_names(const jj_kinds *k, bool is_kind, size_t *n) {
    *n = is_kind ? k->n : k->n_attributes;
    const char **names = jj_alloc(*n + 1, sizeof *names);
    for (size_t i = 0; names && i < *n; i++)
        names[i] = is_kind ? k->kinds[i].id : k->attributes[i].id;
    return names;
}

static jj_status refuse_name(const plan *p, int line, const char *word, bool is_kind) {
    size_t n;
    JJ_AUTO const char **names = known_names(&p->l->kinds, is_kind, &n);
    const char *file = p->l->project->path;
    size_t near = names ? jj_nearest_name(word, names, n) : n;
    if (near == n && is_kind)
        return jj_fail(p->l->ctx, JJ_E_FORMAT,
                       "%s:%d: '%s' is not a kind of facility; kinds.csv names them all", file,
                       line, word);
    if (near == n)
        return jj_fail(p->l->ctx, JJ_E_FORMAT,
                       "%s:%d: '%s' is not a facility column; attributes.csv names them all", file,
                       line, word);
    if (is_kind)
        return jj_fail(p->l->ctx, JJ_E_FORMAT,
                       "%s:%d: '%s' is not a kind of facility; the nearest is '%s' (see kinds.csv)",
                       file, line, word, names[near]);
    return jj_fail(p->l->ctx, JJ_E_FORMAT,
                   "%s:%d: '%s' is not a facility column; the nearest is '%s' (see attributes.csv)",
                   file, line, word, names[near]);
}

static jj_status find_attribute(const plan *p, const char *name, int line, size_t *out) {
    *out = attribute_index(&p->l->kinds, name);
    return *out < p->n_columns ? JJ_OK : refuse_name(p, line, name, false);
}

static jj_status name_kind(jj_loader *l, jj_kind_names *names, const char *kind) {
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->ids[i], kind) == 0)
            return JJ_OK;
    if (!jj_grow(&names->ids, &names->cap, names->n + 1, sizeof *names->ids))
        return jj_loader_no_room(l);
    names->ids[names->n] = jj_keep(l, kind);
    return names->ids[names->n++] ? JJ_OK : jj_loader_no_room(l);
}

/* A kind that rules may ask for and this source can deliver. */
static jj_status give_kind(const plan *p, const char *kind, int line) {
    if (!jj_kind_find(&p->l->kinds, kind))
        return refuse_name(p, line, kind, true);
    return name_kind(p->l, &p->l->kinds_given, kind);
}

static jj_status plan_kinds(plan *p) {
    const jj_facility_keys *k = p->keys;
    if (k->kind)
        JJ_TRY(give_kind(p, k->kind, k->line));
    if (k->kind && !k->is_office)
        return JJ_OK;
    const char *column = k->is_office ? "kind" : k->kind_column;
    JJ_TRY(jj_facility_rows_field(p->rows, column, &p->kind));
    for (size_t i = 0; i < k->kinds.n; i++)
        if (strcmp(k->kinds.values[i], "-") != 0)
            JJ_TRY(give_kind(p, k->kinds.values[i], k->kinds.lines[i]));
    return JJ_OK;
}

static jj_status plan_unit_names(plan *p) {
    const jj_param_list *names = &p->keys->unit_names;
    for (; p->n_unit_names < names->n; p->n_unit_names++)
        JJ_TRY(jj_facility_rows_field(p->rows, names->items[p->n_unit_names],
                                      &p->unit_names[p->n_unit_names]));
    return JJ_OK;
}

/* An office's columns bear the names of ours. */
static jj_status plan_office(plan *p) {
    static const char *const levels[N_OFFICE_LEVELS] = {"province", "prefecture", "county",
                                                        "township", "village"};
    for (size_t i = 0; i < p->n_columns; i++)
        if (jj_facility_rows_has(p->rows, p->l->kinds.attributes[i].id))
            JJ_TRY(jj_facility_rows_field(p->rows, p->l->kinds.attributes[i].id, &p->column[i]));
    for (; p->n_unit_names < N_OFFICE_LEVELS; p->n_unit_names++)
        JJ_TRY(jj_facility_rows_field(p->rows, levels[p->n_unit_names],
                                      &p->unit_names[p->n_unit_names]));
    return JJ_OK;
}

static jj_status plan_columns(plan *p) {
    const jj_facility_keys *k = p->keys;
    size_t at;
    for (size_t i = 0; i < p->n_columns; i++)
        p->column[i] = -1;
    for (size_t i = 0; i < k->columns.n; i++) {
        JJ_TRY(find_attribute(p, k->columns.keys[i], k->columns.lines[i], &at));
        if (!k->is_office) /* there it is one more heading for that column */
            JJ_TRY(jj_facility_rows_field(p->rows, k->columns.values[i], &p->column[at]));
    }
    for (size_t i = 0; i < k->set.n; i++) {
        JJ_TRY(find_attribute(p, k->set.keys[i], k->set.lines[i], &at));
        p->constant[at] = k->set.values[i];
    }
    for (size_t i = 0; i < k->n_values; i++) {
        JJ_TRY(find_attribute(p, k->value_columns[i], k->line, &at));
        p->values[at] = &k->values[i];
    }
    return k->is_office ? plan_office(p) : plan_unit_names(p);
}

static jj_status make_plan(plan *p) {
    const jj_facility_keys *k = p->keys;
    p->n_columns = p->l->kinds.n_attributes;
    p->kind = -1;
    p->column = jj_alloc(p->n_columns, sizeof *p->column);
    p->constant = jj_alloc(p->n_columns, sizeof *p->constant);
    p->values = jj_alloc(p->n_columns, sizeof *p->values);
    p->unit_names = jj_alloc(k->unit_names.n + N_OFFICE_LEVELS, sizeof *p->unit_names);
    if (!p->column || !p->constant || !p->values || !p->unit_names)
        return jj_loader_no_room(p->l);
    JJ_TRY(jj_facility_rows_open(p->l, k, &p->rows));
    JJ_TRY(plan_kinds(p));
    return plan_columns(p);
}

/* A value of the kinds' column; rows are many, so the value itself is the example. */
static jj_status note_kind(const plan *p, const char *code, const char *value) {
    return jj_note_add(p->l->ctx, &p->l->notes,
                       &(jj_finding){.code = code,
                                     .source = p->keys->name,
                                     .field = p->keys->is_office ? "kind" : p->keys->kind_column,
                                     .feature = *value ? value : "\"\""});
}

static jj_status note(const plan *p, const char *code, const char *field, const jj_feature *f,
                      const char *value) {
    char row[32];
    snprintf(row, sizeof row, "%lld", (long long)f->row);
    const jj_office_row *office = jj_facility_rows_office(p->rows);
    return jj_note_add(p->l->ctx, &p->l->notes,
                       &(jj_finding){.code = code,
                                     .source = p->keys->name,
                                     .field = field,
                                     .feature = office ? office->place : row,
                                     .value = value});
}

/* None there is an answer, and so is a list that lost its rows on the way: somebody must look. */
static jj_status note_no_records(const plan *p) {
    const jj_facility_keys *k = p->keys;
    if (k->kind)
        JJ_TRY(name_kind(p->l, &p->l->kinds_none, k->kind));
    for (size_t i = 0; i < k->kinds.n; i++)
        if (strcmp(k->kinds.values[i], "-") != 0)
            JJ_TRY(name_kind(p->l, &p->l->kinds_none, k->kinds.values[i]));
    return jj_note_add(p->l->ctx, &p->l->notes,
                       &(jj_finding){.code = "no_records",
                                     .source = k->name,
                                     .feature = jj_facility_rows_label(p->rows)});
}

/* The list's own word where it says it outright, else the section's kind, else the guess. */
static jj_status find_office_kind(const plan *p, const jj_feature *f, const char **out) {
    const jj_office_row *row = jj_facility_rows_office(p->rows);
    const char *said = f->text[p->kind];
    *out = p->keys->kind && !(row->is_kind_sure && *said) ? p->keys->kind : said;
    if (strcmp(*out, "-") == 0) {
        *out = NULL;
        return note_kind(p, "left_out", jj_facility_rows_name(p->rows));
    }
    if (jj_kind_find(&p->l->kinds, *out))
        return give_kind(p, *out, p->keys->line);
    *out = NULL;
    return note_kind(p, "unknown_kind", *said ? said : jj_facility_rows_name(p->rows));
}

/* NULL = the row is not a facility for us (told of where it should be). */
static jj_status find_kind(const plan *p, const jj_feature *f, const char **out) {
    const jj_facility_keys *k = p->keys;
    if (k->is_office)
        return find_office_kind(p, f, out);
    *out = k->kind;
    if (k->kind)
        return JJ_OK;
    const char *value = f->text[p->kind];
    for (size_t i = 0; i < k->kinds.n; i++) {
        if (fnmatch(k->kinds.keys[i], value, 0) != 0)
            continue;
        bool is_left = strcmp(k->kinds.values[i], "-") == 0;
        *out = is_left ? NULL : k->kinds.values[i];
        return is_left ? note_kind(p, "left_out", value) : JJ_OK;
    }
    bool is_refused = strcmp(k->other_kinds, "refuse") == 0;
    return note_kind(p, is_refused ? "unknown_kind" : "left_out", value);
}

/* Words for yes and no in a column of whole numbers. */
/* What the source says of column c after its dictionary, blanks off; "" = nothing. */
static const char *said(const plan *p, size_t c, const jj_feature *f, jj_text *scratch) {
    scratch->len = 0;
    jj_text_add(scratch, "");
    if (p->column[c] >= 0)
        jj_text_fold(scratch, f->text[p->column[c]]);
    const char *text = scratch->s ? scratch->s : "";
    const char *meant = p->values[c] ? jj_pairs_get(p->values[c], text) : NULL;
    if (meant)
        text = meant;
    return !*text && p->constant[c] ? p->constant[c] : text;
}

/* A figure or date that is none is the record's fault, a word that is unknown the dictionary's. */
static jj_status refuse_value(const plan *p, size_t c, const jj_feature *f,
                              const jj_raw_facility *r, const char *text) {
    const char *column = p->l->kinds.attributes[c].id;
    if (!jj_facility_column_is_word(column))
        JJ_TRY(jj_facility_ask(p->l, "bad_value", r, column, text, NULL));
    return note(p, "bad_value", column, f, text);
}

static jj_status read_value(const plan *p, size_t c, const jj_feature *f, jj_raw_facilities *all,
                            const jj_raw_facility *r, const char **out) {
    JJ_CLEANUP(jj_text_deinit) jj_text scratch = {0};
    char buffer[JJ_FACILITY_VALUE_ROOM];
    const char *text = said(p, c, f, &scratch);
    const char *answer = jj_answer(p->l, r->key, p->l->kinds.attributes[c].id);
    *out = "";
    if (!*text && !answer)
        return JJ_OK;
    const char *fitting =
        jj_facility_value_fit(&p->l->kinds.attributes[c], answer ? answer : text, buffer);
    if (!fitting)
        return refuse_value(p, c, f, r, text);
    if (answer)
        JJ_TRY(jj_facility_ask(p->l, "bad_value", r, p->l->kinds.attributes[c].id, text, answer));
    *out = jj_arena_str(&all->arena, fitting);
    return *out ? JJ_OK : jj_loader_no_room(p->l);
}

static const char *make_id(const plan *p, const jj_feature *f, const char *given) {
    if (*given)
        return jj_keep(p->l, given);
    const jj_office_row *office = jj_facility_rows_office(p->rows);
    if (office)
        return jj_arena_printf(&p->l->scene->arena, "%s-%s", p->keys->name, office->key);
    return jj_arena_printf(&p->l->scene->arena, "%s-%lld", p->keys->name, (long long)f->row);
}

/* The unit that the names lead to. */
static jj_status find_by_names(const plan *p, const jj_feature *f, jj_raw_facility *r) {
    JJ_AUTO const char **texts = jj_alloc(2 * p->n_unit_names + 1, sizeof *texts);
    if (!texts)
        return jj_loader_no_room(p->l);
    const char **fields = texts + p->n_unit_names;
    for (size_t i = 0; i < p->n_unit_names; i++) {
        texts[i] = f->text[p->unit_names[i]];
        fields[i] = jj_facility_rows_field_name(p->rows, p->unit_names[i]);
    }
    const jj_unit_query q = {.source = p->keys->name,
                             .place = r->place,
                             .names = texts,
                             .fields = fields,
                             .n = p->n_unit_names,
                             .record = r->key,
                             .title = r->f.name};
    return jj_unit_lookup(p->l, &q, &r->f.unit_declared);
}

/* The village named, where the units do not reach down to it. */
static const char *village_of(const plan *p, const jj_feature *f) {
    return p->n_unit_names ? f->text[p->unit_names[p->n_unit_names - 1]] : "";
}

static jj_status declare_unit(const plan *p, const jj_feature *f, jj_raw_facility *r) {
    const char *code = r->values[jj_own_column_index(p->l, JJ_C_UNIT_CODE)];
    r->f.unit_declared = JJ_NO_UNIT;
    if (!*code)
        return find_by_names(p, f, r);
    r->f.unit_declared = jj_unit_find(&p->l->scene->units, code);
    if (r->f.unit_declared != JJ_NO_UNIT)
        return JJ_OK;
    const char *answer = jj_answer(p->l, r->key, "place");
    r->f.unit_declared = answer ? jj_unit_named(p->l, answer) : JJ_NO_UNIT;
    bool is_settled = r->f.unit_declared != JJ_NO_UNIT;
    JJ_TRY(jj_facility_ask(p->l, "unknown_unit", r, "place", code, is_settled ? answer : NULL));
    return is_settled ? JJ_OK : note(p, "unknown_unit", "unit_code", f, code);
}

/* Coordinates that came back for the record, in degrees of its source's datum or metres. */
static bool take_answered_point(const plan *p, jj_raw_facility *r) {
    const char *answer = jj_answer(p->l, r->key, "place");
    bool is_point =
        answer && strpbrk(answer, "0123456789") && jj_unit_named(p->l, answer) == JJ_NO_UNIT &&
        jj_place_parse(p->l->ctx, "", answer, NULL, p->keys->source.datum, &r->f.lon, &r->f.lat) ==
            JJ_OK;
    r->f.has_point = is_point;
    r->given_lon = r->f.lon;
    r->given_lat = r->f.lat;
    r->is_point_answered = is_point;
    return is_point;
}

static jj_status take_point(const plan *p, const jj_feature *f, jj_raw_facility *r) {
    r->f.lon = r->f.lat = r->given_lon = r->given_lat = NAN;
    if (f->type != JJ_GEOMETRY_POINT && f->type != JJ_GEOMETRY_NONE)
        return jj_fail(p->l->ctx, JJ_E_DATA,
                       "%s, row %lld: facilities are points, and this source holds %s; 'sql' can "
                       "take the places where one enters (ST_StartPoint, ST_Centroid)",
                       jj_facility_rows_label(p->rows), (long long)f->row,
                       jj_geometry_title(p->l->ctx, f->type));
    r->has_metres = f->type == JJ_GEOMETRY_NONE && jj_facility_rows_metres(p->rows, r->metres);
    if (r->has_metres)
        return JJ_OK; /* placed when all of the source are there to compare */
    bool is_null_island = f->type == JJ_GEOMETRY_POINT && f->xy[0] == 0 && f->xy[1] == 0;
    if (take_answered_point(p, r))
        return jj_facility_ask(p->l, "no_coordinates", r, "place", "",
                               jj_answer(p->l, r->key, "place"));
    r->f.lon = r->f.lat = r->given_lon = r->given_lat = NAN;
    if (f->type == JJ_GEOMETRY_NONE || is_null_island) {
        if (f->is_lost)
            JJ_TRY(jj_facility_ask(p->l, "bad_coordinates", r, "place", "", NULL));
        return note(p, f->is_lost ? "bad_coordinates" : "no_coordinates", "", f, r->f.name);
    }
    r->f.has_point = true;
    r->f.lon = r->given_lon = f->xy[0];
    r->f.lat = r->given_lat = f->xy[1];
    jj_datum datum;
    if (p->keys->source.datum && jj_datum_parse(p->keys->source.datum, &datum))
        jj_datum_from_wgs84(datum, &r->given_lon, &r->given_lat);
    return JJ_OK;
}

static double own_number(const jj_loader *l, const char *const *values, jj_own_column c) {
    const char *text = values[jj_own_column_index(l, c)];
    double v;
    return *text && jj_parse_double(text, &v) ? v : (double)NAN;
}

static void read_own(const plan *p, const char *const *values, jj_facility *f) {
    const jj_loader *l = p->l;
    const char *open = values[jj_own_column_index(l, JJ_C_OPEN_DATE)];
    const char *close = values[jj_own_column_index(l, JJ_C_CLOSE_DATE)];
    f->places = own_number(l, values, JJ_C_PLACES);
    f->places_planned = own_number(l, values, JJ_C_PLACES_PLANNED);
    f->cost_10k_yuan = own_number(l, values, JJ_C_COST);
    f->action = jj_action_parse(values[jj_own_column_index(l, JJ_C_ACTION)]);
    f->phase = jj_phase_parse(values[jj_own_column_index(l, JJ_C_PHASE)]);
    if (*open)
        jj_parse_date(open, &f->open_date);
    if (*close)
        jj_parse_date(close, &f->close_date);
    const char *said = values[jj_own_column_index(l, JJ_C_PRECISION)];
    jj_precision_parse(*said ? said : p->keys->precision, &f->precision);
    f->cell = JJ_NO_CELL;
    f->unit_located = JJ_NO_UNIT;
}

/* The record's key: of its id, else of all it says; and where it stands. */
static jj_status identify(const plan *p, const jj_feature *f, jj_raw_facility *r) {
    jj_loader *l = p->l;
    const jj_office_row *office = jj_facility_rows_office(p->rows);
    int id = p->column[jj_own_column_index(l, JJ_C_ID)];
    int name = p->column[jj_own_column_index(l, JJ_C_NAME)];
    JJ_CLEANUP(jj_text_deinit) jj_text all = {0};
    jj_text_add(&all, "");
    for (size_t c = 0; c < p->n_columns; c++)
        if (p->column[c] >= 0)
            jj_text_addf(&all, "%s\n", f->text[p->column[c]]);
    for (size_t i = 0; i < p->n_unit_names; i++)
        jj_text_addf(&all, "%s\n", f->text[p->unit_names[i]]);
    if (all.failed)
        return jj_loader_no_room(l);
    if (office)
        r->key = jj_arena_printf(&l->scene->arena, "%s-%s", p->keys->name, office->key);
    else if (id >= 0 && *f->text[id])
        r->key = jj_arena_printf(&l->scene->arena, "%s:%s", p->keys->name, f->text[id]);
    else
        r->key = jj_arena_printf(&l->scene->arena, "%s-%016llx", p->keys->name,
                                 (unsigned long long)jj_hash64(all.s, all.len));
    r->place = office ? jj_keep(l, office->place)
                      : jj_arena_printf(&l->scene->arena, "%lld", (long long)f->row);
    r->f.name = name >= 0 ? jj_keep(l, f->text[name]) : "";
    r->f.source = p->keys->name;
    r->f.unit_declared = r->f.unit_located = JJ_NO_UNIT;
    return r->key && r->place && r->f.name ? JJ_OK : jj_loader_no_room(l);
}

static jj_status fill(const plan *p, const jj_feature *f, const char *kind, jj_raw_facilities *all,
                      jj_raw_facility *r) {
    jj_loader *l = p->l;
    r->values = jj_arena_alloc(&all->arena, p->n_columns, sizeof *r->values);
    if (!r->values)
        return jj_loader_no_room(l);
    JJ_TRY(identify(p, f, r));
    for (size_t c = 0; c < p->n_columns; c++)
        JJ_TRY(read_value(p, c, f, all, r, &r->values[c]));
    r->f.id = make_id(p, f, r->values[jj_own_column_index(l, JJ_C_ID)]);
    r->f.name = jj_keep(l, r->values[jj_own_column_index(l, JJ_C_NAME)]);
    r->f.kind = jj_keep(l, kind);
    r->f.source = jj_keep(l, p->keys->name);
    if (!r->f.id || !r->f.name || !r->f.kind || !r->f.source)
        return jj_loader_no_room(l);
    r->values[jj_own_column_index(l, JJ_C_KIND)] = r->f.kind;
    r->values[jj_own_column_index(l, JJ_C_SOURCE)] = r->f.source;
    size_t status = jj_own_column_index(l, JJ_C_STATUS);
    if (p->column[status] < 0 && !*r->values[status])
        r->values[status] = "open";
    const jj_office_row *office = jj_facility_rows_office(p->rows);
    r->f.is_inferred = office && (office->is_inferred || (!p->keys->kind && !office->is_kind_sure));
    read_own(p, r->values, &r->f);
    r->village = jj_arena_str(&all->arena, village_of(p, f));
    if (!r->village)
        return jj_loader_no_room(l);
    JJ_TRY(declare_unit(p, f, r));
    return take_point(p, f, r);
}

static jj_status read_row(const plan *p, const jj_feature *f, jj_raw_facilities *all) {
    const char *kind;
    p->l->scene->ledger.n_records++;
    JJ_TRY(find_kind(p, f, &kind));
    if (!kind)
        return JJ_OK;
    if (!jj_grow(&all->items, &all->cap, all->n + 1, sizeof *all->items))
        return jj_loader_no_room(p->l);
    jj_raw_facility *r = &all->items[all->n];
    *r = (jj_raw_facility){.source = p->source, .order = all->n};
    all->n++;
    return fill(p, f, kind, all, r);
}

jj_status jj_facilities_read(jj_loader *l, size_t source, jj_raw_facilities *out) {
    JJ_CLEANUP(plan_deinit)
    plan p = {.l = l, .keys = &l->project->facilities[source], .source = source};
    JJ_TRY(make_plan(&p));
    jj_feature f;
    bool more;
    for (size_t n = 0;; n++) {
        JJ_TRY(jj_facility_rows_next(p.rows, &f, &more));
        if (!more)
            return n ? JJ_OK : note_no_records(&p);
        JJ_TRY(read_row(&p, &f, out));
    }
}
