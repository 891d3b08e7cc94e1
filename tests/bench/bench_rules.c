/*
 * The whole catalogue over the frame of a province: 117 counties, a people grid of 500 m cells and
 * lists of every kind of facility. Counties and census are real, people and facilities are
 * synthetic, from one seed. Needs JIUJIN_PROVINCE, the folder with units.tsv and the polygons.
 */
#include "bench.h"

#include "base/text.h"

#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COLS = 800, ROWS = 1440, CELL_M = 500, N_TOWNS = 400, A_KIND = 60 };
static const double WEST_M = 418000, SOUTH_M = 3812000; /* EPSG:32649, around the province */

typedef struct town {
    double x, y, people, reach_m;
} town;

static FILE *create(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    if (!f) {
        perror(path);
        exit(1);
    }
    return f;
}

static double unit_interval(uint64_t *seed) {
    return (double)(bench_rand(seed) >> 11) / 9007199254740992.0;
}

static void make_towns(uint64_t *seed, town *towns) {
    for (int i = 0; i < N_TOWNS; i++)
        towns[i] =
            (town){WEST_M + unit_interval(seed) * COLS * CELL_M,
                   SOUTH_M + unit_interval(seed) * ROWS * CELL_M,
                   200 + 4000 * pow(unit_interval(seed), 4), 800 + 3000 * unit_interval(seed)};
}

/* Thin everywhere, dense around the towns. */
static void write_people(const char *folder, uint64_t *seed, const town *towns) {
    float *people = calloc((size_t)COLS * ROWS, sizeof *people);
    FILE *f = create(folder, "people.asc");
    for (size_t i = 0; people && i < (size_t)COLS * ROWS; i++)
        people[i] = unit_interval(seed) < 0.3 ? (float)floor(40 * unit_interval(seed)) : 0;
    for (int t = 0; people && t < N_TOWNS; t++) {
        int col = (int)((towns[t].x - WEST_M) / CELL_M),
            row = (int)((towns[t].y - SOUTH_M) / CELL_M);
        int reach = (int)(towns[t].reach_m / CELL_M) + 1;
        for (int r = row - reach; r <= row + reach; r++)
            for (int c = col - reach; c <= col + reach; c++)
                if (r >= 0 && r < ROWS && c >= 0 && c < COLS)
                    people[(size_t)r * COLS + (size_t)c] +=
                        (float)floor(towns[t].people / (1 + hypot(r - row, c - col)));
    }
    fprintf(f, "ncols %d\nnrows %d\nxllcorner %.0f\nyllcorner %.0f\ncellsize %d\n", COLS, ROWS,
            WEST_M, SOUTH_M, CELL_M);
    for (int r = ROWS - 1; people && r >= 0; r--)
        for (int c = 0; c < COLS; c++)
            fprintf(f, "%g%c", (double)people[(size_t)r * COLS + (size_t)c],
                    c + 1 == COLS ? '\n' : ' ');
    fclose(f);
    free(people);
}

/* So many of every kind of geodata/kinds/kinds.csv, three in four near a town. */
static void write_facilities(const char *folder, const char *geodata, uint64_t *seed,
                             const town *towns) {
    static const char *const owners[] = {"public", "public", "private_inclusive", "private"};
    static const char *const levels[] = {"village", "township", "county", "prefecture"};
    char line[1024], path[4096];
    snprintf(path, sizeof path, "%s/kinds/kinds.csv", geodata);
    FILE *in = fopen(path, "r"), *out = create(folder, "facilities.csv");
    fprintf(out, "id,name,kind,ownership,level,open_date,places,beds,x,y\n");
    bool is_heading = true;
    for (int id = 1; in && fgets(line, sizeof line, in); is_heading = false)
        for (int i = 0; !is_heading && i < A_KIND; i++, id++) {
            const town *t = &towns[bench_rand(seed) % N_TOWNS];
            bool is_near = i % 4 != 3;
            double x = is_near ? t->x + (unit_interval(seed) - 0.5) * 3 * t->reach_m
                               : WEST_M + unit_interval(seed) * COLS * CELL_M;
            double y = is_near ? t->y + (unit_interval(seed) - 0.5) * 3 * t->reach_m
                               : SOUTH_M + unit_interval(seed) * ROWS * CELL_M;
            fprintf(out, "%d,f%d,%.*s,%s,%s,%d,%d,%d,%.1f,%.1f\n", id, id, (int)strcspn(line, ","),
                    line, owners[bench_rand(seed) % 4], levels[bench_rand(seed) % 4],
                    1990 + (int)(bench_rand(seed) % 36), 60 + (int)(bench_rand(seed) % 300),
                    20 + (int)(bench_rand(seed) % 200), x, y);
        }
    if (in)
        fclose(in);
    fclose(out);
}

