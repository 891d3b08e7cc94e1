/*
 * The annexes of a run: what they hold, one form each, and the folder of workbooks and CSV files.
 */
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
    JJ_ANNEX_PLAN,       /* 附表8 规划一览表 */
    JJ_ANNEX_PROJECTS,   /* 附表9 近期建设项目表 */
    JJ_ANNEX_SCENARIOS,  /* 附表10 规划前后对照表 */
    JJ_N_ANNEXES
} jj_annex_id;

/* The form of one annex; texts in the arena of `a`. Deinit it. JJ_E_NOMEM. */
jj_status jj_annex_make(jj_ctx *ctx, jj_annex *a, jj_annex_id id, jj_form *out);

/*
 * FOLDER/annexes/: every annex as a workbook and as CSV; those of a plan where the lists hold one,
 * the ledger where the result is not for the public.
 */
jj_status jj_annexes_write(jj_ctx *ctx, const char *folder, const jj_outcome *o);

/* What annex.c and its files share. NULL rows or columns set `failed`. */
void jj_annex_progress(jj_annex *a, jj_form *f);
void jj_annex_units(jj_annex *a, jj_form *f);
void jj_annex_failing(jj_annex *a, jj_form *f);
void jj_annex_tasks(jj_annex *a, jj_form *f);
void jj_annex_exempt(jj_annex *a, jj_form *f);
void jj_annex_facilities(jj_annex *a, jj_form *f);
void jj_annex_ledger(jj_annex *a, jj_form *f);
void jj_annex_plan(jj_annex *a, jj_form *f);
void jj_annex_projects(jj_annex *a, jj_form *f);
void jj_annex_scenarios(jj_annex *a, jj_form *f);

/*
 * Rules whose whole or whose count of units met differs under a scenario: one row a rule, value,
 * units met and difference from now by scenario; the same as lines for the terminal.
 */
void jj_scenarios_form(jj_annex *a, jj_form *f);
void jj_scenarios_print(jj_annex *a, jj_text *out);

/* Whether any facility carries what a plan does with it. */
bool jj_annex_has_plan(const jj_outcome *o);

#endif
