/* --help of every command, in both languages: it is there, and fits a terminal of 80 columns. */
#include "base/text.h"
#include "cli/help.h"
#include "test.h"

static void check_width(const char *name, const char *text) {
    for (const char *line = text; *line;) {
        size_t n = strcspn(line, "\n");
        char one[1024] = {0};
        CHECK(n < sizeof one);
        memcpy(one, line, n);
        if (jj_text_width(one) > 80) {
            fprintf(stderr, "%s: wider than 80 columns: %s\n", name, one);
            exit(1);
        }
        line += n + (line[n] == '\n');
    }
}

static void test_commands(void) {
    static const char *const usage[] = {
        [JJ_LANG_EN] = "usage: jiujin ", [JJ_LANG_ZH] = "用法：jiujin "};
    size_t n = 0;
    for (; cli_commands[n]; n++) {
        const cli_cmd *cmd = cli_commands[n];
        for (jj_lang lang = JJ_LANG_EN; lang <= JJ_LANG_ZH; lang++) {
            jj_text help = {0};
            cli_help(&help, cmd, lang);
            CHECK(!help.failed);
            CHECK(strncmp(help.s, usage[lang], strlen(usage[lang])) == 0);
            CHECK(strstr(help.s, lang == JJ_LANG_ZH ? cmd->brief_zh : cmd->brief_en) != NULL);
            for (size_t i = 0; i < cmd->n_params; i++) {
                char option[64];
                snprintf(option, sizeof option, "\n  --%s", cmd->params[i].name);
                CHECK(strstr(help.s, option) != NULL);
            }
            check_width(cmd->name, help.s);
            jj_text_deinit(&help);
        }
    }
    CHECK(n >= 14);
}

static void test_list(void) {
    for (jj_lang lang = JJ_LANG_EN; lang <= JJ_LANG_ZH; lang++) {
        jj_text help = {0};
        cli_help_all(&help, lang);
        for (size_t i = 0; cli_commands[i]; i++)
            CHECK(strstr(help.s, cli_commands[i]->name) != NULL);
        check_width("jiujin", help.s);
        jj_text_deinit(&help);
    }
}

int main(void) {
    RUN(test_commands);
    RUN(test_list);
    return 0;
}
