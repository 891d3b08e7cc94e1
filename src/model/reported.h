/*
 * What departments report beside the data: figures that answer a rule without a list behind them,
 * and decisions to exempt a unit from one.
 */
#ifndef MODEL_REPORTED_H
#define MODEL_REPORTED_H

#include "base/ctx.h"

/* A figure somebody vouches for: "share of nursing beds 56.3 %, Department of Civil Affairs". */
typedef struct jj_indicator {
    const char *rule; /* id of the rule it answers */
    uint32_t unit;    /* index into the scene's units */
    int year;
    double num, den;      /* NaN where only the value is reported */
    double value;         /* NaN where num and den are given: it is then num/den */
    const char *source;   /* who reports it */
    const char *document; /* document number, "" when none */
} jj_indicator;

/* A unit the rule is not held against, for a stated reason and time. */
typedef struct jj_exemption {
    const char *rule;
    uint32_t unit;
    const char *reason;
    const char *document;         /* number of the approving document, "" when none */
    int32_t valid_from, valid_to; /* yyyymmdd inclusive, 0 = no limit */
} jj_exemption;

#endif
