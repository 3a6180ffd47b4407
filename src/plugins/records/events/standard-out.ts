import type { Delivered, Json, StreamEvent } from '../../../runtime/contract/index.ts';
import { lineOf } from './line.ts';

/**
 * Writes events to a stream of the process as JSON lines; taken once the stream has taken them. Where nobody reads the
 * stream any more they are not taken, and the process lives on.
 */
export async function writeTo(
  out: Pick<NodeJS.WriteStream, 'write' | 'on' | 'off'>,
  events: readonly StreamEvent[],
  args: readonly Json[],
): Promise<Delivered> {
  if (args.length > 0) throw new Error('`stdout` takes nothing but a filter');
  // A stream without a listener ends the process over its error, which comes right behind the answer.
  const heard = (): void => undefined;
  out.on('error', heard);
  try {
    await new Promise<void>((resolve, reject) => {
      out.write(events.map(lineOf).join(''), (error) => (error ? reject(error) : resolve()));
    });
  } finally {
    setImmediate(() => out.off('error', heard));
  }
  return { taken: events.length };
}
