#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "outcome_case.h"
#include "base/file.h"
#include "out/print.h"
#include "out/query.h"
#include "out/wkb.h"
#include "out/write.h"

#include <unistd.h>

static char folder[256];
static jj_ctx *ctx;
static char path[300];
static jj_result_file result;

static void make_result(void) {
    outcome_case c;
    case_make(ctx, &c);
    snprintf(path, sizeof path, "%s/result", folder);
    JJ_CLEANUP(jj_publish_deinit) jj_publish p = {0};
    CHECK_OK(ctx, jj_publish_begin(ctx, path, &p));
    CHECK_OK(ctx, jj_result_write(ctx, &c.outcome, &p));
    CHECK_OK(ctx, jj_result_file_open(ctx, path, &result));
    case_free(&c);
}

/* The reply as one text, and freed. */
static jj_text printed(jj_reply *reply, jj_format format) {
    jj_text t = {0};
    jj_table table = jj_reply_table(reply);
    CHECK_OK(ctx, jj_table_print(ctx, &table, format, &t));
    jj_reply_deinit(reply);
    return t;
}

static void check_holds(jj_reply *reply, jj_format format, const char *part) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = printed(reply, format);
    if (!strstr(t.s, part))
        fprintf(stderr, "no '%s' in\n%s\n", part, t.s);
    CHECK(strstr(t.s, part));
}

static void gaps(void) {
    jj_reply r;
    CHECK_OK(ctx, jj_query_gaps(ctx, &result, NULL, NULL, 10, &r));
    CHECK_INT(r.n_rows, 1); /* the scattered rest is no place to go to */
    check_holds(&r, JJ_FORMAT_CSV, "B-KIN-15,1,140999101,");
    CHECK_OK(ctx, jj_query_gaps(ctx, &result, "B-KIN-15", "140999", 1, &r));
    check_holds(&r, JJ_FORMAT_GEOJSON,
                "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[112.04,37.95],[112.04,37.94],"
                "[112.07,37.94],[112.07,37.95],[112.04,37.95]]]]}");
    CHECK_OK(ctx, jj_query_gaps(ctx, &result, NULL, "丙乡", 5, &r));
    CHECK_INT(r.n_rows, 0);
    check_holds(&r, JJ_FORMAT_JSON, "[]");
}

static void verdicts(void) {
    jj_reply r;
    CHECK_OK(ctx, jj_query_verdicts(ctx, &result, NULL, "140999100", &r));
    CHECK_INT(r.n_rows, 2);
    check_holds(&r, JJ_FORMAT_JSON,
                "\"status\":\"fail\",\"value\":0.83333333333333337,\"num\":200.0,\"den\":240.0");
    CHECK_OK(ctx, jj_query_verdicts(ctx, &result, "A-EDU-03", NULL, &r));
    CHECK_INT(r.n_rows, 4);
    check_holds(&r, JJ_FORMAT_CSV, "A-EDU-03,140999100,\"甲 \"\"镇\"\"\",pass");
}

static void check_point(double lon, double lat, const char *part) {
    jj_reply r;
    CHECK_OK(ctx, jj_query_point(ctx, &result, &(jj_point_ask){.lon_lat = {lon, lat}}, &r));
    CHECK_INT(r.n_rows, 2);
    check_holds(&r, JJ_FORMAT_CSV, part);
}

static void points(void) {
    check_point(112.015, 37.995, "covered,0.016666666666666666,15,7,第一幼儿园,140999100,");
    check_point(112.015, 37.995, "covered: 第一幼儿园 is 0.0 min away, the limit is 15 min");
    check_point(112.055, 37.945, "too_far,15.000016666666667,15,7");
    check_point(112.055, 37.945, "not covered: the nearest");
    check_point(112.075, 37.945, "unreachable,,");
    check_point(112.005, 37.995, "A-EDU-03,a kindergarten in every township,");
    jj_reply r;
    CHECK_REFUSED(ctx, jj_query_point(ctx, &result, &(jj_point_ask){.lon_lat = {10, 10}}, &r),
                  JJ_E_DATA, "outside the result");
    jj_result_file_close(&result); /* its rasters stay open until then */
    CHECK_OK(ctx, jj_result_file_open(ctx, path, &result));
}

