import {fillTexts, language, number, say, setLanguage} from './words.js';
import {makeShape, project, TimeMap} from './map.js';

Object.assign(words.zh, {areas: '服务范围', area: '服务范围', within_min: '分钟内', clickFile: '点击设施看它的服务范围；点击其他地方看由谁服务。', servedBy: '由谁服务', nobody: '不在任何设施的服务范围内', basis: '口径', areaNone: '本规则没有服务范围图层', kindOf: '类别', km2: '平方千米'});
Object.assign(words.en, {areas: 'Service areas', area: 'Service area', within_min: 'min', clickFile: 'Click a facility for its service area, any other place for who serves it.', servedBy: 'Served by', nobody: 'Within no service area', basis: 'Measured by', areaNone: 'This rule has no service areas', kindOf: 'Kind', km2: 'km2'});

const el = (id) => document.getElementById(id);
const statusColours = {pass: '#2c7fb8', fail: '#d95f0e', na: '#969696', nodata: '#d0d0d0', exempt: '#b7a6d4', report: '#7fb89a'};
const statusMarks = {pass: '✓', fail: '✗', na: '–', nodata: '?', exempt: '○', report: '·'};
const data = window.jiujin;
const state = {rule: null, facility: null, place: null};
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

const zh = () => language() === 'zh';
const titleOf = (x) => (zh() ? x.title_zh : x.title_en) || x.title_zh || x.title_en || x.id;
const isOn = (id) => el(id).checked;

/** People as every output shows them: modelled ones about, rounded to ten below a thousand. */
function people(n) {
  if (n == null) return '—';
  const step = state.rule.modelled && n < 1000 ? 10 : 1;
  return (state.rule.modelled ? say('about') : '') + number(Math.floor(n / step + 0.5) * step);
}

const percent = (r) => `${(Math.floor(r.num / r.den * 10000 + 0.5) / 100).toFixed(2)}%`;
const valueOf = (rule, r) => r.num == null ? '—' : rule.is_share && r.den ? percent(r) : number(r.num);

/* ---- shapes: made when first drawn ---- */

const shapeOf = (x) => x.shape ??= x.rings ? makeShape({type: 'MultiPolygon', coordinates: x.rings}, map.origin) : null;
const atOf = (f) => f.at ??= f.lon == null ? null : project([f.lon, f.lat]);
const unitByCode = new Map(data.units.map((u) => [u.code, u]));
const facilityById = new Map(data.facilities.map((f) => [f.id, f]));

function results() {
  return state.rule.results.map(([code, status, num, den]) => ({unit: unitByCode.get(code), status, num, den}))
    .filter((r) => r.unit);
}

function areasOf(rule) {
  return data.areas.filter((a) => rule.fields.some((f) => f.field === a.field && f.minutes === a.minutes));
}

/** Those of the facility under the rule chosen, else under any. */
function areasAt(facility) {
  const all = data.areas.filter((a) => a.facility === facility.id);
  const own = all.filter((a) => state.rule?.fields.some((f) => f.field === a.field && f.minutes === a.minutes));
  return own.length ? own : all;
}

/* ---- drawing ---- */

function drawLayers() {
  map.areas = [];
  for (const u of data.units) if (!shapeOf(u)) continue;
  const judged = results();
  if (isOn('showUnits'))
    for (const r of judged) if (r.unit.shape) map.areas.push({shape: r.unit.shape, fill: statusColours[r.status], stroke: '#fff', width: 1.2});
  if (!isOn('showUnits') || !judged.some((r) => r.unit.shape))
    for (const u of data.units) if (u.shape) map.areas.push({shape: u.shape, stroke: '#555', width: 1});
  if (isOn('showGaps'))
    for (const g of data.gaps) if (g.rule === state.rule.id && shapeOf(g)) map.areas.push({shape: g.shape, fill: 'rgba(120,0,40,.55)', stroke: '#67001f', width: 1});
  if (isOn('showAreas'))
    for (const a of areasOf(state.rule)) if (shapeOf(a)) map.areas.push({shape: a.shape, fill: 'rgba(0,90,60,.12)', stroke: '#00573b', width: 1});
  if (state.facility)
    for (const a of areasAt(state.facility)) if (shapeOf(a)) map.areas.push({shape: a.shape, fill: 'rgba(255,214,10,.45)', stroke: '#7a5c00', width: 2});
  const serving = new Set(state.rule.served.map((s) => s[0]));
  map.points = !isOn('showFacilities') ? [] : [...data.facilities].sort((a, b) => serving.has(a.id) - serving.has(b.id)).filter(atOf)
    .map((f) => ({at: f.at, radius: f === state.facility ? 8 : serving.has(f.id) ? 5 : 2.5, fill: f === state.facility ? '#c1121f' : serving.has(f.id) ? '#111827' : '#6b7280'}));
  map.draw();
  showLegend(judged);
}

