#include "out/opinion/opinion.h"
#include "base/file.h"
#include "base/lang.h"
#include "load/kinds.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct builder {
    jj_ctx *ctx;
    jj_opinion *o;
    const jj_proposal *answers;
    size_t n;
    bool failed;
} builder;

static const char *tr(const builder *b, const char *en) __attribute__((format_arg(2)));
static const char *tr(const builder *b, const char *en) {
    return jj_tr(b->o->lang, en);
}

static const char *keep(builder *b, const jj_text *t) {
    const char *s = t->failed ? NULL : jj_arena_str(&b->o->arena, t->s ? t->s : "");
    b->failed |= s == NULL;
    return s ? s : "";
}

static void add_remark(builder *b, const jj_text *t) {
    if (t->len && b->o->n_remarks < JJ_OPINION_REMARKS)
        b->o->remarks[b->o->n_remarks++] = keep(b, t);
}

static void add_columns(builder *b, const char *const *names, size_t n) {
    jj_opinion *o = b->o;
    int width = n > 2 ? 20 : n > 1 ? 30 : 60;
    o->columns[0] = (jj_form_column){.title = tr(b, "item"), .width = 18};
    for (size_t i = 0; i < n; i++)
        o->columns[i + 1] = (jj_form_column){.title = names[i], .width = width};
    o->table = (jj_form){.file = "",
                         .label = "",
                         .title = tr(b, "Comparison of sites"),
                         .unit_line = "",
                         .columns = o->columns,
                         .n_columns = n + 1,
                         .split_column = -1};
}

typedef void (*cell_fn)(const builder *b, const void *of, jj_text *t);

/* One row: the same figure of every candidate; left out when none has it. */
static void add_row(builder *b, const char *title, const void *const *items, size_t n,
                    cell_fn fill) {
    const char *cells[JJ_OPINION_COLUMNS] = {0};
    bool has_any = false;
    for (size_t i = 0; i < n; i++) {
        JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
        fill(b, items[i], &t);
        has_any |= t.len > 0;
        cells[i] = keep(b, &t);
    }
    jj_form_cell *row = has_any ? jj_form_add_row(&b->o->table) : NULL;
    b->failed |= has_any && !row;
    if (!row)
        return;
    row[0] = jj_form_text(title);
    for (size_t i = 0; i < n; i++)
        row[i + 1] = jj_form_text(*cells[i] ? cells[i] : "—");
}

static double percent(double part, double whole) {
    return whole > 0 ? part / whole * 100 : 0;
}

/* --- of proposals ---------------------------------------------------------------------------- */

static const char *unit_name(const jj_proposal *a, uint32_t unit) {
    return unit == JJ_NO_UNIT ? "—" : a->scene.units.units[unit].name;
}

static void fill_place(const builder *b, const void *of, jj_text *t) {
    (void)b;
    const jj_proposal *a = of;
    for (size_t i = a->first_added; i < a->scene.n_facilities; i++) {
        const jj_facility *f = &a->scene.facilities[i];
        jj_text_addf(t, "%s%s %.5f, %.5f", t->len ? "; " : "", unit_name(a, f->unit_located),
                     f->lon, f->lat);
    }
}

static void fill_newly(const builder *b, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    if (a->effect.rule == JJ_NO_UNIT)
        return;
    jj_text_addf(t, tr(b, "%.0f people"), a->effect.newly);
    if (a->effect.lost > 0)
        jj_text_addf(t, tr(b, ", %.0f lose it"), a->effect.lost);
}

static void fill_share(const builder *b, const void *of, jj_text *t) {
    (void)b;
    const jj_proposal_effect *e = &((const jj_proposal *)of)->effect;
    if (e->rule != JJ_NO_UNIT)
        jj_text_addf(t, "%.2f %% → %.2f %%", percent(e->before, e->people),
                     percent(e->after, e->people));
}

