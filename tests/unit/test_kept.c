/*
 * Arrays kept in a file: what was put in comes out, private to each that opens it; what is torn is
 * none.
 */
#include "base/file.h"
#include "base/kept.h"
#include "base/param.h"
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { N = 5000 };

static const char path[] = "test_kept.bin";

static void put(jj_ctx *ctx, const uint32_t *numbers) {
    JJ_CLEANUP(jj_keeper_freep) jj_keeper *k = NULL;
    static const uint8_t zeros[3 * 4096 + 5];
    CHECK_OK(ctx, jj_keeper_new(ctx, path, &k));
    CHECK_OK(ctx, jj_keeper_add(ctx, k, "numbers", numbers, N * sizeof *numbers));
    CHECK_OK(ctx, jj_keeper_add(ctx, k, "zeros", zeros, sizeof zeros));
    CHECK_OK(ctx, jj_keeper_add(ctx, k, "text", "ab", 3));
    CHECK_OK(ctx, jj_keeper_add(ctx, k, "nothing", "", 0));
    CHECK_OK(ctx, jj_keeper_finish(ctx, k));
}

static void fill(uint32_t *numbers) {
    for (uint32_t i = 0; i < N; i++)
        numbers[i] = i / 2000 == 1 ? 0 : i * 7919; /* a page of zeros between others */
}

static void test_comes_out_as_put_in(void) {
    jj_ctx *ctx = jj_ctx_new();
    uint32_t numbers[N];
    uint64_t bytes;
    jj_kept *a, *b;
    fill(numbers);
    put(ctx, numbers);
    CHECK_OK(ctx, jj_kept_open(ctx, path, &a));
    CHECK_OK(ctx, jj_kept_again(ctx, a, &b));
    uint32_t *in_a = jj_kept_array(a, "numbers", sizeof numbers);
    const uint32_t *in_b = jj_kept_array(b, "numbers", sizeof numbers);
    CHECK(in_a && in_b && memcmp(in_a, numbers, sizeof numbers) == 0);
    const uint8_t *zeros = jj_kept_find(a, "zeros", &bytes);
    CHECK(zeros && bytes == 3 * 4096 + 5 && zeros[0] == 0 && zeros[bytes - 1] == 0);
    CHECK(strcmp(jj_kept_find(a, "text", NULL), "ab") == 0);
    CHECK(!jj_kept_find(a, "none", NULL) && !jj_kept_array(a, "text", 4));
    CHECK(jj_kept_find(a, "nothing", &bytes) && bytes == 0);
    in_a[7] = 1; /* seen by nobody else */
    CHECK(in_b[7] == numbers[7]);
    CHECK(jj_kept_holds(a, in_a) && !jj_kept_holds(a, in_b) && !jj_kept_holds(a, numbers));
    CHECK(!jj_kept_holds(NULL, numbers) && !jj_kept_holds(a, NULL));
    jj_kept_close(a);
    jj_kept_close(b);
    CHECK_OK(ctx, jj_kept_open(ctx, path, &a));
    CHECK(memcmp(jj_kept_array(a, "numbers", sizeof numbers), numbers, sizeof numbers) == 0);
    jj_kept_close(a);
    jj_kept_close(NULL);
    remove(path);
    jj_ctx_free(ctx);
}

static void check_refused(jj_ctx *ctx, jj_status expected) {
    jj_kept *k;
    CHECK(jj_kept_open(ctx, path, &k) == expected && !k);
}

static void test_refusals(void) {
    jj_ctx *ctx = jj_ctx_new();
    uint32_t numbers[N];
    JJ_AUTO char *whole = NULL;
    size_t len;
    fill(numbers);
    remove(path);
    check_refused(ctx, JJ_E_IO); /* not there */
    put(ctx, numbers);
    CHECK_OK(ctx, jj_file_read(ctx, path, &whole, &len));
    static const size_t cuts[] = {0, 10, 4095, 4096, 20000};
    for (size_t i = 0; i < JJ_COUNT(cuts); i++) {
        CHECK_OK(ctx, jj_file_replace(ctx, path, whole, cuts[i]));
        check_refused(ctx, JJ_E_FORMAT);
    }
    CHECK_OK(ctx, jj_file_replace(ctx, path, whole, len - 1)); /* the index is torn */
    check_refused(ctx, JJ_E_FORMAT);
    for (size_t i = 0; i < 40; i += 8) { /* magic, order, sizes, where the index is */
        whole[i] ^= 0x55;
        CHECK_OK(ctx, jj_file_replace(ctx, path, whole, len));
        check_refused(ctx, JJ_E_FORMAT);
        whole[i] ^= 0x55;
    }
    jj_keeper *k = NULL;
    CHECK(jj_keeper_new(ctx, "no such folder/kept.bin", &k) == JJ_E_IO);
    jj_keeper_free(k);
    remove(path);
    jj_ctx_free(ctx);
}

int main(void) {
    RUN(test_comes_out_as_put_in);
    RUN(test_refusals);
    return 0;
}
