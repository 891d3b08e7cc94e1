/**
 * A Web Mercator map on a canvas: polygons, lines, points, names, and rasters coloured by tables.
 * It draws what it is given and asks nobody: tiles come from the function it is handed.
 */

const SIDE = 256;
const MIN_ZOOM = 3, MAX_ZOOM = 18, MIN_TILE_ZOOM = 6, MAX_TILE_ZOOM = 15, MAX_TILES = 300;
const NO_VALUE = 65535;

/** Longitude and latitude in degrees to 0..1 on the square world, and back. */
/** @type {(lonLat: number[]) => number[]} */
export const project = ([lon, lat]) => {
  const s = Math.sin(Math.max(-85, Math.min(85, lat)) * Math.PI / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)];
};
/** @type {(world: number[]) => number[]} */
export const unproject = ([x, y]) =>
  [x * 360 - 180, Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180 / Math.PI];

const clamp = (v, low, high) => Math.max(low, Math.min(high, v));
const mix = (a, b, t) => a.map((v, i) => Math.round(v + (b[i] - v) * t));
const pixel = ([r, g, b], opacity) => (opacity << 24 | b << 16 | g << 8 | r) >>> 0;

/** Colour of each tenth of a minute, as a 32-bit pixel: blues within, oranges to four times the limit. */
export function timeColours(minutes) {
  const limit = minutes * 10, table = new Uint32Array(NO_VALUE + 1);
  for (let t = 0; t < NO_VALUE; t++) {
    const colour = t <= limit ? mix([8, 81, 156], [189, 215, 231], t / limit)
      : mix([254, 217, 166], [166, 54, 3], Math.min(1, (t - limit) / (3 * limit)));
    table[t] = pixel(colour, t <= limit ? 200 : 120);
    if (t > 4 * limit + 1) { table.fill(table[t], t, NO_VALUE); break; }
  }
  return table;
}

/** Brightness of slopes, 1 to 255: shades over whatever lies below, clear where it is flat. */
export function reliefColours() {
  const table = new Uint32Array(NO_VALUE + 1);
  for (let v = 1; v < 256; v++)
    table[v] = v < 180 ? pixel([40, 50, 60], Math.round((180 - v) * 0.75)) : pixel([255, 255, 255], Math.round((v - 180) * 0.8));
  return table;
}

/** Shares of the most there is, 1 to 1000: pale to dark green; 0 is clear, 1001 forbidden ground. */
export function gainColours() {
  const table = new Uint32Array(NO_VALUE + 1);
  for (let v = 1; v <= 1000; v++) table[v] = pixel(mix([229, 245, 224], [0, 88, 36], Math.sqrt(v / 1000)), 90 + Math.round(140 * v / 1000));
  table[1001] = pixel([120, 120, 120], 120);
  return table;
}

/** A line's path in the same coordinates as a shape's. @param {number[][]} lonLats @param {number[]} origin */
export function makeLine(lonLats, origin) {
  const path = new Path2D();
  lonLats.forEach((c, i) => {
    const [x, y] = project(c);
    path[i ? 'lineTo' : 'moveTo']((x - origin[0]) * PATH_SCALE, (y - origin[1]) * PATH_SCALE);
  });
  return path;
}

/** A polygon layer's geometry as one path in coordinates relative to `origin`, times 2^20. */
const PATH_SCALE = 2 ** 20;
export function makeShape(geometry, origin) {
  const path = new Path2D(), box = [Infinity, Infinity, -Infinity, -Infinity];
  const polygons = geometry.type === 'MultiPolygon' ? geometry.coordinates
    : geometry.type === 'Polygon' ? [geometry.coordinates] : [];
  for (const rings of polygons)
    for (const ring of rings) {
      ring.forEach((c, i) => {
        const [x, y] = project(c);
        box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y);
        box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y);
        path[i ? 'lineTo' : 'moveTo']((x - origin[0]) * PATH_SCALE, (y - origin[1]) * PATH_SCALE);
      });
      path.closePath();
    }
  return {path, box};
}

/**
 * What the map is handed: what to do with a click and a hover, and where values of a raster's tile
 * come from (256 x 256, north row first; null = none).
 * @typedef {{onClick: (lonLat: number[]) => void, onHover: (at: number[] | null) => void,
 *   loadTile: (layer: string, z: number, x: number, y: number) => Promise<Uint16Array | null>}} MapHooks
 */
