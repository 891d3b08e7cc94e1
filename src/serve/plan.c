#include "base/hash.h"
#include "out/wkb.h"
#include "serve/routes.h"
#include "store/upload.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void free_json(json_t **j) {
    json_decref(*j);
}

static jj_status no_room(const serve_request *rq) {
    return jj_no_memory(rq->ctx, "a proposal", 0);
}

/* Role, path and hash of what the result rests on, and one hash of it all, year and rules. */
static jj_status find_inputs(const serve_request *rq, char **inputs, char sha256[65]) {
    JJ_CLEANUP(free_json) json_t *manifest = json_loads(rq->result->manifest, 0, NULL);
    JJ_CLEANUP(free_json) json_t *list = json_array();
    json_t *input;
    size_t i;
    json_array_foreach(json_object_get(manifest, "inputs"), i, input) {
        json_t *row = json_object();
        static const char *const keys[] = {"role", "path", "sha256"};
        for (int k = 0; k < 3; k++)
            json_object_set(row, keys[k], json_object_get(input, keys[k]));
        json_array_append_new(list, row);
    }
    JJ_CLEANUP(free_json) json_t *chosen = json_object();
    json_object_set(chosen, "year", json_object_get(manifest, "year"));
    json_object_set(chosen, "rules", json_object_get(manifest, "rules"));
    char *text = json_dumps(list, JSON_COMPACT), *choice = json_dumps(chosen, JSON_COMPACT);
    *inputs = text ? jj_strdup(text) : NULL;
    free(text);
    if (!*inputs || !choice) {
        free(choice);
        return no_room(rq);
    }
    jj_sha256 hash;
    jj_sha256_init(&hash);
    jj_sha256_add(&hash, *inputs, strlen(*inputs));
    jj_sha256_add(&hash, choice, strlen(choice));
    free(choice);
    jj_sha256_hex(&hash, sha256);
    return JJ_OK;
}

static jj_status answer_ask(serve_request *rq, json_t *asked, json_t **out) {
    JJ_CLEANUP(serve_ask_deinit) serve_ask ask = {0};
    JJ_TRY(serve_ask_read(rq->ctx, asked, &ask));
    return serve_propose(rq->ctx, rq->proposer, &ask, out);
}

/* One candidate from the address: /api/v1/propose?kind=&lon=&lat=&capacity=&rule= */
static jj_status asked_by_address(serve_request *rq, json_t **out) {
    double lon = 0, lat = 0;
    int64_t capacity = 0, year = 0;
    JJ_TRY(serve_check_params(rq, "kind,lon,lat,capacity,rule,year"));
    const char *kind = serve_param(rq, "kind"), *rule = serve_param(rq, "rule");
    JJ_TRY(serve_wanted(rq, "kind"));
    JJ_TRY(serve_wanted(rq, "lon"));
    JJ_TRY(serve_wanted(rq, "lat"));
    JJ_TRY(serve_number(rq, "lon", -180, 180, &lon));
    JJ_TRY(serve_number(rq, "lat", -90, 90, &lat));
    JJ_TRY(serve_int(rq, "capacity", 1, 100000, &capacity));
    JJ_TRY(serve_int(rq, "year", 1900, 2200, &year));
    *out = json_pack("{s:s, s:s?, s:[{s:s, s:f, s:f}]}", "kind", kind, "rule", rule, "candidates",
                     "name", "P1", "lon", lon, "lat", lat);
    if (*out && capacity)
        json_object_set_new(*out, "capacity", json_integer(capacity));
    if (*out && year)
        json_object_set_new(*out, "year", json_integer(year));
    return *out ? JJ_OK : no_room(rq);
}

jj_status serve_api_propose(serve_request *rq) {
    JJ_CLEANUP(free_json) json_t *asked = NULL, *answer = NULL;
    if (!rq->is_post)
        JJ_TRY(asked_by_address(rq, &asked));
    else {
        JJ_TRY(serve_check_params(rq, ""));
        JJ_TRY(serve_body_json(rq, &asked));
    }
    JJ_TRY(answer_ask(rq, asked, &answer));
    return serve_json(rq, json_incref(answer));
}

/* A text of the body that must be there, of at most `most` bytes. */
static jj_status read_text(const serve_request *rq, const json_t *body, const char *name,
                           size_t most, const char **out) {
    const json_t *v = json_object_get(body, name);
    *out = json_string_value(v);
    return *out && **out && json_string_length(v) <= most && strlen(*out) == json_string_length(v)
               ? JJ_OK
               : jj_fail(rq->ctx, JJ_E_RANGE, "%s: give a text of at most %d bytes", name,
                         (int)most);
}

/* {"title", "who", "ask"}: asked anew, so that what is saved is what the engine says. */
static jj_status save(serve_request *rq) {
    enum { MOST_TITLE = 300, MOST_WHO = 100 };
    JJ_CLEANUP(free_json) json_t *body = NULL, *answer = NULL;
    JJ_AUTO char *inputs = NULL;
    char sha256[65];
    serve_keepsake k;
    int64_t id = 0;
    JJ_TRY(serve_check_params(rq, ""));
    JJ_TRY(serve_body_json(rq, &body));
    JJ_TRY(read_text(rq, body, "title", MOST_TITLE, &k.title));
    JJ_TRY(read_text(rq, body, "who", MOST_WHO, &k.who));
    json_t *ask = json_object_get(body, "ask");
    JJ_TRY(answer_ask(rq, ask, &answer));
    JJ_TRY(find_inputs(rq, &inputs, sha256));
    char *ask_text = json_dumps(ask, JSON_COMPACT), *answer_text = json_dumps(answer, JSON_COMPACT);
    k.ask = ask_text;
    k.answer = answer_text;
    k.inputs = inputs;
    k.inputs_sha256 = sha256;
    jj_status st =
        ask_text && answer_text ? serve_saved_add(rq->ctx, rq->saved, &k, &id) : no_room(rq);
    free(ask_text);
    free(answer_text);
    JJ_TRY(st);
    return serve_json(rq, json_pack("{s:I, s:O}", "id", (json_int_t)id, "answer", answer));
}

