/* Rule catalogues: the same rules from every way a planner may save them; each refusal. */
#include "base/file.h"
#include "base/geodata.h"
#include "base/text.h"
#include "load/catalogue.h"
#include "test.h"

#define HEAD "id,domain,status,title_zh,title_en,metric,unit_sets,filters,op,target,target_unit\n"
#define ROW                                                                                        \
    "T-1,EDU,machine,每个乡镇一所公办园,One per township,AT_LEAST_N,TWN1061,"             \
    "kind = 'kindergarten' AND ownership = 'public',>=,0.55,share_of_units\n"

static jj_ctx *ctx;
static char folder[] = "/tmp/jiujin-catalogue-XXXXXX";
static char *path; /* of the catalogue being tried, in that folder */

static void put(const void *data, size_t len) {
    CHECK_OK(ctx, jj_file_replace(ctx, path, data, len));
}

static void check_row(const char *text, size_t len) {
    jj_rules rules = {0};
    put(text, len);
    CHECK_OK(ctx, jj_rules_read(ctx, path, &rules));
    CHECK_INT(rules.n, 1);
    const jj_rule *r = &rules.rules[0];
    CHECK_STR(r->id, "T-1");
    CHECK_STR(r->title_zh, "每个乡镇一所公办园");
    CHECK_STR(r->filters[0], "kind = 'kindergarten' AND ownership = 'public'");
    CHECK_STR(r->unit_sets[0], "TWN1061");
    CHECK_INT(r->metric, JJ_AT_LEAST_N);
    CHECK_INT(r->op, JJ_OP_GE);
    CHECK_INT(r->target_num, 55);
    CHECK_INT(r->target_den, 100);
    CHECK_STR(r->target_unit, "share_of_units");
    CHECK_STR(r->dept, "");
    CHECK_INT(r->line, 2);
    jj_rules_deinit(&rules);
}

static void test_saved_in_many_ways(void) {
    static const char plain[] = HEAD ROW;
    check_row(plain, sizeof plain - 1);
    static const char marked[] = "\xef\xbb\xbf" HEAD ROW;
    check_row(marked, sizeof marked - 1);
    /* 每个乡镇一所公办园 in GBK, CRLF line ends */
    static const char gbk[] =
        "id,domain,status,title_zh,title_en,metric,unit_sets,filters,op,target,target_unit\r\n"
        "T-1,EDU,machine,\xc3\xbf\xb8\xf6\xcf\xe7\xd5\xf2\xd2\xbb\xcb\xf9\xb9\xab\xb0\xec\xd4\xb0,"
        "One,AT_LEAST_N,TWN1061,kind = 'kindergarten' AND ownership = 'public',>=,0.55,"
        "share_of_units\r\n";
    check_row(gbk, sizeof gbk - 1);
    static const char reordered[] =
        "target_unit,op,filters,unit_sets,metric,title_en,title_zh,status,domain,id,target\n"
        "share_of_units,>=,kind = 'kindergarten' AND ownership = 'public',TWN1061,AT_LEAST_N,One,"
        "每个乡镇一所公办园,machine,EDU,T-1,55%\n";
    check_row(reordered, sizeof reordered - 1);
    static const char blanks[] =
        " id ,domain, status,title_zh ,title_en,metric,unit_sets,filters,op,target,target_unit,,\n"
        " T-1,EDU ,machine , 每个乡镇一所公办园 ,One,AT_LEAST_N, TWN1061 ,"
        " kind = 'kindergarten' AND ownership = 'public' , >= , 0.55 ,share_of_units,,\n,,,,\n";
    check_row(blanks, sizeof blanks - 1);
    static const char wide[] =
        HEAD "Ｔ－１,EDU,machine,每个乡镇一所公办园,One,AT_LEAST_N,ＴＷＮ１０６１,"
             "kind ＝ ‘kindergarten’ AND ownership = 'public',≥,５５％,share_of_units\n";
    check_row(wide, sizeof wide - 1);
    static const char tabs[] = "id\tdomain\tstatus\ttitle_zh\ttitle_en\tmetric\tunit_sets\tfilters"
                               "\top\ttarget\ttarget_unit\n"
                               "T-1\tEDU\tmachine\t每个乡镇一所公办园\tOne\tAT_LEAST_N\tTWN1061\t"
                               "kind = 'kindergarten' AND ownership = 'public'\t>=\t０．５５\t"
                               "share_of_units\n";
    check_row(tabs, sizeof tabs - 1);
}

static void test_literals_keep_their_width(void) {
    jj_rules rules = {0};
    static const char text[] = HEAD "T-1,EDU,machine,园,Name,AT_LEAST_N,TWN1061,"
                                    "name LIKE '%（中心）%' ＡＮＤ central＝１,report,,\n";
    put(text, sizeof text - 1);
    CHECK_OK(ctx, jj_rules_read(ctx, path, &rules));
    CHECK_STR(rules.rules[0].filters[0], "name LIKE '%（中心）%' AND central=1");
    jj_rules_deinit(&rules);
}

