import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Json } from '../../../../dsl/values/value.ts';
import type { Plugin } from '../../../contract/plugin.ts';
import { HeadSink, type SentHead } from '../../../contract/records.ts';
import { signCheckpoint } from '../../../evidence/head/checkpoint.ts';
import { newSigningKey, type Signer } from '../../../evidence/head/key.ts';
import { base64Of, leafHash } from '../../../evidence/tree/hash.ts';
import { consistencyPath, rootOf, subtreeOf } from '../../../evidence/tree/proof.ts';
import { type SuiteOptions, suite } from '../../suite.ts';
import type { Wired } from '../harness.ts';

/** How a place for signed heads is tested. */
export interface HeadSinkOptions extends SuiteOptions {
  /** Which place of the plugin, where it has several. */
  readonly place?: string;
  /** What stands between the brackets in `audit { heads: […] }`; afresh for each case, with the log's key. */
  readonly argsFor?: (key: string) => readonly Json[];
  /** The text of the head that the place holds now; with it, the suite looks at what really arrived. */
  readonly kept?: (args: readonly Json[]) => string | undefined | Promise<string | undefined>;
}

/**
 * Declares the tests that every place for signed heads must pass. Each case is a log of its own, under a
 * key of its own.
 *
 * @example
 * describeHeadSink(plugin, { place: 'file', argsFor: () => [newFile()], kept: ([file]) => read(file) });
 */
export function describeHeadSink(plugin: Plugin, options: HeadSinkOptions = {}): void {
  const { place, argsFor: argsOf = () => [], kept } = options;
  const placed = (wired: Wired): { log: Log; args: readonly Json[]; sink: HeadSink } => {
    const all = wired.all(HeadSink);
    const sink = place === undefined ? all[0] : all.find(({ name }) => name === place);
    if (sink === undefined) throw new Error(`there is no place \`${place ?? ''}\``);
    const log = new Log();
    return { log, args: argsOf(log.key), sink };
  };
  const holds = async (args: readonly Json[], head: SentHead): Promise<void> => {
    if (kept === undefined) return;
    // A witness may have added its own signatures below.
    expect((await kept(args))?.startsWith(head.note)).toBe(true);
  };
  const signal = (): AbortSignal => AbortSignal.timeout(10_000);

  suite('HeadSink', plugin, options, {
    'has a name that a file can write': (wired) => {
      expect(placed(wired).sink.name).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
    },
    'takes the heads of a log that grows, at every pair of sizes': async (wired) => {
      const { log, args, sink } = placed(wired);
      for (const size of [0, 1, 2, 3, 7, 8, 9, 64, 100, 255, 256, 257, 300]) {
        const head = log.head(size);
        await sink.send(head, args, signal());
        await holds(args, head);
      }
    },
    'takes the same head again': async (wired) => {
      const { log, args, sink } = placed(wired);
      await sink.send(log.head(5), args, signal());
      await sink.send(log.head(5), args, signal());
      await holds(args, log.head(5));
    },
    'does not take a head of another history in the place of the one it has': async (wired) => {
      for (const size of [3, 5, 8, 12]) {
        const { log, args, sink } = placed(wired);
        const before = log.head(5);
        await sink.send(before, args, signal());
        await expect(sink.send(log.head(size, 'another'), args, signal())).rejects.toThrow();
        await holds(args, before);
      }
    },
    'does not take an older head in the place of a newer one': async (wired) => {
      const { log, args, sink } = placed(wired);
      const before = log.head(9);
      await sink.send(before, args, signal());
      await sink.send(log.head(4), args, signal()).catch(() => undefined);
      await holds(args, before);
    },
    'says nothing of a head that it cannot take': async (wired) => {
      const { log, sink } = placed(wired);
      const wrong = [{ no: 'such argument' }];
      await expect(sink.send(log.head(1), wrong, signal())).rejects.toThrow();
    },
  });
}

/** A log that grew to 300 entries, and any other history of it. */
class Log {
  readonly #signer: Signer = newSigningKey('conformance').as(`conformance/${randomUUID()}`);

  get key(): string {
    return this.#signer.text;
  }

  head(size: number, history = 'entry'): SentHead {
    const subtree = subtreeOf((at) => leafHash(Buffer.from(`${at < 2 ? 'entry' : history} ${at}`)));
    const note = signCheckpoint({ size, root: rootOf(size, subtree) }, this.#signer);
    return { note, since: async (old) => consistencyPath(old, size, subtree).map(base64Of) };
  }
}
