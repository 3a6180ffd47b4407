import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { canonicalJson, meaning } from '../../../dsl/plan/canonical.ts';
import type { Plan, ToolPlan } from '../../../dsl/plan/plan.ts';
import { inWords } from '../../contract/errors.ts';
import type { PlanInForce } from '../../contract/host.ts';
import type { StartEntry } from '../entry.ts';
import { logIn, planFile } from '../log/layout.ts';

/** What was in force from one start on, as far as the log's folder tells it. */
export interface Regime {
  readonly force: PlanInForce;
  /** The tools, with the folders their relative paths were meant from. */
  readonly tools: ReadonlyMap<string, ToolPlan>;
  /** The folder that paths of a context were meant from. */
  readonly base: string;
  /** Whether the plan has its places: without them nothing can be said of lines. */
  readonly placed: boolean;
  /** Who decided; undefined where the log does not say. */
  readonly policy: string | undefined;
}

/** Why a regime cannot be had. */
export interface Lost {
  readonly lost: string;
}

/**
 * Reads the plan that a start names from the log's folder: with its places where they are kept, else its
 * meaning alone. A plan that is not what its digest says is no plan.
 */
export async function regimeOf(folder: string, start: StartEntry): Promise<Regime | Lost> {
  try {
    return await readRegime(folder, start);
  } catch (cause) {
    return { lost: `the plan ${start.plan} cannot be read: ${messageOf(cause)}` };
  }
}

/** What went wrong, in words. */
export const messageOf = (cause: unknown): string => inWords(cause);

async function readRegime(folder: string, start: StartEntry): Promise<Regime | Lost> {
  const whole = start.whole === undefined ? undefined : await planAt(folder, start.whole);
  const placed = whole !== undefined && digestOf(whole) === start.plan;
  const plan = placed ? whole : await planAt(folder, start.plan);
  if (plan === undefined) return { lost: `the plan ${start.plan} is not in the log's folder` };
  const roots = new Map(
    (start.roots ?? []).flatMap(({ root, tools }) => tools.map((tool) => [tool, root] as const)),
  );
  const policy = start.plugins.find(({ fills = [] }) => fills.includes('policy'))?.name;
  return {
    force: { plan, digest: start.plan, code: new Map() },
    tools: rootedAt(plan.tools, roots),
    base: start.base ?? '/',
    placed,
    policy,
  };
}

/** Tools by name, each with its recorded root in the place of the written one. */
export const rootedAt = (
  tools: readonly ToolPlan[],
  roots: ReadonlyMap<string, string>,
): ReadonlyMap<string, ToolPlan> =>
  new Map(tools.map((tool) => [tool.name, { ...tool, root: roots.get(tool.name) ?? tool.root }]));

const digestOf = (plan: Plan): string =>
  `sha256:${createHash('sha256')
    .update(canonicalJson(meaning(plan)))
    .digest('hex')}`;

async function planAt(folder: string, digest: string): Promise<Plan | undefined> {
  const file = planFile(logIn(folder), digest);
  const text = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (text === undefined) return undefined;
  const is = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  return is === digest ? planIn(text.toString('utf8')) : undefined;
}

const lists = ['context', 'tools', 'agents', 'approvers', 'secrets', 'rules', 'limits'] as const;

/** A plan that has at least the outer form of one: it is whatever the owner of the log put there. */
function planIn(text: string): Plan | undefined {
  try {
    const plan = JSON.parse(text) as Plan | null;
    return lists.every((name) => Array.isArray(plan?.[name])) ? (plan as Plan) : undefined;
  } catch {
    return undefined;
  }
}
