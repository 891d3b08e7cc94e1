#include "load/facilities.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void raw_deinit(jj_raw_facilities *all) {
    jj_free(all->items);
    jj_arena_deinit(&all->arena);
}

static int by_id(const void *a, const void *b) {
    const jj_raw_facility *x = a, *y = b;
    if (x->is_refused != y->is_refused)
        return x->is_refused ? 1 : -1;
    int order = jj_id_cmp(x->f.id, y->f.id);
    return order ? order : x->order < y->order ? -1 : 1;
}

/* Refused ones last, the others in id order: that order breaks ties from here on. */
static size_t sort_out(jj_raw_facilities *all) {
    if (all->n)
        qsort(all->items, all->n, sizeof *all->items, by_id);
    size_t n = all->n;
    while (n > 0 && all->items[n - 1].is_refused)
        n--;
    return n;
}

jj_status jj_facilities_table(jj_loader *l, jj_facility_table **out) {
    const jj_kinds *k = &l->kinds;
    JJ_AUTO const char **names = jj_alloc(k->n_attributes + 1, sizeof *names);
    JJ_AUTO char *types = jj_alloc(k->n_attributes + 1, 1);
    if (!names || !types)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < k->n_attributes; i++) {
        names[i] = k->attributes[i].id;
        types[i] = k->attributes[i].type;
    }
    return jj_facility_table_new(l->ctx, names, types, k->n_attributes, out);
}

/* Today's word says nothing of the years before: with a closing date it is the date that counts. */
static void reopen_by_date(const jj_loader *l, jj_raw_facility *r) {
    size_t status = jj_own_column_index(l, JJ_C_STATUS);
    if (r->f.close_date && r->values[status] && strcmp(r->values[status], "closed") == 0)
        r->values[status] = "open";
}

/* What the loader found out goes into the row: id, unit, coordinates in WGS 84. */
static jj_status add_row(jj_loader *l, jj_raw_facility *r) {
    char lon[32] = "", lat[32] = "";
    uint32_t unit = r->f.unit_declared != JJ_NO_UNIT ? r->f.unit_declared : r->f.unit_located;
    if (r->f.has_point) {
        snprintf(lon, sizeof lon, "%.9f", r->f.lon);
        snprintf(lat, sizeof lat, "%.9f", r->f.lat);
    }
    r->values[jj_own_column_index(l, JJ_C_ID)] = r->f.id;
    r->values[jj_own_column_index(l, JJ_C_LON)] = lon;
    r->values[jj_own_column_index(l, JJ_C_LAT)] = lat;
    reopen_by_date(l, r);
    if (unit != JJ_NO_UNIT)
        r->values[jj_own_column_index(l, JJ_C_UNIT_CODE)] = l->scene->units.units[unit].code;
    return jj_facility_table_add(l->ctx, l->table, r->values);
}

static jj_status keep_all(jj_loader *l, jj_raw_facilities *all, size_t n) {
    jj_scene *s = l->scene;
    s->facilities = jj_alloc(n + 1, sizeof *s->facilities);
    if (!s->facilities)
        return jj_no_memory(l->ctx, "facilities", n * sizeof *s->facilities);
    for (size_t i = 0; i < n; i++) {
        s->facilities[s->n_facilities++] = all->items[i].f;
        JJ_TRY(add_row(l, &all->items[i]));
    }
    return JJ_OK;
}

static bool has_number(const double *v, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!isnan(v[i]))
            return true;
    return false;
}

/* Number columns with something in them, for the sums that rules ask for. */
static jj_status keep_numbers(jj_loader *l) {
    jj_scene *s = l->scene;
    const jj_kinds *k = &l->kinds;
    s->attributes.names = jj_alloc(k->n_attributes + 1, sizeof *s->attributes.names);
    s->attributes.values = jj_alloc(k->n_attributes + 1, sizeof *s->attributes.values);
    if (!s->attributes.names || !s->attributes.values)
        return jj_loader_no_room(l);
    for (size_t c = 0; c < k->n_attributes; c++) {
        if (k->attributes[c].type == 't')
            continue;
        JJ_AUTO double *values = jj_alloc(s->n_facilities + 1, sizeof *values);
        if (!values)
            return jj_loader_no_room(l);
        JJ_TRY(jj_facility_table_numbers(l->ctx, l->table, k->attributes[c].id, values));
        if (!has_number(values, s->n_facilities))
            continue;
        s->attributes.names[s->attributes.n] = jj_keep(l, k->attributes[c].id);
        if (!s->attributes.names[s->attributes.n])
            return jj_loader_no_room(l);
        s->attributes.values[s->attributes.n++] = values;
        values = NULL;
    }
    return JJ_OK;
}

static jj_status keep_term(const jj_loader *l, const char *id, const char *en, const char *zh) {
    jj_term *t = &l->scene->terms[l->scene->n_terms++];
    *t = (jj_term){jj_keep(l, id), jj_keep(l, en), jj_keep(l, zh)};
    return t->id && t->title_en && t->title_zh ? JJ_OK : jj_loader_no_room(l);
}

static jj_status keep_terms(const jj_loader *l) {
    const jj_kinds *k = &l->kinds;
    l->scene->terms = jj_alloc(k->n + k->n_attributes, sizeof *l->scene->terms);
    if (!l->scene->terms)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < k->n; i++)
        JJ_TRY(keep_term(l, k->kinds[i].id, k->kinds[i].title_en, k->kinds[i].title_zh));
    l->scene->n_kinds = l->scene->n_terms;
    for (size_t i = 0; i < k->n_attributes; i++)
        JJ_TRY(keep_term(l, k->attributes[i].id, k->attributes[i].title_en,
                         k->attributes[i].title_zh));
    return JJ_OK;
}

jj_status jj_load_facilities(jj_loader *l) {
    JJ_CLEANUP(raw_deinit) jj_raw_facilities all = {0};
    for (size_t i = 0; i < l->project->n_facilities; i++)
        JJ_TRY(jj_facilities_read(l, i, &all));
    JJ_TRY(jj_facilities_place(l, &all));
    JJ_TRY(jj_facilities_refuse_twins(l, &all));
    JJ_TRY(jj_facilities_ask_points(l, &all));
    size_t n = sort_out(&all);
    JJ_TRY(jj_facilities_table(l, &l->table));
    JJ_TRY(keep_all(l, &all, n));
    JJ_TRY(keep_terms(l));
    return keep_numbers(l);
}
