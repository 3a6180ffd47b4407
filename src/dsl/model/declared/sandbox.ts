import { plugins } from '../../diagnostics/catalogue/plugins.ts';
import type { Fact } from '../../syntax/ast.ts';
import type { Module } from '../modules/module.ts';
import { amountFact, factsOf, wordFact, wrongFact } from '../parts/facts.ts';
import type { Whole } from '../parts/whole.ts';

export const defaultMemoryBytes: number = 64 * 1024 * 1024;
export const defaultTimeMs = 2_000;

const keys = ['memory', 'time', 'network', 'read', 'write', 'env', 'tools', 'tier'] as const;
const capabilities = ['network', 'read', 'write', 'env', 'tools'] as const;

/** How much a tool may use. What the sandbox cannot yet grant is refused, never ignored. */
export function sandboxOf(
  whole: Whole,
  module: Module,
  fact: Fact | undefined,
  stream: Fact | undefined,
): { readonly memoryBytes: number; readonly timeMs: number } {
  const defaults = { memoryBytes: defaultMemoryBytes, timeMs: defaultTimeMs };
  if (wordFact(whole, module, stream, ['chunked']) !== undefined && stream !== undefined) {
    notBuilt(whole, module, stream, '`stream: chunked`');
  }
  if (fact === undefined) return defaults;
  if (fact.value.kind !== 'record') {
    wrongFact(whole, module, fact, 'facts in braces, such as `{ memory: 64MB, time: 2s }`');
    return defaults;
  }
  const inner = fact.value.entries.map(({ key, value, span }) => ({
    kind: 'fact' as const,
    key,
    value,
    span,
  }));
  const facts = factsOf(whole, module, 'sandbox', inner, keys);
  for (const key of capabilities) {
    const wanted = facts[key];
    if (wanted !== undefined) notBuilt(whole, module, wanted, `\`${key}\` of a sandbox`);
  }
  const tiers = ['process', 'isolate', 'thread', 'inline', 'container', 'microvm'] as const;
  const tier = wordFact(whole, module, facts.tier, tiers);
  if (tier !== undefined && tier !== 'process' && facts.tier !== undefined) {
    notBuilt(whole, module, facts.tier, `the tier \`${tier}\``);
  }
  return {
    memoryBytes: amountFact(whole, module, facts.memory, 'size') ?? defaults.memoryBytes,
    timeMs: amountFact(whole, module, facts.time, 'duration') ?? defaults.timeMs,
  };
}

function notBuilt(whole: Whole, module: Module, fact: Fact, what: string): void {
  whole.findings.add(plugins.notBuilt, module.source, fact.span, { what, point: 'sandbox' });
}
