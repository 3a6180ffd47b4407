import { Buffer } from 'node:buffer';
import { parentPort } from 'node:worker_threads';
import { grown, sealLines } from './seal.ts';
import type { SealAnswer, SealRequest } from './sealer.ts';

// Hashes what the writer hands over, one request after another, while that encodes the next entries. Its
// first word says that it is there.

parentPort?.on('message', (request: SealRequest) => {
  const answer = answerTo(request);
  parentPort?.postMessage(answer);
});

function answerTo(request: SealRequest): SealAnswer {
  if ('lines' in request) {
    const { bytes, ends } = request.lines;
    const { hashes, hex } = sealLines({ bytes: Buffer.from(bytes), ends });
    return { hashes, hex };
  }
  const { range, leaves } = request;
  return { range: grown(range, Buffer.from(leaves)) };
}

parentPort?.postMessage('ready');
