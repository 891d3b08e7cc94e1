#include "analysis/siting/villages.h"

static jj_status find_first(jj_ctx *ctx, const jj_villages *v, int year, size_t *out) {
    for (*out = 0; *out < v->n_years; ++*out)
        if (v->year[*out] == year)
            return JJ_OK;
    return jj_fail(ctx, JJ_E_RANGE, "the villages have no people of %d", year);
}

static void add_left(const jj_villages *v, const jj_villages_ask *ask, size_t village,
                     jj_village_answer *out) {
    double people = v->people[village * v->n_years + out->first];
    out->n_left++;
    out->left += people;
    if (people <= ask->size.class_size &&
        (out->mixed == v->n_villages || people > v->people[out->mixed * v->n_years + out->first]))
        out->mixed = village;
}

jj_status jj_villages_answer(jj_ctx *ctx, const jj_villages *v, const jj_villages_ask *ask,
                             size_t candidate, jj_village_answer *out) {
    *out = (jj_village_answer){.mixed = v->n_villages, .size_ask = ask->size};
    JJ_TRY(find_first(ctx, v, ask->build_year, &out->first));
    if (candidate >= v->n_candidates)
        return jj_fail(ctx, JJ_E_RANGE, "there is no candidate %zu", candidate + 1);
    for (size_t i = 0; i < v->n_villages; i++) {
        bool is_within = v->minutes[candidate * v->n_villages + i] <= ask->within_min;
        for (size_t y = 0; y < v->n_years; y++) {
            double people = v->people[i * v->n_years + y];
            out->total[y] += people;
            out->covered[y] += is_within ? people : 0;
        }
        if (!is_within)
            add_left(v, ask, i, out);
    }
    jj_size_ask *s = &out->size_ask;
    s->n_years = v->n_years - out->first;
    for (size_t y = 0; y < s->n_years; y++) {
        s->year[y] = v->year[out->first + y];
        s->people[y] = out->covered[out->first + y];
    }
    return jj_size_find(ctx, s, &out->size);
}

size_t jj_villages_best(const jj_villages *v, const jj_village_answer *answers) {
    size_t best = v->n_candidates;
    for (size_t c = 0; c < v->n_candidates; c++) {
        if (v->forbidden && v->forbidden[c])
            continue;
        if (best == v->n_candidates ||
            answers[c].covered[answers[c].first] > answers[best].covered[answers[best].first])
            best = c;
    }
    return best;
}
