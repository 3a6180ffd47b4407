import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, vak } from './vak.ts';
import { workshop } from './workshop.ts';

/** Writes down every module that the process resolves. */
const tracer = `
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    appendFileSync(process.env.TRACE_TO, resolved.url + '\\n');
    return resolved;
  },
});
`;

/** The modules that a command loads. */
function modules(...args: string[]): string {
  const here = folder({ ...workshop, 'trace.mjs': tracer });
  const env = { TRACE_TO: join(here, 'modules.txt') };
  const { stderr } = vak(here, args, { env, node: ['--import', './trace.mjs'] });
  expect(stderr).toBe('');
  return readFileSync(env.TRACE_TO, 'utf8');
}
const runtime =
  /node_modules\/(inversify|@inversifyjs|isolated-vm|reflect-metadata)\/|\/runtime\/kernel\//;

describe('what a command loads', () => {
  test.each([
    ['check', 'workshop.vak'],
    ['fmt', 'workshop.vak', '--check'],
    ['explain', 'VAK0002'],
    ['--help'],
  ])('%s loads neither the kernel nor its container nor the sandbox', (...args) => {
    expect(modules(...args)).not.toMatch(runtime);
  });

  test('explain and help load no parser either', () => {
    for (const args of [['explain', 'VAK0002'], ['--help'], ['check', '--help']]) {
      expect(modules(...args)).not.toContain('/chevrotain/');
    }
  });

  test('the tracing sees the kernel where it is loaded', () => {
    const args = ['--agent', 'helper', '--tool', 'parts.find', '--args', '{"id":"p_1"}'];
    expect(modules('decide', 'workshop.vak', ...args)).toMatch(runtime);
  });
});
