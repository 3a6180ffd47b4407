import { createRequire } from 'node:module';
import type { LineCounter, Node, Scalar, YAMLError } from 'yaml';

/** Larger files are refused; a constraint takes a few hundred characters. */
const largest = 1_048_576;
/** Lists and records may stand in one another at most so deep. */
const deepest = 72;

/** So many things wrong with how one file is written are told. */
const mostFaults = 16;

/** Something wrong in a file, at an offset of its text. */
export interface Misread {
  readonly message: string;
  readonly offset: number;
}

/** What a file says, as plain values, and where each part of it stands. */
export interface DocumentText {
  readonly json: unknown;
  readonly faults: readonly Misread[];
  /** Where the value under keys stands, or the nearest thing around it. */
  readonly offsetOf: (path: readonly (string | number)[]) => number;
  /** Where a record of `json` stands. */
  readonly offsetOfRecord: (record: object) => number;
  readonly lines: LineCounter;
}

/** The library that reads YAML, loaded by the first who brings a file. */
const yaml = (): typeof import('yaml') => createRequire(import.meta.url)('yaml');

/**
 * Reads YAML 1.2, or JSON where the file's name says so. Numbers keep all their digits or are refused;
 * aliases, tags of one's own and keys that stand twice are refused. Never throws; linear in the text.
 */
export function readDocument(text: string, file: string): DocumentText {
  const { LineCounter, parseDocument } = yaml();
  const lines = new LineCounter();
  const faults: Misread[] = [];
  const nothing = { json: undefined, faults, offsetOf: () => 0, offsetOfRecord: () => 0, lines };
  const bad = firstFault(text, file);
  if (bad !== undefined) return { ...nothing, lines: linesOf(text, lines), faults: [bad] };
  const document = parseDocument(text, {
    lineCounter: lines,
    intAsBigInt: true,
    uniqueKeys: true,
    stringKeys: true,
  });
  for (const problem of [...document.errors, ...document.warnings]) {
    faults.push({ message: inWords(problem), offset: problem.pos[0] });
  }
  if (faults.length > 0) return { ...nothing, faults: faults.slice(0, 1) };
  const places = new Map<object, number>();
  const reader = new Reader(faults, places);
  const json = reader.plain(document.contents, 0);
  const offsetOf = (path: readonly (string | number)[]): number => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      if (yaml().isNode(node) && node.range) return node.range[0];
    }
    return 0;
  };
  return { json, faults, offsetOf, offsetOfRecord: (of) => places.get(of) ?? 0, lines };
}

/** What is wrong before anything is read of it. */
function firstFault(text: string, file: string): Misread | undefined {
  if (text.length > largest) return { message: `more than ${largest} characters`, offset: 0 };
  const noUtf8 = text.indexOf('\uFFFD');
  if (noUtf8 >= 0) return { message: 'what stands here is no UTF-8', offset: noUtf8 };
  if (!file.endsWith('.json')) return undefined;
  try {
    JSON.parse(text.replace(/^\uFEFF/, ' '));
    return undefined;
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const at = Number(/ at position (\d+)/.exec(said)?.[1] ?? text.length);
    return {
      message: `this is no JSON: ${said.split(/,? (?:in JSON )?at position /)[0]}`,
      offset: at,
    };
  }
}

function linesOf(text: string, lines: LineCounter): LineCounter {
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    lines.addNewLine(at + 1);
  }
  return lines;
}

function inWords({ code, message }: YAMLError): string {
  switch (code) {
    case 'RESOURCE_EXHAUSTION':
      return tooDeep;
    case 'DUPLICATE_KEY':
      return 'this key stands here already';
    case 'MULTIPLE_DOCS':
      return 'a file holds one document, and here begins another';
    case 'NON_STRING_KEY':
      return 'a key is a text';
    default: {
      const [first = ''] = message.split('\n');
      return first.replace(/ at line \d+, column \d+:?$/, '');
    }
  }
}

const tooDeep = `this stands deeper than ${deepest} lists and records in one another`;

class Reader {
  readonly #faults: Misread[];
  readonly #places: Map<object, number>;

  constructor(faults: Misread[], places: Map<object, number>) {
    this.#faults = faults;
    this.#places = places;
  }

  plain(node: Node | null, depth: number): unknown {
    const { isAlias, isMap, isScalar, isSeq } = yaml();
    if (node === null) return null;
    const offset = node.range?.[0] ?? 0;
    if (depth > deepest) return this.#fault(tooDeep, offset);
    if (isAlias(node)) {
      return this.#fault(
        `the alias \`*${node.source}\` is not followed: write out what it stands for`,
        offset,
      );
    }
    if (isScalar(node)) return this.#scalar(node, offset);
    if (isSeq(node)) return node.items.map((item) => this.plain(item as Node, depth + 1));
    if (!isMap(node)) return this.#fault('this is no value', offset);
    const entries = node.items.map(({ key, value }) => [
      String((key as Scalar).value),
      this.plain(value as Node | null, depth + 1),
    ]);
    const record = Object.fromEntries(entries) as object;
    this.#places.set(record, offset);
    return record;
  }

  #scalar({ value, source }: Scalar, offset: number): unknown {
    if (typeof value !== 'number') return value;
    if (!Number.isFinite(value))
      return this.#fault(`\`${source}\` is no number that can be held`, offset);
    if (source === undefined || digits(source) === digits(String(value))) return value;
    const help = 'write it in quotes to keep all its digits';
    return this.#fault(`\`${source}\` has more digits than a number holds: ${help}`, offset);
  }

  #fault(message: string, offset: number): undefined {
    if (this.#faults.length < mostFaults) this.#faults.push({ message, offset });
    return undefined;
  }
}

/** The digits of a number as it is written, and where its point stands, however it is written. */
function digits(written: string): string {
  const [, sign, whole = '', part = '', power = '0'] =
    /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(written) ?? [];
  const all = (whole + part).replace(/^0+/, '');
  const kept = all.replace(/0+$/, '');
  const scale = Number(power) - part.length + (all.length - kept.length);
  return kept === '' ? '0' : `${sign === '-' ? '-' : ''}${kept}e${scale}`;
}
