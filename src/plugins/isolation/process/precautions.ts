import { writeFileSync } from 'node:fs';

/**
 * Tells Linux about a child before it runs anything: when memory runs short it is the first to go, and
 * if it crashes no image of its memory is written to disk. Does nothing where the system has no such
 * notion or refuses.
 */
export function takePrecautions(pid: number | undefined): void {
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
