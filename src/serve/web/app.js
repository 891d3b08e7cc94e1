import {fillTexts, language, number, say, setLanguage} from './words.js';
import {makeShape, project, TimeMap} from './map.js';

const el = (id) => document.getElementById(id);
const statusColours = {pass: '#2c7fb8', fail: '#d95f0e', na: '#969696', nodata: '#d0d0d0', exempt: '#b7a6d4', report: '#7fb89a'};
const statusMarks = {pass: '✓', fail: '✗', na: '–', nodata: '?', exempt: '○', report: '·'};

const state = {result: null, rule: null, units: [], gaps: [], facilities: [], served: new Map(), place: null};
let map;

/** Build an element: make('p', {class: 'x'}, 'text', child). Text never becomes markup. */
function make(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes))
    if (k.startsWith('on')) e.addEventListener(k.slice(2), v);
    else if (v !== false && v != null) e.setAttribute(k, v === true ? '' : v);
  e.append(...children.filter((c) => c != null));
  return e;
}

async function ask(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries({...parameters, lang: language()}).filter(([, v]) => v != null));
  const answer = await fetch(`${path}?${query}`);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message);
  return body;
}

/** All features of a collection, page after page. */
async function askAll(collection, parameters = {}) {
  const features = [];
  for (let offset = 0; ;) {
    const page = await ask(`/collections/${collection}/items`, {...parameters, limit: 10000, offset});
    features.push(...page.features);
    offset += page.numberReturned;
    if (offset >= page.numberMatched || !page.numberReturned) return features;
  }
}

const titleOf = (x) => (language() === 'zh' ? x.title_zh : x.title_en) || x.id;

function share(p) {
  if (p.value == null) return '—';
  return p.den ? `${(100 * p.num / p.den).toFixed(2)} %` : number(p.value, 2);
}

function figures(p) {
  return p.num == null ? '' : `${number(p.num)} / ${number(p.den)}`;
}

function badge(status) {
  return make('span', {class: `badge ${status}`, title: say(status)}, `${statusMarks[status] ?? ''} ${say(status)}`);
}

/* ---- rules ---- */

function ruleButton(r) {
  const counts = ['pass', 'fail', 'nodata', 'exempt', 'report'].filter((s) => r[`n_${s}`])
    .map((s) => `${say(s)} ${r[`n_${s}`]}`).join(language() === 'zh' ? '，' : ', ');
  return make('button', {type: 'button', class: 'rule', 'aria-pressed': String(r === state.rule), onclick: () => choose(r)},
    make('span', {class: `dot ${r.status}`, 'aria-hidden': 'true'}, statusMarks[r.status] ?? ''),
    make('span', {class: 'name'}, titleOf(r), make('small', {}, `${r.id} · ${r.status ? say(r.status) : '—'} · ${counts}`)));
}

function showRules() {
  const groups = new Map();
  for (const r of state.result.rules) groups.set(r.domain, [...(groups.get(r.domain) ?? []), r]);
  el('rules').replaceChildren(...[...groups.values()].map((rules) => make('details', {open: true},
    make('summary', {}, language() === 'zh' ? rules[0].domain_zh : rules[0].domain_en, ` (${rules.length})`), ...rules.map(ruleButton))));
}

async function choose(r) {
  state.rule = r;
  showRules();
  const [units, gaps, catchments] = await Promise.all([
    ask('/api/v1/units', {rule: r.id}), ask('/api/v1/gaps', {rule: r.id, top: 5000}), askAll('catchment', {rule_id: r.id})]);
  if (state.rule !== r) return;
  state.units = chooseLevel(units.features).map(addShape);
  state.gaps = gaps.features.map(addShape);
  state.served = new Map(catchments.map((f) => [f.properties.facility_id, f.properties]));
  chooseField(r);
  showAll();
}

/** The units drawn: of the level most of the rule's verdicts are for, among those with boundaries. */
function chooseLevel(features) {
  const levels = new Map();
  for (const f of features) levels.set(f.properties.level, [...(levels.get(f.properties.level) ?? []), f]);
  const drawn = [...levels.values()].filter((l) => l.some((f) => f.geometry));
  return (drawn.length ? drawn : [...levels.values()]).sort((a, b) => b.length - a.length)[0] ?? [];
}

