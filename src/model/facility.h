/*
 * Facilities: what is where, of which kind, open when. Free attributes live in the store's table.
 */
#ifndef MODEL_FACILITY_H
#define MODEL_FACILITY_H

#include "base/ctx.h"
#include "base/param.h"
#include "jiujin/grid.h"

typedef enum jj_precision {
    JJ_PRECISION_SITE,
    JJ_PRECISION_VILLAGE,
    JJ_PRECISION_TOWNSHIP,
    JJ_PRECISION_COUNTY
} jj_precision;

/* What the plan does with it (建设性质), and when (建设时序). */
typedef enum jj_action {
    JJ_ACTION_NONE, /* not said */
    JJ_ACTION_KEEP,
    JJ_ACTION_EXTEND,
    JJ_ACTION_BUILD,
    JJ_ACTION_MOVE,
    JJ_ACTION_MERGE
} jj_action;
typedef enum jj_phase { JJ_PHASE_NONE, JJ_PHASE_NEAR, JJ_PHASE_FAR } jj_phase;

typedef struct jj_facility {
    const char *id; /* unique; facilities are kept in jj_id_cmp() order, which breaks ties */
    const char *name;
    const char *kind;       /* vocabulary of geodata/kinds */
    const char *source;     /* the project's facility source it came from */
    uint32_t unit_declared; /* deepest unit the source names; JJ_NO_UNIT when it names none */
    uint32_t unit_located;  /* deepest unit with geometry that holds the point; JJ_NO_UNIT */
    bool has_point;
    bool is_inferred; /* kind, ownership or another value was inferred from a dictionary */
    jj_precision precision;
    double lon, lat; /* WGS 84; NaN without a point */
    uint32_t cell;   /* on the lattice, or JJ_NO_CELL */
    double x, y;     /* in the lattice's CRS; in another cell than `cell`: not known */
    int32_t open_date, close_date; /* yyyymmdd, 0 month or day where unknown; 0 = no date given */
    double places;                 /* seats, beds, classes x size: capacity; NaN unknown */
    jj_action action;
    jj_phase phase;
    double places_planned; /* capacity once the action is done; NaN not said */
    double cost_10k_yuan;  /* investment, 10 000 yuan; NaN unknown */
} jj_facility;

/*
 * Whether it serves during `year`: opened in or before it (or no date), and not closed in or before
 * it. Planned and building facilities are left to the filter (status = 'open').
 */
bool jj_facility_is_open(const jj_facility *f, int year);

/*
 * "keep", "extend", "build", "move", "merge"; "near", "far"; "" for NONE. An unknown name is NONE.
 */
const char *jj_action_name(jj_action a);
const char *jj_phase_name(jj_phase p);
jj_action jj_action_parse(const char *name);
jj_phase jj_phase_parse(const char *name);

/* "to be built", 新建; "near term", 近期; "" for NONE. */
const char *jj_action_title(jj_action a, jj_lang lang);
const char *jj_phase_title(jj_phase p, jj_lang lang);

#endif
