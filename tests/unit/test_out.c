#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "outcome_case.h"
#include "base/file.h"
#include "out/manifest.h"
#include "out/tables.h"
#include "out/wkb.h"
#include "out/write.h"
#include "store/database.h"
#include "store/raster.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[256];

static const char *in_folder(const char *name) {
    static char path[4][512];
    static int k;
    k = (k + 1) % 4;
    snprintf(path[k], sizeof path[k], "%s/%s", folder, name);
    return path[k];
}

static void publish_case(jj_ctx *ctx, const outcome_case *c, const char *path) {
    JJ_CLEANUP(jj_publish_deinit) jj_publish p = {0};
    CHECK_OK(ctx, jj_publish_begin(ctx, path, &p));
    CHECK_OK(ctx, jj_result_write(ctx, &c->outcome, &p));
}

/* One value of the GeoPackage as text. */
static void check_sql(const char *gpkg, const char *sql, const char *wanted) {
    jj_ctx *ctx = jj_ctx_new();
    JJ_CLEANUP(jj_db_closep) jj_db *db = NULL;
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    bool more;
    CHECK_OK(ctx, jj_db_open(ctx, gpkg, &db));
    CHECK_OK(ctx, jj_db_prepare(ctx, db, sql, &s));
    CHECK_OK(ctx, jj_stmt_next(ctx, s, &more));
    CHECK(more);
    CHECK_STR(jj_stmt_text(s, 0), wanted);
    jj_ctx_free(ctx);
}

static void result_holds_the_run(void) {
    jj_ctx *ctx = jj_ctx_new();
    outcome_case c;
    case_make(ctx, &c);
    publish_case(ctx, &c, in_folder("result"));
    const char *gpkg = in_folder("result/result.gpkg");
    check_sql(gpkg, "SELECT name FROM unit_township WHERE code='140999101'", "乙'乡😀,<&>");
    check_sql(gpkg, "SELECT group_concat(a_edu_03_status) FROM unit_township", "pass,fail,pass");
    check_sql(gpkg, "SELECT b_kin_15_status||b_kin_15_value FROM unit_township WHERE fid=1",
              "fail0.833333333333333");
    check_sql(gpkg, "SELECT count(*) FROM unit_township WHERE geom IS NULL", "1");
    check_sql(gpkg, "SELECT n_pass||':'||n_fail FROM rule_result WHERE is_rolled_up", "2:1");
    check_sql(gpkg, "SELECT sum(people) FROM gap_patch", "40.0");
    check_sql(gpkg,
              "SELECT total-in_nodata-outside_units-on_blocked-unreachable-too_far-covered"
              " FROM balance",
              "0.0");
    check_sql(gpkg, "SELECT min_x||' '||max_y FROM gpkg_contents WHERE table_name='gap_patch'",
              "112.04 37.95");
    check_sql(gpkg, "SELECT count(*) FROM layer_styles WHERE f_table_name='unit_township'", "3");
    check_sql(gpkg,
              "SELECT title FROM gpkg_data_columns WHERE table_name='gap_patch' AND"
              " column_name='people'",
              "未覆盖人口");
    check_sql(gpkg, "PRAGMA integrity_check", "ok");
    CHECK_OK(ctx, jj_manifest_check(ctx, in_folder("result"), true, NULL));
    case_free(&c);
    jj_ctx_free(ctx);
}

static void rasters_hold_the_fields(void) {
    jj_ctx *ctx = jj_ctx_new();
    const char *const files[3] = {"result/rasters/kindergarten-walk-2025_minutes.tif",
                                  "result/fields/kindergarten-walk-2025_ms.tif",
                                  "result/rasters/uncovered_b_kin_15.tif"};
    const double first[3] = {0, 0, 0}, last[3] = {NAN, NAN, 10},
                 before[3] = {900001 / 60000.0, 900001, 10};
    for (int i = 0; i < 3; i++) {
        JJ_CLEANUP(jj_raster_closep) jj_raster *r = NULL;
        double v[CASE_CELLS];
        CHECK_OK(ctx, jj_raster_open(ctx, in_folder(files[i]), 1, NULL, &r));
        CHECK_OK(ctx, jj_raster_read(ctx, r, 0, CASE_ROWS, v));
        CHECK_NEAR(v[0], first[i], 0);
        CHECK_NEAR(v[CASE_CELLS - 2], before[i], 1e-6);
        CHECK(isnan(last[i]) ? isnan(v[CASE_CELLS - 1]) : fabs(v[CASE_CELLS - 1] - last[i]) < 1e-9);
    }
    jj_ctx_free(ctx);
}

