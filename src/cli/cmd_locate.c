#include "base/lang.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "cli/siting.h"
#include "load/costs.h"
#include "out/siting/site.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct values {
    const char *model, *cost, *demand, *capacity, *share, *price, *per, *format;
    double radius, budget, seconds;
    int64_t sites, phases;
    jj_param_list fixed;
} values;

static const jj_param params[] = {
    {.name = "model",
     .type = JJ_P_CHOICE,
     .offset = offsetof(values, model),
     .choices = "lscp|lscpb|mclp|pmedian|pcenter|cpmedian",
     .is_required = true,
     .help_en = "what is wanted; see below",
     .help_zh = "选址模型，见下"},
    {.name = "cost",
     .type = JJ_P_FILE,
     .offset = offsetof(values, cost),
     .is_required = true,
     .help_en = "CSV client,site,cost; a pair that is absent cannot be served",
     .help_zh = "CSV：client,site,cost；未列出的组合视为不可服务"},
    {.name = "demand",
     .type = JJ_P_FILE,
     .offset = offsetof(values, demand),
     .help_en = "CSV id,demand of every client (default: 1 each)",
     .help_zh = "CSV：id,demand，各需求点的需求量（默认：各为 1）"},
    {.name = "capacity",
     .type = JJ_P_FILE,
     .offset = offsetof(values, capacity),
     .help_en = "CSV id,capacity of every site, 'inf' = no limit (cpmedian)",
     .help_zh = "CSV：id,capacity，各候选点的容量，inf 为不限（cpmedian）"},
    {.name = "radius",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, radius),
     .min = 0,
     .max = 1e300,
     .unit = "R",
     .help_en = "a cost up to this covers (lscp, lscpb, mclp)",
     .help_zh = "成本不超过此值即为覆盖（lscp、lscpb、mclp）"},
    {.name = "sites",
     .type = JJ_P_INT,
     .offset = offsetof(values, sites),
     .min = 0,
     .max = 4294967294.0,
     .unit = "P",
     .help_en = "sites in all, fixed ones included (mclp, pmedian, pcenter, cpmedian)",
     .help_zh = "设施总数，含既有设施（mclp、pmedian、pcenter、cpmedian）"},
    {.name = "fixed",
     .type = JJ_P_LIST,
     .offset = offsetof(values, fixed),
     .unit = "ID,..",
     .help_en = "sites that stand already and stay",
     .help_zh = "既有且保留的设施"},
    {.name = "share",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, share),
     .unit = "SHARE",
     .help_en = "lscp: fewest sites so that this share of the demand is covered: 95%",
     .help_zh = "lscp：使此比例的需求被覆盖所需的最少设施数，如 95%"},
    {.name = "budget",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, budget),
     .min = 0,
     .max = 1e15,
     .help_en = "mclp: money for sites that are not fixed, instead of a number; with --price",
     .help_zh = "mclp：以新建投资总额代替设施数，配合 --price"},
    {.name = "price",
     .type = JJ_P_FILE,
     .offset = offsetof(values, price),
     .help_en = "CSV id,price of every site",
     .help_zh = "CSV：id,price，各候选点的造价"},
    {.name = "per",
     .type = JJ_P_FILE,
     .offset = offsetof(values, per),
     .help_en = "CSV id,unit of the sites: first one in every unit that has none (lscp, lscpb, "
                "mclp)",
     .help_zh =
         "CSV：id,unit，候选点所属单位；先在每个尚无设施的单位各建一处（lscp、lscpb、mclp）"},
    {.name = "phases",
     .type = JJ_P_INT,
     .offset = offsetof(values, phases),
     .min = 1,
     .max = 100,
     .unit = "N",
     .help_en = "tell the order of building, in so many parts (lscp, lscpb, mclp)",
     .help_zh = "给出建设次序，分几期（lscp、lscpb、mclp）"},
    {.name = "seconds",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, seconds),
     .min = 0.01,
     .max = 1e6,
     .unit = "S",
     .help_en = "stop after so long; the answer then depends on the machine and is marked "
                "not repeatable (default: a fixed amount of work)",
     .help_zh = "限时；结果与机器快慢有关，标为不可重复（默认：按固定工作量）"},
    {.name = "format",
     .type = JJ_P_CHOICE,
     .offset = offsetof(values, format),
     .fallback = "text",
     .choices = "text|json",
     .help_en = "how the answer is written",
     .help_zh = "输出格式"},
};

typedef struct question {
    jj_costs costs;
    jj_amounts demand, of_site; /* of_site: capacity or price */
    jj_site_units units;
    jj_cost_table table;
    uint32_t *fixed;
    cli_time_limit limit;
    jj_locate ask;
} question;

