/* Roads laid onto the ground: which cells, and what "road in cell" does to times. */
#include "ground_case.h"
#include "geo/burn.h"
#include "solve/entrance.h"

enum { SIZE = 301 };
static const float GROUND = 900, ROAD = 36; /* ms/m: 4 and 100 km/h */
static const double CELL_M = 30;

typedef struct cells {
    uint32_t items[32];
    size_t n;
} cells;

static void keep(void *user, uint32_t cell) {
    cells *c = user;
    if (c->n < 32)
        c->items[c->n++] = cell;
}

static void test_cells_of_a_line(void) {
    const jj_grid g = {.rows = 4, .cols = 5, .x0 = 0, .y0 = 4, .dx = 1, .dy = 1};
    const double line[] = {0.5, 3.5, 3.5, 2.6, 3.5, 0.5};
    static const uint32_t want[] = {0, 1, 2, 7, 8, 8, 13, 18};
    cells c = {.n = 0};
    jj_burn_line(&g, line, 3, keep, &c);
    CHECK_INT(c.n, 8);
    for (size_t i = 0; i < c.n; i++)
        CHECK_INT(c.items[i], want[i]);
    const double across[] = {-1e9, 1.5, 1e9, 1.5}, off[] = {-3, 9, -1, 2}, lost[] = {NAN, 1, 2, 2};
    c.n = 0;
    jj_burn_line(&g, across, 2, keep, &c);
    CHECK_INT(c.n, 5);
    c.n = 0;
    jj_burn_line(&g, off, 2, keep, &c);
    jj_burn_line(&g, lost, 2, keep, &c);
    jj_burn_line(&g, line, 1, keep, &c);
    CHECK_INT(c.n, 0);
}

static void lay(void *user, uint32_t cell) {
    ((float *)user)[cell] = ROAD;
}

/*
 * A straight road through the middle at an angle; time along it, and from beside it, against truth.
 */
static void measure(ground_case *t, double angle, double *along, double *beside, int *n_beside) {
    double middle = SIZE / 2.0 + 0.13, dx = cos(angle), dy = sin(angle), far = 120;
    const double line[] = {middle - 140 * dx, middle - 140 * dy, middle + 140 * dx,
                           middle + 140 * dy};
    for (size_t i = 0; i < case_cells(t); i++)
        t->pace[i] = GROUND;
    jj_burn_line(&t->ground.grid, line, 2, lay, t->pace);
    const jj_source start = {jj_grid_cell_at(&t->ground.grid, middle - far * dx, middle - far * dy),
                             0, 0};
    CHECK_OK(t->ctx, jj_ground_field(t->ctx, &t->ground, &start, 1, &t->how, t->time_ms, NULL));
    uint32_t end = jj_grid_cell_at(&t->ground.grid, middle + far * dx, middle + far * dy);
    double x0, y0, x1, y1;
    jj_grid_centre(&t->ground.grid, start.cell, &x0, &y0);
    jj_grid_centre(&t->ground.grid, end, &x1, &y1);
    *along = t->time_ms[end] / (hypot(x1 - x0, y1 - y0) * CELL_M * (double)ROAD) - 1;
    for (uint32_t i = 0; i < case_cells(t); i++) { /* minutes on foot to the nearest of the road */
        double x, y;
        jj_grid_centre(&t->ground.grid, i, &x, &y);
        double down = (x - middle) * dx + (y - middle) * dy;
        double away = fabs((x - middle) * dy - (y - middle) * dx);
        if (fabs(down) > 60 || away < 1.5 || away > 8)
            continue;
        double slow = (double)GROUND, fast = (double)ROAD * (1 + *along);
        double true_ms = CELL_M * ((down + far) * fast + away * sqrt(slow * slow - fast * fast));
        *beside += (t->time_ms[i] - true_ms) / (CELL_M * (slow - (double)ROAD));
        ++*n_beside;
    }
}

static void test_road_in_cell(void) {
    ground_case *t = case_new(SIZE, SIZE, CELL_M, 1);
    t->how = (jj_travel){JJ_STENCIL_TRUE32, JJ_TOWARD, JJ_FARTHEST};
    double worst = 0, sum = 0, beside = 0;
    int n_beside = 0;
    enum { ANGLES = 24 };
    for (int i = 0; i < ANGLES; i++) {
        double along;
        measure(t, 0.02 + i * 3.14159265 / ANGLES, &along, &beside, &n_beside);
        worst = fabs(along) > worst ? fabs(along) : worst;
        sum += along;
    }
    printf("along a road: mean %+.2f %%, worst %.2f %%; beside it: %+.3f cells\n",
           100 * sum / ANGLES, 100 * worst, beside / n_beside);
    CHECK(fabs(sum / ANGLES) < 0.002 && worst < 0.009);
    CHECK_NEAR(beside / n_beside, -JJ_BURN_WIDTH, 0.01);
    case_free(t);
}

int main(void) {
    RUN(test_cells_of_a_line);
    RUN(test_road_in_cell);
    return 0;
}
