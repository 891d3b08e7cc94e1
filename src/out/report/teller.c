#include "out/report/teller.h"

/* 1 to 999 in words: 十二, 一百零三. */
static const char *number_zh(jj_annex *a, size_t n) {
    static const char *const digits[] = {"零", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    const char *tens = n / 10 % 10 ? jj_annex_text(a, "%s十", digits[n / 10 % 10]) : "";
    const char *ones = n % 10 ? digits[n % 10] : "";
    if (n < 100)
        return jj_annex_text(a, "%s%s", n >= 10 && n < 20 ? "十" : tens, ones);
    const char *none = n / 10 % 10 == 0 && n % 10 ? "零" : "";
    return jj_annex_text(a, "%s百%s%s%s", digits[n / 100 % 10], none, tens, ones);
}

void jj_tell_chapter(jj_teller *t, const char *en, const char *zh) {
    jj_annex *a = t->a;
    size_t n = ++t->n_chapters;
    t->n_sections = 0;
    t->page->heading(t->page->user, 1,
                     a->is_zh ? jj_annex_text(a, "%s、%s", number_zh(a, n), zh)
                              : jj_annex_text(a, "%zu. %s", n, en));
}

void jj_tell_section(jj_teller *t, const char *text) {
    jj_annex *a = t->a;
    size_t n = ++t->n_sections;
    t->page->heading(t->page->user, 2,
                     a->is_zh ? jj_annex_text(a, "（%s）%s", number_zh(a, n), text)
                              : jj_annex_text(a, "%zu.%zu %s", t->n_chapters, n, text));
}

void jj_tell_table(jj_teller *t, jj_form *form) {
    form->title =
        jj_annex_text(t->a, jj_say(t->a, "Table %zu %s", "表%zu %s"), ++t->n_tables, form->title);
    t->page->table(t->page->user, form);
}

void jj_tell_figure(jj_teller *t, const jj_figure *figure) {
    jj_figure numbered = *figure;
    numbered.title = jj_annex_text(t->a, jj_say(t->a, "Figure %zu %s", "图%zu %s"), ++t->n_figures,
                                   figure->title);
    t->page->figure(t->page->user, &numbered);
}

void jj_tell_paragraph(const jj_teller *t, const char *text) {
    if (*text)
        t->page->paragraph(t->page->user, text);
}

jj_form_cell *jj_tell_row(const jj_teller *t, jj_form *f) {
    jj_form_cell *cells = t->a->failed ? NULL : jj_form_add_row(f);
    t->a->failed |= !cells;
    return cells;
}
