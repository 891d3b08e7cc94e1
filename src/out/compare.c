#include "out/compare.h"
#include "analysis/reach.h"
#include "analysis/trend/trend.h"
#include "base/file.h"
#include "out/outcome.h"
#include "store/crs.h"
#include "store/raster.h"

#include <jansson.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    CO_CHANGE,
    CO_RULE,
    CO_UNIT,
    CO_UNIT_NAME,
    CO_BEFORE,
    CO_AFTER,
    CO_PEOPLE,
    CO_LON,
    CO_LAT,
    CO_ALERT,
    CO_N
};

static const jj_column columns[CO_N] = {
    {"change", JJ_CELL_TEXT, "change", "变化"},
    {"rule_id", JJ_CELL_TEXT, "rule", "规则"},
    {"unit_code", JJ_CELL_TEXT, "unit code", "单位代码"},
    {"unit_name", JJ_CELL_TEXT, "unit", "单位"},
    {"before", JJ_CELL_TEXT, "before", "此前"},
    {"after", JJ_CELL_TEXT, "after", "此后"},
    {"people", JJ_CELL_REAL, "people", "人数"},
    {"lon", JJ_CELL_REAL, "longitude", "经度"},
    {"lat", JJ_CELL_REAL, "latitude", "纬度"},
    {"alert", JJ_CELL_TEXT, "alert", "预警"},
};

/* The rasters of one rule in one result. */
typedef struct side {
    jj_raster *reach, *people;
} side;

static void side_close(side *s) {
    jj_raster_close(s->reach);
    jj_raster_close(s->people);
}

static jj_status open_raster(jj_ctx *ctx, const jj_result_file *r, const char *kind,
                             const char *rule, jj_raster **out) {
    char slug[64], name[96];
    jj_outcome_slug(rule, slug, sizeof slug);
    snprintf(name, sizeof name, "rasters/%s_%s.tif", kind, slug);
    JJ_AUTO char *path = jj_path_join(r->folder, name);
    if (!path)
        return jj_no_memory(ctx, name, 0);
    return jj_file_exists(path) ? jj_raster_open(ctx, path, 1, "EPSG:4326", out) : JJ_OK;
}

static jj_status side_open(jj_ctx *ctx, const jj_result_file *r, const char *rule, side *out) {
    JJ_TRY(open_raster(ctx, r, "reach", rule, &out->reach));
    return open_raster(ctx, r, "uncovered", rule, &out->people);
}

static bool is_same_lattice(const side *a, const side *b) {
    if (!a->reach || !b->reach || !a->people || !b->people)
        return false;
    jj_grid g = jj_raster_grid(a->reach), h = jj_raster_grid(b->reach);
    return g.rows == h.rows && g.cols == h.cols && g.x0 == h.x0 && g.y0 == h.y0 && g.dx == h.dx &&
           g.dy == h.dy && jj_crs_same(jj_raster_crs(a->reach), jj_raster_crs(b->reach));
}

/* People uncovered in `from` on cells that `to` covers. */
static jj_status sum_moved(jj_ctx *ctx, const side *from, const side *to, double *people) {
    jj_grid g = jj_raster_grid(from->people);
    JJ_AUTO double *uncovered = jj_alloc(g.cols, sizeof *uncovered);
    JJ_AUTO double *reach = jj_alloc(g.cols, sizeof *reach);
    if (!uncovered || !reach)
        return jj_no_memory(ctx, "a row", 2 * sizeof(double) * g.cols);
    *people = 0;
    for (uint32_t row = 0; row < g.rows; row++) {
        JJ_TRY(jj_ctx_poll(ctx));
        JJ_TRY(jj_raster_read(ctx, from->people, row, 1, uncovered));
        JJ_TRY(jj_raster_read(ctx, to->reach, row, 1, reach));
        for (uint32_t c = 0; c < g.cols; c++)
            if (uncovered[c] > 0 && reach[c] == (double)JJ_REACH_COVERED)
                *people += uncovered[c];
    }
    return JJ_OK;
}

