import type { ToolCode } from '../../../../runtime/contract/index.ts';
import { familiarCaps } from '../../limits.ts';
import { unitsOf } from '../../wire/code.ts';

/** A code, and what the engine made of it before. */
interface FamiliarCode {
  readonly code: ToolCode;
  readonly cached: Buffer | undefined;
}

/**
 * The last few small codes that a child had no trouble with: what the next calls are likely to bring.
 * Children that wait are told of them, so that a first call on one of those does not wait for the types to be taken out.
 */
export class Familiar {
  readonly #codes = new Map<ToolCode, FamiliarCode>();
  #last: ToolCode | undefined;
  /** Another number whenever there is one more. */
  version = 0;

  get all(): Iterable<FamiliarCode> {
    return this.#codes.values();
  }

  /** Whether it is new. */
  add({
    code,
    cached,
  }: {
    readonly code: ToolCode;
    readonly cached?: Buffer | undefined;
  }): boolean {
    if (code === this.#last) return false;
    this.#last = code;
    if (this.#codes.has(code) || unitsOf(code) > familiarCaps.units) return false;
    const [oldest] = this.#codes.keys();
    if (oldest !== undefined && this.#codes.size >= familiarCaps.codes) this.#codes.delete(oldest);
    this.#codes.set(code, { code, cached });
    this.version += 1;
    return true;
  }
}
