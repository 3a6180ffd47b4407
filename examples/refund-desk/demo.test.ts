import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { builtMain } from '../../test/cli/built.ts';
import { demo } from './demo.ts';
import { steps } from './steps.ts';

test('every call of the script comes out as expected, and the log verifies', async () => {
  const lines: string[] = [];
  const wrong = await demo((line) => lines.push(line), { command: builtMain() });
  const text = lines.join('\n');
  const [, log = ''] = /It lies in (.*)/.exec(text) ?? [];
  rmSync(dirname(log), { recursive: true });
  expect(text).not.toContain('✗');
  expect(wrong).toBe(0);
  expect(steps.length).toBeGreaterThanOrEqual(16);
  for (const [index, { what }] of steps.entries()) {
    expect(text).toMatch(
      new RegExp(`${index + 1}  \\w+ +[\\d.]+ ms  ${what.replace(/[?.]/g, '.')}`),
    );
  }
  expect(text).toMatch(/refunds\.no_downloads {2}examples\/refund-desk\/refunds\.vak:\d+\n/);
  expect(text).not.toContain('\u001b[');
  expect(text).toContain('[secret:gateway_key]');
});
