import { entry } from '../../catalogue.ts';

type Named = { readonly name: string };

/** Codes VAK22xx and VAK23xx: names given twice or taken already, and imports. */
export const imports = {
  declaredTwice: entry<{ readonly kind: string; readonly name: string }>({
    code: 'VAK2201',
    severity: 'error',
    title: 'a name given twice',
    message: ({ kind, name }) => `the ${kind} \`${name}\` stands here a second time`,
    page: {
      bad: 'approvers security { within: 8h }\napprovers security { within: 1h }',
      why: 'Of two things with one name nobody could say which is meant, so neither is guessed.',
      good: 'approvers security { within: 8h }\napprovers security_lead { within: 1h }',
    },
  }),
  reserved: entry<Named>({
    code: 'VAK2202',
    severity: 'error',
    title: 'a name that the language keeps',
    message: ({ name }) => `\`${name}\` is a name that vak itself gives`,
    page: {
      bad: 'tool model.call {\n  effect: egress\n}',
      why: 'The events `agent.input`, `model.call`, `agent.reply` and `agent.delegate` are tools of vak’s own, and the built-in types keep their names.',
      good: 'tool model.ask {\n  effect: egress\n}',
    },
  }),
  aliasIsTool: entry<Named>({
    code: 'VAK2203',
    severity: 'error',
    title: 'an alias that begins a tool’s name',
    message: ({ name }) => `\`${name}\` is the alias of an import, so no tool can begin with it`,
    page: {
      bad: 'import "./base.vak" as base\ntool base.read {\n  effect: read\n}',
      why: '`base.read` could then be the import’s tool or this file’s own.',
      good: 'import "./base.vak" as base\ntool notes.read {\n  effect: read\n}',
    },
  }),
  labelIsTool: entry<Named>({
    code: 'VAK2204',
    severity: 'error',
    title: 'a tool and a label of one name',
    message: ({ name }) => `\`${name}\` is a label too`,
    page: {
      bad: 'tool deploy {\n  effect: write\n  labels: [deploy]\n}',
      why: 'Where a rule asks where a value came from, a label and a tool can both be named; they share one space of names.',
      good: 'tool deploy {\n  effect: write\n  labels: [deploys]\n}',
    },
  }),
  missingFile: entry<{ readonly path: string }>({
    code: 'VAK2301',
    severity: 'error',
    title: 'an import that cannot be read',
    message: ({ path }) => `the file \`${path}\` cannot be read`,
    help: () => 'a relative path starts from the folder of the file that imports',
    page: {
      bad: 'import "./bsae.vak" as base',
      why: 'What an import brings, its objections above all, would be missing. So a file that is not there is an error, never an empty file.',
      good: 'import "./base.vak" as base',
    },
  }),
  importCycle: entry<{ readonly files: readonly string[] }>({
    code: 'VAK2302',
    severity: 'error',
    title: 'imports that go in a circle',
    message: ({ files }) => `imports go in a circle: ${files.join(' → ')}`,
    page: {
      bad: 'import "./circle.vak" as circle',
      why: 'Each file stands on those it imports. In a circle none could be understood first. Move what both need into a third file.',
      good: 'import "./base.vak" as base',
    },
  }),
  notTaken: entry<{ readonly name: string; readonly alias: string; readonly taking: string }>({
    code: 'VAK2303',
    severity: 'error',
    title: 'something of an import that was not taken',
    message: ({ name, taking }) => `\`${name}\` comes only with \`taking ${taking}\``,
    help: ({ alias, taking }) => `write \`as ${alias} taking ${taking}\` where it is imported`,
    page: {
      bad: 'import "./base.vak" as base\npolicy more for desk {\n  rule ask { require approval from base.security for email.send }\n}',
      why: 'Types, tools and objections of an import come freely. What could grant something (permit rules, agents, approvers, secrets, plugins, memory, audit and trace) comes only where the importer says so, so that an update of the import cannot open anything.',
      good: 'import "./base.vak" as base taking approvers\npolicy more for desk {\n  rule ask { require approval from base.security for email.send }\n}',
    },
  }),
  unknownTaking: entry<{ readonly word: string }>({
    code: 'VAK2304',
    severity: 'error',
    title: 'something that cannot be taken',
    message: ({ word }) => `\`${word}\` is nothing that can be taken from an import`,
    page: {
      bad: 'import "./base.vak" as base taking aprovers',
      why: 'After `taking` stand `permits`, `agents`, `approvers`, `secrets`, `plugins`, `memory`, `audit` and `trace`. All else comes anyway.',
      good: 'import "./base.vak" as base taking approvers',
    },
  }),
  contextsDiffer: entry<{ readonly name: string; readonly other: string }>({
    code: 'VAK2305',
    severity: 'error',
    title: 'two files that ask the host for different things',
    message: ({ name, other }) => `\`${name}\` of the context is declared otherwise at ${other}`,
    page: {
      bad: 'vak 1\nimport "./base.vak" as base\ncontext { region: int }',
      why: 'The host gives one context for all files. Two of them may ask for one field only if they agree about its type and its `where`.',
      good: 'vak 1\nimport "./base.vak" as base\ncontext { region: one of ["eu", "us"] }',
    },
  }),
};
