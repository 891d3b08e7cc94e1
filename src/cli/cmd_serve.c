#include "base/lang.h"
#include "cli/cmd.h"
#include "serve/serve.h"

#include <stdio.h>

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

static int run(cli_args *args) {
    const values *v = args->values;
    const jj_serve_options options = {.address = v->address,
                                      .port = (uint16_t)v->port,
                                      .token = v->token,
                                      .for_seconds = v->for_seconds};
    jj_status st = jj_serve_run(args->ctx, args->words[0], &options, say_ready, args);
    return st == JJ_E_RANGE ? cli_wrong_use(args, "serve") : cli_exit_code(st);
}

const cli_cmd cli_serve = {
    .name = "serve",
    .usage = "RESULT",
    .brief_en = "a result as a map in the browser, and for other programs",
    .brief_zh = "在浏览器中查看结果地图，并供其他程序调用",
    .notes_en = "RESULT is the folder that 'jiujin run' published; it is only read.\n"
                "QGIS adds the address as an OGC API Features service; travel times are tiles at\n"
                "/tiles/FIELD/{z}/{x}/{y}.png?minutes=15. /api describes every address.",
    .notes_zh = "RESULT 是 jiujin run 发布的结果文件夹，只读不改。\n"
                "QGIS 可将该地址添加为 OGC API Features 服务；出行时间瓦片为\n"
                "/tiles/FIELD/{z}/{x}/{y}.png?minutes=15。/api 说明全部接口。",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(values),
    .min_words = 1,
    .max_words = 1,
    .run = run,
};
