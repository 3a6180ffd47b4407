import type { SandboxError, SandboxLimit } from '../../../runtime/contract/index.ts';

type Lost = { readonly message: string; readonly exceeded?: SandboxError };

const milliseconds: readonly SandboxLimit[] = ['time', 'host call time', 'wait for a place'];
const bytes: readonly SandboxLimit[] = [
  'memory',
  'request bytes',
  'result bytes',
  'host bytes out',
  'host bytes in',
];
/** Bounds that a guest's own side keeps, and so may speak of. */
const inside: readonly SandboxLimit[] = [
  'result bytes',
  'result depth',
  'result values',
  'host calls',
  'host calls at once',
  'host bytes out',
  'host call depth',
  'host call values',
];

/** Names the bound, and how much of it was used, beside and in what is said. */
export function exceeding<T extends Lost>(lost: T, exceeded: SandboxError | undefined): T {
  if (exceeded === undefined) return lost;
  const { limit, bound, used } = exceeded;
  const rounded = { limit, bound: Math.round(bound), used: Math.round(used) };
  const said = `${limit}: ${rounded.used} of ${rounded.bound}${unit(limit)}`;
  return { ...lost, message: `${lost.message} (${said})`, exceeded: rounded };
}

/** What a guest's side says of the bound it kept, believed only in form; undefined for anything else. */
export function saidInside(over: unknown): SandboxError | undefined {
  if (typeof over !== 'object' || over === null) return undefined;
  const { limit, bound, used } = over as Partial<SandboxError>;
  const known = inside.find((one) => one === limit);
  if (known === undefined || !isCount(bound) || !isCount(used)) return undefined;
  return { limit: known, bound, used };
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

function unit(limit: SandboxLimit): string {
  if (milliseconds.includes(limit)) return ' ms';
  return bytes.includes(limit) ? ' bytes' : '';
}