/* The answer, and the order of building where it was asked for. */
typedef struct reply {
    jj_located located;
    jj_built *built;
    size_t n_built;
} reply;

static void reply_deinit(reply *r) {
    jj_located_deinit(&r->located);
    jj_free(r->built);
}

static void question_deinit(question *q) {
    jj_costs_deinit(&q->costs);
    jj_amounts_deinit(&q->demand);
    jj_amounts_deinit(&q->of_site);
    jj_site_units_deinit(&q->units);
    jj_cost_table_deinit(&q->table);
    jj_free(q->fixed);
}

/* What the model needs and what it has no use for. */
static jj_status check_options(jj_ctx *ctx, const values *v, jj_locate_model m) {
    bool by_radius = m == JJ_LSCP || m == JJ_LSCPB || m == JJ_MCLP;
    bool has_budget = v->budget > 0, by_number = m != JJ_LSCP && m != JJ_LSCPB && !has_budget;
    const struct {
        const char *name;
        bool is_needed, is_given;
    } options[] = {{"radius", by_radius, v->radius == v->radius},
                   {"sites", by_number, v->sites > 0},
                   {"capacity", m == JJ_CPMEDIAN, v->capacity != NULL},
                   {"price", has_budget, v->price != NULL}};
    const struct {
        const char *name;
        bool is_of_model, is_given;
    } wishes[] = {{"share", m == JJ_LSCP, v->share != NULL},
                  {"budget", m == JJ_MCLP, has_budget},
                  {"per", by_radius && !has_budget, v->per != NULL},
                  {"phases", by_radius, v->phases > 0}};
    for (size_t i = 0; i < JJ_COUNT(wishes); i++)
        if (wishes[i].is_given && !wishes[i].is_of_model)
            return jj_fail(ctx, JJ_E_RANGE, "model %s has no use for '--%s'", v->model,
                           wishes[i].name);
    for (size_t i = 0; i < JJ_COUNT(options); i++) {
        if (options[i].is_needed && !options[i].is_given)
            return jj_fail(ctx, JJ_E_RANGE, "model %s needs '--%s'", v->model, options[i].name);
        if (!options[i].is_needed && options[i].is_given)
            return jj_fail(ctx, JJ_E_RANGE, "model %s has no use for '--%s'", v->model,
                           options[i].name);
    }
    return JJ_OK;
}

static jj_status find_fixed(jj_ctx *ctx, const values *v, question *q) {
    q->fixed = jj_alloc(v->fixed.n, sizeof *q->fixed);
    if (!q->fixed)
        return jj_no_memory(ctx, "ids", v->fixed.n * 4);
    for (size_t i = 0; i < v->fixed.n; i++) {
        q->fixed[i] = jj_map_get(&q->costs.sites.numbers, v->fixed.items[i]);
        if (q->fixed[i] == JJ_MAP_NONE)
            return jj_fail(ctx, JJ_E_FORMAT, "--fixed: no site has the id '%s'", v->fixed.items[i]);
    }
    return JJ_OK;
}

static jj_status build_table(jj_ctx *ctx, const values *v, question *q) {
    jj_costs *c = &q->costs;
    jj_cost_table *t = &q->table;
    jj_status st =
        jj_cost_table_build(ctx, (uint32_t)c->clients.n, (uint32_t)c->sites.n, c->rows, c->n, t);
    jj_free(c->rows);
    c->rows = NULL;
    if (st != JJ_E_DATA)
        return st;
    return jj_fail(ctx, JJ_E_FORMAT, "%s: client '%s' and site '%s' stand together in two rows",
                   v->cost, c->clients.id[t->twice_client], c->sites.id[t->twice_site]);
}

/* The tables, their ids in order. */
static jj_status read_tables(jj_ctx *ctx, const values *v, question *q) {
    static const char *const cost_columns[] = {"client", "site", "cost"};
    static const char *const demand_columns[] = {"id", "demand"};
    static const char *const capacity_columns[] = {"id", "capacity"};
    static const char *const price_columns[] = {"id", "price"};
    static const char *const unit_columns[] = {"id", "unit"};
    const char *of_site = v->capacity ? v->capacity : v->price;
    JJ_TRY(jj_costs_read(ctx, v->cost, cost_columns, &q->costs));
    if (v->demand)
        JJ_TRY(jj_amounts_read(ctx, v->demand, demand_columns, false, &q->costs, &q->costs.clients,
                               &q->demand));
    if (of_site)
        JJ_TRY(jj_amounts_read(ctx, of_site, v->capacity ? capacity_columns : price_columns,
                               v->capacity != NULL, &q->costs, &q->costs.sites, &q->of_site));
    JJ_TRY(jj_costs_order(ctx, &q->costs, v->demand ? &q->demand : NULL,
                          of_site ? &q->of_site : NULL));
    JJ_TRY(jj_amounts_complete(ctx, &q->demand, &q->costs.clients, v->demand));
    JJ_TRY(jj_amounts_complete(ctx, &q->of_site, &q->costs.sites, of_site));
    if (v->per)
        JJ_TRY(jj_site_units_read(ctx, v->per, unit_columns, &q->costs, &q->units));
    return JJ_OK;
}

