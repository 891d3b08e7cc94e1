/*
 * One state of the published result, opened: a run that replaces the result makes the next.
 * Requests take a worker of the newest; an earlier edition is closed when its last request is
 * answered.
 */
#ifndef SERVE_EDITION_H
#define SERVE_EDITION_H

#include "out/result_file.h"
#include "serve/propose.h"
#include "serve/tile.h"

enum { SERVE_EDITION_ID = 17 };

/* What answers one request at a time: a context and a connection to the database of its own. */
typedef struct serve_worker {
    jj_ctx *ctx;
    jj_result_file result;
    serve_mercator mercator;
    bool is_busy;
} serve_worker;

/* What a request is answered from. */
typedef struct serve_desk {
    struct serve_edition *edition;
    serve_worker *worker;
    serve_tiles *tiles;
    serve_proposer *proposer;
    const char *id; /* 16 digits that stand for the manifest: another result, other digits */
} serve_desk;

typedef struct serve_editions serve_editions;

/*
 * `ctx` lends threads, ceiling, language and stop. `path` and `project` (see serve_proposer_new())
 * are borrowed. Refusals of jj_result_file_open(); JJ_E_NOMEM.
 */
jj_status serve_editions_new(jj_ctx *ctx, const char *path, const char *project,
                             serve_editions **out);
void serve_editions_free(serve_editions *e); /* when no request is being answered */

/* How many requests are answered at once. */
unsigned serve_editions_n_workers(const serve_editions *e);

/*
 * Waits for a free worker. A result published since is opened first; where that fails (it is being
 * replaced right now) the earlier one goes on and it is tried again later.
 */
serve_desk serve_editions_take(serve_editions *e);
void serve_editions_leave(serve_editions *e, const serve_desk *d);

/* Whether the result was replaced since the desk was taken: what was read may be of both. */
bool serve_editions_changed(serve_editions *e, const serve_desk *d);

#endif
