import type { Given } from '../../input/registry.ts';
import type { Shell } from '../../output/shell.ts';

/**
 * Says on stderr how far a log's index is, once making it takes longer than a second and once a second from
 * there on: to a person at a terminal, and to nothing that reads the command's output.
 */
export function indexing(
  shell: Pick<Shell, 'err' | 'terminal'>,
  { json }: Pick<Given, 'json'>,
  now: () => number = () => performance.now(),
): (done: number, of: number) => void {
  if (json || !shell.terminal) return () => undefined;
  let next = now() + 1_000;
  return (done, of) => {
    if (now() < next) return;
    next = now() + 1_000;
    shell.err(`making the log's index: ${Math.floor((done * 100) / of)} %\n`);
  };
}
