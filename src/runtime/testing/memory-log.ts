import { hash } from 'node:crypto';
import { canonicalJson } from '../../dsl/plan/canonical.ts';
import { VakError } from '../contract/errors.ts';
import { definePlugin, type Living, type Plugin } from '../contract/plugin.ts';
import {
  AuditLog,
  type EntryJson,
  type Receipt,
  type Recorded,
  type Withheld,
} from '../contract/records.ts';
import { selectFrom } from '../evidence/log/query/select.ts';
import { hexOf, leafHash } from '../evidence/tree/hash.ts';
import { takeForgotten } from '../evidence/withheld/stored.ts';

/** A log that forgets: a plugin, and the entries it holds. */
export interface MemoryLog extends Plugin {
  /** Everything appended since it was made, over all its starts. */
  readonly entries: readonly EntryJson[];
}

/**
 * Makes a log for tests that touches no file. What is appended stays through stops and starts, as long
 * as the value is kept: put it into a second runtime to play a restart.
 *
 * @example
 * // where the text says: use "vak/memory-log" for audit
 * const log = memoryLog();
 * const vak = await load({ text, name: 'x.vak' }, { plugins: [log] });
 */
export function memoryLog(): MemoryLog {
  const kept = newKept();
  return {
    ...logPlugin(() => logOver(kept)),
    get entries() {
      return kept.lines.map((line) => JSON.parse(line) as EntryJson);
    },
  };
}

/** A plugin whose log is empty at each start. */
export const forgetfulLog = (): Plugin => logPlugin(() => logOver(newKept()));

const logPlugin = (make: () => AuditLog): Plugin =>
  definePlugin({
    name: 'vak/memory-log',
    version: '0.1.0',
    api: 1,
    runs: 'process',
    provides: [AuditLog],
    setup({ fill }) {
      fill(AuditLog, [], make);
    },
  });

/** What a log in memory holds. */
interface Kept {
  readonly lines: string[];
  readonly values: Map<string, Uint8Array>;
  readonly withheld: Map<number, readonly Withheld[]>;
  /** Whether a runtime writes it now: one at a time does. */
  open: boolean;
}

const newKept = (): Kept => ({ lines: [], values: new Map(), withheld: new Map(), open: false });

function logOver(kept: Kept): AuditLog & Living {
  const { lines, values, withheld } = kept;
  let open = false;
  const append = (entry: EntryJson, values: readonly Withheld[]): Receipt => {
    if (!open) throw new VakError('VAK6105', 'the log is not open');
    const line = canonicalJson(entry);
    const index = lines.push(line) - 1;
    if (values.length > 0) withheld.set(index, values);
    return { index, leaf: hexOf(leafHash(Buffer.from(line))) };
  };
  return {
    start: () => {
      if (kept.open) throw new VakError('VAK6109', 'the log is being written by another runtime');
      [open, kept.open] = [true, true];
    },
    stop: () => {
      if (open) [open, kept.open] = [false, false];
    },
    append: async (entry, values = []) => append(entry, values),
    forget: async (entry) => {
      const receipt = append(entry, []);
      const named = new Map<number, readonly string[]>();
      takeForgotten(entry, named);
      for (const [index, pointers] of named) {
        const left = withheld.get(index)?.filter(({ pointer }) => !pointers.includes(pointer));
        if (left !== undefined) withheld.set(index, left);
      }
      return receipt;
    },
    read: (from = 0) => entriesOf(lines.slice(from), from, withheld),
    query: (query) => selectFrom(entriesOf([...lines], 0, withheld), query),
    content: {
      put: async (bytes) => {
        const digest = `sha256:${hash('sha256', bytes)}`;
        values.set(digest, Uint8Array.from(bytes));
        return digest;
      },
      get: async (digest) => values.get(digest),
    },
  };
}

async function* entriesOf(
  lines: readonly string[],
  from: number,
  values: ReadonlyMap<number, readonly Withheld[]>,
): AsyncGenerator<Recorded, void> {
  for (const [at, line] of lines.entries()) {
    const one = { index: from + at, entry: JSON.parse(line) as EntryJson };
    const withheld = values.get(one.index);
    yield withheld === undefined ? one : { ...one, withheld };
  }
}
