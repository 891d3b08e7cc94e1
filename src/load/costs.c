#include "load/costs.h"
#include "base/text.h"
#include "store/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static jj_status no_column(jj_ctx *ctx, const jj_csv *csv, const char *name) {
    JJ_CLEANUP(jj_text_deinit) jj_text there = {0};
    for (size_t i = 0; i < csv->n; i++)
        jj_text_addf(&there, "%s%s", i ? ", " : "", csv->fields[i]);
    return jj_fail(ctx, JJ_E_DATA, "%s has no column '%s'; it has: %s", csv->path, name,
                   there.failed || !there.s ? "" : there.s);
}

/* Opens the file and finds the columns in its header. */
static jj_status open_columns(jj_ctx *ctx, const char *path, const char *const *columns, size_t n,
                              size_t *at, jj_csv *csv) {
    bool more;
    JJ_TRY(jj_csv_open(ctx, path, NULL, csv));
    JJ_TRY(jj_csv_next(ctx, csv, &more));
    if (!more)
        return jj_fail(ctx, JJ_E_FORMAT, "%s is empty", path);
    for (size_t i = 0; i < n; i++) {
        for (at[i] = 0; at[i] < csv->n && strcmp(csv->fields[at[i]], columns[i]) != 0;)
            at[i]++;
        if (at[i] == csv->n)
            return no_column(ctx, csv, columns[i]);
    }
    return JJ_OK;
}

/* The texts of the wanted columns in the next row. */
static jj_status next_row(jj_ctx *ctx, jj_csv *csv, const size_t *at, size_t n, const char **text,
                          bool *more) {
    JJ_TRY(jj_csv_next(ctx, csv, more));
    for (size_t i = 0; *more && i < n; i++) {
        if (at[i] >= csv->n)
            return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: the row has only %zu fields", csv->path,
                           csv->line, csv->n);
        text[i] = csv->fields[at[i]];
    }
    return JJ_OK;
}

static jj_status number_of(jj_ctx *ctx, jj_arena *arena, const jj_csv *csv, const char *id,
                           jj_ids *ids, uint32_t *number) {
    if (!*id)
        return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: an id is empty", csv->path, csv->line);
    *number = jj_map_get(&ids->numbers, id);
    if (*number != JJ_MAP_NONE)
        return JJ_OK;
    const char *copy = jj_arena_str(arena, id);
    if (!copy || !jj_grow(&ids->id, &ids->cap, ids->n + 1, sizeof *ids->id))
        return jj_no_memory(ctx, "ids", ids->n * sizeof *ids->id);
    ids->id[ids->n] = copy;
    *number = jj_map_put(&ids->numbers, copy, (uint32_t)ids->n++);
    return *number == JJ_MAP_NONE ? jj_no_memory(ctx, "ids", ids->n * 24) : JJ_OK;
}

static jj_status read_costs(jj_ctx *ctx, jj_csv *csv, const size_t *at, jj_costs *out) {
    uint32_t last_client = JJ_MAP_NONE;
    for (;;) {
        const char *text[3] = {"", "", ""};
        bool more;
        jj_cost row;
        JJ_TRY(next_row(ctx, csv, at, 3, text, &more));
        if (!more)
            return JJ_OK;
        if (!jj_parse_double(text[2], &row.cost) || row.cost < 0)
            return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: cost '%s' is not a number of 0 or more",
                           csv->path, csv->line, text[2]);
        /* rows mostly come client by client */
        if (last_client != JJ_MAP_NONE && strcmp(out->clients.id[last_client], text[0]) == 0)
            row.client = last_client;
        else
            JJ_TRY(number_of(ctx, &out->arena, csv, text[0], &out->clients, &row.client));
        last_client = row.client;
        JJ_TRY(number_of(ctx, &out->arena, csv, text[1], &out->sites, &row.site));
        if (!jj_grow(&out->rows, &out->cap, out->n + 1, sizeof *out->rows))
            return jj_no_memory(ctx, "the cost table", out->n * sizeof *out->rows);
        out->rows[out->n++] = row;
        if (out->n % 65536 == 0) {
            jj_progress(ctx, "reading costs", csv->at, csv->len);
            JJ_TRY(jj_ctx_poll(ctx));
        }
    }
}

