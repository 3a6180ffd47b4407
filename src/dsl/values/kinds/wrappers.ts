import type { Word } from './words.ts';
import { Unreadable } from './words.ts';

/** What a program runs in its turn: a line of shell, or commands given as words. */
export type Inner = { readonly line: string } | { readonly commands: readonly (readonly Word[])[] };

/** How a wrapper reads the words before the command it runs. */
interface Wrapper {
  readonly flags: string;
  readonly valued: string;
  /** Long options that take no value of their own; any other without `=` cannot be read. */
  readonly long?: readonly string[];
  /** Words before the command that belong to the wrapper, such as the duration of `timeout`. */
  readonly skip?: number;
  /** Adds arguments that nobody can read beforehand. */
  readonly adds?: true;
}

const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>(
  Object.entries({
    sudo: { flags: 'AbBEHiKklNnPSsVv', valued: 'CDghpRrTtUu', long: ['preserve-env', 'login'] },
    doas: { flags: 'nsL', valued: 'Cua' },
    env: { flags: 'i0v', valued: 'uC', long: ['ignore-environment', 'null', 'debug'] },
    nohup: { flags: '', valued: '' },
    nice: { flags: '', valued: 'n' },
    ionice: { flags: 't', valued: 'cn' },
    time: { flags: 'pvaq', valued: 'fo' },
    timeout: { flags: 'fpv', valued: 'ks', long: ['foreground', 'preserve-status'], skip: 1 },
    stdbuf: { flags: '', valued: 'ioe' },
    setsid: { flags: 'cfw', valued: '', long: ['fork', 'wait', 'ctty'] },
    chroot: { flags: '', valued: '', skip: 1 },
    exec: { flags: 'cl', valued: 'a' },
    command: { flags: 'pvV', valued: '' },
    builtin: { flags: '', valued: '' },
    busybox: { flags: '', valued: '' },
    toybox: { flags: '', valued: '' },
    xargs: {
      flags: '0rtxpo',
      valued: 'adEILnPsi',
      long: ['null', 'no-run-if-empty', 'verbose', 'replace'],
      adds: true,
    },
  } satisfies Record<string, Wrapper>),
);

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'ash', 'fish']);
const opaque: ReadonlySet<string> = new Set([
  'alias',
  'parallel',
  'unalias',
  'enable',
  'hash',
  'script',
]);
/** Programs that run others, or lines of shell, by rules of their own. */
const runners: ReadonlySet<string> = new Set(
  `watch su ssh runuser at batch pkexec flock strace ltrace gdb setarch taskset chrt systemd-run unshare
  nsenter unbuffer faketime proxychains proxychains4 torsocks firejail bwrap gosu su-exec tini dumb-init
  entr runcon prlimit numactl cgexec start-stop-daemon`.split(/\s+/),
);
const assignment = /^[A-Za-z_][A-Za-z0-9_]*=/;

/**
 * What a program, given these arguments, runs in its turn; undefined for one that runs nothing the line
 * names. `fed` says that something is piped or read into it. Throws `Unreadable` where that cannot
 * be known.
 */
export function inner(name: string, args: readonly Word[], fed: boolean): Inner | undefined {
  if (opaque.has(name)) throw new Unreadable();
  if (shells.has(name)) return ofShell(args, fed);
  if (name === 'eval') return { line: joined(args) };
  if (name === 'trap') return args.length < 2 ? undefined : { line: joined(args.slice(0, 1)) };
  if (name === 'find') return ofFind(args);
  if (runners.has(name)) return ofRunner(args, fed);
  const wrapper = wrappers.get(name);
  return wrapper === undefined ? undefined : ofWrapper(name, wrapper, args);
}

const fixed = (word: Word | undefined): string => {
  if (word?.known !== 'fixed') throw new Unreadable();
  return word.text;
};

const joined = (args: readonly Word[]): string => args.map(fixed).join(' ');

