import type { EntryJson } from '../../contract/records.ts';
import { timeOf } from '../log/scan/time.ts';

/** Whether a JSON value has a form; undefined stands for a field that is not there. */
type Shape = (json: unknown) => boolean;

const text: Shape = (json) => typeof json === 'string';
const count: Shape = (json) => typeof json === 'number' && Number.isFinite(json) && json >= 0;
const flag: Shape = (json) => typeof json === 'boolean';
const time: Shape = (json) => typeof json === 'string' && !Number.isNaN(timeOf(json));
/** A number in digits, or the word that stands for one that is withheld. */
const digits: Shape = (json) =>
  typeof json === 'string' && /^(\d{1,40}|\[(withheld|forgotten|hidden)\])$/.test(json);
const json: Shape = (of) => of !== undefined;
const isRecord: Shape = (of) => typeof of === 'object' && of !== null && !Array.isArray(of);
const maybe =
  (shape: Shape): Shape =>
  (of) =>
    of === undefined || shape(of);
const list =
  (shape: Shape): Shape =>
  (of) => {
    if (!Array.isArray(of)) return false;
    for (const one of of) if (!shape(one)) return false;
    return true;
  };
const word =
  (...words: readonly string[]): Shape =>
  (of) =>
    typeof of === 'string' && words.includes(of);

/** No field is named as what every object has. */
function record(fields: Readonly<Record<string, Shape>>): Shape {
  const [names, shapes] = [Object.keys(fields), Object.values(fields)];
  return (of) => {
    if (!isRecord(of)) return false;
    for (let at = 0; at < names.length; at += 1) {
      const value = (of as Record<string, unknown>)[names[at] as string];
      if (shapes[at]?.(value) !== true) return false;
    }
    return true;
  };
}

const verdict = word('permit', 'approval', 'forbid');
const requirement = record({ approvers: text, count, withinMs: count });
const texts = list(text);
const length: Shape = (of) => count(of) && Number.isSafeInteger(of) && (of as number) > 0;

const opinion = record({
  by: text,
  verdict,
  rule: maybe(text),
  at: maybe(text),
  because: maybe(text),
  code: maybe(text),
  detail: maybe(text),
  from: maybe(requirement),
  duties: maybe(list(isRecord)),
  retryAfterMs: maybe(count),
});

const take = record({
  window: text,
  key: text,
  form: word('at most', 'rate'),
  amount: digits,
  max: digits,
  perMs: length,
  burst: maybe(digits),
});

const lineage = record({ agents: texts, sessions: texts });

const decision = {
  call: text,
  session: text,
  tenant: text,
  principal: text,
  agent: text,
  tool: text,
  event: maybe(flag),
  args: json,
  hash: text,
  verdict,
  code: maybe(text),
  because: text,
  opinions: list(opinion),
  requirements: list(requirement),
  stages: maybe(list(isRecord)),
  context: json,
  lookups: (of: unknown) => isRecord(of) || typeof of === 'string',
  labels: texts,
  takes: list(take),
  chain: maybe(lineage),
  caller: maybe(record({ call: text, tools: texts })),
  written: maybe(json),
  rewritten: maybe(flag),
  away: maybe(text),
  counters: maybe(
    list(
      record({
        asked: word('reserve', 'peek'),
        short: list(record({ take: count, retryAfterMs: maybe(count), exact: flag })),
      }),
    ),
  ),
  consent: maybe(
    record({
      ticket: text,
      state: word('granted', 'open', 'refused', 'expired'),
      met: maybe(list(requirement)),
      unanswered: maybe(list(requirement)),
      code: maybe(text),
      because: maybe(text),
    }),
  ),
  unasked: maybe(flag),
  brings: maybe(texts),
  scrubbed: maybe(texts),
  observed: maybe(
    record({
      plan: text,
      verdict: maybe(verdict),
      code: maybe(text),
      because: maybe(text),
      rules: maybe(texts),
      cannot: maybe(text),
    }),
  ),
  ticket: maybe(text),
  plan: text,
};

const binding = record({
  tenant: text,
  principal: text,
  session: text,
  agent: text,
  call: text,
  tool: text,
  hash: text,
});

const facts: Readonly<Record<string, Shape>> = {
  opened: record({
    ticket: text,
    at: count,
    expires: count,
    binding,
    requirements: list(requirement),
  }),
  answered: record({
    ticket: text,
    at: count,
    by: text,
    answer: word('grant', 'deny'),
    approvers: text,
    attested: text,
  }),
};

/** A ticket's fact of another kind names at least the ticket. */
const fact: Shape = (of) => {
  if (!record({ fact: text, ticket: text })(of)) return false;
  const { fact: name } = of as { readonly fact: string };
  const shape = Object.hasOwn(facts, name) ? facts[name] : undefined;
  return shape?.(of) ?? true;
};

const status = word('done', 'failed', 'not started', 'unknown');

/** What entries of each kind have at least, beside `v`, `kind` and `at`. */
const kinds: Readonly<Record<string, Shape>> = {
  start: record({
    plan: text,
    whole: maybe(text),
    engine: text,
    plugins: list(record({ name: text, version: text, fills: maybe(texts), digest: maybe(text) })),
    base: maybe(text),
    roots: maybe(list(record({ root: text, tools: texts }))),
    changed: maybe(record({ plan: maybe(text), plugins: maybe(texts) })),
    rehearsed: maybe(flag),
    observes: maybe(text),
  }),
  session: record({
    session: text,
    tenant: text,
    principal: text,
    agent: text,
    from: maybe(lineage),
  }),
  lookup: record({ call: text, session: text, name: text, tool: text, args: json, status }),
  decision: record(decision),
  outcome: record({
    call: text,
    session: text,
    tool: text,
    status,
    code: maybe(text),
    message: maybe(text),
    labels: texts,
    scrubbed: texts,
    ms: count,
    used: maybe(list(digits)),
  }),
  ticket: record({ fact }),
  reconcile: record({ call: text, outcome: word('done', 'failed', 'not started') }),
  recovered: record({ signed: count, kept: count, cut: count, mended: flag }),
  rotated: record({ from: text, to: text }),
  forgotten: record({
    by: text,
    because: maybe(text),
    values: list(record({ index: count, pointers: texts })),
  }),
  note: record({ level: text, text, parent: maybe(count), session: maybe(text) }),
  revoked: record({
    plan: text,
    tool: maybe(text),
    plugin: maybe(text),
    by: text,
    because: maybe(text),
    left: isRecord,
  }),
  lease: record({ secret: text, tool: text, code: maybe(text) }),
  fault: record({ by: text, count, message: text }),
};

/** All kinds of entries that there are. */
export const entryKinds: readonly string[] = Object.keys(kinds);

const common = record({ kind: text, at: time });

/**
 * Whether an entry has the form that its kind has, so that it may be read as one. Of a kind that is not known here, any
 * entry has it. A log that someone else wrote is not believed before.
 */
export function isShaped(entry: EntryJson): boolean {
  const { kind } = entry;
  if (typeof kind !== 'string') return false;
  const shape = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return shape === undefined || (common(entry) && shape(entry));
}

/** What is said of an entry that has not. */
export const unshaped = ({ kind }: EntryJson): string =>
  `it has not the form of an entry${typeof kind === 'string' ? ` of kind \`${kind}\`` : ''}`;
