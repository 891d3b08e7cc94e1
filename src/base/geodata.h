/* Where the data that ships with the engine lies: catalogues, kinds, profiles, dictionaries. */
#ifndef BASE_GEODATA_H
#define BASE_GEODATA_H

#include "base/ctx.h"

/*
 * The path of a file or folder of geodata, such as "rules/shanxi-2025.csv". The folder is the one
 * in the environment variable JIUJIN_GEODATA; without it the first of these that holds `name`:
 * ../share/jiujin beside the program, the install folder, the source folder. *out is the caller's.
 * JJ_E_IO: none of them holds it (lists those looked at).
 */
jj_status jj_geodata_path(jj_ctx *ctx, const char *name, char **out);

#endif
