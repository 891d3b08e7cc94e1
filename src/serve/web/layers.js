/** What lies on the map: layers on and off, their legend, and what a hover tells. */
import {el, make} from './dom.js';
import {minutes, parts, people, share, statusColours, titleOf} from './figures.js';
import {gainColours, makeLine, makeShape, reliefColours, timeColours} from './map.js';
import {askAll, askKept} from './net.js';
import {map, MOST_GAPS, state} from './state.js';
import {number, say} from './words.js';

export const switches = ['showUnits', 'showGaps', 'showFacilities', 'showAreas', 'showTimes', 'showGain', 'showRelief', 'showBase', 'showNames'];
const isOn = (id) => el(id).checked && !el(id).disabled;
const relief = reliefColours(), gain = gainColours();
let times = {minutes: -1, colours: null};

function coloursFor(m) {
  if (times.minutes !== m) times = {minutes: m, colours: timeColours(m)};
  return times.colours;
}

/** A field by the rules that read it and its way of going. @param {any} f */
function fieldName(f) {
  const rules = state.result.rules.filter((r) => (r.field_ids ?? '').split(',').includes(f.id));
  return `${rules.map(titleOf).join(' / ') || f.id} · ${say(f.profile)} ${f.year}`;
}

export function showFields() {
  const chosen = el('field').value;
  el('field').replaceChildren(...state.result.fields.map((f) => make('option', {value: f.id}, fieldName(f))));
  if (chosen) el('field').value = chosen;
}

/** The field and threshold of the rule at hand. */
export function chooseField() {
  const ids = (state.rule.field_ids ?? '').split(',').filter(Boolean);
  if (ids.length) el('field').value = ids[0];
  if (state.rule.within_minutes) el('minutes').value = Math.round(state.rule.within_minutes);
  const gains = gainOf(state.rule);
  el('showGain').disabled = !gains;
  el('showGain').parentElement.title = gains ? '' : say('noGain');
  el('showRelief').disabled = !state.result.has_relief;
  el('showTimes').disabled = !state.result.fields.length;
}

const gainOf = (rule) => state.result.surfaces?.find((s) => s.rule_id === rule?.id);

/** Layers read only when they are wanted. */
async function readWanted() {
  const rule = state.rule;
  if (isOn('showAreas') && !state.areas) {
    state.areas = [];
    const ids = (rule.field_ids ?? '').split(',').filter(Boolean);
    const read = await Promise.all(ids.map((field_id) => askAll('service_area', {field_id})));
    if (state.rule !== rule) return;
    state.areas = read.flat().filter((f) => f.geometry).map((f) => ({...f.properties, shape: makeShape(f.geometry, map.origin)}));
    drawLayers();
  }
  if (isOn('showBase') && !state.base) {
    state.base = {areas: [], lines: []};
    const read = await askKept('/api/v1/base');
    const lines = (list) => list.map((c) => makeLine(c, map.origin));
    state.base = {areas: read.water.map((g) => makeShape(g, map.origin)), rivers: lines(read.rivers), roads: lines(read.roads)};
    drawLayers();
  }
}

function rasters() {
  const list = [];
  if (isOn('showTimes') && el('field').value) list.push({layer: el('field').value, colours: coloursFor(Number(el('minutes').value))});
  if (isOn('showGain')) list.push({layer: gainOf(state.rule).id, colours: gain, isAbove: true});
  if (isOn('showRelief')) list.push({layer: 'relief', colours: relief, isAbove: true});
  return list;
}

function areas(hasRaster) {
  const list = [];
  for (const u of state.units)
    if (u.shape) {
      const fill = isOn('showUnits') && !hasRaster ? statusColours[u.status] : null;
      list.push({shape: u.shape, fill, stroke: hasRaster ? '#444' : '#fff', width: 1.2});
    }
  if (isOn('showAreas'))
    (state.areas ?? []).forEach((a) => list.push({shape: a.shape, fill: 'rgba(37,99,235,.16)', stroke: '#1e40af', width: 0.8}));
  if (isOn('showBase'))
    (state.base?.areas ?? []).forEach((shape) => list.push({shape, fill: '#9cc3e6', stroke: null, width: 0}));
  if (state.remedy) list.push({shape: state.remedy.shape, fill: 'rgba(205,240,212,.6)', stroke: '#0b5d2e', width: 2.5});
  if (isOn('showGaps'))
    for (const g of state.gaps)
      if (g.shape) list.push({shape: g.shape, fill: 'rgba(120,0,40,.55)', stroke: '#67001f', width: 1});
  return list;
}

function baseLines() {
  if (!isOn('showBase') || !state.base) return [];
  return [...(state.base.roads ?? []).map((path) => ({path, stroke: '#7a6a55', width: 1})),
    ...(state.base.rivers ?? []).map((path) => ({path, stroke: '#4a90c2', width: 1.6}))];
}

