#include "load/notes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_EXAMPLES = 5 };

typedef struct jj_note {
    char *code, *source, *layer, *field, *limit, *feature, *value;
    uint64_t count;
    double people;
    jj_text examples;
    int n_examples;
} jj_note;

static const char *or_empty(const char *s) {
    return s ? s : "";
}

static bool is_same(const jj_note *n, const jj_finding *f) {
    return strcmp(n->code, f->code) == 0 && strcmp(n->source, or_empty(f->source)) == 0 &&
           strcmp(n->layer, or_empty(f->layer)) == 0 && strcmp(n->field, or_empty(f->field)) == 0 &&
           strcmp(n->limit, or_empty(f->limit)) == 0;
}

static bool start(jj_note *n, const jj_finding *f) {
    n->code = jj_strdup(f->code);
    n->source = jj_strdup(or_empty(f->source));
    n->layer = jj_strdup(or_empty(f->layer));
    n->field = jj_strdup(or_empty(f->field));
    n->limit = jj_strdup(or_empty(f->limit));
    n->feature = jj_strdup(or_empty(f->feature));
    n->value = jj_strdup(or_empty(f->value));
    return n->code && n->source && n->layer && n->field && n->limit && n->feature && n->value;
}

/* The same words twice say nothing more. */
static bool is_told(const jj_note *n, const char *example) {
    return n->examples.s && strstr(n->examples.s, example);
}

static void add_example(jj_note *n, const jj_finding *f) {
    const char *value = or_empty(f->value), *feature = or_empty(f->feature);
    JJ_CLEANUP(jj_text_deinit) jj_text example = {0};
    jj_text_add(&example, feature);
    if (*value)
        jj_text_addf(&example, *feature ? " (%s)" : "%s", value);
    if (example.len == 0 || n->n_examples > MOST_EXAMPLES || is_told(n, example.s))
        return;
    if (n->n_examples++ == MOST_EXAMPLES) {
        jj_text_add(&n->examples, "; ...");
        return;
    }
    jj_text_add(&n->examples, n->n_examples > 1 ? "; " : "");
    jj_text_add(&n->examples, example.s);
    n->examples.failed = n->examples.failed || example.failed;
}

static jj_note *find_or_add(jj_notes *n, const jj_finding *f) {
    for (size_t i = 0; i < n->n; i++)
        if (is_same(&n->notes[i], f))
            return &n->notes[i];
    if (!jj_grow(&n->notes, &n->cap, n->n + 1, sizeof *n->notes))
        return NULL;
    jj_note *fresh = &n->notes[n->n++];
    *fresh = (jj_note){0};
    return start(fresh, f) ? fresh : NULL;
}

jj_status jj_note_add(jj_ctx *ctx, jj_notes *n, const jj_finding *f) {
    jj_note *note = find_or_add(n, f);
    if (!note)
        return jj_no_memory(ctx, "the ledger", 0);
    note->count += f->count ? f->count : 1;
    note->people += f->people;
    add_example(note, f);
    return note->examples.failed ? jj_no_memory(ctx, "the ledger", 0) : JJ_OK;
}

static const char *keep(jj_arena *arena, const char *s) {
    return s && *s ? jj_arena_str(arena, s) : "";
}

static jj_status flush(jj_ctx *ctx, const jj_note *n, jj_arena *arena, jj_ledger *out) {
    bool is_one = n->count == 1;
    jj_ledger_row row = {.source = keep(arena, n->source),
                         .layer = keep(arena, n->layer),
                         .feature = is_one ? keep(arena, n->feature) : "",
                         .field = keep(arena, n->field),
                         .value = is_one ? keep(arena, n->value) : "",
                         .limit = keep(arena, n->limit),
                         .count = n->count,
                         .people = n->people != 0 ? n->people : NAN,
                         .example = keep(arena, n->examples.s)};
    if (!row.source || !row.layer || !row.feature || !row.field || !row.value || !row.limit ||
        !row.example)
        return jj_no_memory(ctx, "the ledger", 0);
    return jj_ledger_add(ctx, out, n->code, &row);
}

jj_status jj_notes_flush(jj_ctx *ctx, jj_notes *n, jj_arena *arena, jj_ledger *out) {
    for (size_t i = 0; i < n->n; i++)
        JJ_TRY(flush(ctx, &n->notes[i], arena, out));
    jj_notes_deinit(n);
    return JJ_OK;
}

void jj_notes_deinit(jj_notes *n) {
    for (size_t i = 0; i < n->n; i++) {
        jj_note *note = &n->notes[i];
        char *const texts[] = {note->code,  note->source,  note->layer, note->field,
                               note->limit, note->feature, note->value};
        for (size_t k = 0; k < JJ_COUNT(texts); k++)
            jj_free(texts[k]);
        jj_text_deinit(&note->examples);
    }
    jj_free(n->notes);
    *n = (jj_notes){0};
}
