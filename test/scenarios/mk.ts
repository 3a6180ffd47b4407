import { readFileSync } from 'node:fs';
import { Source } from '../../src/dsl/text/source.ts';
import type { Json } from '../../src/dsl/values/value.ts';
import type { ExplainedDecision } from '../../src/index.ts';
import { started } from '../road/mk.ts';

/** One call put to a policy: by whom, what, and what the host says of the world. */
export interface Asked {
  readonly agent: string;
  readonly tool: string;
  readonly args: Json;
  readonly context?: Json;
}

/** A policy of this folder by its name, or a text; gives what is decided of a call, in a fresh session. */
export async function policy(of: string): Promise<(asked: Asked) => Promise<ExplainedDecision>> {
  const text = of.includes('\n') ? of : fileText(of);
  const { vak } = await started(text);
  return (asked) => vak.decide(asked);
}

function fileText(name: string): string {
  const path = new URL(`./policies/${name}.vak`, import.meta.url);
  return new Source(name, readFileSync(path, 'utf8')).text.replace(/^vak 1\n/, '');
}

/** The verdict with the rule behind it: `permit by p.r`, `forbid by default`. */
export function said({ verdict, opinions }: ExplainedDecision): string {
  const speaking = opinions.filter((opinion) => opinion.verdict === verdict);
  const names = speaking.map(({ rule, by }) => (rule === undefined ? by : rule));
  return `${verdict} by ${[...new Set(names)].sort().join(', ')}`;
}