static jj_status read_question(jj_ctx *ctx, const values *v, question *q) {
    JJ_TRY(read_tables(ctx, v, q));
    JJ_TRY(find_fixed(ctx, v, q));
    JJ_TRY(build_table(ctx, v, q));
    q->ask.table = &q->table;
    q->ask.demand = q->demand.of;
    q->ask.capacity = v->capacity ? q->of_site.of : NULL;
    q->ask.price = v->price ? q->of_site.of : NULL;
    q->ask.budget = v->budget > 0 ? v->budget : 0;
    q->ask.unit = q->units.of;
    q->ask.radius = v->radius;
    q->ask.p = (uint32_t)v->sites;
    q->ask.fixed = q->fixed;
    q->ask.n_fixed = v->fixed.n;
    if (v->seconds == v->seconds) {
        q->ask.effort = INT64_MAX;
        q->ask.is_over = cli_is_late;
        q->limit = cli_time_limit_of(v->seconds);
        q->ask.user = &q->limit;
    }
    return JJ_OK;
}

static void say_bound(jj_text *t, jj_lang lang, jj_locate_model m, const jj_located *a) {
    jj_proof_sentence(t, lang, m, a->is_feasible, a->objective, a->bound);
}

/* Ids of clients no candidate can serve, up to `most`. */
static void list_unservable(jj_text *t, const question *q, const jj_located *a, size_t most,
                            void (*add)(jj_text *, const char *), const char *between) {
    size_t n = 0;
    for (uint32_t c = 0; c < q->table.n_clients && n < most; c++) {
        uint64_t k = q->table.client_first[c];
        bool is_near = k < q->table.client_first[c + 1] &&
                       (isnan(q->ask.radius) || q->table.client_cost[k] <= q->ask.radius);
        if (is_near || a->site_of[c] != JJ_NO_SITE)
            continue;
        jj_text_add(t, n++ ? between : "");
        add(t, q->costs.clients.id[c]);
    }
}

static double demand_of(const question *q) {
    double sum = 0;
    for (uint32_t c = 0; c < q->table.n_clients; c++)
        sum += q->ask.demand ? q->ask.demand[c] : 1;
    return sum;
}

static void say_infeasible(jj_text *t, jj_lang lang, const question *q, const jj_located *a) {
    enum { MOST_LISTED = 20 };
    if (q->ask.share > 0) {
        jj_text_addf(t,
                     jj_tr(lang, "Infeasible: all candidates together cover %.4g %% of the "
                                 "demand.\n"),
                     100 - a->uncovered_demand / demand_of(q) * 100);
        return;
    }
    if (a->n_unservable) {
        jj_text_addf(
            t, jj_tr(lang, "Infeasible: no candidate can serve %llu clients (demand %.15g): "),
            (unsigned long long)a->n_unservable, a->unservable_demand);
        list_unservable(t, q, a, MOST_LISTED, jj_text_add, ", ");
        jj_text_add(t, a->n_unservable > MOST_LISTED ? ", ..." : "");
        jj_text_add(t, "\n");
    }
    if (a->n_uncovered > a->n_unservable)
        jj_text_addf(t, jj_tr(lang, "Infeasible: %llu clients (demand %.15g) are left over.\n"),
                     (unsigned long long)(a->n_uncovered - a->n_unservable),
                     a->uncovered_demand - a->unservable_demand);
    if (a->least_sites)
        jj_text_addf(t, jj_tr(lang, "At least %u sites are needed to serve everyone.\n"),
                     a->least_sites);
}

static void write_order(jj_text *t, jj_lang lang, const question *q, const reply *r) {
    double total = demand_of(q);
    for (size_t i = 0; i < r->n_built; i++) {
        const jj_built *b = &r->built[i];
        jj_text_addf(t, jj_tr(lang, "  phase %u: %s, +%.15g, then %.2f %% covered%s\n"), b->phase,
                     q->costs.sites.id[b->site], b->newly, total > 0 ? b->covered / total * 100 : 0,
                     b->is_first ? jj_tr(lang, ", the first of its unit") : "");
    }
}

