#include "base/lang.h"
#include "out/siting/site.h"
#include "out/tables.h"
#include "out/wkb.h"
#include "rules/words.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

/* Never less than there is: the sentence promises. */
static double percent_up(double share) {
    return ceil(share * 1e4 - 1e-9) / 1e2;
}

void jj_proof_sentence(jj_text *t, jj_lang lang, jj_locate_model m, bool is_feasible,
                       double objective, double bound) {
    double left = fabs(objective - bound), share = objective > 0 ? left / objective : 0;
    if (left == 0) {
        jj_text_add(t, is_feasible
                           ? jj_tr(lang, "Proven optimal: no other choice of sites does better.")
                           : jj_tr(lang, "For those who can be served, no other choice does "
                                         "better."));
        return;
    }
    bool is_cost = m == JJ_PCENTER || m == JJ_PMEDIAN || m == JJ_CPMEDIAN;
    if (is_cost && !is_feasible) {
        jj_text_add(t, jj_tr(lang, "Somebody is left out: no bound compares answers that serve "
                                   "different people."));
        return;
    }
    switch (m) {
    case JJ_LSCP:
        jj_text_addf(t, jj_tr(lang, "At most %.0f sites could still be saved."), left);
        break;
    case JJ_LSCPB:
        jj_text_addf(t, jj_tr(lang, "At best %.0f more clients could be covered twice."), left);
        break;
    case JJ_MCLP:
        jj_text_addf(t, jj_tr(lang, "At best %.2f %% more could be covered."), percent_up(share));
        break;
    case JJ_PCENTER:
        jj_text_addf(t, jj_tr(lang, "At best the farthest could be %.2f %% nearer."),
                     percent_up(share));
        break;
    case JJ_PMEDIAN:
    case JJ_CPMEDIAN:
        jj_text_addf(t, jj_tr(lang, "At best %.2f %% of the cost could be saved."),
                     percent_up(share));
        break;
    }
}

static double percent(double part, double whole) {
    return whole > 0 ? part / whole * 100 : 0;
}

static const char *unit_name(const jj_sited *s, uint32_t unit) {
    return unit == JJ_NO_UNIT ? "-" : s->scene->units.units[unit].name;
}

static void add_proof(const jj_sited *s, jj_lang lang, jj_text *t) {
    jj_proof_sentence(t, lang, s->ask->model, s->located.is_feasible, s->objective, s->bound);
    if (s->every > 1)
        jj_text_addf(t,
                     jj_tr(lang, " The proof is over candidates thinned to one in %u x %u cells."),
                     s->every, s->every);
    if (!s->located.is_repeatable)
        jj_text_add(t, jj_tr(lang, " Stopped by --seconds: another run may answer otherwise."));
}

/* What the model was after, in its own measure. */
static void add_objective(const jj_sited *s, jj_lang lang, jj_text *t) {
    switch (s->ask->model) {
    case JJ_LSCP:
        jj_text_addf(t, jj_tr(lang, "New sites needed: %zu"), s->n_sites);
        if (s->is_share)
            jj_text_addf(t, jj_tr(lang, " for %.4g %% of the people"), s->ask->share * 100);
        break;
    case JJ_LSCPB:
        jj_text_addf(t, jj_tr(lang, "%zu new sites; %.0f inhabited cells are within reach of two"),
                     s->n_sites, s->objective);
        break;
    case JJ_MCLP:
        jj_text_addf(t, jj_tr(lang, "%zu new sites; within %.4g min then %.0f of %.0f people"),
                     s->n_sites, s->within_ms / 60000.0, s->objective, s->people);
        if (s->ask->money > 0)
            jj_text_addf(t, jj_tr(lang, "; spent %.15g of %.15g"), s->spent, s->ask->money);
        break;
    case JJ_PCENTER:
        jj_text_addf(t, jj_tr(lang, "%zu new sites; the farthest who can be served goes %.1f min"),
                     s->n_sites, s->objective);
        break;
    case JJ_PMEDIAN:
    case JJ_CPMEDIAN:
        jj_text_addf(t,
                     jj_tr(lang, "%zu new sites; the mean way is %.2f min for %.0f people served"),
                     s->n_sites, s->objective / fmax(s->people - s->located.uncovered_demand, 1e-9),
                     s->people - s->located.uncovered_demand);
        break;
    }
    jj_text_add(t, "\n");
}