static jj_status add_people(jj_ctx *ctx, const char *rule, const side *a, const side *b,
                            jj_reply *out) {
    double gained, lost;
    if (!is_same_lattice(a, b))
        return JJ_OK;
    JJ_TRY(sum_moved(ctx, a, b, &gained));
    JJ_TRY(sum_moved(ctx, b, a, &lost));
    const char *const names[] = {"people_gained", "people_lost"};
    const double people[] = {gained, lost};
    for (int i = 0; i < 2; i++) {
        const jj_cell cells[CO_N] = {[CO_CHANGE] = {.text = names[i]},
                                     [CO_RULE] = {.text = rule},
                                     [CO_PEOPLE] = {.real = people[i]},
                                     [CO_LON] = {.real = (double)NAN},
                                     [CO_LAT] = {.real = (double)NAN}};
        JJ_TRY(jj_reply_add(ctx, out, cells));
    }
    return JJ_OK;
}

static void free_transform(jj_transform **t) {
    jj_transform_free(*t);
}

/* What another result says of a place: its jj_reach, JJ_REACH_NODATA where it says nothing. */
static jj_status reach_at(jj_ctx *ctx, const side *s, double lon, double lat, jj_reach *out) {
    JJ_CLEANUP(free_transform) jj_transform *t = NULL;
    *out = JJ_REACH_NODATA;
    if (!s->reach || isnan(lon))
        return JJ_OK;
    jj_grid g = jj_raster_grid(s->reach);
    if (!g.is_geographic) {
        JJ_TRY(jj_transform_new(ctx, "EPSG:4326", jj_raster_crs(s->reach), &t));
        JJ_TRY(jj_transform_points(ctx, t, &lon, &lat, 1));
    }
    uint32_t cell = jj_grid_cell_at(&g, lon, lat);
    double code;
    if (cell == JJ_NO_CELL)
        return JJ_OK;
    JJ_TRY(jj_raster_read_window(ctx, s->reach, cell / g.cols, cell % g.cols, 1, 1, &code));
    *out = isnan(code) ? JJ_REACH_NODATA : (jj_reach)code;
    return JJ_OK;
}

/* Gaps of one result whose place the other covers. */
static jj_status add_gaps(jj_ctx *ctx, const jj_result_file *r, const char *rule,
                          const char *change, const side *other, jj_reply *out) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_prepare(ctx, r->db,
                         "SELECT unit_code,unit_name,people,lon,lat FROM gap_patch WHERE rule_id=?"
                         " AND NOT is_scattered ORDER BY rank",
                         &s));
    jj_stmt_put_text(s, rule);
    for (;;) {
        bool more;
        jj_reach reach;
        JJ_TRY(jj_stmt_next(ctx, s, &more));
        if (!more)
            return JJ_OK;
        double lon = jj_stmt_real(s, 3), lat = jj_stmt_real(s, 4);
        JJ_TRY(reach_at(ctx, other, lon, lat, &reach));
        if (reach != JJ_REACH_COVERED)
            continue;
        const jj_cell cells[CO_N] = {[CO_CHANGE] = {.text = change},
                                     [CO_RULE] = {.text = rule},
                                     [CO_UNIT] = {.text = jj_stmt_text(s, 0)},
                                     [CO_UNIT_NAME] = {.text = jj_stmt_text(s, 1)},
                                     [CO_PEOPLE] = {.real = jj_stmt_real(s, 2)},
                                     [CO_LON] = {.real = lon},
                                     [CO_LAT] = {.real = lat}};
        JJ_TRY(jj_reply_add(ctx, out, cells));
    }
}

/* b is attached to a's database as `other`; a unit that only one side judges has an empty status. */
static const char verdict_changes[] =
    "SELECT code,name,max(old),max(new),round(sum(people),6) FROM ("
    "SELECT unit_code AS code,unit_name AS name,status AS old,NULL AS new,"
    "coalesce(demand_uncovered,0) AS people FROM main.rule_result WHERE rule_id=?1"
    " UNION ALL SELECT unit_code,unit_name,NULL,status,-coalesce(demand_uncovered,0)"
    " FROM other.rule_result WHERE rule_id=?1)"
    " GROUP BY code HAVING max(old) IS NOT max(new) ORDER BY code";

