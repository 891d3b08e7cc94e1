#include "analysis/supply/supply.h"
#include "base/lang.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "load/costs.h"

#include <math.h>
#include <stdio.h>

typedef struct values {
    const char *cost, *demand, *supply, *method, *decay, *out, *assign, *compat;
} values;

static const jj_param params[] = {
    {.name = "cost",
     .type = JJ_P_FILE,
     .offset = offsetof(values, cost),
     .is_required = true,
     .help_en = "CSV origin,destination,cost; a pair that is absent is out of reach",
     .help_zh = "CSV：origin,destination,cost；未列出的组合视为不可达"},
    {.name = "demand",
     .type = JJ_P_FILE,
     .offset = offsetof(values, demand),
     .is_required = true,
     .help_en = "CSV id,demand of every origin",
     .help_zh = "CSV：id,demand，各起点的需求量"},
    {.name = "supply",
     .type = JJ_P_FILE,
     .offset = offsetof(values, supply),
     .is_required = true,
     .help_en = "CSV id,supply of every destination",
     .help_zh = "CSV：id,supply，各终点的供给量"},
    {.name = "method",
     .type = JJ_P_CHOICE,
     .offset = offsetof(values, method),
     .choices = "2sfca|e2sfca|3sfca|bfca|bfca-paez",
     .is_required = true,
     .help_en = "how people who compete share the supply; see below",
     .help_zh = "竞争者如何分享供给，见下"},
    {.name = "decay",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, decay),
     .unit = "FORM",
     .is_required = true,
     .help_en = "binary:T, steps:t=w,t=w,.., exp:b, gauss:s,T or power:b,T",
     .help_zh = "binary:T、steps:t=w,t=w,..、exp:b、gauss:s,T 或 power:b,T"},
    {.name = "out",
     .type = JJ_P_FILE,
     .offset = offsetof(values, out),
     .help_en = "CSV id,score to write (default: the standard output)",
     .help_zh = "写出 CSV id,score（默认：标准输出）"},
    {.name = "assign",
     .type = JJ_P_FILE,
     .offset = offsetof(values, assign),
     .help_en = "also send everybody to the nearest destination with room left: CSV "
                "origin,destination,demand,cost,displaced",
     .help_zh = "另按容量就近分配：CSV origin,destination,demand,cost,displaced"},
    {.name = "compat",
     .type = JJ_P_CHOICE,
     .offset = offsetof(values, compat),
     .choices = "accessmod",
     .help_en = "--assign as WHO AccessMod does: destinations in turn by capacity, for comparison",
     .help_zh = "--assign 按 WHO AccessMod 的次序法：终点按容量从大到小依次分配，仅供比对"},
};

typedef struct tables {
    jj_costs costs;
    jj_amounts demand, supply;
    jj_cost_table table;
    double *score;
    jj_assignment assignment;
} tables;

static void tables_deinit(tables *t) {
    jj_costs_deinit(&t->costs);
    jj_amounts_deinit(&t->demand);
    jj_amounts_deinit(&t->supply);
    jj_cost_table_deinit(&t->table);
    jj_assignment_deinit(&t->assignment);
    jj_free(t->score);
}

static jj_status build_table(jj_ctx *ctx, const values *v, tables *t) {
    const jj_costs *c = &t->costs;
    jj_status st = jj_cost_table_build(ctx, (uint32_t)c->clients.n, (uint32_t)c->sites.n, c->rows,
                                       c->n, &t->table);
    if (st != JJ_E_DATA)
        return st;
    return jj_fail(ctx, JJ_E_FORMAT,
                   "%s: origin '%s' and destination '%s' stand together in two rows", v->cost,
                   c->clients.id[t->table.twice_client], c->sites.id[t->table.twice_site]);
}

static jj_status read_tables(jj_ctx *ctx, const values *v, tables *t) {
    static const char *const cost_columns[] = {"origin", "destination", "cost"};
    static const char *const demand_columns[] = {"id", "demand"};
    static const char *const supply_columns[] = {"id", "supply"};
    jj_costs *c = &t->costs;
    JJ_TRY(jj_costs_read(ctx, v->cost, cost_columns, c));
    JJ_TRY(jj_amounts_read(ctx, v->demand, demand_columns, false, c, &c->clients, &t->demand));
    JJ_TRY(jj_amounts_read(ctx, v->supply, supply_columns, false, c, &c->sites, &t->supply));
    JJ_TRY(jj_costs_order(ctx, c, &t->demand, &t->supply));
    JJ_TRY(jj_amounts_complete(ctx, &t->demand, &c->clients, v->demand));
    JJ_TRY(jj_amounts_complete(ctx, &t->supply, &c->sites, v->supply));
    t->score = jj_alloc(c->clients.n, sizeof *t->score);
    if (!t->score)
        return jj_no_memory(ctx, "supply scores", c->clients.n * sizeof *t->score);
    return build_table(ctx, v, t);
}

static jj_status write_scores(jj_ctx *ctx, const values *v, const tables *t) {
    JJ_CLEANUP(jj_text_deinit) jj_text csv = {0};
    jj_text_add(&csv, "id,score\n");
    for (size_t i = 0; i < t->costs.clients.n; i++) {
        jj_text_csv(&csv, t->costs.clients.id[i]);
        jj_text_addf(&csv, ",%.17g\n", t->score[i]);
    }
    return cli_write(ctx, v->out, &csv);
}

