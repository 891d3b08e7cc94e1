/* People that are no grid, worked by hand: villages, estates, births, unit totals over residential
 * land, control totals of two levels; nobody is made or lost on the way to the cells. */
#include "load/people_rows.h"
#include "project_case.h"

#define BOX(w, s, e, n)                                                                            \
    "{\"type\":\"Polygon\",\"coordinates\":[[[" w "," s "],[" e "," s "],[" e "," n "],[" w "," n  \
    "],[" w "," s "]]]}"
#define FEATURE(properties, geometry)                                                              \
    "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":" geometry "}"
#define LAYER(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

/* A county of two townships, 0.02 degrees square each, side by side; the lattice is 4 x 2 cells. */
static void put_county(void) {
    put("county.csv", "code,name,pop,net\n149901,试验县,500,-0.1\n");
    put("towns.geojson",
        LAYER(FEATURE(
            "\"code\":\"149901001\",\"name\":\"甲镇\",\"pop\":300",
            BOX("112", "37", "112.02",
                "37.02")) "," FEATURE("\"code\":\"149901002\",\"name\":\"乙乡\",\"pop\":100",
                                      BOX("112.02", "37", "112.04", "37.02"))));
    put("one.asc", "ncols 4\nnrows 2\nxllcorner 112\nyllcorner 37\ncellsize 0.01\n"
                   "NODATA_value -9\n1 1 1 1\n1 1 1 -9\n");
}

static const char head[] =
    "name: x\nyear: 2025\nlattice: {source: one.asc, crs: 'EPSG:4326', margin_km: 0}\nunits:\n"
    "  - {level: county, source: county.csv, code: code, name: name, columns: [pop, net]}\n"
    "  - {level: township, source: towns.geojson, code: code, name: name, columns: [pop]}\n";

static jj_status load(const char *rest, jj_loaded *out) {
    return load_project(head, rest, out);
}

static void test_year_pattern(void) {
    int year;
    CHECK(jj_year_pattern_match("{year}年出生", "2021年出生", &year) && year == 2021);
    CHECK(jj_year_pattern_match("births {year}", "births 2019", &year) && year == 2019);
    CHECK(!jj_year_pattern_match("births {year}", "births 20190", &year));
    CHECK(!jj_year_pattern_match("births {year}", "births 19", &year));
    CHECK(!jj_year_pattern_match("births", "births", &year));
    CHECK(!jj_year_pattern_match("{year}", "0021", &year));
}

static const char villages[] = "村,乡镇,人口,b2019,b2020,b2021,b2022,x,y\n"
                               "一,甲镇,\"1,026\",9,10,11,12,112.005,37.015\n"
                               "二,乙乡,约150,1,2,3,4,112.035,37.005\n"
                               "三,乙乡,—,0,0,0,0,112.035,37.005\n";

#define VILLAGES                                                                                   \
    "people:\n  - {name: villages, source: villages.csv, x: x, y: y, crs: 'EPSG:4490', year: "     \
    "2024, groups: {total: 人口, villages: '1'}"

/* Each on its cell, even where the raster has no data; figures as people write them. */
static void test_points(void) {
    put("villages.csv", villages);
    jj_loaded l;
    CHECK_OK(ctx, load(VILLAGES ", births: 'b{year}', ages: [age3_5, age0_2]}\n", &l));
    const jj_scene *s = &l.scene;
    const jj_demand *total = jj_scene_demand(s, "total", 2025);
    CHECK_NEAR(total->people[0], 1026, 0);
    CHECK_NEAR(total->people[7], 150, 0);
    CHECK_NEAR(total->total, 1176, 0);
    CHECK_NEAR(sum(s, total), 1176, 0);
    CHECK_NEAR(jj_scene_demand(s, "villages", 2025)->people[7], 2, 0);
    CHECK_NEAR(total->of_unit[jj_unit_find(&s->units, "149901002")], 150, 0);
    CHECK_NEAR(total->of_unit[jj_unit_find(&s->units, "149901")], 1176, 0);
    CHECK_INT(ledger_row(s, "number_about")->count, 1);
    const jj_demand *kids = jj_scene_demand(s, "age3_5", 2025);
    CHECK_INT(kids->year, 2025);
    CHECK_NEAR(kids->people[0], 10 + 11 + 12, 0);
    CHECK_NEAR(kids->people[7], 2 + 3 + 4, 0);
    CHECK(!kids->is_modelled && ledger_row(s, "births_as_born"));
    CHECK(!jj_scene_demand(s, "age0_2", 2025));
    CHECK_STR(ledger_row(s, "births_missing")->feature, "age0_2 2025");
    jj_loaded_deinit(&l);
}

