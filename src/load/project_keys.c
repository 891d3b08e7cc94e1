#include "load/project_keys.h"

#define KEY(type_, member_, struct_, ...)                                                          \
    { .name = #member_, .type = type_, .offset = offsetof(struct_, member_), __VA_ARGS__ }
#define HELP(en_, zh_) .help_en = en_, .help_zh = zh_
#define PART(table_, offset_)                                                                      \
    { table_, JJ_COUNT(table_), offset_ }

static const jj_param source_keys[] = {
    {.name = "source",
     .type = JJ_P_FILE,
     .offset = offsetof(jj_source_spec, path),
     .is_required = true,
     HELP("file or data source, relative to this file", "文件或数据源，相对本文件")},
    KEY(JJ_P_TEXT, layer, jj_source_spec,
        HELP("layer or sheet (default: the first)", "图层或工作表（默认第一个）")),
    KEY(JJ_P_TEXT, sql, jj_source_spec, HELP("statement instead of a layer", "以语句代替图层")),
    KEY(JJ_P_TEXT, where, jj_source_spec, HELP("condition on its rows", "记录的筛选条件")),
    KEY(JJ_P_TEXT, crs, jj_source_spec,
        HELP("used only where the file has none", "仅在文件没有坐标系时使用")),
    KEY(JJ_P_TEXT, crs_instead, jj_source_spec,
        HELP("used whatever the file says: its label is wrong", "代替文件所写的（标注有误时）")),
    KEY(JJ_P_TEXT, datum, jj_source_spec,
        HELP("wgs84 | cgcs2000 | gcj02 | bd09", "wgs84 | cgcs2000 | gcj02 | bd09")),
    KEY(JJ_P_TEXT, encoding, jj_source_spec,
        HELP("of .dbf and .csv texts: GBK", ".dbf 与 .csv 文本的编码：GBK")),
    KEY(JJ_P_TEXT, x, jj_source_spec, HELP("column with east or longitude", "东坐标或经度列")),
    KEY(JJ_P_TEXT, y, jj_source_spec, HELP("column with north or latitude", "北坐标或纬度列")),
};

static const jj_param project_keys[] = {
    KEY(JJ_P_TEXT, name, jj_project, .is_required = true, HELP("name of the area", "地区名称")),
    KEY(JJ_P_TEXT, name_en, jj_project, HELP("in English", "英文名称")),
    KEY(JJ_P_INT, year, jj_project, .min = 1950, .max = 2100, .is_required = true,
        HELP("year that is judged", "评价年份")),
    KEY(JJ_P_CHOICE, stencil, jj_project, .choices = "4|8|16|32|true16|true32",
        HELP("moves from a cell (default: true32, with slope true16)", "单元的移动方向")),
    KEY(JJ_P_NUMBER, patch_density_km2, jj_project, .fallback = "150", .min = 0, .max = 1e6,
        .unit = "people/km2",
        HELP("from here on a gap is a settlement", "达到此密度的缺口按聚居点计")),
    KEY(JJ_P_FILE, exemptions_table, jj_project,
        HELP("the same as 'exemptions' as a sheet", "以表格给出的 exemptions")),
    KEY(JJ_P_FILE, indicators_table, jj_project,
        HELP("the same as 'indicators' as a sheet", "以表格给出的 indicators")),
    KEY(JJ_P_FILE, corrections, jj_project,
        HELP("folder of question workbooks that came back with answers",
             "答复后的核实表所在文件夹")),
    KEY(JJ_P_FILE, unit_changes, jj_project,
        HELP("table old_name,parent,village,code,date: renamed, merged and divided units",
             "单位变更表 old_name,parent,village,code,date：更名、合并、分拆")),
};
static const jj_param exemption_keys[] = {
    KEY(JJ_P_TEXT, rule, jj_exemption_keys, .is_required = true,
        HELP("id of the rule", "规则编号")),
    KEY(JJ_P_TEXT, unit, jj_exemption_keys, .is_required = true,
        HELP("code of the unit", "单元代码")),
    KEY(JJ_P_TEXT, reason, jj_exemption_keys, .is_required = true, HELP("why", "理由")),
    KEY(JJ_P_TEXT, document, jj_exemption_keys, .fallback = "",
        HELP("number of the approving document", "批准文号")),
    KEY(JJ_P_TEXT, valid_from, jj_exemption_keys, HELP("date", "起始日期")),
    KEY(JJ_P_TEXT, valid_to, jj_exemption_keys, HELP("date, included", "截止日期（含）")),
};

static const jj_param indicator_keys[] = {
    KEY(JJ_P_TEXT, rule, jj_indicator_keys, .is_required = true,
        HELP("id of the rule it answers", "所对应的规则编号")),
    KEY(JJ_P_TEXT, unit, jj_indicator_keys, .is_required = true,
        HELP("code of the unit", "单元代码")),
    KEY(JJ_P_INT, year, jj_indicator_keys, .min = 1950, .max = 2100, .is_required = true,
        HELP("of the figure", "数据年份")),
    KEY(JJ_P_NUMBER, num, jj_indicator_keys, HELP("numerator", "分子")),
    KEY(JJ_P_NUMBER, den, jj_indicator_keys, HELP("denominator", "分母")),
    KEY(JJ_P_NUMBER, value, jj_indicator_keys,
        HELP("the figure, where num and den are not known", "指标值，分子分母不明时填写")),
    KEY(JJ_P_TEXT, source, jj_indicator_keys, .is_required = true,
        HELP("who reports it", "数据来源")),
    KEY(JJ_P_TEXT, document, jj_indicator_keys, .fallback = "", HELP("document number", "文号")),
};

static const char *const project_nested[] = {
    "lattice",    "units",       "population",  "people",   "facilities", "surface",
    "roads",      "residential", "urban",       "landuse",  "profiles",   "rules",
    "exemptions", "indicators",  "constraints", "scenarios"};

static const jj_param lattice_keys[] = {
    KEY(JJ_P_FILE, source, jj_lattice_keys,
        HELP("raster (default: the first population grid)", "栅格（默认第一个人口格网）")),
    KEY(JJ_P_TEXT, crs, jj_lattice_keys,
        HELP("used only where the file has none", "仅在文件没有坐标系时使用")),
    KEY(JJ_P_INT, band, jj_lattice_keys, .fallback = "1", .min = 1, .max = 65535,
        HELP("its band", "波段")),
    KEY(JJ_P_INT, subdivide, jj_lattice_keys, .fallback = "1", .min = 1, .max = 32,
        HELP("cells each side of a cell is cut into", "每个单元每边细分数")),
    KEY(JJ_P_NUMBER, margin_km, jj_lattice_keys, .fallback = "10", .min = 0, .max = 500,
        .unit = "km",
        HELP("kept around the units; the rest of the grid is cut off",
             "单元外保留的宽度，其余裁去")),
    KEY(JJ_P_NUMBER, cell_m, jj_lattice_keys, .fallback = "100", .min = 1, .max = 10000,
        .unit = "m",
        HELP("side of the cells made where there is no raster to take them from",
             "没有栅格可依时自建格网的边长")),
};

static const jj_param units_keys[] = {
    KEY(JJ_P_TEXT, level, jj_units_keys, .is_required = true,
        HELP("province, prefecture, county, township, village, ...",
             "层级：province、prefecture、county、township、village 等")),
    KEY(JJ_P_TEXT, title, jj_units_keys, HELP("its name in reports", "报告中的名称")),
    KEY(JJ_P_TEXT, title_en, jj_units_keys, HELP("in English", "英文名称")),
    KEY(JJ_P_TEXT, code, jj_units_keys, .is_required = true,
        HELP("column with the code, or 'generate PREFIX'", "代码列，或 generate 前缀")),
    KEY(JJ_P_LIST, name, jj_units_keys, .is_required = true,
        HELP("column, or several that are joined", "名称列，可多列相连")),
    KEY(JJ_P_LIST, parent, jj_units_keys,
        HELP("column with the parent's code, or several: the first that is filled (default: from "
             "the code)",
             "上级代码列，可多列，取第一个非空值（默认由代码推出）")),
    KEY(JJ_P_TEXT, kind_column, jj_units_keys,
        HELP("column: county, district, town, township, subdistrict, ...",
             "类别列：county、district、town、township、subdistrict 等")),
    KEY(JJ_P_TEXT, kind, jj_units_keys, HELP("the same kind for all", "统一的类别")),
    KEY(JJ_P_TEXT, judged, jj_units_keys,
        HELP("condition: other units add to their parent, unjudged",
             "条件：不满足者只计入上级，不评价")),
    KEY(JJ_P_LIST, columns, jj_units_keys,
        HELP("figures to keep (people, children, ...)", "保留的数值列（人口、儿童等）")),
};
static const char *const units_nested[] = {"geometry", "tables"};

static const jj_param joined_keys[] = {
    KEY(JJ_P_TEXT, code, jj_joined_keys, HELP("column with the unit's code", "单元代码列")),
    KEY(JJ_P_LIST, unit_names, jj_joined_keys,
        HELP("polygons by name instead: columns, the coarser first; old ones by unit_changes",
             "边界按名称连接：名称列，由上到下；旧单位依 unit_changes 归并")),
    KEY(JJ_P_LIST, columns, jj_joined_keys, HELP("figures to keep", "保留的数值列")),
};

static const jj_param people_keys[] = {
    KEY(JJ_P_TEXT, group, jj_people_keys, .is_required = true,
        HELP("total, age3_5, age65p, ...", "人群：total、age3_5、age65p 等")),
    KEY(JJ_P_INT, year, jj_people_keys, .min = 1950, .max = 2100, .is_required = true,
        HELP("of the figures", "数据年份")),
    KEY(JJ_P_FILE, grid, jj_people_keys, HELP("raster of people", "人口格网")),
    KEY(JJ_P_INT, band, jj_people_keys, .fallback = "1", .min = 1, .max = 65535,
        HELP("its band", "波段")),
    KEY(JJ_P_TEXT, crs, jj_people_keys,
        HELP("used only where the file has none", "仅在文件没有坐标系时使用")),
    KEY(JJ_P_CHOICE, value, jj_people_keys, .fallback = "persons", .choices = "persons|density",
        HELP("people per cell, or per km2", "每单元人数，或每平方千米人数")),
    {.name = "modelled",
     .type = JJ_P_FLAG,
     .offset = offsetof(jj_people_keys, is_modelled),
     HELP("a model's output: shown as about", "模型结果：显示为“约”")},
    KEY(JJ_P_TEXT, column, jj_people_keys,
        HELP("unit figure, instead of or beside a grid", "单元数值列，代替或补充格网")),
    KEY(JJ_P_TEXT, share_of, jj_people_keys,
        HELP("another group, times numerator / denominator",
             "另一人群，乘以 numerator / denominator")),
    KEY(JJ_P_TEXT, numerator, jj_people_keys, HELP("unit figure", "单元数值列")),
    KEY(JJ_P_TEXT, denominator, jj_people_keys, HELP("unit figure", "单元数值列")),
    KEY(JJ_P_TEXT, level, jj_people_keys,
        HELP("level whose figures are used (default: the lowest with polygons)",
             "所用数值的层级（默认有边界的最低一级）")),
    KEY(JJ_P_TEXT, rescale, jj_people_keys,
        HELP("unit figure that the grid's sums are brought to", "格网合计所校准到的单元数值列")),
    KEY(JJ_P_TEXT, spread, jj_people_keys,
        HELP("unit figures go to cells by: residential, area, or a group on the grid",
             "单元数值摊到格网的依据：residential、area 或已在格网上的人群")),
};
static const char *const people_nested[] = {"controls"};

static const jj_param control_keys[] = {
    KEY(JJ_P_TEXT, column, jj_control_keys, .is_required = true, HELP("unit figure", "单元数值列")),
    KEY(JJ_P_TEXT, level, jj_control_keys,
        HELP("level of the units (default: the lowest with polygons)", "层级")),
    KEY(JJ_P_TEXT, group, jj_control_keys, HELP("of people (default: all)", "人群，默认全部")),
    KEY(JJ_P_INT, year, jj_control_keys, .min = 1950, .max = 2100,
        HELP("of the people (default: all)", "年份，默认全部")),
};

static const jj_param count_keys[] = {
    KEY(JJ_P_TEXT, name, jj_count_keys, .is_required = true,
        HELP("of the source, in the ledger", "数据源名称，用于台账")),
    KEY(JJ_P_INT, year, jj_count_keys, .min = 1950, .max = 2100,
        HELP("of the groups", "groups 的年份")),
    KEY(JJ_P_TEXT, code, jj_count_keys, HELP("column with the unit's code", "单元代码列")),
    KEY(JJ_P_LIST, unit_names, jj_count_keys,
        HELP("columns with unit names, the coarser first", "单元名称列，由上到下")),
    KEY(JJ_P_TEXT, births, jj_count_keys,
        HELP("columns of children by year of birth: {year}年出生",
             "按出生年份的儿童数列：{year}年出生")),
    KEY(JJ_P_LIST, ages, jj_count_keys,
        HELP("groups made of births (default: those of the rules)",
             "由出生数推算的人群（默认规则所用）")),
    KEY(JJ_P_TEXT, survival, jj_count_keys,
        HELP("share alive after a year: a number or a unit figure (default: 1)",
             "年存活率：数或单元数值列（默认 1）")),
    KEY(JJ_P_TEXT, migration, jj_count_keys,
        HELP("net migration a year as a share: a number or a unit figure (default: 0)",
             "年净迁移率：数或单元数值列（默认 0）")),
    KEY(JJ_P_TEXT, spread, jj_count_keys,
        HELP("rows without a place go to the unit's cells by: residential, area, or a group",
             "没有位置的行摊到单元格网的依据：residential、area 或人群")),
    {.name = "modelled",
     .type = JJ_P_FLAG,
     .offset = offsetof(jj_count_keys, is_modelled),
     HELP("a model's output: shown as about", "模型结果：显示为“约”")},
};
static const char *const count_nested[] = {"groups", "controls"};

static const jj_param landuse_keys[] = {
    KEY(JJ_P_TEXT, class_column, jj_landuse_keys, .fallback = "DLBM",
        HELP("column with the class", "地类编码列")),
    KEY(JJ_P_FILE, classes, jj_landuse_keys,
        HELP("table of classes (default: landuse/classes.csv)",
             "地类表（默认 landuse/classes.csv）")),
};

static const jj_param urban_keys[] = {
    KEY(JJ_P_TEXT, class_column, jj_urban_keys,
        HELP("column with the class of town and country: 1.. is urban",
             "城乡分类代码列：1 开头为城镇")),
    KEY(JJ_P_TEXT, code, jj_urban_keys,
        HELP("column with the unit's code, for a table without polygons",
             "单元代码列，用于没有边界的表格")),
};

static const jj_param facility_keys[] = {
    KEY(JJ_P_TEXT, name, jj_facility_keys, .is_required = true,
        HELP("of the source, in the ledger", "数据源名称，用于台账")),
    KEY(JJ_P_TEXT, kind, jj_facility_keys, HELP("the same kind for all", "统一的设施种类")),
    KEY(JJ_P_TEXT, kind_column, jj_facility_keys,
        HELP("column that 'kinds' translates", "由 kinds 翻译的列")),
    KEY(JJ_P_CHOICE, other_kinds, jj_facility_keys, .fallback = "refuse", .choices = "refuse|leave",
        HELP("values 'kinds' does not know: refused, or left out in silence",
             "kinds 中没有的值：拒收或不计")),
    KEY(JJ_P_LIST, unit_names, jj_facility_keys,
        HELP("columns with unit names, the coarser first", "单元名称列，由上到下")),
    KEY(JJ_P_CHOICE, precision, jj_facility_keys, .fallback = "site",
        .choices = "site|village|township|county", HELP("how exact the points are", "点位精度")),
    {.name = "office",
     .type = JJ_P_FLAG,
     .offset = offsetof(jj_facility_keys, is_office),
     HELP("lists as offices keep them: a workbook, a pattern or a folder",
          "部门台账原样读取：工作簿、通配符或文件夹")},
    KEY(JJ_P_FILE, mapping, jj_facility_keys,
        HELP("what headings of the office's lists mean, as check --mapping writes it",
             "台账各列名的含义，格式同 check --mapping 所写")),
};
static const char *const facility_nested[] = {"kinds", "columns", "values", "set"};

static const jj_param surface_keys[] = {
    KEY(JJ_P_FILE, landcover, jj_surface_keys, HELP("raster of classes", "土地覆盖栅格")),
    KEY(JJ_P_FILE, speeds, jj_surface_keys,
        HELP("table class,mode,speed_kmh", "速度表 class,mode,speed_kmh")),
    KEY(JJ_P_FILE, friction, jj_surface_keys,
        HELP("raster, minutes per metre", "摩擦栅格，分钟/米")),
    KEY(JJ_P_FILE, dem, jj_surface_keys, HELP("raster of heights, m", "高程栅格，米")),
    KEY(JJ_P_NUMBER, walk_km_h, jj_surface_keys, .fallback = "4", .min = 1, .max = 10,
        .unit = "km/h",
        HELP("walker that speeds and friction speak of; others are scaled",
             "速度表与摩擦面所指的步行速度，其他人群按比例换算")),
};
static const char *const surface_nested[] = {"barriers", "bridges", "water", "roads"};

static const jj_param roads_keys[] = {
    KEY(JJ_P_NUMBER, join_m, jj_roads_keys, .fallback = "0", .min = 0, .max = 1000, .unit = "m",
        HELP("loose road ends are joined to what is nearer than this",
             "悬挂端点与此距离以内的道路相接")),
    {.name = "crossings",
     .type = JJ_P_FLAG,
     .offset = offsetof(jj_roads_keys, splits_crossings),
     .fallback = "false",
     HELP("lines that cross meet there, bridges and tunnels apart",
          "相交的线均作路口，桥梁与隧道除外")},
};

static const jj_param profile_keys[] = {
    KEY(JJ_P_TEXT, id, jj_profile_keys, .is_required = true,
        HELP("name that rules use", "规则所用名称")),
    KEY(JJ_P_TEXT, like, jj_profile_keys,
        HELP("profile whose keys hold where this one says nothing", "未写的键取自该出行方式")),
    KEY(JJ_P_TEXT, title, jj_profile_keys, HELP("in reports", "报告中的名称")),
    KEY(JJ_P_TEXT, title_en, jj_profile_keys, HELP("in English", "英文名称")),
    KEY(JJ_P_CHOICE, group, jj_profile_keys, .choices = "adult|elder|child|hill",
        HELP("whose speed it is", "何人的速度")),
    KEY(JJ_P_CHOICE, mode, jj_profile_keys, .choices = "straight|ground|road",
        HELP("straight lines, over the ground, or along the roads", "直线距离、地面行走或沿路网")),
    KEY(JJ_P_NUMBER, speed_m_s, jj_profile_keys, .min = 0.1, .max = 56, .unit = "m/s",
        HELP("on plain ground; the ceiling of a driver", "平地速度；驾车为上限")),
    KEY(JJ_P_NUMBER, speed_km_h, jj_profile_keys, .min = 0.36, .max = 200, .unit = "km/h",
        HELP("the same in km/h", "同上，千米/小时")),
    KEY(JJ_P_CHOICE, ground, jj_profile_keys, .choices = "uniform|landcover|friction|landuse",
        HELP("what the pace rests on (default: land cover, friction, uniform, as given)",
             "速度依据（默认依次取土地覆盖、摩擦面、均匀）")),
    KEY(JJ_P_CHOICE, going, jj_profile_keys, .choices = "walk|cycle|drive",
        HELP("rows of the speed table; who may use a road", "速度表中的方式；可用哪些道路")),
    KEY(JJ_P_NUMBER, detour, jj_profile_keys, .min = 1, .max = 5,
        HELP("straight metres are multiplied by it", "直线距离的绕行系数")),
    KEY(JJ_P_CHOICE, stencil, jj_profile_keys, .choices = "4|8|16|32|true16|true32",
        HELP("instead of the project's", "代替项目的设定")),
    KEY(JJ_P_CHOICE, direction, jj_profile_keys, .choices = "toward|away",
        HELP("people go to the facility, or it comes to them", "居民前往设施，或设施前往居民")),
    KEY(JJ_P_CHOICE, slope, jj_profile_keys, .choices = "none|tobler|bicycle",
        HELP("how slope slows walkers", "坡度对步行的影响")),
    KEY(JJ_P_NUMBER, within_min, jj_profile_keys, .min = 0.1, .max = 30000, .unit = "min",
        HELP("nobody goes farther than this", "超过此时间不再前往")),
    KEY(JJ_P_NUMBER, access_km_h, jj_profile_keys, .min = 0.36, .max = 20, .unit = "km/h",
        HELP("on foot to and from a road (default: the walker's own speed, else 4)",
             "步行往返道路的速度（默认步行者自身速度，否则 4）")),
    KEY(JJ_P_NUMBER, snap_m, jj_profile_keys, .min = 1, .max = 100000, .unit = "m",
        HELP("farther from a road than this is no road near (default 500)",
             "离路网超过此距离视为附近无路（默认 500）")),
    KEY(JJ_P_TEXT, note, jj_profile_keys, HELP("what the speed rests on", "速度依据")),
    KEY(JJ_P_TEXT, note_en, jj_profile_keys, HELP("in English", "英文说明")),
    KEY(JJ_P_TEXT, basis, jj_profile_keys, HELP("document or measurement", "依据文件或实测")),
    KEY(JJ_P_CHOICE, standing, jj_profile_keys, .choices = "verified|secondary|unverified",
        HELP("how far the basis is checked", "依据核实程度")),
};
static const char *const profile_nested[] = {"surface", "roads"};

static const jj_param constraint_keys[] = {
    KEY(JJ_P_TEXT, name, jj_constraint_keys, .is_required = true,
        HELP("what it is, in answers: permanent basic farmland", "名称，如永久基本农田")),
    KEY(JJ_P_CHOICE, effect, jj_constraint_keys, .is_required = true,
        .choices = "forbid|avoid|note|prefer|禁止|避让|提示|优先",
        HELP("what it means for a site", "对选址的作用")),
    KEY(JJ_P_NUMBER, buffer_m, jj_constraint_keys, .fallback = "0", .min = -100000, .max = 100000,
        .unit = "m", HELP("ground this near counts too", "此距离以内一并计入")),
    KEY(JJ_P_TEXT, clause, jj_constraint_keys, .fallback = "",
        HELP("the clause that says so, quoted in answers", "依据条款，答复中引用")),
    KEY(JJ_P_LIST, kinds, jj_constraint_keys,
        HELP("only for these kinds of facility", "仅对这些设施种类")),
    {.name = "outside",
     .type = JJ_P_FLAG,
     .offset = offsetof(jj_constraint_keys, is_outside),
     HELP("holds outside the polygons: a development boundary",
          "对多边形以外生效（如城镇开发边界）")},
};

static const jj_param rules_keys[] = {
    {.name = "catalogue",
     .type = JJ_P_LIST,
     .offset = offsetof(jj_rules_keys, catalogues),
     HELP("files of rules", "规则表文件")},
    KEY(JJ_P_LIST, only, jj_rules_keys,
        HELP("ids to keep (default: all)", "保留的规则编号（默认全部）")),
    KEY(JJ_P_LIST, domains, jj_rules_keys,
        HELP("domains to keep: EDU, MED, ...", "保留的领域：EDU、MED 等")),
    KEY(JJ_P_INT, priority, jj_rules_keys, .min = 1, .max = 9,
        HELP("up to this priority", "不低于此优先级")),
};
static const char *const rules_nested[] = {"own"};

const jj_section project_section = {
    .name = "project",
    .parts = {PART(project_keys, 0)},
    .n_parts = 1,
    .nested = project_nested,
    .n_nested = JJ_COUNT(project_nested),
};
const jj_section lattice_section = {
    .name = "lattice", .parts = {PART(lattice_keys, 0)}, .n_parts = 1};
const jj_section units_section = {
    .name = "units",
    .parts = {PART(units_keys, 0), PART(source_keys, offsetof(jj_units_keys, source))},
    .n_parts = 2,
    .nested = units_nested,
    .n_nested = JJ_COUNT(units_nested),
};
const jj_section joined_section = {
    .name = "a joined source",
    .parts = {PART(joined_keys, 0), PART(source_keys, offsetof(jj_joined_keys, source))},
    .n_parts = 2,
};
const jj_section people_section = {
    .name = "population",
    .parts = {PART(people_keys, 0)},
    .n_parts = 1,
    .nested = people_nested,
    .n_nested = JJ_COUNT(people_nested),
};
const jj_section control_section = {
    .name = "controls", .parts = {PART(control_keys, 0)}, .n_parts = 1};
const jj_section count_section = {
    .name = "people",
    .parts = {PART(count_keys, 0), PART(source_keys, offsetof(jj_count_keys, source))},
    .n_parts = 2,
    .nested = count_nested,
    .n_nested = JJ_COUNT(count_nested),
};
const jj_section landuse_section = {
    .name = "landuse",
    .parts = {PART(landuse_keys, 0), PART(source_keys, offsetof(jj_landuse_keys, source))},
    .n_parts = 2,
};
const jj_section urban_section = {
    .name = "urban",
    .parts = {PART(urban_keys, 0), PART(source_keys, offsetof(jj_urban_keys, source))},
    .n_parts = 2,
};
const jj_section facility_section = {
    .name = "facilities",
    .parts = {PART(facility_keys, 0), PART(source_keys, offsetof(jj_facility_keys, source))},
    .n_parts = 2,
    .nested = facility_nested,
    .n_nested = JJ_COUNT(facility_nested),
};
const jj_section surface_section = {
    .name = "surface",
    .parts = {PART(surface_keys, 0)},
    .n_parts = 1,
    .nested = surface_nested,
    .n_nested = JJ_COUNT(surface_nested),
};
const jj_section layer_section = {.name = "a layer", .parts = {PART(source_keys, 0)}, .n_parts = 1};
const jj_section roads_section = {
    .name = "roads",
    .parts = {PART(roads_keys, 0), PART(source_keys, offsetof(jj_roads_keys, source))},
    .n_parts = 2,
};
const jj_section profile_section = {.name = "profiles",
                                    .parts = {PART(profile_keys, 0)},
                                    .n_parts = 1,
                                    .nested = profile_nested,
                                    .n_nested = JJ_COUNT(profile_nested)};
const jj_section constraint_section = {
    .name = "constraints",
    .parts = {PART(constraint_keys, 0), PART(source_keys, offsetof(jj_constraint_keys, source))},
    .n_parts = 2,
};
const jj_section rules_section = {
    .name = "rules",
    .parts = {PART(rules_keys, 0)},
    .n_parts = 1,
    .nested = rules_nested,
    .n_nested = JJ_COUNT(rules_nested),
};

static const jj_param scenario_keys[] = {
    KEY(JJ_P_TEXT, id, jj_scenario_keys, .is_required = true,
        HELP("name in columns: near, far", "列名中的名称：near、far")),
    KEY(JJ_P_TEXT, title, jj_scenario_keys, HELP("in reports", "报告中的名称")),
    KEY(JJ_P_TEXT, title_en, jj_scenario_keys, HELP("in English", "英文名称")),
    KEY(JJ_P_INT, year, jj_scenario_keys, .min = 1950, .max = 2100,
        HELP("year that rules are judged on (default: as the run)", "评价年份（默认同运行）")),
    KEY(JJ_P_LIST, phases, jj_scenario_keys, .is_required = true,
        HELP("phases of the plan that are done: near, far", "已实施的建设时序：near、far")),
};
const jj_section scenario_section = {
    .name = "scenarios", .parts = {PART(scenario_keys, 0)}, .n_parts = 1};

const jj_section exemption_section = {
    .name = "exemptions", .parts = {PART(exemption_keys, 0)}, .n_parts = 1};
const jj_section indicator_section = {
    .name = "indicators", .parts = {PART(indicator_keys, 0)}, .n_parts = 1};

const jj_section *const project_sections[] = {
    &project_section,   &lattice_section,    &units_section,    &joined_section,
    &people_section,    &control_section,    &count_section,    &landuse_section,
    &urban_section,     &facility_section,   &surface_section,  &layer_section,
    &profile_section,   &roads_section,      &rules_section,    &exemption_section,
    &indicator_section, &constraint_section, &scenario_section,
};
const size_t n_project_sections = JJ_COUNT(project_sections);