function addShape(f) {
  return {...f.properties, shape: f.geometry ? makeShape(f.geometry, map.origin) : null};
}

function chooseField(r) {
  const ids = (r.field_ids ?? '').split(',').filter(Boolean);
  if (ids.length) el('field').value = ids[0];
  if (r.within_minutes) el('minutes').value = r.within_minutes;
}

/* ---- map ---- */

const isOn = (id) => el(id).checked;

function drawLayers() {
  const hasTimes = isOn('showTimes') && el('field').value !== '';
  el('timeControls').hidden = !isOn('showTimes');
  el('minutesShown').textContent = el('minutes').value;
  map.areas = [];
  for (const u of state.units)
    if (u.shape) {
      const fill = isOn('showUnits') && !hasTimes ? statusColours[u.status] : null;
      map.areas.push({shape: u.shape, fill, stroke: hasTimes ? '#444' : '#fff', width: 1.2});
    }
  if (isOn('showGaps'))
    for (const g of state.gaps)
      if (g.shape) map.areas.push({shape: g.shape, fill: 'rgba(120,0,40,.55)', stroke: '#67001f', width: 1});
  map.points = isOn('showFacilities') ? facilityPoints() : [];
  map.setTimes(hasTimes ? {field: el('field').value, minutes: Number(el('minutes').value)} : null);
  showLegend(hasTimes);
}

/** Those that serve under the rule stand out; where the rule names none, all are alike. */
function facilityPoints() {
  const known = state.facilities.filter((f) => f.at);
  const small = known.filter((f) => !state.served.has(f.id)).map((f) => ({at: f.at, radius: 2.5, fill: '#6b7280'}));
  return [...small, ...known.filter((f) => state.served.has(f.id)).map((f) => ({at: f.at, radius: 5, fill: '#111827'}))];
}

function legendRow(colour, text, isRound) {
  const mark = make('i', {class: isRound ? 'round' : ''});
  mark.style.background = colour;
  return make('li', {}, mark, text);
}

function showLegend(hasTimes) {
  const rows = [], minutes = el('minutes').value;
  if (hasTimes) {
    rows.push(legendRow('linear-gradient(90deg,#08519c,#bdd7e7)', `${say('within')} (≤ ${minutes} ${say('minutes')})`));
    rows.push(legendRow('linear-gradient(90deg,#fed9a6,#a63603)', `${say('beyond')} (> ${minutes} ${say('minutes')})`));
    rows.push(legendRow('#eef1f4', say('none')));
  } else if (isOn('showUnits')) {
    for (const s of Object.keys(statusColours)) {
      const n = state.units.filter((u) => u.status === s).length;
      if (n) rows.push(legendRow(statusColours[s], `${say(s)} ${n}`));
    }
  }
  if (isOn('showGaps') && state.gaps.length) rows.push(legendRow('#8b1a3f', `${say('gaps')} ${state.gaps.length}`));
  if (isOn('showFacilities')) rows.push(legendRow('#111827', say('facilities'), true));
  const hasBoundaries = state.units.some((u) => u.shape);
  el('legend').replaceChildren(make('strong', {}, state.rule ? titleOf(state.rule) : ''), make('ul', {}, ...rows),
    state.units.length && !hasBoundaries ? make('p', {}, say('noMap')) : '');
}

function hover(at) {
  const tip = el('tip');
  const lines = at ? linesAt(at) : null;
  tip.hidden = !lines;
  if (!lines) return;
  tip.replaceChildren(...lines.map((l, i) => make(i ? 'div' : 'strong', {}, l)));
  tip.style.left = `${Math.min(at[0] + 14, map.width - 240)}px`;
  tip.style.top = `${Math.min(at[1] + 14, map.height - 90)}px`;
}

