import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFit } from '../../../../src/plugins/judgement/judge/fit/fit-file.ts';
import { folder, vak } from '../../vak.ts';

const lines = Array.from({ length: 60 }, (_, index) =>
  JSON.stringify({ scorer: 'grader', score: index % 2 === 0 ? 0.9 : 0.6, sound: index % 10 < 5 }),
).join('\n');

test('vak gate fit writes what a scorer needs, and says how well it then tells', () => {
  const here = folder({ 'scores.jsonl': lines });
  const { status, stdout } = vak(here, ['gate', 'fit', 'scores.jsonl', '--out', 'fit.json']);
  expect(status).toBe(0);
  expect(stdout).toContain('grader: 60 scores');
  expect(stdout).toMatch(/ECE .* to .*, Brier .* to /);
  const written = readFileSync(join(here, 'fit.json'), 'utf8');
  const { fitted = '', sources } = readFit(written, 'fit.json');
  expect(sources.grader?.rows).toBe(60);
  expect(new Date(fitted).toISOString()).toBe(fitted);
});

test('vak gate fit weighs several scorers, and says what a strong one adds', () => {
  const both = Array.from({ length: 90 }, (_, index) => {
    const [sound, step] = [index % 7 < 4, `s${index}`];
    const weak = index % 5 === 0 ? !sound : sound;
    return [
      { scorer: 'a', score: weak ? 0.8 : 0.3, sound, step },
      { scorer: 'b', score: index % 4 === 0 ? 0.7 : 0.4, sound, step },
      { scorer: 'big', score: index % 11 === 0 ? 0.5 : sound ? 0.9 : 0.2, sound, step },
    ];
  });
  const here = folder({
    'scores.jsonl': both
      .flat()
      .map((row) => JSON.stringify(row))
      .join('\n'),
  });
  const args = ['gate', 'fit', 'scores.jsonl', '--strong', 'big'];
  const { status, stdout } = vak(here, args);
  expect(status).toBe(0);
  expect(stdout).toMatch(/a \+ b: 90 steps\n {2}weights a [\d.]+, b [\d.]+/);
  expect(stdout).toMatch(/a \+ b \+ big: 90 steps/);
  expect(stdout).toMatch(/big where the others disagree: asked on [\d.]+ % of steps/);
  const json = JSON.parse(vak(here, [...args, '--json']).stdout);
  expect(json).toMatchObject({
    ok: true,
    fusions: [{ of: ['a', 'b'] }, { of: ['a', 'b', 'big'] }],
    fused: [{ best: { name: expect.any(String) } }, {}],
    cascade: { strong: 'big' },
  });
});

test.each([
  ['{"score": 2, "sound": true}', [], 'scores.jsonl:1'],
  [lines, ['--false-stops', '2'], 'a share between 0 and 1'],
])('vak gate fit refuses what is no score', (text, more, says) => {
  const here = folder({ 'scores.jsonl': text });
  const { status, stdout, stderr } = vak(here, ['gate', 'fit', 'scores.jsonl', ...more]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(says);
});
