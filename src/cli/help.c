#include "cli/help.h"
#include "base/lang.h"
#include "cli/options.h"

#include <string.h>

enum { HELP_WIDTH = 80, HELP_INDENT = 24 };

/* Bytes of the first character, and its columns. */
static size_t next_character(const char *s, int *columns) {
    size_t n = 1;
    while (((unsigned char)s[n] & 0xc0) == 0x80)
        n++;
    char one[8] = {0};
    memcpy(one, s, n < sizeof one ? n : sizeof one - 1);
    *columns = jj_text_width(one);
    return n;
}

/* Text wrapped at blanks or between wide characters, continuing at `indent`. */
static void add_wrapped(jj_text *out, const char *s, int column, int indent) {
    while (*s) {
        int width = 0;
        size_t n = 0, cut = 0;
        while (s[n] && s[n] != '\n') {
            int columns;
            size_t step = next_character(s + n, &columns);
            if (column + width + columns > HELP_WIDTH)
                break;
            width += columns;
            n += step;
            if (s[n] == ' ' || columns == 2)
                cut = n;
        }
        if (!s[n] || s[n] == '\n' || cut == 0)
            cut = n;
        jj_text_addf(out, "%.*s\n", (int)cut, s);
        s += cut;
        while (*s == ' ' || *s == '\n')
            s++;
        if (*s)
            jj_text_addf(out, "%*s", indent, "");
        column = indent;
    }
}

static void add_row(jj_text *out, const jj_param *p, jj_lang lang) {
    const char *word = p->choices               ? p->choices
                       : p->unit                ? p->unit
                       : p->type == JJ_P_FILE   ? "FILE"
                       : p->type == JJ_P_NUMBER ? "N"
                                                : "TEXT";
    jj_text_addf(out, "  --%s", p->name);
    int width = 4 + jj_text_width(p->name);
    if (p->type != JJ_P_FLAG) {
        jj_text_addf(out, " %s", word);
        width += 1 + jj_text_width(word);
    }
    if (width >= HELP_INDENT)
        jj_text_addf(out, "\n%*s", HELP_INDENT, "");
    else
        jj_text_addf(out, "%*s", HELP_INDENT - width, "");
    jj_text text = {0};
    jj_text_add(&text, lang == JJ_LANG_ZH ? p->help_zh : p->help_en);
    if (p->fallback)
        jj_text_addf(&text, jj_tr(lang, " [%s]"), p->fallback);
    add_wrapped(out, text.failed ? p->help_en : text.s, HELP_INDENT, HELP_INDENT);
    jj_text_deinit(&text);
}

/* Each paragraph wrapped by itself, its later lines indented. */
static void add_notes(jj_text *out, const char *notes) {
    for (const char *line = notes; *line;) {
        size_t n = strcspn(line, "\n");
        JJ_AUTO char *one = jj_strndup(line, n);
        add_wrapped(out, one ? one : "", 0, 2);
        if (n == 0)
            jj_text_add(out, "\n");
        line += n + (line[n] == '\n');
    }
}

void cli_help(jj_text *out, const cli_cmd *cmd, jj_lang lang) {
    bool is_zh = lang == JJ_LANG_ZH;
    jj_text_addf(out, jj_tr(lang, "usage: jiujin %s%s%s [options]\n"), cmd->name,
                 *cmd->usage ? " " : "", cmd->usage);
    add_wrapped(out, is_zh ? cmd->brief_zh : cmd->brief_en, 0, 0);
    if (cmd->n_params)
        jj_text_add(out, jj_tr(lang, "\nOptions:\n"));
    for (size_t i = 0; i < cmd->n_params; i++)
        add_row(out, &cmd->params[i], lang);
    jj_text_add(out, jj_tr(lang, "\nEverywhere:\n"));
    for (size_t i = 0; i < CLI_N_GLOBALS; i++)
        add_row(out, &cli_global_params[i], lang);
    const char *notes = is_zh ? cmd->notes_zh : cmd->notes_en;
    if (notes) {
        jj_text_add(out, "\n");
        add_notes(out, notes);
    }
}

void cli_help_all(jj_text *out, jj_lang lang) {
    jj_text_add(out, jj_tr(lang, "usage: jiujin <command> [options]\n\nCommands:\n"));
    for (size_t i = 0; cli_commands[i]; i++)
        jj_text_addf(out, "  %-9s %s\n", cli_commands[i]->name,
                     lang == JJ_LANG_ZH ? cli_commands[i]->brief_zh : cli_commands[i]->brief_en);
    jj_text_add(out, jj_tr(lang, "\n'jiujin <command> --help' explains one command.\n"));
}
