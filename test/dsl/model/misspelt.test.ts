import { describe, expect, test } from 'vitest';
import type { Expr, Path } from '../../../src/dsl/syntax/ast.ts';
import { parse } from '../../../src/dsl/syntax/parse.ts';
import { Source } from '../../../src/dsl/text/source.ts';
import { analysed } from './desk.ts';

// A rule that loads, lints clean and never fires: every slip of the pen in these files must be told.

const shop = `vak 1

import "./base.vak" as base taking approvers

use "./known-limiter.ts" for limits { folder: "./counts" } grant { network: ["cache.shop.example"], process: true }

type Order {
  id: string where id like "ord_*"
  status: one of ["paid", "sent", "lost"]
  total: money
  lines: list of Line
}

type Line { article: string, count: int where count >= 1 and count <= 99 }

context {
  shopper: { mail: email, tier: one of ["plain", "gold"], blocked: bool }
  region: one of ["eu", "us"]
}

tool orders.find {
  effect: read
  args { order: string }
  result: Order
  returns: trusted
}

tool vouchers.give {
  effect: irreversible
  labels: [gifts]
  args { order: string, worth: money where worth > 0 EUR, note: string? }
  result: { code: string }
  lookup { bought: orders.find { order: args.order } }
  serial by args.order
  run: "./tools/give-voucher.ts"
  sandbox: { memory: 64MB, time: 2s, tier: process }
}

tool letters.post {
  effect: egress
  args { to: email, subject: string, text: string }
  result: { receipt: string }
}

secret post_key {
  from: env("POST_KEY")
  for: [letters.post]
  to: ["https://post.shop.example/"]
  as: header("Authorization", "Bearer {}")
}

approvers owners { ask: terminal, within: 8h, otherwise: require approval from base.security }

agent clerk { tools: [orders.find, vouchers.give, letters.post, base.notes.read], delegates: [helper] }

agent helper { tools: [orders.find] }

policy gifting for clerk {
  rule find { permit any tool where tool.effect == read }
  rule lost_orders {
    permit vouchers.give
    when lookup.bought.status == "lost"
    when args.worth <= 40 EUR
    unless context.shopper.blocked
    because "Lost orders earn a voucher."
    then hide args.note from records, notify owners
    example { order: "ord_1", worth: 10 EUR }
    counterexample { order: "ord_1", worth: 41 EUR }
  }
  rule large {
    require approval from 2 of owners for vouchers.give
    when args.worth > 20 EUR and lookup.bought.total < 100 EUR
    within 2h
  }
  rule write { permit letters.post when args.to == context.shopper.mail then tell allowed }
  rule blocked { forbid any tool labelled gifts when context.shopper.tier == plain and context.shopper.blocked }
  rule no_secrets { forbid agent.reply when args.text like "*password*" }
}

limit voucher_rate for clerk {
  on vouchers.give
  at most 3 calls per 1h
  at most 200 EUR of args.worth per 30d
  rate 10 calls per 1m burst 5
  for each context.shopper.mail
  otherwise require approval from owners
}

constraint never_more {
  for every vouchers.give holds args.worth * 2 <= lookup.bought.total
  otherwise forbid
}

audit { to: dir("./log"), hide: [args.text], keep: 7y }

trace { sample: 50%, hide: [args.note] }

test "a lost order" for clerk {
  given context { shopper: { mail: "a@shop.example", tier: "gold", blocked: false }, region: "eu" }
  given clock "2026-03-01T08:00:00Z"
  given user "Where is it?"
  given result orders.find { id: "ord_1", status: "lost", total: 90 EUR, lines: [{ article: "cup", count: 1 }] }
  call vouchers.give { order: "ord_1", worth: 15 EUR } returns { code: "V-1" }
  expect permit by gifting.lost_orders
  expect args.worth == 15 EUR
  expect hide args.note
  wait 2h
  call vouchers.give { order: "ord_1", worth: 30 EUR }
  expect approval from 2 of owners
  call vouchers.give { order: "ord_1", worth: 60 EUR }
  expect forbid by never_more
}
`;

const builder = `vak 1

type Job { branch: string, kind: one of ["build", "deploy"], took: duration }

context { team: string, on_call: bool }

tool repo.list { effect: read, args { folder: path, depth: int? }, result: { names: list of string } }
tool repo.change { effect: write, labels: [writes_code], args { file: path, text: string }, root: "." }
tool shell.do { effect: irreversible, labels: [runs_code], args { line: command, budget: duration } }
tool pages.open { effect: egress, args { page: url }, result: { title: string, body: string untrusted } }
tool jobs.last { effect: pure, args { branch: string }, result: Job }
tool jobs.start {
  effect: write
  args { branch: string, size: size, share: percent, ratio: decimal, host: host }
  lookup { before: jobs.last { branch: args.branch } }
}

approvers leads { within: 30m, otherwise: forbid }

agent builder { tools: [repo.list, repo.change, shell.do, pages.open, jobs.last, jobs.start] }

policy building for builder {
  rule look { permit repo.list, jobs.last unless args has folder and (args has depth or not args.folder in "/workspace") }
  rule change { permit repo.change when args.file in "/workspace/src" when args.file.extension in ["ts", "md"] }
  rule keys { forbid repo.list, repo.change when args has file and args.file.name like "*.pem" }
  rule tools { permit shell.do when args.budget < 10m unless args.line runs "rm" with ["-r", "-f"] }
  rule docs { permit pages.open when args.page.host == "docs.shop.example" and args.page.scheme == "https" }
  rule jobs {
    permit jobs.start
    when args.size <= 64MB and args.share <= 80% and args.ratio < 0.5
    when lookup.before.kind == "build" and lookup.before.took + 5m < 2h
    when args.host in ["ci.shop.example"] and session.now > time("2026-01-01T00:00:00Z")
    when agent.name == builder and session.tenant == "shop" and tool.name != "repo.list"
  }
  rule watched { require approval from leads for any tool labelled runs_code unless context.on_call }
  rule nights { require approval from leads for any tool where tool.effect >= write and "writes_code" in tool.labels }
  rule starts { require approval from leads for jobs.start when context.team != "core" }
}
`;