function legendRow(colour, text, isRound) {
  const mark = make('i', {class: isRound ? 'round' : ''});
  mark.style.background = colour;
  return make('li', {}, mark, text);
}

function showLegend(judged) {
  const rows = [];
  for (const s of Object.keys(statusColours)) {
    const n = judged.filter((r) => r.status === s).length;
    if (n && isOn('showUnits')) rows.push(legendRow(statusColours[s], `${say(s)} ${n}`));
  }
  const n = data.gaps.filter((g) => g.rule === state.rule.id).length;
  if (isOn('showGaps') && n) rows.push(legendRow('#8b1a3f', `${say('gaps')} ${n}`));
  if (isOn('showFacilities')) rows.push(legendRow('#111827', say('facilities'), true));
  if (isOn('showAreas') || state.facility) rows.push(legendRow('#ffd60a', say('area')));
  el('legend').replaceChildren(make('strong', {}, titleOf(state.rule)), make('ul', {}, ...rows));
}

/* ---- rules ---- */

function ruleButton(r) {
  const counts = Object.keys(statusColours).map((s) => [s, r.results.filter((x) => x[1] === s).length]).filter(([, n]) => n)
    .map(([s, n]) => `${say(s)} ${n}`).join(zh() ? '，' : ', ');
  return make('button', {type: 'button', class: 'rule', 'aria-pressed': String(r === state.rule), onclick: () => choose(r)},
    make('span', {class: `dot ${r.status}`, 'aria-hidden': 'true'}, statusMarks[r.status] ?? ''),
    make('span', {class: 'name'}, titleOf(r), make('small', {}, `${r.id} · ${counts}`)));
}

function showRules() {
  const groups = new Map();
  for (const r of data.rules) groups.set(r.domain_zh, [...(groups.get(r.domain_zh) ?? []), r]);
  el('rules').replaceChildren(...[...groups.values()].map((rules) => make('details', {open: true},
    make('summary', {}, zh() ? rules[0].domain_zh : rules[0].domain_en, ` (${rules.length})`), ...rules.map(ruleButton))));
}

function choose(r) {
  state.rule = r;
  showRules();
  showRule();
  showPlace();
  drawLayers();
}

function badge(status) {
  return make('span', {class: `badge ${status}`}, `${statusMarks[status] ?? ''} ${say(status)}`);
}

function unitRow(r) {
  const [x0, y0, x1, y1] = shapeOf(r.unit)?.box ?? [];
  const go = () => {
    map.view = {x: (x0 + x1) / 2, y: (y0 + y1) / 2, zoom: Math.min(15, Math.log2(0.6 * Math.min(map.width / (x1 - x0), map.height / (y1 - y0)) / 256))};
    map.draw();
  };
  return make('tr', {}, make('th', {scope: 'row'}, r.unit.shape ? make('button', {type: 'button', class: 'link', onclick: go}, r.unit.name) : r.unit.name),
    make('td', {}, badge(r.status)), make('td', {class: 'n'}, valueOf(state.rule, r)));
}

function showRule() {
  const order = ['fail', 'nodata', 'report', 'pass', 'exempt', 'na'];
  const rows = results().sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  el('rule').replaceChildren(make('h2', {}, titleOf(state.rule)),
    make('p', {class: 'hint'}, `${say('basis')}: ${zh() ? state.rule.basis_zh : state.rule.basis_en}`),
    make('table', {}, make('caption', {}, say('unitsTable')), make('thead', {}, make('tr', {}, ...['unit', 'verdict', 'value'].map((k) => make('th', {scope: 'col'}, say(k))))),
      make('tbody', {}, ...rows.slice(0, 3000).map(unitRow))));
}

