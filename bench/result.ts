/** One figure, named `area/what/size`. */
export interface Result {
  readonly name: string;
  readonly value: number;
  /** `ns`, `us`, `ms`, `MB/s`, `ops/s` and the like. */
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** The same work done by others in the same run; `ratio` is vak's value through theirs. */
  readonly peers?: readonly Peer[];
}
export interface Peer {
  readonly name: string;
  readonly value: number;
  readonly ratio: number;
}

/** A peer's figure with its ratio. */
export const beside = (name: string, value: number, ours: number): Peer => ({
  name,
  value,
  ratio: ours / value,
});