function linesAt(at) {
  const world = map.toWorld(at);
  const facility = isOn('showFacilities') && state.facilities.find((f) => {
    if (!f.at) return false;
    const [x, y] = map.toScreen(f.at);
    return Math.hypot(x - at[0], y - at[1]) < 6;
  });
  if (facility) {
    const s = state.served.get(facility.id);
    return [facility.name, `${facility.kind} ${facility.id}`, s ? `${say('served')} ${say('about')}${number(Math.round(s.people))}` : ''].filter(Boolean);
  }
  const gap = isOn('showGaps') && state.gaps.find((g) => g.shape && map.holds(g.shape, world));
  if (gap) return gapLines(gap);
  const unit = state.units.find((u) => u.shape && map.holds(u.shape, world));
  return unit ? [unit.name, `${say(unit.status)} ${share(unit)}`, figures(unit)].filter(Boolean) : null;
}

function gapLines(g) {
  const way = g.nearest_name ? `${g.nearest_name} ${number(g.nearest_minutes, 1)} ${say('minutes')}` : '';
  return [`${say('gapOf')} · ${g.unit_name}`, `${say('about')}${number(Math.round(g.people))} ${say('people')} · ${g.reason_zh ?? g.reason_en}`, way].filter(Boolean);
}

/* ---- explain ---- */

async function explain([lon, lat]) {
  let rows;
  try {
    rows = await ask('/api/v1/explain', {lon: lon.toFixed(6), lat: lat.toFixed(6)});
  } catch {
    rows = [];
  }
  state.place = {lon, lat, rows};
  showPlace();
}

function placeRow(r) {
  const minutes = r.minutes == null ? '' : `${number(r.minutes, 1)} / ${number(r.limit_minutes, 1)} ${say('minutes')}`;
  return make('li', {class: r.reach ?? 'none'},
    make('strong', {}, r.title), ' ', r.reach ? make('span', {class: `badge ${r.reach}`}, say(r.reach)) : badge(r.status),
    minutes ? make('div', {}, `${say('nearest')}: ${r.nearest_name ?? '—'}, ${minutes}`) : null,
    make('div', {class: 'why'}, r.explanation ?? ''));
}

function showPlace() {
  const place = state.place, box = el('place');
  map.marks = [];
  if (!place) {
    box.replaceChildren(make('p', {class: 'hint'}, say('click')));
    return;
  }
  const own = place.rows.find((r) => r.rule_id === state.rule?.id);
  const nearest = state.facilities.find((f) => f.id === own?.nearest_facility);
  map.marks = [{at: project([place.lon, place.lat]), to: nearest?.at}];
  map.draw();
  const rows = [...place.rows].sort((a, b) => (b === own) - (a === own) || !a.reach - !b.reach);
  box.replaceChildren(...[make('h2', {}, say('place')),
    make('p', {}, `${place.lon.toFixed(5)}, ${place.lat.toFixed(5)} ${rows[0]?.unit_name ?? ''}`),
    rows.length ? proposeForm(place) : null, rows.length ? make('ul', {class: 'places'}, ...rows.map(placeRow)) : make('p', {}, say('outside'))].filter(Boolean));
}

/* ---- propose ---- */

function proposeForm(place) {
  const kind = make('select', {'aria-label': say('kind')}, ...state.result.kinds.map((k) => make('option', {value: k.kind}, k.kind)));
  const places = make('input', {type: 'number', min: 1, max: 100000, 'aria-label': say('places'), placeholder: say('places')});
  const answer = make('div', {class: 'answer', role: 'status'});
  kind.value = state.proposedKind ?? kind.value;
  const submit = async (e) => {
    e.preventDefault();
    state.proposedKind = kind.value;
    answer.textContent = '…';
    try {
      const found = await ask('/api/v1/propose', {kind: kind.value, lon: place.lon, lat: place.lat, capacity: places.value || null});
      answer.textContent = found.text;
    } catch (error) {
      answer.textContent = error.message;
    }
  };
  return make('form', {id: 'propose', onsubmit: submit}, make('h2', {}, say('propose')), kind, ' ', places, ' ',
    make('button', {type: 'submit'}, say('tryHere')), answer);
}

/* ---- the rule and its table ---- */

