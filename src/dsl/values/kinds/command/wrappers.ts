import { ofScript, ofShell, shells } from './shells.ts';
import { requireHarmless } from './variables.ts';
import type { Inner, Word } from './words.ts';
import { fixed, Unreadable } from './words.ts';

/** How a wrapper reads the words before the command it runs. */
interface Wrapper {
  readonly flags: string;
  readonly valued: string;
  /** Long options that take no value of their own; any other without `=` cannot be read. */
  readonly long?: readonly string[];
  /** Long options that name a line of shell, abbreviated or not. */
  readonly lines?: RegExp;
  /** Words before the command that belong to the wrapper, such as the duration of `timeout`. */
  readonly skip?: number;
  /** Adds arguments that nobody can read beforehand. */
  readonly adds?: true;
}

const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>(
  Object.entries({
    sudo: { flags: 'AbBEHiKklNnPSsVv', valued: 'CDghpRrTtUu', long: ['preserve-env', 'login'] },
    doas: { flags: 'nsL', valued: 'Cua' },
    env: {
      flags: 'i0v',
      valued: 'uC',
      long: ['ignore-environment', 'null', 'debug'],
      lines: /^(?:-[iv0]*S|--s)/,
    },
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
    fakeroot: { flags: 'hv', valued: 'lsib' },
    caffeinate: { flags: 'dimsu', valued: 'tw' },
    chpst: { flags: 'vP012', valued: 'ueULnmdofcrt/' },
    's6-setuidgid': { flags: '', valued: '', skip: 1 },
    npx: {
      flags: 'yq',
      valued: 'p',
      long: ['yes', 'no', 'no-install', 'quiet'],
      lines: /^--(?:c|s)/,
    },
    pnpx: { flags: '', valued: '' },
    bunx: { flags: '', valued: '' },
    uvx: { flags: 'q', valued: 'p', long: ['quiet', 'offline'] },
    xargs: {
      flags: '0rtxpo',
      valued: 'adEILnPsi',
      long: ['null', 'no-run-if-empty', 'verbose', 'replace'],
      adds: true,
    },
  } satisfies Record<string, Wrapper>),
);

const opaque: ReadonlySet<string> = new Set(
  'alias parallel unalias enable hash script let'.split(' '),
);
/** Whether all that a program runs by its arguments is read here. */
export const isRead = (name: string): boolean =>
  wrappers.has(name) || launchers.has(name) || readApart.has(name) || shells.has(name);
const readApart: ReadonlySet<string> = new Set('eval trap find'.split(' '));

/** Programs that run others, or lines of shell, by rules of their own. */
const runners: ReadonlySet<string> = new Set(
  `watch su ssh runuser at batch pkexec flock strace ltrace gdb setarch taskset chrt systemd-run unshare
  nsenter unbuffer faketime proxychains proxychains4 torsocks firejail bwrap gosu su-exec tini dumb-init
  entr runcon prlimit numactl cgexec start-stop-daemon setpriv valgrind xvfb-run dbus-run-session tmux screen
  nix-shell hyperfine sg capsh expect pwsh powershell osascript ld.so nu elvish xonsh rc es`.split(
    /\s+/,
  ),
);
/** Words behind which a program runs the command that follows, in a place of its own or in this one. */
const launchers: ReadonlyMap<string, { readonly words: RegExp; readonly elsewhere?: true }> =
  new Map(
    Object.entries({
      'npm pnpm yarn bun': { words: /^(?:exec|x|dlx)$/ },
      'uv poetry pipenv pdm hatch rye': { words: /^run$/ },
      'bundle rbenv pyenv asdf mise': { words: /^(?:exec|x)$/ },
      'docker podman nerdctl kubectl oc lxc': { words: /^(?:run|exec|debug)$/, elsewhere: true },
      'conda mamba micromamba direnv': { words: /^(?:run|exec)$/, elsewhere: true },
      'perf nix git machinectl': {
        words: /^(?:stat|record|run|develop|foreach)$|^shell$/,
        elsewhere: true,
      },
    } as const).flatMap(([names, how]) => names.split(' ').map((name) => [name, how] as const)),
  );
/** Options and words that name a command to be run. */
const naming: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    'tar bsdtar':
      /^--(?:checkpoint-a|to-c|us|rs|rm|inf|ne)|^-[A-Za-z]*[IF]|^[A-Za-z]*[IF][A-Za-z]*$/,
    rsync: /^(?:-[A-Za-z]*e|--rsh|--rsync-path)/,
    'scp sftp': /^-[A-Za-z0-9]*[So]/,
    git: /^(?:-c|--(?:config-env|exec|upl|rec|op|ext|smtp-server|sendmail|to-cmd|cc-cmd|[a-z-]*-filter)|-x|-O|alias\.|core\.)/,
    'zip unzip': /^(?:-TT|--unzip-command)/,
    'man less more': /^(?:-[PH]|--pager|--html|\+)/,
    'vi vim nvim view ex ed emacs': /^(?:-[cS]$|-c|--cmd|\+|!|--eval)/,
    'make gmake': /^(?:SHELL|MAKEFLAGS|\.SHELLFLAGS|--eval)/,
    'mysql psql sqlite3': /\\!|^\.(?:shell|system)/,
    'mapfile readarray compgen complete fc': /^-[CcFe]/,
  }).flatMap(([names, form]) => names.split(' ').map((name) => [name, form] as const)),
);