static void add_head(const jj_sited *s, jj_lang lang, jj_text *t) {
    bool is_zh = lang == JJ_LANG_ZH;
    JJ_CLEANUP(jj_arena_deinit) jj_arena words = {0};
    jj_both group = jj_words_group(&words, s->rule->demand);
    jj_text_addf(t, jj_tr(lang, "%s %s: %s, within %.4g min; now %.0f of %.0f people, %.2f %%\n"),
                 s->rule->id, is_zh ? s->rule->title_zh : s->rule->title_en,
                 jj_both_in(&group, lang), s->limit_ms / 60000.0, s->before, s->people,
                 percent(s->before, s->people));
    jj_text_addf(t, jj_tr(lang, "Candidates: %zu"), s->n_candidates);
    if (s->every > 1)
        jj_text_addf(t, jj_tr(lang, " of %zu, the most inhabited of every %u x %u cells"), s->n_all,
                     s->every, s->every);
    jj_text_add(t, "\n");
}

static void add_sites(const jj_sited *s, jj_lang lang, jj_text *t) {
    for (size_t i = 0; i < s->n_sites; i++) {
        const jj_site *x = &s->sites[i];
        if (s->ask->n_phases > 1 && (i == 0 || x->phase != s->sites[i - 1].phase))
            jj_text_addf(t, jj_tr(lang, "Phase %d\n"), x->phase);
        jj_text_addf(t, jj_tr(lang, "  %zu. %s%s%.6f, %.6f, %s: +%.0f people, then %.2f %%"), i + 1,
                     x->name, *x->name ? ", " : "", x->lon, x->lat, unit_name(s, x->unit), x->newly,
                     percent(x->covered, s->people));
        if (!isnan(x->price))
            jj_text_addf(t, jj_tr(lang, ", price %.15g"), x->price);
        if (x->is_first_of_unit)
            jj_text_add(t, jj_tr(lang, ", the first of its unit"));
        jj_text_add(t, "\n");
    }
}

static void add_lacks(const jj_sited *s, jj_lang lang, jj_text *t) {
    enum { MOST = 10 };
    double people = 0;
    for (size_t i = 0; i < s->n_lacks; i++)
        people += s->lacks[i].people;
    bool must_serve = s->ask->model != JJ_MCLP && !s->is_share;
    if (people > 0)
        jj_text_addf(t,
                     must_serve ? jj_tr(lang, "Infeasible for %.0f people: no candidate serves "
                                              "them within %.4g min: ")
                                : jj_tr(lang, "%.0f people are out of reach of every candidate "
                                              "within %.4g min: "),
                     people, s->within_ms / 60000.0);
    for (size_t i = 0; i < s->n_lacks && i < MOST; i++)
        jj_text_addf(t, jj_tr(lang, "%s%s %.0f"), i ? "; " : "", unit_name(s, s->lacks[i].unit),
                     s->lacks[i].people);
    if (s->n_lacks > MOST)
        jj_text_addf(t, jj_tr(lang, "; and %zu more units"), s->n_lacks - MOST);
    jj_text_add(t, people > 0 ? "\n" : "");
    for (size_t i = 0; i < s->n_units_without; i++)
        jj_text_addf(t, "%s%s", i ? ", " : jj_tr(lang, "Units without a candidate: "),
                     s->units_without[i]);
    jj_text_add(t, s->n_units_without ? "\n" : "");
}

static void add_shortage(const jj_sited *s, jj_lang lang, jj_text *t) {
    const jj_located *a = &s->located;
    bool must_serve = s->ask->model != JJ_MCLP;
    if (must_serve && !a->is_feasible && a->n_uncovered > a->n_unservable)
        jj_text_addf(t, jj_tr(lang, "%.0f people who could be served are left over.\n"),
                     a->uncovered_demand - a->unservable_demand);
    if (a->least_sites > s->ask->n_sites && must_serve && !s->is_share)
        jj_text_addf(t,
                     jj_tr(lang, "At least %u sites, existing ones among them, are needed to "
                                 "serve everyone who can be.\n"),
                     a->least_sites);
}

jj_status jj_site_text(jj_ctx *ctx, const jj_sited *s, jj_text *out) {
    jj_lang lang = ctx->lang;
    add_head(s, lang, out);
    add_objective(s, lang, out);
    add_proof(s, lang, out);
    jj_text_add(out, "\n");
    add_sites(s, lang, out);
    add_lacks(s, lang, out);
    add_shortage(s, lang, out);
    return out->failed ? jj_no_memory(ctx, "sites", 0) : JJ_OK;
}

static json_t *sites_json(const jj_sited *s) {
    json_t *all = json_array();
    for (size_t i = 0; i < s->n_sites; i++) {
        const jj_site *x = &s->sites[i];
        const char *code = x->unit == JJ_NO_UNIT ? NULL : s->scene->units.units[x->unit].code;
        json_array_append_new(
            all, json_pack("{s:I, s:i, s:s, s:f, s:f, s:s?, s:f, s:f, s:o, s:b}", "order",
                           (json_int_t)(i + 1), "phase", x->phase, "name", x->name, "lon", x->lon,
                           "lat", x->lat, "unit", code, "newly", x->newly, "covered", x->covered,
                           "price", isnan(x->price) ? json_null() : json_real(x->price),
                           "first_of_unit", x->is_first_of_unit));
    }
    return all;
}