/* "2025: 219; 2028: 169" */
static void add_years(jj_text *t, const jj_size_ask *ask, const int64_t *places) {
    for (size_t i = 0; i < ask->n_years; i++) {
        jj_text_addf(t, "%s%d: ", t->len ? "; " : "", ask->year[i]);
        if (places)
            jj_text_addf(t, "%lld", (long long)places[i]);
        else
            jj_text_addf(t, "%.0f", ask->people[i]);
    }
}

static void fill_served(const builder *b, const void *of, jj_text *t) {
    (void)b;
    const jj_proposal *a = of;
    if (a->has_size)
        add_years(t, &a->size_ask, NULL);
}

static void fill_needed(const builder *b, const void *of, jj_text *t) {
    (void)b;
    const jj_proposal *a = of;
    if (a->has_size)
        add_years(t, &a->size_ask, a->size.places);
}

static void add_size(const builder *b, const jj_size *s, jj_text *t) {
    if (s->classes > 0)
        jj_text_addf(t, tr(b, "%d classes, %lld places"), s->classes, (long long)s->advised);
    else if (s->advised > 0)
        jj_text_addf(t, tr(b, "%lld places"), (long long)s->advised);
    if (s->extra_classes > 0)
        jj_text_addf(t, tr(b, "; %d to %d: %d more class(es)"), s->extra_from, s->extra_to,
                     s->extra_classes);
}

static void fill_size(const builder *b, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    if (a->has_size)
        add_size(b, &a->size, t);
}

/* In the last year known. */
static void add_used(const builder *b, const jj_size_ask *ask, const jj_size *s, jj_text *t) {
    size_t last = ask->n_years - 1;
    if (!isnan(s->used_asked[last]))
        jj_text_addf(t, tr(b, "applied for (%lld) %.1f %%; "), (long long)ask->capacity,
                     s->used_asked[last] * 100);
    if (!isnan(s->used[last]) && s->classes > 0)
        jj_text_addf(t, tr(b, "advised %.1f %% (%d)"), s->used[last] * 100, ask->year[last]);
}

static void fill_used(const builder *b, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    if (a->has_size && a->size_ask.n_years)
        add_used(b, &a->size_ask, &a->size, t);
}

static void fill_losers(const builder *b, const void *of, jj_text *t) {
    enum { MOST = 2 };
    (void)b;
    const jj_proposal *a = of;
    for (size_t i = 0; i < a->effect.n_facilities && i < MOST; i++) {
        const jj_facility_change *f = &a->effect.facilities[i];
        if (f->before - f->after >= 0.5)
            jj_text_addf(t, "%s%s %+.0f", t->len ? "; " : "", a->scene.facilities[f->facility].name,
                         f->after - f->before);
    }
}

static void fill_findings(const builder *b, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    for (size_t i = 0; i < a->n_faults; i++) {
        jj_text_add(t, i ? (b->o->lang == JJ_LANG_ZH ? "；" : "; ") : "");
        jj_proposal_finding(a, &a->faults[i], b->o->lang, t);
    }
    if (a->n_faults == 0)
        jj_text_add(t, tr(b, "none found"));
}

static void fill_verdicts(const builder *b, const void *of, jj_text *t) {
    enum { MOST = 3 };
    const jj_proposal *a = of;
    size_t n = 0;
    for (size_t i = 0; i < a->effect.n_flips; i++) {
        const jj_flip *f = &a->effect.flips[i];
        if (n++ < MOST)
            jj_text_addf(t, "%s%s %s %s→%s", t->len ? "; " : "", a->rules.rules[f->rule].id,
                         unit_name(a, f->unit), jj_verdict_title(f->from, b->o->lang),
                         jj_verdict_title(f->to, b->o->lang));
    }
    if (n > MOST)
        jj_text_addf(t, tr(b, "; %zu more"), n - MOST);
    if (n == 0)
        jj_text_add(t, tr(b, "no change"));
}

