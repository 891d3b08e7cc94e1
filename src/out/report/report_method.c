/* How the figures were made: ways of travel and their error, people, files, programs. */
#include "base/file.h"
#include "out/report/teller.h"

#include <jansson.h>

#include <math.h>

/* Area reached on uniform ground against a true circle, for a fixed set of moves. */
static const char *stencil_words(const jj_annex *a, jj_stencil stencil) {
    switch (stencil) {
    case JJ_STENCIL_4:
        return jj_say(a, "4 directions: area reached 36.3 % too small", "4方向，可达面积偏小36.3%");
    case JJ_STENCIL_8:
        return jj_say(a, "8 directions: area reached 10.0 % too small", "8方向，可达面积偏小10.0%");
    case JJ_STENCIL_16:
        return jj_say(a, "16 directions: area reached 2.8 % too small", "16方向，可达面积偏小2.8%");
    case JJ_STENCIL_32:
        return jj_say(a, "32 directions: area reached 1 % too small", "32方向，可达面积偏小1%");
    case JJ_STENCIL_TRUE16:
        return jj_say(a, "16 directions scaled: area reached unbiased", "16方向校准，可达面积无偏");
    case JJ_STENCIL_TRUE32:
        return jj_say(a,
                      "32 directions scaled: area reached unbiased, distances -0.81 to +0.49 % by "
                      "direction",
                      "32方向校准，可达面积无偏，距离误差因方向不同为−0.81%至+0.49%");
    case JJ_STENCIL_CONTINUOUS:
        break;
    }
    return jj_say(a, "continuous in direction", "方向连续");
}

static const char *profile_words(jj_annex *a, const jj_profile *p) {
    const char *title = a->is_zh ? p->title_zh : p->title_en;
    const char *note = a->is_zh ? p->note_zh : p->note_en;
    const char *rest = note && *note ? jj_annex_text(a, "%s%s", note, jj_say(a, ".", "。")) : "";
    title = title && *title ? title : p->id;
    if (p->mode == JJ_MODE_STRAIGHT)
        return jj_annex_text(
            a,
            jj_say(a, "%s: straight line x %g, %.2f m/s. %s", "%s：直线距离×%g，速度%.2f米/秒。%s"),
            title, p->detour, p->speed_m_s, rest);
    if (p->mode == JJ_MODE_ROAD)
        return jj_annex_text(a, jj_say(a, "%s: along roads. %s", "%s：沿道路网计算。%s"), title,
                             rest);
    return jj_annex_text(a,
                         jj_say(a, "%s: over the ground, %.2f m/s on plain ground; %s. %s",
                                "%s：按地表逐格计算最短时间，平坦地面速度%.2f米/秒；%s。%s"),
                         title, p->speed_m_s, stencil_words(a, p->stencil), rest);
}

/* A circle of whole cells is never quite the circle; small ones are off the most. */
static void tell_noise(const jj_teller *t, const jj_profile *p) {
    const double minutes = 15;
    jj_annex *a = t->a;
    const jj_lengths *l = &a->o->scene->lengths;
    if (!a->o->scene->has_grid || p->mode != JJ_MODE_GROUND)
        return;
    double side_m = sqrt(l->east_m[0] * l->north_m[0]);
    double radius = minutes * 60 * p->speed_m_s / side_m;
    jj_tell_paragraph(
        t, jj_annex_text(a,
                         jj_say(a,
                                "Counting whole cells of %.0f m: %g minutes on plain ground "
                                "are %.1f cells, and the area of one such circle is uncertain "
                                "by %.2f %% (1.5 %% at 6 cells, 0.14 %% at 30).",
                                "按%.0f米的整格计数：平坦地面%g分钟合%.1f格，单个可达圈的面积误差约"
                                "%.2f%%（半径6格时1.5%%，30格时0.14%%）。"),
                         side_m, minutes, radius, jj_counting_noise(radius)));
}

/* A road on a ground is as wide as its cells, whoever goes there. */
static void tell_burned(const jj_teller *t, double left_out_m) {
    const double walk_km_h = 4;
    jj_annex *a = t->a;
    if (!(left_out_m > 0))
        return;
    jj_tell_paragraph(
        t, jj_annex_text(
               a,
               jj_say(a,
                      "Roads are laid onto the ground's cells and are as wide as these: times "
                      "along a road are right to 0.8 %%, about %.0f m of the walk to it, %.0f "
                      "s at %g km/h, are not counted.",
                      "道路叠加在地面单元上，宽度即单元：沿路时间误差不超过0.8%%，步行到路约%.0f米"
                      "（%.0f秒，按%g千米/小时）未计入。"),
               left_out_m, left_out_m / walk_km_h * 3.6, walk_km_h));
}