/** `-c LINE` runs a line; without it a shell that is fed runs what nobody can read. */
function ofShell(args: readonly Word[], fed: boolean): Inner | undefined {
  let line = false;
  for (let index = 0; index < args.length; index += 1) {
    const arg = fixed(args[index]);
    if (/^[-+]o$/.test(arg)) index += 1;
    else if (/^[-+][A-Za-z]+$/.test(arg)) line ||= arg.startsWith('-') && arg.includes('c');
    else if (!arg.startsWith('--') || arg === '--') {
      if (line) return { line: fixed(args[arg === '--' ? index + 1 : index]) };
      return undefined;
    } else if (!/^--(?:login|norc|noprofile|posix)$/.test(arg)) throw new Unreadable();
  }
  if (line || fed) throw new Unreadable();
  return undefined;
}

function ofFind(args: readonly Word[]): Inner {
  const commands: (readonly Word[])[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] as Word;
    if (arg.known === 'open' && !arg.text.startsWith('/') && arg.text !== '')
      throw new Unreadable();
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(arg.text)) continue;
    const end = args.findIndex((word, at) => at > index && /^[;+]$/.test(word.text));
    const command = args.slice(index + 1, end < 0 ? args.length : end);
    commands.push(command.map((word) => filled(word, '{}', 'free')));
    index = end < 0 ? args.length : end;
  }
  return { commands };
}

/** A word with a hole in it that is filled when the line runs. */
const filled = (word: Word, hole: string, known: Word['known']): Word =>
  word.text.includes(hole) ? { text: '', known, bare: false } : word;

/** With two arguments or more, one may begin the command that is run; what is fed may be one too. */
function ofRunner(args: readonly Word[], fed: boolean): undefined {
  if (args.length > 1 || fed) throw new Unreadable();
  return undefined;
}

function ofWrapper(name: string, wrapper: Wrapper, args: readonly Word[]): Inner | undefined {
  let index = 0;
  for (; index < args.length; index += 1) {
    const arg = args[index] as Word;
    if (arg.known === 'open') throw new Unreadable();
    if (arg.text === '--') {
      index += 1;
      break;
    }
    if (name === 'env' && /^(?:-[iv0]*S|--split-string)/.test(arg.text)) throw new Unreadable();
    if (/^-[0-9]+$/.test(arg.text) && name === 'nice') continue;
    if (!arg.text.startsWith('-') || (arg.text === '-' && name !== 'env')) break;
    if (arg.text === '-') continue;
    if (takesNext(fixed(arg), wrapper)) index += 1;
  }
  while ((name === 'env' || name === 'sudo') && assignment.test(args[index]?.text ?? ''))
    index += 1;
  const command = args.slice(index + (wrapper.skip ?? 0));
  if (command.length === 0) return undefined;
  if (wrapper.adds === undefined) return { commands: [command] };
  const holes = holesOf(args.slice(0, index));
  const given = command.map((word) => holes.reduce((of, hole) => filled(of, hole, 'open'), word));
  return { commands: [[...given, { text: '', known: 'open', bare: true }]] };
}

/** What `xargs -I` and its like replace by what they read. */
function holesOf(options: readonly Word[]): readonly string[] {
  const at = options.findIndex(({ text }) => /^-[0rtxp]*[Ii]|^--replace/.test(text));
  const option = options[at]?.text;
  if (option === undefined) return [];
  const written = option.startsWith('--')
    ? option.split('=')[1]
    : option.replace(/^-[0rtxp]*[Ii]/, '') || (/I$/.test(option) ? options[at + 1]?.text : '');
  return ['{}', ...(written ? [written] : [])];
}

function takesNext(arg: string, wrapper: Wrapper): boolean {
  if (arg.startsWith('--')) {
    if (arg.includes('=') || wrapper.long?.includes(arg.slice(2))) return false;
    throw new Unreadable();
  }
  for (let at = 1; at < arg.length; at += 1) {
    const letter = arg.charAt(at);
    if (wrapper.valued.includes(letter)) return at === arg.length - 1 && letter !== 'i';
    if (!wrapper.flags.includes(letter)) throw new Unreadable();
  }
  return false;
}
