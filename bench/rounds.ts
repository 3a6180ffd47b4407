/** Times of repeated work, in microseconds, sorted. */
export type Times = readonly number[];

/** Work to be timed; it may prepare each repetition outside the clock. */
export interface Work {
  readonly name: string;
  readonly once: () => unknown;
}

/**
 * Times several pieces of work in turns, so that what the machine does meanwhile hits all alike: round
 * after round, each work once, the first `warm` rounds untimed.
 */
export async function inTurns(
  works: readonly Work[],
  { rounds, warm }: { readonly rounds: number; readonly warm: number },
): Promise<ReadonlyMap<string, Times>> {
  const times = new Map<string, number[]>(works.map(({ name }) => [name, []]));
  for (let round = -warm; round < rounds; round += 1) {
    for (const { name, once } of works) {
      const begun = performance.now();
      const result = once();
      if (result instanceof Promise) await result;
      const took = (performance.now() - begun) * 1000;
      if (round >= 0) times.get(name)?.push(took);
    }
  }
  for (const list of times.values()) list.sort((a, b) => a - b);
  return times;
}

/** The time that a share of the repetitions stayed within: 0.5 is the median. */
export function quantile(times: Times | undefined, share: number): number {
  if (times === undefined || times.length === 0) return Number.NaN;
  return times[Math.min(times.length - 1, Math.floor(times.length * share))] as number;
}

/** Calls per second with so many under way at once. */
export async function rate(
  call: () => Promise<unknown>,
  atOnce: number,
  calls: number,
): Promise<number> {
  let left = calls;
  const begun = performance.now();
  const one = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return (calls * 1000) / (performance.now() - begun);
}
