/** Proposed sites: the form, the answers side by side, and those that were saved. */
import {el, make} from './dom.js';
import {comparison, titleOf} from './figures.js';
import {drawAsked} from './layers.js';
import {makeLine, project} from './map.js';
import {ask, download, post} from './net.js';
import {map, state} from './state.js';
import {showTab} from './tabs.js';
import {language, number, say} from './words.js';

const MOST = 5;
const plan = {
  /** @type {any[]} */ candidates: [],
  form: {kind: '', isKindChosen: false, size: '', unit: 'capacity', year: '', ownership: 'public', close: '', constraints: true, crs: '', title: '', who: ''},
  /** @type {any} */ asked: null,
  /** @type {any} */ answer: null,
  message: '', isBusy: false,
  /** @type {any[]} */ saved: [],
  /** @type {any[]} */ compared: [],
};

const nameOf = (i) => (language() === 'zh' ? '甲乙丙丁戊' : 'ABCDE')[i];

/** @param {number[]} lonLat @param {any} [more] the parcel around it, and its area */
export function addPlace([lon, lat], more = {}) {
  showTab('plan');
  if (plan.candidates.length === MOST) {
    plan.message = say('tooMany');
  } else {
    const free = [0, 1, 2, 3, 4].map(nameOf).find((n) => !plan.candidates.some((c) => c.name === n));
    plan.candidates.push({name: free ?? nameOf(plan.candidates.length), lon, lat, ...more});
    plan.answer = null;
    plan.message = '';
  }
  showPlan();
}

/** Candidates and their parcels on the map. */
function drawPlan() {
  map.marks = [...map.marks.filter((m) => !m.text), ...plan.candidates.map((c) => ({at: project([c.lon, c.lat]), text: c.name}))];
  const rings = plan.candidates.flatMap((c) => (!c.parcel ? [] : c.parcel.type === 'Polygon' ? c.parcel.coordinates : c.parcel.coordinates.flat()));
  drawAsked([...state.asked.filter((l) => !l.isPlan),
    ...rings.map((r) => ({path: makeLine(r, map.origin), stroke: '#b4005a', width: 2.5, isPlan: true}))]);
}

/* ---- the form ---- */

function choice(id, value, options, onChange) {
  const select = make('select', {id, onchange: (e) => onChange(e.target.value)},
    ...options.map(([v, text]) => make('option', {value: v}, text)));
  select.value = value;
  return select;
}

const field = (label, ...controls) => make('label', {}, make('span', {}, label), ...controls);

