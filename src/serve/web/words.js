/** Every text of the page, in two languages. */
const words = {
  zh: {
    search: '查找单位或设施', print: '打印', rules: '规则', map: '地图', details: '详情', layers: '图层',
    mapHelp: '地图：方向键移动，加减号缩放，回车说明中心点', zoomIn: '放大', zoomOut: '缩小', showAll: '全图',
    units: '单位结论', gaps: '缺口', facilities: '设施', times: '出行时间', field: '设施与方式',
    threshold: '阈值（分钟）', year: '年', ofUnits: '个单位',
    pass: '达标', fail: '未达标', na: '不适用', nodata: '无数据', exempt: '免予考核', report: '仅报告',
    people: '人', minutes: '分钟', within: '阈值以内', beyond: '超出阈值', none: '不可达',
    place: '这一地点', nearest: '最近设施', limit: '限', verdict: '结论', unit: '单位', value: '数值',
    evidence: '依据', source: '出处', department: '责任部门', download: '下载', notFound: '没有找到',
    gapOf: '缺口', failed: '无法读取：', outside: '该处不在结果范围内', noMap: '本规则的单位没有边界，见下表',
    about: '约', covered: '已覆盖', too_far: '过远', unreachable: '不通', blocked: '无法通行',
    click: '点击地图任意处：由谁服务、多少分钟、为何未覆盖。', facility: '设施', other: 'English',
    walk_std: '步行', walk_elder: '老年人步行', walk_child: '儿童步行', cycle_std: '骑行', drive_std: '驾车',
    propose: '在此新建', kind: '设施类别', places: '规模（学位、床位）', tryHere: '试算', share: '分子 / 分母', served: '服务人口', unitsTable: '各单位', internal: '内部使用',
  },
  en: {
    search: 'Find a unit or facility', print: 'Print', rules: 'Rules', map: 'Map', details: 'Details',
    layers: 'Layers', mapHelp: 'Map: arrow keys move, plus and minus zoom, Enter explains the centre',
    zoomIn: 'Zoom in', zoomOut: 'Zoom out', showAll: 'Show all', units: 'Verdicts by unit', gaps: 'Gaps',
    facilities: 'Facilities', times: 'Travel time', field: 'Facilities and mode',
    threshold: 'Threshold (minutes)', year: '', ofUnits: 'units',
    pass: 'met', fail: 'not met', na: 'not applicable', nodata: 'no data', exempt: 'exempt',
    report: 'reported only', people: 'people', minutes: 'min', within: 'within the threshold',
    beyond: 'beyond it', none: 'no way', place: 'This place', nearest: 'nearest', limit: 'limit',
    verdict: 'Verdict', unit: 'Unit', value: 'Value', evidence: 'Evidence', source: 'Source',
    department: 'Department', download: 'Download', notFound: 'Nothing found', gapOf: 'Gap',
    failed: 'Cannot be read: ', outside: 'Outside the result',
    noMap: 'The units of this rule have no boundaries; see the table', about: 'about ',
    covered: 'covered', too_far: 'too far', unreachable: 'cut off', blocked: 'impassable',
    click: 'Click anywhere on the map: who serves the place, in how many minutes, and if not, why.',
    facility: 'Facility', other: '中文', served: 'people served', unitsTable: 'Units',
    internal: 'Internal use',
  },
};

let lang = localStorage.getItem('lang') || (navigator.language.startsWith('zh') ? 'zh' : 'en');

export const language = () => lang;
export const say = (key) => words[lang][key] ?? key;

export function setLanguage(to) {
  lang = to;
  localStorage.setItem('lang', to);
}

/** Fill every element that names its text. */
export function fillTexts(root) {
  document.documentElement.lang = lang;
  for (const e of root.querySelectorAll('[data-text]')) e.textContent = say(e.dataset.text);
  for (const e of root.querySelectorAll('[data-label]')) e.setAttribute('aria-label', say(e.dataset.label));
  for (const e of root.querySelectorAll('[data-placeholder]')) e.placeholder = say(e.dataset.placeholder);
}

export function number(v, digits = 0) {
  return v == null ? '—' : v.toLocaleString(lang === 'zh' ? 'zh-CN' : 'en-GB', {maximumFractionDigits: digits});
}
