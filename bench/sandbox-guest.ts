import { createContext, runInContext } from 'node:vm';
import { getQuickJS } from 'quickjs-emscripten';
import { type Exchange, Guest, mould } from '../dist/plugins/isolation/child/guest.js';
import type { Source } from '../dist/plugins/isolation/child/realm/compile.js';
import { monotonic } from '../dist/plugins/isolation/wire/clock.js';
import { oneExpression } from '../dist/runtime/contract/execution.js';
import { beside, type Result } from './result.ts';
import { inTurns, quantile, type Work } from './rounds.ts';

// Run by `sandbox-inside.ts` in a process of its own. Every work takes its arguments as JSON text and
// gives its result as JSON text, as it does in a child; all but the cold ones in a cage that is warm.

const megabytes = 1024 * 1024;
const body = `(args) => {
  const total = args.lines.reduce((sum, line) => sum + line.price * line.count, 0);
  return { id: args.id, total, lines: args.lines };
}`;
const json = JSON.stringify({
  id: 'ord_1001',
  lines: Array.from({ length: 24 }, (_, i) => ({ sku: `sku-${i}`, price: 10 + i, count: i % 3 })),
});
const offer = JSON.stringify({
  offers: ['orders.read'],
  withholds: [],
  calls: 1000,
  parallel: 64,
  bytes: 4 * megabytes,
});
const noHost: Exchange = () => {
  throw new Error('nothing was to be asked');
};
const answered: Exchange = (asks) => {
  const n = Number(/^\[\[(\d+)/.exec(asks)?.[1]);
  return { count: 1, cut: false, text: `[[${n},true,{"id":"ord_1001","total":42}]]` };
};

/** A call of a guest as the child makes it; throws for any end but a value. */
function call(guest: Guest, text: string, args: string, exchange = noHost): string {
  return callOf(guest, { text, modules: [], expression: false }, args, exchange);
}

function callOf(guest: Guest, source: Source, args: string, exchange = noHost): string {
  const asked = { ...source, args, deadline: monotonic() + 10_000, exact: '', exchange };
  const answer = guest.run({ ...asked, offer: exchange === noHost ? '' : offer });
  if (answer.end !== 'value') throw new Error(JSON.stringify(answer));
  return answer.json;
}

const direct = new Function(`return ${body}`)() as (args: unknown) => unknown;

function withVm(): () => string {
  const context = createContext(Object.create(null) as object);
  const main = `(text) => JSON.stringify((${body})(JSON.parse(text)))`;
  return runInContext(`const main = ${main}; (text) => main(text)`, context).bind(null, json);
}

async function withQuickJs(): Promise<() => string> {
  const context = (await getQuickJS()).newContext();
  const main = context.unwrapResult(
    context.evalCode(`(text) => JSON.stringify((${body})(JSON.parse(text)))`),
  );
  return () => {
    const text = context.newString(json);
    const made = context.unwrapResult(context.callFunction(main, context.undefined, text));
    text.dispose();
    return made.consume((result) => context.getString(result));
  };
}

/** Fast works are timed by the batch, so that neither the clock nor what the work before left of the caches is what is measured. */
const batch = 200;
const batched = (name: string, once: () => unknown): Work => ({
  name,
  once: () => {
    for (let i = 0; i < batch; i += 1) once();
  },
});

async function warm(): Promise<readonly Result[]> {
  const guest = new Guest(64 * megabytes);
  const asking = new Guest(64 * megabytes);
  const quickjs = await withQuickJs();
  const tool = `export default ${body};`;
  const reader = `export default async ({ id }, host) => (await host.orders.read({ id })).total;`;
  const times = await inTurns(
    [
      batched('vak', () => call(guest, tool, json)),
      batched('direct', () => JSON.stringify(direct(JSON.parse(json)))),
      batched('node:vm', withVm()),
      batched('quickjs-emscripten', quickjs),
      batched('host call', () => call(asking, reader, '{"id":"ord_1001"}', answered)),
    ],
    { rounds: 60, warm: 60 },
  );
  const each = (name: string): number => quantile(times.get(name), 0.5) / batch;
  const peers = ['direct', 'node:vm', 'quickjs-emscripten'];
  const figure = { unit: 'us', better: 'lower' } as const;
  return [
    {
      name: 'sandbox-inside/call/1kb',
      value: each('vak'),
      ...figure,
      peers: peers.map((name) => beside(name, each(name), each('vak'))),
    },
    { name: 'sandbox-inside/call/one-host-call', value: each('host call'), ...figure },
  ];
}

async function cold(): Promise<readonly Result[]> {
  // As a child does before its second guest.
  mould();
  const quickjs = await getQuickJS();
  const tool = `export default ${body};`;
  const used: Guest[] = [];
  const source = `JSON.stringify((${body})(JSON.parse(text)))`;
  const times = await inTurns(
    [
      {
        name: 'vak',
        once: () => {
          const guest = new Guest(64 * megabytes);
          call(guest, tool, json);
          used.push(guest);
        },
      },
      { name: 'after its result', once: () => used.pop()?.dispose() },
      {
        name: 'node:vm',
        once: () => runInContext(source, createContext({ text: json, __proto__: null })),
      },
      {
        name: 'quickjs-emscripten',
        once: () => {
          const context = quickjs.newContext();
          context.newString(json).consume((text) => context.setProp(context.global, 'text', text));
          context.unwrapResult(context.evalCode(source)).consume((made) => context.getString(made));
          context.dispose();
        },
      },
    ],
    { rounds: 100, warm: 10 },
  );
  const each = (name: string): number => quantile(times.get(name), 0.5) / 1000;
  const peers = ['node:vm', 'quickjs-emscripten'];
  const vak = each('vak');
  return [
    {
      name: 'sandbox-inside/cold',
      value: vak,
      unit: 'ms',
      better: 'lower',
      peers: peers.map((name) => beside(name, each(name), vak)),
    },
  ];
}

/** A tool that was bundled with its packages, 150 kB of them, in a new guest: with what is kept of it, and without. */
async function bundle(): Promise<readonly Result[]> {
  const parts = Array.from({ length: 1100 }, (_, n) => {
    const body = `const all = [a, b, ${n}].map((v) => v * 2 + ${n}); return all.length > ${n % 5} ? { all } : null;`;
    return `function part${n}(a, b) { ${body} }\nparts.push(part${n});`;
  });
  const { opens, closes } = oneExpression;
  const code = `const parts = [];\n${parts.join('\n')}\nconst main = ${body};\n`;
  const modules = [] as const;
  const plain = { text: `${opens}${code}return main;${closes}`, modules, expression: true };
  const asModule = { text: `${code}export { main as default };`, modules, expression: false };
  const maker = new Guest(64 * megabytes);
  const made = maker.cache(plain);
  if (made.end !== 'value') throw new Error(JSON.stringify(made));
  const cached = Buffer.from(JSON.parse(made.json) as string, 'base64');
  const cold = (name: string, source: Source): Work => ({
    name,
    once: () => {
      const guest = new Guest(64 * megabytes);
      callOf(guest, source, json);
      guest.dispose();
    },
  });
  const times = await inTurns(
    [cold('kept', { ...plain, cached }), cold('compiled', plain), cold('module', asModule)],
    { rounds: 60, warm: 10 },
  );
  const each = (name: string): number => quantile(times.get(name), 0.5) / 1000;
  const value = each('kept');
  const peers = ['compiled', 'module'].map((name) => beside(name, each(name), value));
  return [{ name: 'sandbox-inside/cold-bundle', value, unit: 'ms', better: 'lower', peers }];
}

const [, , filter = ''] = process.argv;
const wanted = (name: string): boolean => name.startsWith(filter) || filter.startsWith(name);
const results = [
  ...(wanted('sandbox-inside/call') ? await warm() : []),
  ...('sandbox-inside/cold'.startsWith(filter) ? await cold() : []),
  ...(wanted('sandbox-inside/cold-bundle') ? await bundle() : []),
];
// Isolates keep an orderly exit from ending at once.
process.send?.(results, () => process.exit(0));