static void fill_left(const builder *b, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    double people = 0;
    for (size_t i = 0; i < a->effect.n_left; i++)
        people += a->effect.left[i].patch->people;
    if (a->effect.n_left)
        jj_text_addf(t, tr(b, "%.0f people in %zu settlements"), people, a->effect.n_left);
}

static void fill_rank(const builder *b, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    if (a->n_ranked)
        jj_text_addf(t, tr(b, "%zu of %zu"), a->rank, a->n_ranked);
}

static void fill_advice(const builder *b, const void *of, jj_text *t) {
    jj_text_add(t, jj_advice_title(((const jj_proposal *)of)->advice, b->o->lang));
}

static void add_figures(builder *b) {
    static const struct {
        const char *title;
        cell_fn fill;
    } rows[] = {{"place", fill_place},
                {"newly within the standard", fill_newly},
                {"share within the standard", fill_share},
                {"people it would serve", fill_served},
                {"places needed", fill_needed},
                {"size advised", fill_size},
                {"share of places used", fill_used},
                {"existing ones that lose most", fill_losers},
                {"limits on the ground", fill_findings},
                {"verdicts that turn", fill_verdicts},
                {"left unserved near by", fill_left},
                {"rank on the opportunity surface", fill_rank},
                {"conclusion", fill_advice}};
    const void *items[JJ_OPINION_COLUMNS];
    const char *names[JJ_OPINION_COLUMNS];
    for (size_t i = 0; i < b->n; i++) {
        items[i] = &b->answers[i];
        names[i] = b->answers[i].ask->n_added ? b->answers[i].ask->added[0].name : tr(b, "closing");
    }
    add_columns(b, names, b->n);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        add_row(b, jj_tr(b->o->lang, rows[i].title), items, b->n, rows[i].fill);
}

/* The recommended one with most newly within; else the first. */
static size_t best_of(const builder *b) {
    size_t best = 0;
    for (size_t i = 1; i < b->n; i++) {
        const jj_proposal *a = &b->answers[i], *c = &b->answers[best];
        if (a->advice < c->advice || (a->advice == c->advice && a->effect.newly > c->effect.newly))
            best = i;
    }
    return best;
}

static void add_conclusion(builder *b) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    const jj_proposal *a = &b->answers[best_of(b)];
    if (b->n > 1)
        jj_text_addf(&t, "%s: ", a->ask->n_added ? a->ask->added[0].name : "");
    jj_proposal_conclusion(a, b->o->lang, &t);
    b->o->conclusion = keep(b, &t);
}

static void add_better(builder *b, const jj_proposal *a) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    if (a->n_better == 0)
        return;
    jj_text_addf(&t, tr(b, "Permitted places within %.4g km that bring more: "),
                 a->ask->look_m / 1000);
    for (size_t i = 0; i < a->n_better; i++)
        jj_text_addf(&t, tr(b, "%s%s (%.5f, %.5f), %.0f m away, %.0f people"), i ? "; " : "",
                     unit_name(a, a->better[i].unit), a->better[i].lon, a->better[i].lat,
                     a->better[i].metres, a->better[i].gain);
    add_remark(b, &t);
}

static void add_left(builder *b, const jj_proposal *a) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    for (size_t i = 0; i < a->effect.n_left && i < 3; i++) {
        const jj_gap_patch *g = a->effect.left[i].patch;
        bool is_small = g->people <= a->size_ask.class_size;
        jj_text_addf(&t, tr(b, "%s%s %.0f people"), t.len ? "; " : tr(b, "Left unserved: "),
                     unit_name(a, g->unit), g->people);
        if (a->size_ask.class_size > 0)
            jj_text_add(&t, is_small ? tr(b, " (one mixed class attached to a school)")
                                     : tr(b, " (enough for a facility of its own)"));
    }
    add_remark(b, &t);
}

