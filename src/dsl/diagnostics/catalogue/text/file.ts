import { entry } from '../../catalogue.ts';

/** Codes VAK10xx: the file as a whole. */
export const file = {
  tooLarge: entry<{ readonly size: number; readonly limit: number }>({
    code: 'VAK1001',
    severity: 'error',
    title: 'the file is too large',
    message: ({ size, limit }) => `the file holds ${size} characters; at most ${limit} are read`,
    help: () => 'split it into several files and `import` them',
    page: {
      bad: 'vak 1\n// … more than eight million characters',
      why: 'A file that people are meant to review is never this long. The limit keeps a wrong file, such as a log or an archive, from being read for minutes.',
      good: 'vak 1\nimport "./payments.vak" as payments',
    },
  }),
  noEdition: entry<Record<string, never>>({
    code: 'VAK1002',
    severity: 'error',
    title: 'the edition line is missing',
    message: () => 'a `.vak` file begins with `vak 1`',
    help: () => 'write `vak 1` as the first line',
    page: {
      bad: 'agent desk { tools: [] }',
      why: 'The first line names the edition of the language, so that a file keeps its meaning when the language grows. Only comments may stand before it.',
      good: 'vak 1\n\nagent desk { tools: [] }',
    },
  }),
  wrongEdition: entry<{ readonly found: string }>({
    code: 'VAK1003',
    severity: 'error',
    title: 'the edition is not known',
    message: ({ found }) =>
      `edition \`${found}\` is not known; this version of vak reads edition 1`,
    page: {
      bad: 'vak 2',
      why: 'The file asks for an edition of the language that this version of vak does not have. Reading it by other rules could change what it permits, so it is refused.',
      good: 'vak 1',
    },
  }),
  tooDeep: entry<{ readonly limit: number }>({
    code: 'VAK1004',
    severity: 'error',
    title: 'nested too deeply',
    message: ({ limit }) => `nested more than ${limit} levels deep`,
    help: () => 'give the inner parts names of their own',
    page: {
      bad: 'when ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((( true )))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))',
      why: 'Braces, brackets, parentheses, `list of` and chains of operators may nest 64 levels. Nothing a person can review needs more, and a bound keeps every later step bounded too.',
      good: 'when args.amount > 5 EUR',
    },
  }),
  notFormatted: entry<Record<string, never>>({
    code: 'VAK1005',
    severity: 'warning',
    title: 'the file was left as it is',
    message: () => 'formatting would have changed what this file says, so it was left as it is',
    help: () => 'please report the file: this is a mistake in vak',
    page: {
      bad: 'vak fmt refunds.vak',
      why: 'Before a formatted text replaces a file it is read again and compared with the old one, comments included. Here the two were not the same.',
      good: 'vak check refunds.vak',
    },
  }),
  notUtf8: entry<Record<string, never>>({
    code: 'VAK1006',
    severity: 'error',
    title: 'bytes that are no UTF-8',
    message: () => 'what stands here is no UTF-8, and cannot be read',
    help: () => 'save the file as UTF-8; `U+FFFD` itself is written `\\ufffd` in a text',
    page: {
      bad: 'vak 1\n// gepr\ufffdft\nagent desk { tools: [] }',
      why: 'A `.vak` file is UTF-8. Bytes that are none, as editors write them that save in another encoding, would all be read as one and the same sign, so that different files would mean the same.',
      good: 'vak 1\n// geprüft\nagent desk { tools: [] }',
    },
  }),
};
