/* Everything a caller may include. */
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
