import type { Decision } from '../../contract/call.ts';
import type { EntryJson } from '../../contract/records.ts';
import { after } from '../../kernel/timed.ts';
import { isShaped, unshaped } from '../audit/entry-shape.ts';
import type { DecisionEntry } from '../decision-entry.ts';
import type { Entry, StartEntry } from '../entry.ts';
import { readKinds, readLog, type Share } from '../log/read.ts';
import { isWhole, wholeIn } from '../withheld/whole.ts';
import { type Difference, differences } from './compare.ts';
import { type DecideBy, type Redecided, Redecider } from './redecider.ts';
import { type Lost, messageOf, type Regime, regimeOf } from './regime.ts';
import { missingIn } from './subject.ts';

/** A decision of a log, decided again. */
export interface Replayed {
  readonly index: number;
  readonly entry: DecisionEntry;
  /** `cannot` where the log no longer holds what the decision rested on, or never did. */
  readonly same: 'yes' | 'no' | 'cannot';
  /** With `no`: what came out otherwise. */
  readonly differences: readonly Difference[];
  /** With `cannot`: what is missing. */
  readonly missing: readonly string[];
  readonly decision?: Decision;
  /** All there is to say why; absent where nothing could be decided. */
  readonly redecided?: Exclude<Redecided, { readonly cannot: unknown }>;
}

/** Entries that say what is in force from there on. */
const regimes = ['start'];

/** What was in force at an entry: the regime of the last start, ready to decide by. */
interface InForce {
  readonly regime: Regime;
  readonly redecider: Redecider;
}

/**
 * Every decision of a log in a folder, decided again under the plan that was in force. `only` picks out
 * decisions by index.
 * @throws VakError VAK6111 when there is no log, VAK6108 for a line that is no entry
 */
export async function* replayLog(
  folder: string,
  decideBy: DecideBy,
  only?: (index: number) => boolean,
): AsyncGenerator<Replayed, void> {
  let some: Replayed[] = [];
  for await (const _ of replaying(folder, decideBy, (one) => some.push(one), { only })) {
    yield* some;
    some = [];
  }
}

/** Which decisions of a log one of several readers decides again. */
export interface Part {
  readonly only?: ((index: number) => boolean) | undefined;
  /** Of the lines of others, the form is not looked at. */
  readonly share?: Omit<Share, 'needed'>;
}

/**
 * As `replayLog`, telling `visit` of one decision after another: a turn of the event loop for each would be a
 * good part of what it costs. Gives way after every batch that comes off the disk. Plans are read and
 * compiled once, and entries are held one at a time.
 */
export async function* replaying(
  folder: string,
  decideBy: DecideBy,
  visit: (replayed: Replayed) => void,
  { only, share }: Part = {},
): AsyncGenerator<void, void> {
  const whole = wholeIn(folder);
  const known = new Map<string, InForce | Lost>();
  let inForce: InForce | Lost = { lost: 'the log begins without a start' };
  const part = share === undefined ? undefined : { ...share, needed: regimes };
  for await (const entries of readKinds(folder, ['decision', ...regimes], part)) {
    for (const { index, entry: json, args } of entries) {
      if (json.kind !== 'decision') {
        inForce = isShaped(json)
          ? await inForceSince(folder, json as unknown as StartEntry, decideBy, known)
          : { lost: `the start before it cannot be read: ${unshaped(json)}` };
      } else if (only === undefined || only(index)) {
        const made = isWhole(json) ? json : await whole(index, json);
        const entry = made as unknown as DecisionEntry;
        const replayed = read(index, entry, inForce, made === json ? args : undefined);
        visit(replayed instanceof Promise ? await replayed : replayed);
      }
    }
    yield;
  }
}

/** What breaks over an entry or over its plan is said of that entry: the log is whatever its owner wrote. */
function read(
  index: number,
  entry: DecisionEntry,
  inForce: InForce | Lost,
  args: string | undefined,
): Replayed | Promise<Replayed> {
  const broken = (cause: unknown): Replayed => {
    const json = entry as unknown as EntryJson;
    const why = isShaped(json) ? `deciding again failed: ${messageOf(cause)}` : unshaped(json);
    return { index, entry, same: 'cannot', differences: [], missing: [why] };
  };
  try {
    const replayed = again(index, entry, inForce, args);
    return replayed instanceof Promise ? replayed.catch(broken) : replayed;
  } catch (cause) {
    return broken(cause);
  }
}

