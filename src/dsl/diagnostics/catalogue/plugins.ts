import { entry, problem } from '../catalogue.ts';
import { uses } from './meaning/uses.ts';

/** Codes VAK5xxx: plugins, the points they fill and what they are granted. */
export const plugins = {
  ...uses,
  cycle: problem('VAK5202', 'plugins that depend on one another in a circle', {
    bad: `fill(Secrets, [AuditLog], …)     // in one plugin\nfill(AuditLog, [Secrets], …)     // in another`,
    why: 'Each part is made after what it depends on, which a circle makes impossible. The message gives the path with the names of the plugins.',
    good: `fill(AuditLog, [HostSide], …)    // one of the two reads what it needs elsewhere`,
  }),
  dishonest: problem('VAK5203', 'a plugin that does other than it says', {
    bad: `provides: [RateLimiter],\nsetup({ fill }) { fill(Secrets, [], () => new Vault()) }`,
    why: 'What a plugin provides and requires is known before it runs; conflicts, cycles and `vak graph` rest on it. `setup` made something that `provides` leaves out, made less than it names, or depends on what `requires` leaves out.',
    good: `provides: [Secrets],\nsetup({ fill }) { fill(Secrets, [], () => new Vault()) }`,
  }),
  notGranted: problem('VAK5206', 'a plugin needs what it was not granted', {
    bad: `use "@acme/redis-limits" for limits { url: "redis://redis.internal:6379" }`,
    why: 'A package runs with the rights of the host process, so the file must say that it may, and what it may reach. For such a plugin the grant is a decision on record, not a fence: its code is trusted.',
    good: `use "@acme/redis-limits" for limits { url: "redis://redis.internal:6379" }\n  grant { process: true, network: ["redis.internal:6379"] }`,
  }),
  otherContract: problem('VAK5207', 'a plugin for another version of the contract', {
    bad: `definePlugin({ name: '@acme/limits', api: 2, … })`,
    why: 'The number of the plugin contract says which promises hold between a plugin and vak. This vak does not offer the one the plugin was written for.',
    good: `definePlugin({ name: '@acme/limits', api: 1, … })`,
  }),
  startFailed: problem('VAK5208', 'a plugin did not start', {
    bad: `async start() { await this.client.connect() }   // and nothing listens there`,
    why: 'The `start` of the plugin threw, or was not done within its 10 seconds. Nothing runs with a part missing: what had started was stopped again, in reverse.',
    good: `// make what it connects to reachable, or use another provider for the slot`,
  }),
  notAPlugin: problem('VAK5209', 'a plugin that is missing or cannot be made', {
    bad: `use "./limiter.js" for limits   // and there is no such file`,
    why: 'The name after `use` is that of a built-in, a plugin given to `load`, a file beside the declaring one, or an installed package, whose default export is made by `definePlugin`. Nothing of that kind was found, or its code failed while it was set up.',
    good: `use "./limiter.ts" for limits`,
  }),
  solverUntold: problem('VAK5230', 'a question about constraints that nobody can tell', {
    bad: `use "vak/z3" for solvers { deadline: 1ms }   // and the question takes longer`,
    why: 'The search is exact for fields that are held against constants. Sums, two fields held against each other and patterns go to the solvers that the file uses, each within its deadline and memory. One that is late, dies, answers what it was not asked, or gives values that do not show what it says, leaves the question open. Where more than 256 clauses speak of one tool, no two of them are compared, and nobody is asked whether one implies another. Nothing is permitted or refused by that: each call is decided as ever.',
    good: `use "vak/z3" for solvers { deadline: 30s, memory: 1GB }`,
  }),
  alteredAnswer: problem('VAK5231', 'an answer in a cassette that is not as it was recorded', {
    bad: `cassette({ file: 'judge.jsonl', strict: true })   // and an answer in it was edited`,
    why: 'Each recorded exchange carries a digest over its question and its answer. A cassette is not opened where one does not fit, and a strict one is not where one is missing: a verdict that somebody wrote in by hand is none that a model gave. The digest is no signature; whoever can write the file can make a new one.',
    good: `cassette({ file: 'judge.jsonl', record: model })   // recorded anew, into a new file`,
  }),
  notBuilt: entry<{ readonly what: string; readonly point: string }>({
    code: 'VAK5210',
    severity: 'error',
    title: 'a point that nothing provides',
    message: ({ what, point }) =>
      `${what} needs the point \`${point}\`, which nothing provides in this version`,
    page: {
      bad: `gate step_quality for desk {\n  on refunds.issue\n  score with scorer\n  forbid when score < 0.55\n}`,
      why: 'The file asks for something that this version of vak does not do, or that no plugin provides. It is refused with its line and never ignored: a rule that loads and does nothing is worse than an error.',
      good: `rule large_refund {\n  require approval from finance for refunds.issue\n  when args.amount > 50 EUR\n}`,
    },
  }),
};
