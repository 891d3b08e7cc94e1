#include "out/siting/merge.h"
#include "base/lang.h"
#include "out/print.h"
#include "out/proposal_fields.h"
#include "out/proposal_sites.h"
#include "out/siting/site.h"
#include "out/tables.h"
#include "rules/fields.h"
#include "rules/run.h"
#include "solve/delta.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct merge {
    jj_ctx *ctx;
    const jj_scene *scene;
    jj_mergers *out;
    jj_result result;
    jj_gain_base base;
    jj_source *sources, *open; /* all; those of facilities still open */
    size_t n_sources;
    uint8_t *is_closed; /* per facility */
    double *load;       /* per facility: people whose nearest it is */
    double *moved;      /* per facility: people it gains by the closing at hand */
    uint32_t *touched;
    size_t n_touched;
    bool has_delta;   /* over the ground by moves; otherwise every closing is solved anew */
    jj_ground ground; /* the delta borrows it */
    jj_delta delta;
    uint32_t *after_ms, *after_nearest; /* solved anew */
    jj_change *anew;                    /* what that changed */
    const jj_change *changes;           /* by the closing at hand: cells as they were */
    size_t n_changes;
} merge;

static void merge_deinit(merge *m) {
    jj_delta_deinit(&m->delta);
    jj_result_deinit(&m->result);
    jj_free(m->sources);
    jj_free(m->open);
    jj_free(m->is_closed);
    jj_free(m->load);
    jj_free(m->moved);
    jj_free(m->touched);
    jj_free(m->after_ms);
    jj_free(m->after_nearest);
    jj_free(m->anew);
}

static jj_status no_room(const merge *m) {
    return jj_no_memory(m->ctx, "mergers", 0);
}

static double used_of(const merge *m, uint32_t facility, double people) {
    double places = m->scene->facilities[facility].places;
    return places > 0 ? people * m->out->rate_10000 / 1e4 / places : (double)NAN;
}

static jj_status prepare_anew(merge *m) {
    size_t n = jj_grid_cells(&m->scene->grid);
    m->after_ms = jj_alloc(n, sizeof *m->after_ms);
    m->after_nearest = jj_alloc(n, sizeof *m->after_nearest);
    m->anew = jj_alloc(n, sizeof *m->anew);
    return m->after_ms && m->after_nearest && m->anew ? JJ_OK : no_room(m);
}

static jj_status prepare(merge *m) {
    const jj_scene *s = m->scene;
    const jj_profile *p = m->base.profile;
    m->has_delta = p->mode == JJ_MODE_GROUND && p->stencil != JJ_STENCIL_CONTINUOUS;
    if (m->has_delta) {
        jj_field_query q = {p, m->base.selection->facilities, m->base.selection->n, JJ_FARTHEST,
                            NULL};
        JJ_TRY(jj_field_sources(m->ctx, s, &q, &m->sources, &m->n_sources));
    }
    size_t n = s->n_facilities + 1;
    m->open = jj_alloc(m->n_sources + 1, sizeof *m->open);
    m->is_closed = jj_alloc(n, 1);
    m->load = jj_alloc(n, sizeof *m->load);
    m->moved = jj_alloc(n, sizeof *m->moved);
    m->touched = jj_alloc(n, sizeof *m->touched);
    if (!m->open || !m->is_closed || !m->load || !m->moved || !m->touched)
        return no_room(m);
    const jj_result_field *f = m->base.field;
    for (size_t i = 0; i < jj_grid_cells(&s->grid); i++)
        if (f->nearest[i] != JJ_NO_FACILITY && m->base.reach->people[i] > 0)
            m->load[f->nearest[i]] += m->base.reach->people[i];
    if (!m->has_delta)
        return prepare_anew(m);
    m->ground = jj_scene_ground(s, p);
    jj_travel how = {p->stencil, p->direction, f->within_ms};
    return jj_delta_init(m->ctx, &m->ground, &how, f->time_ms, f->nearest, &m->delta);
}

