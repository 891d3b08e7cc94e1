#include "rules/words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

typedef struct word {
    const char *id, *en, *zh;
} word;

enum { MOST_NAMED = 4 };

static const word groups[] = {
    {"total", "residents", "常住人口"},
    {"urban", "people in town", "城镇人口"},
    {"rural", "rural people", "农村人口"},
    {"households", "households", "户"},
    {"women15_49", "women aged 15 to 49", "15—49岁妇女"},
    {"migrants", "migrants", "流动人口"},
    {"low_income", "people on low income", "低收入人口"},
    {"disabled", "disabled people", "残疾人"},
    {"tekun", "destitute people in public care", "特困人员"},
    {"entitled", "people entitled as veterans", "优抚对象"},
    {"left_behind", "left-behind children", "留守儿童"},
    {"estates", "estates", "住宅小区"},
    {"buildings", "buildings", "住宅楼"},
    {"expenditure", "public expenditure", "公共服务支出"},
    {"residence_permits", "holders of residence permits", "居住证持有人数"},
    {"non_hukou", "residents registered elsewhere", "未落户常住人口"},
    {"migrant_pupils", "migrant pupils", "随迁子女学生数"},
    {"migrant_pupils_public", "migrant pupils in public schools", "公办学校随迁子女学生数"},
    {"enrol_disabled", "disabled pupils enrolled", "残疾儿童在校人数"},
    {"new_urban_jobs", "new jobs in town", "城镇新增就业人数"},
    {"events", "public-health events", "突发公共卫生事件数"},
    {"events_handled", "events handled", "已处置事件数"},
    {"housing_eligible", "households eligible for housing", "应保障家庭数"},
    {"housing_served", "households served", "已保障家庭数"},
    {"unsafe_houses", "unsafe houses", "危房数"},
    {"emergency_broadcast", "emergency broadcast in place", "是否建成应急广播"},
};

static const word sets[] = {
    {"PROV", "provinces", "省"},
    {"PREF", "prefectures", "市"},
    {"CNTY91", "counties without districts", "县（市）"},
    {"CNTY", "counties", "县（市、区）"},
    {"TWNALL", "townships and subdistricts", "乡镇（街道）"},
    {"TWN", "towns and townships", "乡镇"},
    {"SUB", "subdistricts", "街道"},
    {"VILL", "villages", "行政村"},
    {"COMM", "communities", "社区"},
    {"VC", "villages and communities", "村（社区）"},
    {"OLD_ESTATE", "old estates", "老旧小区"},
    {"ESTATE", "estates", "住宅小区"},
};

static const word masks[] = {
    {"urban", "in town", "城镇"},
    {"rural", "in the country", "农村"},
    {"urban_community", "in town", "城镇社区"},
    {"county_seat", "in county seats", "县城"},
    {"mountain", "in mountain areas", "山区"},
    {"underdeveloped", "in less developed areas", "欠发达地区"},
    {"key_assist", "in key areas of assistance", "重点帮扶地区"},
    {"dense", "where people live densely", "人口密集区"},
    {"old_estate", "in old estates", "老旧小区"},
};

static jj_both both(const char *en, const char *zh) {
    return (jj_both){en, zh, false};
}

static const word *find(const word *words, size_t n, const char *id) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i].id, id) == 0)
            return &words[i];
    return NULL;
}

jj_both jj_words_group(jj_arena *a, const char *group) {
    int from, to, used = 0;
    size_t len = strlen(group);
    const word *w = find(groups, JJ_COUNT(groups), group);
    if (w)
        return both(w->en, w->zh);
    jj_both text = JJ_BOTH_EMPTY;
    if (sscanf(group, "age%d_%d%n", &from, &to, &used) == 2 && (size_t)used == len)
        jj_both_add(a, &text, "people aged %d to %d", from, to);
    else if (sscanf(group, "age%dp%n", &from, &used) == 1 && (size_t)used == len)
        jj_both_add(a, &text, "people aged %d and over", from);
    else
        text = both(group, group);
    return text;
}

/* The catalogue's names end in their size in Shanxi, which is not part of what they mean. */
jj_both jj_words_set(const jj_scene *s, const char *set) {
    size_t len = strlen(set);
    for (size_t i = 0; i < JJ_COUNT(sets); i++) {
        size_t n = strlen(sets[i].id);
        if (strncmp(set, sets[i].id, n) == 0 && strspn(set + n, "0123456789") == len - n)
            return both(sets[i].en, sets[i].zh);
    }
    int level = jj_level_find(&s->units, set);
    return level < 0 ? both(set, set)
                     : both(s->units.levels[level].title_en, s->units.levels[level].title_zh);
}

/* What stands before the explanation in brackets or after the colon. */
static jj_both shortened(jj_arena *a, const jj_term *t) {
    static const char closed[] = "）";
    size_t len_zh = strlen(t->title_zh);
    bool ends_closed = len_zh >= sizeof closed && strcmp(t->title_zh + len_zh - 3, closed) == 0;
    const char *end_en = strpbrk(t->title_en, ":(");
    const char *end_zh = ends_closed ? strstr(t->title_zh, "（") : NULL;
    size_t n_en = end_en ? (size_t)(end_en - t->title_en) : strlen(t->title_en);
    size_t n_zh = end_zh ? (size_t)(end_zh - t->title_zh) : len_zh;
    while (n_en > 0 && t->title_en[n_en - 1] == ' ')
        n_en--;
    const char *en = jj_arena_printf(a, "%.*s", (int)n_en, t->title_en);
    const char *zh = jj_arena_printf(a, "%.*s", (int)n_zh, t->title_zh);
    return (jj_both){en ? en : "", zh ? zh : "", !en || !zh};
}

