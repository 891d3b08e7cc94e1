#include "out/annex/annex.h"
#include "base/file.h"

#include <stdio.h>

static const struct {
    void (*make)(jj_annex *a, jj_form *f);
    const char *title_en, *title_zh, *unit_en, *unit_zh;
    bool is_a3;
} annexes[JJ_N_ANNEXES] = {
    {jj_annex_progress, "Progress of the main indicators", "主要指标进展情况表",
     "as the column of the unit says", "单位：见“计量单位”栏", true},
    {jj_annex_units, "Verdicts by unit", "分%s达标情况表", "facilities, people, %",
     "单位：个、人、%", true},
    {jj_annex_failing, "Units that do not meet a rule, by county", "未达标清单（一县一单）",
     "facilities, people, min", "单位：所（处）、人、分钟", true},
    {jj_annex_tasks, "Tasks by department", "部门任务清单（一部门一单）", "facilities, people",
     "单位：所（处）、人", true},
    {jj_annex_exempt, "Units exempt from a rule", "免予考核清单", "units", "单位：个", false},
    {jj_annex_facilities, "Facilities as they are", "设施现状一览表", "places, degrees",
     "单位：个（学位、床位）、度", true},
    {jj_annex_ledger, "Findings in the data, to be verified", "数据核实表", "records, people",
     "单位：条、人", true},
    {jj_annex_plan, "Facilities as planned", "设施规划一览表", "places, 10 000 yuan",
     "单位：个、平方米、万元", true},
    {jj_annex_projects, "Projects of the near term", "近期建设项目表", "places, 10 000 yuan",
     "单位：个、平方米、万元", true},
    {jj_annex_scenarios, "Before and after the plan", "规划前后对照表", "%", "单位：个、%", true},
};

static bool is_written(const jj_outcome *o, jj_annex_id id) {
    if (id == JJ_ANNEX_LEDGER)
        return !o->review;
    if (id == JJ_ANNEX_SCENARIOS)
        return o->result->n_scenarios > 0;
    return id < JJ_ANNEX_PLAN || jj_annex_has_plan(o);
}

/* "分县达标情况表" */
static const char *title_of(jj_annex *a, jj_annex_id id, const jj_form *f) {
    if (id != JJ_ANNEX_UNITS || !a->is_zh)
        return jj_say(a, annexes[id].title_en, annexes[id].title_zh);
    return f->title ? f->title : "分单位达标情况表";
}

jj_status jj_annex_make(jj_ctx *ctx, jj_annex *a, jj_annex_id id, jj_form *out) {
    *out = (jj_form){.split_column = -1, .n_frozen = 2, .is_a3 = annexes[id].is_a3};
    annexes[id].make(a, out);
    out->label = jj_annex_text(a, jj_say(a, "Annex %d", "附表%d"), (int)id + 1);
    out->title = title_of(a, id, out);
    out->unit_line = jj_say(a, annexes[id].unit_en, annexes[id].unit_zh);
    out->file = jj_annex_text(a, jj_say(a, "Annex %d %s", "附表%d-%s"), (int)id + 1, out->title);
    if (!a->failed)
        return JJ_OK;
    jj_form_deinit(out);
    return jj_no_memory(ctx, "annexes", 0);
}

static jj_status write_one(jj_ctx *ctx, const char *folder, jj_annex *a, jj_annex_id id) {
    JJ_CLEANUP(jj_form_deinit) jj_form form = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text xlsx = {0}, csv = {0};
    JJ_TRY(jj_annex_make(ctx, a, id, &form));
    jj_text_addf(&xlsx, "%s/%s.xlsx", folder, form.file);
    jj_text_addf(&csv, "%s/%s.csv", folder, form.file);
    if (xlsx.failed || csv.failed)
        return jj_no_memory(ctx, form.file, 0);
    JJ_TRY(jj_form_write_csv(ctx, &form, csv.s, a->o->lang));
    return jj_form_write_xlsx(ctx, &form, xlsx.s, a->o->lang);
}

jj_status jj_annexes_write(jj_ctx *ctx, const char *folder, const jj_outcome *o) {
    JJ_AUTO char *path = jj_path_join(folder, "annexes");
    if (!path)
        return jj_no_memory(ctx, folder, 0);
    JJ_TRY(jj_make_folders(ctx, path));
    for (int id = 0; id < JJ_N_ANNEXES; id++) {
        if (!is_written(o, (jj_annex_id)id))
            continue;
        JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
        jj_annex a = {.o = o, .arena = &arena, .is_zh = o->lang == JJ_LANG_ZH};
        JJ_TRY(write_one(ctx, path, &a, (jj_annex_id)id));
    }
    return JJ_OK;
}
