/* Provision: how many facilities, or how much of an attribute, each unit of a level has. */
#ifndef ANALYSIS_PROVISION_H
#define ANALYSIS_PROVISION_H

#include "model/scene.h"

/*
 * The unit at `level` a facility counts for: by the declared code first, else by location. A code
 * of a higher level is kept to: the location decides only within it. JJ_NO_UNIT: cannot be told.
 */
uint32_t jj_facility_unit(const jj_units *u, const jj_facility *f, uint32_t level);

/* What the facilities of a selection add up to in one unit. */
typedef struct jj_provision {
    double sum;          /* of the attribute, or the count */
    uint32_t n;          /* facilities */
    uint32_t n_missing;  /* of which the attribute is not given */
    uint32_t n_doubtful; /* of which kind, ownership or place rest on an inference or on a point
                            that is only known to the township or county */
    double sum_doubtful; /* of the attribute over those */
    uint32_t
        n_pointless; /* of which have no usable point (listed, but no distance rule sees them) */
} jj_provision;

typedef struct jj_provision_query {
    const uint32_t *facilities; /* indices, ascending */
    size_t n;
    const double *attribute; /* by facility; NULL counts facilities */
    uint32_t level;
} jj_provision_query;

/*
 * Adds to by_unit[units->n] (zeroed by the caller), for units at the query's level. Facilities
 * whose unit at that level cannot be told are added to their declared unit above it, so that they
 * are not lost; returns how many.
 */
uint32_t jj_provision_sum(const jj_scene *s, const jj_provision_query *q, jj_provision *by_unit);

#endif