static void sql(void) {
    jj_reply r;
    CHECK_OK(ctx, jj_query_sql(ctx, &result,
                               "SELECT name, round(ST_Area(ST_Transform(geom,32649))/1e6,2) AS km2 "
                               "FROM unit_township WHERE geom IS NOT NULL",
                               &r));
    CHECK_INT(r.n_rows, 2);
    check_holds(&r, JJ_FORMAT_CSV, "name,km2\n\"甲 \"\"镇\"\"\",23.39");
    CHECK_REFUSED(ctx, jj_query_sql(ctx, &result, "DELETE FROM rule", &r), JJ_E_RANGE,
                  "reads only");
    CHECK_REFUSED(ctx, jj_query_sql(ctx, &result, "ATTACH 'x.db' AS x", &r), JJ_E_RANGE,
                  "reads only");
    CHECK_REFUSED(ctx, jj_query_sql(ctx, &result, "SELECT nowhere", &r), JJ_E_RANGE,
                  "no such column");
    CHECK_REFUSED(ctx, jj_query_sql(ctx, &result, "SELECT 1; DROP TABLE rule", &r), JJ_E_RANGE,
                  "not one");
}

static void unknown_names(void) {
    jj_reply r;
    CHECK_REFUSED(ctx, jj_query_verdicts(ctx, &result, "A-EDU-3", NULL, &r), JJ_E_RANGE,
                  "did you mean 'A-EDU-03'");
    CHECK_REFUSED(ctx, jj_query_verdicts(ctx, &result, "frob", NULL, &r), JJ_E_RANGE,
                  "it has A-EDU-03, B-KIN-15");
    CHECK_REFUSED(ctx, jj_query_verdicts(ctx, &result, NULL, "140999199", &r), JJ_E_RANGE,
                  "did you mean '140999");
    CHECK_REFUSED(ctx, jj_query_gaps(ctx, &result, NULL, "Xanadu", 3, &r), JJ_E_RANGE,
                  "give its code");
}

/* Columns line up whatever the script. */
static void tables_line_up(void) {
    jj_reply r;
    CHECK_OK(ctx, jj_query_verdicts(ctx, &result, "A-EDU-03", NULL, &r));
    JJ_CLEANUP(jj_text_deinit) jj_text t = printed(&r, JJ_FORMAT_TABLE);
    int wanted = -1;
    for (char *line = strtok(t.s, "\n"); line; line = strtok(NULL, "\n")) {
        char *tail = strstr(line, "evidence");
        if (!tail)
            continue;
        *tail = '\0';
        int width = jj_text_width(line);
        CHECK_INT(width, wanted < 0 ? width : wanted);
        wanted = width;
    }
    CHECK(wanted > 0);
}

static void geometry_of_every_kind(void) {
    static const uint8_t multipoint[47] = {1, 4, 0, 0, 0, 2, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0,
                                           0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1};
    uint8_t two_points[51] = {0};
    memcpy(two_points, multipoint, 30);
    memcpy(two_points + 30, multipoint + 9, 21);
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    CHECK(jj_wkb_geojson(&t, two_points, sizeof two_points));
    CHECK_STR(t.s, "{\"type\":\"MultiPoint\",\"coordinates\":[[0,0],[0,0]]}");
    CHECK(!jj_wkb_geojson(&t, two_points, 40));
    CHECK_STR(t.s, "{\"type\":\"MultiPoint\",\"coordinates\":[[0,0],[0,0]]}");
}

int main(void) {
    snprintf(folder, sizeof folder, "%s/jiujin-query-XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    CHECK(mkdtemp(folder));
    ctx = jj_ctx_new();
    make_result();
    RUN(gaps);
    RUN(verdicts);
    RUN(points);
    RUN(unknown_names);
    sql(); /* SpatiaLite keeps PROJ's database open from first use */
    RUN(tables_line_up);
    RUN(geometry_of_every_kind);
    jj_result_file_close(&result);
    if (!getenv("KEEP_RESULT"))
        CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_ctx_free(ctx);
    return 0;
}
