#define _DEFAULT_SOURCE /* mkstemps */
/* Office lists: numbers as typed, headings found, totals told from records. */
#include "base/file.h"
#include "load/facilities.h"
#include "load/intake/cell.h"
#include "load/intake/likeness.h"
#include "load/intake/table.h"
#include "test.h"

#include <unistd.h>

static void test_numbers_as_typed(void) {
    const struct {
        const char *text;
        jj_cell type;
        double number;
        bool is_about;
    } cases[] = {
        {"1,026", JJ_CELL_NUMBER, 1026, false},
        {"约150", JJ_CELL_NUMBER, 150, true},
        {"150余人", JJ_CELL_NUMBER, 150, true},
        {"１，２３４．５", JJ_CELL_NUMBER, 1234.5, false},
        {"56.3 %", JJ_CELL_NUMBER, 0.563, false},
        {"3.2万人", JJ_CELL_NUMBER, 32000, false},
        {" 12 所 ", JJ_CELL_NUMBER, 12, false},
        {"—", JJ_CELL_EMPTY, 0, false},
        {"", JJ_CELL_EMPTY, 0, false},
        {"\u3000", JJ_CELL_EMPTY, 0, false},
        {"无", JJ_CELL_EMPTY, 0, false},
        {"12-15", JJ_CELL_TEXT, 0, false},
        {"1,02", JJ_CELL_TEXT, 0, false},
        {"三所", JJ_CELL_TEXT, 0, false},
        {"古陶镇", JJ_CELL_TEXT, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        jj_cell_value v = jj_cell_read(cases[i].text);
        if (v.type != cases[i].type)
            fprintf(stderr, "'%s'\n", cases[i].text);
        CHECK_INT(v.type, cases[i].type);
        if (v.type == JJ_CELL_NUMBER) {
            CHECK_NEAR(v.number, cases[i].number, 1e-9);
            CHECK_INT(v.is_about, cases[i].is_about);
        }
    }
}

static void test_fold_simplifies(void) {
    char out[64];
    jj_cell_fold("古陶鎮臺裏鄉園　辦學性質", out, sizeof out);
    CHECK_STR(out, "古陶镇台里乡园办学性质");
    jj_cell_fold("後宮 乾", out, sizeof out);
    CHECK_STR(out, "后宫干");
}

static void test_fold_never_cuts_a_character(void) {
    char out[8];
    jj_cell_fold("幼儿园园园", out, sizeof out);
    CHECK_STR(out, "幼儿");
    char wide[32];
    jj_cell_fold("Ａ（Ｂ） 1", wide, sizeof wide);
    CHECK_STR(wide, "a(b)1");
}

typedef struct office {
    jj_ctx *ctx;
    jj_columns columns;
    jj_workbook book;
    jj_arena arena;
    jj_table table;
} office;

static void open_office(office *o, const char *csv) {
    *o = (office){.ctx = jj_ctx_new()};
    static const char *const names[][2] = {{"name", "园所名称"},     {"name", "名称"},
                                           {"township", "所在乡镇"}, {"ownership", "办园性质"},
                                           {"classes", "班数"},      {"enrol", "在园幼儿"},
                                           {"places", "学位"},       {"remark", "备注"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        CHECK_OK(o->ctx, jj_columns_add(o->ctx, &o->columns, names[i][0], names[i][1]));
    char path[] = "/tmp/jj-test-XXXXXX.csv";
    int fd = mkstemps(path, 4);
    CHECK(fd >= 0);
    close(fd);
    CHECK_OK(o->ctx, jj_file_replace(o->ctx, path, csv, strlen(csv)));
    CHECK_OK(o->ctx, jj_workbook_read(o->ctx, path, NULL, &o->book));
    unlink(path);
}

static void close_office(office *o) {
    jj_columns_deinit(&o->columns);
    jj_workbook_deinit(&o->book);
    jj_arena_deinit(&o->arena);
    jj_ctx_free(o->ctx);
}

static void test_title_units_and_two_heading_rows(void) {
    office o;
    open_office(&o, "平遥县幼儿园一览表,,,,,\n"
                    "单位：所、人,,,,,2021年9月\n"
                    "序号,所在乡镇,园所名称（全称）,办园性质,规模,,备注\n"
                    ",,,,班数,在园幼儿,\n"
                    "1,古陶镇,古陶镇中心幼儿园,公办,9,\"1,026\",\n"
                    "2,,古陶第二幼儿园,民办普惠,6,约150,\n"
                    ",古陶镇小计,,,15,1176,\n"
                    "3,段村镇,段村镇合计庄幼儿园,公办,3,—,\n"
                    "合计,,,,18,1176,\n"
                    ",,,,,,\n"
                    "填表人：张三,,,审核人：李四,,,\n");
    CHECK_OK(o.ctx,
             jj_table_find(o.ctx, "平遥", &o.book.sheets[0], &o.columns, &o.arena, &o.table));
    CHECK_INT(o.table.heading_row, 2);
    CHECK_INT(o.table.n_heading_rows, 2);
    CHECK_INT(o.table.n_records, 3);
    CHECK_INT(o.table.n_totals, 2);
    CHECK_INT(jj_table_column(&o.table, "classes"), 4);
    CHECK_STR(o.table.headings[5], "规模/在园幼儿");
    CHECK_STR(jj_table_cell(&o.table, 5, "township"), "古陶镇"); /* merged downwards */
    CHECK_STR(jj_table_cell(&o.table, 7, "name"), "段村镇合计庄幼儿园");
    CHECK_INT(o.table.kinds[9], JJ_ROW_REMARK);
    close_office(&o);
}

static void test_plain_and_group_row_above(void) {
    office o;
    open_office(&o, "名称,所在乡镇,学位\n甲,a,1\n乙,b,2\n");
    CHECK_OK(o.ctx, jj_table_find(o.ctx, "x", &o.book.sheets[0], &o.columns, &o.arena, &o.table));
    CHECK_INT(o.table.n_heading_rows, 1);
    CHECK_INT(o.table.n_records, 2);
    close_office(&o);
    open_office(&o, "基本情况,,规模,\n名称,所在乡镇,班数,学位\n甲,a,1,30\n");
    CHECK_OK(o.ctx, jj_table_find(o.ctx, "x", &o.book.sheets[0], &o.columns, &o.arena, &o.table));
    CHECK_INT(o.table.n_heading_rows, 2);
    CHECK_INT(o.table.n_records, 1);
    CHECK_STR(o.table.headings[3], "规模/学位");
    close_office(&o);
}

static void test_no_headings(void) {
    office o;
    open_office(&o, "1,2,3\n4,5,6\n");
    CHECK_REFUSED(
        o.ctx,
        jj_table_find(o.ctx, "numbers.csv", &o.book.sheets[0], &o.columns, &o.arena, &o.table),
        JJ_E_FORMAT, "numbers.csv: no heading row");
    close_office(&o);
}

static void test_workbook_refusals(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_workbook w;
    CHECK_REFUSED(ctx, jj_workbook_read(ctx, "/nowhere/x.xlsx", NULL, &w), JJ_E_IO,
                  "does not exist");
    char path[] = "/tmp/jj-test-XXXXXX.xlsx";
    int fd = mkstemps(path, 5);
    CHECK(fd >= 0 && write(fd, "PK not a zip", 12) == 12);
    close(fd);
    CHECK_REFUSED(ctx, jj_workbook_read(ctx, path, NULL, &w), JJ_E_FORMAT, "as a workbook");
    unlink(path);
    char et[] = "/tmp/jj-test-XXXXXX.et";
    fd = mkstemps(et, 3);
    close(fd);
    CHECK_REFUSED(ctx, jj_workbook_read(ctx, et, NULL, &w), JJ_E_FORMAT, ".xlsx in WPS");
    unlink(et);
    jj_ctx_free(ctx);
}

static void test_names_alike(void) {
    CHECK_NEAR(jj_name_likeness("古陶镇中心幼儿园", "古陶镇 中心幼儿园"), 1, 0);
    CHECK_NEAR(jj_name_likeness("日月幼儿园(西部)", "日月幼儿园（东部）"), 1, 0); /* brackets off */
    CHECK(jj_name_likeness("平遥县古陶镇中心幼儿园", "古陶镇中心幼儿园") > 0.8);
    CHECK(jj_name_likeness("颛桥镇日月华亭幼儿园", "颛溪镇日月华亭幼儿园") > 0.7);
    CHECK_NEAR(jj_name_likeness("第一幼儿园", "第二幼儿园"), 0, 0);
    CHECK_NEAR(jj_name_likeness("3号卫生室", "13号卫生室"), 0, 0);
    CHECK_NEAR(jj_name_likeness("中山医院", "中山医院口腔科"), 0, 0); /* a part of it */
    CHECK_NEAR(jj_name_likeness("", "幼儿园"), 0, 0);
    CHECK(jj_name_likeness("清河幼儿园", "和平幼儿园") < 0.6);
}

static void test_precision_words(void) {
    jj_precision p;
    CHECK(jj_precision_parse("门牌号", &p) && p == JJ_PRECISION_SITE);
    CHECK(jj_precision_parse(" 村庄", &p) && p == JJ_PRECISION_VILLAGE);
    CHECK(jj_precision_parse("乡镇", &p) && p == JJ_PRECISION_TOWNSHIP);
    CHECK(jj_precision_parse("county", &p) && p == JJ_PRECISION_COUNTY);
    CHECK(!jj_precision_parse("大概", &p) && !jj_precision_parse("", &p));
}

int main(void) {
    RUN(test_numbers_as_typed);
    RUN(test_fold_simplifies);
    RUN(test_fold_never_cuts_a_character);
    RUN(test_title_units_and_two_heading_rows);
    RUN(test_plain_and_group_row_above);
    RUN(test_no_headings);
    RUN(test_names_alike);
    RUN(test_precision_words);
    RUN(test_workbook_refusals);
    return 0;
}
