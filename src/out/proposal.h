/*
 * Proposals on a published result: what changes when facilities of one kind are opened or closed.
 * Open once, ask as often as wanted; nothing on disk is written or changed.
 */
#ifndef OUT_PROPOSAL_H
#define OUT_PROPOSAL_H

#include "base/text.h"
#include "load/candidates.h"
#include "load/load.h"
#include "rules/proposal.h"

typedef struct jj_proposal_options {
    const char *project; /* the project file; NULL = where the manifest says it was */
    int year;            /* judge this year; 0 = the result's */
    bool is_rerun;       /* inputs may have changed: fields are solved anew */
    bool is_deep;        /* check full hashes instead of size and time */
} jj_proposal_options;

/* A result with its scene, opened for proposals. */
typedef struct jj_proposals {
    jj_loaded loaded;
    jj_result stored; /* fields planned for all rules; arrays NULL until one is needed */
    jj_result before; /* sums and catchments of the rules in is_before, on the scene as it is */
    bool *is_before;  /* by rule */
    char *folder;
    bool uses_stored; /* fields on disk are those of this scene and year */
    size_t n_old;     /* facilities of the scene */
} jj_proposals;

/*
 * `path` is a result, or a project file: its fields are then solved when they are needed.
 * JJ_E_DATA: no result, a torn one, inputs that changed after the run (say which), no project;
 * errors of jj_scene_load().
 */
jj_status jj_proposals_open(jj_ctx *ctx, const char *path, const jj_proposal_options *options,
                            jj_proposals *out);
void jj_proposals_close(jj_proposals *p);

/* Column and value that the proposed facility has beside kind, place, status open. */
typedef struct jj_set_value {
    const char *column, *value;
} jj_set_value;

typedef struct jj_proposal_ask {
    const char *kind;
    const jj_candidate *added; /* all of them open together */
    size_t n_added;
    const char *const *closed; /* ids */
    size_t n_closed;
    const jj_set_value *set; /* ownership is "public" unless given */
    size_t n_set;
    int64_t capacity; /* places of each; 0 = not said */
    int rate_10000;   /* gross rate; 0 = the norm of the group */
    int class_size;   /* 0 = the norm of the group */
    const char *rule; /* coverage rule to speak of; NULL = the first that counts the kind */
    double spacing_m; /* nearer to one of the kind is flagged */
    double road_m; /* farther from a road is flagged, where the project has roads; 0 = not asked */
    double slope_percent; /* steeper ground is flagged, where there is terrain; 0 = not asked */
    double look_m;        /* look for better places this far around the site; 0 = do not */
    bool
        is_drawn; /* the answer is drawn: reaches are told everywhere, not where it changes alone */
} jj_proposal_ask;

/* What is wrong with a site, or worth knowing. */
typedef enum jj_site_fault {
    JJ_SITE_IMPASSABLE,
    JJ_SITE_TOO_NEAR,
    JJ_SITE_OUTSIDE_UNITS,
    JJ_SITE_CONSTRAINT,
    JJ_SITE_STEEP,
    JJ_SITE_NO_ROAD
} jj_site_fault;

typedef struct jj_finding_at {
    jj_site_fault fault;
    jj_effect effect;
    uint32_t site;       /* which of the added ones, from 0 */
    uint32_t facility;   /* the one that is too near */
    uint32_t constraint; /* index into the scene's */
    double metres;       /* to that facility, or to the nearest road */
    double percent;      /* slope */
    double area_m2;      /* of the parcel under the constraint; NaN for a point */
} jj_finding_at;

/* A place near by that would bring more people, where one may build. */
typedef struct jj_better_place {
    double lon, lat, metres; /* metres from the site */
    double gain;             /* people newly within the standard */
    uint32_t unit;
    uint32_t preferred; /* constraint that prefers it, or UINT32_MAX */
} jj_better_place;

enum { JJ_BETTER_PLACES = 3 };

typedef enum jj_advice {
    JJ_ADVICE_BUILD,
    JJ_ADVICE_RESIZE,
    JJ_ADVICE_ELSEWHERE,
    JJ_ADVICE_NO
} jj_advice;

/* "build", ...; 建议选址 and so on for people. */
const char *jj_advice_name(jj_advice a);
const char *jj_advice_title(jj_advice a, jj_lang lang);

typedef struct jj_proposal {
    const jj_proposals *on;
    const jj_proposal_ask *ask;
    jj_scene scene; /* borrows all of on's but facilities, attributes and selections */
    jj_rules rules; /* those that count the kind; borrowed rows */
    jj_kept *kept;  /* now's fields lie in it; NULL = they are its own */
    jj_result was, now;
    jj_proposal_effect effect;
    uint32_t first_added;  /* index of the first added facility */
    jj_finding_at *faults; /* owned */
    size_t n_faults;
    const char **untold; /* ids of rules that cannot tell whether they count it; owned array */
    size_t n_untold;
    jj_size_ask size_ask;
    jj_size size;
    bool has_size;
    jj_advice advice;
    bool has_better; /* places near by were looked for */
    double own_gain; /* of the site by the same measure; NaN when there are several */
    jj_better_place better[JJ_BETTER_PLACES]; /* most people first, only those above own_gain */
    size_t n_better;
    size_t rank, n_ranked; /* of the site among the cells of the stored surface; 0 = none stored */
} jj_proposal;

/* Kind of the facility with that id, held by `p`. JJ_E_DATA: there is none. */
jj_status jj_proposals_kind_of(jj_ctx *ctx, const jj_proposals *p, const char *id,
                               const char **kind);

/*
 * JJ_E_DATA: a kind that is not of the vocabulary (names the nearest) or that no rule of the result
 * counts, an id that does not exist, a place outside the project, a column that is not there, a
 * rule that does not count the kind. An unfit site is an answer, not an error. Deinit in any case;
 * ask and `p` must outlive the answer.
 */
jj_status jj_propose(jj_ctx *ctx, jj_proposals *p, const jj_proposal_ask *ask, jj_proposal *out);
void jj_proposal_deinit(jj_proposal *a);

/* Of those who would come, less than a fifth had none within the standard before. */
bool jj_proposal_is_overlap(const jj_proposal *a);

/* Whether nothing of what is asked can be built: every added site stands on impassable ground. */
bool jj_proposal_is_hopeless(const jj_proposal *a);

/* One finding as a sentence without a full stop, and the conclusion with its reasons, one line. */
void jj_proposal_finding(const jj_proposal *a, const jj_finding_at *f, jj_lang lang, jj_text *out);
void jj_proposal_conclusion(const jj_proposal *a, jj_lang lang, jj_text *out);

/* The advice in a word, which for a closing is another than for a site. */
const char *jj_proposal_advice_title(const jj_proposal *a, jj_lang lang);

/* People of the rule spoken of: as jj_people_print(), about where they are modelled. */
void jj_proposal_people(const jj_proposal *a, double people, jj_lang lang, jj_text *out);

/* The i-th of those that close. */
const jj_facility *jj_proposal_closed(const jj_proposal *a, size_t i);

/* As sentences in the context's language, and as one JSON object. */
jj_status jj_proposal_text(jj_ctx *ctx, const jj_proposal *a, jj_text *out);
jj_status jj_proposal_json(jj_ctx *ctx, const jj_proposal *a, jj_text *out);

/* Several answers side by side (方案比选表). */
jj_status jj_proposals_compare_text(jj_ctx *ctx, const jj_proposal *answers, size_t n,
                                    jj_text *out);

#endif
