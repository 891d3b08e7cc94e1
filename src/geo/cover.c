#include "geo/cover.h"

void jj_cover_deinit(jj_cover *c) {
    jj_free(c->spans);
    *c = (jj_cover){0};
}
