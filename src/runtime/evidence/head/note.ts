import { Buffer } from 'node:buffer';
import { isKeyName, type Signer, type Verifier } from './key.ts';

/** One line under a note's text: who signed, and what. */
export interface Signature {
  readonly name: string;
  /** Eight hexadecimal digits. */
  readonly id: string;
  readonly bytes: Buffer;
}

/** A text with signatures, in the form of C2SP signed-note. */
export interface Note {
  /** Ends with a line's end. */
  readonly text: string;
  readonly signatures: readonly Signature[];
}

const most = 100;

/** The note that says `text`, signed by each. The text must end with a line's end. */
export function signNote(text: string, ...signers: readonly Signer[]): string {
  const message = Buffer.from(text, 'utf8');
  const lines = signers.map((signer) => {
    const signature = Buffer.concat([Buffer.from(signer.id, 'hex'), signer.sign(message)]);
    return `— ${signer.name} ${signature.toString('base64')}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/** Takes a note apart; undefined when it has not the form. Says nothing of who may be trusted. */
export function parseNote(note: string): Note | undefined {
  const gap = note.lastIndexOf('\n\n');
  if (gap < 0 || !note.endsWith('\n') || !note.isWellFormed() || controls.test(note)) {
    return undefined;
  }
  const lines = note.slice(gap + 2, -1).split('\n');
  if (lines.length > most) return undefined;
  const signatures = lines.map(signatureOf);
  if (!signatures.every((one) => one !== undefined)) return undefined;
  return { text: note.slice(0, gap + 1), signatures };
}

/**
 * How a note stands with a key: `good`, `bad` when the key's own signature does not fit, `absent` when
 * the key did not sign. Signatures by other keys mean nothing here.
 */
export function checkNote(note: Note, key: Verifier): 'good' | 'bad' | 'absent' {
  const own = note.signatures.filter(({ name, id }) => name === key.name && id === key.id);
  if (own.length === 0) return 'absent';
  const text = Buffer.from(note.text, 'utf8');
  return own.every(({ bytes }) => key.verify(text, bytes)) ? 'good' : 'bad';
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
const controls = /[\x00-\x09\x0b-\x1f]/;

function signatureOf(line: string): Signature | undefined {
  const [dash, name = '', encoded = '', ...rest] = line.split(' ');
  const raw = Buffer.from(encoded, 'base64');
  const spelled = raw.toString('base64') === encoded;
  if (dash !== '—' || rest.length > 0 || !isKeyName(name) || !spelled || raw.length < 5) {
    return undefined;
  }
  return { name, id: raw.toString('hex', 0, 4), bytes: raw.subarray(4) };
}
