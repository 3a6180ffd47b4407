import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

const mostKept = 4096;
const outOfMemory = /^is_heap_oom = 1$|^(# )?(FATAL ERROR|Fatal) .*(out of memory|invalid .*size)/m;

/**
 * What a dead child left behind that no guest can write: the word of its watchdog, on a pipe of the
 * watchdog's own, and the engine's last line on the error stream.
 */
export class Evidence {
  readonly #pipe: Socket;
  readonly #errors: Readable | null;
  /** Called with the watchdog's word, which ends the child at once when it has said it. */
  onWord: (why: 'time' | 'memory') => void = () => {};
  #said = '';
  #lastLines = '';

  constructor(errors: Readable | null, word: Socket) {
    this.#pipe = word;
    this.#errors = errors;
    word.on('error', () => {});
    word.on('data', (piece: Buffer) => {
      if (this.#said.length < 16) this.#said += piece.toString('latin1');
      const why = this.#word();
      if (why !== undefined) this.onWord(why);
    });
    errors?.on('error', () => {});
    errors?.on('data', (piece: Buffer) => {
      if (this.#lastLines.length < mostKept) this.#lastLines += piece.toString('latin1');
    });
  }

  /** Undefined when nothing speaks of time or memory. Meant for a child that is gone. */
  cause(): 'time' | 'memory' | undefined {
    const why = this.#word();
    if (why !== undefined) return why;
    return outOfMemory.test(this.#lastLines) ? 'memory' : undefined;
  }

  #word(): 'time' | 'memory' | undefined {
    return this.#said === 'time' || this.#said === 'memory' ? this.#said : undefined;
  }

  /** What a child that did not come up complained of, after a colon; empty when it said nothing. */
  complaint(): string {
    const line = /^(\w*Error\b.*|.*: bad option.*)$/m.exec(this.#lastLines)?.[1];
    return line === undefined ? '' : `: ${line.slice(0, 300)}`;
  }

  /** Keeps the host up until what the child left behind is read. */
  ref(): void {
    this.#pipe.ref();
    (this.#errors as Socket | null)?.ref();
  }

  /** Lets the host end while the child lives on, idle. */
  unref(): void {
    this.#pipe.unref();
    (this.#errors as Socket | null)?.unref();
  }
}
