#include "analysis/reach.h"
#include "base/lang.h"
#include "out/outcome.h"
#include "out/query.h"
#include "out/remedy.h"
#include "out/result_kept.h"
#include "out/wkb.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* One solved field at the point. */
typedef struct field_at {
    const char *id;
    double ms;     /* NaN = unreached */
    int64_t place; /* row of the facility, 0 = none */
} field_at;

/* What is known of the point before any rule is asked. */
typedef struct spot {
    jj_ctx *ctx;
    const jj_result_file *r;
    const jj_point_ask *ask;
    jj_arena arena;
    const char *codes[16]; /* units that hold it, deepest first */
    size_t n_codes;
    field_at *fields;
    size_t n_fields, cap_fields;
    bool is_on_lattice;
    jj_stmt *find_way, *find_facility, *find_verdict; /* asked once a rule */
} spot;

static void spot_deinit(spot *p) {
    jj_stmt_free(p->find_way);
    jj_stmt_free(p->find_facility);
    jj_stmt_free(p->find_verdict);
    jj_free(p->fields);
    jj_arena_deinit(&p->arena);
}

static jj_status read_field(spot *p, const char *id) {
    char name[160];
    double place;
    bool is_inside;
    if (!jj_grow(&p->fields, &p->cap_fields, p->n_fields + 1, sizeof *p->fields))
        return jj_no_memory(p->ctx, "fields", 0);
    field_at *f = &p->fields[p->n_fields++];
    *f = (field_at){.id = jj_arena_str(&p->arena, id)};
    if (!f->id)
        return jj_no_memory(p->ctx, "fields", 0);
    snprintf(name, sizeof name, "rasters/%s_nearest.tif", id);
    JJ_TRY(jj_result_value_at(p->ctx, p->r, name, p->ask->lon_lat, &is_inside, &place));
    f->place = isnan(place) ? 0 : (int64_t)place;
    snprintf(name, sizeof name, "fields/%s_ms.tif", id);
    JJ_TRY(jj_result_value_at(p->ctx, p->r, name, p->ask->lon_lat, &is_inside, &f->ms));
    p->is_on_lattice |= is_inside;
    return JJ_OK;
}

static jj_status find_fields(spot *p) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_prepare(p->ctx, p->r->db,
                         "SELECT id FROM field WHERE ?1 IS NULL OR id IN (SELECT field_id FROM "
                         "rule_field WHERE rule_id=?1) ORDER BY fid",
                         &s));
    jj_stmt_put_text(s, p->ask->rule);
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(p->ctx, s, &more));
        if (!more)
            return JJ_OK;
        JJ_TRY(read_field(p, jj_stmt_text(s, 0)));
    }
}

/* How the way to one rule's facilities ends: the worst of its kinds, for each the best profile. */
typedef struct way {
    bool has_fields;
    double ms, within_minutes; /* ms INFINITY = none reached */
    int64_t place;
    const char *field; /* id; the spot's */
} way;

/* How far the rule allows: town and country may differ, and what holds here is told or not. */
typedef struct limit {
    double town, country; /* as the rule says it; equal where it says one */
    bool is_metres, is_settled;
    double per_minute; /* of the rule's unit at the way's pace */
} limit;

static const field_at *field_named(const spot *p, const char *id) {
    for (size_t i = 0; i < p->n_fields; i++)
        if (strcmp(p->fields[i].id, id) == 0)
            return &p->fields[i];
    return NULL;
}

static bool is_better(const way *a, const way *b) {
    return a->ms < b->ms || (a->ms == b->ms && a->place < b->place);
}

