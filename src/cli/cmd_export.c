#include "base/lang.h"
#include "cli/cmd.h"
#include "out/export.h"

#include <stdio.h>
#include <string.h>

typedef struct values {
    const char *format, *crs, *encoding, *schema, *out;
} values;

#define AT(field) offsetof(values, field)

static const jj_param params[] = {
    {.name = "format",
     .type = JJ_P_CHOICE,
     .offset = AT(format),
     .choices = "gpkg|geojson|flatgeobuf|shapefile",
     .fallback = "gpkg",
     .help_en = "of the files (a PG: target takes tables)",
     .help_zh = "文件格式（PG: 目标写入数据表）"},
    {.name = "out",
     .type = JJ_P_TEXT,
     .offset = AT(out),
     .unit = "FOLDER|PG:..",
     .help_en = "where to (default: RESULT-layers); PG: = a PostGIS database",
     .help_zh = "输出到哪里（默认 RESULT-layers）；PG: 为 PostGIS 数据库"},
    {.name = "crs",
     .type = JJ_P_TEXT,
     .offset = AT(crs),
     .unit = "CRS",
     .help_en = "coordinates in this system (default: WGS 84)",
     .help_zh = "坐标系（默认 WGS 84），如 EPSG:4547"},
    {.name = "encoding",
     .type = JJ_P_TEXT,
     .offset = AT(encoding),
     .unit = "NAME",
     .help_en = "of a shapefile's texts: UTF-8 (default), GBK",
     .help_zh = "Shapefile 的文字编码：UTF-8（默认）、GBK"},
    {.name = "schema",
     .type = JJ_P_TEXT,
     .offset = AT(schema),
     .unit = "NAME",
     .help_en = "of the database, there already (default: public)",
     .help_zh = "数据库中已有的模式名（默认 public）"},
};

static jj_export_format format_of(const values *v, const char *target) {
    static const char *const names[] = {[JJ_EXPORT_GEOJSON] = "geojson",
                                        [JJ_EXPORT_FLATGEOBUF] = "flatgeobuf",
                                        [JJ_EXPORT_SHAPEFILE] = "shapefile"};
    if (strncmp(target, "PG:", 3) == 0)
        return JJ_EXPORT_POSTGIS;
    for (size_t i = 0; i < JJ_COUNT(names); i++)
        if (strcmp(names[i], v->format) == 0)
            return (jj_export_format)i;
    return JJ_EXPORT_GPKG;
}

static jj_status hand_over(const cli_args *args, const char *target) {
    const values *v = args->values;
    jj_result_file r = {0};
    size_t n = 0;
    JJ_TRY(jj_result_file_open(args->ctx, args->words[0], &r));
    const jj_handover how = {format_of(v, target), target, v->crs, v->encoding, v->schema};
    jj_status st = jj_handover_write(args->ctx, &r, &how, &n);
    jj_result_file_close(&r);
    if (st == JJ_OK && !args->is_quiet)
        printf(jj_tr(args->ctx->lang, "%zu layers written to %s\n"), n, target);
    return st;
}

static int run(cli_args *args) {
    const values *v = args->values;
    JJ_AUTO char *target = NULL;
    jj_status st = cli_beside(args->ctx, args->words[0], v->out, "-layers", &target);
    return cli_exit_code(st == JJ_OK ? hand_over(args, target) : st);
}

const cli_cmd cli_export = {
    .name = "export",
    .usage = "RESULT",
    .brief_en = "layers of a result as GeoJSON, FlatGeobuf, shapefile, PostGIS",
    .brief_zh = "结果图层转为 GeoJSON、FlatGeobuf、Shapefile 或写入 PostGIS",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(values),
    .min_words = 1,
    .max_words = 1,
    .run = run};