function unitRow(u) {
  const go = () => {
    if (!u.shape) return;
    const [x0, y0, x1, y1] = u.shape.box;
    map.view.x = (x0 + x1) / 2;
    map.view.y = (y0 + y1) / 2;
    map.view.zoom = Math.min(15, Math.log2(0.6 * Math.min(map.width / (x1 - x0), map.height / (y1 - y0)) / 256));
    map.draw();
  };
  return make('tr', {},
    make('th', {scope: 'row'}, u.shape ? make('button', {type: 'button', class: 'link', onclick: go}, u.name) : u.name),
    make('td', {}, badge(u.status)), make('td', {class: 'n'}, share(u)), make('td', {class: 'n'}, figures(u)));
}

function showRule() {
  const r = state.rule;
  if (!r) return;
  const order = ['fail', 'nodata', 'report', 'pass', 'exempt', 'na'];
  const units = [...state.units].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status) || (a.value ?? 0) - (b.value ?? 0));
  const evidence = language() === 'zh' ? r.evidence_zh : r.evidence_en;
  const id = encodeURIComponent(r.id);
  const links = [['units', `/api/v1/query?rule=${id}&f=csv`], ['gaps', `/api/v1/gaps?rule=${id}&f=csv`], ['facilities', '/collections/facility/items?limit=10000&f=csv']];
  el('rule').replaceChildren(make('h2', {}, titleOf(r), ' ', r.status ? badge(r.status) : null),
    make('p', {}, evidence ?? ''),
    make('p', {class: 'hint'}, `${say('source')}: ${r.source_doc ?? ''} ${r.source_section ?? ''}`, make('br'), r.dept ? `${say('department')}: ${r.dept}` : ''),
    make('p', {}, `${say('download')} CSV: `, ...links.flatMap(([name, href]) => [make('a', {href}, say(name)), ' '])),
    make('table', {}, make('caption', {}, say('unitsTable')),
      make('thead', {}, make('tr', {}, ...['unit', 'verdict', 'value', 'share'].map((k) => make('th', {scope: 'col'}, say(k))))),
      make('tbody', {}, ...units.slice(0, 2000).map(unitRow))));
}

/* ---- search ---- */

let names = [];
let marked = -1;

function search() {
  const text = el('find').value.trim().toLowerCase();
  const found = text ? names.filter((n) => n.name.toLowerCase().includes(text) || n.id.toLowerCase().startsWith(text)).slice(0, 12) : [];
  const rows = found.map((n, i) => make('li', {role: 'option', id: `found${i}`, 'aria-selected': 'false', onclick: () => goTo(n)},
    n.name, make('small', {}, ` ${say(n.what)} ${n.id}`)));
  if (text && !found.length) rows.push(make('li', {class: 'hint'}, say('notFound')));
  el('found').replaceChildren(...rows);
  el('found').hidden = !rows.length;
  el('find').setAttribute('aria-expanded', String(rows.length > 0));
  marked = -1;
}

function searchKey(e) {
  const rows = [...el('found').querySelectorAll('[role=option]')];
  if (e.key === 'Escape') el('found').hidden = true;
  if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
    e.preventDefault();
    marked = (marked + (e.key === 'ArrowDown' ? 1 : rows.length - 1) + (marked < 0 && e.key === 'ArrowUp' ? 1 : 0)) % Math.max(1, rows.length);
    rows.forEach((r, i) => r.setAttribute('aria-selected', String(i === marked)));
    el('find').setAttribute('aria-activedescendant', rows[marked]?.id ?? '');
  }
  if (e.key === 'Enter') {
    e.preventDefault();
    rows[Math.max(0, marked)]?.click();
  }
}

function goTo(n) {
  el('found').hidden = true;
  el('find').setAttribute('aria-expanded', 'false');
  el('find').value = n.name;
  if (n.box) map.fit(n.box);
  else if (n.lonLat) {
    [map.view.x, map.view.y] = project(n.lonLat);
    map.view.zoom = Math.max(map.view.zoom, 13);
    map.draw();
    explain(n.lonLat);
  }
}

function boxOf(geometry) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of geometry.coordinates.flat(2)) {
    box[0] = Math.min(box[0], lon); box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon); box[3] = Math.max(box[3], lat);
  }
  return box;
}

/* ---- start ---- */

