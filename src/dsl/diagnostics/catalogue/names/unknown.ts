import { entry } from '../../catalogue.ts';

type Named = { readonly name: string };

/** Codes VAK21xx: names that lead nowhere. */
export const unknown = {
  unknownTool: entry<Named>({
    code: 'VAK2101',
    severity: 'error',
    title: 'a tool that is not declared',
    message: ({ name }) => `there is no tool \`${name}\``,
    page: {
      bad: 'rule look {\n  permit orders.raed\n}',
      why: 'A rule about a tool that does not exist would load, look right and never speak. Tools are declared with `tool`, and those of an import are named with its alias in front.',
      good: 'rule look {\n  permit orders.read\n}',
    },
  }),
  unknownAgent: entry<Named>({
    code: 'VAK2102',
    severity: 'error',
    title: 'an agent that is not declared',
    message: ({ name }) => `there is no agent \`${name}\``,
    page: {
      bad: 'policy mail for dsek {\n  rule send { permit email.send }\n}',
      why: 'A policy for an agent that does not exist governs nobody.',
      good: 'policy mail for desk {\n  rule send { permit email.send }\n}',
    },
  }),
  unknownType: entry<Named>({
    code: 'VAK2103',
    severity: 'error',
    title: 'a type that is not declared',
    message: ({ name }) => `there is no type \`${name}\``,
    page: {
      bad: 'tool orders.close {\n  effect: write\n  args { id: strnig }\n}',
      why: 'A type is one of the built-in ones (`string int decimal bool money duration size percent time path url host email command json`), one declared with `type`, or one of an import, named with its alias.',
      good: 'tool orders.close {\n  effect: write\n  args { id: string }\n}',
    },
  }),
  unknownApprovers: entry<Named>({
    code: 'VAK2104',
    severity: 'error',
    title: 'approvers that are not declared',
    message: ({ name }) => `there are no approvers \`${name}\``,
    page: {
      bad: 'rule large {\n  require approval from finnance for refunds.issue\n}',
      why: 'Nobody could ever answer. Those who are asked are declared with `approvers`.',
      good: 'rule large {\n  require approval from finance for refunds.issue\n}',
    },
  }),
  unknownSecret: entry<Named>({
    code: 'VAK2105',
    severity: 'error',
    title: 'a secret that is not declared',
    message: ({ name }) => `there is no secret \`${name}\``,
    page: {
      bad: 'use "./limiter.ts" for limits { password: secret(stripe_kye) }',
      why: 'A secret is named, never written down. Its name is declared with `secret`, together with where its value comes from.',
      good: 'use "./limiter.ts" for limits { password: secret(stripe_key) }',
    },
  }),
  unknownLabel: entry<Named>({
    code: 'VAK2106',
    severity: 'error',
    title: 'a label that nothing carries',
    message: ({ name }) => `no tool and no field is labelled \`${name}\``,
    page: {
      bad: 'rule frozen {\n  forbid any tool labelled paymants\n}',
      why: 'A label exists where a tool lists it in `labels` or a field of a result carries it. A rule about a label that nothing carries would forbid nothing.',
      good: 'rule frozen {\n  forbid any tool labelled payments\n}',
    },
  }),
  unknownBlock: entry<Named>({
    code: 'VAK2107',
    severity: 'error',
    title: 'a rule or block that is not declared',
    message: ({ name }) => `no rule, limit, constraint or gate is called \`${name}\``,
    page: {
      bad: 'test "orders can be read" for desk {\n  call orders.read { id: "ord_1" }\n  expect permit by base.look_pu\n}',
      why: 'A rule is named with its policy in front, `policy.rule`; limits, constraints and gates by their own names; `default` stands for the absence of a permit.',
      good: 'test "orders can be read" for desk {\n  call orders.read { id: "ord_1" }\n  expect permit by base.look_up\n}',
    },
  }),
  unknownPlugin: entry<Named>({
    code: 'VAK2108',
    severity: 'error',
    title: 'a plugin name that is not declared',
    message: ({ name }) => `no \`use\` gives a plugin the name \`${name}\``,
    page: {
      bad: 'gate quality for desk {\n  on email.send\n  score with scorrer\n  forbid when score < 0.5\n}',
      why: 'A gate names its scorer by the word after `as` in a `use` line.',
      good: 'use "./scorer.ts" for scorers as scorer\ngate quality for desk {\n  on email.send\n  score with scorer\n  forbid when score < 0.5\n}',
    },
  }),
  unknownField: entry<{ readonly name: string; readonly path: string; readonly tool: string }>({
    code: 'VAK2110',
    severity: 'error',
    title: 'a field that is not there',
    message: ({ name, path, tool }) => {
      const of = tool === '' ? '' : ` of \`${tool}\``;
      return `there is no \`${name}\`${path === '' ? '' : ` in \`${path}\``}${of}`;
    },
    page: {
      bad: 'rule small {\n  permit refunds.issue\n  when args.amuont <= 50 EUR\n}',
      why: 'What is read must be declared: arguments in the tool, the context in `context`, a look-up’s fields in the result type of the tool it asks. A misspelt field would be unknown in every call.',
      good: 'rule small {\n  permit refunds.issue\n  when args.amount <= 50 EUR\n}',
    },
  }),
  unknownRoot: entry<{ readonly path: string }>({
    code: 'VAK2111',
    severity: 'error',
    title: 'a reference that starts nowhere',
    message: ({ path }) => `\`${path}\` starts with nothing that can be read`,
    page: {
      bad: 'rule own {\n  permit email.send\n  when args.to == contxt.customer.email\n}',
      why: 'A condition reads `args`, `context`, `lookup`, `tool`, `agent` and `session`. A word alone is a member of an enum; a text stands in quotes.',
      good: 'rule own {\n  permit email.send\n  when args.to == context.customer.email\n}',
    },
  }),
  rootNotHere: entry<{ readonly root: string; readonly can: readonly string[] }>({
    code: 'VAK2112',
    severity: 'error',
    title: 'something that cannot be read here',
    message: ({ root }) => `\`${root}\` cannot be read here`,
    help: ({ can }) =>
      can.length === 0
        ? 'a value written out stands here'
        : `what can be: ${can.map((each) => `\`${each}\``).join(', ')}`,
    page: {
      bad: 'rule done {\n  permit orders.read\n  when result.status == "paid"\n}',
      why: 'Before a call there is no result yet; a look-up cannot read another; a field’s `where` sees only its own value. Each place can read what is known there.',
      good: 'rule done {\n  permit refunds.issue\n  when lookup.order.status == "paid"\n}',
    },
  }),
  unknownKey: entry<{ readonly key: string; readonly block: string }>({
    code: 'VAK2113',
    severity: 'error',
    title: 'a key that a block does not have',
    message: ({ key, block }) => `\`${key}\` is no key of \`${block}\``,
    page: {
      bad: 'approvers security { wihtin: 8h, otherwise: forbid }',
      why: 'The keys of every block are a closed list. An unknown one would be ignored, and the block would mean something else than its author thinks.',
      good: 'approvers security { within: 8h, otherwise: forbid }',
    },
  }),
  unknownWord: entry<{ readonly word: string; readonly key: string }>({
    code: 'VAK2114',
    severity: 'error',
    title: 'a word that a key does not know',
    message: ({ word, key }) => `\`${word}\` means nothing for \`${key}\``,
    page: {
      bad: 'tool orders.list {\n  effect: raed\n}',
      why: 'Some keys take one of a few words: `effect` is `pure`, `read`, `egress`, `write` or `irreversible`; `returns` is `trusted` or `untrusted`; after `then` stand `hide`, `remove`, `notify` and `tell`.',
      good: 'tool orders.list {\n  effect: read\n}',
    },
  }),
  unknownFunction: entry<{ readonly name: string; readonly known: readonly string[] }>({
    code: 'VAK2115',
    severity: 'error',
    title: 'a function that is not known here',
    message: ({ name }) => `\`${name}(…)\` is no function that is known here`,
    help: ({ known }) => `known here: ${known.map((each) => `\`${each}\``).join(', ')}`,
    page: {
      bad: 'secret mail_key {\n  from: env("MAIL_KEY")\n  as: haeder("Authorization", "Bearer {}")\n}',
      why: 'Functions stand only where a fact or a time wants one, and each place knows a few: `env` and `file` give a secret, `dir` a folder for the log, `header` a form, `time("…")` a moment.',
      good: 'secret mail_key {\n  from: env("MAIL_KEY")\n  as: header("Authorization", "Bearer {}")\n}',
    },
  }),
  unknownSource: entry<{ readonly name: string; readonly point: string }>({
    code: 'VAK2116',
    severity: 'warning',
    title: 'a channel or source that no known plugin brings',
    message: ({ name, point }) => `no plugin of this file answers to \`${name}\` for \`${point}\``,
    page: {
      bad: 'approvers security { ask: terminl, within: 8h }',
      why: 'Built in are the channels `host` and `terminal` and the secret sources `env`, `file` and `memory`. Others come from plugins. If none brings it, questions stay open until they expire, and secrets do not open. It is only a warning, for the host may bring plugins of its own.',
      good: 'approvers security { ask: terminal, within: 8h }',
    },
  }),
  unknownLog: entry<{ readonly name: string; readonly point: string }>({
    code: 'VAK2117',
    severity: 'error',
    title: 'a place for the log that is not known',
    message: ({ name }) => `nothing can keep the log in \`${name}\``,
    help: ({ point }) => `built in is \`dir("…")\`; another comes with \`use … for ${point}\``,
    page: {
      bad: 'audit { to: drive("./audit") }',
      why: 'The log is kept where `to` says and nowhere else, so what `to` names must be there.',
      good: 'audit { to: dir("./audit") }',
    },
  }),
};
