#include "geo/shut.h"

void jj_shut_moves_free(jj_shut_moves *s) {
    jj_free(s);
}
