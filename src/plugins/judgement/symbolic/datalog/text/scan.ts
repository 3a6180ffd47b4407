import type { Problem, Stretch } from './program.ts';

/** One word of a rules file. */
export interface Token extends Stretch {
  readonly kind: 'word' | 'variable' | 'number' | 'text' | 'sign' | 'end';
  readonly text: string;
}

const signs = [
  ':-',
  '!=',
  '<=',
  '>=',
  '(',
  ')',
  '{',
  '}',
  ',',
  '.',
  ':',
  '=',
  '<',
  '>',
  '!',
  '+',
  '-',
  '*',
];
const space = /\s+|\/\/[^\n]*/y;
const word = /[a-z][A-Za-z0-9_]*/y;
const variable = /[A-Z_][A-Za-z0-9_]*/y;
const number = /\d[\d_]*(?:\.\d+)?(?:ms|[smhdwy]|B|KB|MB|GB|%)?/y;
const text = /"(?:[^"\\\n]|\\.)*"/y;

/**
 * The words of a rules file. Each character is looked at a bounded number of times; what is no word is
 * reported once a run and skipped.
 */
export function scan(source: string): {
  readonly tokens: readonly Token[];
  readonly problems: readonly Omit<Problem, 'file'>[];
} {
  const tokens: Token[] = [];
  const problems: Omit<Problem, 'file'>[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  while (at < source.length) {
    const skipped = take(space);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const token = next(source, at, take);
    if (token === undefined) {
      const last = problems.at(-1);
      if (last !== undefined && last.end === at)
        problems[problems.length - 1] = { ...last, end: at + 1 };
      else problems.push(strange(source, at));
      at += 1;
      continue;
    }
    tokens.push(token);
    at = token.end;
  }
  const noUtf8 = source.indexOf('\uFFFD');
  if (noUtf8 >= 0) {
    const message = 'what stands here is no UTF-8';
    problems.push({ code: 'syntax', message, start: noUtf8, end: noUtf8 + 1 });
  }
  tokens.push({ kind: 'end', text: '', start: at, end: at });
  return { tokens, problems };
}

function next(
  source: string,
  start: number,
  take: (pattern: RegExp) => string | undefined,
): Token | undefined {
  const kinds = [
    ['word', word],
    ['variable', variable],
    ['number', number],
    ['text', text],
  ] as const;
  for (const [kind, pattern] of kinds) {
    const found = take(pattern);
    if (found !== undefined) return { kind, text: found, start, end: start + found.length };
  }
  const sign = signs.find((each) => source.startsWith(each, start));
  return sign === undefined
    ? undefined
    : { kind: 'sign', text: sign, start, end: start + sign.length };
}

function strange(source: string, at: number): Omit<Problem, 'file'> {
  const open = source[at] === '"';
  const message = open
    ? 'this text has no closing `"` on its line'
    : 'this is no word of a rules file';
  return { code: 'syntax', message, start: at, end: at + 1 };
}
