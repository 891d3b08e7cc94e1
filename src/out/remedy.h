/* What would mend a gap of a published result: ground on which one more would serve a place. */
#ifndef OUT_REMEDY_H
#define OUT_REMEDY_H

#include "out/proposal.h"
#include "out/result_file.h"

typedef struct jj_remedy_question {
    const char *rule;  /* id */
    const char *field; /* id: whose kind and profile are lacking at the place */
    const char *unit;  /* code of the unit judged: of a rule whose own facilities alone count */
    double within_minutes;
    double lon_lat[2]; /* WGS 84 */
} jj_remedy_question;

typedef struct jj_remedy {
    double serves_km2;    /* 0: no ground serves the place */
    double permitted_km2; /* of it, where the kind may be built */
    jj_text wkb;          /* all that serves, MultiPolygon in WGS 84 */
    /* the permitted cell that brings most people within, from the stored opportunity surface */
    bool has_site;
    double site_lon, site_lat, site_people;
} jj_remedy;

/*
 * `p` is the result opened for proposals; one call at a time. Nothing serves a place off the
 * lattice, on impassable ground, or under a field that is not the result's. Errors of
 * jj_remedy_find(). Deinit in any case.
 */
jj_status jj_result_remedy(jj_ctx *ctx, const jj_result_file *r, const jj_proposals *p,
                           const jj_remedy_question *q, jj_remedy *out);
void jj_remedy_deinit(jj_remedy *m);

/* As a sentence without a full stop, in the context's language. */
void jj_remedy_print(const jj_ctx *ctx, const jj_remedy *m, double within_minutes, jj_text *out);

#endif
