#include "base/lang.h"
#include "out/village_table.h"

#include <math.h>

typedef struct sheet {
    const jj_village_table *t;
    const jj_villages_ask *ask;
    const jj_village_answer *answers;
    jj_lang lang;
    jj_text *out;
} sheet;

static void add_candidate(const sheet *s, size_t c) {
    const jj_village_answer *a = &s->answers[c];
    const jj_villages *v = &s->t->v;
    jj_text_addf(s->out, "%s\n", s->t->candidates[c]);
    for (size_t y = 0; y < v->n_years; y++)
        jj_text_addf(s->out, jj_tr(s->lang, "  %d: %.0f of %.0f within %.4g min, %.2f %%\n"),
                     v->year[y], a->covered[y], a->total[y], s->ask->within_min,
                     a->total[y] > 0 ? a->covered[y] / a->total[y] * 100 : 0);
    if (*s->t->forbidden[c])
        jj_text_addf(s->out, jj_tr(s->lang, "  forbidden: %s\n"), s->t->forbidden[c]);
}

static void add_size(const sheet *s, size_t c) {
    const jj_size_ask *ask = &s->answers[c].size_ask;
    const jj_size *size = &s->answers[c].size;
    jj_text_addf(s->out, jj_tr(s->lang, "Size of %s (gross rate %.4g %%):\n"), s->t->candidates[c],
                 ask->rate_10000 / 100.0);
    for (size_t y = 0; y < ask->n_years; y++) {
        jj_text_addf(s->out, jj_tr(s->lang, "  %d: %.2f, %lld places"), ask->year[y],
                     ask->people[y] * ask->rate_10000 / 10000, (long long)size->places[y]);
        if (!isnan(size->used_asked[y]))
            jj_text_addf(s->out, jj_tr(s->lang, "; of %lld applied for %.1f %% used"),
                         (long long)ask->capacity, size->used_asked[y] * 100);
        if (size->advised > 0 && size->places[y] > size->advised)
            jj_text_addf(s->out, jj_tr(s->lang, "; %lld advised are %lld short"),
                         (long long)size->advised, (long long)(size->places[y] - size->advised));
        else if (size->advised > 0)
            jj_text_addf(s->out, jj_tr(s->lang, "; of %lld advised %.1f %%"),
                         (long long)size->advised, size->used[y] * 100);
        jj_text_add(s->out, "\n");
    }
    if (size->is_surplus)
        jj_text_add(s->out, jj_tr(s->lang, "  surplus: less than three fifths of the size applied "
                                           "for would be used\n"));
    if (size->is_short)
        jj_text_add(s->out, jj_tr(s->lang, "  the size applied for is too small\n"));
}

static void add_left(const sheet *s, size_t c) {
    const jj_village_answer *a = &s->answers[c];
    const jj_villages *v = &s->t->v;
    const char *comma = s->lang == JJ_LANG_ZH ? "、" : ", ";
    bool is_first = true;
    if (a->n_left == 0)
        return;
    jj_text_add(s->out, jj_tr(s->lang, "Left over: "));
    for (size_t i = 0; i < v->n_villages; i++)
        if (!(v->minutes[c * v->n_villages + i] <= s->ask->within_min)) {
            jj_text_addf(s->out, "%s%s", is_first ? "" : comma, s->t->villages[i]);
            is_first = false;
        }
    jj_text_addf(s->out, jj_tr(s->lang, ": %.0f people\n"), a->left);
    JJ_CLEANUP(jj_text_deinit) jj_text mixed = {0};
    jj_village_mixed(s->t, a, s->lang, &mixed);
    if (mixed.len)
        jj_text_addf(s->out, "  %s\n", mixed.s);
}

void jj_village_mixed(const jj_village_table *t, const jj_village_answer *a, jj_lang lang,
                      jj_text *out) {
    const jj_villages *v = &t->v;
    if (a->mixed < v->n_villages)
        jj_text_addf(out,
                     jj_tr(lang, "the %.0f of %s suit one mixed class (%d) attached to a school"),
                     v->people[a->mixed * v->n_years + a->first], t->villages[a->mixed],
                     a->size_ask.class_size);
}

void jj_village_then(const jj_village_table *t, const jj_villages_ask *ask,
                     const jj_village_answer *a, jj_lang lang, jj_text *out) {
    double total = a->total[a->first], share = total > 0 ? a->covered[a->first] / total : 0;
    if (a->first == 0)
        return;
    /* multiplied as printed: with two decimals of the share */
    double shown = floor(share * 1e4 + 0.5) / 1e4, rate = ask->size.rate_10000 / 1e4;
    jj_text_addf(out,
                 jj_tr(lang, "the people of %d would have called for %.0f x %.2f %% x %.4g %% = "
                             "%.0f places"),
                 t->v.year[0], a->total[0], shown * 100, rate * 100,
                 floor(a->total[0] * shown * rate + 0.5));
}

void jj_village_conclusion(const jj_village_table *t, const jj_village_answer *answers,
                           jj_lang lang, jj_text *out) {
    size_t best = jj_villages_best(&t->v, answers);
    if (best == t->v.n_candidates) {
        jj_text_add(out, jj_tr(lang, "another site should be found"));
        return;
    }
    const jj_size *size = &answers[best].size;
    jj_text_addf(out, jj_tr(lang, "site %s recommended"), t->candidates[best]);
    if (size->classes > 0)
        jj_text_addf(out,
                     size->is_surplus || size->is_short
                         ? jj_tr(lang, ", its size changed to %d classes (%lld places)")
                         : jj_tr(lang, ", size %d classes (%lld places)"),
                     size->classes, (long long)size->advised);
    if (size->extra_classes > 0)
        jj_text_addf(out, jj_tr(lang, ", in %d to %d %d more class(es) for a time"),
                     size->extra_from, size->extra_to, size->extra_classes);
}

static void add_conclusion(const sheet *s) {
    jj_text_add(s->out, jj_tr(s->lang, "Conclusion: "));
    jj_village_conclusion(s->t, s->answers, s->lang, s->out);
    jj_text_add(s->out, "\n");
}

static void add_then(const sheet *s, size_t best) {
    JJ_CLEANUP(jj_text_deinit) jj_text then = {0};
    jj_village_then(s->t, s->ask, &s->answers[best], s->lang, &then);
    if (then.len)
        jj_text_addf(s->out, "  %s\n", then.s);
}

jj_status jj_village_text(jj_ctx *ctx, const jj_village_table *t, const jj_villages_ask *ask,
                          jj_text *out) {
    size_t n = t->v.n_candidates;
    JJ_AUTO jj_village_answer *answers = jj_alloc(n + 1, sizeof *answers);
    if (!answers)
        return jj_no_memory(ctx, "candidates", 0);
    sheet s = {t, ask, answers, ctx->lang, out};
    for (size_t c = 0; c < n; c++) {
        JJ_TRY(jj_villages_answer(ctx, &t->v, ask, c, &answers[c]));
        add_candidate(&s, c);
    }
    size_t best = jj_villages_best(&t->v, answers);
    if (best < n) {
        add_size(&s, best);
        add_then(&s, best);
        add_left(&s, best);
    }
    add_conclusion(&s);
    return out->failed ? jj_no_memory(ctx, "candidates", 0) : JJ_OK;
}
