#include "cli/options.h"
#include "base/lang.h"
#include "base/nearest.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const jj_param cli_global_params[CLI_N_GLOBALS] = {
    {.name = "threads",
     .type = JJ_P_INT,
     .offset = offsetof(cli_globals, threads),
     .min = 1,
     .max = 256,
     .unit = "N",
     .help_en = "threads to use (default: every core)",
     .help_zh = "使用的线程数（默认：全部核）"},
    {.name = "memory",
     .type = JJ_P_BYTES,
     .offset = offsetof(cli_globals, memory),
     .unit = "BYTES",
     .help_en = "memory ceiling: 512M, 4G (default: 3/4 of the machine)",
     .help_zh = "内存上限：512M、4G（默认：本机的四分之三）"},
    {.name = "quiet",
     .type = JJ_P_FLAG,
     .offset = offsetof(cli_globals, is_quiet),
     .help_en = "no progress, no summary",
     .help_zh = "不显示进度与摘要"},
    {.name = "lang",
     .type = JJ_P_CHOICE,
     .offset = offsetof(cli_globals, lang),
     .choices = "zh|en",
     .help_en = "language (default: by locale)",
     .help_zh = "语言（默认：按系统区域）"},
};

jj_lang cli_language(const char *asked) {
    if (asked)
        return strcmp(asked, "zh") == 0 ? JJ_LANG_ZH : JJ_LANG_EN;
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < JJ_COUNT(names); i++) {
        const char *locale = getenv(names[i]);
        if (locale && *locale)
            return strncmp(locale, "zh", 2) == 0 ? JJ_LANG_ZH : JJ_LANG_EN;
    }
    return JJ_LANG_EN;
}

/* What one "--name", "--name=value" or "--name value" means. */
typedef struct option {
    const jj_param *param;
    void *values;
    const char *text;
} option;

static const jj_param *find_option(const cli_cmd *cmd, cli_args *args, cli_globals *globals,
                                   const char *name, void **values) {
    const jj_param *p = jj_param_find(cmd->params, cmd->n_params, name);
    *values = args->values;
    if (p)
        return p;
    *values = globals;
    return jj_param_find(cli_global_params, CLI_N_GLOBALS, name);
}

static jj_status no_option(jj_ctx *ctx, const cli_cmd *cmd, const char *name) {
    size_t n = cmd->n_params + CLI_N_GLOBALS;
    JJ_AUTO const char **names = jj_alloc(n, sizeof *names);
    if (!names)
        return jj_no_memory(ctx, "options", 0);
    for (size_t i = 0; i < n; i++)
        names[i] =
            i < cmd->n_params ? cmd->params[i].name : cli_global_params[i - cmd->n_params].name;
    size_t near = jj_nearest_name(name, names, n);
    if (near < n)
        return jj_fail(ctx, JJ_E_RANGE, "'--%s' is not an option of %s; did you mean '--%s'?", name,
                       cmd->name, names[near]);
    return jj_fail(ctx, JJ_E_RANGE, "'--%s' is not an option of %s", name, cmd->name);
}

static jj_status read_option(const cli_cmd *cmd, int argc, char **argv, int *i, cli_args *args,
                             cli_globals *globals) {
    const char *word = argv[*i] + 2, *equals = strchr(word, '=');
    JJ_AUTO char *name = jj_strndup(word, equals ? (size_t)(equals - word) : strlen(word));
    if (!name)
        return jj_no_memory(args->ctx, "options", 0);
    void *values;
    const jj_param *p = find_option(cmd, args, globals, name, &values);
    if (!p)
        return no_option(args->ctx, cmd, name);
    JJ_AUTO char *where = jj_alloc(strlen(name) + 3, 1);
    if (!where)
        return jj_no_memory(args->ctx, "options", 0);
    sprintf(where, "--%s", name);
    if (p->type == JJ_P_FLAG)
        return jj_param_set(args->ctx, p, values, equals ? equals + 1 : "true", where);
    if (equals)
        return jj_param_set(args->ctx, p, values, equals + 1, where);
    if (*i + 1 >= argc)
        return jj_fail(args->ctx, JJ_E_RANGE, "'--%s' needs a value", name);
    return jj_param_set(args->ctx, p, values, argv[++*i], where);
}

static bool is_given(const jj_param *p, const void *values) {
    const char *slot = (const char *)values + p->offset;
    switch (p->type) {
    case JJ_P_TEXT:
    case JJ_P_FILE:
    case JJ_P_CHOICE:
        return *(const char *const *)(const void *)slot != NULL;
    case JJ_P_LIST:
    case JJ_P_REPEAT:
        return ((const jj_param_list *)(const void *)slot)->n > 0;
    case JJ_P_NUMBER: {
        double v = *(const double *)(const void *)slot;
        return v == v;
    }
    case JJ_P_FLAG:
    case JJ_P_INT:
    case JJ_P_BYTES:
        return true;
    }
    return true;
}

static jj_status check_complete(const cli_cmd *cmd, const cli_args *args) {
    for (size_t i = 0; i < cmd->n_params; i++)
        if (cmd->params[i].is_required && !is_given(&cmd->params[i], args->values))
            return jj_fail(args->ctx, JJ_E_RANGE, "'--%s' is missing", cmd->params[i].name);
    if (args->n_words < cmd->min_words)
        return jj_fail(args->ctx, JJ_E_RANGE, "an argument is missing: %s", cmd->usage);
    if (args->n_words > cmd->max_words)
        return jj_fail(args->ctx, JJ_E_RANGE, "'%s' is one argument too many",
                       args->words[cmd->max_words]);
    return JJ_OK;
}

jj_status cli_parse(const cli_cmd *cmd, int argc, char **argv, cli_args *args, cli_globals *globals,
                    bool *is_help) {
    *is_help = false;
    JJ_TRY(jj_param_defaults(args->ctx, cli_global_params, CLI_N_GLOBALS, globals));
    JJ_TRY(jj_param_defaults(args->ctx, cmd->params, cmd->n_params, args->values));
    bool only_words = false;
    for (int i = 0; i < argc; i++) {
        if (!only_words && strcmp(argv[i], "--") == 0)
            only_words = true;
        else if (!only_words && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0))
            *is_help = true;
        else if (!only_words && strncmp(argv[i], "--", 2) == 0)
            JJ_TRY(read_option(cmd, argc, argv, &i, args, globals));
        else
            args->words[args->n_words++] = argv[i];
    }
    return *is_help ? JJ_OK : check_complete(cmd, args);
}