/** Where a file gives names of its own: there a slip makes another name, not a mistake. */
function naming(text: string): ReadonlySet<number> {
  const starts = new Set<number>();
  const visit = (node: unknown, parent: string): void => {
    if (Array.isArray(node)) for (const each of node) visit(each, parent);
    if (node === null || typeof node !== 'object' || Array.isArray(node)) return;
    const { kind = parent, ...parts } = node as { kind?: string } & Record<string, unknown>;
    for (const [key, value] of Object.entries(parts)) {
      const names = kind === 'tool' ? ['path'] : kind === 'import' ? ['alias'] : ['name'];
      if (names.includes(key) && namers.has(kind)) {
        const { segments, span } = value as Path;
        for (const each of segments ?? [{ span }]) starts.add(each.span.start);
      }
      if (kind === 'one of' && key === 'members') {
        for (const each of value as readonly Expr[]) starts.add(each.span.start);
      } else if (key !== 'span') visit(value, kind);
    }
  };
  visit(parse(new Source('', text)).file, 'file');
  return starts;
}

const blocks = ['policy', 'limit', 'constraint', 'agent', 'approvers', 'secret', 'type', 'tool'];
const namers = new Set([...blocks, 'import', 'rule', 'field', 'lookup', 'test', 'prove']);

/** The word with two letters swapped where they differ, else twice. */
function slipped(word: string): string {
  for (let index = word.length - 2; index >= 0; index -= 1) {
    const [a, b] = [word[index], word[index + 1]];
    if (a !== b) return `${word.slice(0, index)}${b}${a}${word.slice(index + 2)}`;
  }
  return word + word;
}

/** Texts that stand for something declared, so that a slip in them is told. */
const telling =
  /^"(paid|sent|lost|plain|gold|eu|us|build|deploy|repo\.list|writes_code|a@shop\.example|2026-.*|-r|-f)"$/;

/** What is said of a file when one part of it is written otherwise. */
function told(text: string, at: number, written: string, instead: string): boolean {
  const mutant = text.slice(0, at) + instead + text.slice(at + written.length);
  return analysed(mutant).diagnostics.some((each) => each.severity !== 'info');
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

describe.each([
  ['a shop', shop],
  ['a builder', builder],
])('%s', (_name, text) => {
  const sound = analysed(text).diagnostics;

  test('has no error and no warning of its own', () => {
    const told = sound.filter((each) => each.severity !== 'info');
    expect(told.map((each) => `${each.code} ${each.source.at(each.span)} ${each.message}`)).toEqual(
      [],
    );
  });

  test('a slip in any word but a name that the file gives is told', () => {
    const names = naming(text);
    const silent: string[] = [];
    let tried = 0;
    for (const { 0: word, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_]*/g)) {
      if (word.startsWith('"') || names.has(index)) continue;
      tried += 1;
      if (!told(text, index, word, slipped(word))) silent.push(`${word}, ${lineOf(text, index)}`);
    }
    expect(silent).toEqual([]);
    expect(tried).toBeGreaterThan(200);
  });

  test('a slip in a text that stands for something declared is told', () => {
    const names = naming(text);
    const silent: string[] = [];
    let tried = 0;
    for (const { 0: word, index } of text.matchAll(/"(?:[^"\\]|\\.)*"/g)) {
      if (!telling.test(word) || names.has(index)) continue;
      tried += 1;
      const wrong = word.startsWith('"-') ? word.replace('-', '') : word.replace(/"$/, '@@"');
      if (!told(text, index, word, wrong)) silent.push(`${word}, ${lineOf(text, index)}`);
    }
    expect(silent).toEqual([]);
    expect(tried).toBeGreaterThan(4);
  });

  test('a unit that is none, or of another kind, is told', () => {
    const silent: string[] = [];
    let tried = 0;
    for (const { 0: word, 1: unit = '', index } of text.matchAll(
      /\b\d[\d_.]* ?(EUR|ms|s|m|h|d|y|MB|%)/g,
    )) {
      const foreign = unit === 'MB' ? 'h' : 'MB';
      for (const wrong of unit === 'EUR' ? ['EUX', 'EURO', 'eur'] : ['q', `${unit}x`, foreign]) {
        tried += 1;
        const instead = word.slice(0, -unit.length) + wrong;
        if (!told(text, index, word, instead)) silent.push(`${instead}, ${lineOf(text, index)}`);
      }
    }
    expect(silent).toEqual([]);
    expect(tried).toBeGreaterThan(15);
  });
});