/* NULL where nothing got worse: a verdict that was met is so no longer. */
static const char *alert_of(const char *before, const char *after) {
    bool was_met = before && strcmp(before, jj_verdict_name(JJ_PASS)) == 0;
    return was_met && after && strcmp(after, jj_verdict_name(JJ_FAIL)) == 0 ? "worse" : NULL;
}

static jj_status add_verdicts(jj_ctx *ctx, const jj_result_file *a, const char *rule,
                              jj_reply *out) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_prepare(ctx, a->db, verdict_changes, &s));
    jj_stmt_put_text(s, rule);
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(ctx, s, &more));
        if (!more)
            return JJ_OK;
        const jj_cell cells[CO_N] = {
            [CO_CHANGE] = {.text = "verdict"},
            [CO_RULE] = {.text = rule},
            [CO_UNIT] = {.text = jj_stmt_text(s, 0)},
            [CO_UNIT_NAME] = {.text = jj_stmt_text(s, 1)},
            [CO_BEFORE] = {.text = jj_stmt_text(s, 2)},
            [CO_AFTER] = {.text = jj_stmt_text(s, 3)},
            [CO_PEOPLE] = {.real = jj_stmt_real(s, 4)},
            [CO_LON] = {.real = (double)NAN},
            [CO_LAT] = {.real = (double)NAN},
            [CO_ALERT] = {.text = alert_of(jj_stmt_text(s, 2), jj_stmt_text(s, 3))},
        };
        JJ_TRY(jj_reply_add(ctx, out, cells));
    }
}

/* The year a result is of; 0 when its manifest names none. */
static int year_of(const jj_result_file *r) {
    json_t *m = json_loads(r->manifest, 0, NULL);
    int year = (int)json_integer_value(json_object_get(m, "year"));
    json_decref(m);
    return year;
}

/*
 * The rule's figures on its topmost units: before, after, target, the year due in the first and the
 * second result, comparison. Where a unit has a row of its own and one summed up, the last counts.
 */
static const char figures[] =
    "SELECT y.unit_code,y.unit_name,x.value,y.value,r.target,q.year,r.year,r.op,max(y.fid)"
    " FROM other.rule_result y JOIN main.rule_result x"
    " ON x.rule_id=y.rule_id AND x.unit_code=y.unit_code"
    " JOIN other.rule r ON r.id=y.rule_id JOIN main.rule q ON q.id=y.rule_id"
    " WHERE y.rule_id=?1 AND x.value IS NOT NULL AND y.value IS NOT NULL AND r.op<>'report'"
    " AND y.unit_level=(SELECT unit_level FROM other.rule_result z WHERE z.rule_id=?1"
    " GROUP BY unit_level ORDER BY count(DISTINCT unit_code) LIMIT 1)"
    " GROUP BY y.unit_code ORDER BY y.unit_code";

/* A year that does not move with the run is the plan's; else there is none to be in time for. */
static jj_progress_made progress_between(jj_stmt *s, int year_a, int year_b) {
    int due = (int)jj_stmt_int(s, 6);
    bool is_planned = due == (int)jj_stmt_int(s, 5) && due > year_a;
    jj_plan plan = {jj_stmt_real(s, 2), is_planned ? jj_stmt_real(s, 4) : (double)NAN, year_a, due};
    return jj_progress_of(&plan, jj_stmt_real(s, 3), year_b < due ? year_b : due,
                          *jj_stmt_text(s, 7) == '>');
}

