import { PNG } from 'pngjs';

/** @typedef {[x: number, y: number]} Point */
/** @typedef {[Point, Point, Point, Point]} Corners clockwise from the upper left */
/** @typedef {[r: number, g: number, b: number, a: number]} Colour */
/**
 * QR codes on a ground, and what a camera adds: blur and noise, as standard
 * deviations in pixels and in shades, and a shadow, as the part of the light
 * that it takes away at the lower right.
 *
 * @typedef {{ texts: string[], places: Corners[], size: number, dark?: Colour,
 *   light?: Colour, ground?: Colour, border?: number, blur?: number,
 *   noise?: number, shadow?: number }} Scene
 */

/** @type {Colour} */ const black = [0, 0, 0, 255];
/** @type {Colour} */ const white = [255, 255, 255, 255];
/** @type {Colour} */ const clear = [0, 0, 0, 0];
/** @type {Colour} */ const clearWhite = [255, 255, 255, 0];
/** @type {Colour} */ const night = [22, 25, 29, 255];
/** @type {Colour} */ const wall = [128, 120, 110, 255];

const issuers = ['Microsoft', 'GitHub', 'Amazon%20Web%20Services', 'Example'];

/** @param {number} i */
function uri(i) {
  const issuer = issuers[i % 4];
  const seed = `JBSWY3DPEHPK3PX${'ABCDEFG'[i % 7]}`;
  return `otpauth://totp/${issuer}:user${i}@example.com?secret=${seed}&issuer=${issuer}`;
}

/** @param {number} size @param {number} [x] @param {number} [y] @returns {Corners} */
const upright = (size, x = 0, y = 0) => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
];

/** @param {number} middle @param {number} size @param {number} degrees @returns {Corners} */
function rotated(middle, size, degrees) {
  const radius = size / Math.SQRT2;
  const corner = (/** @type {number} */ quarter) => {
    const angle = ((degrees + quarter * 90 - 135) * Math.PI) / 180;
    return /** @type {Point} */ ([
      middle + radius * Math.cos(angle),
      middle + radius * Math.sin(angle),
    ]);
  };
  return [corner(0), corner(1), corner(2), corner(3)];
}

/**
 * A symbol seen from one side: each corner is moved by at most so many pixels.
 *
 * @param {Corners} corners @param {number} most @param {() => number} random
 */
const tilted = (corners, most, random) =>
  /** @type {Corners} */ (
    corners.map(([x, y]) => [x + (random() - 0.5) * 2 * most, y + (random() - 0.5) * 2 * most])
  );

/** Pictures by kind. @returns {Record<string, Scene[]>} */
export function scenes() {
  const random = generator(16);
  const count = (/** @type {number} */ n) => Array.from({ length: n }, (_, i) => i);
  /** @param {number} i @param {Partial<Scene>} [more] @returns {Scene} */
  const plain = (i, more) => ({
    texts: [uri(i)],
    places: [upright(300, 50, 50)],
    size: 400,
    ground: white,
    ...more,
  });
  return {
    'black on white, 90 to 900 pixels': count(10).map((i) => {
      const size = 90 * (i + 1);
      return plain(i, { places: [upright(size)], size });
    }),
    inverted: count(6).map((i) => plain(i, { dark: white, light: black, ground: black })),
    'on a transparent ground': count(8).map((i) =>
      i % 2
        ? plain(i, { light: clear, ground: clear })
        : plain(i, { dark: white, light: clearWhite, ground: clearWhite }),
    ),
    'without a border, on white': count(6).map((i) =>
      plain(i, { border: 0, places: [upright(300 + 20 * i)], size: 300 + 20 * i }),
    ),
    'without a border, on dark': count(6).map((i) => plain(i, { border: 0, ground: night })),
    coloured: [
      [27, 77, 137],
      [160, 25, 25],
      [20, 90, 40],
      [90, 20, 120],
    ].map(([r, g, b], i) =>
      plain(i, { dark: [r, g, b, 255], light: [255, 250, 220, 255], ground: wall }),
    ),
    'rotated by 0 to 345 degrees': count(24).map((i) =>
      plain(i, { places: [rotated(250, 300, 15 * i)], size: 500 }),
    ),
    'seen from one side': count(12).map((i) =>
      plain(i, { places: [tilted(upright(360, 70, 70), 10 + 4 * i, random)], size: 500 }),
    ),
    'low contrast': count(8).map((i) => {
      const dark = 130 - 6 * i;
      const light = 160 + 6 * i;
      return plain(i, {
        dark: [dark, dark, dark, 255],
        light: [light, light, light, 255],
        ground: [light, light, light, 255],
      });
    }),
    blurred: count(8).map((i) => plain(i, { blur: 1 + i * 0.5 })),
    noisy: count(8).map((i) => plain(i, { noise: 15 + 10 * i })),
    photographs: count(16).map((i) =>
      plain(i, {
        places: [tilted(rotated(400, 420, random() * 360), 30, random)],
        size: 800,
        dark: [35, 33, 38, 255],
        light: [225, 222, 214, 255],
        ground: wall,
        blur: 1.5 + random() * 1.5,
        noise: 6 + random() * 14,
        shadow: 0.3 + random() * 0.4,
      }),
    ),
    'several in one picture': count(8).map((i) => {
      const texts = count(2 + (i % 3)).map((n) => uri(10 * i + n));
      const places = texts.map((_, n) => upright(280, 20 + (n % 2) * 300, 20 + (n >> 1) * 300));
      return { texts, places, size: 620, ground: white };
    }),
  };
}