/* 2020: five years on, 2022: three; survival 0.9 for all, the county loses a tenth a year. */
static void test_rates(void) {
    put("villages.csv", villages);
    jj_loaded l;
    CHECK_OK(ctx, load(VILLAGES ", births: 'b{year}', ages: [age3_5], survival: 0.9, migration: "
                                "net}\n",
                       &l));
    const jj_demand *kids = jj_scene_demand(&l.scene, "age3_5", 2025);
    double rate = 0.9 * 0.9;
    CHECK_NEAR(kids->people[0], 10 * pow(rate, 5) + 11 * pow(rate, 4) + 12 * rate * rate * rate,
               1e-9);
    CHECK(kids->is_modelled && ledger_row(&l.scene, "births_aged"));
    jj_loaded_deinit(&l);
}

/* An estate over two cells gives each its part; one off the lattice is refused with its people. */
static void test_polygons(void) {
    put("estates.geojson",
        LAYER(FEATURE("\"n\":400", BOX("112.0075", "37.012", "112.0175", "37.018")) "," FEATURE(
            "\"n\":7", BOX("113", "37.012", "113.01", "37.018"))));
    jj_loaded l;
    CHECK_OK(ctx, load("people:\n  - {name: estates, source: estates.geojson, year: 2024, groups: "
                       "{total: n}}\n",
                       &l));
    const jj_demand *d = jj_scene_demand(&l.scene, "total", 2024);
    CHECK_NEAR(d->people[0], 100, 1e-6);
    CHECK_NEAR(d->people[1], 300, 1e-6);
    CHECK_NEAR(d->total, 400, 1e-9);
    CHECK_NEAR(ledger_row(&l.scene, "people_off_grid")->people, 7, 0);
    CHECK(d->of_unit == NULL);
    jj_loaded_deinit(&l);
}

/*
 * Homes fill a quarter of one cell of the first township and half of another; the second has none.
 */
static void test_unit_totals_over_residential_land(void) {
    put("land.geojson",
        LAYER(FEATURE("\"DLBM\":\"0702\"", BOX("112", "37.01", "112.005", "37.015")) "," FEATURE(
            "\"DLBM\":\"0701A\"",
            BOX("112.01", "37.01", "112.015",
                "37.02")) "," FEATURE("\"DLBM\":\"1101\"",
                                      BOX("112.03", "37.0", "112.04",
                                          "37.01")) "," FEATURE("\"DLBM\":\"77\"",
                                                                BOX("112.03", "37.01", "112.04",
                                                                    "37.02"))));
    put("totals.csv", "code,2020人口,2025人口\n149901,500,600\n149901001,300,360\n");
    jj_loaded l;
    CHECK_OK(ctx, load("landuse: [{source: land.geojson}]\npeople:\n  - {name: totals, source: "
                       "totals.csv, code: code, groups: {total: '{year}人口'}}\n",
                       &l));
    const jj_scene *s = &l.scene;
    CHECK_NEAR((double)s->residential[0], 0.25, 1e-6);
    CHECK_NEAR((double)s->residential[1], 0.5, 1e-6);
    CHECK_STR(ledger_row(s, "unknown_landuse")->feature, "77");
    const jj_demand *d = jj_scene_demand(s, "total", 2020);
    CHECK_INT(d->year, 2020);
    CHECK_NEAR(d->people[0], 100, 1e-3);
    CHECK_NEAR(d->people[1], 200, 1e-3);
    CHECK_NEAR(d->people[0] + d->people[1], 300, 1e-9);
    /* the county has no polygon: its other 200 go to the other township's ground, where nobody
       is said to live */
    CHECK_NEAR(of_unit(s, d, "149901002"), 200, 1e-9);
    CHECK_NEAR(ledger_row(s, "spread_evenly")->people, 200 + 240, 1e-9);
    CHECK(d->is_modelled);
    CHECK_NEAR(jj_scene_demand(s, "total", 2025)->of_unit[0], 600, 0);
    jj_loaded_deinit(&l);
}

