/** Every text of the page, in two languages. */
const words = {
  zh: {
    search: '查找单位或设施', print: '打印', rules: '规则', map: '地图', details: '详情', layers: '图层',
    mapHelp: '地图：方向键移动，加减号缩放，回车说明中心点', zoomIn: '放大', zoomOut: '缩小', showAll: '全图',
    units: '单位结论', gaps: '缺口', facilities: '设施', times: '出行时间', field: '设施与方式',
    areas: '服务范围', opportunity: '选址机会面', relief: '地形', base: '水系与道路', plans: '选址方案',
    threshold: '阈值（分钟）', year: '年', names: '名称',
    pass: '达标', fail: '未达标', na: '不适用', nodata: '无数据', exempt: '免予考核', report: '仅报告',
    people: '人', minutes: '分钟', within: '阈值以内', beyond: '超出阈值', none: '不可达', under: '不足',
    place: '这一地点', placeTab: '地点', ruleTab: '规则', planTab: '选址', nearest: '最近设施', limit: '限', verdict: '结论', unit: '单位', value: '数值',
    evidence: '依据', source: '出处', department: '责任部门', download: '下载', notFound: '没有找到',
    gapOf: '缺口', failed: '无法读取：', outside: '该处不在结果范围内', noMap: '本规则的单位没有边界，见右表',
    about: '约', covered: '已覆盖', too_far: '过远', unreachable: '不通', blocked: '无法通行',
    click: '点击地图任意处：由谁服务、多少分钟、沿哪条路、为何未覆盖、怎样才能覆盖。', facility: '设施', other: 'English',
    walk_std: '步行', walk_elder: '老年人步行', walk_child: '儿童步行', cycle_std: '骑行', drive_std: '驾车', straight: '直线',
    share: '分子 / 分母', served: '服务人口', unitsTable: '各单位', internal: '内部使用', way: '路程', metres: '米',
    unitRules: '所在单位', kind: '设施类别', places: '规模（学位、床位）', size: '规模', classes: '班', asPlaces: '学位（床位）', asClasses: '班',
    tryHere: '在此拟建', run: '测算', running: '正在测算…', candidates: '方案', pick: '在地图上点选', picking: '请在地图上点击位置',
    paste: '坐标', pasteHelp: '粘贴坐标，或每行一个角点（三行以上为地块）', upload: '上传地块', uploadHelp: 'GeoJSON、KML、DXF 或含 shapefile 的 zip',
    system: '坐标系', auto: '自动识别（经纬度或带带号的高斯坐标）', gcj02: 'GCJ-02（高德、腾讯）', bd09: 'BD-09（百度）', remove: '删除',
    planYear: '年份', ownership: '办别', public: '公办', private_inclusive: '普惠性民办', private: '民办', closeToo: '同时撤并（设施编号，逗号分隔）',
    more: '更多条件', useConstraints: '限制性图层', empty: '还没有方案：在地图上点选、粘贴坐标或上传地块。',
    conclusion: '结论', constraints: '限制与提示', shareNow: '覆盖率 现状→建成', newly: '新增覆盖', wouldCome: '将来此就学（就诊）', advised: '建议规模', verdictsMet: '由未达标转为达标', verdictsLost: '由达标转为未达标',
    advice_build: '建议选址', advice_resize: '调整规模后同意', advice_elsewhere: '另行选址', advice_no: '不建议',
    fault_impassable: '禁止：该处无法通行', fault_too_near: '避让：距同类设施过近', fault_outside_units: '禁止：不在任何单位内',
    comparisonTable: '方案比选表', full: '详细说明', save: '保存', saved: '已存方案', title: '标题', who: '保存人', savedAs: '已保存为第 {0} 号', open: '打开', compare: '并列比较', 
    stale: '保存后结果已重新计算', fresh: '与当前结果一致', noneSaved: '还没有保存的方案。', wants: '请填写标题和保存人。',
    opinion: '选址意见单', docx: 'Word', pdf: 'PDF', seconds: '秒', parcelArea: '地块 {0} 公顷', others: '另有 {0} 个图形未取用', at: '位置', understood: '识别为 {0}, {1}',
    wouldCover: '怎样才能覆盖', lookRemedy: '路线，以及在哪里补建', lookWay: '查看路线', showGround: '在图上显示范围', hideGround: '不再显示', tryBest: '在最佳位置拟建', remedyGround: '在此范围内新建一处即可覆盖该地点（★ 最佳位置）', legend: '图例', all: '全部', noGain: '本规则未存机会面（运行时加 --opportunity）', updated: '结果已更新：此页仍是此前的结果。', reload: '载入新结果', noWays: '无法给出路线和补建范围：', tooMany: '最多五个方案', sheet: '当前视图', gain: '新增覆盖人数', forbiddenHere: '禁止建设', loading: '正在读取…', csv: 'CSV',
  },
  en: {
    search: 'Find a unit or facility', print: 'Print', rules: 'Rules', map: 'Map', details: 'Details',
    layers: 'Layers', mapHelp: 'Map: arrow keys move, plus and minus zoom, Enter explains the centre',
    zoomIn: 'Zoom in', zoomOut: 'Zoom out', showAll: 'Show all', units: 'Verdicts by unit', gaps: 'Gaps',
    facilities: 'Facilities', times: 'Travel time', field: 'Facilities and mode',
    areas: 'Service areas', opportunity: 'Where one more would help', relief: 'Relief', base: 'Water and roads', plans: 'Proposed sites',
    threshold: 'Threshold (minutes)', year: '', names: 'Names',
    pass: 'met', fail: 'not met', na: 'not applicable', nodata: 'no data', exempt: 'exempt',
    report: 'reported only', people: 'people', minutes: 'min', within: 'within the threshold', under: 'fewer than',
    beyond: 'beyond it', none: 'no way', place: 'This place', placeTab: 'Place', ruleTab: 'Rule', planTab: 'Sites', nearest: 'Nearest', limit: 'limit',
    verdict: 'Verdict', unit: 'Unit', value: 'Value', evidence: 'Evidence', source: 'Source',
    department: 'Department', download: 'Download', notFound: 'Nothing found', gapOf: 'Gap',
    failed: 'Cannot be read: ', outside: 'Outside the result',
    noMap: 'The units of this rule have no boundaries; see the table', about: 'about ',
    covered: 'covered', too_far: 'too far', unreachable: 'cut off', blocked: 'impassable',
    click: 'Click anywhere on the map: who serves the place, in how many minutes, along which way; if nobody, why, and what would.',
    walk_std: 'on foot', walk_elder: 'on foot, older people', walk_child: 'on foot, children', cycle_std: 'by bicycle', drive_std: 'by car', straight: 'straight line',
    facility: 'Facility', other: '中文', served: 'people served', unitsTable: 'Units', share: 'numerator / denominator',
    internal: 'Internal use', way: 'way', metres: 'm', unitRules: 'The unit around it',
    kind: 'Kind of facility', places: 'Size (places, beds)', size: 'Size', classes: 'classes', asPlaces: 'places (beds)', asClasses: 'classes',
    tryHere: 'Propose a site here', run: 'Work it out', running: 'Working it out…', candidates: 'Candidates', pick: 'Point on the map', picking: 'Click a place on the map',
    paste: 'Coordinates', pasteHelp: 'Paste coordinates, or the corners of a parcel, one a line', upload: 'Upload a parcel', uploadHelp: 'GeoJSON, KML, DXF or a zipped shapefile',
    system: 'System', auto: 'Found by itself (degrees, or metres with their zone)', gcj02: 'GCJ-02 (Amap, Tencent)', bd09: 'BD-09 (Baidu)', remove: 'Remove',
    planYear: 'Year', ownership: 'Ownership', public: 'public', private_inclusive: 'private, inclusive', private: 'private', closeToo: 'Close as well (ids, comma between)',
    more: 'More conditions', useConstraints: 'Constraint layers', empty: 'No candidate yet: point on the map, paste coordinates or upload a parcel.',
    conclusion: 'Conclusion', constraints: 'Constraints', shareNow: 'Share now → then', newly: 'Newly within', wouldCome: 'Would come', advised: 'Advised size', verdictsMet: 'Verdicts gained', verdictsLost: 'Verdicts lost',
    advice_build: 'site recommended', advice_resize: 'agreed with another size', advice_elsewhere: 'find another site', advice_no: 'not recommended',
    fault_impassable: 'forbidden: impassable ground', fault_too_near: 'avoid: too near another', fault_outside_units: 'forbidden: in no unit',
    comparisonTable: 'Side by side', full: 'In full', save: 'Save', saved: 'Saved proposals', title: 'Title', who: 'Saved by', savedAs: 'Saved as number {0}', open: 'Open', compare: 'Compare', 
    stale: 'the result was run again since', fresh: 'as the result is now', noneSaved: 'Nothing saved yet.', wants: 'Give a title and who saves it.',
    opinion: 'Opinion sheet', docx: 'Word', pdf: 'PDF', seconds: 's', parcelArea: 'parcel of {0} ha', others: '{0} more shapes were left out', at: 'Place', understood: 'read as {0}, {1}',
    wouldCover: 'What would cover it', lookRemedy: 'The way, and where one more would serve', lookWay: 'See the way', showGround: 'Show the ground', hideGround: 'Hide it', tryBest: 'Propose the best site', remedyGround: 'one more here would cover the place (★ best site)', legend: 'Legend', all: 'all', noGain: 'no surface is stored for this rule (run --opportunity)', updated: 'The result was run again: this page still shows the earlier one.', reload: 'Load the new one', noWays: 'No ways and no ground to build on: ', tooMany: 'five candidates at most', sheet: 'View', gain: 'people newly within', forbiddenHere: 'forbidden', loading: 'Reading…', csv: 'CSV',
  },
};