/* Sources of the facilities that are open, the one at hand among them. */
static size_t list_open(const merge *m) {
    size_t n = 0;
    for (size_t i = 0; i < m->n_sources; i++)
        if (!m->is_closed[m->sources[i].facility])
            m->open[n++] = m->sources[i];
    return n;
}

/* The field of all that are open but one, in place; `anew` keeps what it was. */
static jj_status solve_without(merge *m, uint32_t facility) {
    const jj_result_field *f = m->base.field;
    const jj_selection *s = m->base.selection;
    JJ_AUTO uint32_t *left = jj_alloc(s->n + 1, sizeof *left);
    size_t n = 0;
    if (!left)
        return no_room(m);
    for (size_t i = 0; i < s->n; i++)
        if (!m->is_closed[s->facilities[i]] && s->facilities[i] != facility)
            left[n++] = s->facilities[i];
    jj_field_query q = {m->base.profile, left, n, f->within_ms, NULL};
    JJ_TRY(jj_field_solve(m->ctx, m->scene, &q, m->after_ms, m->after_nearest));
    m->n_changes = 0;
    for (uint32_t i = 0; i < jj_grid_cells(&m->scene->grid); i++) {
        if (f->nearest[i] == m->after_nearest[i] && f->time_ms[i] == m->after_ms[i])
            continue;
        m->anew[m->n_changes++] =
            (jj_change){.cell = i, .time_ms = f->time_ms[i], .nearest = f->nearest[i]};
        f->time_ms[i] = m->after_ms[i];
        f->nearest[i] = m->after_nearest[i];
    }
    m->changes = m->anew;
    return JJ_OK;
}

static jj_status close_one(merge *m, uint32_t facility) {
    if (!m->has_delta)
        return solve_without(m, facility);
    size_t n_open = list_open(m);
    JJ_TRY(jj_delta_close(m->ctx, &m->delta, facility, m->open, n_open));
    m->changes = m->delta.changes;
    m->n_changes = m->delta.n_changes;
    return JJ_OK;
}

static void reopen(merge *m) {
    const jj_result_field *f = m->base.field;
    if (m->has_delta)
        jj_delta_undo(&m->delta);
    for (size_t i = 0; !m->has_delta && i < m->n_changes; i++) {
        f->time_ms[m->anew[i].cell] = m->anew[i].time_ms;
        f->nearest[m->anew[i].cell] = m->anew[i].nearest;
    }
}

static void move_people(merge *m, uint32_t to, double people) {
    if (m->moved[to] == 0)
        m->touched[m->n_touched++] = to;
    m->moved[to] += people;
}

/* What the closing at hand does; false when someone falls out of the standard. */
static bool weigh(merge *m, jj_merger *row) {
    const jj_result_field *f = m->base.field;
    const double *people = m->base.reach->people;
    bool is_harmless = true;
    for (size_t i = 0; i < m->n_changes; i++) {
        const jj_change *c = &m->changes[i];
        uint32_t now = f->time_ms[c->cell];
        if (!(people[c->cell] > 0))
            continue;
        is_harmless = is_harmless && !(c->time_ms <= m->out->limit_ms && now > m->out->limit_ms);
        if (c->nearest != row->facility)
            continue;
        if (f->nearest[c->cell] != JJ_NO_FACILITY)
            move_people(m, f->nearest[c->cell], people[c->cell]);
        if (now != JJ_UNREACHED && now > row->longest_after_ms)
            row->longest_after_ms = now;
        if (c->time_ms != JJ_UNREACHED && c->time_ms > row->longest_before_ms)
            row->longest_before_ms = c->time_ms;
    }
    return is_harmless;
}

/* The receiver of most people; false when one is filled beyond its places by it. */
static bool find_receiver(const merge *m, jj_merger *row) {
    bool has_room = true;
    for (size_t i = 0; i < m->n_touched; i++) {
        uint32_t to = m->touched[i];
        double before = used_of(m, to, m->load[to]);
        double after = used_of(m, to, m->load[to] + m->moved[to]);
        has_room = has_room && !(after > 1 && after > before);
        if (row->receiver != JJ_NO_FACILITY && m->moved[to] <= m->moved[row->receiver])
            continue;
        row->receiver = to;
        row->receiver_before = before;
        row->receiver_after = after;
    }
    return has_room;
}

