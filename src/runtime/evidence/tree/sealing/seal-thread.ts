import { Buffer } from 'node:buffer';
import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from 'node:worker_threads';
import { grown, hashesOf } from './seal.ts';
import type { SealAnswer, SealRequest } from './sealer.ts';

// Hashes what the writer hands over, one request after another, while that encodes the next entries. Its
// first word says that it is there. It sleeps on the count of requests and has no event loop: waking one
// costs the writer more than waking a thread.

const asked = new Int32Array(workerData as SharedArrayBuffer);
const writer = parentPort as MessagePort;
writer.postMessage('ready');
for (let answered = 0; ; answered += 1) {
  Atomics.wait(asked, 0, answered);
  const { message } = receiveMessageOnPort(writer) as { readonly message: SealRequest };
  const answer = answerTo(message);
  writer.postMessage(answer, 'hashes' in answer ? [answer.hashes.buffer as ArrayBuffer] : []);
}

function answerTo(request: SealRequest): SealAnswer {
  if ('lines' in request) {
    const { bytes, ends } = request.lines;
    const { buffer, byteOffset, length } = bytes;
    return { hashes: hashesOf({ bytes: Buffer.from(buffer, byteOffset, length), ends }) };
  }
  const { range, leaves } = request;
  return { range: grown(range, Buffer.from(leaves.buffer)) };
}