/* Ways of travel that some figure rests on. */
static void tell_ways(const jj_teller *t) {
    const jj_scene *s = t->a->o->scene;
    double left_out_m = 0;
    for (size_t i = 0; i < s->n_profiles; i++)
        for (size_t k = 0; k < t->a->o->result->n_fields; k++)
            if (t->a->o->result->fields[k].profile == i) {
                jj_tell_paragraph(t, profile_words(t->a, &s->profiles[i]));
                tell_noise(t, &s->profiles[i]);
                left_out_m = fmax(left_out_m, s->profiles[i].burn_left_out_m);
                break;
            }
    tell_burned(t, left_out_m);
}

/* "人口数据：常住人口（2020年）、农村人口（2020年，推算）。" */
static void tell_people(const jj_teller *t) {
    jj_annex *a = t->a;
    const jj_scene *s = a->o->scene;
    const char *list = "";
    bool is_modelled = false;
    for (size_t i = 0; i < s->n_demands; i++) {
        const jj_demand *d = &s->demands[i];
        is_modelled |= d->is_modelled;
        list = jj_annex_text(a, jj_say(a, "%s%s%s (%d%s)", "%s%s%s（%d年%s）"), list,
                             i ? jj_say(a, ", ", "、") : "", jj_group_title(a, d->group), d->year,
                             d->is_modelled ? jj_say(a, ", modelled", "，推算") : "");
    }
    if (s->n_demands == 0)
        return;
    jj_tell_paragraph(t,
                      jj_annex_text(a, jj_say(a, "People: %s.%s", "人口数据：%s。%s"), list,
                                    is_modelled ? jj_say(a, " Modelled people are shown as about.",
                                                         "推算人口以“约”表示。")
                                                : ""));
}

/* What an input is for; lists of facilities go by the name the project gives them. */
static const char *role_title(jj_annex *a, const char *role) {
    const char *title = jj_input_title(a, role);
    return title ? title : jj_annex_text(a, jj_say(a, "facilities: %s", "设施清单：%s"), role);
}

static void tell_inputs(jj_teller *t) {
    enum { SHOWN = 16 };
    jj_annex *a = t->a;
    const jj_scene *s = a->o->scene;
    const jj_form_column columns[] = {
        {NULL, jj_say(a, "role", "用途"), 18},
        {NULL, jj_say(a, "file", "文件"), 34},
        {NULL, jj_say(a, "SHA-256, begins", "SHA-256（前16位）"), 20},
    };
    JJ_CLEANUP(jj_form_deinit)
    jj_form f = {.title = jj_say(a, "Inputs", "数据文件"),
                 .columns = columns,
                 .n_columns = JJ_COUNT(columns),
                 .split_column = -1};
    for (size_t i = 0; i < s->n_inputs; i++) {
        jj_form_cell *cells = jj_tell_row(t, &f);
        if (!cells)
            return;
        cells[0] = jj_form_text(role_title(a, s->inputs[i].role));
        cells[1] = jj_form_text(jj_path_name(s->inputs[i].path));
        cells[2] = jj_form_text(jj_annex_text(a, "%.*s", SHOWN, s->inputs[i].sha256));
    }
    if (f.n_rows)
        jj_tell_table(t, &f);
}

/* What made the result, so that it can be made again. */
static void tell_manifest(const jj_teller *t) {
    jj_annex *a = t->a;
    JJ_CLEANUP(jj_text_deinit) jj_text list = {0};
    json_t *m = json_loads(t->spec->manifest, 0, NULL);
    const char *name;
    json_t *version;
    json_object_foreach(json_object_get(m, "libraries"), name, version) jj_text_addf(
        &list, "%s%s %s", list.len ? jj_say(a, ", ", "、") : "", name, json_string_value(version));
    const char *program = json_string_value(json_object_get(m, "program"));
    a->failed |= list.failed;
    jj_tell_paragraph(
        t, jj_annex_text(a,
                         jj_say(a,
                                "Made by jiujin %s (%s). manifest.json lists every input and "
                                "output with its SHA-256: the same inputs give the same "
                                "result.",
                                "本结果由jiujin %s生成（%s）；全部输入、输出文件的校验值见"
                                "manifest.json，同样的输入可复现同样的结果。"),
                         program ? program : "", list.s ? list.s : ""));
    json_decref(m);
}

void jj_tell_method(jj_teller *t) {
    jj_tell_chapter(t, "Method and its error", "方法与误差");
    tell_ways(t);
    tell_people(t);
    jj_tell_paragraph(
        t, jj_say(t->a,
                  "Shares are compared with their targets unrounded; people of units above are "
                  "sums of those below, never means.",
                  "达标判定使用未取整的数值；上级单位的比率由下级分子、分母分别求和后相除，"
                  "不取平均。"));
    jj_tell_section(t, jj_say(t->a, "Inputs", "所用数据文件"));
    tell_inputs(t);
    tell_manifest(t);
}
