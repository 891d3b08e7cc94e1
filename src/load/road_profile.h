/* Who may use a road, which way and how fast: OpenStreetMap's tags to speeds, by profile. */
#ifndef LOAD_ROAD_PROFILE_H
#define LOAD_ROAD_PROFILE_H

#include "load/profile_file.h"

typedef enum jj_road_mode { JJ_ROAD_WALK, JJ_ROAD_CYCLE, JJ_ROAD_DRIVE } jj_road_mode;

typedef struct jj_road_profile {
    jj_road_mode mode;
    double speed_kmh;  /* WALK and CYCLE: on what is signed open; DRIVE: ceiling over the classes */
    double walk_m_s;   /* on foot to and from the road */
    double snap_m;     /* farther from a road than this is "no road near" */
    bool is_by_length; /* one speed wherever it may go, the walks included */
    jj_class_speeds classes; /* borrowed */
} jj_road_profile;

/* What a road says of itself; "" where it says nothing. */
typedef struct jj_road_tags {
    const char *highway; /* class: "primary", "footway"; "" of a plain line layer = "road" */
    const char *access, *vehicle, *motor_vehicle, *foot, *bicycle, *sidewalk;
    const char *oneway, *oneway_bicycle, *junction, *maxspeed;
} jj_road_tags;

/* "walk", "cycle" or "drive"; NULL walks. */
jj_road_mode jj_road_mode_of(const char *going);

/*
 * A profile as roads see it. JJ_E_RANGE: it says nothing of roads or has no speed (names it).
 */
jj_status jj_road_profile_of(jj_ctx *ctx, const jj_profile_keys *keys, jj_road_profile *out);

/* Whether one metre of road may take longer than another. */
bool jj_road_profile_varies(const jj_road_profile *profile);

/*
 * km/h along the road and against it; 0 = not allowed. Walkers ignore one-way streets. Turn
 * restrictions and waiting at crossings are not modelled.
 */
void jj_road_speeds(const jj_road_profile *profile, const jj_road_tags *tags, double *forward_kmh,
                    double *backward_kmh);

#endif
