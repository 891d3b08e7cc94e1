#include "out/opinion/opinion.h"
#include "base/file.h"
#include "base/lang.h"
#include "out/opinion/page.h"

#include <math.h>
#include <string.h>

static const char *unit_name(const jj_proposal *a, uint32_t unit) {
    return unit == JJ_NO_UNIT ? "—" : a->scene.units.units[unit].name;
}

/* Between things in a row. */
static void add_between(const jj_page *p, jj_text *t) {
    if (t->len)
        jj_text_add(t, p->o->lang == JJ_LANG_ZH ? "；" : "; ");
}

static void add_people(const jj_page *p, const jj_proposal *a, double people, jj_text *t) {
    jj_proposal_people(a, people, p->o->lang, t);
}

static void fill_place(const jj_page *p, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    for (size_t i = a->first_added; i < a->scene.n_facilities; i++) {
        const jj_facility *f = &a->scene.facilities[i];
        add_between(p, t);
        jj_text_addf(t, "%s %.5f, %.5f", unit_name(a, f->unit_located), f->lon, f->lat);
    }
}

static void fill_closed(const jj_page *p, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    for (size_t i = 0; i < a->ask->n_closed; i++) {
        const jj_facility *f = jj_proposal_closed(a, i);
        add_between(p, t);
        jj_text_addf(t, jj_page_tr(p, "%s (%s), %s"), f->name, f->id,
                     unit_name(a, f->unit_located));
    }
}

static void fill_newly(const jj_page *p, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    if (a->effect.rule != JJ_NO_UNIT && a->ask->n_added > 0)
        add_people(p, a, a->effect.newly, t);
}

static void fill_lost(const jj_page *p, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    if (a->effect.rule != JJ_NO_UNIT && a->ask->n_closed > 0)
        add_people(p, a, a->effect.lost, t);
}

static void fill_share(const jj_page *p, const void *of, jj_text *t) {
    (void)p;
    const jj_proposal_effect *e = &((const jj_proposal *)of)->effect;
    if (e->rule != JJ_NO_UNIT)
        jj_text_addf(t, "%.2f %% → %.2f %%", jj_page_percent(e->before, e->people),
                     jj_page_percent(e->after, e->people));
}

/* Those below the top that anybody joins or leaves. */
static void fill_units(const jj_page *p, const void *of, jj_text *t) {
    enum { MOST = 4 };
    const jj_proposal *a = of;
    size_t n = 0;
    for (size_t i = 0; i < a->effect.n_units; i++) {
        const jj_unit_change *u = &a->effect.units[i];
        if (a->scene.units.units[u->unit].level ==
            a->scene.units.units[a->effect.units[0].unit].level)
            continue;
        if (n++ >= MOST)
            continue;
        add_between(p, t);
        jj_text_addf(t, "%s %.2f %% → %.2f %%", unit_name(a, u->unit),
                     jj_page_percent(u->before, u->people), jj_page_percent(u->after, u->people));
    }
    if (n > MOST)
        jj_text_addf(t, jj_page_tr(p, "; %zu more"), n - MOST);
}

static void fill_nearer(const jj_page *p, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    if (!(a->effect.gaining > 0))
        return;
    add_people(p, a, a->effect.gaining, t);
    jj_text_addf(t, jj_page_tr(p, ", %.0f min nearer on average"), a->effect.gained_s / 60);
}

static void fill_served(const jj_page *p, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    for (size_t i = 0; a->has_size && i < a->size_ask.n_years; i++) {
        add_between(p, t);
        jj_text_addf(t, jj_page_tr(p, "%d: "), a->size_ask.year[i]);
        add_people(p, a, a->size_ask.people[i], t);
    }
}

static void fill_needed(const jj_page *p, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    if (a->has_size)
        jj_page_places(p, &a->size_ask, &a->size, t);
}

static void fill_size(const jj_page *p, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    if (a->has_size)
        jj_page_size(p, &a->size, t);
}

static void fill_used(const jj_page *p, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    if (a->has_size && a->size_ask.n_years)
        jj_page_used(p, &a->size_ask, &a->size, t);
}

/* Existing ones, first those that lose (sign -1) or gain (1) most. */
static void add_changes(const jj_page *p, const jj_proposal *a, int sign, jj_text *t) {
    enum { MOST = 3 };
    size_t n = a->effect.n_facilities;
    for (size_t i = 0; i < n && i < MOST; i++) {
        const jj_facility_change *f = &a->effect.facilities[sign < 0 ? i : n - 1 - i];
        double change = f->after - f->before;
        if (change * sign < 0.5)
            break;
        add_between(p, t);
        jj_text_addf(t, "%s %+.0f", a->scene.facilities[f->facility].name, change);
    }
}

