#include "load/catalogue_cell.h"
#include "base/encoding.h"
#include "base/lang.h"
#include "base/nearest.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

enum { YEAR_MIN = 1949, YEAR_MAX = 2100, FRACTION_DIGITS = 9 };

typedef struct column column;
typedef jj_status set_fn(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                         jj_rule *rule);

struct column {
    set_fn *set;
    size_t offset;
    const char *const *choices;
    size_t n_choices;
};

static void *field(jj_rule *rule, const column *col) {
    return (char *)rule + col->offset;
}

static jj_status refuse_choice(jj_ctx *ctx, const rule_cell *c, const char *s,
                               const char *const *names, size_t n) {
    size_t near = jj_nearest_name(s, names, n);
    if (near < n)
        return jj_fail(ctx, JJ_E_FORMAT,
                       "%s:%d, column '%s': '%s' is not known; did you mean '%s'?", c->path,
                       c->line, c->column, s, names[near]);
    jj_text list = {0};
    for (size_t i = 0; i < n; i++)
        jj_text_addf(&list, "%s%s", i ? ", " : "", names[i]);
    jj_status st = jj_fail(ctx, JJ_E_FORMAT, "%s:%d, column '%s': '%s' is not one of %s", c->path,
                           c->line, c->column, s, list.failed ? "?" : list.s);
    jj_text_deinit(&list);
    return st;
}

static jj_status refuse_number(jj_ctx *ctx, const rule_cell *c, const char *what) {
    return jj_fail(ctx, JJ_E_FORMAT, "%s:%d, column '%s': '%s' is not %s", c->path, c->line,
                   c->column, c->text, jj_tr(ctx->lang, what));
}

static jj_status keep(jj_ctx *ctx, const rule_cell *c, const char *s, const char **out) {
    *out = jj_arena_str(c->arena, s);
    return *out ? JJ_OK : jj_no_memory(ctx, c->path, strlen(s));
}

static jj_status set_code(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                          jj_rule *rule) {
    return keep(ctx, c, s, field(rule, col));
}

/* Titles and names keep their full-width signs; only blanks around them go. */
static jj_status set_text(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                          jj_rule *rule) {
    (void)s;
    const char *from = c->text + strspn(c->text, " \t\r\n");
    size_t len = strlen(from);
    while (len && strchr(" \t\r\n", from[len - 1]))
        len--;
    JJ_AUTO char *trimmed = jj_strndup(from, len);
    return trimmed ? keep(ctx, c, trimmed, field(rule, col)) : jj_no_memory(ctx, c->path, len);
}

static jj_status set_choice(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                            jj_rule *rule) {
    for (size_t i = 0; i < col->n_choices; i++)
        if (strcmp(col->choices[i], s) == 0) {
            *(const char **)field(rule, col) = col->choices[i];
            return JJ_OK;
        }
    return refuse_choice(ctx, c, s, col->choices, col->n_choices);
}

/* One of the areas, or "people>=N": units of so many residents. */
static jj_status set_mask(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                          jj_rule *rule) {
    static const char begin[] = "people>=";
    double least;
    if (strncmp(s, begin, sizeof begin - 1) != 0)
        return set_choice(ctx, c, col, s, rule);
    if (!jj_parse_double(s + sizeof begin - 1, &least) || least < 0)
        return refuse_number(ctx, c, "a number of people, as in people>=300000");
    return keep(ctx, c, s, &rule->area_mask);
}

static jj_status set_state(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                           jj_rule *rule) {
    (void)col;
    const char *names[JJ_RULE_DESCRIPTIVE + 1];
    for (size_t i = 0; i < JJ_COUNT(names); i++) {
        names[i] = jj_rule_state_name((jj_rule_state)i);
        if (strcmp(names[i], s) == 0) {
            rule->status = (jj_rule_state)i;
            return JJ_OK;
        }
    }
    return refuse_choice(ctx, c, s, names, JJ_COUNT(names));
}

