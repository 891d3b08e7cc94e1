/* A project on a lattice of 4 x 4 cells, worked by hand: people, shares, rescaling, regridding,
 * overlaps, datums; people are neither made nor lost on the way to the lattice. */
#include "project_case.h"

/* Two units side by side; the second begins at `east` and ends at 112.04. */
static void put_units(const char *east) {
    char text[1200];
    snprintf(
        text, sizeof text,
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{"
        "\"code\":\"999902002\",\"name\":\"B\",\"people\":160,\"kids\":40},\"geometry\":{"
        "\"type\":\"Polygon\",\"coordinates\":[[[%s,37],[112.04,37],[112.04,37.04],[%s,37.04],"
        "[%s,37]]]}},{\"type\":\"Feature\",\"properties\":{\"code\":\"999902001\",\"name\":"
        "\"A\",\"people\":600,\"kids\":60},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":["
        "[[112,37],[112.02,37],[112.02,37.04],[112,37.04],[112,37]]]}}]}",
        east, east, east);
    put("units.geojson", text);
}

static const char header[] = "ncols 4\nnrows 4\nxllcorner 112\nyllcorner 37\ncellsize 0.01\n"
                             "NODATA_value -9\n";

static void put_people(const char *name, const char *head, const char *cells) {
    char text[600];
    snprintf(text, sizeof text, "%s%s", head, cells);
    put(name, text);
}

static const char cells[] = "10 20 5 5\n30 40 10 0\n50 60 20 20\n40 50 20 -9\n"; /* A 300, B 80 */

static const char units_yaml[] =
    "name: x\nyear: 2025\nunits:\n  - {level: township, source: "
    "units.geojson, code: code, name: name, columns: [people, kids]}\n";

static jj_status load(const char *rest, jj_loaded *out) {
    return load_project(units_yaml, rest, out);
}

#define GRID "population:\n  - {group: total, year: 2020, grid: people.asc, crs: 'EPSG:4326'}\n"

static void test_people_and_shares(void) {
    put_units("112.02");
    put_people("people.asc", header, cells);
    jj_loaded l;
    CHECK_OK(ctx, load(GRID "  - {group: kids, year: 2020, share_of: total, numerator: kids, "
                            "denominator: people}\n"
                            "  - {group: even, year: 2020, grid: people.asc, crs: 'EPSG:4326', "
                            "rescale: people}\n",
                       &l));
    const jj_scene *s = &l.scene;
    CHECK_INT(s->grid.rows * 100 + s->grid.cols, 404);
    CHECK_STR(s->units.units[0].code, "999902001");
    const jj_demand *total = jj_scene_demand(s, "total", 2025);
    CHECK_NEAR(total->total, 380, 0);
    CHECK_NEAR(of_unit(s, total, "999902001"), 300, 1e-9);
    CHECK_INT(s->is_nodata[15], 1);
    CHECK_INT(s->is_nodata[7], 0);
    const jj_demand *kids = jj_scene_demand(s, "kids", 2025);
    CHECK_NEAR(kids->total, 300 * 0.1 + 80 * 0.25, 1e-9);
    CHECK_NEAR(kids->of_unit[1], 40, 0);
    const jj_demand *even = jj_scene_demand(s, "even", 2025);
    CHECK_NEAR(of_unit(s, even, "999902001"), 600, 1e-6);
    CHECK_NEAR(of_unit(s, even, "999902002"), 160, 1e-6);
    jj_loaded_deinit(&l);
}

/* A border through the middle of a column: the iteration still meets both figures. */
static void test_rescale_across_a_border(void) {
    put_units("112.025");
    put_people("people.asc", header, cells);
    jj_loaded l;
    CHECK_OK(ctx, load("population:\n  - {group: total, year: 2020, grid: people.asc, crs: "
                       "'EPSG:4326', rescale: people}\n",
                       &l));
    const jj_demand *d = &l.scene.demands[0];
    CHECK_NEAR(of_unit(&l.scene, d, "999902001"), 600, 1e-6);
    CHECK_NEAR(of_unit(&l.scene, d, "999902002"), 160, 1e-6);
    jj_loaded_deinit(&l);
}

/* Cells of half the size, and a second grid half a cell off: the total stays to rounding. */
static void test_lattices_keep_the_total(void) {
    static const char shifted[] = "ncols 3\nnrows 3\nxllcorner 112.005\nyllcorner 37.005\n"
                                  "cellsize 0.01\nNODATA_value -9\n";
    put_units("112.02");
    put_people("people.asc", header, cells);
    put_people("other.asc", shifted, "1 2 3\n4 5 6\n7 8 9\n");
    jj_loaded l;
    CHECK_OK(ctx, load("lattice: {subdivide: 3}\n" GRID
                       "  - {group: other, year: 2020, grid: other.asc, crs: 'EPSG:4326'}\n",
                       &l));
    const jj_scene *s = &l.scene;
    CHECK_INT(s->grid.rows, 12);
    CHECK_NEAR(sum(s, &s->demands[0]), 380, 1e-9);
    CHECK_NEAR(s->demands[0].people[0], 10 / 9.0, 1e-12);
    CHECK_NEAR(sum(s, &s->demands[1]), 45, 1e-9);
    CHECK_NEAR(s->demands[1].total, 45, 1e-9);
    CHECK(ledger_row(s, "people_regridded"));
    jj_loaded_deinit(&l);
}

static void test_density_and_negative(void) {
    put_units("112.02");
    put_people("people.asc", header, "100 0 0 0\n0 -5 0 0\n0 0 0 0\n0 0 0 0\n");
    jj_loaded l;
    CHECK_OK(ctx, load("population:\n  - {group: total, year: 2020, grid: people.asc, crs: "
                       "'EPSG:4326', value: density}\n",
                       &l));
    /* 0.01 degrees at 37.035 N: 889.4 m by 1,109.8 m */
    CHECK_NEAR(l.scene.demands[0].total, 100 * 0.8894 * 1.1098, 0.05);
    CHECK_NEAR(ledger_row(&l.scene, "negative_people")->people, -5, 0);
    jj_loaded_deinit(&l);
}

/* B overlaps A by half of A: the smaller code keeps it, and nobody is counted twice. */
static void test_overlap_goes_to_the_smaller_code(void) {
    put_units("112.01");
    put_people("people.asc", header, cells);
    jj_loaded l;
    CHECK_OK(ctx, load(GRID, &l));
    CHECK_NEAR(of_unit(&l.scene, &l.scene.demands[0], "999902001"), 300, 1e-9);
    CHECK_NEAR(of_unit(&l.scene, &l.scene.demands[0], "999902002"), 80, 1e-9);
    CHECK_INT(ledger_row(&l.scene, "overlapping_units")->count, 1);
    jj_loaded_deinit(&l);
}

/* Points 300 m inside A by GCJ-02, given as WGS 84: they seem to lie in B. */
static void test_datum_is_suspected(void) {
    char text[1000] = "id,unit,lon,lat\n";
    put_units("112.02");
    put_people("people.asc", header, cells);
    for (int i = 0; i < 12; i++) {
        char row[80];
        snprintf(row, sizeof row, "%d,999902001,112.0225,%.4f\n", i, 37.005 + 0.0025 * i);
        memcpy(text + strlen(text), row, strlen(row) + 1);
    }
    put("points.csv", text);
    jj_loaded l;
    static const char given[] = GRID
        "facilities:\n  - {name: f, source: points.csv, x: lon, y: lat, datum: %s, kind: clinic, "
        "columns: {id: id, unit_code: unit}}\n";
    char yaml[600];
    snprintf(yaml, sizeof yaml, given, "wgs84");
    CHECK_OK(ctx, load(yaml, &l));
    const jj_ledger_row *row = ledger_row(&l.scene, "datum_suspected");
    CHECK(row && strstr(row->example, "wgs84: 0, gcj02: 12") && row->count == 12);
    jj_loaded_deinit(&l);
    snprintf(yaml, sizeof yaml, given, "gcj02");
    CHECK_OK(ctx, load(yaml, &l));
    CHECK(!ledger_row(&l.scene, "datum_suspected") && !ledger_row(&l.scene, "unit_differs"));
    CHECK_INT(l.scene.facilities[3].unit_located, 0);
    jj_loaded_deinit(&l);
}

static void test_selection_knows_what_it_does_not_know(void) {
    put_units("112.02");
    put_people("people.asc", header, cells);
    put("points.csv", "id,owner,opened,lon,lat\n1,public,2015,112.005,37.005\n"
                      "2,,2016,112.015,37.005\n3,public,2030,112.03,37.03\n");
    jj_loaded l;
    CHECK_OK(ctx,
             load(GRID
                  "facilities:\n  - {name: f, source: points.csv, x: lon, y: lat, datum: wgs84, "
                  "kind: kindergarten, columns: {id: id, ownership: owner, open_date: "
                  "opened}}\nrules:\n  own:\n    - {id: A, domain: EDU, status: machine, metric: "
                  "AT_LEAST_N, unit_sets: township, n_min: 1, op: report, title_en: a, filters: "
                  "kind = 'kindergarten' AND ownership = 'public'}\n    - {id: B, domain: EDU, "
                  "status: machine, metric: AT_LEAST_N, unit_sets: township, n_min: 1, op: "
                  "report, title_en: b, filters: kind = 'library'}\n",
                  &l));
    const jj_selection *a = &l.scene.selections[0], *b = &l.scene.selections[1];
    CHECK_INT(a->n, 1);
    CHECK_INT(a->facilities[0], 0);
    CHECK_INT(a->n_unknown, 1);
    CHECK_INT(a->unknown[0], 1);
    CHECK(a->has_source && !b->has_source && b->n == 0);
    jj_loaded_deinit(&l);
}

/* Three townships of old are two of today: polygons find their unit by name, merged ones unite. */
static void test_polygons_of_old_townships(void) {
    static const char old[] =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{"
        "\"n\":\"甲乡\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[112,37],[112.01,37],"
        "[112.01,37.04],[112,37.04],[112,37]]]}},{\"type\":\"Feature\",\"properties\":{\"n\":"
        "\"乙\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[112.01,37],[112.02,37],[112."
        "02,"
        "37.04],[112.01,37.04],[112.01,37]]]}},{\"type\":\"Feature\",\"properties\":{\"n\":"
        "\"丙镇\"},"
        "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[112.02,37],[112.04,37],[112.04,37."
        "04],"
        "[112.02,37.04],[112.02,37]]]}},{\"type\":\"Feature\",\"properties\":{\"n\":\"丁乡\"},"
        "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[113,37],[113.04,37],[113.04,37.04],["
        "113,"
        "37.04],[113,37]]]}}]}";
    static const char project[] =
        "name: x\nyear: 2025\nunit_changes: changes.csv\nunits:\n  - {level: township, source: "
        "units.csv, code: code, name: name, geometry: {source: old.geojson, unit_names: [n]}}\n"
        "population:\n  - {group: total, year: 2020, grid: people.asc, crs: 'EPSG:4326'}\n";
    put("old.geojson", old);
    put("units.csv", "code,name\n999902001,乙镇\n999902002,丙街道\n");
    put("changes.csv", "old_name,code,date\n甲乡,999902001,2021-06-30\n丙镇,999902002,2022\n");
    put_people("people.asc", header, cells);
    jj_loaded l;
    CHECK_OK(ctx, load_project(project, "", &l));
    CHECK_NEAR(of_unit(&l.scene, &l.scene.demands[0], "999902001"), 300, 1e-9);
    CHECK_NEAR(of_unit(&l.scene, &l.scene.demands[0], "999902002"), 80, 1e-9);
    CHECK_STR(ledger_row(&l.scene, "polygons_united")->feature, "999902001");
    CHECK_INT(ledger_row(&l.scene, "unit_name_old")->count, 2);
    CHECK_STR(ledger_row(&l.scene, "unknown_unit")->value, "丁乡");
    jj_loaded_deinit(&l);
}

/*
 * A footway through the second row at 4 km/h in ground of 2 km/h, and a motorway nobody walks on.
 */
static void test_roads_on_the_ground(void) {
    static const char lines[] =
        "{\"type\":\"FeatureCollection\",\"features\":["
        "{\"type\":\"Feature\",\"properties\":{\"highway\":\"footway\"},\"geometry\":{\"type\":"
        "\"LineString\",\"coordinates\":[[112.001,37.025],[112.025,37.025]]}},"
        "{\"type\":\"Feature\",\"properties\":{\"highway\":\"motorway\"},\"geometry\":{\"type\":"
        "\"LineString\",\"coordinates\":[[112.001,37.005],[112.035,37.005]]}}]}";
    put_units("112.02");
    put_people("people.asc", header, cells);
    put("lines.geojson", lines);
    jj_loaded l;
    CHECK_OK(ctx, load(GRID "surface: {roads: [{source: lines.geojson}]}\n"
                            "profiles:\n  - {id: slow, speed_km_h: 2, roads: {footway: 4}}\n"
                            "  - {id: fast, speed_km_h: 6, roads: {footway: 4}}\n"
                            "  - {id: none, speed_km_h: 2, roads: {steps: 2}}\n",
                       &l));
    const float *slow = jj_scene_profile(&l.scene, "slow")->pace_ms_m;
    const float *fast = jj_scene_profile(&l.scene, "fast")->pace_ms_m;
    const float *none = jj_scene_profile(&l.scene, "none")->pace_ms_m;
    for (size_t i = 0; i < 16; i++) {
        CHECK_NEAR((double)slow[i], i >= 4 && i <= 6 ? 900 : 1800, 0.01);
        CHECK_NEAR((double)fast[i], 600, 0.01); /* a road slows nobody */
        CHECK_NEAR((double)none[i], 1800, 0.01);
    }
    const jj_ledger_row *row = ledger_row(&l.scene, "roads_burned");
    CHECK(row && row->count == 3);
    CHECK_STR(row->field, "slow");
    CHECK(jj_scene_profile(&l.scene, "slow")->burn_left_out_m > 900);
    CHECK_NEAR(jj_scene_profile(&l.scene, "fast")->burn_left_out_m, 0, 0);
    jj_loaded_deinit(&l);
    CHECK_REFUSED(ctx,
                  load(GRID "surface: {roads: [{source: lines.geojson, where: 'a = 1'}]}\n"
                            "profiles:\n  - {id: slow, speed_km_h: 2}\n",
                       &l),
                  JJ_E_FORMAT, "source, layer and crs alone");
    put("edges.csv", "source,target,seconds\na,b,10\n");
    CHECK_REFUSED(ctx,
                  load(GRID "surface: {roads: [{source: edges.csv}]}\n"
                            "profiles:\n  - {id: slow, speed_km_h: 2}\n",
                       &l),
                  JJ_E_DATA, "edges without places");
}

int main(void) {
    project_open();
    test_people_and_shares(); /* PROJ keeps its database open from first use */
    RUN(test_people_and_shares);
    RUN(test_rescale_across_a_border);
    RUN(test_lattices_keep_the_total);
    RUN(test_density_and_negative);
    RUN(test_overlap_goes_to_the_smaller_code);
    RUN(test_datum_is_suspected);
    RUN(test_polygons_of_old_townships);
    RUN(test_roads_on_the_ground);
    RUN(test_selection_knows_what_it_does_not_know);
    project_close();
    return 0;
}
