#include "base/param.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

static void *at(const jj_param *p, void *values) {
    return (char *)values + p->offset;
}

static jj_status bad(jj_ctx *ctx, const jj_param *p, const char *where, const char *text) {
    const char *unit = p->unit ? p->unit : "";
    switch (p->type) {
    case JJ_P_FLAG:
        return jj_fail(ctx, JJ_E_RANGE, "%s: '%s' is not true or false", where, text);
    case JJ_P_NUMBER:
    case JJ_P_INT:
        if (p->min < p->max && !*unit)
            return jj_fail(ctx, JJ_E_RANGE, "%s: '%s' is not a number from %.15g to %.15g", where,
                           text, p->min, p->max);
        if (p->min < p->max)
            return jj_fail(ctx, JJ_E_RANGE, "%s: '%s' is not a number from %.15g to %.15g %s",
                           where, text, p->min, p->max, unit);
        return jj_fail(ctx, JJ_E_RANGE, "%s: '%s' is not a number", where, text);
    case JJ_P_BYTES:
        return jj_fail(ctx, JJ_E_RANGE, "%s: '%s' is not a size such as 512M or 4G", where, text);
    case JJ_P_CHOICE:
        return jj_fail(ctx, JJ_E_RANGE, "%s: '%s' is not one of %s", where, text, p->choices);
    case JJ_P_TEXT:
    case JJ_P_FILE:
    case JJ_P_LIST:
    case JJ_P_REPEAT:
        break;
    }
    return jj_fail(ctx, JJ_E_RANGE, "%s: '%s' is not text", where, text);
}

static jj_status append(jj_ctx *ctx, jj_param_list *list, const char *item) {
    if (!jj_grow(&list->items, &list->cap, list->n + 1, sizeof *list->items))
        return jj_no_memory(ctx, "a list", 0);
    list->items[list->n] = jj_strdup(item);
    if (!list->items[list->n])
        return jj_no_memory(ctx, "a list", 0);
    list->n++;
    return JJ_OK;
}

static jj_status append_split(jj_ctx *ctx, jj_param_list *list, const char *text) {
    for (const char *s = text; *s;) {
        size_t len = strcspn(s, ",");
        JJ_AUTO char *item = jj_strndup(s, len);
        if (!item)
            return jj_no_memory(ctx, "a list", 0);
        if (len)
            JJ_TRY(append(ctx, list, item));
        s += len + (s[len] == ',');
    }
    return JJ_OK;
}

static bool within(const jj_param *p, double v) {
    return !(p->min < p->max) || (v >= p->min && v <= p->max);
}

static bool set_number(const jj_param *p, void *slot, const char *text) {
    double v;
    if (!jj_parse_double(text, &v) || !within(p, v))
        return false;
    *(double *)slot = v;
    return true;
}

static bool set_int(const jj_param *p, void *slot, const char *text) {
    int64_t v;
    if (!jj_parse_int64(text, &v) || !within(p, (double)v))
        return false;
    *(int64_t *)slot = v;
    return true;
}

static bool set_flag(void *slot, const char *text) {
    bool is_true = jj_text_eq(text, "true") || jj_text_eq(text, "yes");
    if (!is_true && !jj_text_eq(text, "false") && !jj_text_eq(text, "no"))
        return false;
    *(bool *)slot = is_true;
    return true;
}

jj_status jj_param_set(jj_ctx *ctx, const jj_param *p, void *values, const char *text,
                       const char *where) {
    void *slot = at(p, values);
    bool ok = true;
    switch (p->type) {
    case JJ_P_FLAG:
        ok = set_flag(slot, text);
        break;
    case JJ_P_CHOICE:
        ok = jj_is_choice(p->choices, text);
        if (ok)
            *(const char **)slot = text;
        break;
    case JJ_P_TEXT:
    case JJ_P_FILE:
        *(const char **)slot = text;
        break;
    case JJ_P_NUMBER:
        ok = set_number(p, slot, text);
        break;
    case JJ_P_INT:
        ok = set_int(p, slot, text);
        break;
    case JJ_P_BYTES:
        ok = jj_parse_bytes(text, slot);
        break;
    case JJ_P_LIST:
        return append_split(ctx, slot, text);
    case JJ_P_REPEAT:
        return append(ctx, slot, text);
    }
    return ok ? JJ_OK : bad(ctx, p, where, text);
}

static void clear(const jj_param *p, void *slot) {
    switch (p->type) {
    case JJ_P_FLAG:
        *(bool *)slot = false;
        break;
    case JJ_P_NUMBER:
        *(double *)slot = NAN;
        break;
    case JJ_P_INT:
        *(int64_t *)slot = 0;
        break;
    case JJ_P_BYTES:
        *(uint64_t *)slot = 0;
        break;
    case JJ_P_TEXT:
    case JJ_P_FILE:
    case JJ_P_CHOICE:
        *(const char **)slot = NULL;
        break;
    case JJ_P_LIST:
    case JJ_P_REPEAT:
        *(jj_param_list *)slot = (jj_param_list){0};
        break;
    }
}

jj_status jj_param_defaults(jj_ctx *ctx, const jj_param *table, size_t n, void *values) {
    for (size_t i = 0; i < n; i++)
        clear(&table[i], at(&table[i], values));
    for (size_t i = 0; i < n; i++)
        if (table[i].fallback)
            JJ_TRY(jj_param_set(ctx, &table[i], values, table[i].fallback, table[i].name));
    return JJ_OK;
}

static bool same_name(const char *a, const char *b) {
    for (; *a && *b; a++, b++)
        if (*a != *b && !((*a == '_' || *a == '-') && (*b == '_' || *b == '-')))
            return false;
    return *a == *b;
}

const jj_param *jj_param_find(const jj_param *table, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++)
        if (same_name(table[i].name, name))
            return &table[i];
    return NULL;
}

void jj_param_deinit(const jj_param *table, size_t n, void *values) {
    for (size_t i = 0; i < n; i++) {
        if (table[i].type != JJ_P_LIST && table[i].type != JJ_P_REPEAT)
            continue;
        jj_param_list *list = at(&table[i], values);
        for (size_t k = 0; k < list->n; k++)
            jj_freep(&list->items[k]);
        jj_free(list->items);
        *list = (jj_param_list){0};
    }
}