static const char with_polygon[] =
    "name: x\nyear: 2025\nlattice: {source: one.asc, crs: 'EPSG:4326', margin_km: 0}\nunits:\n"
    "  - {level: county, source: county.geojson, code: code, name: name, columns: [pop]}\n"
    "  - {level: township, source: towns.geojson, code: code, name: name, columns: [pop]}\n";

static jj_status load_with_county(const char *rest, jj_loaded *out) {
    put("county.geojson", LAYER(FEATURE("\"code\":\"149901\",\"name\":\"试验县\",\"pop\":500",
                                        BOX("112", "37", "112.04", "37.02"))));
    return load_project(with_polygon, rest, out);
}

/*
 * The township keeps its own 360; the rest of the county's 600 goes to the county's other ground.
 */
static void test_rest_of_a_county(void) {
    put("totals.csv", "code,n\n149901,600\n149901001,360\n");
    jj_loaded l;
    CHECK_OK(ctx, load_with_county("people:\n  - {name: totals, source: totals.csv, code: code, "
                                   "year: 2025, groups: {total: n}, spread: area}\n",
                                   &l));
    const jj_demand *d = jj_scene_demand(&l.scene, "total", 2025);
    CHECK_NEAR(of_unit(&l.scene, d, "149901001"), 360, 1e-9);
    CHECK_NEAR(of_unit(&l.scene, d, "149901002"), 240, 1e-9);
    CHECK_NEAR(d->total, 600, 1e-9);
    jj_loaded_deinit(&l);
}

/* Townships say 300 and 100, the county 500: the finer level holds, the county misses 100. */
static void test_controls_of_two_levels(void) {
    put("villages.csv", villages);
    jj_loaded l;
    CHECK_OK(ctx,
             load_with_county(VILLAGES ", controls: [{group: total, level: county, column: "
                                       "pop}, {group: total, level: township, column: pop}]}\n",
                              &l));
    const jj_demand *d = jj_scene_demand(&l.scene, "total", 2025);
    CHECK_NEAR(of_unit(&l.scene, d, "149901001"), 300, 1e-6);
    CHECK_NEAR(of_unit(&l.scene, d, "149901002"), 100, 1e-6);
    CHECK_NEAR(d->total, 400, 1e-6);
    const jj_ledger_row *r = ledger_row(&l.scene, "control_residual");
    CHECK_NEAR(r->people, -100, 1e-6);
    CHECK_STR(r->value, "试验县 400 / 500 (-20.00 %)");
    CHECK_NEAR(jj_scene_demand(&l.scene, "villages", 2025)->total, 3, 0);
    jj_loaded_deinit(&l);
}

/* Without a raster the lattice is made around the units. */
static void test_made_lattice(void) {
    static const char plain[] =
        "name: x\nyear: 2025\nlattice: {cell_m: 500, margin_km: 1}\nunits:\n"
        "  - {level: township, source: towns.geojson, code: code, name: name}\n";
    put("villages.csv", villages);
    jj_loaded l;
    CHECK_OK(ctx, load_project(plain, VILLAGES "}\n", &l));
    CHECK(l.scene.has_grid && l.scene.grid.rows >= 8 && l.scene.grid.rows <= 10);
    CHECK_NEAR(l.scene.lengths.north_m[0], 500, 5);
    CHECK_NEAR(l.scene.lengths.east_m[0], 500, 5);
    CHECK_NEAR(of_unit(&l.scene, &l.scene.demands[0], "149901001"), 1026, 1e-9);
    CHECK(ledger_row(&l.scene, "grid_made"));
    jj_loaded_deinit(&l);
}

