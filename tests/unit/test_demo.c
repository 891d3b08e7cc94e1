#include "test.h"

#include "out/demo/border.h"
#include "out/demo/facility.h"

static jj_ctx *ctx;
static demo_county *county;
static demo_facilities *list;

static void test_county_is_made(void) {
    county->rng.state = 2025;
    CHECK_OK(ctx, demo_make_land(ctx, county));
    CHECK_OK(ctx, demo_make_units(ctx, county));
    CHECK_OK(ctx, demo_make_villages(ctx, county));
    demo_make_names(county);
    demo_make_people(county);
    CHECK_OK(ctx, demo_make_roads(ctx, county));
    demo_make_facilities(county, list);
}

static void test_people_add_up_to_the_census(void) {
    uint64_t total = 0, by_unit = 0, by_village = 0;
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++) {
        uint32_t here = county->people[DEMO_TOTAL][cell];
        total += here;
        CHECK(here == 0 || county->unit[cell] > 0);
        for (int g = 1; g < DEMO_GROUPS; g++)
            CHECK(county->people[g][cell] <= here);
    }
    for (size_t i = 0; i < DEMO_UNITS; i++)
        by_unit += county->units[i].people[DEMO_TOTAL];
    for (size_t i = 0; i < county->n_villages; i++)
        by_village += county->villages[i].people;
    CHECK_INT(total, DEMO_PEOPLE_2020);
    CHECK_INT(by_unit, DEMO_PEOPLE_2020);
    CHECK_INT(by_village, DEMO_PEOPLE_2020);
}

/* Nobody within a cell of another unit: exact polygon sums are the census to the person. */
static void test_people_keep_off_the_borders(void) {
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
        CHECK(county->people[DEMO_TOTAL][cell] == 0 || demo_is_inside(county, cell, 1));
}

static void test_units_have_what_they_need(void) {
    CHECK_INT(county->n_villages, DEMO_VILLAGES);
    uint32_t cells = 0, lake = 0;
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++) {
        cells += county->unit[cell] != 0;
        lake += county->is_lake[cell];
    }
    CHECK(cells >= DEMO_AREA_CELLS && cells < DEMO_AREA_CELLS + 500);
    CHECK(lake >= 60 && lake <= 160);
    for (size_t i = 0; i < county->n_villages; i++)
        for (size_t k = 0; k < i; k++) {
            CHECK(strcmp(county->villages[i].code, county->villages[k].code) != 0);
            CHECK(strcmp(county->villages[i].name, county->villages[k].name) != 0);
        }
}

/* Roads cross the river at the two bridges only, and the cut-off village has no road at all. */
static void test_river_is_crossed_at_the_bridges(void) {
    int n = 0;
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
        for (int d = 0; d < 8; d++)
            if (county->links[cell][d]) {
                uint32_t next = demo_neighbour(cell, d);
                bool crosses = county->bank[cell] != county->bank[next];
                CHECK(!crosses || (cell < next ? cell : next) == county->bridge[0] ||
                      (cell < next ? cell : next) == county->bridge[1]);
                n += crosses;
                CHECK(demo_distance(demo_centre(cell), county->settlements[county->cut_off].at) >
                      400);
            }
    CHECK_INT(n, 2 * DEMO_BRIDGES);
}

/* Every outline is closed and its rings' areas add up to the cells', cut corners apart. */
static void test_outlines_close(void) {
    for (uint8_t unit = 1; unit <= DEMO_UNITS; unit++) {
        demo_shape s = {0};
        demo_outline(county->unit, unit, &s);
        CHECK(!s.failed);
        double area = 0, cells = 0;
        for (size_t p = 0, start = 0; p < s.n_parts; start = s.part_end[p++]) {
            CHECK_NEAR(s.xy[start].x, s.xy[s.part_end[p] - 1].x, 0);
            CHECK_NEAR(s.xy[start].y, s.xy[s.part_end[p] - 1].y, 0);
            for (size_t i = start; i + 1 < s.part_end[p]; i++)
                area += (s.xy[i].x - s.xy[start].x) * (s.xy[i + 1].y - s.xy[start].y) -
                        (s.xy[i + 1].x - s.xy[start].x) * (s.xy[i].y - s.xy[start].y);
        }
        for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
            cells += county->unit[cell] == unit;
        CHECK_NEAR(area / 2e4 / cells, 1, 0.01);
        demo_shape_deinit(&s);
    }
}

/* Each plant is its own record, so that each is found for its own reason. */
static void test_plants_are_distinct(void) {
    const size_t plants[] = {list->over_full,   list->duplicate_name, list->duplicate_id,
                             list->far_away,    list->swapped,        list->wrong_unit,
                             list->no_point,    list->unknown_kind,   list->planned,
                             list->planned_far, list->too_late,       list->closed};
    for (size_t i = 0; i < JJ_COUNT(plants); i++)
        for (size_t k = 0; k < i; k++)
            CHECK(plants[i] != plants[k]);
    CHECK(list->n >= 380 && list->n < DEMO_MAX_FACILITIES);
    for (size_t i = 0; i < list->n; i++) {
        bool is_central = list->items[i].is_central && strcmp(list->items[i].status, "open") == 0 &&
                          !list->items[i].close_date[0] &&
                          strcmp(list->items[i].open_date, "2026") < 0;
        CHECK(!is_central || (strcmp(list->items[i].unit, county->units[county->planned].code) &&
                              strcmp(list->items[i].unit, county->units[county->no_public].code)));
    }
}

int main(void) {
    ctx = jj_ctx_new();
    county = jj_alloc(1, sizeof *county);
    list = jj_alloc(1, sizeof *list);
    CHECK(ctx && county && list);
    RUN(test_county_is_made);
    RUN(test_people_add_up_to_the_census);
    RUN(test_people_keep_off_the_borders);
    RUN(test_units_have_what_they_need);
    RUN(test_river_is_crossed_at_the_bridges);
    RUN(test_outlines_close);
    RUN(test_plants_are_distinct);
    jj_free(county);
    jj_free(list);
    jj_ctx_free(ctx);
    return 0;
}
