import type { Json } from '../../../dsl/values/value.ts';
import type { Card } from '../../contract/approvals.ts';
import type { Call, Opinion } from '../../contract/call.ts';
import { reasonOf } from '../decision/verdict.ts';

/** A question longer than this is not put to anyone. */
const longest = 4_000;

/**
 * What a person is shown, or undefined when it would be too long to be read. Control, invisible and
 * direction-changing characters are escaped; letters of other scripts are marked, for they may pass
 * for Latin ones.
 */
export function cardOf(
  call: Call,
  question: {
    readonly ticket: string;
    readonly approvers: string;
    readonly count: number;
    readonly expires: number;
    readonly lookups: Json;
    readonly labels: readonly string[];
    readonly opinions: readonly Opinion[];
  },
): Card | undefined {
  const { opinions, ...rest } = question;
  const args = Object.entries(call.json as Record<string, Json>).map(([name, value]) => ({
    name,
    text: plain(typeof value === 'string' ? value : JSON.stringify(value)),
  }));
  const length = args.reduce((sum, { text }) => sum + text.length, 0);
  if (length > longest || JSON.stringify(rest.lookups).length > longest) return undefined;
  const because = opinions.filter(({ verdict }) => verdict === 'approval').map(reasonOf);
  return {
    ...rest,
    agent: call.agent,
    tenant: plain(call.chain.tenant),
    principal: plain(call.chain.principal),
    tool: call.tool.name,
    effect: call.tool.effect,
    args,
    because,
  };
}

const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;
const foreign = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/gu;

/** Text without surprises: what cannot be seen is escaped, what looks like Latin is bracketed. */
function plain(text: string): string {
  const escaped = (char: string): string => `\\u{${char.codePointAt(0)?.toString(16)}}`;
  const mixed = /\p{Script=Latin}/u.test(text);
  const visible = text.replace(hidden, escaped);
  return mixed ? visible.replace(foreign, (char) => `⟨${char} ${escaped(char)}⟩`) : visible;
}
