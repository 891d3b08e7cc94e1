#include "load/intake/place_name.h"
#include "load/intake/cell.h"

#include <string.h>

enum { MOST_TEXT = 1024, MOST_NAME = 160, ONE_CHARACTER = 3 };

static uint32_t longest_in(const jj_units *u, uint32_t level, uint32_t above, const char *text,
                           size_t cut) {
    const jj_level *l = &u->levels[level];
    uint32_t best = JJ_NO_UNIT;
    size_t longest = 0;
    for (uint32_t i = l->first; i < l->first + l->n; i++) {
        char name[MOST_NAME];
        if (above != JJ_NO_UNIT && jj_unit_at_level(u, i, u->units[above].level) != above)
            continue;
        jj_cell_fold(u->units[i].name, name, sizeof name);
        size_t n = strlen(name);
        if (n < cut + 2 * ONE_CHARACTER || n - cut <= longest)
            continue;
        name[n - cut] = '\0';
        if (strstr(text, name)) {
            best = i;
            longest = n - cut;
        }
    }
    return best;
}

uint32_t jj_place_name_find(const jj_units *u, uint32_t level, uint32_t above,
                            const char *const *texts, size_t n_texts) {
    for (size_t cut = 0; cut <= ONE_CHARACTER; cut += ONE_CHARACTER)
        for (size_t i = 0; i < n_texts; i++) {
            char folded[MOST_TEXT];
            jj_cell_fold(texts[i], folded, sizeof folded);
            uint32_t unit = longest_in(u, level, above, folded, cut);
            if (unit != JJ_NO_UNIT)
                return unit;
        }
    return JJ_NO_UNIT;
}
