/* The tables of every section of the project file. Private to load/project. */
#ifndef LOAD_PROJECT_KEYS_H
#define LOAD_PROJECT_KEYS_H

#include "load/project.h"

extern const jj_section project_section, lattice_section, roads_section, units_section,
    joined_section, people_section, facility_section, surface_section, layer_section,
    profile_section, count_section, control_section, landuse_section, urban_section, rules_section,
    constraint_section, exemption_section, indicator_section, scenario_section;

/* All of them, for the test that compares them with geodata/project.reference.yaml. */
extern const jj_section *const project_sections[];
extern const size_t n_project_sections;

#endif
