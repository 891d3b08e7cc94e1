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

/** @param {number[]} lonLat */
export async function explain([lon, lat]) {
  const at = {lon: lon.toFixed(6), lat: lat.toFixed(6)};
  const place = {lon, lat, rows: [], ways: new Map(), remedies: new Map(), isReading: true};
  state.place = place;
  state.remedy = null;
  try {
    place.rows = await ask('/api/v1/explain', at);
  } catch {
    place.rows = [];
  }
  if (state.place !== place) return;
  drawAsked([]);
  showPlace();
  showTab('place');
  if (place.rows.some(isLacking)) await readRemedies(place, at);
  if (place.rows.some((r) => r.minutes != null)) await readWays(place, at);
}

const isLacking = (r) => r.reach === 'too_far' || r.reach === 'unreachable';

/** Where one more would serve the place, of every rule that does not cover it; that of the rule at hand is drawn. */
async function readRemedies(place, at) {
  try {
    const found = await ask('/api/v1/explain', {...at, remedy: 1, f: 'geojson'});
    for (const f of found.features)
      if (f.geometry) place.remedies.set(f.properties.rule_id, {...f.properties, geometry: f.geometry});
  } catch (e) {
    place.missing = e.message;
  }
  place.isReading = false;
  if (state.place !== place) return;
  if (place.remedies.has(state.rule?.id)) showRemedy(state.rule.id);
  else showPlace();
}

/** The ground on which one more would stand, on the map. @param {string | null} rule */
function showRemedy(rule) {
  const m = rule && state.place.remedies.get(rule);
  state.remedy = m ? {rule, title: m.title, shape: makeShape(m.geometry, map.origin)} : null;
  showPlace();
  drawLayers();
}

/** The ground of the rule that is chosen now. */
export function followRule() {
  const m = state.place?.remedies.get(state.rule?.id);
  state.remedy = m ? {rule: m.rule_id, title: m.title, shape: makeShape(m.geometry, map.origin)} : null;
}

function fitRemedy(m) {
  const box = boxOf(m.geometry), {lon, lat} = state.place;
  showRemedy(m.rule_id);
  map.fit([Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)]);
}

/** The lines come a moment later: they need the project's ground and roads. */
async function readWays(place, at) {
  try {
    const found = await ask('/api/v1/explain', {...at, ways: 1, f: 'geojson'});
    for (const f of found.features)
      if (f.geometry) place.ways.set(f.properties.rule_id, {line: f.geometry.coordinates, metres: f.properties.way_metres});
  } catch (e) {
    place.missing = e.message; // the project may have gone; the minutes stand without their lines
  }
  if (state.place === place) showPlace();
}

/** The way of the rule at hand stands out. */
function wayLines(place) {
  const chosen = state.rule?.id;
  return place.rows.filter((r) => place.ways.has(r.rule_id)).map((r) => ({
    path: makeLine(place.ways.get(r.rule_id).line, map.origin),
    stroke: r.reach === 'covered' ? '#0b3d91' : '#a33b00',
    width: r.rule_id === chosen ? 3.5 : 1.5, dash: r.rule_id === chosen ? null : [5, 3],
  }));
}

/** What would mend it, and buttons to see it and to try it. @param {any} r */
function remedyRow(r) {
  const m = state.place.remedies.get(r.rule_id);
  if (!m) return isLacking(r) && state.place.isReading ? make('div', {class: 'why'}, `${say('wouldCover')}: ${say('loading')}`) : null;
  const isShown = state.remedy?.rule === r.rule_id;
  return make('div', {class: 'why'}, `${say('wouldCover')}: ${m.remedy}`, make('div', {class: 'row noprint'},
    make('button', {type: 'button', class: 'showRemedy', 'aria-pressed': String(isShown), onclick: () => (isShown ? showRemedy(null) : fitRemedy(m))}, say(isShown ? 'hideGround' : 'showGround')),
    m.site_lon == null ? null : make('button', {type: 'button', class: 'tryBest', onclick: () => addPlace([m.site_lon, m.site_lat])}, say('tryBest'))));
}

function placeRow(r) {
  const way = state.place.ways.get(r.rule_id);
  const nearest = r.minutes == null ? '' : `${say('nearest')}: ${r.nearest_name ?? '—'}, ${minutes(r.minutes)} (${say('limit')} ${minutes(r.limit_minutes)})`
    + (way ? `, ${say('way')} ${number(way.metres)} ${say('metres')}` : '');
  return make('li', {class: r.reach},
    make('strong', {}, r.title), ' ', make('span', {class: `badge ${r.reach}`}, say(r.reach)),
    nearest ? make('div', {}, nearest) : make('div', {}, r.explanation ?? ''),
    remedyRow(r));
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
  const best = state.remedy && place.remedies.get(state.remedy.rule);
  if (best?.site_lon != null) map.marks.push({at: project([best.site_lon, best.site_lat]), isBest: true});
  drawAsked([...wayLines(place), ...state.asked.filter((l) => l.isPlan)]);
  const reached = place.rows.filter((r) => r.reach), units = place.rows.filter((r) => !r.reach);
  const unit = place.rows.filter((r) => r.unit_name).sort((a, b) => b.unit_code.length - a.unit_code.length)[0]?.unit_name ?? '';
  box.replaceChildren(make('h2', {}, `${say('place')} `, make('small', {}, `${place.lon.toFixed(5)}, ${place.lat.toFixed(5)} ${unit}`)),
    place.rows.length ? make('button', {type: 'button', id: 'tryHere', class: 'main noprint', onclick: () => addPlace([place.lon, place.lat])}, say('tryHere'))
      : make('p', {}, say('outside')),
    place.missing ? make('p', {class: 'why', role: 'status'}, say('noWays'), place.missing) : '',
    make('ul', {class: 'places'}, ...reached.map(placeRow)),
    units.length ? make('details', {}, make('summary', {}, say('unitRules')), make('ul', {class: 'places'}, ...units.map(unitRow))) : '');
}
