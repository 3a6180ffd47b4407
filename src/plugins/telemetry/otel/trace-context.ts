/** What a W3C `traceparent` says. */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits, not all zero. */
  readonly spanId: string;
  /** Bit 0 says that the trace is sampled. */
  readonly traceFlags: number;
}

const form =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * Reads a header of any version by W3C Trace Context; undefined for one that is not well-formed.
 *
 * @example
 * readTraceparent('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01')?.traceFlags === 1;
 */
export function readTraceparent(header: string | undefined): TraceContext | undefined {
  const [, traceId, spanId, flags, rest] = form.exec(header ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (rest !== undefined && header?.startsWith('00') === true) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}

/**
 * Writes the header in version 00; undefined for ids that say that there is no trace.
 *
 * @example
 * writeTraceparent({ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), traceFlags: 1 });
 */
export function writeTraceparent({
  traceId,
  spanId,
  traceFlags,
}: TraceContext): string | undefined {
  const header = `00-${traceId}-${spanId}-0${traceFlags & 1}`;
  return form.test(header) ? header : undefined;
}
