#include "out/opinion/page.h"
#include "base/lang.h"
#include "load/kinds.h"

#include <math.h>

const char *jj_page_tr(const jj_page *p, const char *en) {
    return jj_tr(p->o->lang, en);
}

const char *jj_page_keep(jj_page *p, const jj_text *t) {
    const char *s = t->failed ? NULL : jj_arena_str(&p->o->arena, t->s ? t->s : "");
    p->failed |= s == NULL;
    return s ? s : "";
}

void jj_page_remark(jj_page *p, const jj_text *t) {
    if (t->len && p->o->n_remarks < JJ_OPINION_REMARKS)
        p->o->remarks[p->o->n_remarks++] = jj_page_keep(p, t);
}

static void add_usual_title(const jj_page *p, jj_page_about about, const char *kind, jj_text *t) {
    switch (about) {
    case JJ_PAGE_SITE:
        jj_text_addf(t, jj_page_tr(p, "Opinion on the site of a proposed %s"), kind);
        break;
    case JJ_PAGE_SITES:
        jj_text_addf(t, jj_page_tr(p, "Opinion on the sites compared for a %s"), kind);
        break;
    case JJ_PAGE_CLOSING:
        jj_text_addf(t, jj_page_tr(p, "Opinion on the closing of a %s"), kind);
        break;
    case JJ_PAGE_MOVE:
        jj_text_addf(t, jj_page_tr(p, "Opinion on the moving of a %s"), kind);
        break;
    }
}

void jj_page_title(jj_page *p, const char *title, jj_page_about about, const char *kind) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    JJ_CLEANUP(jj_kinds_deinit) jj_kinds kinds = {0};
    const jj_kind *k = NULL;
    if (jj_kinds_read(p->ctx, NULL, &kinds) == JJ_OK)
        k = jj_kind_find(&kinds, kind);
    const char *name = k ? (p->o->lang == JJ_LANG_ZH ? k->title_zh : k->title_en) : kind;
    if (title)
        jj_text_add(&t, title);
    else
        add_usual_title(p, about, name, &t);
    p->o->title = jj_page_keep(p, &t);
}

void jj_page_columns(jj_page *p, const char *const *names, size_t n) {
    jj_opinion *o = p->o;
    int width = n > 2 ? 20 : n > 1 ? 30 : 60;
    o->columns[0] = (jj_form_column){.title = jj_page_tr(p, "item"), .width = 18};
    for (size_t i = 0; i < n; i++)
        o->columns[i + 1] = (jj_form_column){.title = names[i], .width = width};
    o->table = (jj_form){.file = "",
                         .label = "",
                         .title = n > 1 ? jj_page_tr(p, "Comparison of sites")
                                        : jj_page_tr(p, "Figures of the proposal"),
                         .unit_line = "",
                         .columns = o->columns,
                         .n_columns = n + 1,
                         .split_column = -1};
}

void jj_page_row(jj_page *p, const char *title, const void *const *items, size_t n,
                 jj_page_cell fill) {
    const char *cells[JJ_OPINION_COLUMNS] = {0};
    bool has_any = false;
    for (size_t i = 0; i < n; i++) {
        JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
        fill(p, items[i], &t);
        has_any |= t.len > 0;
        cells[i] = jj_page_keep(p, &t);
    }
    jj_form_cell *row = has_any ? jj_form_add_row(&p->o->table) : NULL;
    p->failed |= has_any && !row;
    if (!row)
        return;
    row[0] = jj_form_text(title);
    for (size_t i = 0; i < n; i++)
        row[i + 1] = jj_form_text(*cells[i] ? cells[i] : "—");
}

double jj_page_percent(double part, double whole) {
    return whole > 0 ? part / whole * 100 : 0;
}

void jj_page_places(const jj_page *p, const jj_size_ask *ask, const jj_size *s, jj_text *t) {
    for (size_t i = 0; i < ask->n_years; i++) {
        jj_text_add(t, t->len ? (p->o->lang == JJ_LANG_ZH ? "；" : "; ") : "");
        jj_text_addf(t, jj_page_tr(p, "%d: %lld places"), ask->year[i], (long long)s->places[i]);
    }
}

void jj_page_size(const jj_page *p, const jj_size *s, jj_text *t) {
    if (s->classes > 0)
        jj_text_addf(t,
                     s->classes == 1 ? jj_page_tr(p, "%d class, %lld places")
                                     : jj_page_tr(p, "%d classes, %lld places"),
                     s->classes, (long long)s->advised);
    else if (s->advised > 0)
        jj_text_addf(t, jj_page_tr(p, "%lld places"), (long long)s->advised);
    if (s->extra_classes > 0)
        jj_text_addf(t, jj_page_tr(p, "; %d to %d: %d more class(es)"), s->extra_from, s->extra_to,
                     s->extra_classes);
}

void jj_page_used(const jj_page *p, const jj_size_ask *ask, const jj_size *s, jj_text *t) {
    size_t last = ask->n_years - 1;
    if (!isnan(s->used_asked[last]))
        jj_text_addf(t, jj_page_tr(p, "applied for (%lld) %.1f %%; "), (long long)ask->capacity,
                     s->used_asked[last] * 100);
    if (!isnan(s->used[last]) && s->classes > 0)
        jj_text_addf(t, jj_page_tr(p, "advised %.1f %% (%d)"), s->used[last] * 100,
                     ask->year[last]);
}

jj_status jj_page_finish(const jj_page *p) {
    return p->failed ? jj_no_memory(p->ctx, "an opinion", 0) : JJ_OK;
}
