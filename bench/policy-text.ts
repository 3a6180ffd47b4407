/** The text of a policy of about so many lines: a desk with tools, and rules that look at its arguments. */
export function policyText(lines: number): string {
  const text = [head];
  let count = head.split('\n').length;
  for (let index = 0; count + 9 <= lines; index += 1) {
    const rule = ruleText(index);
    count += rule.split('\n').length;
    text.push(rule);
  }
  return text.join('\n').concat('}\n');
}

/** The text of a policy of at least so many characters. */
export function policyOfSize(characters: number): string {
  const text = [head];
  let size = head.length;
  for (let index = 0; size < characters; index += 1) {
    const rule = ruleText(index);
    size += rule.length + 1;
    text.push(rule);
  }
  return text.join('\n').concat('}\n');
}

const head = `vak 1

type Item {
  id: string where id like "it_*"
  price: money
  state: one of ["new", "used", "broken"]
}

context {
  member: { name: string, level: one of ["guest", "regular", "owner"], blocked: bool }
}

/// Looks an item up in the catalogue.
tool items.find {
  effect: read
  args { id: string }
  result: Item
  returns: trusted
}

/// Lends an item to a member.
tool items.lend {
  effect: write
  labels: [lending]
  args { id: string, days: int where days > 0, deposit: money, place: path, note: string? }
  result: { receipt: string }
  lookup { item: items.find { id: args.id } }
}

approvers owners { within: 8h, otherwise: forbid }

agent lender {
  tools: [items.find, items.lend]
}

limit loans for lender {
  on items.lend
  at most 20 calls per 1h
  at most 2_000 EUR of args.deposit per 1d
}

policy lending for lender {
  rule find {
    permit items.find
  }
`;

function ruleText(index: number): string {
  const amount = (index % 400) + 10;
  switch (index % 3) {
    case 0:
      return `  rule lend_${index} {
    permit items.lend
    when args.id == "it_${index}" and args.deposit <= ${amount} EUR
    unless context.member.blocked
    because "Item ${index} may be lent for a small deposit."
    then hide args.note from records
  }`;
    case 1:
      return `  rule far_${index} {
    forbid items.lend
    when args.place in "/far/${index}" or args.days > ${amount}
    because "Too far away, or for too long."
  }`;
    default:
      return `  rule dear_${index} {
    require approval from owners for items.lend
    // What is dear is signed off.
    when lookup.item.price > ${amount} EUR
    when lookup.item.state in ["new", "used"]
    within ${(index % 7) + 1}h
  }`;
  }
}
