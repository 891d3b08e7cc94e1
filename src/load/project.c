#include "load/project.h"
#include "base/file.h"
#include "load/project_keys.h"

#include <string.h>

typedef struct reader {
    jj_ctx *ctx;
    jj_section_file file;
    jj_project *project;
} reader;

static jj_status no_room(const reader *r) {
    return jj_no_memory(r->ctx, r->file.path, 0);
}

/* Room for a list's entries in the arena; `node` must be a list of maps or absent. */
static jj_status list_room(const reader *r, const char *name, const jj_yaml *node, size_t size,
                           void *items, size_t *n) {
    JJ_TRY(jj_section_list(r->ctx, &r->file, name, node, n));
    void *room = jj_arena_alloc(r->file.arena, *n + 1, size);
    memcpy(items, &room, sizeof room);
    return room ? JJ_OK : no_room(r);
}

/* Relative to the project's folder. */
static jj_status resolve(const reader *r, const char **path) {
    if (!*path)
        return JJ_OK;
    JJ_AUTO char *joined = jj_path_join(r->project->folder, *path);
    *path = joined ? jj_arena_str(r->file.arena, joined) : NULL;
    return *path ? JJ_OK : no_room(r);
}

static jj_status read_layer(const reader *r, const jj_yaml *node, jj_source_spec *out) {
    JJ_TRY(jj_section_read(r->ctx, &r->file, &layer_section, node, out));
    return resolve(r, &out->path);
}

static jj_status read_layers(const reader *r, const char *name, const jj_yaml *node,
                             jj_source_spec **out, size_t *n) {
    JJ_TRY(list_room(r, name, node, sizeof **out, out, n));
    for (size_t i = 0; i < *n; i++)
        JJ_TRY(read_layer(r, node->items[i], &(*out)[i]));
    return JJ_OK;
}

static jj_status read_joined(const reader *r, const jj_yaml *node, bool is_geometry,
                             jj_joined_keys *out) {
    JJ_TRY(jj_section_read(r->ctx, &r->file, &joined_section, node, out));
    out->line = node->line;
    if (!out->code && (!is_geometry || out->unit_names.n == 0))
        return jj_fail(r->ctx, JJ_E_FORMAT, "%s:%d: %s needs '%s'", r->file.path, node->line,
                       "a joined source", "code");
    return resolve(r, &out->source.path);
}

static jj_status read_units(const reader *r, const jj_yaml *node, jj_units_keys *out) {
    JJ_TRY(jj_section_read(r->ctx, &r->file, &units_section, node, out));
    out->line = node->line;
    if (out->kind && out->kind_column)
        return jj_fail(r->ctx, JJ_E_FORMAT, "%s:%d: '%s' and '%s' exclude one another",
                       r->file.path, node->line, "kind", "kind_column");
    JJ_TRY(resolve(r, &out->source.path));
    const jj_yaml *geometry = jj_yaml_get(node, "geometry"), *tables = jj_yaml_get(node, "tables");
    if (geometry)
        JJ_TRY(read_joined(r, geometry, true, &out->geometry));
    JJ_TRY(list_room(r, "tables", tables, sizeof *out->tables, &out->tables, &out->n_tables));
    for (size_t i = 0; i < out->n_tables; i++)
        JJ_TRY(read_joined(r, tables->items[i], false, &out->tables[i]));
    return JJ_OK;
}

/* A group comes from a grid, a share of another or a unit column; a column may stand beside. */
static jj_status check_people(const reader *r, const jj_people_keys *p) {
    int n = (p->grid != NULL) + (p->share_of != NULL);
    if (n > 1)
        return jj_fail(r->ctx, JJ_E_FORMAT, "%s:%d: '%s' and '%s' exclude one another",
                       r->file.path, p->line, "grid", "share_of");
    if (n == 0 && !p->column)
        return jj_fail(r->ctx, JJ_E_FORMAT,
                       "%s:%d: group '%s' needs 'grid', 'share_of' or 'column'", r->file.path,
                       p->line, p->group);
    if ((p->share_of != NULL) != (p->numerator && p->denominator))
        return jj_fail(r->ctx, JJ_E_FORMAT,
                       "%s:%d: 'share_of', 'numerator' and 'denominator' go together", r->file.path,
                       p->line);
    return JJ_OK;
}