static void same_run_same_bytes(void) {
    jj_ctx *ctx = jj_ctx_new();
    outcome_case c;
    case_make(ctx, &c);
    char first[65], second[65];
    CHECK_OK(ctx, jj_file_sha256(ctx, in_folder("result/" JJ_MANIFEST), first));
    publish_case(ctx, &c, in_folder("result"));
    CHECK_OK(ctx, jj_file_sha256(ctx, in_folder("result/" JJ_MANIFEST), second));
    CHECK_STR(first, second);
    case_free(&c);
    jj_ctx_free(ctx);
}

/* Nothing found, no lattice, no units with geometry: still a result. */
static void empty_run_is_a_result(void) {
    jj_ctx *ctx = jj_ctx_new();
    outcome_case c;
    case_make(ctx, &c);
    jj_result empty = {0};
    jj_rules none = {0};
    jj_scene bare = {.name = "", .year = 2025, .crs = ""};
    c.outcome = (jj_outcome){.scene = &bare, .rules = &none, .result = &empty, .lang = JJ_LANG_EN};
    publish_case(ctx, &c, in_folder("bare"));
    check_sql(in_folder("bare/result.gpkg"), "SELECT count(*) FROM rule_result", "0");
    c.outcome =
        (jj_outcome){.scene = &c.scene, .rules = &c.rules, .result = &empty, .lang = JJ_LANG_EN};
    publish_case(ctx, &c, in_folder("bare"));
    check_sql(in_folder("bare/result.gpkg"), "SELECT count(*) FROM unit_township", "3");
    CHECK_OK(ctx, jj_manifest_check(ctx, in_folder("bare"), true, NULL));
    case_free(&c);
    jj_ctx_free(ctx);
}

static void write_text(const char *path, const char *text) {
    FILE *f = fopen(path, "w");
    CHECK(f);
    fputs(text, f);
    fclose(f);
}

static void wrong_places_are_refused(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_publish p = {0};
    write_text(in_folder("file"), "x");
    CHECK_REFUSED(ctx, jj_publish_begin(ctx, in_folder("file"), &p), JJ_E_DATA, "is a file");
    CHECK(mkdir(in_folder("photos"), 0777) == 0);
    write_text(in_folder("photos/cat.jpg"), "x");
    CHECK_REFUSED(ctx, jj_publish_begin(ctx, in_folder("photos"), &p), JJ_E_DATA,
                  "not a result of jiujin");
    CHECK(jj_file_exists(in_folder("photos/cat.jpg")));
    CHECK(mkdir(in_folder("void"), 0777) == 0);
    CHECK_OK(ctx, jj_publish_begin(ctx, in_folder("void/"), &p));
    jj_publish other = {0};
    CHECK_REFUSED(ctx, jj_publish_begin(ctx, in_folder("void"), &other), JJ_E_DATA,
                  "another run is writing");
    CHECK_REFUSED(ctx, jj_publish_room(ctx, &p, (uint64_t)1 << 62), JJ_E_IO, "make room");
    jj_publish_deinit(&p);
    CHECK(!jj_file_exists(in_folder("void.lock")));
    jj_ctx_free(ctx);
}

static void debris_is_swept_and_the_old_comes_back(void) {
    jj_ctx *ctx = jj_ctx_new();
    pid_t dead = fork();
    if (dead == 0)
        _exit(0);
    CHECK(waitpid(dead, NULL, 0) == dead);
    char debris[64], alive[64];
    snprintf(debris, sizeof debris, "result.tmp-%ld", (long)dead);
    snprintf(alive, sizeof alive, "result.tmp-%ld", (long)getppid());
    CHECK(mkdir(in_folder(debris), 0777) == 0 && mkdir(in_folder(alive), 0777) == 0);
    CHECK(rename(in_folder("result"), in_folder("result.old")) == 0);
    JJ_AUTO char *found = jj_publish_find(in_folder("result"));
    CHECK(strstr(found, "result.old"));
    jj_publish p = {0};
    CHECK_OK(ctx, jj_publish_begin(ctx, in_folder("result"), &p));
    jj_publish_deinit(&p);
    CHECK(!jj_file_exists(in_folder(debris)) && jj_file_exists(in_folder(alive)));
    CHECK(jj_file_exists(in_folder("result/result.gpkg")));
    jj_ctx_free(ctx);
}

