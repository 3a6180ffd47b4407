import type { Category } from './phrases.ts';

/** Something about a text's form that ordinary text does not have. */
export interface Signal {
  readonly name: string;
  readonly category: Category;
  readonly input: number;
  readonly result: number;
  readonly start: number;
  readonly end: number;
}

interface Form {
  readonly name: string;
  readonly category: Category;
  readonly input: number;
  readonly result: number;
  /** One of these stands in every text that the pattern matches; to look for them costs next to nothing. */
  readonly holds: readonly string[];
  /** True where it stands at the beginning of a line; the pattern is held against each. */
  readonly lines?: true;
  /** Linear: fixed pieces and bounded repetitions only. */
  readonly pattern: RegExp;
}

const forms: readonly Form[] = [
  {
    name: 'marks of a chat template',
    category: 'context manipulation',
    input: 6,
    result: 5,
    holds: ['<|', '[', '<<'],
    pattern:
      /<\|(?:im_start|im_end|system|user|assistant|endoftext|begin_of_text|eot_id|start_header_id)\|>|\[\/?INST\]|<<\/?SYS>>/gi,
  },
  {
    name: 'a turn of another speaker',
    category: 'context manipulation',
    input: 1.5,
    result: 2.5,
    holds: [':'],
    lines: true,
    pattern:
      /[ \t]{0,8}(?:#{1,4} {0,2}|\*{1,2}|\[|<)?(?:system|assistant|developer|human|user)(?: (?:message|prompt|note|override|instruction|update)s?)?(?:\*{1,2}|\]|>)?\s{0,2}:/iy,
  },
  {
    name: 'a wall between documents',
    category: 'context manipulation',
    input: 1,
    result: 2,
    holds: ['---', '===', '###', '***'],
    pattern:
      /(?:-{3,}|={3,}|#{3,}|\*{3,}) {0,3}(?:end|begin|start|new|stop)(?: of)?(?: the)? (?:document|context|prompt|system|instructions?|conversation|user|data|input|text|email|page)/gi,
  },
  {
    name: 'a command for a shell',
    category: 'payload injection',
    input: 0.5,
    result: 1,
    holds: ['curl ', 'wget ', 'rm -rf '],
    pattern: /\b(?:curl|wget) [^\n]{0,80}\| ?(?:ba|z)?sh\b|\brm -rf [/~]/g,
  },
  {
    name: 'an address that carries data away',
    category: 'payload injection',
    input: 1,
    result: 2.5,
    holds: ['://'],
    pattern:
      /https?:\/\/[^\s)"'<>:]{1,200}(?::\d{1,5}[^\s)"'<>:]{0,200})?[?&/=](?:\{|%7b|\[|<|\$\{)[a-z_ ]{2,40}(?:\}|%7d|\]|>)/gi,
  },
];

/** How often one form may be reported for one text. */
const mostOfAForm = 4;

/** The forms that stand in a text. */
export function structureOf(text: string): readonly Signal[] {
  const found: Signal[] = [];
  for (const { pattern, holds, lines, ...form } of forms) {
    if (!holds.some((each) => text.includes(each))) continue;
    let count = 0;
    for (const match of lines ? atLines(text, pattern) : text.matchAll(pattern)) {
      found.push({ ...form, start: match.index, end: match.index + match[0].length });
      count += 1;
      if (count === mostOfAForm) break;
    }
  }
  return found;
}

function* atLines(text: string, pattern: RegExp): Generator<RegExpExecArray> {
  for (let start = 0; start !== -1; ) {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match !== null) yield match;
    const end = text.indexOf('\n', start);
    start = end === -1 ? -1 : end + 1;
  }
}
