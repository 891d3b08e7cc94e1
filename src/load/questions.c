#include "load/questions.h"
#include "base/file.h"
#include "base/lang.h"
#include "load/intake/cell.h"
#include "load/intake/office_files.h"
#include "store/workbook.h"

#include <stdio.h>
#include <string.h>

struct jj_answers {
    jj_arena arena;
    jj_map by_key; /* "record\nitem" -> index */
    struct answer {
        const char *text, *place;
        bool is_used, is_contested;
    } * items;
    size_t n, cap;
    jj_map asked; /* of every question put */
};

void jj_answers_free(struct jj_answers *a) {
    if (!a)
        return;
    jj_map_deinit(&a->by_key);
    jj_map_deinit(&a->asked);
    jj_arena_deinit(&a->arena);
    jj_free(a->items);
    jj_free(a);
}

/* --- reading ---------------------------------------------------------------------------------- */

enum { RECORD, ITEM, ANSWER, N_HEADINGS, MOST_ROWS_ABOVE = 30 };
static const char *const headings[N_HEADINGS][2] = {
    {"编号", "record"}, {"项", "item"}, {"答复", "answer"}};

/* The row with all three headings, and their columns. */
static bool find_headings(const jj_worksheet *w, size_t *row, size_t column[N_HEADINGS]) {
    for (*row = 0; *row < w->n_rows && *row < MOST_ROWS_ABOVE; ++*row) {
        int n = 0;
        for (int h = 0; h < N_HEADINGS; h++)
            for (size_t c = 0; c < w->n_cols; c++) {
                char folded[64];
                jj_cell_fold(jj_worksheet_cell(w, *row, c), folded, sizeof folded);
                if (strcmp(folded, headings[h][0]) == 0 || strcmp(folded, headings[h][1]) == 0) {
                    column[h] = c;
                    n++;
                    break;
                }
            }
        if (n == N_HEADINGS)
            return true;
    }
    return false;
}

static jj_status note(jj_loader *l, const char *code, const char *feature, const char *value) {
    return jj_note_add(
        l->ctx, &l->notes,
        &(jj_finding){.code = code, .source = "corrections", .feature = feature, .value = value});
}

static jj_status keep_answer(jj_loader *l, const char *record, const char *item, const char *text,
                             const char *place) {
    struct jj_answers *a = l->answers;
    const char *key = jj_arena_printf(&a->arena, "%s\n%s", record, item);
    uint32_t at = key ? jj_map_put(&a->by_key, key, (uint32_t)a->n) : JJ_MAP_NONE;
    if (at == JJ_MAP_NONE || !jj_grow(&a->items, &a->cap, a->n + 1, sizeof *a->items))
        return jj_loader_no_room(l);
    if (at < a->n) {
        struct answer *twin = &a->items[at];
        if (twin->is_contested || strcmp(twin->text, text) == 0)
            return JJ_OK;
        twin->is_contested = true;
        JJ_CLEANUP(jj_text_deinit) jj_text both = {0};
        jj_text_addf(&both, "%s (%s) / %s (%s)", twin->text, twin->place, text, place);
        return both.failed ? jj_loader_no_room(l) : note(l, "answers_differ", record, both.s);
    }
    struct answer fresh = {.text = jj_arena_str(&a->arena, text),
                           .place = jj_arena_str(&a->arena, place)};
    if (!fresh.text || !fresh.place)
        return jj_loader_no_room(l);
    a->items[a->n++] = fresh;
    return JJ_OK;
}

static jj_status read_sheet(jj_loader *l, const jj_worksheet *w, const char *file, bool *is_any) {
    size_t row, column[N_HEADINGS];
    if (!find_headings(w, &row, column))
        return JJ_OK;
    *is_any = true;
    for (row++; row < w->n_rows; row++) {
        const char *cell[N_HEADINGS];
        for (int h = 0; h < N_HEADINGS; h++)
            cell[h] = jj_worksheet_cell(w, row, column[h]);
        if (!*cell[RECORD] || !*cell[ITEM] || !*cell[ANSWER])
            continue;
        char place[300];
        snprintf(place, sizeof place, "%.250s:%zu", file, row + 1);
        l->scene->ledger.n_records++;
        JJ_TRY(keep_answer(l, cell[RECORD], cell[ITEM], cell[ANSWER], place));
    }
    return JJ_OK;
}

static jj_status read_file(jj_loader *l, const char *path) {
    JJ_CLEANUP(jj_workbook_deinit) jj_workbook book = {0};
    bool is_any = false;
    JJ_TRY(jj_workbook_read(l->ctx, path, NULL, &book));
    JJ_TRY(jj_add_input(l, "corrections", path));
    for (size_t i = 0; i < book.n_sheets; i++)
        JJ_TRY(read_sheet(l, &book.sheets[i], jj_path_name(path), &is_any));
    return is_any ? JJ_OK : note(l, "corrections_unread", jj_path_name(path), "");
}

