#include "cli/check_next.h"
#include "base/lang.h"
#include "cli/rules_lacks.h"
#include "out/questions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LINES = 6, MOST_IDS = 4, RULE_WORTH = 100, REFUSED_WORTH = 3, QUESTION_WORTH = 2 };

/* One thing that could be done. */
typedef struct step {
    double worth;
    const char *lack; /* of rules: what is lacking, the reply's text */
    jj_text ids;      /* of those rules */
    size_t n_rules;
    const jj_ledger_row *row; /* of the ledger */
    size_t n_questions;
} step;

typedef struct steps {
    jj_ctx *ctx;
    step *items;
    size_t n, cap;
} steps;

static void steps_deinit(steps *s) {
    for (size_t i = 0; i < s->n; i++)
        jj_text_deinit(&s->items[i].ids);
    jj_free(s->items);
}

static jj_status add_step(steps *s, const step *what) {
    if (!jj_grow(&s->items, &s->cap, s->n + 1, sizeof *s->items))
        return jj_no_memory(s->ctx, "check", 0);
    s->items[s->n++] = *what;
    return JJ_OK;
}

/* One lack of one rule, which has `n` of them: the fewer, the more is gained by each. */
static jj_status add_lack(steps *s, const char *lack, size_t n, const char *id) {
    size_t i = 0;
    while (i < s->n && !(s->items[i].lack && strcmp(s->items[i].lack, lack) == 0))
        i++;
    if (i == s->n)
        JJ_TRY(add_step(s, &(step){.lack = lack}));
    step *t = &s->items[i];
    t->worth += (double)RULE_WORTH / (double)n;
    if (t->n_rules++ < MOST_IDS)
        jj_text_addf(&t->ids, t->n_rules > 1 ? ", %s" : "%s", id);
    else if (t->n_rules == MOST_IDS + 1)
        jj_text_add(&t->ids, ", ...");
    return t->ids.failed ? jj_no_memory(s->ctx, "check", 0) : JJ_OK;
}

/* "a; b; c" is cut in place. */
static jj_status add_rule(steps *s, const char *id, char *lacks) {
    size_t n = 1;
    for (const char *p = strstr(lacks, "; "); p; p = strstr(p + 2, "; "))
        n++;
    for (char *next = lacks; next;) {
        char *lack = next, *cut = strstr(next, "; ");
        next = cut ? cut + 2 : NULL;
        if (cut)
            *cut = '\0';
        JJ_TRY(add_lack(s, lack, n, id));
    }
    return JJ_OK;
}

static jj_status add_rules(steps *s, jj_reply *lacks) {
    for (size_t i = 0; i < lacks->n_rows; i++) {
        const jj_cell *cells = &lacks->cells[i * lacks->n_columns];
        char *text = jj_arena_str(&lacks->arena, cells[2].text);
        if (!text)
            return jj_no_memory(s->ctx, "check", 0);
        JJ_TRY(add_rule(s, cells[0].text, text));
    }
    return JJ_OK;
}

static bool is_asked(const jj_scene *s, const jj_ledger_code *code) {
    for (size_t i = 0; i < s->n_questions; i++)
        if (s->questions[i].code == code)
            return true;
    return false;
}

/* Findings that no question stands for. */
static jj_status add_findings(steps *s, const jj_scene *scene) {
    for (size_t i = 0; i < scene->ledger.n; i++) {
        const jj_ledger_row *r = &scene->ledger.rows[i];
        bool is_refused = r->code->severity == JJ_LEDGER_REFUSED;
        bool is_idle = !scene->has_grid && strcmp(r->code->code, "no_coordinates") == 0;
        if (r->code->severity == JJ_LEDGER_INFO || is_idle || is_asked(scene, r->code))
            continue;
        double worth = (double)r->count * (is_refused ? REFUSED_WORTH : 1);
        JJ_TRY(add_step(s, &(step){.worth = worth, .row = r}));
    }
    return JJ_OK;
}

static int by_worth(const void *a, const void *b) {
    const step *x = a, *y = b;
    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    if ((x->lack != NULL) != (y->lack != NULL))
        return x->lack ? -1 : 1;
    if (x->lack)
        return strcmp(x->lack, y->lack);
    return (x->row > y->row) - (x->row < y->row);
}

static void print_step(const jj_ctx *ctx, const step *s, const char *project) {
    bool is_zh = ctx->lang == JJ_LANG_ZH;
    if (s->n_questions)
        printf(jj_tr(ctx->lang,
                     "questions about records (%zu): 'jiujin check %s --questions FOLDER' writes a "
                     "workbook a county; put those that come back under 'corrections'\n"),
               s->n_questions, project);
    else if (s->lack)
        printf(jj_tr(ctx->lang, "%s, lacking for %zu of the rules (%s)\n"), s->lack, s->n_rules,
               s->ids.s);
    else
        printf(jj_tr(ctx->lang, "%s (%s: %llu): %s\n"),
               is_zh ? s->row->code->title_zh : s->row->code->title_en, s->row->source,
               (unsigned long long)s->row->count,
               is_zh ? s->row->code->cure_zh : s->row->code->cure_en);
}

static void print_steps(const steps *s, const char *project) {
    size_t n = s->n < MOST_LINES - 1 ? s->n : MOST_LINES - 1;
    printf("%s", jj_tr(s->ctx->lang, "\nWhat to do next, most valuable first:\n"));
    for (size_t i = 0; i < n; i++) {
        printf("%zu. ", i + 1);
        print_step(s->ctx, &s->items[i], project);
    }
    if (n > 0)
        printf(jj_tr(s->ctx->lang, "%zu. jiujin run %s (it can be run as it is)\n"), n + 1,
               project);
    else
        printf(jj_tr(s->ctx->lang, "1. jiujin run %s\n"), project);
}

jj_status cli_check_next(jj_ctx *ctx, const jj_loaded *loaded, const char *project) {
    JJ_CLEANUP(jj_reply_deinit) jj_reply lacks = {0};
    JJ_CLEANUP(steps_deinit) steps s = {.ctx = ctx};
    jj_question_count questions = jj_questions_count(&loaded->scene);
    JJ_TRY(rules_find_lacks(ctx, loaded, &loaded->rules, &lacks));
    JJ_TRY(add_rules(&s, &lacks));
    JJ_TRY(add_findings(&s, &loaded->scene));
    if (questions.n_open)
        JJ_TRY(add_step(&s, &(step){.worth = (double)questions.n_open * QUESTION_WORTH,
                                    .n_questions = questions.n_open}));
    if (s.n)
        qsort(s.items, s.n, sizeof *s.items, by_worth);
    print_steps(&s, project);
    return JJ_OK;
}
