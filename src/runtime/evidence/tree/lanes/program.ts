import {
  add,
  assembled,
  bytesOfTwo,
  type Code,
  choose,
  clear,
  constant,
  copy,
  four,
  get,
  isBelow,
  isEqual,
  left,
  less,
  load,
  loadFour,
  repeat,
  right,
  set,
  shifted,
  store,
  storeByte,
  sum,
  turned,
  when,
  wordOf,
  xor,
} from './assembler.ts';

// SHA-256 (FIPS 180-4) over four messages side by side: every word of the state and of the schedule is a
// vector with a word of each. A message is one byte, the prefix, and so many bytes from the source.

/** Memory: block counts, then a place for each of four padded messages, then what is the caller's. */
const counts = 0;
const places = 64;
const placeShift = 9;
const place = 1 << placeShift;
/** Longer messages are left out: their hashes are not written. */
export const longest = place - 64;
export const free = places + 4 * place;
export const pages = 32;

const [prefix, count, bounds, trim, source, out] = [0, 1, 2, 3, 4, 5];
const [first, lane, start, length, blocks, most, block, at] = [6, 7, 8, 9, 10, 11, 12, 13];
const word = (n: number): number => 14 + (n & 15);
const state = (n: number): number => 30 + (n & 7);
const before = (n: number): number => 38 + n;
const mixed = 46;
const [words, vectors] = [8, 33];

const lanes = [0, 1, 2, 3];
const eight = [0, 1, 2, 3, 4, 5, 6, 7];

/** The first 32 bits behind the point of a root of a prime, exactly. */
function rootBits(prime: number, power: 2 | 3): number {
  const of = BigInt(prime) << BigInt(32 * power);
  let [low, high] = [0n, 1n << 40n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** BigInt(power) <= of) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn) | 0;
}

function primes(most: number): readonly number[] {
  const found: number[] = [];
  for (let n = 2; found.length < most; n += 1) if (found.every((prime) => n % prime)) found.push(n);
  return found;
}

const roundConstants = primes(64).map((prime) => rootBits(prime, 3));
const initial = primes(8).map((prime) => rootBits(prime, 2));

/** Puts the message of a lane into its place with its padding; a lane without one has no blocks. */
const placing: Code = [
  ...set(blocks, constant(0)),
  ...set(at, sum(get(first), get(lane))),
  ...when(
    isBelow(get(at), get(count)),
    set(at, sum(get(bounds), left(get(at), constant(2)))),
    set(start, load(get(at))),
    set(length, less(load(get(at), 4), get(trim), get(start))),
    when(
      isBelow(get(length), constant(longest)),
      set(at, sum(left(get(lane), constant(placeShift)), constant(places))),
      storeByte(get(at), 0, get(prefix)),
      copy(sum(get(at), constant(1)), sum(get(source), get(start)), get(length)),
      set(blocks, right(sum(get(length), constant(1 + 9 + 63)), constant(6))),
      storeByte(sum(get(at), get(length)), 1, constant(0x80)),
      clear(
        sum(get(at), get(length), constant(2)),
        less(left(get(blocks), constant(6)), get(length), constant(4)),
      ),
      set(at, less(sum(get(at), left(get(blocks), constant(6))), constant(2))),
      set(length, sum(get(length), constant(1))),
      storeByte(get(at), 0, right(get(length), constant(5))),
      storeByte(get(at), 1, left(get(length), constant(3))),
    ),
  ),
  ...store(left(get(lane), constant(2)), counts, get(blocks)),
  ...when(isBelow(get(most), get(blocks)), set(most, get(blocks))),
];

/** The bytes of words, and their turn into the other order. */
const bytesOf = (...which: readonly number[]): Code =>
  which.flatMap((n) => [4 * n, 4 * n + 1, 4 * n + 2, 4 * n + 3]);
const swapped = bytesOf(0, 1, 2, 3).map((_, n) => n - (n % 4) + 3 - (n % 4));

