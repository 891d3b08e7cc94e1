#include "out/viewer/viewer.h"
#include "base/file.h"
#include "load/kinds.h"
#include "out/annex/wording.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_AREA_BYTES = 60 << 20 };

extern const unsigned char viewer_text_script[], viewer_text_style[], viewer_text_page[];

static const char *text_of(const unsigned char *bytes) {
    return (const char *)bytes;
}

/* A string as JSON inside a script: '<' is escaped too, lest it end the script. */
static void add_string(jj_text *t, const char *s) {
    jj_text_add(t, "\"");
    for (const char *c = s ? s : ""; *c; c++) {
        if (*c == '"' || *c == '\\')
            jj_text_addf(t, "\\%c", *c);
        else if ((unsigned char)*c < 0x20 || *c == '<')
            jj_text_addf(t, "\\u%04x", (unsigned char)*c);
        else
            jj_text_addn(t, c, 1);
    }
    jj_text_add(t, "\"");
}

static void add_field(jj_text *t, const char *name, const char *value) {
    jj_text_addf(t, "\"%s\":", name);
    add_string(t, value);
    jj_text_add(t, ",");
}

static void add_number(jj_text *t, double v, int digits) {
    if (isnan(v))
        jj_text_add(t, "null");
    else
        jj_text_addf(t, "%.*f", digits, v);
}

