/* The shifted datums: published points, round trips, and where no shift applies. */
#include "geo/datum.h"
#include "test.h"

static void test_published_points(void) {
    double lon = 121.5272106, lat = 31.1774276;
    jj_datum_from_wgs84(JJ_DATUM_GCJ02, &lon, &lat);
    CHECK_NEAR(lon, 121.531541859215, 1e-9);
    CHECK_NEAR(lat, 31.17530398364597, 1e-9);
    jj_datum_to_wgs84(JJ_DATUM_GCJ02, &lon, &lat);
    CHECK_NEAR(lon, 121.5272106, 1e-9);
    CHECK_NEAR(lat, 31.1774276, 1e-9);
}

/* A kilometre is about 0.01 degrees: both shifts stay below it and are never nothing. */
static void test_shift_is_some_hundred_metres(void) {
    double lon = 112.5, lat = 37.8;
    jj_datum_from_wgs84(JJ_DATUM_BD09, &lon, &lat);
    CHECK(lon - 112.5 > 0.008 && lon - 112.5 < 0.016);
    CHECK(lat - 37.8 > 0.003 && lat - 37.8 < 0.01);
}

static void test_round_trips(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 2000; i++) {
        double lon = 75 + 60 * (test_below(&seed, 1000000) / 1e6);
        double lat = 5 + 48 * (test_below(&seed, 1000000) / 1e6);
        for (jj_datum d = JJ_DATUM_WGS84; d <= JJ_DATUM_BD09; d++) {
            double x = lon, y = lat;
            jj_datum_from_wgs84(d, &x, &y);
            jj_datum_to_wgs84(d, &x, &y);
            CHECK_NEAR(x, lon, 1e-9);
            CHECK_NEAR(y, lat, 1e-9);
        }
    }
}

static void test_elsewhere_nothing_moves(void) {
    double lon = -51.2, lat = -30.03;
    jj_datum_to_wgs84(JJ_DATUM_GCJ02, &lon, &lat);
    CHECK(lon == -51.2 && lat == -30.03);
}

static void test_names(void) {
    jj_datum d;
    CHECK(jj_datum_parse("cgcs2000", &d));
    CHECK_STR(jj_datum_name(d), "cgcs2000");
    CHECK(!jj_datum_parse("GCJ-02", &d));
}

int main(void) {
    RUN(test_published_points);
    RUN(test_shift_is_some_hundred_metres);
    RUN(test_round_trips);
    RUN(test_elsewhere_nothing_moves);
    RUN(test_names);
    return 0;
}
