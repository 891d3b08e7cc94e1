#include "model/people.h"

#include <math.h>

double jj_people_shown(double people, bool is_modelled) {
    double step = is_modelled && people < 1000 ? 10 : 1;
    return floor(people / step + 0.5) * step;
}

bool jj_people_are_few(double people, bool is_modelled) {
    return is_modelled && people > 0 && people < JJ_FEW_PEOPLE;
}
