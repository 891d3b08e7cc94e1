#include "model/rule.h"

#include <string.h>

static const char *const metric_names[] = {
    [JJ_AT_LEAST_N] = "AT_LEAST_N",
    [JJ_UNIT_SHARE] = "UNIT_SHARE",
    [JJ_TIER] = "TIER",
    [JJ_POP_COVER] = "POP_COVER",
    [JJ_LAND_COVER] = "LAND_COVER",
    [JJ_RATIO] = "RATIO",
    [JJ_ATTR_SHARE] = "ATTR_SHARE",
    [JJ_STATUS_SHARE] = "STATUS_SHARE",
    [JJ_GROSS_RATE] = "GROSS_RATE",
    [JJ_COUNT_YEAR] = "COUNT_YEAR",
    [JJ_CAPACITY] = "CAPACITY",
    [JJ_MATCH] = "MATCH",
    [JJ_EQUITY] = "EQUITY",
    [JJ_SITING] = "SITING",
    [JJ_CONSOLIDATE] = "CONSOLIDATE",
    [JJ_TREND] = "TREND",
    [JJ_PUBLISH] = "PUBLISH",
    [JJ_PARAM] = "PARAM",
};

const char *jj_metric_name(jj_metric m) {
    return metric_names[m];
}

typedef struct title {
    const char *en, *zh;
} title;

static const char *in_language(title t, jj_lang lang) {
    return lang == JJ_LANG_ZH ? t.zh : t.en;
}

static const title metric_titles[] = {
    [JJ_AT_LEAST_N] = {"at least so many in every unit", "每个单元不少于若干处"},
    [JJ_UNIT_SHARE] = {"share of units that have one", "有设施的单元占比"},
    [JJ_TIER] = {"chain complete over the levels", "各级齐全"},
    [JJ_POP_COVER] = {"people within reach", "人口覆盖率"},
    [JJ_LAND_COVER] = {"residential land within reach", "居住用地覆盖率"},
    [JJ_RATIO] = {"so many for so many people", "千人（人均）指标"},
    [JJ_ATTR_SHARE] = {"share of a quantity", "数量占比"},
    [JJ_STATUS_SHARE] = {"share of facilities that do", "达标设施占比"},
    [JJ_GROSS_RATE] = {"enrolled over people of the age", "毛入学（园）率"},
    [JJ_COUNT_YEAR] = {"opened in each year", "逐年数量"},
    [JJ_CAPACITY] = {"places against need", "容量与需求"},
    [JJ_MATCH] = {"share of resources against share of people", "资源与人口匹配度"},
    [JJ_EQUITY] = {"differences between units and groups", "均衡程度"},
    [JJ_SITING] = {"where the next one should stand", "选址"},
    [JJ_CONSOLIDATE] = {"what closing does to people", "撤并影响"},
    [JJ_TREND] = {"change since the base year", "趋势与进度"},
    [JJ_PUBLISH] = {"lists complete and fresh", "数据公开与质量"},
    [JJ_PARAM] = {"figure of a standard", "标准参数"},
};

const char *jj_metric_title(jj_metric m, jj_lang lang) {
    return in_language(metric_titles[m], lang);
}

const char *jj_rule_state_name(jj_rule_state s) {
    static const char *const names[] = {[JJ_RULE_MACHINE] = "machine",
                                        [JJ_RULE_NEEDS_TABLE] = "needs_table",
                                        [JJ_RULE_DESCRIPTIVE] = "descriptive"};
    return names[s];
}

const char *jj_rule_state_title(jj_rule_state s, jj_lang lang) {
    static const title titles[] = {[JJ_RULE_MACHINE] = {"computed", "可计算"},
                                   [JJ_RULE_NEEDS_TABLE] = {"needs a table", "需填报表"},
                                   [JJ_RULE_DESCRIPTIVE] = {"reported only", "仅作说明"}};
    return in_language(titles[s], lang);
}

const char *jj_op_sign(jj_op op) {
    static const char *const signs[] = {
        [JJ_OP_GE] = ">=", [JJ_OP_GT] = ">", [JJ_OP_LE] = "<=",
        [JJ_OP_LT] = "<",  [JJ_OP_EQ] = "=", [JJ_OP_REPORT] = "report"};
    return signs[op];
}

const char *jj_domain_title(const char *domain, jj_lang lang) {
    static const struct {
        const char *code;
        title title;
    } domains[] = {
        {"SYS", {"system and platforms", "体系与平台"}},
        {"BIR", {"birth and infancy", "优生优育"}},
        {"EDU", {"public education", "公共教育"}},
        {"EMP", {"employment", "就业创业"}},
        {"MED", {"health care", "医疗卫生"}},
        {"OLD", {"elder care", "公共养老"}},
        {"HOU", {"public housing", "公共住房"}},
        {"WEL", {"assistance and welfare", "社会救助与社会福利"}},
        {"VET", {"veterans", "军人褒扬优抚"}},
        {"CUL", {"culture and sport", "公共文化体育"}},
        {"LIF", {"everyday services", "多层次多样化生活服务"}},
        {"IMP", {"carrying out the plan", "规划实施"}},
    };
    for (size_t i = 0; i < JJ_COUNT(domains); i++)
        if (strcmp(domains[i].code, domain) == 0)
            return in_language(domains[i].title, lang);
    return domain;
}

bool jj_metric_parse(const char *name, jj_metric *out) {
    for (size_t i = 0; i < JJ_COUNT(metric_names); i++)
        if (strcmp(metric_names[i], name) == 0) {
            *out = (jj_metric)i;
            return true;
        }
    return false;
}

const jj_rule *jj_rule_find(const jj_rules *r, const char *id) {
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->rules[i].id, id) == 0)
            return &r->rules[i];
    return NULL;
}

void jj_rules_deinit(jj_rules *r) {
    jj_free(r->rules);
    jj_arena_deinit(&r->arena);
    *r = (jj_rules){0};
}
