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
  expect(readFit(written, 'fit.json').sources.grader?.rows).toBe(60);
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
