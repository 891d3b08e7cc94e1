/* The catalogues that ship: every statement there, every cell readable, every filter compiling. */
#include "base/geodata.h"
#include "load/catalogue.h"
#include "store/facility_table.h"
#include "test.h"

#include <ctype.h>

static jj_ctx *ctx;

static void read_shipped(const char *name, jj_rules *out) {
    JJ_AUTO char *path = NULL;
    CHECK_OK(ctx, jj_geodata_path(ctx, name, &path));
    CHECK_OK(ctx, jj_rules_read(ctx, path, out));
}

/* "A-EDU-12" is a statement; "A-EDU-12-2" a further part of it with its own target or unit set. */
static bool is_statement(const char *id) {
    return strlen(id) == 8;
}

static void test_every_statement(void) {
    jj_rules rules = {0};
    read_shipped("rules/shanxi-2025.csv", &rules);
    static const struct {
        const char *domain;
        int n;
    } domains[] = {{"SYS", 33}, {"BIR", 14}, {"EDU", 33}, {"EMP", 10}, {"MED", 27}, {"OLD", 15},
                   {"HOU", 15}, {"WEL", 20}, {"VET", 7},  {"CUL", 26}, {"LIF", 5},  {"IMP", 7}};
    int n = 0, by_domain[JJ_COUNT(domains)] = {0}, by_priority[4] = {0}, by_binding[3] = {0};
    for (size_t i = 0; i < rules.n; i++) {
        const jj_rule *r = &rules.rules[i];
        if (!is_statement(r->id)) {
            char base[9] = {0};
            memcpy(base, r->id, 8);
            CHECK(jj_rule_find(&rules, base));
            continue;
        }
        n++;
        for (size_t d = 0; d < JJ_COUNT(domains); d++)
            by_domain[d] += strcmp(domains[d].domain, r->domain) == 0;
        by_priority[r->priority]++;
        by_binding[0] += strcmp(r->binding, "explicit") == 0;
        by_binding[1] += strcmp(r->binding, "qualitative") == 0;
        by_binding[2] += strcmp(r->binding, "baseline") == 0;
    }
    CHECK_INT(n, 212);
    for (size_t d = 0; d < JJ_COUNT(domains); d++)
        CHECK_INT(by_domain[d], domains[d].n);
    CHECK_INT(by_priority[1], 72);
    CHECK_INT(by_priority[2], 61);
    CHECK_INT(by_priority[3], 79);
    CHECK_INT(by_binding[0], 50);
    CHECK_INT(by_binding[1], 155);
    CHECK_INT(by_binding[2], 7);
    jj_rules_deinit(&rules);
}

/* A nine-year school is a primary and a junior school: whatever counts either counts it. */
static void test_nine_year_schools(void) {
    jj_rules rules = {0};
    read_shipped("rules/shanxi-2025.csv", &rules);
    int n = 0;
    for (size_t i = 0; i < rules.n; i++)
        for (size_t k = 0; k < rules.rules[i].n_filters; k++) {
            const char *filter = rules.rules[i].filters[k];
            if (!strstr(filter, "'primary_school'") && !strstr(filter, "'junior_school'"))
                continue;
            n++;
            CHECK(strstr(filter, "'nine_year_school'"));
        }
    CHECK(n > 10);
    jj_rules_deinit(&rules);
}

/*
 * As the catalogue counts them; A-SYS-05, which is both coverage and ratio, stands under coverage.
 */
static void test_metrics(void) {
    jj_rules rules = {0};
    read_shipped("rules/shanxi-2025.csv", &rules);
    int n[JJ_PARAM + 1] = {0};
    for (size_t i = 0; i < rules.n; i++)
        n[rules.rules[i].metric] += is_statement(rules.rules[i].id);
    CHECK_INT(n[JJ_POP_COVER], 37 + 1);
    CHECK_INT(n[JJ_AT_LEAST_N], 29);
    CHECK_INT(n[JJ_STATUS_SHARE], 29);
    CHECK_INT(n[JJ_EQUITY], 17);
    CHECK_INT(n[JJ_TREND], 17);
    CHECK_INT(n[JJ_TIER], 14);
    CHECK_INT(n[JJ_SITING], 13);
    CHECK_INT(n[JJ_RATIO], 11);
    CHECK_INT(n[JJ_ATTR_SHARE], 11);
    CHECK_INT(n[JJ_UNIT_SHARE], 11);
    CHECK_INT(n[JJ_PUBLISH], 6);
    CHECK_INT(n[JJ_COUNT_YEAR], 6);
    CHECK_INT(n[JJ_CAPACITY], 4);
    CHECK_INT(n[JJ_MATCH], 2);
    CHECK_INT(n[JJ_CONSOLIDATE], 2);
    CHECK_INT(n[JJ_GROSS_RATE], 2);
    jj_rules_deinit(&rules);
}

