import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { builtMain } from '../cli/built.ts';
import { filesBelow, root } from './sources.ts';

const policies = filesBelow('examples').filter((path) => path.endsWith('.vak'));

let main: string;
beforeAll(() => {
  main = builtMain();
});

function vak(...args: readonly string[]): {
  readonly status: number | null;
  readonly json: unknown;
} {
  const { status, stdout } = spawnSync(process.execPath, [main, ...args, '--json'], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, json: JSON.parse(stdout) };
}

describe('the policies of the examples', () => {
  test('are more than three, and draw neither an error nor a warning', () => {
    expect(policies.length).toBeGreaterThan(3);
    const { status, json } = vak('check', ...policies);
    const { diagnostics } = json as { diagnostics: readonly { severity: string }[] };
    expect(status).toBe(0);
    expect(diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  test('pass their own tests', () => {
    const { status, json } = vak('test', ...policies);
    expect(json).toMatchObject({ ok: true, failed: 0 });
    expect((json as { passed: number }).passed).toBeGreaterThan(10);
    expect(status).toBe(0);
  });

  test('are formatted', () => {
    expect(vak('fmt', '--check', ...policies)).toEqual({
      status: 0,
      json: { ok: true, changed: [] },
    });
  });
});
