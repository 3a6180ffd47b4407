import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import {
  type Checkpoint,
  type KeyChain,
  type LogLayout,
  NotAKeyError,
  parseCheckpoint,
  readChain,
  readVerifier,
  rotationFile,
  type Signer,
  signCheckpoint,
  VakError,
  type Verifier,
} from '../../../../runtime/contract/index.ts';
import { type Disk, replaceFile } from '../disk/disk.ts';
import type { Opening } from './open.ts';

/** Who signs here, and after whom. */
export interface Identity {
  readonly signer: Signer;
  readonly keys: KeyChain;
}

/**
 * Who signs here: the key that the hand-overs lead to, under the name in `log.pub`, or under a new name
 * that no other log has. A rotation that was cut short after its hand-over is brought to its end.
 */
export async function identify(opening: Opening, layout: LogLayout): Promise<Identity> {
  const { disk } = opening;
  const key = await opening.key();
  const text = (await disk.load(layout.key))?.toString('utf8');
  if (text === undefined) {
    if (((await disk.load(layout.entries))?.length ?? 0) > 0) {
      throw new VakError('VAK6110', `\`${layout.key}\` is missing, so the log cannot be checked`);
    }
    const signer = key.as(`${key.name}/${randomBytes(8).toString('hex')}`);
    await replaceFile(disk, layout.key, Buffer.from(`${signer.text}\n`));
    return { signer, keys: chainIn(signer, [], layout) };
  }
  const own = keyIn(text, layout.key);
  const keys = chainIn(own, await handovers(disk, layout), layout);
  for (const each of [key, await opening.next?.()]) {
    const signer = each?.as(own.name);
    if (signer === undefined || signer.text !== keys.tip.text) continue;
    if (signer.text !== text.trim()) {
      await replaceFile(disk, layout.key, Buffer.from(`${signer.text}\n`));
    }
    return { signer, keys };
  }
  throw new VakError('VAK6110', `\`${layout.key}\` does not belong to the key that signs here now`);
}

async function handovers(disk: Disk, layout: LogLayout): Promise<readonly string[]> {
  const texts: string[] = [];
  for (;;) {
    const text = await disk.load(rotationFile(layout, texts.length + 1));
    if (text === undefined) return texts;
    texts.push(text.toString('utf8'));
  }
}

function chainIn(own: Verifier, notes: readonly string[], layout: LogLayout): KeyChain {
  const chain = readChain(own, notes);
  if (chain?.has(own.text)) return chain;
  throw new VakError('VAK6110', `\`${layout.rotations}\` does not lead to the key of this log`);
}

function keyIn(text: string, file: string): Verifier {
  try {
    return readVerifier(text);
  } catch (error) {
    if (!(error instanceof NotAKeyError)) throw error;
    throw new VakError('VAK6110', `\`${file}\` cannot be used: ${error.message}`);
  }
}

/** The log's head, signed by the key that signs now; undefined when there is none. */
export async function headOf(
  disk: Disk,
  layout: LogLayout,
  signer: Signer,
  keys: KeyChain,
): Promise<Checkpoint | undefined> {
  const text = (await disk.load(layout.checkpoint))?.toString('utf8');
  if (text === undefined) return undefined;
  const head = parseCheckpoint(text);
  if (head === undefined || keys.checkHead(head) !== 'good') {
    throw new VakError(
      'VAK6108',
      `\`${layout.checkpoint}\` is not a head signed by this log's key`,
    );
  }
  if (head.note.signatures.some(({ id }) => id === signer.id)) return head;
  const anew = signCheckpoint(head, signer);
  await replaceFile(disk, layout.checkpoint, Buffer.from(anew));
  return parseCheckpoint(anew);
}
