/* The annexes of a run: what they hold, one form each, and the folder of workbooks and CSV files. */
#ifndef OUT_ANNEX_ANNEX_H
#define OUT_ANNEX_ANNEX_H

#include "out/annex/wording.h"

typedef enum jj_annex_id {
    JJ_ANNEX_PROGRESS,   /* 附表1 主要指标进展情况表 */
    JJ_ANNEX_UNITS,      /* 附表2 分县（单位）达标情况表 */
    JJ_ANNEX_FAILING,    /* 附表3 未达标清单，一县一单 */
    JJ_ANNEX_TASKS,      /* 附表4 部门任务清单，一部门一单 */
    JJ_ANNEX_EXEMPT,     /* 附表5 免予考核清单 */
    JJ_ANNEX_FACILITIES, /* 附表6 设施现状一览表 */
    JJ_ANNEX_LEDGER,     /* 附表7 数据核实表 */
    JJ_N_ANNEXES
} jj_annex_id;

/* The form of one annex; texts in the arena of `a`. Deinit it. JJ_E_NOMEM. */
jj_status jj_annex_make(jj_ctx *ctx, jj_annex *a, jj_annex_id id, jj_form *out);

/* FOLDER/annexes/: every annex as a workbook and as CSV. */
jj_status jj_annexes_write(jj_ctx *ctx, const char *folder, const jj_outcome *o);

/* What annex.c and its files share. NULL rows or columns set `failed`. */
void jj_annex_progress(jj_annex *a, jj_form *f);
void jj_annex_units(jj_annex *a, jj_form *f);
void jj_annex_failing(jj_annex *a, jj_form *f);
void jj_annex_tasks(jj_annex *a, jj_form *f);
void jj_annex_exempt(jj_annex *a, jj_form *f);
void jj_annex_facilities(jj_annex *a, jj_form *f);
void jj_annex_ledger(jj_annex *a, jj_form *f);

#endif
