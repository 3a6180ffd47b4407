import { type FaultEntry, stamp } from '../entry.ts';

const longest = 500;

/** What an observer did wrong, as it stands in the log; the message is cut. */
export const faultEntry = (of: {
  readonly by: string;
  readonly count: number;
  readonly last: string;
  readonly at: number;
}): FaultEntry => ({
  v: 1,
  kind: 'fault',
  at: stamp(of.at),
  by: of.by,
  count: of.count,
  message: of.last.slice(0, longest),
});
