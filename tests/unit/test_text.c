/* Numbers, dates, UTF-8 and the order of ids. */
#include "base/text.h"
#include "test.h"

static void test_numbers(void) {
    double v;
    CHECK(jj_parse_double(" 1026.5 ", &v));
    CHECK_NEAR(v, 1026.5, 0);
    const char *const refused[] = {"", "nan", "inf", "0x10", "12a", "1,026", "--1", "1e999"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        CHECK(!jj_parse_double(refused[i], &v));
    uint64_t bytes;
    CHECK(jj_parse_bytes("4G", &bytes));
    CHECK(bytes == (uint64_t)4 << 30);
    CHECK(!jj_parse_bytes("4T", &bytes));
}

static void test_dates(void) {
    int32_t d;
    const struct {
        const char *text;
        int32_t date;
    } cases[] = {{"2025", 20250000},     {"2021.9", 20210900},    {"2021-09-01", 20210901},
                 {"2021/9/1", 20210901}, {"2021年9月", 20210900}, {"2021年9月1日", 20210901},
                 {"20210901", 20210901}, {"2021年", 20210000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK(jj_parse_date(cases[i].text, &d));
        CHECK_INT(d, cases[i].date);
    }
    const char *const refused[] = {"", "21", "2021-13-01", "2021-1-32", "2021x", "soon"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        CHECK(!jj_parse_date(refused[i], &d));
}

static void test_utf8(void) {
    CHECK_INT(jj_utf8_valid("县", 3), 3);
    CHECK_INT(jj_utf8_valid("a\xcf\xd8", 3), 1); /* GBK for 县 */
    CHECK_INT(jj_utf8_valid("\xed\xa0\x80", 3), 0);
    CHECK_INT(jj_utf8_valid("\xc0\xaf", 2), 0);
    CHECK_INT(jj_text_width("就近 jj"), 7);
}

static void test_id_order(void) {
    CHECK(jj_id_cmp("9", "10") < 0);
    CHECK(jj_id_cmp("10", "a") < 0);
    CHECK(jj_id_cmp("a10", "a9") < 0);
    CHECK(jj_id_cmp("007", "7") < 0);
    CHECK(jj_id_cmp("99999999999999999999", "100000000000000000000") < 0);
    CHECK_INT(jj_id_cmp("7", "7"), 0);
}

static void test_csv_field(void) {
    jj_text t = {0};
    jj_text_csv(&t, "plain");
    jj_text_add(&t, ",");
    jj_text_csv(&t, "a \"b\", c");
    CHECK_STR(t.s, "plain,\"a \"\"b\"\", c\"");
    jj_text_deinit(&t);
}

static void test_choices(void) {
    CHECK(jj_is_choice("8|16|32", "8") && jj_is_choice("8|16|32", "16"));
    CHECK(jj_is_choice("8|16|32", "32"));
    CHECK(!jj_is_choice("8|16|32", "6") && !jj_is_choice("8|16|32", "1"));
    CHECK(!jj_is_choice("8|16|32", "8|16") && !jj_is_choice("8|16|32", ""));
}

int main(void) {
    RUN(test_numbers);
    RUN(test_dates);
    RUN(test_utf8);
    RUN(test_id_order);
    RUN(test_csv_field);
    RUN(test_choices);
    return 0;
}