static jj_status set_metric(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                            jj_rule *rule) {
    (void)col;
    if (jj_metric_parse(s, &rule->metric))
        return JJ_OK;
    const char *names[JJ_PARAM + 1];
    for (size_t i = 0; i <= JJ_PARAM; i++)
        names[i] = jj_metric_name((jj_metric)i);
    return refuse_choice(ctx, c, s, names, JJ_COUNT(names));
}

static jj_status set_op(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                        jj_rule *rule) {
    (void)col;
    static const struct {
        const char *sign;
        jj_op op;
    } ops[] = {{">=", JJ_OP_GE},   {"≥", JJ_OP_GE},         {">", JJ_OP_GT}, {"<=", JJ_OP_LE},
               {"≤", JJ_OP_LE},    {"<", JJ_OP_LT},         {"=", JJ_OP_EQ}, {"==", JJ_OP_EQ},
               {"", JJ_OP_REPORT}, {"report", JJ_OP_REPORT}};
    for (size_t i = 0; i < JJ_COUNT(ops); i++)
        if (strcmp(ops[i].sign, s) == 0) {
            rule->op = ops[i].op;
            return JJ_OK;
        }
    static const char *const names[] = {">=", ">", "<=", "<", "=", "report"};
    return refuse_choice(ctx, c, s, names, JJ_COUNT(names));
}

/* Cuts `s` at '|' into at most `cap` trimmed copies; empty parts are dropped. */
static jj_status split(jj_ctx *ctx, const rule_cell *c, const char *s, const char **out, size_t cap,
                       size_t *n) {
    *n = 0;
    while (*s) {
        size_t len = strcspn(s, "|"), skip = strspn(s, " ");
        size_t end = len;
        while (end > skip && s[end - 1] == ' ')
            end--;
        if (end > skip && *n == cap)
            return jj_fail(ctx, JJ_E_FORMAT, "%s:%d, column '%s': more than %zu parts between '|'",
                           c->path, c->line, c->column, cap);
        if (end > skip) {
            JJ_AUTO char *part = jj_strndup(s + skip, end - skip);
            if (!part)
                return jj_no_memory(ctx, c->path, end);
            JJ_TRY(keep(ctx, c, part, &out[(*n)++]));
        }
        s += len + (s[len] == '|');
    }
    return JJ_OK;
}

static jj_status set_filters(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                             jj_rule *rule) {
    (void)col;
    return split(ctx, c, s, rule->filters, JJ_COUNT(rule->filters), &rule->n_filters);
}

static jj_status set_profiles(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                              jj_rule *rule) {
    (void)col;
    return split(ctx, c, s, rule->profiles, JJ_COUNT(rule->profiles), &rule->n_profiles);
}

static const char *const unit_sets[] = {
    "PROV1",    "PREF11",  "CNTY117", "CNTY91",     "TWN1061", "SUB217", "TWNALL1278", "VILL18851",
    "COMM2957", "VC21808", "ESTATE",  "OLD_ESTATE", "PROV",    "PREF",   "CNTY",       "TWN"};

/*
 * Whether `s` names a set of units (PROV1, CNTY117, ESTATE) or can be the id of a project's level.
 */
static bool is_unit_set_known(const char *s) {
    for (size_t i = 0; i < JJ_COUNT(unit_sets); i++)
        if (strcmp(s, unit_sets[i]) == 0)
            return true;
    return *s && s[strspn(s, "abcdefghijklmnopqrstuvwxyz_")] == '\0';
}

static jj_status set_unit_sets(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                               jj_rule *rule) {
    (void)col;
    JJ_TRY(split(ctx, c, s, rule->unit_sets, JJ_COUNT(rule->unit_sets), &rule->n_unit_sets));
    for (size_t i = 0; i < rule->n_unit_sets; i++)
        if (!is_unit_set_known(rule->unit_sets[i]))
            return refuse_choice(ctx, c, rule->unit_sets[i], unit_sets, JJ_COUNT(unit_sets));
    return JJ_OK;
}

static jj_status set_number(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                            jj_rule *rule) {
    if (!*s)
        return JJ_OK;
    return jj_parse_typed_double(s, field(rule, col)) ? JJ_OK : refuse_number(ctx, c, "a number");
}

