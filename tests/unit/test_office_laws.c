/*
 * Laws of reading office lists, on generated ones: the order of rows, columns and files, a
 * byte-order mark, the encoding, full-width figures, traditional headings, titles and totals change
 * nothing.
 */
#include "base/file.h"
#include "load/load.h"
#include "store/crs.h"
#include "test.h"

#include <iconv.h>
#include <math.h>
#include <stdlib.h>

enum { MOST_ROWS = 24, N_COLUMNS = 6, N_COUNTIES = 2, N_CASES = 40 };

static char folder[] = "/tmp/jiujin-laws-XXXXXX";
static jj_ctx *ctx;

static const char *const counties[N_COUNTIES] = {"平遥县", "寿阳县"};
static const char *const townships[N_COUNTIES][2] = {{"古陶镇", "段村镇"}, {"朝阳镇", "南燕竹镇"}};
static const char *const headings[2][N_COLUMNS] = {
    {"园所名称", "所在乡镇", "办园性质", "学位数", "开办时间", "坐标"},
    {"園所名稱", "所在鄉鎮", "辦園性質", "學位數", "開辦時間", "座標"}};

/* What the lists say, whichever way they say it. */
typedef struct record {
    int county, township, ownership, places, year;
} record;

typedef struct records {
    record rows[MOST_ROWS];
    int n;
} records;

/* How one telling differs from another. */
typedef struct telling {
    bool is_gbk, has_mark, is_wide, is_traditional, has_title, has_total;
    char prefix; /* of file names: turns their order */
    int columns[N_COLUMNS], rows[MOST_ROWS];
} telling;

static void put(const char *name, const char *data, size_t len) {
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    CHECK_OK(ctx, jj_file_replace(ctx, path, data, len));
}

static records make_records(uint64_t *seed) {
    records r = {.n = 4 + (int)test_below(seed, MOST_ROWS - 4)};
    for (int i = 0; i < r.n; i++)
        r.rows[i] = (record){(int)test_below(seed, N_COUNTIES), (int)test_below(seed, 2),
                             (int)test_below(seed, 3), 30 + (int)test_below(seed, 2000),
                             1990 + (int)test_below(seed, 35)};
    return r;
}

static void shuffle(uint64_t *seed, int *order, int n) {
    for (int i = 0; i < n; i++)
        order[i] = i;
    for (int i = n - 1; i > 0; i--) {
        int k = (int)test_below(seed, (uint32_t)i + 1), keep = order[i];
        order[i] = order[k];
        order[k] = keep;
    }
}

static telling make_telling(uint64_t *seed, int n_rows) {
    telling t = {.is_gbk = test_below(seed, 2),
                 .has_mark = test_below(seed, 2),
                 .is_wide = test_below(seed, 2),
                 .is_traditional = test_below(seed, 2),
                 .has_title = test_below(seed, 2),
                 .has_total = test_below(seed, 2),
                 .prefix = (char)('a' + test_below(seed, 26))};
    t.has_mark = t.has_mark && !t.is_gbk;
    shuffle(seed, t.columns, N_COLUMNS);
    shuffle(seed, t.rows, n_rows);
    return t;
}

static void add_figure(jj_text *out, int v, bool is_wide) {
    char digits[16];
    snprintf(digits, sizeof digits, "%d", v);
    for (const char *p = digits; *p; p++)
        if (is_wide) /* U+FF10 .. U+FF19 */
            jj_text_addf(out, "\xef\xbc%c", (char)(0x90 + (*p - '0')));
        else
            jj_text_addn(out, p, 1);
}

static void add_cell(jj_text *out, const record *r, int i, int column, bool is_wide) {
    static const char *const ownerships[] = {"公办", "民办", "民办普惠"};
    switch (column) {
    case 0:
        jj_text_addf(out, "第%d幼儿园", i);
        return;
    case 1:
        jj_text_add(out, townships[r->county][r->township]);
        return;
    case 2:
        jj_text_add(out, ownerships[r->ownership]);
        return;
    case 3:
        add_figure(out, r->places, is_wide);
        return;
    case 4:
        add_figure(out, r->year, is_wide);
        jj_text_add(out, "年9月");
        return;
    default:
        jj_text_addf(out, "\"112.%03d,37.%03d\"", 100 + r->places % 800, 100 + i);
    }
}

static void add_row_of(jj_text *out, const telling *t, const records *r, int i) {
    for (int c = 0; c < N_COLUMNS; c++) {
        jj_text_add(out, c ? "," : "");
        add_cell(out, &r->rows[i], i, t->columns[c], t->is_wide);
    }
    jj_text_add(out, "\n");
}

static void add_total(jj_text *out, const telling *t, const records *r, int county) {
    int sum = 0;
    for (int i = 0; i < r->n; i++)
        sum += r->rows[i].county == county ? r->rows[i].places : 0;
    for (int c = 0; c < N_COLUMNS; c++) {
        jj_text_add(out, c ? "," : "");
        if (t->columns[c] == 3)
            add_figure(out, sum, t->is_wide);
        else if (t->columns[c] == 0)
            jj_text_add(out, "合计");
    }
    jj_text_add(out, "\n");
}

