#include "base/map.h"
#include "base/hash.h"
#include "base/mem.h"

#include <string.h>

struct jj_map_slot {
    const char *key;
    uint64_t hash;
    uint32_t value;
};

static struct jj_map_slot *find(const jj_map *m, const char *key, uint64_t hash) {
    size_t mask = m->cap - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct jj_map_slot *s = &m->slots[i];
        if (!s->key || (s->hash == hash && strcmp(s->key, key) == 0))
            return s;
    }
}

static bool rehash(jj_map *m) {
    jj_map grown = {.cap = m->cap ? m->cap * 2 : 64, .n = m->n};
    grown.slots = jj_alloc(grown.cap, sizeof *grown.slots);
    if (!grown.slots)
        return false;
    for (size_t i = 0; i < m->cap; i++)
        if (m->slots[i].key)
            *find(&grown, m->slots[i].key, m->slots[i].hash) = m->slots[i];
    jj_free(m->slots);
    *m = grown;
    return true;
}

uint32_t jj_map_put(jj_map *m, const char *key, uint32_t value) {
    if (m->n * 4 >= m->cap * 3 && !rehash(m))
        return JJ_MAP_NONE;
    uint64_t hash = jj_hash64(key, strlen(key));
    struct jj_map_slot *s = find(m, key, hash);
    if (!s->key) {
        *s = (struct jj_map_slot){.key = key, .hash = hash, .value = value};
        m->n++;
    }
    return s->value;
}

uint32_t jj_map_get(const jj_map *m, const char *key) {
    if (m->n == 0)
        return JJ_MAP_NONE;
    const struct jj_map_slot *s = find(m, key, jj_hash64(key, strlen(key)));
    return s->key ? s->value : JJ_MAP_NONE;
}

void jj_map_deinit(jj_map *m) {
    jj_free(m->slots);
    *m = (jj_map){0};
}
