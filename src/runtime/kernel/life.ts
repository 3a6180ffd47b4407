import { inWords, VakError } from '../contract/errors.ts';
import type { Health, Living } from '../contract/plugin.ts';
import { inTime } from './timed.ts';

/** An object with a life of its own, and whose it is. */
export interface Alive {
  readonly name: string;
  readonly object: Living;
}

const startDeadlineMs = 10_000;

/**
 * Starts layer after layer, a layer at once. When one fails, what was started is stopped in reverse.
 * @throws VakError VAK5208 naming the plugin that failed or was late.
 */
export async function startAll(layers: readonly (readonly Alive[])[]): Promise<void> {
  const started: Alive[][] = [];
  for (const layer of layers) {
    const results = await Promise.allSettled(layer.map(startOne));
    started.push(layer.filter((_, index) => results[index]?.status === 'fulfilled'));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) {
      await stopAll(started);
      throw failed.reason;
    }
  }
}

async function startOne({ name, object }: Alive): Promise<void> {
  if (typeof object.start !== 'function') return;
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new VakError('VAK5208', `\`${name}\` did not start within ${startDeadlineMs} ms`));
      abort.abort();
    }, startDeadlineMs);
  });
  try {
    await Promise.race([object.start(abort.signal), late]);
  } catch (cause) {
    if (cause instanceof VakError) throw cause;
    const why = inWords(cause);
    throw new VakError('VAK5208', `\`${name}\` did not start: ${why}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** Stops layers in reverse; every `stop` runs even when one fails. Gives the names that failed. */
export async function stopAll(layers: readonly (readonly Alive[])[]): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const layer of [...layers].reverse()) {
    const results = await Promise.allSettled(layer.map(async ({ object }) => object.stop?.()));
    for (const [index, result] of results.entries()) {
      if (result.status === 'rejected') failed.push(layer[index]?.name ?? 'unknown');
    }
  }
  return failed;
}

/** How long a part may take to say how it is. */
const healthMs = 1_000;

/** The health of each object that can tell; one that throws, or does not tell in time, is down. */
export async function healthOf(
  layers: readonly (readonly Alive[])[],
): Promise<Readonly<Record<string, Health>>> {
  const reports: Record<string, Health> = {};
  for (const { name, object } of layers.flat()) {
    if (typeof object.health !== 'function') continue;
    try {
      reports[name] = await inTime(Promise.resolve(object.health()), name, 'health', healthMs);
    } catch (cause) {
      const reason = inWords(cause);
      reports[name] = { state: 'down', reason };
    }
  }
  return reports;
}
