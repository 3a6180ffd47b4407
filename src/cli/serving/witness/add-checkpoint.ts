import { forkOf } from '../../../runtime/evidence/head/fork.ts';
import { impliedRoot } from '../../../runtime/evidence/tree/proof.ts';
import {
  type Checkpoint,
  checkNote,
  type Hash,
  parseCheckpoint,
  type Verifier,
  verifyConsistency,
} from '../../../verify/index.ts';
import { readSubmission, type Submission } from './submission.ts';
import type { WitnessFolder } from './witness-folder.ts';

/** What is answered, by C2SP tlog-witness. */
export interface Answer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: 'text/plain; charset=utf-8' | 'text/x.tlog.size';
  readonly body: string;
}

/**
 * Takes heads of logs and cosigns those that continue the newest one it has of their log. A head is compared, kept
 * and only then answered, one after another, so that no two answers rest on the same older head.
 */
export class AddCheckpoint {
  readonly #folder: WitnessFolder;
  readonly #now: () => number;
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: WitnessFolder, now: () => number) {
    this.#folder = folder;
    this.#now = now;
  }

  answer(body: string): Promise<Answer> {
    const answered = this.#last.catch(() => undefined).then(() => this.#answer(body));
    this.#last = answered;
    return answered;
  }

  async #answer(body: string): Promise<Answer> {
    const submission = readSubmission(body);
    if (submission === undefined) return said(400, 'not a submission of a checkpoint');
    const { head, old } = submission;
    const keys = await this.#folder.keysOf(head.origin);
    if (keys.length === 0) return said(404, 'no key is known for this log');
    const stands = keys.map((key) => checkNote(head.note, key));
    if (!stands.includes('good') || stands.includes('bad')) {
      return said(403, 'not signed by a key that is known for this log');
    }
    if (old > head.size) return said(400, 'the old size is larger than the head');
    const kept = await this.#folder.head(head.origin);
    const before = kept === undefined ? undefined : parseCheckpoint(kept);
    if (kept !== undefined && before === undefined) throw new Error('a kept head cannot be read');
    // Lines of others below a head are nobody's word here: they are not kept.
    const note = signedBy(head, keys);
    const refusal = refused(submission, before);
    if (refusal === undefined) return this.#taken(head, note);
    const says = prefixOf(submission, before);
    if (kept !== undefined && says !== undefined && says.prefix !== before?.root) {
      await this.#folder.accuse(head.origin, forkOf(kept, note, says));
    }
    return refusal;
  }

  async #taken(head: Checkpoint, note: string): Promise<Answer> {
    const line = this.#folder.witness.line(head, Math.floor(this.#now() / 1_000));
    await this.#folder.keep(head.origin, `${note}${line}`);
    return said(200, line);
  }
}

interface Found {
  readonly prefix: Hash;
  readonly path: readonly Hash[];
}

/** What a head that was handed in says of the size of the kept one, as far as that is proven. */
function prefixOf(
  { head, old, path }: Submission,
  before: Checkpoint | undefined,
): Found | undefined {
  if (before === undefined || before.size === 0) return undefined;
  if (before.size === head.size) return { prefix: head.root, path: [] };
  if (before.size !== old) return undefined;
  const prefix = impliedRoot({ oldSize: old, size: head.size, root: head.root, path });
  return prefix === undefined ? undefined : { prefix, path };
}

/** Why a head is not taken; undefined where it continues the kept one. */
function refused(
  { head, old, path }: Submission,
  before: Checkpoint | undefined,
): Answer | undefined {
  const size = before?.size ?? 0;
  const conflict = { status: 409, type: 'text/x.tlog.size', body: `${size}\n` } as const;
  if (old !== size) return conflict;
  if (before !== undefined && old === head.size && head.root !== before.root) return conflict;
  const empty = old === 0 || old === head.size;
  if (empty && path.length === 0) return undefined;
  if (!empty && before !== undefined) {
    const claim = { oldSize: old, oldRoot: before.root, size: head.size, root: head.root, path };
    if (verifyConsistency(claim)) return undefined;
  }
  return said(422, 'the proof does not show that this head continues the one that is kept');
}

/** A head with the signatures of some keys, and no others. */
function signedBy({ note }: Checkpoint, keys: readonly Verifier[]): string {
  const known = note.signatures.filter((one) =>
    keys.some(({ name, id }) => name === one.name && id === one.id),
  );
  const lines = known.map(({ name, id, bytes }) => {
    return `— ${name} ${Buffer.concat([Buffer.from(id, 'hex'), bytes]).toString('base64')}\n`;
  });
  return `${note.text}\n${lines.join('')}`;
}

const said = (status: Answer['status'], text: string): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: text.endsWith('\n') ? text : `${text}\n`,
});
