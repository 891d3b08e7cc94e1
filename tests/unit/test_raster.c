/* Rasters in and out, and coordinate systems: every documented refusal, and what comes back. */
#include "base/file.h"
#include "store/crs.h"
#include "store/raster.h"
#include "test.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

static char folder[] = "/tmp/jj-raster-XXXXXX";
static jj_ctx *ctx;

static char *in_folder(const char *name) {
    return jj_path_join(folder, name);
}

static void put(const char *name, const char *text) {
    JJ_AUTO char *path = in_folder(name);
    CHECK_OK(ctx, jj_file_replace(ctx, path, text, strlen(text)));
}

typedef struct cells {
    const double *value;
    uint32_t cols;
} cells;

static void f32_row(void *user, uint32_t row, void *out) {
    const cells *c = user;
    for (uint32_t i = 0; i < c->cols; i++)
        ((float *)out)[i] = (float)c->value[row * c->cols + i];
}

static void u32_row(void *user, uint32_t row, void *out) {
    const cells *c = user;
    for (uint32_t i = 0; i < c->cols; i++)
        ((uint32_t *)out)[i] = (uint32_t)c->value[row * c->cols + i];
}

static void write_f32(const char *name, const jj_grid *g, const char *crs, const double *value) {
    JJ_AUTO char *path = in_folder(name);
    JJ_AUTO char *wkt = NULL;
    CHECK_OK(ctx, jj_crs_wkt(ctx, crs, &wkt));
    cells c = {value, g->cols};
    jj_raster_out spec = {.path = path,
                          .grid = g,
                          .crs = wkt,
                          .type = JJ_RASTER_F32,
                          .nodata = -9999,
                          .unit = "min",
                          .description = "travel time"};
    CHECK_OK(ctx, jj_raster_write(ctx, &spec, f32_row, &c));
}

static const jj_grid six = {
    .rows = 2, .cols = 3, .x0 = 500000, .y0 = 4000000, .dx = 100, .dy = 100};
static const double six_values[] = {1, 2, -9999, 4, 5.5, 6};

static jj_raster *open_ok(const char *name, const char *crs_given) {
    JJ_AUTO char *path = in_folder(name);
    jj_raster *r;
    CHECK_OK(ctx, jj_raster_open(ctx, path, 1, crs_given, &r));
    return r;
}

static void refuse_open(const char *name, int band, jj_status st, const char *part) {
    JJ_AUTO char *path = in_folder(name);
    jj_raster *r;
    CHECK_REFUSED(ctx, jj_raster_open(ctx, path, band, NULL, &r), st, part);
    CHECK(!r);
}

static void test_round_trip(void) {
    write_f32("six.tif", &six, "EPSG:32649", six_values);
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = open_ok("six.tif", NULL);
    jj_grid g = jj_raster_grid(r);
    CHECK(g.rows == 2 && g.cols == 3 && g.x0 == 500000 && g.y0 == 4000000);
    CHECK(g.dx == 100 && g.dy == 100 && !g.is_geographic);
    JJ_AUTO char *utm = NULL;
    CHECK_OK(ctx, jj_crs_wkt(ctx, "EPSG:32649", &utm));
    CHECK(jj_crs_same(jj_raster_crs(r), utm));
    double v[6];
    CHECK_OK(ctx, jj_raster_read(ctx, r, 0, 2, v));
    CHECK(v[0] == 1 && isnan(v[2]) && v[4] == 5.5);
    CHECK_OK(ctx, jj_raster_read_window(ctx, r, 1, 1, 1, 2, v));
    CHECK(v[0] == 5.5 && v[1] == 6);
    CHECK_REFUSED(ctx, jj_raster_read(ctx, r, 1, 2, v), JJ_E_RANGE, "leaves");
    CHECK_REFUSED(ctx, jj_raster_read_window(ctx, r, 0, 2, 1, 2, v), JJ_E_RANGE, "leaves");
}

