#include "analysis/catchment/catchment.h"

#include <math.h>

static void count_row(const jj_reach_map *m, uint32_t row, const uint32_t *slot,
                      jj_catchment *out) {
    size_t first = (size_t)row * m->grid->cols;
    for (size_t c = first; c < first + m->grid->cols; c++) {
        if (m->nearest[c] == JJ_NO_FACILITY || m->reach[c] == JJ_REACH_NODATA ||
            !(m->people[c] > 0))
            continue;
        jj_catchment *k = &out[slot[m->nearest[c]]];
        k->people += m->people[c];
        k->mean_ms += m->people[c] * m->time_ms[c];
        if (m->reach[c] == JJ_REACH_COVERED)
            k->people_within += m->people[c];
        if (m->time_ms[c] > k->max_ms)
            k->max_ms = m->time_ms[c];
        if (k->first_row == k->end_row)
            k->first_row = row;
        k->end_row = row + 1;
    }
}

jj_status jj_catchments(jj_ctx *ctx, const jj_scene *s, const jj_reach_map *m, jj_rows rows,
                        const uint32_t *facilities, size_t n, jj_catchment *out) {
    JJ_AUTO uint32_t *slot = jj_alloc(s->n_facilities, sizeof *slot);
    if (!slot)
        return jj_no_memory(ctx, "catchments", s->n_facilities * sizeof *slot);
    for (size_t i = 0; i < n; i++) {
        slot[facilities[i]] = (uint32_t)i;
        out[i] = (jj_catchment){.facility = facilities[i],
                                .places = s->facilities[facilities[i]].places,
                                .load = (double)NAN};
    }
    for (uint32_t row = rows.first; row < rows.end; row++)
        count_row(m, row, slot, out);
    for (size_t i = 0; i < n; i++)
        out[i].mean_ms = out[i].people > 0 ? out[i].mean_ms / out[i].people : 0;
    return JJ_OK;
}
