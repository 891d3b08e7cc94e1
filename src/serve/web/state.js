/** What the page shows at the moment; the modules share it. */

/** The largest gaps of a rule that are drawn. */
export const MOST_GAPS = 5000;

export const state = /** @type {any} */ ({
  result: null,
  shapes: new Map(), // code -> {level, name, shape, box, middle}
  rule: null,
  units: [],         // verdicts of the rule at its main level, each with its shape
  gaps: [],
  served: new Map(), // facility id -> catchment figures under the rule
  areas: [],
  facilities: [],
  names: [],         // units and facilities to search
  place: null,       // {lon, lat, at, rows, details: rule -> way and remedy}
  remedy: null,      // {rule, shape}: the ground that is drawn
  base: null,        // water and roads, once read
  baseLines: [],     // those of them that are drawn
  asked: [],         // lines of ways and parcels over all layers
  picking: null,     // takes the next click on the map instead of explaining it
});

/** @type {import('./map.js').TimeMap} */
export let map;

/** @param {import('./map.js').TimeMap} m */
export function setMap(m) {
  map = m;
}
