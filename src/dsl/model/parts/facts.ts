import { names } from '../../diagnostics/catalogue/names/index.ts';
import { types } from '../../diagnostics/catalogue/types/index.ts';
import type { CallPlan } from '../../plan/plan.ts';
import type { Expr, Fact, Path } from '../../syntax/ast.ts';
import { readScalar } from '../../values/scalars/scalar.ts';
import type { Json } from '../../values/value.ts';
import { freeJson } from '../expressions/constant.ts';
import { spelled } from '../expressions/literal.ts';
import { type Module, nameIn } from '../modules/module.ts';
import { type Details, nearMiss } from '../parts/findings.ts';
import { bareScope, type Whole } from './whole.ts';

/** The facts of one block by key. */
export type Facts<K extends string> = { readonly [key in K]?: Fact };

/** Sorts facts by key against a closed table. Reports keys that are unknown or stand twice. */
export function factsOf<K extends string>(
  whole: Whole,
  module: Module,
  block: string,
  facts: readonly Fact[],
  keys: readonly K[],
): Facts<K> {
  const found: Record<string, Fact> = {};
  for (const fact of facts) {
    const { text, span } = fact.key;
    if (!(keys as readonly string[]).includes(text)) {
      const near = nearMiss(text, keys, span);
      whole.findings.add(names.unknownKey, module.source, span, { key: text, block }, near);
    } else if (found[text] !== undefined) {
      whole.findings.add(names.declaredTwice, module.source, span, { kind: 'key', name: text });
    } else found[text] = fact;
  }
  return found as Facts<K>;
}

/** Reports a fact whose value has another shape than its key wants. */
export function wrongFact(
  whole: Whole,
  module: Module,
  fact: Fact,
  wanted: string,
  details: Details = {},
): void {
  const params = { key: fact.key.text, wanted };
  whole.findings.add(types.wrongFact, module.source, fact.value.span, params, details);
}

/** A fact that is a text. */
export function textFact(whole: Whole, module: Module, fact: Fact | undefined): string | undefined {
  if (fact === undefined) return undefined;
  const { value } = fact;
  if (value.kind === 'literal' && value.type === 'string') return value.value;
  wrongFact(whole, module, fact, 'a text in quotes');
  return undefined;
}

/** A fact that is one of a few words. */
export function wordFact<W extends string>(
  whole: Whole,
  module: Module,
  fact: Fact | undefined,
  words: readonly W[],
): W | undefined {
  if (fact === undefined) return undefined;
  const name = fact.value.kind === 'verdict' ? undefined : nameIn(fact.value);
  const word = words.find((each) => each === name?.text);
  if (word !== undefined) return word;
  if (name === undefined) wrongFact(whole, module, fact, `one of ${words.join(', ')}`);
  else {
    const near = nearMiss(name.text, words, name.span);
    const params = { word: name.text, key: fact.key.text };
    whole.findings.add(names.unknownWord, module.source, name.span, params, near);
  }
  return undefined;
}

const amounts = {
  duration: 'a duration such as `4h`',
  size: 'a size such as `64MB`',
  percent: 'a percentage such as `80%`',
} as const;

/** A fact that is a positive duration in ms, a positive size in bytes, or a percentage in billionths. */
export function amountFact(
  whole: Whole,
  module: Module,
  fact: Fact | undefined,
  type: keyof typeof amounts,
): number | undefined {
  if (fact === undefined) return undefined;
  const amount = amountOf(fact.value, type);
  if (amount === undefined) wrongFact(whole, module, fact, amounts[type]);
  return amount;
}

/** A literal amount as a number of its unit: ms, bytes or billionths; undefined for anything else. */
export function amountOf(expr: Fact['value'], type: keyof typeof amounts): number | undefined {
  if (expr.kind !== 'literal' || expr.type !== type) return undefined;
  const value = readScalar(spelled(expr, type), type);
  if (typeof value !== 'object' || !('kind' in value)) return undefined;
  if (value.kind === 'percent') return Number(value.nano);
  const amount = value.kind === 'duration' ? value.ms : value.kind === 'size' ? value.bytes : 0;
  return amount > 0 ? amount : undefined;
}

/** A fact that is a whole number from 1. */
export function countFact(
  whole: Whole,
  module: Module,
  fact: Fact | undefined,
): number | undefined {
  if (fact === undefined) return undefined;
  const { value } = fact;
  const count = value.kind === 'literal' && value.type === 'int' ? Number(value.value) : 0;
  if (Number.isSafeInteger(count) && count >= 1) return count;
  wrongFact(whole, module, fact, 'a whole number from 1');
  return undefined;
}

/** A fact that is a share from 0 to 1, as the text of its decimal. */
export function shareFact(
  whole: Whole,
  module: Module,
  fact: Fact | undefined,
): string | undefined {
  if (fact === undefined) return undefined;
  const { value } = fact;
  const plain = value.kind === 'literal' && (value.type === 'decimal' || value.type === 'int');
  const text = plain ? spelled(value, 'decimal') : undefined;
  if (typeof text === 'string' && Number(text) >= 0 && Number(text) <= 1) return text;
  wrongFact(whole, module, fact, 'a number from 0 to 1 such as `0.05`');
  return undefined;
}

/** A fact that is a list of names, as paths. */
export function namesFact(whole: Whole, module: Module, fact: Fact | undefined): readonly Path[] {
  if (fact === undefined) return [];
  if (fact.value.kind !== 'list') {
    wrongFact(whole, module, fact, 'a list of names in brackets');
    return [];
  }
  const paths: Path[] = [];
  const seen = new Set<string>();
  for (const item of fact.value.items) {
    const path = nameIn(item);
    if (path === undefined) {
      const params = { key: fact.key.text, wanted: 'a list of names in brackets' };
      whole.findings.add(types.wrongFact, module.source, item.span, params);
    } else if (seen.has(path.text)) {
      const params = { kind: 'name', name: path.text };
      whole.findings.add(names.declaredTwice, module.source, item.span, params);
    } else {
      seen.add(path.text);
      paths.push(path);
    }
  }
  return paths;
}

/** A fact that is a list of texts. */
export function textsFact(whole: Whole, module: Module, fact: Fact | undefined): readonly string[] {
  if (fact === undefined) return [];
  const items = fact.value.kind === 'list' ? fact.value.items : [];
  const texts: string[] = [];
  for (const item of items) {
    if (item.kind === 'literal' && item.type === 'string') texts.push(item.value);
  }
  if (fact.value.kind !== 'list' || texts.length !== items.length) {
    wrongFact(whole, module, fact, 'a list of texts in quotes');
  }
  return texts;
}

/** A function with its arguments, as in `env("X")`, or a name alone; undefined after a report. */
export function callFact(
  whole: Whole,
  module: Module,
  fact: Fact | undefined,
): (CallPlan & { readonly expr: Expr }) | undefined {
  if (fact === undefined) return undefined;
  const expr = fact.value;
  if (expr.kind === 'word') return { name: expr.text, json: [], expr };
  if (expr.kind !== 'reference') {
    wrongFact(whole, module, fact, 'a name, or a name with arguments such as `env("X")`');
    return undefined;
  }
  const scope = bareScope(whole, module);
  const json = (expr.call ?? []).map((argument) => freeJson(argument, scope));
  if (json.includes(undefined)) return undefined;
  return { name: expr.path.text, json: json as Json[], expr };
}