/** A plan in a log may be none that anything can be decided by. */
function deciding(regime: Regime, decideBy: DecideBy): InForce | Lost {
  try {
    return { regime, redecider: new Redecider(regime, decideBy) };
  } catch (cause) {
    return {
      lost: `nothing can be decided by the plan ${regime.force.digest}: ${messageOf(cause)}`,
    };
  }
}

async function inForceSince(
  folder: string,
  start: StartEntry,
  decideBy: DecideBy,
  known: Map<string, InForce | Lost>,
): Promise<InForce | Lost> {
  const { plan, whole, roots, base, plugins } = start;
  const key = JSON.stringify([plan, whole, roots, base, plugins]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const regime = await regimeOf(folder, start);
  const made = 'lost' in regime ? regime : deciding(regime, decideBy);
  known.set(key, made);
  return made;
}

function again(
  index: number,
  entry: DecisionEntry,
  inForce: InForce | Lost,
  args: string | undefined,
): Replayed | Promise<Replayed> {
  const cannot = (missing: string): Replayed => {
    return { index, entry, same: 'cannot', differences: none, missing: [missing] };
  };
  if ('lost' in inForce) return cannot(inForce.lost);
  const { regime, redecider } = inForce;
  if (entry.plan !== regime.force.digest) {
    return cannot(`the plan ${entry.plan} is not that of the start before it`);
  }
  return after(redecider.decide(entry, args), (redecided) =>
    compared(index, entry, redecided, regime),
  );
}

function compared(
  index: number,
  entry: DecisionEntry,
  redecided: Redecided,
  regime: Regime,
): Replayed {
  if ('cannot' in redecided) return unable(index, entry, redecided.cannot);
  const found = differences(entry, redecided, regime);
  const { decision } = redecided;
  const same = { index, entry, differences: found, missing: none };
  if (found.length === 0) return { ...same, same: 'yes', decision, redecided };
  const missing = missingIn(entry);
  if (missing.length > 0) return { ...same, same: 'cannot', differences: none, missing };
  return { ...same, same: 'no', decision, redecided };
}

const none: readonly never[] = [];

/** Arguments that are whole and yet not those that were hashed were changed. */
function unable(index: number, entry: DecisionEntry, missing: readonly string[]): Replayed {
  if (missing.length > 0) return { index, entry, differences: [], same: 'cannot', missing };
  const difference: Difference = {
    part: 'args',
    before: entry.hash,
    after: 'these are not the arguments that were decided on',
  };
  return { index, entry, same: 'no', differences: [difference], missing };
}

/** The decision that an entry belongs to: itself, or that of its call. Undefined where there is none. */
export async function decisionAt(folder: string, index: number): Promise<number | undefined> {
  const decisions = new Map<string, number>();
  for await (const { index: at, entry: json } of readLog(folder)) {
    const entry = json as unknown as Entry;
    if (entry.kind === 'decision') decisions.set(entry.call, at);
    if (at < index) continue;
    if (entry.kind === 'decision') return at;
    if (!isShaped(json)) return undefined;
    if (entry.kind === 'lookup') return nextDecision(folder, index, entry.call);
    const call = 'call' in entry ? entry.call : ticketCall(entry);
    return call === undefined ? undefined : decisions.get(call);
  }
  return undefined;
}

const ticketCall = (entry: Entry): string | undefined =>
  entry.kind === 'ticket' && entry.fact.fact === 'opened' ? entry.fact.binding.call : undefined;

/** A look-up stands before the decision that it was made for. */
async function nextDecision(
  folder: string,
  from: number,
  call: string,
): Promise<number | undefined> {
  for await (const { index, entry } of readLog(folder)) {
    if (index > from && entry.kind === 'decision' && entry.call === call) return index;
  }
  return undefined;
}
