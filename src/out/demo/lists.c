#include "out/demo/files.h"

#include "base/file.h"
#include "geo/datum.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

/* The offices write Chinese; the project's value and kind maps translate. */
typedef struct word {
    const char *meant, *written;
} word;
static const word words[] = {{"hospital", "医院"},
                             {"township_hospital", "乡镇卫生院"},
                             {"community_health_centre", "社区卫生服务中心"},
                             {"community_health_station", "社区卫生服务站"},
                             {"village_clinic", "村卫生室"},
                             {"pet_clinic", "宠物诊所"},
                             {"primary_school", "小学"},
                             {"junior_school", "初中"},
                             {"nine_year_school", "九年一贯制学校"},
                             {"senior_school", "普通高中"},
                             {"secondary_vocational", "中等职业学校"},
                             {"special_school", "特殊教育学校"},
                             {"public", "公办"},
                             {"private_inclusive", "普惠性民办"},
                             {"private", "民办"},
                             {"collective", "集体"},
                             {"open", "开放"},
                             {"planned", "规划"}};

static const char *written(const char *meant) {
    for (size_t i = 0; i < JJ_COUNT(words); i++)
        if (strcmp(words[i].meant, meant) == 0)
            return words[i].written;
    return meant;
}

static void add_count(jj_text *t, uint32_t n) {
    if (n)
        jj_text_addf(t, "%u", n);
    jj_text_add(t, ",");
}

/* id, name and what every list has in common, each followed by a comma. */
static void add_common(jj_text *t, const demo_facility *x) {
    jj_text_addf(t, "%s,%s,", x->id, x->name);
    jj_text_addf(t, "%s,%s,%s,%s,%s,", written(x->ownership), written(x->status), x->open_date,
                 x->close_date, x->unit);
}

static jj_status add_kindergarten(const demo_files *f, const demo_facility *x, jj_text *t) {
    double lon, lat;
    JJ_TRY(demo_degrees(f, x->at, &lon, &lat));
    add_common(t, x);
    jj_text_addf(t, "%s,", x->is_central ? "是" : "否");
    add_count(t, x->places);
    add_count(t, x->enrol);
    jj_text_addf(t, "%s,%s,", x->action ? x->action : "", x->phase ? x->phase : "");
    add_count(t, x->cost);
    jj_text_addf(t, "%.6f,%.6f,示例\n", x->is_swapped ? lat : lon, x->is_swapped ? lon : lat);
    return JJ_OK;
}

static jj_status add_health(const demo_files *f, const demo_facility *x, jj_text *t) {
    double lon, lat;
    JJ_TRY(demo_degrees(f, x->at, &lon, &lat));
    jj_datum_from_wgs84(JJ_DATUM_GCJ02, &lon, &lat);
    add_common(t, x);
    jj_text_addf(t, "%s,%s,", written(x->kind), x->level);
    add_count(t, x->places);
    add_count(t, x->beds);
    jj_text_addf(t, "%.6f,%.6f,示例\n", lon, lat);
    return JJ_OK;
}

static jj_status add_culture(const demo_files *f, const demo_facility *x, jj_text *t) {
    (void)f;
    add_common(t, x);
    jj_text_addf(t, "%s,%s,", x->kind, x->level);
    if (x->has_point)
        jj_text_addf(t, "%.2f,%.2f,示例\n", x->at.x, x->at.y);
    else
        jj_text_add(t, ",,示例\n");
    return JJ_OK;
}

/* Sites stand in idle rooms. */
static jj_status add_other(const demo_files *f, const demo_facility *x, jj_text *t) {
    double lon, lat;
    JJ_TRY(demo_degrees(f, x->at, &lon, &lat));
    add_common(t, x);
    jj_text_addf(t, "%s,%s,%s,", x->kind, x->level,
                 strcmp(x->kind, "candidate") == 0 ? "vacant" : "");
    add_count(t, x->places);
    add_count(t, x->enrol);
    jj_text_addf(t, "%s,%s,%.6f,%.6f,示例\n", x->action ? x->action : "", x->phase ? x->phase : "",
                 lon, lat);
    return JJ_OK;
}

#define COMMON "编号,名称,举办性质,状态,开办日期,停办日期,所属代码,"

typedef struct csv_list {
    demo_source source;
    const char *path, *heading;
    jj_status (*add)(const demo_files *, const demo_facility *, jj_text *);
} csv_list;

static const csv_list csv_lists[] = {
    {DEMO_KINDERGARTENS, "data/demo_kindergartens.csv",
     COMMON "中心园,学位,在园幼儿,建设性质,建设时序,投资,经度,纬度,备注\n", add_kindergarten},
    {DEMO_HEALTH, "data/demo_health_gcj02.csv", COMMON "类别,级别,服务能力,床位,经度,纬度,备注\n",
     add_health},
    {DEMO_CULTURE, "data/demo_culture_epsg4543.csv", COMMON "kind,级别,东坐标,北坐标,备注\n",
     add_culture},
    {DEMO_OTHERS, "data/demo_others.csv",
     COMMON "kind,级别,类型,学位,在学,建设性质,建设时序,经度,纬度,备注\n", add_other},
};

