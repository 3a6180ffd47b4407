import { parentPort } from 'node:worker_threads';
import { script } from '../child/source.ts';
import type { Told } from '../wire/code.ts';

// The stripper's own thread: a text that breaks it breaks nothing else.
parentPort?.on('message', (told: Told) => parentPort?.postMessage(script(told)));
