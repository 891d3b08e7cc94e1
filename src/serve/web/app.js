/** The page: reads the result, puts the parts together. */
import {el, make} from './dom.js';
import {boxOf} from './figures.js';
import {chooseField, drawLayers, hover, showFields, switches} from './layers.js';
import {makeShape, project, TimeMap} from './map.js';
import {ask, askAll, listenUpdate, tile} from './net.js';
import {explain, followRule, showPlace} from './place.js';
import {followKind, showPlan, startPlans} from './plans.js';
import {readRule, showRule, showRules} from './rules.js';
import {listenSearch} from './search.js';
import {map, setMap, state} from './state.js';
import {listenTabs, showTab} from './tabs.js';
import {fillTexts, language, say, setLanguage} from './words.js';

async function choose(r) {
  const reading = readRule(r);
  showRules(pickRule);
  if (!(await reading)) return;
  chooseField();
  followRule();
  if (document.body.dataset.ready) followKind();
  showAll();
}

async function pickRule(r) {
  await choose(r);
  showTab('rule');
}

function click(lonLat) {
  const take = state.picking ?? explain;
  state.picking = null;
  take(lonLat);
}

function bounds() {
  const levels = state.result.levels.filter((l) => l.min_x != null);
  if (levels.length) return [Math.min(...levels.map((l) => l.min_x)), Math.min(...levels.map((l) => l.min_y)),
    Math.max(...levels.map((l) => l.max_x)), Math.max(...levels.map((l) => l.max_y))];
  const at = state.facilities.filter((f) => f.lonLat).map((f) => f.lonLat);
  return at.length ? boxOf({coordinates: at}) : [73, 18, 135, 54];
}

function showAll() {
  showPlace();
  showRule();
  drawLayers();
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
  showRules(pickRule);
}

function showScale() {
  const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * map.view.y)));
  const metres = 40075016.686 * Math.cos(lat) / map.scale * 100;
  const unit = 10 ** Math.floor(Math.log10(metres)), round = unit * (metres / unit >= 5 ? 5 : metres / unit >= 2 ? 2 : 1);
  el('scale').style.width = `${100 * round / metres}px`;
  el('scale').textContent = round >= 1000 ? `${round / 1000} km` : `${round} m`;
}

/** Outlines once; rules only bring figures for them. */
async function readUnits() {
  const units = await ask('/api/v1/units');
  for (const f of units.features) {
    const {code, name, level} = f.properties, box = f.geometry ? boxOf(f.geometry) : null;
    state.names.push({what: 'unit', id: code, name, box});
    state.shapes.set(code, {level, name, box, shape: f.geometry ? makeShape(f.geometry, map.origin) : null,
      middle: box ? project([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]) : null});
  }
}

async function readFacilities() {
  const facilities = await askAll('facility');
  state.facilities = facilities.map((f) => ({...f.properties, lonLat: f.geometry?.coordinates, at: f.geometry ? project(f.geometry.coordinates) : null}));
  state.names.push(...state.facilities.map((f) => ({what: 'facility', id: f.id, name: f.name, lonLat: f.lonLat})));
}

function listen() {
  for (const id of [...switches, 'field']) el(id).addEventListener('change', drawLayers);
  el('minutes').addEventListener('input', drawLayers);
  el('in').addEventListener('click', () => map.zoomBy(1));
  el('out').addEventListener('click', () => map.zoomBy(-1));
  el('all').addEventListener('click', () => map.fit(bounds()));
  el('print').addEventListener('click', () => window.print());
  el('language').addEventListener('click', changeLanguage);
  el('reload').addEventListener('click', () => location.reload());
  listenUpdate(() => { el('updated').hidden = false; });
  listenSearch(explain);
  listenTabs();
}

async function changeLanguage() {
  const isPlaceShown = !el('place').hidden;
  setLanguage(language() === 'zh' ? 'en' : 'zh');
  showWords();
  showAll();
  showPlan();
  if (state.rule) await choose(state.rule);
  if (state.place && isPlaceShown) await explain([state.place.lon, state.place.lat]);
}

async function start() {
  setMap(new TimeMap(el('map'), {onClick: click, onHover: hover, loadTile: tile}));
  map.onDraw = showScale;
  el('layers').open = window.innerWidth > 800;
  fillTexts(document);
  try {
    state.result = await ask('/api/v1/result');
    showWords();
    listen();
    const first = state.result.rules.find((r) => r.field_ids && r.status === 'fail') ?? state.result.rules.find((r) => r.field_ids) ?? state.result.rules[0];
    const box = bounds();
    map.origin = project([box[0], box[1]]);
    map.fit(box);
    await readUnits();
    if (first) await choose(first);
    document.body.dataset.shown = String(Math.round(performance.now()));
    await readFacilities();
    await startPlans();
    showAll();
    document.body.dataset.ready = 'true';
  } catch (e) {
    el('rule').replaceChildren(make('p', {class: 'failure', role: 'alert'}, say('failed') + e.message));
  }
}

start();