static jj_status keep(merge *m, const jj_merger *row) {
    jj_mergers *out = m->out;
    if (!jj_grow(&out->rows, &out->cap, out->n + 1, sizeof *out->rows))
        return no_room(m);
    out->rows[out->n++] = *row;
    m->is_closed[row->facility] = 1;
    for (size_t i = 0; i < m->n_touched; i++)
        m->load[m->touched[i]] += m->moved[m->touched[i]];
    m->load[row->facility] = 0;
    if (m->has_delta)
        jj_delta_keep(&m->delta);
    return JJ_OK;
}

static jj_status try_closing(merge *m, uint32_t facility) {
    jj_merger row = {.facility = facility,
                     .receiver = JJ_NO_FACILITY,
                     .people = m->load[facility],
                     .used = used_of(m, facility, m->load[facility]),
                     .receiver_before = (double)NAN,
                     .receiver_after = (double)NAN};
    m->out->n_looked_at++;
    JJ_TRY(close_one(m, facility));
    bool is_harmless = weigh(m, &row);
    bool has_room = find_receiver(m, &row);
    m->out->n_far += !is_harmless;
    m->out->n_full += is_harmless && !has_room;
    jj_status st = JJ_OK;
    if (is_harmless && has_room)
        st = keep(m, &row);
    else
        reopen(m);
    for (size_t i = 0; i < m->n_touched; i++)
        m->moved[m->touched[i]] = 0;
    m->n_touched = 0;
    return st;
}

/* The open one with fewest people that was not looked at yet; equal: the smaller index. */
static uint32_t next_of(const merge *m, const uint8_t *is_done) {
    uint32_t best = JJ_NO_FACILITY;
    const jj_selection *s = m->base.selection;
    for (size_t i = 0; i < s->n; i++) {
        uint32_t f = s->facilities[i];
        if (!is_done[f] && m->scene->facilities[f].cell != JJ_NO_CELL &&
            (best == JJ_NO_FACILITY || m->load[f] < m->load[best]))
            best = f;
    }
    return best;
}

static jj_status look(merge *m) {
    JJ_AUTO uint8_t *is_done = jj_alloc(m->scene->n_facilities + 1, 1);
    if (!is_done)
        return no_room(m);
    for (;;) {
        uint32_t facility = next_of(m, is_done);
        if (facility == JJ_NO_FACILITY)
            return JJ_OK;
        is_done[facility] = 1;
        jj_progress(m->ctx, jj_tr(m->ctx->lang, "mergers"), m->out->n_looked_at,
                    m->base.selection->n);
        JJ_TRY(try_closing(m, facility));
        JJ_TRY(jj_ctx_poll(m->ctx));
    }
}

jj_status jj_merge_find(jj_ctx *ctx, jj_proposals *p, const jj_merge_ask *ask, jj_mergers *out) {
    *out = (jj_mergers){.scene = &p->loaded.scene};
    JJ_CLEANUP(merge_deinit) merge m = {.ctx = ctx, .scene = out->scene, .out = out};
    JJ_TRY(jj_proposal_check_kind(ctx, &p->loaded.scene, ask->kind));
    JJ_TRY(jj_site_rule(ctx, p, ask->kind, ask->rule, &out->rule));
    jj_rule rule = *out->rule;
    const jj_rules one = {.rules = &rule, .n = 1};
    if (!out->scene->has_grid)
        return jj_fail(ctx, JJ_E_DATA, "sites need a grid of people, and the project has none");
    JJ_TRY(jj_proposal_own_fields(ctx, p, &one, &m.result));
    JJ_TRY(jj_run_figures(ctx, out->scene, &one, NULL, &m.result));
    JJ_TRY(jj_gain_of_rule(ctx, out->scene, &one, &m.result, 0, &m.base));
    out->limit_ms = m.base.within_ms;
    out->rate_10000 = ask->rate_10000 ? ask->rate_10000 : jj_size_norm_of(rule.demand)->rate_10000;
    JJ_TRY(prepare(&m));
    return look(&m);
}

