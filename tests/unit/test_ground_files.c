/* Ground and points from files: every documented refusal, and what comes back. */
#include "base/file.h"
#include "load/ground.h"
#include "load/points.h"
#include "store/crs.h"
#include "test.h"

static char folder[] = "/tmp/jj-ground-XXXXXX";
static jj_ctx *ctx;

static char *put(const char *name, const char *text) {
    char *path = jj_path_join(folder, name);
    CHECK_OK(ctx, jj_file_replace(ctx, path, text, strlen(text)));
    return path;
}

static const jj_grid grid = {.rows = 2, .cols = 3, .x0 = 0, .y0 = 20, .dx = 10, .dy = 10};

/* The raster `rows` on the lattice of six cells of 10 m. */
static jj_raster *six(const char *rows) {
    char text[400];
    snprintf(text, sizeof text,
             "ncols 3\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 10\nNODATA_value -9\n%s\n",
             rows);
    JJ_AUTO char *path = put("six.asc", text);
    jj_raster *r;
    CHECK_OK(ctx, jj_raster_open(ctx, path, 1, "local", &r));
    return r;
}

static jj_status speeds(const char *text, const jj_going *only, jj_speeds *out) {
    JJ_AUTO char *path = put("speeds.csv", text);
    return jj_speeds_read(ctx, path, only, out);
}

static void test_speeds(void) {
    jj_speeds s;
    CHECK_OK(ctx, speeds("note,class,mode,speed_kmh\na,30,Walking,4.5\nb,2,motor,60\n", NULL, &s));
    CHECK_INT(s.n, 2);
    CHECK(s.rows[0].class_code == 2 && s.rows[0].going == JJ_BY_MOTOR && s.rows[1].km_h == 4.5);
    CHECK(jj_speeds_find(&s, 30) == 1 && jj_speeds_find(&s, 3) == SIZE_MAX);
    jj_speeds_deinit(&s);
    jj_going on_foot = JJ_ON_FOOT, cycle = JJ_BY_CYCLE;
    const char *twice = "class,mode,speed_km_h\n1,walk,4\n1,motor,40\n";
    CHECK_REFUSED(ctx, speeds(twice, NULL, &s), JJ_E_DATA, "gives class 1 twice");
    CHECK_OK(ctx, speeds(twice, &on_foot, &s));
    CHECK(s.n == 1 && s.rows[0].km_h == 4);
    jj_speeds_deinit(&s);
    CHECK_REFUSED(ctx, speeds(twice, &cycle, &s), JJ_E_DATA, "no row with the mode bicycling");
    CHECK_REFUSED(ctx, speeds("class,mode,speed_kmh\n1.5,walk,4\n", NULL, &s), JJ_E_DATA,
                  "row 1: class '1.5'");
    CHECK_REFUSED(ctx, speeds("class,mode,speed_kmh\n1,walk,0\n", NULL, &s), JJ_E_DATA,
                  "a speed of '0' km/h");
    CHECK_REFUSED(ctx, speeds("class,mode,speed_kmh\n1,walk,200.1\n", NULL, &s), JJ_E_DATA,
                  "at most 200");
    CHECK_REFUSED(ctx, speeds("class,mode,speed_kmh\n1,swim,2\n", NULL, &s), JJ_E_DATA, "'swim'");
    CHECK_REFUSED(ctx, speeds("class,mode,pace\n1,walk,2\n", NULL, &s), JJ_E_RANGE, "speed_kmh");
}

typedef struct fixture {
    char *crs;
    jj_lengths lengths;
    jj_lattice lattice;
} fixture;

static fixture start(void) {
    fixture f = {0};
    CHECK_OK(ctx, jj_crs_wkt(ctx, "local", &f.crs));
    CHECK_OK(ctx, jj_lengths_plane(ctx, &grid, 10, 10, &f.lengths));
    return f;
}

static void stop(fixture *f) {
    jj_free(f->crs);
    jj_lengths_deinit(&f->lengths);
}

static void test_classes(void) {
    fixture f = start();
    jj_lattice l = {.grid = &grid, .crs = f.crs, .lengths = &f.lengths};
    jj_speeds s;
    CHECK_OK(ctx, speeds("class,mode,speed_kmh\n1,walk,3.6\n4,motor,36\n", NULL, &s));
    jj_raster *r = six("1 4 -9\n7 8 8");
    uint16_t row[6];
    float pace[6];
    jj_class_areas unknown = {0};
    CHECK_OK(ctx, jj_ground_classes(ctx, r, &l, &s, row, &unknown));
    jj_raster_close(r);
    CHECK(row[0] == 1 && row[1] == 2 && row[2] == 0 && row[3] == 0);
    CHECK(unknown.n == 2 && unknown.rows[0].class_value == 8 && unknown.rows[0].n_cells == 2);
    CHECK_NEAR(unknown.rows[0].km2, 2e-4, 1e-15);
    jj_class_areas_deinit(&unknown);
    jj_ground_pace(&s, row, 6, pace);
    CHECK(pace[0] == 1000 && pace[1] == 100 && pace[2] == 0 && pace[4] == 0);
    r = six("7 8 8\n7 7 7");
    CHECK_REFUSED(ctx, jj_ground_classes(ctx, r, &l, &s, row, &unknown), JJ_E_DATA,
                  "its classes are 7, 8");
    jj_class_areas_deinit(&unknown);
    jj_raster_close(r);
    r = six("-9 -9 -9\n-9 -9 -9");
    CHECK_REFUSED(ctx, jj_ground_classes(ctx, r, &l, &s, row, &unknown), JJ_E_DATA,
                  "they do not overlap");
    jj_raster_close(r);
    jj_speeds_deinit(&s);
    stop(&f);
}