static void add_sources(builder *b, const jj_proposal *a) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    const jj_scene *s = &a->on->loaded.scene;
    bool is_zh = b->o->lang == JJ_LANG_ZH;
    jj_text_addf(&t, tr(b, "Rests on: %s, judged for %d"), is_zh ? s->name : s->name_en, s->year);
    if (a->effect.rule != JJ_NO_UNIT) {
        const jj_rule *r = &a->rules.rules[a->effect.rule];
        jj_text_addf(&t, tr(b, "; rule %s %s (within %.4g min, people of %d)"), r->id,
                     is_zh ? r->title_zh : r->title_en, a->effect.within_ms / 60000.0,
                     a->effect.people_year);
        const jj_demand *d = jj_scene_demand(s, r->demand, a->effect.people_year);
        if (d && d->source && *d->source)
            jj_text_addf(&t, tr(b, "; people: %s"), jj_path_name(d->source));
    }
    jj_text_add(&t, tr(b, ". Figures are modelled and replace no survey of the ground."));
    add_remark(b, &t);
}

static void add_title(builder *b, const char *title, const char *kind) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    JJ_CLEANUP(jj_kinds_deinit) jj_kinds kinds = {0};
    const jj_kind *k = NULL;
    if (jj_kinds_read(b->ctx, NULL, &kinds) == JJ_OK)
        k = jj_kind_find(&kinds, kind);
    const char *name = k ? (b->o->lang == JJ_LANG_ZH ? k->title_zh : k->title_en) : kind;
    if (title)
        jj_text_add(&t, title);
    else
        jj_text_addf(&t, tr(b, "Opinion on the site of a proposed %s"), name);
    b->o->title = keep(b, &t);
}

static jj_status finish(const builder *b) {
    return b->failed ? jj_no_memory(b->ctx, "an opinion", 0) : JJ_OK;
}

jj_status jj_opinion_of_proposals(jj_ctx *ctx, const jj_proposal *answers, size_t n,
                                  const char *title, jj_lang lang, jj_opinion *out) {
    *out = (jj_opinion){.lang = lang, .shown = answers};
    builder b = {.ctx = ctx, .o = out, .answers = answers};
    b.n = out->n_shown = n < JJ_OPINION_COLUMNS ? n : JJ_OPINION_COLUMNS;
    add_title(&b, title, answers[0].ask->kind);
    add_figures(&b);
    add_conclusion(&b);
    add_left(&b, &answers[best_of(&b)]);
    add_better(&b, &answers[best_of(&b)]);
    add_sources(&b, &answers[0]);
    return finish(&b);
}

/* --- of a village table ---------------------------------------------------------------------- */

typedef struct village_column {
    const jj_village_table *t;
    const jj_villages_ask *ask;
    const jj_village_answer *a;
    size_t candidate, year;
} village_column;

static void fill_village_share(const builder *b, const void *of, jj_text *t) {
    const village_column *v = of;
    double covered = v->a->covered[v->year], total = v->a->total[v->year];
    jj_text_addf(t, tr(b, "%.0f of %.0f, %.2f %%"), covered, total, percent(covered, total));
}

static void fill_village_needed(const builder *b, const void *of, jj_text *t) {
    (void)b;
    const village_column *v = of;
    add_years(t, &v->a->size_ask, v->a->size.places);
}

static void fill_village_size(const builder *b, const void *of, jj_text *t) {
    add_size(b, &((const village_column *)of)->a->size, t);
}

static void fill_village_used(const builder *b, const void *of, jj_text *t) {
    const village_column *v = of;
    add_used(b, &v->a->size_ask, &v->a->size, t);
}

static void fill_village_forbidden(const builder *b, const void *of, jj_text *t) {
    const village_column *v = of;
    const char *why = v->t->forbidden[v->candidate];
    if (*why)
        jj_text_addf(t, tr(b, "forbidden: %s"), why);
    else
        jj_text_add(t, tr(b, "none found"));
}

