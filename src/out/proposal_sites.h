/* Whether one may build there: ground, units, neighbours, constraints, slope, roads. */
#ifndef OUT_PROPOSAL_SITES_H
#define OUT_PROPOSAL_SITES_H

#include "out/proposal.h"

/* Fills faults, site by site. JJ_E_NOMEM, JJ_E_DATA: polygons that cannot be overlaid. */
jj_status jj_proposal_check_sites(jj_ctx *ctx, jj_proposal *a);

/* Whether some constraint forbids facilities of the kind at the point. */
bool jj_is_forbidden_at(const jj_scene *s, const char *kind, double lon, double lat);

/* The deepest unit whose polygon holds the point, or JJ_NO_UNIT. */
uint32_t jj_unit_at(const jj_units *u, double lon, double lat);

/* JJ_E_DATA: a kind that is not of the project's vocabulary; names the nearest. */
jj_status jj_proposal_check_kind(jj_ctx *ctx, const jj_scene *s, const char *kind);

#endif
