import { networkOrigin } from '../../../dsl/plan/grants.ts';
import type { GrantsPlan, SecretPlan, ToolPlan } from '../../../dsl/plan/plan.ts';
import { parseUrl } from '../../../dsl/values/kinds/url.ts';
import { VakError } from '../../contract/errors.ts';
import type { ToolSource } from '../../contract/execution.ts';
import { usualCalls } from '../../contract/granted/host-desk.ts';

const lists = ['network', 'read', 'write', 'env', 'tools'] as const;
const bounds = ['remember', 'calls'] as const;

/** Code that is granted something of the host: a tool's, or that of a plugin in an isolate. */
export interface Holder {
  readonly kind: 'tool' | 'plugin';
  /** What the policy grants, folders as absolute paths. */
  readonly grants: GrantsPlan;
  /** The same as the policy writes it. */
  readonly written: GrantsPlan;
  /** Who runs it. */
  readonly source: string | undefined;
  /** Holds it to less, runs under way included; absent where its source takes nothing back. */
  readonly narrow: ((left: GrantsPlan) => void) | undefined;
}

/**
 * What code may reach now: what the policy grants, less what was taken back since. It only ever becomes
 * less.
 */
export class Grants {
  readonly #now = new Map<string, GrantsPlan>();
  readonly #holders: ReadonlyMap<string, Holder>;

  /** @param holders by the name of the tool or the plugin */
  constructor(holders: ReadonlyMap<string, Holder>) {
    this.#holders = holders;
  }

  /** Whether it is a tool or a plugin that is granted something. */
  kindOf(name: string): Holder['kind'] {
    return this.#holders.get(name)?.kind ?? 'tool';
  }

  /**
   * What is left when no more than `leave` is. @throws VakError VAK6203 for what is granted nothing, VAK6202
   * for what is left and was not granted or is no grant, VAK6205 where its source takes nothing back
   */
  less(name: string, leave: GrantsPlan): GrantsPlan {
    requireGrants(leave);
    const holder = this.#holders.get(name);
    if (holder === undefined) {
      const why = 'is no tool, and no plugin in an isolate, whose code is granted something';
      throw new VakError('VAK6203', `\`${name}\` ${why}`);
    }
    const { grants, written, source, narrow } = holder;
    if (narrow === undefined) {
      const by = source === undefined ? 'nothing' : `\`${source}\``;
      throw new VakError('VAK6205', `\`${name}\` is run by ${by}, which takes no grant back`);
    }
    const has = this.#now.get(name) ?? grants;
    const left: { -readonly [K in keyof GrantsPlan]: GrantsPlan[K] } = {};
    for (const kind of lists) {
      const wanted = leave[kind]?.map((one) => granted(kind, one, grants, written));
      const kept = has[kind]?.filter((one) => wanted?.includes(one));
      if (kept !== undefined && kept.length > 0) left[kind] = kept;
    }
    if (has.remember !== undefined && leave.remember !== undefined) {
      left.remember = Math.min(has.remember, leave.remember);
    }
    const calls = Math.min(has.calls ?? usualCalls, leave.calls ?? usualCalls);
    return calls < usualCalls || has.calls !== undefined ? { ...left, calls } : left;
  }

  /** What is left to code from which something was taken back; undefined where nothing was. */
  left(name: string): GrantsPlan | undefined {
    return this.#now.get(name);
  }

  /** From now on the code reaches no more than this, runs under way included. */
  narrow(name: string, left: GrantsPlan): void {
    this.#now.set(name, left);
    this.#holders.get(name)?.narrow?.(left);
  }

  /**
   * Takes up what the log says was taken back under this plan. What it left and nobody can grant any more,
   * because a folder is another by now, is not left.
   */
  takeUp(name: string, left: GrantsPlan): void {
    try {
      this.narrow(name, this.less(name, left));
    } catch {
      this.narrow(name, {});
    }
  }
}

/**
 * The code of tools that is granted something.
 * @param tools with absolute folders, @param written the same tools as the policy writes them
 * @param sources where the tools come from, by tool
 */
export function toolsHolding(
  tools: ReadonlyMap<string, ToolPlan>,
  written: readonly ToolPlan[],
  sources: ReadonlyMap<string, ToolSource>,
): readonly (readonly [string, Holder])[] {
  const asWritten = new Map(written.map((tool) => [tool.name, tool]));
  return [...tools.values()].flatMap(({ name, grants }) => {
    if (grants === undefined) return [];
    const source = sources.get(name);
    const narrow =
      source?.narrow === undefined
        ? undefined
        : (left: GrantsPlan): void => source.narrow?.(name, left);
    const of = { grants, written: asWritten.get(name)?.grants ?? {}, source: source?.name };
    return [[name, { kind: 'tool', ...of, narrow }]] as const;
  });
}

/** Whether code that is left so much can still send a secret to where it is meant to go. */
export function carries(left: GrantsPlan, { to }: Pick<SecretPlan, 'to'>): boolean {
  const reached = new Set(left.network);
  return to.some((address) => {
    const url = parseUrl(address);
    return url !== undefined && reached.has(`${url.scheme}://${url.host.text}:${url.port}`);
  });
}

/** A host may write anything; of what is no grant it cannot be said what is left. */
function requireGrants(leave: GrantsPlan): void {
  const wrong = (what: string): never => {
    throw new VakError('VAK6202', `\`leave\` ${what}`);
  };
  if (typeof leave !== 'object' || leave === null || Array.isArray(leave)) wrong('is no record');
  for (const [key, value] of Object.entries(leave) as [string, unknown][]) {
    if (value === undefined) continue;
    if ((lists as readonly string[]).includes(key)) {
      const texts = Array.isArray(value) && value.every((one) => typeof one === 'string');
      if (!texts) wrong(`has a \`${key}\` that is no list of texts`);
    } else if ((bounds as readonly string[]).includes(key)) {
      const count = Number.isSafeInteger(value) && Number(value) >= 0;
      if (!count) wrong(`has a \`${key}\` that is no whole number from 0`);
    } else wrong(`has \`${key}\`, which nothing is granted by`);
  }
}

/** An entry of a list as it is granted: as the policy writes it, or as it is meant. */
function granted(
  kind: (typeof lists)[number],
  one: string,
  absolute: GrantsPlan,
  written: GrantsPlan,
): string {
  const all = absolute[kind] ?? [];
  const meant = kind === 'network' ? (networkOrigin(one) ?? one) : one;
  const index = written[kind]?.indexOf(one) ?? -1;
  const found = all.find((each) => each === meant) ?? all[index];
  if (found !== undefined) return found;
  throw new VakError('VAK6202', `\`${kind}\` \`${one}\` was not granted, so it cannot be left`);
}
