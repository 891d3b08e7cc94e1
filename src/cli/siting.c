#include "cli/siting.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

jj_status cli_share(jj_ctx *ctx, const char *text, double *share) {
    size_t n = strlen(text);
    bool is_percent = n > 0 && text[n - 1] == '%';
    JJ_AUTO char *number = jj_strndup(text, is_percent ? n - 1 : n);
    double v = 0;
    bool is_number = number && jj_parse_double(number, &v);
    *share = is_percent ? v / 100 : v;
    if (!is_number || !(*share > 0 && *share <= 1))
        return jj_fail(ctx, JJ_E_RANGE, "--share: '%s' is not a share such as 95%% or 0.95", text);
    return JJ_OK;
}

jj_status cli_kind(jj_ctx *ctx, const char *word, jj_kinds *kinds, const char **id) {
    const jj_kind *kind;
    JJ_TRY(jj_kinds_read(ctx, NULL, kinds));
    JJ_TRY(jj_kind_named(ctx, kinds, word, &kind));
    *id = kind ? kind->id : word;
    return JJ_OK;
}

const char *cli_format(const char *format, const char *out, const char *choices) {
    const char *dot = out ? strrchr(out, '.') : NULL;
    if (format)
        return format;
    return dot && jj_is_choice(choices, dot + 1) ? dot + 1 : "text";
}

void cli_say_written(const cli_args *args, const char *out) {
    if (out && !args->is_quiet)
        printf("%s\n", out);
}

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

cli_time_limit cli_time_limit_of(double seconds) {
    return (cli_time_limit){now_s() + seconds};
}

bool cli_is_late(void *user) {
    return now_s() >= ((const cli_time_limit *)user)->deadline_s;
}
