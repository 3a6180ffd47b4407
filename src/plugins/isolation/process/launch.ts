import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { isolatedVmFloor } from '../limits.ts';
import { Evidence } from './evidence.ts';
import { Journal } from './journal.ts';

/** What may differ between sandboxes, for hosts with odd needs and for tests of broken children. */
export interface ChildOptions {
  /** The module a child runs; the product's own by default. */
  readonly entry?: URL;
  /** The oldest isolated-vm that a child may use. */
  readonly floor?: string;
  /** What runs the guests inside a child; `isolate` unless set. */
  readonly engine?: 'isolate' | 'quickjs';
  /** How long a child may take to come up, in ms. */
  readonly bootMs?: number;
}

const own = new URL(
  `../child/main.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`,
  import.meta.url,
);
/** What a child's engine is started with. */
export const flags = [
  '--no-node-snapshot',
  // What a busy child sets aside for short-lived things would else pass for memory that it keeps. It saves
  // some 4 MB of 59 that a child has for itself after 19,000 calls, at no processor time that can be measured.
  '--max-semi-space-size=2',
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=SecurityWarning',
  '--permission',
  '--allow-addons',
  '--allow-worker',
  '--allow-fs-read=*',
];

/** A process just started: the pipe to it, what it will leave behind, and its end. The journal is the caller's to close. */
export interface Launched {
  readonly child: ChildProcess;
  readonly channel: Socket;
  readonly evidence: Evidence;
  readonly journal: Journal | undefined;
  readonly gone: Promise<void>;
}

/** Starts a process that serves guests. Throws where the system starts none. */
export function launch(options: ChildOptions): Launched {
  const journal = Journal.make();
  const child = spawn(
    process.execPath,
    [
      ...flags,
      fileURLToPath(options.entry ?? own),
      options.floor ?? isolatedVmFloor,
      options.engine ?? 'isolate',
      journal === undefined ? '' : 'journal',
    ],
    {
      env: { TZ: 'UTC', LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', journal?.descriptor ?? 'ignore'],
      windowsHide: true,
    },
  );
  child.on('error', () => {});
  takePrecautions(child.pid);
  // Out of descriptors, the system gives a process without any pipe.
  const pipes: readonly unknown[] = child.stdio ?? [];
  if (pipes[4] === undefined) {
    journal?.close();
    throw new Error('the system starts no further process');
  }
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const evidence = new Evidence(child.stderr, pipes[4] as Socket);
  return { child, channel: pipes[3] as Socket, evidence, journal, gone };
}

/**
 * Tells Linux about a child before it runs anything: when memory runs short it is the first to go, and
 * if it crashes no image of its memory is written to disk. Does nothing where the system has no such
 * notion or refuses.
 */
function takePrecautions(pid: number | undefined): void {
  if (process.platform !== 'linux' || pid === undefined) return;
  for (const [name, value] of [
    ['oom_score_adj', '1000'],
    ['coredump_filter', '0'],
  ]) {
    try {
      writeFileSync(`/proc/${pid}/${name}`, value ?? '');
    } catch {}
  }
}
