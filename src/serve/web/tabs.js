/** The three panels at the side: one is seen at a time. */
import {el} from './dom.js';

const names = ['rule', 'place', 'plan'];

/** @param {string} name @param {boolean} [isFocused] */
export function showTab(name, isFocused = false) {
  for (const n of names) {
    const tab = el(`${n}Tab`);
    tab.setAttribute('aria-selected', String(n === name));
    tab.tabIndex = n === name ? 0 : -1;
    el(n).hidden = n !== name;
    if (n === name && isFocused) tab.focus();
  }
}

export function listenTabs() {
  names.forEach((name, i) => {
    el(`${name}Tab`).addEventListener('click', () => showTab(name));
    el(`${name}Tab`).addEventListener('keydown', (e) => {
      const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? names.length - 1 : 0;
      if (step) showTab(names[(i + step) % names.length], true);
    });
  });
}