/* ---- a facility or a place ---- */

function facilityNear(at, reach) {
  let best = null, least = reach;
  for (const f of isOn('showFacilities') ? data.facilities : []) {
    if (!atOf(f)) continue;
    const [x, y] = map.toScreen(f.at), d = Math.hypot(x - at[0], y - at[1]);
    if (d < least) { least = d; best = f; }
  }
  return best;
}

function click(lonLat) {
  const world = project(lonLat), found = facilityNear(map.toScreen(world), 9);
  select(found, found ? null : world);
}

function select(facility, world) {
  state.facility = facility;
  state.place = world;
  map.marks = world ? [{at: world}] : [];
  showPlace();
  drawLayers();
}

function facilityCard(f) {
  const rows = areasAt(f).map((a) => make('li', {}, `${say('area')}: ${number(a.minutes, 1)} ${say('within_min')}，${number(a.km2, 1)} ${say('km2')}`));
  const served = state.rule.served.find((s) => s[0] === f.id);
  if (served?.[1] != null) rows.push(make('li', {}, `${say('served')}: ${people(served[1])}`));
  return [make('h2', {}, f.name), make('p', {}, `${say('kindOf')}: ${zh() ? f.kind_zh : f.kind_en} · ${f.id}`), make('ul', {class: 'places'}, ...rows)];
}

function placeCard(world) {
  const unit = data.units.filter((u) => shapeOf(u) && map.holds(u.shape, world)).pop();
  const areas = areasOf(state.rule).filter((a) => shapeOf(a) && map.holds(a.shape, world));
  const gap = data.gaps.find((g) => g.rule === state.rule.id && shapeOf(g) && map.holds(g.shape, world));
  const rows = areas.map((a) => {
    const f = facilityById.get(a.facility);
    return make('li', {}, make('button', {type: 'button', class: 'link', onclick: () => select(f, null)}, f?.name ?? a.facility), ` ≤ ${number(a.minutes, 1)} ${say('minutes')}`);
  });
  if (!rows.length) rows.push(make('li', {}, say(state.rule.fields.length ? 'nobody' : 'areaNone')));
  if (gap) rows.push(make('li', {}, `${say('gapOf')}: ${people(gap.people)} ${say('people')} · ${zh() ? gap.reason_zh : gap.reason_en}`));
  return [make('h2', {}, unit?.name ?? say('outside')), make('p', {}, say('servedBy')), make('ul', {class: 'places'}, ...rows)];
}

function showPlace() {
  el('place').replaceChildren(...(state.facility ? facilityCard(state.facility) : state.place ? placeCard(state.place) : [make('p', {class: 'hint'}, say('clickFile'))]));
}

function hover(at) {
  const tip = el('tip'), f = at ? facilityNear(at, 7) : null;
  const world = at && map.toWorld(at);
  const hit = f ? null : world && results().find((r) => shapeOf(r.unit) && map.holds(r.unit.shape, world));
  tip.hidden = !f && !hit;
  if (tip.hidden) return;
  tip.replaceChildren(...(f ? [make('strong', {}, f.name), make('div', {}, zh() ? f.kind_zh : f.kind_en)]
    : [make('strong', {}, hit.unit.name), make('div', {}, `${say(hit.status)} ${valueOf(state.rule, hit)}`)]));
  tip.style.left = `${Math.min(at[0] + 14, map.width - 240)}px`;
  tip.style.top = `${Math.min(at[1] + 14, map.height - 90)}px`;
}

/* ---- search ---- */

const names = [...data.units.map((u) => ({what: 'unit', id: u.code, name: u.name, unit: u})), ...data.facilities.map((f) => ({what: 'facility', id: f.id, name: f.name, facility: f}))];
let marked = -1;

function search() {
  const text = el('find').value.trim().toLowerCase();
  const found = text ? names.filter((n) => n.name.toLowerCase().includes(text) || n.id.toLowerCase().startsWith(text)).slice(0, 12) : [];
  const rows = found.map((n, i) => make('li', {role: 'option', id: `found${i}`, 'aria-selected': 'false', onclick: () => goTo(n)}, n.name, make('small', {}, ` ${say(n.what)} ${n.id}`)));
  if (text && !found.length) rows.push(make('li', {class: 'hint'}, say('notFound')));
  el('found').replaceChildren(...rows);
  el('found').hidden = !rows.length;
  el('find').setAttribute('aria-expanded', String(rows.length > 0));
  marked = -1;
}

