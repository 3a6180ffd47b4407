// The door for plugin authors: `vak/plugin`.

// The pure parts of the language: plans, values, their JSON, and expressions over them.
export { canonicalJson, meaning, NotCanonicalError } from '../../dsl/plan/canonical.ts';
export type { Evaluation, Facts } from '../../dsl/plan/evaluate.ts';
export { condition, expression, literal } from '../../dsl/plan/evaluate.ts';
export { reasonUnknown, unknownFields } from '../../dsl/plan/evaluation/reason.ts';
export {
  type Claim,
  ClaimAnalysis,
  type ClaimFinding,
  type ClaimReach,
  type OpenQuestion,
} from '../../dsl/plan/evaluation/together/claims.ts';
export {
  type CallFields,
  type FieldOf,
  fieldsOfCall,
  type KnownField,
} from '../../dsl/plan/evaluation/together/field.ts';
export { isWitness, nameOf, type Witness } from '../../dsl/plan/evaluation/together/likely.ts';
export type { Wanted } from '../../dsl/plan/evaluation/together/search.ts';
export {
  analyseSet,
  type Finding,
  mostCompared,
  type Question,
  type Reach,
  type SetAnalysis,
  wantedBy,
  witnessJson,
} from '../../dsl/plan/evaluation/together/set.ts';
export { fieldsIn, referencesIn } from '../../dsl/plan/expression.ts';
export { hostOf, isHeaderName, isHostsHeader } from '../../dsl/plan/grants.ts';
export type * from '../../dsl/plan/plan.ts';
export { print } from '../../dsl/plan/print.ts';
export { add, multiply, negate, subtract } from '../../dsl/values/arithmetic.ts';
export { compare, equal } from '../../dsl/values/compare.ts';
export type { Reading, ReadingOptions } from '../../dsl/values/from-json.ts';
export { fromJson } from '../../dsl/values/from-json.ts';
export { parseHost } from '../../dsl/values/kinds/host.ts';
export { like, likeOfRegex } from '../../dsl/values/kinds/like.ts';
export { parsePath } from '../../dsl/values/kinds/path.ts';
export { otherReading, parseUrl } from '../../dsl/values/kinds/url.ts';
export { readScalar } from '../../dsl/values/scalars/scalar.ts';
export { toJson } from '../../dsl/values/to-json.ts';
export type * from '../../dsl/values/value.ts';
export { unknown } from '../../dsl/values/value.ts';
export { wellFormed } from '../../dsl/values/well-formed.ts';
// What a plugin that keeps a log builds on: the tree over its entries, signed heads, and the layout
// that `vak audit verify` reads.
export type { RecoveredEntry } from '../evidence/entry.ts';
export { type KeyChain, readChain, signHandover } from '../evidence/head/chain.ts';
export { type Checkpoint, parseCheckpoint, signCheckpoint } from '../evidence/head/checkpoint.ts';
export { type Cosigner, readCosigner } from '../evidence/head/cosignature.ts';
export {
  NotAKeyError,
  newSigningKey,
  readSigningKey,
  readVerifier,
  type Signer,
  type SigningKey,
  type Verifier,
} from '../evidence/head/key.ts';
export { formatProof } from '../evidence/head/proof-file.ts';
export { readReceipt, signReceipt } from '../evidence/head/receipt.ts';
export { entryIn, isEntry } from '../evidence/log/canonical.ts';
export { layLogTiles } from '../evidence/log/export.ts';
export {
  contentFile,
  type LogLayout,
  logIn,
  planFile,
  rotationFile,
  withheldFile,
} from '../evidence/log/layout.ts';
export { type ByteSource, type Line, longestLine, readLines } from '../evidence/log/lines.ts';
export { type EntryProof, prove, proveConsistency } from '../evidence/log/prove.ts';
export { type Finder, finderAside } from '../evidence/log/query/finder.ts';
export { queryWith } from '../evidence/log/query/query-log.ts';
export { selectFrom } from '../evidence/log/query/select.ts';
export type { Seen } from '../evidence/log/scan/scan.ts';
export { wholePlan } from '../evidence/log/whole-plan.ts';
export {
  base64Of,
  bytesOf,
  fromBase64,
  type Hash,
  hashBytes,
  hexOf,
  leafHash,
  leafHashWithin,
} from '../evidence/tree/hash.ts';
export {
  consistencyPath,
  inclusionPath,
  rootOf,
  type Subtree,
  subtreeOf,
  verifyConsistency,
} from '../evidence/tree/proof.ts';
export { TreeRange } from '../evidence/tree/range.ts';
export { LineMemory, pieceLines, type SharedLines } from '../evidence/tree/sealing/line-memory.ts';
export { type Lines, type Sealed, sealLines } from '../evidence/tree/sealing/seal.ts';
export { type Filling, Sealer } from '../evidence/tree/sealing/sealer.ts';
export { verifyLog } from '../evidence/verification/verify.ts';
export {
  recordLine,
  recordsIn,
  segmentBytes,
  segmentOf,
  type WithheldRecord,
} from '../evidence/withheld/segment.ts';
export { takeForgotten, type WithheldAt, withheldAt } from '../evidence/withheld/stored.ts';
// Points, and what passes through them.
export type * from './approvals.ts';
export { ApprovalChannel, Approvals, identityOf } from './approvals.ts';
export type * from './call.ts';
export * from './errors.ts';
export type * from './execution.ts';
export {
  InjectionDetector,
  isTyped,
  oneExpression,
  Sandbox,
  Scrubber,
  ToolSource,
} from './execution.ts';
export * from './granted/capability.ts';
export { type Allowance, allowanceOf, HostDesk, type OfRun } from './granted/host-desk.ts';
export type * from './granted/secrets.ts';
export { SecretSource, Secrets } from './granted/secrets.ts';
export * from './host.ts';
export * from './plugin.ts';
export type * from './policy.ts';
export {
  Compensator,
  ConstraintAnalyst,
  ConstraintSolver,
  OpinionSource,
  PolicyEngine,
  Proposer,
  RateLimiter,
  Scorer,
  StageKind,
} from './policy.ts';
export type * from './records.ts';
export { AuditLog, auditLevels, EventSink, HeadSink, SpanSink } from './records.ts';
export * from './token.ts';
