// What a plugin that keeps a log builds on: the tree over its entries, signed heads, and the layout
// that `vak audit verify` reads.
export type { RecoveredEntry } from '../evidence/entry.ts';
export { type Checkpoint, parseCheckpoint, signCheckpoint } from '../evidence/head/checkpoint.ts';
export {
  NotAKeyError,
  newSigningKey,
  readSigningKey,
  readVerifier,
  type Signer,
  type SigningKey,
} from '../evidence/head/key.ts';
export { checkNote } from '../evidence/head/note.ts';
export { readReceipt, signReceipt } from '../evidence/head/receipt.ts';
export { entryOf } from '../evidence/log/canonical.ts';
export { type LogLayout, logIn, planFile } from '../evidence/log/layout.ts';
export { type ByteSource, type Line, longestLine, readLines } from '../evidence/log/lines.ts';
export {
  bytesOf,
  type Hash,
  hashBytes,
  hexOf,
  leafHash,
  leafHashWithin,
} from '../evidence/tree/hash.ts';
export { TreeRange } from '../evidence/tree/range.ts';
