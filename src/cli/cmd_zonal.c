#include "base/text.h"
#include "cli/cmd.h"
#include "load/zones.h"

typedef struct values {
    const char *zones, *layer, *id, *raster, *crs, *out;
    int64_t band;
} values;

static const jj_param params[] = {
    {.name = "zones",
     .type = JJ_P_FILE,
     .offset = offsetof(values, zones),
     .is_required = true,
     .help_en = "polygons: any vector file",
     .help_zh = "分区多边形：任意矢量文件"},
    {.name = "layer",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, layer),
     .unit = "NAME",
     .help_en = "layer of the zones (default: the first)",
     .help_zh = "分区所在图层（默认：第一个）"},
    {.name = "id",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, id),
     .unit = "FIELD",
     .is_required = true,
     .help_en = "column that names the zones",
     .help_zh = "分区编号字段"},
    {.name = "values",
     .type = JJ_P_FILE,
     .offset = offsetof(values, raster),
     .is_required = true,
     .help_en = "raster to sum",
     .help_zh = "要统计的栅格"},
    {.name = "band",
     .type = JJ_P_INT,
     .offset = offsetof(values, band),
     .fallback = "1",
     .min = 1,
     .max = 65535,
     .unit = "N",
     .help_en = "band of the raster",
     .help_zh = "栅格波段"},
    {.name = "crs",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, crs),
     .unit = "EPSG:n",
     .help_en = "coordinate system of a file that has none; 'local' for a plane",
     .help_zh = "文件没有坐标系时指明；“local”表示平面"},
    {.name = "out",
     .type = JJ_P_FILE,
     .offset = offsetof(values, out),
     .help_en = "CSV to write (default: the standard output)",
     .help_zh = "写出的 CSV（默认：标准输出）"},
};

static jj_status add_zone(jj_ctx *ctx, void *user, const char *id, const jj_zone_sums *s) {
    jj_text *csv = user;
    jj_text_csv(csv, id);
    if (s->cells > 0)
        jj_text_addf(csv, ",%.17g,%.17g,%.17g,%.17g,%.17g\n", s->sum, s->sum / s->cells, s->min,
                     s->max, s->cells);
    else
        jj_text_add(csv, ",,,,,\n");
    return csv->failed ? jj_no_memory(ctx, "zone sums", csv->len) : JJ_OK;
}

static int run(cli_args *args) {
    const values *v = args->values;
    jj_ctx *ctx = args->ctx;
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = NULL;
    JJ_CLEANUP(jj_layer_closep) jj_layer *zones = NULL;
    jj_source_spec spec = {.path = v->zones, .layer = v->layer, .crs = v->crs};
    if (jj_raster_open(ctx, v->raster, (int)v->band, v->crs, &r) != JJ_OK ||
        jj_layer_open(ctx, &spec, &zones) != JJ_OK)
        return CLI_FAILED;
    int id_field;
    if (jj_layer_field(ctx, zones, v->id, &id_field) != JJ_OK)
        return cli_wrong_use(args, "zonal");
    JJ_CLEANUP(jj_text_deinit) jj_text csv = {0};
    jj_text_add(&csv, "id,sum,mean,min,max,cells\n");
    if (jj_zones_each(ctx, zones, id_field, r, add_zone, &csv) != JJ_OK)
        return CLI_FAILED;
    return cli_exit_code(cli_write(ctx, v->out, &csv));
}

const cli_cmd cli_zonal = {
    .name = "zonal",
    .usage = "",
    .brief_en = "sums of a raster by zone, exact fractions",
    .brief_zh = "按分区精确统计栅格",
    .notes_en = "Writes id,sum,mean,min,max,cells in the order of the zones. A cell counts with "
                "the fraction of it that the zone holds; cells is the sum of fractions of cells "
                "with data, mean = sum / cells, min and max are over cells held to any fraction. "
                "A zone without data has empty columns. Zones are brought to the raster's "
                "coordinate system; zones that overlap are counted each for itself.",
    .notes_zh =
        "按分区顺序写出 id,sum,mean,min,max,cells。像元按落在分区内的面积比例计入；"
        "cells 为有数据像元的比例之和，mean = sum / cells，min、max "
        "取所有相交像元。没有数据的分区各列为空。分区先转换到栅格的坐标系；重叠的分区各自统计。",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(values),
    .run = run};
