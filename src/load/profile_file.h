/*
 * How people travel, as files: geodata/profiles/NAME.yaml ships with the engine, PROJECT/profiles/
 * NAME.yaml is a project's own. A file and an entry under `profiles:` of a project have the same
 * keys. This is the only reader: ground, roads and straight lines take what concerns them.
 */
#ifndef LOAD_PROFILE_FILE_H
#define LOAD_PROFILE_FILE_H

#include "load/section.h"

/* km/h of a land-cover class or a road class. */
typedef struct jj_class_speed {
    const char *name; /* "10", "primary" */
    double km_h;      /* 0 = closed */
} jj_class_speed;

typedef struct jj_class_speeds {
    jj_class_speed *rows;
    size_t n;
    bool is_shipped; /* not said by the user: what he says elsewhere goes before it */
} jj_class_speeds;

/* NULL, NaN and n = 0 where nothing is said. */
typedef struct jj_profile_keys {
    const char *id, *title, *title_en;
    const char *like;  /* profile whose keys hold where this one says nothing */
    const char *group; /* adult | elder | child | hill */
    const char *mode;  /* straight | ground | road */
    double speed_m_s, speed_km_h;
    const char *ground; /* uniform | landcover | friction */
    const char *going;  /* walk | cycle | drive */
    double detour;
    const char *stencil, *direction, *slope;
    double within_min;            /* nobody goes farther than this */
    double access_km_h;           /* on foot to and from a road */
    double snap_m;                /* farther from a road than this is "no road near" */
    bool is_by_length;            /* roads count by length: all of them, and the way there, at
                                     one speed; no key of files: rules in metres ask for it */
    jj_class_speeds surface;      /* by land-cover class; classes not in it cannot be crossed */
    jj_class_speeds roads;        /* by road class; not in it = closed, 0 = unless signed open */
    const char *note, *note_en;   /* what the speeds rest on */
    const char *basis, *standing; /* document or measurement; verified | secondary | unverified */
    int line;
    const char *path; /* file it was read from */
} jj_profile_keys;

/* One map of keys. JJ_E_FORMAT and JJ_E_RANGE as jj_section_read(): file, line, value, limit. */
jj_status jj_profile_read(jj_ctx *ctx, const jj_section_file *f, const jj_yaml *node,
                          jj_profile_keys *out);

/*
 * The profile called `name`: a file when it ends with .yaml, else FOLDER/profiles/NAME.yaml (where
 * `folder` is given), else the shipped one; `like` is followed. JJ_E_RANGE: there is none (lists
 * those shipped), or `like` goes in a ring.
 */
jj_status jj_profile_find(jj_ctx *ctx, jj_arena *arena, const char *folder, const char *name,
                          jj_profile_keys *out);

/* Whether jj_profile_find() has a file for that name. */
jj_status jj_profile_exists(jj_ctx *ctx, const char *folder, const char *name, bool *out);

/*
 * `own` goes before `base`, into `base`. A walker or cyclist of another speed is so much faster or
 * slower on every surface and road that `own` says nothing of. JJ_E_NOMEM.
 */
jj_status jj_profile_merge(jj_ctx *ctx, jj_arena *arena, jj_profile_keys *base,
                           const jj_profile_keys *own);

/* `within_min` in milliseconds; 0 where nothing is said. */
uint32_t jj_profile_within_ms(const jj_profile_keys *k);

#endif
