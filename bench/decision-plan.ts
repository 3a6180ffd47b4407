// The plan of the decision's area: "this customer may be refunded up to this amount", so many customers.

export const bound = (index: number): number => 20 + (index % 50);
export const customer = (index: number): string => `customer-${index}`;

const at = 'bench.vak:1:1';
const ref = (name: string) => ({ op: 'ref', root: 'args', path: [name], at }) as const;
const rule = (index: number) =>
  ({
    name: `refunds.r${index}`,
    verdict: 'permit',
    agents: ['agent'],
    tools: ['refund'],
    duties: [],
    examples: [],
    at,
    conditions: [
      {
        word: 'when',
        at,
        expr: {
          op: '==',
          left: ref('customer'),
          right: { op: 'literal', type: 'string', json: customer(index), at },
          at,
        },
      },
      {
        word: 'when',
        at,
        expr: {
          op: '<=',
          left: ref('amount'),
          right: { op: 'literal', type: 'money', json: `${bound(index)}.00 EUR`, at },
          at,
        },
      },
    ],
  }) as const;

/** A plan of so many rules on one tool. */
export const planOf = (size: number) => ({
  rules: Array.from({ length: size }, (_, index) => rule(index)),
  approvers: [],
  agents: [{ name: 'agent', tools: ['refund'], delegates: [], at }],
});
