import type { TokenPrice, TokenUsage } from '../../../../runtime/contract/index.ts';

/** What a question really cost. */
export interface Cost {
  readonly input: bigint;
  readonly output: bigint;
  /** Undefined where the host gave no prices. */
  readonly micros: bigint | undefined;
}

const million = 1_000_000n;

/** As if all of the question were read or written at the dearest price. */
export function dearest(price: TokenPrice, most: TokenUsage): bigint {
  const { input, output, cacheRead = input, cacheWrite = input } = price;
  const high = [input, cacheRead, cacheWrite].reduce((a, b) => (a > b ? a : b));
  return microsOf({ input: high, output }, most);
}

/** Integer micro-units, rounded up once over all sides. */
function microsOf(price: TokenPrice, usage: TokenUsage): bigint {
  const { cacheRead = 0, cacheWrite = 0 } = usage;
  const plain = BigInt(usage.input - cacheRead - cacheWrite);
  const millionths =
    plain * price.input +
    BigInt(cacheRead) * (price.cacheRead ?? price.input) +
    BigInt(cacheWrite) * (price.cacheWrite ?? price.input) +
    BigInt(usage.output) * price.output;
  return (millionths + million - 1n) / million;
}

/** What an answer says it used. Throws where that is no count of tokens. */
export function costOf(
  usage: TokenUsage | undefined,
  price: TokenPrice | undefined,
): Cost | undefined {
  if (usage === undefined) return undefined;
  const { input, output, cacheRead = 0, cacheWrite = 0 } = usage;
  const counts = [input, output, cacheRead, cacheWrite, input - cacheRead - cacheWrite];
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw new Error('the usage that the model tells is no count of tokens');
  }
  const micros = price === undefined ? undefined : microsOf(price, usage);
  return { input: BigInt(input), output: BigInt(output), micros };
}