static jj_status add_progress_row(jj_ctx *ctx, const char *rule, jj_stmt *s,
                                  jj_progress_class class, jj_reply *out) {
    char before[32];
    snprintf(before, sizeof before, "%.4g → %.4g", jj_stmt_real(s, 2), jj_stmt_real(s, 3));
    const jj_cell cells[CO_N] = {
        [CO_CHANGE] = {.text = "progress"},
        [CO_RULE] = {.text = rule},
        [CO_UNIT] = {.text = jj_stmt_text(s, 0)},
        [CO_UNIT_NAME] = {.text = jj_stmt_text(s, 1)},
        [CO_BEFORE] = {.text = before},
        [CO_AFTER] = {.text = jj_progress_name(class)},
        [CO_PEOPLE] = {.real = (double)NAN},
        [CO_LON] = {.real = (double)NAN},
        [CO_LAT] = {.real = (double)NAN},
        [CO_ALERT] = {.text = class == JJ_PROGRESS_BEHIND ? "behind" : NULL},
    };
    return jj_reply_add(ctx, out, cells);
}

/* How far the time between the two years has brought the rule on its way to the target. */
static jj_status add_progress(jj_ctx *ctx, const jj_result_file *a, const jj_result_file *b,
                              const char *rule, jj_reply *out) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    int year_a = year_of(a), year_b = year_of(b);
    if (year_a == 0 || year_b <= year_a)
        return JJ_OK;
    JJ_TRY(jj_db_prepare(ctx, a->db, figures, &s));
    jj_stmt_put_text(s, rule);
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(ctx, s, &more));
        if (!more)
            return JJ_OK;
        jj_progress_made made = progress_between(s, year_a, year_b);
        JJ_TRY(add_progress_row(ctx, rule, s, made.class, out));
    }
}

static jj_status compare_rule(jj_ctx *ctx, const jj_result_file *a, const jj_result_file *b,
                              const char *rule, jj_reply *out) {
    JJ_CLEANUP(side_close) side before = {0};
    JJ_CLEANUP(side_close) side after = {0};
    JJ_TRY(side_open(ctx, a, rule, &before));
    JJ_TRY(side_open(ctx, b, rule, &after));
    JJ_TRY(add_verdicts(ctx, a, rule, out));
    JJ_TRY(add_progress(ctx, a, b, rule, out));
    JJ_TRY(add_people(ctx, rule, &before, &after, out));
    JJ_TRY(add_gaps(ctx, a, rule, "gap_closed", &after, out));
    return add_gaps(ctx, b, rule, "gap_new", &before, out);
}

static jj_status attach(jj_ctx *ctx, const jj_result_file *a, const jj_result_file *b) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_AUTO char *path = jj_path_join(b->folder, "result.gpkg");
    if (!path)
        return jj_no_memory(ctx, b->folder, 0);
    JJ_TRY(jj_db_prepare(ctx, a->db, "ATTACH ? AS other", &s));
    jj_stmt_put_text(s, path);
    return jj_stmt_run(ctx, s);
}

static jj_status compare_rules(jj_ctx *ctx, const jj_result_file *a, const jj_result_file *b,
                               jj_reply *out) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    size_t n = 0;
    JJ_TRY(attach(ctx, a, b));
    JJ_TRY(jj_db_prepare(ctx, a->db,
                         "SELECT id FROM main.rule WHERE id IN (SELECT id FROM other.rule)"
                         " ORDER BY fid",
                         &s));
    for (;; n++) {
        bool more;
        JJ_TRY(jj_stmt_next(ctx, s, &more));
        if (!more)
            break;
        JJ_TRY(compare_rule(ctx, a, b, jj_stmt_text(s, 0), out));
    }
    return n ? JJ_OK
             : jj_fail(ctx, JJ_E_DATA, "'%s' and '%s' have no rule in common", a->folder,
                       b->folder);
}

jj_status jj_compare(jj_ctx *ctx, const jj_result_file *a, const jj_result_file *b, jj_reply *out) {
    jj_reply_begin(out, columns, CO_N);
    jj_status st = compare_rules(ctx, a, b, out);
    if (st != JJ_OK)
        jj_reply_deinit(out);
    return st;
}