jj_status serve_api_saved(serve_request *rq) {
    JJ_AUTO char *inputs = NULL;
    char sha256[65];
    uint64_t id;
    json_t *out = NULL;
    const char *rest = rq->path + strlen("/api/v1/saved");
    if (rq->is_post)
        return *rest ? serve_not_found(rq) : save(rq);
    JJ_TRY(serve_check_params(rq, ""));
    JJ_TRY(find_inputs(rq, &inputs, sha256));
    if (!*rest)
        JJ_TRY(serve_saved_list(rq->ctx, rq->saved, sha256, &out));
    else if (*rest != '/' || !serve_digits(rest + 1, strlen(rest + 1), INT64_MAX, &id))
        return serve_not_found(rq);
    else
        JJ_TRY(serve_saved_get(rq->ctx, rq->saved, (int64_t)id, sha256, &out));
    return serve_json(rq, out);
}

/* {"ask", "title"}: the page as a file, ?f=pdf or docx. */
jj_status serve_api_opinion(serve_request *rq) {
    JJ_CLEANUP(free_json) json_t *body = NULL;
    JJ_CLEANUP(serve_ask_deinit) serve_ask ask = {0};
    JJ_TRY(serve_check_params(rq, ""));
    const char *format = serve_param(rq, "f") ? serve_param(rq, "f") : "pdf";
    bool is_word = strcmp(format, "docx") == 0;
    if (!is_word && strcmp(format, "pdf") != 0)
        return jj_fail(rq->ctx, JJ_E_RANGE, "f: '%s' is not pdf or docx", format);
    JJ_TRY(serve_body_json(rq, &body));
    JJ_TRY(serve_ask_read(rq->ctx, json_object_get(body, "ask"), &ask));
    const char *title = json_string_value(json_object_get(body, "title"));
    const serve_page page = {title && *title ? title : NULL, is_word};
    JJ_TRY(serve_opinion(rq->ctx, rq->proposer, &ask, &page, &rq->answer.body));
    rq->answer.type =
        is_word ? "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
                : "application/pdf";
    rq->answer.file_name = is_word ? "opinion.docx" : "opinion.pdf";
    return rq->answer.body.failed ? no_room(rq) : JJ_OK;
}

/* {"lon", "lat", "parcel": GeoJSON or null} */
static jj_status answer_place(serve_request *rq, const double lon_lat[2], const void *wkb,
                              size_t len, json_t *more) {
    JJ_CLEANUP(jj_text_deinit) jj_text text = {0};
    json_t *parcel = json_null();
    if (len && jj_wkb_geojson(&text, wkb, len))
        parcel = json_loads(text.s, 0, NULL);
    json_object_set_new(more, "lon", json_real(lon_lat[0]));
    json_object_set_new(more, "lat", json_real(lon_lat[1]));
    json_object_set_new(more, "parcel", parcel);
    return serve_json(rq, more);
}

/* {"at", "crs", "datum"}: what was pasted, understood. */
jj_status serve_api_place(serve_request *rq) {
    JJ_CLEANUP(free_json) json_t *body = NULL;
    JJ_CLEANUP(jj_text_deinit) jj_text wkb = {0};
    const char *at;
    double lon_lat[2];
    JJ_TRY(serve_check_params(rq, ""));
    JJ_TRY(serve_body_json(rq, &body));
    JJ_TRY(read_text(rq, body, "at", 4000, &at));
    JJ_TRY(serve_read_at(rq->ctx, at, json_string_value(json_object_get(body, "crs")),
                         json_string_value(json_object_get(body, "datum")), &wkb, lon_lat));
    return answer_place(rq, lon_lat, wkb.s, wkb.len, json_object());
}

/* The body is the file; its name, crs and datum stand in the address. */
jj_status serve_api_parcel(serve_request *rq) {
    JJ_CLEANUP(jj_parcel_deinit) jj_parcel p = {0};
    JJ_TRY(serve_check_params(rq, "name,crs,datum"));
    JJ_TRY(serve_wanted(rq, "name"));
    const jj_upload u = {serve_param(rq, "name"), rq->body->s, rq->body->len,
                         serve_param(rq, "crs"), serve_param(rq, "datum")};
    JJ_TRY(jj_upload_parcel(rq->ctx, &u, &p));
    json_t *more = json_pack("{s:f, s:i}", "area_ha", p.area_m2 / 1e4, "n_others", (int)p.n_others);
    if (!more)
        return no_room(rq);
    const double lon_lat[2] = {p.lon, p.lat};
    return answer_place(rq, lon_lat, p.wkb, p.wkb_len, more);
}

jj_status serve_api_base(serve_request *rq) {
    JJ_TRY(serve_check_params(rq, "v"));
    JJ_TRY(serve_base(rq->ctx, rq->proposer, rq->result, &rq->answer.body));
    rq->answer.type = "application/json";
    rq->answer.is_lasting = true;
    return rq->answer.body.failed ? no_room(rq) : JJ_OK;
}
