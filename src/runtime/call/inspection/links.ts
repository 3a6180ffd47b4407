import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FieldPlan, TypePlan } from '../../../dsl/plan/plan.ts';
import { parsePath } from '../../../dsl/values/kinds/path.ts';
import { isList } from '../../../dsl/values/to-json.ts';
import type { PathValue, RecordValue, Value } from '../../../dsl/values/value.ts';

/** More links than this on one way are a loop, or as good as one. */
const mostLinks = 40;

/**
 * Where an absolute path leads once every symbolic link on it that exists is followed, a dangling one
 * included; what does not exist is kept as it is. Undefined where a link cannot be read or leads round
 * in a circle. Asks the file system, synchronously; one question for a path that exists.
 */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return walk(path);
  }
}

function walk(path: string): string | undefined {
  const ahead = path.split('/').reverse();
  let at = '/';
  for (let links = 0; ahead.length > 0; ) {
    const part = ahead.pop();
    if (part === undefined || part === '' || part === '.') continue;
    if (part === '..') {
      at = dirname(at);
      continue;
    }
    const next = join(at, part);
    const target = linkAt(next);
    if (target === undefined) return undefined;
    if (target === notLink) {
      at = next;
      continue;
    }
    links += 1;
    if (links > mostLinks) return undefined;
    if (target.startsWith('/')) at = '/';
    ahead.push(...target.split('/').reverse());
  }
  return at;
}

const notLink = Symbol('not a link');

/** The target of a link; undefined where it cannot be told whether there is one. */
function linkAt(path: string): string | typeof notLink | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : notLink;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? notLink : undefined;
  }
}

const withPaths = new WeakMap<readonly FieldPlan[], boolean>();

/** Whether arguments of these fields can hold a path; found once for each tool. */
export function holdPaths(fields: readonly FieldPlan[]): boolean {
  let known = withPaths.get(fields);
  if (known === undefined) {
    known = fields.some(({ type }) => isPathType(type));
    withPaths.set(fields, known);
  }
  return known;
}

function isPathType(type: TypePlan): boolean {
  if (type.type === 'list') return isPathType(type.of);
  return type.type === 'record' ? holdPaths(type.fields) : type.type === 'path';
}

/** Arguments with every path followed, or the first that could not be. */
export type Followed =
  | { readonly ok: true; readonly args: RecordValue }
  | { readonly ok: false; readonly path: string };

/** Follows every path in arguments; gives the same record back where no link was on the way. */
export function followLinks(args: RecordValue, root: string | null): Followed {
  try {
    return { ok: true, args: followed(args, root, []) as RecordValue };
  } catch (cause) {
    if (cause instanceof Unreadable) return { ok: false, path: cause.path };
    throw cause;
  }
}

class Unreadable {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

function followed(value: Value, root: string | null, at: readonly string[]): Value {
  if (typeof value !== 'object') return value;
  if (isList(value)) {
    const items = value.map((item, index) => followed(item, root, [...at, String(index)]));
    return items.every((item, index) => item === value[index]) ? value : Object.freeze(items);
  }
  if (value.kind === 'path') return followedPath(value, root, at);
  if (value.kind !== 'record') return value;
  let changed = false;
  const fields = new Map<string, Value>();
  for (const [name, field] of value.fields) {
    const next = followed(field, root, [...at, name]);
    changed ||= next !== field;
    fields.set(name, next);
  }
  return changed ? Object.freeze({ kind: 'record' as const, fields }) : value;
}

/** A real path whose spelling would be read as another one cannot be handed on. */
function followedPath(value: PathValue, root: string | null, at: readonly string[]): PathValue {
  if (!value.text.startsWith('/')) return value;
  const real = realPath(value.text);
  if (real === value.text) return value;
  const read = real === undefined ? undefined : parsePath(real, root ?? undefined);
  if (read === undefined || read.text !== real) throw new Unreadable(at.join('.'));
  return read;
}
