import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, type SandboxStatus } from '../../../plugins/isolation/index.ts';
import { reason } from '../../input/files.ts';
import { printable } from '../../output/palette.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';

/** How old a status may be before its runtime is said to hang, in ms; they are written every 5 s. */
const silentMs = 15_000;
const largest = 1024 * 1024;

/** What one runtime said of its sandbox, and whether it still speaks. */
interface Running {
  readonly pid: number;
  readonly began: string;
  readonly at: string;
  /** `running`, `silent` for longer than 15 s, or `gone` without having stopped. */
  readonly state: 'running' | 'silent' | 'gone';
  readonly sandbox: SandboxStatus;
}

/**
 * `vak sandbox status STATE`: pools, queues and breakers of the runtimes that keep their state in this
 * folder, as they last said. Exits 1 when none of them is running.
 */
export function sandboxRunning(state: string, json: boolean, shell: Shell): Exit {
  const found = namesIn(state).flatMap((name) => read(join(state, 'sandbox', name)) ?? []);
  const ok = found.some((one) => one.state === 'running');
  if (json) writeJson(shell, { ok, runtimes: found });
  else if (found.length === 0) shell.out('no runtime here has a sandbox at work\n');
  else shell.out(`${found.map(shown).join('\n')}\n`);
  return ok ? 0 : 1;
}

function namesIn(state: string): readonly string[] {
  try {
    if (!lstatSync(state).isDirectory()) throw new WrongUsage(`\`${state}\` is no folder`);
    const names = readdirSync(join(state, 'sandbox'));
    return names.filter((name) => /^\d+-[0-9a-f]{8}\.json$/.test(name)).sort();
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && path !== state) return [];
    throw new WrongUsage(`cannot read \`${state}\`: ${reason(error)}`);
  }
}

/** Undefined for what no runtime writes, and for a file that went away meanwhile. */
function read(file: string): Running | undefined {
  try {
    const seen = lstatSync(file);
    if (!seen.isFile() || seen.size > largest) return undefined;
    const { pid, began, at, sandbox } = JSON.parse(readFileSync(file, 'utf8')) as Running;
    const age = Date.now() - Date.parse(at);
    if (!Number.isSafeInteger(pid) || Number.isNaN(age) || Number.isNaN(Date.parse(began)))
      return undefined;
    if (!isStatus(sandbox)) return undefined;
    const state = !isAlive(pid) ? 'gone' : age > silentMs ? 'silent' : 'running';
    return { pid, began, at, state, sandbox };
  } catch {
    return undefined;
  }
}

type Fields = { readonly [key: string]: unknown };
const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const counts = (value: unknown, ...names: readonly string[]): boolean =>
  isRecord(value) && names.every((name) => Number.isFinite(value[name]));
const texts = (value: unknown, ...names: readonly string[]): boolean =>
  isRecord(value) && names.every((name) => typeof value[name] === 'string');
const all = (list: unknown, each: (one: unknown) => boolean): boolean =>
  Array.isArray(list) && list.every(each);

/** Whether a file holds what a runtime writes: it may be anybody's. */
function isStatus(value: unknown): value is SandboxStatus {
  if (!isRecord(value) || !isRecord(value.tiers)) return false;
  const { tiers, calls, held, codes } = value;
  return (
    all(Object.values(tiers), (one) => counts(one, 'children', 'idle', 'waiting', 'deaths')) &&
    all(calls, (one) => counts(one, 'calls') && texts(one, 'tool', 'tenant')) &&
    all(held, (one) => counts(one, 'leftMs') && texts(one, 'key')) &&
    (codes === undefined || counts(codes, 'found', 'made', 'refused'))
  );
}

function shown({ pid, began, at, state, sandbox }: Running): string {
  const tiers = Object.entries(sandbox.tiers).map(
    ([tier, { children, idle, waiting, deaths }]) =>
      `  ${tier.padEnd(8)} ${children} up, ${idle} idle, ${waiting} calls waiting, ${deaths} died`,
  );
  const codes = sandbox.codes === undefined ? [] : [keptCode(sandbox.codes)];
  const calls = sandbox.calls.map(
    (one) => `  ${one.calls} calls of ${one.tool} (tenant ${one.tenant}) run or wait`,
  );
  const held = sandbox.held.map(
    ({ key, leftMs }) => `  held back for ${Math.ceil(leftMs / 1000)} s more: ${key}`,
  );
  const head = `process ${pid}, ${state}, since ${began}, as of ${at}`;
  return [head, ...tiers, ...codes, ...calls, ...held].map(printable).join('\n');
}

const keptCode = ({ found, made, refused }: NonNullable<SandboxStatus['codes']>): string =>
  `  compiled code: ${found} taken from what was kept, ${made} made, ${refused} kept by nobody known and made anew`;
