import { Worker } from 'node:worker_threads';
import type { AuditQuery } from '../../../contract/records.ts';
import { type Hit, LogIndex, type Progress } from './log-index.ts';

/** Says where the entries stand that a query asks for. */
export interface Finder {
  /**
   * Takes in the entries up to an offset of their file, then gives what the query finds, page by page.
   */
  hits(query: AuditQuery, bytes: number): AsyncGenerator<readonly Hit[], void>;
  /** Throws the index away; the next query makes it anew. */
  forget(): Promise<void>;
  /** Lets go of the index; nothing is asked of it afterwards. */
  close(): Promise<void>;
}

/** How many hits a page has at most. */
const page = 512;

/** An index in this thread: for a command that does nothing else meanwhile. */
export function finderHere(folder: string, told?: Progress): Finder {
  const index = new LogIndex(folder);
  return {
    hits: async function* (query, bytes) {
      await index.catchUp(bytes, told);
      yield* pagesOf(index.find(query));
    },
    forget: () => index.anew(),
    close: async () => index.close(),
  };
}

/** Hits in pages. */
export function* pagesOf(hits: Iterable<Hit>): Generator<readonly Hit[], void> {
  let made: Hit[] = [];
  for (const hit of hits) {
    made.push(hit);
    if (made.length < page) continue;
    yield made;
    made = [];
  }
  if (made.length > 0) yield made;
}

/** What the thread of an index is asked. A cursor is a query under way. */
export type Request =
  | { readonly ask: 'find'; readonly query: AuditQuery; readonly bytes: number }
  | { readonly ask: 'next' | 'end'; readonly cursor: number }
  | { readonly ask: 'forget' };

/** What it answers, each to the request of the same number. */
export type Answer = { readonly id: number } & (
  | { readonly cursor?: number; readonly hits?: readonly Hit[] }
  | { readonly error: string }
);

/**
 * An index in a thread of its own, begun with the first query: neither taking entries in nor searching
 * holds up this thread. It does not keep the process alive.
 */
export function finderAside(folder: string): Finder {
  const waiting = new Map<
    number,
    { resolve(answer: Answer): void; reject(cause: unknown): void }
  >();
  let thread: Worker | undefined;
  let asked = 0;
  const lost = (cause: unknown): void => {
    thread = undefined;
    for (const { reject } of waiting.values()) reject(cause);
    waiting.clear();
  };
  const begin = (): Worker => {
    const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const made = new Worker(new URL(`./index-thread.${suffix}`, import.meta.url), {
      workerData: folder,
    });
    made.on('message', (answer: Answer) => {
      waiting.get(answer.id)?.resolve(answer);
      waiting.delete(answer.id);
      if (waiting.size === 0) made.unref();
    });
    made.on('error', lost);
    made.on('exit', () => lost(new Error('the index was closed')));
    return made;
  };
  const ask = async (request: Request): Promise<{ cursor?: number; hits?: readonly Hit[] }> => {
    thread ??= begin();
    const id = asked++;
    const answer = await new Promise<Answer>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      thread?.ref();
      thread?.postMessage({ id, ...request });
    });
    if ('error' in answer) throw new Error(answer.error);
    return answer;
  };
  return {
    hits: async function* (query, bytes) {
      const { cursor = 0 } = await ask({ ask: 'find', query, bytes });
      try {
        for (;;) {
          const { hits = [] } = await ask({ ask: 'next', cursor });
          if (hits.length === 0) return;
          yield hits;
        }
      } finally {
        if (thread !== undefined) await ask({ ask: 'end', cursor }).catch(() => undefined);
      }
    },
    forget: async () => void (await ask({ ask: 'forget' })),
    close: async () => void (await thread?.terminate()),
  };
}