static jj_status find_way(const spot *p, const char *rule, way *out) {
    jj_stmt *s = p->find_way;
    jj_stmt_again(s);
    jj_stmt_put_text(s, rule);
    way worst = {0}, best = {0};
    int64_t part = 0;
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(p->ctx, s, &more));
        bool is_new = !more || jj_stmt_int(s, 0) != part;
        if (is_new && part && (!worst.has_fields || best.ms > worst.ms))
            worst = best;
        if (!more)
            break;
        const field_at *f = field_named(p, jj_stmt_text(s, 1));
        way here = {true, !f || isnan(f->ms) ? INFINITY : f->ms, jj_stmt_real(s, 2),
                    f ? f->place : 0, f ? f->id : NULL};
        if (is_new || is_better(&here, &best))
            best = here;
        part = jj_stmt_int(s, 0);
    }
    *out = worst;
    return JJ_OK;
}

static jj_status find_facility(const spot *p, int64_t place, jj_text *id, jj_text *name) {
    jj_stmt *s = p->find_facility;
    bool more = false;
    jj_stmt_again(s);
    jj_stmt_put_int(s, place);
    JJ_TRY(jj_stmt_next(p->ctx, s, &more));
    if (more) {
        jj_text_add(id, jj_stmt_text(s, 0));
        jj_text_add(name, jj_stmt_text(s, 1));
    }
    return JJ_OK;
}

/* The verdict of the deepest unit around the point that the rule speaks of. */
typedef struct verdict_at {
    jj_text code, name, status, evidence;
} verdict_at;

static void verdict_deinit(verdict_at *v) {
    jj_text_deinit(&v->code);
    jj_text_deinit(&v->name);
    jj_text_deinit(&v->status);
    jj_text_deinit(&v->evidence);
}

static jj_status find_verdict(const spot *p, const char *rule, verdict_at *out) {
    for (size_t i = 0; i < p->n_codes; i++) {
        jj_stmt *s = p->find_verdict;
        bool more;
        jj_stmt_again(s);
        jj_stmt_put_text(s, rule);
        jj_stmt_put_text(s, p->codes[i]);
        JJ_TRY(jj_stmt_next(p->ctx, s, &more));
        if (!more)
            continue;
        jj_text_add(&out->code, jj_stmt_text(s, 0));
        jj_text_add(&out->name, jj_stmt_text(s, 1));
        jj_text_add(&out->status, jj_stmt_text(s, 2));
        jj_text_add(&out->evidence, jj_stmt_text(s, p->ctx->lang == JJ_LANG_ZH ? 3 : 4));
        return JJ_OK;
    }
    return JJ_OK;
}

static const char *const reach_names[JJ_N_REACH] = {"covered", "too_far", "unreachable", "blocked",
                                                    "nodata"};

static void print_distance(char *t, size_t size, jj_lang lang, const limit *l, double minutes) {
    if (l->is_metres)
        snprintf(t, size, jj_tr(lang, "%.1f min (counted as %.0f m)"), minutes,
                 minutes * l->per_minute);
    else
        snprintf(t, size, jj_tr(lang, "%.1f min"), minutes);
}

static void print_limit(char *t, size_t size, jj_lang lang, const limit *l, const way *w) {
    double here = w->within_minutes * l->per_minute;
    if (l->is_settled && l->is_metres)
        snprintf(t, size, jj_tr(lang, "%.6g m (%.4g min)"), here, w->within_minutes);
    else if (l->is_settled)
        snprintf(t, size, jj_tr(lang, "%.4g min"), here);
    else if (l->is_metres)
        snprintf(t, size, jj_tr(lang, "%.6g m in town, %.6g m in the country"), l->town,
                 l->country);
    else
        snprintf(t, size, jj_tr(lang, "%.4g min in town, %.4g min in the country"), l->town,
                 l->country);
}

