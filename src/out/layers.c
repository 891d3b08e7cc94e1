#include "out/layers.h"
#include "out/tables.h"
#include "out/wkb.h"

#include <math.h>

static double minutes(double ms) {
    return ms >= JJ_FARTHEST ? (double)NAN : ms / 60000.0;
}

static const char *code_of(const jj_outcome *o, uint32_t unit) {
    return unit == JJ_NO_UNIT ? NULL : o->scene->units.units[unit].code;
}

enum {
    FA_ID,
    FA_NAME,
    FA_KIND,
    FA_SOURCE,
    FA_DECLARED,
    FA_LOCATED,
    FA_PRECISION,
    FA_INFERRED,
    FA_OPEN,
    FA_CLOSE,
    FA_PLACES,
    FA_ACTION,
    FA_PHASE,
    FA_PLANNED,
    FA_COST,
    FA_LON,
    FA_LAT,
    FA_N
};

static const jj_column facility_columns[FA_N] = {
    {"id", JJ_CELL_TEXT, "id", "编号"},
    {"name", JJ_CELL_TEXT, "name", "名称"},
    {"kind", JJ_CELL_TEXT, "kind", "类别"},
    {"source", JJ_CELL_TEXT, "source", "来源"},
    {"unit_declared", JJ_CELL_TEXT, "unit declared", "填报单位代码"},
    {"unit_located", JJ_CELL_TEXT, "unit it lies in", "所在单位代码"},
    {"precision", JJ_CELL_TEXT, "precision of the point", "定位精度"},
    {"is_inferred", JJ_CELL_INT, "kind or ownership inferred", "类别或性质为推断"},
    {"open_date", JJ_CELL_INT, "opened (yyyymmdd)", "开办日期"},
    {"close_date", JJ_CELL_INT, "closed (yyyymmdd)", "关闭日期"},
    {"places", JJ_CELL_REAL, "places", "学位（床位）数"},
    {"action", JJ_CELL_TEXT, "planned action: keep, extend, build, move, merge", "建设性质"},
    {"phase", JJ_CELL_TEXT, "phase: near, far", "建设时序"},
    {"places_planned", JJ_CELL_REAL, "places once that is done", "规划学位（床位）数"},
    {"cost_10k_yuan", JJ_CELL_REAL, "investment, 10 000 yuan", "投资（万元）"},
    {"lon", JJ_CELL_REAL, "longitude, WGS 84", "经度"},
    {"lat", JJ_CELL_REAL, "latitude, WGS 84", "纬度"},
};

static void facility_text(const jj_outcome *o, const jj_facility *f, size_t column, jj_cell *out) {
    static const char *const precisions[] = {"site", "village", "township", "county"};
    const char *texts[FA_N] = {
        [FA_ID] = f->id,
        [FA_NAME] = f->name,
        [FA_KIND] = f->kind,
        [FA_SOURCE] = f->source,
        [FA_DECLARED] = code_of(o, f->unit_declared),
        [FA_LOCATED] = code_of(o, f->unit_located),
        [FA_PRECISION] = f->has_point ? precisions[f->precision] : NULL,
        [FA_ACTION] = f->action ? jj_action_name(f->action) : NULL,
        [FA_PHASE] = f->phase ? jj_phase_name(f->phase) : NULL,
    };
    jj_cell_text(out, texts[column]);
}