static void write_text(jj_text *t, jj_lang lang, const question *q, const reply *r) {
    const jj_located *a = &r->located;
    jj_locate_model m = q->ask.model;
    jj_text_addf(t, jj_tr(lang, "model      %s\n"), jj_locate_model_name(m));
    jj_text_addf(t, jj_tr(lang, "objective  %.15g\n"), a->objective);
    jj_text_addf(t, jj_tr(lang, "bound      %.15g\n"), a->bound);
    jj_text_addf(t, jj_tr(lang, "gap        %.4f %%\n"), a->gap * 100);
    jj_text_addf(t, jj_tr(lang, "uncovered  %llu clients, demand %.15g\n"),
                 (unsigned long long)a->n_uncovered, a->uncovered_demand);
    jj_text_addf(t, jj_tr(lang, "sites (%zu)  "), a->n_sites);
    for (size_t i = 0; i < a->n_sites; i++)
        jj_text_addf(t, "%s%s", i ? " " : "", q->costs.sites.id[a->sites[i]]);
    jj_text_add(t, "\n");
    if (q->ask.budget > 0)
        jj_text_addf(t, jj_tr(lang, "spent      %.15g of %.15g\n"), a->spent, q->ask.budget);
    write_order(t, lang, q, r);
    if (!a->is_feasible)
        say_infeasible(t, lang, q, a);
    if (a->is_feasible || (q->ask.share == 0 && a->n_uncovered == a->n_unservable)) {
        say_bound(t, lang, m, a);
        jj_text_add(t, "\n");
    }
    if (!a->is_repeatable)
        jj_text_add(t, jj_tr(lang, "Stopped by --seconds: another run may answer otherwise.\n"));
}

static void add_json_string(jj_text *t, const char *s) {
    jj_text_add(t, "\"");
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            jj_text_addf(t, "\\%c", *s);
        else if ((unsigned char)*s < 0x20)
            jj_text_addf(t, "\\u%04x", (unsigned)*s);
        else
            jj_text_addn(t, s, 1);
    }
    jj_text_add(t, "\"");
}

static const char *truth(bool b) {
    return b ? "true" : "false";
}

/* Of all sites, or of the firsts: their ids. */
static void add_ids(jj_text *t, const question *q, const uint32_t *sites, size_t n) {
    for (size_t i = 0; i < n; i++) {
        jj_text_add(t, i ? ", " : "");
        add_json_string(t, q->costs.sites.id[sites[i]]);
    }
}

/* What was wished for beyond the model. */
static void write_json_wishes(jj_text *t, const question *q, const reply *r) {
    const jj_located *a = &r->located;
    if (q->ask.budget > 0)
        jj_text_addf(t, "  \"budget\": %.17g,\n  \"spent\": %.17g,\n", q->ask.budget, a->spent);
    if (q->ask.share > 0)
        jj_text_addf(t, "  \"share\": %.17g,\n", q->ask.share);
    if (q->ask.unit) {
        jj_text_add(t, "  \"first_of_unit\": [");
        add_ids(t, q, a->firsts, a->n_firsts);
        jj_text_add(t, "],\n");
    }
    for (size_t i = 0; i < r->n_built; i++) {
        const jj_built *b = &r->built[i];
        jj_text_add(t, i ? ",\n    {\"site\": " : "  \"order\": [\n    {\"site\": ");
        add_json_string(t, q->costs.sites.id[b->site]);
        jj_text_addf(t, ", \"phase\": %u, \"newly\": %.17g, \"covered\": %.17g}", b->phase,
                     b->newly, b->covered);
    }
    jj_text_add(t, r->n_built ? "],\n" : "");
}

