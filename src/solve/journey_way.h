/* The journey between two places as a line on the map. */
#ifndef SOLVE_JOURNEY_WAY_H
#define SOLVE_JOURNEY_WAY_H

#include "solve/journey.h"

/* A line of lon, lat pairs and what it costs. Zeroed before first use. */
typedef struct jj_way_line {
    double *lonlat; /* owned */
    size_t n, cap;  /* points */
    uint32_t ms;
    double metres;
} jj_way_line;

/* Adds a point unless the line already ends there. False when out of memory. */
bool jj_way_line_add(jj_way_line *line, double lon, double lat);
/* The other way round. */
void jj_way_line_reverse(jj_way_line *line);
void jj_way_line_deinit(jj_way_line *line);

/*
 * The way from the foot of `place` to that of `facility` (under JJ_AWAY: from the facility to the
 * place), or where the straight walk is shorter from the place itself to the facility itself; one
 * of those that cost least; ms and metres count both walks, so ms is what jj_journey_nearest()
 * finds where this facility is the nearest. Costs must be JJ_COST_TIME and the roads have shapes.
 * No point at all when there is no way within `how->within`. JJ_E_NOMEM.
 */
jj_status jj_journey_way(jj_ctx *ctx, const jj_journeys *how, const jj_access *facility,
                         const jj_access *place, jj_way_line *out);

#endif
