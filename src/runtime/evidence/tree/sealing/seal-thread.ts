import { Buffer } from 'node:buffer';
import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from 'node:worker_threads';
import { hashBytes } from '../hash.ts';
import { LineMemory, pieceLines } from './line-memory.ts';
import { type Offer, Offers } from './offers.ts';
import { grown, hashesOf, type RangeState } from './seal.ts';
import type { SealRequest } from './sealer.ts';

// Hashes lines while the writer encodes the next ones, and lets trees grow. Its first word says that it is
// there. It has no event loop: waking one costs the writer more than waking a thread.

const offers = new Offers(workerData as SharedArrayBuffer);
const writer = parentPort as MessagePort;
const known: LineMemory[] = [];
const growing: { readonly range: RangeState; readonly leaves: Uint8Array }[] = [];

writer.postMessage('ready');
for (let woken = 0; ; woken = offers.sleep(woken)) {
  receive();
  hashOffered();
  for (let next = growing.shift(); next !== undefined; next = growing.shift()) {
    writer.postMessage(grown(next.range, Buffer.from(next.leaves.buffer)));
    receive();
    hashOffered();
  }
}

function receive(): void {
  for (
    let one = receiveMessageOnPort(writer);
    one !== undefined;
    one = receiveMessageOnPort(writer)
  ) {
    const request = one.message as SealRequest;
    if ('lines' in request) known[request.number] = new LineMemory(request.lines);
    else growing.push(request);
  }
}

function hashOffered(): void {
  for (let offer = offers.take(); offer !== undefined; offer = offers.take()) {
    // The message that tells of its memory was sent before it, and perhaps after the last look.
    if (!hash(offer)) {
      receive();
      hash(offer);
    }
  }
}

/** Whether the piece was still to be hashed. */
function hash({ number, piece }: Offer): boolean {
  const lines = known[number];
  const to = lines?.claim(piece);
  if (lines === undefined || to === undefined) return false;
  const from = piece * pieceLines;
  lines.hashes.set(hashesOf(lines, { from, to }), from * hashBytes);
  lines.done(piece);
  return true;
}
