import { readFileSync } from 'node:fs';

const pageBytes = 4096;

/**
 * The memory another process holds, in bytes, read in about 20 µs; 0 where the system does not tell,
 * so that a watch by this figure never ends a process without evidence.
 */
export function residentBytes(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  try {
    const [, resident] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ');
    return Number(resident ?? 0) * pageBytes;
  } catch {
    return 0;
  }
}
