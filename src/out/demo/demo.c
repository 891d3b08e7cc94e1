#include "out/demo/demo.h"
#include "out/demo/files.h"

#include "base/file.h"

jj_status demo_degrees(const demo_files *f, demo_xy at, double *lon, double *lat) {
    *lon = at.x;
    *lat = at.y;
    return jj_transform_points(f->ctx, f->to_degrees, lon, lat, 1);
}

jj_status demo_put_text(const demo_files *f, const char *name, jj_text *text) {
    JJ_AUTO char *path = jj_path_join(f->folder, name);
    jj_status st = text->failed || !path ? jj_no_memory(f->ctx, name, 0)
                                         : jj_file_replace(f->ctx, path, text->s, text->len);
    jj_text_deinit(text);
    return st;
}

static jj_status make_county(jj_ctx *ctx, demo_county *c, demo_facilities *list) {
    c->rng.state = 2025;
    JJ_TRY(demo_make_land(ctx, c));
    JJ_TRY(demo_make_units(ctx, c));
    JJ_TRY(demo_make_villages(ctx, c));
    demo_make_names(c);
    demo_make_people(c);
    JJ_TRY(demo_make_roads(ctx, c));
    demo_make_facilities(c, list);
    return JJ_OK;
}

static jj_status put_fixed(const demo_files *f, const char *name, const unsigned char *text) {
    jj_text t = {0};
    jj_text_add(&t, (const char *)text);
    return demo_put_text(f, name, &t);
}

static jj_status write_all(const demo_files *f) {
    JJ_TRY(demo_write_rasters(f));
    JJ_TRY(demo_write_maps(f));
    JJ_TRY(demo_write_tables(f));
    JJ_TRY(demo_write_facilities(f));
    jj_text plants = {0};
    JJ_TRY(demo_plants_csv(f, &plants));
    JJ_TRY(demo_put_text(f, "plants.csv", &plants));
    JJ_TRY(put_fixed(f, "rules/shanxi-2025.csv", demo_text_rules));
    JJ_TRY(put_fixed(f, "data/demo_indicators.csv", demo_text_indicators));
    JJ_TRY(put_fixed(f, "data/demo_superior.csv", demo_text_superior));
    JJ_TRY(put_fixed(f, "README.md", demo_text_readme));
    return put_fixed(f, "project.yaml", demo_text_project);
}

jj_status jj_demo_write(jj_ctx *ctx, const char *folder) {
    JJ_AUTO demo_county *c = jj_alloc(1, sizeof *c);
    JJ_AUTO demo_facilities *list = jj_alloc(1, sizeof *list);
    JJ_AUTO char *data = jj_path_join(folder, "data");
    JJ_AUTO char *rules = jj_path_join(folder, "rules");
    if (!c || !list || !data || !rules)
        return jj_no_memory(ctx, "the demonstration county", sizeof *c);
    JJ_TRY(make_county(ctx, c, list));
    JJ_TRY(jj_make_folders(ctx, data));
    JJ_TRY(jj_make_folders(ctx, rules));
    demo_files f = {.ctx = ctx, .folder = folder, .county = c, .facilities = list};
    JJ_TRY(jj_transform_new(ctx, DEMO_CRS, "EPSG:4326", &f.to_degrees));
    jj_status st = write_all(&f);
    jj_transform_free(f.to_degrees);
    return st;
}

jj_status jj_demo_write_blank(jj_ctx *ctx, const char *folder) {
    const demo_files f = {.ctx = ctx, .folder = folder};
    JJ_TRY(put_fixed(&f, "project.reference.yaml", demo_text_reference));
    return put_fixed(&f, "project.yaml", demo_text_blank);
}