static uint32_t u32_at(const unsigned char *b) {
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static double f64_at(const unsigned char *b) {
    uint64_t bits = (uint64_t)u32_at(b + 4) << 32 | u32_at(b);
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

/* One ring; points that are the same on 5 decimals (1 m) are one. Returns what follows. */
static const unsigned char *add_ring(jj_text *t, const unsigned char *at) {
    uint32_t n = u32_at(at);
    char last[48] = "", now[48];
    at += 4;
    jj_text_add(t, "[");
    for (uint32_t i = 0; i < n; i++, at += 16) {
        snprintf(now, sizeof now, "[%.5f,%.5f]", f64_at(at), f64_at(at + 8));
        if (strcmp(now, last) == 0)
            continue;
        jj_text_addf(t, "%s%s", *last ? "," : "", now);
        memcpy(last, now, sizeof last);
    }
    jj_text_add(t, "]");
    return at;
}

static const unsigned char *add_polygon(jj_text *t, const unsigned char *at) {
    uint32_t n = u32_at(at + 5);
    at += 9;
    jj_text_add(t, "[");
    for (uint32_t i = 0; i < n; i++) {
        jj_text_add(t, i ? "," : "");
        at = add_ring(t, at);
    }
    jj_text_add(t, "]");
    return at;
}

/* A WKB of ours, polygon or multipolygon, as nested arrays; null for none. */
static void add_rings(jj_text *t, const jj_text *wkb) {
    enum { POLYGON = 3, MULTIPOLYGON = 6 };
    const unsigned char *at = (const unsigned char *)wkb->s;
    jj_text_add(t, "\"rings\":");
    uint32_t type = wkb->len > 9 ? u32_at(at + 1) : 0;
    if (type != POLYGON && type != MULTIPOLYGON) {
        jj_text_add(t, "null");
        return;
    }
    jj_text_add(t, "[");
    if (type == POLYGON)
        add_polygon(t, at);
    uint32_t n = type == MULTIPOLYGON ? u32_at(at + 5) : 0;
    at += 9;
    for (uint32_t i = 0; i < n; i++) {
        jj_text_add(t, i ? "," : "");
        at = add_polygon(t, at);
    }
    jj_text_add(t, "]");
}

static jj_status add_geometry(jj_ctx *ctx, const jj_table *table, size_t row, jj_text *t) {
    JJ_CLEANUP(jj_text_deinit) jj_text wkb = {0};
    JJ_TRY(table->geometry(ctx, table->user, row, &wkb));
    add_rings(t, &wkb);
    return wkb.failed ? jj_no_memory(ctx, table->name, wkb.len) : JJ_OK;
}

static jj_cell cell_of(const jj_table *t, size_t row, const char *column) {
    jj_cell cell = {.is_null = true, .real = (double)NAN};
    for (size_t c = 0; c < t->n_columns; c++)
        if (strcmp(t->columns[c].name, column) == 0)
            t->cell(t->user, row, c, &cell);
    return cell;
}

/* Units with the polygons of their level. */
static jj_status add_units(jj_ctx *ctx, const jj_outcome *o, const jj_tables *tables, jj_text *t) {
    const jj_units *units = &o->scene->units;
    size_t n = 0;
    jj_text_add(t, "\"units\":[");
    for (size_t k = 0; k < units->n_levels; k++) {
        const jj_level *level = &units->levels[k];
        JJ_CLEANUP(jj_text_deinit) jj_text name = {0};
        jj_text_addf(&name, "unit_%s", level->id);
        const jj_table *table = name.failed ? NULL : jj_tables_find(tables, name.s);
        for (size_t i = 0; table && level->has_geometry && i < table->n_rows; i++) {
            jj_text_add(t, n++ ? ",\n{" : "\n{");
            add_field(t, "code", cell_of(table, i, "code").text);
            add_field(t, "name", cell_of(table, i, "name").text);
            add_field(t, "level", level->id);
            JJ_TRY(add_geometry(ctx, table, i, t));
            jj_text_add(t, "}");
        }
    }
    jj_text_add(t, "],\n");
    return JJ_OK;
}

static void add_facilities(const jj_outcome *o, jj_text *t) {
    JJ_CLEANUP(jj_kinds_deinit) jj_kinds kinds = {0};
    jj_outcome_kinds(o, &kinds);
    jj_text_add(t, "\"facilities\":[");
    for (size_t i = 0; i < o->scene->n_facilities; i++) {
        const jj_facility *f = &o->scene->facilities[i];
        const jj_kind *kind = jj_kind_find(&kinds, f->kind);
        jj_text_add(t, i ? ",\n{" : "\n{");
        add_field(t, "id", f->id);
        add_field(t, "name", f->name);
        add_field(t, "kind_zh", kind ? kind->title_zh : f->kind);
        add_field(t, "kind_en", kind ? kind->title_en : f->kind);
        jj_text_add(t, "\"lon\":");
        add_number(t, f->has_point ? jj_outcome_degrees(o, f->lon) : (double)NAN, 6);
        jj_text_add(t, ",\"lat\":");
        add_number(t, f->has_point ? jj_outcome_degrees(o, f->lat) : (double)NAN, 6);
        jj_text_add(t, "}");
    }
    jj_text_add(t, "],\n");
}

static jj_status add_gaps(jj_ctx *ctx, const jj_outcome *o, const jj_tables *tables, jj_text *t) {
    const jj_table *table = jj_tables_find(tables, "gap_patch");
    jj_text_add(t, "\"gaps\":[");
    for (size_t i = 0, n = 0; table && i < table->n_rows; i++) {
        const jj_gap_patch *p = &o->result->patches[i];
        if (p->is_scattered)
            continue;
        jj_text_add(t, n++ ? ",\n{" : "\n{");
        add_field(t, "rule", o->rules->rules[p->rule].id);
        add_field(t, "unit", o->scene->units.units[p->unit].name);
        add_field(t, "reason_zh", jj_gap_reason_title(p->reason, JJ_LANG_ZH));
        add_field(t, "reason_en", jj_gap_reason_title(p->reason, JJ_LANG_EN));
        jj_text_add(t, "\"people\":");
        add_number(t, p->people, 3);
        jj_text_add(t, ",");
        JJ_TRY(add_geometry(ctx, table, i, t));
        jj_text_add(t, "}");
    }
    jj_text_add(t, "],\n");
    return JJ_OK;
}

/* Service areas say where each facility is: a result for the public has none. */
static jj_status add_areas(jj_ctx *ctx, const jj_outcome *o, const jj_tables *tables, jj_text *t) {
    const jj_table *table = o->review ? NULL : jj_tables_find(tables, "service_area");
    size_t from = t->len;
    jj_text_add(t, "\"areas\":[");
    for (size_t i = 0; table && i < table->n_rows && t->len - from < MOST_AREA_BYTES; i++) {
        JJ_TRY(jj_ctx_poll(ctx));
        jj_text_add(t, i ? ",\n{" : "\n{");
        JJ_TRY(add_geometry(ctx, table, i, t)); /* sorts the cells that the area is summed from */
        jj_text_add(t, ",");
        add_field(t, "field", cell_of(table, i, "field_id").text);
        add_field(t, "facility", cell_of(table, i, "facility_id").text);
        jj_text_add(t, "\"minutes\":");
        add_number(t, cell_of(table, i, "within_minutes").real, 4);
        jj_text_add(t, ",\"km2\":");
        add_number(t, cell_of(table, i, "area_km2").real, 2);
        jj_text_add(t, "}");
    }
    jj_text_add(t, "],\n");
    return JJ_OK;
}

static void add_results(const jj_outcome *o, uint32_t rule, jj_text *t) {
    int level = jj_outcome_map_level(o, rule);
    jj_rule_rows rows = jj_outcome_rows(o, rule);
    size_t n = 0;
    jj_text_add(t, "\"results\":[");
    for (size_t i = 0; i < rows.n; i++) {
        const jj_rule_row *r = &rows.row[i];
        const jj_unit *u = &o->scene->units.units[r->unit];
        if ((int)u->level != level)
            continue;
        jj_text_add(t, n++ ? ",[" : "[");
        add_string(t, u->code);
        jj_text_addf(t, ",\"%s\",", jj_verdict_name(r->verdict));
        add_number(t, r->num, 6);
        jj_text_add(t, ",");
        add_number(t, r->den, 6);
        jj_text_add(t, "]");
    }
    jj_text_add(t, "],");
}

/* Facilities that serve with their people, or those that a rule without a field counts. */
static void add_served(const jj_outcome *o, const jj_tables *tables, uint32_t rule, jj_text *t) {
    const jj_table *counted = jj_tables_find(tables, "rule_facility");
    const char *id = o->rules->rules[rule].id;
    size_t n = 0;
    jj_text_add(t, "\"served\":[");
    for (size_t i = 0; i < o->result->n_catchments; i++) {
        const jj_catchment *c = &o->result->catchments[i];
        if (c->rule != rule)
            continue;
        jj_text_add(t, n++ ? ",[" : "[");
        add_string(t, o->scene->facilities[c->facility].id);
        jj_text_add(t, ",");
        add_number(t, c->people_within, 3);
        jj_text_add(t, "]");
    }
    for (size_t i = 0; counted && i < counted->n_rows; i++) {
        if (strcmp(cell_of(counted, i, "rule_id").text, id) != 0)
            continue;
        jj_text_add(t, n++ ? ",[" : "[");
        add_string(t, cell_of(counted, i, "facility_id").text);
        jj_text_add(t, ",null]");
    }
    jj_text_add(t, "],");
}

static void add_rule_fields(const jj_rule_field *fields, size_t n, uint32_t rule, jj_text *t) {
    size_t told = 0;
    jj_text_add(t, "\"fields\":[");
    for (size_t i = 0; i < n; i++) {
        if (fields[i].rule != rule || isnan(fields[i].within_minutes))
            continue;
        jj_text_add(t, told++ ? ",{" : "{");
        add_field(t, "field", fields[i].field->id);
        jj_text_add(t, "\"minutes\":");
        add_number(t, fields[i].within_minutes, 4);
        jj_text_add(t, "}");
    }
    jj_text_add(t, "]}");
}

static const char *status_of_whole(const jj_outcome *o, uint32_t rule) {
    const jj_rule_row *whole = jj_rule_whole(o, rule, NULL);
    uint64_t of[JJ_N_VERDICTS];
    jj_rule_counts(o, rule, of);
    return jj_verdict_name(whole         ? whole->verdict
                           : of[JJ_FAIL] ? JJ_FAIL
                           : of[JJ_PASS] ? JJ_PASS
                                         : JJ_NODATA);
}

static jj_status add_rules(jj_ctx *ctx, const jj_outcome *o, const jj_tables *tables, jj_text *t) {
    size_t most = jj_rule_fields_most(o);
    JJ_AUTO jj_rule_field *fields = jj_alloc(most, sizeof *fields);
    const jj_table *rules = jj_tables_find(tables, "rule");
    if (!fields)
        return jj_no_memory(ctx, "map", most * sizeof *fields);
    size_t n = jj_rule_fields(o, fields);
    jj_text_add(t, "\"rules\":[");
    for (uint32_t i = 0; i < o->rules->n; i++) {
        const jj_rule *r = &o->rules->rules[i];
        bool is_share = r->metric == JJ_POP_COVER || r->metric == JJ_LAND_COVER;
        jj_text_add(t, i ? ",\n{" : "\n{");
        add_field(t, "id", r->id);
        add_field(t, "title_zh", r->title_zh);
        add_field(t, "title_en", r->title_en);
        add_field(t, "domain_zh", jj_domain_title(r->domain, JJ_LANG_ZH));
        add_field(t, "domain_en", jj_domain_title(r->domain, JJ_LANG_EN));
        add_field(t, "basis_zh", rules ? cell_of(rules, i, "basis_zh").text : "");
        add_field(t, "basis_en", rules ? cell_of(rules, i, "basis_en").text : "");
        add_field(t, "status", status_of_whole(o, i));
        jj_text_addf(t, "\"is_share\":%s,\"modelled\":%s,", is_share ? "true" : "false",
                     jj_outcome_is_modelled(o, i) ? "true" : "false");
        add_results(o, i, t);
        add_served(o, tables, i, t);
        add_rule_fields(fields, n, i, t);
    }
    jj_text_add(t, "]};\n");
    return JJ_OK;
}

static void add_head(const jj_outcome *o, jj_text *t) {
    double box[4] = {180, 90, -180, -90};
    for (size_t i = 0; i < o->scene->units.n; i++) {
        const jj_unit *u = &o->scene->units.units[i];
        if (isnan(u->lon))
            continue;
        double half = isnan(u->area_m2) ? 0.05 : sqrt(u->area_m2) / 2 / 111000;
        box[0] = fmin(box[0], u->lon - half);
        box[1] = fmin(box[1], u->lat - half);
        box[2] = fmax(box[2], u->lon + half);
        box[3] = fmax(box[3], u->lat + half);
    }
    if (box[0] > box[2])
        memcpy(box, (const double[4]){73, 18, 135, 54}, sizeof box);
    jj_text_add(t, "window.jiujin={");
    add_field(t, "name", o->scene->name);
    add_field(t, "name_en", o->scene->name_en);
    add_field(t, "review", o->review);
    add_field(t, "source", "jiujin " JIUJIN_VERSION);
    jj_text_addf(t, "\"year\":%d,\"box\":[%.5f,%.5f,%.5f,%.5f],\n", o->scene->year, box[0], box[1],
                 box[2], box[3]);
}

static jj_status write_data(jj_ctx *ctx, const char *path, const jj_outcome *o,
                            const jj_tables *tables) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    add_head(o, &t);
    JJ_TRY(add_units(ctx, o, tables, &t));
    add_facilities(o, &t);
    JJ_TRY(add_gaps(ctx, o, tables, &t));
    JJ_TRY(add_areas(ctx, o, tables, &t));
    JJ_TRY(add_rules(ctx, o, tables, &t));
    return t.failed ? jj_no_memory(ctx, path, t.len) : jj_file_replace(ctx, path, t.s, t.len);
}

static jj_status write_page(jj_ctx *ctx, const char *path, const jj_outcome *o) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    jj_text_addf(&t,
                 "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
                 "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>jiujin"
                 "</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>\n",
                 o->lang == JJ_LANG_ZH ? "zh" : "en");
    jj_text_add(&t, text_of(viewer_text_style));
    jj_text_add(&t, "</style>\n</head>\n<body>\n");
    jj_text_add(&t, text_of(viewer_text_page));
    jj_text_addf(&t,
                 "<script>if (!localStorage.lang) localStorage.lang = '%s';</script>\n<script "
                 "src=\"data.js\"></script>\n"
                 "<script type=\"module\">\n",
                 o->lang == JJ_LANG_ZH ? "zh" : "en");
    jj_text_add(&t, text_of(viewer_text_script));
    jj_text_add(&t, "</script>\n</body>\n</html>\n");
    return t.failed ? jj_no_memory(ctx, path, t.len) : jj_file_replace(ctx, path, t.s, t.len);
}

jj_status jj_viewer_write(jj_ctx *ctx, const char *folder, const jj_outcome *o,
                          const jj_tables *tables) {
    JJ_AUTO char *map = jj_path_join(folder, "map");
    JJ_AUTO char *page = map ? jj_path_join(map, "index.html") : NULL;
    JJ_AUTO char *data = map ? jj_path_join(map, "data.js") : NULL;
    if (!page || !data)
        return jj_no_memory(ctx, folder, 0);
    JJ_TRY(jj_make_folders(ctx, map));
    JJ_TRY(write_data(ctx, data, o, tables));
    return write_page(ctx, page, o);
}
