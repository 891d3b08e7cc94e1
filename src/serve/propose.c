#include "serve/propose.h"
#include "out/opinion/opinion.h"
#include "out/freshness.h"
#include "out/query.h"
#include "serve/base.h"
#include "serve/scratch.h"

#include <jansson.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

enum { MOST_YEARS = 3 };

/* The scene of one year; 0 = the result's own. */
typedef struct opened {
    int year;
    uint64_t last_use; /* 0 = this place is empty */
    jj_proposals proposals;
} opened;

struct serve_proposer {
    pthread_mutex_t lock;
    jj_ctx *ctx; /* what was opened keeps to one context */
    const char *folder, *project;
    opened years[MOST_YEARS];
    uint64_t clock;
    jj_text base; /* read once */
};

jj_status serve_proposer_new(jj_ctx *ctx, const char *folder, const char *project,
                             serve_proposer **out) {
    serve_proposer *p = *out = jj_alloc(1, sizeof *p);
    if (!p || !(p->ctx = jj_ctx_new()) || pthread_mutex_init(&p->lock, NULL) != 0) {
        if (p)
            jj_ctx_free(p->ctx);
        jj_free(p);
        *out = NULL;
        return jj_no_memory(ctx, "proposals", 0);
    }
    p->folder = folder;
    p->project = project;
    p->ctx->n_threads = ctx->n_threads;
    p->ctx->memory = ctx->memory;
    p->ctx->stop = ctx->stop;
    return JJ_OK;
}

static void close_year(opened *o) {
    if (o->last_use)
        jj_proposals_close(&o->proposals);
    *o = (opened){0};
}

void serve_proposer_free(serve_proposer *p) {
    if (!p)
        return;
    for (int i = 0; i < MOST_YEARS; i++)
        close_year(&p->years[i]);
    jj_text_deinit(&p->base);
    jj_ctx_free(p->ctx);
    pthread_mutex_destroy(&p->lock);
    jj_free(p);
}

/* Every proposal leaves its rows in the facility table: in time the scene is opened afresh. */
static bool is_worn(const jj_proposals *p) {
    enum { MOST_ROWS_LEFT = 2000 };
    return jj_facility_table_n_rows(p->loaded.table) > p->n_old + MOST_ROWS_LEFT;
}

/* The scene of the year, opened in the place of the one unused longest. */
static jj_status open_year(serve_proposer *p, int year, jj_proposals **out) {
    opened *place = &p->years[0];
    for (int i = 0; i < MOST_YEARS; i++) {
        opened *o = &p->years[i];
        if (o->last_use && o->year == year && !is_worn(&o->proposals)) {
            o->last_use = ++p->clock;
            *out = &o->proposals;
            return JJ_OK;
        }
        if (o->last_use < place->last_use || (o->last_use && o->year == year))
            place = o;
        if (o->last_use && o->year == year)
            break; /* worn out */
    }
    close_year(place);
    const jj_proposal_options options = {.project = p->project, .year = year};
    JJ_TRY(jj_proposals_open(p->ctx, p->folder, &options, &place->proposals));
    place->year = year;
    place->last_use = ++p->clock;
    *out = &place->proposals;
    return JJ_OK;
}

/* Each finding as people read it, and names for the units of verdicts. */
static void add_words(const jj_proposal *a, jj_lang lang, json_t *answer) {
    json_t *faults = json_object_get(answer, "faults"),
           *verdicts = json_object_get(answer, "verdicts");
    for (size_t i = 0; i < a->n_faults; i++) {
        JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
        jj_proposal_finding(a, &a->faults[i], lang, &t);
        json_object_set_new(json_array_get(faults, i), "text", json_string(t.s ? t.s : ""));
    }
    for (size_t i = 0; i < a->effect.n_flips; i++)
        json_object_set_new(json_array_get(verdicts, i), "unit_name",
                            json_string(a->scene.units.units[a->effect.flips[i].unit].name));
}

