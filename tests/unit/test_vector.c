/* Layers and tables in: texts, coordinates, repairs, systems, and every refusal of store/vector.h. */
#include "base/file.h"
#include "store/shape.h"
#include "store/vector.h"
#include "test.h"

#include <unistd.h>

static char folder[] = "/tmp/jiujin-vector-XXXXXX";

/* Writes a file into the scratch folder and opens it. */
static const char *put(jj_ctx *ctx, const char *name, const char *text) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    CHECK_OK(ctx, jj_file_replace(ctx, path, text, strlen(text)));
    return path;
}

static const char places[] = "id,name,lng,lat\n7,\"a, b\",113.265464,39.188835\n8,c,,\n9,d,999,x\n";

static void test_table_with_points(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_source_spec spec = {
        .path = put(ctx, "p.csv", places), .x = "lng", .y = "lat", .datum = "gcj02"};
    jj_layer *l;
    CHECK_OK(ctx, jj_layer_open(ctx, &spec, &l));
    CHECK(jj_layer_has_geometry(l) && jj_layer_has_crs(l));
    CHECK_INT(jj_layer_n_fields(l), 4);
    int name;
    CHECK_OK(ctx, jj_layer_field(ctx, l, "name", &name));
    CHECK_OK(ctx, jj_layer_project(ctx, l, "EPSG:4326"));
    jj_feature f;
    bool more;
    CHECK_OK(ctx, jj_layer_next(ctx, l, &f, &more));
    CHECK(more && f.type == JJ_GEOMETRY_POINT);
    CHECK_INT(f.row, 1);
    CHECK_STR(f.text[name], "a, b");
    CHECK_NEAR(f.xy[0], 113.258624256, 1e-8); /* moved forward again: 113.265464, 39.188835 */
    CHECK_NEAR(f.xy[1], 39.187894462, 1e-8);
    CHECK_OK(ctx, jj_layer_next(ctx, l, &f, &more));
    CHECK(more && f.type == JJ_GEOMETRY_NONE && !f.is_lost);
    CHECK_STR(f.text[2], "");
    CHECK_OK(ctx, jj_layer_next(ctx, l, &f, &more));
    CHECK(more && f.type == JJ_GEOMETRY_NONE);
    CHECK_OK(ctx, jj_layer_next(ctx, l, &f, &more));
    CHECK(!more);
    jj_layer_close(l);
    jj_ctx_free(ctx);
}

static void test_impossible_point_is_lost(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_source_spec spec = {
        .path = put(ctx, "lost.csv", "x,y\n1e8,1e9\n"), .x = "x", .y = "y", .crs = "EPSG:4526"};
    jj_layer *l;
    CHECK_OK(ctx, jj_layer_open(ctx, &spec, &l));
    CHECK_OK(ctx, jj_layer_project(ctx, l, "EPSG:4326"));
    jj_feature f;
    bool more;
    CHECK_OK(ctx, jj_layer_next(ctx, l, &f, &more));
    CHECK(more && f.is_lost && f.type == JJ_GEOMETRY_NONE);
    jj_layer_close(l);
    jj_ctx_free(ctx);
}

/* A bow tie of two triangles, 1 x 1 degree each half: repaired to both, area kept. */
static const char bow_tie[] =
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":"
    "\"1\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}}]"
    "}";

static void test_repair(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_source_spec spec = {.path = put(ctx, "bow.geojson", bow_tie)};
    jj_layer *l;
    CHECK_OK(ctx, jj_layer_open(ctx, &spec, &l));
    CHECK_OK(ctx, jj_layer_project(ctx, l, "EPSG:4326"));
    jj_feature f;
    bool more;
    CHECK_OK(ctx, jj_layer_next(ctx, l, &f, &more));
    CHECK(f.type == JJ_GEOMETRY_POLYGON && f.is_repaired);
    CHECK_INT(f.n_parts, 2);
    CHECK_INT(jj_layer_n_repaired(l), 1);
    jj_shape *s;
    CHECK_OK(ctx, jj_shape_new(ctx, f.wkb, f.wkb_len, &s));
    CHECK_NEAR(jj_shape_area(s), 2, 1e-12);
    double x, y;
    CHECK_OK(ctx, jj_shape_inside(ctx, s, &x, &y));
    CHECK(x > 0 && x < 2 && fabs(y - 1) < fabs(x - 1));
    jj_shape_free(s);
    jj_layer_close(l);
    jj_ctx_free(ctx);
}

