/* What stands at which address. */
#ifndef SERVE_ROUTES_H
#define SERVE_ROUTES_H

#include "serve/request.h"

/*
 * Fill rq->answer. Refusals: JJ_E_RANGE is answered 400; JJ_E_DATA and unknown addresses 404;
 * JJ_E_LIMIT and JJ_E_NOMEM 503; others 500.
 */
jj_status serve_route(serve_request *rq);

/* /api/v1/... (api.c) */
jj_status serve_api_result(serve_request *rq);
jj_status serve_api_units(serve_request *rq);
jj_status serve_api_gaps(serve_request *rq);
jj_status serve_api_facilities(serve_request *rq);
jj_status serve_api_explain(serve_request *rq);
jj_status serve_api_query(serve_request *rq);

/* Proposals, saved and new; places and parcels as people have them (plan.c) */
jj_status serve_api_propose(serve_request *rq);
jj_status serve_api_saved(serve_request *rq); /* /api/v1/saved[/ID] */
jj_status serve_api_opinion(serve_request *rq);
jj_status serve_api_base(serve_request *rq);
jj_status serve_api_place(serve_request *rq);
jj_status serve_api_parcel(serve_request *rq);

/* /tiles/LAYER/Z/X/Y.png, .bin: the values of serve/tile.h, little endian (layer.c) */
jj_status serve_tile(serve_request *rq);

/* "surfaces" and "has_relief" into the description of the result, which has its "rules". */
jj_status serve_add_layers(serve_request *rq, struct json_t *result);

/* OGC API Features (features.c) */
jj_status serve_landing(serve_request *rq);
jj_status serve_conformance(serve_request *rq);
jj_status serve_collections(serve_request *rq);
jj_status serve_collection(serve_request *rq); /* /collections/ID[/items[/FID]] */

/* The rows of one table: bbox, limit, offset, and any of its columns as a filter. */
jj_status serve_items(serve_request *rq, const char *table, const char *fid);

#endif
