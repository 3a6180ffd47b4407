interface Refund {
  readonly order_id: string;
  readonly amount: string;
  readonly reason: string;
}

interface Host {
  log(text: string): void;
}

/** Pays a refund out in vouchers of 10 EUR, 50 cents and 5 cents, and gives the receipt. */
export default function issueRefund(refund: Refund, host: Host): { receipt: string } {
  const vouchers = payOut(cents(refund.amount));
  host.log(`${refund.order_id}: ${refund.amount} in ${vouchers} vouchers`);
  return { receipt: `${refund.order_id}-${vouchers}` };
}

const cents = (amount: string): number => Number(amount.replace(' EUR', '').replace('.', ''));

/**
 * How many vouchers an amount takes. It has the kind of mistake that real tools have: for 19.99 EUR it
 * never comes to nothing, and never ends.
 */
function payOut(amount: number): number {
  let left = amount;
  let vouchers = 0;
  while (left !== 0) {
    left -= left >= 1000 ? 1000 : left >= 50 ? 50 : 5;
    vouchers += 1;
  }
  return vouchers;
}
