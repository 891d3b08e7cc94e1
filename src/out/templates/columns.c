#include "out/templates/columns.h"
#include "base/param.h"

#define OWNERSHIPS "公办,普惠性民办,民办,集体"
#define STATES     "开放,规划,在建,关停,暂停"
#define ACTIONS    "保留,改扩建,新建,迁建,撤并"
#define YES_NO     "是,否"

static const jj_template_column facility_columns[] = {
    {"编号", FILL_TEXT, NULL, "本表内不重复的编号；同一设施各年保持不变"},
    {"名称", FILL_TEXT, NULL, "全称，如“某某县某某镇中心幼儿园”"},
    {"类别", FILL_KIND, NULL, "从下拉列表中选取，全部类别见“词表”"},
    {"举办性质", FILL_CHOICE, OWNERSHIPS, "办园、办学、办医主体的性质"},
    {"状态", FILL_CHOICE, STATES, "只有“开放”的设施参与达标判定"},
    {"启用日期", FILL_DATE, NULL, "如 2021-09-01，只知年份可填 2021"},
    {"停用日期", FILL_DATE, NULL, "仍在使用的留空"},
    {"所属代码", FILL_TEXT, NULL, "县6位、乡镇（街道）9位或村（社区）12位统计用区划代码"},
    {"级别", FILL_CHOICE, "省,市,县,乡镇,村,社区", "设施服务的层级"},
    {"中心园校", FILL_CHOICE, YES_NO, "乡镇中心幼儿园、中心学校填“是”"},
    {"学位床位", FILL_WHOLE, NULL, "学位数、床位数或核定服务人数"},
    {"在园在校", FILL_WHOLE, NULL, "在园幼儿、在校学生数"},
    {"是否达标", FILL_CHOICE, YES_NO, "是否达到省定办学（建设）标准"},
    {"对外开放", FILL_CHOICE, YES_NO, "体育、文化设施是否对公众开放"},
    {"经度", FILL_NUMBER, NULL,
     "十进制度，WGS 84 或 CGCS2000；取自网络地图的须在项目文件声明 gcj02 或 bd09"},
    {"纬度", FILL_NUMBER, NULL, "十进制度"},
    {"建设性质", FILL_CHOICE, ACTIONS, "规划措施；现状设施不动的填“保留”或留空"},
    {"建设时序", FILL_CHOICE, "近期,远期", "新建、改扩建、迁建、撤并在何时完成"},
    {"规划学位床位", FILL_WHOLE, NULL, "改扩建、迁建完成后的学位数、床位数"},
    {"投资（万元）", FILL_NUMBER, NULL, "投资估算，万元"},
    {"备注", FILL_TEXT, NULL, "不参与计算"},
};

static const jj_template_column unit_columns[] = {
    {"代码", FILL_TEXT, NULL, "乡镇（街道）9位或村（社区）12位统计用区划代码"},
    {"名称", FILL_TEXT, NULL, "全称"},
    {"上级代码", FILL_TEXT, NULL, "可留空，由代码前几位推出"},
    {"类别", FILL_CHOICE, "街道,镇,乡,社区,村", "决定适用哪些规则"},
    {"城乡分类", FILL_TEXT, NULL, "城乡分类代码，如 111 主城区、220 村庄"},
    {"常住人口", FILL_WHOLE, NULL, "最近一次普查"},
    {"户数", FILL_WHOLE, NULL, "常住户"},
    {"3—5岁", FILL_WHOLE, NULL, "当年 3 至 5 岁常住儿童"},
    {"6—11岁", FILL_WHOLE, NULL, "当年 6 至 11 岁常住儿童"},
    {"65岁以上", FILL_WHOLE, NULL, "65 岁及以上常住人口"},
    {"备注", FILL_TEXT, NULL, "不参与计算"},
};

static const jj_template_column indicator_columns[] = {
    {"规则编号", FILL_TEXT, NULL, "如 A-OLD-07，见 jiujin rules list"},
    {"地区代码", FILL_TEXT, NULL, "省、市、县区划代码"},
    {"年份", FILL_WHOLE, NULL, "数据所属年份"},
    {"分子", FILL_NUMBER, NULL, "如护理型床位数"},
    {"分母", FILL_NUMBER, NULL, "如养老机构床位总数"},
    {"数值", FILL_NUMBER, NULL, "没有分子分母时填写，比率填小数"},
    {"来源", FILL_TEXT, NULL, "填报部门"},
    {"文号", FILL_TEXT, NULL, "依据的文件号"},
};

static const jj_template_column exemption_columns[] = {
    {"规则编号", FILL_TEXT, NULL, "如 A-EDU-03"},
    {"地区代码", FILL_TEXT, NULL, "免予考核的地区"},
    {"理由", FILL_TEXT, NULL, "如“常住儿童不足10人，由邻乡中心园接收”"},
    {"文号", FILL_TEXT, NULL, "批准文件号"},
    {"有效期至", FILL_DATE, NULL, "如 2025-12-31"},
};

#define BOOK(file_, sheet_, purpose_, columns_)                                                    \
    { file_, sheet_, purpose_, columns_, JJ_COUNT(columns_) }
const jj_template_book jj_template_books[] = {
    BOOK("设施.xlsx", "设施", "各部门设施，一行一处；可按部门或县另存多份", facility_columns),
    BOOK("单元.xlsx", "单元", "乡镇（街道）、村（社区）及其人口，可没有边界", unit_columns),
    BOOK("指标.xlsx", "指标", "没有设施清单的规则，由部门填报数值", indicator_columns),
    BOOK("免予考核.xlsx", "免予考核", "按“原则上”免予考核的单位及依据", exemption_columns),
};
const size_t jj_template_n_books = JJ_COUNT(jj_template_books);
