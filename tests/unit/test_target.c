/* Targets are compared without rounding; figures worked by hand. */
#include "rules/target.h"
#include "test.h"

static jj_rule rule_of(jj_op op, int64_t num, int64_t den) {
    return (jj_rule){.has_target = true, .op = op, .target_num = num, .target_den = den, .base = 1};
}

static void test_whole_numbers_are_exact(void) {
    jj_rule r55 = rule_of(JJ_OP_GE, 55, 100), r45 = rule_of(JJ_OP_GE, 45, 100);
    CHECK(jj_target_met(&r55, 55, 100));
    CHECK(!jj_target_met(&r55, 54, 100));
    CHECK_NEAR(jj_target_missing(&r55, 54, 100, true), 1, 0);
    CHECK_NEAR(jj_target_missing(&r55, 0, 100, true), 55, 0);
    CHECK(!jj_target_met(&r45, 449, 1000));
    CHECK(jj_target_met(&r45, 450, 1000));
    CHECK_NEAR(jj_target_missing(&r45, 449, 1000, true), 1, 0);
}

static void test_half_of_117_is_59(void) {
    jj_rule r = rule_of(JJ_OP_GE, 1, 2);
    CHECK(!jj_target_met(&r, 58, 117));
    CHECK(jj_target_met(&r, 59, 117));
    CHECK_NEAR(jj_target_missing(&r, 58, 117, true), 1, 0);
}

static void test_places_by_population(void) {
    jj_rule r = rule_of(JJ_OP_GE, 45, 10);
    r.base = 1000;
    CHECK_NEAR(jj_target_missing(&r, 0, 34915616, true), 157121, 0);
    CHECK_NEAR(jj_target_missing(&r, 0, 34659900, true), 155970, 0);
    jj_rule gross = rule_of(JJ_OP_GE, 91, 100);
    CHECK(!jj_target_met(&gross, 700000, 769500));
    CHECK_NEAR(jj_target_missing(&gross, 700000, 769500, true), 245, 0);
    CHECK_NEAR(jj_target_missing(&gross, 0, 1138542, true), 1036074, 0);
}

static void test_every_operator(void) {
    const struct {
        jj_op op;
        bool below, at, above;
    } rows[] = {{JJ_OP_GE, false, true, true},  {JJ_OP_GT, false, false, true},
                {JJ_OP_LE, true, true, false},  {JJ_OP_LT, true, false, false},
                {JJ_OP_EQ, false, true, false}, {JJ_OP_REPORT, true, true, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        jj_rule r = rule_of(rows[i].op, 3, 10);
        CHECK_INT(jj_target_met(&r, 2, 10), rows[i].below);
        CHECK_INT(jj_target_met(&r, 3, 10), rows[i].at);
        CHECK_INT(jj_target_met(&r, 4, 10), rows[i].above);
        CHECK_INT(jj_target_met_value(&r, 0.29), rows[i].below);
        CHECK_INT(jj_target_met_value(&r, 0.3), rows[i].at);
        CHECK_INT(jj_target_met_value(&r, 0.1 + 0.2), rows[i].at);
        CHECK_INT(jj_target_met_value(&r, 0.31), rows[i].above);
    }
}

static void test_too_much_is_missing_downwards(void) {
    jj_rule r = rule_of(JJ_OP_LE, 1, 10);
    CHECK_NEAR(jj_target_missing(&r, 15, 100, true), 5, 0);
    CHECK_NEAR(jj_target_missing(&r, 10, 100, true), 0, 0);
}

static void test_shown_never_passes_what_fails(void) {
    jj_rule r = rule_of(JJ_OP_GE, 1, 1), gross = rule_of(JJ_OP_GE, 91, 100);
    CHECK_NEAR(jj_percent_shown(&r, 999999, 1000000), 99.99, 1e-12);
    CHECK_NEAR(jj_percent_shown(&r, 1000000, 1000000), 100, 0);
    CHECK_NEAR(jj_percent_shown(&gross, 700000, 769500), 90.97, 1e-12);
    jj_rule r45 = rule_of(JJ_OP_GE, 45, 100);
    CHECK_NEAR(jj_percent_shown(&r45, 449, 1000), 44.90, 1e-12);
    CHECK_NEAR(jj_percent_shown(&r45, 44999, 100000), 44.99, 1e-12);
}

int main(void) {
    RUN(test_whole_numbers_are_exact);
    RUN(test_half_of_117_is_59);
    RUN(test_places_by_population);
    RUN(test_every_operator);
    RUN(test_too_much_is_missing_downwards);
    RUN(test_shown_never_passes_what_fails);
    return 0;
}
