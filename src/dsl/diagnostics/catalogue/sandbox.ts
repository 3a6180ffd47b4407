import { problem } from '../catalogue.ts';

/** Codes VAK7xxx: what happens to a tool inside its sandbox. */
export const sandbox = {
  time: problem('VAK7001', 'the tool ran out of time', {
    bad: `export default async ({ id }) => {\n  while (!(await ready(id))) {}\n}`,
    why: 'The time of a tool is wall time from its start to its result. Past it the tool is cut off, and killed with its process where it does not yield. A tool that awaits what nothing can settle has run out as well. What it did before is unknown, so the call counts as having happened. Where no place came free within the time, nothing was started and the message says so.',
    good: `tool report.render {\n  run: "./render.ts"\n  sandbox: { time: 10s }\n}`,
  }),
  memory: problem('VAK7002', 'the tool used up its memory', {
    bad: `export default ({ rows }) => {\n  const seen = new Map();\n  for (let i = 0; ; i++) seen.set(i, rows);\n}`,
    why: 'The tool took more than its sandbox gives, on its heap or beside it. Its isolate was thrown away, or its whole process was killed, by what the host measured and never by what an error said. What it did before is unknown, so the call counts as having happened.',
    good: `tool report.render {\n  run: "./render.ts"\n  sandbox: { memory: 256MB }\n}`,
  }),
  crashed: problem('VAK7003', 'the process of the tool ended', {
    bad: `export default () => brings.down.the.engine()`,
    why: 'The child process that ran the tool ended, or answered nonsense and was killed. The host is untouched and the next call has another process; what this tool did before is unknown, so the call counts as having happened. Where no child process can be had at all, nothing was started and the message says so.',
    good: `// if it happens again with the same arguments, the tool's code drives the engine into a fault`,
  }),
  guestError: problem('VAK7004', 'the code of the tool failed', {
    bad: `export default ({ order }) => order.lines.length   // and the order has no lines`,
    why: 'The code threw, or rejected, or is no module with a function as its default export. The message is what it threw, cut to 8 kB, with line and column in its file where known. The text is written by untrusted code: it decides nothing. A file that does not compile never started.',
    good: `export default ({ order }) => order.lines?.length ?? 0`,
  }),
  resultTooLarge: problem('VAK7005', 'the result is too large', {
    bad: `export default () => 'x'.repeat(2 ** 28)`,
    why: 'A result may take 1 MB as JSON, nest 64 levels and hold 100,000 values. Code and arguments have a bound of their own. Nothing is cut silently: half a result is no result.',
    good: `export default ({ page }) => rows.slice(page * 100, page * 100 + 100)`,
  }),
  badResult: problem('VAK7006', 'the result is not JSON', {
    bad: `export default () => new Map([['total', NaN]])`,
    why: 'A result is JSON: strings, finite numbers, booleans, null, lists and plain records. Dates and whatever else has a `toJSON` become what that gives; integers beyond 2^53 become digits; undefined fields are left out, and so are fields named `__proto__`, `constructor` or `prototype`. A result that holds itself, a function, a `Map` or another object of the engine is refused.',
    good: `export default () => ({ total: 0 })`,
  }),
  capabilityDenied: problem('VAK7007', 'the tool asks for what it was not given', {
    bad: `import { readFileSync } from 'node:fs';\nexport default ({ path }) => readFileSync(path, 'utf8')`,
    why: 'A sandboxed tool is one file without imports. It has the language, its arguments and `host.log`; no files, no network, no timers, no environment. Nothing of it was started.',
    good: `export default ({ text }) => text.length   // a host tool reads the file and hands the text on`,
  }),
  hostCallLimit: problem('VAK7008', 'the tool asks too much of its host', {
    bad: `export default async ({ ids }, host) => {\n  for (;;) await host.tools.read(ids)\n}`,
    why: 'What a tool may ask of its host is bounded in number, in calls under way at once and in bytes each way. The call past a bound is refused inside the tool, and the message says which bound and how much of it was used. A tool that does not catch it ends with this code.',
    good: `export default async ({ ids }, host) => host.tools.readMany({ ids })`,
  }),
  cannotStart: problem('VAK7101', 'the sandbox cannot start', {
    bad: `// isolated-vm older than 7.0.1 is installed, or its binary does not load here`,
    why: 'Each tool runs in a child process with isolated-vm, and none came up. Versions below 7.0.1 have a known way from guest to host and are refused. vak does not start without its sandbox, since nothing else may run a file tool.',
    good: `// install the version of isolated-vm that vak names, on a Node version it has a binary for`,
  }),
  notTrusted: problem('VAK7102', 'a tool that runs inline has no trusted function', {
    bad: `await load('desk.vak', { tools: { 'orders.read': (args) => find(args) } })`,
    why: 'The tier `inline` says in the policy that nothing fences the tool: it has the rights of the host. vak starts only if the embedder says so too, by marking the function trusted. A tool with `run` is code that nobody trusts and never runs inline.',
    good: `await load('desk.vak', { tools: { 'orders.read': { run: (args) => find(args), trusted: true } } })`,
  }),
  importing: problem('VAK7103', 'a tool’s code that no sandbox can run', {
    bad: `import { z } from 'zod'   // in the file that \`run\` names`,
    why: 'A sandbox has a tool’s file and its `modules` and resolves no other import, so that nothing can be slipped in between the code that was reviewed, signed or pinned by its digest and the code that runs. What a tool imports is one of its `modules`, or bundled ahead: `vak tool bundle --allow` takes in the packages that are named and refuses others. Code without a default export, or that takes from a module what this does not export, could not be called either. The policy does not load before.',
    good: `// vak tool bundle price.ts --allow zod -o price.js   and   run: "./price.js"`,
  }),
  diverged: problem('VAK7009', 'a repeated run is not what was recorded', {
    bad: `export default async (args, host) => host.fs.read(other)   // the record has another call here`,
    why: 'A run of a tool with `replay: exact` is repeated from its record: its clock, its random numbers and what its host answered. Where the code then asks its host for something else, or asks less, it is not the code that was recorded, and the message says at which host call.',
    good: `// repeat the run with the code whose digest the entry names`,
  }),
  busy: problem('VAK7010', 'the sandbox takes no further call of this tool', {
    bad: `await Promise.all(tenMillion.map((id) => session.call('orders.read', { id })))`,
    why: 'Calls of one tool, and of one tenant, that run or wait at once are bounded, and a call that cannot get a place within its own time is refused at once rather than left to wait. Nothing was started; the message says which bound it was and how far it is used.',
    good: `for (const id of ids) await session.call('orders.read', { id })`,
  }),
  breakerOpen: problem(
    'VAK7011',
    'the tool is held back after it broke its sandbox again and again',
    {
      bad: `export default () => brings.down.the.engine()`,
      why: 'A tool whose calls end with a crashed process or with all memory used, several times in a row, is held back for a time, which doubles up to ten minutes while it goes on. After that one call is let through as a probe; if it ends well the tool is served again. Nothing was started.',
      good: `// mend the tool; a file with other code starts with a clean record`,
    },
  ),
};
