#include "base/lang.h"
#include "out/proposal.h"
#include "out/summary.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

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
    for (size_t i = a->first_added; i < a->scene.n_facilities; i++) {
        const jj_facility *f = &a->scene.facilities[i];
        jj_text_addf(p->t, jj_tr(p->lang, "Open: %s, kind %s, at %.6f, %.6f, %s\n"), f->name,
                     f->kind, f->lon, f->lat, unit_name(a, f->unit_located));
    }
    for (size_t i = 0; i < a->ask->n_closed; i++)
        jj_text_addf(p->t, jj_tr(p->lang, "Close: %s\n"), a->ask->closed[i]);
    if (a->ask->n_added + a->ask->n_closed == 0)
        jj_text_add(p->t, jj_tr(p->lang, "Nothing is opened or closed\n"));
}

static void add_faults(const page *p) {
    const jj_proposal *a = p->a;
    for (size_t i = 0; i < a->n_faults; i++) {
        const jj_finding_at *f = &a->faults[i];
        switch (f->fault) {
        case JJ_SITE_IMPASSABLE:
            jj_text_add(p->t,
                        jj_tr(p->lang, "  forbidden: the ground there cannot be crossed (water, or "
                                       "nobody walks there)\n"));
            break;
        case JJ_SITE_OUTSIDE_UNITS:
            jj_text_add(p->t, jj_tr(p->lang, "  forbidden: it lies in no unit of the project\n"));
            break;
        case JJ_SITE_TOO_NEAR:
            jj_text_addf(p->t, jj_tr(p->lang, "  avoid: only %.0f m from %s (%s)\n"), f->metres,
                         a->on->loaded.scene.facilities[f->facility].name,
                         a->on->loaded.scene.facilities[f->facility].id);
            break;
        }
    }
}

static void add_conclusion(const page *p) {
    const jj_proposal *a = p->a;
    const char *title = jj_advice_title(a->advice, p->lang);
    if (a->ask->n_added == 0)
        title = a->advice == JJ_ADVICE_BUILD ? jj_tr(p->lang, "nothing speaks against it")
                                             : jj_tr(p->lang, "should not be closed");
    jj_text_addf(p->t, jj_tr(p->lang, "Conclusion: %s"), title);
    if (a->has_size && a->size.classes > 0 && a->advice == JJ_ADVICE_RESIZE)
        jj_text_addf(p->t, jj_tr(p->lang, "; size %d classes (%lld places)"), a->size.classes,
                     (long long)a->size.advised);
    else if (a->has_size && a->advice == JJ_ADVICE_RESIZE)
        jj_text_addf(p->t, jj_tr(p->lang, "; size %lld places"), (long long)a->size.advised);
    if (a->has_size && a->size.extra_classes > 0)
        jj_text_addf(p->t, jj_tr(p->lang, "; %d more class(es) for %d to %d"),
                     a->size.extra_classes, a->size.extra_from, a->size.extra_to);
    jj_text_add(p->t, "\n");
    if (a->ask->n_added > 0 && a->effect.served > 0 && jj_proposal_is_overlap(a))
        jj_text_add(p->t, jj_tr(p->lang, "  overlap: most who would come have one within the "
                                         "standard already\n"));
    add_faults(p);
}

static void add_people(const page *p, double people) {
    const jj_proposal_effect *e = &p->a->effect;
    const jj_demand *d =
        jj_scene_demand(&p->a->scene, p->a->rules.rules[e->rule].demand, e->people_year);
    jj_people_print(p->t, people, d && d->is_modelled, p->lang);
}

