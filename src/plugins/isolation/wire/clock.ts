/** Milliseconds of the machine's monotonic clock: the same in every thread and at both ends of a wire. */
export const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6;
