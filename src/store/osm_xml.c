#include "store/osm_xml.h"
#include "base/text.h"
#include "store/driver.h"

#include <cpl_vsi.h>
#include <expat.h>
#include <string.h>

/* A tag of the way at hand: where its key and value begin in the text. */
typedef struct tag_place {
    size_t key, value;
} tag_place;

typedef struct reader {
    jj_ctx *ctx;
    const char *shown;
    XML_Parser parser;
    jj_osm_way_fn way_fn; /* NULL in the pass over nodes */
    jj_osm_node_fn node_fn;
    void *user;
    jj_status st;
    uint64_t n;
    bool has_root, is_in_way;
    int64_t id;
    int64_t *refs;
    size_t n_refs, cap_refs;
    char *text; /* keys and values, each ended by a NUL */
    size_t n_text, cap_text;
    tag_place *places;
    size_t n_tags, cap_places;
    jj_osm_tag *tags;
    size_t cap_tags;
} reader;

static void reader_deinit(reader *r) {
    if (r->parser)
        XML_ParserFree(r->parser);
    jj_free(r->refs);
    jj_free(r->text);
    jj_free(r->places);
    jj_free(r->tags);
}

static jj_status bad_file(const reader *r) {
    return jj_fail(r->ctx, JJ_E_FORMAT,
                   "'%s' is torn or not OpenStreetMap data at line %llu: fetch it again", r->shown,
                   (unsigned long long)XML_GetCurrentLineNumber(r->parser));
}

static jj_status no_room(const reader *r) {
    return jj_no_memory(r->ctx, r->shown, r->n_refs * sizeof *r->refs);
}

static const char *attribute(const char **attributes, const char *name) {
    for (; attributes[0]; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

static bool whole_attribute(const char **attributes, const char *name, int64_t *out) {
    const char *text = attribute(attributes, name);
    return text && jj_parse_int64(text, out);
}

static bool number_attribute(const char **attributes, const char *name, double *out) {
    const char *text = attribute(attributes, name);
    return text && jj_parse_double(text, out);
}

static jj_status poll(reader *r) {
    enum { POLL_EVERY = 1 << 16 };
    return ++r->n % POLL_EVERY == 0 ? jj_ctx_poll(r->ctx) : JJ_OK;
}

static jj_status take_node(reader *r, const char **attributes) {
    double lon, lat;
    int64_t id;
    if (!whole_attribute(attributes, "id", &id) || !number_attribute(attributes, "lon", &lon) ||
        !number_attribute(attributes, "lat", &lat))
        return JJ_OK;
    JJ_TRY(poll(r));
    return r->node_fn(r->user, id, lon, lat);
}

static jj_status begin_way(reader *r, const char **attributes) {
    r->is_in_way = true;
    r->n_refs = r->n_text = r->n_tags = 0;
    r->id = 0;
    (void)whole_attribute(attributes, "id", &r->id);
    return JJ_OK;
}

static jj_status take_ref(reader *r, const char **attributes) {
    int64_t ref;
    if (!whole_attribute(attributes, "ref", &ref))
        return bad_file(r);
    if (!jj_grow(&r->refs, &r->cap_refs, r->n_refs + 1, sizeof *r->refs))
        return no_room(r);
    r->refs[r->n_refs++] = ref;
    return JJ_OK;
}

static bool add_text(reader *r, const char *text, size_t *place) {
    size_t n = strlen(text) + 1;
    if (!jj_grow(&r->text, &r->cap_text, r->n_text + n, 1))
        return false;
    memcpy(r->text + r->n_text, text, n);
    *place = r->n_text;
    r->n_text += n;
    return true;
}

static jj_status take_tag(reader *r, const char **attributes) {
    const char *key = attribute(attributes, "k"), *value = attribute(attributes, "v");
    tag_place place;
    if (!key || !value)
        return JJ_OK;
    if (!add_text(r, key, &place.key) || !add_text(r, value, &place.value) ||
        !jj_grow(&r->places, &r->cap_places, r->n_tags + 1, sizeof *r->places))
        return no_room(r);
    r->places[r->n_tags++] = place;
    return JJ_OK;
}

static jj_status end_way(reader *r) {
    r->is_in_way = false;
    if (!jj_grow(&r->tags, &r->cap_tags, r->n_tags, sizeof *r->tags))
        return no_room(r);
    for (size_t i = 0; i < r->n_tags; i++)
        r->tags[i] = (jj_osm_tag){r->text + r->places[i].key, r->text + r->places[i].value};
    const jj_osm_way way = {
        .id = r->id, .refs = r->refs, .n_refs = r->n_refs, .tags = r->tags, .n_tags = r->n_tags};
    JJ_TRY(poll(r));
    return r->way_fn(r->user, &way);
}

static jj_status begin_element(reader *r, const char *name, const char **attributes) {
    if (!r->has_root) {
        r->has_root = true;
        return strcmp(name, "osm") == 0 ? JJ_OK : bad_file(r);
    }
    if (!r->way_fn)
        return strcmp(name, "node") == 0 ? take_node(r, attributes) : JJ_OK;
    if (!r->is_in_way)
        return strcmp(name, "way") == 0 ? begin_way(r, attributes) : JJ_OK;
    if (strcmp(name, "nd") == 0)
        return take_ref(r, attributes);
    return strcmp(name, "tag") == 0 ? take_tag(r, attributes) : JJ_OK;
}

static void go_on(reader *r, jj_status st) {
    r->st = st;
    if (st != JJ_OK)
        (void)XML_StopParser(r->parser, XML_FALSE);
}

static void on_begin(void *user, const char *name, const char **attributes) {
    reader *r = user;
    if (r->st == JJ_OK)
        go_on(r, begin_element(r, name, attributes));
}

static void on_end(void *user, const char *name) {
    reader *r = user;
    if (r->st == JJ_OK && r->is_in_way && strcmp(name, "way") == 0)
        go_on(r, end_way(r));
}

static jj_status parse(reader *r, VSILFILE *in) {
    enum { CHUNK = 1 << 16 };
    for (bool is_last = false; !is_last;) {
        void *chunk = XML_GetBuffer(r->parser, CHUNK);
        if (!chunk)
            return no_room(r);
        size_t n = VSIFReadL(chunk, 1, CHUNK, in);
        is_last = n == 0;
        enum XML_Status parsed = XML_ParseBuffer(r->parser, (int)n, is_last);
        if (r->st != JJ_OK)
            return r->st;
        if (parsed != XML_STATUS_OK)
            return bad_file(r);
    }
    return JJ_OK;
}

jj_status jj_osm_read_xml(jj_ctx *ctx, const char *source, const char *shown, jj_osm_way_fn way_fn,
                          jj_osm_node_fn node_fn, void *user) {
    JJ_CLEANUP(reader_deinit)
    reader r = {.ctx = ctx,
                .shown = shown,
                .parser = XML_ParserCreate(NULL),
                .way_fn = way_fn,
                .node_fn = node_fn,
                .user = user};
    if (!r.parser)
        return no_room(&r);
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, on_begin, on_end);
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    VSILFILE *in = VSIFOpenL(source, "rb");
    if (!in)
        return jj_fail(ctx, JJ_E_IO, "cannot open '%s' as OpenStreetMap data", shown);
    jj_status st = parse(&r, in);
    VSIFCloseL(in);
    bool is_torn = words.n_errors > 0; /* a .gz whose end is missing unpacks to its last element */
    return st == JJ_OK && is_torn ? bad_file(&r) : st;
}
