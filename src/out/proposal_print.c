#include "base/lang.h"
#include "out/proposal.h"
#include "rules/words.h"
#include "out/annex/form.h"

#include <math.h>

typedef struct page {
    const jj_proposal *a;
    jj_lang lang;
    jj_text *t;
} page;

static double percent(double part, double whole) {
    return whole > 0 ? part / whole * 100 : 0;
}

static const char *unit_name(const jj_proposal *a, uint32_t unit) {
    return unit == JJ_NO_UNIT ? "-" : a->scene.units.units[unit].name;
}

static const char *rule_title(const page *p, const jj_rule *r) {
    bool wants_zh = p->lang == JJ_LANG_ZH;
    return wants_zh && *r->title_zh ? r->title_zh : *r->title_en ? r->title_en : r->title_zh;
}

static void add_subject(const page *p) {
    const jj_proposal *a = p->a;
    JJ_CLEANUP(jj_arena_deinit) jj_arena words = {0};
    jj_both kind = jj_words_term(&words, &a->scene, a->ask->kind);
    for (size_t i = a->first_added; i < a->scene.n_facilities; i++) {
        const jj_facility *f = &a->scene.facilities[i];
        jj_text_addf(p->t, jj_tr(p->lang, "Open: %s, kind %s, at %.6f, %.6f, %s\n"), f->name,
                     jj_both_in(&kind, p->lang), f->lon, f->lat, unit_name(a, f->unit_located));
    }
    for (size_t i = 0; i < a->ask->n_closed; i++)
        jj_text_addf(p->t, jj_tr(p->lang, "Close: %s\n"), a->ask->closed[i]);
    if (a->ask->n_added + a->ask->n_closed == 0)
        jj_text_add(p->t, jj_tr(p->lang, "Nothing is opened or closed\n"));
}

static void add_constraint(const jj_constraint *c, const jj_finding_at *f, jj_lang lang,
                           jj_text *out) {
    const char *effect = jj_effect_title(f->effect, lang);
    bool is_out = c->is_outside;
    if (isnan(f->area_m2))
        jj_text_addf(out, is_out ? jj_tr(lang, "%s: outside %s") : jj_tr(lang, "%s: on %s"), effect,
                     c->name);
    else if (f->area_m2 >= 100)
        jj_text_addf(out,
                     is_out ? jj_tr(lang, "%s: outside %s, %.2f ha")
                            : jj_tr(lang, "%s: on %s, %.2f ha"),
                     effect, c->name, f->area_m2 / 1e4);
    else
        jj_text_addf(out,
                     is_out ? jj_tr(lang, "%s: outside %s, %.0f m2")
                            : jj_tr(lang, "%s: on %s, %.0f m2"),
                     effect, c->name, f->area_m2);
    if (c->buffer_m > 0)
        jj_text_addf(out, jj_tr(lang, " (%.0f m around it included)"), c->buffer_m);
    if (*c->clause)
        jj_text_addf(out, jj_tr(lang, " (%s)"), c->clause);
}

void jj_proposal_finding(const jj_proposal *a, const jj_finding_at *f, jj_lang lang, jj_text *out) {
    const jj_scene *s = &a->on->loaded.scene;
    if (a->ask->n_added > 1)
        jj_text_addf(out, "%s: ", a->ask->added[f->site].name);
    switch (f->fault) {
    case JJ_SITE_IMPASSABLE:
        jj_text_add(out, jj_tr(lang, "forbidden: the ground there cannot be crossed (water, or "
                                     "nobody walks there)"));
        break;
    case JJ_SITE_OUTSIDE_UNITS:
        jj_text_add(out, jj_tr(lang, "forbidden: it lies in no unit of the project"));
        break;
    case JJ_SITE_TOO_NEAR:
        jj_text_addf(out, jj_tr(lang, "avoid: only %.0f m from %s (%s)"), f->metres,
                     s->facilities[f->facility].name, s->facilities[f->facility].id);
        break;
    case JJ_SITE_CONSTRAINT:
        add_constraint(&s->constraints[f->constraint], f, lang, out);
        break;
    case JJ_SITE_STEEP:
        jj_text_addf(out, jj_tr(lang, "avoid: the ground rises by %.0f %%, more than %.0f %%"),
                     f->percent, a->ask->slope_percent);
        break;
    case JJ_SITE_NO_ROAD:
        jj_text_addf(out, jj_tr(lang, "avoid: the nearest road is %.0f m away, more than %.0f m"),
                     f->metres, a->ask->road_m);
        break;
    }
}

void jj_proposal_people(const jj_proposal *a, double people, jj_lang lang, jj_text *out) {
    const jj_proposal_effect *e = &a->effect;
    const jj_demand *d =
        e->rule == JJ_NO_UNIT
            ? NULL
            : jj_scene_demand(&a->scene, a->rules.rules[e->rule].demand, e->people_year);
    jj_people_print(out, people, d && d->is_modelled, lang);
}

