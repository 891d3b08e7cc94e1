#include "out/report/figures.h"

#include "base/file.h"
#include "base/lang.h"
#include "out/sheet/page.h"

enum { MOST_MAPS = 40 };

void jj_report_figures_deinit(jj_report_figures *f) {
    for (size_t i = 0; f->maps && i < f->n_rules; i++)
        jj_text_deinit(&f->maps[i]);
    jj_free(f->maps);
    jj_text_deinit(&f->curves_png);
    jj_text_deinit(&f->curves_svg);
    *f = (jj_report_figures){0};
}

typedef struct maps {
    jj_result_file file;
    jj_sheet_relief relief;
} maps;

static void maps_deinit(maps *m) {
    jj_mapsheet_relief_deinit(&m->relief);
    jj_result_file_close(&m->file);
}

/* A map of units without data is a map of nothing. */
static bool is_told(const jj_outcome *o, uint32_t rule) {
    uint64_t of[JJ_N_VERDICTS];
    return jj_rule_counts(o, rule, of) > of[JJ_NODATA] + of[JJ_NA];
}

static jj_status draw_map(jj_ctx *ctx, maps *m, const jj_report_spec *spec, uint32_t rule,
                          jj_report_figures *out) {
    const jj_outcome *o = spec->annex->o;
    const jj_page_spec page = {
        .lang = o->lang, .dpi = 150, .is_public = o->review != NULL, .review = o->review};
    if (!is_told(o, rule))
        return JJ_OK;
    jj_sheet_data d;
    jj_status st = jj_mapsheet_read(ctx, &m->file, o->rules->rules[rule].id, &d);
    if (st == JJ_E_DATA) /* no level with polygons: no map */
        return JJ_OK;
    JJ_TRY(st);
    if (d.n_units < 2) { /* one colour tells less than the sentence */
        jj_mapsheet_data_deinit(&d);
        return JJ_OK;
    }
    if (out->n_maps < MOST_MAPS) {
        st = jj_mapsheet_relief(ctx, &m->file, &d, &m->relief);
        if (st == JJ_OK)
            st = jj_page_figure(ctx, &d, &page, &out->maps[rule]);
        out->n_maps++;
    } else {
        out->n_left++;
    }
    jj_mapsheet_data_deinit(&d);
    return st;
}

static jj_status draw_maps(jj_ctx *ctx, const jj_report_spec *spec, jj_report_figures *out) {
    JJ_CLEANUP(maps_deinit) maps m = {0};
    JJ_AUTO char *gpkg = jj_path_join(spec->result, "result.gpkg");
    m.file.folder = jj_strdup(spec->result);
    m.file.manifest = jj_strdup(spec->manifest);
    if (!gpkg || !m.file.folder || !m.file.manifest)
        return jj_no_memory(ctx, "the report", 0);
    JJ_TRY(jj_db_open(ctx, gpkg, &m.file.db));
    for (uint32_t i = 0; i < out->n_rules && out->n_left == 0; i++) {
        jj_progress(ctx, jj_tr(ctx->lang, "drawing the report's maps"), i, out->n_rules);
        JJ_TRY(jj_ctx_poll(ctx));
        JJ_TRY(draw_map(ctx, &m, spec, i, out));
    }
    return JJ_OK;
}

jj_status jj_report_draw(jj_ctx *ctx, const jj_report_spec *spec, jj_report_figures *out) {
    const jj_outcome *o = spec->annex->o;
    out->n_rules = o->rules->n;
    out->maps = jj_alloc(out->n_rules + 1, sizeof *out->maps);
    if (!out->maps)
        return jj_no_memory(ctx, "the report", 0);
    JJ_TRY(draw_maps(ctx, spec, out));
    jj_report_curves(spec, out);
    return spec->annex->failed ? jj_no_memory(ctx, "the report", 0) : JJ_OK;
}
