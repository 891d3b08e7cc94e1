/* YAML to nodes with lines, and every refusal of store/yaml.h. */
#include "store/yaml.h"
#include "test.h"

static jj_status parse(jj_ctx *ctx, const char *text, jj_arena *arena, const jj_yaml **out) {
    return jj_yaml_parse(ctx, "project.yaml", text, strlen(text), arena, out);
}

static void test_tree_and_lines(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_arena arena = {0};
    const jj_yaml *root;
    CHECK_OK(ctx, parse(ctx, "name: 仁寿\nunits:\n  - level: county\n    code: [a, b]\nnone: ~\n",
                        &arena, &root));
    CHECK_INT(root->type, JJ_YAML_MAP);
    CHECK_INT(root->n, 3);
    CHECK_STR(jj_yaml_get(root, "name")->scalar, "仁寿");
    CHECK_STR(jj_yaml_get(root, "none")->scalar, "");
    const jj_yaml *unit = jj_yaml_get(root, "units")->items[0];
    CHECK_INT(unit->line, 3);
    CHECK_INT(jj_yaml_get(unit, "code")->line, 4);
    CHECK_STR(jj_yaml_get(unit, "code")->items[1]->scalar, "b");
    CHECK(jj_yaml_get(unit, "Code") == NULL);
    CHECK(jj_yaml_get(jj_yaml_get(root, "name"), "x") == NULL);
    jj_arena_deinit(&arena);
    jj_ctx_free(ctx);
}

static void test_refusals(void) {
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"a: 1\nb: 2\na: 3\n", "project.yaml:3: the key 'a' stands here already, line 1"},
        {"a: [1, 2\nb: 3\n", "project.yaml:2: not YAML"},
        {"a: 1\n\tb: 2\n", "project.yaml:2: not YAML"},
        {"", "project.yaml: the file is empty"},
        {"# only a comment\n", "project.yaml: the file is empty"},
        {"a: \xcf\xd8\n", "is not UTF-8 text"},
        {"a: 1\n---\nb: 2\n", "project.yaml:3: a second document"},
        {"? [x]\n: 1\n", "a key must be plain text"},
        {"a: \"x\\0y\"\n", "NUL"},
        {"a: &x [*x]\n", "nested deeper"},
        {"a: *x\n", "not YAML"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        jj_ctx *ctx = jj_ctx_new();
        jj_arena arena = {0};
        const jj_yaml *root;
        CHECK_REFUSED(ctx, parse(ctx, cases[i].text, &arena, &root), JJ_E_FORMAT, cases[i].message);
        jj_arena_deinit(&arena);
        jj_ctx_free(ctx);
    }
}

static void test_many_aliases_are_refused(void) {
    char text[2048] = "a0: &a0 [1,1,1,1,1,1,1,1]\n";
    for (int i = 1; i < 12; i++) {
        char line[128];
        snprintf(line, sizeof line, "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i, i,
                 i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
        memcpy(text + strlen(text), line, strlen(line) + 1);
    }
    jj_ctx *ctx = jj_ctx_new();
    jj_arena arena = {0};
    const jj_yaml *root;
    CHECK_REFUSED(ctx, parse(ctx, text, &arena, &root), JJ_E_FORMAT, "more than 200000 values");
    jj_arena_deinit(&arena);
    jj_ctx_free(ctx);
}

int main(void) {
    RUN(test_tree_and_lines);
    RUN(test_refusals);
    RUN(test_many_aliases_are_refused);
    return 0;
}
