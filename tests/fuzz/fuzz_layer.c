/* Any bytes as a layer: the first one chooses .dbf, .csv or .geojson; texts come out as UTF-8. */
#include "fuzz.h"
#include "base/text.h"
#include "store/vector.h"

#include <string.h>

static void read_all(jj_ctx *ctx, jj_layer *l) {
    const jj_area area = {.box = {112, 37, 113, 38}};
    jj_feature f;
    bool more = true;
    jj_layer_expect(l, &area);
    if (jj_layer_has_geometry(l) && jj_layer_project(ctx, l, "EPSG:4326") != JJ_OK)
        return;
    while (jj_layer_next(ctx, l, &f, &more) == JJ_OK && more)
        for (size_t i = 0; i < jj_layer_n_fields(l); i++)
            if (jj_utf8_valid(f.text[i], strlen(f.text[i])) != strlen(f.text[i]))
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const endings[] = {"dbf", "csv", "geojson"};
    char path[64];
    if (size == 0)
        return 0;
    const char *ending = endings[data[0] % 3];
    snprintf(path, sizeof path, "/tmp/jj-fuzz-%d.%s", (int)getpid(), ending);
    const jj_source_spec spec = {.path = path,
                                 .x = ending[0] == 'c' ? "x" : NULL,
                                 .y = ending[0] == 'c' ? "y" : NULL,
                                 .crs = size % 2 ? "EPSG:4525, EPSG:4526" : NULL};
    jj_ctx *ctx = jj_ctx_new();
    jj_layer *l = NULL;
    if (ctx && fuzz_write(path, data + 1, size - 1) && jj_layer_open(ctx, &spec, &l) == JJ_OK)
        read_all(ctx, l);
    jj_layer_close(l);
    unlink(path);
    jj_ctx_free(ctx);
    return 0;
}
