/*
 * manifest.json: what a result rests on and what it holds, so that it can be repeated and trusted.
 */
#ifndef OUT_MANIFEST_H
#define OUT_MANIFEST_H

#include "out/outcome.h"

#define JJ_RESULT_SCHEMA 1 /* raised when tables or files of a result change their meaning */
#define JJ_MANIFEST      "manifest.json"

/*
 * The manifest without its list of files, as JSON text that is the same for the same run: schema,
 * program and library versions, lattice, profiles, rules, inputs with SHA-256. Caller's to
 * jj_free().
 */
jj_status jj_manifest_text(jj_ctx *ctx, const jj_outcome *o, char **out);

/*
 * Add every other file of `folder` (path, bytes, SHA-256) to the text and write it there. Written
 * last: a folder with a manifest is whole.
 */
jj_status jj_manifest_seal(jj_ctx *ctx, const char *folder, const char *text);

/*
 * The manifest of a result folder, checked: JJ_E_DATA when the folder is no result, when its schema
 * is newer than this program's, when a listed file is missing or of another size (torn), or with
 * `deep` when its SHA-256 differs. *text is the caller's, NULL when not wanted.
 */
jj_status jj_manifest_check(jj_ctx *ctx, const char *folder, bool deep, char **text);

/* Whether the folder has a manifest of ours, whole or not: it may be replaced. */
bool jj_manifest_is_ours(jj_ctx *ctx, const char *folder);

#endif