static jj_status set_threshold(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                               jj_rule *rule) {
    (void)col;
    const char *part[2];
    size_t n;
    JJ_TRY(split(ctx, c, s, part, JJ_COUNT(part), &n));
    for (size_t i = 0; i < n; i++)
        if (!jj_parse_typed_double(part[i], &rule->threshold[i]) || !(rule->threshold[i] > 0))
            return refuse_number(ctx, c, "a number above 0, or two between '|' (urban, rural)");
    return JJ_OK;
}

/* A whole number from `min` to `max`; false otherwise. */
static bool whole(const char *s, double min, double max, int64_t *out) {
    double v;
    if (!jj_parse_typed_double(s, &v) || v < min || v > max || v != floor(v))
        return false;
    *out = (int64_t)v;
    return true;
}

static jj_status set_count(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                           jj_rule *rule) {
    if (!*s || whole(s, 0, 1e9, field(rule, col)))
        return JJ_OK;
    return refuse_number(ctx, c, "a whole number from 0 to 1000000000");
}

static jj_status set_year(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                          jj_rule *rule) {
    int64_t year;
    if (!*s)
        return JJ_OK;
    if (!whole(s, YEAR_MIN, YEAR_MAX, &year))
        return refuse_number(ctx, c, "a year from 1949 to 2100");
    *(int *)field(rule, col) = (int)year;
    return JJ_OK;
}

static jj_status set_yes_no(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                            jj_rule *rule) {
    static const char *const yes[] = {"1", "yes", "true", "是"};
    static const char *const no[] = {"", "0", "no", "false", "否"};
    for (size_t i = 0; i < JJ_COUNT(yes); i++)
        if (strcmp(s, yes[i]) == 0) {
            *(bool *)field(rule, col) = true;
            return JJ_OK;
        }
    for (size_t i = 0; i < JJ_COUNT(no); i++)
        if (strcmp(s, no[i]) == 0)
            return JJ_OK;
    return refuse_number(ctx, c, "yes or no");
}

/* Decimal digits with at most one point as v / den; NULL when there are none or too many. */
static const char *decimal(const char *s, int64_t *v, int64_t *den) {
    int n_digits = 0, n_decimals = -1;
    *v = 0;
    *den = 1;
    for (; (*s >= '0' && *s <= '9') || (*s == '.' && n_decimals < 0); s++) {
        if (*s == '.') {
            n_decimals = 0;
            continue;
        }
        if (++n_digits > FRACTION_DIGITS)
            return NULL;
        *v = *v * 10 + (*s - '0');
        if (n_decimals >= 0) {
            *den *= 10;
            n_decimals++;
        }
    }
    return n_digits ? s : NULL;
}

/* "0.55", "55%", "1/3", "400,000": exactly that fraction. */
static bool fraction(const char *s, int64_t *num, int64_t *den) {
    char plain[32];
    size_t n = 0;
    for (; *s; s++)
        if (*s != ',' && *s != ' ') {
            if (n + 1 == sizeof plain)
                return false;
            plain[n++] = *s;
        }
    plain[n] = '\0';
    const char *rest = decimal(plain, num, den);
    if (rest && strcmp(rest, "%") == 0) {
        *den *= 100;
        return true;
    }
    int64_t below, below_den;
    if (rest && *rest == '/' && *den == 1) {
        const char *end = decimal(rest + 1, &below, &below_den);
        *den = below;
        return end && *end == '\0' && below_den == 1 && below > 0;
    }
    return rest && *rest == '\0';
}

static jj_status set_target(jj_ctx *ctx, const rule_cell *c, const column *col, const char *s,
                            jj_rule *rule) {
    (void)col;
    if (!*s)
        return JJ_OK;
    if (!fraction(s, &rule->target_num, &rule->target_den))
        return refuse_number(ctx, c, "a number, a percentage or a fraction of at most 9 digits");
    rule->has_target = true;
    return JJ_OK;
}