static void test_standards(void) {
    jj_rules rules = {0};
    read_shipped("rules/standards.csv", &rules);
    CHECK_INT(rules.n, 75);
    for (size_t i = 0; i < rules.n; i++) {
        const jj_rule *r = &rules.rules[i];
        CHECK(r->id[0] == 'B' && *r->param && *r->value && *r->confidence && *r->source_doc);
        CHECK_INT(r->status, JJ_RULE_DESCRIPTIVE);
    }
    jj_rules_deinit(&rules);
}

static bool has_chinese(const char *s) {
    for (; *s; s++)
        if ((unsigned char)*s >= 0xe3)
            return true;
    return false;
}

/* Titles in both languages, a source with its clause, a department, a word on confidence. */
static void check_words(const jj_rule *r) {
    if (!has_chinese(r->title_zh) || has_chinese(r->title_en) || !*r->title_en ||
        has_chinese(r->note_en) || !*r->note_zh != !*r->note_en || !*r->source_doc) {
        fprintf(stderr, "%s: %s / %s / %s / %s\n", r->id, r->title_zh, r->title_en, r->note_zh,
                r->note_en);
        exit(1);
    }
    bool is_ours = r->id[0] == 'A';
    CHECK(!is_ours || (*r->source_section && *r->dept && *r->confidence && *r->binding));
}

/* An empty facility table with every attribute the engine knows. */
static jj_facility_table *make_table(const jj_kinds *kinds) {
    const char *columns[128];
    char types[128];
    CHECK(kinds->n_attributes <= JJ_COUNT(columns));
    for (size_t i = 0; i < kinds->n_attributes; i++) {
        columns[i] = kinds->attributes[i].id;
        types[i] = kinds->attributes[i].type;
    }
    jj_facility_table *t;
    CHECK_OK(ctx, jj_facility_table_new(ctx, columns, types, kinds->n_attributes, &t));
    return t;
}

static void check_attributes(const jj_kinds *kinds, const jj_rule *r) {
    const char *const names[] = {r->num_attr, r->den_attr};
    for (size_t k = 0; k < JJ_COUNT(names); k++)
        if (*names[k] && r->n_filters && !jj_attribute_find(kinds, names[k]) &&
            r->status == JJ_RULE_MACHINE) {
            fprintf(stderr, "%s: no attribute %s\n", r->id, names[k]);
            exit(1);
        }
}

static void check_filters(const char *name) {
    jj_rules rules = {0};
    jj_kinds kinds = {0};
    read_shipped(name, &rules);
    CHECK_OK(ctx, jj_kinds_read(ctx, NULL, &kinds));
    jj_facility_table *t = make_table(&kinds);
    for (size_t i = 0; i < rules.n; i++) {
        const jj_rule *r = &rules.rules[i];
        check_words(r);
        check_attributes(&kinds, r);
        for (size_t k = 0; k < r->n_filters; k++) {
            JJ_AUTO uint32_t *rows = NULL;
            size_t n;
            CHECK_OK(ctx, jj_facility_table_select(ctx, t, r->filters[k], &rows, &n));
        }
    }
    jj_facility_table_free(t);
    jj_kinds_deinit(&kinds);
    jj_rules_deinit(&rules);
}

static void test_filters_compile(void) {
    check_filters("rules/shanxi-2025.csv");
    check_filters("rules/standards.csv");
}

int main(void) {
    ctx = jj_ctx_new();
    RUN(test_every_statement);
    RUN(test_nine_year_schools);
    RUN(test_metrics);
    RUN(test_standards);
    RUN(test_filters_compile);
    jj_ctx_free(ctx);
    return 0;
}
