/*
 * Ground on which building is forbidden, avoided, noted or preferred, and the clause that says so.
 */
#ifndef MODEL_CONSTRAINT_H
#define MODEL_CONSTRAINT_H

#include "base/ctx.h"

typedef enum jj_effect {
    JJ_EFFECT_FORBID, /* 禁止 */
    JJ_EFFECT_AVOID,  /* 避让 */
    JJ_EFFECT_NOTE,   /* 提示 */
    JJ_EFFECT_PREFER  /* 优先 */
} jj_effect;

enum { JJ_MOST_CONSTRAINTS = 32 }; /* one bit each, per cell */

/* One feature of the layer with its buffer: a polygon in WGS 84 degrees, ISO WKB. */
typedef struct jj_constraint_area {
    const uint8_t *wkb;
    size_t wkb_len;
    double box[4]; /* west, south, east, north */
} jj_constraint_area;

typedef struct jj_constraint {
    const char *name, *clause; /* clause "" = none given */
    jj_effect effect;
    bool is_outside; /* holds outside the areas: a development boundary */
    double buffer_m;
    const char **kinds; /* facility kinds it is about; none = all */
    size_t n_kinds;
    jj_constraint_area *areas; /* owned array; bytes are the scene's */
    size_t n_areas, cap_areas;
} jj_constraint;

/* Whether it speaks of facilities of that kind (NULL = of any). */
bool jj_constraint_is_about(const jj_constraint *c, const char *kind);

const char *jj_effect_name(jj_effect e); /* "forbid", ... */
const char *jj_effect_title(jj_effect e, jj_lang lang);
bool jj_effect_parse(const char *name, jj_effect *out); /* either language */

#endif
