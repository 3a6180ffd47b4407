import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, vak } from '../vak.ts';
import { workshop } from '../workshop.ts';

const policy = workshop['workshop.vak'] ?? '';

describe('vak test', () => {
  test('runs every test block and leaves no trace', () => {
    const here = folder(workshop);
    const { status, json } = vak(here, ['test', 'workshop.vak', '--json']);
    expect(json().tests.filter((each: { ok: boolean }) => !each.ok)).toEqual([]);
    expect(json()).toMatchObject({ ok: true, passed: 5, failed: 0 });
    const line = policy.split('\n').findIndex((text) => text.startsWith('test "nobody clears'));
    expect(json().tests[3]).toEqual({
      name: 'nobody clears the bench',
      file: 'workshop.vak',
      line: line + 1,
      ok: true,
    });
    expect(status).toBe(0);
    expect(existsSync(join(here, 'audit'))).toBe(false);
    expect(existsSync(join(here, '.vak'))).toBe(false);
  });

  test('a failed test says what was missed, where, and what came instead', () => {
    const block = `
test "wrong" for helper {
  call bench.clear { place: "left" }
  expect permit
}
`;
    const here = folder({ ...workshop, 'workshop.vak': policy + block });
    const { status, json, stdout } = vak(here, ['test', 'workshop.vak', '--json']);
    expect([status, json().ok, json().passed, json().failed]).toEqual([1, false, 5, 1]);
    const line = policy.split('\n').length + 3;
    expect(json().tests[5]).toMatchObject({
      name: 'wrong',
      ok: false,
      message: expect.stringContaining(`(workshop.vak:${line}:3)`),
    });
    expect(json().tests[5].message).toMatch(/^expected permit, got forbid by default/);
    expect(stdout).not.toContain('\u001b');
    const text = vak(here, ['test', 'workshop.vak']).stdout;
    expect(text).toContain('✗ wrong');
    expect(text).toContain('5 passed, 1 failed');
  });

  test('a tool with code is not executed', () => {
    const block = `
test "endless" for helper {
  given context { worker: { name: "Ada", apprentice: false } }
  call saw.cut { pieces: -1 } returns { pieces: 7 }
  expect permit by workshop.cut
  expect result.pieces == 7
}
`;
    const here = folder({ ...workshop, 'workshop.vak': policy + block });
    expect(vak(here, ['test', 'workshop.vak', '--json']).json()).toMatchObject({ failed: 0 });
  });

  test('a look-up without a given result forbids', () => {
    const block = `
test "no answer" for helper {
  call parts.order { id: "p_1", amount: 1, total: 1 EUR }
  expect permit
}
`;
    const here = folder({ ...workshop, 'workshop.vak': policy + block });
    const { json } = vak(here, ['test', 'workshop.vak', '--json']);
    expect(json().tests[5].message).toMatch(/^expected permit, got forbid by part/);
  });

  test('a file without tests has none to fail', () => {
    const { status, json } = vak(folder({ 'a.vak': 'vak 1\n' }), ['test', 'a.vak', '--json']);
    expect(json()).toEqual({ ok: true, passed: 0, failed: 0, tests: [] });
    expect(status).toBe(0);
  });

  test('a file with errors runs nothing', () => {
    const here = folder({ ...workshop, 'workshop.vak': `${policy}\nagent x { tools: [none] }\n` });
    const { status, json } = vak(here, ['test', 'workshop.vak', '--json']);
    expect([status, json().ok]).toEqual([1, false]);
    expect(json().diagnostics).toContainEqual(
      expect.objectContaining({ severity: 'error', file: 'workshop.vak' }),
    );
    expect(json()).not.toHaveProperty('tests');
  });
});

describe('no test knows of another', () => {
  const tested = (uses: string): string => `vak 1
${uses}
tool pages.get {
  effect: read
  args { page: string }
}

agent desk { tools: [pages.get] }

policy p for desk {
  rule all { permit pages.get }
}

limit few for desk {
  on pages.get
  at most 1 calls per 1h
}

test "one" for desk {
  call pages.get { page: "a" }
  expect permit
}

test "two" for desk {
  call pages.get { page: "a" }
  expect permit
  call pages.get { page: "a" }
  expect forbid
}
`;

  test('limits begin anew in each', () => {
    const { json } = vak(folder({ 'a.vak': tested('') }), ['test', 'a.vak', '--json']);
    expect(json()).toMatchObject({ ok: true, passed: 2 });
  });

  test('and so does a plugin that keeps what it knows in its setup', () => {
    const seen = `export default {
  name: 'seen', version: '1.0.0', api: 1, runs: 'process',
  provides: [Symbol.for('vak/1/facet/opinions/OpinionSource')],
  setup({ add }) {
    let calls = 0;
    add(Symbol.for('vak/1/facet/opinions/OpinionSource'), [], () => ({
      name: 'seen',
      object: () => (++calls > 1 ? [{ by: 'seen', verdict: 'forbid', because: 'Seen.' }] : []),
    }));
  },
};
`;
    const here = folder({ 'a.vak': tested('use "./seen.mjs" for opinions'), 'seen.mjs': seen });
    expect(vak(here, ['test', 'a.vak', '--json']).json()).toMatchObject({ ok: true, passed: 2 });
  });
});

test('a gate takes the score that the test gives it, and is unavailable without one', () => {
  const at = folder({
    'a.vak': `vak 1

use "vak/steps" for scorers as steps

tool pages.get {
  effect: read
  args { page: string }
  result: { text: string }
}

agent desk {
  tools: [pages.get]
}

policy p for desk {
  rule all {
    permit pages.get
  }
}

gate sound for desk {
  on pages.get
  score with steps
  forbid when score < 0.4
}

test "sound and unsound" for desk {
  call pages.get { page: "one" }
  expect forbid by sound
  given score { sound: 0.9 }
  call pages.get { page: "one" }
  expect permit by p.all
  given score { sound: 0.39 }
  call pages.get { page: "two" }
  expect forbid by sound
}
`,
  });
  expect(vak(at, ['test', 'a.vak', '--json']).json()).toMatchObject({ ok: true, passed: 1 });
});
