import type { Json, RecordValue, Value } from '../../../dsl/values/value.ts';
import type { Call } from '../../contract/call.ts';
import type { Detection, InjectionDetector, TextChannel } from '../../contract/execution.ts';
import type { SuspicionEntry } from '../../evidence/entry.ts';
import type { Session } from '../../session/session.ts';
import type { Road } from '../road.ts';

/** The label that a suspicious text brings. */
export const suspicious = 'suspicious';

/** How long one detector may think, unless the host says otherwise; then the text counts as suspicious. */
const usualMs = 250;

/** Texts shorter than this say nothing that steers anybody. */
const shortestKey = 12;

/** What is suspicious about a call before it is decided: the message it brings, and canaries it carries. */
export async function suspectCall(
  road: Road,
  session: Session,
  call: Call,
): Promise<readonly SuspicionEntry[]> {
  const leaked = session.canaryIn(call.json) ? [canaryLeaked] : [];
  if (call.tool.name !== 'agent.input') return leaked;
  const { text, source } = call.json as { readonly text: string; readonly source?: string };
  const found = await suspect(road, { text }, source === 'user' ? 'input' : 'result');
  return [...leaked, ...found];
}

const canaryLeaked: SuspicionEntry = {
  by: 'canary',
  category: 'prompt leakage',
  because: 'a canary of this session',
  at: '$',
};

/**
 * What detectors find in the texts of a value, each with its place as `$.html[412..440]`. All texts are
 * read as one, so that an order spread over several is seen whole.
 */
export async function suspect(
  road: Road,
  json: Json,
  channel: TextChannel,
): Promise<readonly SuspicionEntry[]> {
  if (road.detectors.length === 0) return [];
  const pages: Page[] = [];
  collect(json, '$', pages);
  if (pages.length === 0) return [];
  const text = pages.map((page) => page.text).join('\n');
  const found = await Promise.all(
    road.detectors.map((detector) => ask(road, detector, text, channel, pages)),
  );
  return found.flat();
}

/** One text of a value and where it stands. */
interface Page {
  readonly path: string;
  readonly text: string;
}

function collect(json: Json, path: string, into: Page[]): void {
  if (typeof json === 'string') into.push({ path, text: json });
  else if (Array.isArray(json)) {
    for (const [index, item] of json.entries()) collect(item, `${path}[${index}]`, into);
  } else if (typeof json === 'object' && json !== null) {
    for (const [key, item] of Object.entries(json)) {
      const name = /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
      if (key.length >= shortestKey) into.push({ path: `${path}${name}`, text: key });
      collect(item, `${path}${name}`, into);
    }
  }
}

async function ask(
  road: Road,
  detector: InjectionDetector,
  text: string,
  channel: TextChannel,
  pages: readonly Page[],
): Promise<readonly SuspicionEntry[]> {
  const by = detector.name;
  try {
    const said = detector.detect(text, channel);
    const detection =
      said instanceof Promise
        ? await inTime(said, road.host.deadlines?.detectorMs ?? usualMs)
        : said;
    if (!isDetection(detection)) throw new Error('what it said is no detection');
    if (!detection.suspicious) return [];
    const probability = String(Math.round(detection.probability * 1000) / 1000);
    const evidence = detection.evidence.map(({ category, because, at }): SuspicionEntry => {
      return { by, category, because, at: placeOf(pages, at), probability };
    });
    if (evidence.length > 0) return evidence;
    return [{ by, category: 'unknown', because: 'the text as a whole', at: '$', probability }];
  } catch (cause) {
    road.faults.add(by, cause);
    return [{ by, category: 'unknown', because: 'it could not be judged', at: '$' }];
  }
}

async function inTime(said: Promise<Detection>, ms: number): Promise<Detection> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([said, late]);
  } finally {
    clearTimeout(timer);
  }
}

function isDetection(said: unknown): said is Detection {
  if (typeof said !== 'object' || said === null) return false;
  const { suspicious: lowers, probability, evidence } = said as Partial<Detection>;
  return (
    typeof lowers === 'boolean' &&
    typeof probability === 'number' &&
    probability >= 0 &&
    probability <= 1 &&
    Array.isArray(evidence)
  );
}

/** Where a span of the joined text lies, as a path into the value and a range of that text. */
function placeOf(pages: readonly Page[], [from, to]: readonly [number, number]): string {
  let start = 0;
  for (const { path, text } of pages) {
    const end = start + text.length;
    if (from <= end) {
      return `${path}[${Math.max(0, from - start)}..${Math.min(text.length, Math.max(from, to) - start)}]`;
    }
    start = end + 1;
  }
  return '$';
}

/** The facts of a call with the labels that it is decided under. */
export function withLabels(call: Call, labels: readonly string[]): Call {
  const session = call.facts.session as RecordValue;
  const known = session.fields.get('labels');
  const same = Array.isArray(known) && known.length === labels.length;
  if (same && labels.every((label, index) => label === known[index])) return call;
  const fields = new Map<string, Value>([...session.fields, ['labels', labels]]);
  return { ...call, facts: { ...call.facts, session: { kind: 'record', fields } } };
}
