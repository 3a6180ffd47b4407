import { VakError } from '../contract/errors.ts';

/** Options by name, with what each takes: a name is a text that entries repeat; `any` is judged where it is read. */
type Options = Readonly<Record<string, 'name' | 'text' | 'any'>>;

const ofSession: Options = { id: 'name', tenant: 'name', principal: 'name', context: 'any' };
const ofPrincipal: Options = { id: 'name', attributes: 'any' };
const ofCall: Options = {
  id: 'name',
  context: 'any',
  ticket: 'any',
  thought: 'text',
  wait: 'any',
  traceparent: 'any',
  signal: 'any',
};

/** A name that entries repeat: of a log whose entries are longer than 64 kB no bundle can be made for others. */
export const longestName = 1024;

/** So much of a text as entries repeat, marked where it is not all. */
export function inShort(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text;
}

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
    if (takes === 'any' || value === undefined) continue;
    if (typeof value !== 'string' || value === '') {
      throw new VakError('VAK6202', `\`${name}\` of a ${what} must be a text that is not empty`);
    }
    if (takes === 'name' && value.length > longestName) {
      const most = `has ${longestName} characters at most`;
      throw new VakError('VAK6202', `\`${name}\` of a ${what} ${most}, not ${value.length}`);
    }
  }
}
