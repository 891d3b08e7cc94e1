/* Map sheets: where names have room, which scales are round, how long a scale bar is. */
#include "out/sheet/draw.h"
#include "test.h"

/* Rings that follow each other in `xy`, each closed. */
static jj_sheet_shape shape_of(const double *xy, const size_t *end, size_t n_parts) {
    jj_sheet_shape s = {
        .xy = xy, .part_end = end, .n_points = end[n_parts - 1], .n_parts = n_parts};
    s.box[0] = s.box[1] = INFINITY;
    s.box[2] = s.box[3] = -INFINITY;
    for (size_t i = 0; i < s.n_points; i++)
        for (size_t k = 0; k < 2; k++) {
            s.box[k] = fmin(s.box[k], xy[2 * i + k]);
            s.box[k + 2] = fmax(s.box[k + 2], xy[2 * i + k]);
        }
    return s;
}

/* A square of 10 with a hole of 6 in its middle, and an exclave of 2 far to the east. */
static const double square[] = {0, 0, 10, 0, 10, 10, 0, 10, 0, 0,  2, 2,  8, 2,  8,
                                8, 2, 8,  2, 2,  30, 4, 32, 4, 32, 6, 30, 6, 30, 4};
static const size_t square_end[] = {5, 10, 15};

static void test_inside(void) {
    jj_sheet_shape s = shape_of(square, square_end, 3);
    CHECK(jj_sheet_shape_has(&s, 1, 5));
    CHECK(!jj_sheet_shape_has(&s, 5, 5));
    CHECK(jj_sheet_shape_has(&s, 31, 5));
    CHECK(!jj_sheet_shape_has(&s, 20, 5));
    CHECK(!jj_sheet_shape_has(&s, 20, 50));
}

static void test_place(void) {
    jj_sheet_shape s = shape_of(square, square_end, 3);
    const double all[4] = {-100, -100, 100, 100}, strip[4] = {28, 0, 100, 100},
                 none[4] = {12, 0, 28, 10};
    double at[2];
    CHECK(jj_sheet_shape_place(&s, all, at)); /* the full width above or below the hole */
    CHECK(jj_sheet_shape_has(&s, at[0], at[1]));
    CHECK_NEAR(at[0], 5, 1e-9);
    CHECK(at[1] < 2 || at[1] > 8);
    CHECK(jj_sheet_shape_place(&s, strip, at)); /* what the frame shows is the exclave */
    CHECK_NEAR(at[0], 31, 1e-9);
    CHECK(at[1] > 4 && at[1] < 6);
    const double rim[4] = {9, 0, 12, 10};
    CHECK(jj_sheet_shape_place(&s, rim, at)); /* a sliver at the edge of the frame */
    CHECK_NEAR(at[0], 9.5, 1e-9);
    CHECK_NEAR(at[1], 5, 1e-9);
    CHECK(!jj_sheet_shape_place(&s, none, at));
}

static void test_scales(void) {
    CHECK_NEAR(jj_round_scale(150000), 150000, 1e-6);
    CHECK_NEAR(jj_round_scale(150001), 200000, 1e-6);
    CHECK_NEAR(jj_round_scale(8.1e6), 1e7, 1e-3);
    CHECK_NEAR(jj_bar_km(200, 60), 10, 1e-9); /* 1:200 000: 12 km of room */
    CHECK_NEAR(jj_bar_km(3000, 60), 100, 1e-9);
    CHECK_NEAR(jj_bar_km(25, 60), 1, 1e-9);
    CHECK_NEAR(jj_bar_km(80, 60), 4, 1e-9);
    CHECK_NEAR(jj_bar_km(1, 60), 0.04, 1e-9);
}

/* The largest round scale at which an area fits, its middle in the middle of the frame. */
static void test_fit(void) {
    const double area[4] = {500000, 3000000, 527000, 3010000};
    jj_view v = jj_view_fit((jj_box){10, 20, 270, 200}, area, 1.04);
    CHECK_NEAR(v.metres_a_mm, 150, 1e-9);
    CHECK_NEAR(jj_view_x(&v, 513500), 145, 1e-9);
    CHECK_NEAR(jj_view_y(&v, 3005000), 120, 1e-9);
    char text[32];
    jj_scale_text(&v, text, sizeof text);
    CHECK_STR(text, "1:150 000");
}

int main(void) {
    RUN(test_inside);
    RUN(test_place);
    RUN(test_scales);
    RUN(test_fit);
    return 0;
}