static const jj_term *find_term(const jj_scene *s, const char *id, size_t len) {
    for (size_t i = 0; i < s->n_terms; i++)
        if (strlen(s->terms[i].id) == len && strncmp(s->terms[i].id, id, len) == 0)
            return &s->terms[i];
    return NULL;
}

jj_both jj_words_term(jj_arena *a, const jj_scene *s, const char *id) {
    const jj_term *t = find_term(s, id, strlen(id));
    return t ? shortened(a, t) : jj_words_group(a, id);
}

/* Names joined as far as a reader follows, each once. */
typedef struct naming {
    jj_arena *a;
    const jj_scene *s;
    const jj_term *named[MOST_NAMED];
    size_t n, n_more;
    jj_both text;
} naming;

static void name(naming *n, const char *id, size_t len) {
    const jj_term *t = find_term(n->s, id, len);
    for (size_t i = 0; t && i < n->n; i++)
        if (n->named[i] == t)
            return;
    if (t && n->n == MOST_NAMED)
        n->n_more++;
    if (!t || n->n == MOST_NAMED)
        return;
    if (n->n > 0)
        jj_both_add(n->a, &n->text, ", ");
    n->named[n->n++] = t;
    jj_both title = shortened(n->a, t);
    jj_both_join(n->a, &n->text, &title);
}

jj_both jj_words_kinds(jj_arena *a, const jj_scene *s, const char *filter) {
    naming n = {.a = a, .s = s, .text = JJ_BOTH_EMPTY};
    for (const char *p = strchr(filter, '\''); p; p = strchr(p, '\'')) {
        size_t len = strcspn(++p, "'");
        name(&n, p, len);
        p += len + (p[len] == '\'');
    }
    if (n.n == 0)
        jj_both_add(a, &n.text, "facilities of any kind");
    else if (n.n_more > 0)
        jj_both_add(a, &n.text, " and others");
    return n.text;
}

jj_both jj_words_asked(jj_arena *a, const jj_scene *s, const char *filter) {
    naming n = {.a = a, .s = s, .text = JJ_BOTH_EMPTY};
    for (const char *p = filter; *p;) {
        size_t len = 0;
        while (isalnum((unsigned char)p[len]) || p[len] == '_')
            len++;
        bool is_usual =
            (len == 4 && strncmp(p, "kind", 4) == 0) || (len == 6 && strncmp(p, "status", 6) == 0);
        if (*p == '\'') {
            p += 1 + strcspn(p + 1, "'");
            p += *p == '\'';
            continue;
        }
        if (len > 0 && !is_usual)
            name(&n, p, len);
        p += len ? len : 1;
    }
    return n.text;
}

jj_both jj_words_mask(const char *mask) {
    const word *w = find(masks, JJ_COUNT(masks), mask);
    return w ? both(w->en, w->zh) : strcmp(mask, "all") == 0 ? both("", "") : both(mask, mask);
}

jj_both jj_words_group_in(jj_arena *a, const char *group, const char *mask) {
    jj_both who = jj_words_group(a, group), where = jj_words_mask(mask), text = JJ_BOTH_EMPTY;
    bool is_said =
        strncmp(who.zh, where.zh, strlen(where.zh)) == 0; /* rural people in rural areas */
    if (!where.en[0] || is_said)
        return who;
    const jj_both en_first = {who.en, where.zh, who.failed}, then = {where.en, who.zh, false};
    const jj_both between = {" ", "", false};
    jj_both_join(a, &text, &en_first);
    jj_both_join(a, &text, &between);
    jj_both_join(a, &text, &then);
    return text;
}

static const word gap_units[] = {{"people", "people", "人"},
                                 {"facilities", "facilities", "所（处）"},
                                 {"units", "units", "个单位"},
                                 {"places", "places", "个（学位、床位）"},
                                 {"m2", "m2", "平方米"},
                                 {"enrol", "enrolled", "人"},
                                 {"tiers", "tiers", "级"},
                                 {"chains", "chains", "条"},
                                 {"kinds", "kinds", "类"},
                                 {"share", "share", "比率"},
                                 {"", "", ""}};

bool jj_words_is_column(const char *gap_unit) {
    return !find(gap_units, JJ_COUNT(gap_units), gap_unit);
}

jj_both jj_words_gap_unit(jj_arena *a, const jj_scene *s, const char *gap_unit) {
    const word *w = find(gap_units, JJ_COUNT(gap_units), gap_unit);
    return w ? both(w->en, w->zh) : jj_words_term(a, s, gap_unit);
}

jj_both jj_words_profile(const jj_profile *p) {
    const char *en = p->title_en && *p->title_en ? p->title_en : p->id;
    return both(en, p->title_zh && *p->title_zh ? p->title_zh : en);
}
