/* Questions to those who keep the lists, as workbooks to be filled in: one a county. */
#ifndef OUT_QUESTIONS_H
#define OUT_QUESTIONS_H

#include "model/scene.h"

/* How many wait for an answer, and how many got one that was used. */
typedef struct jj_question_count {
    size_t n_open, n_answered;
} jj_question_count;
jj_question_count jj_questions_count(const jj_scene *s);

/*
 * FOLDER/CODE NAME.xlsx for each county that has questions, open ones first, what was answered
 * filled in; the column of answers is all there is to fill. Nothing is written where there are no
 * questions. JJ_E_IO: a write that fails, or files in the folder already, which may hold answers.
 */
jj_status jj_questions_write(jj_ctx *ctx, const char *folder, const jj_scene *s, jj_lang lang);

#endif