/** Words 4q to 4q + 3 of each lane's block: four rows of four, turned into columns. */
function loading(quarter: number): Code {
  const [a, b, c, d] = lanes.map((n) => word(4 * quarter + n)) as [number, number, number, number];
  const rows = lanes.flatMap((n) => {
    const row = loadFour(get(at), places + n * place + quarter * 16);
    return set(word(4 * quarter + n), bytesOfTwo(row, row, swapped));
  });
  const pairs = (x: number, y: number, which: Code): Code => bytesOfTwo(get(x), get(y), which);
  const [low, high] = [bytesOf(0, 4, 1, 5), bytesOf(2, 6, 3, 7)];
  const [lower, upper] = [bytesOf(0, 1, 4, 5), bytesOf(2, 3, 6, 7)];
  return [
    ...rows,
    ...set(mixed, pairs(a, b, low)),
    ...set(a, pairs(a, b, high)),
    ...set(b, pairs(c, d, low)),
    ...set(d, pairs(c, d, high)),
    ...set(c, pairs(a, d, lower)),
    ...set(d, pairs(a, d, upper)),
    ...set(a, pairs(mixed, b, lower)),
    ...set(b, pairs(mixed, b, upper)),
  ];
}

function scheduled(n: number): Code {
  const [early, late] = [get(word(n + 1)), get(word(n + 14))];
  const sigma0 = xor(turned(early, 7), turned(early, 18), shifted(early, 3));
  const sigma1 = xor(turned(late, 17), turned(late, 19), shifted(late, 10));
  return set(word(n), add(get(word(n)), sigma0, get(word(n + 9)), sigma1));
}

/** One of the 64 rounds: the state's words keep their locals and change their names. */
function round(n: number): Code {
  const own = (name: number): number => state(name - n + 64);
  const [a, b, c, e, f, g] = [0, 1, 2, 4, 5, 6].map((name) => get(own(name))) as Code[] as [
    ...[Code, Code, Code, Code, Code, Code],
  ];
  const [d, h] = [own(3), own(7)];
  const sum1 = xor(turned(e, 6), turned(e, 11), turned(e, 25));
  const sum0 = xor(turned(a, 2), turned(a, 13), turned(a, 22));
  return [
    ...(n < 16 ? [] : scheduled(n)),
    ...set(
      mixed,
      add(get(h), four(roundConstants[n] as number), get(word(n)), sum1, choose(f, g, e)),
    ),
    ...set(d, add(get(d), get(mixed))),
    ...set(h, add(get(mixed), sum0, choose(c, b, xor(a, b)))),
  ];
}

/** Writes the hash of a lane whose last block this was. */
const ending = (n: number): Code =>
  when(
    isEqual(load(constant(counts + 4 * n)), get(block)),
    set(at, sum(get(out), left(sum(get(first), constant(n)), constant(5)))),
    ...eight.map((name) => {
      const own = get(state(name));
      return store(get(at), 4 * name, wordOf(n, bytesOfTwo(own, own, swapped)));
    }),
  );

const compressing: Code = [
  ...set(at, left(get(block), constant(6))),
  ...lanes.flatMap(loading),
  ...eight.flatMap((n) => set(before(n), get(state(n)))),
  ...roundConstants.flatMap((_, n) => round(n)),
  ...eight.flatMap((n) => set(state(n), add(get(state(n)), get(before(n))))),
  ...set(block, sum(get(block), constant(1))),
  ...lanes.flatMap(ending),
];

/**
 * The program: `hash(prefix, count, bounds, trim, source, out)` hashes messages of which the n-th lies
 * between the n-th bound and the next less `trim`, counted from the source; 32 bytes each, in order.
 */
export const program = (): Uint8Array<ArrayBuffer> => {
  const fourMessages = [
    set(most, constant(0)),
    set(lane, constant(0)),
    repeat([placing, set(lane, sum(get(lane), constant(1)))], isBelow(get(lane), constant(4))),
    ...eight.map((n) => set(state(n), four(initial[n] as number))),
    set(block, constant(0)),
    when(get(most), repeat([compressing], isBelow(get(block), get(most)))),
    set(first, sum(get(first), constant(4))),
  ];
  const body = repeat(fourMessages, isBelow(get(first), get(count)));
  return assembled({ parameters: 6, words, vectors, pages, body });
};
