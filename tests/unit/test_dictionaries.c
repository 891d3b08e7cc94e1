/* The dictionaries of intake: no heading means two things, every value is one the engine knows. */
#include "base/geodata.h"
#include "base/file.h"
#include "base/map.h"
#include "load/kinds.h"
#include "store/sheet.h"
#include "load/intake/site_name.h"
#include "test.h"

static jj_ctx *ctx;

static void read_sheet(const char *name, jj_sheet *out) {
    JJ_AUTO char *path = NULL;
    CHECK_OK(ctx, jj_geodata_path(ctx, name, &path));
    CHECK_OK(ctx, jj_sheet_read(ctx, path, out));
}

static size_t column_of(const jj_sheet *t, const char *name) {
    for (size_t i = 0; i < t->n_columns; i++)
        if (strcmp(t->header[i], name) == 0)
            return i;
    fprintf(stderr, "no column %s\n", name);
    exit(1);
}

static void test_headings(void) {
    jj_sheet t = {0};
    jj_map meanings = {0};
    jj_arena arena = {0};
    read_sheet("intake/columns.csv", &t);
    size_t headings = column_of(&t, "headings");
    int n = 0;
    for (size_t row = 0; row < t.n_rows; row++)
        for (const char *p = jj_sheet_cell(&t, row, headings); *p; n++) {
            size_t len = strcspn(p, "|");
            CHECK(len > 0);
            char *heading = jj_arena_alloc(&arena, len + 1, 1);
            memcpy(heading, p, len);
            if (jj_map_put(&meanings, heading, (uint32_t)row) != row) {
                fprintf(stderr, "heading '%s' means two things\n", heading);
                exit(1);
            }
            p += len + (p[len] == '|');
        }
    CHECK(n > 400);
    CHECK_INT(jj_map_get(&meanings, "办园性质"), jj_map_get(&meanings, "公办/民办"));
    jj_map_deinit(&meanings);
    jj_arena_deinit(&arena);
    jj_sheet_deinit(&t);
}

/* "a|b|c" holds the word. */
static bool is_among(const char *list, const char *word) {
    size_t len = strlen(word);
    for (const char *p = list; *p;) {
        size_t n = strcspn(p, "|");
        if (n == len && memcmp(p, word, n) == 0)
            return true;
        p += n + (p[n] == '|');
    }
    return false;
}

static void check_dictionary(const jj_kinds *kinds, const char *name, const char *values) {
    jj_sheet t = {0};
    read_sheet(name, &t);
    size_t match = column_of(&t, "match"), pattern = column_of(&t, "pattern");
    size_t value = column_of(&t, "value"), sure = column_of(&t, "sure");
    for (size_t row = 0; row < t.n_rows; row++) {
        const char *v = jj_sheet_cell(&t, row, value);
        bool is_known = values ? is_among(values, v) : *v == '-' || jj_kind_find(kinds, v) != NULL;
        if (!is_known || !is_among("exact|begins|ends|contains", jj_sheet_cell(&t, row, match)) ||
            !*jj_sheet_cell(&t, row, pattern) || !is_among("0|1", jj_sheet_cell(&t, row, sure))) {
            fprintf(stderr, "%s:%d\n", name, t.lines[row]);
            exit(1);
        }
    }
    CHECK(t.n_rows > 3);
    jj_sheet_deinit(&t);
}

static void test_values(void) {
    jj_kinds kinds = {0};
    CHECK_OK(ctx, jj_kinds_read(ctx, NULL, &kinds));
    check_dictionary(&kinds, "intake/values/kind.csv", NULL);
    check_dictionary(&kinds, "intake/values/poi_kind.csv", NULL);
    check_dictionary(&kinds, "intake/values/ownership.csv",
                     "public|private_inclusive|private|collective");
    check_dictionary(&kinds, "intake/values/central.csv", "0|1");
    check_dictionary(&kinds, "intake/values/status.csv", "open|planned|building|closed|suspended");
    check_dictionary(&kinds, "intake/values/level.csv",
                     "province|prefecture|county|township|village|community");
    check_dictionary(&kinds, "intake/values/yes_no.csv", "0|1");
    check_dictionary(&kinds, "intake/values/action.csv", "keep|extend|build|move|merge");
    check_dictionary(&kinds, "intake/values/phase.csv", "near|far");
    jj_kinds_deinit(&kinds);
}

/* A catalogue may bring kinds of its own in a kinds.csv beside it, but none that is there. */
static void test_own_kinds(void) {
    char folder[] = "/tmp/jiujin-kinds-XXXXXX";
    CHECK(mkdtemp(folder));
    JJ_AUTO char *path = jj_path_join(folder, "kinds.csv");
    static const char own[] = "id,domain,title_zh,title_en\nbath,LIF,浴场,bath\n";
    CHECK_OK(ctx, jj_file_replace(ctx, path, own, sizeof own - 1));
    jj_kinds kinds = {0};
    CHECK_OK(ctx, jj_kinds_read(ctx, folder, &kinds));
    CHECK(jj_kind_find(&kinds, "bath") && jj_kind_find(&kinds, "park"));
    CHECK(!jj_kind_find(&kinds, "bat") && jj_attribute_find(&kinds, "ownership")->type == 't');
    jj_kinds_deinit(&kinds);
    static const char twice[] = "id,domain,title_zh,title_en\npark,LIF,公园,park\n";
    CHECK_OK(ctx, jj_file_replace(ctx, path, twice, sizeof twice - 1));
    CHECK_REFUSED(ctx, jj_kinds_read(ctx, folder, &kinds), JJ_E_FORMAT, "stands there twice");
    static const char short_row[] = "id,domain,title_zh,title_en\nbath,LIF,,bath\n";
    CHECK_OK(ctx, jj_file_replace(ctx, path, short_row, sizeof short_row - 1));
    CHECK_REFUSED(ctx, jj_kinds_read(ctx, folder, &kinds), JJ_E_FORMAT,
                  "kinds.csv:2, column 'title_zh': the cell is empty");
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
}

static void test_sites(void) {
    CHECK(jj_are_sites("平遥县实验幼儿园（东校区）", "平遥县实验幼儿园(西校区)"));
    CHECK(jj_are_sites("实验小学", "实验小学东校区"));
    CHECK(jj_are_sites("县医院（南院区）", "县医院"));
    CHECK(jj_are_sites("段村中心幼儿园", "段村中心幼儿园分园"));
    CHECK(!jj_are_sites("实验小学东校区", "实验小学东校区"));
    CHECK(!jj_are_sites("实验小学", "实验小学"));
    CHECK(!jj_are_sites("荣乐幼儿园", "荣乐幼儿园（总部）"));
    CHECK(jj_are_sites("荣乐幼儿园分园", "荣乐幼儿园（总部）"));
    CHECK(!jj_are_sites("实验小学东校区", "第二小学西校区"));
    CHECK(!jj_are_sites("县医院", "县医院口腔科"));
    CHECK(!jj_are_sites("分校", ""));
    CHECK(!jj_are_sites("（校区）", "(分校)"));
}

int main(void) {
    ctx = jj_ctx_new();
    RUN(test_sites);
    RUN(test_headings);
    RUN(test_values);
    RUN(test_own_kinds);
    jj_ctx_free(ctx);
    return 0;
}
