/* What the files of sheet/ share: the page being drawn and the view of the map in it. */
#ifndef OUT_SHEET_DRAW_H
#define OUT_SHEET_DRAW_H

#include "base/lang.h"
#include "base/text.h"
#include "out/sheet/page.h"
#include "out/style.h"

#include <pango/pangocairo.h>

enum { JJ_MOST_LABELS = 4000 };

typedef struct jj_box {
    double x, y, w, h; /* mm, y downwards */
} jj_box;

struct jj_page {
    jj_ctx *ctx;
    jj_page_spec spec;
    char *path;
    bool is_pdf, is_figure;
    int n_pages;
    double width_mm, height_mm, side_mm, margin_mm;
    double word_scale; /* of the words beside the map */
    double line_scale; /* of the boundaries' widths and dashes */
    cairo_surface_t *surface;
    cairo_t *cr;
    jj_box taken[JJ_MOST_LABELS]; /* labels placed on the page at hand */
    size_t n_taken;
    jj_box points[JJ_MOST_LABELS]; /* facilities drawn: labels keep off them where they can */
    size_t n_points;
    size_t n_listed; /* gaps in the list beside the map */
};

/* Metres of the projection to millimetres of the page. */
typedef struct jj_view {
    jj_box frame;
    double x0, y0;      /* projected metres at the frame's middle */
    double metres_a_mm; /* scale denominator / 1000 */
    size_t focus;       /* the unit shown, n_units = all */
} jj_view;

static inline double jj_view_x(const jj_view *v, double x) {
    return v->frame.x + v->frame.w / 2 + (x - v->x0) / v->metres_a_mm;
}
static inline double jj_view_y(const jj_view *v, double y) {
    return v->frame.y + v->frame.h / 2 - (y - v->y0) / v->metres_a_mm;
}

/* What a public sheet tells of a place: the middle of its square of this side. */
#define JJ_PUBLIC_SQUARE_M 2000

/* The box of projected metres that the frame shows: west, south, east, north. */
void jj_view_extent(const jj_view *v, double out[4]);

/* The largest round scale at which `area` times `slack` fits the frame. */
jj_view jj_view_fit(jj_box frame, const double area[4], double slack);

/* 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten, not below `wanted`. */
double jj_round_scale(double wanted);

/* target.c: one page after another. */
jj_status jj_page_begin(jj_page *p);
jj_status jj_page_end(jj_page *p);
jj_status jj_page_check(const jj_page *p);

/* text.c. Sizes in mm; a box of width 0 does not wrap. Returns the height taken. */
double jj_draw_text(const jj_page *p, const char *text, double mm, bool is_bold, jj_box at);
double jj_text_height(const jj_page *p, const char *text, double mm, double width_mm);

/* What a label may do to find a place; each in turn. */
typedef enum jj_label_effort {
    JJ_LABEL_SPARES, /* hide no facility, keep its middle within the shape */
    JJ_LABEL_HIDES,  /* hide facilities */
    JJ_LABEL_LEAVES  /* stand outside the shape too */
} jj_label_effort;

typedef struct jj_label {
    const char *text;
    double mm, x, y;
    bool is_bold;
    double rgb[3];
    double wrap_mm;   /* 0: one line */
    double beside_mm; /* of a sign at (x, y): so far right, left, above or below; 0: on it */
    const jj_sheet_shape *within; /* NULL: no matter where */
    jj_label_effort most;         /* left out rather than going further */
} jj_label;
/* A label near its place where nothing stands yet, with a halo; false = left out. */
bool jj_draw_label(jj_page *p, const jj_view *v, const jj_label *l);
/* Text centred on (x, y), turned by `turn` radians. */
void jj_draw_text_at(const jj_page *p, const char *text, double mm, double x, double y,
                     double turn);

/* Ground that cannot be crossed: lakes and rivers above all. */
extern const uint8_t jj_blocked_rgb[3];

/* map.c: everything inside the frame, clipped to it. */
void jj_draw_map(jj_page *p, const jj_view *v, const jj_sheet_data *d,
                 const jj_legend_class *classes);
void jj_draw_hatch(const jj_page *p, const jj_box *within, double gap_mm);
void jj_set_rgb(const jj_page *p, const uint8_t rgb[3]);
/* A gap as a public sheet shows it: a square mark around (x, y), mm, as a path. */
void jj_trace_gap_mark(const jj_page *p, double x, double y);
/* Whether the frame shows ground that cannot be crossed. */
bool jj_view_has_blocked(const jj_view *v, const jj_sheet_data *d);
/* How the boundary of a level is drawn: sets line width and dashes. */
void jj_set_boundary(const jj_page *p, const char *level);
void jj_end_boundary(const jj_page *p);

/* frame.c */
jj_status jj_draw_graticule(jj_page *p, const jj_view *v, const jj_sheet_data *d);
void jj_draw_frame(const jj_page *p, const jj_box *frame);
void jj_draw_north(const jj_page *p, const jj_box *frame);
double jj_draw_scale(const jj_page *p, const jj_view *v, double x, double y);
/* Length of a scale bar of 1, 2 or 4 times a power of ten, at most `most_mm` long. */
double jj_bar_km(double metres_a_mm, double most_mm);
/* "1:200 000" */
void jj_scale_text(const jj_view *v, char *out, size_t size);
/* A second map of the crowded middle, or where the unit shown lies. */
void jj_draw_inset(jj_page *p, const jj_view *v, const jj_sheet_data *d,
                   const jj_legend_class *classes);
void jj_draw_locator(jj_page *p, const jj_view *v, const jj_sheet_data *d, jj_box at);

/* Whether a gap is worth a line in the list: of `unit`, or of all where that is NULL. */
bool jj_gap_is_listed(const jj_sheet_gap *g, const char *unit);

/* side.c: the column of words right of the map. */
void jj_draw_side(jj_page *p, const jj_view *v, const jj_sheet_data *d,
                  const jj_legend_class *classes);
double jj_draw_legend(const jj_page *p, const jj_view *v, const jj_sheet_data *d,
                      const jj_legend_class *classes, jj_box at);

static inline const char *jj_page_tr(const jj_page *p, const char *en)
    __attribute__((format_arg(2)));
static inline const char *jj_page_tr(const jj_page *p, const char *en) {
    return jj_tr(p->spec.lang, en);
}

#endif