static void test_same_bytes(void) {
    JJ_AUTO char *a = in_folder("six.tif");
    JJ_AUTO char *b = in_folder("again.tif");
    write_f32("again.tif", &six, "EPSG:32649", six_values);
    char sum_a[65], sum_b[65];
    CHECK_OK(ctx, jj_file_sha256(ctx, a, sum_a));
    CHECK_OK(ctx, jj_file_sha256(ctx, b, sum_b));
    CHECK_STR(sum_a, sum_b);
}

/*
 * Large enough for tiles and an overview; u32 values beyond 2^31; nothing else left in the folder.
 */
static void test_large_u32(void) {
    jj_grid g = {.rows = 1100, .cols = 700, .x0 = 112, .y0 = 38, .dx = 0.001, .dy = 0.001};
    size_t n = jj_grid_cells(&g);
    JJ_AUTO double *v = jj_alloc(n, sizeof *v);
    for (size_t i = 0; i < n; i++)
        v[i] = (double)(4294967294u - (uint32_t)i);
    JJ_AUTO char *path = in_folder("large.tif");
    cells c = {v, g.cols};
    jj_raster_out spec = {.path = path, .grid = &g, .type = JJ_RASTER_U32};
    CHECK_OK(ctx, jj_raster_write(ctx, &spec, u32_row, &c));
    refuse_open("large.tif", 1, JJ_E_DATA, "--crs EPSG:n");
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = open_ok("large.tif", "EPSG:4490");
    CHECK(jj_raster_grid(r).is_geographic);
    JJ_AUTO double *back = jj_alloc(n, sizeof *back);
    CHECK_OK(ctx, jj_raster_read(ctx, r, 0, g.rows, back));
    CHECK(memcmp(v, back, n * sizeof *v) == 0);
}

/* Four cells 1 2 / 3 nan, NoData 3, scale 2, offset 1. */
static void put_vrt(const char *name, const char *georeferencing) {
    put("two.asc", "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1.0 2.0\n3.0 nan\n");
    char text[800];
    snprintf(text, sizeof text,
             "<VRTDataset rasterXSize=\"2\" rasterYSize=\"2\">%s"
             "<VRTRasterBand dataType=\"Float64\" band=\"1\"><Scale>2</Scale><Offset>1</Offset>"
             "<NoDataValue>3</NoDataValue><SimpleSource>"
             "<SourceFilename relativeToVRT=\"1\">two.asc</SourceFilename>"
             "<SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>",
             georeferencing);
    put(name, text);
}

static void test_refusals(void) {
    refuse_open("none.tif", 1, JJ_E_IO, "No such file");
    put("words.tif", "this is not a raster");
    refuse_open("words.tif", 1, JJ_E_IO, "words.tif");
    refuse_open("six.tif", 2, JJ_E_FORMAT, "there is no band 2");
    refuse_open("six.tif", 0, JJ_E_FORMAT, "there is no band 0");
    put("plain.asc", "ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n");
    refuse_open("plain.asc", 1, JJ_E_DATA, "has no coordinate system");
    jj_raster *r;
    JJ_AUTO char *plain = in_folder("plain.asc");
    CHECK_REFUSED(ctx, jj_raster_open(ctx, plain, 1, "EPSG:0", &r), JJ_E_RANGE, "'EPSG:0' is not");
    put_vrt("nowhere.vrt", "");
    JJ_AUTO char *nowhere = in_folder("nowhere.vrt");
    CHECK_REFUSED(ctx, jj_raster_open(ctx, nowhere, 1, "EPSG:4326", &r), JJ_E_FORMAT,
                  "has no georeferencing");
    put_vrt("turned.vrt", "<GeoTransform>0,0.7,0.7,0,0.7,-0.7</GeoTransform>");
    JJ_AUTO char *turned = in_folder("turned.vrt");
    CHECK_REFUSED(ctx, jj_raster_open(ctx, turned, 1, "EPSG:32649", &r), JJ_E_FORMAT,
                  "is a rotated grid");
    put_vrt("wide.vrt", "<GeoTransform>0,-1,0,0,0,-1</GeoTransform>");
    JJ_AUTO char *wide = in_folder("wide.vrt");
    CHECK_REFUSED(ctx, jj_raster_open(ctx, wide, 1, "EPSG:32649", &r), JJ_E_FORMAT,
                  "is a rotated grid");
}

