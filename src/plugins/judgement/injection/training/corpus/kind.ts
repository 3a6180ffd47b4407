/** How texts of one kind are put together: sentences strung one after the other. */
export interface Kind {
  /** What stands between two sentences. */
  readonly join: string;
  /** One of these stands first, where there are any. */
  readonly first?: readonly string[];
  readonly lines: readonly string[];
  /** One of these stands last, where there are any. */
  readonly last?: readonly string[];
  /** The most sentences between the first and the last. */
  readonly most: number;
}

/** Texts of one sentence each. */
export const single = (lines: readonly string[]): Kind => ({ join: ' ', lines, most: 1 });