static void test_friction(void) {
    fixture f = start();
    jj_lattice l = {.grid = &grid, .crs = f.crs, .lengths = &f.lengths};
    float pace[6];
    jj_friction_notes notes;
    jj_raster *r = six("0.01 0.02 -9\n0.0001 1000000 nan");
    CHECK_OK(ctx, jj_ground_friction(ctx, r, &l, pace, &notes));
    CHECK(pace[0] == 600 && pace[1] == 1200 && pace[2] == 0 && pace[4] == 6e10f && pace[5] == 0);
    CHECK(notes.n_nodata == 2 && notes.n_above_fastest == 1);
    jj_raster_close(r);
    const char *const bad[] = {"1 1 0\n1 1 1", "1 1 -0.5\n1 1 1", "1 1 inf\n1 1 1"};
    for (int i = 0; i < 3; i++) {
        r = six(bad[i]);
        CHECK_REFUSED(ctx, jj_ground_friction(ctx, r, &l, pace, &notes), JJ_E_DATA,
                      "at row 1, column 3");
        jj_raster_close(r);
    }
    r = six("-9 -9 -9\n-9 -9 -9");
    CHECK_REFUSED(ctx, jj_ground_friction(ctx, r, &l, pace, &notes), JJ_E_DATA,
                  "no cell with data");
    jj_raster_close(r);
    stop(&f);
}

static void test_heights(void) {
    fixture f = start();
    jj_lattice l = {.grid = &grid, .crs = f.crs, .lengths = &f.lengths};
    float height_m[6];
    jj_raster *r = six("10.5 20 30\n40 -9 60");
    CHECK_OK(ctx, jj_ground_heights(ctx, r, &l, height_m));
    CHECK(height_m[0] == 10.5f && isnan(height_m[4]) && height_m[5] == 60);
    jj_grid far_away = grid;
    far_away.x0 = 1e6;
    l.grid = &far_away;
    CHECK_REFUSED(ctx, jj_ground_heights(ctx, r, &l, height_m), JJ_E_DATA, "they do not overlap");
    jj_raster_close(r);
    stop(&f);
}

/* Columns of coordinates are found by their usual names. */
static void test_coordinates(void) {
    const char *const good[] = {"id,X,Y\n1,2,3\n", "id,经度,纬度\n1,2,3\n", "id,lng,lat\n1,2,3\n"};
    for (int i = 0; i < 3; i++) {
        JJ_AUTO char *path = put("bare.csv", good[i]);
        jj_points p;
        jj_points_spec spec = {{.path = path, .crs = "local"}, NULL, NULL};
        CHECK_OK(ctx, jj_points_read(ctx, &spec, "local", &p));
        CHECK(p.n == 1 && p.rows[0].x == 2 && p.rows[0].y == 3);
        jj_points_deinit(&p);
    }
    JJ_AUTO char *path = put("bare.csv", "id,east,lat\n1,2,3\n");
    jj_points p;
    jj_points_spec spec = {{.path = path, .crs = "local"}, NULL, NULL};
    CHECK_REFUSED(ctx, jj_points_read(ctx, &spec, "local", &p), JJ_E_RANGE, "--x and --y");
    spec.source.x = "west";
    spec.source.y = "lat";
    CHECK_REFUSED(ctx, jj_points_read(ctx, &spec, "local", &p), JJ_E_RANGE, "'west'");
}

static jj_status points(const char *text, const char *id, const char *delay, jj_points *out) {
    JJ_AUTO char *path = put("points.csv", text);
    jj_points_spec spec = {{.path = path, .crs = "local", .x = "x", .y = "y"}, id, delay};
    return jj_points_read(ctx, &spec, "local", out);
}

/* Ids as numbers where they are; several points of one id are its entrances. */
static void test_points(void) {
    jj_points p;
    CHECK_OK(ctx, points("id,x,y,wait\n10,1,2,\n9,3,4,1.5\n10,5,6,0\n", NULL, "wait", &p));
    CHECK(p.n == 3 && p.n_ids == 2 && p.n_repeated == 1);
    CHECK_STR(p.ids[0], "9");
    CHECK(p.rows[0].x == 3 && p.rows[0].delay_s == 90 && p.rows[0].index == 0);
    CHECK(p.rows[1].x == 1 && p.rows[2].x == 5 && p.rows[2].index == 1);
    jj_points_deinit(&p);
    CHECK_OK(ctx, points("name,x,y\na,1,2\nb,,\n", NULL, NULL, &p));
    CHECK(p.n == 1 && p.n_without == 1);
    CHECK_STR(p.ids[0], "1");
    jj_points_deinit(&p);
    const char *text = "name,x,y,wait\na,1,2,-1\n";
    CHECK_REFUSED(ctx, points(text, "code", NULL, &p), JJ_E_RANGE, "'code'");
    CHECK_REFUSED(ctx, points(text, "name", "late", &p), JJ_E_RANGE, "'late'");
    CHECK_REFUSED(ctx, points(text, "name", "wait", &p), JJ_E_DATA, "a start delay of '-1'");
    CHECK_REFUSED(ctx, points("name,x,y\n,1,2\n", "name", NULL, &p), JJ_E_DATA, "has no id");
    CHECK_REFUSED(ctx, points("name,x,y\na,,\n", "name", NULL, &p), JJ_E_DATA,
                  "no feature with coordinates");
}

int main(void) {
    CHECK(mkdtemp(folder));
    ctx = jj_ctx_new();
    fixture warm = start(); /* PROJ keeps its database open from first use */
    stop(&warm);
    RUN(test_speeds);
    RUN(test_classes);
    RUN(test_friction);
    RUN(test_heights);
    RUN(test_coordinates);
    RUN(test_points);
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_ctx_free(ctx);
    return 0;
}