static void test_truncated(void) {
    JJ_AUTO char *path = in_folder("large.tif");
    uint64_t bytes;
    int64_t mtime_ns;
    CHECK_OK(ctx, jj_file_stat(ctx, path, &bytes, &mtime_ns));
    CHECK(truncate(path, (off_t)(bytes / 2)) == 0);
    jj_raster *r = NULL;
    jj_status st = jj_raster_open(ctx, path, 1, "EPSG:4490", &r);
    JJ_AUTO double *v = jj_alloc((size_t)1100 * 700, sizeof *v);
    if (st == JJ_OK)
        st = jj_raster_read(ctx, r, 0, 1100, v);
    jj_raster_close(r);
    CHECK(st == JJ_E_IO && strstr(jj_ctx_message(ctx), "large.tif"));
}

static void test_south_first_scale_and_nan(void) {
    put_vrt("up.vrt", "<GeoTransform>0,10,0,100,0,10</GeoTransform>");
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = open_ok("up.vrt", "local");
    CHECK_NEAR(jj_raster_grid(r).y0, 120, 0);
    double v[4];
    CHECK_OK(ctx, jj_raster_read(ctx, r, 0, 2, v));
    CHECK(isnan(v[0]) && isnan(v[1]));
    CHECK_NEAR(v[2], 3, 0);
    CHECK_NEAR(v[3], 5, 0);
}

static void test_write_refusals(void) {
    cells c = {six_values, 3};
    JJ_AUTO char *path = in_folder("no/such/x.tif");
    jj_raster_out spec = {.path = path, .grid = &six, .type = JJ_RASTER_F32};
    CHECK_REFUSED(ctx, jj_raster_write(ctx, &spec, f32_row, &c), JJ_E_IO, "x.tif");
    jj_grid none = {.rows = 0, .cols = 3, .dx = 1, .dy = 1};
    spec.grid = &none;
    CHECK_REFUSED(ctx, jj_raster_write(ctx, &spec, f32_row, &c), JJ_E_RANGE, "empty");
    if (access("/dev/full", F_OK) == 0) {
        spec = (jj_raster_out){.path = "/dev/full/x.tif", .grid = &six, .type = JJ_RASTER_F32};
        CHECK_REFUSED(ctx, jj_raster_write(ctx, &spec, f32_row, &c), JJ_E_IO, "/dev/full");
    }
}

/* The system takes no more than 64 KiB a file, as a full disk would: nothing may be left behind. */
static void test_full_disk(void) {
    jj_grid g = {.rows = 600, .cols = 700, .x0 = 0, .y0 = 0, .dx = 1, .dy = 1};
    uint64_t seed = 7;
    size_t n = jj_grid_cells(&g);
    JJ_AUTO double *v = jj_alloc(n, sizeof *v);
    for (size_t i = 0; i < n; i++)
        v[i] = test_below(&seed, 1u << 31);
    JJ_AUTO char *sub = in_folder("full");
    CHECK_OK(ctx, jj_make_folders(ctx, sub));
    JJ_AUTO char *path = in_folder("full/x.tif");
    cells c = {v, g.cols};
    jj_raster_out spec = {.path = path, .grid = &g, .type = JJ_RASTER_U32};
    struct rlimit old, small;
    CHECK(getrlimit(RLIMIT_FSIZE, &old) == 0);
    small = old;
    small.rlim_cur = 1 << 16;
    signal(SIGXFSZ, SIG_IGN);
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    jj_status st = jj_raster_write(ctx, &spec, u32_row, &c);
    CHECK(setrlimit(RLIMIT_FSIZE, &old) == 0);
    CHECK(st == JJ_E_IO && strstr(jj_ctx_message(ctx), "cannot write raster"));
    CHECK(rmdir(sub) == 0); /* works only on an empty folder */
}