/**
 * @param {Scene} scene
 * @param {import('@virtual-mfa/toolkit').Toolkit} otp
 * @param {number} seed of the noise
 */
export function paint(scene, otp, seed) {
  const { size, dark = black, light = white, ground = white, border = 4 } = scene;
  const symbols = scene.texts.map((text, i) => {
    const symbol = otp.symbol(text);
    const side = symbol.size - 8 + 2 * border;
    return { ...symbol, side, at: inverse(toSquare(scene.places[i])) };
  });
  /** @param {number} x @param {number} y */
  const colourAt = (x, y) => {
    for (const { size, modules, side, at } of symbols) {
      const w = at[6] * x + at[7] * y + at[8];
      const column = Math.floor(((at[0] * x + at[1] * y + at[2]) / w) * side);
      const row = Math.floor(((at[3] * x + at[4] * y + at[5]) / w) * side);
      if (column < 0 || row < 0 || column >= side || row >= side) continue;
      return modules[(row + 4 - border) * size + column + 4 - border] ? dark : light;
    }
    return ground;
  };
  const png = new PNG({ width: size, height: size });
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const start = (y * size + x) * 4;
      const a = colourAt(x + 0.25, y + 0.25);
      const b = colourAt(x + 0.75, y + 0.25);
      const c = colourAt(x + 0.25, y + 0.75);
      const d = colourAt(x + 0.75, y + 0.75);
      for (let i = 0; i < 4; i++) png.data[start + i] = (a[i] + b[i] + c[i] + d[i]) / 4;
    }
  }
  spoil(png, scene, generator(seed));
  return png;
}

/** @param {PNG} png @param {Scene} scene @param {() => number} random */
function spoil({ data, width }, { blur = 0, noise = 0, shadow = 0 }, random) {
  if (blur) for (let channel = 0; channel < 3; channel++) soften(data, width, channel, blur);
  if (!noise && !shadow) return;
  for (let i = 0; i < data.length; i += 4) {
    const x = (i / 4) % width;
    const y = Math.floor(i / 4 / width);
    const lit = 1 - (shadow * (x + y)) / (2 * width);
    const grain = (random() + random() + random() + random() - 2) * noise * Math.sqrt(3);
    for (let channel = 0; channel < 3; channel++) {
      data[i + channel] = Math.max(0, Math.min(255, data[i + channel] * lit + grain));
    }
  }
}

/**
 * Weighs each pixel with its neighbours, in both directions, as a lens out of
 * focus does.
 *
 * @param {Uint8Array} data @param {number} width @param {number} channel
 * @param {number} deviation
 */
function soften(data, width, channel, deviation) {
  const reach = Math.ceil(2 * deviation);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)),
  );
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const values = new Uint8Array(width); // one for all lines: this runs for each pixel
  for (const [along, across] of [
    [1, width],
    [width, 1],
  ]) {
    for (let line = 0; line < width; line++) {
      for (let i = 0; i < width; i++) values[i] = data[(line * across + i * along) * 4 + channel];
      for (let i = 0; i < width; i++) {
        let sum = 0;
        for (let n = 0; n < weights.length; n++) {
          sum += weights[n] * values[Math.max(0, Math.min(width - 1, i + n - reach))];
        }
        data[(line * across + i * along) * 4 + channel] = sum / whole;
      }
    }
  }
}

/**
 * The projective map from the unit square to four corners, as the nine numbers
 * of its matrix (Heckbert, Fundamentals of Texture Mapping, 2.2.3).
 *
 * @param {Corners} corners
 */
function toSquare([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]) {
  const [dx1, dx2, sx] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, sy] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const whole = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - dx2 * sy) / whole;
  const h = (dx1 * sy - sx * dy1) / whole;
  return [x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3, y0, g, h, 1];
}

/** The inverse of a projective map, up to a factor. @param {number[]} map */
function inverse([a, b, c, d, e, f, g, h, i]) {
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
}

/**
 * Numbers from 0 to 1 that look random and are the same in each run
 * (mulberry32).
 *
 * @param {number} state
 */
function generator(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
