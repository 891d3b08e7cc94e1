#include "analysis/supply/supply.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

typedef struct decay_form {
    const char *name;
    jj_decay_kind kind;
    size_t n_numbers; /* after the colon; 0: steps */
} decay_form;

static const decay_form forms[] = {
    {"binary", JJ_DECAY_BINARY, 1}, {"steps", JJ_DECAY_STEPS, 0}, {"exp", JJ_DECAY_EXP, 1},
    {"gauss", JJ_DECAY_GAUSS, 2},   {"power", JJ_DECAY_POWER, 2},
};

static jj_status refuse(jj_ctx *ctx, const char *text) {
    return jj_fail(ctx, JJ_E_RANGE,
                   "decay '%s': write binary:T, steps:t=w,t=w,.., exp:b, gauss:s,T or power:b,T",
                   text);
}

/* The numbers of "a,b"; false when there are not exactly n. */
static bool split_numbers(const char *text, size_t n, double *out) {
    for (size_t i = 0; i < n; i++) {
        size_t len = strcspn(text, ",");
        JJ_AUTO char *word = jj_strndup(text, len);
        if (!word || !jj_parse_double(word, &out[i]) || (text[len] == ',') != (i + 1 < n))
            return false;
        text += len + (text[len] == ',');
    }
    return true;
}

static bool parse_step(const char *text, size_t len, double *cost, double *weight) {
    JJ_AUTO char *word = jj_strndup(text, len);
    char *equals = word ? strchr(word, '=') : NULL;
    if (!equals)
        return false;
    *equals = '\0';
    return jj_parse_double(word, cost) && jj_parse_double(equals + 1, weight) && *cost >= 0 &&
           *weight >= 0;
}

static jj_status parse_steps(jj_ctx *ctx, const char *whole, const char *text, jj_decay *out) {
    for (;;) {
        size_t len = strcspn(text, ","), i = out->n_steps;
        if (i == JJ_MAX_STEPS)
            return jj_fail(ctx, JJ_E_LIMIT, "decay '%s' has more than %d steps", whole,
                           JJ_MAX_STEPS);
        if (!parse_step(text, len, &out->step_cost[i], &out->step_weight[i]))
            return refuse(ctx, whole);
        if (i > 0 && out->step_cost[i] <= out->step_cost[i - 1])
            return jj_fail(ctx, JJ_E_RANGE, "decay '%s': the steps must ascend", whole);
        out->n_steps++;
        if (!text[len])
            return JJ_OK;
        text += len + 1;
    }
}

jj_status jj_decay_parse(jj_ctx *ctx, const char *text, jj_decay *out) {
    jj_decay d = {.farthest = INFINITY};
    size_t len = strcspn(text, ":");
    const decay_form *form = NULL;
    for (size_t i = 0; i < JJ_COUNT(forms); i++)
        if (strlen(forms[i].name) == len && strncmp(forms[i].name, text, len) == 0)
            form = &forms[i];
    if (!form || text[len] != ':')
        return refuse(ctx, text);
    d.kind = form->kind;
    double n[2] = {0, 0};
    if (d.kind == JJ_DECAY_STEPS)
        JJ_TRY(parse_steps(ctx, text, text + len + 1, &d));
    else if (!split_numbers(text + len + 1, form->n_numbers, n) || n[0] < 0 || n[1] < 0 ||
             (d.kind == JJ_DECAY_GAUSS && n[0] == 0))
        return refuse(ctx, text);
    d.rate = n[0];
    if (d.kind == JJ_DECAY_BINARY)
        d.farthest = n[0];
    else if (form->n_numbers == 2)
        d.farthest = n[1];
    *out = d;
    return JJ_OK;
}

double jj_decay_weight(const jj_decay *d, double cost) {
    if (cost > d->farthest)
        return 0;
    switch (d->kind) {
    case JJ_DECAY_BINARY:
        return 1;
    case JJ_DECAY_STEPS:
        for (size_t i = 0; i < d->n_steps; i++)
            if (cost <= d->step_cost[i])
                return d->step_weight[i];
        return 0;
    case JJ_DECAY_EXP:
        return exp(-d->rate * cost);
    case JJ_DECAY_GAUSS:
        return exp(-0.5 * (cost / d->rate) * (cost / d->rate));
    case JJ_DECAY_POWER:
        return cost < 1 ? 1 : pow(cost, -d->rate);
    }
    return 0;
}

double jj_decay_reach(const jj_decay *d) {
    return d->kind == JJ_DECAY_STEPS ? d->step_cost[d->n_steps - 1] : d->farthest;
}