function bounds() {
  const levels = state.result.levels.filter((l) => l.min_x != null);
  if (levels.length) return [Math.min(...levels.map((l) => l.min_x)), Math.min(...levels.map((l) => l.min_y)),
    Math.max(...levels.map((l) => l.max_x)), Math.max(...levels.map((l) => l.max_y))];
  const at = state.facilities.filter((f) => f.lonLat).map((f) => f.lonLat);
  return at.length ? [Math.min(...at.map((c) => c[0])), Math.min(...at.map((c) => c[1])), Math.max(...at.map((c) => c[0])), Math.max(...at.map((c) => c[1]))]
    : [73, 18, 135, 54];
}

function showAll() {
  showPlace();
  showRule();
  drawLayers();
}

/** A field by the rules that read it and its way of going. */
function fieldName(f) {
  const rules = state.result.rules.filter((r) => (r.field_ids ?? '').split(',').includes(f.id));
  return `${rules.map(titleOf).join(' / ') || f.id} · ${say(f.profile)} ${f.year}`;
}

function showFields() {
  const chosen = el('field').value;
  el('field').replaceChildren(...state.result.fields.map((f) => make('option', {value: f.id}, fieldName(f))));
  if (chosen) el('field').value = chosen;
}

function showWords() {
  fillTexts(document);
  const name = (language() === 'zh' ? state.result.name : state.result.name_en) || state.result.name;
  document.title = `${name} — 就近`;
  el('title').textContent = name;
  el('language').textContent = say('other');
  el('language').lang = language() === 'zh' ? 'en' : 'zh';
  el('foot').textContent = `${name} · ${state.result.year ?? ''}${say('year')} · ${say('internal')}`;
  showFields();
  showRules();
}

function showScale() {
  const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * map.view.y)));
  const metres = 40075016.686 * Math.cos(lat) / map.scale * 100;
  const unit = 10 ** Math.floor(Math.log10(metres)), round = unit * (metres / unit >= 5 ? 5 : metres / unit >= 2 ? 2 : 1);
  el('scale').style.width = `${100 * round / metres}px`;
  el('scale').textContent = round >= 1000 ? `${round / 1000} km` : `${round} m`;
}

async function loadNames() {
  const [units, facilities] = await Promise.all([ask('/api/v1/units'), askAll('facility')]);
  state.facilities = facilities.map((f) => ({...f.properties, lonLat: f.geometry?.coordinates, at: f.geometry ? project(f.geometry.coordinates) : null}));
  names = [...units.features.map((f) => ({what: 'unit', id: f.properties.code, name: f.properties.name, box: f.geometry ? boxOf(f.geometry) : null})),
    ...state.facilities.map((f) => ({what: 'facility', id: f.id, name: f.name, lonLat: f.lonLat}))];
}

function listen() {
  for (const id of ['showUnits', 'showGaps', 'showFacilities', 'showTimes', 'field']) el(id).addEventListener('change', drawLayers);
  el('minutes').addEventListener('input', drawLayers);
  el('find').addEventListener('input', search);
  el('find').addEventListener('keydown', searchKey);
  el('search').addEventListener('submit', (e) => e.preventDefault());
  el('in').addEventListener('click', () => map.zoomBy(1));
  el('out').addEventListener('click', () => map.zoomBy(-1));
  el('all').addEventListener('click', () => map.fit(bounds()));
  el('print').addEventListener('click', () => window.print());
  el('language').addEventListener('click', async () => {
    setLanguage(language() === 'zh' ? 'en' : 'zh');
    showWords();
    showAll();
    if (state.rule) await choose(state.rule);
    if (state.place) await explain([state.place.lon, state.place.lat]);
  });
}

async function start() {
  map = new TimeMap(el('map'), explain, hover);
  map.onDraw = showScale;
  try {
    state.result = await ask('/api/v1/result');
    showWords();
    listen();
    const first = state.result.rules.find((r) => r.field_ids && r.status === 'fail') ?? state.result.rules.find((r) => r.field_ids) ?? state.result.rules[0];
    const box = bounds();
    map.origin = project([box[0], box[1]]);
    map.fit(box);
    if (first) await choose(first);
    await loadNames();
    showAll();
    document.body.dataset.ready = 'true';
  } catch (e) {
    el('place').replaceChildren(make('p', {class: 'failure', role: 'alert'}, say('failed') + e.message));
  }
}

start();
