import { readFile } from 'node:fs/promises';
import { type KeyChain, onlyKey, readChain } from '../head/chain.ts';
import { type Checkpoint, parseCheckpoint } from '../head/checkpoint.ts';
import { NotAKeyError, readVerifier, type Verifier } from '../head/key.ts';
import { checkNote } from '../head/note.ts';
import { type LogLayout, rotationFile } from '../log/layout.ts';
import type { Problem } from './verify.ts';
import type { Named } from './walk/named.ts';

/**
 * The keys of a log: `log.pub` and what its hand-overs lead through. A pinned key must be one of them; a
 * chain that does not hold it counts for nothing.
 */
export async function keysOf(
  layout: LogLayout,
  pinned: Verifier | undefined,
  problems: Problem[],
): Promise<KeyChain | undefined> {
  const own = await ownKey(layout, problems);
  const alone = pinned ?? own;
  if (alone === undefined) return undefined;
  const chain = readChain(own ?? alone, await handoversOf(layout));
  if (chain === undefined) {
    problems.push({
      problem: 'the hand-overs in `rotations` do not lead from one key to the next',
    });
    return onlyKey(alone);
  }
  if (own !== undefined && !endsWith(chain, own)) {
    problems.push({
      problem: '`log.pub` is not the key that the hand-overs in `rotations` lead to',
    });
  }
  if (pinned === undefined || own === undefined || chain.has(pinned.text)) return chain;
  problems.push({ problem: '`log.pub` is another key than the pinned one' });
  return onlyKey(pinned);
}

/** The last hand-over may be in place before `log.pub` is: then the log has yet to be opened. */
const endsWith = ({ tip, handovers }: KeyChain, own: Verifier): boolean =>
  own.text === tip.text || own.text === handovers.at(-1)?.old.text;

/**
 * Where entries tell of a rotation from a key that was not in force there: the hand-over to the one that was
 * is missing in `rotations`. One that was cut short left its key in force.
 */
export function rotationProblems(
  { tip, handovers }: KeyChain,
  rotated: Named['rotated'],
): readonly Problem[] {
  return rotated.flatMap(({ index, from, to }) => {
    const inForce = handovers.find(({ size }) => size > index)?.old ?? tip;
    if (inForce.id === from) return [];
    return [
      { index, problem: `no hand-over in \`rotations\` leads from the key ${from} to ${to}` },
    ];
  });
}

/** The newest of a log's keys that signed a head, as text; null where none did. */
export function signerOf({ note }: Checkpoint, keys: KeyChain | undefined): string | null {
  const all = keys === undefined ? [] : [...keys.handovers.map(({ old }) => old), keys.tip];
  return all.findLast((key) => checkNote(note, key) === 'good')?.text ?? null;
}

/** The texts of a log's hand-overs, first to last. */
export async function handoversOf(layout: LogLayout): Promise<readonly string[]> {
  const texts: string[] = [];
  for (;;) {
    const file = rotationFile(layout, texts.length + 1);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return texts;
    texts.push(text);
  }
}

async function ownKey(layout: LogLayout, problems: Problem[]): Promise<Verifier | undefined> {
  const text = await readFile(layout.key, 'utf8').catch(() => undefined);
  if (text === undefined) {
    problems.push({ problem: '`log.pub` is missing' });
    return undefined;
  }
  try {
    const own = readVerifier(text);
    if (text !== `${own.text}\n`) throw new NotAKeyError('`log.pub` holds more than a key');
    return own;
  } catch (error) {
    if (!(error instanceof NotAKeyError)) throw error;
    problems.push({ problem: `\`log.pub\` cannot be used: ${error.message}` });
    return undefined;
  }
}

/** The log's signed head as it stands, with what is wrong about it; null when there is none. */
export async function headOf(
  layout: LogLayout,
  keys: KeyChain | undefined,
  problems: Problem[],
): Promise<Checkpoint | null> {
  const text = await readFile(layout.checkpoint, 'utf8').catch(() => undefined);
  if (text === undefined) {
    problems.push({ problem: 'there is no signed head: `checkpoint` is missing' });
    return null;
  }
  const head = parseCheckpoint(text);
  if (head === undefined) {
    problems.push({ problem: '`checkpoint` is not a signed head' });
    return null;
  }
  if (keys === undefined) return head;
  const { name, tip } = keys;
  const stands = keys.checkHead(head);
  if (head.origin !== name) {
    const problem = `\`checkpoint\` speaks of the log \`${head.origin}\`, not of this one`;
    problems.push({ problem });
  } else if (stands === 'bad') {
    problems.push({ problem: 'the signature of `checkpoint` does not fit' });
  } else if (stands === 'absent') {
    problems.push({ problem: `\`checkpoint\` is not signed by the key ${name}+${tip.id}` });
  }
  return head;
}
