/** One place on the map: who serves it, how far, along which way, and if nobody, why. */
import {el, make} from './dom.js';
import {minutes} from './figures.js';
import {drawAsked} from './layers.js';
import {makeLine, project} from './map.js';
import {ask} from './net.js';
import {addPlace} from './plans.js';
import {badge} from './rules.js';
import {map, state} from './state.js';
import {showTab} from './tabs.js';
import {language, number, say} from './words.js';

/** @param {number[]} lonLat */
export async function explain([lon, lat]) {
  const at = {lon: lon.toFixed(6), lat: lat.toFixed(6)};
  const place = {lon, lat, rows: [], ways: new Map()};
  state.place = place;
  try {
    place.rows = await ask('/api/v1/explain', at);
  } catch {
    place.rows = [];
  }
  if (state.place !== place) return;
  drawAsked([]);
  showPlace();
  showTab('place');
  if (place.rows.some((r) => r.minutes != null)) await readWays(place, at);
}

/** The lines come a moment later: they need the project's ground and roads. */
async function readWays(place, at) {
  try {
    const found = await ask('/api/v1/explain', {...at, ways: 1, f: 'geojson'});
    for (const f of found.features)
      if (f.geometry) place.ways.set(f.properties.rule_id, {line: f.geometry.coordinates, metres: f.properties.way_metres});
  } catch {
    return; // the project may have gone; the minutes stand without their lines
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

/** What is lacking, and what would mend it. @param {any} r */
function remedy(r) {
  if (r.reach === 'covered' || r.reach === 'blocked' || !r.reach) return null;
  const zh = language() === 'zh', limit = number(r.limit_minutes, 1);
  if (r.minutes == null)
    return zh ? `在可通达处新建一处，使此处 ${limit} 分钟内可达；或打通到现有设施的道路。`
      : `a new one within ${limit} min of here, or a road to one there is`;
  const over = number(r.minutes - r.limit_minutes, 1);
  return zh ? `比时限多 ${over} 分钟：在 ${limit} 分钟范围内新建一处，或把到“${r.nearest_name}”的路缩短 ${over} 分钟。`
    : `${over} min over: a new one within ${limit} min, or ${over} min off the way to ${r.nearest_name}`;
}

function placeRow(r) {
  const way = state.place.ways.get(r.rule_id);
  const nearest = r.minutes == null ? '' : `${say('nearest')}: ${r.nearest_name ?? '—'}, ${minutes(r.minutes)} (${say('limit')} ${minutes(r.limit_minutes)})`
    + (way ? `, ${say('way')} ${number(way.metres)} ${say('metres')}` : '');
  const mend = remedy(r);
  return make('li', {class: r.reach},
    make('strong', {}, r.title), ' ', make('span', {class: `badge ${r.reach}`}, say(r.reach)),
    nearest ? make('div', {}, nearest) : make('div', {}, r.explanation ?? ''),
    mend ? make('div', {class: 'why'}, `${say('wouldCover')}: ${mend}`) : null);
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
  drawAsked([...wayLines(place), ...state.asked.filter((l) => l.isPlan)]);
  const reached = place.rows.filter((r) => r.reach), units = place.rows.filter((r) => !r.reach);
  const unit = place.rows.find((r) => r.unit_name)?.unit_name ?? '';
  box.replaceChildren(make('h2', {}, `${say('place')} `, make('small', {}, `${place.lon.toFixed(5)}, ${place.lat.toFixed(5)} ${unit}`)),
    place.rows.length ? make('button', {type: 'button', id: 'tryHere', class: 'main noprint', onclick: () => addPlace([place.lon, place.lat])}, say('tryHere'))
      : make('p', {}, say('outside')),
    make('ul', {class: 'places'}, ...reached.map(placeRow)),
    units.length ? make('details', {}, make('summary', {}, say('unitRules')), make('ul', {class: 'places'}, ...units.map(unitRow))) : '');
}