static void torn_results_are_refused(void) {
    jj_ctx *ctx = jj_ctx_new();
    CHECK_REFUSED(ctx, jj_manifest_check(ctx, in_folder("nowhere"), false, NULL), JJ_E_IO,
                  "no result");
    CHECK_REFUSED(ctx, jj_manifest_check(ctx, in_folder("photos"), false, NULL), JJ_E_DATA,
                  "has no manifest.json");
    CHECK(unlink(in_folder("result/ledger.csv")) == 0);
    CHECK_REFUSED(ctx, jj_manifest_check(ctx, in_folder("result"), false, NULL), JJ_E_DATA,
                  "'ledger.csv' is missing");
    write_text(in_folder("result/ledger.csv"), "tampered");
    CHECK_REFUSED(ctx, jj_manifest_check(ctx, in_folder("result"), false, NULL), JJ_E_DATA,
                  "changed after the run");
    write_text(in_folder("photos/" JJ_MANIFEST), "{\"jiujin_result\": 99}");
    CHECK_REFUSED(ctx, jj_manifest_check(ctx, in_folder("photos"), false, NULL), JJ_E_DATA,
                  "newer program");
    write_text(in_folder("photos/" JJ_MANIFEST), "{\"name\": 1}");
    CHECK_REFUSED(ctx, jj_manifest_check(ctx, in_folder("photos"), false, NULL), JJ_E_DATA,
                  "another's");
    write_text(in_folder("photos/" JJ_MANIFEST), "{\"jiujin_result\": 1");
    CHECK_REFUSED(ctx, jj_manifest_check(ctx, in_folder("photos"), false, NULL), JJ_E_DATA,
                  "damaged");
    jj_ctx_free(ctx);
}

static void wkb_that_is_none_is_refused(void) {
    double box[4];
    JJ_CLEANUP(jj_text_deinit) jj_text blob = {0};
    static const uint8_t big_endian[21] = {0, 0, 0, 0, 1}, cut[9] = {1, 1},
                         endless[9] = {1, 3, 0, 0, 0, 255, 255, 255, 255};
    CHECK(!jj_gpkg_blob(&blob, big_endian, sizeof big_endian, box));
    CHECK(!jj_gpkg_blob(&blob, cut, sizeof cut, box));
    CHECK(!jj_gpkg_blob(&blob, endless, sizeof endless, box));
    CHECK(!jj_gpkg_blob(&blob, "", 0, box));
}

static void database_refusals(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_db *db = NULL;
    jj_stmt *s = NULL;
    CHECK_REFUSED(ctx, jj_db_open(ctx, in_folder("nowhere.gpkg"), &db), JJ_E_IO, "nowhere.gpkg");
    char junk[1024];
    memset(junk, 'x', sizeof junk - 1);
    junk[sizeof junk - 1] = '\0';
    write_text(in_folder("junk"), junk);
    CHECK_REFUSED(ctx, jj_db_open(ctx, in_folder("junk"), &db), JJ_E_FORMAT, "not a database");
    CHECK_OK(ctx, jj_db_open(ctx, in_folder("bare/result.gpkg"), &db));
    CHECK_REFUSED(ctx, jj_db_prepare(ctx, db, "SELEKT 1", &s), JJ_E_RANGE, "syntax error");
    CHECK_REFUSED(ctx, jj_db_prepare(ctx, db, "SELECT 1; SELECT 2", &s), JJ_E_RANGE, "not one");
    CHECK_REFUSED(ctx, jj_db_exec(ctx, db, "DELETE FROM rule"), JJ_E_RANGE, "readonly");
    jj_db_close(db);
    jj_ctx_free(ctx);
}

int main(void) {
    snprintf(folder, sizeof folder, "%s/jiujin-out-XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    CHECK(mkdtemp(folder));
    result_holds_the_run(); /* PROJ keeps its database open from first use */
    RUN(result_holds_the_run);
    RUN(rasters_hold_the_fields);
    RUN(same_run_same_bytes);
    RUN(empty_run_is_a_result);
    RUN(wrong_places_are_refused);
    RUN(database_refusals);
    RUN(debris_is_swept_and_the_old_comes_back);
    RUN(torn_results_are_refused);
    RUN(wkb_that_is_none_is_refused);
    jj_ctx *ctx = jj_ctx_new();
    if (!getenv("KEEP_RESULT"))
        CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_ctx_free(ctx);
    return 0;
}
