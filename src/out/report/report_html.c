#include "base/file.h"
#include "out/report/report.h"

static const char style[] =
    "body{font:16px/1.7 'Noto Sans CJK SC','Microsoft YaHei','PingFang "
    "SC',sans-serif;color:#1a1a1a;"
    "max-width:64rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.7rem;text-align:center}h2{font-size:1.3rem;margin-top:2.2rem;"
    "border-bottom:2px solid #444}h3{font-size:1.05rem;margin:1.4rem 0 .2rem}p{margin:.4rem 0}"
    ".wide{overflow-x:auto;margin:1rem "
    "0}table{border-collapse:collapse;font-size:.88rem;width:100%}"
    "caption{text-align:left;font-weight:bold;padding:.3rem 0}"
    "th,td{border:1px solid #999;padding:.25rem .5rem;text-align:left;vertical-align:top}"
    "th{background:#f0f0f0;white-space:pre-line}td.n{text-align:right}td.n,td.c,td.s{white-space:"
    "nowrap}td.c{text-"
    "align:center}tr.sum "
    "td{font-weight:bold}"
    "figure{margin:1rem 0;text-align:center}figure img,figure svg{max-width:100%;height:auto}"
    "figcaption{font-weight:bold;font-size:.92rem}"
    "a:focus,.wide:focus{outline:3px solid #06c}"
    "@media print{body{max-width:none;margin:0;font-size:11pt}.wide{overflow:visible}"
    "table{min-width:0!important;font-size:9pt}figure img{max-height:95mm}"
    "thead{display:table-header-group}tr,figure{break-inside:avoid}h2,h3{break-after:avoid}}";

typedef struct html {
    jj_text text;
    jj_lang lang;
} html;

static void add_element(html *h, const char *name, const char *text) {
    jj_text_addf(&h->text, "<%s>", name);
    jj_text_xml(&h->text, text);
    jj_text_addf(&h->text, "</%s>\n", name);
}

static void title(void *user, const char *text) {
    html *h = user;
    jj_text_addf(&h->text,
                 "<!doctype html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n",
                 h->lang == JJ_LANG_ZH ? "zh-CN" : "en");
    add_element(h, "title", text);
    jj_text_addf(&h->text, "<style>%s</style>\n</head>\n<body>\n<main>\n", style);
    add_element(h, "h1", text);
}

static void heading(void *user, int level, const char *text) {
    add_element(user, level == 1 ? "h2" : "h3", text);
}

static void paragraph(void *user, const char *text) {
    add_element(user, "p", text);
}

static void add_head(html *h, const jj_form *f) {
    bool has_groups = false;
    for (size_t c = 0; c < f->n_columns; c++)
        has_groups |= f->columns[c].group != NULL;
    jj_text_add(&h->text, "<thead><tr>");
    for (size_t c = 0; c < f->n_columns; c++) {
        const char *group = f->columns[c].group;
        size_t span = 1;
        while (group && c + span < f->n_columns && f->columns[c + span].group == group)
            span++;
        if (group)
            jj_text_addf(&h->text, "<th scope=\"colgroup\" colspan=\"%zu\">", span);
        else
            jj_text_addf(&h->text, "<th scope=\"col\"%s>", has_groups ? " rowspan=\"2\"" : "");
        jj_text_xml(&h->text, group ? group : f->columns[c].title);
        jj_text_add(&h->text, "</th>");
        c += span - 1;
    }
    jj_text_add(&h->text, "</tr>");
    if (has_groups)
        jj_text_add(&h->text, "<tr>");
    for (size_t c = 0; has_groups && c < f->n_columns; c++) {
        if (!f->columns[c].group)
            continue;
        jj_text_add(&h->text, "<th scope=\"col\">");
        jj_text_xml(&h->text, f->columns[c].title);
        jj_text_add(&h->text, "</th>");
    }
    jj_text_add(&h->text, has_groups ? "</tr></thead>\n<tbody>\n" : "</thead>\n<tbody>\n");
}

