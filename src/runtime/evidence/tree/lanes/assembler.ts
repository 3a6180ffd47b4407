/** Bytes of WebAssembly: an expression, a statement, or several. */
export type Code = readonly number[];

/** A number as LEB128, of 0 and above. */
function unsigned(of: number): Code {
  const low = of & 127;
  return of > 127 ? [low | 128, ...unsigned(of >>> 7)] : [low];
}

function signed(of: number): Code {
  const [low, rest] = [of & 127, of >> 7];
  const isLast = (rest === 0 && low < 64) || (rest === -1 && low >= 64);
  return isLast ? [low] : [low | 128, ...signed(rest)];
}

const folded =
  (...op: Code) =>
  (first: Code, ...rest: readonly Code[]): Code => [
    ...first,
    ...rest.flatMap((one) => [...one, ...op]),
  ];

const vector = (op: number): Code => [0xfd, ...unsigned(op)];

export const get = (local: number): Code => [0x20, local];
export const set = (local: number, to: Code): Code => [...to, 0x21, local];
export const constant = (of: number): Code => [0x41, ...signed(of)];

export const sum = folded(0x6a);
export const less = folded(0x6b);
export const left = folded(0x74);
export const right = folded(0x76);
export const isEqual = folded(0x46);
export const isBelow = folded(0x49);

export const load = (at: Code, offset = 0): Code => [...at, 0x28, 0, ...unsigned(offset)];
export const store = (at: Code, offset: number, of: Code): Code => [
  ...at,
  ...of,
  0x36,
  0,
  ...unsigned(offset),
];
export const storeByte = (at: Code, offset: number, of: Code): Code => [
  ...at,
  ...of,
  0x3a,
  0,
  ...unsigned(offset),
];
export const copy = (to: Code, from: Code, length: Code): Code => [
  ...to,
  ...from,
  ...length,
  ...[0xfc, 10, 0, 0],
];
export const clear = (at: Code, length: Code): Code => [
  ...at,
  ...constant(0),
  ...length,
  ...[0xfc, 11, 0],
];

export const when = (condition: Code, ...then: readonly Code[]): Code => [
  ...condition,
  ...[0x04, 0x40],
  ...then.flat(),
  0x0b,
];
/** Does it once, and again as long as the condition holds then. */
export const repeat = (body: readonly Code[], condition: Code): Code => [
  ...[0x03, 0x40],
  ...body.flat(),
  ...condition,
  ...[0x0d, 0, 0x0b],
];

/** Four words side by side. */
export const loadFour = (at: Code, offset: number): Code => [
  ...at,
  ...vector(0),
  0,
  ...unsigned(offset),
];
export const four = (of: number): Code => {
  const bytes = [of & 255, (of >>> 8) & 255, (of >>> 16) & 255, of >>> 24];
  return [...vector(12), ...bytes, ...bytes, ...bytes, ...bytes];
};
export const wordOf = (lane: number, from: Code): Code => [...from, ...vector(27), lane];
/** Sixteen bytes of two times sixteen, by their numbers. */
export const bytesOfTwo = (a: Code, b: Code, which: Code): Code => [
  ...a,
  ...b,
  ...vector(13),
  ...which,
];
export const add = folded(...vector(174));
export const xor = folded(...vector(81));
/** The bits of `a` where the mask has ones, those of `b` elsewhere. */
export const choose = (a: Code, b: Code, mask: Code): Code => [...a, ...b, ...mask, ...vector(82)];
export const shifted = (of: Code, by: number): Code => [...of, ...constant(by), ...vector(173)];
export const turned = (of: Code, by: number): Code => [
  ...shifted(of, by),
  ...of,
  ...constant(32 - by),
  ...vector(171),
  ...vector(80),
];

const section = (id: number, ...parts: readonly Code[]): Code => {
  const body = [...unsigned(parts.length), ...parts.flat()];
  return [id, ...unsigned(body.length), ...body];
};
const named = (name: string, kind: number): Code => [
  name.length,
  ...Array.from(name, (letter) => letter.charCodeAt(0)),
  kind,
  0,
];

/** A module of a memory and one function without a result, exported under these names. */
export function assembled(of: {
  readonly parameters: number;
  readonly words: number;
  readonly vectors: number;
  readonly pages: number;
  readonly body: Code;
}): Uint8Array<ArrayBuffer> {
  const code = [2, of.words, 0x7f, of.vectors, 0x7b, ...of.body, 0x0b];
  const parameters = new Array<number>(of.parameters).fill(0x7f);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [0x60, of.parameters, ...parameters, 0]),
    ...section(3, [0]),
    ...section(5, [0, ...unsigned(of.pages)]),
    ...section(7, named('hash', 0), named('memory', 2)),
    ...section(10, [...unsigned(code.length), ...code]),
  ]);
}
