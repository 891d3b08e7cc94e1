/*
 * A town as OpenStreetMap data for benches and for trials of memory: make_town FILE SIDE GAP writes
 * streets along every GAP-th row and column of SIDE x SIDE points, as XML or, where FILE ends in
 * .opl, as text for osmium. GAP 1 makes every point a junction: of files of its size no other makes
 * a larger network. 2850 1 is 1 GB of XML.
 */
#include "bench.h"

#include <string.h>

enum { WAY = 30 }; /* steps of one way */

typedef struct town {
    FILE *out;
    int side, gap;
    bool is_xml;
} town;

static int id_of(const town *t, int row, int col) {
    return row * t->side + col + 1;
}

static void write_node(const town *t, int row, int col, uint64_t *rng) {
    double lon = 112 + col * 0.0007, lat = 37 + row * 0.0005;
    lat += (double)(bench_rand(rng) % 1000) * 1e-7;
    fprintf(t->out,
            t->is_xml ? "<node id=\"%d\" lon=\"%.7f\" lat=\"%.7f\"/>\n" : "n%d v1 x%.7f y%.7f\n",
            id_of(t, row, col), lon, lat);
}

static void write_tags(const town *t, int kind) {
    static const char *const xml[] = {
        "<tag k=\"highway\" v=\"residential\"/><tag k=\"name\" v=\"street\"/>",
        "<tag k=\"highway\" v=\"tertiary\"/><tag k=\"oneway\" v=\"yes\"/>",
        "<tag k=\"waterway\" v=\"drain\"/>"};
    static const char *const opl[] = {"highway=residential,name=street",
                                      "highway=tertiary,oneway=yes", "waterway=drain"};
    fputs(t->is_xml ? xml[kind] : opl[kind], t->out);
}

/* Points of line `i` from `begin`: along a row, or of the other kinds along a column. */
static void write_refs(const town *t, int kind, int i, int begin) {
    for (int k = begin; k <= begin + WAY && k < t->side; k++) {
        int id = kind == 0 ? id_of(t, i, k) : id_of(t, k, i);
        fprintf(t->out, t->is_xml ? "<nd ref=\"%d\"/>" : k > begin ? ",n%d" : "n%d", id);
    }
}

static void write_way(const town *t, int id, int kind, int i, int begin) {
    fprintf(t->out, t->is_xml ? "<way id=\"%d\">" : "w%d v1 T", id);
    if (t->is_xml)
        write_refs(t, kind, i, begin);
    write_tags(t, kind);
    if (!t->is_xml) {
        fputs(" N", t->out);
        write_refs(t, kind, i, begin);
    }
    fputs(t->is_xml ? "</way>\n" : "\n", t->out);
}

static void write_town(const town *t) {
    uint64_t rng = 1;
    if (t->is_xml)
        fputs("<?xml version='1.0' encoding='UTF-8'?>\n<osm version=\"0.6\">\n", t->out);
    for (int row = 0; row < t->side; row++)
        for (int col = 0; col < t->side; col++)
            if (row % t->gap == 0 || col % t->gap == 0)
                write_node(t, row, col, &rng);
    for (int i = 0, id = 1; i < t->side; i += t->gap)
        for (int begin = 0; begin + 1 < t->side; begin += WAY)
            for (int kind = 0; kind < 3; kind++, id++)
                write_way(t, id, kind, i, begin);
    if (t->is_xml)
        fputs("</osm>\n", t->out);
}

int main(int argc, char **argv) {
    town t = {.side = argc == 4 ? atoi(argv[2]) : 0, .gap = argc == 4 ? atoi(argv[3]) : 0};
    if (t.side < 2 || t.side > 40000 || t.gap < 1) {
        fprintf(stderr, "usage: make_town FILE SIDE GAP\n");
        return 2;
    }
    size_t len = strlen(argv[1]);
    t.is_xml = len < 4 || strcmp(argv[1] + len - 4, ".opl") != 0;
    t.out = fopen(argv[1], "w");
    if (!t.out)
        return 1;
    write_town(&t);
    return fclose(t.out) != 0;
}
