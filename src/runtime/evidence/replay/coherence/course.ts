import type { GrantsPlan } from '../../../../dsl/plan/grants.ts';
import { carries } from '../../../call/execution/grants.ts';
import type { DecisionEntry } from '../../decision-entry.ts';
import type {
  Entry,
  LeaseEntry,
  OutcomeEntry,
  RecoveredEntry,
  RevokedEntry,
  RotatedEntry,
  StartEntry,
} from '../../entry.ts';
import type { Regime } from '../regime.ts';
import { Sessions } from './sessions.ts';

/** Kinds that a runtime writes only between its start and its stop. */
const running: readonly string[] = ['session', 'lookup', 'decision', 'lease', 'revoked'];

const none: readonly string[] = [];

/** What was taken back from a tool, and where. */
interface Revoked {
  readonly index: number;
  readonly left: GrantsPlan;
}

/**
 * The course of a log: what runs between which start and stop, under which key, for whom, and with what
 * left of a tool's grants. Costs a few hundred bytes a session, and what tools' own code asked for.
 */
export class Course {
  readonly #sessions = new Sessions();
  /** Calls permitted since the start and since something was taken back under its plan: where they stand. */
  readonly #permits = new Map<string, number>();
  /** What was taken back under each plan, by tool: it stays taken when that plan comes back. */
  readonly #revokedUnder = new Map<string, Map<string, Revoked>>();
  #revoked = new Map<string, Revoked>();
  /** Tools of which a call was permitted since the start. */
  readonly #used = new Set<string>();
  #start: StartEntry | undefined;
  #regime: Regime | undefined;
  #state: 'before' | 'running' | 'stopped' = 'before';
  #key: string | undefined;

  /** A runtime begins, under a plan that may be lost. */
  begin(start: StartEntry, regime: Regime | undefined): readonly string[] {
    const before = this.#start;
    this.#start = start;
    this.#regime = regime;
    this.#state = 'running';
    this.#permits.clear();
    this.#used.clear();
    this.#revoked = this.#revokedUnder.get(start.plan) ?? new Map();
    this.#revokedUnder.set(start.plan, this.#revoked);
    this.#sessions.started(start.at);
    if (before === undefined) return none;
    const told = start.changed?.plan ?? start.plan;
    return told === before.plan ? none : [`the plan before it was ${before.plan}, not ${told}`];
  }

  take(entry: Entry, index: number): readonly string[] {
    const placed = this.#placed(entry);
    const own = this.#own(entry, index);
    if (entry.kind === 'stop') this.#state = 'stopped';
    return placed.length === 0 ? own : [...placed, ...own];
  }

