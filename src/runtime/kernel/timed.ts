import { inWords } from '../contract/errors.ts';

/** A plugin that threw, or did not answer in time. */
export class PluginFailed extends Error {
  readonly plugin: string;

  constructor(plugin: string, what: string, cause?: unknown) {
    super(what, cause === undefined ? undefined : { cause });
    this.plugin = plugin;
  }
}

/**
 * Goes on with an answer: at once where it is there, so that what is told without asking anybody costs no
 * turn of the event loop.
 */
export const after = <A, B>(
  answer: A | Promise<A>,
  go: (answer: A) => B | Promise<B>,
): B | Promise<B> => (answer instanceof Promise ? answer.then(go) : go(answer));

type Method = (...args: never[]) => unknown;

/**
 * Puts a deadline on some of an object's methods. What they throw, and what does not settle within `ms`,
 * becomes a `PluginFailed` that names the plugin. An answer that is no promise is given back as it is, so
 * that nothing waits for a turn of the event loop that need not.
 */
export function timed<T extends object>(
  object: T,
  plugin: string,
  ms: number,
  methods: readonly (keyof T & string)[],
): T {
  const wrapped: Partial<Record<keyof T, unknown>> = {};
  for (const name of methods) {
    const method = object[name] as Method;
    wrapped[name] = (...args: never[]): unknown => {
      try {
        const answer = method.apply(object, args);
        return answer instanceof Promise ? inTime(answer, plugin, name, ms) : answer;
      } catch (cause) {
        throw failure(plugin, name, cause);
      }
    };
  }
  return new Proxy(object, {
    get: (target, key) => {
      if (Object.hasOwn(wrapped, key)) return wrapped[key as keyof T];
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** An answer, or a `PluginFailed` once `ms` have passed without one. */
export async function inTime<T>(
  answer: Promise<T>,
  plugin: string,
  name: string,
  ms: number,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new PluginFailed(plugin, `${name} did not answer within ${ms} ms`)),
      ms,
    );
  });
  try {
    return await Promise.race([answer, late]);
  } catch (cause) {
    throw cause instanceof PluginFailed ? cause : failure(plugin, name, cause);
  } finally {
    clearTimeout(timer);
  }
}

function failure(plugin: string, name: string, cause: unknown): PluginFailed {
  const why = inWords(cause);
  return new PluginFailed(plugin, `${name} failed: ${why}`, cause);
}