static void test_many_values(void) {
    jj_rules rules = {0};
    static const char text[] =
        "id,domain,status,title_zh,title_en,metric,unit_sets,filters,demand,profiles,threshold,"
        "threshold_unit,target,op,target_unit,target_year,base_value,exempt_allowed\n"
        "T-1,MED,machine,三级,Tiers,TIER,CNTY117|TWN1061 | VILL18851,"
        "kind='hospital'|kind='township_hospital'|kind='village_clinic',,,,,1,>=,share,2025,,是\n"
        "T-2,CUL,machine,健身圈,Circle,POP_COVER,COMM2957,\"kind IN ('park' , 'square')\",total,"
        "walk_std|cycle_std,500|1500,m,\"9,500/10,000\",>=,pop_share,２０２５,2.31,\n";
    put(text, sizeof text - 1);
    CHECK_OK(ctx, jj_rules_read(ctx, path, &rules));
    const jj_rule *tiers = jj_rule_find(&rules, "T-1"), *circle = jj_rule_find(&rules, "T-2");
    CHECK_INT(tiers->n_unit_sets, 3);
    CHECK_STR(tiers->unit_sets[2], "VILL18851");
    CHECK_STR(tiers->filters[1], "kind='township_hospital'");
    CHECK(tiers->exempt_allowed && !circle->exempt_allowed);
    CHECK(isnan(tiers->threshold[0]) && isnan(tiers->base_value));
    CHECK_INT(circle->n_profiles, 2);
    CHECK_NEAR(circle->threshold[0], 500, 0);
    CHECK_NEAR(circle->threshold[1], 1500, 0);
    CHECK_INT(circle->target_num, 9500);
    CHECK_INT(circle->target_den, 10000);
    CHECK_INT(circle->target_year, 2025);
    CHECK_NEAR(circle->base_value, 2.31, 0);
    jj_rules_deinit(&rules);
}

static void refused(const char *text, const char *part) {
    jj_rules rules = {0};
    put(text, strlen(text));
    CHECK_REFUSED(ctx, jj_rules_read(ctx, path, &rules), JJ_E_FORMAT, part);
    CHECK_INT(rules.n, 0);
}

/* One row whose last cells are given. */
static void row_refused(const char *cells, const char *part) {
    jj_text t = {0};
    jj_text_addf(&t,
                 "id,domain,status,title_zh,title_en,filters,n_min,metric,unit_sets,op,target,"
                 "target_unit,threshold,threshold_unit,profiles,demand,target_year,binding\n%s\n",
                 cells);
    refused(t.s, part);
    jj_text_deinit(&t);
}

static void test_columns_refused(void) {
    refused("id,domain,status,title_zh,title_en,metrik\n", "did you mean 'metric'");
    refused("id,domain,status,title_zh,title_en,metric,zzzzzzzz\n", "'zzzzzzzz' is not known");
    refused("id,domain,status,title_zh,title_en\n", "no column 'metric'");
    refused("id,domain,status,title_zh,title_en,metric,id\n", "'id' stands there twice");
    refused("", "is empty");
    refused(HEAD "a,b,c,d,e,f,g,h,i,j,k,l\n", "12 fields and the header has 11");
    refused(HEAD "\"a,b\nc", ":2: the quote that opens here is never closed");
    refused(HEAD "\"a\"b,c\n", ":2: text follows the closing quote");
    refused("id\xff\xff,domain\n", "row 1, column 1: byte 0xff is no text in GB18030");
}

static void test_cells_refused(void) {
    row_refused("T,E,machin,t,t,,,TREND,,,,,,,,,,",
                ":2, column 'status': 'machin' is not known; did you mean 'machine'?");
    row_refused("T,E,machine,t,t,,,POP_COVERS,,,,,,,,,,", "did you mean 'POP_COVER'");
    row_refused("T,E,machine,t,t,,,TREND,CNTY117,=>,,,,,,,,", "column 'op': '=>'");
    row_refused("T,E,machine,t,t,,,TREND,TWN1060,,,,,,,,,", "did you mean 'TWN1061'");
    row_refused("T,E,machine,t,t,,,TREND,COUNTY,,,,,,,,,", "column 'unit_sets': 'COUNTY'");
    row_refused("T,E,machine,t,t,,,TREND,CNTY117,,,,,,,,20O5,", "column 'target_year': '20O5'");
    row_refused("T,E,machine,t,t,,1.5,TREND,CNTY117,,,,,,,,,", "column 'n_min': '1.5'");
    row_refused("T,E,machine,t,t,,,TREND,CNTY117,>=,abc,,,,,,,", "column 'target': 'abc'");
    row_refused("T,E,machine,t,t,,,TREND,CNTY117,>=,1/0,,,,,,,", "column 'target': '1/0'");
    row_refused("T,E,machine,t,t,,,TREND,CNTY117,>=,-1,,,,,,,", "column 'target': '-1'");
    row_refused("T,E,machine,t,t,,,TREND,CNTY117,>=,,,,,,,,", "compares and has no target");
    row_refused("T,E,machine,t,t,,,TREND,CNTY117,>=,55,pop_share,,,,,,", "55 is more than 1");
    row_refused("T,E,machine,t,t,,,TREND,CNTY117,>=,91,ratio,,,,,,", "91 is more than 2");
    row_refused("T,E,machine,t,t,,,TREND,CNTY117,,,,0,,,,,", "column 'threshold': '0'");
    row_refused("T,E,machine,t,t,,,TREND,CNTY117,,,,1|2|3,,,,,", "more than 2 parts");
    row_refused("T,E,machine,t,t,,,TREND,CNTY117,,,,1000,min,,,,", "1000 min is beyond");
    row_refused("T,E,machine,t,t,,,TREND,CNTY117,,,,15,hours,,,,", "column 'threshold_unit'");
    row_refused("T,E,machine,t,t,,,TREND,CNTY117,,,,,,,,,maybe", "column 'binding': 'maybe'");
    row_refused(",E,machine,t,t,,,TREND,CNTY117,,,,,,,,,", "column 'id': the cell is empty");
    row_refused("T,E,machine,,,,,TREND,CNTY117,,,,,,,,,", "has no title");
    row_refused(
        "T,E,machine,t,t,,,TREND,CNTY117,,,,,,,,,\nT,E,machine,t,t,,,TREND,CNTY117,,,,,,,,,",
        ":3, column 'id': 'T' stands already in line 2");
}

