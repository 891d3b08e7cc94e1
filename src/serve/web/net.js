/** Questions to the server. Only this module fetches. */
import {language} from './words.js';

let edition = '';
/** @type {(() => void) | null} */
let onUpdate = null;

/** Called once, when an answer is of another result than the first. @param {() => void} tell */
export function listenUpdate(tell) {
  onUpdate = tell;
  setInterval(() => document.hidden || fetch('/conformance', {method: 'HEAD'}).then(notice, () => null), 20000);
}

/** Every answer names the result it is of. @param {Response} answer */
function notice(answer) {
  const now = answer.headers.get('X-Jiujin-Result') ?? edition;
  edition ||= now;
  if (now === edition) return;
  onUpdate?.();
  onUpdate = null;
}

/** @param {Response} answer */
async function bodyOf(answer) {
  notice(answer);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message);
  return body;
}

/** @param {string} path @param {Object<string, any>} [parameters] null ones are left out */
export async function ask(path, parameters = {}) {
  const given = Object.entries({...parameters, lang: language()}).filter(([, v]) => v != null);
  return bodyOf(await fetch(`${path}?${new URLSearchParams(given)}`));
}

/** Post an object as JSON, or a file as it is. @param {string} path @param {any} body @param {Object<string, any>} [parameters] */
export async function post(path, body, parameters = {}) {
  return bodyOf(await send(path, body, parameters));
}

async function send(path, body, parameters) {
  const isFile = body instanceof Blob;
  const given = Object.entries({...parameters, lang: language()}).filter(([, v]) => v != null && v !== '');
  return fetch(`${path}?${new URLSearchParams(given)}`, {
    method: 'POST', body: isFile ? body : JSON.stringify(body),
    headers: {'X-Jiujin': '1', 'Content-Type': isFile ? 'application/octet-stream' : 'application/json'},
  });
}

/** Post and save what comes back under a name. @param {string} path @param {any} body @param {Object<string, any>} parameters @param {string} name */
export async function download(path, body, parameters, name) {
  const answer = await send(path, body, parameters);
  if (!answer.ok) await bodyOf(answer);
  const url = URL.createObjectURL(await answer.blob());
  const link = Object.assign(document.createElement('a'), {href: url, download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/** What the browser keeps, of this result. @param {string} path */
export const askKept = (path) => ask(path, {v: edition});

/** All features of a collection, page after page. @param {string} collection @param {Object<string, any>} [parameters] */
export async function askAll(collection, parameters = {}) {
  const features = [];
  for (let offset = 0; ;) {
    const page = await ask(`/collections/${collection}/items`, {...parameters, limit: 10000, offset});
    features.push(...page.features);
    offset += page.numberReturned;
    if (offset >= page.numberMatched || !page.numberReturned) return features;
  }
}

/** Values of 256 x 256 pixels. @param {string} layer @param {number} z @param {number} x @param {number} y */
export async function tile(layer, z, x, y) {
  const answer = await fetch(`/tiles/${encodeURIComponent(layer)}/${z}/${x}/${y}.bin?v=${edition}`); // kept by the browser, so named
  notice(answer);
  return answer.ok ? new Uint16Array(await answer.arrayBuffer()) : null;
}