static const char *const bindings[] = {"", "explicit", "qualitative", "baseline", "standard"};
static const char *const area_masks[] = {
    "",         "all",        "urban",      "rural",          "urban_community",
    "mountain", "key_assist", "old_estate", "underdeveloped", "county_seat",
    "dense"};
static const char *const natures[] = {"", "约束性", "预期性"};
static const char *const confidences[] = {"",          "seed",       "verified",
                                          "secondary", "unverified", "default"};
static const char *const threshold_units[] = {"", "min", "m"};

#define TEXT(name)                                                                                 \
    { set_text, offsetof(jj_rule, name), NULL, 0 }
#define CODE(name)                                                                                 \
    { set_code, offsetof(jj_rule, name), NULL, 0 }
#define CHOICE(name, list)                                                                         \
    { set_choice, offsetof(jj_rule, name), list, JJ_COUNT(list) }
#define FIELD(name, set)                                                                           \
    { set, offsetof(jj_rule, name), NULL, 0 }

const char *const rule_columns[] = {
    "id",         "domain",     "status",         "title_zh",
    "title_en",   "source_doc", "source_section", "binding",
    "metric",     "unit_sets",  "filters",        "demand",
    "area_mask",  "profiles",   "threshold",      "threshold_unit",
    "n_min",      "num_attr",   "den_attr",       "base",
    "op",         "target",     "target_unit",    "target_year",
    "base_value", "base_year",  "exempt_allowed", "own_unit_only",
    "dept",       "nature",     "priority",       "confidence",
    "source_ref", "note_zh",    "note_en",        "param",
    "value",      "value_unit", "enough_by",
};
const size_t n_rule_columns = JJ_COUNT(rule_columns);

/* In the order of rule_columns. */
static const column columns[JJ_COUNT(rule_columns)] = {
    CODE(id),
    CODE(domain),
    FIELD(status, set_state),
    TEXT(title_zh),
    TEXT(title_en),
    TEXT(source_doc),
    TEXT(source_section),
    CHOICE(binding, bindings),
    FIELD(metric, set_metric),
    FIELD(unit_sets, set_unit_sets),
    FIELD(filters, set_filters),
    CODE(demand),
    {set_mask, offsetof(jj_rule, area_mask), area_masks, JJ_COUNT(area_masks)},
    FIELD(profiles, set_profiles),
    FIELD(threshold, set_threshold),
    CHOICE(threshold_unit, threshold_units),
    FIELD(n_min, set_count),
    CODE(num_attr),
    CODE(den_attr),
    FIELD(base, set_number),
    FIELD(op, set_op),
    FIELD(target_num, set_target),
    CODE(target_unit),
    FIELD(target_year, set_year),
    FIELD(base_value, set_number),
    FIELD(base_year, set_year),
    FIELD(exempt_allowed, set_yes_no),
    FIELD(own_unit_only, set_yes_no),
    TEXT(dept),
    CHOICE(nature, natures),
    FIELD(priority, set_count),
    CHOICE(confidence, confidences),
    TEXT(source_ref),
    TEXT(note_zh),
    TEXT(note_en),
    CODE(param),
    CODE(value),
    CODE(value_unit),
    CODE(enough_by),
};

jj_rule rule_empty(void) {
    jj_rule r = {.threshold = {NAN, NAN},
                 .base = 1,
                 .op = JJ_OP_REPORT,
                 .target_den = 1,
                 .base_value = NAN,
                 .priority = 2,
                 .n_min = 1};
    for (size_t i = 0; i < JJ_COUNT(columns); i++)
        if (columns[i].set == set_text || columns[i].set == set_code || columns[i].choices)
            *(const char **)field(&r, &columns[i]) = "";
    return r;
}

jj_status rule_set_cell(jj_ctx *ctx, const rule_cell *c, size_t column_index, jj_rule *rule) {
    jj_text folded = {0};
    jj_text_fold(&folded, c->text);
    jj_status st = folded.failed
                       ? jj_no_memory(ctx, c->path, strlen(c->text))
                       : columns[column_index].set(ctx, c, &columns[column_index], folded.s, rule);
    jj_text_deinit(&folded);
    return st;
}
