import { decideBy } from '../../../replay/decide-by.ts';
import type { Decision } from '../../../runtime/contract/call.ts';
import type { EntryJson } from '../../../runtime/contract/records.ts';
import { isShaped } from '../../../runtime/evidence/audit/entry-shape.ts';
import {
  decisionAt,
  type Replayed,
  replayLog,
} from '../../../runtime/evidence/replay/replay-log.ts';
import { explain } from '../../../runtime/explanation/explain.ts';
import type { Explanation } from '../../../runtime/explanation/explanation.ts';
import type { Given } from '../../input/registry.ts';
import { writeExplanation } from '../../output/explanation.ts';
import { palette, printable } from '../../output/palette.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';
import { logFolder } from '../audit/verify.ts';

/** `vak why DIR INDEX`: decides one call of a log again and prints the reasoning with its places. */
export async function why(given: Given, shell: Shell): Promise<Exit> {
  const folder = logFolder(given);
  const [, word = ''] = given.positionals;
  if (!/^\d{1,15}$/.test(word)) throw new WrongUsage(`\`${word}\` is no index of an entry`);
  const at = await decisionAt(folder, Number(word));
  if (at === undefined) throw new WrongUsage(`entry ${word} belongs to no decision`);
  for await (const replayed of replayLog(folder, decideBy, (index) => index === at)) {
    const explanation = await explained(replayed);
    if (given.json) writeJson(shell, told(replayed, explanation));
    else write(replayed, explanation, shell);
  }
  return 0;
}

async function explained({ redecided }: Replayed): Promise<Explanation | undefined> {
  if (redecided === undefined) return undefined;
  const { road, session, decision, call } = redecided;
  // A plan that someone else wrote down may be none that anything can be explained by.
  return explain(road, session, decision, call).catch(() => undefined);
}

/** What an entry says was decided; of one that has not the form of a decision, nothing. */
function readable(
  entry: Replayed['entry'],
): Pick<Decision, 'because' | 'opinions'> & { verdict: string } {
  if (isShaped(entry as unknown as EntryJson)) return entry as never;
  return { verdict: 'unreadable', because: '', opinions: [] };
}

/** What was decided now, or what stands in the log where nothing could be decided. */
function told(replayed: Replayed, explanation: Explanation | undefined) {
  const { index, entry, same, differences, missing, decision } = replayed;
  const { verdict, because, opinions } = decision ?? readable(entry);
  return {
    same,
    index,
    call: entry.call,
    tool: entry.tool,
    verdict,
    because,
    opinions: opinions.map(({ by, verdict, rule, at }) => ({
      by,
      verdict,
      ...(rule === undefined ? {} : { rule }),
      ...(at === undefined ? {} : { at }),
    })),
    plan: entry.plan,
    ...(same === 'no' ? { differences } : {}),
    ...(same === 'cannot' ? { missing } : {}),
    ...(explanation === undefined ? {} : { explanation }),
  };
}

const words = {
  yes: 'decided again: the same',
  no: 'decided again: something else',
  cannot: 'cannot be decided again',
} as const;

function write(replayed: Replayed, explanation: Explanation | undefined, shell: Shell): void {
  const { index, entry, same, differences, missing, decision } = replayed;
  const { bold, red, green, dim } = palette(shell);
  const { verdict, because } = decision ?? readable(entry);
  shell.out(
    `${bold(printable(`${entry.tool}: ${verdict}`))}  ${printable(because)}  ${dim(`entry ${index}`)}\n`,
  );
  shell.out(`${(same === 'yes' ? green : red)(words[same])}\n`);
  for (const each of missing) shell.out(`  ${printable(each)}\n`);
  for (const { part, before, after } of differences) {
    shell.out(`  ${part} was ${printable(JSON.stringify(before))}\n`);
    shell.out(`  ${part} is ${printable(JSON.stringify(after))}\n`);
  }
  if (explanation !== undefined) writeExplanation(explanation, shell);
}