static void explain(jj_text *t, jj_lang lang, jj_reach reach, const way *w, const limit *l,
                    const char *name) {
    char distance[64], allowed[96];
    print_distance(distance, sizeof distance, lang, l, w->ms / 60000);
    print_limit(allowed, sizeof allowed, lang, l, w);
    switch (reach) {
    case JJ_REACH_COVERED:
        jj_text_addf(t, jj_tr(lang, "covered: %s is %s away, the limit is %s"), name, distance,
                     allowed);
        break;
    case JJ_REACH_TOO_FAR:
        jj_text_addf(t, jj_tr(lang, "not covered: the nearest, %s, is %s away and the limit is %s"),
                     name, distance, allowed);
        break;
    case JJ_REACH_UNREACHABLE:
        jj_text_add(t, jj_tr(lang, "not covered: no way leads from here to any of them"));
        break;
    case JJ_REACH_BLOCKED:
        jj_text_add(t, jj_tr(lang, "not covered: the ground here cannot be crossed"));
        break;
    case JJ_REACH_NODATA:
        jj_text_add(t, jj_tr(lang, "not known: the data on people leave this place out"));
        break;
    }
}

/* What the run found there; where it left no raster, what the minutes say. */
static jj_status find_reach(spot *p, const char *rule, const way *w, jj_reach *out) {
    char slug[64], name[96];
    bool is_inside;
    double code;
    jj_outcome_slug(rule, slug, sizeof slug);
    snprintf(name, sizeof name, "rasters/reach_%s.tif", slug);
    JJ_TRY(jj_result_value_at(p->ctx, p->r, name, p->ask->lon_lat, &is_inside, &code));
    if (is_inside)
        *out = isnan(code) ? JJ_REACH_NODATA : (jj_reach)code;
    else if (isinf(w->ms))
        *out = JJ_REACH_UNREACHABLE;
    else
        *out = w->ms / 60000 <= w->within_minutes || isnan(w->within_minutes) ? JJ_REACH_COVERED
                                                                              : JJ_REACH_TOO_FAR;
    return JJ_OK;
}

static limit limit_of(double town, double country, const char *unit, const way *w) {
    bool is_one = isnan(country) || country == town || isnan(town);
    double looser = is_one || town > country ? town : country;
    return (limit){.town = town,
                   .country = country,
                   .is_metres = strcmp(unit, "m") == 0,
                   .is_settled = is_one,
                   .per_minute = w->within_minutes > 0 ? looser / w->within_minutes : (double)NAN};
}

/* The looser limit is the one kept: minutes between the two tell which held, else the project. */
static jj_status settle_limit(const spot *p, jj_reach reach, limit *l, way *w) {
    const jj_scene *scene = p->ask->on ? &p->ask->on->loaded.scene : NULL;
    double looser = fmax(l->town, l->country), stricter = fmin(l->town, l->country);
    double strict_minutes = w->within_minutes * stricter / looser, minutes = w->ms / 60000;
    bool is_between = minutes > strict_minutes && minutes <= w->within_minutes;
    if (l->is_settled)
        return JJ_OK;
    if (is_between) {
        l->is_settled = reach == JJ_REACH_COVERED || reach == JJ_REACH_TOO_FAR;
        w->within_minutes = reach == JJ_REACH_TOO_FAR ? strict_minutes : w->within_minutes;
    } else if (scene && scene->is_urban) {
        uint32_t cell;
        JJ_TRY(jj_proposals_cell(p->ctx, p->ask->on, p->ask->lon_lat, &cell));
        l->is_settled = cell != JJ_NO_CELL;
        double here = l->is_settled && scene->is_urban[cell] >= 0.5F ? l->town : l->country;
        w->within_minutes *= l->is_settled ? here / looser : 1;
    }
    return JJ_OK;
}

enum {
    PT_RULE,
    PT_TITLE,
    PT_REACH,
    PT_MINUTES,
    PT_LIMIT,
    PT_NEAREST,
    PT_NEAREST_NAME,
    PT_UNIT,
    PT_UNIT_NAME,
    PT_STATUS,
    PT_WHY,
    PT_WAY_METRES,
    PT_WAY,
    PT_REMEDY,
    PT_SERVES,
    PT_PERMITTED,
    PT_SITE_LON,
    PT_SITE_LAT,
    PT_SITE_PEOPLE,
    PT_N,
    PT_FIRST_WAY = PT_WAY_METRES,
    PT_FIRST_REMEDY = PT_REMEDY
};

