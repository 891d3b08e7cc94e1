#include "load/profile_file.h"
#include "base/file.h"
#include "base/geodata.h"
#include "base/text.h"
#include "jiujin/ground.h"
#include "load/project_keys.h"

#include <math.h>
#include <string.h>

enum { MOST_LIKE = 8 }; /* files one above the other */

/* "no" closes a class; what is closed may be signed open. */
static jj_status read_speed(jj_ctx *ctx, const jj_section_file *f, const jj_pairs *pairs, size_t i,
                            jj_class_speed *out) {
    const double fastest_km_h = 200;
    const char *text = pairs->values[i];
    *out = (jj_class_speed){.name = pairs->keys[i]};
    if (strcmp(text, "no") == 0)
        return JJ_OK;
    if (jj_parse_double(text, &out->km_h) && out->km_h > 0 && out->km_h <= fastest_km_h)
        return JJ_OK;
    return jj_fail(ctx, JJ_E_RANGE,
                   "%s:%d: a speed of '%s' for class '%s' is neither 'no' nor above 0 and at most "
                   "%g km/h",
                   f->path, pairs->lines[i], text, pairs->keys[i], fastest_km_h);
}

static jj_status read_speeds(jj_ctx *ctx, const jj_section_file *f, const char *name,
                             const jj_yaml *map, jj_class_speeds *out) {
    jj_pairs pairs;
    JJ_TRY(jj_section_pairs(ctx, f, name, map, &pairs));
    out->rows = jj_arena_alloc(f->arena, pairs.n + 1, sizeof *out->rows);
    if (!out->rows)
        return jj_no_memory(ctx, f->path, 0);
    for (out->n = 0; out->n < pairs.n; out->n++)
        JJ_TRY(read_speed(ctx, f, &pairs, out->n, &out->rows[out->n]));
    return JJ_OK;
}

static jj_status check_classes(jj_ctx *ctx, const jj_section_file *f, const jj_yaml *map) {
    double value;
    for (size_t i = 0; map && i < map->n; i++)
        if (!jj_parse_double(map->keys[i], &value) || value != floor(value))
            return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: land-cover class '%s' is not an integer",
                           f->path, map->key_lines[i], map->keys[i]);
    return JJ_OK;
}

jj_status jj_profile_read(jj_ctx *ctx, const jj_section_file *f, const jj_yaml *node,
                          jj_profile_keys *out) {
    *out = (jj_profile_keys){0};
    JJ_TRY(jj_section_read(ctx, f, &profile_section, node, out));
    out->line = node->line;
    out->path = f->path;
    if (!isnan(out->speed_m_s) && !isnan(out->speed_km_h))
        return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: '%s' and '%s' exclude one another", f->path,
                       node->line, "speed_m_s", "speed_km_h");
    if (!isnan(out->speed_km_h))
        out->speed_m_s = out->speed_km_h / 3.6;
    JJ_TRY(check_classes(ctx, f, jj_yaml_get(node, "surface")));
    JJ_TRY(read_speeds(ctx, f, "surface", jj_yaml_get(node, "surface"), &out->surface));
    return read_speeds(ctx, f, "roads", jj_yaml_get(node, "roads"), &out->roads);
}

static const char *first_of(const char *own, const char *base) {
    return own ? own : base;
}

static double first_number(double own, double base) {
    return isnan(own) ? base : own;
}

/* What is not said anew; drivers go as fast as the road allows, whatever their ceiling. */
static jj_status scaled(jj_ctx *ctx, jj_arena *arena, double factor, jj_class_speeds *s) {
    jj_class_speed *rows = jj_arena_alloc(arena, s->n + 1, sizeof *rows);
    if (!rows)
        return jj_no_memory(ctx, "profiles", 0);
    for (size_t i = 0; i < s->n; i++)
        rows[i] = (jj_class_speed){s->rows[i].name, s->rows[i].km_h * factor};
    s->rows = rows;
    return JJ_OK;
}

static jj_status merge_speeds(jj_ctx *ctx, jj_arena *arena, jj_profile_keys *k,
                              const jj_profile_keys *own) {
    bool is_scaled = !isnan(own->speed_m_s) && !isnan(k->speed_m_s) &&
                     own->speed_m_s != k->speed_m_s && !(k->going && !strcmp(k->going, "drive"));
    double factor = own->speed_m_s / k->speed_m_s;
    if (own->surface.n)
        k->surface = own->surface;
    else if (is_scaled)
        JJ_TRY(scaled(ctx, arena, factor, &k->surface));
    if (own->roads.n)
        k->roads = own->roads;
    else if (is_scaled)
        JJ_TRY(scaled(ctx, arena, factor, &k->roads));
    return JJ_OK;
}

