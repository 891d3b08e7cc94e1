/*
 * What the data ask of the people who keep them: one record that somebody must look at, with what
 * was answered before. The same question has the same record and item in every run, whatever the
 * order of files and rows.
 */
#ifndef MODEL_QUESTION_H
#define MODEL_QUESTION_H

#include "model/ledger.h"

typedef struct jj_question {
    const jj_ledger_code *code;
    const char *record;     /* key of the record */
    const char *item;       /* what is asked: "place", "same KEY" of a pair, or a facility column */
    const char *source;     /* the project's name of the source */
    const char *place;      /* "平遥县.xlsx:幼儿园:7" or a row */
    const char *name;       /* of the record */
    const char *value;      /* as it stands */
    const char *suggestion; /* what it may be, "" = no idea */
    const char *answer;     /* what came back, "" = nothing */
    uint32_t unit;          /* where it belongs, JJ_NO_UNIT = not known */
    bool is_open; /* nothing came back that could be used; false also where a guess will do */
} jj_question;

#endif
