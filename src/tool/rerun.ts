import { resolve } from 'node:path';
import { canonicalJson } from '../dsl/plan/canonical.ts';
import type { ToolPlan } from '../dsl/plan/plan.ts';
import type { Json } from '../dsl/values/value.ts';
import { remove, validResult } from '../runtime/call/inspection/inspect.ts';
import type { Outcome } from '../runtime/contract/call.ts';
import { refusalCodes } from '../runtime/contract/errors.ts';
import type { RecordedCall, SandboxJob, ToolCode } from '../runtime/contract/execution.ts';
import { isShaped } from '../runtime/evidence/audit/entry-shape.ts';
import type { DecisionEntry } from '../runtime/evidence/decision-entry.ts';
import type { Entry, OutcomeEntry, StartEntry } from '../runtime/evidence/entry.ts';
import { readLog } from '../runtime/evidence/log/read.ts';
import { regimeOf } from '../runtime/evidence/replay/regime.ts';
import { missingIn } from '../runtime/evidence/replay/subject.ts';

/** A run of a tool's code as a log holds it. */
export interface LoggedRun {
  readonly index: number;
  readonly decision: DecisionEntry;
  readonly outcome: OutcomeEntry;
  readonly tool: ToolPlan;
  /** Where its code lay then, as far as the log tells. */
  readonly file: string;
  /** Where its modules lay. */
  readonly modules: readonly { readonly name: string; readonly file: string }[];
  /** What runs tools that name no tier. */
  readonly engine: 'isolate' | 'quickjs';
}

/** How a run came out when it was made again. */
export interface Rerun {
  readonly same: 'yes' | 'no' | 'cannot';
  /** The first place at which it was not the same, and what stands there. */
  readonly difference?: { readonly at: string; readonly before: Json; readonly after: Json };
  /** Why nothing can be said. */
  readonly missing?: readonly string[];
}

/** The run that an entry belongs to; a word why there is none that could be made again. */
export async function runAt(folder: string, index: number): Promise<LoggedRun | string> {
  let start: StartEntry | undefined;
  const decisions = new Map<string, DecisionEntry>();
  let call: string | undefined;
  for await (const { index: at, entry: json } of readLog(folder)) {
    if (at === index) {
      call = typeof json.call === 'string' ? json.call : undefined;
      if (call === undefined) break;
    }
    if (!isShaped(json)) continue;
    const entry = json as unknown as Entry;
    if (entry.kind === 'start') start = entry;
    if (entry.kind === 'decision') decisions.set(entry.call, entry);
    if (entry.kind !== 'outcome' || entry.call !== call) continue;
    const decision = decisions.get(call);
    if (start === undefined || decision === undefined) break;
    return runOf(folder, start, { index: at, decision, outcome: entry });
  }
  return `entry ${index} belongs to no call that was executed`;
}

async function runOf(
  folder: string,
  start: StartEntry,
  of: Pick<LoggedRun, 'index' | 'decision' | 'outcome'>,
): Promise<LoggedRun | string> {
  const regime = await regimeOf(folder, start);
  if ('lost' in regime) return regime.lost;
  const tool = regime.tools.get(of.decision.tool);
  if (tool?.run == null) return `\`${of.decision.tool}\` has no code of its own`;
  const own = regime.force.plan.uses.find((use) => use.package === 'vak/sandbox');
  const quickjs = own?.config.some(({ name, json }) => name === 'engine' && json === 'quickjs');
  const at = (path: string): string => resolve(regime.base, path);
  const modules = (tool.sandbox?.modules ?? []).map(({ name, path }) => ({ name, file: at(path) }));
  return {
    ...of,
    tool,
    file: at(tool.run.path),
    modules,
    engine: quickjs === true ? 'quickjs' : 'isolate',
  };
}

/** What a log does not hold of a run that would be needed to make it again. */
export function missingOf({ decision, outcome, tool }: LoggedRun): readonly string[] {
  const missing = missingIn(decision).filter((one) => one.startsWith('`args'));
  const { recorded, status, code } = outcome;
  if (tool.sandbox?.replay !== 'exact') missing.push('the tool is not `replay: exact`');
  else if (!Array.isArray(recorded)) missing.push('what its host answered is not in the entry');
  if (status === 'unknown') missing.push(`the run was cut off (${code ?? 'no code'})`);
  return missing;
}

