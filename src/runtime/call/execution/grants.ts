import { networkOrigin } from '../../../dsl/plan/grants.ts';
import type { GrantsPlan, ToolPlan } from '../../../dsl/plan/plan.ts';
import { VakError } from '../../contract/errors.ts';
import type { ToolSource } from '../../contract/execution.ts';
import { usualCalls } from '../../contract/granted/host-desk.ts';

const lists = ['network', 'read', 'write', 'env', 'tools'] as const;

/**
 * What the code of each tool may reach now: what the policy grants, less what was taken back since. It only
 * ever becomes less.
 */
export class Grants {
  readonly #now = new Map<string, GrantsPlan>();
  readonly #tools: ReadonlyMap<string, ToolPlan>;
  readonly #written: ReadonlyMap<string, ToolPlan>;
  readonly #sources: ReadonlyMap<string, ToolSource>;

  /**
   * @param tools with absolute folders, @param written the same tools as the policy writes them
   * @param sources where the tools come from, by tool
   */
  constructor(
    tools: ReadonlyMap<string, ToolPlan>,
    written: readonly ToolPlan[],
    sources: ReadonlyMap<string, ToolSource>,
  ) {
    this.#tools = tools;
    this.#written = new Map(written.map((tool) => [tool.name, tool]));
    this.#sources = sources;
  }

  /**
   * What is left when no more than `leave` is. @throws VakError VAK6203 for a tool that is granted nothing,
   * VAK6202 for what is left and was not granted, VAK6205 where its source takes nothing back
   */
  less(name: string, leave: GrantsPlan): GrantsPlan {
    const tool = this.#tools.get(name);
    const has = this.#now.get(name) ?? tool?.grants;
    if (tool === undefined || has === undefined) {
      throw new VakError('VAK6203', `\`${name}\` is no tool whose code is granted something`);
    }
    const source = this.#sources.get(name);
    if (source?.narrow === undefined) {
      const by = source === undefined ? 'nothing' : `\`${source.name}\``;
      throw new VakError('VAK6205', `\`${name}\` is run by ${by}, which takes no grant back`);
    }
    const written = this.#written.get(name)?.grants ?? {};
    const left: { -readonly [K in keyof GrantsPlan]: GrantsPlan[K] } = {};
    for (const kind of lists) {
      const wanted = leave[kind]?.map((one) => granted(kind, one, tool.grants ?? {}, written));
      const kept = has[kind]?.filter((one) => wanted?.includes(one));
      if (kept !== undefined && kept.length > 0) left[kind] = kept;
    }
    if (has.remember !== undefined && leave.remember !== undefined) {
      left.remember = Math.min(has.remember, leave.remember);
    }
    const calls = Math.min(has.calls ?? usualCalls, leave.calls ?? usualCalls);
    return calls < usualCalls || has.calls !== undefined ? { ...left, calls } : left;
  }

  /** From now on a tool's code reaches no more than this, runs under way included. */
  narrow(name: string, left: GrantsPlan): void {
    this.#now.set(name, left);
    this.#sources.get(name)?.narrow?.(name, left);
  }

  /**
   * Takes up what the log says was taken back under this plan. What it left and nobody can grant any more,
   * because a folder is another by now, is not left.
   */
  takeUp({ tool, left }: { readonly tool: string; readonly left: GrantsPlan }): void {
    try {
      this.narrow(tool, this.less(tool, left));
    } catch {
      this.narrow(tool, {});
    }
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
