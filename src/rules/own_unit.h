/* Where only the own unit's facilities serve: whose people a cell's are. */
#ifndef RULES_OWN_UNIT_H
#define RULES_OWN_UNIT_H

#include "model/scene.h"
#include "rules/unit_set.h"

/* owner[cell] = the judged unit that holds most of it, JJ_NO_UNIT for none; the smaller unit where
 * two hold as much. JJ_E_NOMEM. */
jj_status jj_own_unit_owners(jj_ctx *ctx, const jj_scene *s, const jj_unit_set *set,
                             uint32_t *owner);

#endif
