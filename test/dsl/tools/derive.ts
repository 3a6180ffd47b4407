import type { Part, RecordedRule } from '../../../src/dsl/syntax/grammar/recorded.ts';

/** A generator of numbers below `limit` that gives the same ones for the same seed. */
export function dice(seed: number): (limit: number) => number {
  let state = (seed * 2654435761 + 1) >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const words = ['orders', 'x', 'read_all', 'A1', 'mail', 'for', 'when', 'list', 'args', 'result'];
const families: Readonly<Record<string, readonly string[]>> = {
  word: words,
  pathWord: words,
  typeWord: ['string', 'money', 'Order', 'json'],
  rootWord: ['args', 'context', 'lookup', 'gold', 'dir'],
  identifier: ['notify', 'remove', 'shred'],
  string: ['"a"', '"a b, c"', '"// no comment"', '"\\u20ac \\" {"', '""'],
  amount: ['0', '2_000', '0.50', '50 EUR', '4h', '64MB', '80%'],
  int: ['1', '12'],
  duration: ['4h', '1.5d', '300ms'],
};

/** The tokens of one random file, derived from the recorded grammar. */
export function derive(
  rules: readonly RecordedRule[],
  roll: (limit: number) => number,
): readonly string[] {
  const byName = new Map(rules.map(({ name, part }) => [name, part]));
  const out: string[] = ['vak', '1'];
  const go = (part: Part, depth: number): void => {
    switch (part.kind) {
      case 'literal':
        out.push(part.text);
        break;
      case 'token': {
        const forms = families[part.name] ?? ['x'];
        out.push(forms[roll(forms.length)] as string);
        break;
      }
      case 'rule':
        go(byName.get(part.name) as Part, depth + 1);
        break;
      case 'sequence':
        for (const each of part.of) go(each, depth);
        break;
      case 'choice': {
        const simple = depth > 9 ? part.of.filter((each) => !nests(each)) : part.of;
        const from = simple.length > 0 ? simple : part.of;
        go(from[roll(from.length)] as Part, depth);
        break;
      }
      case 'optional':
        if (roll(depth > 7 ? 6 : 2) === 0) go(part.of, depth);
        break;
      case 'repeat':
        for (let times = roll(depth > 5 ? 2 : 4); times > 0; times -= 1) go(part.of, depth);
    }
  };
  const declaration = byName.get('declaration') as Part;
  for (let times = 1 + roll(4); times > 0; times -= 1) go(declaration, 0);
  return out;
}

function nests(part: Part): boolean {
  return part.kind === 'rule'
    ? !['reference', 'text'].includes(part.name)
    : part.kind === 'sequence' && part.of.some(nests);
}

/** Tokens as a text: spaces, line ends, empty lines and comments fall where they like. */
export function scatter(tokens: readonly string[], roll: (limit: number) => number): string {
  let count = 0;
  const gap = (): string => {
    const kind = roll(20);
    if (kind < 8) return ' ';
    if (kind < 14) return '\n';
    if (kind < 15) return '\n\n\n';
    if (kind < 16) return '\t  ';
    if (kind < 17) return ' \r\n';
    count += 1;
    if (kind < 18) return ` // note ${count}\n`;
    if (kind < 19) return `\n   /// doc ${count}  \n`;
    return `\n// one ${count}\n\n  // two ${count}\n`;
  };
  return tokens
    .map((token, index) => (index === 1 ? token : `${token}${gap()}`))
    .join('')
    .replace(/^vak\s[^1]*?1/s, 'vak 1\n');
}
