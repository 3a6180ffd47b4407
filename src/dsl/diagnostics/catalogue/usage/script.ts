import { entry } from '../../catalogue.ts';

/** Codes VAK01xx: scripts of `vak run`. */
export const script = {
  notJson: entry<{ expected: string }>({
    code: 'VAK0101',
    severity: 'error',
    title: 'a script that is not JSON',
    message: ({ expected }) => `this is not JSON: expected ${expected}`,
    page: {
      bad: `{ "agent": "desk", "calls": [ { "tool": "orders.read", } ] }`,
      why: 'A script is one JSON document, or one document a line in a file whose name ends in `.jsonl`. JSON has no comments, no trailing commas, and each key of an object stands once.',
      good: `{ "agent": "desk", "calls": [ { "tool": "orders.read" } ] }`,
    },
  }),
  unknownKey: entry<{ key: string; where: string; known: readonly string[] }>({
    code: 'VAK0102',
    severity: 'error',
    title: 'a key that scripts do not have',
    message: ({ key, where }) => `\`${key}\` is no key of ${where}`,
    help: ({ known }) => `its keys are ${known.map((each) => `\`${each}\``).join(', ')}`,
    page: {
      bad: `{ "agent": "desk", "calls": [ { "tool": "orders.read", "arg": { "id": "1" } } ] }`,
      why: 'A key that vak does not know would be ignored, and the script would try something else than its author meant. So it is refused.',
      good: `{ "agent": "desk", "calls": [ { "tool": "orders.read", "args": { "id": "1" } } ] }`,
    },
  }),
  wrongShape: entry<{ key: string; expected: string }>({
    code: 'VAK0103',
    severity: 'error',
    title: 'a value of the wrong shape in a script',
    message: ({ key, expected }) => `\`${key}\` must be ${expected}`,
    page: {
      bad: `{ "agent": "desk", "approvals": "yes", "calls": [] }`,
      why: 'Each key of a script has one shape: `approvals` is `"grant"`, `"deny"` or a list of `{ "tool", "answer" }`; `after` is a duration such as `"2h"`; `approval` is the index of an earlier call.',
      good: `{ "agent": "desk", "approvals": "grant", "calls": [] }`,
    },
  }),
  missingKey: entry<{ key: string; where: string }>({
    code: 'VAK0104',
    severity: 'error',
    title: 'a key that a script needs',
    message: ({ key, where }) => `\`${key}\` is missing in ${where}`,
    page: {
      bad: `{ "calls": [ { "args": { "id": "1" } } ] }`,
      why: 'A script names its `agent` and its `calls`, and each call names its `tool`.',
      good: `{ "agent": "desk", "calls": [ { "tool": "orders.read", "args": { "id": "1" } } ] }`,
    },
  }),
  resultOfCode: entry<{ tool: string }>({
    code: 'VAK0105',
    severity: 'error',
    title: 'a recorded result for a tool that has code',
    message: ({ tool }) => `\`${tool}\` has code of its own, so no result of it can be recorded`,
    page: {
      bad: `{ "agent": "desk", "results": { "refunds.issue": { "receipt": "r1" } }, "calls": [] }`,
      why: 'A tool with `run` is executed in the sandbox; a recorded result would say what the code did not. Record results of the tools that a host would supply.',
      good: `{ "agent": "desk", "results": { "orders.read": { "id": "1" } }, "calls": [] }`,
    },
  }),
  unknownName: entry<{ what: string; name: string; meant: string | undefined }>({
    code: 'VAK0106',
    severity: 'error',
    title: 'a script that names what the file does not have',
    message: ({ what, name }) => `there is no ${what} \`${name}\` in this file`,
    help: ({ meant }) => (meant === undefined ? undefined : `did you mean \`${meant}\`?`),
    page: {
      bad: `{ "agent": "dask", "calls": [] }`,
      why: 'The agent of a script and the tools whose results it records must be declared in the file. A call of an unknown tool is no mistake of the script: a model may try that, and it is refused.',
      good: `{ "agent": "desk", "calls": [] }`,
    },
  }),
};
