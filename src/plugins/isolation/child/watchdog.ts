import { workerData } from 'node:worker_threads';
import { guard } from './watch.ts';

guard(workerData as SharedArrayBuffer);
