import { VakError } from '../../contract/errors.ts';
import type { Secrets } from '../../contract/granted/secrets.ts';
import { type LeaseEntry, stamp } from '../entry.ts';

/**
 * Puts every opening of a secret on record, whoever provides them: a value is handed over once its lease
 * is durable, and a refusal is on record too. Values themselves never come here to stay.
 */
export class Leases {
  #record: ((entry: LeaseEntry) => Promise<unknown>) | undefined;
  #now: () => number = Date.now;

  /** From now on, leases go here; before, nothing is opened. */
  recordBy(record: (entry: LeaseEntry) => Promise<unknown>, now: () => number): void {
    this.#record = record;
    this.#now = now;
  }

  /** The same secrets, each opening on record. */
  over(secrets: Secrets): Secrets {
    const open: Secrets['open'] = async (name, tool) => {
      if (this.#record === undefined) {
        throw new VakError('VAK6105', 'no secret is opened before the log is being written');
      }
      let value: string;
      try {
        value = await secrets.open(name, tool);
      } catch (cause) {
        const { code } = (cause ?? {}) as { readonly code?: unknown };
        await this.#note(name, tool, typeof code === 'string' ? code : 'VAK6106');
        throw cause;
      }
      await this.#note(name, tool);
      return value;
    };
    return new Proxy(secrets, {
      get: (target, key) => {
        if (key === 'open') return open;
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  async #note(secret: string, tool: string, code?: string): Promise<void> {
    await this.#record?.({
      v: 1,
      kind: 'lease',
      at: stamp(this.#now()),
      secret: secret.slice(0, longest),
      tool,
      ...(code === undefined ? {} : { code }),
    });
  }
}

/** A name that code made up is not written down at any length. */
const longest = 200;