  #own(entry: Entry, index: number): readonly string[] {
    switch (entry.kind) {
      case 'session':
        return this.#sessions.begin(entry);
      case 'decision':
        return this.#decided(entry, index);
      case 'outcome':
        this.#sessions.show(entry);
        return this.#usedUp(entry);
      case 'revoked':
        return this.#takenBack(entry, index);
      case 'lease':
        return this.#opened(entry);
      case 'recovered':
        return recovered(entry, index);
      case 'rotated':
        return this.#rotated(entry);
      case 'forgotten':
        return entry.values.some((one) => one.index >= index)
          ? ['it tells of forgetting what was not yet written']
          : none;
      case 'note':
        return (entry.parent ?? -1) >= index ? ['it belongs to an entry behind it'] : none;
      default:
        return none;
    }
  }

  /** Nothing is decided, opened or taken back while no runtime is at work. */
  #placed({ kind }: Entry): readonly string[] {
    if (this.#state === 'running' || !running.includes(kind)) return none;
    return [
      this.#state === 'before' ? 'no runtime had started' : 'the runtime had stopped before it',
    ];
  }

  #decided(entry: DecisionEntry, index: number): readonly string[] {
    const problems = [...this.#sessions.decide(entry), ...this.#marked(entry)];
    if (entry.verdict !== 'permit') return problems;
    const { caller } = entry;
    if (caller !== undefined) problems.push(...this.#asked(entry, caller));
    if (entry.event !== true && this.#revoked.size > 0) this.#permits.set(entry.call, index);
    this.#used.add(entry.tool);
    return problems;
  }

  /** What an entry says of its start. */
  #marked({ observed, rehearsed }: DecisionEntry): readonly string[] {
    const start = this.#start;
    if (start === undefined) return none;
    if (rehearsed === true) return ['it is marked as rehearsed, and its start is not'];
    return observed === undefined || observed.plan === start.observes
      ? none
      : [`the start before it observes another plan than ${observed.plan}`];
  }

  /** The code of a call that began after something was taken back from it cannot have asked for that. */
  #asked({ tool }: DecisionEntry, caller: NonNullable<DecisionEntry['caller']>): readonly string[] {
    const asking = caller.tools.at(-1) ?? '';
    const revoked = this.#revoked.get(asking);
    const began = this.#permits.get(caller.call);
    if (revoked === undefined || began === undefined || began < revoked.index) return none;
    if (revoked.left.tools?.includes(tool) === true) return none;
    return [`\`${asking}\` asked for it, from which \`${tool}\` had been taken back`];
  }

  /** What the code of a call was given that began after it had been taken back. */
  #usedUp({ call, tool, usage }: OutcomeEntry): readonly string[] {
    if (this.#permits.size === 0) return none;
    const revoked = this.#revoked.get(tool);
    const began = this.#permits.get(call);
    this.#permits.delete(call);
    if (revoked === undefined || began === undefined || began < revoked.index) return none;
    return (usage?.asked ?? []).flatMap(({ call: asked, code }) => {
      const grant = Object.hasOwn(grantFor, asked) ? grantFor[asked as keyof typeof grantFor] : '';
      const had = grant === '' || code !== undefined || revoked.left[grant] !== undefined;
      return had ? [] : [`\`${tool}\` was given \`${asked}\`, which had been taken back`];
    });
  }

  #takenBack({ plan, plugin, tool: of, left }: RevokedEntry, index: number): readonly string[] {
    if (plan !== this.#start?.plan) return [`the plan ${plan} was not in force`];
    const tool = of ?? plugin ?? '';
    const before = this.#revoked.get(tool)?.left;
    this.#revoked.set(tool, { index, left });
    const more = before === undefined ? undefined : moreThan(before, left);
    return more === undefined
      ? none
      : [`it leaves \`${tool}\` \`${more}\` that had been taken back before`];
  }

  /** A secret is opened for a tool that the plan names for it, while it is called or looks something up. */
  #opened({ secret, tool, code }: LeaseEntry): readonly string[] {
    const regime = this.#regime;
    if (code !== undefined || regime === undefined || !this.#ownSecrets()) return none;
    const { secrets, tools } = regime.force.plan;
    const plan = secrets.find(({ name }) => name === secret);
    if (plan === undefined) return [`the plan has no secret \`${secret}\``];
    if (!plan.for.includes(tool)) return [`secret \`${secret}\` is not for \`${tool}\``];
    const revoked = this.#revoked.get(tool);
    if (revoked !== undefined && !carries(revoked.left, plan)) {
      return [
        `secret \`${secret}\` was opened for \`${tool}\`, from which its address had been taken back`,
      ];
    }
    const lookedUp = tools.some(({ lookups }) => lookups.some((one) => one.tool === tool));
    return lookedUp || this.#used.has(tool)
      ? none
      : [`secret \`${secret}\` was opened for \`${tool}\`, of which no call was permitted`];
  }

  #ownSecrets(): boolean {
    const plugins = this.#start?.plugins ?? [];
    return plugins.find(({ fills = [] }) => fills.includes('secrets'))?.name === 'vak/secrets';
  }

  #rotated({ from, to }: RotatedEntry): readonly string[] {
    const before = this.#key;
    this.#key = to;
    return before === undefined || before === from
      ? none
      : [`key ${from} hands over, and ${before} had taken over before`];
  }
}

function recovered({ signed, kept }: RecoveredEntry, index: number): readonly string[] {
  return signed + kept === index
    ? none
    : [`it was recovered over ${signed + kept} entries, and ${index} stand before it`];
}

/** What is granted to code that asks its host. */
const grantFor = {
  fetch: 'network',
  read: 'read',
  list: 'read',
  write: 'write',
  env: 'env',
  call: 'tools',
  invoke: 'tools',
  remember: 'remember',
  recall: 'remember',
} as const;

const lists = ['network', 'read', 'write', 'env', 'tools'] as const;

/** The first kind of grant that is more than it had been. */
function moreThan(before: GrantsPlan, left: GrantsPlan): string | undefined {
  const longer = lists.find((kind) => {
    const had = new Set(before[kind]);
    return left[kind]?.some((one) => !had.has(one));
  });
  if (longer !== undefined) return longer;
  if ((left.remember ?? 0) > (before.remember ?? 0)) return 'remember';
  return before.calls !== undefined && (left.calls ?? Number.POSITIVE_INFINITY) > before.calls
    ? 'calls'
    : undefined;
}