static void test_rules_refused(void) {
    row_refused("T,E,machine,t,t,,,AT_LEAST_N,,,,,,,,,,", "column 'unit_sets': rule 'T'");
    row_refused("T,E,machine,t,t,,,AT_LEAST_N,CNTY117,,,,,,,,,", "column 'filters': rule 'T'");
    row_refused("T,E,machine,t,t,,,RATIO,CNTY117,,,,,,,,,", "column 'num_attr'");
    row_refused("T,E,machine,t,t,beds>0,,POP_COVER,CNTY117,,,,,,,,,", "column 'threshold'");
    row_refused("T,E,machine,t,t,beds>0,,POP_COVER,CNTY117,,,,15,,,,,", "column 'threshold_unit'");
    row_refused("T,E,machine,t,t,beds>0,,POP_COVER,CNTY117,,,,15,min,,,,", "column 'profiles'");
    row_refused("T,E,machine,t,t,beds>0,,POP_COVER,CNTY117,,,,15,min,w,,,", "column 'demand'");
    row_refused("T,E,machine,t,t,beds>0,,TIER,CNTY117|TWN1061,,,,,,,,,", "1 filters and 2 unit");
    row_refused("T,E,machine,t,t,kind='kindergarden',,TREND,CNTY117,,,,,,,,,",
                "did you mean 'kindergarten'");
    row_refused("T,E,machine,t,t,\"kind IN ('park','airport_apron')\",,TREND,CNTY117,,,,,,,,,",
                "kind 'airport_apron' is not known");
    row_refused("T,E,machine,t,t,kind <> 'xyz_nothing' AND a=1,,TREND,CNTY117,,,,,,,,,",
                "kind 'xyz_nothing' is not known");
}

static void test_review_lists_everything(void) {
    jj_rules rules = {0};
    jj_problems problems = {0};
    static const char text[] = HEAD ROW "T-2,EDU,machine,t,t,NOTHING,TWN9x,,>=,abc,\n"
                                        "T-3,EDU,descriptive,t,t,TREND,PROV1,,report,,\n";
    put(text, sizeof text - 1);
    CHECK_OK(ctx, jj_rules_review(ctx, path, &rules, &problems));
    CHECK_INT(problems.n, 3);
    CHECK(strstr(problems.items[0], "NOTHING") && strstr(problems.items[2], "abc"));
    CHECK_INT(rules.n, 2);
    jj_rules_deinit(&rules);
    jj_problems_deinit(&problems);
}

static void test_shipped(void) {
    JJ_AUTO char *shipped = NULL;
    jj_rules rules = {0};
    CHECK_OK(ctx, jj_geodata_path(ctx, "rules/shanxi-2025.csv", &shipped));
    CHECK_OK(ctx, jj_rules_read(ctx, shipped, &rules));
    const jj_rule *r = jj_rule_find(&rules, "A-WEL-15");
    CHECK(r);
    CHECK_INT(r->target_num, 50);
    CHECK_INT(r->target_den, 100);
    jj_rules_deinit(&rules);
}

int main(void) {
    ctx = jj_ctx_new();
    CHECK(mkdtemp(folder));
    path = jj_path_join(folder, "rules.csv");
    RUN(test_saved_in_many_ways);
    RUN(test_literals_keep_their_width);
    RUN(test_many_values);
    RUN(test_columns_refused);
    RUN(test_cells_refused);
    RUN(test_rules_refused);
    RUN(test_review_lists_everything);
    RUN(test_shipped);
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_free(path);
    jj_ctx_free(ctx);
    return 0;
}
