import type { Word } from './words.ts';
import { Unreadable } from './words.ts';

const assigned = /^([A-Za-z_][A-Za-z0-9_]*)\+?=/;

/** Variables by which another program is found or run. */
const steering =
  /^(?:PATH|IFS|SHELL|ENV|BASH_ENV|PROMPT_COMMAND|PS[0-9]|LD_[A-Z_]+|DYLD_[A-Z_]+|[A-Z_]*(?:PAGER|EDITOR|VISUAL|ASKPASS)|GIT_[A-Z_]+|BROWSER|(?:RSYNC|CVS)_RSH|SVN_SSH|TAR_OPTIONS|LESS(?:OPEN|CLOSE)?|NODE_OPTIONS|NODE_PATH|PERL5(?:OPT|LIB|DB)|RUBY(?:OPT|LIB)|PYTHON(?:STARTUP|PATH)|(?:_?JAVA|JDK_JAVA)_(?:TOOL_)?OPTIONS|MAKEFLAGS|MAKEFILES|FCEDIT|FPATH|ZDOTDIR|FZF_DEFAULT_COMMAND|SHELLOPTS|BASHOPTS)$/;

/** A subscript that the shell would compute, and with it run what stands inside. */
const computed = /\[.*(?:\$\(|`)/s;

/**
 * Whether a word sets a variable. Throws `Unreadable` for one that decides which program is run, or that a
 * later word can be made to run.
 */
export function isAssignment(text: string): boolean {
  const name = assigned.exec(text)?.[1];
  if (name === undefined) return false;
  if (steering.test(name) || computed.test(text)) throw new Unreadable();
  return true;
}

const declaring: ReadonlySet<string> = new Set(
  'export declare typeset local readonly env'.split(' '),
);
const naming: ReadonlySet<string> = new Set(
  'read unset printf test [ wait getopts mapfile readarray'.split(' '),
);

/**
 * Throws `Unreadable` for a builtin that sets such a variable, or that takes the name of one which cannot be
 * read: names are computed, and what is computed may run programs.
 */
export function requireHarmless(program: string, args: readonly Word[]): void {
  if (declaring.has(program)) for (const arg of args) requireDeclaration(program, arg);
  if (!naming.has(program)) return;
  const byName = args.some(({ text }) => /^-[A-Za-z]*[vR]$/.test(text));
  for (const { text, known } of args) {
    const named = byName || program === 'unset' || program === 'read';
    const hidden = named && known === 'open';
    if (hidden || computed.test(text) || (named && steering.test(text))) throw new Unreadable();
  }
}

function requireDeclaration(program: string, { text, known }: Word): void {
  if (/^[-+]/.test(text) && program !== 'env') {
    if (/^[-+][A-Za-z]*[in]/.test(text)) throw new Unreadable();
    return;
  }
  const foreign = text.includes('=') ? !isAssignment(text) : known !== 'fixed';
  if (foreign) throw new Unreadable();
}
