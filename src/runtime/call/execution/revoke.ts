import type { GrantsPlan } from '../../../dsl/plan/plan.ts';
import { VakError } from '../../contract/errors.ts';
import { stamp } from '../../evidence/entry.ts';
import type { Road } from '../road.ts';

/** Who takes something back from the code of a tool or a plugin, why, and what stays. */
export interface Revoking {
  readonly by: string;
  readonly because?: string;
  /**
   * Hosts, folders, variables and tools that its code may still reach, as the policy writes them, and bounds;
   * nothing unless given. Never more than it had.
   */
  readonly leave?: GrantsPlan;
}

/** Narrows what code may reach, at once, and then puts it on record. */
export async function revokeIn(
  { grants, recorder, clock, force }: Pick<Road, 'grants' | 'recorder' | 'clock' | 'force'>,
  name: string,
  said: Revoking,
): Promise<void> {
  if (typeof said?.by !== 'string' || said.by.trim() === '') {
    throw new VakError('VAK6202', '`by` must say who takes it back');
  }
  const { by, because, leave = {} } = said;
  if (because !== undefined && typeof because !== 'string') {
    throw new VakError('VAK6202', '`because` must be a text');
  }
  const left = grants.less(name, leave);
  grants.narrow(name, left);
  const why = because === undefined ? {} : { because };
  const at = stamp(clock.now());
  const of = grants.kindOf(name) === 'tool' ? { tool: name } : { plugin: name };
  await recorder.record({ v: 1, kind: 'revoked', at, plan: force.digest, ...of, by, ...why, left });
}