static void test_onto_same_lattice(void) {
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = open_ok("six.tif", NULL);
    /* one row up and one column left of the file, and larger on every side */
    jj_grid g = {.rows = 4, .cols = 5, .x0 = 499900, .y0 = 4000100, .dx = 100, .dy = 100};
    double v[20];
    CHECK_OK(ctx, jj_raster_onto(ctx, r, &g, jj_raster_crs(r), JJ_RESAMPLE_BILINEAR, v));
    for (int i = 0; i < 20; i++) {
        int row = i / 5 - 1, col = i % 5 - 1;
        bool is_inside = row >= 0 && row < 2 && col >= 0 && col < 3 && !(row == 0 && col == 2);
        CHECK(is_inside ? v[i] == six_values[row * 3 + col] : isnan(v[i]));
    }
    CHECK_OK(ctx, jj_raster_rows_onto(ctx, r, &g, jj_raster_crs(r), JJ_RESAMPLE_NEAREST, 2, 1, v));
    CHECK(isnan(v[0]) && v[1] == 4 && v[2] == 5.5 && v[3] == 6 && isnan(v[4]));
}

static void test_onto_finer(void) {
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = open_ok("six.tif", NULL);
    jj_grid g = {.rows = 4, .cols = 6, .x0 = 500000, .y0 = 4000000, .dx = 50, .dy = 50};
    double v[24];
    CHECK_OK(ctx, jj_raster_onto(ctx, r, &g, jj_raster_crs(r), JJ_RESAMPLE_NEAREST, v));
    CHECK(v[0] == 1 && v[1] == 1 && v[2] == 2 && isnan(v[4]) && v[23] == 6 && v[20] == 5.5);
    CHECK_OK(ctx, jj_raster_onto(ctx, r, &g, jj_raster_crs(r), JJ_RESAMPLE_BILINEAR, v));
    CHECK_NEAR(v[0], 1, 0); /* beyond the outer centres */
    CHECK_NEAR(v[7], 0.75 * (0.75 * 1 + 0.25 * 2) + 0.25 * (0.75 * 4 + 0.25 * 5.5), 1e-12);
    CHECK_NEAR(v[4], 2, 0.0); /* its own cell has no data: the neighbour that has */
}

/* Heights that are a plane in degrees come back as that plane on a metric lattice. */
static void test_onto_other_crs(void) {
    jj_grid degrees = {.rows = 60, .cols = 60, .x0 = 111.9, .y0 = 36.3, .dx = 0.01, .dy = 0.01};
    double plane[3600];
    for (uint32_t i = 0; i < 3600; i++) {
        double x, y;
        jj_grid_centre(&degrees, i, &x, &y);
        plane[i] = 100 * (x - 111) + 200 * (y - 35);
    }
    write_f32("plane.tif", &degrees, "EPSG:4326", plane);
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = open_ok("plane.tif", NULL);
    jj_grid metres = {.rows = 40, .cols = 40, .x0 = 591000, .y0 = 4010000, .dx = 500, .dy = 500};
    JJ_AUTO char *utm = NULL;
    CHECK_OK(ctx, jj_crs_wkt(ctx, "EPSG:32649", &utm));
    double v[1600];
    CHECK_OK(ctx, jj_raster_onto(ctx, r, &metres, utm, JJ_RESAMPLE_BILINEAR, v));
    jj_transform *t;
    CHECK_OK(ctx, jj_transform_new(ctx, utm, "EPSG:4326", &t));
    for (uint32_t i = 0; i < 1600; i++) {
        double x, y;
        jj_grid_centre(&metres, i, &x, &y);
        CHECK_OK(ctx, jj_transform_points(ctx, t, &x, &y, 1));
        CHECK_NEAR(v[i], 100 * (x - 111) + 200 * (y - 35), 1e-3);
    }
    jj_transform_free(t);
    CHECK_REFUSED(ctx, jj_raster_onto(ctx, r, &metres, "local", JJ_RESAMPLE_NEAREST, v), JJ_E_DATA,
                  "no way from");
}

static void test_crs(void) {
    JJ_AUTO char *a = NULL;
    JJ_AUTO char *b = NULL;
    CHECK_OK(ctx, jj_crs_wkt(ctx, "EPSG:4490", &a));
    CHECK_OK(ctx, jj_crs_wkt(ctx, "EPSG:4526", &b));
    CHECK(jj_crs_is_geographic(a) && !jj_crs_is_geographic(b) && !jj_crs_is_geographic(""));
    CHECK(jj_crs_same(a, a) && !jj_crs_same(a, b) && !jj_crs_same(a, "nonsense"));
    CHECK(jj_crs_is_local("local") && !jj_crs_is_local(a));
    char *none;
    CHECK_REFUSED(ctx, jj_crs_wkt(ctx, "Beijing", &none), JJ_E_RANGE, "'Beijing' is not");
    CHECK_REFUSED(ctx, jj_crs_wkt(ctx, "", &none), JJ_E_RANGE, "is not a coordinate system");
}

