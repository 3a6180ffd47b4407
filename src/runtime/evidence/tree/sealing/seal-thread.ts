import { Buffer } from 'node:buffer';
import { parentPort } from 'node:worker_threads';
import { grown, hashesOf } from './seal.ts';
import type { SealAnswer, SealRequest } from './sealer.ts';

// Hashes what the writer hands over, one request after another, while that encodes the next entries. Its
// first word says that it is there.

parentPort?.on('message', (request: SealRequest) => {
  const answer = answerTo(request);
  parentPort?.postMessage(answer, 'hashes' in answer ? [answer.hashes.buffer as ArrayBuffer] : []);
});

function answerTo(request: SealRequest): SealAnswer {
  if ('lines' in request) {
    const { bytes, ends } = request.lines;
    const { buffer, byteOffset, length } = bytes;
    return { hashes: hashesOf({ bytes: Buffer.from(buffer, byteOffset, length), ends }) };
  }
  const { range, leaves } = request;
  return { range: grown(range, Buffer.from(leaves.buffer)) };
}

parentPort?.postMessage('ready');