static jj_status write_csv(const demo_files *f, const csv_list *list) {
    jj_text t = {0};
    jj_status st = JJ_OK;
    jj_text_add(&t, list->heading);
    for (size_t i = 0; i < f->facilities->n && st == JJ_OK; i++)
        if (f->facilities->items[i].source == list->source)
            st = list->add(f, &f->facilities->items[i], &t);
    if (st == JJ_OK)
        return demo_put_text(f, list->path, &t);
    jj_text_deinit(&t);
    return st;
}

static jj_status write_welfare(const demo_files *f) {
    jj_text t = {0};
    jj_text_add(&t, "{\"type\":\"FeatureCollection\",\"name\":\"demo_welfare\","
                    "\"description\":\"示例数据 synthetic\",\n\"features\":[");
    const char *between = "\n";
    for (size_t i = 0; i < f->facilities->n; i++) {
        const demo_facility *x = &f->facilities->items[i];
        double lon, lat;
        if (x->source != DEMO_WELFARE)
            continue;
        jj_status st = demo_degrees(f, x->at, &lon, &lat);
        if (st != JJ_OK) {
            jj_text_deinit(&t);
            return st;
        }
        jj_text_addf(&t,
                     "%s{\"type\":\"Feature\",\"properties\":{\"id\":\"%s\",\"name\":\"%s\","
                     "\"kind\":\"%s\",\"level\":\"%s\",\"ownership\":\"%s\",\"status\":\"%s\","
                     "\"open_date\":\"%s\",\"unit_code\":\"%s\",\"places\":%u,\"beds\":%u},",
                     between, x->id, x->name, x->kind, x->level, x->ownership, x->status,
                     x->open_date, x->unit, x->places, x->beds);
        jj_text_addf(&t, "\"geometry\":{\"type\":\"Point\",\"coordinates\":[%.6f,%.6f]}}", lon,
                     lat);
        between = ",\n";
    }
    jj_text_add(&t, "\n]}\n");
    return demo_put_text(f, "data/demo_welfare.geojson", &t);
}

static const char *const school_columns[] = {"编号",   "名称",     "类别",     "举办性质",
                                             "状态",   "开办日期", "所属代码", "学位",
                                             "在校生", "经度",     "纬度",     "备注"};

static jj_status add_school(const demo_files *f, lxw_worksheet *sheet, lxw_row_t row,
                            const demo_facility *x) {
    double lon, lat;
    JJ_TRY(demo_degrees(f, x->at, &lon, &lat));
    const char *texts[] = {
        x->id,        x->name, written(x->kind), written(x->ownership), written(x->status),
        x->open_date, x->unit};
    lxw_col_t col = 0;
    for (; col < JJ_COUNT(texts); col++)
        worksheet_write_string(sheet, row, col, texts[col], NULL);
    char shown[16];
    worksheet_write_number(sheet, row, col++, x->places, NULL);
    worksheet_write_number(sheet, row, col++, x->enrol, NULL);
    const double degrees[] = {lon, lat};
    for (int i = 0; i < 2; i++) {
        snprintf(shown, sizeof shown, "%.6f", degrees[i]);
        double rounded = 0;
        jj_parse_double(shown, &rounded);
        worksheet_write_number(sheet, row, col++, rounded, NULL);
    }
    worksheet_write_string(sheet, row, col, "示例", NULL);
    return JJ_OK;
}

/* The date a workbook carries inside is fixed, so that the same county has the same bytes. */
static jj_status write_schools(const demo_files *f) {
    JJ_AUTO char *path = jj_path_join(f->folder, "data/demo_schools.xlsx");
    lxw_workbook *book = path ? workbook_new(path) : NULL;
    lxw_worksheet *sheet = book ? workbook_add_worksheet(book, "学校") : NULL;
    if (!sheet) {
        if (book)
            workbook_close(book);
        return jj_no_memory(f->ctx, "demo_schools.xlsx", 0);
    }
    lxw_doc_properties about = {.created = (time_t)1735689600};
    workbook_set_properties(book, &about);
    for (size_t i = 0; i < JJ_COUNT(school_columns); i++)
        worksheet_write_string(sheet, 0, (lxw_col_t)i, school_columns[i], NULL);
    jj_status st = JJ_OK;
    lxw_row_t row = 1;
    for (size_t i = 0; i < f->facilities->n && st == JJ_OK; i++)
        if (f->facilities->items[i].source == DEMO_SCHOOLS)
            st = add_school(f, sheet, row++, &f->facilities->items[i]);
    lxw_error error = workbook_close(book);
    if (st == JJ_OK && error != LXW_NO_ERROR)
        return jj_fail(f->ctx, JJ_E_IO, "cannot write '%s': %s", path, lxw_strerror(error));
    return st;
}

jj_status demo_write_facilities(const demo_files *f) {
    for (size_t i = 0; i < JJ_COUNT(csv_lists); i++)
        JJ_TRY(write_csv(f, &csv_lists[i]));
    JJ_TRY(write_welfare(f));
    return write_schools(f);
}
