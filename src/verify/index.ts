// The door for whoever checks a log and trusts nobody: `vak/verify`. It reads files and computes hashes;
// no part of the runtime, no plugin and no package stands behind it.

export {
  type Handover,
  type KeyChain,
  readChain,
  readHandover,
} from '../runtime/evidence/head/chain.ts';
// Heads, keys and signatures.
export {
  type Checkpoint,
  parseCheckpoint,
  type TreeHead,
} from '../runtime/evidence/head/checkpoint.ts';
export {
  type Cosigned,
  type Cosigner,
  readCosigner,
} from '../runtime/evidence/head/cosignature.ts';
export { checkFork, type Fork, readFork } from '../runtime/evidence/head/fork.ts';
export { NotAKeyError, readVerifier, type Verifier } from '../runtime/evidence/head/key.ts';
export { checkNote, type Note, type Signature } from '../runtime/evidence/head/note.ts';
// One entry, without the log.
export {
  checkProof,
  provenEntry,
  type ReadProof,
  readProof,
} from '../runtime/evidence/head/proof-file.ts';
export { type Promised, readReceipt } from '../runtime/evidence/head/receipt.ts';
// The tree, for proofs from elsewhere.
export { base64Of, fromBase64, type Hash, hexOf, leafHash } from '../runtime/evidence/tree/hash.ts';
export {
  type Consistency,
  type Inclusion,
  verifyConsistency,
  verifyInclusion,
} from '../runtime/evidence/tree/proof.ts';
// A whole log in a folder.
export {
  type Problem,
  type Verification,
  type VerifyOptions,
  verifyLog,
  type Witnessed,
} from '../runtime/evidence/verification/verify.ts';
export type { WithheldCount } from '../runtime/evidence/verification/walk/withheld.ts';
