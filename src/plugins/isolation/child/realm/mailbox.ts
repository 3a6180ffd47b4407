/** What the shim posts for its host to read without an entry. */
export interface Mailbox {
  /** Takes memory that the host reads; without any, nothing is posted. */
  readonly give: (memory: SharedArrayBuffer) => void;
  /** Puts a text there, or, where it is too long, a word that there is one to be polled. */
  readonly post: (text: string) => void;
  /** Puts a word there that there is something to be polled. */
  readonly stir: () => void;
  /** Empties it, and tells whether a text stood there. */
  readonly empty: () => boolean;
}

/** A longer text is polled, in UTF-16 units. */
export const longestPosted = 256;

/**
 * Runs in the guest's realm before any guest code, as source text, like the shim it is handed to. The
 * memory is in no object that a guest reaches, and what stands in it is text of the guest's to whoever
 * reads it. The first unit is 0 for nothing, 1 for something to be polled, and two more than the length of a text.
 */
export function mailbox(longest: number, bare: <T extends object>(fields: T) => T): Mailbox {
  const { apply, construct } = Reflect;
  const Units = Uint16Array;
  const codeAt = String.prototype.charCodeAt;
  let units: Uint16Array | null = null;
  return bare({
    give: (memory: SharedArrayBuffer): void => {
      units = construct(Units, [memory]) as Uint16Array;
    },
    post: (text: string): void => {
      if (units === null) return;
      const length = text.length;
      if (length > longest) {
        units[0] = 1;
        return;
      }
      for (let i = 0; i < length; i += 1) units[i + 1] = apply(codeAt, text, [i]);
      units[0] = length + 2;
    },
    stir: (): void => {
      if (units !== null) units[0] = 1;
    },
    empty: (): boolean => {
      if (units === null) return false;
      const held = (units[0] as number) > 1;
      units[0] = 0;
      return held;
    },
  });
}

/** The host's side of a guest's mailbox. */
export class PostedText {
  readonly memory = new SharedArrayBuffer(2 * (longestPosted + 1));
  readonly #units = new Uint16Array(this.memory);
  readonly #bytes = Buffer.from(this.memory);

  /** What a poll would tell, `P` for nothing; undefined where only a poll tells. */
  read(): string | undefined {
    const word = this.#units[0] ?? 0;
    if (word === 0) return 'P';
    if (word === 1) return undefined;
    return this.#bytes.toString('utf16le', 2, 2 * (word - 1));
  }
}