static const jj_column point_columns[PT_N] = {
    {"rule_id", JJ_CELL_TEXT, "rule", "规则"},
    {"title", JJ_CELL_TEXT, "title", "名称"},
    {"reach", JJ_CELL_TEXT, "here", "此处"},
    {"minutes", JJ_CELL_REAL, "minutes", "分钟"},
    {"limit_minutes", JJ_CELL_REAL, "limit", "阈值"},
    {"nearest_facility", JJ_CELL_TEXT, "nearest", "最近设施编号"},
    {"nearest_name", JJ_CELL_TEXT, "name", "最近设施"},
    {"unit_code", JJ_CELL_TEXT, "unit", "单位代码"},
    {"unit_name", JJ_CELL_TEXT, "name", "单位"},
    {"status", JJ_CELL_TEXT, "verdict", "结论"},
    {"explanation", JJ_CELL_TEXT, "why", "说明"},
    {"way_metres", JJ_CELL_REAL, "metres of the way", "路程（米）"},
    {"way", JJ_CELL_TEXT, "way", "路线"},
    {"remedy", JJ_CELL_TEXT, "what would cover it", "怎样才能覆盖"},
    {"serves_km2", JJ_CELL_REAL, "ground that would serve it, km2", "可服务此处的范围（平方千米）"},
    {"permitted_km2", JJ_CELL_REAL, "of which may be built on, km2", "其中可建（平方千米）"},
    {"site_lon", JJ_CELL_REAL, "best site, longitude", "最佳位置经度"},
    {"site_lat", JJ_CELL_REAL, "best site, latitude", "最佳位置纬度"},
    {"site_people", JJ_CELL_REAL, "people newly within there", "该处新增覆盖人数"},
};

static bool is_asked(const jj_point_ask *a, size_t column) {
    return column < PT_FIRST_WAY ||
           (a->on && (column < PT_FIRST_REMEDY ? a->wants_way : a->wants_remedy));
}

/* What costs a search: the line behind the minutes, or the ground that would mend them. */
typedef struct searched {
    jj_text line, sentence; /* of the row's cells */
    double metres;
    jj_remedy remedy;
} searched;

static void searched_deinit(searched *s) {
    jj_text_deinit(&s->line);
    jj_text_deinit(&s->sentence);
    jj_remedy_deinit(&s->remedy);
}

static jj_status find_line(const spot *p, const way *w, searched *out, jj_text *wkb) {
    JJ_CLEANUP(jj_way_line_deinit) jj_way_line line = {0};
    const jj_point_ask *a = p->ask;
    if (!a->wants_way || !w->field || !w->place || isinf(w->ms))
        return JJ_OK;
    const jj_way_ask ask = {w->field, w->place, (uint32_t)w->ms, {a->lon_lat[0], a->lon_lat[1]}};
    JJ_TRY(jj_result_way(p->ctx, a->on, &ask, &line));
    if (line.n < 2)
        return JJ_OK;
    jj_wkb_line(wkb, line.lonlat, line.n);
    jj_wkt_line(&out->line, line.lonlat, line.n);
    out->metres = line.metres;
    return out->line.failed || wkb->failed ? jj_no_memory(p->ctx, "the answer", 0) : JJ_OK;
}

static jj_status find_remedy(const spot *p, const char *rule, const way *w, const char *unit,
                             searched *out) {
    const jj_point_ask *a = p->ask;
    const jj_remedy_question q = {
        rule, w->field, unit, w->within_minutes, {a->lon_lat[0], a->lon_lat[1]}};
    if (!w->field)
        return JJ_OK;
    JJ_TRY(jj_result_remedy(p->ctx, p->r, a->on, &q, &out->remedy));
    jj_remedy_print(p->ctx, &out->remedy, w->within_minutes, &out->sentence);
    return out->sentence.failed ? jj_no_memory(p->ctx, "the answer", 0) : JJ_OK;
}

