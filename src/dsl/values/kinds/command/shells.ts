import type { Inner, Word } from './words.ts';
import { fixed, Unreadable } from './words.ts';

/** Programs that read a line of POSIX shell, or of one near to it, behind `-c`. */
export const shells: ReadonlySet<string> = new Set(
  `sh bash rbash dash zsh rzsh ksh rksh ksh93 mksh lksh oksh pdksh loksh ash hush yash posh csh tcsh fish
  bash-static zsh-static static-sh`.split(/\s+/),
);

const longs = /^--(?:login|norc|noprofile|posix|interactive)$/;

/**
 * What a shell runs: the line behind `-c`, or the script that it is told of, as a program of that name. One
 * that is fed and told of neither runs what nobody can read.
 */
export function ofShell(name: string, args: readonly Word[], fed: boolean): Inner | undefined {
  let [line, stdin, index] = [false, false, 0];
  for (; index < args.length; index += 1) {
    const arg = fixed(args[index]);
    if (!/^[-+]/.test(arg)) break;
    if (arg === '-' || arg === '--') {
      index += 1;
      break;
    }
    if (longs.test(arg)) continue;
    if (!/^[-+][A-Za-z]+$/.test(arg) || (name === 'fish' && arg.includes('C'))) {
      throw new Unreadable();
    }
    line ||= arg.startsWith('-') && arg.includes('c');
    stdin ||= arg.includes('s');
    // The names of options that `o` sets follow, one for each.
    index += arg.replace(/[^oO]/g, '').length;
  }
  const operand = args[index];
  if (line) return { line: fixed(operand) };
  if ((stdin || operand === undefined) && fed) throw new Unreadable();
  return stdin ? undefined : ofScript(args.slice(index));
}

const stream = /(?:^|\/)(?:dev\/.*(?:stdin|fd|tty)|proc\/)/;

/** A script on the disk runs under its name; one that is piped in cannot be read. */
export function ofScript(words: readonly Word[]): Inner | undefined {
  const [script] = words;
  if (script === undefined) return undefined;
  if (stream.test(fixed(script))) throw new Unreadable();
  return { commands: [words] };
}