/**
 * What a program, given these arguments, runs in its turn; undefined for one that runs nothing the line
 * names. `fed` says that something is piped or read into it. Throws `Unreadable` where that cannot
 * be known.
 */
export function inner(name: string, args: readonly Word[], fed: boolean): Inner | undefined {
  if (opaque.has(name)) throw new Unreadable();
  if (shells.has(name)) return ofShell(name, args, fed);
  if (name === '.' || name === 'source') return ofScript(operands(args));
  if (name === 'eval') return { line: joined(operands(args)) };
  if (name === 'trap') return ofTrap(operands(args));
  if (name === 'find') return ofFind(args);
  if (runners.has(name) || loader.test(name)) return ofRunner(args, fed);
  requireHarmless(name, args);
  const form = naming.get(name);
  if (form !== undefined && args.some(({ text }) => form.test(text))) throw new Unreadable();
  const launcher = launchers.get(name);
  if (launcher !== undefined) return ofLauncher(launcher, args);
  const wrapper = wrappers.get(name);
  return wrapper === undefined ? undefined : ofWrapper(name, wrapper, args);
}

/** The program that loads others on Linux, under whatever version. */
const loader = /^ld(?:-[A-Za-z0-9._-]+)?\.so/;

/** What stands behind the end of options, where that is marked. */
const operands = (args: readonly Word[]): readonly Word[] =>
  args[0]?.text === '--' ? args.slice(1) : args;

const joined = (args: readonly Word[]): string => args.map(fixed).join(' ');

const ofTrap = (args: readonly Word[]): Inner | undefined =>
  args.length < 2 ? undefined : { line: joined(args.slice(0, 1)) };

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
  if (args.length > 1 || fed || /\s/.test(args[0]?.text ?? '')) throw new Unreadable();
  return undefined;
}

/** What runs elsewhere has options before it that nobody can tell from the command. */
function ofLauncher(
  { words, elsewhere }: { readonly words: RegExp; readonly elsewhere?: true },
  args: readonly Word[],
): Inner | undefined {
  const at = args.findIndex(({ text, known }) => known === 'open' || words.test(text));
  if (at < 0) return undefined;
  const rest = args.slice(at + (args[at + 1]?.text === '--' ? 2 : 1));
  const [first] = rest;
  if (first === undefined && args[at]?.known === 'fixed') return undefined;
  if (elsewhere === true || fixed(first).startsWith('-')) throw new Unreadable();
  return { commands: [rest] };
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
    if (wrapper.lines?.test(arg.text) === true) throw new Unreadable();
    if (/^-[0-9]+$/.test(arg.text) && name === 'nice') continue;
    if (!arg.text.startsWith('-') || (arg.text === '-' && name !== 'env')) break;
    if (arg.text === '-') continue;
    if (takesNext(fixed(arg), wrapper, name)) index += 1;
  }
  if (name === 'env' || name === 'sudo') index += assignments(args.slice(index));
  const command = args.slice(index + (wrapper.skip ?? 0));
  if (command.length === 0) return undefined;
  if (wrapper.adds === undefined) return { commands: [command] };
  const holes = holesOf(args.slice(0, index));
  const given = command.map((word) => holes.reduce((of, hole) => filled(of, hole, 'open'), word));
  return { commands: [[...given, { text: '', known: 'open', bare: true }]] };
}

/** How many of these words set a variable for the command behind them. */
function assignments(words: readonly Word[]): number {
  const end = words.findIndex(({ text }) => !text.includes('='));
  const set = words.slice(0, end < 0 ? words.length : end);
  for (const word of set) requireHarmless('env', [word]);
  return set.length;
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

function takesNext(arg: string, wrapper: Wrapper, name: string): boolean {
  if (arg.startsWith('--')) {
    if (arg.includes('=') || wrapper.long?.includes(arg.slice(2))) return false;
    throw new Unreadable();
  }
  for (let at = 1; at < arg.length; at += 1) {
    const letter = arg.charAt(at);
    if (wrapper.valued.includes(letter))
      return at === arg.length - 1 && (name !== 'xargs' || letter !== 'i');
    if (!wrapper.flags.includes(letter)) throw new Unreadable();
  }
  return false;
}