/* Into the row's cells, and as the geometry of the row to come. */
static jj_status search(spot *p, const char *rule, const way *w, jj_reach reach,
                        const verdict_at *v, jj_reply *out, searched *found) {
    bool is_lacking = reach == JJ_REACH_TOO_FAR || reach == JJ_REACH_UNREACHABLE;
    *found = (searched){.metres = (double)NAN};
    if (!p->ask->on)
        return JJ_OK;
    if (!jj_grow(&out->wkb, &out->cap_wkb, out->n_rows + 1, sizeof *out->wkb))
        return jj_no_memory(p->ctx, "the answer", 0);
    jj_text *wkb = &out->wkb[out->n_rows];
    *wkb = (jj_text){0};
    JJ_TRY(find_line(p, w, found, wkb));
    if (!p->ask->wants_remedy)
        return JJ_OK;
    if (is_lacking)
        JJ_TRY(find_remedy(p, rule, w, v->code.s, found));
    jj_text_deinit(wkb);
    *wkb = found->remedy.wkb; /* handed over */
    found->remedy.wkb = (jj_text){0};
    return JJ_OK;
}

/* A row without the columns that nobody asked for. */
static jj_status add_cells(const spot *p, const jj_cell cells[PT_N], jj_reply *out) {
    jj_cell asked[PT_N];
    size_t n = 0;
    for (size_t i = 0; i < PT_N; i++)
        if (is_asked(p->ask, i))
            asked[n++] = cells[i];
    return jj_reply_add(p->ctx, out, asked);
}

/* A row of the rule table, as add_rules() asks for it. */
static jj_status add_rule(spot *p, const jj_stmt *row, jj_reply *out) {
    const char *rule = jj_stmt_text(row, 0);
    const char *title = jj_stmt_text(row, p->ctx->lang == JJ_LANG_ZH ? 1 : 2);
    way w;
    jj_reach reach = JJ_REACH_NODATA;
    JJ_CLEANUP(verdict_deinit) verdict_at v = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text id = {0}, name = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text why = {0};
    JJ_CLEANUP(searched_deinit) searched found = {0};
    JJ_TRY(find_way(p, rule, &w));
    JJ_TRY(find_verdict(p, rule, &v));
    if (w.place)
        JJ_TRY(find_facility(p, w.place, &id, &name));
    if (w.has_fields) {
        limit l = limit_of(jj_stmt_real(row, 3), jj_stmt_real(row, 4), jj_stmt_text(row, 5), &w);
        JJ_TRY(find_reach(p, rule, &w, &reach));
        JJ_TRY(settle_limit(p, reach, &l, &w));
        explain(&why, p->ctx->lang, reach, &w, &l, name.s ? name.s : "?");
    } else {
        jj_text_add(&why, v.evidence.s ? v.evidence.s : "");
    }
    JJ_TRY(search(p, rule, &w, reach, &v, out, &found));
    const jj_remedy *m = &found.remedy;
    bool is_reached = w.has_fields && !isinf(w.ms), is_mended = m->serves_km2 > 0;
    double none = (double)NAN;
    const jj_cell cells[PT_N] = {
        [PT_RULE] = {.text = rule},
        [PT_TITLE] = {.text = title},
        [PT_REACH] = {.text = w.has_fields ? reach_names[reach] : NULL},
        [PT_MINUTES] = {.real = is_reached ? w.ms / 60000 : (double)NAN},
        [PT_LIMIT] = {.real = w.has_fields ? w.within_minutes : (double)NAN},
        [PT_NEAREST] = {.text = id.s},
        [PT_NEAREST_NAME] = {.text = name.s},
        [PT_UNIT] = {.text = v.code.s},
        [PT_UNIT_NAME] = {.text = v.name.s},
        [PT_STATUS] = {.text = v.status.s},
        [PT_WHY] = {.text = why.s},
        [PT_WAY_METRES] = {.real = found.metres},
        [PT_WAY] = {.text = found.line.s},
        [PT_REMEDY] = {.text = found.sentence.s},
        [PT_SERVES] = {.real = is_mended ? m->serves_km2 : none},
        [PT_PERMITTED] = {.real = is_mended ? m->permitted_km2 : none},
        [PT_SITE_LON] = {.real = m->has_site ? m->site_lon : none},
        [PT_SITE_LAT] = {.real = m->has_site ? m->site_lat : none},
        [PT_SITE_PEOPLE] = {.real = m->has_site ? m->site_people : none},
    };
    return add_cells(p, cells, out);
}

