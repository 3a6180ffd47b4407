import { randomUUID } from 'node:crypto';
import type {
  Clock,
  CompletionResponse,
  LlmConfig,
  RateLimiter,
  Take,
} from '../../../../runtime/contract/index.ts';

/** What models may use in any 24 hours. */
export interface Budget {
  readonly tokens: bigint | undefined;
  /** Millionths of the currency of the price table. */
  readonly micros: bigint | undefined;
}

/** What a question really cost. */
export interface Cost {
  readonly input: bigint;
  readonly output: bigint;
  /** Undefined where the host gave no prices. */
  readonly micros: bigint | undefined;
}

const day = 86_400_000;
const million = 1_000_000n;

/** Integer micro-units, rounded up once over both sides. */
const microsOf = (price: LlmConfig['price'], input: bigint, output: bigint) =>
  price === undefined
    ? undefined
    : (input * price.input + output * price.output + million - 1n) / million;

/**
 * Reserves what a question may cost at most before it is asked, in the slot `limits`, and settles it with
 * what it did cost. A question that fails, or does not say its usage, keeps its reservation.
 */
export class Purse {
  readonly #limiter: RateLimiter;
  readonly #clock: Clock;
  readonly #budget: Budget;

  constructor(limiter: RateLimiter, clock: Clock, budget: Budget) {
    this.#limiter = limiter;
    this.#clock = clock;
    this.#budget = budget;
  }

  /** Asks within the budget. Throws before asking where it does not fit. */
  async spend(
    name: string,
    price: LlmConfig['price'],
    most: { readonly input: number; readonly output: number },
    ask: () => Promise<CompletionResponse>,
  ): Promise<{ readonly response: CompletionResponse; readonly cost: Cost | undefined }> {
    const takes = this.#takes(name, price, BigInt(most.input), BigInt(most.output));
    const id = `judge:${randomUUID()}`;
    if (takes.length > 0) {
      const admission = await this.#limiter.reserve(id, takes, this.#clock.now());
      if (!admission.ok) throw new Error(`the budget of the judge is used up`);
    }
    const response = await ask();
    const cost = costOf(response, price);
    if (takes.length > 0) await this.#settle(id, takes, cost);
    return { response, cost };
  }

  async #settle(id: string, takes: readonly Take[], cost: Cost | undefined): Promise<void> {
    if (cost === undefined) return await this.#limiter.settle(id);
    const used = takes.map(({ window }) =>
      window.endsWith(' tokens') ? cost.input + cost.output : (cost.micros ?? 0n),
    );
    await this.#limiter.settle(id, { takes, used, at: this.#clock.now() });
  }

  #takes(name: string, price: LlmConfig['price'], input: bigint, output: bigint): readonly Take[] {
    const { tokens, micros } = this.#budget;
    const take = (unit: string, amount: bigint, max: bigint): Take => {
      const window = `vak/judge ${name} ${unit}`;
      return { window, key: 'judge', form: 'at most', amount, max, perMs: day };
    };
    const spent = microsOf(price, input, output);
    return [
      ...(tokens === undefined ? [] : [take('tokens', input + output, tokens)]),
      ...(micros === undefined || spent === undefined ? [] : [take('micros', spent, micros)]),
    ];
  }
}

/** What an answer says it used. Throws where that is no count of tokens. */
function costOf({ usage }: CompletionResponse, price: LlmConfig['price']): Cost | undefined {
  if (usage === undefined) return undefined;
  const counts = [usage.input, usage.output];
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw new Error('the usage that the model tells is no count of tokens');
  }
  const [input, output] = [BigInt(usage.input), BigInt(usage.output)];
  return { input, output, micros: microsOf(price, input, output) };
}
