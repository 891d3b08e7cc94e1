#include "load/landuse.h"
#include "base/geodata.h"
#include "load/land_layers.h"
#include "store/sheet.h"

#include <math.h>
#include <string.h>

enum { N_CLASS_COLUMNS = 3 };
static const char *const class_columns[N_CLASS_COLUMNS] = {"code", "residential", "walk_km_h"};

/* One row of the table of classes. */
typedef struct land_class {
    const char *code; /* begins the codes it stands for; the longest that does decides */
    bool is_residential;
    double walk_km_h; /* 0 = cannot be crossed */
} land_class;

typedef struct land_classes {
    jj_arena arena;
    land_class *rows;
    size_t n;
} land_classes;

static jj_status read_class(jj_loader *l, const char *path, const jj_sheet *t, size_t row,
                            const size_t column[N_CLASS_COLUMNS], land_classes *out) {
    land_class *c = &out->rows[out->n++];
    const char *speed = jj_sheet_cell(t, row, column[2]);
    c->code = jj_arena_str(&out->arena, jj_sheet_cell(t, row, column[0]));
    if (!c->code)
        return jj_loader_no_room(l);
    c->is_residential = strcmp(jj_sheet_cell(t, row, column[1]), "1") == 0;
    bool is_good = !*speed || (jj_parse_double(speed, &c->walk_km_h) && c->walk_km_h > 0 &&
                               c->walk_km_h <= 15);
    if (*c->code && is_good)
        return JJ_OK;
    return jj_fail(l->ctx, JJ_E_DATA,
                   "%s:%d: class '%s', walk_km_h '%s': a class has a code, and a speed above 0 and "
                   "at most 15 or none",
                   path, t->lines[row], c->code, speed);
}

/* `path` NULL = the shipped table. */
static jj_status read_classes(jj_loader *l, const char *path, land_classes *out) {
    JJ_AUTO char *shipped = NULL;
    if (!path)
        JJ_TRY(jj_geodata_path(l->ctx, "landuse/classes.csv", &shipped));
    path = path ? path : shipped;
    JJ_CLEANUP(jj_sheet_deinit) jj_sheet t = {0};
    size_t column[N_CLASS_COLUMNS];
    JJ_TRY(jj_sheet_read(l->ctx, path, &t));
    JJ_TRY(jj_sheet_columns(l->ctx, path, &t, class_columns, N_CLASS_COLUMNS, column));
    out->rows = jj_arena_alloc(&out->arena, t.n_rows + 1, sizeof *out->rows);
    if (!out->rows)
        return jj_loader_no_room(l);
    for (size_t row = 0; row < t.n_rows; row++)
        JJ_TRY(read_class(l, path, &t, row, column, out));
    return JJ_OK;
}

/* The class of a code, or NULL. */
static const land_class *find_class(const land_classes *c, const char *code) {
    const land_class *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < c->n; i++) {
        size_t len = strlen(c->rows[i].code);
        if (len > longest && strncmp(code, c->rows[i].code, len) == 0) {
            best = &c->rows[i];
            longest = len;
        }
    }
    return best;
}

/* One layer being burned. */
typedef struct burner {
    const jj_landuse_keys *keys;
    land_classes classes;
    jj_landuse *sums;
    float *residential;
    int code;
} burner;

static void burner_deinit(burner *b) {
    jj_arena_deinit(&b->classes.arena);
}

static jj_status find_code(jj_loader *l, const jj_layer *layer, void *user) {
    burner *b = user;
    return jj_layer_field(l->ctx, layer, b->keys->class_column, &b->code);
}

static void add_class(const jj_grid *g, const jj_cover *cover, const land_class *c,
                      jj_landuse *sums) {
    double ms_m = c->walk_km_h > 0 ? 3600 / c->walk_km_h : 0;
    for (size_t i = 0; i < cover->n_spans; i++) {
        const jj_span *s = &cover->spans[i];
        size_t cell = (size_t)s->row * g->cols + s->col;
        for (uint32_t k = 0; k < s->n; k++, cell++) {
            sums->known[cell] += (float)s->fraction;
            sums->open[cell] += ms_m > 0 ? (float)s->fraction : 0;
            sums->slow[cell] += (float)(s->fraction * ms_m);
        }
    }
}

static jj_status burn(jj_loader *l, const jj_feature *f, void *user) {
    burner *b = user;
    const char *code = f->text[b->code];
    const land_class *c = find_class(&b->classes, code);
    if (!c)
        return jj_note_add(l->ctx, &l->notes,
                           &(jj_finding){.code = "unknown_landuse",
                                         .source = "landuse",
                                         .field = b->keys->class_column,
                                         .feature = *code ? code : "\"\""});
    JJ_CLEANUP(jj_cover_deinit) jj_cover cover = {0};
    JJ_TRY(jj_feature_cover(l, f, &cover));
    add_class(&l->scene->grid, &cover, c, b->sums);
    if (b->residential && c->is_residential)
        jj_add_share(&l->scene->grid, &cover, b->residential);
    return JJ_OK;
}

jj_status jj_landuse_load(jj_loader *l, float *residential) {
    jj_landuse *sums = jj_alloc(1, sizeof *sums);
    l->landuse = sums;
    if (!sums)
        return jj_loader_no_room(l);
    JJ_TRY(jj_new_shares(l, &sums->known));
    JJ_TRY(jj_new_shares(l, &sums->open));
    JJ_TRY(jj_new_shares(l, &sums->slow));
    for (size_t i = 0; i < l->project->n_landuse; i++) {
        const jj_landuse_keys *k = &l->project->landuse[i];
        JJ_CLEANUP(burner_deinit) burner b = {.keys = k, .sums = sums, .residential = residential};
        JJ_TRY(read_classes(l, k->classes, &b.classes));
        JJ_TRY(jj_each_feature(l, "landuse", &k->source, JJ_GEOMETRY_POLYGON, find_code, burn, &b));
    }
    return JJ_OK;
}

void jj_landuse_free(jj_landuse *u) {
    if (!u)
        return;
    jj_free(u->known);
    jj_free(u->open);
    jj_free(u->slow);
    jj_free(u);
}

void jj_landuse_pace(const jj_landuse *u, size_t n, double plain_km_h, float *pace_ms_m) {
    double plain = 3600 / plain_km_h;
    for (size_t i = 0; i < n; i++) {
        double over = fmax(1, (double)u->known[i]); /* polygons that overlap share the cell */
        double bare = fmax(0, 1 - (double)u->known[i]);
        double open = (double)u->open[i] / over + bare;
        double slow = (double)u->slow[i] / over + bare * plain;
        pace_ms_m[i] = open >= 0.5 ? (float)(slow / open) : 0;
    }
}