static jj_status read_controls(const reader *r, const jj_yaml *owner, jj_control_keys **out,
                               size_t *n) {
    const jj_yaml *node = jj_yaml_get(owner, "controls");
    JJ_TRY(list_room(r, "controls", node, sizeof **out, out, n));
    for (size_t i = 0; i < *n; i++) {
        JJ_TRY(jj_section_read(r->ctx, &r->file, &control_section, node->items[i], &(*out)[i]));
        (*out)[i].line = node->items[i]->line;
    }
    return JJ_OK;
}

static jj_status read_people(const reader *r, const jj_yaml *node, jj_people_keys *out) {
    JJ_TRY(jj_section_read(r->ctx, &r->file, &people_section, node, out));
    out->line = node->line;
    JJ_TRY(check_people(r, out));
    JJ_TRY(read_controls(r, node, &out->controls, &out->n_controls));
    return resolve(r, &out->grid);
}

static jj_status read_counts(const reader *r, const jj_yaml *node, jj_count_keys *out) {
    JJ_TRY(jj_section_read(r->ctx, &r->file, &count_section, node, out));
    out->line = node->line;
    JJ_TRY(jj_section_pairs(r->ctx, &r->file, "groups", jj_yaml_get(node, "groups"), &out->groups));
    JJ_TRY(read_controls(r, node, &out->controls, &out->n_controls));
    if (out->groups.n == 0 && !out->births)
        return jj_fail(r->ctx, JJ_E_FORMAT, "%s:%d: people '%s' need 'groups' or 'births'",
                       r->file.path, out->line, out->name);
    if (out->births && !strstr(out->births, "{year}"))
        return jj_fail(r->ctx, JJ_E_FORMAT,
                       "%s:%d: births: '%s' must hold {year}, which stands for four digits",
                       r->file.path, out->line, out->births);
    return resolve(r, &out->source.path);
}

static jj_status read_landuse(const reader *r, const jj_yaml *node, jj_landuse_keys *out) {
    JJ_TRY(jj_section_read(r->ctx, &r->file, &landuse_section, node, out));
    out->line = node->line;
    JJ_TRY(resolve(r, &out->classes));
    return resolve(r, &out->source.path);
}

static jj_status read_values(const reader *r, const jj_yaml *node, jj_facility_keys *out) {
    if (!node)
        return JJ_OK;
    if (node->type != JJ_YAML_MAP)
        return jj_fail(r->ctx, JJ_E_FORMAT, "%s:%d: %s must be a map of keys and values",
                       r->file.path, node->line, "values");
    out->values = jj_arena_alloc(r->file.arena, node->n + 1, sizeof *out->values);
    if (!out->values)
        return no_room(r);
    for (size_t i = 0; i < node->n; i++)
        JJ_TRY(jj_section_pairs(r->ctx, &r->file, node->keys[i], node->items[i], &out->values[i]));
    out->value_columns = node->keys;
    out->n_values = node->n;
    return JJ_OK;
}

static jj_status check_kinds(const reader *r, const jj_facility_keys *f) {
    if (f->is_office && (f->kind_column || f->kinds.n || f->unit_names.n))
        return jj_fail(r->ctx, JJ_E_FORMAT,
                       "%s:%d: source '%s' is read by its headings: 'kind_column', 'kinds' and "
                       "'unit_names' do not go with 'office'",
                       r->file.path, f->line, f->name);
    if (f->is_office)
        return JJ_OK;
    if (f->mapping)
        return jj_fail(r->ctx, JJ_E_FORMAT,
                       "%s:%d: source '%s': 'mapping' goes with 'office: true' alone", r->file.path,
                       f->line, f->name);
    if ((f->kind != NULL) + (f->kind_column != NULL) != 1)
        return jj_fail(r->ctx, JJ_E_FORMAT,
                       "%s:%d: source '%s' needs either 'kind' or 'kind_column'", r->file.path,
                       f->line, f->name);
    if ((f->kind_column != NULL) != (f->kinds.n > 0))
        return jj_fail(r->ctx, JJ_E_FORMAT,
                       "%s:%d: source '%s': 'kind_column' and 'kinds' go together", r->file.path,
                       f->line, f->name);
    return JJ_OK;
}

