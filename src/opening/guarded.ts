import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join, parse, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plan } from '../dsl/plan/plan.ts';
import { lockName } from '../lock/lock.ts';
import { entryFile } from '../packages/plugin-entry.ts';
import { isLocal, pluginHome } from '../reading/reader.ts';
import { filesBeside } from '../reading/rule-files.ts';
import type { ToolCode } from '../runtime/contract/execution.ts';
import { filesOf } from '../tool/code.ts';

/** A write root that holds, or lies in, what governs the tool. */
export interface Exposure {
  readonly tool: string;
  /** Place of the tool. */
  readonly at: string;
  /** The root, as written. */
  readonly root: string;
  /** What lies there, in a word. */
  readonly what: string;
}

/** Something that no tool may write to: a file, or a folder with all below. */
export interface Guarded {
  readonly path: string;
  /** How it is named, where links of that name lead to the path: they may lead elsewhere later on. */
  readonly named?: string;
  readonly what: string;
  /** No tool reads it either: keys, values of secrets, what was logged of others. */
  readonly closed?: true;
}

/**
 * What governs the tools of a policy, as far as its files say: those files and what they name beside them,
 * the lock, vak itself with the packages it runs on, the code of tools, plugins, the folder of the log, files of its
 * heads and of secrets: the real paths of what there is, and the links that lead there, since whoever could put
 * another in place of one would replace the rest.
 * @param files names of the entry and its imports, relative to `cwd`, the entry first
 */
export function guardedBy(
  plan: Plan,
  code: ReadonlyMap<string, ToolCode>,
  files: readonly string[],
  cwd: string,
): readonly Guarded[] {
  const home = resolve(cwd, dirname(files[0] ?? plan.file));
  const found: Guarded[] = files.map((name) => ({ path: resolve(cwd, name), what: 'the policy' }));
  found.push({ path: join(home, lockName), what: 'the lock' });
  for (const tool of plan.tools) {
    const folder = resolve(cwd, dirname(tool.declaredIn));
    for (const { path } of filesOf(tool, code.get(tool.name))) {
      found.push({ path: resolve(folder, path), what: 'the code of a tool' });
    }
  }
  for (const path of ownPaths()) found.push({ path, what: 'vak itself' });
  for (const use of plan.uses) {
    const folder = resolve(cwd, dirname(use.declaredIn));
    const path = isLocal(use.package)
      ? entryFile(use.package, folder)
      : pluginHome(use.package, folder);
    if (path !== undefined) found.push({ path, what: 'a plugin' });
  }
  for (const { path } of filesBeside(plan, cwd, () => undefined)) {
    found.push({ path, what: 'a file that the policy reads' });
  }
  const log = plan.audit?.to;
  const [folder] = log?.json ?? [];
  if (typeof folder === 'string') {
    found.push({ path: resolve(home, folder), what: 'the log', closed: true });
  }
  for (const { name, json } of plan.audit?.heads ?? []) {
    const file = name === 'file' ? json[0] : name === 'witness' ? json[2] : undefined;
    if (typeof file === 'string')
      found.push({ path: resolve(home, file), what: 'a head of the log' });
  }
  for (const { from } of plan.secrets) {
    const [file] = from.json;
    if (from.name !== 'file' || typeof file !== 'string') continue;
    found.push({ path: resolve(home, file), what: 'a secret', closed: true });
  }
  return found.flatMap((each) =>
    waysTo(each.path).map((path) => ({ ...each, path, named: each.path })),
  );
}

/**
 * The state of a runtime: closed as a whole, but for one that is kept in the folder of the policy itself or
 * above, of which its keys and its log are.
 * @param home the policy's folder
 */
export function guardedIn(state: string, home: string): readonly Guarded[] {
  const what = 'the state of the runtime';
  const path = realOf(state);
  if (!isBelow(realOf(home), path)) return [{ path, what, closed: true }];
  const inner = ['keys', 'audit'].map((name) => realOf(join(path, name)));
  return [{ path, what }, ...inner.map((each) => ({ path: each, what, closed: true }) as const)];
}

/** The write roots that overlap with something guarded. */
export function exposures(
  plan: Plan,
  guarded: readonly Guarded[],
  cwd: string,
): readonly Exposure[] {
  return plan.tools.flatMap(({ name, at, grants, declaredIn }) =>
    (grants?.write ?? []).flatMap((root): Exposure[] => {
      const real = realOf(resolve(cwd, dirname(declaredIn), root));
      const hit = guarded.find(({ path }) => isBelow(path, real) || isBelow(real, path));
      return hit === undefined ? [] : [{ tool: name, at, root, what: hit.what }];
    }),
  );
}

const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** Where a path leads with the links of what exists of it followed. */
export function realOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realOf(above), path.slice(above.length));
  }
}

let own: readonly string[] | undefined;

/** What decides and keeps the record: this program, the packages that it loads, and what runs it all. */
function ownPaths(): readonly string[] {
  if (own !== undefined) return own;
  const manifest = findPackageJSON('..', import.meta.url) ?? '';
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    readonly [kind: string]: Readonly<Record<string, string>> | undefined;
  };
  const packages = Object.keys({ ...dependencies, ...peerDependencies }).flatMap((name) => {
    try {
      return dirname(findPackageJSON(name, import.meta.url) ?? '');
    } catch {
      return [];
    }
  });
  const code = fileURLToPath(new URL('..', import.meta.url));
  own = [manifest, code, ...packages, process.execPath];
  return own;
}

/** As many as a system follows. */
const mostLinks = 40;

/** Where a path leads, and each link on the way there, by the real path of its folder. */
function waysTo(path: string): readonly string[] {
  const ways: string[] = [];
  let at = parse(path).root;
  let rest = path.slice(at.length).split(sep);
  while (rest.length > 0 && ways.length < mostLinks) {
    const [name = '', ...more] = rest;
    const here = join(at, name);
    const leads = name === '..' ? undefined : linkAt(here);
    rest = more;
    if (leads === undefined) at = here;
    else {
      ways.push(here);
      const { root } = parse(leads);
      if (root !== '') at = root;
      rest = [...leads.slice(root.length).split(sep), ...more];
    }
  }
  return [realOf(path), ...ways];
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
