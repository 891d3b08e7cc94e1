#include "load/loader.h"
#include "base/lang.h"
#include "store/crs.h"
#include "store/raster.h"

#include <math.h>
#include <string.h>

/* The raster whose cells the project works on, or NULL: its own, else the first population grid. */
static const char *lattice_path(const jj_project *p, const char **crs, int *band) {
    *crs = p->lattice.crs;
    *band = (int)p->lattice.band;
    if (p->lattice.source)
        return p->lattice.source;
    for (size_t i = 0; i < p->n_people; i++)
        if (p->people[i].grid) {
            *crs = p->people[i].crs;
            *band = (int)p->people[i].band;
            return p->people[i].grid;
        }
    return NULL;
}

static jj_status set_crs(jj_loader *l, const char *crs) {
    l->crs = jj_keep(l, crs);
    if (!l->crs)
        return jj_loader_no_room(l);
    l->is_geographic = jj_crs_is_geographic(l->crs);
    l->scene->crs = l->scene->has_grid ? l->crs : "";
    return JJ_OK;
}

/* Without a raster: cells of our own where people stand at places, in degrees unless said. */
static jj_status open_made(jj_loader *l) {
    const char *crs = l->project->lattice.crs;
    JJ_AUTO char *wkt = NULL;
    JJ_TRY(jj_crs_wkt(l->ctx, crs ? crs : "EPSG:4326", &wkt));
    l->is_lattice_made = l->project->n_counts > 0;
    return set_crs(l, wkt);
}

static void close_raster(jj_raster **r) {
    jj_raster_close(*r);
}

jj_status jj_open_lattice(jj_loader *l) {
    const char *crs;
    int band;
    const char *path = lattice_path(l->project, &crs, &band);
    if (!path)
        return open_made(l);
    JJ_CLEANUP(close_raster) jj_raster *r = NULL;
    JJ_TRY(jj_raster_open(l->ctx, path, band, crs, &r));
    l->scene->has_grid = true;
    l->scene->grid = jj_raster_grid(r);
    JJ_TRY(set_crs(l, jj_raster_crs(r)));
    if (jj_crs_is_local(l->crs))
        return jj_fail(l->ctx, JJ_E_DATA,
                       "'%s' lies on a local plane: a project needs a grid placed on the earth",
                       path);
    return JJ_OK;
}

/* The units' box, west, south, east, north; false when no unit has a polygon. */
static bool units_box(const jj_loader *l, double box[4]) {
    box[0] = box[1] = INFINITY;
    box[2] = box[3] = -INFINITY;
    for (size_t i = 0; i < l->n_shapes; i++) {
        if (!l->shapes[i])
            continue;
        box[0] = fmin(box[0], l->boxes[i][0]);
        box[1] = fmin(box[1], l->boxes[i][1]);
        box[2] = fmax(box[2], l->boxes[i][2]);
        box[3] = fmax(box[3], l->boxes[i][3]);
    }
    return box[0] < box[2];
}

static void widen(const jj_loader *l, double box[4]) {
    static const double degree_m = 111320;
    double north = l->project->lattice.margin_km * 1000, east = north;
    if (l->is_geographic) {
        double lat = fmin(85, fmax(fabs(box[1]), fabs(box[3])));
        north /= degree_m;
        east = north / cos(lat * 3.14159265358979 / 180);
    }
    box[0] -= east;
    box[1] -= north;
    box[2] += east;
    box[3] += north;
}

static uint32_t clamp(double v, uint32_t most) {
    return v <= 0 ? 0 : v >= most ? most : (uint32_t)v;
}

/* Whole cells of `g` that the box touches. */
static jj_grid cut(const jj_grid *g, const double box[4]) {
    uint32_t col0 = clamp(floor((box[0] - g->x0) / g->dx), g->cols);
    uint32_t col1 = clamp(ceil((box[2] - g->x0) / g->dx), g->cols);
    uint32_t row0 = clamp(floor((g->y0 - box[3]) / g->dy), g->rows);
    uint32_t row1 = clamp(ceil((g->y0 - box[1]) / g->dy), g->rows);
    jj_grid out = *g;
    out.cols = col1 > col0 ? col1 - col0 : 0;
    out.rows = row1 > row0 ? row1 - row0 : 0;
    out.x0 += col0 * g->dx;
    out.y0 -= row0 * g->dy;
    return out;
}

