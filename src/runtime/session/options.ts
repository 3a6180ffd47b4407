import { VakError } from '../contract/errors.ts';

/** Options by name, with what each takes; `any` is judged where it is read. */
type Options = Readonly<Record<string, 'text' | 'any'>>;

const ofSession: Options = { id: 'text', tenant: 'text', principal: 'text', context: 'any' };
const ofPrincipal: Options = { id: 'text', attributes: 'any' };
const ofCall: Options = {
  id: 'text',
  context: 'any',
  ticket: 'any',
  thought: 'text',
  wait: 'any',
  traceparent: 'any',
  signal: 'any',
};

/**
 * A misspelt `principal` would open the session for somebody else, and one that is no text would share
 * limits with strangers.
 * @throws VakError VAK6202
 */
export function requireSessionOptions(given: object): void {
  const { principal } = given as { readonly principal?: unknown };
  const named = typeof principal === 'object' && principal !== null;
  if (named) requireFitting(principal, ofPrincipal, 'principal');
  requireFitting(named ? { ...given, principal: 'named' } : given, ofSession, 'session');
}

/** @throws VakError VAK6202 for an option that no call has */
export function requireCallOptions(given: object): void {
  requireFitting(given, ofCall, 'call');
}

function requireFitting(given: object, options: Options, what: string): void {
  for (const [name, value] of Object.entries(given)) {
    const takes = Object.hasOwn(options, name) ? options[name] : undefined;
    if (takes === undefined) throw new VakError('VAK6202', `a ${what} has no option \`${name}\``);
    if (takes === 'text' && value !== undefined && (typeof value !== 'string' || value === '')) {
      throw new VakError('VAK6202', `\`${name}\` of a ${what} must be a text that is not empty`);
    }
  }
}