jj_status jj_costs_read(jj_ctx *ctx, const char *path, const char *const columns[3],
                        jj_costs *out) {
    *out = (jj_costs){0};
    JJ_CLEANUP(jj_csv_close) jj_csv csv = {0};
    size_t at[3];
    jj_status st = open_columns(ctx, path, columns, 3, at, &csv);
    if (st == JJ_OK)
        st = read_costs(ctx, &csv, at, out);
    if (st == JJ_OK && out->n == 0)
        st = jj_fail(ctx, JJ_E_FORMAT, "%s has a header and no rows", path);
    if (st != JJ_OK)
        jj_costs_deinit(out);
    return st;
}

static void ids_deinit(jj_ids *ids) {
    jj_map_deinit(&ids->numbers);
    jj_free(ids->id);
}

void jj_costs_deinit(jj_costs *c) {
    ids_deinit(&c->clients);
    ids_deinit(&c->sites);
    jj_free(c->rows);
    jj_arena_deinit(&c->arena);
    *c = (jj_costs){0};
}

static jj_status set_amount(jj_ctx *ctx, const jj_csv *csv, uint32_t number, const char *id,
                            double value, jj_amounts *out) {
    size_t before = out->n;
    if (!jj_grow(&out->of, &out->cap, (size_t)number + 1, sizeof *out->of))
        return jj_no_memory(ctx, "amounts", out->n * sizeof *out->of);
    if (number >= out->n)
        out->n = (size_t)number + 1;
    for (size_t i = before; i < out->n; i++)
        out->of[i] = NAN;
    if (!isnan(out->of[number]))
        return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: id '%s' stands twice", csv->path, csv->line, id);
    out->of[number] = value;
    return JJ_OK;
}

static jj_status read_amounts(jj_ctx *ctx, jj_csv *csv, const size_t *at, bool may_be_inf,
                              jj_arena *arena, jj_ids *ids, jj_amounts *out) {
    for (;;) {
        const char *text[2] = {"", ""};
        bool more;
        double value = INFINITY;
        uint32_t number;
        JJ_TRY(next_row(ctx, csv, at, 2, text, &more));
        if (!more)
            return JJ_OK;
        bool is_inf = may_be_inf && strcmp(text[1], "inf") == 0;
        if (!is_inf && (!jj_parse_double(text[1], &value) || value < 0))
            return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: '%s' is not a number of 0 or more", csv->path,
                           csv->line, text[1]);
        JJ_TRY(number_of(ctx, arena, csv, text[0], ids, &number));
        JJ_TRY(set_amount(ctx, csv, number, text[0], value, out));
    }
}

jj_status jj_amounts_read(jj_ctx *ctx, const char *path, const char *const columns[2],
                          bool may_be_inf, jj_costs *costs, jj_ids *ids, jj_amounts *out) {
    *out = (jj_amounts){0};
    JJ_CLEANUP(jj_csv_close) jj_csv csv = {0};
    size_t at[2];
    JJ_TRY(open_columns(ctx, path, columns, 2, at, &csv));
    return read_amounts(ctx, &csv, at, may_be_inf, &costs->arena, ids, out);
}

jj_status jj_amounts_complete(jj_ctx *ctx, const jj_amounts *a, const jj_ids *ids,
                              const char *path) {
    for (size_t i = 0; a->of && i < ids->n; i++)
        if (isnan(a->of[i]))
            return jj_fail(ctx, JJ_E_FORMAT, "%s has no row for id '%s' of the cost table", path,
                           ids->id[i]);
    return JJ_OK;
}

void jj_amounts_deinit(jj_amounts *a) {
    jj_free(a->of);
    *a = (jj_amounts){0};
}

/* An id with the number it had. */
typedef struct numbered {
    const char *id;
    uint32_t number;
} numbered;

static int by_id(const void *a, const void *b) {
    return jj_id_cmp(((const numbered *)a)->id, ((const numbered *)b)->id);
}