static jj_status refuse_apart(jj_loader *l, const double box[4]) {
    const jj_grid *g = &l->scene->grid;
    return jj_fail(l->ctx, JJ_E_DATA,
                   "grid and units do not overlap: the grid spans x %.15g to %.15g, y %.15g to "
                   "%.15g, the units x %.15g to %.15g, y %.15g to %.15g: check crs and datum",
                   g->x0, g->x0 + g->cols * g->dx, g->y0 - g->rows * g->dy, g->y0, box[0], box[2],
                   box[1], box[3]);
}

/* Fields, people, masks and the solver's own, bytes a cell, at the least. */
static uint64_t bytes_a_cell(const jj_project *p) {
    enum { SOLVER = 24, PEOPLE = 8, PROFILE = 4, FIELD = 8 };
    return SOLVER + FIELD + PEOPLE * (p->n_people + p->n_counts) + PROFILE * (p->n_profiles + 1);
}

static jj_status check_size(jj_loader *l, const jj_grid *g, int64_t subdivide) {
    double cells = (double)g->rows * (double)g->cols * (double)(subdivide * subdivide);
    if (cells > 4294967294.0)
        return jj_fail(l->ctx, JJ_E_LIMIT,
                       "the lattice would have %.0f cells, and the most is 4294967294: use a "
                       "coarser grid, 'lattice: subdivide' or a smaller area",
                       cells);
    return jj_ctx_need(l->ctx, (uint64_t)cells * bytes_a_cell(l->project),
                       jj_tr(l->ctx->lang, "the lattice"));
}

static jj_status subdivide(jj_loader *l, jj_grid *g, uint32_t k) {
    JJ_TRY(check_size(l, g, k));
    g->rows *= k;
    g->cols *= k;
    g->dx /= k;
    g->dy /= k;
    return jj_grid_check(l->ctx, g);
}

/* Whole cells around the units and their margin, on multiples of the cell's side. */
static jj_status make_lattice(jj_loader *l) {
    static const double degree_m = 111320;
    jj_scene *s = l->scene;
    double box[4], side = l->project->lattice.cell_m;
    if (!units_box(l, box))
        return JJ_OK;
    widen(l, box);
    jj_grid *g = &s->grid;
    g->is_geographic = l->is_geographic;
    g->dx = g->dy = side;
    if (l->is_geographic) {
        g->dy = side / degree_m;
        g->dx = g->dy / cos((box[1] + box[3]) / 2 * 3.14159265358979 / 180);
    }
    g->x0 = floor(box[0] / g->dx) * g->dx;
    g->y0 = ceil(box[3] / g->dy) * g->dy;
    g->cols = (uint32_t)fmin(4e9, ceil((box[2] - g->x0) / g->dx));
    g->rows = (uint32_t)fmin(4e9, ceil((g->y0 - box[1]) / g->dy));
    JJ_TRY(check_size(l, g, l->project->lattice.subdivide));
    s->has_grid = true;
    s->crs = l->crs;
    return jj_note_add(l->ctx, &l->notes, &(jj_finding){.code = "grid_made", .source = "lattice"});
}

jj_status jj_cut_lattice(jj_loader *l) {
    jj_scene *s = l->scene;
    if (l->is_lattice_made)
        JJ_TRY(make_lattice(l));
    if (!s->has_grid)
        return JJ_OK;
    double box[4];
    jj_grid g = s->grid;
    if (!l->is_lattice_made && units_box(l, box)) {
        g = cut(&s->grid, box);
        if (g.rows == 0 || g.cols == 0)
            return refuse_apart(l, box);
        widen(l, box);
        g = cut(&s->grid, box);
    }
    if (g.rows != s->grid.rows || g.cols != s->grid.cols)
        JJ_TRY(
            jj_note_add(l->ctx, &l->notes, &(jj_finding){.code = "grid_cut", .source = "lattice"}));
    JJ_TRY(subdivide(l, &g, (uint32_t)l->project->lattice.subdivide));
    s->grid = g;
    if (!l->is_geographic) {
        JJ_TRY(jj_row_places_new(l->ctx, &s->grid, l->crs, &l->places));
        s->row_lonlat = jj_row_places_lonlat;
        s->row_lonlat_arg = l->places;
    }
    if (!l->kept)
        return jj_crs_lengths(l->ctx, &s->grid, l->crs, &s->lengths);
    JJ_TRY(jj_kept_check(l));
    return jj_kept_lengths(l);
}