static jj_status add_answer(jj_ctx *ctx, const jj_proposal *a, const char *name, json_t *list) {
    JJ_CLEANUP(jj_text_deinit) jj_text json = {0}, text = {0};
    JJ_TRY(jj_proposal_json(ctx, a, &json));
    JJ_TRY(jj_proposal_text(ctx, a, &text));
    json_t *answer = json_loads(json.s ? json.s : "", 0, NULL);
    json_object_set_new(answer, "name", json_string(name));
    json_object_set_new(answer, "text", json_string(text.s ? text.s : ""));
    add_words(a, ctx->lang, answer);
    return json_array_append_new(list, answer) == 0 ? JJ_OK : jj_no_memory(ctx, "proposals", 0);
}

/* One answer a candidate, all of them kept until the table is made. */
typedef struct answers {
    jj_proposal each[SERVE_MOST_CANDIDATES];
    jj_proposal_ask asks[SERVE_MOST_CANDIDATES];
    size_t n;
} answers;

static void answers_deinit(answers *a) {
    for (size_t i = 0; i < a->n; i++)
        jj_proposal_deinit(&a->each[i]);
}

/* Constraint layers that someone switched off only note, until they are put back. */
typedef struct muted {
    jj_scene *scene;
    jj_effect was[JJ_MOST_CONSTRAINTS];
} muted;

static void mute(jj_scene *s, const serve_names *without, muted *m) {
    m->scene = s;
    for (size_t i = 0; i < s->n_constraints; i++) {
        m->was[i] = s->constraints[i].effect;
        for (size_t k = 0; k < without->n; k++)
            if (strcmp(s->constraints[i].name, without->items[k]) == 0)
                s->constraints[i].effect = JJ_EFFECT_NOTE;
    }
}

static void unmute(muted *m) {
    for (size_t i = 0; m->scene && i < m->scene->n_constraints; i++)
        m->scene->constraints[i].effect = m->was[i];
}

/* is_drawn: for a page with a map. */
static jj_status work_out(serve_proposer *p, jj_proposals *on, const serve_ask *ask, bool is_drawn,
                          answers *all) {
    size_t n = ask->n_candidates ? ask->n_candidates : 1;
    while (all->n < n) {
        jj_proposal_ask *one = &all->asks[all->n];
        *one = ask->base;
        one->added = &ask->candidates[all->n];
        one->n_added = ask->n_candidates ? 1 : 0;
        one->is_drawn = is_drawn;
        jj_status st = jj_propose(p->ctx, on, one, &all->each[all->n++]);
        if (st != JJ_OK)
            return ask->n_candidates > 1 ? jj_fail_within(p->ctx, st, one->added->name) : st;
    }
    return JJ_OK;
}

static jj_status answer_all(serve_proposer *p, const serve_ask *ask, json_t *out) {
    jj_proposals *on;
    JJ_CLEANUP(answers_deinit) answers all = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text table = {0};
    JJ_TRY(open_year(p, ask->year, &on));
    JJ_CLEANUP(unmute) muted m = {0};
    mute(&on->loaded.scene, &ask->without, &m);
    JJ_TRY(work_out(p, on, ask, false, &all));
    json_t *list = json_array();
    json_object_set_new(out, "answers", list);
    for (size_t i = 0; i < all.n; i++)
        JJ_TRY(add_answer(p->ctx, &all.each[i], ask->n_candidates ? ask->candidates[i].name : "",
                          list));
    if (ask->n_candidates) {
        JJ_TRY(jj_proposals_compare_text(p->ctx, all.each, all.n, &table));
        json_object_set_new(out, "comparison", json_string(table.s ? table.s : ""));
    }
    return JJ_OK;
}

static jj_status write_pdf(jj_ctx *ctx, const void *page, const char *path) {
    return jj_opinion_pdf(ctx, page, path);
}

static jj_status write_docx(jj_ctx *ctx, const void *page, const char *path) {
    return jj_opinion_docx(ctx, page, path);
}

