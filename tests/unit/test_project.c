/*
 * The project file: the reference holds every key, and what does not fit is refused with its line.
 */
#include "base/file.h"
#include "base/geodata.h"
#include "load/project_keys.h"
#include "test.h"

#include <unistd.h>

static char folder[] = "/tmp/jiujin-project-XXXXXX";
static jj_ctx *ctx;

static char *reference_path(void) {
    char *path;
    CHECK_OK(ctx, jj_geodata_path(ctx, "project.reference.yaml", &path));
    return path;
}

static char *reference(void) {
    JJ_AUTO char *path = reference_path();
    char *text;
    size_t len;
    CHECK_OK(ctx, jj_file_read(ctx, path, &text, &len));
    return text;
}

static void test_reference_reads(void) {
    JJ_AUTO char *path = reference_path();
    jj_project p;
    CHECK_OK(ctx, jj_project_read(ctx, path, &p));
    CHECK_STR(p.name, "示例县");
    CHECK_INT(p.n_units, 2);
    CHECK_INT(p.units[0].n_tables, 1);
    CHECK_STR(jj_path_name(p.units[0].geometry.source.path), "county_polygons.gpkg");
    CHECK_INT(p.n_people, 2);
    CHECK_STR(p.facilities[0].values[0].values[1], "private_inclusive");
    CHECK_STR(p.facilities[1].kinds.keys[0], "*宠物*");
    CHECK_NEAR(p.profiles[0].speed_m_s, 4 / 3.6, 1e-12);
    CHECK_INT(p.rules.n_own, 1);
    CHECK_INT(p.n_exemptions, 1);
    CHECK(isnan(p.indicators[0].value) && p.indicators[1].value == 0.563);
    jj_project_deinit(&p);
}

/* Where `key:` begins a word in the text, or NULL. */
static const char *find_key(const char *text, const char *key) {
    char want[64];
    snprintf(want, sizeof want, "%s:", key);
    for (const char *at = strstr(text, want); at; at = strstr(at + 1, want))
        if (at == text || strchr(" \n{", at[-1]))
            return at;
    return NULL;
}

static void check_key(const char *text, const jj_section *s, const char *key) {
    if (!find_key(text, key)) {
        fprintf(stderr, "project.reference.yaml lacks '%s' of %s\n", key, s->name);
        exit(1);
    }
}

/* The default stands beside the key or in the next line. */
static void check_default(const char *text, const jj_section *s, const jj_param *p) {
    char around[600];
    const char *at = find_key(text, p->name);
    snprintf(around, sizeof around, "%.500s", at);
    if (p->fallback && *p->fallback && !strstr(around, p->fallback)) {
        fprintf(stderr, "project.reference.yaml: '%s' of %s does not say '%s'\n", p->name, s->name,
                p->fallback);
        exit(1);
    }
}

static void test_reference_is_complete(void) {
    JJ_AUTO char *text = reference();
    for (size_t i = 0; i < n_project_sections; i++) {
        const jj_section *s = project_sections[i];
        for (size_t k = 0; k < s->n_nested; k++)
            check_key(text, s, s->nested[k]);
        for (size_t k = 0; k < s->n_parts; k++)
            for (size_t j = 0; j < s->parts[k].n; j++) {
                check_key(text, s, s->parts[k].params[j].name);
                check_default(text, s, &s->parts[k].params[j]);
            }
    }
}

static const char head[] = "name: x\nyear: 2025\nunits: [{level: county, source: a.csv, code: c, "
                           "name: n}]\n";

static void refuse(const char *rest, jj_status status, const char *message) {
    char path[256], text[2048];
    snprintf(path, sizeof path, "%s/project.yaml", folder);
    snprintf(text, sizeof text, "%s%s", head, rest);
    CHECK_OK(ctx, jj_file_replace(ctx, path, text, strlen(text)));
    jj_project p;
    CHECK_REFUSED(ctx, jj_project_read(ctx, path, &p), status, message);
    CHECK(p.name == NULL && p.arena.head == NULL);
}

