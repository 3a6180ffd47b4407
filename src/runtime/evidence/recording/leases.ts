import { refusalCodes, VakError } from '../../contract/errors.ts';
import type { Secrets } from '../../contract/granted/secrets.ts';
import { type LeaseEntry, stamp } from '../entry.ts';

/**
 * Puts every opening of a secret on record, whoever provides them: a value is handed over once its lease
 * is durable, and a refusal is on record too. Values themselves never come here to stay.
 */
export class Leases {
  #record: ((entry: LeaseEntry) => Promise<unknown>) | undefined;
  #now: () => number = Date.now;
  #takenBack: (secret: string, tool: string) => boolean = () => false;

  /**
   * From now on, leases go here; before, nothing is opened. No secret is handed to a tool from which everything was
   * taken back that it could send it to, and none stands in the log behind that.
   */
  recordBy(
    record: (entry: LeaseEntry) => Promise<unknown>,
    now: () => number,
    takenBack: (secret: string, tool: string) => boolean,
  ): void {
    this.#record = record;
    this.#now = now;
    this.#takenBack = takenBack;
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
      // Nothing else runs between this and the place in the log: what is taken back later stands behind it.
      if (this.#takenBack(name, tool)) {
        await this.#note(name, tool, refusalCodes.capabilityDenied);
        throw new VakError(refusalCodes.capabilityDenied, `\`${tool}\` may not use it any more`);
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
