// A text as a QR code (ISO/IEC 18004): bytes, error correction level M, as the path of an SVG.

/** By version, from 1: codewords of correction in each block, and the number of blocks (table 9). */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];

/** Beside the code, in modules (§6.3.8). Less, and some cameras don't find it. */
export const QUIET_ZONE = 4;

type Grid = { readonly size: number; readonly dark: boolean[]; readonly fixed: boolean[] };

function alignmentCount(version: number): number {
  return version === 1 ? 0 : Math.floor(version / 7) + 2;
}

/** All codewords of a version, of data and of correction. */
function codewordsOf(version: number): number {
  const count = alignmentCount(version);
  let modules = (16 * version + 128) * version + 64;
  if (count > 0) modules -= (25 * count - 10) * count - 55;
  if (version >= 7) modules -= 36;
  return Math.floor(modules / 8);
}

function dataCodewordsOf(version: number): number {
  const correction = (CORRECTION[version - 1] ?? 0) * (BLOCKS[version - 1] ?? 0);
  return codewordsOf(version) - correction;
}

function lengthBits(version: number): number {
  return version < 10 ? 8 : 16;
}

function versionFor(bytes: number): number | null {
  for (let version = 1; version <= BLOCKS.length; version++) {
    if (12 + (lengthBits(version) - 8) + bytes * 8 <= dataCodewordsOf(version) * 8) return version;
  }
  return null;
}

/** In GF(2^8) with the polynomial 0x11d. */
function multiply(one: number, other: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((other >>> bit) & 1) * one;
  }
  return product;
}

function generator(degree: number): readonly number[] {
  const result = new Array<number>(degree).fill(0);
  result[degree - 1] = 1;
  let root = 1;
  for (let index = 0; index < degree; index++) {
    for (let place = 0; place < degree; place++) {
      result[place] = multiply(result[place] ?? 0, root) ^ (result[place + 1] ?? 0);
    }
    root = multiply(root, 2);
  }
  return result;
}

function correctionOf(data: readonly number[], divisor: readonly number[]): readonly number[] {
  const rest = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ (rest.shift() ?? 0);
    rest.push(0);
    divisor.forEach((coefficient, place) => {
      rest[place] = (rest[place] ?? 0) ^ multiply(coefficient, factor);
    });
  }
  return rest;
}

function dataOf(bytes: Uint8Array, version: number): readonly number[] {
  const bits: number[] = [];
  const append = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit--) bits.push((value >>> bit) & 1);
  };
  append(0b0100, 4);
  append(bytes.length, lengthBits(version));
  for (const byte of bytes) append(byte, 8);
  const capacity = dataCodewordsOf(version) * 8;
  append(0, Math.min(4, capacity - bits.length));
  append(0, -bits.length & 7);
  for (let filler = 0xec; bits.length < capacity; filler ^= 0xec ^ 0x11) append(filler, 8);
  return Array.from({ length: bits.length / 8 }, (_, place) =>
    bits.slice(place * 8, place * 8 + 8).reduce((byte, bit) => (byte << 1) | bit, 0),
  );
}

/** Cut into blocks, corrected, and dealt out in turn (§7.6). */
function interleaved(data: readonly number[], version: number): readonly number[] {
  const count = BLOCKS[version - 1] ?? 1;
  const divisor = generator(CORRECTION[version - 1] ?? 0);
  const all = codewordsOf(version);
  const short = count - (all % count);
  const shortLength = Math.floor(all / count) - divisor.length;
  const blocks: (readonly number[])[] = [];
  for (let block = 0, start = 0; block < count; block++) {
    const length = shortLength + (block < short ? 0 : 1);
    blocks.push(data.slice(start, start + length));
    start += length;
  }
  const corrections = blocks.map((block) => correctionOf(block, divisor));
  const deal = (rows: readonly (readonly number[])[], length: number) =>
    Array.from({ length }, (_, place) => rows.flatMap((row) => row.slice(place, place + 1))).flat();
  return [...deal(blocks, shortLength + 1), ...deal(corrections, divisor.length)];
}

function set({ size, dark, fixed }: Grid, x: number, y: number, isDark: boolean): void {
  if (x < 0 || y < 0 || x >= size || y >= size) return;
  dark[y * size + x] = isDark;
  fixed[y * size + x] = true;
}

function alignmentPlaces(version: number, size: number): readonly number[] {
  const count = alignmentCount(version);
  if (count === 0) return [];
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, place) => size - 7 - place * step).reverse()];
}

