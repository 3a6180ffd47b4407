import { entry } from '../../catalogue.ts';

/** Codes VAK11xx: single characters, words, numbers and texts. */
export const tokens = {
  stray: entry<{ readonly found: string; readonly currency?: string | undefined }>({
    code: 'VAK1101',
    severity: 'error',
    title: 'a character that means nothing here',
    message: ({ found }) => `\`${found}\` means nothing in a \`.vak\` file`,
    help: ({ found, currency }) =>
      found === '/'
        ? 'nothing is divided here, and a pattern is a text: `like "*.pdf"`'
        : currency && `an amount is written with its currency behind it, as in \`50 ${currency}\``,
    page: {
      bad: 'vak 1\nagent desk { tools: [orders.read]; }',
      why: 'The character belongs to no word, number, text or sign of the language. Lines need no `;` at their end.',
      good: 'vak 1\nagent desk { tools: [orders.read] }',
    },
  }),
  foreignLetters: entry<{ readonly name: string; readonly found: string; readonly like?: string }>({
    code: 'VAK1102',
    severity: 'error',
    title: 'a name with letters outside ASCII',
    message: ({ name, found, like }) =>
      `\`${name}\` holds ${found}${like === undefined ? '' : `, which looks like \`${like}\``}`,
    help: () => 'names are made of `A-Z`, `a-z`, `0-9` and `_`; any other name goes in quotes',
    page: {
      bad: 'vak 1\nagent dеsk { tools: [] }',
      why: 'Letters of other alphabets can look exactly like those of ours: a reviewer would read one name and vak another. Names are therefore plain ASCII; names that come from elsewhere are written as quoted text, where such letters stand out.',
      good: 'vak 1\nagent desk { tools: [] }',
    },
  }),
  invisible: entry<{ readonly found: string }>({
    code: 'VAK1103',
    severity: 'error',
    title: 'an invisible character',
    message: ({ found }) => `an invisible character stands here: ${found}`,
    help: () => 'remove it; in a text write it as an escape such as `\\u200b`',
    page: {
      bad: 'vak 1\nagent desk\u2066 { tools: [] }',
      why: 'Characters that show nothing, or that turn the direction of the text around them, can make a file look different from what it says. They are refused everywhere, in comments and texts too.',
      good: 'vak 1\nagent desk { tools: [] }',
    },
  }),
  openText: entry<Record<string, never>>({
    code: 'VAK1104',
    severity: 'error',
    title: 'a text without its closing quote',
    message: () => 'this text has no closing quote on its line',
    help: () => 'close it with `"`; a line break inside a text is written `\\n`',
    page: {
      bad: 'because "Orders may be read.',
      why: 'A text begins and ends on one line. Without its closing quote everything up to the end of the line is taken for text.',
      good: 'because "Orders may be read."',
    },
  }),
  badEscape: entry<{ readonly found: string }>({
    code: 'VAK1105',
    severity: 'error',
    title: 'a text that JSON would not accept',
    message: ({ found }) => `${found} may not stand in a text`,
    help: () => 'texts are written as in JSON: `\\n`, `\\t`, `\\"`, `\\\\`, `\\u20ac`',
    page: {
      bad: 'because "50\\% off"',
      why: 'Texts are written exactly as in JSON, so that they mean the same everywhere they travel. Other escapes, raw control characters and halves of surrogate pairs are refused.',
      good: 'because "50% off"',
    },
  }),
  singleQuotes: entry<Record<string, never>>({
    code: 'VAK1106',
    severity: 'error',
    title: 'a text in single quotes',
    message: () => 'a text is written in double quotes',
    page: {
      bad: "because 'Orders may be read.'",
      why: 'There is one way to write a text, so that reviewers and tools never have to tell two apart.',
      good: 'because "Orders may be read."',
    },
  }),
  badNumber: entry<{ readonly found: string; readonly near?: string }>({
    code: 'VAK1107',
    severity: 'error',
    title: 'a number with something glued to it',
    message: ({ found }) => `\`${found}\` is not a number vak knows`,
    help: ({ near }) =>
      near === undefined
        ? 'units are `ms s m h d w y`, `B KB MB GB`, `%`, or a currency such as `50 EUR`'
        : `did you mean \`${near}\`?`,
    page: {
      bad: 'within 4hours',
      why: 'Letters that follow digits without a space are a unit, and this is none. Numbers have no exponent, no leading zeros, and `_` only between digits.',
      good: 'within 4h',
    },
  }),
  foreignComment: entry<{ readonly found: string }>({
    code: 'VAK1108',
    severity: 'error',
    title: 'a comment of another language',
    message: ({ found }) => `\`${found}\` starts no comment here; comments start with \`//\``,
    page: {
      bad: '# who may read orders',
      why: 'Comments start with `//` and end with their line; `///` comments belong to the declaration that follows and appear in its documentation.',
      good: '// who may read orders',
    },
  }),
  foreignOperator: entry<{ readonly found: string; readonly instead: string }>({
    code: 'VAK1109',
    severity: 'error',
    title: 'an operator of another language',
    message: ({ found, instead }) => `\`${found}\` is not an operator here; write ${instead}`,
    page: {
      bad: 'when args.paid && !args.frozen',
      why: 'Conditions read aloud: `and`, `or`, `not`. `==` compares; a single `=` does not exist, for it could mean either a comparison or a fact.',
      good: 'when args.paid and not args.frozen',
    },
  }),
  badCurrency: entry<{ readonly found: string; readonly near: string }>({
    code: 'VAK1111',
    severity: 'error',
    title: 'an amount in no currency',
    message: ({ found }) => `\`${found}\` is no currency of ISO 4217`,
    help: ({ near }) => `did you mean \`${near}\`?`,
    page: {
      bad: 'when args.amount <= 50 EURO',
      why: 'A currency is the three capitals that ISO 4217 gives it, on the line of its number.',
      good: 'when args.amount <= 50 EUR',
    },
  }),
  looseUnit: entry<{ readonly number: string; readonly unit: string }>({
    code: 'VAK1110',
    severity: 'error',
    title: 'a unit apart from its number',
    message: ({ number, unit }) =>
      `the unit stands apart from its number: write \`${number}${unit}\``,
    page: {
      bad: 'within 4 h',
      why: 'A number and its unit are one word. Only a currency stands after a space, on the same line: `50 EUR`.',
      good: 'within 4h',
    },
  }),
};
