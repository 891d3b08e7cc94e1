/*
 * The small map of an opinion page: sites, facilities of the kind, who comes within the standard.
 */
#ifndef OUT_OPINION_MAP_H
#define OUT_OPINION_MAP_H

#include "out/opinion/opinion.h"

#include <pango/pangocairo.h>

/* Draws into x .. x+w, y .. y+h in mm of `cr`, legend below the map. JJ_E_NOMEM, JJ_E_DATA. */
jj_status jj_opinion_map(jj_ctx *ctx, const jj_opinion *o, cairo_t *cr, const double frame[4]);

/* Letters of a layout in millimetres stand where they should. */
void jj_opinion_smooth(PangoLayout *layout);

#endif
