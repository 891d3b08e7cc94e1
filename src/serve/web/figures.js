/** Figures as people read them, and colours of verdicts. No page, no server: pure functions. */
import {language, number, say} from './words.js';

export const statusColours = {pass: '#2c7fb8', fail: '#d95f0e', na: '#969696', nodata: '#d0d0d0', exempt: '#b7a6d4', report: '#7fb89a'};
export const statusMarks = {pass: '✓', fail: '✗', na: '–', nodata: '?', exempt: '○', report: '·'};

/** @param {any} x */
export const titleOf = (x) => (language() === 'zh' ? x.title_zh : x.title_en) || x.title_zh || x.id;

/** A share in per cent to two decimals, from its parts; else the value. @param {any} p */
export function share(p) {
  if (p.value == null) return '—';
  return p.den ? `${(100 * p.num / p.den).toFixed(2)} %` : number(p.value, 2);
}

/** "numerator / denominator" @param {any} p */
export const parts = (p) => (p.num == null ? '' : `${number(p.num)} / ${number(p.den)}`);

/** Modelled people: rounded to tens below a thousand, with 约; fewer than 5 are said to be so. @param {number} n */
export function people(n) {
  if (n == null) return '—';
  if (n === 0) return `0 ${say('people')}`;
  const rounded = Math.abs(n) < 1000 ? Math.round(n / 10) * 10 : Math.round(n);
  return rounded === 0 ? `${say('under')} 5 ${say('people')}` : `${say('about')}${number(rounded)} ${say('people')}`;
}

/** @param {number} part @param {number} whole */
export const percent = (part, whole) => (whole > 0 ? `${(100 * part / whole).toFixed(2)} %` : '—');

/** "4.8 分钟" @param {number} m */
export const minutes = (m) => `${number(m, 1)} ${say('minutes')}`;

/** West, south, east, north of a GeoJSON geometry. @param {any} geometry @returns {number[]} */
export function boxOf(geometry) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (c) => {
    if (typeof c[0] !== 'number') { c.forEach(walk); return; }
    box[0] = Math.min(box[0], c[0]); box[1] = Math.min(box[1], c[1]);
    box[2] = Math.max(box[2], c[0]); box[3] = Math.max(box[3], c[1]);
  };
  walk(geometry.coordinates);
  return box;
}

/** Those whose name holds the text, or whose code begins with it; exact and leading ones first. @param {any[]} names @param {string} text @param {number} most */
export function findNames(names, text, most) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const rank = (n) => {
    const name = n.name.toLowerCase();
    return name === wanted || n.id.toLowerCase() === wanted ? 0 : name.startsWith(wanted) ? 1 : 2;
  };
  return names.filter((n) => n.name.toLowerCase().includes(wanted) || n.id.toLowerCase().startsWith(wanted))
    .sort((a, b) => rank(a) - rank(b)).slice(0, most);
}

/** The level most of the rows are of, among those drawn if any is. @param {any[]} rows with `level` @param {(row: any) => boolean} isDrawn */
export function mainLevel(rows, isDrawn) {
  const levels = new Map();
  for (const r of rows) levels.set(r.level, [...(levels.get(r.level) ?? []), r]);
  const drawn = [...levels.values()].filter((l) => l.some(isDrawn));
  return (drawn.length ? drawn : [...levels.values()]).sort((a, b) => b.length - a.length)[0] ?? [];
}

/**
 * Rows of the comparison table (方案比选表) from answers: [title key, one text an answer].
 * @param {any[]} answers
 * @returns {[string, string[]][]}
 */
export function comparison(answers) {
  /** @type {[string, (a: any) => string][]} */
  const rows = [
    ['conclusion', (a) => say(`advice_${a.advice}`)],
    ['constraints', (a) => a.faults.filter((f) => f.effect !== 'note').map((f) => f.text ?? say(`fault_${f.fault}`)).join('；') || '—'],
    ['shareNow', (a) => `${percent(a.before, a.people)} → ${percent(a.after, a.people)}`],
    ['newly', (a) => people(a.newly)],
    ['wouldCome', (a) => people(a.served)],
    ['places', (a) => (a.size ? a.size.years.map((y) => `${y.year}: ${number(y.places)}`).join('；') : '—')],
    ['advised', (a) => (a.size?.advised_places ? `${number(a.size.advised_places)}${a.size.advised_classes ? ` (${a.size.advised_classes} ${say('classes')})` : ''}` : '—')],
    ['verdictsMet', (a) => a.verdicts.filter((v) => v.to === 'pass').map((v) => v.unit_name ?? v.unit).join('、') || '—'],
    ['verdictsLost', (a) => a.verdicts.filter((v) => v.from === 'pass').map((v) => v.unit_name ?? v.unit).join('、') || '—'],
  ];
  return rows.map(([key, text]) => [key, answers.map(text)]);
}
