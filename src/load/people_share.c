#include "load/people.h"

#include <math.h>
#include <string.h>

void jj_unit_field_deinit(jj_unit_field *f) {
    jj_free(f->value);
    jj_free(f->sum);
    jj_free(f->inside);
}

jj_status jj_unit_field_new(jj_loader *l, const jj_level *level, jj_unit_field *f) {
    size_t n = jj_grid_cells(&l->scene->grid);
    f->level = level;
    f->value = jj_alloc(level->n + 1, sizeof *f->value);
    f->sum = jj_alloc(n, sizeof *f->sum);
    f->inside = jj_alloc(n, sizeof *f->inside);
    return f->value && f->sum && f->inside
               ? JJ_OK
               : jj_no_memory(l->ctx, "population", 2 * n * sizeof *f->sum);
}

void jj_unit_field_spread(const jj_scene *s, jj_unit_field *f) {
    size_t n = jj_grid_cells(&s->grid);
    memset(f->sum, 0, n * sizeof *f->sum);
    memset(f->inside, 0, n * sizeof *f->inside);
    for (uint32_t i = 0; i < f->level->n; i++) {
        const jj_cover *cover = &s->units.units[f->level->first + i].cover;
        for (size_t k = 0; k < cover->n_spans && !isnan(f->value[i]); k++) {
            const jj_span *span = &cover->spans[k];
            size_t cell = (size_t)span->row * s->grid.cols + span->col;
            for (uint32_t c = 0; c < span->n; c++, cell++) {
                f->sum[cell] += span->fraction * f->value[i];
                f->inside[cell] += span->fraction;
            }
        }
    }
}

jj_status jj_people_level(jj_loader *l, const char *group, const char *name, int line,
                          const jj_level **out) {
    const jj_units *u = &l->scene->units;
    int level = -1;
    if (name) {
        level = jj_level_find(u, name);
        if (level < 0)
            return jj_fail(l->ctx, JJ_E_FORMAT, "%s:%d: there is no level '%s'", l->project->path,
                           line, name);
    }
    for (size_t i = 0; !name && i < u->n_levels; i++)
        if (u->levels[i].has_geometry)
            level = (int)i;
    if (level < 0 || !u->levels[level].has_geometry)
        return jj_fail(l->ctx, JJ_E_FORMAT,
                       "%s:%d: group '%s': shares and rescaling need a level with polygons",
                       l->project->path, line, group);
    *out = &u->levels[level];
    return JJ_OK;
}

jj_status jj_people_column(jj_loader *l, const char *group, int line, const char *name,
                           const double **values) {
    const jj_units *u = &l->scene->units;
    int column = jj_unit_column(u, name);
    if (column >= 0) {
        *values = u->attributes[column];
        return JJ_OK;
    }
    JJ_CLEANUP(jj_text_deinit) jj_text names = {0};
    for (size_t i = 0; i < u->n_columns; i++)
        jj_text_addf(&names, i ? ", %s" : "%s", u->columns[i]);
    return jj_fail(l->ctx, JJ_E_FORMAT,
                   "%s:%d: group '%s': no units keep a column '%s'; they keep: %s (see 'columns')",
                   l->project->path, line, group, name, names.s ? names.s : "-");
}

jj_status jj_people_note_unit(jj_loader *l, const char *code, const char *group, const jj_unit *u) {
    return jj_note_add(
        l->ctx, &l->notes,
        &(jj_finding){.code = code, .source = group, .feature = u->code, .value = u->name});
}

/* Shares of the level's units; *all is that of their sums, for people outside every unit. */
static jj_status fill_shares(jj_loader *l, const jj_people_keys *k, jj_unit_field *f, double *all) {
    const double *num, *den;
    JJ_TRY(jj_people_column(l, k->group, k->line, k->numerator, &num));
    JJ_TRY(jj_people_column(l, k->group, k->line, k->denominator, &den));
    double sum_num = 0, sum_den = 0;
    for (uint32_t i = 0; i < f->level->n; i++) {
        uint32_t u = f->level->first + i;
        f->value[i] = den[u] > 0 ? num[u] / den[u] : NAN;
        if (!isnan(f->value[i])) {
            sum_num += num[u];
            sum_den += den[u];
        } else if (l->scene->units.units[u].has_geometry) {
            JJ_TRY(jj_people_note_unit(l, "no_share", k->group, &l->scene->units.units[u]));
        }
    }
    *all = sum_num / sum_den;
    if (sum_den > 0)
        return JJ_OK;
    return jj_fail(l->ctx, JJ_E_DATA, "%s:%d: group '%s': no unit has '%s' and '%s'",
                   l->project->path, k->line, k->group, k->numerator, k->denominator);
}

jj_status jj_people_share(jj_loader *l, const jj_people_keys *k, const jj_demand *base,
                          jj_demand *d) {
    JJ_CLEANUP(jj_unit_field_deinit) jj_unit_field f = {0};
    const jj_level *level;
    double all;
    JJ_TRY(jj_people_level(l, k->group, k->level, k->line, &level));
    JJ_TRY(jj_unit_field_new(l, level, &f));
    JJ_TRY(fill_shares(l, k, &f, &all));
    jj_unit_field_spread(l->scene, &f);
    size_t n = jj_grid_cells(&l->scene->grid);
    for (size_t c = 0; c < n; c++) {
        double share = f.inside[c] > 0 ? f.sum[c] / f.inside[c] : all;
        d->people[c] = base->people[c] * share;
        d->total += d->people[c];
    }
    return JJ_OK;
}
