import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  type CorpusOptions,
  corpus,
} from '../../../../../src/plugins/judgement/injection/training/corpus/corpus.ts';
import * as training from '../../../../../src/plugins/judgement/injection/training/corpus/families.ts';
import { own } from '../../../../../src/plugins/judgement/injection/training/given.ts';
import { channels, families, slots } from './family.ts';
import { heldOut } from './held-out.ts';

const texts = heldOut();
const root = new URL('../../../../../', import.meta.url);

const words = (text: string): readonly string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
const plain = (text: string): string => words(text.replace(/\{\w+\}/g, ' ')).join(' ');
const runsOf = (text: string): readonly string[] => {
  const of = words(text);
  return of.slice(4).map((_, at) => of.slice(at, at + 5).join(' '));
};

describe('the held-out texts', () => {
  test('are enough for narrow intervals, and no two are alike', () => {
    for (const channel of channels) {
      for (const attack of [true, false]) {
        const of = texts.filter((each) => each.channel === channel && each.attack === attack);
        expect(new Set(of.map(({ text }) => text)).size, channel).toBe(1_500);
        const kinds = new Set(of.map(({ family }) => family)).size;
        expect(kinds, channel).toBeGreaterThanOrEqual(attack ? 14 : 13);
        expect(new Set(of.map(({ origin }) => origin)).size, channel).toBeGreaterThan(130);
      }
    }
  });

  test('have nothing left to fill in', () => {
    const open = new RegExp(`\\{(?:${[...Object.keys(slots), 'here'].join('|')})\\}|[⟦⟧]`);
    expect(texts.filter(({ text }) => open.test(text) || text.trim() === '')).toEqual([]);
  });
});

test('the page tells which texts its figures come from', () => {
  const lines = texts.map((each) => `${JSON.stringify(each)}\n`).join('');
  const page = readFileSync(new URL('docs/injection.md', root), 'utf8');
  expect(page).toContain(createHash('sha256').update(lines).digest('hex'));
});

describe('what training reads', () => {
  const kinds = [training.attacks, training.planted, training.messages, training.documents].flatMap(
    (of) => of.map(([, kind]) => kind),
  );

  test('has no sentence and no slot of the held-out families', () => {
    const sentences = new Set(
      kinds.flatMap(({ first = [], lines, last = [] }) => [...first, ...lines, ...last]).map(plain),
    );
    const shared = families
      .flatMap((each) => each.texts)
      .filter((text) => sentences.has(plain(text)));
    expect(shared).toEqual([]);
    const fillers = new Set(Object.values(training.slots).flat().map(plain));
    const ours = Object.values(slots).flat();
    const wordy = ours.filter((filler) => /\p{L}{2}/u.test(plain(filler)));
    expect(wordy.filter((filler) => fillers.has(plain(filler)))).toEqual([]);
  });

  test('shares hardly a run of five words with them', () => {
    const made = (development: boolean): CorpusOptions => ({
      seed: 11,
      development,
      size: 4_000,
      disguised: false,
    });
    const read = new Set(
      [...corpus(made(false)), ...corpus(made(true)), ...own()].flatMap(({ text }) => runsOf(text)),
    );
    const runs = new Set(texts.flatMap(({ text }) => runsOf(text)));
    const shared = [...runs].filter((run) => read.has(run));
    expect(shared.length / runs.size, shared.slice(0, 40).join('\n')).toBeLessThan(0.002);
  });

  test('does not reach their files', () => {
    const seen = new Set<string>();
    const walk = (file: URL): void => {
      if (seen.has(file.pathname)) return;
      seen.add(file.pathname);
      for (const [, path] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
        walk(new URL(path ?? '', file));
      }
    };
    walk(new URL('src/plugins/judgement/injection/training/train.ts', root));
    expect(seen.size).toBeGreaterThan(20);
    const inside = fileURLToPath(new URL('src/', root));
    expect([...seen].filter((path) => !path.startsWith(inside))).toEqual([]);
    expect(own().filter(({ family }) => family.includes('held-out'))).toEqual([]);
  });
});
