import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { builtMain } from './built.ts';

/** How a run of the command ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as one JSON document. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it as its reader would
  readonly json: () => any;
  /** Standard output as JSON lines. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly lines: () => any[];
}

/** A folder of its own with files in it, by name. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'vak-cli-')));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(made, name)), { recursive: true });
    writeFileSync(join(made, name), text);
  }
  return made;
}

/** Runs the real command in a folder, as a process of its own without a terminal. */
export function vak(
  cwd: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly node?: readonly string[] } = {},
): Ended {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...(options.node ?? []), builtMain(), ...args],
    {
      cwd,
      encoding: 'utf8',
      env: { ...clean(process.env), ...options.env },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return {
    status,
    stdout,
    stderr,
    json: () => JSON.parse(stdout),
    lines: () =>
      stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
  };
}

/** The environment without what npm and vitest put into it. */
function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(npm_|INIT_CWD$|VITEST|NODE_OPTIONS$|FORCE_COLOR$|NO_COLOR$)/.test(name),
  );
  return Object.fromEntries(kept);
}

/** Writes a file in a folder anew. */
export const put = (home: string, name: string, text: string): void =>
  writeFileSync(join(home, name), text);

/** What `vak check` says of the policy in a folder, each with its place. */
export const said = (home: string): readonly string[] =>
  vak(home, ['check', 'desk.vak', '--json'])
    .json()
    .diagnostics.map(
      (one: { code: string; file: string; line: number; column: number }) =>
        `${one.code} ${one.file}:${one.line}:${one.column}`,
    );