/** The kind that the rule at hand speaks of, at first. */
function usualKind() {
  const kinds = state.result.kinds.map((k) => k.kind);
  const named = /kind\s*(?:=|IN\s*\()\s*'([a-z_]+)'/i.exec(state.rule?.facility_filter ?? '');
  return named && kinds.includes(named[1]) ? named[1] : kinds[0];
}

function pick() {
  el('ask').textContent = say('picking');
  el('ask').hidden = false;
  state.picking = (lonLat) => {
    el('ask').hidden = true;
    addPlace(lonLat);
  };
  el('stage').scrollIntoView({block: 'nearest'});
  el('map').focus();
}

/** @param {() => Promise<any>} read */
async function take(read) {
  try {
    const found = await read();
    const parcel = found.parcel ? {parcel: found.parcel, area_ha: found.area_ha} : {};
    addPlace([found.lon, found.lat], parcel);
    plan.message = [say('understood', number(found.lon, 6), number(found.lat, 6)),
      found.area_ha ? say('parcelArea', number(found.area_ha, 2)) : '', found.n_others ? say('others', found.n_others) : ''].filter(Boolean).join(language() === 'zh' ? '；' : '; ');
    map.view.x = project([found.lon, found.lat])[0];
    map.view.y = project([found.lon, found.lat])[1];
  } catch (e) {
    plan.message = e.message;
  }
  showPlan();
}

/** What the choice of system means to the server. */
const system = () => ({auto: {}, gcj02: {datum: 'gcj02'}, bd09: {datum: 'bd09'}}[plan.form.crs] ?? {crs: plan.form.crs || null});

function placeInputs() {
  const text = make('textarea', {id: 'pasted', rows: 2, 'aria-label': say('paste'), placeholder: say('pasteHelp')});
  const file = make('input', {type: 'file', id: 'parcel', accept: '.geojson,.json,.kml,.kmz,.dxf,.zip', 'aria-label': say('upload'), title: say('uploadHelp')});
  file.addEventListener('change', () => file.files[0] && take(() => post('/api/v1/parcel', file.files[0], {name: file.files[0].name, ...system()})));
  const systems = [['', say('auto')], ['gcj02', say('gcj02')], ['bd09', say('bd09')],
    ...[36, 37, 38, 39].map((z) => [`EPSG:${4488 + z}`, `CGCS2000 ${z} (EPSG:${4488 + z})`]),
    ...[108, 111, 114, 117].map((m) => [`EPSG:${4534 + (m - 75) / 3}`, `CGCS2000 ${m}°E (EPSG:${4534 + (m - 75) / 3})`])];
  return make('div', {class: 'adding'},
    make('button', {type: 'button', id: 'pick', onclick: pick}, say('pick')),
    field(say('system'), choice('system', plan.form.crs, systems, (v) => { plan.form.crs = v; })),
    make('div', {class: 'row'}, text, make('button', {type: 'button', id: 'addPasted', onclick: () => text.value.trim() && take(() => post('/api/v1/place', {at: text.value, ...system()}))}, '+')),
    field(say('upload'), file, make('small', {}, say('uploadHelp'))));
}

function candidateRow(c, i) {
  const rename = make('input', {value: c.name, maxlength: 20, 'aria-label': say('candidates'), onchange: (e) => { c.name = e.target.value || nameOf(i); drawPlan(); }});
  return make('li', {}, rename, make('span', {}, `${c.lon.toFixed(5)}, ${c.lat.toFixed(5)}${c.area_ha ? ` · ${say('parcelArea', number(c.area_ha, 2))}` : c.parcel ? ' ▱' : ''}`),
    make('button', {type: 'button', 'aria-label': `${say('remove')} ${c.name}`, onclick: () => { plan.candidates.splice(i, 1); plan.answer = null; showPlan(); }}, '×'));
}

function form() {
  const f = plan.form;
  if (!f.isKindChosen) f.kind = usualKind();
  const keep = (name) => (e) => { f[name] = e.target.value; };
  const kinds = state.result.kinds.map((k) => [k.kind, titleOf({...k, id: k.kind})]);
  return make('form', {id: 'planForm', onsubmit: (e) => { e.preventDefault(); work(); }},
    make('h2', {}, say('plans')),
    field(say('kind'), choice('kind', f.kind, kinds, (v) => { f.kind = v; f.isKindChosen = true; })),
    make('h3', {}, say('candidates')),
    plan.candidates.length ? make('ol', {class: 'candidates'}, ...plan.candidates.map(candidateRow)) : make('p', {class: 'hint'}, say('empty')),
    plan.candidates.length < MOST ? placeInputs() : null,
    make('div', {class: 'row'}, field(say('size'), make('input', {type: 'number', id: 'size', min: 1, max: 100000, value: f.size, onchange: keep('size')})),
      choice('sizeUnit', f.unit, [['capacity', say('asPlaces')], ['classes', say('asClasses')]], (v) => { f.unit = v; }),
      field(say('planYear'), make('input', {type: 'number', id: 'year', min: 1900, max: 2200, value: f.year, placeholder: String(state.result.year ?? ''), onchange: keep('year')}))),
    make('details', {}, make('summary', {}, say('more')),
      field(say('ownership'), choice('ownership', f.ownership, ['public', 'private_inclusive', 'private'].map((o) => [o, say(o)]), (v) => { f.ownership = v; })),
      field(say('closeToo'), make('input', {id: 'close', value: f.close, onchange: keep('close')})),
      constraintBoxes()),
    make('button', {type: 'submit', id: 'work', class: 'main', disabled: plan.isBusy}, plan.isBusy ? say('running') : say('run')),
    make('p', {role: 'status', id: 'planMessage'}, plan.message));
}

/** Layers that forbid or warn, each on or off. */
function constraintBoxes() {
  const all = state.result.constraints ?? [];
  if (!all.length) return null;
  plan.form.without ??= new Set();
  return make('fieldset', {}, make('legend', {}, say('useConstraints')), ...all.map((c) => {
    const box = make('input', {type: 'checkbox', checked: !plan.form.without.has(c.name), onchange: (e) => plan.form.without[e.target.checked ? 'delete' : 'add'](c.name)});
    return make('label', {title: c.clause}, box, ` ${c.name} (${language() === 'zh' ? c.effect_zh : c.effect_en})`);
  }));
}

function question() {
  const f = plan.form;
  return {
    kind: f.kind, candidates: plan.candidates.map(({name, lon, lat, parcel}) => ({name, ...(parcel ? {parcel} : {lon, lat})})),
    ...(f.size ? {[f.unit]: Number(f.size)} : {}), ...(f.year ? {year: Number(f.year)} : {}),
    ...(f.ownership !== 'public' ? {set: {ownership: f.ownership}} : {}),
    ...(f.close.trim() ? {close: f.close.split(/[,，\s]+/).filter(Boolean)} : {}),
    ...(f.without?.size ? {without: [...f.without]} : {}),
  };
}

async function work() {
  plan.asked = question();
  Object.assign(plan, {isBusy: true, answer: null, message: ''});
  showPlan();
  try {
    plan.answer = await post('/api/v1/propose', plan.asked);
    plan.message = `${number(plan.answer.seconds, 2)} ${say('seconds')}`;
  } catch (e) {
    plan.message = e.message;
  }
  plan.isBusy = false;
  showPlan();
  el('answers')?.scrollIntoView({block: 'start'});
}

/* ---- answers ---- */

function conclusionBadge(a) {
  return make('strong', {class: `advice ${a.advice}`}, `${a.name} ${say(`advice_${a.advice}`)}`);
}

/** What is compared, by which rule: 方案比选表：步行30分钟到… @param {any[]} answers */
function captionOf(answers) {
  const rules = [...new Set(answers.map((a) => a.rule))].map((id) => state.result.rules.find((r) => r.id === id)).filter(Boolean);
  return [say('comparisonTable'), ...rules.map(titleOf)].join(language() === 'zh' ? '：' : ': ');
}

function comparisonTable(answers) {
  return make('div', {class: 'wide'}, make('table', {class: 'comparison'}, make('caption', {}, captionOf(answers)),
    make('thead', {}, make('tr', {}, make('td', {}), ...answers.map((a) => make('th', {scope: 'col'}, a.name)))),
    make('tbody', {}, ...comparison(answers).map(([key, texts]) =>
      make('tr', {}, make('th', {scope: 'row'}, say(key)), ...texts.map((t) => make('td', {}, t)))))));
}

function details(answers) {
  return answers.map((a) => make('details', {open: answers.length === 1}, make('summary', {}, `${a.name} ${say('full')}`), make('div', {class: 'answer'}, a.text)));
}

/** Files for signing. @param {any} asked @param {string} title */
function sheetButtons(asked, title) {
  const get = async (format) => {
    try {
      await download('/api/v1/opinion', {ask: asked, title}, {f: format}, `${title || say('opinion')}.${format}`);
    } catch (e) {
      plan.message = e.message;
      el('planMessage').textContent = e.message;
    }
  };
  return make('p', {class: 'noprint'}, `${say('opinion')}: `, make('button', {type: 'button', class: 'sheet', onclick: () => get('pdf')}, say('pdf')), ' ',
    make('button', {type: 'button', class: 'sheet', onclick: () => get('docx')}, say('docx')));
}

function saveForm() {
  const f = plan.form;
  const save = async (e) => {
    e.preventDefault();
    if (!f.title.trim() || !f.who.trim()) {
      plan.message = say('wants');
    } else {
      try {
        const {id} = await post('/api/v1/saved', {title: f.title, who: f.who, ask: plan.asked});
        plan.message = say('savedAs', id);
        await readSaved();
      } catch (error) {
        plan.message = error.message;
      }
    }
    showPlan();
  };
  return make('form', {id: 'saveForm', class: 'noprint', onsubmit: save}, make('h3', {}, say('save')),
    field(say('title'), make('input', {id: 'saveTitle', maxlength: 80, value: f.title, oninput: (e) => { f.title = e.target.value; }})),
    field(say('who'), make('input', {id: 'saveWho', maxlength: 30, value: f.who, oninput: (e) => { f.who = e.target.value; }})),
    make('button', {type: 'submit', id: 'save'}, say('save')));
}

function answers() {
  if (!plan.answer) return null;
  const list = plan.answer.answers;
  return make('section', {id: 'answers'}, make('h2', {}, say('conclusion')),
    make('p', {}, ...list.map(conclusionBadge)), comparisonTable(list), ...details(list), sheetButtons(plan.asked, plan.form.title), saveForm());
}

/* ---- saved ones ---- */

async function readSaved() {
  plan.saved = (await ask('/api/v1/saved')).saved;
}

const whenOf = (s) => new Date(s.saved_at).toLocaleString(language() === 'zh' ? 'zh-CN' : 'en-GB', {dateStyle: 'short', timeStyle: 'short'});

async function reopen(id) {
  const kept = await ask(`/api/v1/saved/${id}`);
  const places = kept.answer.answers.flatMap((a) => a.opened);
  plan.candidates = kept.ask.candidates?.map((c, i) => ({...c, lon: places[i].lon, lat: places[i].lat})) ?? [];
  Object.assign(plan.form, {kind: kept.ask.kind, isKindChosen: true, size: kept.ask.capacity ?? kept.ask.classes ?? '', unit: kept.ask.classes ? 'classes' : 'capacity',
    year: kept.ask.year ?? '', ownership: kept.ask.set?.ownership ?? 'public', close: (kept.ask.close ?? []).join(', '), without: new Set(kept.ask.without ?? []), title: kept.title, who: kept.who});
  Object.assign(plan, {asked: kept.ask, answer: kept.answer, compared: [], message: `${kept.title} · ${kept.who} · ${whenOf(kept)} · ${say(kept.is_current ? 'fresh' : 'stale')}`});
  showPlan();
  el('answers').scrollIntoView({block: 'start'});
}

async function compareSaved() {
  const ids = [...el('savedList').querySelectorAll('input:checked')].map((i) => i.value);
  plan.compared = await Promise.all(ids.map((id) => ask(`/api/v1/saved/${id}`)));
  showPlan();
  el('compared')?.scrollIntoView({block: 'start'});
}

function savedList() {
  const row = (s) => make('li', {}, make('label', {}, make('input', {type: 'checkbox', value: s.id, 'aria-label': `${say('compare')} ${s.title}`}), ''),
    make('button', {type: 'button', class: 'link', onclick: () => reopen(s.id)}, s.title),
    make('small', {}, ` ${s.who} · ${whenOf(s)} · ${say(s.is_current ? 'fresh' : 'stale')}`));
  return make('section', {class: 'noprint'}, make('h2', {}, say('saved')),
    plan.saved.length ? make('ul', {id: 'savedList'}, ...plan.saved.map(row)) : make('p', {class: 'hint'}, say('noneSaved')),
    plan.saved.length > 1 ? make('button', {type: 'button', id: 'compare', onclick: compareSaved}, say('compare')) : null,
    plan.compared.length ? make('div', {id: 'compared'}, comparisonTable(plan.compared.flatMap((k) => k.answer.answers.map((a) => ({...a, name: `${k.title} ${a.name}`}))))) : null);
}

export function showPlan() {
  const open = el('plan').querySelector('#planForm > details')?.open;
  el('plan').replaceChildren(...[form(), answers(), savedList()].filter(Boolean));
  if (open) el('plan').querySelector('#planForm > details').open = true;
  drawPlan();
}

/** The form follows the rule at hand until a kind is chosen. */
export function followKind() {
  if (!plan.form.isKindChosen && !plan.answer) showPlan();
}

export async function startPlans() {
  await readSaved();
  showPlan();
}
