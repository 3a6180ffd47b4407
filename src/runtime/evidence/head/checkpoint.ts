import { base64Of, type Hash } from '../tree/hash.ts';
import { headIn } from './algorithm.ts';
import type { Signer } from './key.ts';
import { type Note, parseNote, signNote } from './note.ts';

/** A tree's head: which log, how many entries, and the root over them. */
export interface TreeHead {
  /** Names the log; no two logs share it. */
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

/** A signed head, in the form of C2SP tlog-checkpoint. */
export interface Checkpoint extends TreeHead {
  readonly note: Note;
}

/** The text of a signed head. */
export const signCheckpoint = ({ size, root }: Omit<TreeHead, 'origin'>, signer: Signer): string =>
  signNote(`${signer.name}\n${size}\n${base64Of(root)}\n`, signer);

/** Reads a signed head; undefined when it has not the form. Its signatures are not checked here. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const note = parseNote(text);
  if (note === undefined) return undefined;
  const head = headIn(note.text);
  if (head === undefined) return undefined;
  const { origin, size, root } = head;
  return { origin, size, root, note };
}
