/*
 * A layer from inside, for the files that make up vector.h. Private to store/: it shows GDAL's
 * types.
 */
#ifndef STORE_VECTOR_LAYER_H
#define STORE_VECTOR_LAYER_H

#include "base/text.h"
#include "store/vector_shape.h"

#include <gdal.h>
#include <iconv.h>
#include <ogr_srs_api.h>

enum { JJ_LAYER_MOST_SYSTEMS = 8 };

/* One of the systems that coordinates may be in. */
typedef struct jj_layer_way {
    char *crs;                      /* WKT */
    OGRCoordinateTransformationH t; /* to the target; NULL = it is the target */
    bool can_turn;                  /* in metres: north first is told from east first */
} jj_layer_way;

struct jj_layer {
    GDALDatasetH ds;
    OGRLayerH layer;
    bool is_result; /* of a SQL statement: released, not closed */
    char *label;
    char **fields;
    size_t n_fields;
    int x_field, y_field; /* -1: the layer's own geometry */
    jj_datum datum;
    iconv_t encoding;          /* to UTF-8; NULL = the driver hands over UTF-8 */
    const char *text_encoding; /* of the file, NULL = its driver knows */
    bool is_encoding_guessed;
    char *copy, *copy_path; /* the file in UTF-8 in memory, NULL = as it is */
    jj_layer_way ways[JJ_LAYER_MOST_SYSTEMS];
    size_t n_ways;
    bool is_crs_replaced; /* the project's word instead of the file's */
    jj_area area;         /* where features are due */
    bool has_area;
    bool is_projected;
    uint64_t n_turned, n_doubtful;
    int64_t row;
    OGRGeometryH geometry; /* of the feature at hand */
    jj_flat flat;
    uint8_t *wkb;
    size_t cap_wkb;
    jj_text words; /* its texts, NUL after each */
    size_t *word_at;
    const char **text;
};

static inline bool jj_is_given(const char *s) {
    return s && *s;
}

/* vector_text.c: what texts are in; a copy in UTF-8 where the driver cannot be told. */
jj_status jj_layer_prepare_text(jj_ctx *ctx, const jj_source_spec *spec, jj_layer *l);
void jj_layer_forget_text(jj_layer *l);

/* vector_place.c: the file's own system, else those given; how a geometry gets to the target. */
jj_status jj_layer_find_crs(jj_ctx *ctx, const jj_source_spec *spec, jj_layer *l);
void jj_layer_forget_ways(jj_layer *l);

/* Takes g; NULL when it has no image there. */
OGRGeometryH jj_layer_carry(jj_layer *l, OGRGeometryH g);

#endif