static void test_refused_keys(void) {
    refuse("popualtion: []\n", JJ_E_FORMAT,
           "project.yaml:4: 'popualtion' is not a key of project; did you mean 'population'?");
    refuse("zzzzzzzzzzzzzzzz: 1\n", JJ_E_FORMAT, "see project.reference.yaml");
    refuse("stencil: true64\n", JJ_E_RANGE, "project.yaml:4: stencil: 'true64' is not one of");
    refuse("stencil: [8]\n", JJ_E_FORMAT, "stencil: must be one value");
    refuse("patch_density_km2: 100 m\n", JJ_E_RANGE, "'100 m' is not a number from 0");
    refuse("patch_density_km2: .nan\n", JJ_E_RANGE, "'.nan' is not a number");
    refuse("lattice: 5\n", JJ_E_FORMAT, "lattice must be a map");
    refuse("lattice: {subdivide: 0}\n", JJ_E_RANGE, "subdivide: '0' is not a number from 1 to 32");
    refuse("population: {group: total}\n", JJ_E_FORMAT, "population must be a list");
    refuse("population: [total]\n", JJ_E_FORMAT, "an entry of population must be a map");
    refuse("population:\n  - {group: total, grid: a.tif}\n", JJ_E_FORMAT,
           "project.yaml:5: population needs 'year'");
    refuse("rules: {only: {a: b}}\n", JJ_E_FORMAT, "only: must be one value");
    refuse("rules: {only: [[a]]}\n", JJ_E_FORMAT, "only: must be a list of plain values");
    refuse("facilities:\n  - {name: a, source: b, kind: k, columns: {id: [x]}}\n", JJ_E_FORMAT,
           "'id' of columns must be one value");
    refuse("facilities:\n  - {name: a, source: b, kind: k, columns: x}\n", JJ_E_FORMAT,
           "columns must be a map");
    refuse("name: y\n", JJ_E_FORMAT, "project.yaml:4: the key 'name' stands here already, line 1");
}

static void test_refused_combinations(void) {
    refuse("population: [{group: total, year: 2020}]\n", JJ_E_FORMAT,
           "needs 'grid', 'share_of' or 'column'");
    refuse("population: [{group: t, year: 2020, grid: a, share_of: b}]\n", JJ_E_FORMAT,
           "'grid' and 'share_of' exclude");
    refuse("population: [{group: t, year: 2020, share_of: b, numerator: n}]\n", JJ_E_FORMAT,
           "go together");
    refuse("facilities: [{name: a, source: b}]\n", JJ_E_FORMAT, "'a' needs either 'kind' or");
    refuse("facilities: [{name: a, source: b, kind_column: k}]\n", JJ_E_FORMAT,
           "'kind_column' and 'kinds' go together");
    refuse("surface: {speeds: a.csv}\n", JJ_E_FORMAT, "'speeds' needs 'landcover'");
    refuse("profiles: [{id: w, speed_m_s: 1, speed_km_h: 4}]\n", JJ_E_FORMAT, "exclude");
}

static void test_no_units_no_file(void) {
    char path[256];
    jj_project p;
    snprintf(path, sizeof path, "%s/bare.yaml", folder);
    CHECK_OK(ctx, jj_file_replace(ctx, path, "name: x\nyear: 2025\n", 19));
    CHECK_REFUSED(ctx, jj_project_read(ctx, path, &p), JJ_E_FORMAT, "project needs 'units'");
    CHECK_REFUSED(ctx, jj_project_read(ctx, "none.yaml", &p), JJ_E_IO, "none.yaml");
}

int main(void) {
    CHECK(mkdtemp(folder));
    ctx = jj_ctx_new();
    RUN(test_reference_reads);
    RUN(test_reference_is_complete);
    RUN(test_refused_keys);
    RUN(test_refused_combinations);
    RUN(test_no_units_no_file);
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_ctx_free(ctx);
    return 0;
}
