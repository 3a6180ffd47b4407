import { entry } from '../../catalogue.ts';

/** Codes VAK32xx: values that do not fit where they stand, and types that are none. */
export const values = {
  wrongType: entry<{ readonly wanted: string; readonly found: string }>({
    code: 'VAK3201',
    severity: 'error',
    title: 'a value of another type',
    message: ({ wanted, found }) => `${wanted} is needed here; this is ${found}`,
    page: {
      bad: 'test "an order" for desk {\n  call orders.read { id: 5 }\n  expect permit\n}',
      why: 'The value is held against what was declared for this place.',
      good: 'test "an order" for desk {\n  call orders.read { id: "5" }\n  expect permit\n}',
    },
  }),
  missingField: entry<{ readonly fields: readonly string[] }>({
    code: 'VAK3202',
    severity: 'error',
    title: 'a required field is missing',
    message: ({ fields }) => `missing: ${fields.map((each) => `\`${each}\``).join(', ')}`,
    page: {
      bad: 'test "a letter" for desk {\n  call email.send { to: "a@shop.example" }\n  expect forbid\n}',
      why: 'A call without a required argument would be refused before any rule is asked, and so would a context. Fields that may be left out are declared with `?`.',
      good: 'test "a letter" for desk {\n  call email.send { to: "a@shop.example", body: "" }\n  expect forbid\n}',
    },
  }),
  badLiteral: entry<{ readonly written: string; readonly wanted: string }>({
    code: 'VAK3203',
    severity: 'error',
    title: 'a value that its type cannot hold',
    message: ({ written, wanted }) => `\`${written}\` is not ${wanted}`,
    page: {
      bad: 'rule own {\n  permit email.send\n  when args.to == "nobody"\n}',
      why: 'Beside a path, a URL, a host, an e-mail address or a time a text is read as such, in its canonical form. Numbers are exact, with at most nine decimal places.',
      good: 'rule own {\n  permit email.send\n  when args.to == "nobody@shop.example"\n}',
    },
  }),
  notWrittenOut: entry<Record<string, never>>({
    code: 'VAK3204',
    severity: 'error',
    title: 'a value that is not written out',
    message: () => 'a value written out is needed here',
    page: {
      bad: 'use "./limiter.ts" for limits { folder: context.folder }',
      why: 'Here nothing can be read: configs, recorded results and arguments in tests are plain values.',
      good: 'use "./limiter.ts" for limits { folder: "./counts" }',
    },
  }),
  wrongFact: entry<{ readonly key: string; readonly wanted: string }>({
    code: 'VAK3205',
    severity: 'error',
    title: 'a fact of another shape',
    message: ({ key, wanted }) => `\`${key}\` takes ${wanted}`,
    page: {
      bad: 'approvers security { within: "8h" }',
      why: 'Each key takes values of one shape: durations, sizes and percentages with their unit, names without quotes, lists in brackets.',
      good: 'approvers security { within: 8h }',
    },
  }),
  labelNotHere: entry<{ readonly label: string }>({
    code: 'VAK3206',
    severity: 'error',
    title: 'a label where none can be',
    message: ({ label }) => `the label \`${label}\` cannot stand here`,
    page: {
      bad: 'tool notes.add {\n  effect: write\n  args { text: string confidential }\n}',
      why: 'Labels say where results come from: they stand after a field of a `type` or a `result`. What arguments carry follows from what the model was shown.',
      good: 'tool notes.get {\n  effect: read\n  result: { text: string confidential }\n}',
    },
  }),
  badMember: entry<Record<string, never>>({
    code: 'VAK3207',
    severity: 'error',
    title: 'an enum of something else than texts',
    message: () => 'the members of `one of` are texts, and there is at least one',
    page: {
      bad: 'type Ticket { priority: one of [1, 2] }',
      why: 'An enum is a closed list of texts. For numbers use `int` and `where`.',
      good: 'type Ticket { priority: int where priority in [1, 2] }',
    },
  }),
  endless: entry<{ readonly name: string }>({
    code: 'VAK3208',
    severity: 'error',
    title: 'a type that contains itself',
    message: ({ name }) => `\`${name}\` contains itself`,
    page: {
      bad: 'type Folder { name: string, inner: list of Folder }',
      why: 'Every value has a depth that is known beforehand, so that checking one always ends. Use `json` for a tree.',
      good: 'type Folder { name: string, inner: json }',
    },
  }),
  tooLarge: entry<{ readonly name: string; readonly most: number }>({
    code: 'VAK3209',
    severity: 'error',
    title: 'a type that is too large',
    message: ({ name, most }) => `written out, \`${name}\` has more than ${most} fields`,
    page: {
      bad: tower(),
      why: 'Types are written out in full in the plan. Types that hold each other twice over double with every level.',
      good: 'type A { one: string, two: string }\ntype B { one: A, two: A }',
    },
  }),
};

/** Twelve types, each of which holds the one before twice. */
function tower(): string {
  const letters = 'BCDEFGHIJKL';
  const floors = [...letters].map((letter) => {
    const below = String.fromCharCode(letter.charCodeAt(0) - 1);
    return `type ${letter} { one: ${below}, two: ${below} }`;
  });
  return ['type A { one: string, two: string }', ...floors].join('\n');
}
