import { stat } from 'node:fs/promises';
import { VakError } from '../../../contract/errors.ts';
import type { StreamEvent } from '../../../contract/records.ts';
import { logIn } from '../../log/layout.ts';
import { type Finder, finderHere } from '../../log/query/finder.ts';
import type { Progress } from '../../log/query/log-index.ts';
import { queryWith } from '../../log/query/query-log.ts';
import { checkpointOf } from '../../log/read.ts';
import { levelOf } from '../level.ts';
import type { StreamFilter } from './filter.ts';

/**
 * Reads a log in a folder along while another process writes it. Only what a signed head covers is given: that is durable,
 * and an index never comes to mean another entry. Any number of readers share one index, and each is as
 * far as it is: nothing is held for a slow one.
 */
export class LogFollower {
  readonly #folder: string;
  readonly #finder: Finder;
  readonly #pauseMs: number;

  /** @param options how long to wait before looking again, and who hears how far making the index is */
  constructor(
    folder: string,
    { pauseMs = 200, told }: { readonly pauseMs?: number; readonly told?: Progress } = {},
  ) {
    this.#folder = folder;
    this.#pauseMs = pauseMs;
    this.#finder = finderHere(folder, told);
  }

  /** How many entries the signed head covers. */
  async size(): Promise<number> {
    return (await checkpointOf(this.#folder))?.size ?? 0;
  }

  /**
   * What passes a filter from an index on: what is there, then what comes, until the signal is aborted.
   * @throws VakError VAK6108 when entries cannot be read as such, and when the log has become shorter than it was
   */
  async *follow(
    filter: StreamFilter,
    from: number,
    signal: AbortSignal,
  ): AsyncGenerator<StreamEvent, void> {
    let next = from;
    let most = 0;
    while (!signal.aborted) {
      const size = await this.size();
      if (size < most) {
        throw new VakError('VAK6108', `${most} entries were signed here, and now ${size} are`);
      }
      most = size;
      if (size <= next) {
        await pause(this.#pauseMs, signal);
        continue;
      }
      const { size: bytes } = await stat(logIn(this.#folder).entries);
      const query = { ...filter, from: next, to: size };
      const found = queryWith(this.#finder, this.#folder, query, { size, bytes });
      for await (const { index, entry } of found) {
        yield { index, level: levelOf(entry), entry };
        if (signal.aborted) return;
      }
      next = size;
    }
  }

  close(): Promise<void> {
    return this.#finder.close();
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
