import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, vak } from '../../vak.ts';
import { context, workshop } from '../../workshop.ts';

const here = folder(workshop);
const decide = (tool: string, args: unknown, ...more: string[]) =>
  vak(here, [
    ...['decide', 'workshop.vak', '--agent', 'helper', '--tool', tool],
    ...['--args', JSON.stringify(args), ...more, '--json'],
  ]);

describe('vak decide', () => {
  test('gives the verdict with every opinion and its place, and the plan’s digest', () => {
    const { status, json } = decide('parts.find', { id: 'p_1' });
    expect(status).toBe(0);
    expect(json()).toMatchObject({
      verdict: 'permit',
      because: expect.any(String),
      opinions: [
        {
          by: 'policy',
          verdict: 'permit',
          rule: 'workshop.find',
          at: expect.stringMatching(/^workshop\.vak:\d+:\d+$/),
        },
      ],
      plan: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
  });

  test('exits 0 whatever the verdict', () => {
    const apprentice = { worker: { name: 'Bo', apprentice: true } };
    const { status, json } = decide(
      'saw.cut',
      { pieces: 1 },
      '--context',
      JSON.stringify(apprentice),
    );
    expect(status).toBe(0);
    expect(json()).toMatchObject({
      verdict: 'forbid',
      because: 'Apprentices do not use the saw.',
    });
    expect(json().opinions).toContainEqual(
      expect.objectContaining({ verdict: 'forbid', rule: 'workshop.apprentices' }),
    );
  });

  test('what the context leaves unknown forbids', () => {
    expect(decide('saw.cut', { pieces: 1 }).json().verdict).toBe('forbid');
    const given = decide('saw.cut', { pieces: 1 }, '--context', JSON.stringify(context));
    expect(given.json().verdict).toBe('permit');
  });

  test.each([
    ['made.up', {}, 'VAK6101'],
    ['parts.find', { id: 1 }, 'VAK6103'],
    ['parts.find', { id: 'p_1', more: true }, 'VAK6103'],
    ['parts.find', [], 'VAK6103'],
    ['bench.clear', { place: 'left' }, 'VAK6002'],
    ['parts.order', { id: 'p_1', amount: 1, total: '1 EUR' }, 'VAK6009'],
  ])('%s %j is forbidden with its code', (tool, args, code) => {
    expect(decide(tool, args).json()).toMatchObject({ verdict: 'forbid', code });
  });

  test('an unknown agent is a finding', () => {
    const args = ['decide', 'workshop.vak', '--agent', 'nobody', '--tool', 't', '--args', '{}'];
    const { status, json } = vak(here, [...args, '--json']);
    expect(status).toBe(1);
    expect(json()).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'VAK6201', severity: 'error' }],
    });
  });

  test('executes nothing and leaves no trace', () => {
    decide('saw.cut', { pieces: -1 }, '--context', JSON.stringify(context));
    expect(existsSync(join(here, 'audit'))).toBe(false);
    expect(existsSync(join(here, '.vak'))).toBe(false);
  });

  test('people read the verdict first, then who said what', () => {
    const args = ['decide', 'workshop.vak', '--agent', 'helper', '--tool', 'bench.clear'];
    const { stdout } = vak(here, [...args, '--args', '{"place":"left"}']);
    expect(stdout).toMatch(/^forbid {2}no rule permits this call\n/);
  });
});

describe('vak decide --explain', () => {
  const frozen = { worker: { name: 'Ada', apprentice: true } };

  test('says why, and the smallest change that would flip the verdict', () => {
    const { json, status } = decide(
      'saw.cut',
      { pieces: 1 },
      ...['--context', JSON.stringify(frozen), '--explain'],
    );
    expect(status).toBe(0);
    const { verdict, explanation } = json();
    expect(explanation.verdict).toBe(verdict);
    expect(explanation.change).toEqual({
      verdict: 'permit',
      leaves: [{ leaf: 'context.worker.apprentice', from: true, to: false }],
    });
    const deciding = explanation.spoke
      .flatMap(({ conditions }: { conditions: readonly { deciding: boolean }[] }) => conditions)
      .filter((each: { deciding: boolean }) => each.deciding);
    expect(deciding).toContainEqual(
      expect.objectContaining({
        at: expect.stringMatching(/^workshop\.vak:\d+:\d+$/),
        truth: true,
      }),
    );
  });

  test('people read the conditions below the voices', () => {
    const { stdout } = vak(here, [
      ...['decide', 'workshop.vak', '--agent', 'helper', '--tool', 'saw.cut', '--args'],
      ...['{"pieces":1}', '--context', JSON.stringify(frozen), '--explain'],
    ]);
    expect(stdout).toContain('it would be permit if context.worker.apprentice were false');
    expect(stdout).toMatch(/\n {2}> when context\.worker\.apprentice {2}is true/);
    expect(stdout).toMatch(/\nthe model is told: /);
  });

  test('without the flag nothing is explained', () => {
    expect(decide('parts.find', { id: 'p_1' }).json()).not.toHaveProperty('explanation');
  });
});