static jj_status read_facilities(const reader *r, const jj_yaml *node, jj_facility_keys *out) {
    JJ_TRY(jj_section_read(r->ctx, &r->file, &facility_section, node, out));
    out->line = node->line;
    const struct {
        const char *name;
        jj_pairs *pairs;
    } maps[] = {{"kinds", &out->kinds}, {"columns", &out->columns}, {"set", &out->set}};
    for (size_t i = 0; i < JJ_COUNT(maps); i++)
        JJ_TRY(jj_section_pairs(r->ctx, &r->file, maps[i].name, jj_yaml_get(node, maps[i].name),
                                maps[i].pairs));
    JJ_TRY(read_values(r, jj_yaml_get(node, "values"), out));
    JJ_TRY(check_kinds(r, out));
    JJ_TRY(resolve(r, &out->mapping));
    return resolve(r, &out->source.path);
}

static jj_status read_surface(const reader *r, const jj_yaml *node, jj_surface_keys *out) {
    JJ_TRY(jj_section_read(r->ctx, &r->file, &surface_section, node, out));
    if (out->speeds && !out->landcover)
        return jj_fail(r->ctx, JJ_E_FORMAT, "%s:%d: 'speeds' needs 'landcover'", r->file.path,
                       node->line);
    const char **const files[] = {&out->landcover, &out->speeds, &out->friction, &out->dem};
    for (size_t i = 0; i < JJ_COUNT(files); i++)
        JJ_TRY(resolve(r, files[i]));
    const struct {
        const char *name;
        jj_source_spec **layers;
        size_t *n;
    } lists[] = {{"barriers", &out->barriers, &out->n_barriers},
                 {"bridges", &out->bridges, &out->n_bridges},
                 {"water", &out->water, &out->n_water},
                 {"roads", &out->roads, &out->n_roads}};
    for (size_t i = 0; i < JJ_COUNT(lists); i++)
        JJ_TRY(read_layers(r, lists[i].name, jj_yaml_get(node, lists[i].name), lists[i].layers,
                           lists[i].n));
    return JJ_OK;
}

static jj_status read_constraint(const reader *r, const jj_yaml *node, jj_constraint_keys *out) {
    JJ_TRY(jj_section_read(r->ctx, &r->file, &constraint_section, node, out));
    out->line = node->line;
    return resolve(r, &out->source.path);
}

static jj_status read_pair_list(const reader *r, const char *name, const jj_yaml *node,
                                jj_pairs **out, size_t *n) {
    JJ_TRY(list_room(r, name, node, sizeof **out, out, n));
    for (size_t i = 0; i < *n; i++)
        JJ_TRY(jj_section_pairs(r->ctx, &r->file, name, node->items[i], &(*out)[i]));
    return JJ_OK;
}

static jj_status read_rules(const reader *r, const jj_yaml *node, jj_rules_keys *out) {
    JJ_TRY(jj_section_read(r->ctx, &r->file, &rules_section, node, out));
    for (size_t i = 0; i < out->catalogues.n; i++)
        JJ_TRY(resolve(r, &out->catalogues.items[i]));
    return read_pair_list(r, "own", jj_yaml_get(node, "own"), &out->own, &out->n_own);
}