static const char *between(jj_lang lang) {
    return lang == JJ_LANG_ZH ? "；" : "; ";
}

static void add_size_reason(const jj_proposal *a, jj_lang lang, jj_text *out) {
    bool is_resize = a->has_size && a->advice == JJ_ADVICE_RESIZE;
    if (is_resize && a->size.classes > 0)
        jj_text_addf(out, jj_tr(lang, "; size %d classes (%lld places)"), a->size.classes,
                     (long long)a->size.advised);
    else if (is_resize)
        jj_text_addf(out, jj_tr(lang, "; size %lld places"), (long long)a->size.advised);
    if (a->has_size && a->size.extra_classes > 0 && a->advice <= JJ_ADVICE_RESIZE)
        jj_text_addf(out, jj_tr(lang, "; %d more class(es) for %d to %d"), a->size.extra_classes,
                     a->size.extra_from, a->size.extra_to);
    if (is_resize && a->size.is_surplus)
        jj_text_add(out, jj_tr(lang, "; what was applied for would stand half empty"));
    if (is_resize && a->size.is_short)
        jj_text_add(out, jj_tr(lang, "; what was applied for is too small"));
}

/* What it does for people and verdicts. */
static void add_effect_reasons(const jj_proposal *a, jj_lang lang, jj_text *out) {
    enum { MOST_NAMED = 3 };
    const jj_proposal_effect *e = &a->effect;
    JJ_CLEANUP(jj_text_deinit) jj_text newly = {0}, lost = {0};
    size_t n_named = 0;
    if (e->newly > 0) {
        jj_proposal_people(a, e->newly, lang, &newly);
        jj_text_addf(out, jj_tr(lang, "; %s come within the standard"), newly.s ? newly.s : "");
    }
    if (e->lost > 0) {
        jj_proposal_people(a, e->lost, lang, &lost);
        jj_text_addf(out, jj_tr(lang, "; %s fall out of it"), lost.s ? lost.s : "");
    }
    for (size_t i = 0; i < e->n_flips; i++) {
        const jj_flip *f = &e->flips[i];
        bool is_turn = f->to == JJ_PASS || (f->from == JJ_PASS && f->to == JJ_FAIL);
        if (is_turn && n_named++ < MOST_NAMED)
            jj_text_addf(out, jj_tr(lang, "; %s, %s: %s -> %s"), a->rules.rules[f->rule].id,
                         a->scene.units.units[f->unit].name, jj_verdict_title(f->from, lang),
                         jj_verdict_title(f->to, lang));
    }
    if (n_named > MOST_NAMED)
        jj_text_addf(out, jj_tr(lang, "; %zu more verdicts turn"), n_named - MOST_NAMED);
    if (a->ask->n_added > 0 && e->served > 0 && jj_proposal_is_overlap(a))
        jj_text_add(out, jj_tr(lang, "; most who would come have one within the standard "
                                     "already"));
    if (a->ask->n_added > 0 && e->rule != JJ_NO_UNIT && e->newly == 0 && e->n_flips == 0)
        jj_text_add(out, jj_tr(lang, "; nobody comes within the standard by it"));
}

const char *jj_proposal_advice_title(const jj_proposal *a, jj_lang lang) {
    if (a->ask->n_added > 0)
        return jj_advice_title(a->advice, lang);
    return a->advice == JJ_ADVICE_BUILD ? jj_tr(lang, "nothing speaks against it")
                                        : jj_tr(lang, "should not be closed");
}

void jj_proposal_conclusion(const jj_proposal *a, jj_lang lang, jj_text *out) {
    jj_text_add(out, jj_proposal_advice_title(a, lang));
    add_size_reason(a, lang, out);
    for (size_t i = 0; i < a->n_faults; i++)
        if (a->faults[i].effect == JJ_EFFECT_FORBID) {
            jj_text_add(out, between(lang));
            jj_proposal_finding(a, &a->faults[i], lang, out);
        }
    add_effect_reasons(a, lang, out);
}

static void add_conclusion(const page *p) {
    const jj_proposal *a = p->a;
    jj_text_add(p->t, jj_tr(p->lang, "Conclusion: "));
    jj_proposal_conclusion(a, p->lang, p->t);
    jj_text_add(p->t, "\n");
    for (size_t i = 0; i < a->n_faults; i++) {
        jj_text_add(p->t, "  ");
        jj_proposal_finding(a, &a->faults[i], p->lang, p->t);
        jj_text_add(p->t, "\n");
    }
}

static void add_people(const page *p, double people) {
    jj_proposal_people(p->a, people, p->lang, p->t);
}

