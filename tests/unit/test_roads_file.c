/* Networks from files: what OpenStreetMap and lines hold, mended drawings, and the kept network. */
#include "base/file.h"
#include "load/roads_cache.h"
#include "solve/journey.h"
#include "test.h"

static char *path_in(const char *folder, const char *name) {
    char *path = jj_path_join(folder, name);
    CHECK(path);
    return path;
}

static void save(jj_ctx *ctx, const char *path, const jj_text *t) {
    CHECK(!t->failed);
    CHECK_OK(ctx, jj_file_replace(ctx, path, t->s, t->len));
}

static jj_class_speed streets[] = {{"residential", 4}, {"steps", 2}};
static const jj_road_profile walker = {.mode = JJ_ROAD_WALK,
                                       .speed_kmh = 4,
                                       .walk_m_s = 1,
                                       .snap_m = 500,
                                       .classes = {streets, 2, false}};
static const jj_road_profile driver = {.mode = JJ_ROAD_DRIVE,
                                       .speed_kmh = 50,
                                       .walk_m_s = 1,
                                       .snap_m = 500,
                                       .classes = {streets, 1, false}};

static void read_file(jj_ctx *ctx, const char *path, const jj_road_profile *profile, jj_roads *out,
                      jj_roads_count *count) {
    const jj_roads_source source = {.path = path, .graphs = JJ_GRAPH_BOTH};
    CHECK_OK(ctx, jj_roads_read(ctx, &source, profile, out, count));
}

/* Negative ids, a point that is not there, parallel ways, a loop, a way that goes nowhere, a
 * one-way street, and a way of 10,000 points. */
static void write_osm(jj_ctx *ctx, const char *path) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    jj_text_add(&t, "<osm version=\"0.6\">\n");
    for (int i = 0; i < 10000; i++)
        jj_text_addf(&t, "<node id=\"%d\" lon=\"%.7f\" lat=\"37\"/>\n", -10000 + i,
                     112 + i * 0.0001);
    jj_text_add(&t, "<node id=\"1\" lon=\"112\" lat=\"37.001\"/>\n"
                    "<node id=\"2\" lon=\"112.001\" lat=\"37.001\"/>\n"
                    "<node id=\"3\" lon=\"112.002\" lat=\"37.001\"/>\n"
                    "<node id=\"4\" lon=\"1e9\" lat=\"37\"/>\n"
                    "<way id=\"-1\">");
    for (int i = 0; i < 10000; i++)
        jj_text_addf(&t, "<nd ref=\"%d\"/>", -10000 + i);
    jj_text_add(&t, "<tag k=\"highway\" v=\"residential\"/></way>\n");
    static const char *const ways[] = {
        "<nd ref=\"1\"/><nd ref=\"2\"/>",                /* twice the same */
        "<nd ref=\"1\"/><nd ref=\"2\"/>",                /* */
        "<nd ref=\"2\"/><nd ref=\"3\"/><nd ref=\"2\"/>", /* there and back: a loop */
        "<nd ref=\"3\"/><nd ref=\"99\"/><nd ref=\"4\"/><nd ref=\"1\"/>", /* not there; off Earth */
        "<nd ref=\"2\"/>",                                               /* one point */
        "<nd ref=\"3\"/><nd ref=\"1\"/><tag k=\"oneway\" v=\"yes\"/>"};
    for (size_t i = 0; i < JJ_COUNT(ways); i++)
        jj_text_addf(&t, "<way id=\"%zu\">%s<tag k=\"highway\" v=\"residential\"/></way>\n", i + 1,
                     ways[i]);
    jj_text_add(&t, "</osm>\n");
    save(ctx, path, &t);
}

static void test_osm(void) {
    jj_ctx *ctx = jj_ctx_new();
    char folder[] = "/tmp/test_roads_XXXXXX";
    CHECK(mkdtemp(folder));
    JJ_AUTO char *path = path_in(folder, "streets.osm");
    JJ_CLEANUP(jj_roads_deinit) jj_roads roads = {0}, cars = {0};
    jj_roads_count count;
    write_osm(ctx, path);
    read_file(ctx, path, &walker, &roads, &count);
    CHECK_INT(count.n_lines, 7);
    CHECK_INT(count.n_missing_nodes, 2);
    CHECK_INT(count.n_empty, 1);
    CHECK_INT(roads.n_nodes, 5);
    CHECK_INT(roads.n_roads, 6); /* the long way is one stretch; the loop is cut at its turn */
    CHECK_INT(roads.n_components, 2);
    double longest_m = 0;
    for (size_t i = 0; i < roads.n_roads; i++)
        longest_m = fmax(longest_m, roads.roads[i].length_mm / 1000.0);
    CHECK_NEAR(longest_m, 88985, 30); /* 0.9999 degrees of longitude at latitude 37 */
    read_file(ctx, path, &driver, &cars, &count);
    size_t n_one_way = 0;
    for (size_t i = 0; i < cars.n_roads; i++)
        n_one_way += cars.roads[i].backward_ms == JJ_UNREACHED;
    CHECK_INT(n_one_way, 1);
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_ctx_free(ctx);
}