const store = typeof localStorage === 'undefined' ? null : localStorage;
const preferred = typeof navigator === 'undefined' ? 'zh' : navigator.language ?? 'zh';
let lang = store?.getItem('lang') || (preferred.startsWith('zh') ? 'zh' : 'en');

export const language = () => lang;

/** A text; {0}, {1} are filled from what follows. @param {string} key @param {...any} values @returns {string} */
export const say = (key, ...values) =>
  (words[lang][key] ?? key).replace(/\{(\d)\}/g, (_, i) => String(values[Number(i)]));

/** Whether every text stands in both languages: for the tests. */
export const unpaired = () => [...new Set([...Object.keys(words.zh), ...Object.keys(words.en)])]
  .filter((k) => !(k in words.zh) || !(k in words.en));

/** @param {string} to */
export function setLanguage(to) {
  lang = to;
  store?.setItem('lang', to);
}

/** Fill every element that names its text. @param {Document | HTMLElement} root */
export function fillTexts(root) {
  document.documentElement.lang = lang;
  const each = (css) => /** @type {NodeListOf<HTMLInputElement>} */ (root.querySelectorAll(css));
  for (const e of each('[data-text]')) e.textContent = say(e.dataset.text);
  for (const e of each('[data-label]')) e.setAttribute('aria-label', say(e.dataset.label));
  for (const e of each('[data-placeholder]')) e.placeholder = say(e.dataset.placeholder);
}

/** @param {number | null} v @param {number} [digits] */
export function number(v, digits = 0) {
  return v == null ? '—' : v.toLocaleString(lang === 'zh' ? 'zh-CN' : 'en-GB', {maximumFractionDigits: digits});
}
