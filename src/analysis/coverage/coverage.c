#include "analysis/coverage/coverage.h"

#include <math.h>

static const float WHOLE =
    0.999999F; /* fractions of a cell shared by units add up to 1 but for this */

static uint32_t scaled(uint32_t time_ms, double scale) {
    if (scale == 1 || time_ms == JJ_UNREACHED)
        return time_ms;
    double t = floor(time_ms * scale + 0.5);
    return t < JJ_FARTHEST ? (uint32_t)t : JJ_FARTHEST;
}

void jj_joint_either(jj_joint *j, const uint32_t *time_ms, const uint32_t *nearest, double scale) {
    for (size_t i = 0; i < j->n; i++) {
        uint32_t t = scaled(time_ms[i], scale);
        bool is_earlier = t < j->time_ms[i] || (t == j->time_ms[i] && nearest[i] < j->nearest[i]);
        if (is_earlier) {
            j->time_ms[i] = t;
            j->nearest[i] = nearest[i];
        }
    }
}

void jj_joint_all(jj_joint *j, const uint32_t *time_ms, const uint32_t *nearest) {
    for (size_t i = 0; i < j->n; i++)
        if (time_ms[i] > j->time_ms[i]) {
            j->time_ms[i] = time_ms[i];
            j->nearest[i] = nearest[i];
        }
}

static bool is_blocked(const float *const *paces, size_t n_paces, size_t cell) {
    for (size_t p = 0; p < n_paces; p++)
        if (paces[p][cell] > 0)
            return false;
    return n_paces > 0;
}

void jj_reach_classify(const jj_joint *j, const jj_threshold *t, const float *const *paces,
                       size_t n_paces, const uint8_t *is_nodata, uint8_t *reach) {
    for (size_t i = 0; i < j->n; i++) {
        if (is_nodata && is_nodata[i])
            reach[i] = JJ_REACH_NODATA;
        else if (j->time_ms[i] == JJ_UNREACHED)
            reach[i] = is_blocked(paces, n_paces, i) ? JJ_REACH_BLOCKED : JJ_REACH_UNREACHABLE;
        else
            reach[i] = j->time_ms[i] <= jj_threshold_at(t, i) ? JJ_REACH_COVERED : JJ_REACH_TOO_FAR;
    }
}

/* The cell with most people; an uncovered one counts before any covered one. */
typedef struct peak {
    double people;
    bool is_uncovered;
    uint32_t cell;
} peak;

static void peak_offer(peak *p, double people, bool is_uncovered, size_t cell) {
    bool is_better = is_uncovered != p->is_uncovered ? is_uncovered : people > p->people;
    if (people > 0 && is_better)
        *p = (peak){people, is_uncovered, (uint32_t)cell};
}

jj_reach_sums jj_reach_sum(const jj_reach_map *m, const jj_cover *cover) {
    jj_reach_sums sums = {0};
    peak top = {.cell = JJ_NO_CELL};
    for (size_t i = 0; i < cover->n_spans; i++) {
        const jj_span *s = &cover->spans[i];
        size_t first = jj_span_cell(m->grid, s);
        for (size_t c = first; c < first + s->n; c++) {
            double people = m->people[c] * s->fraction;
            sums.of[m->reach[c]] += people;
            if (m->reach[c] == JJ_REACH_NODATA)
                continue;
            sums.people += people;
            peak_offer(&top, people, jj_reach_is_uncovered(m->reach[c]), c);
            if (m->time_ms[c] != JJ_UNREACHED) {
                sums.reached += people;
                sums.time_sum += people * m->time_ms[c];
            }
        }
    }
    sums.peak_cell = top.cell;
    return sums;
}

void jj_cover_mark_inside(const jj_cover *cover, const jj_grid *g, float *inside) {
    for (size_t i = 0; i < cover->n_spans; i++) {
        const jj_span *s = &cover->spans[i];
        size_t first = jj_span_cell(g, s);
        for (size_t c = first; c < first + s->n; c++)
            inside[c] = fminf(1, inside[c] + (float)s->fraction);
    }
}

jj_status jj_balance_people(jj_ctx *ctx, const jj_reach_map *m, const float *inside, double total,
                            double in_nodata, jj_balance *out) {
    double of[JJ_N_REACH] = {0}, outside = 0;
    size_t n = jj_grid_cells(m->grid);
    for (size_t c = 0; c < n; c++) {
        if (m->reach[c] == JJ_REACH_NODATA) {
            of[JJ_REACH_NODATA] += m->people[c];
            continue;
        }
        double people_inside = inside[c] > WHOLE ? m->people[c] : m->people[c] * (double)inside[c];
        of[m->reach[c]] += people_inside;
        outside += m->people[c] - people_inside;
    }
    jj_balance b = {.total = total,
                    .in_nodata = in_nodata + of[JJ_REACH_NODATA],
                    .outside_units = outside,
                    .on_blocked = of[JJ_REACH_BLOCKED],
                    .unreachable = of[JJ_REACH_UNREACHABLE],
                    .too_far = of[JJ_REACH_TOO_FAR],
                    .covered = of[JJ_REACH_COVERED]};
    double sum =
        b.in_nodata + b.outside_units + b.on_blocked + b.unreachable + b.too_far + b.covered;
    if (!(fabs(sum - total) <= 1e-6 * fabs(total)))
        return jj_fail(ctx, JJ_E_DATA,
                       "people do not balance: the source has %.3f and the classes add up to %.3f",
                       total, sum);
    *out = b;
    return JJ_OK;
}
