import { parentPort } from 'node:worker_threads';
import { script } from '../child/source.ts';

// The stripper's own thread: a text that breaks it breaks nothing else.
parentPort?.on('message', (text: string) => parentPort?.postMessage(script(text, true)));
