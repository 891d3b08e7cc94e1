/* Coordinates as people paste them. */
#include "store/place.h"
#include "test.h"

#include <math.h>

static jj_ctx *ctx;

typedef struct row {
    const char *text, *crs, *datum;
    double lon, lat, within; /* degrees */
} row;

static void every_way_of_writing(void) {
    static const row rows[] = {
        {"112.55,37.87", NULL, NULL, 112.55, 37.87, 1e-12},
        {" 112.55 , 37.87 ", "", "", 112.55, 37.87, 1e-12},
        {"112.55 37.87", NULL, NULL, 112.55, 37.87, 1e-12},
        {"112.55，37.87", NULL, "cgcs2000", 112.55, 37.87, 1e-12},
        {"112.55\t37.87\r\n", NULL, NULL, 112.55, 37.87, 1e-12},
        {"112°33'00\"E,37°52'12\"N", NULL, NULL, 112.55, 37.87, 1e-12},
        {"37°52'12\"N 112°33'00\"E", NULL, NULL, 112.55, 37.87, 1e-12},
        {"112°33′ 37°52′12″", NULL, NULL, 112.55, 37.87, 1e-12},
        {"东经112度33分 北纬37度52分12秒", NULL, NULL, 112.55, 37.87, 1e-12},
        {"北纬37.87°、东经112.55°", NULL, NULL, 112.55, 37.87, 1e-12},
        {"-60.5;-12.25", NULL, NULL, -60.5, -12.25, 1e-12},
        {"60.5W,12.25S", NULL, NULL, -60.5, -12.25, 1e-12},
        /* the middle of zone 38 (114 E), and of the six-degree zone 19 (111 E), on the equator */
        {"38500000,0", NULL, NULL, 114, 0, 1e-9},
        {"0,38500000", NULL, NULL, 114, 0, 1e-9},
        {"19500000,0", NULL, NULL, 111, 0, 1e-9},
        {"500000,0", "EPSG:4547", NULL, 114, 0, 1e-9},
        /* latitude first, where only that can be meant; north before east, as surveyors write */
        {"37.87,112.55", NULL, NULL, 112.55, 37.87, 1e-12},
        {"4102000,500000", "EPSG:4547", NULL, 114, 37.05, 0.01},
        {"4102000,38500000", "EPSG:4526", NULL, 114, 37.05, 0.01},
        {"112-33-00E,37-52-12N", NULL, NULL, 112.55, 37.87, 1e-12},
        {"１１２.５５，３７.８７", NULL, NULL, 112.55, 37.87, 1e-12},
        {"112°33,37°52′12″", NULL, NULL, 112.55, 37.87, 1e-12},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double lon, lat;
        CHECK_OK(ctx,
                 jj_place_parse(ctx, "at", rows[i].text, rows[i].crs, rows[i].datum, &lon, &lat));
        CHECK(fabs(lon - rows[i].lon) <= rows[i].within);
        CHECK(fabs(lat - rows[i].lat) <= rows[i].within);
    }
}

/* What a web map shows lies some 500 m from where it is. */
static void datums_are_undone(void) {
    double lon, lat;
    CHECK_OK(ctx, jj_place_parse(ctx, "at", "112.55,37.87", NULL, "gcj02", &lon, &lat));
    double metres = hypot((lon - 112.55) * 87900, (lat - 37.87) * 111000);
    CHECK(metres > 300 && metres < 900);
}

static void what_is_no_place(void) {
    static const struct {
        const char *text, *crs, *datum, *says;
    } rows[] = {
        {"", NULL, NULL, "is not a place"},
        {"112.55", NULL, NULL, "is not a place"},
        {"112.55,37.87,3", NULL, NULL, "is not a place"},
        {"112.55,37.87x", NULL, NULL, "is not a place"},
        {"nan,1", NULL, NULL, "is not a place"},
        {"112°70',37", NULL, NULL, "is not a place"},
        {"1e3,5", NULL, NULL, "is not a place"},
        {"416546,4202000", NULL, NULL, "is not in degrees"},
        {"24500000,4202000", NULL, NULL, "is not in degrees"},
        {"112,91", NULL, NULL, "is not in degrees"},
        {"112.55-37.87", NULL, NULL, "is not a place"},
        {"112,37", NULL, "tokyo", "none of wgs84"},
    };
    double lon, lat;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_REFUSED(
            ctx, jj_place_parse(ctx, "at", rows[i].text, rows[i].crs, rows[i].datum, &lon, &lat),
            JJ_E_RANGE, rows[i].says);
    CHECK_REFUSED(ctx, jj_place_parse(ctx, "at", "1,2", "EPSG:nonsense", NULL, &lon, &lat),
                  JJ_E_RANGE, "nonsense");
}

int main(void) {
    ctx = jj_ctx_new();
    every_way_of_writing(); /* PROJ keeps its database open from here on */
    RUN(datums_are_undone);
    RUN(what_is_no_place);
    jj_ctx_free(ctx);
    return 0;
}