static void facility_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const jj_outcome *o = ((const jj_layer_view *)user)->o;
    const jj_facility *f = &o->scene->facilities[row];
    switch (column) {
    case FA_INFERRED:
        jj_cell_int(out, f->is_inferred);
        break;
    case FA_OPEN:
        jj_cell_int(out, f->open_date);
        out->is_null = f->open_date == 0;
        break;
    case FA_CLOSE:
        jj_cell_int(out, f->close_date);
        out->is_null = f->close_date == 0;
        break;
    case FA_PLACES:
        jj_cell_real(out, f->places);
        break;
    case FA_PLANNED:
        jj_cell_real(out, f->places_planned);
        break;
    case FA_COST:
        jj_cell_real(out, f->cost_10k_yuan);
        break;
    case FA_LON:
        jj_cell_real(out, f->has_point ? jj_outcome_degrees(o, f->lon) : (double)NAN);
        break;
    case FA_LAT:
        jj_cell_real(out, f->has_point ? jj_outcome_degrees(o, f->lat) : (double)NAN);
        break;
    default:
        facility_text(o, f, column, out);
        break;
    }
}

jj_status jj_layer_facility_point(jj_ctx *ctx, const jj_layer_view *v, size_t facility,
                                  jj_text *wkb) {
    (void)ctx;
    const jj_outcome *o = v->o;
    const jj_facility *f = &o->scene->facilities[facility];
    if (f->has_point)
        jj_wkb_point(wkb, jj_outcome_degrees(o, f->lon), jj_outcome_degrees(o, f->lat));
    return JJ_OK;
}

static jj_status facility_geometry(jj_ctx *ctx, const void *user, size_t row, jj_text *wkb) {
    return jj_layer_facility_point(ctx, user, row, wkb);
}

enum {
    CA_RULE,
    CA_FACILITY,
    CA_NAME,
    CA_KIND,
    CA_UNIT,
    CA_PEOPLE,
    CA_WITHIN,
    CA_MEAN,
    CA_MAX,
    CA_PLACES,
    CA_LOAD,
    CA_ASSIGNED,
    CA_N
};

static const jj_column catchment_columns[CA_N] = {
    {"rule_id", JJ_CELL_TEXT, "rule", "规则"},
    {"facility_id", JJ_CELL_TEXT, "facility", "设施编号"},
    {"name", JJ_CELL_TEXT, "name", "名称"},
    {"kind", JJ_CELL_TEXT, "kind", "类别"},
    {"unit_code", JJ_CELL_TEXT, "unit it lies in", "所在单位代码"},
    {"people", JJ_CELL_REAL, "people nearest to it", "就近人口"},
    {"people_within", JJ_CELL_REAL, "of which within the threshold", "其中阈值以内"},
    {"mean_minutes", JJ_CELL_REAL, "mean minutes", "平均时间（分钟）"},
    {"max_minutes", JJ_CELL_REAL, "longest, minutes", "最长时间（分钟）"},
    {"places", JJ_CELL_REAL, "places", "学位（床位）数"},
    {"people_per_place", JJ_CELL_REAL, "people within per place", "每个学位（床位）人数"},
    {"assigned", JJ_CELL_REAL, "people assigned, nobody to a full one", "按容量分派人数"},
};

static void catchment_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const jj_outcome *o = ((const jj_layer_view *)user)->o;
    const jj_catchment *c = &o->result->catchments[row];
    const jj_facility *f = &o->scene->facilities[c->facility];
    const char *texts[CA_N] = {[CA_RULE] = o->rules->rules[c->rule].id,
                               [CA_FACILITY] = f->id,
                               [CA_NAME] = f->name,
                               [CA_KIND] = f->kind,
                               [CA_UNIT] = code_of(o, f->unit_located)};
    const double reals[CA_N] = {
        [CA_PEOPLE] = c->people,
        [CA_WITHIN] = c->people_within,
        [CA_MEAN] = minutes(c->mean_ms),
        [CA_MAX] = minutes(c->max_ms),
        [CA_PLACES] = c->places,
        [CA_LOAD] = c->places > 0 ? c->people_within / c->places : (double)NAN,
        [CA_ASSIGNED] = c->load,
    };
    if (column < CA_PEOPLE)
        jj_cell_text(out, texts[column]);
    else
        jj_cell_real(out, reals[column]);
}

