#include "model/ledger.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const jj_ledger_code codes[] = {
#include "model/ledger_codes.inc"
};

const jj_ledger_code *jj_ledger_codes(size_t *n) {
    *n = JJ_COUNT(codes);
    return codes;
}

const jj_ledger_code *jj_ledger_code_find(const char *code) {
    for (size_t i = 0; i < JJ_COUNT(codes); i++)
        if (strcmp(codes[i].code, code) == 0)
            return &codes[i];
    return NULL;
}

static const char *or_empty(const char *s) {
    return s ? s : "";
}

jj_status jj_ledger_add(jj_ctx *ctx, jj_ledger *l, const char *code, const jj_ledger_row *row) {
    const jj_ledger_code *entry = jj_ledger_code_find(code);
    assert(entry);
    if (!jj_grow(&l->rows, &l->cap, l->n + 1, sizeof *l->rows))
        return jj_no_memory(ctx, "the ledger", 0);
    jj_ledger_row *r = &l->rows[l->n++];
    *r = *row;
    r->code = entry;
    r->source = or_empty(row->source);
    r->layer = or_empty(row->layer);
    r->feature = or_empty(row->feature);
    r->field = or_empty(row->field);
    r->value = or_empty(row->value);
    r->limit = or_empty(row->limit);
    r->example = or_empty(row->example);
    return JJ_OK;
}

uint64_t jj_ledger_refused(const jj_ledger *l) {
    uint64_t n = 0;
    for (size_t i = 0; i < l->n; i++)
        if (l->rows[i].code->severity == JJ_LEDGER_REFUSED)
            n += l->rows[i].count;
    return n;
}

void jj_ledger_deinit(jj_ledger *l) {
    jj_free(l->rows);
    *l = (jj_ledger){0};
}
