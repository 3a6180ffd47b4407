import { caps } from '../../limits.ts';
import type { Answer } from '../../wire/messages.ts';

/** Text that the guest chose, given back through one of the shim's entries. */
interface Told {
  readonly text: string;
  readonly near?: string;
  readonly over?: unknown;
}

const bounded = ({ text, over }: Told): { text: string; over?: unknown } =>
  over === undefined ? { text } : { text, over };

/** What the shim tells of a call that is over; undefined for one that is not. */
export function read(marked: unknown): Answer | undefined {
  if (typeof marked !== 'string') return { end: 'bad', text: 'the result cannot be read' };
  const told = marked[0] === '+' ? marked.slice(1) : marked;
  const body = told.slice(1);
  switch (told[0]) {
    case 'V':
      return { end: 'value', json: body };
    case 'E':
      return thrown(JSON.parse(body) as Told);
    case 'X':
      return { end: 'limit', ...bounded(JSON.parse(body) as Told) };
    case 'L':
      return { end: 'large', ...bounded(JSON.parse(body) as Told) };
    case 'B':
      return { end: 'bad', text: (JSON.parse(body) as Told).text };
    case 'R': {
      const { call, told } = JSON.parse(body) as { readonly call: number; readonly told: Told };
      return { end: 'denied', call, text: told.text };
    }
    default:
      return undefined;
  }
}

/** What the shim tells of a call that asks something of its host; undefined for any other. */
export function asking(
  told: unknown,
): { readonly count: number; readonly text: string } | undefined {
  if (typeof told !== 'string' || told[0] !== 'H') return undefined;
  const at = told.indexOf(':');
  return { count: Number(told.slice(1, at)), text: told.slice(at + 1) };
}

/** How the library words a throw of what is no error; it names itself, which is nobody's to know. */
const foreign = /^An object was thrown from supplied code within/;
const unreadable = 'the tool threw something that cannot be read';

/** The message of whatever was thrown; an error that came out of an engine is a plain copy. */
export function message(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { name, message } = error as { readonly name?: unknown; readonly message?: unknown };
  const isKnown = typeof name === 'string' && typeof message === 'string' && !foreign.test(message);
  const said = isKnown ? `${name}: ${message}` : unreadable;
  return said.length > caps.errorLength ? `${said.slice(0, caps.errorLength)}…` : said;
}

/** What the engine calls a module; no place in one is taken for a place in the tool's own file. */
export const moduleFile = (name: string): string => `module \`${name}\``;

/** What is said of a place that is not in the tool's own file. */
export function placeInModule(name: string, line?: number, column?: number): string {
  const at =
    line === undefined ? '' : `line ${line}${column === undefined ? '' : `:${column}`} of `;
  return ` (${at}the module \`${name}\`)`;
}

/** Takes the place that the engine appends to a message out of it. */
export function place(text: string): { text: string; line?: number; column?: number } {
  const found = /^(.*) \[(?:tool|module `([^`]+)`):(\d+):(\d+)\]$/s.exec(text);
  if (found === null) return { text };
  const [, said = '', module, line, column] = found;
  if (module !== undefined) {
    return { text: said + placeInModule(module, Number(line), Number(column)) };
  }
  return { text: said, line: Number(line), column: Number(column) };
}

function thrown(told: Told): Answer {
  const near = /^tool:(\d+):(\d+)/.exec(told.near ?? '');
  if (near === null) return { end: 'guest', text: told.text };
  return { end: 'guest', text: told.text, line: Number(near[1]), column: Number(near[2]) };
}

export function list(text: unknown): readonly string[] {
  const parsed: unknown = typeof text === 'string' ? JSON.parse(text) : [];
  if (!Array.isArray(parsed)) return [];
  return parsed.filter((line) => typeof line === 'string');
}

export const noDefault = 'the code has no default export to call';
export const outOfTime: Answer = { end: 'time', text: 'the tool ran out of time' };
export const stuck: Answer = { end: 'stuck', text: 'the tool awaits what can never come' };

/** Imports that are told by name. */
const mostNamed = 10;

/** What is asked for beyond what may be imported. */
export function notGiven(
  names: readonly string[],
  modules: readonly { readonly name: string }[],
): Answer {
  const told = names.slice(0, mostNamed).map((name) => `\`${name.slice(0, 200)}\``);
  const more = names.length - told.length;
  const all = more > 0 ? `${told.join(', ')} and ${more} more` : told.join(', ');
  const given = modules.length === 0 ? 'nothing' : 'nothing but its modules';
  return { end: 'refused', text: `a tool imports ${given}, but this one asks for ${all}` };
}
