/*
 * Layers and tables in: texts, coordinates, repairs, systems, and every refusal of store/vector.h.
 */
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
    spec.encoding = NULL; /* found out, and said */
    CHECK_OK(ctx, jj_layer_open(ctx, &spec, &l));
    CHECK_STR(jj_layer_field_name(l, 0), "名称");
    CHECK_STR(jj_layer_guessed_encoding(l), "GB18030");
    jj_layer_close(l);
    spec.encoding = "KLINGON";
    CHECK_REFUSED(ctx, jj_layer_open(ctx, &spec, &l), JJ_E_RANGE, "'KLINGON' is not known");
    spec = (jj_source_spec){.path = put(ctx, "both.csv", "n,m\n古陶镇段村镇,1\n\xb9\xc5,2\n")};
    CHECK_REFUSED(ctx, jj_layer_open(ctx, &spec, &l), JJ_E_DATA,
                  "row 3, column 1: byte 0xb9 is no text in UTF-8");
    spec = (jj_source_spec){.path = put(ctx, "none.csv", "n,m\nabc,\xff\xfe\n")};
    CHECK_REFUSED(ctx, jj_layer_open(ctx, &spec, &l), JJ_E_DATA,
                  "row 2, column 2: byte 0xff is no text in GB18030");
    spec = (jj_source_spec){.path = put(ctx, "said.csv", gbk), .encoding = "UTF-8"};
    CHECK_REFUSED(ctx, jj_layer_open(ctx, &spec, &l), JJ_E_DATA,
                  "row 1, column 1: byte 0xc3 is no text in UTF-8");
    spec = (jj_source_spec){.path = put(ctx, "mark.csv", "\xef\xbb\xbf名称,n\n古陶镇,1\n")};
    CHECK_OK(ctx, jj_layer_open(ctx, &spec, &l));
    CHECK_STR(jj_layer_field_name(l, 0), "名称");
    CHECK(!jj_layer_guessed_encoding(l));
    jj_layer_close(l);
    jj_ctx_free(ctx);
}

/* A .dbf of one text column N of four bytes, as the bytes come. */
static const char *put_dbf(jj_ctx *ctx, const char *name, unsigned char language,
                           const char *const *cells, size_t n) {
    static char path[256];
    char data[512] = {3, 121, 1, 1, (char)n, 0, 0, 0, 65, 0, 5, 0};
    data[29] = (char)language;
    memcpy(data + 32, "N\0\0\0\0\0\0\0\0\0\0C", 12);
    data[48] = 4;
    data[64] = '\r';
    for (size_t i = 0; i < n; i++) {
        data[65 + 5 * i] = ' ';
        memcpy(data + 66 + 5 * i, cells[i], 4);
    }
    data[65 + 5 * n] = 0x1a;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    CHECK_OK(ctx, jj_file_replace(ctx, path, data, 66 + 5 * n));
    return path;
}

static void read_dbf(jj_ctx *ctx, unsigned char language, const char *cell, const char *encoding,
                     const char *expected, const char *guessed) {
    jj_source_spec spec = {.path = put_dbf(ctx, "t.dbf", language, &cell, 1), .encoding = encoding};
    jj_layer *l;
    jj_feature f;
    bool more;
    CHECK_OK(ctx, jj_layer_open(ctx, &spec, &l));
    CHECK_OK(ctx, jj_layer_next(ctx, l, &f, &more));
    CHECK_STR(f.text[0], expected);
    CHECK(jj_text_eq(jj_layer_guessed_encoding(l), guessed));
    jj_layer_close(l);
}