static jj_status read_lists(const reader *r, const jj_yaml *root) {
    jj_project *p = r->project;
    const jj_yaml *units = jj_yaml_get(root, "units"), *people = jj_yaml_get(root, "population");
    const jj_yaml *facilities = jj_yaml_get(root, "facilities");
    const jj_yaml *profiles = jj_yaml_get(root, "profiles");
    const jj_yaml *constraints = jj_yaml_get(root, "constraints");
    JJ_TRY(list_room(r, "units", units, sizeof *p->units, &p->units, &p->n_units));
    JJ_TRY(list_room(r, "population", people, sizeof *p->people, &p->people, &p->n_people));
    JJ_TRY(list_room(r, "facilities", facilities, sizeof *p->facilities, &p->facilities,
                     &p->n_facilities));
    JJ_TRY(list_room(r, "profiles", profiles, sizeof *p->profiles, &p->profiles, &p->n_profiles));
    for (size_t i = 0; i < p->n_units; i++)
        JJ_TRY(read_units(r, units->items[i], &p->units[i]));
    for (size_t i = 0; i < p->n_people; i++)
        JJ_TRY(read_people(r, people->items[i], &p->people[i]));
    const jj_yaml *counts = jj_yaml_get(root, "people"), *landuse = jj_yaml_get(root, "landuse");
    JJ_TRY(list_room(r, "people", counts, sizeof *p->counts, &p->counts, &p->n_counts));
    JJ_TRY(list_room(r, "landuse", landuse, sizeof *p->landuse, &p->landuse, &p->n_landuse));
    for (size_t i = 0; i < p->n_counts; i++)
        JJ_TRY(read_counts(r, counts->items[i], &p->counts[i]));
    for (size_t i = 0; i < p->n_landuse; i++)
        JJ_TRY(read_landuse(r, landuse->items[i], &p->landuse[i]));
    for (size_t i = 0; i < p->n_facilities; i++)
        JJ_TRY(read_facilities(r, facilities->items[i], &p->facilities[i]));
    JJ_TRY(list_room(r, "constraints", constraints, sizeof *p->constraints, &p->constraints,
                     &p->n_constraints));
    for (size_t i = 0; i < p->n_constraints; i++)
        JJ_TRY(read_constraint(r, constraints->items[i], &p->constraints[i]));
    for (size_t i = 0; i < p->n_profiles; i++)
        JJ_TRY(jj_profile_read(r->ctx, &r->file, profiles->items[i], &p->profiles[i]));
    return JJ_OK;
}

static jj_status read_reported(const reader *r, const jj_yaml *root) {
    jj_project *p = r->project;
    const jj_yaml *exemptions = jj_yaml_get(root, "exemptions");
    const jj_yaml *indicators = jj_yaml_get(root, "indicators");
    JJ_TRY(list_room(r, "exemptions", exemptions, sizeof *p->exemptions, &p->exemptions,
                     &p->n_exemptions));
    JJ_TRY(list_room(r, "indicators", indicators, sizeof *p->indicators, &p->indicators,
                     &p->n_indicators));
    for (size_t i = 0; i < p->n_exemptions; i++) {
        JJ_TRY(jj_section_read(r->ctx, &r->file, &exemption_section, exemptions->items[i],
                               &p->exemptions[i]));
        p->exemptions[i].line = exemptions->items[i]->line;
    }
    for (size_t i = 0; i < p->n_indicators; i++) {
        JJ_TRY(jj_section_read(r->ctx, &r->file, &indicator_section, indicators->items[i],
                               &p->indicators[i]));
        p->indicators[i].line = indicators->items[i]->line;
    }
    return JJ_OK;
}

static jj_status read_scenarios(const reader *r, const jj_yaml *node) {
    jj_project *p = r->project;
    JJ_TRY(list_room(r, "scenarios", node, sizeof *p->scenarios, &p->scenarios, &p->n_scenarios));
    for (size_t i = 0; i < p->n_scenarios; i++) {
        JJ_TRY(
            jj_section_read(r->ctx, &r->file, &scenario_section, node->items[i], &p->scenarios[i]));
        p->scenarios[i].line = node->items[i]->line;
    }
    return JJ_OK;
}

