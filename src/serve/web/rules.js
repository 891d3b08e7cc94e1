/** The list of rules by domain, and the table of the one that is chosen. */
import {el, make} from './dom.js';
import {ask, askAll} from './net.js';
import {mainLevel, parts, share, statusMarks, titleOf} from './figures.js';
import {makeShape} from './map.js';
import {map, MOST_GAPS, state} from './state.js';
import {language, say} from './words.js';

/** @param {string} status */
export function badge(status) {
  return make('span', {class: `badge ${status}`}, `${statusMarks[status] ?? ''} ${say(status)}`);
}

function ruleButton(r, onChoose) {
  const counts = ['pass', 'fail', 'nodata', 'exempt', 'report'].filter((s) => r[`n_${s}`])
    .map((s) => `${say(s)} ${r[`n_${s}`]}`).join(language() === 'zh' ? '，' : ', ');
  return make('button', {type: 'button', class: 'rule', 'aria-pressed': String(r === state.rule), onclick: () => onChoose(r)},
    make('span', {class: `dot ${r.status}`, 'aria-hidden': 'true'}, statusMarks[r.status] ?? ''),
    make('span', {class: 'name'}, titleOf(r), make('small', {}, `${r.id} · ${r.status ? say(r.status) : '—'} · ${counts}`)));
}

/** @param {(rule: any) => void} onChoose */
export function showRules(onChoose) {
  const groups = new Map(), closed = new Set();
  for (const d of el('rules').querySelectorAll('details:not([open])')) closed.add(d.dataset.domain);
  for (const r of state.result.rules) groups.set(r.domain, [...(groups.get(r.domain) ?? []), r]);
  el('rules').replaceChildren(...[...groups].map(([domain, rules]) =>
    make('details', {open: !closed.has(domain), 'data-domain': domain},
      make('summary', {}, language() === 'zh' ? rules[0].domain_zh : rules[0].domain_en, ` (${rules.length})`),
      ...rules.map((r) => ruleButton(r, onChoose)))));
  showChosen();
}

/** The list scrolls to the rule at hand, the page does not. */
function showChosen() {
  const list = el('rules'), chosen = list.querySelector('[aria-pressed=true]');
  if (!chosen) return;
  const [box, at] = [list.getBoundingClientRect(), chosen.getBoundingClientRect()];
  if (at.top < box.top || at.bottom > box.bottom) list.scrollTop += at.top - box.top - box.height / 3;
}

/** Read what the map and the table show of a rule; false when another was chosen meanwhile. @param {any} r */
export async function readRule(r) {
  state.rule = r;
  const [verdicts, gaps, catchments] = await Promise.all([
    ask('/api/v1/query', {rule: r.id}), ask('/api/v1/gaps', {rule: r.id, top: MOST_GAPS}), askAll('catchment', {rule_id: r.id})]);
  if (state.rule !== r) return false;
  const rows = verdicts.map((v) => ({...v, code: v.unit_code, name: v.unit_name, ...state.shapes.get(v.unit_code)}));
  state.units = mainLevel(rows, (row) => Boolean(row.shape));
  state.gaps = gaps.features.map((f) => ({...f.properties, shape: f.geometry ? makeShape(f.geometry, map.origin) : null}));
  state.served = new Map(catchments.map((f) => [f.properties.facility_id, f.properties]));
  state.areas = null;
  return true;
}

function unitRow(u) {
  const go = () => map.fit(u.box);
  return make('tr', {},
    make('th', {scope: 'row'}, u.box ? make('button', {type: 'button', class: 'link', onclick: go}, u.name) : u.name),
    make('td', {}, badge(u.status)), make('td', {class: 'n'}, share(u)), make('td', {class: 'n'}, parts(u)));
}

function downloads(r) {
  const id = encodeURIComponent(r.id);
  const tables = [['units', `/api/v1/query?rule=${id}`], ['gaps', `/api/v1/gaps?rule=${id}&top=100000`],
    ['facilities', '/collections/facility/items?limit=10000']];
  return make('p', {class: 'noprint'}, `${say('download')}: `, ...tables.flatMap(([name, href]) => [say(name), ' ',
    make('a', {href: `${href}&f=csv`}, 'CSV'), ' ', make('a', {href: `${href}&f=xlsx`}, 'Excel'), '  ']));
}

export function showRule() {
  const r = state.rule;
  if (!r) return;
  const order = ['fail', 'nodata', 'report', 'pass', 'exempt', 'na'];
  const units = [...state.units].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status) || (a.value ?? 0) - (b.value ?? 0));
  const evidence = language() === 'zh' ? r.evidence_zh : r.evidence_en;
  el('rule').replaceChildren(make('h2', {}, titleOf(r), ' ', r.status ? badge(r.status) : null),
    make('p', {}, evidence ?? ''),
    make('p', {class: 'hint'}, r.source_doc ? `${say('source')}: ${r.source_doc} ${r.source_section ?? ''}` : '', r.source_doc && r.dept ? make('br') : '', r.dept ? `${say('department')}: ${r.dept}` : ''),
    downloads(r),
    make('table', {}, make('caption', {}, say('unitsTable')),
      make('thead', {}, make('tr', {}, ...['unit', 'verdict', 'value', 'share'].map((k) => make('th', {scope: 'col'}, say(k))))),
      make('tbody', {}, ...units.slice(0, 2000).map(unitRow))));
}