static void fill_losers(const jj_page *p, const void *of, jj_text *t) {
    add_changes(p, of, -1, t);
}

static void fill_takers(const jj_page *p, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    if (a->ask->n_closed == 0)
        return;
    add_changes(p, a, 1, t);
    if (t->len == 0)
        jj_text_add(t, jj_page_tr(p, "none within the standard"));
}

static void fill_findings(const jj_page *p, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    for (size_t i = 0; i < a->n_faults; i++) {
        add_between(p, t);
        jj_proposal_finding(a, &a->faults[i], p->o->lang, t);
    }
    if (a->n_faults == 0 && a->ask->n_added > 0)
        jj_text_add(t, jj_page_tr(p, "none found"));
}

static void fill_verdicts(const jj_page *p, const void *of, jj_text *t) {
    enum { MOST = 3 };
    const jj_proposal *a = of;
    size_t n = 0;
    for (size_t i = 0; i < a->effect.n_flips; i++) {
        const jj_flip *f = &a->effect.flips[i];
        if (n++ >= MOST)
            continue;
        add_between(p, t);
        jj_text_addf(t, "%s %s %s→%s", a->rules.rules[f->rule].id, unit_name(a, f->unit),
                     jj_verdict_title(f->from, p->o->lang), jj_verdict_title(f->to, p->o->lang));
    }
    if (n > MOST)
        jj_text_addf(t, jj_page_tr(p, "; %zu more"), n - MOST);
    if (n == 0)
        jj_text_add(t, jj_page_tr(p, "no change"));
    for (size_t i = 0; i < a->n_untold; i++) {
        add_between(p, t);
        jj_text_addf(t, jj_page_tr(p, "%s cannot be told"), a->untold[i]);
    }
}

static void fill_left(const jj_page *p, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    double people = 0;
    for (size_t i = 0; i < a->effect.n_left; i++)
        people += a->effect.left[i].patch->people;
    if (a->effect.n_left == 0)
        return;
    add_people(p, a, people, t);
    jj_text_addf(t, jj_page_tr(p, " in %zu settlements"), a->effect.n_left);
}

static void fill_rank(const jj_page *p, const void *of, jj_text *t) {
    const jj_proposal *a = of;
    if (a->n_ranked)
        jj_text_addf(t, jj_page_tr(p, "%zu of %zu"), a->rank, a->n_ranked);
}

static void fill_advice(const jj_page *p, const void *of, jj_text *t) {
    jj_text_add(t, jj_proposal_advice_title(of, p->o->lang));
}

/* What stands over the candidate's column: its name, where somebody gave it one. */
static const char *column_name(const jj_page *p, const jj_proposal *a, size_t n) {
    if (a->ask->n_added == 0)
        return jj_page_tr(p, "closing");
    if (a->ask->n_closed > 0)
        return jj_page_tr(p, "moving");
    return n == 1 && a->ask->added[0].is_numbered ? jj_page_tr(p, "building")
                                                  : a->ask->added[0].name;
}

static void add_figures(jj_page *p, const jj_proposal *answers, size_t n) {
    static const struct {
        const char *title;
        jj_page_cell fill;
    } rows[] = {{"place", fill_place},
                {"closed", fill_closed},
                {"newly within the standard", fill_newly},
                {"no longer within it", fill_lost},
                {"share within the standard", fill_share},
                {"of this in", fill_units},
                {"nearer, not across the line", fill_nearer},
                {"people it would serve", fill_served},
                {"places needed", fill_needed},
                {"size advised", fill_size},
                {"share of places used", fill_used},
                {"existing ones that lose most", fill_losers},
                {"existing ones that take over", fill_takers},
                {"limits on the ground", fill_findings},
                {"verdicts that turn", fill_verdicts},
                {"left unserved near by", fill_left},
                {"rank among permitted places", fill_rank},
                {"conclusion", fill_advice}};
    const void *items[JJ_OPINION_COLUMNS];
    const char *names[JJ_OPINION_COLUMNS];
    for (size_t i = 0; i < n; i++) {
        items[i] = &answers[i];
        names[i] = column_name(p, &answers[i], n);
    }
    jj_page_columns(p, names, n);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        jj_page_row(p, jj_page_tr(p, rows[i].title), items, n, rows[i].fill);
}

/* The recommended one with most newly within; else the first. */
static size_t best_of(const jj_proposal *answers, size_t n) {
    size_t best = 0;
    for (size_t i = 1; i < n; i++) {
        const jj_proposal *a = &answers[i], *c = &answers[best];
        if (a->advice < c->advice || (a->advice == c->advice && a->effect.newly > c->effect.newly))
            best = i;
    }
    return best;
}

