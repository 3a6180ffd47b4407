import type { ParseArgsConfig } from 'node:util';
import type { Exit, Shell } from '../output/shell.ts';
import { auditCommands } from './audit-commands.ts';

/** The arguments of a command after parsing. */
export interface Given {
  readonly positionals: readonly string[];
  readonly json: boolean;
  /** The value of an option that takes one. */
  readonly option: (name: string) => string | undefined;
  /** The values of an option that may be given several times. */
  readonly every: (name: string) => readonly string[];
  readonly flag: (name: string) => boolean;
}

/** What runs a command. */
export type Run = (given: Given, shell: Shell) => Promise<Exit>;

/** One command as `--help` and the argument parser know it; its code is loaded when it is called. */
export interface Command {
  /** One word, or two as in `audit verify`. */
  readonly name: string;
  /** What follows the name on the usage line. */
  readonly usage: string;
  readonly summary: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** How many positional arguments: at least, at most. */
  readonly takes: readonly [number, number];
  /** Options that must be given. */
  readonly required?: readonly string[];
  readonly load: () => Promise<Run>;
}

const many = Number.POSITIVE_INFINITY;
const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** Every command that exists. */
export const commands: readonly Command[] = [
  {
    name: 'check',
    usage: 'FILE… [--explain-index] [--format github|sarif]',
    summary: 'parse, resolve and type-check files; show how their rules are found',
    options: { 'explain-index': flag, format: text },
    takes: [1, many],
    load: async () => (await import('../commands/check.ts')).check,
  },
  {
    name: 'fmt',
    usage: 'FILE… [--check]',
    summary: 'format files in place, or only say which would change',
    options: { check: flag },
    takes: [1, many],
    load: async () => (await import('../commands/editing/fmt.ts')).fmt,
  },
  {
    name: 'fix',
    usage: 'FILE… [--unsafe]',
    summary: 'take the safe fixes of what `check` finds, or all',
    options: { unsafe: flag },
    takes: [1, many],
    load: async () => (await import('../commands/editing/fix.ts')).fix,
  },
  {
    name: 'test',
    usage: 'FILE… [--coverage] [--mutate] [--min N]',
    summary: 'run the `test` blocks of files; executes no tool',
    options: { coverage: flag, mutate: flag, min: text },
    takes: [1, many],
    load: async () => (await import('../commands/test.ts')).test,
  },
  {
    name: 'decide',
    usage: 'FILE --agent A --tool T --args JSON [--context JSON] [--explain]',
    summary: 'decide one call and execute nothing; say why, and what would change it',
    options: { agent: text, tool: text, args: text, context: text, explain: flag },
    takes: [1, 1],
    required: ['agent', 'tool', 'args'],
    load: async () => (await import('../commands/deciding/decide.ts')).decide,
  },
  {
    name: 'symbols why',
    usage: 'FILE --agent A --tool T --args JSON [--context JSON]',
    summary: 'print why rules object to a call: each objection with the facts it follows from',
    options: { agent: text, tool: text, args: text, context: text },
    takes: [1, 1],
    required: ['agent', 'tool', 'args'],
    load: async () => (await import('../commands/deciding/symbols.ts')).symbolsWhy,
  },
  {
    name: 'constraints',
    usage: 'FILE',
    summary: 'say which constraints no call can meet, every call meets, or another says already',
    options: {},
    takes: [1, 1],
    load: async () => (await import('../commands/deciding/constraints.ts')).constraints,
  },
  {
    name: 'gate fit',
    usage: 'SCORES [--false-stops SHARE] [--strong SCORER] [--out FILE]',
    summary: 'calibrate the scorers of gates on labelled scores; say how well they then tell',
    options: { 'false-stops': text, strong: text, out: text },
    takes: [1, 1],
    load: async () => (await import('../commands/deciding/gate.ts')).gateFit,
  },
  {
    name: 'run',
    usage: 'FILE --script FILE [--audit DIR]',
    summary: 'drive a session of calls through the whole road',
    options: { script: text, audit: text },
    takes: [1, 1],
    required: ['script'],
    load: async () => (await import('../commands/run.ts')).run,
  },
  {
    name: 'explain',
    usage: 'CODE',
    summary: 'print the page of a diagnostic or refusal code',
    options: {},
    takes: [1, 1],
    load: async () => (await import('../commands/pages/explain.ts')).explain,
  },
  {
    name: 'docs',
    usage: 'FILE',
    summary: 'print a policy as a page: who may do what, in plain sentences',
    options: {},
    takes: [1, 1],
    load: async () => (await import('../commands/pages/docs.ts')).docs,
  },
  {
    name: 'graph',
    usage: 'FILE [--dot]',
    summary: 'show which plugin fills which slot; starts nothing',
    options: { dot: flag },
    takes: [1, 1],
    load: async () => (await import('../commands/graph.ts')).graph,
  },
  {
    name: 'lock',
    usage: 'FILE [--yes | --check]',
    summary: 'show what imports and plugins changed, and pin them in `vak.lock`',
    options: { yes: flag, check: flag },
    takes: [1, 1],
    load: async () => (await import('../commands/modules/lock.ts')).lock,
  },
  {
    name: 'bundle',
    usage: 'FILE --key KEY --seq N -o BUNDLE [--name NAME]',
    summary: 'pack a policy with all it brings in, signed and numbered',
    options: { key: text, seq: text, name: text, out: { type: 'string', short: 'o' } },
    takes: [1, 1],
    required: ['key', 'seq', 'out'],
    load: async () => (await import('../commands/modules/bundle.ts')).bundle,
  },
  {
    name: 'key',
    usage: 'NAME -o KEY [--algorithm ed25519|ml-dsa-44]',
    summary: 'make a signing key KEY and its public part KEY.pub',
    options: { out: { type: 'string', short: 'o' }, algorithm: text },
    takes: [1, 1],
    required: ['out'],
    load: async () => (await import('../commands/modules/key.ts')).key,
  },
  {
    name: 'tool check',
    usage: 'FILE [--modules NAME=FILE,…] [--allow PACKAGES]',
    summary: 'say what a tool’s code imports, exports and asks of its host',
    options: { modules: text, allow: text },
    takes: [1, 1],
    load: async () => (await import('../commands/modules/tools/check.ts')).check,
  },
  {
    name: 'tool bundle',
    usage: 'FILE -o OUT [--allow PACKAGES]',
    summary: 'make one module without imports of a tool and its packages',
    options: { out: { type: 'string', short: 'o' }, allow: text },
    takes: [1, 1],
    required: ['out'],
    load: async () => (await import('../commands/modules/tools/bundle.ts')).bundle,
  },
  {
    name: 'tool keygen',
    usage: 'NAME -o KEY',
    summary: 'make a key for signing tools, as `vak key` does',
    options: { out: { type: 'string', short: 'o' } },
    takes: [1, 1],
    required: ['out'],
    load: async () => (await import('../commands/modules/key.ts')).key,
  },
  {
    name: 'tool sign',
    usage: 'FILE --tool T --version V --key KEY [--expires TIME]',
    summary: 'sign a tool’s code with all that a policy grants and expects of it',
    options: { tool: text, version: text, key: text, expires: text },
    takes: [1, 1],
    required: ['tool', 'version', 'key'],
    load: async () => (await import('../commands/modules/tools/sign.ts')).sign,
  },
  {
    name: 'tool verify',
    usage: 'CODE --key PUB [--modules NAME=FILE,…] [--at TIME]',
    summary: 'check the signature of a tool’s code',
    options: { key: text, modules: text, at: text },
    takes: [1, 1],
    required: ['key'],
    load: async () => (await import('../commands/modules/tools/sign.ts')).verify,
  },
  {
    name: 'tool replay',
    usage: 'DIR INDEX [--code FILE] [--modules NAME=FILE,…]',
    summary: 'run a tool’s code again as a log recorded it, asking nobody, and compare',
    options: { code: text, modules: text },
    takes: [2, 2],
    load: async () => (await import('../commands/modules/tools/replay.ts')).replay,
  },
  {
    name: 'plugin manifest',
    usage: 'FILE [--to DIR] [--check]',
    summary: 'run a plugin’s file and write what it says of itself to `vak.plugin.json`',
    options: { to: text, check: flag },
    takes: [1, 1],
    load: async () => (await import('../commands/modules/plugin.ts')).manifest,
  },
  ...auditCommands,
  {
    name: 'why',
    usage: 'DIR INDEX',
    summary: 'decide one call of a log again and print the reasoning with its places',
    options: {},
    takes: [2, 2],
    load: async () => (await import('../commands/deciding/why.ts')).why,
  },
  {
    name: 'replay',
    usage: 'DIR [--policy FILE | --observed]',
    summary: 'decide every call of a log again, or see what another policy would change',
    options: { policy: text, observed: flag },
    takes: [1, 1],
    load: async () => (await import('../commands/deciding/replay.ts')).replay,
  },
  {
    name: 'scan',
    usage: 'TEXT | --file FILE [--channel input|result] | --report LABELLED.jsonl',
    summary: 'look for instructions to the model in a text; or measure that on labelled texts',
    options: { file: text, channel: text, report: text },
    takes: [0, 1],
    load: async () => (await import('../commands/scan/scan.ts')).scan,
  },
  {
    name: 'grammar',
    usage: '[--to DIR] [--check]',
    summary: 'write the published grammar, or check that it is current',
    options: { to: text, check: flag },
    takes: [0, 0],
    load: async () => (await import('../commands/pages/grammar.ts')).grammar,
  },
  {
    name: 'sandbox status',
    usage: '[STATE]',
    summary:
      'try each tier of the sandbox here, or show those of running runtimes, by their state folder',
    options: {},
    takes: [0, 1],
    load: async () => (await import('../commands/modules/sandbox.ts')).sandboxStatus,
  },
  {
    name: 'lsp',
    usage: '',
    summary: 'serve editors over stdin and stdout',
    // Editors name the transport; there is no other one.
    options: { stdio: flag },
    takes: [0, 0],
    load: async () => (await import('../../lsp/command.ts')).lsp,
  },
];

/** Commands of the language's plan that no code stands behind yet. */
export const notBuilt: readonly string[] = ['diff', 'play', 'mcp'];
