/** One place on the map: who serves it, how far, along which way, and if nobody, why. */
import {el, make} from './dom.js';
import {boxOf, minutes} from './figures.js';
import {drawAsked, drawLayers} from './layers.js';
import {makeLine, makeShape, project} from './map.js';
import {ask} from './net.js';
import {addPlace} from './plans.js';
import {badge} from './rules.js';
import {map, state} from './state.js';
import {showTab} from './tabs.js';
import {number, say} from './words.js';

const isLacking = (r) => r.reach === 'too_far' || r.reach === 'unreachable';

/** @param {number[]} lonLat */
export async function explain([lon, lat]) {
  const at = {lon: lon.toFixed(6), lat: lat.toFixed(6)};
  const place = {lon, lat, at, rows: [], details: new Map()};
  state.place = place;
  state.remedy = null;
  try {
    place.rows = inOrder(await ask('/api/v1/explain', at));
  } catch {
    place.rows = [];
  }
  if (state.place !== place) return;
  drawAsked([]);
  showPlace();
  showTab('place');
  const first = place.rows.find((r) => r.reach);
  if (first) await look(first.rule_id);
}

/** The rule at hand, then those that do not cover the place. @param {any[]} rows */
function inOrder(rows) {
  const rank = (r) => (r.rule_id === state.rule?.id ? 0 : isLacking(r) ? 1 : 2);
  return rows.map((r, i) => ({r, i})).sort((a, b) => rank(a.r) - rank(b.r) || a.i - b.i).map(({r}) => r);
}

/** Along which way, and where one more would serve the place: searched when somebody looks at the rule. @param {string} rule */
async function look(rule) {
  const place = state.place, row = place.rows.find((r) => r.rule_id === rule);
  if (!place.details.has(rule)) {
    place.details.set(rule, {isReading: true});
    showPlace();
    place.details.set(rule, await readDetails(place, row));
  }
  if (state.place !== place) return;
  if (place.details.get(rule).ground) showRemedy(rule);
  else showPlace();
}

async function readDetails(place, row) {
  const read = async (what) => (await ask('/api/v1/explain', {...place.at, rule: row.rule_id, [what]: 1, f: 'geojson'})).features[0];
  try {
    const [way, remedy] = await Promise.all([row.minutes == null ? null : read('ways'), isLacking(row) ? read('remedy') : null]);
    return {line: way?.geometry?.coordinates, metres: way?.properties.way_metres, ...remedy?.properties, ground: remedy?.geometry};
  } catch (e) {
    return {missing: e.message}; // the project may have gone; the minutes stand without it
  }
}

function remedyOf(rule) {
  const m = rule && state.place?.details.get(rule);
  return m?.ground ? {rule, title: m.title, shape: makeShape(m.ground, map.origin)} : null;
}

/** The ground on which one more would stand, on the map. @param {string | null} rule */
function showRemedy(rule) {
  state.remedy = remedyOf(rule);
  showPlace();
  drawLayers();
}

/** What is drawn for the rule that is chosen now. */
export function followRule() {
  state.remedy = remedyOf(state.rule?.id);
  if (!state.place) return;
  state.place.rows = inOrder(state.place.rows);
  if (state.place.rows[0]?.reach && state.place.rows[0].rule_id === state.rule?.id) look(state.rule.id);
}

function fitRemedy(m) {
  const box = boxOf(m.ground), {lon, lat} = state.place;
  showRemedy(m.rule_id);
  map.fit([Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)]);
}

/** The way of the rule at hand stands out. */
function wayLines(place) {
  const chosen = state.rule?.id;
  return place.rows.filter((r) => place.details.get(r.rule_id)?.line).map((r) => ({
    path: makeLine(place.details.get(r.rule_id).line, map.origin),
    stroke: r.reach === 'covered' ? '#0b3d91' : '#a33b00',
    width: r.rule_id === chosen ? 3.5 : 1.5, dash: r.rule_id === chosen ? null : [5, 3],
  }));
}

/** What would mend it, and buttons to see it and to try it. @param {any} r @param {any} m */
function remedyRow(r, m) {
  const isShown = state.remedy?.rule === r.rule_id;
  return make('div', {class: 'why'}, `${say('wouldCover')}: ${m.remedy}`, make('div', {class: 'row noprint'},
    make('button', {type: 'button', class: 'showRemedy', 'aria-pressed': String(isShown), onclick: () => (isShown ? showRemedy(null) : fitRemedy(m))}, say(isShown ? 'hideGround' : 'showGround')),
    m.site_lon == null ? null : make('button', {type: 'button', class: 'tryBest', onclick: () => addPlace([m.site_lon, m.site_lat])}, say('tryBest'))));
}

function detailsRow(r) {
  const m = state.place.details.get(r.rule_id);
  if (!m) return make('button', {type: 'button', class: 'link look noprint', onclick: () => look(r.rule_id)}, say(isLacking(r) ? 'lookRemedy' : 'lookWay'));
  if (m.isReading) return make('div', {class: 'why', role: 'status'}, say('loading'));
  if (m.missing) return make('div', {class: 'why', role: 'status'}, say('noWays'), m.missing);
  return m.remedy ? remedyRow(r, m) : null;
}

function placeRow(r) {
  const metres = state.place.details.get(r.rule_id)?.metres;
  const nearest = r.minutes == null ? '' : `${say('nearest')}: ${r.nearest_name ?? '—'}, ${minutes(r.minutes)} (${say('limit')} ${minutes(r.limit_minutes)})`
    + (metres ? `, ${say('way')} ${number(metres)} ${say('metres')}` : '');
  return make('li', {class: r.reach},
    make('strong', {}, r.title), ' ', make('span', {class: `badge ${r.reach}`}, say(r.reach)),
    nearest ? make('div', {}, nearest) : make('div', {}, r.explanation ?? ''),
    r.minutes == null && !isLacking(r) ? null : detailsRow(r));
}

function unitRow(r) {
  return make('li', {}, make('strong', {}, r.title), ' ', r.status ? badge(r.status) : null,
    make('div', {class: 'why'}, r.explanation ?? ''));
}

export function showPlace() {
  const place = state.place, box = el('place');
  map.marks = map.marks.filter((m) => m.text);
  if (!place) {
    box.replaceChildren(make('p', {class: 'hint'}, say('click')));
    return;
  }
  map.marks.push({at: project([place.lon, place.lat])});
  const best = state.remedy && place.details.get(state.remedy.rule);
  if (best?.site_lon != null) map.marks.push({at: project([best.site_lon, best.site_lat]), isBest: true});
  drawAsked([...wayLines(place), ...state.asked.filter((l) => l.isPlan)]);
  const reached = place.rows.filter((r) => r.reach), units = place.rows.filter((r) => !r.reach);
  const unit = place.rows.filter((r) => r.unit_name).sort((a, b) => b.unit_code.length - a.unit_code.length)[0]?.unit_name ?? '';
  box.replaceChildren(make('h2', {}, `${say('place')} `, make('small', {}, `${place.lon.toFixed(5)}, ${place.lat.toFixed(5)} ${unit}`)),
    place.rows.length ? make('button', {type: 'button', id: 'tryHere', class: 'main noprint', onclick: () => addPlace([place.lon, place.lat])}, say('tryHere'))
      : make('p', {}, say('outside')),
    make('ul', {class: 'places'}, ...reached.map(placeRow)),
    units.length ? make('details', {}, make('summary', {}, say('unitRules')), make('ul', {class: 'places'}, ...units.map(unitRow))) : '');
}
