/* The county's files, as offices would hand them over. */
#ifndef OUT_DEMO_FILES_H
#define OUT_DEMO_FILES_H

#include "base/text.h"
#include "out/demo/border.h"
#include "out/demo/facility.h"
#include "store/crs.h"

#define DEMO_CRS "EPSG:4543"

/* Where files go and how metres become degrees. */
typedef struct demo_files {
    jj_ctx *ctx;
    const char *folder;
    const demo_county *county;
    const demo_facilities *facilities;
    jj_transform *to_degrees;
} demo_files;

/* Longitude and latitude, WGS 84. */
jj_status demo_degrees(const demo_files *f, demo_xy at, double *lon, double *lat);

/* Write and free `text` as folder/name. */
jj_status demo_put_text(const demo_files *f, const char *name, jj_text *text);

jj_status demo_write_rasters(const demo_files *f);    /* people, heights, land cover */
jj_status demo_write_maps(const demo_files *f);       /* outlines, roads, river, bridges, water */
jj_status demo_write_tables(const demo_files *f);     /* villages, census, speeds */
jj_status demo_write_facilities(const demo_files *f); /* five lists */

/* plants.csv: what each fault was planted for, the query that finds it and its answer. */
jj_status demo_plants_csv(const demo_files *f, jj_text *out);

/* Text as data of the program: NUL-terminated. */
extern const unsigned char demo_text_project[], demo_text_readme[], demo_text_blank[],
    demo_text_reference[], demo_text_rules[], demo_text_indicators[], demo_text_superior[];

#endif