static void add_coverage(const page *p) {
    const jj_proposal_effect *e = &p->a->effect;
    const jj_rule *r = &p->a->rules.rules[e->rule];
    jj_text_addf(p->t, jj_tr(p->lang, "%s %s: %s %d, within %.4g min\n"), r->id, rule_title(p, r),
                 r->demand, e->people_year, e->within_ms / 60000.0);
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
    jj_text_addf(p->t, jj_tr(p->lang, "Size (gross rate %.4g %%):\n"), ask->rate_10000 / 100.0);
    for (size_t i = 0; i < ask->n_years; i++) {
        jj_text_addf(p->t, jj_tr(p->lang, "  %d: %.1f people would come, %lld places"),
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
        jj_text_addf(p->t, jj_tr(p->lang, "  advised: %d classes of %d, %lld places\n"), s->classes,
                     ask->class_size, (long long)s->advised);
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
    return out->failed ? jj_no_memory(ctx, "a proposal", 0) : JJ_OK;
}

static json_t *units_json(const jj_proposal *a) {
    json_t *all = json_array();
    for (size_t i = 0; i < a->effect.n_units; i++) {
        const jj_unit_change *u = &a->effect.units[i];
        const jj_unit *unit = &a->scene.units.units[u->unit];
        json_array_append_new(all, json_pack("{s:s, s:s, s:f, s:f, s:f}", "code", unit->code,
                                             "name", unit->name, "people", u->people, "before",
                                             u->before, "after", u->after));
    }
    return all;
}

static json_t *facilities_json(const jj_proposal *a) {
    json_t *all = json_array();
    for (size_t i = 0; i < a->effect.n_facilities; i++) {
        const jj_facility_change *c = &a->effect.facilities[i];
        const jj_facility *f = &a->scene.facilities[c->facility];
        json_array_append_new(all, json_pack("{s:s, s:s, s:f, s:f}", "id", f->id, "name", f->name,
                                             "before", c->before, "after", c->after));
    }
    return all;
}

static json_t *flips_json(const jj_proposal *a) {
    json_t *all = json_array();
    for (size_t i = 0; i < a->effect.n_flips; i++) {
        const jj_flip *f = &a->effect.flips[i];
        json_array_append_new(all,
                              json_pack("{s:s, s:s, s:s, s:s}", "rule", a->rules.rules[f->rule].id,
                                        "unit", a->scene.units.units[f->unit].code, "from",
                                        jj_verdict_name(f->from), "to", jj_verdict_name(f->to)));
    }
    return all;
}

static json_t *faults_json(const jj_proposal *a) {
    static const char *const names[] = {"impassable", "too_near", "outside_units"};
    json_t *all = json_array();
    for (size_t i = 0; i < a->n_faults; i++)
        json_array_append_new(all, json_pack("{s:s, s:s, s:f}", "fault", names[a->faults[i].fault],
                                             "effect", a->faults[i].forbids ? "forbid" : "avoid",
                                             "metres", a->faults[i].metres));
    return all;
}

static json_t *share_json(double share) {
    return isnan(share) ? json_null() : json_real(share);
}

static json_t *size_json(const jj_proposal *a) {
    const jj_size *s = &a->size;
    if (!a->has_size)
        return json_null();
    json_t *years = json_array();
    for (size_t i = 0; i < a->size_ask.n_years; i++)
        json_array_append_new(
            years, json_pack("{s:i, s:f, s:I, s:o, s:o}", "year", a->size_ask.year[i], "people",
                             a->size_ask.people[i], "places", (json_int_t)s->places[i], "used",
                             share_json(s->used[i]), "used_asked", share_json(s->used_asked[i])));
    return json_pack("{s:o, s:I, s:i, s:i, s:i, s:i, s:b, s:b}", "years", years, "advised_places",
                     (json_int_t)s->advised, "advised_classes", s->classes, "extra_classes",
                     s->extra_classes, "extra_from", s->extra_from, "extra_to", s->extra_to,
                     "is_surplus", s->is_surplus, "is_short", s->is_short);
}

static json_t *sites_json(const jj_proposal *a) {
    json_t *all = json_array();
    for (size_t i = a->first_added; i < a->scene.n_facilities; i++) {
        const jj_facility *f = &a->scene.facilities[i];
        const char *code =
            f->unit_located == JJ_NO_UNIT ? NULL : a->scene.units.units[f->unit_located].code;
        json_array_append_new(all, json_pack("{s:s, s:s, s:f, s:f, s:s?}", "name", f->name, "kind",
                                             f->kind, "lon", f->lon, "lat", f->lat, "unit", code));
    }
    return all;
}

jj_status jj_proposal_json(jj_ctx *ctx, const jj_proposal *a, jj_text *out) {
    const jj_proposal_effect *e = &a->effect;
    const char *rule = e->rule == JJ_NO_UNIT ? NULL : a->rules.rules[e->rule].id;
    json_t *j = json_pack(
        "{s:s, s:o, s:s?, s:i, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:o, s:o, s:o, s:o, s:o}",
        "advice", jj_advice_name(a->advice), "opened", sites_json(a), "rule", rule, "people_year",
        e->people_year, "people", e->people, "before", e->before, "after", e->after, "newly",
        e->newly, "lost", e->lost, "nearer", e->gaining, "nearer_by_s", e->gained_s, "served",
        e->served, "units", units_json(a), "facilities", facilities_json(a), "verdicts",
        flips_json(a), "faults", faults_json(a), "size", size_json(a));
    char *text = j ? json_dumps(j, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) : NULL;
    json_decref(j);
    if (text)
        jj_text_add(out, text);
    free(text);
    return text && !out->failed ? JJ_OK : jj_no_memory(ctx, "a proposal", 0);
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