/* Puts ids in order; fresh[old number] = new number. */
static jj_status order_ids(jj_ctx *ctx, jj_ids *ids, jj_amounts *amounts, uint32_t **fresh) {
    JJ_AUTO numbered *sorted = jj_alloc(ids->n, sizeof *sorted);
    double *of = jj_alloc(ids->n, sizeof *of);
    *fresh = jj_alloc(ids->n, sizeof **fresh);
    if (!sorted || !of || !*fresh) {
        jj_free(of);
        return jj_no_memory(ctx, "ids", ids->n * sizeof *sorted);
    }
    for (uint32_t i = 0; i < ids->n; i++)
        sorted[i] = (numbered){ids->id[i], i};
    qsort(sorted, ids->n, sizeof *sorted, by_id);
    for (uint32_t i = 0; i < ids->n; i++) {
        uint32_t old = sorted[i].number;
        ids->id[i] = sorted[i].id;
        (*fresh)[old] = i;
        of[i] = amounts && old < amounts->n ? amounts->of[old] : NAN;
    }
    if (!amounts) {
        jj_free(of);
        return JJ_OK;
    }
    jj_free(amounts->of);
    *amounts = (jj_amounts){.of = of, .n = ids->n, .cap = ids->n};
    return JJ_OK;
}

jj_status jj_costs_order(jj_ctx *ctx, jj_costs *c, jj_amounts *of_clients, jj_amounts *of_sites) {
    JJ_AUTO uint32_t *client = NULL, *site = NULL;
    JJ_TRY(order_ids(ctx, &c->clients, of_clients, &client));
    JJ_TRY(order_ids(ctx, &c->sites, of_sites, &site));
    for (size_t i = 0; i < c->n; i++) {
        c->rows[i].client = client[c->rows[i].client];
        c->rows[i].site = site[c->rows[i].site];
    }
    /* numbers met before are no longer right */
    jj_map_deinit(&c->clients.numbers);
    jj_map_deinit(&c->sites.numbers);
    for (uint32_t j = 0; j < c->sites.n; j++)
        if (jj_map_put(&c->sites.numbers, c->sites.id[j], j) == JJ_MAP_NONE)
            return jj_no_memory(ctx, "ids", c->sites.n * 24);
    return JJ_OK;
}

static jj_status read_site_units(jj_ctx *ctx, jj_csv *csv, const size_t *at, jj_costs *costs,
                                 jj_site_units *out) {
    for (;;) {
        const char *text[2] = {"", ""};
        bool more;
        JJ_TRY(next_row(ctx, csv, at, 2, text, &more));
        if (!more)
            return JJ_OK;
        uint32_t site = jj_map_get(&costs->sites.numbers, text[0]);
        if (site == JJ_MAP_NONE)
            return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: no site has the id '%s'", csv->path, csv->line,
                           text[0]);
        if (out->of[site] != JJ_NO_SITE)
            return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: id '%s' stands twice", csv->path, csv->line,
                           text[0]);
        if (*text[1])
            JJ_TRY(number_of(ctx, &costs->arena, csv, text[1], &out->units, &out->of[site]));
    }
}

jj_status jj_site_units_read(jj_ctx *ctx, const char *path, const char *const columns[2],
                             jj_costs *costs, jj_site_units *out) {
    *out = (jj_site_units){0};
    JJ_CLEANUP(jj_csv_close) jj_csv csv = {0};
    size_t at[2];
    JJ_TRY(open_columns(ctx, path, columns, 2, at, &csv));
    out->of = jj_alloc(costs->sites.n, sizeof *out->of);
    if (!out->of)
        return jj_no_memory(ctx, "ids", costs->sites.n * sizeof *out->of);
    for (size_t i = 0; i < costs->sites.n; i++)
        out->of[i] = JJ_NO_SITE;
    return read_site_units(ctx, &csv, at, costs, out);
}

void jj_site_units_deinit(jj_site_units *u) {
    jj_free(u->of);
    ids_deinit(&u->units);
    *u = (jj_site_units){0};
}