static jj_status catchment_geometry(jj_ctx *ctx, const void *user, size_t row, jj_text *wkb) {
    const jj_outcome *o = ((const jj_layer_view *)user)->o;
    return jj_layer_facility_point(ctx, user, o->result->catchments[row].facility, wkb);
}

enum {
    GA_RULE,
    GA_RANK,
    GA_UNIT,
    GA_UNIT_NAME,
    GA_SCATTERED,
    GA_PEOPLE,
    GA_AREA,
    GA_REASON,
    GA_REASON_ZH,
    GA_REASON_EN,
    GA_NEAREST,
    GA_NEAREST_NAME,
    GA_MINUTES,
    GA_LON,
    GA_LAT,
    GA_N
};

static const jj_column gap_columns[GA_N] = {
    {"rule_id", JJ_CELL_TEXT, "rule", "规则"},
    {"rank", JJ_CELL_INT, "rank by people", "人数位次"},
    {"unit_code", JJ_CELL_TEXT, "unit code", "单位代码"},
    {"unit_name", JJ_CELL_TEXT, "unit", "单位"},
    {"is_scattered", JJ_CELL_INT, "scattered rest of the unit", "零散人口合计"},
    {"people", JJ_CELL_REAL, "people not covered", "未覆盖人口"},
    {"area_km2", JJ_CELL_REAL, "area, km2", "面积（平方千米）"},
    {"reason", JJ_CELL_TEXT, "reason (code)", "原因（代码）"},
    {"reason_zh", JJ_CELL_TEXT, "reason (Chinese)", "原因"},
    {"reason_en", JJ_CELL_TEXT, "reason", "原因（英文）"},
    {"nearest_facility", JJ_CELL_TEXT, "nearest facility", "最近设施编号"},
    {"nearest_name", JJ_CELL_TEXT, "name of the nearest facility", "最近设施"},
    {"nearest_minutes", JJ_CELL_REAL, "mean minutes to it", "到最近设施（分钟）"},
    {"lon", JJ_CELL_REAL, "longitude, WGS 84", "经度"},
    {"lat", JJ_CELL_REAL, "latitude, WGS 84", "纬度"},
};

static void gap_text(const jj_outcome *o, const jj_gap_patch *p, size_t column, jj_cell *out) {
    const jj_unit *u = &o->scene->units.units[p->unit];
    bool is_reached = p->nearest_facility != JJ_NO_FACILITY;
    const jj_facility *f = is_reached ? &o->scene->facilities[p->nearest_facility] : NULL;
    const char *texts[GA_N] = {
        [GA_RULE] = o->rules->rules[p->rule].id,
        [GA_UNIT] = u->code,
        [GA_UNIT_NAME] = u->name,
        [GA_REASON] = jj_gap_reason_name(p->reason),
        [GA_REASON_ZH] = jj_gap_reason_title(p->reason, JJ_LANG_ZH),
        [GA_REASON_EN] = jj_gap_reason_title(p->reason, JJ_LANG_EN),
        [GA_NEAREST] = f ? f->id : NULL,
        [GA_NEAREST_NAME] = f ? f->name : NULL,
    };
    jj_cell_text(out, texts[column]);
}

static void gap_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const jj_layer_view *v = user;
    const jj_outcome *o = v->o;
    const jj_gap_patch *p = &o->result->patches[row];
    const double reals[GA_N] = {
        [GA_PEOPLE] = p->people,
        [GA_AREA] = p->area_m2 / 1e6,
        [GA_MINUTES] = minutes(p->nearest_ms),
        [GA_LON] = jj_outcome_degrees(o, v->patch_lonlat[2 * row]),
        [GA_LAT] = jj_outcome_degrees(o, v->patch_lonlat[2 * row + 1]),
    };
    if (column == GA_RANK)
        jj_cell_int(out, p->rank);
    else if (column == GA_SCATTERED)
        jj_cell_int(out, p->is_scattered);
    else if (gap_columns[column].type == JJ_CELL_REAL)
        jj_cell_real(out, reals[column]);
    else
        gap_text(o, p, column, out);
}

