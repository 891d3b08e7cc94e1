/* Outlines of cells of one class, and roads, as smooth lines. */
#ifndef OUT_DEMO_BORDER_H
#define OUT_DEMO_BORDER_H

#include "out/demo/county.h"

/* Points of rings or lines, one after the other; a part ends just before point part_end[i]. */
typedef struct demo_shape {
    demo_xy *xy;
    size_t *part_end;
    size_t n_points, cap_points, n_parts, cap_parts;
    bool failed; /* out of memory: stays set */
} demo_shape;

/*
 * Rings around the cells with value[cell] == which, closed, outer rings anticlockwise and holes
 * clockwise. Corners where three classes or more meet stay; all others are cut from the middle of
 * one cell side to the middle of the next, on both sides of a border alike, so classes that share
 * a border share its points.
 */
void demo_outline(const uint8_t *value, uint8_t which, demo_shape *out);

/* One line for each stretch of road of `class` between junctions; ends stay where they are. */
void demo_road_lines(const demo_county *c, uint8_t class, demo_shape *out);

void demo_shape_deinit(demo_shape *s);

#endif