static jj_shape *square(jj_ctx *ctx, double x, double y, double side) {
    uint8_t wkb[9 + 4 + 80] = {1, 3, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0};
    double ring[10] = {x, y, x + side, y, x + side, y + side, x, y + side, x, y};
    memcpy(wkb + 13, ring, sizeof ring);
    jj_shape *s;
    CHECK_OK(ctx, jj_shape_new(ctx, wkb, sizeof wkb, &s));
    return s;
}

static void test_shapes(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_shape *a = square(ctx, 112, 37, 1), *b = square(ctx, 112.5, 37.5, 1);
    jj_shape *c = square(ctx, 113, 37, 1);
    double shared, area_m2, box[4];
    CHECK_OK(ctx, jj_shape_subtract(ctx, c, a, &shared));
    CHECK(shared == 0);
    CHECK_OK(ctx, jj_shape_subtract(ctx, b, a, &shared));
    CHECK_NEAR(shared, 0.25, 1e-12);
    CHECK_NEAR(jj_shape_area(b), 0.75, 1e-12);
    jj_shape_box(b, box);
    CHECK(box[0] == 112.5 && box[1] == 37.5 && box[2] == 113.5 && box[3] == 38.5);
    jj_rings rings;
    CHECK_OK(ctx, jj_shape_rings(ctx, b, &rings));
    CHECK_INT(rings.n_rings, 1);
    CHECK_INT(rings.ring_end[0], 7);
    /* one degree square at 37.5 N: 110.99 km by 88.4 km */
    CHECK_OK(ctx, jj_shape_area_m2(ctx, a, &area_m2));
    CHECK_NEAR(area_m2 / 1e6, 110.99 * 88.4, 15);
    jj_shape *plane;
    CHECK_OK(ctx, jj_shape_in(ctx, a, "EPSG:4326", "EPSG:4526", &plane));
    CHECK_NEAR(jj_shape_area(plane) / 1e6, 9812, 20);
    uint8_t *wkb;
    size_t len;
    CHECK_OK(ctx, jj_shape_wkb(ctx, a, &wkb, &len));
    CHECK_INT(len, 93);
    jj_free(wkb);
    jj_shape *none;
    CHECK_REFUSED(ctx, jj_shape_new(ctx, (const uint8_t *)"\1\1\0\0\0", 5, &none), JJ_E_FORMAT,
                  "cannot be read");
    jj_shape_free(a);
    jj_shape_free(b);
    jj_shape_free(c);
    jj_shape_free(plane);
    jj_ctx_free(ctx);
}

static void test_encoding(void) {
    jj_ctx *ctx = jj_ctx_new();
    const char *gbk = "\xc3\xfb\xb3\xc6,n\n\xb9\xc5\xcc\xd5\xd5\xf2,1\n"; /* 名称,n / 古陶镇,1 */
    jj_source_spec spec = {.path = put(ctx, "gbk.csv", gbk), .encoding = "GBK"};
    jj_layer *l;
    CHECK_OK(ctx, jj_layer_open(ctx, &spec, &l));
    CHECK_STR(jj_layer_field_name(l, 0), "名称");
    jj_feature f;
    bool more;
    CHECK_OK(ctx, jj_layer_next(ctx, l, &f, &more));
    CHECK_STR(f.text[0], "古陶镇");
    jj_layer_close(l);
    spec.encoding = NULL;
    CHECK_REFUSED(ctx, jj_layer_open(ctx, &spec, &l), JJ_E_DATA, "name of column 1 is not UTF-8");
    spec.encoding = "KLINGON";
    CHECK_REFUSED(ctx, jj_layer_open(ctx, &spec, &l), JJ_E_RANGE, "'KLINGON' is not known");
    spec = (jj_source_spec){.path = put(ctx, "gbk2.csv", "n,m\nabc,1\n\xb9\xc5,2\n")};
    CHECK_OK(ctx, jj_layer_open(ctx, &spec, &l));
    CHECK_OK(ctx, jj_layer_next(ctx, l, &f, &more));
    CHECK_REFUSED(ctx, jj_layer_next(ctx, l, &f, &more), JJ_E_DATA,
                  "row 2: the text in column 'n'");
    jj_layer_close(l);
    jj_ctx_free(ctx);
}

