/** A refund desk: reads free, refunds looked up, limited, and signed for when large. */
export const desk = `
context { customer: string, frozen: bool }
tool orders.read {
  effect: read
  args { id: string }
  result: { id: string, paid: money, status: one of ["paid", "delivered"] }
  returns: trusted
}
tool refunds.issue {
  effect: irreversible
  labels: [payments]
  args { order: string, amount: money where amount > 0 EUR, note: string? }
  result: { receipt: string }
  lookup { order: orders.read { id: args.order } }
  serial by args.order
}
tool web.fetch {
  effect: egress
  args { url: url }
  result: string
}
tool secretive.read {
  effect: read
  args { id: string }
  result: string
}
approvers finance { within: 4h, otherwise: forbid }
agent desk { tools: [orders.read, refunds.issue, web.fetch] }
policy refunds for desk {
  rule read { permit orders.read }
  rule small {
    permit refunds.issue
    when lookup.order.status == "delivered"
    when args.amount <= lookup.order.paid
    because "Delivered orders may be refunded."
  }
  rule large {
    require approval from finance for refunds.issue
    when args.amount > 50 EUR
  }
  rule frozen {
    forbid any tool labelled payments
    when context.frozen
    because "Frozen accounts never receive money."
  }
}
limit count for desk {
  on refunds.issue
  at most 3 calls per 1h
}
`;
const orders = { o1: { id: 'o1', paid: '200.00 EUR', status: 'delivered' } };
/** The host's functions of the desk, and what they were asked to pay. */
export const tools = () => {
  const issued: unknown[] = [];
  return {
    issued,
    functions: {
      'orders.read': ({ id }: { id: keyof typeof orders }) => {
        const order = orders[id];
        if (order === undefined) throw new Error('no such order');
        return order;
      },
      'refunds.issue': (args: unknown) => {
        issued.push(args);
        return { receipt: `r${issued.length}` };
      },
    },
  };
};
/** What the host says of an ordinary customer. */
export const context = { customer: 'a@b.example', frozen: false };