/* Walking: a cell half homestead and half paddy is the mean of both; one mostly river is shut. */
static void test_walking_by_land_use(void) {
    put("land.geojson",
        LAYER(FEATURE("\"DLBM\":\"0702\"", BOX("112", "37.01", "112.005", "37.02")) "," FEATURE(
            "\"DLBM\":\"0101\"",
            BOX("112.005", "37.01", "112.01", "37.02")) "," FEATURE("\"DLBM\":\"1101\"",
                                                                    BOX("112.01", "37.01",
                                                                        "112.018", "37.02"))));
    jj_loaded l;
    CHECK_OK(ctx, load("landuse: [{source: land.geojson}]\nprofiles: [{id: walk_std}]\n", &l));
    const jj_profile *p = jj_scene_profile(&l.scene, "walk_std");
    double scale = 4 / 3.6 / p->speed_m_s;
    CHECK_NEAR((double)p->pace_ms_m[0], (900 + 1440) / 2.0 * scale, 0.1);
    CHECK_NEAR((double)p->pace_ms_m[1], 0, 0);
    CHECK_NEAR((double)p->pace_ms_m[2], 900 * scale, 0.1);
    jj_loaded_deinit(&l);
}

/* Town and country by code of the unit, without polygons of its own. */
static void test_urban_by_class(void) {
    put("classes.csv", "unit,class\n149901001,121\n149901002,220\n");
    jj_loaded l;
    CHECK_OK(ctx, load("urban: {source: classes.csv, code: unit, class_column: class}\n", &l));
    CHECK_NEAR((double)l.scene.is_urban[0], 1, 1e-6);
    CHECK_NEAR((double)l.scene.is_urban[2], 0, 0);
    jj_loaded_deinit(&l);
}

static void refuse(const char *rest, jj_status status, const char *message) {
    jj_loaded l;
    CHECK_REFUSED(ctx, load(rest, &l), status, message);
}

static void test_refusals(void) {
    put("villages.csv", villages);
    refuse("people:\n  - {name: v, source: villages.csv}\n", JJ_E_FORMAT,
           "people 'v' need 'groups' or 'births'");
    refuse("people:\n  - {name: v, source: villages.csv, births: b}\n", JJ_E_FORMAT,
           "must hold {year}");
    refuse("people:\n  - {name: v, source: villages.csv, births: 'c{year}'}\n", JJ_E_DATA,
           "no column 'c{year}'");
    refuse("people:\n  - {name: v, source: villages.csv, groups: {total: 人口}}\n", JJ_E_FORMAT,
           "'year' says of which year");
    refuse("people:\n  - {name: v, source: villages.csv, year: 2024, groups: {total: 户数}}\n",
           JJ_E_DATA, "no column '户数'");
    refuse("people:\n  - {name: v, source: villages.csv, x: y, y: x, crs: 'EPSG:4490', year: 2024, "
           "groups: {total: 人口}}\n",
           JJ_E_DATA, "no row lies on the lattice or names a unit");
    refuse(VILLAGES ", births: 'b{year}', ages: [total]}\n", JJ_E_FORMAT, "not 'total'");
    refuse(VILLAGES ", births: 'b{year}', survival: 3, ages: [age3_5]}\n", JJ_E_RANGE,
           "out of all reason");
    refuse(VILLAGES ", births: 'b{year}', migration: nett, ages: [age3_5]}\n", JJ_E_FORMAT,
           "no units keep a column 'nett'");
    refuse(VILLAGES ", controls: [{level: county, column: pop}]}\n", JJ_E_FORMAT, "with polygons");
    refuse("population:\n  - {group: total, year: 2020, column: pop, spread: homes}\n", JJ_E_FORMAT,
           "'total' cannot be spread by 'homes'");
    put("classes.csv", "code,residential,walk_km_h\n01,0,50\n");
    put("land.geojson", LAYER(FEATURE("\"DLBM\":\"01\"", BOX("112", "37", "112.1", "37.1"))));
    refuse("landuse: [{source: land.geojson, classes: classes.csv}]\n", JJ_E_DATA,
           "class '01', walk_km_h '50'");
    refuse("landuse: [{source: land.geojson, class_column: 地类}]\n", JJ_E_DATA,
           "no column '地类'");
}

int main(void) {
    project_open();
    put_county();
    test_made_lattice(); /* PROJ keeps its database open from first use */
    RUN(test_year_pattern);
    RUN(test_points);
    RUN(test_rates);
    RUN(test_polygons);
    RUN(test_unit_totals_over_residential_land);
    RUN(test_rest_of_a_county);
    RUN(test_controls_of_two_levels);
    RUN(test_made_lattice);
    RUN(test_walking_by_land_use);
    RUN(test_urban_by_class);
    RUN(test_refusals);
    project_close();
    return 0;
}
