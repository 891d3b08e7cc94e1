/* Profiles as files: what ships reads well, `like` and merging, what is refused. */
#include "base/file.h"
#include "load/road_profile.h"
#include "test.h"

#include <unistd.h>

static jj_ctx *ctx;
static char folder[] = "/tmp/test_profile_XXXXXX";

static jj_profile_keys shipped(jj_arena *arena, const char *name) {
    jj_profile_keys k;
    CHECK_OK(ctx, jj_profile_find(ctx, arena, folder, name, &k));
    return k;
}

static double road_km_h(const jj_profile_keys *k, const char *class, const char *foot) {
    jj_road_profile p;
    CHECK_OK(ctx, jj_road_profile_of(ctx, k, &p));
    const jj_road_tags tags = {class, "", "", "", foot, "", "", "", "", "", ""};
    double forward, backward;
    jj_road_speeds(&p, &tags, &forward, &backward);
    CHECK(forward == backward);
    return forward;
}

static double surface_km_h(const jj_profile_keys *k, const char *class) {
    for (size_t i = 0; i < k->surface.n; i++)
        if (strcmp(k->surface.rows[i].name, class) == 0)
            return k->surface.rows[i].km_h;
    return 0;
}

static void test_shipped(void) {
    static const struct {
        const char *name, *going, *group;
        double m_s;
    } want[] = {{"walk", "walk", "adult", 4 / 3.6},     {"walk_std", "walk", "adult", 4 / 3.6},
                {"walk_strict", "walk", "adult", 1},    {"walk_loose", "walk", "adult", 4.8 / 3.6},
                {"walk_elder", "walk", "elder", 0.8},   {"walk_child", "walk", "child", 0.9},
                {"walk_hill", "walk", "hill", 4 / 3.6}, {"cycle", "cycle", "adult", 12 / 3.6},
                {"drive", "drive", "adult", 120 / 3.6}, {"euclid", "walk", "adult", 4 / 3.6}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
        jj_profile_keys k = shipped(&arena, want[i].name);
        CHECK_STR(k.id, want[i].name);
        CHECK_STR(k.going, want[i].going);
        CHECK_STR(k.group, want[i].group);
        CHECK_NEAR(k.speed_m_s, want[i].m_s, 1e-12);
        CHECK(k.title && k.title_en && k.note);
    }
}

static void test_tables_follow_the_walker(void) {
    JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
    jj_profile_keys adult = shipped(&arena, "walk"), elder = shipped(&arena, "walk_elder");
    CHECK_NEAR(road_km_h(&adult, "steps", ""), 2, 1e-12);
    CHECK_NEAR(road_km_h(&elder, "steps", ""), 1.44, 1e-12);
    CHECK_NEAR(surface_km_h(&elder, "10"), 3.24 * 0.72, 1e-12);
    CHECK_NEAR(road_km_h(&elder, "motorway", ""), 0, 0);
    CHECK_NEAR(road_km_h(&elder, "motorway", "yes"), 2.88, 1e-12); /* signed open */
    CHECK_NEAR(road_km_h(&elder, "construction", "yes"), 0, 0);
    jj_profile_keys drive = shipped(&arena, "drive");
    jj_profile_keys slow = {.id = "ambulance",
                            .speed_m_s = 50 / 3.6,
                            .detour = NAN,
                            .within_min = NAN,
                            .access_km_h = NAN,
                            .snap_m = NAN};
    CHECK_OK(ctx, jj_profile_merge(ctx, &arena, &drive, &slow));
    CHECK_NEAR(road_km_h(&drive, "primary", ""), 50, 1e-12);  /* the ceiling */
    CHECK_NEAR(road_km_h(&drive, "tertiary", ""), 40, 1e-12); /* not scaled */
}

static void write_own(const char *text) {
    char path[256];
    snprintf(path, sizeof path, "%s/own.yaml", folder);
    CHECK_OK(ctx, jj_file_replace(ctx, path, text, strlen(text)));
}

static void refuse(const char *text, jj_status want, const char *part) {
    JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
    jj_profile_keys k;
    write_own(text);
    CHECK_REFUSED(ctx, jj_profile_find(ctx, &arena, folder, "own.yaml", &k), want, part);
}

static void test_own_file(void) {
    JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
    write_own("id: wheelchair\nlike: walk\nspeed_km_h: 3\nwithin_min: 20\n"
              "surface: {50: 3, 60: no}\nroads: {steps: no, residential: 3}\n");
    jj_profile_keys k = shipped(&arena, "own.yaml");
    CHECK_STR(k.id, "wheelchair");
    CHECK_STR(k.going, "walk");
    CHECK_NEAR(surface_km_h(&k, "50"), 3, 0);
    CHECK_NEAR(surface_km_h(&k, "10"), 0, 0); /* its own table holds alone */
    CHECK(!k.surface.is_shipped);
    CHECK_NEAR(road_km_h(&k, "steps", ""), 0, 0);
    CHECK(jj_profile_within_ms(&k) == 20 * 60000);
    bool is_there;
    CHECK_OK(ctx, jj_profile_exists(ctx, NULL, "nobody", &is_there));
    CHECK(!is_there);
    CHECK_OK(ctx, jj_profile_exists(ctx, NULL, "drive", &is_there));
    CHECK(is_there);
}

static void test_refusals(void) {
    refuse("id: a\nspeed_km_h: 300\n", JJ_E_RANGE, "own.yaml:2");
    refuse("id: a\nspeeed: 3\n", JJ_E_FORMAT, "not a key");
    refuse("like: walk\n", JJ_E_FORMAT, "needs 'id'");
    refuse("id: a\nlike: own.yaml\n", JJ_E_RANGE, "ring");
    refuse("id: a\nlike: nobody\n", JJ_E_RANGE, "walk_elder");
    refuse("id: a\nlike: ../walk\n", JJ_E_RANGE, "is not a profile");
    refuse("id: a\nroads: {primary: 0}\n", JJ_E_RANGE, "own.yaml:2");
    refuse("id: a\nroads: {primary: 201}\n", JJ_E_RANGE, "200");
    refuse("id: a\nroads: {primary: fast}\n", JJ_E_RANGE, "'fast'");
    refuse("id: a\nsurface: {forest: 3}\n", JJ_E_FORMAT, "not an integer");
    refuse("id: a\nspeed_m_s: 1\nspeed_km_h: 4\n", JJ_E_FORMAT, "exclude");
    JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
    write_own("id: a\nspeed_km_h: 4\n");
    jj_profile_keys k = shipped(&arena, "own.yaml");
    jj_road_profile p;
    CHECK_REFUSED(ctx, jj_road_profile_of(ctx, &k, &p), JJ_E_RANGE, "cannot travel by road");
}

int main(void) {
    CHECK(mkdtemp(folder));
    ctx = jj_ctx_new();
    RUN(test_shipped);
    RUN(test_tables_follow_the_walker);
    RUN(test_own_file);
    RUN(test_refusals);
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_ctx_free(ctx);
    return 0;
}
