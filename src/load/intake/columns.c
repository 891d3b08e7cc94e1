#include "load/intake/columns.h"
#include "load/intake/cell.h"
#include "store/simplify.h"
#include "store/vector.h"

#include <string.h>

enum { MOST_HEADING = 256 };

jj_status jj_columns_add(jj_ctx *ctx, jj_columns *c, const char *meaning, const char *heading) {
    char folded[MOST_HEADING];
    jj_cell_fold(heading, folded, sizeof folded);
    if (!*folded)
        return JJ_OK;
    size_t i = 0;
    while (i < c->n && strcmp(c->meanings[i], meaning) != 0)
        i++;
    if (i == c->n) {
        char *copy = jj_arena_str(&c->arena, meaning);
        if (!copy || !jj_grow(&c->meanings, &c->cap, c->n + 1, sizeof *c->meanings))
            return jj_no_memory(ctx, "column names", 0);
        c->meanings[c->n++] = copy;
    }
    char *key = jj_arena_str(&c->arena, folded);
    if (!key || jj_map_put(&c->by_heading, key, (uint32_t)i) == JJ_MAP_NONE)
        return jj_no_memory(ctx, "column names", 0);
    return JJ_OK;
}

static jj_status add_synonyms(jj_ctx *ctx, jj_columns *c, const char *meaning, const char *list) {
    while (*list) {
        size_t n = strcspn(list, "|");
        JJ_AUTO char *heading = jj_strndup(list, n);
        if (!heading)
            return jj_no_memory(ctx, "column names", 0);
        JJ_TRY(jj_columns_add(ctx, c, meaning, heading));
        list += n + (list[n] == '|');
    }
    return jj_columns_add(ctx, c, meaning, meaning);
}

jj_status jj_columns_read(jj_ctx *ctx, const char *path, jj_columns *out) {
    const jj_source_spec spec = {.path = path};
    JJ_CLEANUP(jj_layer_closep) jj_layer *l = NULL;
    int meaning, headings;
    JJ_TRY(jj_simplify_ready(ctx));
    JJ_TRY(jj_layer_open(ctx, &spec, &l));
    JJ_TRY(jj_layer_field(ctx, l, "meaning", &meaning));
    JJ_TRY(jj_layer_field(ctx, l, "headings", &headings));
    for (;;) {
        jj_feature f;
        bool more;
        JJ_TRY(jj_layer_next(ctx, l, &f, &more));
        if (!more)
            return JJ_OK;
        JJ_TRY(add_synonyms(ctx, out, f.text[meaning], f.text[headings]));
    }
}

/* "园所名称(全称)" -> "园所名称"; only a bracket that ends the heading is cut. */
static void cut_bracket(char *folded) {
    size_t n = strlen(folded);
    char *open = strrchr(folded, '(');
    if (n > 1 && folded[n - 1] == ')' && open && open != folded)
        *open = '\0';
}

const char *jj_columns_meaning(const jj_columns *c, const char *heading) {
    char folded[MOST_HEADING];
    jj_cell_fold(heading, folded, sizeof folded);
    uint32_t i = jj_map_get(&c->by_heading, folded);
    if (i == JJ_MAP_NONE) {
        cut_bracket(folded);
        i = jj_map_get(&c->by_heading, folded);
    }
    if (i == JJ_MAP_NONE && strrchr(folded, '/')) /* the lower of two heading rows */
        i = jj_map_get(&c->by_heading, strrchr(folded, '/') + 1);
    return i == JJ_MAP_NONE ? NULL : c->meanings[i];
}

void jj_columns_deinit(jj_columns *c) {
    jj_map_deinit(&c->by_heading);
    jj_free(c->meanings);
    jj_arena_deinit(&c->arena);
    *c = (jj_columns){0};
}
