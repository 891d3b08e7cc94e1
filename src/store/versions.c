#include "store/versions.h"

#include <gdal.h>
#include <geos_c.h>
#include <proj.h>
#include <sqlite3.h>
#include <stdio.h>
#include <yaml.h>

void jj_store_libraries(jj_library out[JJ_N_LIBRARIES]) {
    const PJ_INFO info = proj_info();
    const char *const pairs[JJ_N_LIBRARIES][2] = {
        {"gdal", GDALVersionInfo("RELEASE_NAME")}, {"geos", GEOSversion()},
        {"libyaml", yaml_get_version_string()},    {"proj", info.version},
        {"sqlite", sqlite3_libversion()},
    };
    for (int i = 0; i < JJ_N_LIBRARIES; i++) {
        out[i].library = pairs[i][0];
        snprintf(out[i].version, sizeof out[i].version, "%s", pairs[i][1]);
    }
}
