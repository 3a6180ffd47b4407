import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { load, VakError } from '../../../src/index.ts';

test('an error that nobody caught prints its code, its place and what is wrong, and no policy', async () => {
  const text = 'vak 1\n// what nobody outside may read\nagent desk {\n';
  const error = await load({ text, name: 'desk.vak' }).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(VakError);
  const { code, diagnostics, stack = '' } = error as VakError;
  expect(code).toBe('VAK6206');
  expect(diagnostics).toMatchObject([{ severity: 'error' }]);
  const printed = inspect(error, { depth: Number.POSITIVE_INFINITY });
  expect(printed).toContain('VAK6206: desk.vak:3:');
  expect(printed).not.toContain('what nobody outside may read');
  expect(printed.replace(stack, '').trim()).toBe("{\n  code: 'VAK6206'\n}");
  expect(JSON.stringify(error)).not.toContain('diagnostics');
});
