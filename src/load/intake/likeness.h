/* How alike two names are, for records that may be one thing. */
#ifndef LOAD_INTAKE_LIKENESS_H
#define LOAD_INTAKE_LIKENESS_H

/*
 * 0 nothing in common .. 1 the same, of names folded as jj_cell_fold() does: twice the pairs of
 * neighbouring characters they share over all they have (Dice 1945), brackets and what they hold
 * left out. Names that number themselves differently (第一 and 第二, 3号 and 5号, 甲 and 乙, 东 and
 * 西) or end differently (医院 and 医院口腔科: a part of it) are 0 alike, however much they share.
 */
double jj_name_likeness(const char *a, const char *b);

#endif