static void add_coverage(const page *p) {
    const jj_proposal_effect *e = &p->a->effect;
    const jj_rule *r = &p->a->rules.rules[e->rule];
    JJ_CLEANUP(jj_arena_deinit) jj_arena words = {0};
    jj_both group = jj_words_group(&words, r->demand);
    jj_text_addf(p->t, jj_tr(p->lang, "%s %s: %s %d, within %.4g min\n"), r->id, rule_title(p, r),
                 jj_both_in(&group, p->lang), e->people_year, e->within_ms / 60000.0);
    jj_text_addf(p->t, jj_tr(p->lang, "  within the standard %.2f %% -> %.2f %% of "),
                 percent(e->before, e->people), percent(e->after, e->people));
    add_people(p, e->people);
    jj_text_add(p->t, jj_tr(p->lang, "\n  newly within it "));
    add_people(p, e->newly);
    jj_text_add(p->t, jj_tr(p->lang, "; no longer "));
    add_people(p, e->lost);
    jj_text_add(p->t, "\n");
    if (e->gaining > 0) {
        jj_text_add(p->t, jj_tr(p->lang, "  nearer without crossing the line "));
        add_people(p, e->gaining);
        jj_text_addf(p->t, jj_tr(p->lang, ", by %.1f min on average\n"), e->gained_s / 60);
    }
    for (size_t i = 0; i < e->n_units; i++) {
        const jj_unit_change *u = &e->units[i];
        jj_text_addf(p->t, jj_tr(p->lang, "    %s: %.2f %% -> %.2f %% (%+.0f)\n"),
                     unit_name(p->a, u->unit), percent(u->before, u->people),
                     percent(u->after, u->people), u->after - u->before);
    }
}

static void add_facilities(const page *p) {
    enum { MOST = 10 };
    const jj_proposal_effect *e = &p->a->effect;
    size_t n_shown = e->n_facilities < MOST ? e->n_facilities : MOST;
    if (n_shown)
        jj_text_add(
            p->t,
            jj_tr(p->lang, "Existing facilities (people who go there, within the standard):\n"));
    for (size_t i = 0; i < n_shown; i++) {
        const jj_facility_change *f = &e->facilities[i];
        jj_text_addf(p->t, "  %s: %.0f -> %.0f (%+.0f)\n", p->a->scene.facilities[f->facility].name,
                     f->before, f->after, f->after - f->before);
    }
    if (e->n_facilities > n_shown)
        jj_text_addf(p->t, jj_tr(p->lang, "  and %zu more\n"), e->n_facilities - n_shown);
}

static void add_flips(const page *p) {
    const jj_proposal_effect *e = &p->a->effect;
    if (e->n_flips == 0)
        jj_text_add(p->t, jj_tr(p->lang, "Verdicts: none changes\n"));
    for (size_t i = 0; i < e->n_flips; i++)
        jj_text_addf(p->t, jj_tr(p->lang, "Verdict %s, %s: %s -> %s\n"),
                     p->a->rules.rules[e->flips[i].rule].id, unit_name(p->a, e->flips[i].unit),
                     jj_verdict_title(e->flips[i].from, p->lang),
                     jj_verdict_title(e->flips[i].to, p->lang));
    for (size_t i = 0; i < p->a->n_untold; i++)
        jj_text_addf(
            p->t,
            jj_tr(p->lang, "%s: cannot be told whether it would count; say more with --set\n"),
            p->a->untold[i]);
}

static void add_left_over(const page *p) {
    const jj_proposal_effect *e = &p->a->effect;
    int class_size = p->a->size_ask.class_size;
    for (size_t i = 0; i < e->n_left; i++) {
        const jj_gap_patch *g = e->left[i].patch;
        jj_text_addf(p->t,
                     jj_tr(p->lang, "Left unserved near by: %s, %.0f people, %.0f min from here"),
                     unit_name(p->a, g->unit), g->people, e->left[i].from_site_ms / 60000.0);
        if (class_size > 0)
            jj_text_add(p->t,
                        g->people <= class_size
                            ? jj_tr(p->lang, "; one mixed class attached to a school would do")
                            : jj_tr(p->lang, "; enough for a facility of its own"));
        jj_text_add(p->t, "\n");
    }
}

