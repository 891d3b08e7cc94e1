#include "cli/cmd.h"
static int run(cli_args *a) {
    return cli_exit_code(jj_fail(a->ctx, JJ_E_LIMIT, "%s", "zonal"));
}
const cli_cmd cli_zonal = {.name = "zonal",
                           .usage = "",
                           .brief_en = "sums of a raster by zone, exact fractions",
                           .brief_zh = "按分区精确统计栅格",
                           .values_size = 1,
                           .run = run};