jj_status jj_answers_load(jj_loader *l) {
    const char *path = l->project->corrections;
    l->answers = jj_alloc(1, sizeof *l->answers);
    if (!l->answers)
        return jj_loader_no_room(l);
    if (!path)
        return JJ_OK;
    JJ_CLEANUP(jj_office_files_deinit) jj_office_files files = {0};
    bool is_pattern = strpbrk(path, "*?[") != NULL;
    if (!is_pattern && !jj_file_exists(path))
        return JJ_OK; /* nothing has come back yet */
    jj_status st = jj_office_files_find(l->ctx, path, &files);
    if (st == JJ_E_IO && (is_pattern || jj_is_folder(path)))
        return JJ_OK;
    JJ_TRY(st);
    for (size_t i = 0; i < files.n; i++)
        JJ_TRY(read_file(l, files.paths[i]));
    return JJ_OK;
}

/* --- asking and answering --------------------------------------------------------------------- */

bool jj_has_answers(const jj_loader *l) {
    return l->answers && l->answers->n > 0;
}

const char *jj_answer(jj_loader *l, const char *record, const char *item) {
    JJ_CLEANUP(jj_text_deinit) jj_text key = {0};
    if (!jj_has_answers(l))
        return NULL;
    jj_text_addf(&key, "%s\n%s", record, item);
    uint32_t at = key.failed ? JJ_MAP_NONE : jj_map_get(&l->answers->by_key, key.s);
    if (at == JJ_MAP_NONE)
        return NULL;
    l->answers->items[at].is_used = true;
    return l->answers->items[at].is_contested ? NULL : l->answers->items[at].text;
}

bool jj_is_asked(const jj_loader *l, const char *record, const char *item) {
    JJ_CLEANUP(jj_text_deinit) jj_text key = {0};
    jj_text_addf(&key, "%s\n%s", record, item);
    return !key.failed && jj_map_get(&l->answers->asked, key.s) != JJ_MAP_NONE;
}

static jj_status keep_texts(jj_loader *l, jj_question *q) {
    const char **const texts[] = {&q->record, &q->item,  &q->source,     &q->place,
                                  &q->name,   &q->value, &q->suggestion, &q->answer};
    for (size_t i = 0; i < JJ_COUNT(texts); i++) {
        *texts[i] = jj_keep(l, *texts[i] ? *texts[i] : "");
        if (!*texts[i])
            return jj_loader_no_room(l);
    }
    return JJ_OK;
}

jj_status jj_ask(jj_loader *l, const char *code, const jj_question *q) {
    jj_scene *s = l->scene;
    const char *key = jj_arena_printf(&l->answers->arena, "%s\n%s", q->record, q->item);
    uint32_t at = key ? jj_map_put(&l->answers->asked, key, (uint32_t)s->n_questions) : JJ_MAP_NONE;
    if (at == JJ_MAP_NONE)
        return jj_loader_no_room(l);
    if (at < s->n_questions)
        return JJ_OK;
    if (!jj_grow(&s->questions, &l->cap_questions, s->n_questions + 1, sizeof *s->questions))
        return jj_loader_no_room(l);
    jj_question *kept = &s->questions[s->n_questions];
    *kept = *q;
    kept->code = jj_ledger_code_find(code);
    JJ_TRY(keep_texts(l, kept));
    s->n_questions++;
    bool is_used = *kept->answer && !kept->is_open;
    return is_used ? jj_note_add(l->ctx, &l->notes,
                                 &(jj_finding){.code = "answered",
                                               .source = kept->source,
                                               .field = kept->item[0] == 's' ? "same" : kept->item,
                                               .feature = *kept->name ? kept->name : kept->record,
                                               .value = kept->answer})
                   : JJ_OK;
}

jj_status jj_answers_note_unused(jj_loader *l) {
    for (size_t i = 0; i < l->answers->n; i++)
        if (!l->answers->items[i].is_used && !l->answers->items[i].is_contested)
            JJ_TRY(note(l, "answer_unused", l->answers->items[i].place, l->answers->items[i].text));
    return JJ_OK;
}

static bool is_one_of(const char *answer, const char *const *words, size_t n) {
    char folded[64];
    jj_cell_fold(answer, folded, sizeof folded);
    for (size_t i = 0; i < n; i++)
        if (strcmp(folded, words[i]) == 0)
            return true;
    return false;
}

bool jj_answer_confirms(const char *answer) {
    static const char *const words[] = {"确认", "属实", "无误",  "正确",     "没错",
                                        "ok",   "yes",  "right", "confirmed"};
    return is_one_of(answer, words, JJ_COUNT(words));
}

bool jj_answer_is_different(const char *answer) {
    static const char *const words[] = {"不同",   "两处",     "不是", "否",  "非重复",   "不重复",
                                        "不同一", "分别保留", "no",   "two", "different"};
    return is_one_of(answer, words, JJ_COUNT(words));
}

bool jj_answer_is_same(const char *answer) {
    static const char *const words[] = {"同一", "相同", "是",  "重复", "同一处",
                                        "一处", "yes",  "one", "same"};
    return is_one_of(answer, words, JJ_COUNT(words));
}
