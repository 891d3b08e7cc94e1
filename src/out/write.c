#include "out/write.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/threads.h"
#include "out/annex/annex.h"
#include "out/gpkg.h"
#include "out/kept_result.h"
#include "out/manifest.h"
#include "out/qgis/qgis.h"
#include "out/opportunity.h"
#include "out/questions.h"
#include "out/rasters.h"
#include "out/report/report.h"
#include "out/viewer/viewer.h"

#include <stdio.h>
#include <string.h>

/* tables/NAME.csv; the ledger stands beside the manifest, where people look for it. */
static jj_status write_csv(jj_ctx *ctx, const char *folder, const jj_table *t) {
    JJ_CLEANUP(jj_text_deinit) jj_text path = {0};
    bool is_ledger = strcmp(t->name, "ledger") == 0;
    jj_text_addf(&path, "%s/%s%s.csv", folder, is_ledger ? "" : "tables/", t->name);
    return path.failed ? jj_no_memory(ctx, t->name, 0) : jj_table_write_csv(ctx, t, path.s);
}

static jj_status write_tables(jj_ctx *ctx, const char *folder, const jj_outcome *o,
                              const jj_tables *tables, const char *manifest) {
    JJ_AUTO char *csv = jj_path_join(folder, "tables");
    JJ_AUTO char *gpkg = jj_path_join(folder, "result.gpkg");
    if (!csv || !gpkg)
        return jj_no_memory(ctx, folder, 0);
    JJ_TRY(jj_make_folders(ctx, csv));
    for (size_t i = 0; i < tables->n; i++)
        if (!o->review || strcmp(tables->tables[i].name, "ledger") != 0)
            JJ_TRY(write_csv(ctx, folder, &tables->tables[i]));
    JJ_TRY(jj_gpkg_write(ctx, gpkg, o, tables, manifest));
    JJ_TRY(jj_qgis_write(ctx, folder, ".", o, tables));
    return jj_viewer_write(ctx, folder, o, tables);
}

/*
 * Twice the geometry and some bytes a row, which stands in the GeoPackage, as CSV and in annexes.
 */
static uint64_t tables_size(const jj_outcome *o) {
    enum { BYTES_A_ROW = 3000 };
    const jj_result *r = o->result;
    uint64_t rows = r->n_rows + r->n_patches + r->n_catchments + o->scene->n_facilities +
                    o->scene->units.n + o->scene->ledger.n;
    uint64_t geometry = 0;
    for (size_t i = 0; i < o->scene->units.n; i++)
        geometry += o->scene->units.units[i].wkb_len;
    return rows * BYTES_A_ROW + 2 * geometry + (1 << 20);
}

static jj_status write_questions(jj_ctx *ctx, const char *folder, const jj_outcome *o) {
    JJ_AUTO char *path = jj_path_join(folder, "questions");
    if (o->review)
        return JJ_OK; /* records are not for the public */
    return path ? jj_questions_write(ctx, path, o->scene, o->lang) : jj_no_memory(ctx, folder, 0);
}

/* What leaves the office on paper. */
static jj_status write_papers(jj_ctx *ctx, const char *folder, const char *result,
                              const jj_outcome *o, const char *manifest) {
    JJ_TRY(jj_annexes_write(ctx, folder, o));
    return jj_report_write(ctx, folder, result, o, manifest);
}

/* RESULT/en or RESULT/zh: a second set; its QGIS project stands on the same layers. */
static jj_status write_other_language(jj_ctx *ctx, const char *result, const jj_outcome *o,
                                      const jj_tables *tables, const char *manifest) {
    jj_outcome other = *o;
    other.lang = o->lang == JJ_LANG_ZH ? JJ_LANG_EN : JJ_LANG_ZH;
    JJ_AUTO char *folder = jj_path_join(result, other.lang == JJ_LANG_ZH ? "zh" : "en");
    if (!folder)
        return jj_no_memory(ctx, result, 0);
    JJ_TRY(jj_make_folders(ctx, folder));
    JJ_TRY(jj_qgis_write(ctx, folder, "..", &other, tables));
    return write_papers(ctx, folder, result, &other, manifest);
}

/* A result being written: the documents are item 0 (on the caller's thread, for a library words a
 * coordinate system by what its thread did before), each raster another. */
typedef struct writing {
    const jj_outcome *o;
    const char *folder, *manifest;
    jj_rasters rasters;
} writing;

static void writing_deinit(writing *w) {
    jj_rasters_close(&w->rasters);
}

static jj_status write_documents(jj_ctx *ctx, const writing *w) {
    JJ_CLEANUP(jj_tables_deinit) jj_tables tables = {0};
    JJ_TRY(jj_tables_of(ctx, w->o, &tables));
    JJ_TRY(write_tables(ctx, w->folder, w->o, &tables, w->manifest));
    JJ_TRY(write_papers(ctx, w->folder, w->folder, w->o, w->manifest));
    if (w->o->wants_both)
        JJ_TRY(write_other_language(ctx, w->folder, w->o, &tables, w->manifest));
    return write_questions(ctx, w->folder, w->o);
}

static jj_status write_item(jj_ctx *ctx, void *arg, size_t item) {
    const writing *w = arg;
    return item == 0 ? write_documents(ctx, w) : jj_rasters_write(ctx, &w->rasters, item - 1);
}

static jj_status write_parts(jj_ctx *ctx, writing *w) {
    JJ_TRY(jj_rasters_open(ctx, w->folder, w->o, &w->rasters));
    JJ_TRY(jj_kept_result_write(ctx, w->folder, w->o));
    if (w->o->wants_opportunity)
        JJ_TRY(jj_opportunities_write(ctx, w->folder, w->o));
    JJ_TRY(jj_parallel_tasks(ctx, jj_tr(ctx->lang, "writing the result"), 1 + w->rasters.n,
                             write_item, w));
    return jj_manifest_seal(ctx, w->folder, w->manifest);
}

jj_status jj_result_write(jj_ctx *ctx, const jj_outcome *o, jj_publish *p) {
    JJ_AUTO char *manifest = NULL;
    JJ_TRY(jj_publish_room(ctx, p,
                           jj_rasters_size(o) + jj_kept_result_size(o) + jj_opportunities_size(o) +
                               tables_size(o)));
    JJ_TRY(jj_manifest_text(ctx, o, &manifest));
    JJ_CLEANUP(writing_deinit) writing w = {.o = o, .folder = p->work, .manifest = manifest};
    JJ_TRY(write_parts(ctx, &w));
    return jj_publish_commit(ctx, p);
}