void jj_mergers_deinit(jj_mergers *m) {
    jj_free(m->rows);
    *m = (jj_mergers){0};
}

enum {
    ME_ID,
    ME_NAME,
    ME_UNIT,
    ME_PLACES,
    ME_PEOPLE,
    ME_USED,
    ME_TO,
    ME_TO_NAME,
    ME_BEFORE,
    ME_AFTER,
    ME_WAY_BEFORE,
    ME_WAY_AFTER,
    ME_N
};

static const jj_column columns[ME_N] = {
    {"id", JJ_CELL_TEXT, "may close", "可撤并"},
    {"name", JJ_CELL_TEXT, "name", "名称"},
    {"unit_code", JJ_CELL_TEXT, "unit it lies in", "所在单位代码"},
    {"places", JJ_CELL_REAL, "places", "学位（床位）数"},
    {"people", JJ_CELL_REAL, "people who go there", "就近人数"},
    {"used", JJ_CELL_REAL, "share of places used", "利用率"},
    {"receiver", JJ_CELL_TEXT, "most go to", "主要接收"},
    {"receiver_name", JJ_CELL_TEXT, "name of the receiver", "接收设施名称"},
    {"receiver_used_before", JJ_CELL_REAL, "its places used before", "接收前利用率"},
    {"receiver_used_after", JJ_CELL_REAL, "its places used after", "接收后利用率"},
    {"longest_before_min", JJ_CELL_REAL, "longest way before, min", "撤并前最远（分钟）"},
    {"longest_after_min", JJ_CELL_REAL, "longest way after, min", "撤并后最远（分钟）"},
};

static void merger_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const jj_mergers *m = user;
    const jj_merger *r = &m->rows[row];
    const jj_facility *f = &m->scene->facilities[r->facility];
    const jj_facility *to =
        r->receiver == JJ_NO_FACILITY ? NULL : &m->scene->facilities[r->receiver];
    const jj_unit *unit =
        f->unit_located == JJ_NO_UNIT ? NULL : &m->scene->units.units[f->unit_located];
    const char *texts[ME_N] = {[ME_ID] = f->id,
                               [ME_NAME] = f->name,
                               [ME_UNIT] = unit ? unit->code : NULL,
                               [ME_TO] = to ? to->id : NULL,
                               [ME_TO_NAME] = to ? to->name : NULL};
    const double reals[ME_N] = {[ME_PLACES] = f->places,
                                [ME_PEOPLE] = r->people,
                                [ME_USED] = r->used,
                                [ME_BEFORE] = r->receiver_before,
                                [ME_AFTER] = r->receiver_after,
                                [ME_WAY_BEFORE] = r->longest_before_ms / 60000.0,
                                [ME_WAY_AFTER] = r->longest_after_ms / 60000.0};
    if (columns[column].type == JJ_CELL_REAL)
        jj_cell_real(out, reals[column]);
    else
        jj_cell_text(out, texts[column]);
}

void jj_merge_table(const jj_mergers *m, jj_table *out) {
    *out = (jj_table){.name = "merger",
                      .title_en = "Facilities that may close",
                      .title_zh = "可撤并设施",
                      .columns = columns,
                      .n_columns = ME_N,
                      .n_rows = m->n,
                      .user = m,
                      .cell = merger_cell};
}

jj_status jj_merge_text(jj_ctx *ctx, const jj_mergers *m, jj_text *out) {
    jj_table table;
    jj_text_addf(out,
                 jj_tr(ctx->lang, "%s: of %zu, %zu may close so that nobody is newly beyond %.4g "
                                  "min and no receiver overfull; %zu are kept for the distance, "
                                  "%zu for want of places\n"),
                 m->rule->id, m->n_looked_at, m->n, m->limit_ms / 60000.0, m->n_far, m->n_full);
    jj_merge_table(m, &table);
    return m->n ? jj_table_print(ctx, &table, JJ_FORMAT_TABLE, out) : JJ_OK;
}