static void write_json(jj_text *t, jj_lang lang, const question *q, const reply *r) {
    const jj_located *a = &r->located;
    jj_text_addf(t, "{\n  \"model\": \"%s\",\n", jj_locate_model_name(q->ask.model));
    jj_text_addf(t, "  \"objective\": %.17g,\n  \"bound\": %.17g,\n  \"gap\": %.17g,\n",
                 a->objective, a->bound, a->gap);
    jj_text_addf(t, "  \"optimal\": %s,\n  \"feasible\": %s,\n  \"repeatable\": %s,\n",
                 truth(a->is_optimal), truth(a->is_feasible), truth(a->is_repeatable));
    jj_text_add(t, "  \"sites\": [");
    add_ids(t, q, a->sites, a->n_sites);
    jj_text_addf(t, "],\n  \"uncovered\": {\"clients\": %llu, \"demand\": %.17g},\n",
                 (unsigned long long)a->n_uncovered, a->uncovered_demand);
    jj_text_addf(t, "  \"unservable\": {\"clients\": %llu, \"demand\": %.17g, \"ids\": [",
                 (unsigned long long)a->n_unservable, a->unservable_demand);
    list_unservable(t, q, a, SIZE_MAX, add_json_string, ", ");
    jj_text_addf(t, "]},\n  \"covered_twice\": %llu,\n", (unsigned long long)a->n_backed_up);
    if (a->least_sites)
        jj_text_addf(t, "  \"least_sites\": %u,\n", a->least_sites);
    write_json_wishes(t, q, r);
    JJ_CLEANUP(jj_text_deinit) jj_text sentence = {0};
    if (!a->is_feasible)
        say_infeasible(&sentence, lang, q, a);
    if (a->is_feasible || (q->ask.share == 0 && a->n_uncovered == a->n_unservable))
        say_bound(&sentence, lang, q->ask.model, a);
    while (sentence.len && sentence.s[sentence.len - 1] == '\n')
        sentence.s[--sentence.len] = '\0';
    jj_text_add(t, "  \"proof\": ");
    add_json_string(t, sentence.s ? sentence.s : "");
    jj_text_add(t, "\n}\n");
}

static jj_status answer(const cli_args *args, question *q) {
    const values *v = args->values;
    jj_ctx *ctx = args->ctx;
    JJ_CLEANUP(reply_deinit) reply r = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text text = {0};
    JJ_TRY(jj_locate_solve(ctx, &q->ask, &r.located));
    if (v->phases > 0)
        JJ_TRY(jj_locate_order(ctx, &q->ask, &r.located, q->ask.radius, (uint32_t)v->phases,
                               &r.built, &r.n_built));
    if (strcmp(v->format, "json") == 0)
        write_json(&text, ctx->lang, q, &r);
    else
        write_text(&text, ctx->lang, q, &r);
    return cli_write(ctx, NULL, &text);
}

static int run(cli_args *args) {
    const values *v = args->values;
    jj_ctx *ctx = args->ctx;
    JJ_CLEANUP(question_deinit) question q = {0};
    jj_locate_model_parse(v->model, &q.ask.model);
    jj_status st = check_options(ctx, v, q.ask.model);
    if (st == JJ_OK && v->share)
        st = cli_share(ctx, v->share, &q.ask.share);
    if (st != JJ_OK)
        return cli_wrong_use(args, "locate");
    if (q.ask.share == 1)
        q.ask.share = 0; /* everyone */
    st = read_question(ctx, v, &q);
    if (st == JJ_E_DATA)
        return cli_wrong_use(args, "locate");
    return cli_exit_code(st == JJ_OK ? answer(args, &q) : st);
}

const cli_cmd cli_locate = {
    .name = "locate",
    .usage = "",
    .brief_en = "where facilities should stand, with proof of how good it is",
    .brief_zh = "设施选址，并给出与最优的差距证明",
    .notes_en =
        "lscp: fewest sites so that every client has one within R. lscpb: as few, placed so that "
        "most clients have two. mclp: P sites with most demand within R. pmedian: P sites, least "
        "sum of demand x cost. pcenter: P sites, least cost of the worst served. cpmedian: pmedian "
        "with each client whole at one site and no site above its capacity.\n\n"
        "Every answer has a bound that no choice of sites can pass; gap = |objective - bound| / "
        "|bound|, and 0 is proof of the best. What cannot be served is named. Ids are ordered as "
        "numbers where all are whole numbers, else by bytes; between equals the smaller id is "
        "taken.\n\n"
        "With --per the bound is that of the question without this wish, for lscpb of the question "
        "with the firsts given.",
    .notes_zh =
        "lscp：使每个需求点在 R "
        "内都有设施的最少设施数；lscpb：设施数同样最少，且被覆盖两次的需求点最多；"
        "mclp：P 个设施，R 内需求最多；pmedian：P 个设施，需求×成本之和最小；pcenter：P "
        "个设施，最远者最近；"
        "cpmedian：在 pmedian 上加容量，每个需求点整体归一个设施。\n\n"
        "每个答案都附界：任何选址都越不过它；gap = |目标−界|/|界|，0 即证明最优。"
        "无法服务的需求点逐一列出。编号全为整数时按数值排序，否则按字节；同等时取编号小者。\n\n"
        "用 --per 时，界按不加此要求的问题计（lscpb 按各单位首处已定计）。",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(values),
    .run = run};
