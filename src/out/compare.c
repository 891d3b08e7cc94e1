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
    CO_BASE,
    CO_BASE_YEAR,
    CO_BASE_OF,
    CO_DONE,
    CO_TIME,
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
    {"base_value", JJ_CELL_REAL, "base", "基期值"},
    {"base_year", JJ_CELL_INT, "base year", "基期年份"},
    {"base_of", JJ_CELL_TEXT, "base taken from", "基期来源"},
    {"done_percent", JJ_CELL_REAL, "done, %", "完成进度%"},
    {"time_percent", JJ_CELL_REAL, "time gone, %", "时间进度%"},
    {"alert", JJ_CELL_TEXT, "alert", "预警"},
};

/* A row of the answer with nothing in it but what kind of change it is, of which rule. */
static void begin_row(jj_cell cells[CO_N], const char *change, const char *rule) {
    for (int i = 0; i < CO_N; i++)
        cells[i] = (jj_cell){.real = (double)NAN, .is_null = true};
    cells[CO_CHANGE].text = change;
    cells[CO_RULE].text = rule;
}

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
        jj_cell cells[CO_N];
        begin_row(cells, names[i], rule);
        cells[CO_PEOPLE].real = people[i];
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
        jj_cell cells[CO_N];
        begin_row(cells, change, rule);
        cells[CO_UNIT].text = jj_stmt_text(s, 0);
        cells[CO_UNIT_NAME].text = jj_stmt_text(s, 1);
        cells[CO_PEOPLE].real = jj_stmt_real(s, 2);
        cells[CO_LON].real = lon;
        cells[CO_LAT].real = lat;
        JJ_TRY(jj_reply_add(ctx, out, cells));
    }
}

/*
 * b is attached to a's database as `other`; a unit that only one side judges has an empty status.
 */
static const char verdict_changes[] =
    "SELECT code,name,max(old),max(new),round(sum(people),6) FROM ("
    "SELECT unit_code AS code,unit_name AS name,status AS old,NULL AS new,"
    "coalesce(demand_uncovered,0) AS people FROM main.rule_result WHERE rule_id=?1"
    " UNION ALL SELECT unit_code,unit_name,NULL,status,-coalesce(demand_uncovered,0)"
    " FROM other.rule_result WHERE rule_id=?1)"
    " GROUP BY code HAVING max(old) IS NOT max(new) ORDER BY code";

static bool is_verdict(const char *name, jj_verdict verdict) {
    return strcmp(name, jj_verdict_name(verdict)) == 0;
}

/* NULL where nothing got worse; a verdict that was met and is no longer told is no better. */
static const char *alert_of(const char *before, const char *after) {
    if (!is_verdict(before, JJ_PASS))
        return NULL;
    if (is_verdict(after, JJ_FAIL))
        return "worse";
    bool is_untold = !*after || is_verdict(after, JJ_NODATA) || is_verdict(after, JJ_NA);
    return is_untold ? "untold" : NULL;
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
        jj_cell cells[CO_N];
        begin_row(cells, "verdict", rule);
        cells[CO_UNIT].text = jj_stmt_text(s, 0);
        cells[CO_UNIT_NAME].text = jj_stmt_text(s, 1);
        cells[CO_BEFORE].text = jj_stmt_text(s, 2);
        cells[CO_AFTER].text = jj_stmt_text(s, 3);
        cells[CO_PEOPLE].real = jj_stmt_real(s, 4);
        cells[CO_ALERT].text = alert_of(cells[CO_BEFORE].text, cells[CO_AFTER].text);
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

enum {
    FI_UNIT,
    FI_NAME,
    FI_BEFORE,
    FI_AFTER,
    FI_TARGET,
    FI_DUE_BEFORE,
    FI_DUE,
    FI_OP,
    FI_REPORTED_YEAR, /* of the figure after, where it is a department's */
    FI_BASE,
    FI_BASE_YEAR /* of the catalogue; NULL where the level has several units: it is of them all */
};

/*
 * The rule's figures on its topmost units. Where a unit has a row of its own and one summed up, the
 * last counts. Columns that earlier schemas lack come in as NULL.
 */
static const char figures[] =
    "WITH top(level,n) AS (SELECT unit_level,count(DISTINCT unit_code) FROM other.rule_result"
    " WHERE rule_id=?1 GROUP BY 1 ORDER BY 2 LIMIT 1),"
    " was AS (SELECT unit_code,value,max(fid) FROM main.rule_result WHERE rule_id=?1 GROUP BY 1)"
    " SELECT y.unit_code,y.unit_name,x.value,y.value,r.target,%s,%s,r.op,%s,"
    "CASE WHEN top.n=1 THEN %s END,CASE WHEN top.n=1 THEN %s END,max(y.fid)"
    " FROM other.rule_result y JOIN top ON y.unit_level=top.level"
    " LEFT JOIN was x ON x.unit_code=y.unit_code"
    " JOIN other.rule r ON r.id=y.rule_id JOIN main.rule q ON q.id=y.rule_id"
    " WHERE y.rule_id=?1 AND r.op<>'report' AND (x.value IS NOT NULL OR y.value IS NOT NULL)"
    " GROUP BY y.unit_code ORDER BY y.unit_code";

static jj_status has_column(jj_ctx *ctx, const jj_result_file *a, const char *table,
                            const char *column, bool *out) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(
        jj_db_prepare(ctx, a->db, "SELECT 1 FROM pragma_table_info(?1,'other') WHERE name=?2", &s));
    jj_stmt_put_text(s, table);
    jj_stmt_put_text(s, column);
    return jj_stmt_next(ctx, s, out);
}

