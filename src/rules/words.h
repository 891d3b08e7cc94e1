/* Codes of the catalogue as people call them: no sentence of a verdict shows a code. */
#ifndef RULES_WORDS_H
#define RULES_WORDS_H

#include "model/rule.h"
#include "model/scene.h"
#include "rules/both.h"

/* A group of people: "people aged 3 to 5", 3—5岁人口; the name itself where it is none of ours. */
jj_both jj_words_group(jj_arena *a, const char *group);

/* The units of a set, or of a level of the project: "towns and townships", 乡镇. */
jj_both jj_words_set(const jj_scene *s, const char *set);

/* A kind of facility, a facility column, or a unit column: "teachers", 专任教师数. */
jj_both jj_words_term(jj_arena *a, const jj_scene *s, const char *id);

/* The kinds a filter picks: "kindergartens, primary schools", 幼儿园、小学. */
jj_both jj_words_kinds(jj_arena *a, const jj_scene *s, const char *filter);

/* The columns it asks for besides kind and status: 性质、是否中心园; "" where it asks none. */
jj_both jj_words_asked(jj_arena *a, const jj_scene *s, const char *filter);

/* Those of a group in an area (a mask; "" for all): "residents in town", 城镇常住人口. */
jj_both jj_words_group_in(jj_arena *a, const char *group, const char *mask);

/* An area mask: "towns", 城镇; "" for all. */
jj_both jj_words_mask(const char *mask);

/* What is short: "people", 人; "facilities", 处; a column by its title. */
jj_both jj_words_gap_unit(jj_arena *a, const jj_scene *s, const char *gap_unit);

/* Whether what is short is counted by a column of facilities or units. */
bool jj_words_is_column(const char *gap_unit);

/* A way to travel by its title. */
jj_both jj_words_profile(const jj_profile *p);

static inline const char *jj_both_in(const jj_both *text, jj_lang lang) {
    return lang == JJ_LANG_ZH ? text->zh : text->en;
}

#endif
