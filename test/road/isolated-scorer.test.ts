import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { load } from '../../src/index.ts';
import { door, packed } from './isolate-package.ts';

/** A third party's scorer, and an opinion of the same plugin, in an isolate; its gate forbids below a half. */
async function scored(
  score: string,
  { manifest = {}, provides = '[Scorer]', more = '' } = {},
): Promise<(page: string) => Promise<unknown>> {
  const home = await packed(
    `import { definePlugin, GuestHost, OpinionSource, Scorer, serve } from ${JSON.stringify(door)};
export default serve(definePlugin({
  name: '@acme/voice', version: '1.0.0', api: 1, runs: 'isolate', provides: ${provides},
  setup({ add }) {
    add(Scorer, [GuestHost], (host) => ({ name: 'acme', pure: false, score: async (step, before) => { ${score} } }));
    ${more}
  },
}));
`,
    { manifest: { provides: ['scorers'], ...manifest } },
  );
  writeFileSync(
    join(home, 'desk.vak'),
    `vak 1
use "@acme/voice" for scorers as acme
tool pages.get { effect: read args { page: string } }
agent desk { tools: [pages.get] }
policy p for desk { rule all { permit pages.get } }
gate sound for desk {
  on pages.get
  score with acme
  forbid when score < 0.5
}
`,
  );
  const vak = await load(join(home, 'desk.vak'), {
    tools: { 'pages.get': (_: { page: string }) => null },
  });
  onTestFinished(() => vak.stop());
  const session = vak.agent('desk').session();
  return async (page) => {
    const result = await session.call('pages.get', { page });
    return result.ok ? 'done' : `${result.refusal?.code} ${result.decision.because}`;
  };
}

describe('a scorer in an isolate', { timeout: 120_000 }, () => {
  test('scores steps as JSON for a gate, without Node and without a grant', async () => {
    const ask = await scored(
      `if (typeof process !== 'undefined') throw new Error('Node');
       return { score: step.args.page === 'odd' ? 0.1 : 0.9, because: 'seen ' + before.length };`,
    );
    expect(await ask('one')).toBe('done');
    expect(await ask('odd')).toMatch(/^VAK6020 .*seen 1/);
  });

  test.each([
    ['throws', 'throw new Error("no")'],
    ['answers with no number', 'return { score: "high" }'],
    ['shows more than a log should keep', 'return { score: 1, evidence: "x".repeat(70_000) }'],
    [
      'is refused what it was not granted',
      `await host.call('fetch', { url: 'https://a.example/' }); return { score: 1 }`,
    ],
  ])('that %s gives no score, and its gate forbids', async (_, score) => {
    const ask = await scored(score);
    expect(await ask('one')).toMatch(/^VAK6021/);
  });

  test('stops the load when it adds what its manifest does not say', async () => {
    const more = `add(OpinionSource, [], () => ({ name: 'acme', object: () => [] }));`;
    const both = { provides: '[Scorer, OpinionSource]', more };
    await expect(scored('return { score: 1 }', both)).rejects.toThrow('VAK5203');
    const said = { ...both, manifest: { provides: ['opinions', 'scorers'] } };
    const ask = await scored('return { score: 1 }', said);
    expect(await ask('one')).toBe('done');
  });
});