static jj_status figures_of(jj_ctx *ctx, const jj_result_file *a, const char *rule, jj_stmt **out) {
    bool has_base, has_reported, has_due;
    char sql[sizeof figures + 200];
    JJ_TRY(has_column(ctx, a, "rule", "base_value", &has_base));
    JJ_TRY(has_column(ctx, a, "rule_result", "reported_year", &has_reported));
    JJ_TRY(has_column(ctx, a, "rule", "due_year", &has_due));
    snprintf(sql, sizeof sql, figures, has_due ? "coalesce(r.due_year,q.year)" : "q.year",
             has_due ? "coalesce(r.due_year,r.year)" : "r.year",
             has_reported ? "CASE WHEN y.is_reported THEN y.reported_year END" : "NULL",
             has_base ? "r.base_value" : "NULL", has_base ? "r.base_year" : "NULL");
    JJ_TRY(jj_db_prepare(ctx, a->db, sql, out));
    jj_stmt_put_text(*out, rule);
    return JJ_OK;
}

/* How far one figure has come, and from where. */
typedef struct course {
    jj_plan plan;
    jj_progress_made made;
    bool is_plans_base; /* the catalogue's, not the first result's figure */
} course;

/* The plan's year, or one that does not move with the run; else there is none to be in time for. */
static course course_of(const jj_stmt *s, int year_a, int year_b) {
    double base = jj_stmt_real(s, FI_BASE);
    int base_year = (int)jj_stmt_int(s, FI_BASE_YEAR), due = (int)jj_stmt_int(s, FI_DUE);
    course c = {.is_plans_base = !isnan(base) && base_year > 0 && base_year < due};
    c.plan = (jj_plan){.base_value = c.is_plans_base ? base : jj_stmt_real(s, FI_BEFORE),
                       .base_year = c.is_plans_base ? base_year : year_a,
                       .target = jj_stmt_real(s, FI_TARGET),
                       .target_year = due};
    if (due != (int)jj_stmt_int(s, FI_DUE_BEFORE) || due <= c.plan.base_year)
        c.plan.target = (double)NAN;
    int reported = (int)jj_stmt_int(s, FI_REPORTED_YEAR);
    int at = reported > 0 && reported < year_b ? reported : year_b;
    c.made = jj_progress_of(&c.plan, jj_stmt_real(s, FI_AFTER), at < due ? at : due,
                            *jj_stmt_text(s, FI_OP) == '>');
    return c;
}

static void print_change(const jj_stmt *s, char *out, size_t size) {
    char ends[2][24];
    for (int i = 0; i < 2; i++) {
        double v = jj_stmt_real(s, FI_BEFORE + i);
        snprintf(ends[i], sizeof ends[i], isnan(v) ? "–" : "%.4g", v);
    }
    snprintf(out, size, "%s → %s", ends[0], ends[1]);
}

static jj_status add_progress_row(jj_ctx *ctx, const char *rule, const jj_stmt *s, const course *c,
                                  jj_reply *out) {
    char change[64];
    print_change(s, change, sizeof change);
    jj_cell cells[CO_N];
    begin_row(cells, "progress", rule);
    cells[CO_UNIT].text = jj_stmt_text(s, FI_UNIT);
    cells[CO_UNIT_NAME].text = jj_stmt_text(s, FI_NAME);
    cells[CO_BEFORE].text = change;
    cells[CO_AFTER].text = jj_progress_name(c->made.class);
    cells[CO_ALERT].text = c->made.class == JJ_PROGRESS_BEHIND ? "behind" : NULL;
    if (!isnan(c->plan.base_value)) {
        cells[CO_BASE].real = c->plan.base_value;
        cells[CO_BASE_YEAR] = (jj_cell){.integer = c->plan.base_year};
        cells[CO_BASE_OF].text = c->is_plans_base ? "catalogue" : "first_result";
    }
    cells[CO_DONE].real = c->made.done * 100;
    cells[CO_TIME].real = c->made.time * 100;
    return jj_reply_add(ctx, out, cells);
}

/* How far the time up to the second result has brought the rule on its way to the target. */
static jj_status add_progress(jj_ctx *ctx, const jj_result_file *a, const jj_result_file *b,
                              const char *rule, jj_reply *out) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    int year_a = year_of(a), year_b = year_of(b);
    if (year_a == 0 || year_b <= year_a)
        return JJ_OK;
    JJ_TRY(figures_of(ctx, a, rule, &s));
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(ctx, s, &more));
        if (!more)
            return JJ_OK;
        course c = course_of(s, year_a, year_b);
        JJ_TRY(add_progress_row(ctx, rule, s, &c, out));
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
    if (!before.reach || !after.reach) /* of a result for the public nothing is known by place */
        return JJ_OK;
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
