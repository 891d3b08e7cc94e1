/* Office lists as a source of facilities: a folder of workbooks into a scene, worked by hand. */
#include "base/degrees.h"
#include "project_case.h"

#include <math.h>

static void make_folder(const char *name) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    CHECK_OK(ctx, jj_remove_tree(ctx, path));
    CHECK_OK(ctx, jj_make_folders(ctx, path));
}

static void put_units(void) {
    put("units.csv", "code,name,parent,level,people\n140700,晋中市,,prefecture,300\n"
                     "140728,平遥县,140700,county,200\n140725,寿阳县,140700,county,100\n"
                     "140728100,古陶镇,140728,township,150\n140728101,段村镇,140728,township,50\n"
                     "140725100,朝阳镇,140725,township,100\n");
}

static jj_status load(const char *facilities, jj_loaded *out) {
    char text[2900];
    snprintf(
        text, sizeof text,
        "name: x\nyear: 2025\nunits:\n"
        "  - {level: prefecture, source: units.csv, where: \"level = 'prefecture'\", code: "
        "code, name: name, columns: [people]}\n"
        "  - {level: county, source: units.csv, where: \"level = 'county'\", code: code, name: "
        "name, parent: [parent], columns: [people]}\n"
        "  - {level: township, source: units.csv, where: \"level = 'township'\", code: code, "
        "name: name, parent: [parent], columns: [people]}\n"
        "population:\n  - {group: total, year: 2020, column: people}\nfacilities:\n  - %s\n",
        facilities);
    return load_project(text, "", out);
}

static const jj_facility *named(const jj_scene *s, const char *name) {
    for (size_t i = 0; i < s->n_facilities; i++)
        if (strcmp(s->facilities[i].name, name) == 0)
            return &s->facilities[i];
    return NULL;
}

static double number(const jj_scene *s, const jj_facility *f, const char *attribute) {
    for (size_t i = 0; i < s->attributes.n; i++)
        if (strcmp(s->attributes.names[i], attribute) == 0)
            return s->attributes.values[i][f - s->facilities];
    return NAN;
}

static uint64_t count(const jj_scene *s, const char *code) {
    uint64_t n = 0;
    for (size_t i = 0; i < s->ledger.n; i++)
        if (strcmp(s->ledger.rows[i].code->code, code) == 0)
            n += s->ledger.rows[i].count;
    return n;
}

static const char *unit_of(const jj_scene *s, const char *name) {
    const jj_facility *f = named(s, name);
    return f && f->unit_declared != JJ_NO_UNIT ? s->units.units[f->unit_declared].code : "";
}

#define LISTS "{name: kg, source: lists, office: true, kind: kindergarten}"

/* The walk below a unit meets every unit of a level once, in order, as a search of all would. */
static void check_walk(const jj_units *u, uint32_t top, uint32_t level) {
    uint32_t at = top;
    for (uint32_t i = 0; i < u->n; i++) {
        bool is_below = u->units[i].level == level && i != top &&
                        jj_unit_at_level(u, i, u->units[top].level) == top;
        if (is_below)
            CHECK_INT(at = jj_unit_next_below(u, top, level, at), i);
    }
    CHECK_INT(jj_unit_next_below(u, top, level, at), JJ_NO_UNIT);
}

static void test_units_below(void) {
    jj_loaded l;
    put("none.csv", "名称,班数\n甲园,3\n");
    CHECK_OK(ctx,
             load("{name: kg, source: none.csv, kind: kindergarten, columns: {name: 名称}}", &l));
    const jj_units *u = &l.scene.units;
    CHECK_INT(u->n, 6);
    for (uint32_t top = 0; top < u->n; top++)
        for (uint32_t level = 0; level < u->n_levels; level++)
            check_walk(u, top, level);
    jj_loaded_deinit(&l);
}