static void write_level(FILE *f, const char *data, const char *level, const char *polygons) {
    fprintf(f,
            "  - level: %s\n    source: %s/units.tsv\n    where: level = '%s'\n    code: code\n"
            "    name: name\n    parent: %s\n    kind_column: kind\n",
            level, data, level,
            strcmp(level, "township") == 0 ? "[host_county, parent]" : "parent");
    if (strcmp(level, "county") == 0 || strcmp(level, "township") == 0)
        fprintf(f, "    judged: official = '1'\n");
    if (polygons)
        fprintf(f, "    geometry: {source: %s/%s, code: adcode}\n", data, polygons);
}

static void write_project(const char *folder, const char *data, const char *geodata) {
    FILE *f = create(folder, "project.yaml");
    fprintf(f, "name: 山西省框架（合成人口）\nname_en: frame of a province (synthetic people)\n"
               "year: 2025\nstencil: true32\nunits:\n");
    write_level(f, data, "province", NULL);
    write_level(f, data, "prefecture", "shanxi_prefectures_wgs84.gpkg");
    write_level(f, data, "county", "shanxi_counties_wgs84.gpkg");
    write_level(f, data, "township", NULL);
    fprintf(f, "population:\n");
    static const char *const groups[] = {"total",    "age0_2",   "age3_5",  "age6_11",   "age12_14",
                                         "age15_17", "age15_59", "age65p",  "age60p",    "age0_17",
                                         "rural",    "disabled", "age0_14", "women15_49"};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        fprintf(f, "  - {group: %s, year: 2020, grid: people.asc, crs: 'EPSG:32649'}\n", groups[i]);
    fprintf(f, "facilities:\n  - name: all\n    source: facilities.csv\n    x: x\n    y: y\n"
               "    crs: EPSG:32649\n    kind_column: kind\n    kinds: {");
    char path[4096];
    snprintf(path, sizeof path, "%s/kinds/kinds.csv", geodata);
    FILE *in = fopen(path, "r");
    char line[1024];
    bool is_heading = true;
    for (; in && fgets(line, sizeof line, in); is_heading = false)
        if (!is_heading)
            fprintf(f, "%.*s: %.*s, ", (int)strcspn(line, ","), line, (int)strcspn(line, ","),
                    line);
    if (in)
        fclose(in);
    fprintf(f,
            "}\n    columns: {id: id, name: name, ownership: ownership, level: level, open_date: "
            "open_date, places: places, beds: beds}\n"
            "profiles:\n  - {id: drive, title: 驾车, title_en: by car, mode: ground, ground: "
            "uniform, speed_km_h: 40}\nrules:\n  catalogue: rules/shanxi-2025.csv\n");
    fclose(f);
}

static void run(const char *jiujin, const char *folder) {
    char project[4096];
    snprintf(project, sizeof project, "%s/project.yaml", folder);
    double begin = bench_now_s();
    pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stdout))
            execl(jiujin, jiujin, "run", project, "--quiet", (char *)NULL);
        _exit(127);
    }
    int status = 0;
    struct rusage used;
    if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0 ||
        getrusage(RUSAGE_CHILDREN, &used) != 0) {
        fprintf(stderr, "the run failed\n");
        exit(1);
    }
    printf("rules %-34s %8.1f s   user %.1f s   peak %.2f GB\n",
           "whole catalogue, 117 counties, 500 m", bench_now_s() - begin,
           (double)used.ru_utime.tv_sec + (double)used.ru_utime.tv_usec / 1e6,
           (double)used.ru_maxrss / 1048576);
}

int main(void) {
    const char *data = getenv("JIUJIN_PROVINCE"), *jiujin = getenv("JIUJIN");
    const char *geodata = getenv("JIUJIN_GEODATA");
    char folder[] = "/tmp/jiujin-bench-XXXXXX";
    if (!data || !jiujin || !geodata || !mkdtemp(folder)) {
        fprintf(stderr, "skipped: JIUJIN_PROVINCE, JIUJIN and JIUJIN_GEODATA are needed\n");
        return 77;
    }
    uint64_t seed = 117;
    static town towns[N_TOWNS];
    make_towns(&seed, towns);
    write_people(folder, &seed, towns);
    write_facilities(folder, geodata, &seed, towns);
    write_project(folder, data, geodata);
    run(jiujin, folder);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return getenv("JIUJIN_KEEP") ? printf("%s\n", folder) < 0 : system(command);
}