static void write_list(const telling *t, const records *r, int county) {
    JJ_CLEANUP(jj_text_deinit) jj_text text = {0};
    char name[80];
    jj_text_add(&text, t->has_mark ? "\xef\xbb\xbf" : "");
    if (t->has_title)
        jj_text_addf(&text, "%s幼儿园一览表,,,,,\n单位：所,,,,,2025年6月\n", counties[county]);
    for (int c = 0; c < N_COLUMNS; c++)
        jj_text_addf(&text, "%s%s", headings[t->is_traditional][t->columns[c]],
                     c + 1 < N_COLUMNS ? "," : "\n");
    for (int i = 0; i < r->n; i++)
        if (r->rows[t->rows[i]].county == county)
            add_row_of(&text, t, r, t->rows[i]);
    if (t->has_total)
        add_total(&text, t, r, county);
    snprintf(name, sizeof name, "lists/%c%d%s.csv", t->prefix,
             t->prefix % 2 ? county : N_COUNTIES - county, counties[county]);
    if (!t->is_gbk) {
        put(name, text.s, text.len);
        return;
    }
    char *bytes = malloc(text.len + 1), *in = text.s, *to = bytes;
    size_t left = text.len, room = text.len;
    iconv_t cd = iconv_open("GB18030", "UTF-8");
    CHECK(iconv(cd, &in, &left, &to, &room) != (size_t)-1);
    iconv_close(cd);
    put(name, bytes, (size_t)(to - bytes));
    free(bytes);
}

static void load_telling(const telling *t, const records *r, jj_loaded *out) {
    char path[300];
    snprintf(path, sizeof path, "%s/lists", folder);
    CHECK_OK(ctx, jj_remove_tree(ctx, path));
    CHECK_OK(ctx, jj_make_folders(ctx, path));
    for (int county = 0; county < N_COUNTIES; county++) {
        bool has_any = false;
        for (int i = 0; i < r->n; i++)
            has_any = has_any || r->rows[i].county == county;
        if (has_any)
            write_list(t, r, county);
    }
    snprintf(path, sizeof path, "%s/project.yaml", folder);
    CHECK_OK(ctx, jj_scene_load(ctx, path, &(jj_load_options){0}, out));
}

static double places_of(const jj_scene *s, size_t facility) {
    for (size_t i = 0; i < s->attributes.n; i++)
        if (strcmp(s->attributes.names[i], "places") == 0)
            return s->attributes.values[i][facility];
    return NAN;
}

static void check_same(const jj_scene *a, const jj_scene *b) {
    CHECK_INT(a->n_facilities, b->n_facilities);
    for (size_t i = 0; i < a->n_facilities; i++) {
        const jj_facility *x = &a->facilities[i], *y = &b->facilities[i];
        CHECK_STR(x->id, y->id);
        CHECK_STR(x->name, y->name);
        CHECK_INT(x->unit_declared, y->unit_declared);
        CHECK_INT(x->open_date, y->open_date);
        CHECK_INT(x->is_inferred, y->is_inferred);
        CHECK(x->lon == y->lon && x->lat == y->lat);
        CHECK_NEAR(places_of(a, i), places_of(b, i), 0);
    }
}

static void test_tellings(void) {
    uint64_t seed = test_seed();
    for (int k = 0; k < N_CASES; k++) {
        records r = make_records(&seed);
        telling one = make_telling(&seed, r.n), other = make_telling(&seed, r.n);
        jj_loaded a, b;
        load_telling(&one, &r, &a);
        load_telling(&other, &r, &b);
        CHECK_INT(a.scene.n_facilities, r.n);
        for (size_t i = 0; i < a.scene.n_facilities; i++)
            CHECK(a.scene.facilities[i].unit_declared != JJ_NO_UNIT);
        check_same(&a.scene, &b.scene);
        jj_loaded_deinit(&a);
        jj_loaded_deinit(&b);
    }
}

static void put_project(void) {
    static const char units[] =
        "code,name,parent,level\n140700,晋中市,,prefecture\n140728,平遥县,140700,county\n"
        "140725,寿阳县,140700,county\n140728100,古陶镇,140728,township\n"
        "140728101,段村镇,140728,township\n140725100,朝阳镇,140725,township\n"
        "140725101,南燕竹镇,140725,township\n";
    static const char project[] =
        "name: x\nyear: 2025\nunits:\n"
        "  - {level: prefecture, source: units.csv, where: \"level = 'prefecture'\", code: code, "
        "name: name}\n"
        "  - {level: county, source: units.csv, where: \"level = 'county'\", code: code, name: "
        "name, parent: [parent]}\n"
        "  - {level: township, source: units.csv, where: \"level = 'township'\", code: code, name: "
        "name, parent: [parent]}\n"
        "facilities:\n  - {name: kg, source: lists, office: true, kind: kindergarten}\n";
    put("units.csv", units, sizeof units - 1);
    put("project.yaml", project, sizeof project - 1);
}

int main(void) {
    CHECK(mkdtemp(folder));
    ctx = jj_ctx_new();
    put_project();
    char *wkt; /* PROJ keeps its database open from first use */
    CHECK_OK(ctx, jj_crs_wkt(ctx, "EPSG:4326", &wkt));
    jj_free(wkt);
    RUN(test_tellings);
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_ctx_free(ctx);
    return 0;
}
