/** Elements by id, and new ones. */

/** @param {string} id @returns {any} */
export const el = (id) => document.getElementById(id);

/**
 * Build an element: make('p', {class: 'x'}, 'text', child). Text never becomes markup.
 * @param {string} tag
 * @param {Object<string, any>} [attributes] those that begin with "on" are listeners
 * @param {...(Node | string | null | undefined)} children
 * @returns {any}
 */
export function make(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes))
    if (k.startsWith('on')) e.addEventListener(k.slice(2), v);
    else if (v !== false && v != null) e.setAttribute(k, v === true ? '' : v);
  e.append(...children.filter((c) => c != null));
  return e;
}
