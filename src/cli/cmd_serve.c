#include "base/file.h"
#include "base/lang.h"
#include "cli/job.h"
#include "out/freshness.h"
#include "out/manifest.h"
#include "serve/serve.h"

#include <stdio.h>
#include <sys/resource.h>

typedef struct values {
    int64_t port;
    const char *address, *token;
    double for_seconds;
} values;

static const jj_param params[] = {
    {.name = "port",
     .type = JJ_P_INT,
     .offset = offsetof(values, port),
     .fallback = "8420",
     .min = 0,
     .max = 65535,
     .unit = "N",
     .help_en = "where to listen; 0 = any free port",
     .help_zh = "监听端口；0 表示任一空闲端口"},
    {.name = "address",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, address),
     .fallback = "127.0.0.1",
     .unit = "IP",
     .help_en = "beyond this machine only with --token",
     .help_zh = "监听地址；本机以外须配合 --token"},
    {.name = "token",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, token),
     .unit = "TEXT",
     .help_en = "wanted of every request, as password or bearer token",
     .help_zh = "每次请求须出示的口令（密码或 Bearer 令牌），至少 16 个字符"},
    {.name = "for",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, for_seconds),
     .min = 0.1,
     .max = 31536000,
     .unit = "s",
     .help_en = "end by itself after so many seconds",
     .help_zh = "运行若干秒后自行结束"},
};

/* Flushed at once: a program that started the server reads the address from here. */
static void say_ready(void *user, const char *url) {
    const cli_args *args = user;
    printf(jj_tr(args->ctx->lang, "the map is at %s (Ctrl-C ends)\n"), url);
    fflush(stdout);
}

/* Whether the result beside the project is of the project as it is now. */
static bool is_fresh(jj_ctx *ctx, const char *project, const char *result) {
    JJ_AUTO char *manifest = NULL;
    if (jj_manifest_check(ctx, result, false, &manifest) != JJ_OK)
        return false;
    const jj_freshness_ask ask = {.manifest = manifest, .folder = result, .project = project};
    return jj_freshness_check(ctx, &ask) == JJ_OK;
}

/* As `jiujin run --opportunity` does. */
static jj_status run_project(const cli_args *args, const char *project, const char *result) {
    JJ_CLEANUP(cli_job_deinit) cli_job j = {0};
    const cli_job_ask ask = {.project = project, .out = result, .wants_opportunity = true};
    if (!args->is_quiet)
        printf(jj_tr(args->ctx->lang,
                     "%s is run first: its result is missing or older than its data\n"),
               project);
    fflush(stdout);
    return cli_job_run(args, &ask, &j);
}

/* Every worker keeps rasters open: as many files as the system lets this process have. */
static void allow_files(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* The result beside the project, made or renewed where it has to be. */
static jj_status prepare(const cli_args *args, const char *project, char **result) {
    if (!(*result = cli_job_folder(project)))
        return jj_no_memory(args->ctx, project, 0);
    return is_fresh(args->ctx, project, *result) ? JJ_OK : run_project(args, project, *result);
}

static int run(cli_args *args) {
    const values *v = args->values;
    const char *word = args->words[0];
    bool is_project = jj_file_exists(word) && !jj_is_folder(word);
    JJ_AUTO char *made = NULL;
    jj_serve_options options = {.address = v->address,
                                .port = (uint16_t)v->port,
                                .token = v->token,
                                .project = is_project ? word : NULL,
                                .for_seconds = v->for_seconds};
    if (is_project) {
        jj_status st = prepare(args, word, &made);
        if (st != JJ_OK)
            return cli_exit_code(st);
    }
    allow_files();
    jj_status st = jj_serve_run(args->ctx, is_project ? made : word, &options, say_ready, args);
    return st == JJ_E_RANGE ? cli_wrong_use(args, "serve") : cli_exit_code(st);
}

const cli_cmd cli_serve = {
    .name = "serve",
    .usage = "PROJECT|RESULT",
    .brief_en = "a result as a map in the browser, and for other programs",
    .brief_zh = "在浏览器中查看结果地图，并供其他程序调用",
    .notes_en =
        "RESULT is the folder that 'jiujin run' published; it is only read. Of a PROJECT file the\n"
        "result beside it is served, after a run where it is missing or out of date.\n"
        "Proposals that are saved go to RESULT.proposals.sqlite.\n"
        "QGIS adds the address as an OGC API Features service; travel times are tiles at\n"
        "/tiles/FIELD/{z}/{x}/{y}.png?minutes=15. /api describes every address.",
    .notes_zh =
        "RESULT 是 jiujin run 发布的结果文件夹，只读不改。给出项目文件 PROJECT 时，取其旁的结果；\n"
        "结果不存在或数据已更新时，先运行项目。保存的选址方案存入 RESULT.proposals.sqlite。\n"
        "QGIS 可将该地址添加为 OGC API Features 服务；出行时间瓦片为\n"
        "/tiles/FIELD/{z}/{x}/{y}.png?minutes=15。/api 说明全部接口。",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(values),
    .min_words = 1,
    .max_words = 1,
    .takes_project = true,
    .run = run,
};
