/*
 * Where should the next ones stand? Location models on a result: candidates from a layer, from
 * cells, or both; what stands already stays; the answer with its bound, an order of building and
 * the curve of coverage.
 */
#ifndef OUT_SITING_SITE_H
#define OUT_SITING_SITE_H

#include "jiujin/locate.h"
#include "out/proposal.h"
#include "out/table.h"
#include "rules/gain.h"

typedef struct jj_site_ask {
    const char *kind;
    const char
        *rule; /* coverage rule whose people and profile count; NULL = the first of the kind */
    jj_locate_model model;
    uint32_t n_sites; /* new ones; not asked of lscp and lscpb, nor with money */
    double share;     /* lscp: this share of the people is enough; 1 = all */
    const char *candidates, *crs, *datum; /* points or polygons; NULL = cells alone */
    const char *where; /* condition on cells: people, minutes, lon, lat, unit, residential, urban,
                          row, col; NULL = every permitted inhabited cell, or candidates alone */
    const char
        *per_level;      /* a new one first in every unit of this level that has none; NULL = no */
    double money, price; /* mclp: budget, and price of each where candidates have no column price;
                              0 = no budget */
    double within_min;   /* 0 = the rule's limit, for medians and the centre four times that */
    double capacity;     /* cpmedian: people each new one serves */
    uint32_t n_phases;   /* the order of building in so many parts; 0 = one */
    uint64_t effort;
    bool (*is_over)(void *user);
    void *user;
} jj_site_ask;

typedef struct jj_site {
    const char *name; /* of the candidates' layer, "" for a cell */
    double lon, lat;
    uint32_t unit;  /* deepest one that holds it, or JJ_NO_UNIT */
    uint32_t place; /* index of the candidate */
    int phase;      /* from 1 */
    bool is_first_of_unit;
    double newly;   /* people it adds to those within the limit, in this order */
    double covered; /* within the limit once it stands */
    double price;   /* NaN = none given */
} jj_site;

/* People no candidate and no existing facility can serve. */
typedef struct jj_site_lack {
    uint32_t unit;
    double people;
} jj_site_lack;

typedef struct jj_sited {
    const jj_site_ask *ask;
    const jj_scene *scene;
    const jj_rule *rule;
    jj_arena arena;
    uint32_t within_ms, limit_ms; /* of the model; of the rule, by which coverage is told */
    double people, before;        /* of the rule; within the limit now */
    size_t n_candidates, n_all;   /* used; before thinning */
    uint32_t every;               /* candidates are one in so many by so many cells; 1 = all */
    jj_located located;      /* objective and bound of the model, existing ones among the sites */
    double objective, bound; /* as told: people for covering, people x minutes for medians */
    bool is_share;           /* lscp of a share: objective is the number of new sites */
    double spent;
    jj_site *sites; /* in the order of building; owned */
    size_t n_sites;
    jj_site_lack *lacks; /* most people first; owned */
    size_t n_lacks;
    const char **units_without; /* names of units that asked for one and hold no candidate; owned */
    size_t n_units_without;
} jj_sited;

/* The coverage rule with that id, or (NULL) the first that counts the kind by one profile.
 * JJ_E_DATA: there is none. */
jj_status jj_site_rule(jj_ctx *ctx, const jj_proposals *p, const char *kind, const char *id,
                       const jj_rule **out);

/*
 * JJ_E_DATA: no rule counts the kind (or its gain cannot be told, with the reason), no candidate is
 * left, a level that is not there; JJ_E_RANGE: what jj_locate_solve() refuses, a condition that
 * does not parse; JJ_E_NOMEM. Deinit in any case.
 */
jj_status jj_site_find(jj_ctx *ctx, jj_proposals *p, const jj_site_ask *ask, jj_sited *out);
void jj_sited_deinit(jj_sited *s);

/* Sentences: what, how good, the order, what nobody can serve. */
jj_status jj_site_text(jj_ctx *ctx, const jj_sited *s, jj_text *out);
jj_status jj_site_json(jj_ctx *ctx, const jj_sited *s, jj_text *out);

/* The sites as a table of points, for CSV and GeoPackage; borrows from `s`. */
void jj_site_table(const jj_sited *s, jj_table *out);

/* "Proven optimal ...", "At best 0.40 % more could be covered.": the bound as a sentence. */
void jj_proof_sentence(jj_text *t, jj_lang lang, jj_locate_model m, bool is_feasible,
                       double objective, double bound);

#endif
