import { entry, problem } from '../../catalogue.ts';

/** Codes VAK24xx: what `vak.lock` pins; VAK25xx: bundles. */
export const pins = {
  changed: entry<{ readonly what: string; readonly locked: string; readonly found: string }>({
    code: 'VAK2401',
    severity: 'error',
    title: 'something pinned that has changed',
    message: ({ what, locked, found }) =>
      `${what} is not what \`vak.lock\` pins: locked ${locked}, found ${found}`,
    help: () => '`vak lock FILE` shows what the change means and pins it anew',
    page: {
      bad: 'import "./base.vak" as base   // whose rules were edited after `vak lock`',
      why: 'An import can forbid less tomorrow than it does today. With a `vak.lock` beside the entry file, what is imported, the code of imported tools, the entry files of plugins and the files of rules and constraints are what somebody looked at, or nothing loads. The digest of a file is over what it says: `vak fmt` and `//` comments keep it.',
      good: '$ vak lock desk.vak\nbase.vak changed\n  rule refunds.small changed\n    - when args.amount <= 50 EUR\n    + when args.amount <= 500 EUR',
    },
  }),
  unpinned: entry<{ readonly what: string }>({
    code: 'VAK2402',
    severity: 'error',
    title: 'something that the lock does not pin',
    message: ({ what }) => `\`vak.lock\` does not pin ${what}`,
    help: () => '`vak lock FILE` shows what it brings and pins it',
    page: {
      bad: 'import "./more.vak" as more   // added after `vak lock`',
      why: 'Where a `vak.lock` stands beside the entry file, all that a policy brings in is pinned by it. What is not pinned has not been looked at.',
      good: '$ vak lock desk.vak',
    },
  }),
  brokenLock: entry<{ readonly problem: string }>({
    code: 'VAK2403',
    severity: 'error',
    title: 'a lock that cannot be read',
    message: ({ problem }) => `\`vak.lock\` ${problem}, so nothing is pinned`,
    help: () => 'restore it from version control, or delete it and run `vak lock FILE`',
    page: {
      bad: '<<<<<<< ours\n{ "lock": 1, …',
      why: 'A lock that is damaged pins nothing, and what was pinned must not come unpinned by accident.',
      good: '{ "lock": 1, "entries": ["desk.vak"], "files": {}, "plugins": {} }',
    },
  }),
  noBundle: problem('VAK2501', 'a bundle that is damaged or none', {
    bad: "await load('desk.vakb', { trust })   // a file that was cut short, or edited",
    why: 'A bundle is one file: a signed statement, and the policy, its imports, the code of its tools, the files of rules and constraints, and its lock. The statement names the digest over all of them, so a bundle of which any letter is changed, or to which any is added, is no bundle.',
    good: '$ vak bundle desk.vak --key signer --seq 8 -o desk.vakb',
  }),
  notTrusted: problem('VAK2502', 'a policy that nobody trusted has signed', {
    bad: "await load('desk.vakb', { trust: { keys: [] } })",
    why: 'A bundle is loaded only on the word of a key in `trust.keys`, and with `trust.name` only as the policy of that name. And where `trust` is given, only bundles are loaded: a loose file has no signature.',
    good: "await load('desk.vakb', { trust: { keys: [readFileSync('signer.pub', 'utf8')] } })",
  }),
  older: problem('VAK2503', 'a bundle older than one that was loaded', {
    bad: "await load('desk-7.vakb', { trust })   // after number 8 was loaded",
    why: 'An old bundle is signed as well as a new one, and may permit what was taken back since. The highest sequence number that was loaded is kept in the state folder, under the name that `vak bundle --name` gave the policy or else its entry file; a lower one is refused, and so is another bundle with the same number.',
    good: '$ vak bundle desk.vak --key signer --seq 9 -o desk.vakb',
  }),
};
