import type { Delivered, Json, StreamEvent } from '../../../runtime/contract/index.ts';
import { lineOf } from './line.ts';

/** Writes events to a stream of the process as JSON lines; taken once the stream has taken them. */
export async function writeTo(
  out: Pick<NodeJS.WriteStream, 'write'>,
  events: readonly StreamEvent[],
  args: readonly Json[],
): Promise<Delivered> {
  if (args.length > 0) throw new Error('`stdout` takes nothing but a filter');
  await new Promise<void>((resolve, reject) => {
    out.write(events.map(lineOf).join(''), (error) => (error ? reject(error) : resolve()));
  });
  return { taken: events.length };
}
