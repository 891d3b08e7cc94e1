#include "rules/both.h"

#include "base/lang.h"

#include <stdarg.h>
#include <stdio.h>

enum { PIECE_BYTES = 1024 };

static void append(jj_arena *a, jj_both *text, const char *en, const char *zh) {
    const char *new_en = jj_arena_printf(a, "%s%s", text->en, en);
    const char *new_zh = jj_arena_printf(a, "%s%s", text->zh, zh);
    text->failed = !new_en || !new_zh;
    if (!text->failed) {
        text->en = new_en;
        text->zh = new_zh;
    }
}

void jj_both_add(jj_arena *a, jj_both *text, const char *fmt, ...) {
    if (text->failed)
        return;
    char en[PIECE_BYTES], zh[PIECE_BYTES];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(en, sizeof en, fmt, ap);
    va_end(ap);
    va_start(ap, fmt);
    vsnprintf(zh, sizeof zh, jj_tr(JJ_LANG_ZH, fmt), ap);
    va_end(ap);
    append(a, text, en, zh);
}

void jj_both_join(jj_arena *a, jj_both *text, const jj_both *more) {
    text->failed |= more->failed;
    if (!text->failed)
        append(a, text, more->en, more->zh);
}
