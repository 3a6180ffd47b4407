import { readdirSync, readFileSync } from 'node:fs';
import type { TextChannel } from '../../../../../src/runtime/contract/index.ts';

/** Texts of one kind, as they were written: each with slots, and what they stand in. */
export interface Family {
  readonly name: string;
  readonly channel: TextChannel;
  readonly attack: boolean;
  readonly texts: readonly string[];
  /** Documents with a slot `here`; none where the texts stand alone. */
  readonly carriers: readonly string[];
}

export const channels: readonly TextChannel[] = ['input', 'result'];
const folder = new URL('./texts/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, folder), 'utf8').trim();
const named = (path: string): readonly string[] =>
  readdirSync(new URL(path, folder))
    .sort()
    .map((file) => file.replace(/\.txt$/, ''));

/**
 * The texts of a file: what stands between lines of `¦`, or else each line is one. `\n` in a text is the end
 * of a line.
 */
const textsOf = (file: string): readonly string[] =>
  file
    .split(/^¦$/m.test(file) ? /\n¦\n/ : '\n')
    .map((text) => text.replaceAll('\\n', '\n').trim())
    .filter((text) => text !== '');

/** Every family below `texts/`: the folder says channel and label, a first line `in: …` the carriers. */
export const families: readonly Family[] = channels.flatMap((channel) =>
  ['attacks', 'ordinary'].flatMap((label) =>
    named(`${channel}/${label}/`).map((name): Family => {
      const file = read(`${channel}/${label}/${name}.txt`);
      const [head = '', places] = /^in: (.*)\n/.exec(file) ?? [];
      return {
        name,
        channel,
        attack: label === 'attacks',
        texts: textsOf(file.slice(head.length)),
        carriers: (places?.split(', ') ?? []).flatMap((place) =>
          textsOf(read(`${channel}/carriers/${place}.txt`)),
        ),
      };
    }),
  ),
);

/** What may stand in the slots, by name. */
export const slots: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  read('slots.txt')
    .split('\n')
    .map((line) => {
      const [name = '', fillers = ''] = line.split(' = ');
      return [name, fillers.split(' ¦ ')];
    }),
);
