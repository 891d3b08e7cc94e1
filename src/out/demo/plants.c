#include "out/demo/files.h"

#include <stdio.h>

typedef struct plant {
    const char *id, *title_zh, *title_en, *found_by;
    const char *where; /* facility id or unit code */
    demo_xy at;        /* x = 0: nowhere in particular */
    const char *query, *answer;
} plant;

/* The coverage rules that the project writes itself, 30 minutes on foot: to any clinic, and to a
 * public or inclusive kindergarten. */
#define CLINIC_RULE   "DEMO-MED-01"
#define CHILDREN_RULE "DEMO-EDU-01"

static jj_status add_row(const demo_files *f, jj_text *t, const plant *p) {
    jj_text_addf(t, "%s,", p->id);
    jj_text_csv(t, p->title_zh);
    jj_text_add(t, ",");
    jj_text_csv(t, p->title_en);
    jj_text_addf(t, ",%s,%s,", p->found_by, p->where);
    if (p->at.x > 0) {
        double lon, lat;
        JJ_TRY(demo_degrees(f, p->at, &lon, &lat));
        jj_text_addf(t, "%.6f,%.6f,", lon, lat);
    } else {
        jj_text_add(t, ",,");
    }
    jj_text_csv(t, p->query);
    jj_text_addf(t, ",%s\n", p->answer);
    return JJ_OK;
}

enum { QUERY = 400 };

static jj_status add_townships(const demo_files *f, jj_text *t) {
    const demo_county *c = f->county;
    const uint32_t units[] = {c->no_public, c->planned};
    static const char *const ids[] = {"P01", "P02"};
    static const char *const titles[][2] = {
        {"乡里只有一所民办园和一所已停办的中心园，没有公办中心园",
         "a township with a private kindergarten and a closed central one: no public central one"},
        {"镇中心园仍在规划，第二中心园考核年之后才开办",
         "a town whose central kindergarten is planned and whose second opens after the year"}};
    for (size_t i = 0; i < JJ_COUNT(units); i++) {
        char query[QUERY];
        const demo_unit *u = &c->units[units[i]];
        snprintf(query, sizeof query,
                 "SELECT status FROM rule_result WHERE rule_id='A-EDU-03' AND unit_code='%s'",
                 u->code);
        JJ_TRY(add_row(f, t,
                       &(plant){ids[i], titles[i][0], titles[i][1], "run", u->code,
                                c->settlements[u->seat].at, query, "fail"}));
    }
    return add_row(f, t,
                   &(plant){.id = "P03",
                            .title_zh = "其余十个乡镇都有公办中心园：未达标的恰为两个",
                            .title_en = "the other ten have one: exactly two fail",
                            .found_by = "run",
                            .where = DEMO_COUNTY_CODE,
                            .query =
                                "SELECT count(*) FROM rule_result WHERE rule_id='A-EDU-03' AND "
                                "unit_level='township' AND status='fail'",
                            .answer = "2"});
}

/* The plan mends one township in the near term and the other in the long term. */
static jj_status add_scenarios(const demo_files *f, jj_text *t) {
    const demo_county *c = f->county;
    const uint32_t units[] = {c->planned, c->no_public};
    static const char *const rows[][4] = {
        {"P16", "规划近期新建中心园后达标", "met once the near-term kindergarten stands",
         "fail pass pass"},
        {"P17", "规划远期新建中心园后达标", "met once the long-term kindergarten stands",
         "fail fail pass"}};
    for (size_t i = 0; i < JJ_COUNT(units); i++) {
        char query[QUERY];
        const demo_unit *u = &c->units[units[i]];
        snprintf(query, sizeof query,
                 "SELECT status_now || ' ' || status_near || ' ' || status_far FROM "
                 "scenario_result WHERE rule_id='A-EDU-03' AND unit_code='%s'",
                 u->code);
        JJ_TRY(add_row(f, t,
                       &(plant){rows[i][0], rows[i][1], rows[i][2], "run", u->code,
                                c->settlements[u->seat].at, query, rows[i][3]}));
    }
    return JJ_OK;
}

static jj_status add_cut_off(const demo_files *f, jj_text *t) {
    const demo_settlement *s = &f->county->settlements[f->county->cut_off];
    const demo_village *v = &f->county->villages[s->village];
    double lon, lat;
    JJ_TRY(demo_degrees(f, s->at, &lon, &lat));
    char query[QUERY];
    snprintf(
        query, sizeof query,
        "SELECT count(*) FROM gap_patch WHERE rule_id='" CLINIC_RULE "' AND unit_code='%s' AND "
        "NOT is_scattered AND people > 300 AND nearest_minutes > 120 AND abs(lon-%.4f) < 0.01 AND "
        "abs(lat-%.4f) < 0.01",
        f->county->units[s->unit].code, lon, lat);
    return add_row(
        f, t,
        &(plant){"P04", "河对岸的村庄：卫生院直线距离一公里多，过桥步行却要数小时",
                 "a village across the river: the hospital is little more than a kilometre "
                 "away, and hours on foot over the bridge",
                 "run", v->code, s->at, query, "1"});
}

