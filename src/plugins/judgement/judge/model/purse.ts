import { randomUUID } from 'node:crypto';
import type {
  Clock,
  RateLimiter,
  Spent,
  StepOwner,
  Take,
  TokenPrice,
  TokenUsage,
} from '../../../../runtime/contract/index.ts';
import { type Cost, costOf, dearest } from './price.ts';

/** One bound on what models may use: each model by itself, or all of them for one tenant or session. */
export interface Budget {
  readonly per: 'model' | 'tenant' | 'session';
  /** Micros are millionths of the currency of the price table. */
  readonly unit: 'tokens' | 'micros';
  readonly max: bigint;
}

/** Who asks, for whom, and at which price. */
export interface Spender {
  readonly name: string;
  readonly price: TokenPrice | undefined;
  readonly owner: StepOwner;
  /** Told of what is reserved, and of what it came to. */
  readonly spent: Spent;
}

interface Counted {
  readonly take: Take;
  readonly unit: Budget['unit'];
}

const day = 86_400_000;

/**
 * Reserves what a question may cost at most before it is asked, in the slot `limits`, and settles it with
 * what it did cost. All bounds admit a question together or none does. A question that fails, or does not
 * say its usage, keeps its reservation.
 */
export class Purse {
  readonly #limiter: RateLimiter;
  readonly #clock: Clock;
  readonly #budgets: readonly Budget[];

  constructor(limiter: RateLimiter, clock: Clock, budgets: readonly Budget[]) {
    this.#limiter = limiter;
    this.#clock = clock;
    this.#budgets = budgets;
  }

  /** Asks within the budgets. Throws before asking where it does not fit. */
  async spend<A extends { readonly usage: TokenUsage | undefined }>(
    spender: Spender,
    most: TokenUsage,
    ask: () => Promise<A>,
  ): Promise<{ readonly answer: A; readonly cost: Cost | undefined }> {
    const counted = this.#budgets.flatMap((budget) => countedBy(budget, spender, most));
    const takes = counted.map(({ take }) => take);
    const id = `judge:${randomUUID()}`;
    if (takes.length > 0) {
      const admission = await this.#limiter.reserve(id, takes, this.#clock.now());
      if (!admission.ok) throw new Error('the budget of the judge is used up');
      spender.spent(id, takes);
    }
    const answer = await ask();
    const cost = costOf(answer.usage, spender.price);
    if (takes.length === 0) return { answer, cost };
    if (cost === undefined) await this.#limiter.settle(id);
    else {
      const used = counted.map(({ unit }) => amountOf(unit, cost));
      spender.spent(
        id,
        counted.map(({ take, unit }) => ({ ...take, amount: amountOf(unit, cost) })),
      );
      await this.#limiter.settle(id, { takes, used, at: this.#clock.now() });
    }
    return { answer, cost };
  }
}

const amountOf = (unit: Budget['unit'], { input, output, micros = 0n }: Cost): bigint =>
  unit === 'tokens' ? input + output : micros;

/** What a question takes from one bound: of a session's, for every session that handed on to it too. */
function countedBy(
  { per, unit, max }: Budget,
  { name, price, owner }: Spender,
  most: TokenUsage,
): readonly Counted[] {
  if (unit === 'micros' && price === undefined) return [];
  const { tenant, sessions } = owner;
  const amount = amountOf(unit, {
    input: BigInt(most.input),
    output: BigInt(most.output),
    micros: price === undefined ? 0n : dearest(price, most),
  });
  const counted = (window: string, key: string, perMs: number): Counted => {
    const what = `vak/judge ${window} ${unit}`;
    return { unit, take: { window: what, key, form: 'at most', amount, max, perMs } };
  };
  if (per === 'model') return [counted(name, 'judge', day)];
  if (per === 'tenant') return [counted('of a tenant', JSON.stringify([tenant]), day)];
  return sessions.map((session) =>
    counted('of a session', JSON.stringify([tenant, session]), 365 * day),
  );
}
