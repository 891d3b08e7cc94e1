/*
 * Layout in millimetres: a frame with the map left and a column of title, legend and lists right.
 * The map's scale is the largest round one at which the area fits.
 */
#include "out/sheet/page.h"
#include "base/lang.h"
#include "out/sheet/draw.h"

static jj_status draw(jj_page *p, const jj_sheet_data *d, size_t focus) {
    jj_legend_class classes[JJ_N_VERDICTS];
    bool is_unit = focus < d->n_units;
    double m = p->margin_mm, between = p->is_figure ? 2 : m + 2;
    jj_box frame = {m, m, p->width_mm - p->side_mm - 2 * m - between, p->height_mm - 2 * m};
    jj_view v =
        jj_view_fit(frame, is_unit ? d->units[focus].shape.box : d->box, is_unit ? 1.25 : 1.04);
    v.focus = focus;
    jj_legend_verdicts(p->spec.lang, classes);
    p->line_scale = p->is_figure ? 0.6 : !is_unit && d->n_units > 60 ? 0.7 : 1;
    JJ_TRY(jj_page_begin(p));
    jj_draw_side(p, &v, d, classes); /* first: the map numbers the gaps that are listed */
    jj_draw_map(p, &v, d, classes);
    JJ_TRY(jj_draw_graticule(p, &v, d));
    jj_draw_inset(p, &v, d, classes);
    jj_draw_frame(p, &frame);
    jj_draw_north(p, &frame);
    return jj_page_end(p);
}

jj_status jj_page_rule(jj_page *p, const jj_sheet_data *d) {
    return draw(p, d, d->n_units);
}

jj_status jj_page_unit(jj_page *p, const jj_sheet_data *d, size_t unit) {
    return draw(p, d, unit);
}
