#include "rules/result.h"
#include "base/lang.h"

#include <string.h>

static const char *const verdict_names[] = {"pass", "fail", "exempt", "na", "nodata", "report"};
static const char *const verdict_titles[] = {"met",     "not met", "exempt", "not applicable",
                                             "no data", "reported"};
static const char *const reason_names[] = {"too_far",         "full",   "cut_off", "blocked",
                                           "wrong_ownership", "refused"};
static const char *const reason_titles[] = {
    "too far",
    "facility full",
    "cut off",
    "no passable ground",
    "one is near but does not qualify",
    "one is listed here but was refused",
};

static const char *const progress_names[] = {"none", "ahead", "on_track", "behind"};
static const char *const progress_titles[] = {"cannot be assessed", "met ahead of time",
                                              "on schedule", "behind schedule"};

static const char *const dashboard_names[] = {"short_far", "short_near", "enough_far",
                                              "enough_near"};
static const char *const dashboard_titles[] = {"short and far", "short and near", "enough and far",
                                               "enough and near"};

const char *jj_dashboard_class_name(jj_dashboard_class c) {
    return dashboard_names[c];
}

const char *jj_dashboard_class_title(jj_dashboard_class c, jj_lang lang) {
    return jj_tr(lang, dashboard_titles[c]);
}

jj_dashboard_class jj_dashboard_class_of(const jj_dashboard_row *row) {
    return (jj_dashboard_class)(2 * row->is_enough + row->is_near);
}

const char *jj_progress_name(jj_progress_class c) {
    return progress_names[c];
}

const char *jj_progress_title(jj_progress_class c, jj_lang lang) {
    return jj_tr(lang, progress_titles[c]);
}

const char *jj_verdict_name(jj_verdict v) {
    return verdict_names[v];
}

bool jj_verdict_parse(const char *name, jj_verdict *out) {
    for (int v = 0; v < JJ_N_VERDICTS; v++)
        if (strcmp(verdict_names[v], name) == 0) {
            *out = (jj_verdict)v;
            return true;
        }
    return false;
}

const char *jj_verdict_title(jj_verdict v, jj_lang lang) {
    return jj_tr(lang, verdict_titles[v]);
}

const char *jj_gap_reason_name(jj_gap_reason r) {
    return reason_names[r];
}

const char *jj_gap_reason_title(jj_gap_reason r, jj_lang lang) {
    return jj_tr(lang, reason_titles[r]);
}

void jj_result_deinit(jj_result *r) {
    for (size_t i = 0; i < r->n_fields; i++) {
        if (r->fields[i].is_borrowed)
            continue;
        jj_free(r->fields[i].time_ms);
        jj_free(r->fields[i].nearest);
    }
    for (size_t i = 0; i < r->n_reaches; i++) {
        jj_free(r->reaches[i].reach);
        jj_free(r->reaches[i].own);
        jj_free(r->reaches[i].n_missing);
    }
    for (size_t i = 0; i < r->n_patches; i++)
        jj_cover_deinit(&r->patches[i].cells);
    for (size_t i = 0; i < r->n_scenarios; i++) {
        jj_free(r->scenarios[i].rows);
        jj_free(r->scenarios[i].is_changed);
    }
    jj_free(r->scenarios);
    jj_free(r->dashboard);
    jj_free(r->missing);
    jj_free(r->rows);
    jj_free(r->fields);
    jj_free(r->reaches);
    jj_free(r->sums);
    jj_free(r->balances);
    jj_free(r->patches);
    jj_free(r->catchments);
    jj_arena_deinit(&r->arena);
    *r = (jj_result){0};
}