function searchKey(e) {
  const rows = [...el('found').querySelectorAll('[role=option]')];
  if (e.key === 'Escape') el('found').hidden = true;
  if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && rows.length) {
    e.preventDefault();
    marked = (marked + (e.key === 'ArrowDown' ? 1 : rows.length - 1) + (marked < 0 && e.key === 'ArrowUp' ? 1 : 0)) % rows.length;
    rows.forEach((r, i) => r.setAttribute('aria-selected', String(i === marked)));
    el('find').setAttribute('aria-activedescendant', rows[marked].id);
  }
  if (e.key === 'Enter') {
    e.preventDefault();
    rows[Math.max(0, marked)]?.click();
  }
}

/** The rule to see a facility under: the one chosen if it serves there, else one that has an area for it, else one that counts it. */
function ruleOf(facility) {
  const told = (r) => r.served.find((s) => s[0] === facility.id);
  const serving = data.rules.find((r) => told(r)?.[1] != null);
  return told(state.rule)?.[1] != null ? state.rule : serving ?? (told(state.rule) ? state.rule : data.rules.find(told) ?? state.rule);
}

function goTo(n) {
  el('found').hidden = true;
  el('find').setAttribute('aria-expanded', 'false');
  el('find').value = n.name;
  if (n.facility) {
    if (atOf(n.facility)) map.view = {x: n.facility.at[0], y: n.facility.at[1], zoom: Math.max(map.view.zoom, 12.5)};
    const rule = ruleOf(n.facility);
    if (rule !== state.rule) choose(rule);
    select(n.facility, null);
  } else if (shapeOf(n.unit)) {
    const [x0, y0, x1, y1] = n.unit.shape.box;
    map.view = {x: (x0 + x1) / 2, y: (y0 + y1) / 2, zoom: Math.min(15, Math.log2(0.8 * Math.min(map.width / (x1 - x0), map.height / (y1 - y0)) / 256))};
    map.draw();
  }
}

/* ---- the page ---- */

function showScale() {
  const metres = 40075017 * Math.cos(Math.atan(Math.sinh(Math.PI * (1 - 2 * map.view.y)))) / map.scale;
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6];
  const step = steps.findLast((s) => s / metres <= 120) ?? 1;
  el('scale').style.width = `${step / metres}px`;
  el('scale').textContent = step < 1000 ? `${step} m` : `${step / 1000} km`;
}

function showWords() {
  fillTexts(document);
  el('title').textContent = document.title = (zh() ? data.name : data.name_en || data.name) + ` ${data.year}`;
  el('mark').textContent = data.review || say('internal');
  el('language').textContent = say('other');
  el('foot').textContent = `${data.review || say('internal')} · ${data.source}`;
}

function start() {
  map = new TimeMap(el('map'), {onClick: click, onHover: hover, loadTile: async () => null});
  map.onDraw = showScale;
  map.origin = project([data.box[0], data.box[1]]);
  showWords();
  for (const id of ['showUnits', 'showGaps', 'showFacilities', 'showAreas']) el(id).addEventListener('change', drawLayers);
  el('find').addEventListener('input', search);
  el('find').addEventListener('keydown', searchKey);
  el('search').addEventListener('submit', (e) => e.preventDefault());
  el('in').addEventListener('click', () => map.zoomBy(1));
  el('out').addEventListener('click', () => map.zoomBy(-1));
  el('all').addEventListener('click', () => map.fit(data.box));
  el('print').addEventListener('click', () => window.print());
  el('language').addEventListener('click', () => { setLanguage(zh() ? 'en' : 'zh'); showWords(); choose(state.rule); });
  if (data.rules.length) choose(data.rules.find((r) => r.fields.length && r.status === 'fail') ?? data.rules.find((r) => r.fields.length) ?? data.rules[0]);
  map.fit(data.box);
  document.body.dataset.ready = 'true';
}

start();
