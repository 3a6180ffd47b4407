/**
 * Asks and waits at most `ms`, or until `outer` aborts; the signal that is passed on aborts when nobody waits
 * any more. Rejects with the cause, or with an error that says it was late or cancelled.
 */
export async function within<T>(
  ms: number,
  outer: AbortSignal | undefined,
  ask: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let cancel: (() => void) | undefined;
  try {
    const given = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
      cancel = () => reject(new Error('cancelled'));
      if (outer?.aborted) cancel();
      else outer?.addEventListener('abort', cancel);
    });
    given.catch(() => undefined);
    return await Promise.race([given, Promise.resolve(ask(controller.signal))]);
  } finally {
    clearTimeout(timer);
    if (cancel !== undefined) outer?.removeEventListener('abort', cancel);
    controller.abort();
  }
}
