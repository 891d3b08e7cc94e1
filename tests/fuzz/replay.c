/* Runs a fuzz target over the files of a folder, each in a buffer of its exact size. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *folder, const char *name) {
    enum { MOST = 1 << 20 };
    static uint8_t buf[MOST];
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    if (!f)
        return perror(path), 1;
    size_t n = fread(buf, 1, sizeof buf, f);
    fclose(f);
    uint8_t *exact = malloc(n ? n : 1); /* a sanitizer then sees a read of one byte too many */
    if (!exact)
        return 1;
    memcpy(exact, buf, n);
    LLVMFuzzerTestOneInput(exact, n);
    free(exact);
    return 0;
}

int main(int argc, char **argv) {
    int bad = 0, n = 0;
    DIR *d = argc == 2 ? opendir(argv[1]) : NULL;
    if (!d)
        return 2;
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.') {
            bad |= replay(argv[1], e->d_name);
            n++;
        }
    closedir(d);
    printf("%d samples\n", n);
    return bad || n == 0;
}