static void add_size(const page *p) {
    const jj_size_ask *ask = &p->a->size_ask;
    const jj_size *s = &p->a->size;
    bool is_school = ask->class_size > 0;
    jj_text_addf(p->t,
                 is_school ? jj_tr(p->lang, "Size (gross rate %.4g %%):\n")
                           : jj_tr(p->lang, "Size (%.4g %% of the people come):\n"),
                 ask->rate_10000 / 100.0);
    for (size_t i = 0; i < ask->n_years; i++) {
        jj_text_addf(p->t,
                     is_school ? jj_tr(p->lang, "  %d: %.0f people nearest, %lld places needed")
                               : jj_tr(p->lang, "  %d: %.0f people nearest, room for %lld needed"),
                     ask->year[i], ask->people[i], (long long)s->places[i]);
        if (!isnan(s->used_asked[i]))
            jj_text_addf(p->t, jj_tr(p->lang, "; of %lld applied for %.1f %% used"),
                         (long long)ask->capacity, s->used_asked[i] * 100);
        if (!isnan(s->used[i]) && s->classes > 0)
            jj_text_addf(p->t, jj_tr(p->lang, "; of %lld advised %.1f %%"), (long long)s->advised,
                         s->used[i] * 100);
        jj_text_add(p->t, "\n");
    }
    if (s->classes > 0)
        jj_text_addf(p->t,
                     s->classes == 1 ? jj_tr(p->lang, "  advised: %d class of %d, %lld places\n")
                                     : jj_tr(p->lang, "  advised: %d classes of %d, %lld places\n"),
                     s->classes, ask->class_size, (long long)s->advised);
    if (s->classes > 0 && s->used[ask->n_years - 1] * 100 < JJ_SIZE_SURPLUS_PERCENT)
        jj_text_add(p->t, jj_tr(p->lang, "  too few: even this size would stand half empty\n"));
    if (s->is_cut)
        jj_text_add(p->t,
                    jj_tr(p->lang, "  one facility may not be larger: a second one is needed\n"));
    if (s->is_surplus)
        jj_text_add(
            p->t,
            jj_tr(p->lang,
                  "  surplus: less than three fifths of the size applied for would be used\n"));
    if (s->is_short)
        jj_text_add(p->t, jj_tr(p->lang, "  the size applied for is too small\n"));
}

/* Where it stands on the surface, and what near by would be better. */
static void add_better(const page *p) {
    const jj_proposal *a = p->a;
    if (!a->has_better)
        return;
    if (a->n_ranked)
        jj_text_addf(p->t,
                     jj_tr(p->lang, "Rank of the site: %zu of %zu cells where one may build\n"),
                     a->rank, a->n_ranked);
    if (a->n_better == 0)
        jj_text_addf(p->t, jj_tr(p->lang, "Within %.4g km no permitted place brings more people\n"),
                     a->ask->look_m / 1000);
    else
        jj_text_addf(p->t, jj_tr(p->lang, "Permitted places within %.4g km that bring more:\n"),
                     a->ask->look_m / 1000);
    for (size_t i = 0; i < a->n_better; i++) {
        const jj_better_place *b = &a->better[i];
        jj_text_addf(p->t,
                     jj_tr(p->lang, "  %.6f, %.6f, %s, %.0f m away: %.0f people newly within"),
                     b->lon, b->lat, unit_name(a, b->unit), b->metres, b->gain);
        if (b->preferred != UINT32_MAX)
            jj_text_addf(p->t, jj_tr(p->lang, "; preferred: %s"),
                         a->on->loaded.scene.constraints[b->preferred].name);
        jj_text_add(p->t, "\n");
    }
}

jj_status jj_proposal_text(jj_ctx *ctx, const jj_proposal *a, jj_text *out) {
    page p = {a, ctx->lang, out};
    add_subject(&p);
    add_conclusion(&p);
    if (a->effect.rule != JJ_NO_UNIT) {
        add_coverage(&p);
        add_facilities(&p);
    }
    add_flips(&p);
    if (a->has_size && a->size_ask.class_size + a->size_ask.capacity > 0)
        add_size(&p);
    if (a->effect.rule != JJ_NO_UNIT)
        add_left_over(&p);
    add_better(&p);
    return out->failed ? jj_no_memory(ctx, "a proposal", 0) : JJ_OK;
}

jj_status jj_proposals_compare_text(jj_ctx *ctx, const jj_proposal *answers, size_t n,
                                    jj_text *out) {
    page p = {answers, ctx->lang, out};
    jj_text_add(out,
                jj_tr(p.lang, "candidate\tnewly within\tshare after\twould come\tplaces\tclasses\t"
                              "verdicts met\tconclusion\n"));
    for (size_t i = 0; i < n; i++) {
        const jj_proposal *a = &answers[i];
        const jj_proposal_effect *e = &a->effect;
        size_t met = 0;
        for (size_t k = 0; k < e->n_flips; k++)
            met += e->flips[k].to == JJ_PASS;
        jj_text_addf(out, "%s\t%.0f\t%.2f %%\t%.0f\t%lld\t%d\t%zu\t%s\n", a->ask->added[0].name,
                     e->newly, percent(e->after, e->people), e->served, (long long)a->size.advised,
                     a->size.classes, met, jj_advice_title(a->advice, p.lang));
    }
    return out->failed ? jj_no_memory(ctx, "a proposal", 0) : JJ_OK;
}
