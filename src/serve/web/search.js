/** Units and facilities by name or code. */
import {el, make} from './dom.js';
import {findNames} from './figures.js';
import {project} from './map.js';
import {map, state} from './state.js';
import {say} from './words.js';

let marked = -1;
/** @type {(lonLat: number[]) => void} */
let explainAt;

function search() {
  const text = el('find').value;
  const found = findNames(state.names, text, 12);
  const rows = found.map((n, i) => make('li', {role: 'option', id: `found${i}`, 'aria-selected': 'false', onclick: () => goTo(n)},
    n.name, make('small', {}, ` ${say(n.what)} ${n.id}`)));
  if (text.trim() && !found.length) rows.push(make('li', {class: 'hint'}, say('notFound')));
  el('found').replaceChildren(...rows);
  show(rows.length > 0);
  marked = -1;
}

function show(isShown) {
  el('found').hidden = !isShown;
  el('find').setAttribute('aria-expanded', String(isShown));
}

function onKey(e) {
  const rows = [...el('found').querySelectorAll('[role=option]')];
  if (e.key === 'Escape') show(false);
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
  show(false);
  el('find').value = n.name;
  if (n.box) map.fit(n.box);
  else if (n.lonLat) {
    [map.view.x, map.view.y] = project(n.lonLat);
    map.view.zoom = Math.max(map.view.zoom, 13);
    map.draw();
    explainAt(n.lonLat);
  }
}

/** @param {(lonLat: number[]) => void} explain */
export function listenSearch(explain) {
  explainAt = explain;
  el('find').addEventListener('input', search);
  el('find').addEventListener('keydown', onKey);
  el('find').addEventListener('blur', () => setTimeout(() => show(false), 200));
  el('search').addEventListener('submit', (e) => e.preventDefault());
}
