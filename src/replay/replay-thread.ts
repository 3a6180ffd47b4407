import { parentPort, workerData } from 'node:worker_threads';
import { replayShare, type Work } from './whole-log.ts';

// One of several threads that replay a log.

parentPort?.postMessage(await replayShare(workerData as Work));
