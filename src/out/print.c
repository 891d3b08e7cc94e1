#include "out/print.h"
#include "base/lang.h"
#include "out/wkb.h"
#include "rules/result.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool jj_format_parse(const char *name, jj_format *out) {
    static const char *const names[] = {"table", "csv", "json", "geojson"};
    for (int i = 0; i < 4; i++)
        if (strcmp(name, names[i]) == 0) {
            *out = (jj_format)i;
            return true;
        }
    return false;
}

/* A number as a reader wants it: two decimals at most where it is large, four significant below. */
static void add_readable(jj_text *t, double v) {
    if (isnan(v))
        return;
    if (v == floor(v) && fabs(v) < 1e15)
        jj_text_addf(t, "%.0f", v);
    else if (fabs(v) >= 100)
        jj_text_addf(t, "%.1f", v);
    else
        jj_text_addf(t, "%.4g", v);
}

/* Codes that stand for words, in the reader's language; other texts as they are. */
static const char *word_of(const char *column, const char *text, jj_lang lang) {
    static const char *const reach_words[][2] = {{"covered", "covered"},
                                                 {"too_far", "too far"},
                                                 {"unreachable", "cut off"},
                                                 {"blocked", "no passable ground"},
                                                 {"nodata", "no data"}};
    static const char *const measures[][2] = {{"facilities", "处"},
                                              {"people", "人"},
                                              {"places", "个（学位、床位）"},
                                              {"units", "个单位"},
                                              {"m2", "平方米"}};
    jj_verdict verdict;
    static const char *const changes[][3] = {{"verdict", "verdict", "结论变化"},
                                             {"gap_closed", "gap closed", "缺口消除"},
                                             {"gap_new", "new gap", "新增缺口"},
                                             {"people_gained", "people gained", "新覆盖人口"},
                                             {"people_lost", "people lost", "失去覆盖人口"},
                                             {"progress", "progress", "进度评价"}};
    bool is_verdict = strcmp(column, "status") == 0 || strcmp(column, "before") == 0 ||
                      strcmp(column, "after") == 0;
    for (int i = 0; strcmp(column, "change") == 0 && i < 6; i++)
        if (strcmp(text, changes[i][0]) == 0)
            return changes[i][lang == JJ_LANG_ZH ? 2 : 1];
    for (int i = 0; is_verdict && i <= JJ_PROGRESS_BEHIND; i++)
        if (strcmp(text, jj_progress_name((jj_progress_class)i)) == 0)
            return jj_progress_title((jj_progress_class)i, lang);
    static const char *const codes[][3] = {{"alert", "worse", "no longer met"},
                                           {"alert", "untold", "met before, no longer told"},
                                           {"alert", "behind", "behind schedule"},
                                           {"base_of", "catalogue", "the catalogue"},
                                           {"base_of", "first_result", "the first result"}};
    for (size_t i = 0; i < JJ_COUNT(codes); i++)
        if (strcmp(column, codes[i][0]) == 0 && strcmp(text, codes[i][1]) == 0)
            return jj_tr(lang, codes[i][2]);
    if (is_verdict && jj_verdict_parse(text, &verdict))
        return jj_verdict_title(verdict, lang);
    for (int i = 0; lang == JJ_LANG_ZH && strcmp(column, "gap_unit") == 0 && i < 5; i++)
        if (strcmp(text, measures[i][0]) == 0)
            return measures[i][1];
    for (int i = 0; strcmp(column, "reach") == 0 && i < 5; i++)
        if (strcmp(text, reach_words[i][0]) == 0)
            return jj_tr(lang, reach_words[i][1]);
    return text;
}

static void readable_cell(const jj_table *table, size_t row, size_t column, jj_lang lang,
                          jj_text *out) {
    const jj_column *c = &table->columns[column];
    jj_cell cell = {0};
    table->cell(table->user, row, column, &cell);
    bool is_degrees = strcmp(c->name, "lon") == 0 || strcmp(c->name, "lat") == 0;
    if (c->type == JJ_CELL_REAL && is_degrees && !isnan(cell.real))
        jj_text_addf(out, "%.5f", cell.real);
    else if (c->type == JJ_CELL_REAL)
        add_readable(out, cell.real);
    else if (c->type == JJ_CELL_TEXT && cell.text)
        jj_text_add(out, word_of(c->name, cell.text, lang));
    else
        jj_cell_print(out, c->type, &cell);
    for (size_t i = 0; i < out->len; i++) /* one row, one line */
        if (out->s[i] == '\n' || out->s[i] == '\r' || out->s[i] == '\t')
            out->s[i] = ' ';
}

static const char *text_of(const jj_text *t) {
    return t->s ? t->s : "";
}

static void add_padded(jj_text *out, const jj_text *cell, int width, bool is_number, bool is_last) {
    int blanks = width - jj_text_width(text_of(cell));
    if (is_number)
        jj_text_addf(out, "%*s", blanks, "");
    jj_text_add(out, text_of(cell));
    if (!is_number && !is_last)
        jj_text_addf(out, "%*s", blanks, "");
    jj_text_add(out, is_last ? "\n" : "  ");
}

static void title_of(const jj_table *table, size_t column, jj_lang lang, jj_text *out) {
    const jj_column *c = &table->columns[column];
    jj_text_add(out, lang == JJ_LANG_ZH ? c->title_zh : c->title_en);
}

