/* Questions to an outline: what lies inside it, and where its name has room. */
#include "base/param.h"
#include "out/sheet/data.h"

#include <math.h>

bool jj_sheet_shape_has(const jj_sheet_shape *s, double x, double y) {
    bool inside = false;
    if (x < s->box[0] || x > s->box[2] || y < s->box[1] || y > s->box[3])
        return false;
    for (size_t k = 0, begin = 0; k < s->n_parts; begin = s->part_end[k++])
        for (size_t i = begin, j = s->part_end[k] - 1; i < s->part_end[k]; j = i++) {
            const double *a = &s->xy[2 * i], *b = &s->xy[2 * j];
            if ((a[1] > y) != (b[1] > y) && x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0])
                inside = !inside;
        }
    return inside;
}

/* Where the outline crosses a parallel, west to east; at most `cap` of them. */
static size_t crossings(const jj_sheet_shape *s, double y, double *x, size_t cap) {
    size_t n = 0;
    for (size_t k = 0, begin = 0; k < s->n_parts; begin = s->part_end[k++])
        for (size_t i = begin, j = s->part_end[k] - 1; i < s->part_end[k] && n < cap; j = i++) {
            const double *a = &s->xy[2 * i], *b = &s->xy[2 * j];
            if ((a[1] > y) == (b[1] > y))
                continue;
            double at = (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0];
            size_t place = n++;
            for (; place > 0 && x[place - 1] > at; place--)
                x[place] = x[place - 1];
            x[place] = at;
        }
    return n;
}

bool jj_sheet_shape_place(const jj_sheet_shape *s, const double window[4], double out[2]) {
    enum { PARALLELS = 7 };
    const double off_middle = 0.5; /* of its width a stretch may lose at the rim */
    double west = fmax(s->box[0], window[0]), east = fmin(s->box[2], window[2]);
    double south = fmax(s->box[1], window[1]), north = fmin(s->box[3], window[3]), best = 0;
    for (int k = 0; k < PARALLELS; k++) {
        double x[64], part = (k + 0.5) / PARALLELS, y = south + (north - south) * part;
        double weight = 1 - off_middle * fabs(2 * part - 1);
        size_t n = crossings(s, y, x, JJ_COUNT(x));
        for (size_t i = 0; i + 1 < n; i += 2) {
            double from = fmax(x[i], west), to = fmin(x[i + 1], east);
            if ((to - from) * weight <= best)
                continue;
            best = (to - from) * weight;
            out[0] = (from + to) / 2;
            out[1] = y;
        }
    }
    return best > 0;
}
