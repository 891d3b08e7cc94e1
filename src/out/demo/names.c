#include "out/demo/county.h"

#include <stdio.h>

/* Every name begins with 示例 ("example"): nothing here exists. */
static const char *const unit_names[DEMO_UNITS] = {
    "城关街道", "新城街道", "南岸街道", "青石镇", "柳河镇", "桃园镇", "石桥镇", "云台镇",
    "古堡镇",   "白杨镇",   "长岭乡",   "高崖乡", "松林乡", "北沟乡", "杏花乡"};

static const char *const community_names[] = {"文庙", "钟楼", "东关", "西关", "南关", "北关",
                                              "河滨", "新建", "和平", "建设", "学府", "车站",
                                              "南苑", "桥头", "柳荫", "振兴"};

static const char *const village_first[] = {"上", "下", "东", "西", "南", "北", "前", "后",
                                            "大", "小", "里", "外", "高", "沙", "石", "柏",
                                            "榆", "枣", "杨", "清", "双", "三", "白", "红"};
static const char *const village_last[] = {"河村", "沟村", "坪村", "湾村", "岭村", "庄村",
                                           "泉村", "塬村", "峪村", "坡村", "崖村"};

static void name_units(demo_county *c) {
    for (int i = 0; i < DEMO_UNITS; i++) {
        demo_unit *u = &c->units[i];
        int number = i < DEMO_SUBDISTRICTS ? i + 1
                     : i < DEMO_SUBDISTRICTS + DEMO_TOWNS
                         ? 100 + i - DEMO_SUBDISTRICTS
                         : 200 + i - DEMO_SUBDISTRICTS - DEMO_TOWNS;
        u->kind = number < 100 ? "subdistrict" : number < 200 ? "town" : "township";
        snprintf(u->code, sizeof u->code, DEMO_COUNTY_CODE "%03d", number);
        snprintf(u->name, sizeof u->name, "示例%s", unit_names[i]);
    }
}

/* Names of villages are the pairs of two lists, walked with a step that has no factor in common. */
static void name_villages(demo_county *c) {
    enum { FIRST = JJ_COUNT(village_first), LAST = JJ_COUNT(village_last), STRIDE = 97 };
    int n_communities = 0, n_villages = 0, number = 0;
    for (size_t v = 0; v < c->n_villages; v++) {
        demo_village *place = &c->villages[v];
        bool starts = v == 0 || c->villages[v - 1].unit != place->unit ||
                      c->villages[v - 1].is_community != place->is_community;
        number = starts ? (place->is_community ? 1 : 200) : number + 1;
        snprintf(place->code, sizeof place->code, "%s%03d", c->units[place->unit].code, number);
        if (place->unit >= DEMO_SUBDISTRICTS && place->is_community)
            snprintf(place->name, sizeof place->name, "%.*s社区", (int)sizeof "示例某某" - 1,
                     c->units[place->unit].name);
        else if (place->is_community)
            snprintf(place->name, sizeof place->name, "示例%s社区",
                     community_names[n_communities++]);
        else {
            int pair = n_villages++ * STRIDE % (FIRST * LAST);
            snprintf(place->name, sizeof place->name, "示例%s%s", village_first[pair % FIRST],
                     village_last[pair / FIRST]);
        }
    }
}

void demo_make_names(demo_county *c) {
    name_units(c);
    name_villages(c);
}
