#include "out/demo/files.h"

#include "base/file.h"
#include "store/raster.h"

enum { NO_VALUE = -9999 };

typedef enum layer { HEIGHTS, LAND, PEOPLE } layer;

typedef struct rows {
    const demo_county *c;
    layer what;
    demo_group group;
} rows;

static void fill_row(void *user, uint32_t row, void *out) {
    const rows *r = user;
    float *values = out;
    for (uint32_t col = 0; col < DEMO_COLS; col++) {
        uint32_t cell = row * DEMO_COLS + col;
        values[col] = r->what == HEIGHTS      ? r->c->height_m[cell]
                      : r->what == LAND       ? (float)r->c->land[cell]
                      : r->c->unit[cell] == 0 ? (float)NO_VALUE
                                              : (float)r->c->people[r->group][cell];
    }
}

typedef struct raster_file {
    const char *name, *unit, *description;
    layer what;
    demo_group group;
} raster_file;

static const raster_file raster_files[] = {
    {"data/demo_dem.tif", "m", "height, synthetic", HEIGHTS, DEMO_TOTAL},
    {"data/demo_landcover.tif", "class", "land cover with roads, synthetic", LAND, DEMO_TOTAL},
    {"data/demo_people_2020.tif", "people", "people, census 2020, synthetic", PEOPLE, DEMO_TOTAL},
    {"data/demo_age3_5_2020.tif", "people", "children of 3 to 5, 2020, synthetic", PEOPLE,
     DEMO_AGE3_5},
    {"data/demo_age3_5_2025.tif", "people", "children of 3 to 5, 2025, synthetic", PEOPLE,
     DEMO_AGE3_5_2025},
    {"data/demo_age6_11_2020.tif", "people", "children of 6 to 11, 2020, synthetic", PEOPLE,
     DEMO_AGE6_11},
    {"data/demo_age65p_2020.tif", "people", "people of 65 and more, 2020, synthetic", PEOPLE,
     DEMO_AGE65P},
};

jj_status demo_write_rasters(const demo_files *f) {
    const jj_grid grid = {.rows = DEMO_ROWS,
                          .cols = DEMO_COLS,
                          .x0 = DEMO_X0,
                          .y0 = DEMO_Y0,
                          .dx = DEMO_CELL_M,
                          .dy = DEMO_CELL_M};
    JJ_AUTO char *crs = NULL;
    JJ_TRY(jj_crs_wkt(f->ctx, DEMO_CRS, &crs));
    for (size_t i = 0; i < JJ_COUNT(raster_files); i++) {
        const raster_file *file = &raster_files[i];
        JJ_AUTO char *path = jj_path_join(f->folder, file->name);
        if (!path)
            return jj_no_memory(f->ctx, file->name, 0);
        rows user = {f->county, file->what, file->group};
        jj_raster_out spec = {.path = path,
                              .grid = &grid,
                              .crs = crs,
                              .type = JJ_RASTER_F32,
                              .nodata = NO_VALUE,
                              .unit = file->unit,
                              .description = file->description};
        JJ_TRY(jj_raster_write(f->ctx, &spec, fill_row, &user));
    }
    return JJ_OK;
}
