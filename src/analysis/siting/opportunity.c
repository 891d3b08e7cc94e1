#include "analysis/siting/opportunity.h"

#include "solve/windows.h"

#include <math.h>

typedef struct surface {
    const double *people;
    const uint32_t *cell_of; /* per place */
    double *gain;
} surface;

static bool add_up(void *user, int worker, size_t place, const uint32_t *cells,
                   const uint32_t *time_ms, size_t n) {
    (void)worker;
    (void)time_ms;
    const surface *s = user;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += s->people[cells[i]];
    s->gain[s->cell_of[place]] = sum;
    return true;
}

static bool is_candidate(const jj_opportunity *ask, size_t cell) {
    if (!(ask->ground->pace_ms_m[cell] > 0))
        return false;
    return ask->is_candidate ? ask->is_candidate[cell] : ask->people[cell] > 0;
}

jj_status jj_opportunity_surface(jj_ctx *ctx, const jj_opportunity *ask, double *gain) {
    const jj_grid *g = &ask->ground->grid;
    size_t n = jj_grid_cells(g), n_places = 0;
    for (size_t i = 0; i < n; i++)
        n_places += is_candidate(ask, i);
    JJ_AUTO uint8_t *is_wanted = jj_alloc(n, 1);
    JJ_AUTO double *xy = jj_alloc(n_places, 2 * sizeof *xy);
    JJ_AUTO uint32_t *cell_of = jj_alloc(n_places, sizeof *cell_of);
    if (!is_wanted || !xy || !cell_of)
        return jj_no_memory(ctx, "the opportunity surface", n + n_places * 20);
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        gain[i] = (double)NAN;
        is_wanted[i] = ask->time_ms[i] > ask->how.within_ms && ask->people[i] > 0;
        if (!is_candidate(ask, i))
            continue;
        jj_grid_centre(g, (uint32_t)i, &xy[2 * k], &xy[2 * k + 1]);
        cell_of[k++] = (uint32_t)i;
    }
    surface s = {ask->people, cell_of, gain};
    const jj_windows_ask windows = {.ground = ask->ground,
                                    .how = ask->how,
                                    .is_wanted = is_wanted,
                                    .xy = xy,
                                    .n = n_places,
                                    .take = add_up,
                                    .user = &s};
    return jj_windows_search(ctx, &windows);
}
