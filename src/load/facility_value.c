#include "load/facility_value.h"
#include "base/encoding.h"
#include "load/facilities.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *as_flag(const char *s) {
    static const char *const yes[] = {"是", "有", "yes", "true", "Y"};
    static const char *const no[] = {"否", "无", "no", "false", "N"};
    for (size_t i = 0; i < JJ_COUNT(yes); i++)
        if (strcmp(s, yes[i]) == 0)
            return "1";
    for (size_t i = 0; i < JJ_COUNT(no); i++)
        if (strcmp(s, no[i]) == 0)
            return "0";
    return s;
}

/* Words a column may hold, '|' between them; NULL = any. */
static const char *vocabulary(const char *column) {
    static const struct {
        const char *column, *words;
    } all[] = {{"status", "open|planned|building|closed|suspended"},
               {"ownership", "public|private_inclusive|private|collective"},
               {"level", "province|prefecture|county|township|village|community"},
               {"action", "keep|extend|build|move|merge"},
               {"phase", "near|far"}};
    for (size_t i = 0; i < JJ_COUNT(all); i++)
        if (strcmp(all[i].column, column) == 0)
            return all[i].words;
    return NULL;
}

/* "2021-09-00" would be no date: what is not known is left off. */
static void write_date(int32_t date, char out[JJ_FACILITY_VALUE_ROOM]) {
    int year = date / 10000, month = date / 100 % 100, day = date % 100;
    if (month == 0)
        snprintf(out, JJ_FACILITY_VALUE_ROOM, "%04d", year);
    else if (day == 0)
        snprintf(out, JJ_FACILITY_VALUE_ROOM, "%04d-%02d", year, month);
    else
        snprintf(out, JJ_FACILITY_VALUE_ROOM, "%04d-%02d-%02d", year, month, day);
}

bool jj_facility_column_is_word(const char *column) {
    return vocabulary(column) || strcmp(column, "precision") == 0;
}

const char *jj_facility_value_fit(const jj_attribute *a, const char *text,
                                  char buffer[JJ_FACILITY_VALUE_ROOM]) {
    const char *words = vocabulary(a->id);
    size_t len = strlen(a->id);
    if (words)
        return jj_is_choice(words, text) ? text : NULL;
    if (len > 5 && strcmp(a->id + len - 5, "_date") == 0) {
        int32_t date;
        if (!jj_parse_date(text, &date))
            return NULL;
        write_date(date, buffer);
        return buffer;
    }
    if (strcmp(a->id, "precision") == 0) {
        static const char *const names[] = {"site", "village", "township", "county"};
        jj_precision precision;
        return jj_precision_parse(text, &precision) ? names[precision] : NULL;
    }
    if (a->type == 't')
        return text;
    double v;
    if (!jj_parse_typed_double(as_flag(text), &v) || (a->type == 'i' && v != floor(v)))
        return NULL;
    snprintf(buffer, JJ_FACILITY_VALUE_ROOM, "%.17g", v);
    return buffer;
}
