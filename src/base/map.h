/* Text to a 32-bit number: codes to rows, names to columns. Open addressing, insertion only. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JJ_MAP_NONE UINT32_MAX

typedef struct jj_map {
    struct jj_map_slot *slots;
    size_t n, cap;
} jj_map;

/*
 * Insert key -> value unless the key is there; the key is not copied and must outlive the map.
 * Returns the value that stands in the map afterwards, or JJ_MAP_NONE when out of memory.
 */
uint32_t jj_map_put(jj_map *m, const char *key, uint32_t value);

/* The value of key, or JJ_MAP_NONE. */
uint32_t jj_map_get(const jj_map *m, const char *key);

void jj_map_deinit(jj_map *m);

#endif
