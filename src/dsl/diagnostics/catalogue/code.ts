import { entry, problem } from '../catalogue.ts';

/** Codes VAK26xx: the code of tools. */
export const code = {
  unreadable: entry<{ readonly problem: string }>({
    code: 'VAK2601',
    severity: 'error',
    title: 'the code of a tool cannot be read',
    message: ({ problem }) => problem,
    help: () => '`run` names a file below the folder of the file that declares the tool',
    page: {
      bad: 'tool refunds.issue {\n  run: "../elsewhere/refund.ts"\n}',
      why: 'A tool without its code would be refused at every call. Its digest is part of what is in force, so the file must be there when the policy is checked, and it must lie where the policy lies: what governs a tool and what it runs travel together.',
      good: 'tool refunds.issue {\n  run: "./tools/refund.ts"\n}',
    },
  }),
  broken: entry<{ readonly path: string; readonly problem: string }>({
    code: 'VAK2602',
    severity: 'error',
    title: 'the code of a tool does not compile',
    message: ({ path, problem }) => `\`${path}\` does not compile: ${problem}`,
    help: () => 'a tool is one module without imports: `export default async (args, host) => …`',
    page: {
      bad: '// tools/refund.ts\nexport default async (args => ({ receipt: args.id });',
      why: 'The code of a tool is TypeScript whose types are taken away before it runs in its sandbox. What is left must be one JavaScript module. Finding that out at a call would be too late.',
      good: '// tools/refund.ts\nexport default async (args: { id: string }) => ({ receipt: args.id });',
    },
  }),
  ambiguous: entry<{ readonly path: string }>({
    code: 'VAK2606',
    severity: 'error',
    title: 'code that means one thing as JavaScript and another as TypeScript',
    message: ({ path }) =>
      `\`${path}\` is JavaScript here, and would be something else as TypeScript`,
    help: () =>
      'put parentheses around what is compared, or give the file a name that ends in `.ts`',
    page: {
      bad: '// tools/refund.js\nexport default ({ a, b }) => max(a<b>(0));',
      why: 'Whether types are blanked in a file is told by its name, and what is reviewed, locked and signed are its bytes. So that those say all of it, JavaScript in which TypeScript would see types is refused where that stands: here `a<b>(0)` compares two times, or calls `a` with a type.',
      good: '// tools/refund.js\nexport default ({ a, b }) => max((a < b) > 0);',
    },
  }),
  exposed: entry<{ readonly tool: string; readonly root: string; readonly what: string }>({
    code: 'VAK2603',
    severity: 'error',
    title: 'a tool that could write to what governs it',
    message: ({ tool, root, what }) =>
      `\`${tool}\` may write below \`${root}\`, where ${what} lies`,
    help: () => 'give it a folder that holds nothing else, such as `./out`',
    page: {
      bad: 'tool notes.keep {\n  effect: write\n  run: "./keep.ts"\n  sandbox: { write: ["."] }\n}',
      why: 'Whoever writes the policy, the lock, the code of tools, a plugin, the keys or the log decides what tools may do. None of them may lie in a folder that a tool writes to, nor that folder in one of theirs.',
      good: 'tool notes.keep {\n  effect: write\n  run: "./keep.ts"\n  sandbox: { write: ["./notes"] }\n}',
    },
  }),
  foreignImport: entry<{
    readonly imported: string;
    readonly known: readonly string[];
    /** What stands for a module’s exports, such as `source`. */
    readonly phase?: string | undefined;
  }>({
    code: 'VAK2604',
    severity: 'error',
    title: 'a tool that imports what it was not given',
    message: ({ imported, phase }) =>
      phase === undefined
        ? `\`${imported}\` is none of the tool’s \`modules\``
        : `a tool has nothing of \`${imported}\` by \`import ${phase}\``,
    help: ({ known, phase }) => {
      if (phase !== undefined) return 'a module is imported for what it exports';
      return known.length === 0
        ? 'name it in `sandbox: { modules: { … } }`, or make one file of all with `vak tool bundle`'
        : `it has ${known.map((name) => `\`${name}\``).join(', ')}`;
    },
    page: {
      bad: "// tools/refund.ts\nimport { round } from './money.ts';\nexport default (args: { cents: number }) => round(args.cents);",
      why: 'What a tool runs is what was reviewed, locked and signed, so its code imports nothing but the modules that the policy names, each by that name and never by a path. A package is bundled ahead into one file. The modules of a tool may import one another.',
      good: 'tool refunds.issue {\n  run: "./tools/refund.ts"   // import { round } from \'money\'\n  sandbox: { modules: { "money": "./tools/money.ts" } }\n}',
    },
  }),
  tooMuch: entry<{
    readonly what: string;
    readonly unit: string;
    readonly bound: number;
    readonly used: number;
  }>({
    code: 'VAK2605',
    severity: 'error',
    title: 'more code than a tool may have',
    message: ({ what, unit, bound, used }) =>
      `${what} has ${used} ${unit}; at most ${bound} are read`,
    help: () => '`vak tool bundle` makes one file of what is needed, and leaves out the rest',
    page: {
      bad: '// tools/refund.ts has 5 MB',
      why: 'A tool’s code is read whole, and handed to a process whole. It has at most 64 modules, and with them at most 4194304 bytes.',
      good: '// vak tool bundle tools/refund.ts -o tools/refund.js',
    },
  }),
  unsigned: problem('VAK2611', 'code of a tool that is not signed', {
    bad: "await load('desk.vak', { trust: { tools: [acme] } })   // and a tool has no manifest",
    why: 'The host, or the tool’s `signers`, require the code of tools to be signed. The signed manifest lies beside the code, under its name with `.manifest.json`.',
    good: '// vak tool sign desk.vak --tool refunds.issue --version 1.0.0 --key acme.key',
  }),
  altered: problem('VAK2612', 'code that differs from what was signed', {
    bad: '// tools/refund.ts was changed after it was signed',
    why: 'A manifest names the digest of the code and is signed over all it says. The code is another, or the manifest was changed, so nobody vouches for what would run.',
    good: '// review the change, then sign the tool again',
  }),
  untrustedSigner: problem('VAK2613', 'code signed by nobody that is trusted', {
    bad: "await load('desk.vak', { trust: { tools: [acme], revoked: [acme] } })",
    why: 'None of the keys that are trusted here signed the manifest, or the key that did was revoked, or a signature under its name does not fit.',
    good: "await load('desk.vak', { trust: { tools: [acme2], revoked: [acme] } })",
  }),
  expired: problem('VAK2614', 'code whose signature has expired', {
    bad: '// vak tool sign … --expires 2025-01-01T00:00:00Z, and it is later',
    why: 'Who signs a tool may say until when. From then on it is refused, by the clock of the runtime, when the policy is loaded.',
    good: '// look at the tool again, then sign it anew',
  }),
  widened: problem('VAK2615', 'a policy that gives a tool more than was signed', {
    bad: 'tool prices.get {\n  run: "./prices.ts"\n  sandbox: { network: ["prices.example", "other.example"] }   // signed for the first alone\n}',
    why: 'A signed manifest says what the tool asks for: hosts, folders, variables, tools, memory, time, and the contract it was written for. A policy may give less and never more; what was reviewed is what runs.',
    good: 'tool prices.get {\n  run: "./prices.ts"\n  sandbox: { network: ["prices.example"] }\n}',
  }),
  notBundled: problem('VAK2616', 'code that cannot be read or bundled', {
    bad: "import { readFileSync } from 'node:fs';   // in a tool",
    why: '`vak tool bundle` and `vak tool check` use the package `rolldown`, installed beside vak. A bundle is one module: whatever needs Node, a file or a further module at run time has no place in a sandbox.',
    good: '// ask the host instead: await host.read({ path })',
  }),
};
