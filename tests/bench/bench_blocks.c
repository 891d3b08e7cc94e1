/*
 * A field larger than memory, from file to file: `jiujin travel` on 400 million cells under
 * --memory 4G. Prints wall seconds and the peak of memory. The ground is one square of terrain
 * mirrored side by side; everything stands in a folder of its own that is removed.
 *
 *   bench_blocks [--size CELLS] [--memory 4G] [--within MIN] [--keep 1] [--args "..."]
 *
 * The program is the one named by $JIUJIN. Not five times but once: it takes minutes.
 */
#include "base/file.h"
#include "base/text.h"
#include "bench.h"
#include "terrain.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SQUARE = 4000 };

typedef struct options {
    uint32_t size;
    const char *memory, *within, *args;
    bool is_kept;
} options;

static uint32_t mirrored(uint32_t i) {
    uint32_t at = i % SQUARE;
    return i / SQUARE % 2 ? SQUARE - 1 - at : at;
}

static FILE *open_in(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    if (!f) {
        fprintf(stderr, "cannot write %s\n", path);
        exit(1);
    }
    return f;
}

/* A 30 m grid in UTM zone 49 north, friction in minutes per metre. */
static void write_friction(const char *folder, uint32_t size) {
    uint32_t side = size < SQUARE ? size : SQUARE;
    float *square = malloc((size_t)side * side * sizeof *square), *row = malloc(size * sizeof *row);
    FILE *f = open_in(folder, "friction.bil"), *h = open_in(folder, "friction.hdr");
    if (!square || !row)
        exit(1);
    for (uint32_t r = 0; r < side; r++)
        for (uint32_t c = 0; c < side; c++)
            square[(size_t)r * side + c] = terrain_pace(r, c) / 60000;
    for (uint32_t r = 0; r < size; r++) {
        for (uint32_t c = 0; c < size; c++)
            row[c] = square[(size_t)mirrored(r) * side + mirrored(c)];
        for (uint32_t c = 0; c < size; c++)
            row[c] = row[c] > 0 ? row[c] : -1;
        if (fwrite(row, sizeof *row, size, f) != size)
            exit(1);
    }
    fprintf(h,
            "ENVI\nsamples = %u\nlines = %u\nbands = 1\ndata type = 4\ninterleave = bsq\n"
            "byte order = 0\nheader offset = 0\ndata ignore value = -1\n"
            "map info = {UTM, 1, 1, 200000, 4600000, 30, 30, 49, North, WGS-84, units=Meters}\n",
            size, size);
    fclose(f);
    fclose(h);
    free(square);
    free(row);
}

static void write_points(const char *folder, uint32_t size, uint32_t n) {
    FILE *f = open_in(folder, "facilities.csv");
    fprintf(f, "id,x,y\n");
    for (uint32_t i = 1; i <= n; i++)
        fprintf(f, "%u,%.2f,%.2f\n", i, 200000 + 30.0 * (terrain_hash(i, 1, 11) % size) + 7,
                4600000 - 30.0 * (terrain_hash(i, 2, 12) % size) - 11);
    fclose(f);
}

static int run(const options *o, const char *folder) {
    const char *program = getenv("JIUJIN");
    JJ_AUTO char *command = NULL;
    jj_text t = {0};
    jj_text_addf(&t,
                 "cd '%s' && exec '%s' travel --friction friction.bil --from facilities.csv --crs "
                 "EPSG:32649 --id id --x x --y y --within %s --time time.tif --nearest nearest.tif "
                 "--threads 2 --memory %s %s",
                 folder, program ? program : "jiujin", o->within, o->memory, o->args);
    command = t.s;
    return system(command);
}

int main(int argc, char **argv) {
    options o = {20000, "4G", "60", "", false};
    for (int i = 1; i + 1 < argc; i += 2) {
        if (!strcmp(argv[i], "--size"))
            o.size = (uint32_t)strtoul(argv[i + 1], NULL, 10);
        else if (!strcmp(argv[i], "--memory"))
            o.memory = argv[i + 1];
        else if (!strcmp(argv[i], "--within"))
            o.within = argv[i + 1];
        else if (!strcmp(argv[i], "--args"))
            o.args = argv[i + 1];
        else if (!strcmp(argv[i], "--keep"))
            o.is_kept = true;
    }
    char folder[] = "bench-blocks-XXXXXX";
    if (!mkdtemp(folder))
        return 1;
    double cells = (double)o.size * o.size;
    write_friction(folder, o.size);
    write_points(folder, o.size, (uint32_t)(cells / 20000));
    double start = bench_now_s();
    int rc = run(&o, folder);
    double wall = bench_now_s() - start;
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    printf("%u x %u cells, %.0f facilities, within %s min, --memory %s: %.1f s from file to file, "
           "%.2f GB at the most, exit %d\n",
           o.size, o.size, cells / 20000, o.within, o.memory, wall,
           (double)used.ru_maxrss * 1024 / (1u << 30), WEXITSTATUS(rc));
    jj_ctx *ctx = jj_ctx_new();
    if (!o.is_kept)
        bench_must(ctx, jj_remove_tree(ctx, folder));
    else
        printf("kept: %s\n", folder);
    jj_ctx_free(ctx);
    return rc != 0;
}