static jj_status read_root(const reader *r, const jj_yaml *root) {
    jj_project *p = r->project;
    JJ_TRY(jj_section_read(r->ctx, &r->file, &project_section, root, p));
    JJ_TRY(jj_section_read(r->ctx, &r->file, &lattice_section, jj_yaml_get(root, "lattice"),
                           &p->lattice));
    JJ_TRY(resolve(r, &p->lattice.source));
    JJ_TRY(read_lists(r, root));
    if (p->n_units == 0)
        return jj_fail(r->ctx, JJ_E_FORMAT, "%s:%d: %s needs '%s'", r->file.path, root->line,
                       "project", "units");
    JJ_TRY(read_surface(r, jj_yaml_get(root, "surface"), &p->surface));
    if (jj_yaml_get(root, "roads")) {
        JJ_TRY(jj_section_read(r->ctx, &r->file, &roads_section, jj_yaml_get(root, "roads"),
                               &p->roads));
        JJ_TRY(resolve(r, &p->roads.source.path));
    }
    JJ_TRY(read_rules(r, jj_yaml_get(root, "rules"), &p->rules));
    const jj_yaml *residential = jj_yaml_get(root, "residential");
    const jj_yaml *urban = jj_yaml_get(root, "urban");
    if (residential)
        JJ_TRY(read_layer(r, residential, &p->residential));
    if (urban) {
        JJ_TRY(jj_section_read(r->ctx, &r->file, &urban_section, urban, &p->urban));
        JJ_TRY(resolve(r, &p->urban.source.path));
    }
    JJ_TRY(resolve(r, &p->unit_changes));
    JJ_TRY(resolve(r, &p->corrections));
    JJ_TRY(resolve(r, &p->exemptions_table));
    JJ_TRY(resolve(r, &p->indicators_table));
    JJ_TRY(read_scenarios(r, jj_yaml_get(root, "scenarios")));
    return read_reported(r, root);
}

/* What `jiujin init` leaves to be filled in: <counties.shp>. */
typedef struct blanks {
    const char *first;
    int line;
    size_t n;
} blanks;

static void find_blanks(const jj_yaml *node, blanks *out) {
    if (!node)
        return;
    size_t len = node->type == JJ_YAML_SCALAR ? strlen(node->scalar) : 0;
    if (len > 2 && node->scalar[0] == '<' && node->scalar[len - 1] == '>') {
        if (out->n++ == 0)
            *out = (blanks){node->scalar, node->line, 1};
    }
    for (size_t i = 0; node->type != JJ_YAML_SCALAR && i < node->n; i++)
        find_blanks(node->items[i], out);
}

static jj_status check_filled_in(jj_ctx *ctx, const char *path, const jj_yaml *root) {
    blanks b = {0};
    find_blanks(root, &b);
    if (b.n == 0)
        return JJ_OK;
    return jj_fail(ctx, JJ_E_FORMAT,
                   "%s:%d: '%s' is still to be filled in, and so are %zu more places in <>", path,
                   b.line, b.first, b.n - 1);
}

static jj_status parse_project(jj_ctx *ctx, const char *path, const char *text, size_t len,
                               jj_project *out) {
    JJ_AUTO char *folder = jj_path_folder(path);
    out->path = jj_arena_str(&out->arena, path);
    out->folder = folder ? jj_arena_str(&out->arena, folder) : NULL;
    if (!out->path || !out->folder)
        return jj_no_memory(ctx, path, 0);
    const jj_yaml *root;
    JJ_TRY(jj_yaml_parse(ctx, path, text, len, &out->arena, &root));
    JJ_TRY(check_filled_in(ctx, path, root));
    reader r = {.ctx = ctx, .file = {.path = out->path, .arena = &out->arena}, .project = out};
    return read_root(&r, root);
}

jj_status jj_project_parse(jj_ctx *ctx, const char *path, const char *text, size_t len,
                           jj_project *out) {
    *out = (jj_project){0};
    jj_status st = parse_project(ctx, path, text, len, out);
    if (st != JJ_OK)
        jj_project_deinit(out);
    return st;
}

jj_status jj_project_read(jj_ctx *ctx, const char *path, jj_project *out) {
    *out = (jj_project){0};
    char *text;
    size_t len;
    JJ_TRY(jj_file_read(ctx, path, &text, &len));
    JJ_AUTO char *owned = text;
    return jj_project_parse(ctx, path, owned, len, out);
}

void jj_project_deinit(jj_project *p) {
    jj_arena_deinit(&p->arena);
    *p = (jj_project){0};
}