static jj_status write_shares(jj_ctx *ctx, const values *v, const tables *t) {
    JJ_CLEANUP(jj_text_deinit) jj_text csv = {0};
    jj_text_add(&csv, "origin,destination,demand,cost,displaced\n");
    for (size_t i = 0; i < t->assignment.n; i++) {
        const jj_share *s = &t->assignment.shares[i];
        jj_text_csv(&csv, t->costs.clients.id[s->client]);
        jj_text_add(&csv, ",");
        jj_text_csv(&csv, t->costs.sites.id[s->site]);
        jj_text_addf(&csv, ",%.17g,%.17g,%d\n", s->people, s->cost, s->is_displaced);
    }
    return cli_write(ctx, v->assign, &csv);
}

static jj_status assign(jj_ctx *ctx, const values *v, const jj_decay *decay, tables *t) {
    double within = jj_decay_reach(decay);
    JJ_TRY((v->compat ? jj_assign_in_turn : jj_assign)(ctx, &t->table, t->demand.of, t->supply.of,
                                                       within, &t->assignment));
    return write_shares(ctx, v, t);
}

static void say_sums(const cli_args *args, const values *v, const jj_supply_sums *s,
                     const tables *t) {
    if (args->is_quiet)
        return;
    jj_lang lang = args->ctx->lang;
    fprintf(stderr, jj_tr(lang, "supply %.15g, in reach of somebody %.15g; demand x score %.15g\n"),
            s->supply, s->reachable, s->served);
    fprintf(stderr, jj_tr(lang, "demand %.15g, without any supply in reach %.15g\n"), s->people,
            s->people_without);
    if (v->assign)
        fprintf(stderr,
                jj_tr(lang, "assigned: %.15g beyond a nearer destination that is full, %.15g "
                            "without a place\n"),
                t->assignment.displaced, t->assignment.unserved);
}

static int run(cli_args *args) {
    const values *v = args->values;
    jj_ctx *ctx = args->ctx;
    JJ_CLEANUP(tables_deinit) tables t = {0};
    jj_supply_method method;
    jj_decay decay;
    jj_supply_method_parse(v->method, &method);
    if (v->compat && !v->assign) {
        (void)jj_fail(ctx, JJ_E_RANGE, "--compat accessmod needs --assign");
        return cli_wrong_use(args, "supply");
    }
    if (jj_decay_parse(ctx, v->decay, &decay) != JJ_OK)
        return cli_wrong_use(args, "supply");
    jj_status st = read_tables(ctx, v, &t);
    if (st == JJ_E_DATA)
        return cli_wrong_use(args, "supply");
    jj_supply_sums sums;
    if (st == JJ_OK)
        st = jj_supply_scores(ctx, &t.table, t.demand.of, t.supply.of, &decay, method, t.score,
                              &sums);
    if (st == JJ_OK && v->assign)
        st = assign(ctx, v, &decay, &t);
    if (st == JJ_OK)
        st = write_scores(ctx, v, &t);
    if (st == JJ_OK)
        say_sums(args, v, &sums, &t);
    return cli_exit_code(st);
}

const cli_cmd cli_supply = {
    .name = "supply",
    .usage = "",
    .brief_en = "how much of a service there is for each, when all compete",
    .brief_zh = "竞争条件下人均可得的服务量",
    .notes_en =
        "2sfca, e2sfca: each destination divides its supply by the people it reaches, each origin "
        "adds up what reaches it, both weighted by the decay. 3sfca: people first share their "
        "visits among what they reach. bfca: each person counts once, shared among what they "
        "reach. bfca-paez: the same with the second step as first published (Paez and others "
        "2019), where the scores, not demand x score, are what adds up.\n\n"
        "demand x score adds up to the supply that somebody reaches; this is checked in every run. "
        "Bounds and steps are inclusive. Rows may come in any order; scores are written in the "
        "order of ids. An origin out of everybody's reach has score 0.\n\n"
        "--assign: the shortest ways are filled first, so who competes for the last places and has "
        "it nearer gets them; between equals the smaller id. Costs beyond the decay's end do not "
        "count. --compat accessmod: destinations take turns by supply, the largest first; each "
        "takes those whom none before it took, by whole units of cost rounded up, and of the ring "
        "that does not fit the same share of everybody.",
    .notes_zh =
        "2sfca、e2sfca：各终点把供给除以所及人口，各起点把所及的比值相加，两步均按衰减加权；"
        "3sfca：先把每人的就诊（就学）意愿分给所及终点；bfca：每人只计一次，分给所及终点；"
        "bfca-paez：第二步按最初发表的写法（Paez 等 2019），此时守恒的是得分之和。\n\n"
        "需求×得分之和等于可达的供给，每次运行都核对。界限与分段均含端点。行序不影响结果，"
        "得分按编号顺序写出；无可达终点者得分为 0。\n\n"
        "--assign：路近者先得，争最后名额时近者优先，同等取编号小者；超出衰减范围的不计。"
        "--compat accessmod：终点按供给量从大到小依次分配，各取此前未分配者，按成本整数（进位）逐圈"
        "取用，放不下的一圈按比例取。",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(values),
    .run = run};
