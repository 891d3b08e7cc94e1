#include "analysis/ratio/ratio.h"

#include <math.h>

static double own_people(const jj_scene *s, const jj_demand *demand, uint32_t unit) {
    if (demand->of_unit && !isnan(demand->of_unit[unit]))
        return demand->of_unit[unit];
    if (demand->people && s->units.units[unit].has_geometry)
        return jj_cover_sum(&s->units.units[unit].cover, &s->grid, demand->people, NULL);
    return NAN;
}

/*
 * Units stand by level from the top, so going up from the last sees every child before its parent.
 */
jj_status jj_units_people(jj_ctx *ctx, const jj_scene *s, const jj_demand *demand, double *out) {
    const jj_units *u = &s->units;
    JJ_AUTO double *below = jj_alloc(u->n, sizeof *below);
    JJ_AUTO bool *has_children = jj_alloc(u->n, sizeof *has_children);
    if (!below || !has_children)
        return jj_no_memory(ctx, "people of units", u->n * sizeof *below);
    for (size_t i = u->n; i-- > 0;) {
        out[i] = own_people(s, demand, (uint32_t)i);
        if (isnan(out[i]) && has_children[i])
            out[i] = below[i];
        uint32_t parent = u->units[i].parent;
        if (parent == JJ_NO_UNIT)
            continue;
        has_children[parent] = true;
        below[parent] += out[i]; /* NaN spreads: a sum with an unknown part is unknown */
    }
    return JJ_OK;
}
