/* Filters: typed columns, what cannot be told, and everything but reading refused. */
#include "store/facility_table.h"
#include "test.h"

static jj_facility_table *example(jj_ctx *ctx) {
    static const char *const columns[] = {"kind", "ownership", "places", "floor_m2"};
    static const char *const rows[][4] = {{"kindergarten", "public", "90", "1200.5"},
                                          {"kindergarten", "", "100", ""},
                                          {"clinic", "private", "", "80"},
                                          {"O'Hara", "public", "9", "1"}};
    jj_facility_table *t;
    CHECK_OK(ctx, jj_facility_table_new(ctx, columns, "ttir", 4, &t));
    for (size_t i = 0; i < 4; i++)
        CHECK_OK(ctx, jj_facility_table_add(ctx, t, rows[i]));
    return t;
}

static void check_rows(jj_ctx *ctx, jj_facility_table *t, const char *condition, size_t want,
                       uint32_t first) {
    uint32_t *rows;
    size_t n;
    CHECK_OK(ctx, jj_facility_table_select(ctx, t, condition, &rows, &n));
    CHECK_INT(n, want);
    CHECK(n == 0 || rows[0] == first);
    jj_free(rows);
}

static void test_select(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_facility_table *t = example(ctx);
    check_rows(ctx, t, "kind = 'kindergarten'", 2, 0);
    check_rows(ctx, t, "places >= 100", 1, 1);
    check_rows(ctx, t, "places < 10 OR floor_m2 BETWEEN 79.5 AND 80", 2, 2);
    check_rows(ctx, t, "kind = 'O''Hara' AND (ownership IN ('public', 'x'))", 1, 3);
    check_rows(ctx, t, "kind LIKE 'kin%' AND coalesce(ownership, 'none') = 'none'", 1, 1);
    check_rows(ctx, t, "kind = ';--)('", 0, 0);
    check_rows(ctx, t, "row IN (SELECT row FROM facility WHERE places = 9)", 1, 3);
    jj_facility_table_free(t);
    jj_ctx_free(ctx);
}

static void test_unknown(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_facility_table *t = example(ctx);
    uint32_t *rows;
    size_t n;
    CHECK_OK(ctx, jj_facility_table_unknown(
                      ctx, t, "kind = 'kindergarten' AND ownership = 'public'", &rows, &n));
    CHECK_INT(n, 1);
    CHECK_INT(rows[0], 1);
    jj_free(rows);
    jj_facility_table_free(t);
    jj_ctx_free(ctx);
}

static void test_values(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_facility_table *t = example(ctx);
    double places[4];
    CHECK_OK(ctx, jj_facility_table_numbers(ctx, t, "places", places));
    CHECK(places[0] == 90 && isnan(places[2]));
    CHECK_REFUSED(ctx, jj_facility_table_numbers(ctx, t, "beds", places), JJ_E_RANGE,
                  "no column 'beds'; they have: kind, ownership, places, floor_m2");
    const char *const *row;
    CHECK_OK(ctx, jj_facility_table_row(ctx, t, 0, &row));
    CHECK_STR(row[3], "1200.5");
    CHECK_OK(ctx, jj_facility_table_row(ctx, t, 2, &row));
    CHECK_STR(row[2], "");
    const char *const bad[] = {"x", "y", "about 150", ""};
    CHECK_REFUSED(ctx, jj_facility_table_add(ctx, t, bad), JJ_E_RANGE,
                  "'places': 'about 150' is not a number");
    CHECK_INT(jj_facility_table_n_rows(t), 4);
    jj_facility_table_free(t);
    jj_ctx_free(ctx);
}

static void test_refusals(void) {
    static const struct {
        const char *condition, *message;
    } cases[] = {
        {"", "is not one condition"},
        {"kind = 'x'; DROP TABLE facility", "is not one condition"},
        {"kind = 'x' -- more", "is not one condition"},
        {"1) UNION SELECT 1 FROM facility WHERE (1", "is not one condition"},
        {"kind = 'x", "is not one condition"},
        {"(kind = 'x'", "is not one condition"},
        {"kind = ", "is not a condition"},
        {"knd = 'x'", "did you mean 'kind'?"},
        {"zzzzzzz = 'x'", "no column 'zzzzzzz'; they have: kind, ownership, places, floor_m2"},
        {"kind = \"clinic\"", "no column"},
        {"row IN (SELECT rootpage FROM sqlite_master)", "'sqlite_master' is not allowed"},
        {"load_extension('x')", "'load_extension' is not allowed"},
        {"random() > 0", "'random' is not allowed"},
        {"date('now') > '2025'", "'date' is not allowed"},
        {"length(zeroblob(1000000000)) > 0", "'zeroblob' is not allowed"},
        {"count(*) > 1", "is not allowed"},
        {"places IN (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT x FROM "
         "c)",
         "is not allowed"},
        {"EXISTS (SELECT 1 FROM pragma_table_info('facility'))", "is not allowed"},
    };
    jj_ctx *ctx = jj_ctx_new();
    jj_facility_table *t = example(ctx);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t *rows;
        size_t n;
        CHECK_REFUSED(ctx, jj_facility_table_select(ctx, t, cases[i].condition, &rows, &n),
                      JJ_E_RANGE, cases[i].message);
        CHECK(rows == NULL && n == 0);
    }
    jj_facility_table_free(t);
    jj_ctx_free(ctx);
}

/* Reading the table against itself many times over is refused, not waited for. */
static void test_endless_filter(void) {
    jj_ctx *ctx = jj_ctx_new();
    static const char *const columns[] = {"kind"};
    jj_facility_table *t;
    CHECK_OK(ctx, jj_facility_table_new(ctx, columns, "t", 1, &t));
    for (int i = 0; i < 3000; i++)
        CHECK_OK(ctx, jj_facility_table_add(ctx, t, (const char *const[]){"x"}));
    uint32_t *rows;
    size_t n;
    CHECK_REFUSED(ctx,
                  jj_facility_table_select(ctx, t,
                                           "EXISTS (SELECT 1 FROM facility a, facility b, facility "
                                           "c WHERE a.kind || b.kind || c.kind = 'y')",
                                           &rows, &n),
                  JJ_E_LIMIT, "takes too long");
    jj_facility_table_free(t);
    jj_ctx_free(ctx);
}

int main(void) {
    RUN(test_select);
    RUN(test_unknown);
    RUN(test_values);
    RUN(test_refusals);
    RUN(test_endless_filter);
    return 0;
}