static void refuse(jj_source_spec spec, jj_status status, const char *message) {
    jj_ctx *ctx = jj_ctx_new();
    jj_layer *l;
    CHECK_REFUSED(ctx, jj_layer_open(ctx, &spec, &l), status, message);
    CHECK(l == NULL);
    jj_ctx_free(ctx);
}

static void test_refused_opening(void) {
    jj_ctx *ctx = jj_ctx_new();
    char csv[256], text[256], empty[256];
    snprintf(csv, sizeof csv, "%s", put(ctx, "p.csv", places));
    snprintf(text, sizeof text, "%s", put(ctx, "note.txt", "just words"));
    snprintf(empty, sizeof empty, "%s", put(ctx, "empty.csv", "id,name\n"));
    refuse((jj_source_spec){.path = "none.gpkg"}, JJ_E_IO, "there is no file 'none.gpkg'");
    refuse((jj_source_spec){.path = text}, JJ_E_IO, "cannot be opened as a vector layer");
    refuse((jj_source_spec){.path = csv, .layer = "x"}, JJ_E_FORMAT, "no layer 'x'; it has: p");
    refuse((jj_source_spec){.path = empty}, JJ_E_FORMAT, "is empty: it has no rows");
    refuse((jj_source_spec){.path = csv, .where = "id = '1'"}, JJ_E_FORMAT, "no row satisfies");
    refuse((jj_source_spec){.path = csv, .where = "id ="}, JJ_E_FORMAT, "is refused");
    refuse((jj_source_spec){.path = csv, .sql = "SELECT nothing"}, JJ_E_FORMAT, "no rows");
    refuse((jj_source_spec){.path = csv, .x = "lng"}, JJ_E_RANGE, "x and y go together");
    refuse((jj_source_spec){.path = csv, .x = "lon", .y = "lat"}, JJ_E_DATA,
           "no column 'lon'; it has: id, name, lng, lat");
    refuse((jj_source_spec){.path = csv, .datum = "wgs48"}, JJ_E_RANGE, "datum 'wgs48'");
    refuse((jj_source_spec){.path = csv, .x = "lng", .y = "lat", .crs = "EPSG:0"}, JJ_E_RANGE,
           "EPSG:0");
    jj_ctx_free(ctx);
}

static void refuse_system(const char *csv, const char *crs, const char *datum,
                          const char *message) {
    jj_ctx *ctx = jj_ctx_new();
    jj_source_spec spec = {
        .path = put(ctx, "c.csv", csv), .x = "x", .y = "y", .crs = crs, .datum = datum};
    jj_layer *l;
    CHECK_OK(ctx, jj_layer_open(ctx, &spec, &l));
    CHECK_REFUSED(ctx, jj_layer_project(ctx, l, "EPSG:4326"), JJ_E_DATA, message);
    jj_layer_close(l);
    jj_ctx_free(ctx);
}

static void test_refused_systems(void) {
    refuse_system("x,y\n,\n112.5,37.8\n", NULL, NULL, "they look like degrees");
    refuse_system("x,y\n37512345,4192345\n", NULL, NULL, "EPSG:4525");
    refuse_system("x,y\n19512345,4192345\n", NULL, NULL, "EPSG:4497");
    refuse_system("x,y\n4192345,37512345\n", NULL, NULL, "swapped");
    refuse_system("x,y\n512345,4192345\n", NULL, NULL, "without a zone");
    refuse_system("x,y\n512345,4192345\n", "EPSG:4547", "gcj02", "is not in degrees");
    refuse_system("x,y\n1,2\n", "local", NULL, "cannot be brought");
}

int main(void) {
    CHECK(mkdtemp(folder));
    jj_ctx *ctx = jj_ctx_new();
    test_impossible_point_is_lost(); /* PROJ keeps its database open from first use */
    RUN(test_table_with_points);
    RUN(test_impossible_point_is_lost);
    RUN(test_repair);
    RUN(test_shapes);
    RUN(test_encoding);
    RUN(test_refused_opening);
    RUN(test_refused_systems);
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_ctx_free(ctx);
    return 0;
}
