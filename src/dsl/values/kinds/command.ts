import type { CommandValue, ProgramValue } from '../value.ts';
import { canonicalFlags } from './command/flags.ts';
import { givesShell } from './command/mention.ts';
import { isAssignment } from './command/variables.ts';
import type { Word } from './command/words.ts';
import { readWord, Unreadable } from './command/words.ts';
import { inner } from './command/wrappers.ts';
import { hasHidden } from './escapes.ts';

const longest = 16_384;
const deepest = 8;
const most = 256;

/** Words that begin a command of another form, in one shell or another. */
const reserved: ReadonlySet<string> = new Set(
  `if then else elif fi do done case esac while until for select function in coproc [[ repeat foreach
  noglob nocorrect - and or not begin switch`.split(/\s+/),
);
const transparent: ReadonlySet<string> = new Set(['!', '{', '}']);

/**
 * A command line with every program that it runs, as far as that can be read without running it: through
 * pipes, lists, subshells, substitutions, `sh -c`, `eval` and wrappers such as `sudo`, `env` and
 * `xargs`. The text stays as given. `programs` is undefined where a program can only be known at run
 * time: one named by a variable, an open quote, shell keywords, here-documents, a pipe into a shell.
 */
export function parseCommand(text: string): CommandValue {
  return Object.freeze({ kind: 'command', text, programs: programsOf(text) });
}

function programsOf(text: string): readonly ProgramValue[] | undefined {
  if (text.length > longest || hasHidden(text.replace(/[\n\t]/g, ' '))) return undefined;
  const reader = new CommandReader();
  try {
    reader.line(text, 0);
  } catch (problem) {
    if (problem instanceof Unreadable) return undefined;
    throw problem;
  }
  return Object.freeze(reader.programs);
}

class CommandReader {
  readonly programs: ProgramValue[] = [];

  /** Reads a whole text as a line of its own. */
  line(text: string, depth: number): void {
    if (this.#list(text, 0, undefined, depth) !== text.length) throw new Unreadable();
  }

  /** Reads commands up to `end` or the end of the text; gives the offset behind it. */
  #list(text: string, from: number, end: ')' | undefined, depth: number): number {
    if (depth > deepest) throw new Unreadable();
    let at = from;
    let words: Word[] = [];
    let piped = false;
    let fed = false;
    // `&>` ends the command in some shells, and only redirects it in others.
    let ended = false;
    const nested = (line: string, start: number, close: ')' | '`'): number =>
      close === ')' ? this.#list(line, start, ')', depth + 1) : this.#backticks(line, start, depth);
    const finish = (intoPipe: boolean): void => {
      this.#command(words, piped || fed, depth);
      words = [];
      piped = intoPipe;
      [fed, ended] = [false, false];
    };
    while (at < text.length) {
      const rest = text.slice(at, at + 3);
      const operator = /^(?:\|\||&&|;;|\|&|\||;|&(?!>)|\n)/.exec(rest)?.[0];
      const redirection = /^(?:&>>?|<<<?|<>|<&|<(?!\()|>>|>&|>\||>(?!\())/.exec(rest)?.[0];
      if (operator !== undefined) {
        finish(operator === '|' || operator === '|&');
        at += operator.length;
      } else if (redirection !== undefined) {
        if (redirection === '<<') throw new Unreadable();
        if (redirection.startsWith('<')) fed = true;
        if (redirection.startsWith('&>')) ended = true;
        if (/^[0-9]+$/.test(words.at(-1)?.text ?? '') && /[0-9]/.test(text.charAt(at - 1)))
          words.pop();
        // `{name}>` is a redirection in some shells, and a word in others.
        if (text.charAt(at - 1) === '}') throw new Unreadable();
        at = skipBlank(text, at + redirection.length);
        const target = readWord(text, at, nested);
        if (target.end === at) throw new Unreadable();
        // Some shells expand what they copy from or to a second time.
        if (redirection.endsWith('&') && /[$`]/.test(target.word.text)) throw new Unreadable();
        if (redirection === '<<<') isAssignment(`_=${target.word.text}`);
        at = target.end;
      } else if (/[ \t]/.test(rest.charAt(0)) || rest.startsWith('\\\n')) {
        at += rest.charAt(0) === '\\' ? 2 : 1;
      } else if (rest.startsWith('#')) {
        const newline = text.indexOf('\n', at);
        at = newline < 0 ? text.length : newline;
      } else if (rest.startsWith(')')) {
        if (end !== ')') throw new Unreadable();
        finish(false);
        return at + 1;
      } else if (rest.startsWith('(')) {
        if (words.some((word) => !transparent.has(word.text)) || rest.startsWith('((')) {
          throw new Unreadable();
        }
        if (piped) throw new Unreadable();
        at = this.#list(text, at + 1, ')', depth + 1);
      } else {
        const { word, end: behind } = readWord(text, at, nested);
        if (behind === at || ended) throw new Unreadable();
        words.push(word);
        at = behind;
      }
    }
    if (end !== undefined) throw new Unreadable();
    finish(false);
    return at;
  }

  #backticks(text: string, from: number, depth: number): number {
    let inside = '';
    for (let at = from; at < text.length; at += 1) {
      const char = text.charAt(at);
      if (char === '`') {
        this.line(inside, depth + 1);
        return at + 1;
      }
      if (char === '\\' && '$`\\'.includes(text.charAt(at + 1))) at += 1;
      inside += text.charAt(at);
    }
    throw new Unreadable();
  }

  #command(given: readonly Word[], fed: boolean, depth: number): void {
    let start = 0;
    while (start < given.length) {
      const word = given[start] as Word;
      if (!(word.bare && transparent.has(word.text)) && !isAssignment(word.text)) break;
      start += 1;
    }
    const words = given.slice(start);
    const [first, ...args] = words;
    if (first === undefined) return;
    if (first.known !== 'fixed' || (first.bare && reserved.has(first.text))) throw new Unreadable();
    const name = first.text.slice(first.text.lastIndexOf('/') + 1);
    if (name === '' || name.startsWith('=') || this.programs.length >= most) throw new Unreadable();
    if (givesShell(name, args)) throw new Unreadable();
    this.programs.push(program(name, args));
    const within = inner(name, args, fed);
    if (within === undefined) return;
    if ('line' in within) this.line(within.line, depth + 1);
    else for (const words of within.commands) this.#wrapped(words, depth, fed);
  }

  #wrapped(words: readonly Word[], depth: number, fed: boolean): void {
    if (depth >= deepest) throw new Unreadable();
    this.#command(words, fed, depth + 1);
  }
}

function program(name: string, args: readonly Word[]): ProgramValue {
  const argv = args.map((arg) => arg.text);
  const fixed = args.filter((arg) => arg.known === 'fixed').map((arg) => arg.text);
  const { flags, perhaps } = canonicalFlags(name, fixed);
  return Object.freeze({
    name,
    argv: Object.freeze([name, ...argv]),
    flags,
    ...(perhaps.length === 0 ? {} : { perhaps }),
    ...(args.some((arg) => arg.known === 'open') ? { open: true as const } : {}),
  });
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (/[ \t]/.test(text.charAt(at))) at += 1;
  return at;
}
