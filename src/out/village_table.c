#include "out/village_table.h"
#include "base/text.h"
#include "store/csv.h"

#include <math.h>
#include <string.h>

enum { MOST_COLUMNS = 64 };

void jj_village_table_deinit(jj_village_table *t) {
    jj_free(t->v.people);
    jj_free(t->v.minutes);
    jj_free(t->villages);
    jj_free(t->candidates);
    jj_free(t->forbidden);
    jj_free(t->is_forbidden);
    jj_arena_deinit(&t->arena);
    *t = (jj_village_table){0};
}

static jj_status no_room(jj_ctx *ctx, const char *path) {
    return jj_no_memory(ctx, path, 0);
}

static size_t find_name(const char *const *names, size_t n, const char *name) {
    size_t i = 0;
    while (i < n && strcmp(names[i], name) != 0)
        i++;
    return i;
}

static jj_status read_header(jj_ctx *ctx, jj_csv *csv) {
    bool more;
    JJ_TRY(jj_csv_next(ctx, csv, &more));
    if (!more || csv->n < 2 || csv->n > MOST_COLUMNS)
        return jj_fail(ctx, JJ_E_DATA, "%s: the first line must head 2 to %d columns", csv->path,
                       MOST_COLUMNS);
    return JJ_OK;
}

/* Columns that are years, in ascending order of the years. */
static jj_status find_years(jj_ctx *ctx, const jj_csv *csv, jj_villages *v, size_t *column) {
    for (size_t i = 1; i < csv->n; i++) {
        int64_t year;
        if (!jj_parse_int64(csv->fields[i], &year) || year < 1900 || year > 2200 ||
            v->n_years == JJ_SIZE_YEARS)
            continue;
        size_t at = v->n_years++;
        for (; at > 0 && v->year[at - 1] > year; at--) {
            v->year[at] = v->year[at - 1];
            column[at] = column[at - 1];
        }
        v->year[at] = (int)year;
        column[at] = i;
    }
    return v->n_years ? JJ_OK
                      : jj_fail(ctx, JJ_E_DATA, "%s: no column is headed by a year, such as 2025",
                                csv->path);
}

static jj_status parse_figure(jj_ctx *ctx, const jj_csv *csv, size_t column, double *out) {
    const char *text = column < csv->n ? csv->fields[column] : "";
    if (jj_parse_double(text, out) && *out >= 0)
        return JJ_OK;
    return jj_fail(ctx, JJ_E_DATA, "%s:%d: '%s' is not a number of 0 or more", csv->path, csv->line,
                   text);
}

static jj_status read_demand(jj_ctx *ctx, const char *path, jj_village_table *t) {
    JJ_CLEANUP(jj_csv_close) jj_csv csv = {0};
    size_t column[JJ_SIZE_YEARS + 1] = {0}, cap_names = 0, cap_people = 0;
    jj_villages *v = &t->v;
    bool more;
    JJ_TRY(jj_csv_open(ctx, path, NULL, &csv));
    JJ_TRY(read_header(ctx, &csv));
    JJ_TRY(find_years(ctx, &csv, v, column));
    for (;;) {
        JJ_TRY(jj_csv_next(ctx, &csv, &more));
        if (!more)
            return JJ_OK;
        size_t i = v->n_villages;
        if (find_name(t->villages, i, csv.fields[0]) < i)
            return jj_fail(ctx, JJ_E_DATA, "%s:%d: '%s' stands there twice", path, csv.line,
                           csv.fields[0]);
        if (!jj_grow(&t->villages, &cap_names, i + 1, sizeof *t->villages) ||
            !jj_grow(&v->people, &cap_people, (i + 1) * v->n_years, sizeof *v->people) ||
            !(t->villages[i] = jj_arena_str(&t->arena, csv.fields[0])))
            return no_room(ctx, path);
        for (size_t y = 0; y < v->n_years; y++)
            JJ_TRY(parse_figure(ctx, &csv, column[y], &v->people[i * v->n_years + y]));
        v->n_villages++;
    }
}

