/** Figures, words and places of the page, worked by hand. Run by node, or in a browser by web.py. */
const from = globalThis.webFolder ?? new URL('../../src/serve/web/', import.meta.url).href;
const {boxOf, comparison, findNames, mainLevel, people, percent, share} = await import(`${from}figures.js`);
const {say, setLanguage, unpaired} = await import(`${from}words.js`);
const {gainColours, project, reliefColours, timeColours, unproject} = await import(`${from}map.js`);

function same(got, want, what) {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) throw new Error(`${what}: ${a}, not ${b}`);
}
const near = (got, want, within, what) => {
  if (!(Math.abs(got - want) <= within)) throw new Error(`${what}: ${got}, not ${want}`);
};

const tests = {
  'every text in both languages'() { same(unpaired(), [], 'texts of one language'); },
  'texts are filled'() {
    setLanguage('zh');
    same(say('savedAs', 7), '已保存为第 7 号', 'savedAs');
    same(say('nothing-of-the-kind'), 'nothing-of-the-kind', 'an unknown text');
  },
  'shares come from their parts, never from a rounded value'() {
    same(share({value: 0.8, num: 219, den: 278}), '78.78 %', 'share');
    same(share({value: 449 / 1000, num: 449, den: 1000}), '44.90 %', 'share');
    same(share({value: null}), '—', 'no value');
    same(percent(1, 0), '—', 'of nobody');
  },
  'modelled people are about, in tens below a thousand'() {
    setLanguage('zh');
    same(people(412), '约410 人', '412');
    same(people(1138), '约1,138 人', '1138');
    same(people(3), '不足 5 人', 'a few are not nobody');
    same(people(0), '0 人', '0');
  },
  'the square world and back'() {
    const [x, y] = project([180, 0]);
    near(x, 1, 1e-12, 'x at the date line');
    near(y, 0.5, 1e-12, 'y at the equator');
    near(project([0, 85.0511287798])[1], 0, 0.01, 'y at the top');
    const back = unproject(project([112.55, 37.87]));
    near(back[0], 112.55, 1e-9, 'longitude');
    near(back[1], 37.87, 1e-9, 'latitude');
  },
  'a place at exactly T is within it'() {
    const table = timeColours(15), isBlue = (p) => (p >>> 16 & 255) > (p & 255);
    same([isBlue(table[0]), isBlue(table[150]), isBlue(table[151]), table[65535]], [true, true, false, 0], 'blue, blue, orange, clear');
    same(reliefColours()[0], 0, 'no relief');
    same(gainColours()[0], 0, 'no gain');
  },
  'boxes of any depth'() {
    same(boxOf({coordinates: [[[[1, 2], [3, 5], [0, 4], [1, 2]]], [[[9, 9], [9, 9]]]]}), [0, 2, 9, 9], 'multipolygon');
    same(boxOf({coordinates: [7, 8]}), [7, 8, 7, 8], 'point');
  },
  'search: the exact name first, codes by their beginning'() {
    const names = [{name: '桃园镇幼儿园', id: 'K1'}, {name: '桃园', id: '1401'}, {name: '北桃园', id: '1402'}];
    same(findNames(names, '桃园', 9).map((n) => n.id), ['1401', 'K1', '1402'], 'by name');
    same(findNames(names, '14', 1).map((n) => n.id), ['1401'], 'by code');
    same(findNames(names, ' ', 9), [], 'nothing asked');
  },
  'the level drawn is the one most rows are of, with outlines'() {
    const rows = [{level: 'village', id: 1}, {level: 'village', id: 2}, {level: 'town', id: 3, shape: 1}];
    same(mainLevel(rows, (r) => Boolean(r.shape)).map((r) => r.id), [3], 'with outlines');
    same(mainLevel(rows.slice(0, 2), (r) => Boolean(r.shape)).length, 2, 'without any');
    same(mainLevel([], () => true), [], 'of none');
  },
  'three candidates side by side, as a desk calculator has them'() {
    setLanguage('zh');
    const candidate = (name, covered, faults) => ({name, advice: 'resize', before: 0, after: covered, people: 278, newly: covered, served: covered,
      faults, verdicts: [{from: 'fail', to: 'pass', unit: 'T', unit_name: '长岭乡'}],
      size: {years: [{year: 2025, places: 200}, {year: 2028, places: 154}], advised_places: 180, advised_classes: 6}});
    const rows = comparison([candidate('甲', 219, []), candidate('乙', 243, [{effect: 'forbid', fault: 'constraint', text: '禁止: 占用永久基本农田 0.42 公顷'}])]);
    const row = (key) => rows.find(([k]) => k === key)[1];
    same(row('shareNow'), ['0.00 % → 78.78 %', '0.00 % → 87.41 %'], 'shares');
    same(row('places'), ['2025: 200；2028: 154', '2025: 200；2028: 154'], 'places');
    same(row('advised'), ['180 (6 班)', '180 (6 班)'], 'size');
    same(row('constraints'), ['—', '禁止: 占用永久基本农田 0.42 公顷'], 'constraints');
    same(row('verdictsMet'), ['长岭乡', '长岭乡'], 'verdicts');
  },
};

/** How many pass; the first that fails throws. */
export function run() {
  for (const [name, test] of Object.entries(tests)) {
    try {
      test();
    } catch (e) {
      throw new Error(`${name}: ${e.message}`);
    }
  }
  return Object.keys(tests).length;
}

if (typeof process !== 'undefined') console.log(`${run()} tests of the page pass`);
