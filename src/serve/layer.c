#include "base/file.h"
#include "out/outcome.h"
#include "serve/routes.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* "LAYER/Z/X/Y.png": false when it is not of that form. */
static bool parse_tile(const char *path, serve_tile_at *at, bool *is_picture) {
    uint64_t v[3];
    const char *slash = strchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    if (len == 0 || len >= sizeof at->layer.id)
        return false;
    memcpy(at->layer.id, path, len);
    at->layer.id[len] = '\0';
    for (int i = 0; i < 3; i++) {
        const char *part = slash + 1;
        size_t n = strcspn(part, i < 2 ? "/" : ".");
        if (!serve_digits(part, n, i == 0 ? SERVE_MAX_ZOOM : (1u << v[0]) - 1, &v[i]))
            return false;
        slash = part + n;
        if (*slash != (i < 2 ? '/' : '.'))
            return false;
    }
    *is_picture = strcmp(slash, ".png") == 0;
    at->zoom = (uint32_t)v[0];
    at->x = (uint32_t)v[1];
    at->y = (uint32_t)v[2];
    return *is_picture || strcmp(slash, ".bin") == 0;
}

static const char surface_prefix[] = "opportunity_";

/* The layer of that id, if the result has it: a field, the relief, a rule's opportunity surface. */
static jj_status find_layer(const serve_request *rq, serve_layer *l, bool *is_known) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    bool is_surface = strncmp(l->id, surface_prefix, strlen(surface_prefix)) == 0;
    *is_known = true;
    if (is_surface || strcmp(l->id, "relief") == 0) {
        l->scale = is_surface ? SERVE_SHARE : SERVE_RELIEF;
        snprintf(l->file, sizeof l->file, "rasters/%s.tif", l->id);
        *is_known = !strchr(l->id, '.');
        return JJ_OK;
    }
    l->scale = SERVE_TIMES;
    snprintf(l->file, sizeof l->file, "fields/%s_ms.tif", l->id);
    JJ_TRY(jj_db_prepare(rq->ctx, rq->result->db, "SELECT 1 FROM field WHERE id=?", &s));
    jj_stmt_put_text(s, l->id);
    return jj_stmt_next(rq->ctx, s, is_known);
}

jj_status serve_tile(serve_request *rq) {
    serve_tile_at at = {0};
    bool is_picture, is_known = false;
    double minutes = 15;
    JJ_AUTO uint16_t *values = jj_alloc(SERVE_TILE_CELLS, sizeof *values);
    if (!values)
        return jj_no_memory(rq->ctx, "tiles", 0);
    JJ_TRY(serve_check_params(rq, "minutes,v"));
    JJ_TRY(serve_number(rq, "minutes", 0, 6000, &minutes));
    if (!parse_tile(rq->path + strlen("/tiles/"), &at, &is_picture))
        return serve_not_found(rq);
    JJ_TRY(find_layer(rq, &at.layer, &is_known));
    if (!is_known)
        return serve_not_found(rq);
    JJ_TRY(serve_tile_read(rq->ctx, rq->tiles, rq->mercator, rq->result, &at, values));
    rq->answer.is_lasting = true;
    rq->answer.type = is_picture ? "image/png" : "application/octet-stream";
    if (is_picture)
        return serve_tile_png(rq->ctx, values, at.layer.scale, minutes, &rq->answer.body);
    unsigned char *bytes = (unsigned char *)values; /* in place: a pair never grows */
    for (int i = 0; i < SERVE_TILE_CELLS; i++) {
        uint16_t v = values[i];
        bytes[2 * i] = (unsigned char)(v & 0xff);
        bytes[2 * i + 1] = (unsigned char)(v >> 8);
    }
    jj_text_addn(&rq->answer.body, (const char *)bytes, SERVE_TILE_CELLS * sizeof *values);
    return rq->answer.body.failed ? jj_no_memory(rq->ctx, "tiles", 0) : JJ_OK;
}

/* The opportunity surface of a rule, where one is stored: its layer's id and greatest value. */
static jj_status add_surface(serve_request *rq, const char *rule, json_t *list) {
    serve_layer l = {.scale = SERVE_SHARE};
    char slug[64];
    double most;
    jj_outcome_slug(rule, slug, sizeof slug);
    snprintf(l.id, sizeof l.id, "%s%s", surface_prefix, slug);
    snprintf(l.file, sizeof l.file, "rasters/%s.tif", l.id);
    JJ_AUTO char *path = jj_path_join(rq->result->folder, l.file);
    if (!path || !jj_file_exists(path))
        return path ? JJ_OK : jj_no_memory(rq->ctx, "a raster", 0);
    JJ_TRY(serve_tile_most(rq->ctx, rq->tiles, rq->result, &l, &most));
    json_array_append_new(list,
                          json_pack("{s:s, s:s, s:f}", "rule_id", rule, "id", l.id, "most", most));
    return JJ_OK;
}

jj_status serve_add_layers(serve_request *rq, json_t *result) {
    json_t *surfaces = json_array(), *rule;
    size_t i;
    JJ_AUTO char *relief = jj_path_join(rq->result->folder, "rasters/relief.tif");
    json_object_set_new(result, "surfaces", surfaces);
    json_object_set_new(result, "has_relief", json_boolean(relief && jj_file_exists(relief)));
    json_array_foreach(json_object_get(result, "rules"), i, rule) {
        const char *id = json_string_value(json_object_get(rule, "id"));
        if (id)
            JJ_TRY(add_surface(rq, id, surfaces));
    }
    return JJ_OK;
}