export class TimeMap {
  /** @param {any} canvas @param {MapHooks} hooks */
  constructor(canvas, {onClick, onHover, loadTile}) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
    this.view = {x: 0.5, y: 0.5, zoom: 4};
    this.origin = [0.5, 0.5];
    this.rasters = []; // {layer, colours}: the lowest first
    this.areas = [];   // {shape, fill, stroke, width}
    this.lines = [];   // {path, stroke, width, dash}
    this.points = [];  // {at: [x, y], radius, fill, fromZoom}
    this.labels = [];  // {at, text}: the most important first
    this.marks = [];   // {at, text, isBest}: places someone asked about, and the best site of a remedy
    /** @type {(() => void) | null} called after each drawing */
    this.onDraw = null;
    this.tiles = new Map();
    this.onClick = onClick;
    this.onHover = onHover;
    this.loadTile = loadTile;
    this.pointers = new Map();
    this.listen();
    new ResizeObserver(() => this.resize()).observe(canvas);
    this.resize();
  }

  resize() {
    const ratio = window.devicePixelRatio || 1, box = this.canvas.getBoundingClientRect();
    this.width = box.width;
    this.height = box.height;
    this.ratio = ratio;
    this.canvas.width = Math.max(1, Math.round(box.width * ratio));
    this.canvas.height = Math.max(1, Math.round(box.height * ratio));
    if (this.waiting) this.fit(this.waiting);
    this.draw();
  }

  /** Pixels a world unit. */
  get scale() { return SIDE * 2 ** this.view.zoom; }
  /** @param {number[]} world @returns {number[]} */
  toScreen([x, y]) {
    return [(x - this.view.x) * this.scale + this.width / 2, (y - this.view.y) * this.scale + this.height / 2];
  }
  /** @param {number[]} screen @returns {number[]} */
  toWorld([px, py]) {
    return [(px - this.width / 2) / this.scale + this.view.x, (py - this.height / 2) / this.scale + this.view.y];
  }

  /** Show west, south, east, north in degrees. */
  fit(bounds) {
    const [x0, y1] = project([bounds[0], bounds[1]]), [x1, y0] = project([bounds[2], bounds[3]]);
    this.waiting = this.width ? null : bounds;
    if (!this.width) return;
    const zoom = Math.log2(0.92 * Math.min(this.width / Math.max(1e-7, x1 - x0),
      this.height / Math.max(1e-7, y1 - y0)) / SIDE);
    this.view = {x: (x0 + x1) / 2, y: (y0 + y1) / 2, zoom: clamp(zoom, MIN_ZOOM, 15)};
    this.draw();
  }

  zoomBy(steps, at = [this.width / 2, this.height / 2]) {
    const fixed = this.toWorld(at);
    this.view.zoom = clamp(this.view.zoom + steps, MIN_ZOOM, MAX_ZOOM);
    const moved = this.toWorld(at);
    this.view.x += fixed[0] - moved[0];
    this.view.y += fixed[1] - moved[1];
    this.draw();
  }

  moveBy(dx, dy) {
    this.view.x -= dx / this.scale;
    this.view.y = clamp(this.view.y - dy / this.scale, 0, 1);
    this.draw();
  }

  draw() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => { this.frame = 0; this.drawNow(); });
  }

  drawNow() {
    const c = this.context;
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    c.fillStyle = '#eef1f4';
    c.fillRect(0, 0, this.width, this.height);
    for (const raster of this.rasters) if (!raster.isAbove) this.drawRaster(c, raster);
    this.drawAreas(c);
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    for (const raster of this.rasters) if (raster.isAbove) this.drawRaster(c, raster);
    this.drawLines(c);
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.drawPoints(c);
    this.drawLabels(c);
    this.drawMarks(c);
    this.onDraw?.();
  }

  /** Draw in the coordinates of shapes; returns their scale. */
  enterShapes(c) {
    const k = this.scale / PATH_SCALE * this.ratio;
    const [ox, oy] = this.toScreen(this.origin);
    c.setTransform(k, 0, 0, k, ox * this.ratio, oy * this.ratio);
    return k;
  }

  drawAreas(c) {
    const k = this.enterShapes(c);
    const [x0, y0] = this.toWorld([0, 0]), [x1, y1] = this.toWorld([this.width, this.height]);
    for (const {shape: {path, box}, fill, stroke, width} of this.areas) {
      if (box[0] > x1 || box[2] < x0 || box[1] > y1 || box[3] < y0) continue;
      if (fill) { c.fillStyle = fill; c.fill(path, 'evenodd'); }
      if (stroke) { c.strokeStyle = stroke; c.lineWidth = width * this.ratio / k; c.stroke(path); }
    }
  }

  drawPoints(c) {
    c.strokeStyle = '#fff';
    c.lineWidth = 1;
    const shrunk = clamp((this.view.zoom - 4) / 5, 0.3, 1); // a province's many would hide it
    for (const p of this.points) {
      if (this.view.zoom < (p.fromZoom ?? 0)) continue;
      const [x, y] = this.toScreen(p.at);
      if (x < -9 || y < -9 || x > this.width + 9 || y > this.height + 9) continue;
      c.beginPath();
      c.arc(x, y, p.radius * shrunk, 0, 2 * Math.PI);
      c.fillStyle = p.fill;
      c.fill();
      if (shrunk > 0.6) c.stroke();
    }
  }

  drawLines(c) {
    const k = this.enterShapes(c);
    c.lineJoin = 'round';
    for (const {path, stroke, width, dash} of this.lines) {
      c.setLineDash((dash ?? []).map((v) => v * this.ratio / k));
      c.strokeStyle = stroke;
      c.lineWidth = width * this.ratio / k;
      c.stroke(path);
    }
    c.setLineDash([]);
  }

  /** Names that do not lie over one another. */
  drawLabels(c) {
    const taken = [];
    c.font = '12px system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
    c.textAlign = 'center';
    c.textBaseline = 'middle';
    c.lineWidth = 3;
    c.strokeStyle = '#ffffffd0';
    c.fillStyle = '#1b2733';
    for (const {at, text} of this.labels) {
      const [x, y] = this.toScreen(at), half = c.measureText(text).width / 2 + 4;
      if (x < 0 || y < 0 || x > this.width || y > this.height) continue;
      if (taken.some(([l, t, r]) => x - half < r && x + half > l && Math.abs(y - t) < 16)) continue;
      taken.push([x - half, y, x + half]);
      c.strokeText(text, x, y);
      c.fillText(text, x, y);
    }
  }

  drawMarks(c) {
    c.textAlign = 'center';
    c.textBaseline = 'middle';
    for (const {at, text, isBest} of this.marks) {
      const [x, y] = this.toScreen(at);
      if (isBest) { this.drawStar(c, x, y); continue; }
      c.strokeStyle = '#1a1a1a';
      c.lineWidth = 2;
      c.beginPath();
      if (!text) {
        c.moveTo(x - 9, y); c.lineTo(x + 9, y); c.moveTo(x, y - 9); c.lineTo(x, y + 9);
        c.stroke();
        continue;
      }
      c.arc(x, y, 12, 0, 2 * Math.PI);
      c.fillStyle = '#b4005a';
      c.fill();
      c.strokeStyle = '#fff';
      c.stroke();
      c.fillStyle = '#fff';
      c.font = 'bold 13px system-ui, "Noto Sans CJK SC", sans-serif';
      c.fillText(text, x, y);
    }
  }

  drawStar(c, x, y) {
    c.beginPath();
    for (let i = 0; i < 10; i++) {
      const a = Math.PI * (i / 5 - 0.5), r = i % 2 ? 5 : 12;
      c.lineTo(x + r * Math.cos(a), y + r * Math.sin(a));
    }
    c.closePath();
    c.fillStyle = '#f4c20d';
    c.fill();
    c.strokeStyle = '#0b5d2e';
    c.lineWidth = 2;
    c.stroke();
  }

  drawRaster(c, raster) {
    const z = clamp(Math.round(this.view.zoom), MIN_TILE_ZOOM, MAX_TILE_ZOOM), n = 2 ** z;
    const [x0, y0] = this.toWorld([0, 0]), [x1, y1] = this.toWorld([this.width, this.height]);
    const snap = (v) => Math.round(v * this.ratio) / this.ratio; // tiles neither overlap nor gape
    c.imageSmoothingEnabled = false;
    for (let ty = Math.max(0, Math.floor(y0 * n)); ty <= Math.min(n - 1, Math.floor(y1 * n)); ty++)
      for (let tx = Math.max(0, Math.floor(x0 * n)); tx <= Math.min(n - 1, Math.floor(x1 * n)); tx++) {
        const tile = this.tile(raster, z, tx, ty);
        const [px, py] = this.toScreen([tx / n, ty / n]).map(snap);
        const [qx, qy] = this.toScreen([(tx + 1) / n, (ty + 1) / n]).map(snap);
        if (tile.canvas) c.drawImage(tile.canvas, px, py, qx - px, qy - py);
      }
  }

  tile(raster, z, x, y) {
    const key = `${raster.layer}/${z}/${x}/${y}`;
    let tile = this.tiles.get(key);
    if (!tile) {
      tile = {};
      this.tiles.set(key, tile);
      if (this.tiles.size > MAX_TILES) this.tiles.delete(this.tiles.keys().next().value);
      this.load(tile, raster.layer, z, x, y);
    }
    if (tile.values && tile.colours !== raster.colours) this.paint(tile, raster.colours);
    return tile;
  }

  async load(tile, layer, z, x, y) {
    tile.values = await this.loadTile(layer, z, x, y);
    if (tile.values) this.draw();
  }

  paint(tile, colours) {
    tile.colours = colours;
    tile.canvas ??= Object.assign(document.createElement('canvas'), {width: SIDE, height: SIDE});
    const image = new ImageData(SIDE, SIDE), pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < pixels.length; i++) pixels[i] = colours[tile.values[i]];
    tile.canvas.getContext('2d').putImageData(image, 0, 0);
  }

  /** Whether a shape holds a world position. @param {any} shape @param {number[]} world */
  holds({path, box}, [x, y]) {
    if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) return false;
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    return this.context.isPointInPath(path, (x - this.origin[0]) * PATH_SCALE,
      (y - this.origin[1]) * PATH_SCALE, 'evenodd');
  }

  position(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  listen() {
    const c = this.canvas;
    c.addEventListener('pointerdown', (e) => this.press(e));
    c.addEventListener('pointermove', (e) => this.drag(e));
    c.addEventListener('pointerup', (e) => this.lift(e));
    c.addEventListener('pointercancel', (e) => this.pointers.delete(e.pointerId));
    c.addEventListener('pointerleave', () => this.onHover(null));
    c.addEventListener('dblclick', (e) => this.zoomBy(1, this.position(e)));
    c.addEventListener('wheel', (e) => {
      e.preventDefault();
      this.zoomBy(clamp(-e.deltaY / 240, -1, 1), this.position(e));
    }, {passive: false});
    c.addEventListener('keydown', (e) => this.key(e));
  }

  press(e) {
    this.canvas.setPointerCapture(e.pointerId);
    this.pointers.set(e.pointerId, this.position(e));
    this.pressed = this.pointers.size === 1 ? this.position(e) : null;
  }

  drag(e) {
    const before = this.pointers.get(e.pointerId), now = this.position(e);
    if (!before) { this.onHover(now); return; }
    const others = [...this.pointers].filter(([id]) => id !== e.pointerId).map(([, p]) => p);
    this.pointers.set(e.pointerId, now);
    if (others.length === 1) {
      const [o] = others, was = Math.hypot(before[0] - o[0], before[1] - o[1]);
      const is = Math.hypot(now[0] - o[0], now[1] - o[1]);
      if (was > 0 && is > 0) this.zoomBy(Math.log2(is / was), [(now[0] + o[0]) / 2, (now[1] + o[1]) / 2]);
    } else if (!others.length) {
      if (this.pressed && Math.hypot(now[0] - this.pressed[0], now[1] - this.pressed[1]) > 4) this.pressed = null;
      if (!this.pressed) this.moveBy(now[0] - before[0], now[1] - before[1]);
    }
  }

  lift(e) {
    this.pointers.delete(e.pointerId);
    if (this.pressed && !this.pointers.size) this.onClick(unproject(this.toWorld(this.position(e))));
    this.pressed = null;
  }

  key(e) {
    const moves = {ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60]};
    if (moves[e.key]) this.moveBy(...moves[e.key]);
    else if (e.key === '+' || e.key === '=') this.zoomBy(0.5);
    else if (e.key === '-') this.zoomBy(-0.5);
    else if (e.key === 'Enter') this.onClick(unproject([this.view.x, this.view.y]));
    else return;
    e.preventDefault();
  }
}
