/* The shipped catalogue saved again as planners save it: every form reads as the same rules. */
#include "base/file.h"
#include "base/geodata.h"
#include "base/text.h"
#include "load/catalogue.h"
#include "store/sheet.h"
#include "test.h"

#include <gdal.h>
#include <gdal_utils.h>
#include <iconv.h>

static jj_ctx *ctx;
static char folder[] = "/tmp/jiujin-forms-XXXXXX";
static char *shipped; /* path of the catalogue */
static jj_rules rules;

static bool same_number(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

static void check_same_texts(const jj_rule *a, const jj_rule *b) {
    CHECK_STR(b->id, a->id);
    CHECK_STR(b->domain, a->domain);
    CHECK_STR(b->title_zh, a->title_zh);
    CHECK_STR(b->title_en, a->title_en);
    CHECK_STR(b->source_doc, a->source_doc);
    CHECK_STR(b->source_section, a->source_section);
    CHECK_STR(b->binding, a->binding);
    CHECK_STR(b->demand, a->demand);
    CHECK_STR(b->area_mask, a->area_mask);
    CHECK_STR(b->threshold_unit, a->threshold_unit);
    CHECK_STR(b->num_attr, a->num_attr);
    CHECK_STR(b->den_attr, a->den_attr);
    CHECK_STR(b->target_unit, a->target_unit);
    CHECK_STR(b->dept, a->dept);
    CHECK_STR(b->confidence, a->confidence);
    CHECK_STR(b->note_zh, a->note_zh);
    CHECK_STR(b->note_en, a->note_en);
}

static void check_same_rule(const jj_rule *a, const jj_rule *b) {
    check_same_texts(a, b);
    CHECK_INT(b->status, a->status);
    CHECK_INT(b->metric, a->metric);
    CHECK_INT(b->n_unit_sets, a->n_unit_sets);
    CHECK_INT(b->n_filters, a->n_filters);
    CHECK_INT(b->n_profiles, a->n_profiles);
    for (size_t i = 0; i < a->n_filters; i++)
        CHECK_STR(b->filters[i], a->filters[i]);
    for (size_t i = 0; i < a->n_unit_sets; i++)
        CHECK_STR(b->unit_sets[i], a->unit_sets[i]);
    CHECK(same_number(b->threshold[0], a->threshold[0]));
    CHECK(same_number(b->threshold[1], a->threshold[1]));
    CHECK(same_number(b->base, a->base) && same_number(b->base_value, a->base_value));
    CHECK_INT(b->n_min, a->n_min);
    CHECK_INT(b->op, a->op);
    CHECK_INT(b->has_target, a->has_target);
    CHECK_INT(b->target_num * a->target_den, a->target_num * b->target_den);
    CHECK_INT(b->target_year, a->target_year);
    CHECK_INT(b->base_year, a->base_year);
    CHECK_INT(b->exempt_allowed, a->exempt_allowed);
    CHECK_INT(b->own_unit_only, a->own_unit_only);
    CHECK_INT(b->priority, a->priority);
}

static void check_same(const char *path) {
    jj_rules again = {0};
    CHECK_OK(ctx, jj_rules_read(ctx, path, &again));
    CHECK_INT(again.n, rules.n);
    for (size_t i = 0; i < rules.n; i++)
        check_same_rule(&rules.rules[i], &again.rules[i]);
    jj_rules_deinit(&again);
}

static void check_saved(const char *name, const void *data, size_t len) {
    JJ_AUTO char *path = jj_path_join(folder, name);
    CHECK_OK(ctx, jj_file_replace(ctx, path, data, len));
    check_same(path);
}

static void test_with_mark(void) {
    JJ_AUTO char *text = NULL;
    size_t len;
    CHECK_OK(ctx, jj_file_read(ctx, shipped, &text, &len));
    jj_text marked = {0};
    jj_text_add(&marked, "\xef\xbb\xbf");
    jj_text_addn(&marked, text, len);
    check_saved("marked.csv", marked.s, marked.len);
    jj_text_deinit(&marked);
}

static void check_converted(const char *name, const char *encoding) {
    JJ_AUTO char *text = NULL;
    size_t len;
    CHECK_OK(ctx, jj_file_read(ctx, shipped, &text, &len));
    size_t left = 2 * len + 4, room = left;
    JJ_AUTO char *fresh = jj_alloc(room, 1);
    char *in = text, *out = fresh;
    iconv_t cd = iconv_open(encoding, "UTF-8");
    CHECK(iconv(cd, &in, &len, &out, &left) != (size_t)-1);
    iconv_close(cd);
    check_saved(name, fresh, room - left);
}

static void test_other_encodings(void) {
    check_converted("gbk.csv", "GBK");
    check_converted("gb18030.csv", "GB18030");
    check_converted("utf16.csv", "UTF-16");
}

/* Columns from right to left, blanks around every cell, tabs between them. */
static void test_reordered(void) {
    JJ_CLEANUP(jj_sheet_deinit) jj_sheet t = {0};
    CHECK_OK(ctx, jj_sheet_read(ctx, shipped, &t));
    jj_text text = {0};
    for (size_t row = 0; row <= t.n_rows; row++)
        for (size_t i = t.n_columns; i-- > 0;) {
            jj_text cell = {0};
            jj_text_addf(&cell, " %s ", row ? jj_sheet_cell(&t, row - 1, i) : t.header[i]);
            jj_text_csv(&text, cell.s);
            jj_text_add(&text, i ? "\t" : "\r\n");
            jj_text_deinit(&cell);
        }
    check_saved("reordered.csv", text.s, text.len);
    jj_text_deinit(&text);
}

/* As a workbook: all cells text, and with numbers as numbers. */
static void check_workbook(const char *name, const char *autodetect) {
    JJ_AUTO char *path = jj_path_join(folder, name);
    char format[] = "-f", driver[] = "XLSX", layer[] = "-nln", sheet[] = "rules";
    char types[32];
    snprintf(types, sizeof types, "AUTODETECT_TYPE=%s", autodetect);
    char *options[] = {format, driver, layer, sheet, NULL};
    char *open_options[] = {types, NULL};
    GDALDatasetH from =
        GDALOpenEx(shipped, GDAL_OF_VECTOR, NULL, (const char *const *)open_options, NULL);
    CHECK(from);
    GDALVectorTranslateOptions *how = GDALVectorTranslateOptionsNew(options, NULL);
    GDALDatasetH to = GDALVectorTranslate(path, NULL, 1, &from, how, NULL);
    CHECK(to);
    GDALVectorTranslateOptionsFree(how);
    GDALClose(to);
    GDALClose(from);
    check_same(path);
}

static void test_workbooks(void) {
    GDALAllRegister();
    check_workbook("texts.xlsx", "NO");
    check_workbook("numbers.xlsx", "YES");
}

int main(void) {
    ctx = jj_ctx_new();
    CHECK(mkdtemp(folder));
    CHECK_OK(ctx, jj_geodata_path(ctx, "rules/shanxi-2025.csv", &shipped));
    CHECK_OK(ctx, jj_rules_read(ctx, shipped, &rules));
    RUN(test_with_mark);
    RUN(test_other_encodings);
    RUN(test_reordered);
    RUN(test_workbooks);
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_rules_deinit(&rules);
    jj_free(shipped);
    jj_ctx_free(ctx);
    return 0;
}
