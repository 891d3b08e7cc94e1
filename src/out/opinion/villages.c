/* The page of a village table: sites measured by minutes on foot, without a map. */
#include "out/opinion/opinion.h"
#include "base/lang.h"
#include "out/opinion/page.h"

typedef struct village_column {
    const jj_village_table *t;
    const jj_villages_ask *ask;
    const jj_village_answer *a;
    size_t candidate, year;
} village_column;

static void fill_village_share(const jj_page *p, const void *of, jj_text *t) {
    const village_column *v = of;
    double covered = v->a->covered[v->year], total = v->a->total[v->year];
    jj_text_addf(t, jj_page_tr(p, "%.0f of %.0f, %.2f %%"), covered, total,
                 jj_page_percent(covered, total));
}

static void fill_village_needed(const jj_page *p, const void *of, jj_text *t) {
    const village_column *v = of;
    jj_page_places(p, &v->a->size_ask, &v->a->size, t);
}

static void fill_village_size(const jj_page *p, const void *of, jj_text *t) {
    jj_page_size(p, &((const village_column *)of)->a->size, t);
}

static void fill_village_used(const jj_page *p, const void *of, jj_text *t) {
    const village_column *v = of;
    jj_page_used(p, &v->a->size_ask, &v->a->size, t);
}

static void fill_village_forbidden(const jj_page *p, const void *of, jj_text *t) {
    const village_column *v = of;
    const char *why = v->t->forbidden[v->candidate];
    if (*why)
        jj_text_addf(t, jj_page_tr(p, "forbidden: %s"), why);
    else
        jj_text_add(t, jj_page_tr(p, "none found"));
}

static void fill_village_left(const jj_page *p, const void *of, jj_text *t) {
    const village_column *v = of;
    const jj_villages *w = &v->t->v;
    for (size_t i = 0; i < w->n_villages; i++)
        if (!(w->minutes[v->candidate * w->n_villages + i] <= v->ask->within_min))
            jj_text_addf(t, "%s%s", t->len ? (p->o->lang == JJ_LANG_ZH ? "、" : ", ") : "",
                         v->t->villages[i]);
    jj_text_addf(t, jj_page_tr(p, ": %.0f people"), v->a->left);
}

static void add_village_figures(jj_page *p, const jj_village_table *t, const jj_villages_ask *ask,
                                const jj_village_answer *answers) {
    village_column columns[JJ_OPINION_COLUMNS];
    const void *items[JJ_OPINION_COLUMNS];
    size_t n = t->v.n_candidates < JJ_OPINION_COLUMNS ? t->v.n_candidates : JJ_OPINION_COLUMNS;
    for (size_t i = 0; i < n; i++) {
        columns[i] = (village_column){t, ask, &answers[i], i, 0};
        items[i] = &columns[i];
    }
    jj_page_columns(p, t->candidates, n);
    for (size_t y = 0; y < t->v.n_years; y++) {
        JJ_CLEANUP(jj_text_deinit) jj_text title = {0};
        jj_text_addf(&title, jj_page_tr(p, "within %.4g min, %d"), ask->within_min, t->v.year[y]);
        for (size_t i = 0; i < n; i++)
            columns[i].year = y;
        jj_page_row(p, jj_page_keep(p, &title), items, n, fill_village_share);
    }
    jj_page_row(p, jj_page_tr(p, "limits on the ground"), items, n, fill_village_forbidden);
    jj_page_row(p, jj_page_tr(p, "places needed"), items, n, fill_village_needed);
    jj_page_row(p, jj_page_tr(p, "size advised"), items, n, fill_village_size);
    jj_page_row(p, jj_page_tr(p, "share of places used"), items, n, fill_village_used);
    jj_page_row(p, jj_page_tr(p, "left unserved near by"), items, n, fill_village_left);
}

static jj_status add_village_remarks(jj_page *p, const jj_village_table *t,
                                     const jj_villages_ask *ask, const jj_village_answer *answers) {
    JJ_CLEANUP(jj_text_deinit) jj_text conclusion = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text then = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text mixed = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text rests = {0};
    size_t best = jj_villages_best(&t->v, answers);
    jj_village_conclusion(t, answers, p->o->lang, &conclusion);
    p->o->conclusion = jj_page_keep(p, &conclusion);
    if (best < t->v.n_candidates) {
        jj_village_mixed(t, &answers[best], p->o->lang, &mixed);
        jj_village_then(t, ask, &answers[best], p->o->lang, &then);
        jj_page_remark(p, &mixed);
        jj_page_remark(p, &then);
    }
    jj_text_addf(&rests,
                 jj_page_tr(p,
                            "Rests on: the ledger of %zu villages and the minutes from each site; "
                            "gross rate %.4g %%, %d a class."),
                 t->v.n_villages, ask->size.rate_10000 / 100.0, ask->size.class_size);
    jj_page_remark(p, &rests);
    return jj_page_finish(p);
}

jj_status jj_opinion_of_villages(jj_ctx *ctx, const jj_village_table *t, const jj_villages_ask *ask,
                                 const char *title, jj_lang lang, jj_opinion *out) {
    *out = (jj_opinion){.lang = lang};
    jj_page p = {.ctx = ctx, .o = out};
    JJ_AUTO jj_village_answer *answers = jj_alloc(t->v.n_candidates + 1, sizeof *answers);
    if (!answers)
        return jj_no_memory(ctx, "an opinion", 0);
    for (size_t c = 0; c < t->v.n_candidates; c++)
        JJ_TRY(jj_villages_answer(ctx, &t->v, ask, c, &answers[c]));
    jj_page_title(&p, title, t->v.n_candidates > 1 ? JJ_PAGE_SITES : JJ_PAGE_SITE, "kindergarten");
    add_village_figures(&p, t, ask, answers);
    return add_village_remarks(&p, t, ask, answers);
}
