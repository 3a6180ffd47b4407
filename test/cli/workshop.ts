import { join } from 'node:path';
import { folder, vak } from './vak.ts';

/** The files of a workshop whose helper finds and orders parts and cuts wood. */
export const workshop: Readonly<Record<string, string>> = {
  'workshop.vak': `vak 1

type Part {
  id: string where id like "p_*"
  price: money
  stock: int
}

context {
  worker: { name: string, apprentice: bool }
}

tool parts.find {
  effect: read
  args { id: string }
  result: Part
  returns: trusted
}

tool parts.order {
  effect: write
  labels: [spending]
  args { id: string, amount: int where amount > 0, total: money, note: string? }
  result: { order: string }
  lookup { part: parts.find { id: args.id } }
}

tool saw.cut {
  effect: irreversible
  args { pieces: int }
  result: { pieces: int }
  run: "./tools/cut.ts"
  sandbox: { memory: 64MB, time: 1s }
}

tool bench.clear {
  effect: write
  args { place: string }
  result: { done: bool }
}

approvers foreman { within: 4h, otherwise: forbid }

agent helper {
  tools: [parts.find, parts.order, saw.cut, bench.clear]
}

policy workshop for helper {
  rule find {
    permit parts.find
  }
  rule order {
    permit parts.order
    when args.total <= 500 EUR
    when lookup.part.stock < 10
    because "Parts that run low may be ordered."
    then hide args.note from records
  }
  rule dear {
    require approval from foreman for parts.order
    when args.total > 100 EUR
    because "The foreman signs off above 100 EUR."
  }
  rule cut {
    permit saw.cut
  }
  rule apprentices {
    forbid saw.cut
    when context.worker.apprentice
    because "Apprentices do not use the saw."
  }
}

limit few_orders for helper {
  on parts.order
  at most 3 calls per 1h
}

limit few_cuts for helper {
  on saw.cut
  at most 100 calls per 1h
}

audit { to: dir("./audit") }

test "parts that run low are ordered" for helper {
  given context { worker: { name: "Ada", apprentice: false } }
  given result parts.find { id: "p_1", price: 2 EUR, stock: 3 }
  call parts.order { id: "p_1", amount: 10, total: 20 EUR, note: "soon" } returns { order: "o_1" }
  expect permit by workshop.order
  expect hide args.note
  expect result.order == "o_1"
  expect lookup.part.stock < 5
}

test "dear orders are signed off" for helper {
  given result parts.find { id: "p_1", price: 20 EUR, stock: 3 }
  call parts.order { id: "p_1", amount: 10, total: 200 EUR }
  expect approval from foreman
}

test "three orders an hour" for helper {
  given clock "2026-03-01T08:00:00Z"
  given result parts.find { id: "p_1", price: 1 EUR, stock: 3 }
  call parts.order { id: "p_1", amount: 1, total: 1 EUR }
  call parts.order { id: "p_1", amount: 1, total: 1 EUR }
  call parts.order { id: "p_1", amount: 1, total: 1 EUR }
  expect permit
  call parts.order { id: "p_1", amount: 1, total: 1 EUR }
  expect forbid by few_orders
  wait 1h
  call parts.order { id: "p_1", amount: 1, total: 1 EUR }
  expect permit
}

test "nobody clears the bench" for helper {
  call bench.clear { place: "left" }
  expect forbid by default
}

test "apprentices keep off the saw" for helper {
  given context { worker: { name: "Bo", apprentice: true } }
  call saw.cut { pieces: 2 }
  expect forbid by workshop.apprentices
}
`,
  'tools/cut.ts': `interface Cut { readonly pieces: number }

export default async ({ pieces }: Cut): Promise<Cut> => {
  if (pieces === 0) throw new Error('nothing to cut');
  for (; pieces < 0; );
  return { pieces };
};
`,
};

/** A part that runs low, as the store answers. */
export const lowPart = { id: 'p_1', price: '2.00 EUR', stock: 3 };
export const context = { worker: { name: 'Ada', apprentice: false } };

/** A folder with the workshop and the log of two sessions in it: four calls, one of a tool that is not there. */
export function recorded(): string {
  const home = folder(workshop);
  const find = { tool: 'parts.find', args: { id: 'p_1' } };
  const session = (id: string, calls: object[]) =>
    JSON.stringify({
      agent: 'helper',
      session: id,
      context,
      results: { 'parts.find': lowPart },
      calls,
    });
  const files = folder({
    's.jsonl': [session('a', [find, find]), session('b', [find, { tool: 'made.up' }])].join('\n'),
  });
  const ended = vak(home, ['run', 'workshop.vak', '--script', join(files, 's.jsonl'), '--json']);
  if (ended.status !== 0) throw new Error(ended.stderr);
  return home;
}
