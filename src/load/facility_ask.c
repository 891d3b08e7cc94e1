/* What is asked about a facility, and how exact its point is said to be. */
#include "load/facilities.h"
#include "load/intake/cell.h"
#include "load/questions.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

jj_status jj_facility_ask(jj_loader *l, const char *code, const jj_raw_facility *r,
                          const char *item, const char *value, const char *answer) {
    uint32_t unit = r->f.unit_declared != JJ_NO_UNIT ? r->f.unit_declared : r->f.unit_located;
    return jj_ask(l, code,
                  &(jj_question){.record = r->key,
                                 .item = item,
                                 .source = r->f.source,
                                 .place = r->place,
                                 .name = r->f.name,
                                 .value = value,
                                 .answer = answer,
                                 .unit = unit,
                                 .is_open = !answer || !*answer});
}

/* A pair goes by its two keys, whichever comes first in this run. */
static const char *pair_item(jj_loader *l, const jj_raw_facility **a, const jj_raw_facility **b) {
    if (strcmp((*a)->key, (*b)->key) < 0) {
        const jj_raw_facility *swap = *a;
        *a = *b;
        *b = swap;
    }
    return jj_arena_printf(&l->scene->arena, "same %s", (*b)->key);
}

double jj_facility_metres(const jj_facility *a, const jj_facility *b) {
    static const double degree_m = 111195, radian = 3.14159265358979 / 180;
    double north = (a->lat - b->lat) * degree_m;
    double east = (a->lon - b->lon) * degree_m * cos((a->lat + b->lat) / 2 * radian);
    return hypot(north, east);
}

/* "甲园 (a.xlsx:7) = 乙园 (b.xlsx:9), 35 m, 0.86" */
static void describe(const jj_raw_facility *a, const jj_raw_facility *b, double m, double score,
                     char out[480]) {
    char distance[32] = "";
    if (!isnan(m))
        snprintf(distance, sizeof distance, ", %.0f m", m);
    snprintf(out, 480, "%.90s (%.90s) = %.90s (%.90s)%s, %.2f", a->f.name, a->place, b->f.name,
             b->place, distance, score);
}

jj_status jj_facility_ask_same(jj_loader *l, const char *code, jj_raw_facility *a,
                               jj_raw_facility *b, double m, double score) {
    const jj_raw_facility *first = a, *second = b;
    const char *item = pair_item(l, &first, &second);
    if (!item)
        return jj_loader_no_room(l);
    bool is_certain = strcmp(code, "duplicate") == 0;
    if (!is_certain && jj_is_asked(l, first->key, item))
        return JJ_OK;
    const char *answer = jj_answer(l, first->key, item);
    bool is_same = answer && jj_answer_is_same(answer);
    bool is_settled = is_same || (answer && jj_answer_is_different(answer));
    jj_raw_facility *later = a->order > b->order ? a : b;
    char value[480];
    describe(first, second, m, score, value);
    later->is_refused = is_settled ? is_same : is_certain;
    uint32_t unit =
        first->f.unit_declared != JJ_NO_UNIT ? first->f.unit_declared : first->f.unit_located;
    JJ_TRY(jj_ask(l, code,
                  &(jj_question){.record = first->key,
                                 .item = item,
                                 .source = first->f.source,
                                 .place = first->place,
                                 .name = first->f.name,
                                 .value = value,
                                 .answer = is_settled ? answer : NULL,
                                 .unit = unit,
                                 .is_open = !is_settled && !is_certain}));
    if (is_settled && !is_same)
        return JJ_OK;
    return is_settled && !is_certain
               ? JJ_OK
               : jj_note_add(
                     l->ctx, &l->notes,
                     &(jj_finding){.code = code, .source = later->f.source, .value = value});
}

static bool has_points(const jj_raw_facilities *all, size_t source) {
    size_t n = 0, n_points = 0;
    for (size_t i = 0; i < all->n; i++) {
        n += all->items[i].source == source;
        n_points += all->items[i].source == source && all->items[i].f.has_point;
    }
    return 2 * n_points >= n;
}

jj_status jj_facilities_ask_points(jj_loader *l, const jj_raw_facilities *all) {
    for (size_t source = 0; source < l->project->n_facilities; source++) {
        bool is_asked = has_points(all, source);
        for (size_t i = 0; is_asked && i < all->n; i++) {
            const jj_raw_facility *r = &all->items[i];
            if (r->source != source || r->f.has_point || r->is_refused)
                continue;
            const char *answer = jj_answer(l, r->key, "place");
            bool is_settled = answer && jj_answer_confirms(answer);
            JJ_TRY(
                jj_facility_ask(l, "no_coordinates", r, "place", "", is_settled ? answer : NULL));
        }
    }
    return JJ_OK;
}

bool jj_precision_parse(const char *text, jj_precision *out) {
    static const struct {
        const char *word;
        jj_precision precision;
    } words[] = {
        {"site", JJ_PRECISION_SITE},         {"点", JJ_PRECISION_SITE},
        {"门牌号", JJ_PRECISION_SITE},       {"门址", JJ_PRECISION_SITE},
        {"兴趣点", JJ_PRECISION_SITE},       {"POI", JJ_PRECISION_SITE},
        {"单元号", JJ_PRECISION_SITE},       {"实测", JJ_PRECISION_SITE},
        {"楼栋", JJ_PRECISION_SITE},         {"道路交叉路口", JJ_PRECISION_SITE},
        {"village", JJ_PRECISION_VILLAGE},   {"村", JJ_PRECISION_VILLAGE},
        {"村庄", JJ_PRECISION_VILLAGE},      {"社区", JJ_PRECISION_VILLAGE},
        {"道路", JJ_PRECISION_VILLAGE},      {"住宅区", JJ_PRECISION_VILLAGE},
        {"热点商圈", JJ_PRECISION_VILLAGE},  {"township", JJ_PRECISION_TOWNSHIP},
        {"乡", JJ_PRECISION_TOWNSHIP},       {"镇", JJ_PRECISION_TOWNSHIP},
        {"乡镇", JJ_PRECISION_TOWNSHIP},     {"街道", JJ_PRECISION_TOWNSHIP},
        {"乡镇街道", JJ_PRECISION_TOWNSHIP}, {"开发区", JJ_PRECISION_TOWNSHIP},
        {"county", JJ_PRECISION_COUNTY},     {"县", JJ_PRECISION_COUNTY},
        {"区县", JJ_PRECISION_COUNTY},       {"县区", JJ_PRECISION_COUNTY},
        {"城市", JJ_PRECISION_COUNTY},       {"市", JJ_PRECISION_COUNTY},
        {"省", JJ_PRECISION_COUNTY},
    };
    char folded[64];
    jj_cell_fold(text, folded, sizeof folded);
    for (size_t i = 0; i < JJ_COUNT(words); i++) {
        char word[64];
        jj_cell_fold(words[i].word, word, sizeof word);
        if (strcmp(folded, word) == 0) {
            *out = words[i].precision;
            return true;
        }
    }
    return false;
}