static jj_status prepare(spot *p) {
    jj_db *db = p->r->db;
    JJ_TRY(jj_db_prepare(p->ctx, db,
                         "SELECT part,field_id,within_minutes FROM rule_field WHERE rule_id=? "
                         "ORDER BY fid",
                         &p->find_way));
    JJ_TRY(
        jj_db_prepare(p->ctx, db, "SELECT id,name FROM facility WHERE fid=?", &p->find_facility));
    return jj_db_prepare(p->ctx, db,
                         "SELECT unit_code,unit_name,status,coalesce(evidence_zh,missing),"
                         "coalesce(evidence_en,missing) FROM rule_result WHERE rule_id=? AND "
                         "unit_code=? ORDER BY is_rolled_up LIMIT 1",
                         &p->find_verdict);
}

static jj_status add_rules(spot *p, jj_reply *out) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_prepare(p->ctx, p->r->db,
                         "SELECT id,title_zh,title_en,threshold,threshold_rural,threshold_unit "
                         "FROM rule WHERE ?1 IS NULL OR id=?1 ORDER BY fid",
                         &s));
    jj_stmt_put_text(s, p->ask->rule);
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(p->ctx, s, &more));
        if (!more)
            return JJ_OK;
        JJ_TRY(add_rule(p, s, out));
    }
}

static jj_status begin(jj_ctx *ctx, const jj_point_ask *ask, jj_reply *out) {
    jj_arena arena = {0};
    jj_column *asked = jj_arena_alloc(&arena, PT_N, sizeof *asked);
    size_t n = 0;
    for (size_t i = 0; asked && i < PT_N; i++)
        if (is_asked(ask, i))
            asked[n++] = point_columns[i];
    jj_reply_begin(out, asked, n);
    out->arena = arena;
    return asked ? JJ_OK : jj_no_memory(ctx, "the answer", 0);
}

static jj_status answer(spot *p, jj_reply *out) {
    JJ_TRY(begin(p->ctx, p->ask, out));
    JJ_TRY(prepare(p));
    JJ_TRY(jj_result_units_at(p->ctx, p->r, p->ask->lon_lat, p->codes, JJ_COUNT(p->codes),
                              &p->n_codes));
    JJ_TRY(find_fields(p));
    if (p->n_codes == 0 && !p->is_on_lattice)
        return jj_fail(p->ctx, JJ_E_DATA,
                       "%.6g,%.6g lies outside the result: give longitude, latitude in WGS 84",
                       p->ask->lon_lat[0], p->ask->lon_lat[1]);
    return add_rules(p, out);
}

jj_status jj_query_point(jj_ctx *ctx, const jj_result_file *r, const jj_point_ask *ask,
                         jj_reply *out) {
    JJ_CLEANUP(spot_deinit) spot p = {.ctx = ctx, .r = r, .ask = ask};
    if (ask->rule)
        JJ_TRY(jj_result_find_rule(ctx, r, ask->rule));
    jj_status st = answer(&p, out);
    if (st != JJ_OK)
        jj_reply_deinit(out);
    return st;
}