/* The chain of care breaks in that village alone. */
static jj_status add_broken_chain(const demo_files *f, jj_text *t) {
    const demo_settlement *s = &f->county->settlements[f->county->cut_off];
    const demo_village *v = &f->county->villages[s->village];
    return add_row(f, t,
                   &(plant){"P14", "县乡村三级医疗机构只缺这一个村",
                            "the three tiers of care are whole but for that village", "run",
                            v->code, s->at,
                            "SELECT group_concat(unit_code) FROM rule_result WHERE "
                            "rule_id='A-MED-08' AND unit_level='village' AND status='fail'",
                            v->code});
}

/* At the seat with the private kindergarten the reason is its ownership, not distance. */
static jj_status add_wrong_ownership(const demo_files *f, jj_text *t) {
    const demo_unit *u = &f->county->units[f->county->no_public];
    demo_xy at = f->county->settlements[u->seat].at;
    double lon, lat;
    JJ_TRY(demo_degrees(f, at, &lon, &lat));
    char query[QUERY];
    snprintf(query, sizeof query,
             "SELECT reason FROM gap_patch WHERE rule_id='" CHILDREN_RULE
             "' AND unit_code='%s' AND "
             "NOT is_scattered AND abs(lon-%.4f) < 0.01 AND abs(lat-%.4f) < 0.01 ORDER BY people "
             "DESC LIMIT 1",
             u->code, lon, lat);
    return add_row(f, t,
                   &(plant){"P15", "乡政府驻地近旁有园，但为民办：缺口原因是性质不符而非太远",
                            "a kindergarten stands near by but is private: the reason is ownership",
                            "run", u->code, at, query, "wrong_ownership"});
}

static jj_status add_over_full(const demo_files *f, jj_text *t) {
    const demo_facility *x = &f->facilities->items[f->facilities->over_full];
    char query[QUERY];
    snprintf(query, sizeof query,
             "SELECT group_concat(facility_id) FROM catchment WHERE rule_id='" CLINIC_RULE
             "' AND people_within > places");
    return add_row(
        f, t,
        &(plant){"P05", "卫生室服务能力300人，就近人口超出，且全县仅此一处",
                 "a clinic with room for 300 and more people than that nearest to it, the "
                 "only one in the county",
                 "run", x->id, x->at, query, x->id});
}

static jj_status add_records(const demo_files *f, jj_text *t) {
    const demo_facilities *l = f->facilities;
    const struct {
        const char *id, *title_zh, *title_en;
        size_t facility;
        const char *code, *source;
    } rows[] = {
        {"P06", "同名同类、相距18米的重复幼儿园，编号不同",
         "the same kindergarten twice, 18 m apart, under two ids", l->duplicate_name, "duplicate",
         "kindergartens"},
        {"P07", "同一编号的卫生室填报两次", "a clinic listed twice under one id", l->duplicate_id,
         "duplicate", "health"},
        {"P08", "坐标偏到县外60公里", "a point 60 km outside the county", l->far_away,
         "outside_units", "kindergartens"},
        {"P09", "经纬度填反", "longitude and latitude in each other's column", l->swapped,
         "swapped_axes", "kindergartens"},
        {"P10", "填报代码与坐标所在乡镇不一致", "declared in another township than where it stands",
         l->wrong_unit, "unit_differs", "kindergartens"},
        {"P11", "没有坐标，只按填报代码计数", "no coordinates: counted by its code alone",
         l->no_point, "no_coordinates", "culture"},
        {"P12", "类别不在词表内（宠物诊所）", "of a kind the map does not know (a vet)",
         l->unknown_kind, "unknown_kind", "health"},
    };
    for (size_t i = 0; i < JJ_COUNT(rows); i++) {
        const demo_facility *x = &l->items[rows[i].facility];
        char query[QUERY];
        snprintf(query, sizeof query,
                 "SELECT sum(count) FROM ledger WHERE code='%s' AND source='%s'", rows[i].code,
                 rows[i].source);
        JJ_TRY(add_row(f, t,
                       &(plant){rows[i].id, rows[i].title_zh, rows[i].title_en, "check", x->id,
                                x->has_point ? x->at : (demo_xy){0}, query, "1"}));
    }
    return JJ_OK;
}

/* A point given in GCJ-02 lands where it was put, not half a kilometre away. */
static jj_status add_datum(const demo_files *f, jj_text *t) {
    const demo_facility *x = &f->facilities->items[f->facilities->over_full];
    double lon, lat;
    JJ_TRY(demo_degrees(f, x->at, &lon, &lat));
    char query[QUERY];
    snprintf(query, sizeof query,
             "SELECT count(*) FROM facility WHERE id='%s' AND abs(lon-%.6f) < 0.00001 AND "
             "abs(lat-%.6f) < 0.00001",
             x->id, lon, lat);
    return add_row(f, t,
                   &(plant){"P13", "卫生健康局的坐标是GCJ-02，须还原后使用",
                            "the health office's coordinates are GCJ-02 and are brought back",
                            "check", x->id, x->at, query, "1"});
}

jj_status demo_plants_csv(const demo_files *f, jj_text *out) {
    jj_text_add(out, "id,title_zh,title_en,found_by,where,lon,lat,query,answer\n");
    JJ_TRY(add_townships(f, out));
    JJ_TRY(add_cut_off(f, out));
    JJ_TRY(add_over_full(f, out));
    JJ_TRY(add_records(f, out));
    JJ_TRY(add_datum(f, out));
    JJ_TRY(add_broken_chain(f, out));
    JJ_TRY(add_scenarios(f, out));
    return add_wrong_ownership(f, out);
}
