/* How a table that is handed in shows its figures and breaks its headings. */
#include "out/annex/form.h"
#include "out/annex/lines.h"
#include "test.h"

static void is_shown(double people, bool is_modelled, const char *zh, const char *en) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0}, u = {0};
    jj_people_print(&t, people, is_modelled, JJ_LANG_ZH);
    jj_people_print(&u, people, is_modelled, JJ_LANG_EN);
    CHECK_STR(t.s, zh);
    CHECK_STR(u.s, en);
}

static void people_are_shown_as_far_as_they_are_known(void) {
    is_shown(412.3, false, "412人", "412 people");
    is_shown(412.3, true, "约410人", "about 410 people");
    is_shown(999.9, true, "约1000人", "about 1000 people");
    is_shown(1138.6, true, "约1139人", "about 1139 people");
    is_shown(5, true, "约10人", "about 10 people");
    is_shown(4.99, true, "不足5人", "fewer than 5 people");
    is_shown(1e-9, true, "不足5人", "fewer than 5 people");
    is_shown(3, false, "3人", "3 people");
    is_shown(0, true, "0人", "0 people");
    CHECK_INT(jj_form_people(NAN, true).kind, JJ_FORM_NONE);
    CHECK_INT(jj_form_people(4, true).kind, JJ_FORM_FEW);
    CHECK_NEAR(jj_form_people(4, true).number, 0, 0);
}

static void lines_are(const char *s, int width, int n, const char *want) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    CHECK_INT(jj_lines_add(&t, s, width), n);
    CHECK_INT(jj_lines_add(NULL, s, width), n);
    CHECK_STR(t.s ? t.s : "", want);
}

static void headings_break_where_a_reader_would(void) {
    lines_are("", 10, 1, "");
    lines_are("每个乡镇", 8, 1, "每个乡镇");
    lines_are("每个乡镇", 7, 2, "每个乡\n镇");
    lines_are("步行，骑行", 4, 3, "步\n行，\n骑行");     /* no line begins with a comma */
    lines_are("步行（标准）", 6, 3, "步行\n（标\n准）"); /* nor ends with a bracket that opens */
    lines_are("以内2025年", 8, 2, "以内\n2025年");       /* a figure stays with its unit */
    lines_are("a public kindergarten", 9, 2, "a public\nkindergarten");
    lines_are("Kindergarten", 4, 1, "Kindergarten"); /* a word has nowhere to break */
    lines_are("指标\n口径（2025年）", 20, 2, "指标\n口径（2025年）");
    lines_are("指标  ", 3, 2, "指\n标");
}

int main(void) {
    people_are_shown_as_far_as_they_are_known();
    headings_break_where_a_reader_would();
    return 0;
}
