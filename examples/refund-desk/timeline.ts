import { styleText } from 'node:util';
import type { CallResult } from 'vak';
import type { Expected } from './steps.ts';

/** What came of one call, in the few words that a reader wants. */
export interface Came {
  readonly verdict: 'permit' | 'approval' | 'forbid';
  readonly because: string;
  readonly code?: string;
  readonly rule?: string;
  /** `file:line:column` of the rule. */
  readonly at?: string;
  readonly result?: string;
  readonly ms: number;
}

/** Reads a call's result: who decided is the first voice with the verdict that came out. */
export function cameOf(result: CallResult<unknown>, ms: number): Came {
  const { decision } = result;
  const refusal = result.ok ? undefined : result.refusal;
  const verdict = result.ok ? 'permit' : decision.verdict;
  const voice =
    decision.opinions.find((each) => each.verdict === verdict && each.rule !== undefined) ??
    decision.opinions.find((each) => each.verdict === verdict);
  const code = result.ok ? undefined : (refusal?.code ?? voice?.code);
  return {
    verdict,
    because: refusal?.because ?? decision.because,
    ...(code === undefined ? {} : { code }),
    ...(voice?.rule === undefined ? {} : { rule: voice.rule }),
    ...(voice?.at === undefined ? {} : { at: voice.at }),
    ...(result.ok ? { result: JSON.stringify(result.value) } : {}),
    ms,
  };
}

/** What came out otherwise than expected; empty when nothing did. */
export function differences(came: Came, expected: Expected): readonly string[] {
  const { shows, ...exact } = expected;
  const wrong = Object.entries({ code: undefined, ...exact }).flatMap(([key, wanted]) => {
    const is = came[key as keyof Came];
    return key !== 'rule' && is === wanted ? [] : differs(key, is, wanted);
  });
  const missing = shows !== undefined && !came.result?.includes(shows);
  return missing ? [...wrong, `expected the result to show ${shows}`] : wrong;
}

function differs(key: string, is: unknown, wanted: unknown): readonly string[] {
  return is === wanted ? [] : [`expected ${key} ${wanted ?? 'none'}, came ${is ?? 'none'}`];
}

const colours = { permit: 'green', approval: 'yellow', forbid: 'red' } as const;

/** Renders rows for people; in colour only where the output is a terminal. */
export class Timeline {
  readonly #print: (line: string) => void;
  readonly #coloured: boolean;
  #row = 0;

  constructor(print: (line: string) => void, coloured: boolean) {
    this.#print = print;
    this.#coloured = coloured;
  }

  row(what: string, call: string, came: Came, wrong: readonly string[]): void {
    this.#row += 1;
    const number = String(this.#row).padStart(3);
    const verdict = this.#paint(colours[came.verdict], came.verdict.padEnd(8));
    const time = `${came.ms.toFixed(came.ms < 10 ? 1 : 0)} ms`.padStart(8);
    this.#print(`${number}  ${verdict} ${time}  ${this.#paint('bold', what)}`);
    this.#detail(call);
    const code = came.code === undefined ? '' : `${came.code} `;
    this.#detail(`${code}${came.because}`);
    const where = [came.rule, came.at?.replace(/:\d+$/, '')].filter((each) => each !== undefined);
    if (where.length > 0) this.#detail(where.join('  '));
    if (came.result !== undefined) this.#detail(`→ ${came.result}`);
    else if (came.verdict === 'permit') this.#detail('→ nothing was released');
    for (const each of wrong) this.#print(`${' '.repeat(24)}${this.#paint('red', `✗ ${each}`)}`);
    this.#print('');
  }

  note(line: string): void {
    this.#print(line);
  }

  #detail(line: string): void {
    this.#print(`${' '.repeat(24)}${this.#paint('dim', line)}`);
  }

  #paint(style: 'green' | 'yellow' | 'red' | 'bold' | 'dim', text: string): string {
    return this.#coloured ? styleText(style, text, { validateStream: false }) : text;
  }
}
