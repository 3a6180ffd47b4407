import { type Analysis, analyse } from '../../../src/dsl/analyse.ts';
import type { Manifest, Reader } from '../../../src/dsl/model/modules/load.ts';
import { Source } from '../../../src/dsl/text/source.ts';

/** A whole small desk that fragments of a test stand on. It has no finding of its own. */
export const desk = `vak 1

context { customer: { email: email, frozen: bool } }

type Order {
  id: string
  status: one of ["paid", "delivered"]
  paid: money
  note: string?
}

tool orders.read {
  effect: read
  args { id: string }
  result: Order
}

tool refunds.issue {
  effect: irreversible
  labels: [payments]
  args { order_id: string, amount: money where amount > 0 EUR, reason: string? }
  result: { receipt: string }
  lookup { order: orders.read { id: args.order_id } }
}

tool email.send {
  effect: egress
  args { to: email, body: string }
}

tool files.read {
  effect: read
  args { path: path }
  result: { text: string }
}

tool shell.run {
  effect: irreversible
  args { command: command }
}

approvers finance { within: 4h, otherwise: forbid }

secret stripe_key { from: env("STRIPE_KEY"), for: [refunds.issue] }

agent desk { tools: [orders.read, refunds.issue, email.send, files.read, shell.run] }

policy base for desk {
  rule look_up { permit orders.read, files.read }
  rule write_home { permit email.send when args.to == context.customer.email }
  rule small_refund { permit refunds.issue when args.amount <= 50 EUR }
  rule list_files { permit shell.run when args.command runs "ls" }
  rule every_refund { require approval from finance for refunds.issue, shell.run }
  rule frozen { forbid any tool labelled payments when context.customer.frozen }
}
`;

/** Files that fragments may import. */
const files: Readonly<Record<string, string>> = {
  './base.vak': `vak 1
context { region: one of ["eu", "us"] }
tool notes.read {
  effect: read
  args { id: string }
  result: { text: string }
}
approvers security { within: 1h }
agent reader { tools: [notes.read] }
secret inner { from: env("INNER") }
type Note { text: string }
policy reading for any agent {
  rule may_read { permit notes.read }
  rule never_by_night { forbid notes.read when context.region == us }
}
`,
  './circle.vak': 'vak 1\nimport "./page.vak" as page\n',
  './limits.vak': 'vak 1\nuse "./limiter.ts" for limits\n',
};

const limiter: Manifest = {
  name: 'known-limiter',
  version: '1.0.0',
  api: 1,
  provides: ['limits'],
  config: {
    type: 'object',
    properties: { folder: { type: 'string' }, retries: { type: 'integer' } },
    required: ['folder'],
  },
};

/** Reads the files above, and others of a test's own. */
export function reading(more: Readonly<Record<string, string>> = {}): Reader {
  const texts: Readonly<Record<string, string>> = { ...files, ...more };
  const sources = new Map<string, Source>();
  return {
    read(specifier) {
      const text = texts[specifier];
      if (text === undefined) return undefined;
      const known = sources.get(specifier) ?? new Source(specifier.replace('./', ''), text);
      sources.set(specifier, known);
      return known;
    },
    manifest: (specifier) => (specifier === './known-limiter.ts' ? limiter : undefined),
  };
}

/** Analyses a whole file. */
export const analysed = (text: string, more?: Readonly<Record<string, string>>): Analysis =>
  analyse(new Source('page.vak', text), reading({ './page.vak': text, ...more }));

/** The desk with a fragment below it; rules get a policy around them. */
export function onDesk(fragment: string): string {
  if (fragment.startsWith('vak 1')) return fragment;
  const isRule = fragment.startsWith('rule ');
  const below = isRule ? `policy page for desk {\n${fragment}\n}` : fragment;
  return `${desk}\n${below}\n`;
}

/** The findings about a fragment on the desk, as `CODE line:column message`, places in the fragment. */
export function findings(fragment: string, more?: Readonly<Record<string, string>>): string[] {
  const text = onDesk(fragment);
  const start =
    new Source('', text.slice(0, text.indexOf(fragment))).position(text.length).line - 1;
  return analysed(text, more).diagnostics.map(({ code, message, source, span }) => {
    const { line, column } = source.position(span.start);
    const place = source.name === 'page.vak' ? `${line - start}:${column}` : source.at(span);
    return `${code} ${place} ${message}`;
  });
}

/** The codes of the errors and warnings about a fragment on the desk, in order of place. */
export const codes = (fragment: string, more?: Readonly<Record<string, string>>): string[] =>
  findings(fragment, more).map((each) => each.slice(0, 7));
