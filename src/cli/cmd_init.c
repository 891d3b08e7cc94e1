#include "cli/cmd.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "out/demo/demo.h"
#include "out/templates/templates.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct init_values {
    bool is_demo, is_templates;
} init_values;

static const jj_param params[] = {
    {.name = "demo",
     .type = JJ_P_FLAG,
     .offset = offsetof(init_values, is_demo),
     .help_en = "a complete synthetic county, ready to run",
     .help_zh = "写入一个完整的示例县（合成数据），可直接运行"},
    {.name = "templates",
     .type = JJ_P_FLAG,
     .offset = offsetof(init_values, is_templates),
     .help_en = "blank workbooks with drop-downs and a help sheet, in Chinese",
     .help_zh = "写入空白工作簿：下拉列表、填写说明，及读取它们的项目文件"},
};

/* Everything is written beside the folder and put in its place by one rename. */
static jj_status make(jj_ctx *ctx, const char *folder, const init_values *v) {
    if (jj_file_exists(folder) && !jj_folder_is_empty(folder))
        return jj_fail(
            ctx, JJ_E_DATA,
            "'%s' is there and not an empty folder: choose another name, or empty it first",
            folder);
    jj_text fresh = {0};
    jj_text_addf(&fresh, "%s.tmp-%ld", folder, (long)getpid());
    if (fresh.failed) {
        jj_text_deinit(&fresh);
        return jj_no_memory(ctx, folder, 0);
    }
    jj_status st = jj_make_folders(ctx, fresh.s);
    if (st == JJ_OK)
        st = v->is_demo        ? jj_demo_write(ctx, fresh.s)
             : v->is_templates ? jj_templates_write(ctx, fresh.s)
                               : jj_demo_write_blank(ctx, fresh.s);
    if (st == JJ_OK)
        st = jj_publish_folder(ctx, fresh.s, folder);
    if (st != JJ_OK) {
        JJ_AUTO char *message = jj_strdup(jj_ctx_message(ctx));
        jj_remove_tree(ctx, fresh.s);
        st = message ? jj_fail(ctx, st, "%s", message) : st;
    }
    jj_text_deinit(&fresh);
    return st;
}

static int run(cli_args *args) {
    const init_values *v = args->values;
    const char *given = args->words[0];
    if (v->is_demo && v->is_templates) {
        jj_fail(args->ctx, JJ_E_RANGE, "'--%s' and '--%s' exclude one another", "demo",
                "templates");
        return cli_wrong_use(args, "init");
    }
    size_t n = strlen(given);
    while (n > 1 && given[n - 1] == '/')
        n--;
    JJ_AUTO char *folder = jj_strndup(given, n);
    if (!folder)
        return cli_exit_code(jj_no_memory(args->ctx, given, 0));
    jj_status st = make(args->ctx, folder, v);
    if (st == JJ_OK && !args->is_quiet)
        printf(jj_tr(args->ctx->lang,
                     "%s/project.yaml is written; next: jiujin check %s/project.yaml\n"),
               folder, folder);
    return cli_exit_code(st);
}

const cli_cmd cli_init = {
    .name = "init",
    .usage = "DIR",
    .brief_en = "a commented project file, or a whole demonstration county",
    .brief_zh = "新建带注释的项目文件，或完整的示例县",
    .notes_en =
        "DIR must not exist or be empty. The demonstration county is invented from a seed:\n"
        "the same bytes on every machine, with faults planted on purpose; its README.md\n"
        "and plants.csv say which, and what each must lead to.",
    .notes_zh = "DIR 须不存在或为空文件夹。示例县由固定种子合成，任何机器上生成的文件完全相同，"
                "其中有意埋设了若干数据问题，见其 README.md 与 plants.csv。",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(init_values),
    .min_words = 1,
    .max_words = 1,
    .run = run};
