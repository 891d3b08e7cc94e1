/* Arena, map, hash, parallel loop, parameters, whole files and folders. */
#include "base/arena.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/param.h"
#include "base/threads.h"
#include "test.h"

#include <unistd.h>

static void test_sha256(void) { /* FIPS 180-4 examples */
    jj_sha256 h;
    char hex[65];
    jj_sha256_init(&h);
    jj_sha256_add(&h, "abc", 3);
    jj_sha256_hex(&h, hex);
    CHECK_STR(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    jj_sha256_init(&h);
    for (int i = 0; i < 1000000; i++)
        jj_sha256_add(&h, "a", 1);
    jj_sha256_hex(&h, hex);
    CHECK_STR(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void test_map(void) {
    jj_arena a = {0};
    jj_map m = {0};
    for (uint32_t i = 0; i < 5000; i++)
        CHECK_INT(jj_map_put(&m, jj_arena_printf(&a, "code%u", i), i), i);
    CHECK_INT(jj_map_put(&m, "code7", 99), 7);
    CHECK_INT(jj_map_get(&m, "code4999"), 4999);
    CHECK(jj_map_get(&m, "code5000") == JJ_MAP_NONE);
    jj_map_deinit(&m);
    jj_arena_deinit(&a);
}

static jj_status square(void *arg, size_t item, int worker) {
    (void)worker;
    if (item == 777)
        return JJ_E_RANGE;
    ((uint64_t *)arg)[item] = item * item;
    return JJ_OK;
}

static void test_parallel(void) {
    jj_ctx *ctx = jj_ctx_new();
    CHECK_OK(ctx, jj_ctx_set_threads(ctx, 7));
    uint64_t out[700];
    CHECK_OK(ctx, jj_parallel(ctx, 700, square, out));
    for (size_t i = 0; i < 700; i++)
        CHECK(out[i] == i * i);
    uint64_t *more = jj_alloc(2000, sizeof *more);
    CHECK(jj_parallel(ctx, 2000, square, more) == JJ_E_RANGE);
    jj_free(more);
    CHECK_REFUSED(ctx, jj_ctx_set_threads(ctx, 0), JJ_E_RANGE, "0 threads");
    jj_ctx_free(ctx);
}

typedef struct values {
    double within;
    const char *stencil;
    bool is_fast;
    jj_param_list at;
} values;

static const jj_param table[] = {
    {.name = "within",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, within),
     .min = 1,
     .max = 600,
     .unit = "min",
     .fallback = "15"},
    {.name = "stencil",
     .type = JJ_P_CHOICE,
     .offset = offsetof(values, stencil),
     .choices = "4|8|16"},
    {.name = "fast", .type = JJ_P_FLAG, .offset = offsetof(values, is_fast)},
    {.name = "at-minutes", .type = JJ_P_LIST, .offset = offsetof(values, at)},
};

static void test_params(void) {
    jj_ctx *ctx = jj_ctx_new();
    values v;
    CHECK_OK(ctx, jj_param_defaults(ctx, table, JJ_COUNT(table), &v));
    CHECK_NEAR(v.within, 15, 0);
    CHECK(!v.stencil && !v.is_fast);
    CHECK_REFUSED(ctx, jj_param_set(ctx, &table[0], &v, "601", "--within"), JJ_E_RANGE,
                  "--within: '601' is not a number from 1 to 600 min");
    CHECK_REFUSED(ctx, jj_param_set(ctx, &table[1], &v, "1", "--stencil"), JJ_E_RANGE,
                  "is not one of 4|8|16");
    CHECK_OK(ctx, jj_param_set(ctx, &table[1], &v, "16", ""));
    CHECK_OK(ctx, jj_param_set(ctx, jj_param_find(table, JJ_COUNT(table), "at_minutes"), &v,
                               "5,10,15", ""));
    CHECK_INT(v.at.n, 3);
    CHECK_STR(v.at.items[2], "15");
    jj_param_deinit(table, JJ_COUNT(table), &v);
    jj_ctx_free(ctx);
}

static void test_files(void) {
    jj_ctx *ctx = jj_ctx_new();
    char dir[] = "/tmp/jj-test-XXXXXX";
    CHECK(mkdtemp(dir));
    JJ_AUTO char *sub = jj_path_join(dir, "a/b");
    CHECK_OK(ctx, jj_make_folders(ctx, sub));
    JJ_AUTO char *path = jj_path_join(sub, "x.txt");
    CHECK_OK(ctx, jj_file_replace(ctx, path, "one", 3));
    CHECK_OK(ctx, jj_file_replace(ctx, path, "two!", 4));
    char *text;
    size_t len;
    CHECK_OK(ctx, jj_file_read(ctx, path, &text, &len));
    CHECK_STR(text, "two!");
    jj_free(text);
    CHECK_REFUSED(ctx, jj_make_folders(ctx, path), JJ_E_IO, "is a file");
    JJ_AUTO char *none = jj_path_join(dir, "none");
    CHECK_REFUSED(ctx, jj_file_read(ctx, none, &text, &len), JJ_E_IO, "cannot open");
    JJ_AUTO char *fresh = jj_path_join(dir, "fresh");
    CHECK_OK(ctx, jj_make_folders(ctx, fresh));
    JJ_AUTO char *old = jj_path_join(dir, "a");
    CHECK_OK(ctx, jj_publish_folder(ctx, fresh, old));
    CHECK(!jj_file_exists(fresh) && !jj_file_exists(path) && jj_is_folder(old));
    CHECK_OK(ctx, jj_remove_tree(ctx, dir));
    CHECK(!jj_file_exists(dir));
    jj_ctx_free(ctx);
}

static void test_two_languages(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_ctx_set_lang(ctx, JJ_LANG_ZH);
    CHECK_REFUSED(ctx, jj_ctx_set_threads(ctx, 300), JJ_E_RANGE, "线程数 300");
    jj_ctx_set_memory(ctx, 1000);
    CHECK_REFUSED(ctx, jj_ctx_need(ctx, 2000, "x"), JJ_E_NOMEM, "--memory");
    jj_ctx_free(ctx);
}

int main(void) {
    RUN(test_sha256);
    RUN(test_map);
    RUN(test_parallel);
    RUN(test_params);
    RUN(test_files);
    RUN(test_two_languages);
    return 0;
}
