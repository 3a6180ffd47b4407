import type { Shell } from '../../output/shell.ts';

/**
 * Says on stderr how far a log's index is, once making it takes longer than a second and once a second from
 * there on.
 */
export function indexing(
  shell: Pick<Shell, 'err'>,
  now: () => number = () => performance.now(),
): (done: number, of: number) => void {
  let next = now() + 1_000;
  return (done, of) => {
    if (now() < next) return;
    next = now() + 1_000;
    shell.err(`making the log's index: ${Math.floor((done * 100) / of)} %\n`);
  };
}
