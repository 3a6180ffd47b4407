import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { signCheckpoint } from '../../../src/runtime/evidence/head/checkpoint.ts';
import { newSigningKey, type Signer } from '../../../src/runtime/evidence/head/key.ts';
import { base64Of, type Hash, leafHash } from '../../../src/runtime/evidence/tree/hash.ts';
import { consistencyPath, rootOf, subtreeOf } from '../../../src/runtime/evidence/tree/proof.ts';
import { builtMain } from '../built.ts';
import { folder } from '../vak.ts';

/** A witness that runs as `vak audit serve --witness`, a process of its own. */
export interface RunningWitness {
  readonly folder: string;
  readonly url: string;
  readonly key: string;
  /** Makes the key of a log known to it. */
  know(name: string, key: string): void;
  end(): Promise<void>;
}

export async function witness(at = join(folder(), 'witness'), port = 0): Promise<RunningWitness> {
  const args = ['audit', 'serve', '--witness', at, '--port', String(port), '--json'];
  const child: ChildProcess = spawn(process.execPath, [builtMain(), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { stdout } = child;
  if (stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: stdout })) {
    const { url, witness: key } = JSON.parse(line) as { url: string; witness: string };
    return {
      folder: at,
      url: url.replace(/\/events$/, ''),
      key,
      know: (name, text) => writeFileSync(join(at, 'logs', `${name}.pub`), `${text}\n`),
      end: async () => {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      },
    };
  }
  throw new Error('the witness did not start');
}

/** A log of which only hashes exist, with as many histories as are wanted. */
export class Log {
  readonly signer: Signer;

  constructor(name = 'example.com/log') {
    this.signer = newSigningKey(name).as(name);
  }

  /** `from` is the entry at which a history parts from the others. */
  head(size: number, history = '', from = 0): string {
    const root = rootOf(size, this.#tree(history, from));
    return signCheckpoint({ size, root }, this.signer);
  }

  path(old: number, size: number, history = '', from = 0): readonly string[] {
    if (old === 0) return [];
    return consistencyPath(old, size, this.#tree(history, from)).map(base64Of);
  }

  #tree(history: string, from: number) {
    const leaf = (at: number): Hash => leafHash(Buffer.from(`${at < from ? '' : history}${at}`));
    return subtreeOf(leaf);
  }
}
