#include "analysis/provision/provision.h"

#include <math.h>

uint32_t jj_facility_unit(const jj_units *u, const jj_facility *f, uint32_t level) {
    uint32_t located =
        f->unit_located == JJ_NO_UNIT ? JJ_NO_UNIT : jj_unit_at_level(u, f->unit_located, level);
    if (f->unit_declared == JJ_NO_UNIT)
        return located;
    uint32_t declared_level = u->units[f->unit_declared].level;
    if (declared_level >= level)
        return jj_unit_at_level(u, f->unit_declared, level);
    bool is_within =
        located != JJ_NO_UNIT && jj_unit_at_level(u, located, declared_level) == f->unit_declared;
    return is_within ? located : JJ_NO_UNIT;
}

/* True when the unit a facility counts for rests on a guess. */
static bool is_doubtful(const jj_facility *f, bool is_counted_by_location) {
    return f->is_inferred || (is_counted_by_location && f->precision >= JJ_PRECISION_TOWNSHIP);
}

uint32_t jj_provision_sum(const jj_scene *s, const jj_provision_query *q, jj_provision *by_unit) {
    const jj_units *u = &s->units;
    uint32_t n_unplaced = 0;
    for (size_t i = 0; i < q->n; i++) {
        uint32_t index = q->facilities[i];
        const jj_facility *f = &s->facilities[index];
        uint32_t unit = jj_facility_unit(u, f, q->level);
        bool is_by_location =
            f->unit_declared == JJ_NO_UNIT || u->units[f->unit_declared].level < q->level;
        if (unit == JJ_NO_UNIT) {
            n_unplaced++;
            unit = f->unit_declared;
        }
        if (unit == JJ_NO_UNIT)
            continue;
        jj_provision *p = &by_unit[unit];
        double value = q->attribute ? q->attribute[index] : 1;
        bool is_missing = isnan(value);
        p->n++;
        p->n_missing += is_missing;
        p->n_pointless += f->cell == JJ_NO_CELL;
        p->sum += is_missing ? 0 : value;
        if (is_doubtful(f, is_by_location)) {
            p->n_doubtful++;
            p->sum_doubtful += is_missing ? 0 : value;
        }
    }
    return n_unplaced;
}
