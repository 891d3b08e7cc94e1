#include "load/facilities.h"
#include "base/encoding.h"
#include "load/questions.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double twin_m = 50;

/* Facilities of one key as chains: the newest by key, each pointing to the one before. */
typedef struct chains {
    jj_map newest; /* key -> 1 + index of a head */
    uint32_t *head, *before;
    size_t n_heads;
} chains;

static void chains_deinit(chains *c) {
    jj_map_deinit(&c->newest);
    jj_free(c->head);
    jj_free(c->before);
}

static jj_status chains_new(jj_loader *l, size_t n, chains *c) {
    c->head = jj_alloc(n + 1, sizeof *c->head);
    c->before = jj_alloc(n + 1, sizeof *c->before);
    return c->head && c->before ? JJ_OK : jj_loader_no_room(l);
}

/* The chain of `key`, a new one where there is none. */
static jj_status chain_of(jj_loader *l, chains *c, const char *key, uint32_t **head) {
    uint32_t at = jj_map_put(&c->newest, key, (uint32_t)c->n_heads);
    if (at == JJ_MAP_NONE)
        return jj_loader_no_room(l);
    if (at == c->n_heads)
        c->head[c->n_heads++] = JJ_NO_FACILITY;
    *head = &c->head[at];
    return JJ_OK;
}

/* Full-width forms made half-width, blanks off; with `base`, what stands in brackets off too. */
static void normalise(const char *name, bool base, jj_text *out) {
    JJ_CLEANUP(jj_text_deinit) jj_text folded = {0};
    jj_text_fold(&folded, name);
    int depth = 0;
    for (const char *p = folded.s ? folded.s : ""; *p; p++) {
        depth += *p == '(';
        bool is_kept = *p != ' ' && *p != '\t' && !(base && depth > 0);
        if (is_kept)
            jj_text_addn(out, p, 1);
        depth -= *p == ')' && depth > 0;
    }
    out->failed = out->failed || folded.failed;
}

static const char *key_of(jj_raw_facilities *all, const jj_facility *f, bool base) {
    JJ_CLEANUP(jj_text_deinit) jj_text key = {0};
    jj_text_addf(&key, "%s\n", f->kind);
    size_t empty = key.len;
    normalise(f->name, base, &key);
    if (key.failed)
        return NULL;
    return key.len == empty ? "" : jj_arena_str(&all->arena, key.s);
}

/* Looks back along the chain for one within 50 m. */
static jj_raw_facility *twin_of(const jj_raw_facilities *all, const chains *c, uint32_t newest,
                                const jj_raw_facility *r, double *m) {
    for (uint32_t i = newest; i != JJ_NO_FACILITY; i = c->before[i]) {
        *m = jj_facility_metres(&all->items[i].f, &r->f);
        if (*m <= twin_m)
            return &all->items[i];
    }
    return NULL;
}

static jj_status check_names(jj_loader *l, jj_raw_facilities *all, bool base) {
    JJ_CLEANUP(chains_deinit) chains c = {0};
    JJ_TRY(chains_new(l, all->n, &c));
    for (uint32_t i = 0; i < all->n; i++) {
        jj_raw_facility *r = &all->items[i];
        if (r->is_refused || !r->f.has_point)
            continue;
        const char *key = key_of(all, &r->f, base);
        if (!key)
            return jj_loader_no_room(l);
        if (!*key)
            continue;
        uint32_t *head = NULL;
        double m = 0;
        JJ_TRY(chain_of(l, &c, key, &head));
        jj_raw_facility *twin = twin_of(all, &c, *head, r, &m);
        if (twin)
            JJ_TRY(jj_facility_ask_same(l, base ? "same_base_name" : "duplicate", twin, r, m,
                                        base ? 0.95 : 1));
        if (r->is_refused)
            continue;
        c.before[i] = *head;
        *head = i;
    }
    return JJ_OK;
}

/* The same id again is a twin within its source; from another source it is made its own. */
static jj_status check_ids(jj_loader *l, jj_raw_facilities *all) {
    JJ_CLEANUP(jj_map_deinit) jj_map ids = {0};
    for (uint32_t i = 0; i < all->n; i++) {
        jj_raw_facility *r = &all->items[i];
        if (r->is_refused)
            continue;
        uint32_t at = jj_map_put(&ids, r->f.id, i);
        if (at != JJ_MAP_NONE && at != i && all->items[at].source != r->source) {
            r->f.id = jj_arena_printf(&l->scene->arena, "%s:%s", r->f.source, r->f.id);
            at = r->f.id ? jj_map_put(&ids, r->f.id, i) : JJ_MAP_NONE;
        }
        if (at == JJ_MAP_NONE)
            return jj_loader_no_room(l);
        if (at == i)
            continue;
        JJ_TRY(jj_facility_ask_same(l, "duplicate", &all->items[at], r, NAN, 1));
        if (!r->is_refused) { /* two things under one number, so it was answered */
            r->f.id = jj_arena_printf(&l->scene->arena, "%s/%zu", r->f.id, r->order);
            if (!r->f.id || jj_map_put(&ids, r->f.id, i) == JJ_MAP_NONE)
                return jj_loader_no_room(l);
        }
    }
    return JJ_OK;
}

/* Whether the row may be compared by its unit: no point, and a unit of the lowest level. */
static bool is_placed_by_unit(const jj_loader *l, const jj_raw_facility *r) {
    const jj_units *u = &l->scene->units;
    return !r->is_refused && !r->f.has_point && r->f.unit_declared != JJ_NO_UNIT &&
           u->units[r->f.unit_declared].level + 1 == u->n_levels;
}

static const char *key_in_unit(jj_raw_facilities *all, const jj_raw_facility *r) {
    const char *key = key_of(all, &r->f, false);
    return key && *key
               ? jj_arena_printf(&all->arena, "%s\n%u\n%s", key, r->f.unit_declared, r->village)
               : key;
}

/* Lists without points: the same name and kind in one township and village, ids not differing. */
static jj_status check_units(jj_loader *l, jj_raw_facilities *all) {
    JJ_CLEANUP(jj_map_deinit) jj_map seen = {0};
    size_t id = jj_own_column_index(l, JJ_C_ID);
    for (uint32_t i = 0; i < all->n; i++) {
        jj_raw_facility *r = &all->items[i];
        if (!is_placed_by_unit(l, r))
            continue;
        const char *key = key_in_unit(all, r);
        if (!key)
            return jj_loader_no_room(l);
        uint32_t at = *key ? jj_map_put(&seen, key, i) : i;
        if (at == JJ_MAP_NONE)
            return jj_loader_no_room(l);
        if (at == i || (*r->values[id] && *all->items[at].values[id]))
            continue;
        JJ_TRY(jj_facility_ask_same(l, "duplicate", &all->items[at], r, NAN, 1));
    }
    return JJ_OK;
}

jj_status jj_facilities_refuse_twins(jj_loader *l, jj_raw_facilities *all) {
    JJ_TRY(check_ids(l, all));
    JJ_TRY(check_units(l, all));
    JJ_TRY(check_names(l, all, false));
    JJ_TRY(check_names(l, all, true));
    /* on kept cells only answers matter: what is alike was asked in the run */
    return l->kept && !jj_has_answers(l) ? JJ_OK : jj_facilities_ask_alike(l, all);
}