static void fill_village_left(const builder *b, const void *of, jj_text *t) {
    const village_column *v = of;
    const jj_villages *w = &v->t->v;
    for (size_t i = 0; i < w->n_villages; i++)
        if (!(w->minutes[v->candidate * w->n_villages + i] <= v->ask->within_min))
            jj_text_addf(t, "%s%s", t->len ? (b->o->lang == JJ_LANG_ZH ? "、" : ", ") : "",
                         v->t->villages[i]);
    jj_text_addf(t, tr(b, ": %.0f people"), v->a->left);
}

static void add_village_figures(builder *b, const jj_village_table *t, const jj_villages_ask *ask,
                                const jj_village_answer *answers) {
    village_column columns[JJ_OPINION_COLUMNS];
    const void *items[JJ_OPINION_COLUMNS];
    size_t n = t->v.n_candidates < JJ_OPINION_COLUMNS ? t->v.n_candidates : JJ_OPINION_COLUMNS;
    for (size_t i = 0; i < n; i++) {
        columns[i] = (village_column){t, ask, &answers[i], i, 0};
        items[i] = &columns[i];
    }
    add_columns(b, t->candidates, n);
    for (size_t y = 0; y < t->v.n_years; y++) {
        JJ_CLEANUP(jj_text_deinit) jj_text title = {0};
        jj_text_addf(&title, tr(b, "within %.4g min, %d"), ask->within_min, t->v.year[y]);
        for (size_t i = 0; i < n; i++)
            columns[i].year = y;
        add_row(b, keep(b, &title), items, n, fill_village_share);
    }
    add_row(b, tr(b, "limits on the ground"), items, n, fill_village_forbidden);
    add_row(b, tr(b, "places needed"), items, n, fill_village_needed);
    add_row(b, tr(b, "size advised"), items, n, fill_village_size);
    add_row(b, tr(b, "share of places used"), items, n, fill_village_used);
    add_row(b, tr(b, "left unserved near by"), items, n, fill_village_left);
}

static jj_status add_village_remarks(builder *b, const jj_village_table *t,
                                     const jj_villages_ask *ask, const jj_village_answer *answers) {
    JJ_CLEANUP(jj_text_deinit) jj_text conclusion = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text then = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text mixed = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text rests = {0};
    size_t best = jj_villages_best(&t->v, answers);
    jj_village_conclusion(t, answers, b->o->lang, &conclusion);
    b->o->conclusion = keep(b, &conclusion);
    if (best < t->v.n_candidates) {
        jj_village_mixed(t, &answers[best], b->o->lang, &mixed);
        jj_village_then(t, ask, &answers[best], b->o->lang, &then);
        add_remark(b, &mixed);
        add_remark(b, &then);
    }
    jj_text_addf(&rests,
                 tr(b, "Rests on: the ledger of %zu villages and the minutes from each site; "
                       "gross rate %.4g %%, %d a class."),
                 t->v.n_villages, ask->size.rate_10000 / 100.0, ask->size.class_size);
    add_remark(b, &rests);
    return finish(b);
}

jj_status jj_opinion_of_villages(jj_ctx *ctx, const jj_village_table *t, const jj_villages_ask *ask,
                                 const char *title, jj_lang lang, jj_opinion *out) {
    *out = (jj_opinion){.lang = lang};
    builder b = {.ctx = ctx, .o = out};
    JJ_AUTO jj_village_answer *answers = jj_alloc(t->v.n_candidates + 1, sizeof *answers);
    if (!answers)
        return jj_no_memory(ctx, "an opinion", 0);
    for (size_t c = 0; c < t->v.n_candidates; c++)
        JJ_TRY(jj_villages_answer(ctx, &t->v, ask, c, &answers[c]));
    add_title(&b, title, "kindergarten");
    add_village_figures(&b, t, ask, answers);
    return add_village_remarks(&b, t, ask, answers);
}

void jj_opinion_deinit(jj_opinion *o) {
    jj_free(o->table.cells);
    jj_free(o->table.is_sum);
    jj_arena_deinit(&o->arena);
    *o = (jj_opinion){0};
}
