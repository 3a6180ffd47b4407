import { parentPort, workerData } from 'node:worker_threads';
import { type Answer, pagesOf, type Request } from './finder.ts';
import { type Hit, LogIndex } from './log-index.ts';

// The thread of an index: takes entries in and answers queries, one request after another.

const index = new LogIndex(workerData as string);
const cursors = new Map<number, Iterator<readonly Hit[], void>>();
let made = 0;

async function answerTo(request: Request): Promise<{ cursor?: number; hits?: readonly Hit[] }> {
  switch (request.ask) {
    case 'find':
      await index.catchUp(request.bytes);
      made += 1;
      cursors.set(made, pagesOf(index.find(request.query)));
      return { cursor: made };
    case 'next':
      return { hits: cursors.get(request.cursor)?.next().value ?? [] };
    case 'end':
      cursors.get(request.cursor)?.return?.();
      cursors.delete(request.cursor);
      return {};
    case 'forget':
      cursors.clear();
      await index.anew();
      return {};
  }
}

let turn: Promise<void> = Promise.resolve();
parentPort?.on('message', (request: Request & { readonly id: number }) => {
  turn = turn.then(async () => {
    const { id } = request;
    const answer: Answer = await answerTo(request).then(
      (found) => ({ id, ...found }),
      (error: unknown) => ({ id, error: String(error) }),
    );
    parentPort?.postMessage(answer);
  });
});