jj_status jj_profile_merge(jj_ctx *ctx, jj_arena *arena, jj_profile_keys *k,
                           const jj_profile_keys *own) {
    k->id = first_of(own->id, k->id);
    k->line = own->line;
    k->path = own->path;
    k->title = first_of(own->title, k->title);
    k->title_en = first_of(own->title_en, k->title_en);
    k->group = first_of(own->group, k->group);
    k->mode = first_of(own->mode, k->mode);
    k->ground = first_of(own->ground, k->ground);
    k->going = first_of(own->going, k->going);
    k->stencil = first_of(own->stencil, k->stencil);
    k->direction = first_of(own->direction, k->direction);
    k->slope = first_of(own->slope, k->slope);
    bool is_other_speed = !isnan(own->speed_m_s) && own->speed_m_s != k->speed_m_s;
    k->note = first_of(own->note, is_other_speed ? NULL : k->note);
    k->note_en = first_of(own->note_en, is_other_speed ? NULL : k->note_en);
    k->basis = first_of(own->basis, is_other_speed ? NULL : k->basis);
    k->standing = first_of(own->standing, is_other_speed ? NULL : k->standing);
    JJ_TRY(merge_speeds(ctx, arena, k, own));
    k->speed_m_s = first_number(own->speed_m_s, k->speed_m_s);
    k->detour = first_number(own->detour, k->detour);
    k->within_min = first_number(own->within_min, k->within_min);
    k->access_km_h = first_number(own->access_km_h, k->access_km_h);
    k->snap_m = first_number(own->snap_m, k->snap_m);
    k->is_by_length = own->is_by_length || k->is_by_length;
    return JJ_OK;
}

uint32_t jj_profile_within_ms(const jj_profile_keys *k) {
    double ms = isnan(k->within_min) ? 0 : k->within_min * 60000;
    return ms < JJ_FARTHEST ? (uint32_t)(ms + 0.5) : JJ_FARTHEST;
}

static bool is_path(const char *name) {
    size_t n = strlen(name);
    return n > 5 && strcmp(name + n - 5, ".yaml") == 0;
}

/* "profiles/NAME.yaml", or NULL: a name with a folder in it is no name. */
static char *file_of(const char *name) {
    jj_text t = {0};
    if (*name && !strchr(name, '/') && *name != '.')
        jj_text_addf(&t, "profiles/%s.yaml", name);
    return t.failed ? NULL : t.s;
}

static jj_status fail_unknown(jj_ctx *ctx, const char *name) {
    JJ_AUTO char *folder = NULL;
    JJ_CLEANUP(jj_text_deinit) jj_text names = {0};
    JJ_TRY(jj_geodata_path(ctx, "profiles", &folder));
    JJ_TRY(jj_folder_names(ctx, folder, ".yaml", &names));
    return jj_fail(ctx, JJ_E_RANGE,
                   "'%s' is not a profile: there are %s; one of your own is a file NAME.yaml", name,
                   names.s ? names.s : "");
}

/* *out = NULL when there is none. */
static jj_status locate(jj_ctx *ctx, const char *folder, const char *name, char **out,
                        bool *is_shipped) {
    *out = NULL;
    *is_shipped = false;
    if (is_path(name)) {
        *out = folder ? jj_path_join(folder, name) : jj_strdup(name);
        return *out ? JJ_OK : jj_no_memory(ctx, name, 0);
    }
    JJ_AUTO char *file = file_of(name);
    if (!file)
        return JJ_OK;
    JJ_AUTO char *own = folder ? jj_path_join(folder, file) : NULL;
    if (own && jj_file_exists(own)) {
        *out = own;
        own = NULL; /* handed over */
        return JJ_OK;
    }
    JJ_AUTO char *shipped = NULL, *all = NULL;
    JJ_TRY(jj_geodata_path(ctx, "profiles", &all));
    shipped = jj_path_join(all, file + strlen("profiles/"));
    if (!shipped)
        return jj_no_memory(ctx, name, 0);
    *is_shipped = true;
    if (jj_file_exists(shipped)) {
        *out = shipped;
        shipped = NULL; /* handed over */
    }
    return JJ_OK;
}

jj_status jj_profile_exists(jj_ctx *ctx, const char *folder, const char *name, bool *out) {
    JJ_AUTO char *path = NULL;
    bool is_shipped;
    JJ_TRY(locate(ctx, folder, name, &path, &is_shipped));
    *out = path != NULL;
    return JJ_OK;
}

static jj_status read_file(jj_ctx *ctx, jj_arena *arena, const char *path, jj_profile_keys *out) {
    JJ_AUTO char *text = NULL;
    size_t len;
    const jj_yaml *root;
    jj_section_file f = {.path = jj_arena_str(arena, path), .arena = arena};
    if (!f.path)
        return jj_no_memory(ctx, path, 0);
    JJ_TRY(jj_file_read(ctx, path, &text, &len));
    JJ_TRY(jj_yaml_parse(ctx, f.path, text, len, arena, &root));
    return jj_profile_read(ctx, &f, root, out);
}

jj_status jj_profile_find(jj_ctx *ctx, jj_arena *arena, const char *folder, const char *name,
                          jj_profile_keys *out) {
    jj_profile_keys chain[MOST_LIKE];
    size_t n = 0;
    for (const char *next = name; next; next = chain[n++].like) {
        JJ_AUTO char *path = NULL;
        bool is_shipped;
        if (n == MOST_LIKE)
            return jj_fail(ctx, JJ_E_RANGE, "%s: profiles are 'like' one another in a ring",
                           chain[0].path);
        JJ_TRY(locate(ctx, folder, next, &path, &is_shipped));
        if (!path)
            return fail_unknown(ctx, next);
        JJ_TRY(read_file(ctx, arena, path, &chain[n]));
        chain[n].surface.is_shipped = chain[n].roads.is_shipped = is_shipped;
    }
    *out = chain[--n];
    while (n-- > 0)
        JJ_TRY(jj_profile_merge(ctx, arena, out, &chain[n]));
    out->like = NULL;
    return JJ_OK;
}
