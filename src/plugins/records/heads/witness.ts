import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type Cosigner,
  type Json,
  NotAKeyError,
  parseCheckpoint,
  readCosigner,
  type SentHead,
} from '../../../runtime/contract/index.ts';
import { put } from './file.ts';

/**
 * Has a witness cosign heads (C2SP tlog-witness): `witness("https://…", "KEY", "./file")`. What it cosigned is kept in the
 * file, with its signature below the log's own; an answer that its key did not sign counts for nothing.
 */
export async function cosigned(
  base: string,
  head: SentHead,
  args: readonly Json[],
  signal: AbortSignal,
): Promise<void> {
  const { url, cosigner, file } = placeOf(base, args);
  const size = parseCheckpoint(head.note)?.size ?? 0;
  const kept = await readFile(file, 'utf8').catch(() => '');
  const known = parseCheckpoint(kept)?.size ?? 0;
  const first = await submit(url, head, Math.min(known, size), signal);
  // The witness tells what it has last; whoever has lost the file goes on from there.
  const told = first.status === 409 ? Number(first.body.trim()) : Number.NaN;
  const again = Number.isSafeInteger(told) && told >= 0 && told <= size;
  const answer = again ? await submit(url, head, told, signal) : first;
  if (answer.status !== 200) throw new Error(refusalOf(answer.status, told, size));
  const note = `${head.note}${answer.body}`;
  const whole = parseCheckpoint(note);
  if (whole === undefined || cosigner.check(whole) === undefined) {
    throw new Error('the witness answered with something else than its cosignature');
  }
  await put(file, note);
}

interface Place {
  readonly url: URL;
  readonly cosigner: Cosigner;
  readonly file: string;
}

function placeOf(base: string, args: readonly Json[]): Place {
  const [url, key, file, ...rest] = args;
  const protocol = typeof url === 'string' && URL.canParse(url) ? new URL(url).protocol : '';
  const texts = typeof key === 'string' && typeof file === 'string' && file !== '';
  if (typeof url !== 'string' || !/^https?:$/.test(protocol) || !texts || rest.length > 0) {
    throw new Error('a witness takes an address, its public key and a file, each as a string');
  }
  const prefix = url.endsWith('/') ? url : `${url}/`;
  return {
    url: new URL('add-checkpoint', prefix),
    cosigner: readKey(key),
    file: resolve(base, file),
  };
}

function readKey(text: string): Cosigner {
  try {
    return readCosigner(text);
  } catch (error) {
    if (!(error instanceof NotAKeyError)) throw error;
    throw new Error(`the key of the witness cannot be used: ${error.message}`);
  }
}

async function submit(
  url: URL,
  head: SentHead,
  old: number,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly body: string }> {
  const path = old === 0 ? [] : await head.since(old);
  const body = [`old ${old}`, ...path, '', head.note].join('\n');
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  const answer = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'error' });
  return { status: answer.status, body: await limited(answer) };
}

const longest = 64 * 1024;

/** A witness that says more than signatures says nothing. */
async function limited(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.length;
    if (length > longest) throw new Error('the witness answered with more than signatures');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function refusalOf(status: number, told: number, size: number): string {
  if (told > size) return `the witness has seen ${told} entries of this log, and it has ${size}`;
  if (status === 404 || status === 403) return 'the witness does not know the key of this log';
  if (status === 409 || status === 422) {
    return 'the witness refuses the head: it does not continue the one it has cosigned';
  }
  return `the witness answered ${status}`;
}
