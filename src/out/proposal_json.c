#include "out/proposal.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

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

static json_t *number_json(double v) {
    return isnan(v) ? json_null() : json_real(v);
}

static json_t *faults_json(const jj_proposal *a) {
    static const char *const names[] = {"impassable", "too_near", "outside_units",
                                        "constraint", "steep",    "no_road"};
    const jj_scene *s = &a->on->loaded.scene;
    json_t *all = json_array();
    for (size_t i = 0; i < a->n_faults; i++) {
        const jj_finding_at *f = &a->faults[i];
        json_t *j = json_pack("{s:s, s:s, s:s}", "fault", names[f->fault], "effect",
                              jj_effect_name(f->effect), "site", a->ask->added[f->site].name);
        if (f->fault == JJ_SITE_CONSTRAINT) {
            const jj_constraint *c = &s->constraints[f->constraint];
            json_object_set_new(j, "constraint", json_string(c->name));
            json_object_set_new(j, "clause", json_string(c->clause));
            json_object_set_new(j, "buffer_m", json_real(c->buffer_m));
            json_object_set_new(j, "overlap_m2", number_json(f->area_m2));
        } else if (f->fault == JJ_SITE_TOO_NEAR) {
            json_object_set_new(j, "facility", json_string(s->facilities[f->facility].id));
            json_object_set_new(j, "metres", json_real(f->metres));
        } else if (f->fault == JJ_SITE_NO_ROAD) {
            json_object_set_new(j, "metres", json_real(f->metres));
        } else if (f->fault == JJ_SITE_STEEP) {
            json_object_set_new(j, "percent", json_real(f->percent));
        }
        json_array_append_new(all, j);
    }
    return all;
}

static json_t *better_json(const jj_proposal *a) {
    json_t *all = json_array();
    for (size_t i = 0; i < a->n_better; i++) {
        const jj_better_place *b = &a->better[i];
        const jj_scene *s = &a->on->loaded.scene;
        json_array_append_new(
            all, json_pack("{s:f, s:f, s:f, s:f, s:s?, s:s?}", "lon", b->lon, "lat", b->lat,
                           "metres", b->metres, "newly", b->gain, "unit",
                           b->unit == JJ_NO_UNIT ? NULL : s->units.units[b->unit].code, "preferred",
                           b->preferred == UINT32_MAX ? NULL : s->constraints[b->preferred].name));
    }
    return all;
}

static json_t *rank_json(const jj_proposal *a) {
    return a->n_ranked
               ? json_pack("{s:I, s:I}", "rank", (json_int_t)a->rank, "of", (json_int_t)a->n_ranked)
               : json_null();
}

static json_t *left_json(const jj_proposal *a) {
    json_t *all = json_array();
    for (size_t i = 0; i < a->effect.n_left; i++) {
        const jj_gap_patch *g = a->effect.left[i].patch;
        json_array_append_new(
            all,
            json_pack("{s:s?, s:f, s:f}", "unit",
                      g->unit == JJ_NO_UNIT ? NULL : a->scene.units.units[g->unit].code, "people",
                      g->people, "minutes", a->effect.left[i].from_site_ms / 60000.0));
    }
    return all;
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
                             number_json(s->used[i]), "used_asked", number_json(s->used_asked[i])));
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
    JJ_CLEANUP(jj_text_deinit) jj_text why = {0};
    jj_proposal_conclusion(a, ctx->lang, &why);
    json_t *j = json_pack(
        "{s:s, s:s, s:o, s:s?, s:i, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:o, s:o, s:o, s:o, "
        "s:o, s:o, s:o, s:o}",
        "advice", jj_advice_name(a->advice), "conclusion", why.s ? why.s : "", "opened",
        sites_json(a), "rule", rule, "people_year", e->people_year, "people", e->people, "before",
        e->before, "after", e->after, "newly", e->newly, "lost", e->lost, "nearer", e->gaining,
        "nearer_by_s", e->gained_s, "served", e->served, "units", units_json(a), "facilities",
        facilities_json(a), "verdicts", flips_json(a), "faults", faults_json(a), "size",
        size_json(a), "left", left_json(a), "better", better_json(a), "rank", rank_json(a));
    char *text = j ? json_dumps(j, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) : NULL;
    json_decref(j);
    if (text)
        jj_text_add(out, text);
    free(text);
    return text && !out->failed ? JJ_OK : jj_no_memory(ctx, "a proposal", 0);
}
