#include "model/facility.h"

bool jj_facility_is_open(const jj_facility *f, int year) {
    bool is_opened = f->open_date == 0 || f->open_date / 10000 <= year;
    bool is_closed = f->close_date != 0 && f->close_date / 10000 <= year;
    return is_opened && !is_closed;
}
