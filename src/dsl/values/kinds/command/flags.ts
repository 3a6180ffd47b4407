/** How one program reads its options; what is not listed is read by the general rules. */
interface Options {
  /** Letters that take a value: what follows in the cluster, or the next argument, is no flag. */
  readonly valued?: string;
  /** Letters among those that take none behind some of the program's own commands. */
  readonly unsure?: string;
  /** The first argument is a cluster without a dash. */
  readonly bundled?: true;
  /** Long names with the letter that means the same, or none. */
  readonly long?: Readonly<Record<string, string>>;
  /** Letters that mean the same as another. */
  readonly same?: Readonly<Record<string, string>>;
  /** Options are whole words behind one dash, as `find` has them. */
  readonly words?: true;
}

const files = { recursive: 'r', force: 'f', verbose: 'v', interactive: 'i' };
const owners: Options = { long: { recursive: 'R', verbose: 'v', silent: 'f', quiet: 'f' } };

const programs: ReadonlyMap<string, Options> = new Map<string, Options>(
  Object.entries({
    rm: {
      long: {
        ...files,
        dir: 'd',
        'one-file-system': '',
        'no-preserve-root': '',
        'preserve-root': '',
      },
      same: { R: 'r' },
    },
    cp: {
      valued: 'tS',
      long: { ...files, archive: 'a', update: 'u', link: 'l', 'symbolic-link': 's' },
      same: { R: 'r' },
    },
    mv: { valued: 'tS', long: { force: 'f', verbose: 'v', interactive: 'i', 'no-clobber': 'n' } },
    ln: { valued: 'tS', long: { symbolic: 's', force: 'f', verbose: 'v', interactive: 'i' } },
    mkdir: { valued: 'm', long: { parents: 'p', mode: 'm', verbose: 'v' } },
    chmod: owners,
    chown: owners,
    chgrp: owners,
    ls: { valued: 'ITw', long: { all: 'a', 'almost-all': 'A', recursive: 'R', reverse: 'r' } },
    grep: {
      valued: 'efmABCdD',
      long: {
        recursive: 'r',
        'dereference-recursive': 'R',
        'ignore-case': 'i',
        'invert-match': 'v',
      },
    },
    sed: { valued: 'efil', long: { 'in-place': 'i', expression: 'e', file: 'f', quiet: 'n' } },
    tar: {
      bundled: true,
      valued: 'fCTXbgHIKLNV',
      long: {
        extract: 'x',
        get: 'x',
        create: 'c',
        file: 'f',
        directory: 'C',
        list: 't',
        verbose: 'v',
      },
    },
    curl: {
      valued: 'AbCcDdEeFHhKmoPQrTtUuwXxYyz',
      long: {
        output: 'o',
        data: 'd',
        form: 'F',
        header: 'H',
        request: 'X',
        'upload-file': 'T',
        insecure: 'k',
        location: 'L',
        'remote-name': 'O',
        user: 'u',
        config: 'K',
        proxy: 'x',
        silent: 's',
        fail: 'f',
        get: 'G',
        head: 'I',
      },
    },
    wget: {
      valued: 'aeioOBtTwQPUlADIR',
      long: { 'output-document': 'O', recursive: 'r', quiet: 'q', continue: 'c', mirror: 'm' },
    },
    git: {
      valued: 'Cbcm',
      unsure: 'Cbcm',
      long: {
        force: 'f',
        delete: 'd',
        all: 'a',
        message: 'm',
        hard: '',
        'dry-run': 'n',
        mirror: '',
      },
    },
    docker: {
      valued: 'HehlmpuvwceF',
      unsure: 'ehlmpuvwcF',
      long: {
        privileged: '',
        volume: 'v',
        detach: 'd',
        interactive: 'i',
        tty: 't',
        env: 'e',
        force: 'f',
      },
    },
    kubectl: {
      valued: 'nflocs',
      unsure: 'f',
      long: {
        namespace: 'n',
        filename: 'f',
        'all-namespaces': 'A',
        output: 'o',
        force: '',
        all: '',
      },
    },
    npm: { long: { global: 'g', force: 'f', 'save-dev': 'D', yes: 'y' } },
    find: { words: true },
    java: { words: true },
    go: { words: true },
    terraform: { words: true },
    openssl: { words: true },
    ffmpeg: { words: true },
  } satisfies Record<string, Options>),
);

