/*
 * Every text said in English has its Chinese, with the same conversions in the same order.
 * Reads the sources named by the folder in argv[1] for jj_fail("...") and jj_tr("...") literals.
 */
#include "base/lang.h"
#include "base/text.h"
#include "base/file.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

/* The conversions of a format in order, "%s%.1f", widths and flags included. */
static void conversions(const char *format, jj_text *out) {
    for (const char *p = format; *p; p++) {
        if (*p != '%')
            continue;
        if (p[1] == '%') {
            p++;
            continue;
        }
        size_t n = strcspn(p + 1, "diouxXeEfFgGaAcspn") + 2;
        jj_text_addn(out, p, n);
        p += n - 1;
    }
    jj_text_add(out, "");
}

static bool is_translated(const char *en) {
    size_t n;
    const jj_pair *pairs = jj_lang_pairs(&n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(pairs[i].en, en) == 0)
            return true;
    return false;
}

static int check_pairs(void) {
    int bad = 0;
    size_t n;
    const jj_pair *pairs = jj_lang_pairs(&n);
    for (size_t i = 0; i < n; i++) {
        jj_text en = {0}, zh = {0};
        conversions(pairs[i].en, &en);
        conversions(pairs[i].zh, &zh);
        if (strcmp(en.s, zh.s) != 0) {
            fprintf(stderr, "'%s' takes %s, its Chinese %s\n", pairs[i].en, en.s, zh.s);
            bad++;
        }
        jj_text_deinit(&en);
        jj_text_deinit(&zh);
        size_t first = 0;
        while (strcmp(pairs[first].en, pairs[i].en) != 0)
            first++;
        if (jj_tr(JJ_LANG_ZH, pairs[i].en) != pairs[first].zh) {
            fprintf(stderr, "'%s' is not found\n", pairs[i].en);
            bad++;
        }
    }
    return bad;
}

/* Reads the string literal (adjacent ones joined) at p; NULL when there is none. */
static const char *read_literal(const char *p, jj_text *out) {
    const char *end = NULL;
    for (;;) {
        p += strspn(p, " \t\n");
        if (*p != '"')
            return end;
        for (p++; *p && *p != '"'; p++) {
            if (*p == '\\') {
                p++;
                jj_text_addn(out, *p == 'n' ? "\n" : *p == 't' ? "\t" : p, 1);
            } else {
                jj_text_addn(out, p, 1);
            }
        }
        end = ++p;
    }
}

/* Skips `n` arguments: to just past their n-th comma at this depth, or NULL. */
static const char *skip_arguments(const char *p, int n) {
    int depth = 0;
    for (; *p && n > 0; p++) {
        if (*p == '(')
            depth++;
        if (*p == ')' && depth-- == 0)
            return NULL;
        if (*p == ',' && depth == 0)
            n--;
    }
    return p;
}

static int check_calls(const char *path, const char *text, const char *call, int n_before) {
    int bad = 0;
    for (const char *p = strstr(text, call); p; p = strstr(p + 1, call)) {
        const char *argument = skip_arguments(p + strlen(call), n_before);
        jj_text literal = {0};
        if (argument && read_literal(argument, &literal) && !is_translated(literal.s)) {
            fprintf(stderr, "%s: no Chinese for \"%s\"\n", path, literal.s);
            bad++;
        }
        jj_text_deinit(&literal);
    }
    return bad;
}

static int check_file(jj_ctx *ctx, const char *path) {
    char *text;
    size_t len;
    if (jj_file_read(ctx, path, &text, &len) != JJ_OK)
        return 1;
    int bad = check_calls(path, text, "jj_fail(", 2) + check_calls(path, text, "jj_tr(", 1) +
              check_calls(path, text, "jj_both_add(", 2);
    jj_free(text);
    return bad;
}

static int check_folder(jj_ctx *ctx, const char *folder) {
    int bad = 0;
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        JJ_AUTO char *path = jj_path_join(folder, e->d_name);
        size_t len = strlen(path);
        if (jj_is_folder(path))
            bad += strcmp(e->d_name, "node_modules") == 0 ? 0 : check_folder(ctx, path);
        else if (len > 2 && strcmp(path + len - 2, ".c") == 0)
            bad += check_file(ctx, path);
    }
    if (d)
        closedir(d);
    return bad;
}

int main(int argc, char **argv) {
    if (argc != 2)
        return 2;
    jj_ctx *ctx = jj_ctx_new();
    int bad = check_pairs() + check_folder(ctx, argv[1]);
    jj_ctx_free(ctx);
    return bad ? 1 : 0;
}