/* Anywhere a file is cut off, it is refused or read whole, and nothing is left behind. */
static void test_torn(void) {
    jj_ctx *ctx = jj_ctx_new();
    char folder[] = "/tmp/test_roads_XXXXXX";
    CHECK(mkdtemp(folder));
    JJ_AUTO char *path = path_in(folder, "streets.osm");
    JJ_AUTO char *text = NULL;
    size_t len;
    write_osm(ctx, path);
    CHECK_OK(ctx, jj_file_read(ctx, path, &text, &len));
    for (size_t cut = len / 7; cut < len - 8; cut += len / 7) {
        JJ_CLEANUP(jj_roads_deinit) jj_roads roads = {0};
        const jj_roads_source source = {.path = path, .graphs = JJ_GRAPH_BOTH};
        jj_roads_count count;
        CHECK_OK(ctx, jj_file_replace(ctx, path, text, cut));
        CHECK(jj_roads_read(ctx, &source, &walker, &roads, &count) == JJ_E_FORMAT);
        CHECK(!roads.roads && !roads.node_lonlat);
    }
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_ctx_free(ctx);
}

static void check_same(const jj_roads *a, const jj_roads *b) {
    CHECK(a->n_nodes == b->n_nodes && a->n_roads == b->n_roads && a->n_bends == b->n_bends);
    CHECK(a->n_components == b->n_components && a->n_largest == b->n_largest);
    CHECK(memcmp(a->node_lonlat, b->node_lonlat, a->n_nodes * 16) == 0);
    CHECK(memcmp(a->roads, b->roads, a->n_roads * sizeof *a->roads) == 0);
    CHECK(memcmp(a->bends, b->bends, a->n_bends * 16) == 0);
    CHECK(memcmp(a->bend_first, b->bend_first, (a->n_roads + 1) * 8) == 0);
    for (size_t i = 0; i < 2; i++) {
        const jj_road_graph *g = &a->graph[i], *h = &b->graph[i];
        uint32_t n_arcs = g->first[a->n_nodes];
        CHECK(memcmp(g->first, h->first, (a->n_nodes + 1) * 4) == 0);
        CHECK(memcmp(g->arcs, h->arcs, n_arcs * sizeof *g->arcs) == 0);
        CHECK(memcmp(g->road, h->road, n_arcs * 4) == 0);
    }
}

/* The network kept is the network read, and a file that was touched anywhere is not believed. */
static void test_kept(void) {
    jj_ctx *ctx = jj_ctx_new();
    char folder[] = "/tmp/test_roads_XXXXXX";
    CHECK(mkdtemp(folder));
    JJ_AUTO char *path = path_in(folder, "streets.osm");
    JJ_CLEANUP(jj_roads_deinit) jj_roads roads = {0}, kept = {0};
    jj_roads_count count, kept_count;
    jj_roads_cache_state state;
    char key[65], other[65], sha256[65], name[64];
    write_osm(ctx, path);
    read_file(ctx, path, &walker, &roads, &count);
    const jj_roads_source source = {.path = path, .graphs = JJ_GRAPH_BOTH};
    CHECK_OK(ctx, jj_file_sha256(ctx, path, sha256));
    jj_roads_cache_key(&source, sha256, &walker, key);
    jj_roads_cache_key(&source, sha256, &driver, other);
    CHECK(strcmp(key, other) != 0);
    jj_roads_cache_write(ctx, folder, key, &roads, &count);
    CHECK_OK(ctx, jj_roads_cache_read(ctx, folder, key, &source, &kept, &kept_count, &state));
    CHECK_INT(state, JJ_CACHE_GOOD);
    CHECK(memcmp(&count, &kept_count, sizeof count) == 0);
    check_same(&roads, &kept);
    jj_roads_deinit(&kept);
    CHECK_OK(ctx, jj_roads_cache_read(ctx, folder, other, &source, &kept, &kept_count, &state));
    CHECK_INT(state, JJ_CACHE_NONE);

    snprintf(name, sizeof name, ".jiujin/roads-%.16s.graph", key);
    JJ_AUTO char *file = path_in(folder, name);
    JJ_AUTO char *data = NULL;
    size_t len;
    uint64_t seed = test_seed();
    CHECK_OK(ctx, jj_file_read(ctx, file, &data, &len));
    for (int round = 0; round < 200; round++) {
        size_t at = test_below(&seed, (uint32_t)len), keep = round % 3 ? len : at;
        char was = data[at];
        data[at] = (char)(was ^ (1 << test_below(&seed, 8)));
        CHECK_OK(ctx, jj_file_replace(ctx, file, data, keep));
        data[at] = was;
        CHECK_OK(ctx, jj_roads_cache_read(ctx, folder, key, &source, &kept, &kept_count, &state));
        CHECK_INT(state, JJ_CACHE_BAD);
        CHECK(!kept.roads);
    }
    roads.roads[0].to = 1000000; /* written whole, and yet no network */
    jj_roads_cache_write(ctx, folder, key, &roads, &count);
    CHECK_OK(ctx, jj_roads_cache_read(ctx, folder, key, &source, &kept, &kept_count, &state));
    CHECK_INT(state, JJ_CACHE_BAD);
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_ctx_free(ctx);
}

int main(void) {
    RUN(test_osm);
    RUN(test_torn);
    RUN(test_kept);
    return 0;
}