static jj_status measure(jj_ctx *ctx, const jj_table *table, int *widths) {
    for (size_t c = 0; c < table->n_columns; c++) {
        JJ_CLEANUP(jj_text_deinit) jj_text title = {0};
        title_of(table, c, ctx->lang, &title);
        widths[c] = jj_text_width(text_of(&title));
        for (size_t r = 0; r < table->n_rows; r++) {
            JJ_CLEANUP(jj_text_deinit) jj_text cell = {0};
            readable_cell(table, r, c, ctx->lang, &cell);
            if (cell.failed || title.failed)
                return jj_no_memory(ctx, "the answer", 0);
            int width = jj_text_width(text_of(&cell));
            widths[c] = width > widths[c] ? width : widths[c];
        }
    }
    return JJ_OK;
}

static jj_status print_aligned(jj_ctx *ctx, const jj_table *table, jj_text *out) {
    JJ_AUTO int *widths = jj_alloc(table->n_columns, sizeof *widths);
    if (!widths)
        return jj_no_memory(ctx, "the answer", 0);
    JJ_TRY(measure(ctx, table, widths));
    for (size_t r = 0; r <= table->n_rows; r++)
        for (size_t c = 0; c < table->n_columns; c++) {
            JJ_CLEANUP(jj_text_deinit) jj_text cell = {0};
            if (r == 0)
                title_of(table, c, ctx->lang, &cell);
            else
                readable_cell(table, r - 1, c, ctx->lang, &cell);
            add_padded(out, &cell, widths[c], table->columns[c].type != JJ_CELL_TEXT,
                       c + 1 == table->n_columns);
        }
    return JJ_OK;
}

static json_t *json_of(jj_cell_type type, const jj_cell *cell) {
    if (type == JJ_CELL_TEXT)
        return cell->text ? json_string(cell->text) : json_null();
    if (type == JJ_CELL_INT)
        return cell->is_null ? json_null() : json_integer(cell->integer);
    return isfinite(cell->real) ? json_real(cell->real) : json_null();
}

static json_t *row_object(const jj_table *table, size_t row) {
    json_t *object = json_object();
    for (size_t c = 0; c < table->n_columns; c++) {
        jj_cell cell = {0};
        table->cell(table->user, row, c, &cell);
        json_object_set_new(object, table->columns[c].name, json_of(table->columns[c].type, &cell));
    }
    return object;
}

static void dump(const json_t *j, jj_text *out) {
    char *s = json_dumps(j, JSON_COMPACT | JSON_REAL_PRECISION(17));
    if (s)
        jj_text_add(out, s);
    out->failed |= !s;
    free(s);
}

static void print_json(const jj_table *table, jj_text *out) {
    jj_text_add(out, "[");
    for (size_t r = 0; r < table->n_rows; r++) {
        json_t *object = row_object(table, r);
        jj_text_add(out, r ? ",\n" : "\n");
        dump(object, out);
        json_decref(object);
    }
    jj_text_add(out, table->n_rows ? "\n]\n" : "]\n");
}

/* The cell of a named number column, or NaN. */
static double number_named(const jj_table *table, size_t row, const char *name) {
    for (size_t c = 0; c < table->n_columns; c++)
        if (table->columns[c].type == JJ_CELL_REAL && strcmp(table->columns[c].name, name) == 0) {
            jj_cell cell = {0};
            table->cell(table->user, row, c, &cell);
            return cell.real;
        }
    return (double)NAN;
}

static jj_status add_geometry(jj_ctx *ctx, const jj_table *table, size_t row, jj_text *out) {
    JJ_CLEANUP(jj_text_deinit) jj_text wkb = {0};
    if (table->geometry_type)
        JJ_TRY(table->geometry(ctx, table->user, row, &wkb));
    double lon = number_named(table, row, "lon"), lat = number_named(table, row, "lat");
    if (wkb.len && jj_wkb_geojson(out, wkb.s, wkb.len))
        return JJ_OK;
    if (isnan(lon) || isnan(lat))
        jj_text_add(out, "null");
    else
        jj_text_addf(out, "{\"type\":\"Point\",\"coordinates\":[%.15g,%.15g]}", lon, lat);
    return JJ_OK;
}

/* The row's number in its table, where the table shows it. */
static void add_feature_id(const jj_table *table, size_t row, jj_text *out) {
    jj_cell cell = {0};
    for (size_t c = 0; c < table->n_columns; c++)
        if (strcmp(table->columns[c].name, "fid") == 0) {
            table->cell(table->user, row, c, &cell);
            jj_text_addf(out, "\"id\":%lld,", (long long)cell.integer);
        }
}

static jj_status print_geojson(jj_ctx *ctx, const jj_table *table, jj_text *out) {
    jj_text_add(out, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (size_t r = 0; r < table->n_rows; r++) {
        json_t *properties = row_object(table, r);
        jj_text_add(out, r ? ",\n" : "\n");
        jj_text_add(out, "{\"type\":\"Feature\",");
        add_feature_id(table, r, out);
        jj_text_add(out, "\"geometry\":");
        jj_status st = add_geometry(ctx, table, r, out);
        jj_text_add(out, ",\"properties\":");
        dump(properties, out);
        jj_text_add(out, "}");
        json_decref(properties);
        JJ_TRY(st);
    }
    jj_text_add(out, "\n]}\n");
    return JJ_OK;
}

jj_status jj_table_print(jj_ctx *ctx, const jj_table *table, jj_format format, jj_text *out) {
    jj_status st = JJ_OK;
    switch (format) {
    case JJ_FORMAT_TABLE:
        st = print_aligned(ctx, table, out);
        break;
    case JJ_FORMAT_CSV:
        jj_table_csv(table, out);
        break;
    case JJ_FORMAT_JSON:
        print_json(table, out);
        break;
    case JJ_FORMAT_GEOJSON:
        st = print_geojson(ctx, table, out);
        break;
    }
    return st == JJ_OK && out->failed ? jj_no_memory(ctx, "the answer", out->len) : st;
}
