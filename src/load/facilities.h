/*
 * Facilities while they are read: in file order, places not yet checked. Private to
 * load/facilities*.
 */
#ifndef LOAD_FACILITIES_H
#define LOAD_FACILITIES_H

#include "load/loader.h"
#include "store/crs.h"

/* A facility with its row of the table: one text a column of the vocabulary, "" = none. */
typedef struct jj_raw_facility {
    jj_facility f;
    const char **values;
    double given_lon, given_lat; /* as in the source, its own datum */
    double metres[2];            /* of a list in metres: as written, x before y */
    bool has_metres;
    const char *village; /* named below the lowest level of units; "" = none */
    size_t source;       /* index of its section */
    size_t order;        /* in which it was read */
    const char *key;     /* of the record, the same in every run: questions go by it */
    const char *place;   /* where it stands: row, or sheet and row */
    bool is_refused;
    bool is_point_answered; /* its point came back with the corrections */
} jj_raw_facility;

typedef struct jj_raw_facilities {
    jj_raw_facility *items;
    size_t n, cap;
    jj_arena arena; /* of the values */
} jj_raw_facilities;

/* Columns of the vocabulary that the loader itself reads or writes. */
typedef enum jj_own_column {
    JJ_C_ID,
    JJ_C_NAME,
    JJ_C_KIND,
    JJ_C_UNIT_CODE,
    JJ_C_LON,
    JJ_C_LAT,
    JJ_C_STATUS,
    JJ_C_OPEN_DATE,
    JJ_C_CLOSE_DATE,
    JJ_C_PLACES,
    JJ_C_ACTION,
    JJ_C_PHASE,
    JJ_C_PLACES_PLANNED,
    JJ_C_COST,
    JJ_C_BEDS,
    JJ_C_SOURCE,
    JJ_C_PRECISION,
    JJ_N_OWN_COLUMNS
} jj_own_column;

/* Its index in kinds.attributes. */
size_t jj_own_column_index(const jj_loader *l, jj_own_column c);

/* An empty table with every column of the vocabulary; the caller's. */
jj_status jj_facilities_table(jj_loader *l, jj_facility_table **out);

/* A question about a record: `answer` NULL or "" leaves it open. */
jj_status jj_facility_ask(jj_loader *l, const char *code, const jj_raw_facility *r,
                          const char *item, const char *value, const char *answer);

/*
 * Whether two records are one: obeys what was answered (one of them is refused, or both stay),
 * else asks and notes under `code`, with their distance (NaN = no points) and a score 0 .. 1.
 */
jj_status jj_facility_ask_same(jj_loader *l, const char *code, jj_raw_facility *a,
                               jj_raw_facility *b, double m, double score);

/* Metres between two points, near enough for some hundred. */
double jj_facility_metres(const jj_facility *a, const jj_facility *b);

/* Pairs that may be one, asked: same kind, within 300 m (or in one unit), names alike. */
jj_status jj_facilities_ask_alike(jj_loader *l, jj_raw_facilities *all);

/* Asks for points that lack in sources most of whose records have one. */
jj_status jj_facilities_ask_points(jj_loader *l, const jj_raw_facilities *all);

/*
 * "site", "village", ... and what offices and map services call them: 门牌号, 兴趣点, 乡镇, 区县.
 */
bool jj_precision_parse(const char *text, jj_precision *out);

/* Rows of one source become facilities: kinds, values, dates, ids; coordinates in WGS 84. */
jj_status jj_facilities_read(jj_loader *l, size_t source, jj_raw_facilities *out);

/* Units declared and located, swapped axes, points off the area, a datum that fits better. */
jj_status jj_facilities_place(jj_loader *l, jj_raw_facilities *all);

/* Twins refused: same kind and name within 50 m, or (without points) in the same lowest unit and
 * village unless their ids differ; or the same declared id. */
jj_status jj_facilities_refuse_twins(jj_loader *l, jj_raw_facilities *all);

#endif
