import { type Part, recordedGrammar } from '../../../dsl/syntax/grammar/recorded.ts';
import { rootKeywords } from '../../../dsl/syntax/lexer/keywords.ts';
import type { FlatToken } from '../names/flat.ts';

/** Something that may stand next. */
export interface Expected {
  /** A reserved word or sign as it is written, or a family of tokens. */
  readonly part: Extract<Part, { kind: 'literal' | 'token' }>;
  /** The rules of the grammar it would stand in, the innermost first. */
  readonly rules: readonly string[];
}

/** What is still to come, nearest first: a stack that states share. */
interface Rest {
  readonly part: Part | { readonly kind: 'end'; readonly rule: string };
  readonly next: Rest | undefined;
}

interface Step {
  readonly part: Expected['part'];
  /** What is to come after it. */
  readonly after: Rest | undefined;
}

/** A state in which more than so many readings live is one of a text that is no vak. */
const mostReadings = 64;

let rules: ReadonlyMap<string, Part> | undefined;

/**
 * What may stand after a row of tokens, read from a rule of the recorded grammar on. Every reading that
 * fits so far is kept; where none fits, the nearest enclosing rule that can take the token goes on, and
 * a token that none can take is skipped. So a text with mistakes before the cursor has answers too.
 * Costs steps proportional to the tokens.
 */
export function expectedAfter(start: string, tokens: readonly FlatToken[]): readonly Expected[] {
  rules ??= new Map(recordedGrammar().map(({ name, part }) => [name, part]));
  const walk = new Walk(rules);
  let readings: readonly (Rest | undefined)[] = [
    { part: { kind: 'rule', name: start }, next: undefined },
  ];
  for (const token of tokens) {
    const after = walk.take(readings, token);
    readings = after.length > 0 ? after : walk.resume(readings, token);
  }
  const found: Expected[] = [];
  for (const reading of readings) {
    for (const { part, after } of walk.steps(reading))
      found.push({ part, rules: enclosing(after) });
  }
  return found;
}

class Walk {
  readonly #rules: ReadonlyMap<string, Part>;
  /** Equal rests have equal steps, so that readings that meet again become one. */
  readonly #steps = new Map<Rest, readonly Step[]>();

  constructor(rules: ReadonlyMap<string, Part>) {
    this.#rules = rules;
  }

  /** The tokens with which a rest may begin. */
  steps(rest: Rest | undefined): readonly Step[] {
    if (rest === undefined) return [];
    const known = this.#steps.get(rest);
    if (known !== undefined) return known;
    const steps: Step[] = [];
    this.#expand(rest, steps, new Set());
    this.#steps.set(rest, steps);
    return steps;
  }

  /** The readings that go on after a token. */
  take(readings: readonly (Rest | undefined)[], token: FlatToken): readonly (Rest | undefined)[] {
    const after = new Set<Rest | undefined>();
    for (const reading of readings) {
      for (const step of this.steps(reading)) if (fits(step.part, token)) after.add(step.after);
    }
    return [...after].slice(0, mostReadings);
  }

  /** The readings of the nearest rules around that can take a token; the same ones when none can. */
  resume(readings: readonly (Rest | undefined)[], token: FlatToken): readonly (Rest | undefined)[] {
    if (token.kind === 'word' || token.kind === 'amount' || token.kind === 'string')
      return readings;
    let around = readings;
    while (around.some((each) => each !== undefined)) {
      const outer = new Set<Rest | undefined>();
      for (const each of around) if (each !== undefined) outer.add(leave(each));
      around = [...outer].filter((each) => each !== undefined);
      const after = this.take(around, token);
      if (after.length > 0) return after;
    }
    return readings;
  }

  #expand(rest: Rest | undefined, into: Step[], open: Set<Rest>): void {
    if (rest === undefined || open.has(rest)) return;
    open.add(rest);
    const { part, next } = rest;
    switch (part.kind) {
      case 'literal':
      case 'token':
        into.push({ part, after: next });
        return;
      case 'rule': {
        const of = this.#rules.get(part.name);
        const end: Rest = { part: { kind: 'end', rule: part.name }, next };
        if (of !== undefined) this.#expand({ part: of, next: end }, into, open);
        return;
      }
      case 'sequence':
        this.#expand(
          part.of.reduceRight<Rest | undefined>(
            (after, each) => ({ part: each, next: after }),
            next,
          ),
          into,
          open,
        );
        return;
      case 'choice':
        for (const each of part.of) this.#expand({ part: each, next }, into, open);
        return;
      case 'optional':
        this.#expand({ part: part.of, next }, into, open);
        this.#expand(next, into, open);
        return;
      case 'repeat':
        this.#expand({ part: part.of, next: rest }, into, open);
        this.#expand(next, into, open);
        return;
      default:
        this.#expand(next, into, open);
    }
  }
}

/** What comes after the innermost rule that a rest is in. */
function leave(rest: Rest): Rest | undefined {
  let each: Rest | undefined = rest;
  while (each !== undefined && each.part.kind !== 'end') each = each.next;
  return each?.next;
}

function enclosing(rest: Rest | undefined): readonly string[] {
  const found: string[] = [];
  for (let each = rest; each !== undefined; each = each.next) {
    if (each.part.kind === 'end') found.push(each.part.rule);
  }
  return found;
}

const startsNoPath = new Set(['any', 'default']);
const startsNoType = new Set(['list', 'one']);

function fits(part: Expected['part'], token: FlatToken): boolean {
  const isWord = token.kind === 'word' || token.kind === 'keyword';
  if (part.kind === 'literal') return token.kind !== 'string' && token.text === part.text;
  switch (part.name) {
    case 'word':
      return isWord;
    case 'pathWord':
      return isWord && !startsNoPath.has(token.text);
    case 'typeWord':
      return isWord && !startsNoType.has(token.text);
    case 'rootWord':
      return token.kind === 'word' || rootKeywords.includes(token.text);
    case 'identifier':
      return token.kind === 'word';
    case 'string':
      return token.kind === 'string';
    case 'amount':
      return token.kind === 'amount';
    case 'int':
      return token.type === 'Int';
    default:
      return token.type === 'Duration';
  }
}
