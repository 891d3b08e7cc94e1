#include "out/annex/form.h"
#include "base/file.h"
#include "model/people.h"

#include <math.h>

jj_form_cell *jj_form_add_row(jj_form *f) {
    size_t cap = f->cap_rows, cap_cells = f->cap_rows * f->n_columns;
    if (f->n_rows == f->cap_rows) {
        size_t want = cap ? 2 * cap : 64;
        cap_cells = cap * f->n_columns;
        if (!jj_grow(&f->is_sum, &cap, want, sizeof *f->is_sum) ||
            !jj_grow(&f->cells, &cap_cells, want * f->n_columns, sizeof *f->cells))
            return NULL;
        f->cap_rows = want;
    }
    return &f->cells[f->n_rows++ * f->n_columns];
}

jj_form_cell jj_form_number(double v, int decimals) {
    return (jj_form_cell){
        .kind = isnan(v) ? JJ_FORM_NONE : JJ_FORM_NUMBER, .decimals = decimals, .number = v};
}

jj_form_cell jj_form_percent(double percent) {
    return (jj_form_cell){
        .kind = isnan(percent) ? JJ_FORM_NONE : JJ_FORM_PERCENT, .decimals = 2, .number = percent};
}

jj_form_cell jj_form_people(double people, bool is_modelled) {
    jj_form_cell cell = jj_form_number(jj_people_shown(people, is_modelled), 0);
    if (jj_people_are_few(people, is_modelled))
        cell.kind = JJ_FORM_FEW;
    else if (is_modelled && cell.number > 0)
        cell.kind = JJ_FORM_ABOUT;
    return cell;
}

bool jj_form_is_centred(const jj_form *f, size_t column) {
    enum { SHORT_TEXT = 12 };
    bool has_text = false;
    for (size_t i = column; i < f->n_rows * f->n_columns; i += f->n_columns) {
        const jj_form_cell *cell = &f->cells[i];
        has_text |= cell->kind == JJ_FORM_TEXT;
        if (cell->kind == JJ_FORM_TEXT && jj_text_width(cell->text) > SHORT_TEXT)
            return false;
        if (cell->kind > JJ_FORM_TEXT && column > 0)
            return false;
    }
    return has_text || column == 0;
}

void jj_form_print(jj_text *t, const jj_form_cell *cell, jj_lang lang) {
    switch (cell->kind) {
    case JJ_FORM_TEXT:
        jj_text_add(t, cell->text);
        break;
    case JJ_FORM_NUMBER:
        jj_text_addf(t, "%.*f", cell->decimals, cell->number);
        break;
    case JJ_FORM_PERCENT:
        jj_text_addf(t, "%.2f%%", cell->number);
        break;
    case JJ_FORM_ABOUT:
        jj_text_addf(t, lang == JJ_LANG_ZH ? "约%.0f" : "about %.0f", cell->number);
        break;
    case JJ_FORM_FEW:
        jj_text_addf(t, lang == JJ_LANG_ZH ? "不足%d" : "fewer than %d", JJ_FEW_PEOPLE);
        break;
    case JJ_FORM_NONE:
    case JJ_FORM_N_KINDS:
        break;
    }
}

void jj_people_print(jj_text *t, double people, bool is_modelled, jj_lang lang) {
    const jj_form_cell cell = jj_form_people(people, is_modelled);
    jj_form_print(t, &cell, lang);
    bool is_one = cell.number == 1 && !is_modelled;
    jj_text_add(t, lang == JJ_LANG_ZH ? "人" : is_one ? " person" : " people");
}

static void add_headings(jj_text *t, const jj_form *f) {
    for (size_t c = 0; c < f->n_columns; c++) {
        JJ_CLEANUP(jj_text_deinit) jj_text title = {0};
        if (f->columns[c].group)
            jj_text_addf(&title, "%s ", f->columns[c].group);
        for (char *p = title.s; p && *p; p++)
            *p = *p == '\n' ? ' ' : *p;
        jj_text_add(&title, f->columns[c].title);
        if (c > 0)
            jj_text_add(t, ",");
        jj_text_csv(t, title.s);
        t->failed |= title.failed;
    }
    jj_text_add(t, "\r\n");
}

jj_status jj_form_write_csv(jj_ctx *ctx, const jj_form *f, const char *path, jj_lang lang) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    jj_text_add(&t, "\xEF\xBB\xBF");
    add_headings(&t, f);
    for (size_t i = 0; i < f->n_rows * f->n_columns && !t.failed; i++) {
        JJ_CLEANUP(jj_text_deinit) jj_text cell = {0};
        jj_form_print(&cell, &f->cells[i], lang);
        if (cell.s)
            jj_text_csv(&t, cell.s);
        t.failed |= cell.failed;
        jj_text_add(&t, (i + 1) % f->n_columns ? "," : "\r\n");
    }
    return t.failed ? jj_no_memory(ctx, path, t.len) : jj_file_replace(ctx, path, t.s, t.len);
}

void jj_form_deinit(jj_form *f) {
    jj_free(f->cells);
    jj_free(f->is_sum);
    *f = (jj_form){0};
}
