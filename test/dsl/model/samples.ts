/** A shop that gives vouchers: every block that is built, with an import and a plugin. */
export const shop = `vak 1

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

/** A builder of software: every kind of argument, guards and look-ups. */
export const builder = `vak 1

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