static void test_folder_of_lists(void) {
    make_folder("lists");
    put("lists/平遥县.csv", "平遥县幼儿园一览表,,,,,\n"
                            "序号,所在乡镇,园所名称,办园性质,规模,,学位,经度,纬度\n"
                            ",,,,班数,在园幼儿,,,\n"
                            "1,古陶镇,古陶镇中心幼儿园,公办,９,\"1,026\",约300,112°10′30″,37°12′\n"
                            "2,,西关小学附设幼儿班,其他部门办,2,40,—,,\n"
                            ",小计,,,11,1066,,,\n"
                            "3,平遥县段村,段村幼儿园,谁知道,3,90,100,,\n"
                            "合计,,,,14,1150,,,\n"
                            "填表人：张三,,,,,,,,\n");
    put("lists/寿阳.csv",
        "\xef\xbb\xbf园名,乡镇,性质,状态,莫名其妙\n朝阳园,朝阳镇,民办普惠,停办,1\n");
    put("lists/~$平遥县.xlsx", "lock");
    put("lists/readme.pdf", "no list");
    jj_loaded l;
    CHECK_OK(ctx, load(LISTS, &l));
    const jj_scene *s = &l.scene;
    CHECK_INT(s->n_facilities, 4);
    const jj_facility *central = named(s, "古陶镇中心幼儿园");
    CHECK(central != NULL);
    CHECK_STR(unit_of(s, "古陶镇中心幼儿园"), "140728100");
    CHECK_STR(unit_of(s, "西关小学附设幼儿班"), "140728100"); /* merged downwards */
    CHECK_STR(unit_of(s, "段村幼儿园"), "140728101");         /* prefix and stem */
    CHECK_STR(unit_of(s, "朝阳园"), "140725100");             /* county by the file's name */
    CHECK_NEAR(number(s, central, "classes"), 9, 0);
    CHECK_NEAR(number(s, central, "enrol"), 1026, 0);
    CHECK_NEAR(number(s, central, "places"), 300, 0);
    CHECK_NEAR(number(s, central, "central"), 1, 0);
    CHECK(central->is_inferred);
    CHECK(!named(s, "朝阳园")->is_inferred);
    CHECK_NEAR(central->lon, 112.175, 1e-9);
    CHECK_NEAR(central->lat, 37.2, 1e-9);
    CHECK_STR(named(s, "西关小学附设幼儿班")->kind, "kindergarten_class");
    CHECK_INT(count(s, "total_row"), 2);
    CHECK_INT(count(s, "total_differs"), 1); /* 1,150 of 1,156 children */
    CHECK_INT(count(s, "bad_value"), 1);     /* 谁知道 */
    CHECK_INT(count(s, "unknown_heading"), 1);
    CHECK_INT(count(s, "number_about"), 1);
    jj_loaded_deinit(&l);
}

static void test_twins_without_points(void) {
    make_folder("lists");
    put("lists/a.csv",
        "县,乡镇,村,名称,机构代码\n平遥县,古陶镇,甲村,卫生室,\n平遥县,古陶镇,乙村,卫生室,\n"
        "平遥县,古陶镇,,阳光园,11\n平遥县,古陶,,阳光园,12\n平遥县,古陶镇,,星星园,\n");
    put("lists/b.csv", "名称,乡镇,县\n星星园,平遥县古陶镇,平遥县\n");
    jj_loaded l;
    CHECK_OK(ctx, load(LISTS, &l));
    CHECK_INT(l.scene.n_facilities, 5); /* two villages, two ids, one of two 星星园 */
    CHECK_INT(count(&l.scene, "duplicate"), 1);
    jj_loaded_deinit(&l);
}

static void test_refusals(void) {
    jj_loaded l;
    make_folder("lists");
    CHECK_REFUSED(ctx, load(LISTS, &l), JJ_E_IO, "holds no .xlsx");
    put("lists/a.csv", "1,2,3\n4,5,6\n");
    CHECK_REFUSED(ctx, load(LISTS, &l), JJ_E_FORMAT, "no sheet holds a list");
    make_folder("lists");
    put("lists/a.et", "x");
    CHECK_REFUSED(ctx, load(LISTS, &l), JJ_E_FORMAT, ".xlsx in WPS");
    CHECK_REFUSED(ctx, load("{name: kg, source: lists, office: true, unit_names: [a]}", &l),
                  JJ_E_FORMAT, "do not go with 'office'");
}

static void test_degrees(void) {
    const struct {
        const char *text;
        double degrees;
    } cases[] = {{"112.5", 112.5},
                 {"112°30′", 112.5},
                 {"１１２度３０分", 112.5},
                 {"E112°30'36\"", 112.51},
                 {"112-30-36", 112.51},
                 {"东经112°30′36″", 112.51},
                 {"37°N", 37},
                 {"112°", 112}};
    double v, w;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        v = NAN;
        CHECK(jj_degrees_read(cases[i].text, &v));
        CHECK_NEAR(v, cases[i].degrees, 1e-12);
    }
    const char *const none[] = {"", "112°75′", "abc", "112°30′99″", "512345.7", "1 2 3 x"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        CHECK(!jj_degrees_read(none[i], &v));
    CHECK(jj_degrees_read_pair("112.5，37.25", &v, &w) && v == 112.5 && w == 37.25);
    CHECK(!jj_degrees_read_pair("112.5", &v, &w));
}