static jj_status name_candidates(jj_ctx *ctx, const jj_csv *csv, jj_village_table *t) {
    size_t n = csv->n - 1, n_cells = n * t->v.n_villages;
    t->v.n_candidates = n;
    t->candidates = jj_alloc(n, sizeof *t->candidates);
    t->forbidden = jj_alloc(n, sizeof *t->forbidden);
    t->is_forbidden = jj_alloc(n, 1);
    t->v.forbidden = t->is_forbidden;
    t->v.minutes = jj_alloc(n_cells + 1, sizeof *t->v.minutes);
    if (!t->candidates || !t->forbidden || !t->is_forbidden || !t->v.minutes)
        return no_room(ctx, csv->path);
    for (size_t i = 0; i < n_cells; i++)
        t->v.minutes[i] = NAN;
    for (size_t c = 0; c < n; c++) {
        t->forbidden[c] = "";
        if (!(t->candidates[c] = jj_arena_str(&t->arena, csv->fields[c + 1])))
            return no_room(ctx, csv->path);
    }
    return JJ_OK;
}

static jj_status read_minutes(jj_ctx *ctx, const char *path, jj_village_table *t) {
    JJ_CLEANUP(jj_csv_close) jj_csv csv = {0};
    bool more;
    JJ_TRY(jj_csv_open(ctx, path, NULL, &csv));
    JJ_TRY(read_header(ctx, &csv));
    JJ_TRY(name_candidates(ctx, &csv, t));
    for (;;) {
        JJ_TRY(jj_csv_next(ctx, &csv, &more));
        if (!more)
            break;
        size_t i = find_name(t->villages, t->v.n_villages, csv.fields[0]);
        if (i == t->v.n_villages)
            return jj_fail(ctx, JJ_E_DATA, "%s:%d: '%s' is not among the villages with people",
                           path, csv.line, csv.fields[0]);
        for (size_t c = 0; c < t->v.n_candidates; c++) {
            double *minutes = &t->v.minutes[c * t->v.n_villages + i];
            *minutes = INFINITY;
            if (c + 1 < csv.n && *csv.fields[c + 1])
                JJ_TRY(parse_figure(ctx, &csv, c + 1, minutes));
        }
    }
    for (size_t i = 0; i < t->v.n_villages; i++)
        if (isnan(t->v.minutes[i]))
            return jj_fail(ctx, JJ_E_DATA, "%s: there are no minutes to '%s'", path,
                           t->villages[i]);
    return JJ_OK;
}

static jj_status read_candidates(jj_ctx *ctx, const char *path, jj_village_table *t) {
    JJ_CLEANUP(jj_csv_close) jj_csv csv = {0};
    bool more;
    JJ_TRY(jj_csv_open(ctx, path, NULL, &csv));
    JJ_TRY(read_header(ctx, &csv));
    size_t why = find_name((const char *const *)csv.fields, csv.n, "forbidden");
    if (why == csv.n)
        return jj_fail(ctx, JJ_E_DATA, "%s: no column is headed 'forbidden'", path);
    for (;;) {
        JJ_TRY(jj_csv_next(ctx, &csv, &more));
        if (!more)
            return JJ_OK;
        size_t c = find_name(t->candidates, t->v.n_candidates, csv.fields[0]);
        if (c == t->v.n_candidates)
            return jj_fail(ctx, JJ_E_DATA, "%s:%d: there are no minutes from '%s'", path, csv.line,
                           csv.fields[0]);
        if (why < csv.n && *csv.fields[why]) {
            t->is_forbidden[c] = 1;
            if (!(t->forbidden[c] = jj_arena_str(&t->arena, csv.fields[why])))
                return no_room(ctx, path);
        }
    }
}

jj_status jj_village_table_read(jj_ctx *ctx, const char *demand, const char *minutes,
                                const char *candidates, jj_village_table *out) {
    *out = (jj_village_table){0};
    jj_status st = read_demand(ctx, demand, out);
    if (st == JJ_OK)
        st = read_minutes(ctx, minutes, out);
    if (st == JJ_OK && candidates)
        st = read_candidates(ctx, candidates, out);
    if (st != JJ_OK)
        jj_village_table_deinit(out);
    return st;
}
