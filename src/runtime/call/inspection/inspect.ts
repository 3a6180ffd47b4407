import type { DutyPlan, ToolPlan } from '../../../dsl/plan/plan.ts';
import { fromJson } from '../../../dsl/values/from-json.ts';
import { toJson } from '../../../dsl/values/to-json.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { Call, Outcome, StageRecord } from '../../contract/call.ts';
import { refusalCodes } from '../../contract/errors.ts';
import type { SuspicionEntry } from '../../evidence/entry.ts';
import { scrubJson, scrubText } from '../../evidence/recording/scrub.ts';
import type { Road } from '../road.ts';
import { suspect, suspicious } from './suspect.ts';

/** Canonical JSON longer than this, in UTF-16 units, is not released. */
const largestResult = 1_048_576;

/** A result as it may be released: valid, scrubbed, labelled, with what duties take out gone. */
export interface Inspected {
  readonly outcome: Outcome;
  readonly labels: readonly string[];
  /** Names of secrets that were found and blanked. */
  readonly scrubbed: readonly string[];
  /** What in it seems to speak to the model rather than to tell it something. */
  readonly suspicions: readonly SuspicionEntry[];
  /** What stages that review results found. */
  readonly stages: readonly StageRecord[];
}

/** Step 7: looks at what came back before anyone else does. A result of another type is not released. */
export async function inspect(
  road: Road,
  call: Call,
  outcome: Outcome,
  duties: readonly DutyPlan[],
): Promise<Inspected> {
  if (outcome.status !== 'done') {
    const { text, found } = scrubText(road.scrubbers, outcome.message);
    const seen = { ...outcome, message: text, ...costOf(road, outcome) };
    return { outcome: seen, labels: [], scrubbed: found, ...unread };
  }
  const valid = validResult(call.tool, outcome.value);
  if (!valid.ok) {
    const refused = { ...costOf(road, outcome), status: 'failed', ...valid.failure } as const;
    return { outcome: refused, labels: [], scrubbed: [], ...unread };
  }
  const scrubbed = scrubJson(road.scrubbers, valid.json);
  const value = remove(scrubbed.json, 'result', duties);
  const suspicions = call.tool.trusted ? [] : await suspect(road, value, 'result');
  const labels = labelsOf(call.tool, suspicions.length > 0 ? [suspicious] : []);
  const stages = await road.pipelines.review(call, value);
  const withheld = withheldBy(stages);
  const cost = costOf(road, outcome);
  const seen = withheld === undefined ? { ...outcome, value, ...cost } : { ...withheld, ...cost };
  return { outcome: seen, labels, scrubbed: scrubbed.found, suspicions, stages };
}

/** What nobody looked at. */
const unread = { suspicions: [], stages: [] } as const;

/** The effect has happened; a stage that is not content with what came of it keeps it back. */
function withheldBy(stages: readonly StageRecord[]): Outcome | undefined {
  const last = stages.at(-1);
  if (last === undefined || last.verdict === 'valid') return undefined;
  const { stage, because } = last;
  const why =
    last.verdict === 'failed' || because === undefined ? 'could not find it valid' : because;
  const message = `the result was withheld: stage \`${stage}\` ${why}`;
  return { status: 'failed', code: refusalCodes.reviewFailed, message };
}

/** Labels that a tool's result brings into a session, beside those that were found in it. */
export function labelsOf(tool: ToolPlan, found: readonly string[]): readonly string[] {
  const own = tool.trusted || tool.event ? [] : ['untrusted'];
  const labels = new Set<string>([...own, ...found]);
  if (tool.result?.type === 'record') {
    for (const { label } of tool.result.fields) if (label !== undefined) labels.add(label);
  }
  return [...labels].sort();
}

type Valid =
  | { readonly ok: true; readonly json: Json }
  | {
      readonly ok: false;
      readonly failure: { readonly code: 'VAK7005' | 'VAK7006'; readonly message: string };
    };

/** A result as its tool's contract has it; or why it cannot be released. */
export function validResult(tool: ToolPlan, value: Json): Valid {
  const options = tool.root === null ? {} : { root: tool.root };
  const read = fromJson(value, tool.result ?? { type: 'json' }, options);
  if (!read.ok) {
    const place = read.path === '' ? 'the result' : `\`result.${read.path}\``;
    const message = `${place} must be ${read.expected}`;
    return { ok: false, failure: { code: refusalCodes.badResult, message } };
  }
  const json = toJson(read.value);
  const size = JSON.stringify(json).length;
  if (size <= largestResult) return { ok: true, json };
  const message = `the result has ${size} characters; at most ${largestResult} are released`;
  return { ok: false, failure: { code: refusalCodes.resultTooLarge, message } };
}

/** Takes out what `remove` duties of a root name; an absent path is nothing to do. */
export function remove(json: Json, root: 'args' | 'result', duties: readonly DutyPlan[]): Json {
  let left = json;
  for (const duty of duties) {
    if (duty.duty === 'remove' && duty.root === root) left = without(left, duty.path);
  }
  return left;
}

function without(json: Json, path: readonly string[]): Json {
  const [key, ...rest] = path;
  if (key === undefined || typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((item: Json) => without(item, path));
  const record = json as { readonly [key: string]: Json };
  if (!Object.hasOwn(record, key)) return json;
  const entries = Object.entries(record).flatMap(([name, value]): [string, Json][] => {
    if (name !== key) return [[name, value]];
    return rest.length === 0 ? [] : [[name, without(value, rest)]];
  });
  return Object.fromEntries(entries);
}

type Cost = Pick<Outcome, 'usage' | 'recorded' | 'offered'>;

/** What a run cost and recorded, whatever becomes of its result; what must not be seen is blanked. */
function costOf(road: Road, { usage, recorded, offered }: Outcome): Cost {
  return {
    ...(usage === undefined ? {} : { usage }),
    ...(offered === undefined ? {} : { offered }),
    ...(recorded === undefined ? {} : { recorded: blanked(road, recorded) }),
  };
}

function blanked(
  road: Road,
  recorded: NonNullable<Outcome['recorded']>,
): NonNullable<Outcome['recorded']> {
  const { json } = scrubJson(road.scrubbers, recorded as unknown as Json);
  return json as unknown as NonNullable<Outcome['recorded']>;
}