static json_t *lacks_json(const jj_sited *s) {
    json_t *all = json_array();
    for (size_t i = 0; i < s->n_lacks; i++)
        json_array_append_new(all, json_pack("{s:s, s:f}", "unit",
                                             s->scene->units.units[s->lacks[i].unit].code, "people",
                                             s->lacks[i].people));
    return all;
}

jj_status jj_site_json(jj_ctx *ctx, const jj_sited *s, jj_text *out) {
    JJ_CLEANUP(jj_text_deinit) jj_text proof = {0};
    double gap = fabs(s->objective - s->bound) / fmax(fabs(s->bound), 1e-12);
    add_proof(s, ctx->lang, &proof);
    json_t *j = json_pack(
        "{s:s, s:s, s:s, s:f, s:f, s:f, s:b, s:b, s:b, s:f, s:f, s:f, s:I, s:i, s:o, s:o, s:s}",
        "model", jj_locate_model_name(s->ask->model), "rule", s->rule->id, "kind", s->ask->kind,
        "objective", s->objective, "bound", s->bound, "gap", gap, "optimal",
        s->objective == s->bound, "feasible", s->located.is_feasible, "repeatable",
        s->located.is_repeatable, "people", s->people, "covered_before", s->before,
        "within_minutes", s->within_ms / 60000.0, "candidates", (json_int_t)s->n_candidates,
        "thinned_to_every", (int)s->every, "sites", sites_json(s), "unservable", lacks_json(s),
        "proof", proof.s ? proof.s : "");
    char *text = j ? json_dumps(j, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) : NULL;
    json_decref(j);
    if (text)
        jj_text_addf(out, "%s\n", text);
    free(text);
    return text && !out->failed ? JJ_OK : jj_no_memory(ctx, "sites", 0);
}

enum {
    SI_ORDER,
    SI_PHASE,
    SI_NAME,
    SI_LON,
    SI_LAT,
    SI_UNIT,
    SI_NEWLY,
    SI_COVERED,
    SI_SHARE,
    SI_PRICE,
    SI_N
};

static const jj_column columns[SI_N] = {
    {"order", JJ_CELL_INT, "order of building", "建设次序"},
    {"phase", JJ_CELL_INT, "phase", "期次"},
    {"name", JJ_CELL_TEXT, "name", "名称"},
    {"lon", JJ_CELL_REAL, "longitude, WGS 84", "经度"},
    {"lat", JJ_CELL_REAL, "latitude, WGS 84", "纬度"},
    {"unit_code", JJ_CELL_TEXT, "unit it lies in", "所在单位代码"},
    {"newly", JJ_CELL_REAL, "people newly within the limit", "新增达标人数"},
    {"covered", JJ_CELL_REAL, "people within the limit then", "累计达标人数"},
    {"share", JJ_CELL_REAL, "share of the people then", "累计达标比例"},
    {"price", JJ_CELL_REAL, "price", "造价"},
};

static void site_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const jj_sited *s = user;
    const jj_site *x = &s->sites[row];
    const double reals[SI_N] = {[SI_LON] = x->lon,
                                [SI_LAT] = x->lat,
                                [SI_NEWLY] = x->newly,
                                [SI_COVERED] = x->covered,
                                [SI_SHARE] = s->people > 0 ? x->covered / s->people : 0,
                                [SI_PRICE] = x->price};
    if (column == SI_ORDER)
        jj_cell_int(out, (int64_t)row + 1);
    else if (column == SI_PHASE)
        jj_cell_int(out, x->phase);
    else if (column == SI_NAME)
        jj_cell_text(out, x->name);
    else if (column == SI_UNIT)
        jj_cell_text(out, x->unit == JJ_NO_UNIT ? NULL : s->scene->units.units[x->unit].code);
    else
        jj_cell_real(out, reals[column]);
}

static jj_status site_geometry(jj_ctx *ctx, const void *user, size_t row, jj_text *wkb) {
    (void)ctx;
    const jj_site *x = &((const jj_sited *)user)->sites[row];
    jj_wkb_point(wkb, x->lon, x->lat);
    return JJ_OK;
}

void jj_site_table(const jj_sited *s, jj_table *out) {
    *out = (jj_table){.name = "site",
                      .title_en = "Proposed sites",
                      .title_zh = "建议选址",
                      .columns = columns,
                      .n_columns = SI_N,
                      .n_rows = s->n_sites,
                      .geometry_type = "POINT",
                      .user = s,
                      .cell = site_cell,
                      .geometry = site_geometry};
}
