/* Whether one may build there: ground, units, neighbours, constraints, slope, roads. */
#ifndef OUT_PROPOSAL_SITES_H
#define OUT_PROPOSAL_SITES_H

#include "out/proposal.h"

/* Fills faults, site by site. JJ_E_NOMEM, JJ_E_DATA: polygons that cannot be overlaid. */
jj_status jj_proposal_check_sites(jj_ctx *ctx, jj_proposal *a);

/* Whether constraint `c` holds at the point. */
bool jj_constraint_holds_at(const jj_constraint *c, double lon, double lat);

#endif
