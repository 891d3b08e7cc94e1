#include "out/demo/files.h"

static jj_status write_villages(const demo_files *f) {
    const demo_county *c = f->county;
    jj_text t = {0};
    jj_text_add(&t, "code,name,kind,township,urban_rural,people_2020,lon,lat,remark\n");
    for (size_t i = 0; i < c->n_villages; i++) {
        const demo_village *v = &c->villages[i];
        const char *class = v->unit < DEMO_SUBDISTRICTS ? "111" : v->is_community ? "121" : "220";
        double lon, lat;
        jj_status st = demo_degrees(f, c->settlements[v->settlement].at, &lon, &lat);
        if (st != JJ_OK) {
            jj_text_deinit(&t);
            return st;
        }
        jj_text_addf(&t, "%s,%s,%s,%s,%s,%u,%.6f,%.6f,示例\n", v->code, v->name,
                     v->is_community ? "community" : "village", c->units[v->unit].code, class,
                     v->people, lon, lat);
    }
    return demo_put_text(f, "data/demo_villages.csv", &t);
}

static const char *const group_titles[DEMO_GROUPS] = {
    [DEMO_TOTAL] = "total_2020",        [DEMO_AGE3_5] = "age3_5_2020",
    [DEMO_AGE3_5_2025] = "age3_5_2025", [DEMO_AGE6_11] = "age6_11_2020",
    [DEMO_AGE0_17] = "age0_17_2020",    [DEMO_AGE15_17] = "age15_17_2020",
    [DEMO_AGE65P] = "age65p_2020"};

/* People aged 12 to 14 and of the country, of the census too; where it is mountainous or old. */
static void add_derived(jj_text *t, const demo_county *c, int first, int end) {
    uint64_t junior = 0, rural = 0;
    for (int i = first; i < end; i++) {
        junior += c->units[i].people[DEMO_AGE6_11] / 2;
        rural += i < DEMO_SUBDISTRICTS ? 0 : c->units[i].people[DEMO_TOTAL];
    }
    bool is_one = end == first + 1;
    jj_text_addf(t, ",%llu,%llu,%d,%d", (unsigned long long)junior, (unsigned long long)rural,
                 is_one && first >= DEMO_SUBDISTRICTS + DEMO_TOWNS,
                 is_one && first < DEMO_SUBDISTRICTS - 1);
}

/* Census by township, the county first: what the grids add up to, to the last person. */
static jj_status write_census(const demo_files *f) {
    const demo_county *c = f->county;
    jj_text t = {0};
    uint64_t sum[DEMO_GROUPS] = {0};
    jj_text_add(&t, "code,name");
    for (int g = 0; g < DEMO_GROUPS; g++) {
        jj_text_addf(&t, ",%s", group_titles[g]);
        for (int i = 0; i < DEMO_UNITS; i++)
            sum[g] += c->units[i].people[g];
    }
    jj_text_add(&t,
                ",age12_14_2020,rural_2020,mountain,old_estate,share0_17,remark\n" DEMO_COUNTY_CODE
                ",示例县");
    for (int g = 0; g < DEMO_GROUPS; g++)
        jj_text_addf(&t, ",%llu", (unsigned long long)sum[g]);
    add_derived(&t, c, 0, DEMO_UNITS);
    jj_text_addf(&t, ",%.6f,示例\n", (double)sum[DEMO_AGE0_17] / (double)sum[DEMO_TOTAL]);
    for (int i = 0; i < DEMO_UNITS; i++) {
        const demo_unit *u = &c->units[i];
        jj_text_addf(&t, "%s,%s", u->code, u->name);
        for (int g = 0; g < DEMO_GROUPS; g++)
            jj_text_addf(&t, ",%u", u->people[g]);
        add_derived(&t, c, i, i + 1);
        jj_text_addf(&t, ",%.6f,示例\n", (double)u->people[DEMO_AGE0_17] / u->people[DEMO_TOTAL]);
    }
    return demo_put_text(f, "data/demo_census.csv", &t);
}

/* km/h by land cover class: bicycles are pushed where there is no road, cars stay on roads. Water
 * has no row and cannot be crossed. */
typedef struct speed {
    int class;
    double walk, cycle, drive;
} speed;
static const speed speeds[] = {
    {DEMO_CROP, 3, 2.4, 0},     {DEMO_FOREST, 1.5, 1, 0},    {DEMO_SHRUB, 2.2, 1.5, 0},
    {DEMO_BUILT, 4, 10, 15},    {DEMO_ROCK, 0.8, 0.5, 0},    {DEMO_TRACK, 3.6, 8, 12},
    {DEMO_TERTIARY, 4, 12, 30}, {DEMO_SECONDARY, 4, 12, 45}, {DEMO_PRIMARY, 4, 12, 60},
};

static jj_status write_speeds(const demo_files *f) {
    static const char *const modes[] = {"walk", "cycle", "drive"};
    jj_text t = {0};
    jj_text_add(&t, "class,mode,speed_kmh\n");
    for (size_t i = 0; i < JJ_COUNT(speeds); i++) {
        double by_mode[] = {speeds[i].walk, speeds[i].cycle, speeds[i].drive};
        for (size_t m = 0; m < JJ_COUNT(modes); m++)
            if (by_mode[m] > 0)
                jj_text_addf(&t, "%d,%s,%g\n", speeds[i].class, modes[m], by_mode[m]);
    }
    return demo_put_text(f, "data/demo_speeds.csv", &t);
}

jj_status demo_write_tables(const demo_files *f) {
    JJ_TRY(write_villages(f));
    JJ_TRY(write_census(f));
    return write_speeds(f);
}