/* What a hand says of headings is obeyed, and what it says wrongly is refused with its line. */
static void test_mapping(void) {
    jj_loaded l;
    make_folder("mapped");
    put("mapped/平遥县.csv",
        "园所,归哪管,乡,容,容\n甲园,公办,古陶镇,90,7\n乙园,民办,段村镇,60,8\n");
    put("m.yaml",
        "kg:\n  - list: 平遥县.csv\n    heading_row: 1\n    heading_rows: 1\n    columns:\n"
        "      园所: name\n      归哪管: ownership\n      乡: township\n      容: places\n");
#define MAPPED "{name: kg, source: mapped, office: true, kind: kindergarten, mapping: m.yaml}"
    CHECK_OK(ctx, load(MAPPED, &l));
    CHECK_INT(l.scene.n_facilities, 2);
    CHECK_NEAR(number(&l.scene, named(&l.scene, "甲园"), "places"), 90, 0);
    CHECK_INT(count(&l.scene, "unknown_heading"), 0);
    jj_loaded_deinit(&l);
    put("m.yaml", "kg:\n  - {list: 平遥县.csv, columns: {园所: name, 乡: township, 容: '-'}}\n"
                  "  - {list: 寿阳县.csv, columns: {}}\n");
    CHECK_OK(ctx, load(MAPPED, &l));
    CHECK_INT(count(&l.scene, "mapping_unused"), 1);
    CHECK_INT(count(&l.scene, "unknown_heading"), 1); /* 归哪管: a hand's "-" is not told of */
    jj_loaded_deinit(&l);
    put("m.yaml", "kg:\n  - {list: 平遥县.csv, columns: {园所: nam}}\n");
    CHECK_REFUSED(ctx, load(MAPPED, &l), JJ_E_FORMAT, "m.yaml:2: 'nam' is no meaning of a column");
    put("m.yaml", "kg:\n  - {list: 平遥县.csv, kolumns: {}}\n");
    CHECK_REFUSED(ctx, load(MAPPED, &l), JJ_E_FORMAT, "'heading_row', 'heading_rows' or 'columns'");
    put("m.yaml", "kg:\n  - {list: 平遥县.csv, heading_row: 0}\n");
    CHECK_REFUSED(ctx, load(MAPPED, &l), JJ_E_FORMAT, "the number of a row, from 1 is due here");
    put("m.yaml", "kg:\n  - {heading_row: 1}\n");
    CHECK_REFUSED(ctx, load(MAPPED, &l), JJ_E_FORMAT, "a list with 'list' and 'columns' is due");
    put("m.yaml", "other: []\n");
    CHECK_REFUSED(ctx, load(MAPPED, &l), JJ_E_FORMAT, "nothing of the source 'kg'");
}

/* Without polygons the zone before the easting decides; 112.3 E 37.5 N by gdaltransform. */
static void test_metres(void) {
    jj_loaded l;
    make_folder("metres");
    put("metres/平遥县.csv", "园所名称,乡镇,X坐标,Y坐标\n甲园,古陶镇,\"4,152,796.12\",37614955.66\n"
                             "乙园,段村镇,３８３４９６７０.98,4153360.01\n丙园,段村镇,—,\n");
    put("metres/寿阳县.csv", "园所名称,乡镇,坐标\n丁园,朝阳镇,\"37614955.66,4152796.12\"\n");
    CHECK_REFUSED(ctx, load("{name: kg, source: metres, office: true, kind: kindergarten}", &l),
                  JJ_E_DATA, "3 records give metres, and no coordinate system is declared");
    CHECK_OK(ctx, load("{name: kg, source: metres, office: true, kind: kindergarten, crs: "
                       "'EPSG:4525, EPSG:4526'}",
                       &l));
    const char *const placed[] = {"甲园", "乙园", "丁园"};
    for (size_t i = 0; i < 3; i++) {
        CHECK_NEAR(named(&l.scene, placed[i])->lon, 112.3, 1e-6);
        CHECK_NEAR(named(&l.scene, placed[i])->lat, 37.5, 1e-6);
    }
    CHECK(!named(&l.scene, "丙园")->has_point);
    CHECK_INT(count(&l.scene, "swapped_axes"), 1);
    CHECK_INT(count(&l.scene, "crs_doubtful"), 0);
    jj_loaded_deinit(&l);
    CHECK_REFUSED(ctx,
                  load("{name: kg, source: metres, office: true, kind: kindergarten, crs: "
                       "'EPSG:2361'}",
                       &l),
                  JJ_E_DATA, "is in Xian 1980");
}

int main(void) {
    project_open();
    put_units();
    test_folder_of_lists(); /* PROJ keeps its database open from first use */
    RUN(test_folder_of_lists);
    RUN(test_units_below);
    RUN(test_twins_without_points);
    RUN(test_refusals);
    RUN(test_degrees);
    RUN(test_mapping);
    RUN(test_metres);
    project_close();
    return 0;
}