/** Those that serve under the rule stand out; where the rule names none, all are alike. */
function facilityPoints() {
  const known = state.facilities.filter((f) => f.at);
  const small = known.filter((f) => !state.served.has(f.id)).map((f) => ({at: f.at, radius: 2.5, fill: '#6b7280', fromZoom: 8.5}));
  return [...small, ...known.filter((f) => state.served.has(f.id)).map((f) => ({at: f.at, radius: 5, fill: '#111827'}))];
}

export function drawLayers() {
  map.rasters = rasters();
  const hasRaster = map.rasters.some((r) => r.layer !== 'relief');
  el('timeControls').hidden = !isOn('showTimes');
  el('minutesShown').textContent = el('minutes').value;
  map.areas = areas(hasRaster);
  state.baseLines = baseLines();
  map.lines = [...state.baseLines, ...state.asked];
  map.points = isOn('showFacilities') ? facilityPoints() : [];
  map.labels = isOn('showNames') ? [...state.units].filter((u) => u.middle).map((u) => ({at: u.middle, text: u.name})) : [];
  map.draw();
  showLegend(hasRaster);
  readWanted();
}

/** Lines of ways and parcels over everything the layers draw. @param {any[]} lines */
export function drawAsked(lines) {
  state.asked = lines;
  map.lines = [...state.baseLines, ...lines];
  map.draw();
}

function legendRow(colour, text, isRound = false) {
  const mark = make('i', {class: isRound ? 'round' : ''});
  mark.style.background = colour;
  return make('li', {}, mark, text);
}

function showLegend(hasRaster) {
  const rows = [], limit = el('minutes').value;
  if (isOn('showTimes')) {
    rows.push(legendRow('linear-gradient(90deg,#08519c,#bdd7e7)', `${say('within')} (≤ ${limit} ${say('minutes')})`));
    rows.push(legendRow('linear-gradient(90deg,#fed9a6,#a63603)', `${say('beyond')} (> ${limit} ${say('minutes')})`));
    rows.push(legendRow('#eef1f4', say('none')));
  } else if (isOn('showUnits') && !hasRaster) {
    for (const s of Object.keys(statusColours)) {
      const n = state.units.filter((u) => u.status === s).length;
      if (n) rows.push(legendRow(statusColours[s], `${say(s)} ${n}`));
    }
  }
  if (isOn('showGain')) {
    rows.push(legendRow('linear-gradient(90deg,#e5f5e0,#005824)', `${say('gain')} 0 – ${people(gainOf(state.rule).most)}`));
    if (gainOf(state.rule).has_forbidden) rows.push(legendRow('#787878', say('forbiddenHere')));
  }
  if (isOn('showAreas') && state.areas?.length) rows.push(legendRow('#c7d2fe', `${say('areas')} ${state.areas.length}`));
  if (isOn('showGaps') && state.gaps.length) rows.push(legendRow('#8b1a3f', `${say('gaps')} ${state.gaps.length}${state.gaps.length === MOST_GAPS ? '+' : ''}`));
  if (state.remedy) rows.push(legendRow('#a9d3bb', `${say('remedyGround')}${state.remedy.rule === state.rule?.id ? '' : `：${state.remedy.title}`}`));
  if (isOn('showFacilities')) rows.push(legendRow('#111827', say('facilities'), true));
  const hasBoundaries = state.units.some((u) => u.shape);
  el('legend').replaceChildren(make('strong', {}, state.rule ? titleOf(state.rule) : ''), make('ul', {}, ...rows),
    state.units.length && !hasBoundaries ? make('p', {}, say('noMap')) : '');
}

/* ---- hover ---- */

/** @param {number[] | null} at */
export function hover(at) {
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
    if (!f.at || (map.view.zoom < 8.5 && !state.served.has(f.id))) return false; // not drawn
    const [x, y] = map.toScreen(f.at);
    return Math.hypot(x - at[0], y - at[1]) < (map.view.zoom < 8.5 ? 3 : 6);
  });
  if (facility) {
    const s = state.served.get(facility.id);
    return [facility.name, `${kindName(facility.kind)} ${facility.id}`, facility.places ? `${say('size')} ${number(facility.places)}` : '',
      s ? `${say('served')} ${people(s.people_within ?? s.people)}` : ''].filter(Boolean);
  }
  const gap = isOn('showGaps') && state.gaps.find((g) => g.shape && map.holds(g.shape, world));
  if (gap) return gapLines(gap);
  const unit = state.units.find((u) => u.shape && map.holds(u.shape, world));
  return unit ? [unit.name, `${say(unit.status)} ${share(unit)}`, parts(unit)].filter(Boolean) : null;
}

function gapLines(g) {
  const way = g.nearest_name ? `${g.nearest_name} ${minutes(g.nearest_minutes)}` : '';
  return [`${say('gapOf')} · ${g.unit_name}`, `${people(g.people)} · ${g.reason_zh ?? g.reason_en}`, way].filter(Boolean);
}

/** @param {string} kind */
export function kindName(kind) {
  const known = state.result.kinds.find((k) => k.kind === kind);
  return known ? titleOf({...known, id: kind}) : kind;
}
