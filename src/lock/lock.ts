import { join } from 'node:path';
import { readRegular } from '../reading/regular-file.ts';
import type { FilePin } from './pin.ts';

/** What `vak.lock` says. Names are as `pinName` gives them. */
export interface Lock {
  readonly lock: 1;
  /** The entry files that it was made for. */
  readonly entries: readonly string[];
  readonly files: { readonly [name: string]: FilePin };
  /** Digests of the entry files of plugins, by package or file. */
  readonly plugins: { readonly [name: string]: string };
  /** Digests of the files that facts name: rules, constraints, other policies. Absent where there are none. */
  readonly data?: { readonly [name: string]: string };
}

/** The name of the lock, which stands beside the entry file. */
export const lockName = 'vak.lock';

/** A lock that nothing is in. */
export const emptyLock: Lock = { lock: 1, entries: [], files: {}, plugins: {} };

/** The lock of a folder; undefined where there is none; a problem in words where it is none. */
export function readLock(folder: string): Lock | undefined | { readonly problem: string } {
  let text: string;
  try {
    text = readRegular(join(folder, lockName)).toString('utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    return code === 'ENOENT' ? undefined : { problem: `cannot be read (${code})` };
  }
  try {
    const json: unknown = JSON.parse(text);
    return isLock(json) ? json : { problem: 'has not the form of a lock' };
  } catch {
    return { problem: 'is no JSON' };
  }
}

/** The one text of a lock: keys in order, so that a difference is a line of a diff. */
export function lockText(lock: Lock): string {
  const sorted = <T>(of: { readonly [name: string]: T }): { readonly [name: string]: T } =>
    Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)));
  const files = Object.entries(sorted(lock.files)).map(([name, { digest, code, declares }]) => [
    name,
    { digest, code: sorted(code), declares },
  ]);
  const written = {
    lock: 1,
    entries: [...lock.entries].sort(),
    files: Object.fromEntries(files) as Lock['files'],
    plugins: sorted(lock.plugins),
    ...(lock.data === undefined ? {} : { data: sorted(lock.data) }),
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

/** Whether some JSON is a lock, to the last key. */
export function isLock(json: unknown): json is Lock {
  if (!isRecord(json) || json.lock !== 1 || !isTexts(json.entries)) return false;
  if (!isRecord(json.files) || !isRecord(json.plugins)) return false;
  const texts = (of: unknown): boolean =>
    isRecord(of) && Object.values(of).every((each) => typeof each === 'string');
  return (
    Object.keys(json).length === (json.data === undefined ? 4 : 5) &&
    texts(json.plugins) &&
    (json.data === undefined || texts(json.data)) &&
    Object.values(json.files).every(
      (pin) =>
        isRecord(pin) &&
        Object.keys(pin).length === 3 &&
        typeof pin.digest === 'string' &&
        texts(pin.code) &&
        isRecord(pin.declares) &&
        Object.values(pin.declares).every(isTexts),
    )
  );
}

const isRecord = (json: unknown): json is { readonly [key: string]: unknown } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
const isTexts = (json: unknown): boolean =>
  Array.isArray(json) && json.every((each) => typeof each === 'string');