/* EPSG:4490 and 4534-4554 are northing first on paper: x stays east here. */
static void test_axis_order(void) {
    const char *const systems[] = {"EPSG:4490", "EPSG:4547", "EPSG:4326", "EPSG:32649"};
    for (int i = 0; i < 4; i++) {
        jj_transform *t;
        CHECK_OK(ctx, jj_transform_new(ctx, "EPSG:4326", systems[i], &t));
        double x = 112.5, y = 37.8;
        CHECK_OK(ctx, jj_transform_points(ctx, t, &x, &y, 1));
        CHECK(i % 2 == 0 ? x == 112.5 && y == 37.8 : x < 1e6 && y > 4e6);
        jj_transform_free(t);
    }
    jj_transform *t;
    CHECK_OK(ctx, jj_transform_new(ctx, "EPSG:4326", "EPSG:32649", &t));
    double x = 112.5, y = 1000;
    CHECK_REFUSED(ctx, jj_transform_points(ctx, t, &x, &y, 1), JJ_E_DATA, "cannot be transformed");
    jj_transform_free(t);
}

/* On a transverse Mercator grid the scale is 0.9996 (1 + e^2 / (2 R^2)): Snyder, USGS 1395, 8-7. */
static void test_lengths(void) {
    jj_grid g = {.rows = 70, .cols = 3000, .x0 = 500000, .y0 = 4200000, .dx = 100, .dy = 100};
    jj_lengths l;
    CHECK_OK(ctx, jj_crs_lengths(ctx, &g, "EPSG:32649", &l));
    CHECK(l.block_rows == 32 && l.block_cols == 32 && l.n_block_cols == 94);
    CHECK_NEAR(l.east_m[0], 100 / 0.9996, 1e-3);
    double e = (2976 + 12) * 100.0, scale = 0.9996 * (1 + e * e / (2 * 6.371e6 * 6.371e6));
    CHECK_NEAR(l.east_m[93] / (100 / scale), 1, 1e-5);
    CHECK_NEAR(l.north_m[93] / l.east_m[93], 1, 1e-7);
    CHECK(l.max_error > 5e-6 && l.max_error < 3e-5);
    jj_lengths_deinit(&l);
    CHECK_OK(ctx, jj_crs_lengths(ctx, &g, "local", &l));
    CHECK(l.east_m[0] == 100 && l.block_cols == 3000);
    jj_lengths_deinit(&l);
    jj_grid degrees = {
        .rows = 2, .cols = 2, .x0 = 112, .y0 = 1, .dx = 1, .dy = 1, .is_geographic = true};
    CHECK_OK(ctx, jj_crs_lengths(ctx, &degrees, "EPSG:4326", &l));
    CHECK_NEAR(l.north_m[0], 110574.4, 1); /* a degree of latitude at half a degree north */
    jj_lengths_deinit(&l);
    CHECK_REFUSED(ctx, jj_crs_lengths(ctx, &g, "x", &l), JJ_E_RANGE, "'x' is not");
}

int main(void) {
    CHECK(mkdtemp(folder));
    ctx = jj_ctx_new();
    test_axis_order(); /* PROJ keeps its database open from first use */
    RUN(test_crs);
    RUN(test_axis_order);
    RUN(test_lengths);
    RUN(test_round_trip);
    RUN(test_same_bytes);
    RUN(test_large_u32);
    RUN(test_refusals);
    RUN(test_truncated);
    RUN(test_south_first_scale_and_nan);
    RUN(test_write_refusals);
    RUN(test_full_disk);
    RUN(test_onto_same_lattice);
    RUN(test_onto_finer);
    RUN(test_onto_other_crs);
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_ctx_free(ctx);
    return 0;
}