function drawPatterns(grid: Grid, version: number): void {
  const { size } = grid;
  for (let place = 0; place < size; place++) {
    set(grid, 6, place, place % 2 === 0);
    set(grid, place, 6, place % 2 === 0);
  }
  const draw = (x: number, y: number, radius: number, isDark: (ring: number) => boolean) => {
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        set(grid, x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
      }
    }
  };
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    draw(x, y, 4, (ring) => ring !== 2 && ring !== 4);
  }
  const places = alignmentPlaces(version, size);
  const last = places.length - 1;
  places.forEach((y, row) => {
    places.forEach((x, column) => {
      const isCorner =
        (row === 0 && (column === 0 || column === last)) || (row === last && column === 0);
      if (!isCorner) draw(x, y, 2, (ring) => ring !== 1);
    });
  });
}

/** `value` and its remainder (§7.9 and §7.10). */
function withRemainder(value: number, polynomial: number, degree: number): number {
  let rest = value;
  for (let bit = 0; bit < degree; bit++) {
    rest = (rest << 1) ^ ((rest >>> (degree - 1)) * polynomial);
  }
  return (value << degree) | rest;
}

function drawFormat(grid: Grid, version: number, mask: number): void {
  const { size } = grid;
  // Level M is 00 in front of the mask.
  const format = withRemainder(mask, 0x537, 10) ^ 0x5412;
  const bit = (index: number) => ((format >>> index) & 1) === 1;
  for (let index = 0; index < 15; index++) {
    const near = index < 6 ? index : index < 8 ? index + 1 : 14 - index;
    if (index < 8) set(grid, 8, near, bit(index));
    else set(grid, index === 8 ? 7 : near, 8, bit(index));
    if (index < 8) set(grid, size - 1 - index, 8, bit(index));
    else set(grid, 8, size - 15 + index, bit(index));
  }
  set(grid, 8, size - 8, true);
  if (version < 7) return;
  const text = withRemainder(version, 0x1f25, 12);
  for (let index = 0; index < 18; index++) {
    const isDark = ((text >>> index) & 1) === 1;
    const [far, near] = [size - 11 + (index % 3), Math.floor(index / 3)];
    set(grid, far, near, isDark);
    set(grid, near, far, isDark);
  }
}

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

function drawCodewords({ size, dark, fixed }: Grid, codewords: readonly number[], mask: number) {
  const isMasked = MASKS[mask] ?? (() => false);
  let bit = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const isUpward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++) {
      const y = isUpward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (fixed[y * size + x] === true) continue;
        const byte = codewords[bit >>> 3] ?? 0;
        dark[y * size + x] = (((byte >>> (7 - (bit & 7))) & 1) === 1) !== isMasked(x, y);
        bit++;
      }
    }
  }
}

/** Runs of five and more, squares of two by two, and an uneven share of dark (§7.8.3). */
function penalty({ size, dark }: Grid): number {
  let sum = 0;
  const at = (x: number, y: number) => dark[y * size + x] === true;
  for (let one = 0; one < size; one++) {
    for (const read of [(other: number) => at(other, one), (other: number) => at(one, other)]) {
      let run = 1;
      for (let other = 1; other <= size; other++) {
        if (other < size && read(other) === read(other - 1)) run++;
        else {
          if (run >= 5) sum += run - 2;
          run = 1;
        }
      }
    }
  }
  for (let y = 1; y < size; y++) {
    for (let x = 1; x < size; x++) {
      const corner = at(x, y);
      const isSquare =
        corner === at(x - 1, y) && corner === at(x, y - 1) && corner === at(x - 1, y - 1);
      if (isSquare) sum += 3;
    }
  }
  const share = dark.filter((isDark) => isDark).length / dark.length;
  return sum + Math.floor(Math.abs(share - 0.5) * 20) * 10;
}

export type QrCode = {
  /** Modules on each side, without the quiet zone. */
  readonly size: number;
  readonly isDark: (x: number, y: number) => boolean;
};

/** @returns null for a text that is longer than 666 bytes. */
export function qrCode(text: string): QrCode | null {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes.length);
  if (version === null) return null;
  const size = version * 4 + 17;
  const codewords = interleaved(dataOf(bytes, version), version);
  const drawn = MASKS.map((_, mask) => {
    const grid: Grid = {
      size,
      dark: new Array<boolean>(size * size).fill(false),
      fixed: new Array<boolean>(size * size).fill(false),
    };
    drawPatterns(grid, version);
    drawFormat(grid, version, mask);
    drawCodewords(grid, codewords, mask);
    return grid;
  });
  const best = drawn.reduce((one, other) => (penalty(other) < penalty(one) ? other : one));
  return { size, isDark: (x, y) => best.dark[y * size + x] === true };
}

/** The `d` of an SVG path, a unit for each module, the quiet zone included. */
export function qrPath({ size, isDark }: QrCode): string {
  let path = "";
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (isDark(x, y)) path += `M${x + QUIET_ZONE} ${y + QUIET_ZONE}h1v1h-1z`;
    }
  }
  return path;
}
