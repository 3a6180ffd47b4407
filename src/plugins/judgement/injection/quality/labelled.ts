import { readFileSync } from 'node:fs';
import type { TextChannel } from '../../../../runtime/contract/index.ts';

/** A text that somebody judged. */
export interface Labelled {
  readonly text: string;
  readonly attack: boolean;
  readonly channel: TextChannel;
  /** What the report may sort texts by besides; the file's name unless the line says. */
  readonly family: string;
  /** BCP 47 code, where the line says. */
  readonly language?: string;
  /** What it was made from, where the line says: texts of one origin are no samples of their own. */
  readonly origin?: string;
}

/** A line of a file of labelled texts that is none. */
export class NotLabelledError extends Error {
  constructor(path: string, line: number) {
    super(
      `${path}:${line}: not \`{"text": "…", "attack": true or false, "channel": "input" or "result"}\``,
    );
    this.name = 'NotLabelledError';
  }
}

/**
 * The texts of a JSON lines file: `{ text, attack, channel?, family?, language?, origin? }` each. Instead of `attack`,
 * `label` may say 1, `attack` or `injection`, and 0, `benign` or `safe`.
 * @throws NotLabelledError that names the file and the line
 */
export function readLabelled(path: string, text = readFileSync(path, 'utf8')): readonly Labelled[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const found = read(line, path);
    if (found === undefined) throw new NotLabelledError(path, index + 1);
    return [found];
  });
}

const labels = new Map<unknown, boolean>([
  [1, true],
  [0, false],
  [true, true],
  [false, false],
  ['attack', true],
  ['injection', true],
  ['benign', false],
  ['safe', false],
]);

function read(line: string, path: string): Labelled | undefined {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof row !== 'object' || row === null) return undefined;
  const {
    text,
    attack,
    label,
    channel = 'input',
    family,
    language,
    origin,
  } = row as Record<string, unknown>;
  const said = labels.get(attack ?? label);
  if (typeof text !== 'string' || said === undefined) return undefined;
  if (channel !== 'input' && channel !== 'result') return undefined;
  return {
    text,
    attack: said,
    channel,
    family: typeof family === 'string' ? family : path,
    ...(typeof language === 'string' ? { language } : {}),
    ...(typeof origin === 'string' ? { origin } : {}),
  };
}