static void add_row(html *h, const jj_form *f, size_t row, const bool *is_centred) {
    enum { SHORT = 16 }; /* texts that stay on one line */
    jj_text_add(&h->text, f->is_sum[row] ? "<tr class=\"sum\">" : "<tr>");
    for (size_t c = 0; c < f->n_columns; c++) {
        const jj_form_cell *cell = &f->cells[row * f->n_columns + c];
        JJ_CLEANUP(jj_text_deinit) jj_text shown = {0};
        jj_form_print(&shown, cell, h->lang);
        const char *text = shown.s ? shown.s : "";
        jj_text_add(&h->text, is_centred[c]                  ? "<td class=\"c\">"
                              : cell->kind > JJ_FORM_TEXT    ? "<td class=\"n\">"
                              : jj_text_width(text) <= SHORT ? "<td class=\"s\">"
                                                             : "<td>");
        jj_text_xml(&h->text, text);
        jj_text_add(&h->text, "</td>");
        h->text.failed |= shown.failed;
    }
    jj_text_add(&h->text, "</tr>\n");
}

/* Tables of many columns scroll sideways rather than break their words. */
static void table(void *user, const jj_form *f) {
    enum { MANY_COLUMNS = 12 };
    html *h = user;
    int width = 0;
    JJ_AUTO bool *is_centred = jj_alloc(f->n_columns + 1, sizeof *is_centred);
    h->text.failed |= !is_centred;
    for (size_t c = 0; is_centred && c < f->n_columns; c++) {
        is_centred[c] = jj_form_is_centred(f, c);
        width += f->columns[c].width;
    }
    jj_text_add(&h->text, "<div class=\"wide\" tabindex=\"0\"><table");
    if (f->n_columns > MANY_COLUMNS)
        jj_text_addf(&h->text, " style=\"min-width:%dch\"", width);
    jj_text_add(&h->text, ">\n<caption>");
    jj_text_xml(&h->text, f->title);
    jj_text_add(&h->text, "</caption>\n");
    add_head(h, f);
    for (size_t r = 0; is_centred && r < f->n_rows; r++)
        add_row(h, f, r, is_centred);
    jj_text_add(&h->text, "</tbody></table></div>\n");
    if (f->note)
        add_element(h, "p", f->note);
}

static void add_base64(jj_text *t, const unsigned char *data, size_t len) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < len; i += 3) {
        uint32_t v = (uint32_t)data[i] << 16 | (i + 1 < len ? (uint32_t)data[i + 1] << 8 : 0U) |
                     (i + 2 < len ? data[i + 2] : 0U);
        const char four[4] = {digits[v >> 18], digits[v >> 12 & 63],
                              i + 1 < len ? digits[v >> 6 & 63] : '=',
                              i + 2 < len ? digits[v & 63] : '='};
        jj_text_addn(t, four, 4);
    }
}

static void figure(void *user, const jj_figure *f) {
    html *h = user;
    jj_text_add(&h->text, "<figure>");
    if (f->svg) {
        jj_text_add(&h->text, f->svg);
    } else {
        jj_text_add(&h->text, "<img alt=\"");
        jj_text_xml(&h->text, f->alt);
        jj_text_add(&h->text, "\" src=\"data:image/png;base64,");
        add_base64(&h->text, f->png, f->len);
        jj_text_add(&h->text, "\">");
    }
    jj_text_add(&h->text, "<figcaption>");
    jj_text_xml(&h->text, f->title);
    jj_text_add(&h->text, "</figcaption></figure>\n");
}

jj_status jj_report_html(jj_ctx *ctx, const jj_report_spec *spec, const char *path) {
    html h = {.lang = spec->annex->o->lang};
    JJ_CLEANUP(jj_text_deinit) jj_text text = {0};
    const jj_report_page page = {&h, title, heading, paragraph, table, figure, true};
    jj_status st = jj_report_tell(ctx, spec, &page);
    jj_text_add(&h.text, "</main>\n</body>\n</html>\n");
    text = h.text;
    JJ_TRY(st);
    return text.failed ? jj_no_memory(ctx, path, text.len)
                       : jj_file_replace(ctx, path, text.s, text.len);
}
