/* Several sites of one institution, told by their names. */
#ifndef LOAD_INTAKE_SITE_NAME_H
#define LOAD_INTAKE_SITE_NAME_H

#include <stdbool.h>

/*
 * Whether two names are of one institution's sites: the same but for what names a site (东校区,
 * 分园, 门诊部 in brackets or at the end), and at least one names its own: 实验小学 and
 * 实验小学东校区, 县医院(南院区) and 县医院(北院区). False for names that are the same, and for a
 * bare name beside the seat's (总园), which may be the same place.
 */
bool jj_are_sites(const char *a, const char *b);

#endif