static void add_conclusion(jj_page *p, const jj_proposal *best, size_t n) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    if (n > 1)
        jj_text_addf(&t, jj_page_tr(p, "%s: "), best->ask->n_added ? best->ask->added[0].name : "");
    jj_proposal_conclusion(best, p->o->lang, &t);
    p->o->conclusion = jj_page_keep(p, &t);
}

static void add_better(jj_page *p, const jj_proposal *a) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    if (a->n_better == 0)
        return;
    jj_text_addf(&t, jj_page_tr(p, "Permitted places within %.4g km that bring more: "),
                 a->ask->look_m / 1000);
    for (size_t i = 0; i < a->n_better; i++) {
        const jj_better_place *b = &a->better[i];
        if (i)
            add_between(p, &t);
        jj_text_addf(&t, jj_page_tr(p, "%s (%.5f, %.5f), %.0f m away, "), unit_name(a, b->unit),
                     b->lon, b->lat, b->metres);
        add_people(p, a, b->gain, &t);
    }
    jj_page_remark(p, &t);
}

static void add_left(jj_page *p, const jj_proposal *a) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    for (size_t i = 0; i < a->effect.n_left && i < 3; i++) {
        const jj_gap_patch *g = a->effect.left[i].patch;
        bool is_small = g->people <= a->size_ask.class_size;
        if (i)
            add_between(p, &t);
        else
            jj_text_add(&t, jj_page_tr(p, "Left unserved: "));
        jj_text_addf(&t, "%s ", unit_name(a, g->unit));
        add_people(p, a, g->people, &t);
        if (a->size_ask.class_size > 0)
            jj_text_add(&t, is_small ? jj_page_tr(p, " (one mixed class attached to a school)")
                                     : jj_page_tr(p, " (enough for a facility of its own)"));
    }
    jj_page_remark(p, &t);
}

static void add_sources(jj_page *p, const jj_proposal *a) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    const jj_scene *s = &a->on->loaded.scene;
    bool is_zh = p->o->lang == JJ_LANG_ZH;
    jj_text_addf(&t, jj_page_tr(p, "Rests on: %s, judged for %d"), is_zh ? s->name : s->name_en,
                 s->year);
    if (a->effect.rule != JJ_NO_UNIT) {
        const jj_rule *r = &a->rules.rules[a->effect.rule];
        jj_text_addf(&t, jj_page_tr(p, "; rule %s %s (within %.4g min, people of %d)"), r->id,
                     is_zh ? r->title_zh : r->title_en, a->effect.within_ms / 60000.0,
                     a->effect.people_year);
        const jj_demand *d = jj_scene_demand(s, r->demand, a->effect.people_year);
        if (d && d->source && *d->source)
            jj_text_addf(&t, jj_page_tr(p, "; people: %s"), jj_path_name(d->source));
    }
    jj_text_add(&t, jj_page_tr(p, "; places in degrees, CGCS2000 (WGS 84)"));
    jj_text_add(&t, jj_page_tr(p, ". Figures are modelled and replace no survey of the ground."));
    jj_page_remark(p, &t);
}

static jj_page_about about(const jj_proposal *answers, size_t n) {
    if (n > 1)
        return JJ_PAGE_SITES;
    if (answers[0].ask->n_added == 0)
        return JJ_PAGE_CLOSING;
    return answers[0].ask->n_closed > 0 ? JJ_PAGE_MOVE : JJ_PAGE_SITE;
}

jj_status jj_opinion_of_proposals(jj_ctx *ctx, const jj_proposal *answers, size_t n,
                                  const char *title, jj_lang lang, jj_opinion *out) {
    n = n < JJ_OPINION_COLUMNS ? n : JJ_OPINION_COLUMNS;
    *out = (jj_opinion){.lang = lang, .shown = answers, .n_shown = n, .best = best_of(answers, n)};
    jj_page p = {.ctx = ctx, .o = out};
    const jj_proposal *best = &answers[out->best];
    jj_page_title(&p, title, about(answers, n), answers[0].ask->kind);
    add_figures(&p, answers, n);
    add_conclusion(&p, best, n);
    add_left(&p, best);
    add_better(&p, best);
    add_sources(&p, best);
    return jj_page_finish(&p);
}

void jj_opinion_deinit(jj_opinion *o) {
    jj_free(o->table.cells);
    jj_free(o->table.is_sum);
    jj_arena_deinit(&o->arena);
    *o = (jj_opinion){0};
}
