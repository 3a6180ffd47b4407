import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from '../dist/index.js';
import { definePlugin, Scorer } from '../dist/runtime/contract/index.js';
import { beside, type Result } from './result.ts';
import { inTurns, quantile } from './rounds.ts';

const policy = (gate: string) => `vak 1
${gate === '' ? '' : 'use "bench/scorer" for scorers as scorer'}
tool pages.get {
  effect: read
  args { page: string }
  result: { text: string }
}
agent desk { tools: [pages.get] }
policy reading for desk { rule all { permit pages.get } }
${gate}
`;
const gate = `gate sound for desk {
  on pages.get
  score with scorer
  forbid when score < 0.5
}`;
const scorer = definePlugin({
  name: 'bench/scorer',
  version: '1.0.0',
  api: 1,
  runs: 'process',
  provides: [Scorer],
  setup({ add }) {
    add(Scorer, [], () => ({ name: 'bench/scorer', pure: true, score: () => ({ score: 0.9 }) }));
  },
});

/** So many decisions are timed together. */
const decisions = 500;

/** What a gate adds to a decision, without a model: the same decision with and without one. */
export async function run(): Promise<readonly Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vak-bench-'));
  const made = async (name: string, text: string) =>
    await load(
      { name: `${name}.vak`, text },
      {
        tools: { 'pages.get': () => ({ text: 'none' }) },
        plugins: text.includes('bench/scorer') ? [scorer] : [],
        state: join(folder, name),
      },
    );
  const [plain, gated] = [await made('plain', policy('')), await made('gated', policy(gate))];
  const request = { agent: 'desk', tool: 'pages.get', args: { page: 'one' } };
  const batch = async (vak: typeof plain) => {
    for (let count = 0; count < decisions; count += 1) await vak.decide(request);
  };
  const works = [
    { name: 'plain', once: () => batch(plain) },
    { name: 'gated', once: () => batch(gated) },
  ];
  const times = await inTurns(works, { rounds: 60, warm: 10 });
  await Promise.all([plain.stop(), gated.stop()]);
  rmSync(folder, { recursive: true, force: true });
  const [alone, scored] = works.map(({ name }) => quantile(times.get(name), 0.5) / decisions);
  if (alone === undefined || scored === undefined) return [];
  return [
    { name: 'gates/overhead', value: scored - alone, unit: 'us', better: 'lower' },
    {
      name: 'gates/decide',
      value: scored,
      unit: 'us',
      better: 'lower',
      peers: [beside('the same decision without a gate', alone, scored)],
    },
  ];
}
