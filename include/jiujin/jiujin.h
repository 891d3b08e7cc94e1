/*
 * Everything a caller may include: times over the ground, along roads and straight; location
 * models. Arrays are the caller's unless a comment says otherwise; nothing is read from files and
 * nothing printed. tests/api/clinics.c is a whole program.
 */
#ifndef JIUJIN_JIUJIN_H
#define JIUJIN_JIUJIN_H

#include "jiujin/blocks.h"
#include "jiujin/grid.h"
#include "jiujin/ground.h"
#include "jiujin/locate.h"
#include "jiujin/road.h"
#include "jiujin/status.h"
#include "jiujin/straight.h"

#endif
