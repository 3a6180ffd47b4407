import { entry } from '../catalogue.ts';

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
};