static void test_dbf(void) {
    jj_ctx *ctx = jj_ctx_new();
    const char *const mixed[] = {"\xb9\xc5\xcc\xd5", "\xff\xff  "};
    read_dbf(ctx, 0, "\xb9\xc5\xcc\xd5", NULL, "古陶", "GB18030");
    read_dbf(ctx, 0x57, "\xb9\xc5\xcc\xd5", NULL, "古陶", "GB18030"); /* "the writer's own" */
    read_dbf(ctx, 0x4d, "\xb9\xc5\xcc\xd5", NULL, "古陶", NULL);      /* says GBK itself */
    read_dbf(ctx, 0x4d, "古 ", "UTF-8", "古", NULL);
    read_dbf(ctx, 0, "古 ", NULL, "古", NULL);
    read_dbf(ctx, 0, "古\xe9", NULL, "古", NULL); /* the field ends within a character */
    read_dbf(ctx, 0, "\xb9\xc5\xcc\xd5", "GBK", "古陶", NULL);
    jj_source_spec spec = {.path = put_dbf(ctx, "t.dbf", 0, mixed, 2)};
    jj_layer *l;
    CHECK_REFUSED(ctx, jj_layer_open(ctx, &spec, &l), JJ_E_DATA,
                  "row 2, column N: this is no text in GB18030");
    spec.encoding = "UTF-8";
    CHECK_REFUSED(ctx, jj_layer_open(ctx, &spec, &l), JJ_E_DATA,
                  "row 1, column N: this is no text in UTF-8");
    spec.encoding = "KLINGON";
    CHECK_REFUSED(ctx, jj_layer_open(ctx, &spec, &l), JJ_E_RANGE, "'KLINGON' is not known");
    spec = (jj_source_spec){.path = put_dbf(ctx, "t.dbf", 0, mixed, 1), .where = "N = '古陶'"};
    CHECK_OK(ctx, jj_layer_open(ctx, &spec, &l)); /* conditions see names, not bytes */
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

/* A degree square around 112.5 E, 37.5 N, where Gauss-Krueger zones 37 and 38 meet. */
static const jj_area degree = {.box = {112, 37, 113, 38}};

static jj_status expect(jj_ctx *ctx, const char *csv, const char *crs, jj_layer **l) {
    jj_source_spec spec = {.path = put(ctx, "e.csv", csv), .x = "x", .y = "y", .crs = crs};
    CHECK_OK(ctx, jj_layer_open(ctx, &spec, l));
    jj_layer_expect(*l, &degree);
    return jj_layer_project(ctx, *l, "EPSG:4326");
}

static void propose(const char *csv, const char *message) {
    jj_ctx *ctx = jj_ctx_new();
    jj_layer *l;
    CHECK_REFUSED(ctx, expect(ctx, csv, NULL, &l), JJ_E_DATA, message);
    jj_layer_close(l);
    jj_ctx_free(ctx);
}

/* 112.3 E 37.5 N in each of the systems, by gdaltransform. */
static void test_expected(void) {
    propose("x,y,n\n37614955.66,4152796.12,平遥\n",
            "4152796.12, 平遥; EPSG:4525 (CGCS2000 3-degree "
            "zone 37) puts 100 % of its points inside");
    propose("x,y\n614955.66,4152796.12\n", "EPSG:4546 (CGCS2000 3-degree zone of 111 E, eastings "
                                           "without the zone) puts 100 %");
    propose("x,y\n4152796.12,37614955.66\n", "zone 37, x and y exchanged) puts 100 %");
    propose("x,y\n19614955.66,4152796.12\n", "say 'crs: EPSG:4497'");
    propose("x,y\n37614955.66,4152796.12\n37114931,3153166\n", "puts 50 %");
    propose("x,y\n7614931,41\n", "no system used in China");
}

static void test_wrong_labels(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_layer *l;
    CHECK_REFUSED(ctx, expect(ctx, "x,y\n37614931,4153166\n", "EPSG:4547", &l), JJ_E_DATA,
                  "puts 0 % of its points inside the project's area, and EPSG:4525");
    jj_layer_close(l);
    CHECK_REFUSED(ctx, expect(ctx, "x,y\n37614931,4153166\n", "EPSG:2361", &l), JJ_E_DATA,
                  "is in Xian 1980: the way to CGCS2000 is not public");
    CHECK(strstr(jj_ctx_message(ctx), "crs_instead: EPSG:4525"));
    jj_layer_close(l);
    CHECK_REFUSED(ctx, expect(ctx, "x,y\n37614931,4153166\n", "EPSG:2413", &l), JJ_E_DATA,
                  "is in Beijing 1954");
    jj_layer_close(l);
    CHECK_OK(ctx, expect(ctx, "x,y\n37614931,5553166\n", "EPSG:4525", &l)); /* truly elsewhere */
    jj_layer_close(l);
    jj_ctx_free(ctx);
}

static void next_at(jj_ctx *ctx, jj_layer *l, double lon, double lat) {
    jj_feature f;
    bool more;
    CHECK_OK(ctx, jj_layer_next(ctx, l, &f, &more));
    CHECK_INT(f.n_points, 1);
    CHECK_NEAR(f.xy[0], lon, 1e-5);
    CHECK_NEAR(f.xy[1], lat, 1e-5);
}

/* Each record takes the system that puts it where it is due; north before east is turned. */
static void test_several_systems(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_layer *l;
    const char *csv =
        "x,y\n37614955.66,4152796.12\n38349670.98,4153360.01\n4152796.12,37614955.66\n";
    CHECK_OK(ctx, expect(ctx, csv, "EPSG:4525, EPSG:4526", &l));
    next_at(ctx, l, 112.3, 37.5);
    next_at(ctx, l, 112.3, 37.5);
    CHECK_INT(jj_layer_n_turned(l), 0);
    next_at(ctx, l, 112.3, 37.5);
    CHECK_INT(jj_layer_n_turned(l), 1);
    CHECK_INT(jj_layer_n_doubtful(l), 0);
    jj_layer_close(l);
    jj_ctx_free(ctx);
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
    RUN(test_dbf);
    RUN(test_expected);
    RUN(test_wrong_labels);
    RUN(test_several_systems);
    RUN(test_refused_opening);
    RUN(test_refused_systems);
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_ctx_free(ctx);
    return 0;
}
