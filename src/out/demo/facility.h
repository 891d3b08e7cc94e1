/* The county's facilities, as six offices would list them, faults included. */
#ifndef OUT_DEMO_FACILITY_H
#define OUT_DEMO_FACILITY_H

#include "out/demo/county.h"

enum { DEMO_MAX_FACILITIES = 900 };

typedef enum demo_source {
    DEMO_KINDERGARTENS, /* CSV in WGS 84             */
    DEMO_SCHOOLS,       /* workbook in WGS 84        */
    DEMO_HEALTH,        /* CSV in GCJ-02             */
    DEMO_WELFARE,       /* GeoJSON                   */
    DEMO_CULTURE,       /* CSV in metres, EPSG:4543  */
    DEMO_OTHERS,        /* CSV in WGS 84             */
    DEMO_SOURCES
} demo_source;

typedef struct demo_facility {
    char id[12], name[80], unit[13]; /* unit: the code its office declares */
    char open_date[11], close_date[11];
    const char *kind, *level, *ownership, *status;
    const char *action, *phase; /* of the plan, as the office writes them; NULL = not said */
    uint32_t cost;              /* 10 000 yuan; 0 = not given */
    demo_source source;
    demo_xy at;
    bool has_point, is_swapped; /* swapped: longitude and latitude in each other's column */
    bool is_central;
    uint32_t places, enrol, beds; /* 0 = not given */
} demo_facility;

typedef struct demo_facilities {
    demo_facility items[DEMO_MAX_FACILITIES];
    size_t n;
    size_t over_full, duplicate_name, duplicate_id, far_away, swapped, wrong_unit, no_point,
        unknown_kind, planned, planned_far, too_late, closed; /* the planted ones */
} demo_facilities;

void demo_make_facilities(demo_county *c, demo_facilities *list);

#endif
