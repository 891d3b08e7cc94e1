/* Questions to those who keep the lists, and the answers that came back. Private to load/. */
#ifndef LOAD_QUESTIONS_H
#define LOAD_QUESTIONS_H

#include "load/loader.h"

/*
 * Every workbook of the project's 'corrections' (a folder, a pattern or a file; none yet is fine):
 * rows with a record, an item and an answer. JJ_E_IO, JJ_E_LIMIT as of jj_workbook_read(). Files
 * without such columns and answers that contradict one another go to the notes; of the latter
 * none holds.
 */
jj_status jj_answers_load(jj_loader *l);
void jj_answers_free(struct jj_answers *a);

bool jj_has_answers(const jj_loader *l);

/* What was answered, or NULL. */
const char *jj_answer(jj_loader *l, const char *record, const char *item);

/*
 * Put a question, once for each record and item; texts are copied, NULL is "". An answer that was
 * used is part of it. Answers used are told of in the notes.
 */
jj_status jj_ask(jj_loader *l, const char *code, const jj_question *q);

/* Whether the question was put already. */
bool jj_is_asked(const jj_loader *l, const char *record, const char *item);

/* Answers that no record asked for: the record is gone or was mended in its list. */
jj_status jj_answers_note_unused(jj_loader *l);

/* "确认", "属实", "ok": it is right as it stands. */
bool jj_answer_confirms(const char *answer);

/* "不同", "两处", "different": a pair is two things; "同一", "same": one. */
bool jj_answer_is_different(const char *answer);
bool jj_answer_is_same(const char *answer);

#endif