static jj_status outline_wkb(jj_ctx *ctx, const jj_layer_view *v, const jj_outline *outline,
                             jj_text *wkb) {
    const jj_grid *g = &v->o->scene->grid;
    size_t n = outline->ring_end[outline->n_rings - 1];
    JJ_AUTO double *xy = jj_alloc(2 * n, sizeof *xy), *y = jj_alloc(n, sizeof *y);
    JJ_AUTO double *x = jj_alloc(n, sizeof *x);
    if (!xy || !x || !y)
        return jj_no_memory(ctx, "outlines", 4 * n * sizeof *xy);
    for (size_t i = 0; i < n; i++) {
        x[i] = g->x0 + outline->corners[2 * i] * g->dx;
        y[i] = g->y0 - outline->corners[2 * i + 1] * g->dy;
    }
    if (v->to_wgs84)
        JJ_TRY(jj_transform_points(ctx, v->to_wgs84, x, y, n));
    for (size_t i = 0; i < n; i++) {
        xy[2 * i] = x[i];
        xy[2 * i + 1] = y[i];
    }
    jj_wkb_outline(wkb, outline, xy);
    return JJ_OK;
}

jj_status jj_layer_outline(jj_ctx *ctx, const jj_layer_view *v, const jj_cover *cover,
                           jj_text *wkb) {
    JJ_CLEANUP(jj_outline_deinit) jj_outline outline = {0};
    JJ_TRY(jj_outline_cover(ctx, &v->o->scene->grid, cover, &outline));
    return outline.n_rings ? outline_wkb(ctx, v, &outline, wkb) : JJ_OK;
}

/* 0.02 degrees to a side, around (x, y). */
static void add_square(jj_text *wkb, double x, double y) {
    const double h = 0.01;
    const double xy[] = {x - h, y - h, x + h, y - h, x + h, y + h, x - h, y + h, x - h, y - h};
    const size_t end = 5;
    jj_wkb_multi(wkb, 1);
    jj_wkb_polygon(wkb, xy, &end, 1);
}

static jj_status gap_geometry(jj_ctx *ctx, const void *user, size_t row, jj_text *wkb) {
    const jj_layer_view *v = user;
    const double *place = &v->patch_lonlat[2 * row];
    if (!v->o->review)
        return jj_layer_outline(ctx, v, &v->o->result->patches[row].cells, wkb);
    if (!isnan(place[0])) /* a square of 2 km stands for the settlement */
        add_square(wkb, jj_outcome_degrees(v->o, place[0]), jj_outcome_degrees(v->o, place[1]));
    return JJ_OK;
}

enum { CO_NAME, CO_EFFECT, CO_EFFECT_ZH, CO_CLAUSE, CO_BUFFER, CO_OUTSIDE, CO_N };

static const jj_column constraint_columns[CO_N] = {
    {"name", JJ_CELL_TEXT, "name", "名称"},
    {"effect", JJ_CELL_TEXT, "effect", "作用"},
    {"effect_zh", JJ_CELL_TEXT, "effect in Chinese", "作用（中文）"},
    {"clause", JJ_CELL_TEXT, "clause", "依据条款"},
    {"buffer_m", JJ_CELL_REAL, "buffer, m (in the outline already)",
     "缓冲距离（米，已含在图形内）"},
    {"is_outside", JJ_CELL_INT, "holds outside the outline", "对图形以外生效"},
};

/* Rows are the areas of all constraints, one after another. */
static const jj_constraint *constraint_of(const jj_scene *s, size_t row, size_t *area) {
    size_t i = 0;
    for (; row >= s->constraints[i].n_areas; i++)
        row -= s->constraints[i].n_areas;
    *area = row;
    return &s->constraints[i];
}