/** The flags in a program's arguments: those that are there, and those that may be. */
export interface Flags {
  readonly flags: readonly string[];
  readonly perhaps: readonly string[];
}

/**
 * The flags of an argument list in one spelling: clusters of letters taken apart, long names turned into
 * the letter that means the same where the program is known, unique abbreviations written out, values
 * left out, nothing after `--`. Of a program that is not known, what stands in a cluster or before an
 * abbreviation only may be there.
 */
export function canonicalFlags(program: string, args: readonly string[]): Flags {
  const options = programs.get(program);
  const flags = new Set<string>();
  const perhaps = new Set<string>();
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] as string;
    if (arg === '--') break;
    if (index === 0 && options?.bundled === true && /^[A-Za-z]+$/.test(arg)) {
      index += bundle(arg, options, flags);
    } else if (arg.startsWith('--')) flags.add(longFlag(arg, options));
    else if (!arg.startsWith('-') || arg.length < 2) continue;
    else if (options === undefined) unknownCluster(arg, flags, perhaps);
    else if (options.words === true) flags.add(arg.split('=')[0] as string);
    else {
      const last = cluster(arg, options, flags, perhaps);
      if (last === undefined) continue;
      index += 1;
      if (options.unsure?.includes(last)) addPerhaps(program, args[index], perhaps);
    }
  }
  for (const flag of flags) perhaps.delete(flag);
  return { flags: [...flags], perhaps: [...perhaps] };
}

/** What stands where a value may, or may not: flags of it are only perhaps there. */
function addPerhaps(program: string, arg: string | undefined, perhaps: Set<string>): void {
  if (arg === undefined || arg === '--') return;
  const found = canonicalFlags(program, [arg]);
  for (const flag of [...found.flags, ...found.perhaps]) perhaps.add(flag);
}

/** Letters of a cluster whose values follow in arguments of their own; gives how many those are. */
function bundle(arg: string, options: Options, flags: Set<string>): number {
  for (const letter of arg) flags.add(`-${options.same?.[letter] ?? letter}`);
  return [...arg].filter((letter) => options.valued?.includes(letter)).length;
}

function longFlag(arg: string, options: Options | undefined): string {
  const name = arg.slice(2).split('=')[0] as string;
  const long = options?.long ?? {};
  if (options?.words === true) return `-${name}`;
  const matches = Object.hasOwn(long, name)
    ? [name]
    : Object.keys(long).filter((known) => known.startsWith(name));
  const letters = new Set(matches.map((match) => long[match] as string));
  const letter = letters.size === 1 ? [...letters][0] : undefined;
  if (letter !== undefined && letter !== '') return `-${letter}`;
  return `--${matches.length === 1 ? matches[0] : name}`;
}

/** Takes a cluster apart; gives its last letter where that takes the next argument as its value. */
function cluster(
  arg: string,
  options: Options,
  flags: Set<string>,
  perhaps: Set<string>,
): string | undefined {
  for (let index = 1; index < arg.length; index += 1) {
    const letter = arg.charAt(index);
    flags.add(`-${options.same?.[letter] ?? letter}`);
    if (options.valued?.includes(letter) !== true) continue;
    if (index === arg.length - 1) return letter === 'i' ? undefined : letter;
    if (options.unsure?.includes(letter)) {
      for (const rest of arg.slice(index + 1)) perhaps.add(`-${rest}`);
    }
    return undefined;
  }
  return undefined;
}

function unknownCluster(arg: string, flags: Set<string>, perhaps: Set<string>): void {
  const written = arg.split('=')[0] as string;
  flags.add(written);
  if (written.length === 2) return;
  for (const letter of written.slice(1)) perhaps.add(`-${letter}`);
}
