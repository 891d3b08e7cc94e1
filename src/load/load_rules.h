/* The rules of a project, and what they pick. Private to load/. */
#ifndef LOAD_LOAD_RULES_H
#define LOAD_LOAD_RULES_H

#include "load/load.h"
#include "load/loader.h"

/* Catalogues, the project's own rules, and only those asked for. */
jj_status jj_load_rules(jj_loader *l, const jj_load_options *options, jj_rules *out);

/* One selection a distinct (filter, year) of the rules. */
jj_status jj_load_selections(jj_loader *l, const jj_rules *rules);

#endif