/** The job that repeats a run: its clock, its seed, its arguments, and answers from the record alone. */
export function jobOf({ decision, outcome, tool }: LoggedRun, code: ToolCode): SandboxJob {
  const recorded = outcome.recorded as unknown as readonly RecordedCall[];
  const { offers, withholds, calls, parallel, bytes } = outcome.offered ?? unoffered(recorded);
  return {
    id: decision.call,
    code,
    args: decision.args,
    ...tool.limits,
    // How fast it was then says nothing of this machine.
    timeMs: Math.max(tool.limits.timeMs, patienceMs),
    tenant: decision.tenant,
    ...(tool.sandbox?.tier === undefined ? {} : { tier: tool.sandbox.tier as never }),
    exact: { at: Date.parse(decision.at), seed: decision.call, recorded },
    host: {
      offers,
      withholds,
      limits: { calls, parallel, bytesOut: bytes },
      answer: () => Promise.reject(new Error('a run that is repeated asks nobody')),
    },
  };
}

const patienceMs = 30_000;

function unoffered(recorded: readonly RecordedCall[]) {
  const names = [...new Set(recorded.map(({ name }) => name))];
  return { offers: names, withholds: [], calls: 1000, parallel: 64, bytes: 4 * 1024 * 1024 };
}

/** Holds a repeated run against its entry: how it ended, and its result to the byte. */
export function compared({ decision, outcome, tool }: LoggedRun, again: Outcome): Rerun {
  if (again.status !== 'done' && again.code === refusalCodes.diverged) {
    const at = /at (host call \d+)/.exec(again.message)?.[1] ?? 'host call';
    return { same: 'no', difference: { at, before: 'as recorded', after: again.message } };
  }
  const duties = decision.opinions.flatMap((opinion) => opinion.duties ?? []);
  const now = released(tool, again, (json) => remove(json, 'result', duties));
  // A stage that kept the result back judged what the log does not hold.
  const reviewed = outcome.code === refusalCodes.reviewFailed;
  const then = reviewed ? said({ status: 'done' }) : said(outcome as unknown as Said);
  const difference = firstDifference(then, reviewed ? said({ status: again.status }) : now, '');
  if (difference === undefined) return { same: 'yes' };
  if (outcome.scrubbed.length === 0) return { same: 'no', difference };
  const blanked = outcome.scrubbed.map((name) => `secret \`${name}\` was blanked`);
  return { same: 'cannot', difference, missing: blanked };
}

interface Said {
  readonly status: string;
  readonly code?: string;
  readonly message?: string;
  readonly result?: Json;
}

/** What of an outcome does not depend on the machine it was on. */
const said = ({ status, code, message, result }: Said): { readonly [key: string]: Json } => ({
  status,
  ...(code === undefined ? {} : { code }),
  ...(message === undefined ? {} : { message }),
  ...(result === undefined ? {} : { result }),
});

function released(tool: ToolPlan, outcome: Outcome, taken: (json: Json) => Json) {
  if (outcome.status !== 'done') return said(outcome);
  const valid = validResult(tool, outcome.value);
  if (!valid.ok) return said({ status: 'failed', ...valid.failure });
  return said({ status: 'done', result: taken(valid.json) });
}

/** Where two values part, from the front; undefined where their canonical bytes are the same. */
function firstDifference(before: Json, after: Json, at: string): Rerun['difference'] {
  if (canonicalJson(before) === canonicalJson(after)) return undefined;
  const isPair = typeof before === 'object' && typeof after === 'object';
  if (
    isPair &&
    before !== null &&
    after !== null &&
    Array.isArray(before) === Array.isArray(after)
  ) {
    const [a, b] = [before, after] as readonly { readonly [key: string]: Json }[];
    const keys = [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])].sort();
    for (const key of keys) {
      const step = Array.isArray(before) ? `${at}[${key}]` : at === '' ? key : `${at}.${key}`;
      const found = firstDifference(a?.[key] ?? absent, b?.[key] ?? absent, step);
      if (found !== undefined) return found;
    }
  }
  return { at, before, after };
}

const absent = null;
