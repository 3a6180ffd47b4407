import { code } from '../../diagnostics/catalogue/code.ts';
import { names } from '../../diagnostics/catalogue/names/index.ts';
import { types } from '../../diagnostics/catalogue/types/index.ts';
import type { ModulePlan } from '../../plan/plan.ts';
import type { Fact } from '../../syntax/ast.ts';
import type { Module } from '../modules/module.ts';
import { wrongFact } from '../parts/facts.ts';
import type { Whole } from '../parts/whole.ts';

/** Modules of one tool. */
const most = 64;
const longestName = 200;

/** As packages are named, and never a path or an address. */
const bare = /^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*(?:\/[a-z0-9][\w.-]*)*$/i;
const isBare = (name: string): boolean => name.length <= longestName && bare.test(name);

/** What a tool's code may import: names with the file of each, in the order of names. */
export function modulesOf(
  whole: Whole,
  module: Module,
  fact: Fact | undefined,
): readonly ModulePlan[] {
  if (fact === undefined) return [];
  if (fact.value.kind !== 'record') {
    wrongFact(whole, module, fact, 'names with their files, such as `{ "money": "./money.ts" }`');
    return [];
  }
  const { findings } = whole;
  const found = new Map<string, ModulePlan>();
  const wrong = (span: Fact['span'], wanted: string): void => {
    findings.add(types.wrongFact, module.source, span, { key: fact.key.text, wanted });
  };
  for (const { key, value } of fact.value.entries) {
    const name = key.text;
    if (!isBare(name)) wrong(key.span, 'names such as `"money"` or `"@acme/money"`, and no paths');
    else if (found.has(name)) {
      findings.add(names.declaredTwice, module.source, key.span, { kind: 'module', name });
    } else if (value.kind !== 'literal' || value.type !== 'string') {
      wrong(value.span, 'for each name a file in quotes, such as `"./money.ts"`');
    } else found.set(name, { name, path: value.value, at: module.source.at(value.span) });
  }
  if (found.size > most) {
    const params = { what: '`modules`', unit: 'modules', bound: most, used: found.size };
    findings.add(code.tooMuch, module.source, fact.value.span, params);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