static void constraint_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    size_t area;
    const jj_constraint *c = constraint_of(((const jj_layer_view *)user)->o->scene, row, &area);
    const char *texts[CO_N] = {[CO_NAME] = c->name,
                               [CO_EFFECT] = jj_effect_name(c->effect),
                               [CO_EFFECT_ZH] = jj_effect_title(c->effect, JJ_LANG_ZH),
                               [CO_CLAUSE] = c->clause};
    if (column == CO_BUFFER)
        jj_cell_real(out, c->buffer_m);
    else if (column == CO_OUTSIDE)
        jj_cell_int(out, c->is_outside);
    else
        jj_cell_text(out, texts[column]);
}

static jj_status constraint_geometry(jj_ctx *ctx, const void *user, size_t row, jj_text *wkb) {
    (void)ctx;
    size_t area;
    const jj_constraint *c = constraint_of(((const jj_layer_view *)user)->o->scene, row, &area);
    jj_wkb_multipolygon(wkb, c->areas[area].wkb, c->areas[area].wkb_len);
    return JJ_OK;
}

static size_t n_constraint_areas(const jj_scene *s) {
    size_t n = 0;
    for (size_t i = 0; i < s->n_constraints; i++)
        n += s->constraints[i].n_areas;
    return n;
}

size_t jj_layer_tables(const jj_layer_view *v, jj_table *out) {
    const jj_outcome *o = v->o;
    out[0] = (jj_table){"facility",    "Facilities",           "设施",  facility_columns,
                        FA_N,          o->scene->n_facilities, "POINT", v,
                        facility_cell, facility_geometry};
    out[1] = (jj_table){"catchment",    "Catchments",
                        "服务人口",     catchment_columns,
                        CA_N,           o->result->n_catchments,
                        "POINT",        v,
                        catchment_cell, catchment_geometry};
    out[2] = (jj_table){"gap_patch",          "Gaps",         "缺口", gap_columns, GA_N,
                        o->result->n_patches, "MULTIPOLYGON", v,      gap_cell,    gap_geometry};
    size_t n_areas = n_constraint_areas(o->scene);
    if (n_areas == 0 || o->review) /* protected ground is not for the public */
        return 3;
    out[3] = (jj_table){
        "constraint_area", "Constraints",  "选址约束", constraint_columns, CO_N,
        n_areas,           "MULTIPOLYGON", v,          constraint_cell,    constraint_geometry};
    return 4;
}

static jj_status find_patch_places(jj_ctx *ctx, jj_layer_view *v) {
    const jj_result *r = v->o->result;
    v->patch_lonlat = jj_alloc(r->n_patches, 2 * sizeof *v->patch_lonlat);
    if (!v->patch_lonlat)
        return jj_no_memory(ctx, "gaps", r->n_patches * 2 * sizeof *v->patch_lonlat);
    for (size_t i = 0; i < r->n_patches; i++) {
        double *place = &v->patch_lonlat[2 * i];
        place[0] = place[1] = (double)NAN;
        if (r->patches[i].peak_cell == JJ_NO_CELL)
            continue;
        jj_grid_centre(&v->o->scene->grid, r->patches[i].peak_cell, &place[0], &place[1]);
        if (v->to_wgs84)
            JJ_TRY(jj_transform_points(ctx, v->to_wgs84, &place[0], &place[1], 1));
    }
    return JJ_OK;
}

jj_status jj_layer_view_init(jj_ctx *ctx, const jj_outcome *o, jj_layer_view *out) {
    *out = (jj_layer_view){.o = o};
    const jj_scene *s = o->scene;
    if (s->has_grid && !s->grid.is_geographic && !jj_crs_is_local(s->crs))
        JJ_TRY(jj_transform_new(ctx, s->crs, "EPSG:4326", &out->to_wgs84));
    return find_patch_places(ctx, out);
}

void jj_layer_view_deinit(jj_layer_view *v) {
    jj_transform_free(v->to_wgs84);
    jj_free(v->patch_lonlat);
    *v = (jj_layer_view){0};
}