static jj_status make_page(serve_proposer *p, const serve_ask *ask, const serve_page *page,
                           jj_text *out) {
    jj_proposals *on;
    JJ_CLEANUP(answers_deinit) answers all = {0};
    JJ_CLEANUP(jj_opinion_deinit) jj_opinion o = {0};
    JJ_TRY(open_year(p, ask->year, &on));
    JJ_CLEANUP(unmute) muted m = {0};
    mute(&on->loaded.scene, &ask->without, &m);
    JJ_TRY(work_out(p, on, ask, true, &all));
    JJ_TRY(jj_opinion_of_proposals(p->ctx, all.each, all.n, page->title, p->ctx->lang, &o));
    return serve_through_file(p->ctx, page->is_word ? "page.docx" : "page.pdf",
                              page->is_word ? write_docx : write_pdf, &o, out);
}

/* Takes the lock and gives the waiting context the asker's language. */
static void take(serve_proposer *p, const jj_ctx *ctx) {
    pthread_mutex_lock(&p->lock);
    jj_ctx_set_lang(p->ctx, ctx->lang);
}

static jj_status leave(jj_ctx *ctx, serve_proposer *p, jj_status st) {
    if (st != JJ_OK)
        jj_fail(ctx, st, "%s", jj_ctx_message(p->ctx));
    pthread_mutex_unlock(&p->lock);
    return st;
}

static double seconds_since(const struct timespec *then) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

jj_status serve_propose(jj_ctx *ctx, serve_proposer *p, const serve_ask *ask, json_t **out) {
    struct timespec then;
    *out = json_object();
    if (!*out)
        return jj_no_memory(ctx, "proposals", 0);
    take(p, ctx);
    clock_gettime(CLOCK_MONOTONIC, &then);
    jj_status st = leave(ctx, p, answer_all(p, ask, *out));
    json_object_set_new(*out, "seconds", json_real(seconds_since(&then)));
    if (st != JJ_OK) {
        json_decref(*out);
        *out = NULL;
    }
    return st;
}

jj_status serve_opinion(jj_ctx *ctx, serve_proposer *p, const serve_ask *ask,
                        const serve_page *page, jj_text *out) {
    take(p, ctx);
    return leave(ctx, p, make_page(p, ask, page, out));
}

static jj_status explain(jj_ctx *ctx, serve_proposer *p, const jj_result_file *r,
                         const jj_point_ask *ask, jj_reply *out) {
    jj_proposals *on;
    jj_point_ask full = *ask;
    jj_status st = open_year(p, 0, &on);
    if (st != JJ_OK)
        return jj_fail(ctx, st, "%s", jj_ctx_message(p->ctx));
    full.on = on;
    return jj_query_point(ctx, r, &full, out);
}

jj_status serve_explain(jj_ctx *ctx, serve_proposer *p, const jj_result_file *r,
                        const jj_point_ask *ask, jj_reply *out) {
    take(p, ctx);
    jj_status st = explain(ctx, p, r, ask, out);
    pthread_mutex_unlock(&p->lock);
    return st;
}

static jj_status read_base(serve_proposer *p, const jj_result_file *r) {
    const jj_freshness_ask ask = {r->manifest, r->folder, p->project, false};
    JJ_AUTO char *project = NULL;
    if (p->base.len)
        return JJ_OK;
    JJ_TRY(jj_freshness_project(p->ctx, &ask, &project));
    jj_status st = serve_base_read(p->ctx, project, &p->base);
    if (st != JJ_OK)
        jj_text_deinit(&p->base);
    return st;
}

jj_status serve_base(jj_ctx *ctx, serve_proposer *p, const jj_result_file *r, jj_text *out) {
    take(p, ctx);
    jj_status st = read_base(p, r);
    if (st == JJ_OK)
        jj_text_addn(out, p->base.s, p->base.len);
    return leave(ctx, p, st);
}
