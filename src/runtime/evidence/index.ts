// What the log says, and how anyone checks it.
export * from './entry.ts';
export { type Checkpoint, parseCheckpoint, type TreeHead } from './head/checkpoint.ts';
export { NotAKeyError, newSigningKey, readVerifier, type Verifier } from './head/key.ts';
export { checkNote } from './head/note.ts';
export { type Promised, readReceipt } from './head/receipt.ts';
export {
  checkProof,
  type EntryProof,
  formatProof,
  prove,
  proveConsistency,
} from './log/prove.ts';
export { checkpointOf, type LoggedEntry, readLog } from './log/read.ts';
export { base64Of, fromBase64, type Hash, hexOf, leafHash } from './tree/hash.ts';
export { verifyConsistency, verifyInclusion } from './tree/proof.ts';
export {
  type Problem,
  type Verification,
  type VerifyOptions,
  verifyLog,
} from './verification/verify.ts';
