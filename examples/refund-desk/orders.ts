import type { ToolHost } from 'vak';

/** One order as the shop keeps it; money in cents. */
interface Order {
  readonly id: string;
  readonly kind: 'goods' | 'download';
  readonly status: 'paid' | 'shipped' | 'delivered';
  readonly paid: number;
  refunded: number;
}

/** An amount as JSON spells it. */
export const euros = (cents: number): string => `${(cents / 100).toFixed(2)} EUR`;

/** The shop's orders, in memory. */
export class Orders {
  readonly #orders: ReadonlyMap<string, Order>;

  constructor(orders: readonly Omit<Order, 'refunded'>[]) {
    this.#orders = new Map(orders.map((order) => [order.id, { ...order, refunded: 0 }]));
  }

  /** The order as the language's type `Order`; throws when there is none. */
  read(id: string): { id: string; kind: string; status: string; paid: string; refunded: string } {
    const order = this.#orders.get(id);
    if (order === undefined) throw new Error('there is no such order');
    return { ...order, paid: euros(order.paid), refunded: euros(order.refunded) };
  }

  /** Books what was paid back. */
  book(id: string, amount: string): void {
    const order = this.#orders.get(id);
    if (order !== undefined) order.refunded += Math.round(Number.parseFloat(amount) * 100);
  }
}

/** What the shop's own program does for the desk: read orders, send letters, ask the gateway. */
export function shopTools(orders: Orders) {
  let letters = 0;
  return {
    'orders.read': ({ id }: { id: string }) => orders.read(id),
    'email.send': (_letter: { to: string; subject: string; body: string }) => {
      letters += 1;
      return { id: `letter-${letters}` };
    },
    // Trusted, so it may open the key; and careless enough to print it.
    'gateway.status': {
      trusted: true,
      run: async (_args: Record<string, never>, host: ToolHost) => {
        const key = await host.secret('gateway_key');
        return { text: `gateway up, asked with Authorization: Bearer ${key}` };
      },
    },
  };
}
