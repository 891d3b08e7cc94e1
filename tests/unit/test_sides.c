/* Parts of the ground are what one can reach: a river parts it, a bridge joins it. */
#include "ground_case.h"
#include "geo/sides.h"

static uint32_t sides_of(ground_case *t, uint32_t *side) {
    return jj_ground_sides(&t->ground, side, NULL, NULL);
}

static void test_river_and_bridge(void) {
    ground_case *t = case_new(10, 12, 30, 1);
    uint32_t side[120];
    double river[] = {6, -1, 6, 11}, bridge[] = {5, 4.5, 7, 4.5};
    const jj_line line = {river, 2}, over = {bridge, 2};
    CHECK_INT(sides_of(t, side), 1);
    case_shut(t, &line, 1, NULL, 0);
    CHECK_INT(sides_of(t, side), 2);
    for (int i = 0; i < 120; i++)
        CHECK_INT(side[i], i % 12 < 6 ? 1 : 2);
    jj_shut_moves_free(t->shut);
    case_shut(t, &line, 1, &over, 1);
    CHECK_INT(sides_of(t, side), 1);
    for (int i = 0; i < 120; i++)
        t->pace[i] = 0;
    CHECK_INT(sides_of(t, side), 0);
    CHECK_INT(side[7], 0);
    case_free(t);
}

/* Every cell of a side, and no other, is reached from the side's first cell. */
static void test_sides_are_what_is_reached(void) {
    uint64_t seed = test_seed();
    for (int round = 0; round < 20; round++) {
        ground_case *t = case_random(&seed, 40, true);
        size_t n = case_cells(t);
        JJ_AUTO uint32_t *side = jj_alloc(n, sizeof *side);
        t->ground.height_m = NULL;
        case_paces(t, 2 + (unsigned)round % 3, &seed);
        uint32_t n_sides = sides_of(t, side), told = 0;
        t->how = (jj_travel){JJ_STENCIL_8, JJ_TOWARD, JJ_FARTHEST};
        for (size_t i = 0; i < n && told < 5 && told < n_sides; i++) {
            if (side[i] != told + 1)
                continue;
            const jj_source s = {(uint32_t)i, 0, 0};
            CHECK_OK(t->ctx, jj_ground_field_plain(t->ctx, &t->ground, &s, 1, &t->how, t->time_ms,
                                                   t->nearest));
            told++;
            for (size_t k = 0; k < n; k++)
                CHECK_INT(t->time_ms[k] != JJ_UNREACHED, side[k] == told);
        }
        case_free(t);
    }
}

int main(void) {
    RUN(test_river_and_bridge);
    RUN(test_sides_are_what_is_reached);
    return 0;
}
