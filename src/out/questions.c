#include "out/questions.h"
#include "base/file.h"
#include "out/annex/form.h"

#include <stdlib.h>
#include <string.h>

jj_question_count jj_questions_count(const jj_scene *s) {
    jj_question_count n = {0};
    for (size_t i = 0; i < s->n_questions; i++) {
        n.n_open += s->questions[i].is_open;
        n.n_answered += !s->questions[i].is_open && *s->questions[i].answer;
    }
    return n;
}

enum { NUMBER, NAME, PLACE, PROBLEM, VALUE, SUGGESTION, HOW, ANSWER, RECORD, ITEM, N_COLUMNS };
static const jj_form_column columns_zh[N_COLUMNS] = {
    {NULL, "序号", 5},  {NULL, "名称", 24},   {NULL, "出处", 26},     {NULL, "问题", 26},
    {NULL, "现填", 30}, {NULL, "可能是", 28}, {NULL, "怎样答复", 30}, {NULL, "答复", 26},
    {NULL, "编号", 22}, {NULL, "项", 14},
};
static const jj_form_column columns_en[N_COLUMNS] = {
    {NULL, "No.", 5},
    {NULL, "name", 24},
    {NULL, "stands in", 26},
    {NULL, "problem", 26},
    {NULL, "as it stands", 30},
    {NULL, "may be", 28},
    {NULL, "how to answer", 30},
    {NULL, "answer", 26},
    {NULL, "record", 22},
    {NULL, "item", 14},
};

/* A question with the county (of a project without any, the top unit) whose workbook it goes to. */
typedef struct entry {
    const jj_question *q;
    uint32_t county; /* JJ_NO_UNIT = not known */
} entry;

static uint32_t county_of(const jj_units *u, uint32_t unit) {
    int county = jj_level_find(u, "county");
    uint32_t level = county < 0 ? 0 : (uint32_t)county;
    return unit == JJ_NO_UNIT ? JJ_NO_UNIT : jj_unit_at_level(u, unit, level);
}

static int by_county(const void *a, const void *b) {
    const entry *x = a, *y = b;
    if (x->county != y->county)
        return x->county < y->county ? -1 : 1;
    if (x->q->is_open != y->q->is_open)
        return x->q->is_open ? -1 : 1;
    int order = strcmp(x->q->source, y->q->source);
    order = order ? order : strcmp(x->q->code->code, y->q->code->code);
    order = order ? order : strcmp(x->q->record, y->q->record);
    return order ? order : strcmp(x->q->item, y->q->item);
}

static const char *how_to_answer(const jj_question *q, bool is_zh) {
    bool is_pair = strncmp(q->item, "same ", 5) == 0;
    if (is_pair && strcmp(q->code->code, "duplicate") == 0)
        return is_zh ? "已按重复剔除其一；确为两处的填“不同”"
                     : "one was left out as a duplicate; write 'different' if they are two";
    if (is_pair)
        return is_zh ? "填“同一”或“不同”" : "write 'same' or 'different'";
    if (strcmp(q->item, "place") == 0)
        return is_zh ? "填单位全称或代码，或坐标（经度，纬度）；原填无误的填“确认”"
                     : "write the unit's full name or code, or longitude, latitude; 'confirmed' if "
                       "it is right as it stands";
    return is_zh ? "填正确的值" : "write the right value";
}

static jj_status fill(jj_ctx *ctx, const entry *entries, size_t n, bool is_zh, jj_form *f) {
    for (size_t i = 0; i < n; i++) {
        const jj_question *q = entries[i].q;
        jj_form_cell *cells = jj_form_add_row(f);
        if (!cells)
            return jj_no_memory(ctx, "questions", 0);
        cells[NUMBER] = jj_form_number((double)i + 1, 0);
        cells[NAME] = jj_form_text(q->name);
        cells[PLACE] = jj_form_text(q->place);
        cells[PROBLEM] = jj_form_text(is_zh ? q->code->title_zh : q->code->title_en);
        cells[VALUE] = jj_form_text(q->value);
        cells[SUGGESTION] = jj_form_text(q->suggestion);
        cells[HOW] = jj_form_text(how_to_answer(q, is_zh));
        cells[ANSWER] = jj_form_text(q->answer);
        cells[RECORD] = jj_form_text(q->record);
        cells[ITEM] = jj_form_text(q->item);
    }
    return JJ_OK;
}

static jj_status write_county(jj_ctx *ctx, const char *folder, const jj_scene *s,
                              const entry *entries, size_t n, jj_lang lang) {
    bool is_zh = lang == JJ_LANG_ZH;
    const jj_unit *u = entries->county == JJ_NO_UNIT ? NULL : &s->units.units[entries->county];
    const char *name = u ? u->name : is_zh ? "未定县" : "county not known";
    JJ_CLEANUP(jj_text_deinit) jj_text path = {0}, title = {0};
    jj_text_addf(&path, "%s/%s %s.xlsx", folder, u ? u->code : "000000", name);
    jj_text_addf(&title, is_zh ? "%s数据核实表" : "%s: questions about the data", name);
    if (path.failed || title.failed)
        return jj_no_memory(ctx, "questions", 0);
    JJ_CLEANUP(jj_form_deinit)
    jj_form f = {.label = s->name,
                 .title = title.s,
                 .unit_line = is_zh ? "请填“答复”列，其余各列保留原样" : "fill in 'answer' only",
                 .columns = is_zh ? columns_zh : columns_en,
                 .n_columns = N_COLUMNS,
                 .n_frozen = 2,
                 .split_column = -1,
                 .is_a3 = true};
    JJ_TRY(fill(ctx, entries, n, is_zh, &f));
    return jj_form_write_xlsx(ctx, &f, path.s, lang);
}

jj_status jj_questions_write(jj_ctx *ctx, const char *folder, const jj_scene *s, jj_lang lang) {
    if (s->n_questions == 0)
        return JJ_OK;
    if (jj_is_folder(folder) && !jj_folder_is_empty(folder))
        return jj_fail(ctx, JJ_E_IO,
                       "'%s' holds files already, which may hold answers: name a new folder",
                       folder);
    JJ_AUTO entry *entries = jj_alloc(s->n_questions, sizeof *entries);
    if (!entries)
        return jj_no_memory(ctx, "questions", 0);
    for (size_t i = 0; i < s->n_questions; i++)
        entries[i] = (entry){&s->questions[i], county_of(&s->units, s->questions[i].unit)};
    qsort(entries, s->n_questions, sizeof *entries, by_county);
    JJ_TRY(jj_make_folders(ctx, folder));
    for (size_t first = 0, i = 1; i <= s->n_questions; i++)
        if (i == s->n_questions || entries[i].county != entries[first].county) {
            JJ_TRY(write_county(ctx, folder, s, &entries[first], i - first, lang));
            first = i;
        }
    return JJ_OK;
}
