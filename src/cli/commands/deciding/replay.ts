import { Limiter } from '../../../plugins/policy/limits/limiter.ts';
import { replayWhole } from '../../../replay/whole-log.ts';
import {
  type Contradiction,
  contradictionsIn,
} from '../../../runtime/evidence/replay/coherence/contradictions.ts';
import { notAsked } from '../../../runtime/evidence/replay/recorded.ts';
import {
  type Altered,
  observedIn,
  type Tried,
  tryPlan,
} from '../../../runtime/evidence/replay/what-if.ts';
import type { Given } from '../../input/registry.ts';
import { palette, printable } from '../../output/palette.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';
import { logFolder } from '../audit/verify.ts';

/** How many decisions came out how; a log of which one could not be decided again is not the same. */
interface Count {
  yes: number;
  no: number;
  cannot: number;
}
const sameOf = ({ no, cannot }: Count): 'yes' | 'no' | 'cannot' =>
  no > 0 ? 'no' : cannot > 0 ? 'cannot' : 'yes';

/** Of so many decisions that cannot be decided again it is said what is missing. */
const mostMissing = 100;
const mostExamples = 3;

/**
 * `vak replay DIR [--policy FILE]`: decides every call of a log again, under the plan that was in force, or
 * under another to see which past decisions it changes.
 */
export async function replay(given: Given, shell: Shell): Promise<Exit> {
  const folder = logFolder(given);
  const policy = given.option('policy');
  if (given.flag('observed')) {
    if (policy !== undefined) throw new WrongUsage('give --policy or --observed');
    return tell(observedIn(folder), [], given, shell);
  }
  return policy === undefined ? again(folder, given, shell) : under(folder, policy, given, shell);
}

async function again(folder: string, { json }: Given, shell: Shell): Promise<Exit> {
  // The threads of the one go on while this one is busy with the other.
  const search = contradicting(folder);
  const [{ counts: count, changed, missing }, contradictions] = await Promise.all([
    replayWhole(folder, search),
    search,
  ]);
  const ok = changed.length === 0 && contradictions.length === 0;
  if (json) {
    const told = { ok, same: sameOf(count), ...countJson(count), changed, missing };
    writeJson(shell, { ...told, contradictions });
  } else {
    const { bold, green, red } = palette(shell);
    shell.out(`${bold((ok ? green : red)(countText(count)))}\n`);
    for (const each of changed) shell.out(`  ${printable(JSON.stringify(each))}\n`);
    for (const each of missing) {
      shell.out(`  entry ${each.index}: ${printable(each.missing.join(', '))}\n`);
    }
    for (const { index, problem } of contradictions) {
      shell.out(`  ${red(`entry ${index} contradicts others`)}: ${printable(problem)}\n`);
    }
  }
  return ok ? 0 : 1;
}

async function contradicting(folder: string): Promise<readonly Contradiction[]> {
  const found: Contradiction[] = [];
  for await (const one of contradictionsIn(folder, new Limiter())) found.push(one);
  return found;
}

const countJson = (count: Count) => ({
  decisions: count.yes + count.no + count.cannot,
  counts: { ...count },
});

const countText = ({ yes, no, cannot }: Count): string =>
  `${yes + no + cannot} decisions: ${yes} the same, ${no} changed, ${cannot} that cannot be decided again`;

async function under(folder: string, file: string, given: Given, shell: Shell): Promise<Exit> {
  const [{ analyseFile }, { sealed }, { decideBy }, { reportBroken }] = await Promise.all([
    import('../../input/analysed.ts'),
    import('../../../opening/redecide.ts'),
    import('../../../replay/decide-by.ts'),
    import('../../output/findings.ts'),
  ]);
  const analysis = analyseFile(file);
  const force = sealed(analysis);
  if (force === undefined) return reportBroken(analysis.diagnostics, given.json, shell);
  return tell(tryPlan(folder, force, decideBy), notAsked(force.plan), given, shell);
}

/** What would change, by rule; and what of the other policy was never asked. */
async function tell(
  all: AsyncIterable<Tried>,
  unasked: readonly string[],
  { json }: Given,
  shell: Shell,
): Promise<Exit> {
  const count: Count = { yes: 0, no: 0, cannot: 0 };
  const changed: Altered[] = [];
  const missing: { index: number; missing: readonly string[] }[] = [];
  for await (const tried of all) {
    count[tried.same] += 1;
    if (tried.same === 'no') changed.push(tried.altered);
    if (tried.same === 'cannot' && missing.length < mostMissing) {
      missing.push({ index: tried.index, missing: tried.missing });
    }
  }
  const rules = byRule(changed);
  const same = sameOf(count);
  if (json) {
    const told = { ok: true, same, ...countJson(count), changed, rules, missing };
    writeJson(shell, { ...told, notAsked: unasked });
  } else {
    writeRules(count, rules, shell);
    for (const one of unasked) {
      const said = printable(one);
      shell.out(`${said} is not asked anew; what it said then counts, where it spoke\n`);
    }
  }
  return 0;
}

/** What one rule changes: how often, and a few of the calls. */
interface RuleChange {
  readonly rule: string;
  readonly at?: string;
  readonly before: Altered['before'];
  readonly after: Altered['after'];
  readonly count: number;
  readonly examples: readonly Altered[];
}

function byRule(changed: readonly Altered[]): readonly RuleChange[] {
  const groups = new Map<string, Altered[]>();
  for (const each of changed) {
    const key = JSON.stringify([each.rule, each.before, each.after]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups.values()]
    .map((group) => {
      const { rule, at, before, after } = group[0] as Altered;
      const place = at === undefined ? {} : { at };
      const examples = group.slice(0, mostExamples);
      return { rule, ...place, before, after, count: group.length, examples };
    })
    .sort((a, b) => b.count - a.count);
}

function writeRules(count: Count, rules: readonly RuleChange[], shell: Shell): void {
  const { bold, dim } = palette(shell);
  shell.out(`${bold(countText(count))}\n`);
  for (const { rule, at = '', before, after, count: times, examples } of rules) {
    const change = printable(`${before} becomes ${after} by ${rule}, ${times} times`);
    shell.out(`${change}  ${dim(printable(at))}\n`);
    for (const { index, agent, tool, because } of examples) {
      shell.out(`  ${printable(`entry ${index}: ${agent} calls ${tool}: ${because}`)}\n`);
    }
  }
}
